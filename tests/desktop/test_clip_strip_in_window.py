"""The strip of the newest clips in the real window: played, cut, renamed, copied, shown, thrown away, dragged out."""

import errno
import os
import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QFile, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from core.atomic_write import create_partial
from core.layout import Layout
from desktop.window.clip_strip import ClipStrip, Kept
from desktop.window.trim_dialog import TrimDialog
from support.video_files import read_video, steady, write_video
from support.window_rig import WindowRig


@pytest.fixture
def strip(rig: WindowRig) -> ClipStrip:
    """Shown, with two clips of four seconds and a picture."""
    for name in ("older", "newer"):
        rig.clips.mkdir(exist_ok=True)
        write_video(rig.clips / f"{name}.mp4", steady(100), sound="aac", sound_ms=4000)
    rig.start()
    rig.click(rig.controls.snapshot)
    rig.until(lambda: rig.card("snapshot"))
    rig.press("K")
    rig.until(lambda: rig.window.clip_strip.count() == 3)
    return rig.window.clip_strip


def choose(rig: WindowRig, strip: ClipStrip, stem: str) -> None:
    item = next(strip.item(row) for row in range(strip.count()) if strip.item(row).text() == stem)
    strip.scrollToItem(item)
    rig.qtbot.mouseClick(strip.viewport(), Qt.MouseButton.LeftButton, pos=strip.visualItemRect(item).center())
    assert strip.chosen() is not None


def names(strip: ClipStrip) -> list[str]:
    return [strip.item(row).text() for row in range(strip.count())]


