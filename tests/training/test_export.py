"""`export` as a person uses it: the folder is whole, and every file does what the network does."""

from pathlib import Path

import numpy as np
import onnx
import pytest
import torch

from core.generators.loader import load_generator
from core.models.library import InstalledModel
from core.models.manifest import SizeRule, read_manifest, verify_file
from support.file_limit import files_no_larger_than
from training.checkpoint import load_checkpoint
from training.cli import main
from training.errors import ExportFailed
from training.export.fp16 import write_fp16
from training.export.half_weights import halve_weights
from training.export.int8 import write_int8
from training.export.onnx_file import ImageGraph, difference, onnx_generate, write_graph, write_onnx


def test_export_is_a_complete_folder_that_does_what_the_network_does(checkpoint: Path, pairs: Path, tmp_path: Path):
    output = tmp_path / "models" / "my-style"
    options = ["--int8", "--data.root", str(pairs), "--feature-weights", "none"]
    options += ["--sample", str(pairs / "input" / "3.png")]

    assert main(["export", "--checkpoint", str(checkpoint), "--output", str(output), *options]) == 0

    manifest = read_manifest(output)
    assert manifest.id == "my-style"
    assert [file.precision for file in manifest.files] == ["fp32", "int8"]
    fp32, int8 = (verify_file(output, file) for file in manifest.files)
    assert {path.name for path in output.iterdir()} == {
        "card.md", "expected.png", "manifest.json", "model.onnx", "model_int8.onnx", "sample.png",
    }  # fmt: skip
    assert manifest.provenance.metrics["l1"] > 0
    operators = {node.op_type for node in onnx.load(fp32).graph.node}
    assert operators.isdisjoint({"Shape", "Gather", "Split", "Pad", "Reshape"}), "these fragment CoreML"
    made_by = {output: node.op_type for node in onnx.load(int8).graph.node for output in node.output}
    (shuffle,) = (node for node in onnx.load(int8).graph.node if node.op_type == "DepthToSpace")
    assert made_by[shuffle.input[0]] == "DequantizeLinear", "the runtime moves its bytes as they are"
    graph = ImageGraph(load_checkpoint(checkpoint).network)
    for height, width in ((64, 64), (96, 128), (224, 96)):
        picture = np.random.default_rng(height).integers(0, 256, (2, height, width, 3), dtype=np.uint8)
        with torch.inference_mode():
            wanted = graph(torch.from_numpy(picture)).numpy().astype(int)
        assert np.abs(onnx_generate(fp32)(picture) - wanted).mean() < 0.5
        assert np.abs(onnx_generate(int8)(picture) - wanted).mean() < 4


@pytest.mark.slow
def test_the_card_tells_how_the_model_is_made_again(fit, checkpoint: Path, pairs: Path, tmp_path: Path):
    assert fit("--model.start_from", str(checkpoint), "--trainer.default_root_dir", str(tmp_path / "second")) == 0
    (second,) = (tmp_path / "second").rglob("last.ckpt")
    chosen = ["--int8", "--float-head", "--without-fp32", "--exaggerate", "1.5", "--data.root", str(pairs)]
    command = ["export", "--checkpoint", str(second), "--output", str(tmp_path / "m"), "--feature-weights", "none"]

    assert main([*command, *chosen, "--sample", str(pairs / "input" / "3.png")]) == 0

    card = (tmp_path / "m" / "card.md").read_text(encoding="utf-8")
    assert "2 steps, from weights of 2 steps" in card
    assert "`data.crop_px 64`" in card
    assert "`model.loss.sharpen 2.2`" in card
    assert " --output FOLDER --int8 --float-head --without-fp32 --exaggerate 1.5 --data.root DIR\n" in card
    measured = card[card.index("## Measured on the validation pairs") :]
    assert "| l1 |" in measured
    assert "difference |" not in measured, "that one was measured on the sample"


@pytest.mark.slow
@pytest.mark.parametrize("float_head", [False, True])
def test_a_float_head_is_not_rounded(float_head: bool, checkpoint: Path, tmp_path: Path):
    fp32, int8 = tmp_path / "model.onnx", tmp_path / "model_int8.onnx"
    write_onnx(load_checkpoint(checkpoint).network, fp32, multiple_of=32)
    picture = np.random.default_rng(1).integers(0, 256, (1, 64, 64, 3), dtype=np.uint8)

    write_int8(fp32, int8, photographs=picture, float_head=float_head)

    nodes = onnx.load(int8).graph.node
    *_, head = (node for node in nodes if node.op_type == "Conv")
    (after,) = (node.op_type for node in nodes if head.output[0] in node.input)
    assert (after == "QuantizeLinear") is not float_head
    wanted = onnx_generate(fp32)(picture).astype(int)
    assert np.abs(onnx_generate(int8)(picture) - wanted).mean() < 4


