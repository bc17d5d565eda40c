"""StylesPresenter: the strip of the models on the person's own picture, and the keys that choose one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from core.models.library import InstalledModel
from desktop.live.clip_recording import ClipRecording, RecordingState
from desktop.live.model_switch import ModelSwitch
from desktop.live.settings_store import SettingsStore
from desktop.live.style_previews import StylePreviews
from desktop.system.words import tr
from desktop.window.actions import Actions
from desktop.window.style_strip import Style, StyleStrip
from desktop.window.video_view import VideoView

_RESTING = {RecordingState.IDLE}


class StylesPresenter(QObject):
    """Joins the models to the strip. GUI thread.

    Args:
        models: which there are, and which draws.
        previews: draw them small.
        recording: the previews rest meanwhile.
        settings: the order, the favourites, and whether the strip is open.
        strip: shows them.
        view: whether the picture is mirrored.
        acts: open the strip, choose by keys.
    """

    def __init__(
        self,
        models: ModelSwitch,
        previews: StylePreviews,
        recording: ClipRecording,
        settings: SettingsStore,
        strip: StyleStrip,
        view: VideoView,
        acts: Actions,
    ) -> None:
        super().__init__(strip)
        self._models, self._previews, self._settings = models, previews, settings
        self._strip, self._view, self._acts = strip, view, acts
        self.words_about: Callable[[str], str] = lambda _model: ""
        """What to know before choosing a model, by its id."""
        models.models_listed.connect(self._list)
        models.model_changed.connect(lambda: strip.set_current(models.current))
        previews.drawn.connect(self._on_drawn)
        recording.state_changed.connect(lambda state: previews.set_paused(state not in _RESTING))
        strip.chosen.connect(models.choose)
        strip.ordered.connect(lambda keys: settings.update(model_order=keys))
        strip.favourite_toggled.connect(self._on_favourite_toggled)
        acts.strip.triggered.connect(self._show)
        for place, action in enumerate(acts.models):
            action.triggered.connect(partial(self._choose_place, place))
        acts.next_model.triggered.connect(partial(self._choose_beside, 1))
        acts.previous_model.triggered.connect(partial(self._choose_beside, -1))
        acts.strip.setChecked(settings.current.strip)

    def start(self) -> None:
        """Show the strip where it was open."""
        self._show(self._settings.current.strip)

    def retranslate(self) -> None:
        """Say everything anew, in another language."""
        self._list()

    def rest(self) -> None:
        """Draw no previews unless the strip shows them."""
        if self._strip.isHidden():
            self._previews.hide()

    def ordered_models(self) -> list[InstalledModel]:
        """Favourites first, then as they were dragged, then as they are installed."""
        now = self._settings.current
        places = {key: place for place, key in enumerate(now.model_order)}

        def place(model: InstalledModel) -> tuple[bool, int]:
            key = model.manifest.id
            return key not in now.favourites, places.get(key, len(places))

        return sorted(self._models.models, key=place)

    def _show(self, shown: bool) -> None:  # noqa: FBT001 - a Qt slot
        self._settings.update(strip=shown)
        self._strip.setVisible(shown)
        if shown:
            self._list()
        else:
            self._previews.hide()

    def _list(self) -> None:
        if self._strip.isHidden():
            return
        models = self.ordered_models()
        favourites = self._settings.current.favourites
        keys = [model.manifest.id for model in models]
        titles = [tr(model.manifest.title) for model in models]
        styles = [
            Style(key, title, key in favourites, self.words_about(key)) for key, title in zip(keys, titles, strict=True)
        ]
        self._strip.set_styles(styles, self._models.current)
        for key, thumbnail in self._models.thumbnails.items():
            if not self._strip.has_picture(key):
                self._strip.set_picture(key, thumbnail, own=False)
        self._previews.show(models)

    def _on_drawn(self, key: str, toon: QImage, _took_ms: float) -> None:
        self._strip.mirrored = self._view.mirrored
        self._strip.set_picture(key, toon)

    def _on_favourite_toggled(self, key: str) -> None:
        before = self._settings.current.favourites
        self._settings.update(favourites=[*before, key] if key not in before else [k for k in before if k != key])
        self._list()

    def _choose_place(self, place: int, *_checked: object) -> None:
        models = self.ordered_models()
        if place < len(models):
            self._models.choose(models[place].manifest.id)

    def _choose_beside(self, step: int, *_checked: object) -> None:
        keys = [model.manifest.id for model in self.ordered_models()]
        if keys:
            here = keys.index(self._models.wanted) if self._models.wanted in keys else -step
            self._models.choose(keys[(here + step) % len(keys)])