def test_the_newest_come_first_with_words_for_a_screen_reader(rig: WindowRig, strip: ClipStrip):
    assert names(strip)[1:] == ["newer", "older"]
    assert strip.item(1).data(Qt.ItemDataRole.AccessibleTextRole) == "newer, 0:04"
    assert "Picture" in strip.item(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert strip.geometry().left() >= rig.view.geometry().right()
    rig.press("K")
    assert not strip.isVisible()


def test_a_clip_is_played_as_it_is_and_the_layout_comes_back(rig: WindowRig, strip: ClipStrip):
    choose(rig, strip, "newer")
    place = strip.visualItemRect(strip.currentItem()).center()
    QTest.mouseDClick(strip.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert strip.findChild(QLineEdit) is None, "it is renamed in place of being played"
    rig.until(rig.window.film_bar.isVisible)
    assert rig.window.acts.layouts[Layout.ORIGINAL].isChecked()
    rig.click_menu(rig.controls.source, "Back")

    rig.until(lambda: not rig.window.film_bar.isVisible())
    assert rig.window.acts.layouts[Layout.TOON].isChecked()
    assert rig.live.settings.current.source is None or rig.live.settings.current.source.kind == "camera"


@pytest.mark.parametrize("by", ["Esc", "x"])
def test_a_clip_that_is_played_is_left_and_is_no_film_to_be_drawn(rig: WindowRig, strip: ClipStrip, by: str):
    before = rig.controls.source.words
    rig.window.notifications.clear()
    choose(rig, strip, "newer")
    strip.deeds["play"].trigger()
    rig.until(rig.window.film_bar.isVisible)
    assert not rig.window.film_bar.save.isVisible()
    if by == "Esc":
        rig.press("Esc")
    else:
        rig.click(rig.window.film_bar.leave)

    rig.until(lambda: rig.controls.source.words == before and rig.view.message is None)
    assert rig.window.acts.layouts[Layout.TOON].isChecked()
    assert not rig.window.film_bar.leave.isVisible()
    assert not rig.window.acts.undo.isEnabled(), "nothing was chosen"
    assert strip.isVisible(), "one press leaves one thing"
    rig.press("Esc")
    assert not strip.isVisible()


def test_a_clip_that_cannot_be_played_leaves_all_as_it_was(rig: WindowRig, strip: ClipStrip):
    before = rig.controls.source.words
    choose(rig, strip, "newer")
    (rig.clips / "newer.mp4").write_bytes(b"no film")
    strip.deeds["play"].trigger()
    rig.until(lambda: rig.card("source-refused"))

    assert rig.controls.source.words == before
    assert rig.window.acts.layouts[Layout.TOON].isChecked()
    assert not rig.presenter.clips.is_playing


def test_a_part_is_saved_without_encoding(rig: WindowRig, strip: ClipStrip):
    choose(rig, strip, "newer")
    strip.deeds["trim"].trigger()
    dialog = next(widget for widget in QApplication.topLevelWidgets() if isinstance(widget, TrimDialog))
    dialog.start.setValue(1.2)
    dialog.end.setValue(2.4)
    rig.click(dialog.save)
    rig.until(lambda: "newer-part" in names(strip))

    content = read_video(rig.clips / "newer-part.mp4")
    assert content.times_s[-1] == pytest.approx(1.2, abs=0.08)
    assert content.sound_s == pytest.approx(1.2, abs=0.1)


@pytest.mark.parametrize(("kind", "head"), [("GIF", b"GIF89a"), ("WebP", b"RIFF"), ("MP4", b"\0\0\0 ftyp")])
def test_a_loop_is_made(rig: WindowRig, strip: ClipStrip, kind: str, head: bytes):
    choose(rig, strip, "newer")
    next(action for action in strip.loops.actions() if action.text() == kind).trigger()
    rig.until(lambda: "newer-loop" in names(strip))

    assert (rig.clips / f"newer-loop.{kind.lower()}").read_bytes().startswith(head)


def test_it_is_renamed_in_place(rig: WindowRig, strip: ClipStrip):
    choose(rig, strip, "older")
    QTest.keyClick(strip, Qt.Key.Key_F2)
    editor = strip.findChild(QLineEdit)
    assert editor is not None
    editor.setText("birthday")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    rig.until((rig.clips / "birthday.mp4").exists)

    rig.until(lambda: "birthday" in names(strip))
    assert not (rig.clips / "older.mp4").exists()


@pytest.mark.parametrize("name", ["", "a/b", ".hidden"])
def test_a_name_that_is_none_is_refused(rig: WindowRig, strip: ClipStrip, name: str):
    strip.renamed.emit(rig.clips / "older.mp4", name)
    rig.until(lambda: rig.card("clip"))

    assert (rig.clips / "older.mp4").exists()
    rig.until(lambda: "older" in names(strip))


def test_what_is_still_written_or_goes_away_meanwhile_is_left_out(
    rig: WindowRig, strip: ClipStrip, monkeypatch: pytest.MonkeyPatch
):
    shutil.copy(rig.clips / "older.mp4", create_partial(rig.clips / "newest.mp4"))
    gone, status_of = rig.clips / "gone.mp4", Path.stat
    gone.touch()

    def status(path: Path, **options: bool) -> os.stat_result:
        if path == gone and gone in seen:
            raise FileNotFoundError(errno.ENOENT, "It was renamed")
        seen.add(path)
        return status_of(path, **options)

    seen: set[Path] = set()
    monkeypatch.setattr(Path, "stat", status)
    strip.renamed.emit(rig.clips / "older.mp4", "oldest")
    rig.until(lambda: "oldest" in names(strip))

    assert gone in seen
    assert names(strip)[1:] == ["newer", "oldest"]


def test_its_file_is_copied_and_dragged_and_shown(rig: WindowRig, strip: ClipStrip):
    choose(rig, strip, "newer")
    strip.deeds["copy"].trigger()
    strip.deeds["show"].trigger()

    rig.until(lambda: not rig.live.tasks.running)
    (url,) = QGuiApplication.clipboard().mimeData().urls()
    assert Path(url.toLocalFile()) == rig.clips / "newer.mp4"
    QGuiApplication.clipboard().clear()  # offscreen, Qt holds it longer than Python lives, and crashes at the exit
    dragged = strip.mimeData([strip.currentItem()])
    assert [Path(url.toLocalFile()) for url in dragged.urls()] == [rig.clips / "newer.mp4"]
    assert rig.opened_folders[-1] == rig.clips / "newer.mp4"


def test_it_goes_to_the_trash(rig: WindowRig, strip: ClipStrip):
    choose(rig, strip, "older")
    QTest.keyClick(strip, Qt.Key.Key_Delete)

    rig.until(lambda: "older" not in names(strip) or rig.card("clip"))
    assert (rig.clips / "older.mp4").exists() == (rig.card("clip") is not None)


def test_one_that_is_in_the_trash_already_is_not_refused(rig: WindowRig, strip: ClipStrip):
    choose(rig, strip, "older")
    (rig.clips / "older.mp4").unlink()
    QTest.keyClick(strip, Qt.Key.Key_Delete)

    rig.until(lambda: "older" not in names(strip))
    assert rig.card("clip") is None


def test_one_that_the_trash_does_not_take_is_said_and_shown(
    rig: WindowRig, strip: ClipStrip, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(QFile, "moveToTrash", lambda _path: False)
    choose(rig, strip, "older")
    strip.deeds["trash"].trigger()
    rig.until(lambda: rig.card("clip"))

    assert rig.cards[0].title == "older.mp4 could not be deleted"
    rig.click_card("clip", "Show in its folder")
    assert rig.opened_folders[-1] == rig.clips / "older.mp4"


def test_what_follows_one_that_is_gone_is_marked(rig: WindowRig, strip: ClipStrip):
    del rig
    first, second, third = (
        Kept(Path(f"{number}.mp4"), QImage(8, 8, QImage.Format.Format_RGB32), 1.0) for number in "123"
    )
    strip.show_kept([first, second, third])
    strip.setCurrentRow(1)

    strip.show_kept([first, third])
    assert strip.chosen() == third.path
    strip.show_kept([first])
    assert strip.chosen() == first.path


def test_an_empty_strip_says_what_it_is_for(rig: WindowRig):
    rig.start()
    rig.press("K")
    strip = rig.window.clip_strip
    rig.until(strip.isVisible)
    image = strip.viewport().grab().toImage()
    assert len({image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}) > 1
