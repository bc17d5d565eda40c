"""The window: full screen, without bars, on top, small; menus, keys, help, language, colours, what is read out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSize
from PySide6.QtGui import QAccessible, QAction
from PySide6.QtWidgets import QApplication, QMenu, QScrollArea

from core.layout import Layout
from desktop.window.keys_page import KeyButton, KeysPage
from support.tour.person import Wait, close_popups
from support.tour.visit import Feature, Visit


class WindowVisit(Visit):
    def features(self) -> list[Feature]:
        return [
            Feature("full screen", self._full_screen_by_mouse, self._full_screen_by_keys),
            Feature("only the picture", self._compact_by_mouse, self._compact_by_keys),
            Feature("always on top", self._on_top_by_mouse, self._on_top_by_keys),
            Feature("small window", self._small, None),
            Feature("menus", self._menus_by_mouse, self._menus_by_keys),
            Feature("keys", self._keys_by_mouse, self._keys_by_keys),
            Feature("about", self._about_by_mouse, self._about_by_keys),
            Feature("diagnostics", self._diagnostics_by_mouse, self._diagnostics_by_keys),
            Feature("language", self._language_by_mouse, self._language_by_keys),
            Feature("colours", self._colours_by_mouse, self._colours_by_keys),
            *(
                Feature(
                    action.objectName(),
                    partial(self.switched_by_menu, action),
                    partial(self.switched_by_menu_keys, action),
                )
                for action in (self.acts.reduced_motion, self.acts.fast)
            ),
            Feature("size of the drawing", self._size_by_mouse, self._size_by_keys),
            Feature("screen reader", None, self._read_out),
        ]

    def _full_screen_by_mouse(self) -> Wait:
        self.person.click(self.view, times=2)
        yield self.window.isFullScreen
        yield from self.looked("full-screen", 900)
        yield from self.by_button(self.acts.full_screen)
        yield lambda: not self.window.isFullScreen()
        yield 500

    def _full_screen_by_keys(self) -> Wait:
        """With the focus in the bar, it goes away all the same."""
        self.person.press("F11")
        yield self.window.isFullScreen
        yield 500
        yield from self.person.walk_to(self.controls.model)
        self.person.rest(self.window)
        yield lambda: not self.window.stage.controls_visible
        yield from self.looked("full-screen-bare", 100)
        self.person.press("Escape")
        yield lambda: not self.window.isFullScreen()
        yield 500

    def _compact_by_mouse(self) -> Wait:
        yield from self.by_menu(self.acts.compact)
        yield self.acts.compact.isChecked
        self.person.rest(self.window)
        yield lambda: not self.window.stage.controls_visible
        yield from self.looked("compact")
        self.person.point(self.view)
        yield lambda: self.window.stage.controls_visible
        yield from self.by_menu(self.acts.compact)
        yield lambda: not self.acts.compact.isChecked()

    def _compact_by_keys(self) -> Wait:
        self.person.press("b")
        yield self.acts.compact.isChecked
        self.person.press("Escape")
        yield lambda: not self.acts.compact.isChecked()
        yield from self.looked("compact-left", 0)

    def _on_top_by_mouse(self) -> Wait:
        for wanted in (True, False):
            yield from self.by_menu(self.acts.on_top)
            yield lambda wanted=wanted: self.acts.on_top.isChecked() is wanted
            yield from self.looked("on-top", 700)

    def _on_top_by_keys(self) -> Wait:
        for wanted in (True, False):
            self.person.press("ctrl+t")
            yield lambda wanted=wanted: self.acts.on_top.isChecked() is wanted
            yield 700
            assert self.window.isActiveWindow(), "the keys are gone"
        yield from self.looked("on-top-keys", 0)

    def _small(self) -> Wait:
        before = self.window.size()
        for size in QSize(900, 560), QSize(640, 380):
            self.window.resize(size)
            yield from self.looked(f"small-{size.width()}", 900)
        self.window.resize(before)
        yield 500

    def _menus_by_mouse(self) -> Wait:
        self.person.click(self.controls.source)
        yield self.controls.source.drop_menu.isVisible
        yield from self.looked("menu-source")
        yield from close_popups(self.person)
        for number, action in enumerate(self._parts()):
            yield from self.person.choose_by_mouse(self.controls.more, lambda action=action: [action])
            yield self._part(action).isVisible
            yield from self.looked(f"menu-more-{number}", 250)
            yield from close_popups(self.person)

    def _menus_by_keys(self) -> Wait:
        yield from self.person.walk_to(self.controls.more)
        self.person.press("space")
        yield self.controls.more.drop_menu.isVisible
        for action in self._parts():
            yield from self.person.walk_down(self.controls.more.drop_menu, action)
            self.person.press("Right")
            yield self._part(action).isVisible
            self.person.press("Left")
            yield lambda action=action: not self._part(action).isVisible()
        yield from self.looked("menus-keys", 0)

    def _keys_by_mouse(self) -> Wait:
        yield from self.by_menu(self.acts.keys)
        yield lambda: self.dialogs(KeysPage)
        yield from self.looked("keys")
        yield from self._change_key(self._clicked)

    def _keys_by_keys(self) -> Wait:
        self.person.press("F1")
        yield lambda: self.dialogs(KeysPage)
        yield from self._change_key(self._walked_and_pressed)

    def _change_key(self, use: Callable[[KeyButton], Wait]) -> Wait:
        page = self.dialogs(KeysPage)[0]
        assert isinstance(page, KeysPage)
        button = page.buttons[self.acts.mirror]
        yield from use(button)
        yield button.isChecked
        self.person.press("j")
        yield lambda: self.acts.mirror.shortcut().toString() == "J"
        yield from self.looked("key-changed", 200)
        self.person.press("Escape")
        yield lambda: not self.dialogs()
        before = self.acts.mirror.isChecked()
        self.person.press("j", "j")
        yield lambda: self.acts.mirror.isChecked() is before

    def _about_by_mouse(self) -> Wait:
        yield from self.by_menu(self.acts.about)
        yield self.dialogs
        yield from self.looked("about", 1200)
        yield from self._closed()

    def _about_by_keys(self) -> Wait:
        yield from self.by_menu_keys(self.acts.about)
        yield self.dialogs
        self.person.press("ctrl+Tab")
        yield from self.looked("about-keys", 900)
        yield from self._closed()

    def _diagnostics_by_mouse(self) -> Wait:
        yield from self.by_menu(self.acts.copy_diagnostics)
        yield lambda: self.card("diagnostics")
        yield from self.looked("diagnostics")

    def _diagnostics_by_keys(self) -> Wait:
        yield from self.by_menu_keys(self.acts.copy_diagnostics)
        yield lambda: self.card("diagnostics")
        self.person.press("Escape")
        yield lambda: not self.card("diagnostics")
        yield from self.looked("diagnostics-dismissed", 0)

    def _language_by_mouse(self) -> Wait:
        yield from self._each_choice("language", self.by_menu)

    def _language_by_keys(self) -> Wait:
        yield from self._each_choice("language", self.by_menu_keys)

    def _colours_by_mouse(self) -> Wait:
        yield from self._each_choice("colours", self.by_menu)

    def _colours_by_keys(self) -> Wait:
        yield from self._each_choice("colours", self.by_menu_keys)

    def _each_choice(self, what: str, choose: Callable[[QAction], Wait]) -> Wait:
        """Every one that is not chosen, and the first one again."""
        place = {"language": -2, "colours": -1}[what]

        def choices() -> list[QAction]:
            menus = [self._part(action) for action in self._parts()]
            settings = next(menu for menu in menus if self.acts.reduced_motion in menu.actions())
            return self._part(settings.actions()[place]).actions()

        first = next(number for number, action in enumerate(choices()) if action.isChecked())
        for number in (*(n for n in range(len(choices())) if n != first), first):
            yield from choose(choices()[number])
            yield lambda number=number: choices()[number].isChecked()
            yield from self.looked(f"{what}-{number}", 700)

    def _size_by_mouse(self) -> Wait:
        yield from self._each_size(self.by_menu)

    def _size_by_keys(self) -> Wait:
        yield from self._each_size(self.by_menu_keys)

    def _each_size(self, choose: Callable[[QAction], Wait]) -> Wait:
        for action in (self.acts.drawing_sizes[256], self.acts.drawing_sizes[None]):
            yield from choose(action)
            yield action.isChecked

    def _read_out(self) -> Wait:
        """Whatever the keys come to has a name and a role, the layouts are radio buttons, the divider has a value."""
        self.acts.layouts[Layout.SPLIT].trigger()
        yield lambda: self.view.divider_x() is not None
        for _ in range(30):
            self.person.press("Tab")
            yield 60
            widget = QApplication.focusWidget()
            assert widget is not None, "the keys are gone"
            assert QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name), f"{widget} has no name"
        split = self.controls.layout_button(self.acts.layouts[Layout.SPLIT])
        yield from self.person.walk_to(split)
        assert QAccessible.queryAccessibleInterface(split).role() is QAccessible.Role.RadioButton
        divider = QAccessible.queryAccessibleInterface(self.view.divider)
        before = divider.valueInterface().currentValue()
        yield from self.person.walk_to(self.view.divider)
        self.person.press("Right")
        yield lambda: divider.valueInterface().currentValue() > before

    def _parts(self) -> list[QAction]:
        """The entries of “…” that open a part of it."""
        actions = self.controls.more.drop_menu.actions()
        return [action for action in actions if action.menu() is not None and action.isEnabled()]

    def _closed(self) -> Wait:
        self.person.press("Escape")
        yield lambda: not self.dialogs()

    @staticmethod
    def _part(action: QAction) -> QMenu:
        part = action.menu()
        assert isinstance(part, QMenu)
        return part

    def _clicked(self, button: KeyButton) -> Wait:
        area = self.dialogs(KeysPage)[0].findChild(QScrollArea)
        assert area is not None
        yield from self.person.scroll_to(button, area.viewport())
        self.person.click(button)

    def _walked_and_pressed(self, button: KeyButton) -> Wait:
        yield from self.person.walk_to(button)
        self.person.press("space")
        yield 50
