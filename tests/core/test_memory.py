"""Memory stays flat however long a clip is, also while the garbage collector is off."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from support import memory_growth

_MOST_BYTES = 60_000_000
_MOST_OF_ENCODED_BYTES = 2_000_000
_LARGE_BYTES = "4194304"
"""Above which glibc gives every block back at once: images, so that holes between them do not count as growth."""


@pytest.mark.parametrize("path", memory_growth.PATHS)
@pytest.mark.parametrize("frames", [130, pytest.param(2000, marks=[pytest.mark.slow, pytest.mark.timeout(600)])])
def test_memory_does_not_grow_with_the_frames(path: str, frames: int, tmp_path: Path):
    assert growth_bytes(path, frames, tmp_path) < _MOST_BYTES


@pytest.mark.slow
def test_memory_does_not_grow_with_what_was_encoded(tmp_path: Path):
    """The muxer holds what was encoded since the last key frame: 5 s, however long the clip is."""
    assert growth_bytes("fragments", 600, tmp_path) < _MOST_OF_ENCODED_BYTES
    assert (tmp_path / "out.mp4").stat().st_size > 3 * _MOST_OF_ENCODED_BYTES


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_memory_stays_flat_over_720_frames_of_4k(tmp_path: Path):
    """What is resident at 240, 480 and 720 frames is printed: pytest -s."""
    assert growth_bytes("4k", 720, tmp_path) < _MOST_BYTES


def growth_bytes(path: str, frames: int, folder: Path) -> int:
    done = subprocess.run(
        [sys.executable, memory_growth.__file__, path, str(folder), str(frames)],
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(sys.path),
            "MALLOC_MMAP_THRESHOLD_": _LARGE_BYTES,
        },
        stdout=subprocess.PIPE,
        check=True,
    )
    return int(done.stdout)
