"""Every control of a whole window, clicked and pressed."""

from __future__ import annotations

import itertools
import warnings
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QWidget

from core.compositor import ComposeSettings
from core.frame import Layout
from desktop.live.settings import SourceMemory
from desktop.window.about import AboutDialog
from desktop.window.drops import drop_words
from support.samples import make_camera, make_model, read_settings
from support.video_files import steady, write_video
from support.window_fakes import BLUE, RED, FakeSource

WIDE_PX = (1366, 760)
"""Room for every control on the bar."""


def near(colour: tuple[int, int, int], expected: tuple[int, int, int]) -> bool:
    return all(abs(a - b) < 12 for a, b in zip(colour, expected, strict=True))


@pytest.mark.parametrize("by", ["click", "key"])
def test_each_layout_is_shown(rig, by):
    rig.start()
    seen = {
        Layout.TOON: (BLUE, BLUE),
        Layout.ORIGINAL: (RED, RED),
        Layout.SIDE_BY_SIDE: (RED, BLUE),
        Layout.SPLIT: (BLUE, RED),  # mirrored, as cameras are
    }
    for key, layout in enumerate(Layout, start=1):
        rig.click_layout(layout) if by == "click" else rig.press(str(key))
        rig.until(lambda layout=layout: rig.view.frame.layout is layout)
        left, right = seen[layout]
        rig.until(lambda left=left: near(rig.colour_at(0.3, 0.3), left))
        assert near(rig.colour_at(0.7, 0.3), right)
        assert rig.window.acts.layouts[layout].isChecked()


