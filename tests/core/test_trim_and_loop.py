"""Parts of clips, endless pictures of their ends, and posters."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageSequence

from core.errors import InputError, SourceError
from core.media.loop import make_loop, seam
from core.media.poster import poster
from core.media.trim import trim_clip
from support.video_files import level, read_video, steady, write_video


@pytest.mark.parametrize(("start_s", "end_s"), [(0.0, 1.0), (1.1, 2.5), (3.0, 9.0)])
def test_a_part_begins_and_ends_where_it_should_though_nothing_is_encoded(tmp_path: Path, start_s: float, end_s: float):
    source = write_video(tmp_path / "clip.mp4", steady(100), sound="aac", sound_ms=4000)

    cut = read_video(trim_clip(source, start_s, end_s, tmp_path / "part.mp4"))

    length_s = min(end_s, 4.0) - start_s
    assert cut.levels[0] == pytest.approx(level(int(np.ceil(start_s * 25))), abs=3)
    assert cut.times_s[-1] == pytest.approx(length_s, abs=0.09)
    assert cut.sound_s == pytest.approx(length_s, abs=0.1)


def test_an_end_before_the_start_and_a_part_beyond_the_clip_are_refused(tmp_path: Path):
    source = write_video(tmp_path / "clip.mp4", steady(50))

    with pytest.raises(InputError, match="before the start"):
        trim_clip(source, 2.0, 1.0, tmp_path / "part.mp4")
    with pytest.raises(SourceError):
        trim_clip(tmp_path / "none.mp4", 0.0, 1.0, tmp_path / "part.mp4")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["clip.mp4"]


def test_the_seam_is_where_two_frames_look_alike():
    times_s = [number / 10 for number in range(60)]
    images = [np.full((8, 8, 3), 100 + round(80 * np.sin(2 * np.pi * time_s / 3.7)), np.uint8) for time_s in times_s]

    first, last = seam(images, times_s)

    assert times_s[last] - times_s[first] == pytest.approx(3.7, abs=0.11)


@pytest.mark.parametrize("suffix", [".gif", ".webp"])
def test_a_loop_is_endless_and_as_long_as_it_is_cut(tmp_path: Path, suffix: str):
    source = write_video(tmp_path / "clip.mp4", steady(200))

    made = make_loop(source, tmp_path / f"loop{suffix}")

    with Image.open(made) as loop:
        assert loop.info["loop"] == 0
        times_ms = []
        for picture in ImageSequence.Iterator(loop):
            picture.load()
            times_ms.append(picture.info["duration"])
        assert 2.8 <= sum(times_ms) / 1000 <= 5.2


def test_a_loop_is_a_silent_film_too(tmp_path: Path):
    source = write_video(tmp_path / "clip.mp4", steady(200))

    made = make_loop(source, tmp_path / "loop.mp4")

    film = read_video(made)
    assert 2.8 <= film.times_s[-1] <= 5.2
    assert np.diff(film.times_s) == pytest.approx(0.04, abs=0.001)


def test_a_clip_of_one_frame_makes_no_loop(tmp_path: Path):
    with pytest.raises(InputError, match="too short"):
        make_loop(write_video(tmp_path / "clip.mp4", [0]), tmp_path / "loop.gif")


def test_a_poster_of_a_clip_and_of_a_picture(tmp_path: Path):
    image, duration_s = poster(write_video(tmp_path / "clip.mp4", steady(50)), 40, 40)
    Image.fromarray(image).save(tmp_path / "picture.png")

    assert image.shape == (30, 40, 3)
    assert duration_s == pytest.approx(2.0, abs=0.05)
    assert poster(tmp_path / "picture.png", 20, 20)[1] == 0
