from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from core.crop import Crop
from core.errors import NameTaken
from core.sinks.clip_file import ClipFile
from core.sinks.part_file import part_path, unused_clip_path
from core.sinks.recorder import RecordingSummary
from desktop.live.clip_recording import ClipRecording, RecordingState
from desktop.live.folder_tasks import FolderTasks
from desktop.live.tasks import Tasks

posix = pytest.mark.skipif(os.name != "posix", reason="Windows lets few people make links")


class SlowerWindow:
    """Another window takes the first name in between."""

    def __init__(self) -> None:
        self.other: ClipFile | None = None
        self.own: ClipFile | None = None
        self.saved: list[Path] = []

    def start_recording(
        self,
        path: Path,
        *,
        mirrored: bool = False,
        crop: Crop = Crop.WHOLE,
        crf: int = 20,
        wanted: Callable[[], bool] = lambda: True,
    ) -> None:
        if self.other is None:
            self.other = ClipFile(path)
            self.other.begin()
        self.own = ClipFile(path)
        self.own.begin()
        assert wanted()

    def pause_recording(self, *, paused: bool) -> None:
        raise AssertionError

    def save_replay(self, path: Path) -> RecordingSummary:
        self._save(path)
        return RecordingSummary(path, 1.0, 25, 0)

    def stop_recording(self) -> RecordingSummary:
        raise AssertionError

    def take_snapshot(self, *, mirrored: bool = False, crop: Crop = Crop.WHOLE) -> Callable[[Path], None]:
        return self._save

    def _save(self, path: Path) -> None:
        self.saved.append(path)
        if len(self.saved) == 1:
            path.touch()
            raise NameTaken(f"{path} exists already.")


def test_a_name_is_unused_when_there_is_neither_a_clip_nor_a_recording(tmp_path: Path):
    clip = tmp_path / "toon.mp4"
    assert unused_clip_path(clip) == clip
    part_path(clip).touch()
    assert unused_clip_path(clip) == tmp_path / "toon-2.mp4"
    (tmp_path / "toon-2.mp4").touch()
    assert unused_clip_path(clip).name not in {"toon.mp4", "toon-2.mp4"}


@posix
def test_a_link_to_nothing_takes_a_name_too(tmp_path: Path):
    part_path(tmp_path / "toon.mp4").symlink_to("nowhere")
    assert unused_clip_path(tmp_path / "toon.mp4") == tmp_path / "toon-2.mp4"


def test_of_two_windows_that_begin_at_the_same_time_each_gets_a_name_of_its_own(qtbot, calls, tmp_path):
    window = SlowerWindow()
    recording = ClipRecording(window, FolderTasks(Tasks(calls)))
    recording.failed.connect(lambda error, _: pytest.fail(str(error)))

    recording.start(tmp_path, mirrored=False)

    qtbot.waitUntil(lambda: recording.state is RecordingState.RECORDING)
    assert window.own is not None
    assert window.other is not None
    assert window.own.path.stem == f"{window.other.path.stem}-2"
    assert len(list(tmp_path.iterdir())) == 2
    window.own.discard()
    window.other.discard()


@pytest.mark.parametrize("suffix", [".mp4", ".png"])
def test_the_last_seconds_and_a_snapshot_get_another_name_where_one_was_taken(qtbot, calls, tmp_path, suffix: str):
    window = SlowerWindow()
    recording = ClipRecording(window, FolderTasks(Tasks(calls)))
    recording.replay_failed.connect(lambda error, _: pytest.fail(str(error)))
    recording.snapshot_failed.connect(lambda error, _: pytest.fail(str(error)))

    with qtbot.waitSignal(recording.clip_saved if suffix == ".mp4" else recording.picture_saved):
        if suffix == ".mp4":
            recording.save_replay(tmp_path)
        else:
            recording.snapshot(tmp_path, mirrored=False)

    assert [path.suffix for path in window.saved] == [suffix, suffix]
    assert window.saved[0] != window.saved[1]
