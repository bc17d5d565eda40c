"""Fixtures shared by the rooms' tests: threads must end, and a tiny real model folder."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.tiny_model import write_inverter, write_tiny_manifest

_THREAD_GRACE_S = 3.0
_ENGINE_THREADS = ("capture", "pipeline", "recorder", "virtual camera")


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
