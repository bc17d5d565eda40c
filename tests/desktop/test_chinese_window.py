"""The whole window in Chinese: no English word is left over, whichever part of it a person opens or points at."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLabel, QMenu, QWidget

from core.errors import SourceDisconnected
from core.events import SourceLost
from desktop.system.words import tr
from desktop.window.language import LANGUAGES, set_language
from support.samples import make_model
from support.window_fakes import FakeLibrary
from support.window_rig import WindowRig

_NAMES = re.compile(
    r"ToonClip|Front|Back|Desk microphone|Headset|First style|English|Ctrl|Shift|Esc|F\d+|Space|PgUp|PgDown|Left|Right|"
    r"Up|Down|Fake|Optimizing style transfer models for videos on mobile devices|Qt for Python|ONNX Runtime|"
    r"OpenCV|FFmpeg|PyAV|NumPy|Language|Second style|PyTorch|MIT|none|CPU|fp32|onnx|GIF|WebP|MP4|manifest\.json|MB"
    r"|fps|px|ms|p\b"
)
_ENGLISH = re.compile(r"[A-Za-z]{2,}")


@pytest.fixture(autouse=True)
def as_before(qapp) -> Iterator[None]:
    yield
    set_language(qapp, "en")


def english(texts: Iterator[str]) -> set[str]:
    return {text for text in texts if _ENGLISH.search(_NAMES.sub("", text))}


def texts_in(root: QWidget) -> Iterator[str]:
    """What is read, pointed at or heard in a window and everything in it."""
    for widget in (root, *root.findChildren(QWidget)):
        yield from (widget.windowTitle(), widget.toolTip(), widget.accessibleName(), widget.accessibleDescription())
        if isinstance(widget, QAbstractButton | QLabel):
            yield widget.text()
    for action in root.findChildren(QAction):
        yield from (action.text(), action.toolTip())


def texts_of_menu(menu: QMenu) -> Iterator[str]:
    for action in menu.actions():
        yield action.text()
        part = action.menu()
        if isinstance(part, QMenu):
            yield from texts_of_menu(part)


def speak(rig: WindowRig, qapp: QApplication, language: str) -> None:
    """Change the language, and wait until the window knows."""
    with rig.qtbot.waitSignal(rig.window.language_changed):
        set_language(qapp, language)


def painted(rig: WindowRig) -> Iterator[str]:
    marks, message = rig.view.marks, rig.view.message
    yield from (word for figure in marks.figures for word in figure)
    yield from (marks.recording, marks.camera, rig.view.note)
    if message is not None:
        yield from (message.title, message.text)


def everything_on(rig: WindowRig) -> None:
    """Figures, a clip, the camera for others, both strips."""
    rig.start()
    acts = rig.window.acts
    for action in (acts.overlay, acts.virtual_camera, acts.record, acts.strip, acts.clips):
        action.trigger()
    rig.until(lambda: rig.view.marks.camera and rig.view.marks.recording and rig.card("virtual-camera"))
    rig.window.notifications.clear()  # a card keeps the language that it was said in


def test_nothing_english_is_left_in_a_window_that_was_used(rig: WindowRig):
    rig.library = FakeLibrary(make_model("one", "First style"), make_model("comic-hero", "Comic Hero"))
    everything_on(rig)

    rig.click_menu(rig.controls.more, LANGUAGES["zh_CN"])

    rig.until(lambda: rig.window.acts.mirror.text() == "镜像")
    rig.qtbot.wait(1)  # what the old menu held is deleted
    left = english(texts_in(rig.window)) | english(painted(rig))
    for button in (rig.controls.more, rig.controls.source, rig.controls.model):
        button.drop_menu.aboutToShow.emit()
        left |= english(texts_of_menu(button.drop_menu))
    strip = rig.window.strip
    left |= english(strip.item(row).text() for row in range(strip.count()))
    assert left == set()
    assert rig.view.frame is not None
    number = rig.view.frame.source.source_number
    rig.live.sources.on_event(SourceLost("Front", SourceDisconnected("It is gone."), number))
    assert rig.view.message is not None
    assert english(painted(rig)) == set()


@pytest.mark.parametrize("page", ["keys", "about", "manage_models"])
def test_nothing_english_is_left_on_a_page(rig: WindowRig, qapp, page: str):
    rig.start()
    speak(rig, qapp, "zh_CN")
    getattr(rig.window.acts, page).trigger()
    rig.until(lambda: any(dialog.isVisible() for dialog in rig.window.findChildren(QDialog)))
    dialog = next(dialog for dialog in rig.window.findChildren(QDialog) if dialog.isVisible())
    assert english(texts_in(dialog)) == set()
    dialog.close()


def test_the_button_of_a_missing_camera_and_of_the_clip_change_their_words(rig: WindowRig, qapp):
    rig.cameras.clear()
    rig.start()
    speak(rig, qapp, "zh_CN")
    assert rig.controls.source.words == tr("Bundled clip") != "Bundled clip"
    card = rig.card("source")
    assert card is not None
    card.fade()
    assert rig.controls.source.words == tr("No camera · Retry") != "No camera · Retry"
    speak(rig, qapp, "en")
    assert rig.controls.source.words == "No camera · Retry"
