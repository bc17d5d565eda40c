"""What the desktop has around the window: its frame, other windows, the tray, the file manager."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction, QGuiApplication, QScreen
from PySide6.QtWidgets import QMessageBox, QPushButton

from core.frame import ComposedFrame
from desktop.live.clip_recording import RecordingState
from desktop.system.log import log_file
from desktop.system.words import tr
from support.tour import dragged
from support.tour.person import CLOSE, MINIMISE, TITLE, Wait
from support.tour.visit import Feature, Visit


class DeskVisit(Visit):
    def features(self) -> list[Feature]:
        acts = self.acts
        return [
            Feature("minimised", self._minimised_by_mouse, self._minimised_by_keys),
            Feature("covered", None, self._covered),
            *self._on_second_screen(),
            *(self._opening(action) for action in (acts.open_folder, acts.open_pictures, acts.show_log)),
            Feature("clip in its folder", self._clip_shown_by_mouse, self._clip_shown_by_keys),
            Feature("another folder", self._folder_by_mouse, self._folder_by_keys),
            *([Feature("tray", self._tray_by_mouse, self._tray_by_keys)] if shutil.which("trayer") else []),
        ]

    def _minimised_by_mouse(self) -> Wait:
        self.person.click_frame(self.window, MINIMISE)
        yield from self._rests()
        self.window.come_to_front()  # as a task bar does
        yield from self._is_back()

    def _minimised_by_keys(self) -> Wait:
        self.person.press("alt+space")
        yield 300
        self.person.press("n")
        yield from self._rests()
        self.person.press("alt+Tab")
        yield from self._is_back()

    def _rests(self) -> Wait:
        """Nothing is drawn that nobody sees."""
        yield self.window.isMinimized
        yield 4000  # the last toon is still drawn
        before = self.view.frame
        yield 1500
        assert self.view.frame is before, "toons are drawn that nobody sees"

    def _is_back(self) -> Wait:
        seen: list[ComposedFrame | None] = [self.view.frame]
        yield lambda: not self.window.isMinimized()
        yield lambda: self.view.frame is not seen[0]
        yield from self.looked("back")

    def _covered(self) -> Wait:
        """By a window of another program."""
        size = self.window.screen().geometry().size() * self.window.devicePixelRatioF()
        place = ("0", "0", str(self.files.film), str(size.width()), str(size.height()))
        command, environment = [sys.executable, dragged.__file__, *place], os.environ | {"QT_SCALE_FACTOR": "1"}
        other = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE)
        try:
            yield partial(dragged.is_there, other)
            yield 2000
            before = self.view.frame
            yield 1500
            yield from self.looked("covered", 0)
            assert self.view.frame is before, "toons are drawn that nobody sees"
        finally:
            other.kill()
            other.wait(10)
        yield lambda: self.view.frame is not before

    def _on_second_screen(self) -> list[Feature]:
        there = len(QGuiApplication.screens()) > 1
        return [Feature("second screen", self._second_by_mouse, self._second_by_keys)] if there else []

    def _second_by_mouse(self) -> Wait:
        """Drag the window there by its title, and fill the screen with a double click."""
        before, ratio = self.window.pos(), self.window.devicePixelRatioF()
        title = self.window.frameGeometry().topLeft() * ratio + TITLE
        self.person.point_px(title)
        self.person.hold()
        width = round(self._second.geometry().width() * ratio)
        for share in (0.1, 0.4, 0.7, 1.0):
            yield 120
            self.person.point_px(title + QPoint(round(width * share), 0))
        yield 120
        self.person.let_go()
        yield lambda: self.window.screen() is self._second
        yield 500
        self.person.click(self.view, times=2)
        yield from self._fills_second()
        self.person.click(self.view, times=2)
        yield lambda: not self.window.isFullScreen()
        yield 500
        self.window.move(before)
        yield lambda: self.window.screen() is not self._second

    def _second_by_keys(self) -> Wait:
        """The window was left there."""
        before = self.window.pos()
        self.window.move(self._second.geometry().topLeft() + QPoint(20, 20))
        yield lambda: self.window.screen() is self._second
        self.window.activateWindow()
        yield self.window.isActiveWindow
        self.person.press("F11")
        yield from self._fills_second()
        self.person.press("Escape")
        yield lambda: not self.window.isFullScreen()
        yield 500
        self.window.move(before)
        yield lambda: self.window.screen() is not self._second

    def _fills_second(self) -> Wait:
        yield self.window.isFullScreen
        yield lambda: self.window.geometry() == self._second.geometry()
        yield 3500
        self.person.look("second-screen", self._second)

    @property
    def _second(self) -> QScreen:
        primary = QGuiApplication.primaryScreen()
        return next(screen for screen in QGuiApplication.screens() if screen is not primary)

    def _opening(self, action: QAction) -> Feature:
        return Feature(action.objectName(), partial(self._shown_by_mouse, action), partial(self._shown_by_keys, action))

    def _shown_by_mouse(self, action: QAction) -> Wait:
        before = _opened()
        yield from self.by_menu(action)
        yield lambda: len(_opened()) > len(before)
        self._check_shown(action)

    def _shown_by_keys(self, action: QAction) -> Wait:
        before = _opened()
        yield from self.by_menu_keys(action)
        yield lambda: len(_opened()) > len(before)
        self._check_shown(action)

    def _check_shown(self, action: QAction) -> None:
        """It is the folder that was meant; the log begins with what helps to find a fault."""
        log = action is self.acts.show_log
        wanted = log_file().parent if log else self.files.clips
        assert str(wanted) in _opened()[-1], _opened()[-1]
        first = log_file().read_text(encoding="utf-8").splitlines()[:12] if log else []
        assert not log or any("ToonClip" in line for line in first), first

    def _clip_shown_by_mouse(self) -> Wait:
        yield from self._clip_shown(self._clicked)

    def _clip_shown_by_keys(self) -> Wait:
        yield from self._clip_shown(self._walked_and_pressed)

    def _clip_shown(self, use: Callable[[QPushButton], Wait]) -> Wait:
        """By the button of the card."""
        yield from self.recorded(1500)
        card, before = self.card("recording"), _opened()
        assert card is not None
        buttons = card.findChildren(QPushButton)
        yield from use(next(button for button in buttons if button.text() == tr("Open folder")))
        yield lambda: len(_opened()) > len(before)

    def _clicked(self, button: QPushButton) -> Wait:
        self.person.click(button)
        yield 50

    def _walked_and_pressed(self, button: QPushButton) -> Wait:
        yield from self.person.walk_to(button)
        self.person.press("space")
        yield 50

    def _folder_by_mouse(self) -> Wait:
        other = self.files.clips / "Summer"
        other.mkdir(exist_ok=True)
        yield from self.by_menu(self.acts.choose_folder)
        yield self.dialogs
        yield from self.looked("choose-folder", 800)
        yield from self.type_file(other)
        yield from self.recorded(1500)
        assert len(list(other.glob("*.mp4"))) == 1

    def _folder_by_keys(self) -> Wait:
        """Back to the first."""
        yield from self.by_menu_keys(self.acts.choose_folder)
        yield from self.type_file(self.files.clips)
        before = len(list(self.files.clips.glob("*.mp4")))
        yield from self.recorded(1500)
        assert len(list(self.files.clips.glob("*.mp4"))) == before + 1

    def _tray_by_mouse(self) -> Wait:
        """The clip goes on with the window closed; a click on the icon brings it back."""
        self.live.settings.update(in_tray=None)
        yield from self.begun()
        self.person.click_frame(self.window, CLOSE)
        yield lambda: self.dialogs(QMessageBox)
        yield from self.looked("go-on-in-tray", 600)
        box = self.dialogs(QMessageBox)[0]
        self.person.click(next(b for b in box.findChildren(QPushButton) if b.text() == tr("Go on in the tray")))
        yield lambda: not self.window.isVisible()
        yield from self.looked("in-tray", 1500)
        assert self.recording_state is RecordingState.RECORDING, "the clip has ended"
        presenter = self.program._presenter  # noqa: SLF001 - a tour only looks
        assert presenter is not None
        icon = presenter.tray.tray.icon.geometry()
        self.person.point_px(icon.center() * self.window.devicePixelRatioF())
        self.person.hold()
        self.person.let_go()
        yield self.window.isVisible
        yield self.window.isActiveWindow
        yield from self.ended()

    def _tray_by_keys(self) -> Wait:
        """As it was chosen before; another start brings the window back."""
        self.live.settings.update(in_tray=True)
        yield from self.begun()
        self.person.press("alt+F4")
        yield lambda: not self.window.isVisible()
        yield 800
        assert self.recording_state is RecordingState.RECORDING, "the clip has ended"
        self.program.open({})
        yield self.window.isVisible
        yield self.window.isActiveWindow
        yield from self.ended()


def _opened() -> list[str]:
    """What the file manager was asked to show."""
    list_of_them = Path(os.environ["XDG_STATE_HOME"]) / "opened"
    return list_of_them.read_text().splitlines() if list_of_them.is_file() else []
