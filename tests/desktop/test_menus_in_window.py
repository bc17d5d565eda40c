"""The menus of a whole window: every source, file, folder and page that is chosen there, or dropped on it."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from desktop.window.about import AboutDialog
from desktop.window.drops import drop_words
from support.samples import make_camera, make_model
from support.video_files import steady, write_video


def test_sources_are_chosen_by_name(rig):
    rig.start()
    assert rig.controls.source.words == "Front"
    rig.click_menu(rig.controls.source, "Back")
    rig.until(lambda: rig.source("Back").opened and rig.view.message is None)
    assert rig.controls.source.words == "Back"
    assert rig.live.settings.current.source.title == "Back"


def test_the_source_menu_looks_for_cameras_when_it_opens(rig):
    rig.start()
    rig.cameras.append(make_camera("New one"))
    rig.click_menu(rig.controls.source, "New one")
    rig.until(lambda: rig.source("New one").opened)


def test_refresh_cameras(rig):
    rig.start()
    rig.click(rig.controls.source)
    rig.until(lambda: not rig.live.sources.listing)
    rig.cameras.clear()
    menu = rig.controls.source.drop_menu
    next(action for action in menu.actions() if action.text() == "Refresh cameras").trigger()
    rig.until(lambda: any(action.text() == "No camera found" for action in menu.actions()))
    menu.close()


def test_open_video(rig, tmp_path):
    rig.start()
    video = write_video(tmp_path / "holiday.mp4", steady(50))
    rig.click_menu(rig.controls.source, "Open video or picture…")
    choose_in_dialog(rig, video)
    sees_film(rig, "holiday.mp4")


def sees_film(rig, name: str) -> None:
    """Wait until its grey pictures and its bar are there."""
    rig.press("2")
    rig.until(lambda: rig.controls.source.words == name and rig.window.film_bar.isVisible())
    rig.until(lambda: rig.view.message is None and is_grey(rig.colour_at(0.5)))
    assert not rig.cards


def is_grey(colour: tuple[int, int, int]) -> bool:
    return max(colour) - min(colour) < 12


def test_open_model(rig, tmp_path):
    rig.start()
    file = tmp_path / "manifest.json"
    file.write_text("{}")
    other = make_model("other", "Opened style")
    object.__setattr__(other, "folder", file)
    rig.library.open = lambda wanted: other if wanted == str(file) else pytest.fail(wanted)
    rig.click_menu(rig.controls.model, "Open style…")
    choose_in_dialog(rig, file)
    rig.until(lambda: rig.controls.model.words == "Opened style" and not rig.live.models.loading)
    rig.click(rig.controls.model)
    assert "Opened style" in [action.text() for action in rig.controls.model.drop_menu.actions()]
    rig.controls.model.drop_menu.close()


def choose_in_dialog(rig, path) -> None:
    rig.until(lambda: rig.window.findChildren(QFileDialog))
    dialog = rig.window.findChildren(QFileDialog)[0]
    dialog.setDirectory(str(path.parent))
    dialog.selectFile(str(path))
    dialog.accept()


def test_choose_the_folder_of_clips_and_snapshots(rig, tmp_path):
    rig.start()
    rig.click_menu(rig.controls.more, "Save clips and snapshots to…")
    choose_in_dialog(rig, tmp_path)
    rig.until(lambda: rig.live.settings.current.save_folder is not None)
    rig.press("S")
    rig.until(lambda: rig.card("snapshot"))
    rig.click_menu(rig.controls.more, "Open the folder of clips")
    assert rig.opened_folders == [Path(rig.live.settings.current.save_folder)]


def test_about_and_log(rig):
    rig.start()
    rig.click_menu(rig.controls.more, "About ToonClip")
    rig.until(lambda: rig.window.findChildren(AboutDialog))
    words = " ".join(
        label.text() for label in rig.window.findChild(AboutDialog).findChildren(QWidget) if hasattr(label, "text")
    )
    assert "Optimizing style transfer models for videos on mobile devices" in words
    rig.window.findChild(AboutDialog).accept()
    rig.until(lambda: not rig.window.findChildren(QDialog))
    rig.click_menu(rig.controls.more, "Show log")
    assert rig.opened_folders[0].name == "log"


def test_mirror_clips_is_its_own_switch(rig):
    rig.start()
    rig.click_menu(rig.controls.more, "Mirror clips and snapshots too")
    assert rig.live.settings.current.mirror_clips


@pytest.mark.parametrize("name", ["film.mp4", "style.onnx", "folder"])
def test_a_dropped_file_is_opened(rig, tmp_path, name):
    rig.start()
    path = tmp_path / name
    if name == "film.mp4":
        write_video(path, steady(50))
    else:
        path.mkdir() if name == "folder" else path.write_bytes(b"x")
    drop(rig.window, QUrl.fromLocalFile(str(path)))
    if name == "film.mp4":
        sees_film(rig, name)
    else:
        rig.until(lambda: rig.card("model"))
        assert str(path) in rig.card("model").notification.text


@pytest.mark.parametrize("url", [QUrl("https://example.org/film.mp4"), QUrl.fromLocalFile("/home/anna/letter.pdf")])
def test_something_else_dropped_is_ignored(rig, url):
    rig.start()
    drop(rig.window, url)
    assert rig.controls.source.words == "Front"
    assert not rig.cards


@pytest.mark.parametrize(
    ("name", "words"),
    [("a.mp4", "video"), ("b.HEIC", "picture"), ("c.onnx", "style"), ("d.pdf", "cannot be used"), ("e", "try")],
)
def test_a_drag_says_what_would_happen(name, words):
    assert words in drop_words(Path("/home/anna") / name)


def drop(window, url: QUrl) -> bool:
    data = QMimeData()
    data.setUrls([url])
    kinds = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # Qt deprecates making such events by hand
        enter, dropped = QDragEnterEvent(QPoint(50, 50), *kinds), QDropEvent(QPointF(50, 50), *kinds)
    enter.ignore()
    window.dragEnterEvent(enter)
    if enter.isAccepted():
        window.dropEvent(dropped)
    return enter.isAccepted()


def test_menus_open_at_the_current_entry(rig):
    rig.start()
    rig.click_menu(rig.controls.source, "Back")
    rig.until(lambda: rig.source("Back").opened and rig.view.message is None)
    rig.live.models.choose("two")
    rig.until(lambda: rig.live.models.current == "two" and not rig.live.models.loading)
    for button, current in ((rig.controls.source, "Back"), (rig.controls.model, "Second style")):
        rig.click(button)
        rig.until(lambda menu=button.drop_menu: menu.activeAction() is not None)
        assert button.drop_menu.activeAction().text() == current
        button.drop_menu.close()
