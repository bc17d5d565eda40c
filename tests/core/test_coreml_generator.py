"""CoreML packages in the app: choice of size and runtime, padding, colours, errors; the system's side is a fake."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.errors import GenerateFailed, ModelFileCorrupt, ModelLoadFailed, RuntimeMissing
from core.generators.base import ImageGenerator
from core.generators.coreml import CoreMlGenerator, best_placement
from core.generators.coreml_runtime import native_present, open_native
from core.generators.fitting import Placement
from core.generators.loader import Runtimes, load_generator
from core.media.image_writing import write_image
from core.media.images import ImageContent
from core.models.library import ModelLibrary
from core.models.manifest import ModelFile, file_sha256, read_manifest
from support.fake_coreml import FakeBridge, InvertingModel
from support.fakes import picture
from support.tiny_model import write_tiny_manifest

SIZES = ((512, 288), (288, 512), (512, 384), (384, 512), (512, 512))
SMALL = ((64, 48), (48, 64), (64, 64))


@pytest.fixture
def package(tiny_model_dir: Path) -> Path:
    """The package of a model that has an ONNX graph too; its content is the fakes' business."""
    path = tiny_model_dir / "model.mlpackage"
    (path / "Data").mkdir(parents=True)
    (path / "Data" / "model.mlmodel").write_bytes(b"program")
    (onnx,) = read_manifest(tiny_model_dir).files
    coreml = ModelFile(runtime="coreml", precision="fp16", path=path.name, sha256=file_sha256(path))
    write_tiny_manifest(tiny_model_dir, files=(onnx, coreml))
    return path


def generator(package: Path, model: InvertingModel, *, longer_side: int | None = None) -> CoreMlGenerator:
    return CoreMlGenerator(
        package,
        read_manifest(package.parent),
        precision="fp16",
        longer_side=longer_side,
        open_model=lambda path, taken, given: model,
    )


@pytest.mark.parametrize(
    ("given", "chosen", "scaled"),
    [
        ((1280, 720), (512, 288), (512, 288)),
        ((720, 1280), (288, 512), (288, 512)),
        ((640, 480), (512, 384), (512, 384)),
        ((1080, 1440), (384, 512), (384, 512)),
        ((900, 900), (512, 512), (512, 512)),
        ((1280, 800), (512, 384), (512, 320)),
        ((100, 80), (512, 288), (100, 80)),  # never enlarged, and the cheapest that holds it
        ((5000, 10), (512, 288), (512, 1)),
    ],
)
def test_the_size_that_shows_the_picture_largest_is_chosen(
    given: tuple[int, int], chosen: tuple[int, int], scaled: tuple[int, int]
):
    assert best_placement(SIZES, given, bound=512) == Placement(scaled, chosen)


def test_the_bound_of_the_longer_side_holds():
    assert best_placement(SIZES, (1280, 720), bound=256) == Placement((256, 144), (512, 288))


@pytest.mark.parametrize("size", [(64, 48), (1, 1), (63, 3), (17, 64), (640, 480), (31, 77)])
def test_contract_of_a_generator(package: Path, size: tuple[int, int]):
    model = InvertingModel(SMALL)
    image = np.random.default_rng(0).integers(0, 256, (size[1], size[0], 3), dtype=np.uint8)
    image.flags.writeable = False
    coreml = generator(package, model)

    toon = coreml.generate(image)

    assert toon.dtype == np.uint8
    assert max(toon.shape[:2]) <= 64
    if max(size) <= 64:
        assert (toon == 255 - image).all()
    assert (coreml.provider, coreml.precision, coreml.model_id) == ("CoreML", "fp16", "tiny-inverter")
    coreml.close()
    coreml.close()
    assert model.closed == 1
    with pytest.raises(GenerateFailed, match="closed"):
        coreml.generate(image)


def test_the_system_sees_bgra_and_the_edge_repeated(package: Path):
    model = InvertingModel(SMALL)
    image = np.zeros((40, 60, 3), np.uint8)
    image[:] = (10, 20, 30)
    image[:, -1] = (1, 2, 3)
    image[-1] = (4, 5, 6)

    toon = generator(package, model).generate(image)

    (seen,) = model.seen
    assert seen.shape == (48, 64, 4)
    assert tuple(seen[0, 0]) == (30, 20, 10, 255)
    assert (seen[:39, 59:] == (3, 2, 1, 255)).all()
    assert (seen[39:, :60] == (6, 5, 4, 255)).all()
    assert toon.shape == (40, 60, 3)
    assert tuple(toon[0, 0]) == (245, 235, 225)


def test_a_picture_of_another_size_is_refused(package: Path):
    model = InvertingModel(SMALL)
    model.predict = lambda image: image[:-1]

    with pytest.raises(GenerateFailed, match="another shape"):
        generator(package, model).generate(picture(64, 48))


def test_a_package_without_sizes_is_refused_and_closed(package: Path):
    model = InvertingModel(())

    with pytest.raises(ModelLoadFailed, match="size"):
        generator(package, model)
    assert model.closed == 1


@pytest.mark.skipif(native_present(), reason="this computer has CoreML")
def test_without_coreml_the_error_says_what_is_needed(package: Path):
    with pytest.raises(RuntimeMissing, match=r"model\.mlpackage") as caught:
        open_native(package, "image", "toon")

    assert "macOS" in caught.value.hint
    assert caught.value.user_mistake


# The system's side, against fakes of the frameworks that behave as PyObjC shows them.


