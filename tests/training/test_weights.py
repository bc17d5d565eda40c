"""Weights as timm and torchvision publish them, in every encoder; what is missing is said at once."""

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import segmentation_models_pytorch as smp
import timm
import torch
import torchvision
from safetensors.torch import save_file

from training.checkpoint import load_checkpoint
from training.cli import main
from training.errors import WeightsMissing
from training.export.onnx_file import write_onnx
from training.networks.catalog import build_network
from training.networks.encoders import PUBLISHED, find_encoder
from training.normalisation import IMAGENET, published_normalisation
from training.settings.network import NetworkConfig
from training.state_dicts import load_weights, matched
from training.weights_needed import WeightsNeed, located

_OTHER_NAMES = {
    "inceptionresnetv2": "inception_resnet_v2", "inceptionv4": "inception_v4", "xception": "legacy_xception",
    "mobilenet_v2": "mobilenetv2_100", "senet154": "legacy_senet154",
}  # fmt: skip


def encoder(name: str) -> torch.nn.Module:
    return smp.encoders.get_encoder(find_encoder(name), weights=None).eval()


@pytest.mark.parametrize("suffix", ["safetensors", "pth", "pt", "bin"])
def test_a_timm_state_dict_is_an_encoder_s_in_every_format(suffix: str, tmp_path: Path, capsys):
    path, state = tmp_path / f"any.{suffix}", timm.create_model("mobilenetv3_small_050").state_dict()
    save_file(state, path) if suffix == "safetensors" else torch.save({"state_dict": state}, path)

    network = build_network(NetworkConfig("linknet", "mobilenetv3_small_050", str(path)))

    own = network.get_submodule("body.encoder").state_dict()
    torch.testing.assert_close(own["model.conv_stem.weight"], state["conv_stem.weight"])
    assert "4 of 244 tensors are not needed and left out: c" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "published"),
    [
        ("resnet18", lambda: torchvision.models.resnet18(weights=None)),
        ("gernet_s", lambda: timm.create_model("gernet_s")),
        ("efficientnet-b0", lambda: timm.create_model("tf_efficientnet_b0")),
    ],
)
def test_an_encoder_has_the_features_of_the_published_network(name: str, published, tmp_path: Path):
    """In resnet18 the names are the same, in gernet_s partly, in efficientnet-b0 not at all."""
    torch.manual_seed(0)
    network, found = published().eval(), encoder(name)
    save_file(network.state_dict(), tmp_path / "any.safetensors")
    image = torch.rand(1, 3, 64, 64)

    load_weights(found, tmp_path / "any.safetensors", name=name)

    with torch.inference_mode():
        if name == "resnet18":
            layers = [network.conv1, network.bn1, network.relu, network.maxpool]
            layers += [network.layer1, network.layer2, network.layer3, network.layer4]
            wanted = torch.nn.Sequential(*layers)(image)
        else:
            pyramid = timm.create_model(network.default_cfg["architecture"], features_only=True).eval()
            load_weights(pyramid, tmp_path / "any.safetensors", name=name)
            wanted = pyramid(image)[-1]
        torch.testing.assert_close(found(image)[-1], wanted)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.filterwarnings("ignore:Mapping deprecated model name")
def test_every_published_encoder_takes_timm_s_or_torchvision_s_state_dict():
    unmatched = []
    with torch.device("meta"):
        for name in PUBLISHED:
            bare = (find_encoder(name) or "").removeprefix("tu-").removeprefix("timm-").replace("-", "_")
            known = (_OTHER_NAMES.get(name, bare), f"tf_{bare}", bare.replace("se_", "legacy_se"))
            sources = [timm.create_model(other) for other in known if timm.is_model(other)]
            if hasattr(torchvision.models, name):
                sources.append(getattr(torchvision.models, name)(weights=None))
            wanted = encoder(name).state_dict()
            if sources and not any(matched(source.state_dict(), wanted) for source in sources):
                unmatched.append(name)

    assert unmatched == []


def test_weights_of_another_network_are_refused(tmp_path: Path):
    torch.save(timm.create_model("mobilenetv3_small_075").state_dict(), tmp_path / "other.pth")

    with pytest.raises(WeightsMissing, match="have another shape"):
        build_network(NetworkConfig("linknet", "mobilenetv3_small_050", str(tmp_path / "other.pth")))


@pytest.mark.parametrize(
    ("name", "mean"),
    [
        ("tf_efficientnet_lite0", (0.5, 0.5, 0.5)),
        ("inceptionv4", (0.5, 0.5, 0.5)),
        ("xception", (0.5, 0.5, 0.5)),
        ("mobilenetv3_large_100", IMAGENET.mean),
        ("efficientnet-b0", IMAGENET.mean),
        ("se_resnet50", IMAGENET.mean),
        ("dpn68", (124 / 255, 117 / 255, 104 / 255)),
    ],
)
def test_an_encoder_is_fed_as_it_was_trained(name: str, mean: tuple[float, ...]):
    assert published_normalisation(find_encoder(name) or "").mean == mean


