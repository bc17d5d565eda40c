"""How clips are taken, and what is done with them: shape, countdown, length, trimming, loops, names, the trash."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QMenu

from desktop.live.clip_recording import RecordingState
from desktop.system.words import tr
from desktop.window.trim_dialog import TrimDialog
from support.tour.person import Wait
from support.tour.visit import Feature, Visit, popup, way_to


class TakesVisit(Visit):
    def features(self) -> list[Feature]:
        return [
            Feature("take", self._take_by_mouse, self._take_by_keys),
            Feature("quality", self._quality_by_mouse, self._quality_by_keys),
            Feature("burst", self._burst_by_mouse, None),
            Feature("trim", self._trim_by_mouse, self._trim_by_keys),
            Feature("loop", self._loop_by_mouse, self._loop_by_keys),
            Feature("rename", self._rename_by_mouse, self._rename_by_keys),
            Feature("trash", self._trash_by_mouse, self._trash_by_keys),
        ]

    def _take_by_mouse(self) -> Wait:
        """Upright, after a countdown, of ten seconds."""
        for words in ("Upright, 9:16", "3 seconds", "After 10 seconds"):
            yield from self.by_menu(self.entry(words))
            yield 300
        yield from self.looked("upright", 200)
        self.person.click(self.controls.record)
        yield from self.looked("countdown", 900)
        yield lambda: self.recording_state is RecordingState.RECORDING
        yield from self.looked("upright-recording", 3000)
        yield lambda: self.recording_state is RecordingState.IDLE
        yield lambda: self.card("recording")
        yield from self.looked("stopped-by-itself")

    def _take_by_keys(self) -> Wait:
        for submenu, words in (("Shape", "Whole picture"), ("Countdown", "None"), ("Stop by itself", "Never")):
            yield from self.by_menu_keys(self._choice(submenu, words))
            yield 300
        yield from self.recorded()

    def _quality_by_mouse(self) -> Wait:
        yield from self.by_menu(self.entry("Small files, about 8 MB a minute"))
        yield from self.recorded()

    def _quality_by_keys(self) -> Wait:
        yield from self.by_menu_keys(self.entry("Good, about 25 MB a minute"))
        yield from self.recorded()

    def _burst_by_mouse(self) -> Wait:
        before = self._count("*.png")
        yield from self.by_menu(self.acts.burst)
        yield lambda: self._count("*.png") == before + 5

    def _trim_by_mouse(self) -> Wait:
        yield from self._by_clip_menu("trim")
        yield from self._trimmed("trim")

    def _trim_by_keys(self) -> Wait:
        yield from self._by_clip_menu_keys("trim")
        yield from self._trimmed("trim-keys")

    def _trimmed(self, name: str) -> Wait:
        before = self._count("*.mp4")
        yield lambda: self.dialogs(TrimDialog)
        dialog = self.window.findChildren(TrimDialog)[-1]
        self.person.click(dialog.end)
        self.person.press("ctrl+a")
        self.person.write("1.00")
        yield lambda: abs(dialog.end.value() - 1) < 0.01
        yield from self.looked(name)
        self.person.press("Return")
        yield lambda: self._count("*.mp4") == before + 1
        yield from self.looked(f"{name}-saved", 800)

    def _loop_by_mouse(self) -> Wait:
        yield from self._loop(self._by_clip_menu("GIF"), "gif")

    def _loop_by_keys(self) -> Wait:
        yield from self._loop(self._by_clip_menu_keys("WebP"), "webp")

    def _loop(self, chosen: Wait, ending: str) -> Wait:
        before = self._count(f"*.{ending}")
        yield from chosen
        yield from self.looked(f"loop-{ending}-chosen", 2500)
        yield lambda: self._count(f"*.{ending}") == before + 1
        yield from self.looked(f"loop-{ending}", 800)

    def _rename_by_mouse(self) -> Wait:
        yield from self._by_clip_menu("rename")
        yield from self._renamed("By mouse")

    def _rename_by_keys(self) -> Wait:
        yield from self._shown()
        self.window.clip_strip.setFocus()
        self.person.press("F2")
        yield from self._renamed("By keys")

    def _renamed(self, name: str) -> Wait:
        yield lambda: self.window.clip_strip.findChildren(QLineEdit)
        self.person.press("ctrl+a")
        self.person.write(name)
        self.person.press("Return")
        yield lambda: self._count(f"{name}.*") == 1
        yield from self.looked("renamed", 600)

    def _trash_by_mouse(self) -> Wait:
        before = self._count("*")
        yield from self._by_clip_menu("trash")
        yield lambda: self._count("*") == before
        yield from self.looked("trash")

    def _trash_by_keys(self) -> Wait:
        yield from self._shown()
        before = self._count("*")
        self.window.clip_strip.setFocus()
        self.person.press("Delete")
        yield lambda: self._count("*") == before - 1
        yield from self.looked("trash-keys")

    def _shown(self) -> Wait:
        """The strip, with a new clip marked: a loop that has just been made may lie in front of it."""
        yield from self.recorded()
        self.window.notifications.clear()
        self.person.press("k")
        strip = self.window.clip_strip
        yield lambda: strip.isVisible() and strip.count() == len(self._kept())
        kept = (strip.item(row).data(Qt.ItemDataRole.UserRole) for row in range(strip.count()))
        strip.setCurrentRow(next(row for row, path in enumerate(kept) if path.endswith(".mp4")))
        yield 500

    def _by_clip_menu(self, name: str) -> Wait:
        yield from self._shown()
        strip = self.window.clip_strip
        self.person.click(strip.viewport(), strip.visualItemRect(strip.currentItem()).center(), 3)
        yield popup
        menu = _open_menu()
        for action in way_to(menu, self._deed(name)):
            yield menu.isVisible
            self.person.point(menu, menu.actionGeometry(action).center())
            yield 400
            part = action.menu()
            if not isinstance(part, QMenu):
                self.person.click(menu, menu.actionGeometry(action).center())
            else:
                menu = part

    def _by_clip_menu_keys(self, name: str) -> Wait:
        yield from self._shown()
        self.window.clip_strip.setFocus()
        self.person.press("Menu")
        yield popup
        menu = _open_menu()
        for action in way_to(menu, self._deed(name)):
            yield menu.isVisible
            yield from self.person.walk_down(menu, action)
            part = action.menu()
            self.person.press("Right" if isinstance(part, QMenu) else "Return")
            if isinstance(part, QMenu):
                menu = part

    def _deed(self, name: str) -> QAction:
        strip = self.window.clip_strip
        return strip.deeds.get(name) or next(one for one in strip.loops.actions() if one.text() == name)

    def _choice(self, submenu: str, words: str) -> QAction:
        part = self.entry(submenu).menu()
        assert isinstance(part, QMenu)
        return next(action for action in part.actions() if action.text() == tr(words))

    def _count(self, pattern: str) -> int:
        return len(list(self.files.clips.glob(pattern)))

    def _kept(self) -> list[str]:
        endings = {".mp4", ".png", ".gif", ".webp"}
        return [path.name for path in self.files.clips.iterdir() if path.suffix in endings]


def _open_menu() -> QMenu:
    menu = popup()
    assert isinstance(menu, QMenu)
    return menu