def test_a_large_graph_is_one_file_too(tmp_path: Path, monkeypatch):
    """A model folder names one file a precision; beyond 1.5 GB the exporter itself would make two."""
    monkeypatch.setattr("torch.onnx._internal.exporter._onnx_program._LARGE_MODEL_THRESHOLD", 0)

    write_onnx(torch.nn.Conv2d(3, 3, 1), tmp_path / "model.onnx", multiple_of=32)

    assert [path.name for path in tmp_path.iterdir()] == ["model.onnx"]


def test_a_graph_says_nothing_about_the_computer_that_exported_it(tmp_path: Path):
    path = tmp_path / "model.onnx"

    write_graph(ImageGraph(torch.nn.Conv2d(3, 3, 1)).eval(), path, multiple_of=32)

    assert b".py" not in path.read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("kept", [["fp16", "int8"], ["int8"]])
def test_without_its_fp32_file_a_model_is_whole(
    kept: list[str], checkpoint: Path, pairs: Path, tmp_path: Path, monkeypatch
):
    output = tmp_path / "small"
    options = [*(f"--{precision}" for precision in kept), "--without-fp32"]
    options += ["--data.root", str(pairs), "--feature-weights", "none"]
    options += ["--sample", str(pairs / "input" / "3.png")]

    assert main(["export", "--checkpoint", str(checkpoint), "--output", str(output), *options]) == 0

    assert [file.precision for file in read_manifest(output).files] == kept
    assert not (output / "model.onnx").exists()
    assert load_generator(InstalledModel(read_manifest(output), output, bundled=False)).precision == "int8"
    monkeypatch.chdir(tmp_path)
    command = ["evaluate", "--model", str(output), "--data.root", str(pairs), "--feature-weights", "none"]
    assert main(command) == 0, "the finest file there is is measured"


@pytest.mark.slow
def test_a_network_too_large_for_one_file_goes_into_one_by_half(
    checkpoint: Path, pairs: Path, tmp_path: Path, monkeypatch, capsys
):
    weights = sum(tensor.nbytes for tensor in load_checkpoint(checkpoint).network.state_dict().values())
    monkeypatch.setattr("training.export.onnx_file.LARGEST_BYTES", int(0.75 * weights))
    output = tmp_path / "large"
    command = ["export", "--checkpoint", str(checkpoint), "--output", str(output)]
    command += ["--sample", str(pairs / "input" / "3.png"), "--data.root", str(pairs), "--feature-weights", "none"]

    assert main(command) == 1
    assert "--fp16 --without-fp32" in capsys.readouterr().err
    assert main([*command, "--fp16", "--without-fp32"]) == 0

    manifest = read_manifest(output)
    assert [file.precision for file in manifest.files] == ["fp16"]
    assert manifest.provenance.metrics.keys() >= {"l1", "fp16_difference"}
    assert load_generator(InstalledModel(manifest, output, bundled=False)).precision == "fp16"


def test_without_fp32_the_other_files_are_asked_for(checkpoint: Path, tmp_path: Path, capsys):
    command = ["export", "--checkpoint", str(checkpoint), "--output", str(tmp_path / "small"), "--without-fp32"]

    assert main(command) == 2
    assert "--fp16" in capsys.readouterr().err


@pytest.mark.slow
def test_the_fp16_file_does_what_the_fp32_file_does(checkpoint: Path, pairs: Path, tmp_path: Path):
    output = tmp_path / "half"
    options = ["--fp16", "--sample", str(pairs / "input" / "3.png")]

    assert main(["export", "--checkpoint", str(checkpoint), "--output", str(output), *options]) == 0

    manifest = read_manifest(output)
    assert [file.precision for file in manifest.files] == ["fp32", "fp16"]
    fp32, fp16 = (verify_file(output, file) for file in manifest.files)
    assert 0 <= manifest.provenance.metrics["fp16_difference"] < 1
    assert "for graphics cards" in (output / "card.md").read_text(encoding="utf-8")
    assert fp16.stat().st_size < 0.6 * fp32.stat().st_size
    graph = onnx.load(fp16).graph
    kinds = [value.type.tensor_type.elem_type for value in (*graph.input, *graph.output)]
    assert kinds == [onnx.TensorProto.UINT8, onnx.TensorProto.UINT8]
    weights = {value.data_type for value in graph.initializer if len(value.dims) == 4}
    assert weights == {onnx.TensorProto.FLOAT16}
    picture = np.random.default_rng(1).integers(0, 256, (1, 96, 160, 3), dtype=np.uint8)
    assert np.abs(onnx_generate(fp16)(picture) - onnx_generate(fp32)(picture).astype(int)).mean() < 1


