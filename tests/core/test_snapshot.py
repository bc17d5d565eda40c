"""write_snapshot: the picture as it is, whole or not at all."""

import errno
from pathlib import Path

import av
import numpy as np
import pytest

from core.compositor import ComposeSettings, compose
from core.errors import FolderNotWritable, NameTaken, NoSpace
from core.sinks.snapshot import write_snapshot
from support.fakes import frame


def read_back(path: Path) -> np.ndarray:
    with av.open(str(path)) as image:
        return next(image.decode(video=0)).to_ndarray(format="rgb24")


def test_a_snapshot_is_the_picture(tmp_path: Path):
    path = tmp_path / "ä.png"
    image = np.random.default_rng(0).integers(0, 256, (5, 7, 3), dtype=np.uint8)
    item = compose(frame(image=image), None, ComposeSettings())

    write_snapshot(item, path)

    assert (read_back(path) == image).all()
    write_snapshot(item, tmp_path / "mirrored.png", mirrored=True)
    assert (read_back(tmp_path / "mirrored.png") == image[:, ::-1]).all()
    assert len(list(tmp_path.iterdir())) == 2


def test_a_snapshot_takes_the_place_of_no_other(tmp_path: Path):
    path = tmp_path / "toon.png"
    path.write_bytes(b"another window's")
    with pytest.raises(NameTaken):
        write_snapshot(compose(frame(), None, ComposeSettings()), path)
    assert path.read_bytes() == b"another window's"
    assert list(tmp_path.iterdir()) == [path]


def test_a_snapshot_into_a_missing_folder(tmp_path: Path):
    with pytest.raises(FolderNotWritable):
        write_snapshot(compose(frame(), None, ComposeSettings()), tmp_path / "none" / "toon.png")


def test_a_snapshot_on_a_full_disk_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(NoSpace):
        write_snapshot(compose(frame(), None, ComposeSettings()), tmp_path / "toon.png")
    assert not list(tmp_path.iterdir())
