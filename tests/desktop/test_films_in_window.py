"""A film in the real window: its bar, its keys, its sound in clips."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from core.films.film import FilmSource
from desktop.live.source_choice import file_choice
from support.video_files import read_video, steady, write_video
from support.window_rig import WindowRig


@pytest.fixture
def film(rig: WindowRig, tmp_path: Path) -> FilmSource:
    """One of eight seconds, shown in the window."""
    path = write_video(tmp_path / "film.mp4", steady(200), sound="aac", sound_ms=8000)
    rig.start()
    rig.live.sources.choose(file_choice(path))
    rig.until(lambda: rig.window.film_bar.isVisible() and rig.view.message is None)
    source = rig.live.sources.source
    assert isinstance(source, FilmSource)
    return source


def test_only_a_film_has_a_bar(rig: WindowRig, film: FilmSource):
    assert rig.window.film_bar.time.text().endswith("/ 0:08")
    rig.click_menu(rig.controls.source, "Back")

    rig.until(lambda: not rig.window.film_bar.isVisible())


@pytest.mark.parametrize("by", ["button", "key"])
def test_it_rests_and_goes_on(rig: WindowRig, film: FilmSource, by: str):
    def toggle() -> None:
        if by == "button":
            rig.click(rig.window.film_bar.play)
        else:
            rig.view.setFocus()
            QTest.keyClick(rig.view, Qt.Key.Key_Space)

    toggle()
    assert not film.playing
    assert not rig.window.acts.film_play.isChecked()
    toggle()
    assert film.playing


def test_a_position_is_chosen_on_the_bar(rig: WindowRig, film: FilmSource):
    film.play(playing=False)
    rig.window.film_bar.slider.setValue(5000)

    assert film.position_s == pytest.approx(4.0, abs=0.1)


def test_keys_leap_and_step(rig: WindowRig, film: FilmSource):
    rig.click(rig.window.film_bar.play)
    film.seek(1.0)
    rig.view.setFocus()
    QTest.keyClick(rig.view, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert film.position_s == pytest.approx(6.0, abs=0.1)
    QTest.keyClick(rig.view, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert film.position_s == pytest.approx(1.0, abs=0.1)
    rig.until(lambda: film.shown_s == pytest.approx(1.0, abs=0.03))
    QTest.keyClick(rig.view, Qt.Key.Key_Period)
    rig.until(lambda: film.shown_s == pytest.approx(1.04, abs=0.01))
    QTest.keyClick(rig.view, Qt.Key.Key_Comma)
    rig.until(lambda: film.shown_s == pytest.approx(1.0, abs=0.01))


def test_it_rests_at_the_end_when_it_does_not_loop(rig: WindowRig, film: FilmSource):
    rig.click(rig.window.film_bar.loop)
    film.seek(7.8)

    rig.until(lambda: not film.playing)


def test_its_own_sound_is_recorded(rig: WindowRig, film: FilmSource):
    rig.click(rig.controls.record)
    rig.until(lambda: rig.view.marks.recording)
    film.seek(2.0)
    rig.until(lambda: film.position_s > 3)
    rig.click(rig.controls.record)
    rig.until(lambda: rig.card("recording"))

    (clip,) = rig.clips.glob("*.mp4")
    assert read_video(clip).sound_codec == "aac"


def test_the_whole_film_is_saved_as_a_toon(rig: WindowRig, film: FilmSource):
    rig.click(rig.window.film_bar.save)
    assert rig.window.film_jobs.isVisible()
    rig.until(lambda: rig.card("film"))

    assert not rig.window.film_jobs.isVisible()
    content = read_video(rig.clips / "film-toon.mp4")
    assert len(content.times_s) == 200
    assert content.sound_codec == "aac"
    assert rig.loader.made[-1].closed


def test_several_films_wait_and_each_can_be_called_off(rig: WindowRig, film: FilmSource):
    held = rig.loader.hold("one")
    for _ in range(3):
        rig.click(rig.window.film_bar.save)
    first, second, third = rig.window.film_jobs.rows.values()
    rig.until(second.end.isVisible)
    rig.click(second.end)
    rig.until(lambda: len(rig.window.film_jobs.rows) == 2)
    rig.click(first.end)
    held.set()
    rig.until(lambda: not rig.window.film_jobs.isVisible())

    assert third not in rig.window.film_jobs.rows.values()
    assert (rig.clips / "film-toon.mp4").exists()


def test_a_film_that_cannot_be_saved_is_told(rig: WindowRig, film: FilmSource):
    film.path.unlink()
    rig.click(rig.window.film_bar.save)
    rig.until(lambda: rig.card("film"))

    card = rig.card("film")
    assert card is not None
    assert "film.mp4" in card.notification.text