@pytest.mark.slow
def test_half_weights_take_half_the_size_and_compute_in_32_bits(checkpoint: Path, pairs: Path, tmp_path: Path):
    command = ["export", "--checkpoint", str(checkpoint), "--sample", str(pairs / "input" / "3.png")]

    assert main([*command, "--output", str(tmp_path / "whole")]) == 0
    assert main([*command, "--output", str(tmp_path / "halved"), "--half-weights"]) == 0

    manifests = [read_manifest(tmp_path / name) for name in ("whole", "halved")]
    assert [file.precision for manifest in manifests for file in manifest.files] == ["fp32", "fp32"]
    whole, halved = (verify_file(tmp_path / manifest.id, manifest.files[0]) for manifest in manifests)
    assert halved.stat().st_size < 0.6 * whole.stat().st_size
    card = (tmp_path / "halved" / "card.md").read_text(encoding="utf-8")
    assert "weights kept in 16 bits" in card
    assert "--half-weights" in card
    picture = np.random.default_rng(1).integers(0, 256, (1, 96, 160, 3), dtype=np.uint8)
    assert np.abs(onnx_generate(halved)(picture) - onnx_generate(whole)(picture).astype(int)).mean() < 0.5


def test_halved_weights_are_widened_again(tmp_path: Path):
    torch.manual_seed(0)
    path, network = tmp_path / "model.onnx", torch.nn.Conv2d(3, 3, 3, padding=1)
    write_graph(ImageGraph(network).eval(), path, multiple_of=32)

    halve_weights(path)

    kinds = {len(value.dims): value.data_type for value in onnx.load(path).graph.initializer}
    assert kinds[4] == onnx.TensorProto.FLOAT16
    assert kinds[1] == onnx.TensorProto.FLOAT
    assert difference(network, path, height=64, width=96) < 0.5


def test_weights_beyond_16_bits_are_refused(tmp_path: Path):
    network = torch.nn.Conv2d(3, 3, 1)
    torch.nn.init.constant_(network.weight, 1e5)
    write_graph(ImageGraph(network).eval(), tmp_path / "model.onnx", multiple_of=32)

    with pytest.raises(ExportFailed, match="beyond what 16 bits hold"):
        halve_weights(tmp_path / "model.onnx")


def test_half_weights_without_the_file_that_has_them(checkpoint: Path, tmp_path: Path, capsys):
    command = ["export", "--checkpoint", str(checkpoint), "--output", str(tmp_path / "none"), "--fp16"]

    assert main([*command, "--half-weights", "--without-fp32"]) == 2
    assert "--without-fp32 leaves out" in capsys.readouterr().err


def test_values_beyond_16_bits_are_refused(tmp_path: Path):
    class Loud(torch.nn.Module):
        """The photograph, by way of numbers that 16 bits do not hold."""

        def forward(self, image: torch.Tensor) -> torch.Tensor:
            return torch.nn.functional.avg_pool2d(image * 1e6, 1) / 1e6

    path, rule = tmp_path / "model.onnx", SizeRule(minimum=32, multiple_of=32, preferred=64)
    write_onnx(Loud(), path, multiple_of=32)
    sample = np.full((1, 64, 64, 3), 100, np.uint8)

    with pytest.raises(ExportFailed, match="half-precision") as caught:
        write_fp16(Loud(), tmp_path / "half.onnx", rule=rule, generate=onnx_generate(path), sample=sample)
    assert "without --fp16" in caught.value.hint


@pytest.mark.slow
def test_an_export_that_fails_leaves_the_older_model(checkpoint: Path, pairs: Path, tmp_path: Path):
    output, sample = tmp_path / "m", str(pairs / "input" / "3.png")
    command = ["export", "--checkpoint", str(checkpoint), "--output", str(output), "--sample", sample]
    output.mkdir()
    (output / "manifest.json").write_text("{}", encoding="utf-8")

    with files_no_larger_than(1_000_000):
        assert main(command) == 1

    assert (output / "manifest.json").read_text(encoding="utf-8") == "{}"
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".m-")) == []


@pytest.mark.slow
def test_an_export_that_cannot_take_its_place_gives_it_back_to_the_older_model(
    checkpoint: Path, pairs: Path, tmp_path: Path, monkeypatch
):
    output, rename = tmp_path / "m", Path.rename
    output.mkdir()
    (output / "manifest.json").write_text("{}", encoding="utf-8")

    def refuse(path: Path, target: Path) -> Path:
        if path.name == "new":
            raise PermissionError(13, "a virus scanner has it open")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refuse)
    sample = str(pairs / "input" / "3.png")
    assert main(["export", "--checkpoint", str(checkpoint), "--output", str(output), "--sample", sample]) == 1

    assert (output / "manifest.json").read_text(encoding="utf-8") == "{}"


@pytest.mark.parametrize("occupied", ["file", "folder"])
def test_export_replaces_nothing_but_models(occupied: str, checkpoint: Path, tmp_path: Path, capsys):
    output = tmp_path / "thesis"
    if occupied == "file":
        output.write_text("years of work", encoding="utf-8")
    else:
        output.mkdir()
        (output / "chapter1.txt").write_text("years of work", encoding="utf-8")

    assert main(["export", "--checkpoint", str(checkpoint), "--output", str(output)]) == 2

    assert "no model folder" in capsys.readouterr().err
