from __future__ import annotations

from pathlib import Path

import pytest

from core.crop import Crop
from core.sinks.clip_file import ClipFile
from core.sinks.part_file import part_path, unused_clip_path
from core.sinks.recorder import RecordingSummary
from desktop.live.clip_recording import ClipRecording, RecordingState
from desktop.live.tasks import Tasks


class SlowerWindow:
    """Another window takes the first name in between."""

    def __init__(self) -> None:
        self.other: ClipFile | None = None
        self.own: ClipFile | None = None

    def start_recording(self, path: Path, *, mirrored: bool = False, crop: Crop = Crop.WHOLE, crf: int = 20) -> None:
        if self.other is None:
            self.other = ClipFile(path)
            self.other.begin()
        self.own = ClipFile(path)
        self.own.begin()

    def pause_recording(self, *, paused: bool) -> None:
        raise AssertionError

    def save_replay(self, path: Path) -> RecordingSummary:
        raise AssertionError

    def stop_recording(self) -> RecordingSummary:
        raise AssertionError

    def snapshot(self, path: Path, *, mirrored: bool = False, crop: Crop = Crop.WHOLE) -> None:
        raise AssertionError


def test_a_name_is_unused_when_there_is_neither_a_clip_nor_a_recording(tmp_path: Path):
    clip = tmp_path / "toon.mp4"
    assert unused_clip_path(clip) == clip
    part_path(clip).touch()
    assert unused_clip_path(clip) == tmp_path / "toon-2.mp4"
    (tmp_path / "toon-2.mp4").touch()
    assert unused_clip_path(clip).name not in {"toon.mp4", "toon-2.mp4"}


def test_of_two_windows_that_begin_at_the_same_time_each_gets_a_name_of_its_own(qtbot, calls, tmp_path):
    window = SlowerWindow()
    recording = ClipRecording(window, Tasks(calls))
    recording.failed.connect(lambda error, _: pytest.fail(str(error)))

    recording.start(tmp_path, mirrored=False)

    qtbot.waitUntil(lambda: recording.state is RecordingState.RECORDING)
    assert window.own is not None
    assert window.other is not None
    assert window.own.path.stem == f"{window.other.path.stem}-2"
    assert len(list(tmp_path.iterdir())) == 2
    window.own.discard()
    window.other.discard()
