"""Visit: the window as the parts of a tour see it, and how it is made ready for each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QToolButton, QWidget

from core.layout import Layout
from desktop.live.clip_recording import RecordingState
from desktop.live.live import Live
from desktop.presenter.menus import CLIP_WORDS
from desktop.program import Program
from desktop.system.words import tr
from desktop.window.control_bar import MenuButton
from desktop.window.notification_bar import NotificationCard
from support.tour.person import Person, Wait, Way, close_popups

Steps = Callable[[], Wait]
_FEW_FPS = 12.0  # so that tours can go on side by side
_LISTED_MS = 1200  # until the cameras are listed


@dataclass(frozen=True, slots=True)
class Feature:
    """Something a person wants, and how it is done by mouse and by keys; None where it is only looked at.

    With `as_it_is` the window is left as the feature before it left it.
    """

    name: str
    mouse: Steps | None
    keys: Steps | None
    as_it_is: bool = False

    def ways(self) -> Iterator[tuple[str, Steps]]:
        for way, steps in (("mouse", self.mouse), ("keys", self.keys)):
            if steps is not None:
                yield way, steps


@dataclass(frozen=True, slots=True)
class Files:
    """Things to open: a video, a broken one, a folder of pictures, a model and one that is none; where clips go."""

    film: Path
    broken: Path
    pictures: Path
    letter: Path
    model: Path
    clips: Path


class Visit:
    """What all parts share. GUI thread."""

    def __init__(self, program: Program, person: Person, files: Files) -> None:
        self.program, self.person, self.files = program, person, files
        self.window = program.window
        self.acts, self.controls, self.view = self.window.acts, self.window.controls, self.window.view

    def make_ready(self) -> Wait:
        """Nothing open, no card, the toon of the bundled clip in full strength, and the keys go to the picture."""
        yield lambda: self.program._live  # noqa: SLF001 - a tour only looks
        self.live.session.target_fps = _FEW_FPS
        yield from close_popups(self.person)
        for dialog in self.dialogs():
            dialog.reject()
        self.window.acts.set_keys({})
        for toggle in (self.acts.strip, self.acts.clips, self.acts.full_screen, self.acts.compact, self.acts.on_top):
            if toggle.isChecked():
                toggle.trigger()
        if self.recording_state is RecordingState.RECORDING:
            self.acts.record.trigger()
        yield lambda: self.recording_state is RecordingState.IDLE
        if self.controls.source.words != tr(CLIP_WORDS):
            self.program.open({"source": "sample"})
            yield lambda: self.controls.source.words == tr(CLIP_WORDS)
        usual = self.acts.fit_whole, self.acts.strength_reset, self.acts.drawing_sizes[None]
        for action in (self.acts.layouts[Layout.TOON], *usual):
            action.trigger()
        self.person.rest(self.window)
        self.window.come_to_front()
        self.view.setFocus()
        yield self.window.isActiveWindow
        yield self.draws
        self.window.notifications.clear()

    def draws(self) -> bool:
        """Whether a toon is on the screen."""
        frame = self.view.frame
        return frame is not None and frame.generated is not None and self.view.message is None

    @property
    def live(self) -> Live:
        live = self.program._live  # noqa: SLF001 - a tour only looks
        assert live is not None
        return live

    @property
    def recording_state(self) -> RecordingState:
        return self.live.recording.state

    @property
    def shows_another(self) -> bool:
        """Whether something else than the bundled clip is shown."""
        return self.controls.source.words != tr(CLIP_WORDS) and self.draws()

    def recorded(self, length_ms: int = 3000) -> Wait:
        """A clip, by keys, until it is saved."""
        yield from self.begun()
        yield length_ms
        yield from self.ended()

    def begun(self) -> Wait:
        self.person.press("r")
        yield lambda: self.recording_state is RecordingState.RECORDING

    def ended(self) -> Wait:
        self.person.press("r")
        yield from self.saved()

    def saved(self) -> Wait:
        yield lambda: self.recording_state is RecordingState.IDLE
        yield lambda: self.card("recording")

    def card(self, topic: str) -> NotificationCard | None:
        """The card about something, while it is shown."""
        return next((card for card in self.window.notifications.cards if card.notification.topic == topic), None)

    def dialogs(self, kind: type[QDialog] = QDialog) -> list[QDialog]:
        return [dialog for dialog in self.window.findChildren(kind) if dialog.isVisible()]

    def by_menu(self, action: QAction, button: MenuButton | None = None) -> Wait:
        """Choose it in the menu of a button with the mouse; of “…” unless another is named."""
        yield from self.person.choose_by_mouse(*self._way(action, button or self.controls.more))

    def by_menu_keys(self, action: QAction, button: MenuButton | None = None) -> Wait:
        """The same with Tab, arrows and Enter."""
        yield from self.person.choose_by_keys(*self._way(action, button or self.controls.more))

    def by_source(self, words: str) -> Wait:
        """Choose an entry of the source menu, which is filled anew when it opens, with the mouse."""
        source = self.controls.source
        yield from self.person.choose_by_mouse(source, lambda: [self._source_entry(words)], _LISTED_MS)

    def by_source_keys(self, words: str) -> Wait:
        source = self.controls.source
        yield from self.person.choose_by_keys(source, lambda: [self._source_entry(words)], _LISTED_MS)

    def _way(self, action: QAction, button: MenuButton) -> tuple[MenuButton, Way, int]:
        def way() -> list[QAction]:
            found = way_to(button.drop_menu, action)
            assert found, f"“{action.text()}” is not in the menu"
            return found

        return button, way, _LISTED_MS if button is self.controls.source else 0

    def entry(self, words: str) -> QAction:
        """An entry of “…” by its words in English."""
        return next(action for action in _entries(self.controls.more.drop_menu) if action.text() == tr(words))

    def _source_entry(self, words: str) -> QAction:
        return next(action for action in self.controls.source.drop_menu.actions() if action.text() == tr(words))

    def switched_by_menu(self, action: QAction) -> Wait:
        """To the other state and back."""
        before = action.isChecked()
        for wanted in (not before, before):
            yield from self.by_menu(action)
            yield lambda wanted=wanted: action.isChecked() is wanted
            yield from self.looked(f"{action.objectName()}-mouse", 200)

    def switched_by_menu_keys(self, action: QAction) -> Wait:
        before = action.isChecked()
        for wanted in (not before, before):
            yield from self.by_menu_keys(action)
            yield lambda wanted=wanted: action.isChecked() is wanted
        yield from self.looked(f"{action.objectName()}-keys", 0)

    def by_button(self, action: QAction) -> Wait:
        """Click its button or, where the bar has no room for it, its entry in “…”."""
        buttons = self.controls.findChildren(QToolButton)
        shown = [button for button in buttons if button.defaultAction() is action and button.isVisible()]
        if shown:
            self.person.click(shown[0])
        else:
            yield from self.by_menu(action)

    def looked(self, name: str, wait_ms: int = 400) -> Wait:
        """Let it settle, and keep what is seen."""
        yield wait_ms
        self.person.look(name)

    def type_file(self, path: Path) -> Wait:
        """Name a file in the dialog that opens."""
        yield self.dialogs
        yield 500
        self.person.write(str(path))
        yield 200
        self.person.press("Return")
        yield lambda: not self.dialogs() and self.window.isActiveWindow()


def way_to(menu: QMenu, wanted: QAction) -> list[QAction]:
    """The entries of a menu that lead to an action."""
    for action in menu.actions():
        part = action.menu()
        if action is wanted:
            return [action]
        if isinstance(part, QMenu) and (rest := way_to(part, wanted)):
            return [action, *rest]
    return []


def at(widget: QWidget, across: float, down: float = 0.5) -> QPoint:
    """A place of a widget, 0..1."""
    return QPoint(round(widget.width() * across), round(widget.height() * down))


def popup() -> QWidget | None:
    return QApplication.activePopupWidget()


def _entries(menu: QMenu) -> Iterator[QAction]:
    for action in menu.actions():
        part = action.menu()
        yield action
        if isinstance(part, QMenu):
            yield from _entries(part)
