"""The models that ship: every file reproduces `expected` from `sample`, and the folder is complete."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from core.generators.loader import load_generator
from core.models.library import DEFAULT_ID, InstalledModel, ModelLibrary
from core.models.manifest import ModelFile, verify_file
from core.models.places import bundled_models_dir

_LIBRARY = ModelLibrary(bundled_models_dir(), Path("none"))
_FILES = [
    pytest.param(model, file, id=f"{model.manifest.id}-{file.precision}")
    for model in _LIBRARY.models()
    for file in model.manifest.files
    if file.runtime == "onnx"
]


def read(path: Path) -> np.ndarray:
    image = cv2.imread(str(path))
    assert image is not None
    return cv2.cvtColor(image, cv2.COLOR_BGR2RGB)


@pytest.mark.parametrize("model", _LIBRARY.models(), ids=lambda model: model.manifest.id)
def test_every_file_is_the_one_that_its_manifest_means(model: InstalledModel):
    for file in model.manifest.files:
        verify_file(model.folder, file)


def test_the_default_has_a_file_for_every_kind_of_machine():
    files = {(file.runtime, file.precision) for file in _LIBRARY.default().manifest.own_files}

    assert files == {("onnx", "int8"), ("onnx", "fp16"), ("coreml", "fp16")}


def test_a_model_ships_and_every_folder_is_valid():
    assert _LIBRARY.default().bundled
    assert _LIBRARY.models()[0].manifest.id == _LIBRARY.default().manifest.id == DEFAULT_ID
    assert _LIBRARY.problems() == []


@pytest.mark.parametrize(("model", "file"), _FILES)
def test_parity(model: InstalledModel, file: ModelFile):
    sample = read(model.folder / model.manifest.parity.sample)
    expected = read(model.folder / model.manifest.parity.expected).astype(int)
    generator = load_generator(model, precision=file.precision, longer_side=max(sample.shape))

    toon = generator.generate(sample)
    generator.close()

    assert np.abs(toon - expected).mean() <= model.manifest.parity.tolerance
    assert np.abs(toon - sample.astype(int)).mean() > 2 * model.manifest.parity.tolerance, "it changes nothing"


@pytest.mark.parametrize("model", _LIBRARY.models(), ids=lambda model: model.manifest.id)
def test_the_card_credits_data_and_licence(model: InstalledModel):
    card = (model.folder / "card.md").read_text(encoding="utf-8")

    assert model.manifest.provenance.licence
    assert "Apache-2.0" in card
    assert "Norod/U-2-Net-StyleTransfer" in card