def test_a_checkpoint_says_how_its_encoder_is_fed(fit, tmp_path: Path):
    options = ("--model.network.architecture", "linknet", "--model.network.encoder", "tf_efficientnet_lite0")
    assert fit(*options) == 0
    (path,) = (tmp_path / "runs").rglob("last.ckpt")

    assert load_checkpoint(path).network.normalisation == published_normalisation("tf_efficientnet_lite0")


@pytest.mark.slow
def test_an_exported_graph_feeds_its_encoder_as_it_was_trained(tmp_path: Path):
    """What reaches the first convolution of EfficientNet-Lite0, read out of the graph, is (image - 0.5) / 0.5."""
    network = build_network(NetworkConfig("linknet", "tf_efficientnet_lite0", "none")).eval()
    write_onnx(network, tmp_path / "model.onnx", multiple_of=32)
    graph = onnx.load(tmp_path / "model.onnx")
    first = next(node for node in graph.graph.node if node.op_type == "Conv").input[0]
    graph.graph.output.append(onnx.helper.make_tensor_value_info(first, onnx.TensorProto.FLOAT, None))
    session = onnxruntime.InferenceSession(graph.SerializeToString(), providers=["CPUExecutionProvider"])
    image = np.random.default_rng(0).integers(0, 256, (1, 64, 64, 3), dtype=np.uint8)

    fed = np.asarray(session.run([first], {session.get_inputs()[0].name: image})[0])

    wanted = (image.transpose(0, 3, 1, 2) / 255 - 0.5) / 0.5
    np.testing.assert_allclose(fed[:, :, :64, :64], wanted, atol=1e-5)  # the encoder's own padding is behind


@pytest.mark.filterwarnings("ignore:`timm-` encoders are deprecated")
def test_a_checkpoint_of_an_earlier_version_is_built_and_fed_as_it_was(tmp_path: Path):
    """They took the library's copy of the encoder, and fed every one as for ImageNet."""
    network = smp.create_model("linknet", encoder_name="timm-tf_efficientnet_lite0", encoder_weights=None, classes=3)
    state = {f"network.body.{name}": weights for name, weights in network.state_dict().items()}
    record = {"architecture": "linknet", "encoder": "tf_efficientnet_lite0", "encoder_weights": "none"}
    torch.save({"network": record, "state_dict": state}, tmp_path / "old.ckpt")

    loaded = load_checkpoint(tmp_path / "old.ckpt").network

    assert loaded.normalisation == IMAGENET
    torch.testing.assert_close(
        loaded.state_dict()["body.encoder.conv_stem.weight"], network.state_dict()["encoder.conv_stem.weight"]
    )


def test_the_efficientnets_are_timm_s_own():
    assert find_encoder("tf_efficientnet_lite0") == "tu-tf_efficientnet_lite0"
    assert find_encoder("efficientnet-b8") == "tu-tf_efficientnet_b8"
    assert find_encoder("skresnet18") == "tu-skresnet18"


def test_files_are_found_by_the_names_of_their_networks(tmp_path: Path):
    names = ["vgg16_bn-6c64b313.pth", "vgg16-397923af.pth", "efficientnet_lite0_imagenet.safetensors", "notes.txt"]
    for name in names:
        (tmp_path / name).touch()
    needs = [WeightsNeed("loss", "vgg16", "hub"), WeightsNeed("encoder", "tf_efficientnet_lite0", "hub")]

    found = located([*needs, WeightsNeed("metrics", "vgg19", "none")], tmp_path)

    assert [Path(place).name for place in found] == [names[1], names[2], "none"]


def test_all_missing_files_are_named_at_once(fit, tmp_path: Path, capsys):
    wanted = (
        "--model.network.architecture",
        "unet",
        "--model.network.encoder",
        "resnet18",
        "--model.loss.weights",
        "hub",
    )

    assert fit(*wanted, "--model.network.encoder_weights", "hub", "--weights-dir", str(tmp_path)) == 2

    message = capsys.readouterr().err
    assert f"encoder, resnet18: no resnet18… in {tmp_path}, published at https://huggingface.co/smp-hub/" in message
    assert "loss, squeezenet1_1: no squeezenet1_1…" in message
    assert "https://download.pytorch.org/models/squeezenet1_1-" in message


@pytest.mark.slow
def test_a_folder_of_weights_takes_the_place_of_the_hub(fit, pairs: Path, tmp_path: Path, capsys):
    folder = tmp_path / "weights"
    folder.mkdir()
    torch.save(torchvision.models.squeezenet1_1(weights=None).state_dict(), folder / "squeezenet1_1-b8a52dc0.pth")
    hub = ("--model.network.encoder_weights", "hub", "--model.loss.weights", "hub", f"--weights-dir={folder}")

    assert fit(*hub) == 0

    assert f" --weights-dir {folder}" in capsys.readouterr().out
    (checkpoint,) = (tmp_path / "runs").rglob("last.ckpt")
    command = ["export", "--checkpoint", str(checkpoint), "--output", str(tmp_path / "m"), "--data.root", str(pairs)]
    assert main([*command, "--sample", str(pairs / "input" / "3.png"), "--weights-dir", str(folder)]) == 0
    assert "perceptual: " in capsys.readouterr().out
