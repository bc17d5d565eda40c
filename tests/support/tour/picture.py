"""The picture: layouts, the divider, comparing, strength, zoom, mirror and figures."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QToolTip

from core.layout import Layout
from support.tour.person import Wait
from support.tour.visit import Feature, Visit, at


class PictureVisit(Visit):
    def features(self) -> list[Feature]:
        acts = self.acts
        return [
            Feature("first picture", self._first, None),
            Feature("layouts", self._layouts_by_mouse, self._layouts_by_keys),
            Feature("divider", self._divider_by_mouse, self._divider_by_keys),
            Feature("compare", self._compare_by_mouse, self._compare_by_keys),
            Feature("strength", self._strength_by_mouse, self._strength_by_keys),
            Feature("zoom", self._zoom_by_mouse, self._zoom_by_keys),
            Feature("undo", self._undone_by_mouse, self._undone_by_keys),
            Feature("fit", self._fit_by_mouse, self._fit_by_keys),
            Feature("mirror", partial(self.switched_by_menu, acts.mirror), partial(self._toggled, acts.mirror, "m")),
            Feature("figures", self._figures_by_mouse, partial(self._toggled, acts.overlay, "f")),
            Feature(
                "steady", partial(self.switched_by_menu, acts.steady), partial(self.switched_by_menu_keys, acts.steady)
            ),
        ]

    def _first(self) -> Wait:
        frame = self.window.frameGeometry()
        yield lambda: self.window.screen().availableGeometry().contains(frame)
        yield from self.looked("first")

    def _layouts_by_mouse(self) -> Wait:
        for layout in (Layout.ORIGINAL, Layout.SIDE_BY_SIDE, Layout.SPLIT, Layout.TOON):
            action = self.acts.layouts[layout]
            self.person.click(self.controls.layout_button(action))
            yield action.isChecked
            yield from self.looked(f"layout-{layout.value}")

    def _layouts_by_keys(self) -> Wait:
        for key, layout in ("2", Layout.ORIGINAL), ("3", Layout.SIDE_BY_SIDE), ("4", Layout.SPLIT), ("1", Layout.TOON):
            self.person.press(key)
            yield self.acts.layouts[layout].isChecked
        yield from self.looked("layouts-keys", 0)

    def _divider_by_mouse(self) -> Wait:
        self.acts.layouts[Layout.SPLIT].trigger()
        yield lambda: self.view.divider_x() is not None
        before, x = self.view.split, (self.view.divider_x() or 0) / self.view.width()
        self.person.point(self.view, at(self.view, x))
        self.person.hold()
        for share in (0.9, 0.8, 0.7, 0.6):
            yield 60
            self.person.point(self.view, at(self.view, x * share))
        yield lambda: self.view.split < before
        yield from self.looked("divider-held", 40)
        self.person.let_go()
        yield from self.looked("divider-mouse")

    def _divider_by_keys(self) -> Wait:
        self.acts.layouts[Layout.SPLIT].trigger()
        yield lambda: self.view.divider_x() is not None
        before = self.view.split
        self.person.press("Right", "Right")
        yield lambda: self.view.split > before
        yield from self.looked("divider-keys")

    def _compare_by_mouse(self) -> Wait:
        self.person.point(self.view)
        self.person.hold()
        yield lambda: self.view.comparing
        yield from self.looked("compare-mouse")
        self.person.let_go()
        yield lambda: not self.view.comparing

    def _compare_by_keys(self) -> Wait:
        self.person.key_down("o")
        yield lambda: self.view.comparing
        yield from self.looked("compare-keys")
        self.person.key_up("o")
        yield lambda: not self.view.comparing

    def _strength_by_mouse(self) -> Wait:
        strength = self.controls.strength
        if strength.isVisible():  # else it has no room in the bar
            slider = strength.slider
            yield from self.person.drag(slider, slider.rect().center(), at(slider, 0.02))
            yield lambda: strength.percent < 10
        else:
            yield from self.by_menu(self.acts.strength_down)
            yield lambda: strength.percent == 95
        yield from self.looked("strength-mouse")
        yield from self.by_menu(self.acts.strength_reset)
        yield lambda: strength.percent == 100

    def _strength_by_keys(self) -> Wait:
        self.person.press(*["Up"] * 12)
        yield lambda: self.controls.strength.percent == 150
        yield from self.looked("strength-keys")
        self.person.press("Down")
        yield lambda: self.controls.strength.percent == 145
        yield from self.by_menu_keys(self.acts.strength_reset)
        yield lambda: self.controls.strength.percent == 100

    def _zoom_by_mouse(self) -> Wait:
        self.person.click(self.view, button=4, times=4)
        yield lambda: self.view.framing.zoom > 1
        before = self.view.framing
        yield from self.person.drag(self.view, at(self.view, 0.5), at(self.view, 0.3, 0.3))
        yield lambda: self.view.framing != before
        yield from self.looked("zoom-mouse")
        self.person.click(self.view, button=5, times=6)
        yield lambda: self.view.framing.zoom == 1

    def _zoom_by_keys(self) -> Wait:
        self.person.press("ctrl+plus", "ctrl+plus")
        yield lambda: self.view.framing.zoom > 1
        yield from self.looked("zoom-keys")
        self.person.press("ctrl+minus", "Escape")
        yield lambda: self.view.framing.zoom == 1
        self.person.press("ctrl+plus", "0")
        yield self.acts.fit_whole.isChecked
        assert self.view.framing.zoom == 1

    def _undone_by_mouse(self) -> Wait:
        self.person.press("3", "1")  # changes of one kind that follow at once are one change
        yield self.acts.layouts[Layout.TOON].isChecked
        self.person.press("Down")
        yield lambda: self.controls.strength.percent == 95
        yield from self.by_menu(self.acts.undo)
        yield lambda: self.controls.strength.percent == 100

    def _undone_by_keys(self) -> Wait:
        self.person.press("3")
        yield self.acts.layouts[Layout.SIDE_BY_SIDE].isChecked
        self.person.press("ctrl+z")
        yield self.acts.layouts[Layout.TOON].isChecked

    def _fit_by_mouse(self) -> Wait:
        for action, name in (self.acts.fit_fill, "fill"), (self.acts.fit_actual, "own-size"):
            yield from self.by_menu(action)
            yield action.isChecked
            yield from self.looked(f"fit-{name}")

    def _fit_by_keys(self) -> Wait:
        for action in (self.acts.fit_fill, self.acts.fit_actual, self.acts.fit_whole):
            self.person.press("z")
            yield action.isChecked
        yield from self.looked("fit-keys", 0)

    def _toggled(self, action: QAction, key: str) -> Wait:
        before = action.isChecked()
        self.person.press(key)
        yield lambda: action.isChecked() is not before
        yield from self.looked(f"{action.objectName()}-keys", 1200)
        self.person.press(key)
        yield lambda: action.isChecked() is before

    def _figures_by_mouse(self) -> Wait:
        """Pointed at, they are explained."""
        yield from self.by_menu(self.acts.overlay)
        yield self.acts.overlay.isChecked
        yield 2500
        self.person.point(self.view, QPoint(40, 40))
        yield 300
        self.person.point(self.view, QPoint(44, 44))
        yield QToolTip.isVisible
        yield from self.looked("figures-explained")
        assert QToolTip.isVisible(), "it goes at once"
        yield from self.by_menu(self.acts.overlay)
        yield lambda: not self.acts.overlay.isChecked()