def test_the_divider_moves_the_split_of_the_engine(rig, qtbot):
    rig.start()
    rig.click_layout(Layout.SPLIT)
    rig.until(lambda: rig.view.divider_x() is not None)
    start = QPoint(int(rig.view.divider_x()), 60)
    qtbot.mousePress(rig.view, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(rig.view, QPoint(start.x() + 60, 60))
    qtbot.mouseRelease(rig.view, Qt.MouseButton.LeftButton, pos=QPoint(start.x() + 60, 60))
    assert rig.live.session.compose_settings.split == rig.view.split < 0.5  # mirrored: to the right is less


@pytest.mark.parametrize("by", ["click", "key"])
def test_mirror_is_switched_and_remembered_for_cameras(rig, by):
    rig.start()
    rig.window.resize(*WIDE_PX)
    assert rig.view.mirrored
    rig.click(rig.controls.mirror) if by == "click" else rig.press("M")
    assert not rig.view.mirrored
    assert not rig.live.settings.current.mirror_cameras


def test_videos_are_not_mirrored_until_asked(rig):
    rig.start()
    rig.click_menu(rig.controls.source, "Bundled clip")
    assert not rig.view.mirrored
    assert not rig.controls.mirror.isChecked()
    rig.press("M")
    assert rig.view.mirrored
    assert rig.live.settings.current.mirror_cameras
    assert rig.live.settings.current.mirror_files


def test_figures_are_toggled_by_key_and_menu(rig):
    rig.start()
    rig.press("F")
    assert rig.view.marks.figures_visible
    rig.until(lambda: float(dict(rig.view.marks.figures)["source"].removesuffix(" fps")) > 1)
    rig.click_menu(rig.controls.more, "Show figures")
    assert not rig.view.marks.figures_visible


def test_full_screen_comes_and_goes(rig, qtbot):
    rig.start()
    rig.window.resize(*WIDE_PX)
    rig.click(rig.controls.full_screen)
    rig.until(rig.window.isFullScreen)
    rig.window.stage.findChild(QTimer).setInterval(200)
    assert rig.view.height() == rig.window.stage.height()
    rig.until(lambda: not rig.window.stage.controls_visible)
    qtbot.mouseMove(rig.view, QPoint(100, 100))
    qtbot.mouseMove(rig.view, QPoint(120, 120))
    rig.until(lambda: rig.window.stage.controls_visible)
    rig.press("Esc")
    rig.until(lambda: not rig.window.isFullScreen())
    assert rig.window.stage.controls_visible
    rig.press("F11")
    rig.until(rig.window.isFullScreen)
    qtbot.mouseDClick(rig.view, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    rig.until(lambda: not rig.window.isFullScreen())


def test_in_full_screen_the_bar_goes_though_it_has_the_keyboard_and_a_key_brings_it_back(rig, qtbot):
    rig.start()
    rig.press("F11")
    rig.until(rig.window.isFullScreen)
    rig.window.stage.findChild(QTimer).setInterval(100)
    rig.controls.record.setFocus()
    qtbot.keyClick(rig.controls.record, Qt.Key.Key_Shift)
    rig.until(lambda: not rig.window.stage.controls_visible)
    assert rig.view.hasFocus()
    rig.window.stage.findChild(QTimer).setInterval(60_000)
    qtbot.keyClick(rig.view, Qt.Key.Key_Tab)
    assert rig.window.stage.controls_visible
    assert rig.controls.isAncestorOf(rig.window.focusWidget())


@pytest.mark.parametrize("by", ["key", "menu"])
def test_only_the_picture_is_left_of_the_window_until_esc(rig, by):
    rig.start()
    rig.press("B") if by == "key" else rig.click_menu(rig.controls.more, "Only the picture")
    assert rig.view.height() == rig.window.stage.height()
    rig.window.stage.findChild(QTimer).timeout.emit()
    rig.press("Esc")
    assert rig.window.stage.controls_visible
    assert rig.view.height() < rig.window.stage.height()


def test_the_window_stays_on_top_when_told_to(rig):
    rig.start()
    rig.press("Ctrl+T")
    assert rig.window.windowFlags() & Qt.WindowType.WindowStaysOnTopHint
    assert rig.window.isVisible()
    rig.click_menu(rig.controls.more, "Always on top")
    assert not rig.window.windowFlags() & Qt.WindowType.WindowStaysOnTopHint


def test_full_screen_leaves_the_window_maximised_as_it_was(rig):
    rig.start()
    rig.window.showMaximized()
    rig.press("F11")
    rig.until(rig.window.isFullScreen)
    rig.press("F11")
    rig.until(lambda: not rig.window.isFullScreen())
    assert rig.window.isMaximized()


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
    rig.click_menu(rig.controls.source, "Open video…")
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
    rig.click_menu(rig.controls.model, "Open model…")
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


def test_a_steady_picture_is_switched_at_once_and_remembered(rig):
    rig.start()
    rig.click_menu(rig.controls.more, "Steady picture")
    rig.press("3")
    assert rig.live.session.compose_settings == ComposeSettings(Layout.SIDE_BY_SIDE, steady=True)
    rig.close()
    rig.start()
    assert rig.window.acts.steady.isChecked()
    assert rig.live.session.compose_settings.steady


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
    [("a.mp4", "video"), ("b.HEIC", "picture"), ("c.onnx", "model"), ("d.pdf", "cannot be used"), ("e", "try")],
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


def test_controls_say_what_they_are_and_can_be_reached_by_keyboard(rig):
    rig.start()
    bar = rig.controls
    buttons = [bar.source, bar.model, bar.snapshot, bar.record, bar.mirror, bar.full_screen, bar.more]
    buttons += [*bar.segments.buttons.values(), bar.strength.slider]
    for button in buttons:
        assert button.accessibleName()
        assert button.toolTip()
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert "(R)" in bar.record.toolTip()
    assert "(1)" in bar.layout_button(rig.window.acts.layouts[Layout.TOON]).toolTip()


@pytest.mark.parametrize("width", [660, 820, 1000, 1400])
def test_controls_fit_every_width(rig, width):
    rig.start()
    rig.window.resize(width, 480)
    rig.until(lambda: rig.controls.width() == width)
    bar = rig.controls
    row = [bar.source, bar.model, bar.snapshot, bar.record, bar.segments, bar.mirror, bar.full_screen, bar.more]
    rig.until(lambda: row[-1].geometry().right() <= bar.width())
    QApplication.processEvents()
    for left, right in itertools.pairwise([widget for widget in row if widget.isVisible()]):
        assert left.geometry().right() < right.geometry().left()


def test_the_window_comes_back_as_it_was_left(rig):
    rig.start()
    rig.press("3")
    rig.press("F")
    rig.click_menu(rig.controls.source, "Back")
    rig.click_menu(rig.controls.model, "Second style")
    rig.until(lambda: rig.live.models.current == "two")
    rig.until(lambda: rig.live.settings.current.source == SourceMemory(kind="camera", title="Back"))
    rig.window.resize(700, 500)
    rig.close()
    stored = read_settings(rig.settings_file)
    assert (stored.layout, stored.overlay, stored.model) == (Layout.SIDE_BY_SIDE, True, "two")
    rig.start()
    assert rig.controls.source.words == "Back"
    assert rig.controls.model.words == "Second style"
    assert rig.window.acts.layouts[Layout.SIDE_BY_SIDE].isChecked()
    assert rig.view.marks.figures_visible
    assert (rig.window.width(), rig.window.height()) == (700, 500)


def test_the_command_lines_choices_win_and_are_not_remembered(rig):
    rig.start(FakeSource("Given"), "two")
    assert rig.controls.source.words == "Given"
    assert rig.controls.model.words == "Second style"
    assert rig.live.settings.current.source is None
    assert rig.live.settings.current.model is None
    rig.click_menu(rig.controls.model, "First style")
    rig.until(lambda: rig.live.settings.current.model == "one")


def test_a_window_closed_in_full_screen_starts_as_a_window(rig, qtbot):
    rig.start()
    rig.press("F11")
    rig.until(rig.window.isFullScreen)
    saved = rig.window.saved_geometry()
    rig.press("F11")
    rig.window.restore_geometry(saved)

    assert not rig.window.isFullScreen()


def test_a_key_held_down_is_one_wish(rig):
    rig.start()

    acts = rig.window.acts
    films = {acts.film_back, acts.film_on, acts.film_step_back, acts.film_step}
    held = {acts.strength_up, acts.strength_down, *films}  # of which more is meant
    assert {action for action in acts.all() if action.autoRepeat()} == held


def test_the_original_is_seen_while_its_key_is_held(rig, qtbot):
    rig.start()
    rig.until(lambda: near(rig.colour_at(0.5), BLUE))
    qtbot.keyPress(rig.view, Qt.Key.Key_O)
    assert rig.view.comparing
    assert near(rig.colour_at(0.5, 0.3), RED)
    assert near(tuple(rig.view.frame.image[0, 0].tolist()), BLUE)  # what is recorded
    qtbot.keyRelease(rig.view, Qt.Key.Key_O)
    assert not rig.view.comparing


def test_strength_is_drawn_and_remembered_for_each_model(rig, qtbot):
    rig.start()
    slider = rig.controls.strength.slider
    for _ in range(4):
        qtbot.keyClick(rig.view, Qt.Key.Key_Up)
    assert slider.value() == 120
    slider.setValue(0)
    rig.until(lambda: near(rig.colour_at(0.5), RED))
    assert rig.live.settings.current.strengths == {"one": 0}
    rig.click_menu(rig.controls.model, "Second style")
    rig.until(lambda: rig.live.models.current == "two")
    assert slider.value() == 100
    rig.until(lambda: near(rig.colour_at(0.5), BLUE))
    rig.close()
    rig.start()
    rig.click_menu(rig.controls.model, "First style")
    rig.until(lambda: rig.live.models.current == "one")
    assert slider_of(rig).value() == 0
    rig.click_menu(rig.controls.more, "As the model draws")
    assert slider_of(rig).value() == 100
    assert rig.live.settings.current.strengths == {}


def slider_of(rig):
    return rig.controls.strength.slider


def test_the_strength_slider_goes_where_it_is_clicked_and_back_by_a_double_click(rig, qtbot):
    rig.start()
    slider = slider_of(rig)
    qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() - 1, slider.height() // 2))
    assert slider.value() == 150
    qtbot.mouseDClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(10, slider.height() // 2))
    assert slider.value() == 100


@pytest.mark.parametrize("by", ["key", "menu"])
def test_the_picture_fills_the_window_and_comes_back(rig, by):
    rig.start()
    rig.window.resize(900, 400)
    assert rig.view.picture_rect().width() < rig.view.width()
    rig.press("Z") if by == "key" else rig.click_menu(rig.controls.more, "Fill the window")
    assert rig.view.picture_rect().width() == rig.view.width()
    assert rig.window.acts.fit_fill.isChecked()
    assert rig.live.settings.current.fit == "fill"
    rig.press("0")
    assert rig.view.picture_rect().width() < rig.view.width()


def test_the_first_window_is_on_the_screen(rig):
    rig.start()
    screen = rig.window.screen().availableGeometry()
    assert screen.contains(rig.window.geometry())
    rig.window.resize(3000, 2500)
    saved = rig.window.saved_geometry()
    rig.window.restore_geometry(saved)
    assert screen.contains(rig.window.geometry())
