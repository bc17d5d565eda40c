"""A model that is opened: packed ones are installed first, anything else is found as it is."""

from pathlib import Path

import pytest

from core.errors import InputError, ModelNotFound
from support.model_shelf import Shelf


def test_a_packed_model_is_installed_by_being_opened(shelf: Shelf, other_packed: Path):
    first = shelf.library.open(str(other_packed))
    again = shelf.library.open(str(other_packed))

    assert first == again == shelf.library.open("other")
    assert first.folder == shelf.own / "other"


def test_finding_installs_nothing(shelf: Shelf, other_packed: Path):
    with pytest.raises(ModelNotFound):
        shelf.library.find(str(other_packed))
    assert not shelf.own.exists()


def test_anything_else_is_found_as_ever(shelf: Shelf, tiny_model_dir: Path, tmp_path: Path):
    assert shelf.library.open(str(tiny_model_dir)).folder == tiny_model_dir
    with pytest.raises(ModelNotFound):
        shelf.library.open("none")
    with pytest.raises(InputError, match="does not exist"):
        shelf.library.open(str(tmp_path / "missing.toonclip"))
    assert not shelf.own.exists()
