"""Finding a model by what a person typed."""

from pathlib import Path

import pytest

from core.errors import ModelNotFound
from core.models.library import ModelLibrary
from support.tiny_model import write_inverter


@pytest.mark.parametrize("name", ["MODEL.ONNX", "Model.Onnx", "model.onnx"])
def test_a_model_file_is_found_however_its_ending_is_written(name: str, tmp_path: Path):
    write_inverter(tmp_path / name)

    found = ModelLibrary(tmp_path / "none", tmp_path / "none").find(str(tmp_path / name))

    assert [file.path for file in found.manifest.files] == [name]


def test_a_name_that_cannot_be_a_path_is_no_model(tmp_path: Path):
    with pytest.raises(ModelNotFound, match="no model"):
        ModelLibrary(tmp_path, tmp_path).find("x" * 5000)
