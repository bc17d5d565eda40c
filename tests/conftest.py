"""Fixtures shared by the rooms' tests: threads must end, and a tiny real model folder."""

from __future__ import annotations

import shutil
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.tiny_model import write_inverter, write_tiny_manifest

_THREAD_GRACE_S = 3.0
_ENGINE_THREADS = ("capture", "pipeline", "recorder", "recorder-sync", "virtual camera")


@pytest.fixture(autouse=True)
def no_thread_left() -> Iterator[None]:
    """A test that leaves one of the engine's threads running fails."""
    before = set(threading.enumerate())
    yield
    left = [thread for thread in threading.enumerate() if thread not in before and thread.name in _ENGINE_THREADS]
    for thread in left:
        thread.join(_THREAD_GRACE_S)
    assert not [thread.name for thread in left if thread.is_alive()]


@pytest.fixture
def tiny_model_dir(tmp_path: Path) -> Path:
    """A complete model folder whose network inverts the colours, for sizes in multiples of 16."""
    folder = tmp_path / "tiny-inverter"
    folder.mkdir()
    write_inverter(folder / "model.onnx")
    write_tiny_manifest(folder)
    return folder


@pytest.fixture
def other_packed(tiny_model_dir: Path, tmp_path: Path) -> Path:
    """A packed model whose id is not that of `tiny_model_dir`."""
    folder = tmp_path / "other"
    shutil.copytree(tiny_model_dir, folder)
    write_tiny_manifest(folder, id="other", title="Other Style")
    path = tmp_path / "Downloaded (1).toonclip"
    with zipfile.ZipFile(path, "w") as archive:
        for member in folder.iterdir():
            archive.write(member, member.name)
    return path
