"""The models: the strip of toons, choosing, favourites, order, and the dialogs about them."""

from __future__ import annotations

from collections.abc import Generator

import av
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from desktop.window.model_manager import ModelManager
from support.tour.person import Wait
from support.tour.visit import Feature, Visit, popup

_FEW_A_SECOND = 8.0


class ModelsVisit(Visit):
    def features(self) -> list[Feature]:
        return [
            Feature("model menu", self._menu_by_mouse, self._menu_by_keys),
            Feature("strip", self._strip_by_mouse, self._strip_by_keys),
            Feature("choose a model", self._choose_by_mouse, self._choose_by_keys),
            Feature("favourite", self._favourite_by_mouse, self._favourite_by_keys),
            Feature("order", self._order_by_mouse, self._order_by_keys),
            Feature("models dialog", self._models_by_mouse, self._models_by_keys),
            Feature("new style", self._new_style_by_mouse, self._new_style_by_keys),
            Feature("add and remove a model", self._added_by_mouse, self._added_by_keys),
            Feature("slow model", self._slow_by_mouse, self._slow_by_keys),
        ]

    def _menu_by_mouse(self) -> Wait:
        self.person.click(self.controls.model)
        yield self.controls.model.drop_menu.isVisible
        yield lambda: self._starts_at_current(self.controls.model.drop_menu)
        yield from self.looked("menu-model")

    def _menu_by_keys(self) -> Wait:
        yield from self.person.walk_to(self.controls.model)
        self.person.press("space")
        yield self.controls.model.drop_menu.isVisible
        yield lambda: self._starts_at_current(self.controls.model.drop_menu)
        self.person.press("Down", "Return")
        yield lambda: self._drawing == 1
        yield from self._back_to_first()
        yield from self.looked("menu-model-keys", 0)

    def _strip_by_mouse(self) -> Wait:
        yield from self.by_menu(self.acts.strip, self.controls.model)
        yield from self._drawn()
        yield from self.looked("strip")

    def _strip_by_keys(self) -> Wait:
        for closing in ("t", "Escape"):
            self.person.press("t")
            yield self.window.strip.isVisible
            self.person.press(closing)
            yield lambda: not self.window.strip.isVisible()
        yield from self.looked("strip-closed", 0)

    def _choose_by_mouse(self) -> Wait:
        yield from self._opened()
        self.person.click(self.window.strip.viewport(), self._place(2))
        yield lambda: self._drawing == 2
        yield from self.looked("strip-chosen", 900)
        yield from self._back_to_first()

    def _choose_by_keys(self) -> Wait:
        """Twice in a row, faster than a model is loaded."""
        yield from self._opened()
        self.person.press("bracketright", "bracketright")
        yield lambda: self._drawing == 2
        self.person.press("bracketleft")
        yield lambda: self._drawing == 1
        yield from self._back_to_first()
        yield from self.looked("strip-chosen-keys", 0)

    def _favourite_by_mouse(self) -> Wait:
        yield from self._opened()
        key = self.window.strip.keys[3]
        for place, step in (3, "liked"), (0, "unliked"):
            self.person.click(self.window.strip.viewport(), self._place(place), 3)
            yield lambda: isinstance(popup(), QMenu)
            yield from self.looked(f"strip-menu-{step}")
            menu = popup()
            assert isinstance(menu, QMenu)
            self.person.click(menu, menu.actionGeometry(menu.actions()[0]).center())
            yield lambda step=step: (self.window.strip.keys[0] == key) is (step == "liked")
        yield from self.looked("strip-favourite")

    def _favourite_by_keys(self) -> Wait:
        yield from self._opened()
        key = self.window.strip.keys[0]
        yield from self.person.walk_to(self.window.strip)
        for _ in range(2):
            before = self._favourites
            self.person.press("Menu")
            yield lambda: isinstance(popup(), QMenu)
            self.person.press("Down", "Return")
            yield lambda before=before: (key in self._favourites) is (key not in before)
        yield from self.looked("strip-favourite-keys", 0)

    def _order_by_mouse(self) -> Wait:
        yield from self._opened()
        first, second = self.window.strip.keys[:2]
        end = self._place(1) + QPoint(40, 0)
        yield from self.person.drag(self.window.strip.viewport(), self._place(0), end)
        yield lambda: self.window.strip.keys[:2] == [second, first]
        yield from self.looked("strip-ordered")
        yield from self.person.drag(self.window.strip.viewport(), self._place(0), end)
        yield lambda: self.window.strip.keys[:2] == [first, second]

    def _order_by_keys(self) -> Wait:
        yield from self._opened()
        first, second = self.window.strip.keys[:2]
        yield from self.person.walk_to(self.window.strip)
        self.person.press("Home", "ctrl+Right")
        yield lambda: self.window.strip.keys[:2] == [second, first]
        self.person.press("ctrl+Left")
        yield lambda: self.window.strip.keys[:2] == [first, second]
        yield from self.looked("strip-ordered-keys", 0)

    def _models_by_mouse(self) -> Wait:
        yield from self.by_menu(self.acts.manage_models, self.controls.model)
        yield from self._dialog("models")

    def _models_by_keys(self) -> Wait:
        self.person.press("ctrl+shift+m")
        yield from self._dialog("models-keys")

    def _new_style_by_mouse(self) -> Wait:
        yield from self.by_menu(self.acts.new_style, self.controls.model)
        yield from self._dialog("new-style")

    def _new_style_by_keys(self) -> Wait:
        yield from self.by_menu_keys(self.acts.new_style, self.controls.model)
        yield from self._dialog("new-style-keys")

    def _added_by_mouse(self) -> Wait:
        yield from self.by_menu(self.acts.open_model, self.controls.model)
        yield from self._added("model-added")
        yield from self.by_menu(self.acts.manage_models, self.controls.model)
        manager = yield from self._manager()
        self.person.click(manager.remove)
        yield lambda: self.card("model-removed")
        yield from self.looked("model-removed", 800)

    def _added_by_keys(self) -> Wait:
        self.person.press("ctrl+m")
        yield from self._added("model-added-keys")
        self.person.press("ctrl+shift+m")
        manager = yield from self._manager()
        yield from self.person.walk_to(manager.remove)
        self.person.press("space")
        yield lambda: self.card("model-removed")

    def _added(self, name: str) -> Wait:
        """It draws, and that is said."""
        yield from self.type_file(self.files.model)
        yield lambda: self.card("model")
        yield from self.looked(name)
        assert self.live.models.current == "my-own"

    def _manager(self) -> Generator[object, None, ModelManager]:
        yield lambda: self.dialogs(ModelManager)
        manager = self.dialogs(ModelManager)[0]
        assert isinstance(manager, ModelManager)
        yield lambda: manager.selected == "my-own"
        yield manager.remove.isEnabled
        return manager

    def _slow_by_mouse(self) -> Wait:
        """It is said, of the clip too, and before it is chosen again; the figures follow at once."""
        self.acts.overlay.trigger()
        yield from self._opened()
        self._draw_slowly()
        self.person.click(self.window.strip.viewport(), self._place(self._slowest))
        yield lambda: self._drawing == self._slowest
        yield lambda: self.card("slow")
        yield from self.looked("slow-model")
        yield from self._slow_clip()
        yield from self.looked("slow-clip")
        yield from self._back_to_first()
        self.person.click(self.controls.model)
        yield self.controls.model.drop_menu.isVisible
        yield from self._said_before()
        self.acts.overlay.trigger()

    def _slow_by_keys(self) -> Wait:
        self._draw_slowly()
        self.person.press(f"ctrl+{self._slowest + 1}")
        yield lambda: self._drawing == self._slowest
        yield from self._slow_clip()
        yield from self._back_to_first()
        yield from self.person.walk_to(self.controls.model)
        self.person.press("space")
        yield self.controls.model.drop_menu.isVisible
        yield from self._said_before()

    def _draw_slowly(self) -> None:
        self.acts.drawing_sizes[max(size for size in self.acts.drawing_sizes if size)].trigger()

    def _slow_clip(self) -> Wait:
        yield from self.begun()
        yield 4000
        seen = [self.view.frame]
        yield lambda: self.view.frame is not seen[0]
        yield from self.ended()
        card = self.card("recording")
        assert card is not None
        newest = max(self.files.clips.glob("*.mp4"), key=lambda path: path.stat().st_mtime)
        with av.open(newest) as clip:
            pictures = sum(1 for packet in clip.demux(video=0) if packet.size)
            a_second = pictures * av.time_base / (clip.duration or 1)
        said = len(card.notification.text.splitlines()) > 1
        assert said is (a_second < _FEW_A_SECOND), f"{a_second:.1f} pictures a second"

    def _said_before(self) -> Wait:
        yield from self.looked("slow-menu")
        assert any(" · " in action.text() for action in self.controls.model.drop_menu.actions())

    @property
    def _slowest(self) -> int:
        return self._keys.index("comic-hero-hq")

    def _dialog(self, name: str) -> Wait:
        yield self.dialogs
        yield from self.looked(f"page-{name}", 1200)
        screen = self.window.screen().availableGeometry()
        assert all(screen.contains(dialog.frameGeometry()) for dialog in self.dialogs()), "it is cut off"
        self.person.press("Escape")
        yield lambda: not self.dialogs()

    def _opened(self) -> Wait:
        self.acts.strip.trigger()
        yield from self._drawn()

    def _drawn(self) -> Wait:
        strip = self.window.strip
        yield strip.isVisible
        yield lambda: strip.keys and all(strip.has_picture(key) for key in strip.keys)

    def _back_to_first(self) -> Wait:
        self.person.press("ctrl+1")
        yield lambda: self._drawing == 0

    @property
    def _drawing(self) -> int:
        """Which of the models in the strip's order draws; -1 while one is loaded."""
        models = self.live.models
        return -1 if models.loading else self._keys.index(models.current)

    @property
    def _keys(self) -> list[str]:
        presenter = self.program._presenter  # noqa: SLF001 - a tour only looks
        assert presenter is not None
        return [model.manifest.id for model in presenter.styles.ordered_models()]

    @property
    def _favourites(self) -> list[str]:
        return list(self.live.settings.current.favourites)

    def _place(self, number: int) -> QPoint:
        strip = self.window.strip
        return strip.visualItemRect(strip.item(number)).center()

    @staticmethod
    def _starts_at_current(menu: QMenu) -> bool:
        current = menu.activeAction()
        return current is not None and current.isChecked()
