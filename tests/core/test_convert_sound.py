"""The sound of a converted video: kept, in time with the pictures, and damage told."""

import random
from pathlib import Path

import av
import pytest

from support.conversion import run
from support.video_files import read_video, steady, write_video

DAMAGED = range(5, 9)


def damage_sound(path: Path) -> None:
    """Overwrite the beginning of some sound packets with noise."""
    content, noise = bytearray(path.read_bytes()), random.Random(1)
    with av.open(str(path)) as container:
        packets = [bytes(packet) for packet in container.demux(audio=0)]
    for number in DAMAGED:
        start = content.index(packets[number][:24])
        content[start : start + 40] = noise.randbytes(40)
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("name", "sound", "kept_as"),
    [
        ("in.mp4", "aac", "aac"),
        ("in.mkv", "flac", "flac"),
        ("in.mkv", "libmp3lame", "mp3"),
        ("in.mkv", "libopus", "opus"),
        ("in.mkv", "pcm_s16le", "aac"),
    ],
)
def test_sound_is_kept(tmp_path: Path, name: str, sound: str, kept_as: str) -> None:
    source = write_video(tmp_path / name, steady(25), sound=sound)

    run(source, tmp_path / "out.mp4")

    content = read_video(tmp_path / "out.mp4")
    assert content.sound_codec == kept_as
    assert content.sound_s == pytest.approx(1.0, abs=0.08)
    assert content.times_s[0] - content.sound_start_s == pytest.approx(0.0, abs=0.06)


@pytest.mark.parametrize("sound", ["flac", "pcm_s16le"])
def test_sound_that_starts_late_stays_late(tmp_path: Path, sound: str) -> None:
    source = write_video(tmp_path / "in.mkv", steady(25), sound=sound, sound_start_ms=400, sound_ms=500)

    run(source, tmp_path / "out.mp4")

    content = read_video(tmp_path / "out.mp4")
    assert content.sound_start_s - content.times_s[0] == pytest.approx(0.4, abs=0.05)


def test_a_clip_that_does_not_start_at_zero_keeps_picture_and_sound_together(tmp_path: Path) -> None:
    times_ms = [5000 + time_ms for time_ms in steady(25)]
    source = write_video(tmp_path / "in.ts", times_ms, sound="aac", sound_start_ms=5000)

    run(source, tmp_path / "out.mp4")

    content = read_video(tmp_path / "out.mp4")
    assert content.times_s[0] < 0.1
    assert content.times_s[0] - content.sound_start_s == pytest.approx(0.0, abs=0.06)


@pytest.mark.parametrize(
    ("name", "sound"), [("in.mp4", "aac"), ("in.ts", "aac"), ("in.mkv", "ac3"), ("in.mkv", "flac"), ("in.ts", "mp2")]
)
def test_damaged_sound_is_told_left_out_and_stays_in_time(tmp_path: Path, name: str, sound: str) -> None:
    source = write_video(tmp_path / name, steady(50), sound=sound, sound_ms=2000)
    damage_sound(source)

    summary = run(source, tmp_path / "out.mp4")

    content = read_video(tmp_path / "out.mp4")
    assert (summary.frames, len(content.times_s)) == (50, 50)
    assert [warning for warning in summary.warnings if warning.startswith(f"{name} is damaged; sound packets")]
    assert content.sound_end_s == pytest.approx(2.0, abs=0.1)


def test_sound_that_changes_its_kind_on_the_way(tmp_path: Path) -> None:
    stereo = write_video(tmp_path / "stereo.ts", steady(25), sound="mp2", sound_layout="stereo")
    mono = write_video(
        tmp_path / "mono.ts", [1000 + time_ms for time_ms in steady(25)], sound="mp2", sound_start_ms=1100
    )
    source = tmp_path / "in.ts"
    source.write_bytes(stereo.read_bytes() + mono.read_bytes())

    assert run(source, tmp_path / "out.mp4").warnings == (
        "The sound of in.ts (mp2) was encoded as AAC, with all its channels: MP4 cannot hold it.",
    )

    content = read_video(tmp_path / "out.mp4")
    assert content.sound_codec == "aac"
    assert content.sound_end_s == pytest.approx(2.1, abs=0.1)
