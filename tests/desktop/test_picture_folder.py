"""A folder of photographs, dropped or opened, is a strip: each opens like a photograph, by click and by key."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtWidgets import QFileDialog

from desktop.live.find_source import find_source
from desktop.live.pictures_in_folder import pictures_in
from support.window_rig import WindowRig


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three pictures, one of them no picture inside, and a letter."""
    folder = tmp_path / "Holidays"
    folder.mkdir()
    for name in ("beach 10.jpg", "beach 2.png"):
        Image.fromarray(np.full((60, 80, 3), 200, np.uint8)).save(folder / name)
    (folder / "broken.jpg").write_bytes(b"no picture")
    (folder / "letter.txt").write_text("hello")
    (folder / ".hidden.jpg").write_bytes(b"")
    return folder


def names(rig: WindowRig) -> list[str]:
    strip = rig.window.clip_strip
    return [strip.item(row).text() for row in range(strip.count())]


def opened(rig: WindowRig, folder: Path) -> None:
    rig.window.path_dropped.emit(folder)
    rig.until(lambda: rig.controls.source.words == "beach 2.png")


def test_a_dropped_one_shows_its_first_picture_and_all_of_them(rig: WindowRig, folder: Path):
    rig.start()
    opened(rig, folder)
    strip = rig.window.clip_strip
    assert strip.isVisible()
    assert names(rig) == ["beach 2", "beach 10", "broken"]
    assert not rig.cards
    rig.until(lambda: strip.item(1).icon().pixmap(152, 86).toImage().pixelColor(76, 43).red() == 200)


def test_one_is_opened_from_the_menu(rig: WindowRig, folder: Path):
    rig.start()
    rig.click_menu(rig.controls.source, "Open a folder of pictures…")
    rig.until(lambda: rig.window.findChildren(QFileDialog))
    dialog = rig.window.findChildren(QFileDialog)[0]
    dialog.setDirectory(str(folder))
    dialog.accept()
    rig.until(lambda: rig.controls.source.words == "beach 2.png")
    assert rig.live.settings.current.last_folder == str(folder)


def test_the_next_and_the_one_before_come_by_key_and_a_click(rig: WindowRig, folder: Path):
    rig.start()
    opened(rig, folder)
    rig.window.acts.next_picture.trigger()
    rig.until(lambda: rig.controls.source.words == "beach 10.jpg" and rig.view.message is None)
    rig.window.acts.previous_picture.trigger()
    rig.until(lambda: rig.controls.source.words == "beach 2.png")
    rig.window.acts.previous_picture.trigger()
    rig.until(lambda: rig.controls.source.words == "broken.jpg")
    strip = rig.window.clip_strip
    strip.setCurrentItem(strip.item(1))
    rig.until(lambda: rig.controls.source.words == "beach 10.jpg")


def test_a_saved_picture_does_not_take_its_place_and_the_strip_goes_back_to_the_clips(rig: WindowRig, folder: Path):
    rig.start()
    assert not rig.window.acts.next_picture.isEnabled()
    opened(rig, folder)
    rig.until(lambda: rig.view.message is None)
    rig.window.acts.snapshot.trigger()
    rig.until(lambda: rig.card("snapshot"))
    assert names(rig) == ["beach 2", "beach 10", "broken"]
    rig.window.acts.clips.trigger()
    assert not rig.window.acts.next_picture.isEnabled()
    rig.window.acts.clips.trigger()
    rig.until(lambda: len(names(rig)) == 1 and names(rig)[0].startswith("toon-"))
    assert rig.controls.source.words == "beach 2.png"


def test_one_that_is_renamed_is_listed_anew(rig: WindowRig, folder: Path):
    rig.start()
    opened(rig, folder)
    rig.window.clip_strip.renamed.emit(folder / "broken.jpg", "a start")
    rig.until(lambda: names(rig) == ["a start", "beach 2", "beach 10"])
    assert rig.controls.source.words == "beach 2.png"


def test_pictures_are_counted_as_people_count(tmp_path: Path):
    for name in ("10.jpg", "9.jpg", "b2.JPG", "B1.jpg"):
        (tmp_path / name).touch()
    assert [path.name for path in pictures_in(tmp_path)] == ["9.jpg", "10.jpg", "B1.jpg", "b2.JPG"]


@pytest.mark.parametrize("by", ["first start", "second start"])
def test_one_that_the_program_was_given_is_a_strip(rig: WindowRig, folder: Path, by: str):
    if by == "first start":
        rig.build()
        rig.presenter.start(find_source(str(folder)))
    else:
        rig.start()
        rig.presenter.open(str(folder), None)
    rig.until(lambda: rig.window.clip_strip.isVisible() and rig.controls.source.words == "beach 2.png")
    rig.until(lambda: names(rig) == ["beach 2", "beach 10", "broken"])
    rig.window.acts.next_picture.trigger()
    rig.until(lambda: rig.controls.source.words == "beach 10.jpg")


def test_an_empty_one_is_said(rig: WindowRig, tmp_path: Path):
    rig.start()
    (tmp_path / "empty").mkdir()
    rig.presenter.pictures.open(tmp_path / "empty")
    rig.until(lambda: rig.card("source-refused"))
    assert rig.controls.source.words == "Front"


def test_a_dropped_one_that_may_not_be_read_is_said(rig: WindowRig, folder: Path, monkeypatch: pytest.MonkeyPatch):
    def refuse(_folder: Path) -> Iterator[Path]:
        raise PermissionError(errno.EACCES, "Permission denied")  # the tests may run as root, who may read anything

    rig.start()
    monkeypatch.setattr(Path, "iterdir", refuse)
    rig.window.path_dropped.emit(folder)
    rig.until(lambda: (card := rig.card("source-refused")) and "cannot be read" in card.notification.text)