@pytest.fixture
def bridge(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FakeBridge:
    fake = FakeBridge(tmp_path / "compiled.mlmodelc", SMALL)
    for name, module in fake.modules().items():
        monkeypatch.setitem(sys.modules, name, module)
    return fake


def test_the_native_model_reads_sizes_predicts_and_cleans_up(package: Path, bridge: FakeBridge):
    model = open_native(package, "image", "toon")

    assert model.sizes == SMALL
    assert bridge.compiled.is_dir()
    shown = np.random.default_rng(1).integers(0, 256, (48, 64, 4), dtype=np.uint8)
    shown[..., 3] = 255
    for _ in range(2):
        toon = model.predict(shown)
        assert (toon[..., :3] == 255 - shown[..., :3]).all()
    assert bridge.locks == 0, "every buffer is unlocked again"
    assert bridge.pools == 0, "every call's objects are freed"
    model.close()
    model.close()
    assert not bridge.compiled.exists()
    with pytest.raises(GenerateFailed, match="closed"):
        model.predict(shown)


@pytest.mark.parametrize("step", ["compile", "load"])
def test_a_package_the_system_refuses(package: Path, bridge: FakeBridge, step: str):
    bridge.refuses = step

    with pytest.raises(ModelLoadFailed, match=f"no {step} today"):
        open_native(package, "image", "toon")
    assert not bridge.compiled.exists()


def test_a_package_of_other_names_is_refused(package: Path, bridge: FakeBridge):
    with pytest.raises(ModelLoadFailed, match="pixels"):
        open_native(package, "pixels", "toon")
    assert not bridge.compiled.exists()


@pytest.mark.parametrize("step", ["features", "predict", "format", "exception"])
def test_a_prediction_the_system_refuses(package: Path, bridge: FakeBridge, step: str):
    model = open_native(package, "image", "toon")
    bridge.refuses = step

    with pytest.raises(GenerateFailed):
        model.predict(np.zeros((48, 64, 4), np.uint8))
    assert bridge.locks == bridge.pools == 0


# Which runtime the loader takes.


def load(package: Path, *, has_coreml: bool = True, **options: Any) -> ImageGenerator:
    folder = package.parent
    model = ModelLibrary(folder.parent, folder / "none").find(str(folder))
    return load_generator(model, threads=1, runtimes=Runtimes(has_coreml=has_coreml), **options)


def provider(package: Path, **options: Any) -> str:
    """What runs the model."""
    generator = load(package, **options)
    generator.close()
    return generator.provider


def test_the_loader_prefers_coreml_where_it_is(package: Path, bridge: FakeBridge):

    assert provider(package) == "CoreML"
    assert provider(package, precision="fp16") == "CoreML"
    assert provider(package, longer_side=32) == "CoreML"
    assert provider(package, precision="fp32") == "CPUExecutionProvider"
    assert provider(package, longer_side=128) == "CPUExecutionProvider", "packages are made for the preferred size"


@pytest.mark.parametrize("step", ["compile", "load", "predict"])
def test_the_loader_falls_back_on_onnx_and_logs_why(
    package: Path, bridge: FakeBridge, step: str, caplog: pytest.LogCaptureFixture
):
    bridge.refuses = step

    assert provider(package) == "CPUExecutionProvider"
    assert not bridge.compiled.exists()
    (told,) = (line for line in caplog.messages if line.startswith("CoreML does not run tiny-inverter"))
    assert "model.mlpackage" in told


@pytest.mark.parametrize(
    ("expected", "runs"),
    [
        (lambda sample: 255 - sample, "CoreML"),
        (lambda sample: np.minimum(255 - sample, 250), "CoreML"),
        (np.zeros_like, "CPUExecutionProvider"),
        (lambda sample: 255 - sample[..., ::-1], "CPUExecutionProvider"),
    ],
    ids=["right", "nearly right", "black", "red and blue exchanged"],
)
def test_a_package_that_draws_another_toon_is_not_taken(
    package: Path, bridge: FakeBridge, expected: Callable[..., np.ndarray], runs: str
):
    """What the fake makes of the sample stays the same; what is expected of it differs."""
    parity_pictures(package.parent, expected)

    assert provider(package) == runs
    assert not bridge.compiled.exists()
    assert provider(package, longer_side=32) == "CoreML", "at another size there is nothing to compare"


def test_a_package_alone_that_draws_another_toon_says_so(package: Path, bridge: FakeBridge):
    parity_pictures(package.parent, np.zeros_like)
    only = tuple(file for file in read_manifest(package.parent).files if file.runtime == "coreml")
    write_tiny_manifest(package.parent, files=only)

    with pytest.raises(GenerateFailed, match="of 255 away") as caught:
        load(package)
    assert "ONNX" in caught.value.hint
    assert not bridge.compiled.exists()


def parity_pictures(folder: Path, expected: Callable[[np.ndarray], np.ndarray]) -> None:
    sample = np.random.default_rng(2).integers(0, 256, (48, 64, 3), dtype=np.uint8)
    write_image(ImageContent(sample, None), folder / "sample.png")
    write_image(ImageContent(np.ascontiguousarray(expected(sample)), None), folder / "expected.png")


def test_without_coreml_the_loader_takes_onnx(package: Path):
    assert provider(package, has_coreml=False) == "CPUExecutionProvider"


@pytest.mark.skipif(native_present(), reason="this computer has CoreML")
def test_a_package_alone_needs_a_mac(package: Path):
    only = tuple(file for file in read_manifest(package.parent).files if file.runtime == "coreml")
    write_tiny_manifest(package.parent, files=only)

    with pytest.raises(RuntimeMissing):
        load(package, has_coreml=False)


def test_a_damaged_package_is_named_not_replaced(package: Path, bridge: FakeBridge):
    (package / "Data" / "model.mlmodel").write_bytes(b"another")

    with pytest.raises(ModelFileCorrupt, match=r"model\.mlpackage"):
        load(package)
