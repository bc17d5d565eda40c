"""Files as cameras, recorders and television make them come out right, or say what was left out."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from av.video.reformatter import Colorspace

from core.frame import Layout, RgbImage
from support.conversion import run
from support.real_files import (
    PATCHES,
    beeps_s,
    flash_and_beep,
    jpeg_with_exif,
    motion_jpeg,
    patches_seen,
    two_films,
    untagged_video,
)
from support.seen import Seen, seen
from support.video_files import read_video, steady, write_video

CORNERS = np.array([[40, 90], [150, 220]], np.uint8)


Size = tuple[int, int]


def four_corners() -> RgbImage:
    return np.repeat(np.kron(CORNERS, np.ones((24, 32), np.uint8))[..., None], 3, axis=2)


def corners_of(image: RgbImage) -> np.ndarray:
    rows, columns = image.shape[:2]
    return image[rows // 4 :: rows // 2, columns // 4 :: columns // 2, 0].astype(int)


@seen
@pytest.mark.parametrize(
    ("width", "height", "matrix"),
    [(1278, 720, Colorspace.ITU709), (1920, 1080, Colorspace.ITU709), (720, 576, Colorspace.ITU601)],
)
def test_colours_of_a_file_that_does_not_state_its_matrix(
    seen: Seen, width: int, height: int, matrix: Colorspace, tmp_path: Path
):
    path = untagged_video(tmp_path / "in.mkv", width, height, matrix)

    assert np.abs(patches_seen(seen(path)) - PATCHES).max() <= 6


@seen
@pytest.mark.parametrize("name", ["in.avi", "in.mov", "in.mkv"])
@pytest.mark.parametrize(
    ("orientation", "turned"),
    [
        (1, CORNERS),
        (2, CORNERS[:, ::-1]),
        (3, CORNERS[::-1, ::-1]),
        (5, CORNERS.T),
        (6, np.rot90(CORNERS, 3)),
        (8, np.rot90(CORNERS)),
    ],
)
def test_motion_jpeg_with_exif_is_turned_as_it_asks(
    seen: Seen, name: str, orientation: int, turned: np.ndarray, tmp_path: Path
):
    path = motion_jpeg(tmp_path / name, [jpeg_with_exif(four_corners(), orientation)] * 3)

    assert np.abs(corners_of(seen(path)) - turned).max() < 10


@seen
@pytest.mark.parametrize(
    ("name", "sizes", "default", "grey"),
    [
        ("in.mkv", ((64, 48), (640, 360)), 1, 200),
        ("in.mp4", ((64, 48), (640, 360)), 1, 200),
        ("in.mkv", ((640, 360), (64, 48)), 0, 50),
        ("in.mp4", ((640, 360), (64, 48)), 0, 50),
        ("in.mkv", ((64, 48), (640, 360)), None, 200),
        ("in.mkv", ((640, 360), (64, 48)), None, 50),
    ],
)
def test_the_film_is_shown_and_not_its_preview(
    seen: Seen, name: str, sizes: tuple[Size, Size], default: int | None, grey: int, tmp_path: Path
):
    path = two_films(tmp_path / name, *sizes, default=default)

    assert seen(path).mean() == pytest.approx(grey, abs=4)


@seen
def test_a_name_with_a_colon(seen: Seen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    write_video(tmp_path / "plain.mp4", steady(5)).rename("12:30:45.mp4")

    assert seen(Path("12:30:45.mp4")).shape == (48, 64, 3)


def test_an_output_with_a_colon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    write_video(tmp_path / "in.mp4", steady(5))

    run(Path("in.mp4"), Path("12:30.mp4"))

    assert len(read_video(tmp_path / "12:30.mp4").levels) == 5


def test_a_sound_track_of_an_unknown_codec_is_left_out_and_named(tmp_path: Path):
    made = write_video(tmp_path / "in.mp4", steady(25), sound="aac")
    content = made.read_bytes().replace(b"mp4a\0\0\0", b"apac\0\0\0").replace(b"esds", b"dapa")
    (tmp_path / "in.mov").write_bytes(content)

    summary = run(tmp_path / "in.mov", tmp_path / "out.mp4")

    assert len(read_video(tmp_path / "out.mp4").levels) == 25
    assert ["sound track that was left out" in warning for warning in summary.warnings] == [True]


@pytest.mark.parametrize(("name", "codec"), [("in.ts", "aac"), ("in.mkv", "aac"), ("in.mkv", "pcm_s16le")])
def test_a_sound_track_that_is_announced_and_never_comes_is_left_out_and_named(name: str, codec: str, tmp_path: Path):
    with av.open(str(tmp_path / name), "w") as container:
        film = container.add_stream("libx264", rate=25)
        film.width, film.height, film.pix_fmt = 64, 48, "yuv420p"
        container.add_stream(codec, rate=48_000, layout="stereo")
        for number in range(25):
            frame = av.VideoFrame.from_ndarray(np.full((48, 64, 3), 8 * number, np.uint8), format="rgb24")
            container.mux(film.encode(frame))
        container.mux(film.encode())

    summary = run(tmp_path / name, tmp_path / "out.mp4")

    assert len(read_video(tmp_path / "out.mp4").levels) == 25
    assert any("sound track that was left out" in warning for warning in summary.warnings)
    with av.open(str(tmp_path / "out.mp4")) as clip:
        assert not clip.streams.audio


@pytest.mark.parametrize(
    ("codec", "layout", "kept_as"),
    [("pcm_s16le", "5.1", "5.1"), ("eac3", "5.1", "5.1(side)"), ("pcm_s16le", "mono", "mono"), ("flac", "7.1", "7.1")],
)
def test_sound_keeps_its_channels_and_its_language(codec: str, layout: str, kept_as: str, tmp_path: Path):
    with av.open(str(tmp_path / "in.mkv"), "w") as container:
        film = container.add_stream("libx264", rate=25)
        film.width, film.height, film.pix_fmt = 64, 48, "yuv420p"
        sound = container.add_stream(codec, rate=48_000, layout=layout)
        assert isinstance(sound, av.AudioStream)
        sound.metadata["language"] = "deu"
        container.mux(film.encode(av.VideoFrame(64, 48, "yuv420p")))
        channels = len(sound.layout.channels)
        for number in range(25):
            planar = sound.format.is_planar
            shape = (channels, 1536) if planar else (1, 1536 * channels)
            samples = np.zeros(shape, {"s16": np.int16, "s16p": np.int16, "fltp": np.float32}[sound.format.name])
            frame = av.AudioFrame.from_ndarray(samples, format=sound.format.name, layout=layout)
            frame.sample_rate, frame.pts, frame.time_base = 48_000, 1536 * number, Fraction(1, 48_000)
            container.mux(sound.encode(frame))
        container.mux([*film.encode(), *sound.encode()])

    run(tmp_path / "in.mkv", tmp_path / "out.mp4")

    with av.open(str(tmp_path / "out.mp4")) as clip:
        kept = clip.streams.audio[0]
        assert kept.language == "deu"
        assert next(clip.decode(kept)).layout.name in {kept_as, layout}


@pytest.mark.parametrize(
    ("suffix", "starts_ms"),
    [(".ts", (0, 0)), (".ts", (60_000, 2000)), (".ts", (2000, 60_000, 0)), (".mkv", (0, 0))],
    ids=str,
)
def test_recordings_that_were_joined_go_on_in_step(suffix: str, starts_ms: tuple[int, ...], tmp_path: Path):
    """Each has a second of silence, then a flash with a beep for half a second, then half a second of silence."""
    content = b"".join(
        flash_and_beep(tmp_path / f"{place}{suffix}", start_ms).read_bytes() for place, start_ms in enumerate(starts_ms)
    )
    (tmp_path / f"joined{suffix}").write_bytes(content)

    run(tmp_path / f"joined{suffix}", tmp_path / "out.mp4", layout=Layout.ORIGINAL)

    shown = read_video(tmp_path / "out.mp4")
    assert len(shown.times_s) == 50 * len(starts_ms)
    assert np.diff(shown.times_s).max() < 0.1
    assert shown.duration_s == pytest.approx(2 * len(starts_ms), abs=0.15)
    flashes_s = [time_s for time_s, level in zip(shown.times_s, shown.levels, strict=True) if level > 128]
    starts_s = [flashes_s[0], *(b for a, b in pairwise(flashes_s) if b - a > 0.5)]
    assert beeps_s(tmp_path / "out.mp4") == pytest.approx(starts_s, abs=0.04)
