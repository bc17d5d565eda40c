"""Every situation of the table of files comes out right: `python tests/files_table.py` prints it."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.models.places import ModelFolders
from desktop.command_line.main import main
from support.situations.situation import Kind, Place, Situation
from support.situations.table import TABLE
from support.tiny_model import write_inverter, write_tiny_manifest


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of models that holds the inverter alone."""
    folder = tmp_path_factory.mktemp("models")
    (folder / "tiny-inverter").mkdir()
    write_inverter(folder / "tiny-inverter" / "model.onnx")
    write_tiny_manifest(folder / "tiny-inverter")
    return folder


@pytest.mark.parametrize(
    "situation", [pytest.param(row, marks=[pytest.mark.slow] * row.is_slow, id=str(row)) for row in TABLE]
)
def test_it_comes_out_right(situation: Situation, models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    folders = ModelFolders(models, tmp_path / "own models")

    found = situation.find(Place(tmp_path, lambda *arguments: main(arguments, folders=folders)))

    assert found.right, f"{found.words}; right is: {situation.right}"


def test_every_kind_is_there():
    assert {situation.kind for situation in TABLE} == set(Kind)
