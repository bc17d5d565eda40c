"""check_clip: what it reads back, and the damage it does not let pass."""

from __future__ import annotations

import zlib
from pathlib import Path

import av
import pytest

from core.errors import WriteError
from core.i420 import to_i420
from core.media.clip_check import check_clip
from core.sinks.clip_file import ClipFile
from support.fakes import picture
from support.video_files import steady, write_video

FRAMES = 400
"""More than are decoded one by one."""


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Key frames at every fifth frame."""
    return write_video(tmp_path_factory.mktemp("clips") / "clip.mp4", steady(FRAMES))


def damaged(clip: Path, number: int, folder: Path) -> Path:
    """The clip without a bit of what one of its frames shows."""
    with av.open(str(clip)) as container:
        packet = [packet for packet in container.demux(video=0) if packet.size][number]
    content = bytearray(clip.read_bytes())
    assert packet.pos is not None
    content[packet.pos + 8 : packet.pos + packet.size] = b"\xff" * (packet.size - 8)
    path = folder / "damaged.mp4"
    path.write_bytes(content)
    return path


def test_a_whole_clip_is_read_back(clip: Path):
    facts = check_clip(clip)

    assert facts.frames == FRAMES
    assert facts.duration_s == pytest.approx(FRAMES / 25, abs=0.05)
    with av.open(str(clip)) as container:
        frames = [bytes(packet) for packet in container.demux(video=0) if packet.size]
    assert facts.checksum == zlib.crc32(b"".join(frames))


@pytest.mark.parametrize("apart", [1, 3, 17, 30, 120, FRAMES])
def test_a_recording_passes_wherever_scenes_and_key_frames_begin(apart: int, tmp_path: Path):
    """I-frames of scene cuts are nothing to start at, and two IDR frames far apart may look like one sent twice."""
    clip = ClipFile(tmp_path / "clip.mp4")
    clip.begin()
    for number in range(FRAMES):
        clip.write(to_i420(picture(value=20 + 37 * (number // apart) % 200)), number * 3_750)

    assert clip.finish().facts.frames == FRAMES


@pytest.mark.parametrize("number", [0, FRAMES - 1, FRAMES - 5], ids=["start", "end", "last key frame"])
def test_a_clip_whose_start_or_end_is_damaged_does_not_pass(clip: Path, number: int, tmp_path: Path):
    with pytest.raises(WriteError, match="cannot be played"):
        check_clip(damaged(clip, number, tmp_path))


def test_a_short_clip_is_decoded_whole(tmp_path: Path):
    clip = write_video(tmp_path / "clip.mp4", steady(30))

    for number in range(30):
        with pytest.raises(WriteError, match="cannot be played"):
            check_clip(damaged(clip, number, tmp_path))


def test_the_checksum_finds_what_lies_between(clip: Path, tmp_path: Path):
    assert check_clip(damaged(clip, 203, tmp_path)).checksum != check_clip(clip).checksum


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9])
def test_a_clip_that_is_cut_does_not_pass(clip: Path, share: float, tmp_path: Path):
    content = clip.read_bytes()
    path = tmp_path / "cut.mp4"
    path.write_bytes(content[: int(len(content) * share)])

    with pytest.raises(WriteError, match="cannot be played"):
        check_clip(path)
