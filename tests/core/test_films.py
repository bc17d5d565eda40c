"""Films: played, paused, sought, stepped and looped as a player does, and their sound in step."""

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from core.errors import SourceDisconnected, SourceFormatRefused
from core.films.film import FilmSource
from core.films.film_audio import FilmSound
from core.films.film_clock import FilmClock
from core.session import Session
from core.sinks.recorder import RecordingSummary
from core.sound import SoundBlock
from support.fakes import CollectingSink, Events
from support.video_files import level, read_video, steady, write_video

FPS = 25


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return write_video(tmp_path / "film.mp4", steady(50), sound="aac", sound_ms=2000)


@pytest.fixture
def film(path: Path) -> Iterator[FilmSource]:
    film = FilmSource(path)
    film.open()
    yield film
    film.close()


def number(image: np.ndarray) -> int:
    """Which frame of the film it is: the nearest level."""
    seen = float(image.mean())
    return min(range(50), key=lambda count: abs(level(count) - seen))


def read_until(film: FilmSource, count: int) -> list[int]:
    return [number(film.read()) for _ in range(count)]


def test_it_plays_from_its_start_in_its_own_time(film: FilmSource):
    began_s = time.perf_counter()
    shown = read_until(film, 10)

    assert shown == sorted(shown)
    assert shown[0] == 0
    assert time.perf_counter() - began_s >= shown[-1] / FPS - 0.05
    assert film.duration_s == pytest.approx(2.0, abs=0.1)


def test_while_it_rests_its_picture_stays(film: FilmSource):
    read_until(film, 3)
    film.play(playing=False)
    resting = read_until(film, 3)
    position_s = film.position_s
    assert len(set(resting[1:])) == 1
    assert film.position_s == position_s
    film.play(playing=True)

    assert read_until(film, 3)[-1] > resting[-1]


@pytest.mark.parametrize("position_s", [0.0, 0.5, 1.22, 1.9])
def test_a_position_is_shown_to_the_frame(film: FilmSource, position_s: float):
    film.read()
    film.play(playing=False)
    film.seek(position_s + 0.01)

    assert number(film.read()) == int((position_s + 0.01) * FPS)


def test_steps_go_on_and_back_by_one_frame(film: FilmSource):
    film.play(playing=False)
    film.seek(1.01)
    shown = [number(film.read())]
    for frames in (1, 1, -1, -1, -1):
        film.step(frames)
        shown.append(number(film.read()))

    for _ in range(3):  # pressed before the first of them is shown
        film.step(1)
    shown.append(number(film.read()))

    assert shown == [25, 26, 27, 26, 25, 24, 27]


def test_it_begins_again_or_rests_at_its_end(film: FilmSource):
    film.read()
    film.seek(1.9)
    looped = read_until(film, 8)
    assert looped[-1] < 10
    film.loops = False
    film.seek(1.9)
    read_until(film, 6)
    assert not film.playing
    film.play(playing=True)

    assert number(film.read()) < 5


def test_closing_frees_a_read(film: FilmSource):
    film.read()
    film.play(playing=False)
    film.close()

    with pytest.raises(SourceDisconnected):
        film.read()
        film.read()


def test_a_file_without_a_picture_is_refused(tmp_path: Path):
    path = tmp_path / "film.mp4"
    path.write_bytes(b"nothing")

    with pytest.raises(SourceFormatRefused):
        FilmSource(path).open()


class Heard:
    def __init__(self) -> None:
        self.blocks: list[SoundBlock] = []

    def submit_sound(self, block: SoundBlock) -> None:
        self.blocks.append(block)


def test_the_clock_rests_jumps_and_is_held_back():
    now_s = [100.0]
    clock = FilmClock(lambda: now_s[0])
    clock.open()
    now_s[0] += 2
    assert clock.position_s == 2
    clock.play(playing=False)
    now_s[0] += 5
    assert clock.position_s == 2
    clock.jump(7)
    clock.play(playing=True)
    now_s[0] += 1
    assert clock.position_s == 8
    clock.hold_back(0.5)
    assert clock.position_s == 7.5


def test_its_own_sound_is_recorded_in_step(path: Path, tmp_path: Path):
    view, film = CollectingSink(), FilmSource(path, FilmSound(None))
    film.loops = False
    session = Session(view, Events())
    session.set_source(film)
    view.wait_for(3)
    session.start_recording(tmp_path / "clip.mp4")
    view.wait_until(lambda _: not film.playing)
    summary: RecordingSummary = session.stop_recording()
    session.close()

    content = read_video(summary.path)
    assert content.sound_codec == "aac"
    assert content.sound_s == pytest.approx(2.0, abs=0.5)


def test_the_microphone_is_not_recorded_with_a_film_that_has_sound(path: Path):
    session, heard = Session(CollectingSink(), Events()), Heard()
    film = FilmSource(path, FilmSound(None))
    block = SoundBlock(np.zeros((480, 1), np.float32), 48_000, 0)
    session._sound.attach(heard)  # noqa: SLF001
    session.hear(block)
    film.open()
    session._film = film  # noqa: SLF001
    session.hear(block)
    film.close()
    session.close()

    assert heard.blocks == [block]
