"""The contract of every generator; the loader and the library with damaged models."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.errors import (
    AppError,
    GenerateFailed,
    ManifestInvalid,
    ModelFileCorrupt,
    ModelLoadFailed,
    ModelNotFound,
)
from core.foreign.confined import ConfinedGenerator
from core.generators.base import ImageGenerator, ResizableGenerator
from core.generators.loader import LoadOn, Runtimes, load_generator
from core.generators.onnx import OnnxGenerator
from core.generators.providers import PROCESSOR, Provider
from core.models.library import ModelLibrary
from core.models.manifest import MANIFEST_NAME, ModelManifest, read_manifest
from support.fakes import InvertingGenerator, picture
from support.tiny_model import write_inverter, write_lighter, write_tiny_manifest

CPU = PROCESSOR.name
CUDA = Provider("CUDAExecutionProvider")


def library(folder: Path) -> ModelLibrary:
    return ModelLibrary(folder, folder / "none")


def load(path: Path, provider: Provider | None = None, runtimes: Runtimes | None = None) -> ImageGenerator:
    return load_generator(library(path.parent).find(str(path)), provider=provider, threads=1, runtimes=runtimes)


def with_gpu() -> Runtimes:
    """A computer whose graphics card is pretended."""
    return Runtimes(onnx=PretendedGpu)


@pytest.fixture(params=["fake", "onnx"])
def generator(request: pytest.FixtureRequest, tiny_model_dir: Path) -> ImageGenerator:
    return InvertingGenerator() if request.param == "fake" else load(tiny_model_dir)


@pytest.mark.parametrize("size", [(64, 48), (1, 1), (63, 3), (17, 64)])
def test_contract_of_a_generator(generator: ImageGenerator, size: tuple[int, int]):
    image = np.random.default_rng(0).integers(0, 256, (size[1], size[0], 3), dtype=np.uint8)
    image.flags.writeable = False

    toon = generator.generate(image)

    assert toon.dtype == np.uint8
    assert (toon == 255 - image).all()
    assert generator.title
    generator.close()
    generator.close()


def test_a_large_picture_is_worked_on_at_the_preferred_size(tiny_model_dir: Path):
    generator = load(tiny_model_dir)

    assert generator.generate(picture(640, 320, 100)).shape == (32, 64, 3)
    assert (generator.generate(picture(640, 320, 100)) == 155).all()


def test_the_working_size_can_be_asked_for(tiny_model_dir: Path):
    model = library(tiny_model_dir.parent).find("tiny-inverter")
    generator = load_generator(model, longer_side=128)

    assert generator.generate(picture(640, 320)).shape == (64, 128, 3)


def test_the_working_size_can_be_changed_from_one_image_to_the_next(tiny_model_dir: Path):
    generator = load(tiny_model_dir)
    assert isinstance(generator, ResizableGenerator)
    sizes = generator.working_sizes(1280, 720)

    assert [size.longer_side for size in sizes] == [32, 48, 64]
    assert [size.pixels for size in sizes] == sorted({size.pixels for size in sizes})
    for size in (*sizes, *reversed(sizes)):
        generator.longer_side = size.longer_side
        toon = generator.generate(picture(1280, 720))
        assert max(toon.shape) == size.longer_side
        assert (toon == 155).all()


def test_a_small_image_and_a_size_that_was_given_leave_no_choice(tiny_model_dir: Path):
    generator = load(tiny_model_dir)
    assert isinstance(generator, ResizableGenerator)
    assert len(generator.working_sizes(16, 16)) == 1
    model = library(tiny_model_dir.parent).find("tiny-inverter")
    given = load_generator(model, longer_side=128)
    assert isinstance(given, ResizableGenerator)
    assert len(given.working_sizes(1280, 720)) == 1


@pytest.mark.parametrize("load_on", [load_generator, ConfinedGenerator])
def test_a_lighter_file_draws_what_is_small(load_on: LoadOn, tiny_model_dir: Path):
    """The model's own file inverts; the lighter one leaves the image as it is."""
    write_lighter(tiny_model_dir, longer_side=48, share=0.5)
    generator = load_on(library(tiny_model_dir.parent).find(str(tiny_model_dir)), threads=1)
    assert isinstance(generator, ResizableGenerator)
    sizes = generator.working_sizes(1280, 720)

    seen = dict[int, int]()
    for size in (*sizes, *reversed(sizes)):
        generator.longer_side = size.longer_side
        seen[size.longer_side] = int(generator.generate(picture(1280, 720, 100))[0, 0, 0])

    generator.close()
    assert seen == {32: 100, 48: 100, 64: 155}
    assert [size.pixels for size in sizes] == [32 * 32 // 2, 48 * 32 // 2, 64 * 48], "what the time grows with"


def test_a_file_that_was_asked_for_draws_small_images_too(tiny_model_dir: Path):
    write_lighter(tiny_model_dir, longer_side=48, share=0.5)
    model = library(tiny_model_dir.parent).find(str(tiny_model_dir))

    asked = load_generator(model, precision="fp32", longer_side=48)

    assert (asked.generate(picture(64, 48, 100)) == 155).all()


def test_a_damaged_lighter_file_is_told(tiny_model_dir: Path):
    write_lighter(tiny_model_dir, longer_side=48, share=0.5).write_bytes(b"no graph")

    with pytest.raises(ModelFileCorrupt, match=r"lighter\.onnx is damaged"):
        load(tiny_model_dir)


def test_a_closed_generator_refuses(tiny_model_dir: Path):
    generator = load(tiny_model_dir)
    generator.close()

    with pytest.raises(GenerateFailed):
        generator.generate(picture())


@pytest.mark.parametrize("content", [b"", b"\x08\x07", b"random bytes" * 1000])
def test_a_damaged_onnx_file_is_named(tmp_path: Path, content: bytes):
    path = tmp_path / "broken.onnx"
    path.write_bytes(content)

    with pytest.raises(ModelLoadFailed, match=r"broken\.onnx"):
        load(path)


def test_a_truncated_onnx_file_is_named(tiny_model_dir: Path, tmp_path: Path):
    whole = (tiny_model_dir / "model.onnx").read_bytes()
    path = tmp_path / "half.onnx"
    path.write_bytes(whole[: len(whole) // 2])

    with pytest.raises(ModelLoadFailed, match=r"half\.onnx"):
        load(path)


def test_an_onnx_file_with_other_inputs_says_what_is_needed(tmp_path: Path):
    path = tmp_path / "other.onnx"
    write_inverter(path, input_name="pixels")

    with pytest.raises(ModelLoadFailed, match="pixels") as caught:
        load(path)
    assert "image: uint8" in caught.value.message


def test_an_onnx_file_without_a_manifest_works(tmp_path: Path):
    write_inverter(tmp_path / "mine.onnx")

    generator = load(tmp_path / "mine.onnx")

    assert generator.title == "mine"
    assert (generator.generate(picture(30, 20, 100)) == 155).all()


def test_an_onnx_file_in_a_model_folder_uses_its_manifest(tiny_model_dir: Path):
    assert load(tiny_model_dir / "model.onnx").title == "Tiny Inverter"


def test_a_hash_that_does_not_fit_is_refused(tiny_model_dir: Path):
    with (tiny_model_dir / "model.onnx").open("ab") as file:
        file.write(b"\0")

    with pytest.raises(ModelFileCorrupt):
        load(tiny_model_dir)


def test_a_precision_the_model_lacks_is_named(tiny_model_dir: Path):
    model = library(tiny_model_dir.parent).find("tiny-inverter")

    with pytest.raises(ModelLoadFailed, match="int8"):
        load_generator(model, precision="int8")


def test_the_cpu_prefers_int8(tiny_model_dir: Path):
    shutil.copy(tiny_model_dir / "model.onnx", tiny_model_dir / "model_int8.onnx")
    first = write_tiny_manifest(tiny_model_dir).files[0]
    write_tiny_manifest(
        tiny_model_dir, files=(first, first.model_copy(update={"precision": "int8", "path": "model_int8.onnx"}))
    )

    assert load(tiny_model_dir).precision == "int8"


class PretendedGpu(OnnxGenerator):
    """Runs on the processor, and reports the provider that it was asked for."""

    def __init__(self, path: Path, manifest: ModelManifest, *, provider: Provider, **options: Any) -> None:
        super().__init__(path, manifest, **options)
        self._provider = provider.name


@pytest.fixture
def all_precisions(tiny_model_dir: Path) -> Path:
    """A model with a file of each precision."""
    first = write_tiny_manifest(tiny_model_dir).files[0]
    files = [first]
    for precision in ("fp16", "int8"):
        shutil.copy(tiny_model_dir / "model.onnx", tiny_model_dir / f"model_{precision}.onnx")
        files.append(first.model_copy(update={"precision": precision, "path": f"model_{precision}.onnx"}))
    write_tiny_manifest(tiny_model_dir, files=tuple(files))
    return tiny_model_dir


@pytest.mark.parametrize(
    ("provider", "precision"),
    [
        (PROCESSOR, "int8"),
        (CUDA, "fp16"),
        (Provider("OpenVINOExecutionProvider", "GPU"), "fp16"),
        (Provider("OpenVINOExecutionProvider", "NPU"), "int8"),
        (Provider("OpenVINOExecutionProvider", "CPU"), "int8"),
    ],
)
def test_each_provider_gets_its_file(provider: Provider, precision: str, all_precisions: Path):
    generator = load(all_precisions, provider, with_gpu())

    assert (generator.provider, generator.precision) == (provider.name, precision)


@pytest.mark.parametrize(
    ("present", "precision"), [(("fp32", "int8"), "fp32"), (("int8",), "int8"), (("fp16", "int8"), "fp16")]
)
def test_a_graphics_card_takes_fp32_where_there_is_no_fp16(
    present: tuple[str, ...], precision: str, all_precisions: Path
):
    files = tuple(file for file in read_manifest(all_precisions).files if file.precision in present)
    write_tiny_manifest(all_precisions, files=files)

    assert load(all_precisions, CUDA, with_gpu()).precision == precision


def test_a_provider_that_the_runtime_lacks_is_not_replaced_silently(all_precisions: Path):
    missing = Provider("MissingExecutionProvider")

    with pytest.warns(UserWarning, match="MissingExecutionProvider"), pytest.raises(ModelLoadFailed, match="Missing"):
        load(all_precisions, missing)


def test_a_file_that_is_damaged_is_named_on_a_graphics_card_too(all_precisions: Path):
    (all_precisions / "model_fp16.onnx").write_bytes(b"another")

    with pytest.raises(ModelFileCorrupt, match="model_fp16"):
        load(all_precisions, CUDA, with_gpu())


def test_the_library_lists_models_and_names_broken_ones(tiny_model_dir: Path, tmp_path: Path):
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / MANIFEST_NAME).write_text("{")
    (tmp_path / ".hidden").mkdir()

    found = library(tmp_path)

    assert [model.manifest.id for model in found.models()] == ["tiny-inverter"]
    assert found.default().bundled
    assert len(found.problems()) == 1
    assert "broken" in found.problems()[0].message


def test_a_users_model_wins_over_a_bundled_one(tiny_model_dir: Path, tmp_path: Path):
    user = tmp_path / "user"
    shutil.copytree(tiny_model_dir, user / "mine")

    (model,) = ModelLibrary(tmp_path, user).models()

    assert not model.bundled
    assert model.folder == user / "mine"


@pytest.mark.parametrize(
    ("wanted", "error"), [("none", ModelNotFound), ("/none/model.onnx", ModelNotFound), (".", ManifestInvalid)]
)
def test_a_model_that_is_not_there(tmp_path: Path, wanted: str, error: type[AppError], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)

    with pytest.raises(error) as caught:
        library(tmp_path).find(wanted)
    assert caught.value.hint
    assert caught.value.user_mistake


def test_no_model_at_all(tmp_path: Path):
    with pytest.raises(ModelNotFound, match="No model"):
        library(tmp_path).default()


def test_fake_and_real_generators_are_interchangeable(tiny_model_dir: Path):
    make: list[Callable[[], ImageGenerator]] = [InvertingGenerator, lambda: load(tiny_model_dir)]
    image = picture(64, 64, 77)

    first, second = (generator().generate(image) for generator in make)

    assert (first == second).all()


def test_the_runtime_keeps_no_record_of_the_user(tiny_model_dir: Path, tmp_path: Path):
    """ONNX Runtime's telemetry would write an identity of this machine into the user's folders."""
    home = tmp_path / "home"
    home.mkdir()
    code = (
        "import sys; from pathlib import Path; from core.models.library import ModelLibrary; "
        "from core.generators.loader import load_generator; "
        "load_generator(ModelLibrary(Path(sys.argv[1]), Path('none')).default())"
    )
    folders = {name: str(home) for name in ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "LOCALAPPDATA")}
    environment = {name: value for name, value in os.environ.items() if name not in {"CI", "ORT_DISABLE_TELEMETRY"}}
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True, env=environment | folders)

    assert [path for path in home.rglob("*") if path.is_file()] == []
