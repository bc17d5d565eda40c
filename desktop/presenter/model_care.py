"""ModelCarePresenter: the manager of models, and the sheet that asks which picture of a network looks right."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from core.foreign.rereading import is_doubtful, ways_to_read
from core.models.hub_record import read_hub_record
from core.models.hub_updates import ModelUpdate
from core.models.library import InstalledModel
from core.models.upkeep import SetAside
from desktop.live.chosen_by import ChosenBy
from desktop.live.model_care import ModelCare
from desktop.live.model_switch import ModelSwitch
from desktop.live.style_previews import StylePreviews
from desktop.presenter.notices import Notices
from desktop.presenter.styles import StylesPresenter
from desktop.system.words import tr
from desktop.window.dialogs import ask_for_pack
from desktop.window.main_window import MainWindow
from desktop.window.model_manager import ModelManager, ModelRow
from desktop.window.reading_sheet import ReadingSheet

_BYTES_PER_MB = 1e6
_LICENCE_LETTERS = 240


class ModelCarePresenter(QObject):
    """Joins what can be done to models to their two windows. GUI thread.

    Args:
        models: which there are, and which draws.
        care: changes them.
        previews: draw the manager's pictures.
        styles: knows the person's order, and whether the previews are wanted beside the manager.
        notices: say what was done.
        window: above which the two are.
    """

    def __init__(
        self,
        models: ModelSwitch,
        care: ModelCare,
        previews: StylePreviews,
        styles: StylesPresenter,
        notices: Notices,
        window: MainWindow,
    ) -> None:
        super().__init__(window)
        self._models, self._care, self._previews, self._styles = models, care, previews, styles
        self._notices, self._window, self._acts = notices, window, window.acts
        self._images: dict[str, QImage] = {}
        self._took_ms: dict[str, float] = {}
        self._updates: dict[str, ModelUpdate] = {}
        self._fetched = ""
        self.words_about: Callable[[str], str] = lambda _model: ""
        """What to know before choosing a model, by its id."""
        self.manager: ModelManager | None = None
        self.sheet: ReadingSheet | None = None
        self._acts.manage_models.triggered.connect(self.open_manager)
        models.models_listed.connect(self._fill)
        models.model_changed.connect(self._on_model_changed)
        previews.drawn.connect(self._on_drawn)
        care.readings_drawn.connect(self._on_readings_drawn)
        care.changed.connect(self._on_changed)
        care.removed.connect(self._on_removed)
        care.restored.connect(models.refresh)
        care.packed.connect(notices.model_packed)
        care.updates_found.connect(self._on_updates_found)
        care.updated.connect(self._on_updated)
        care.update_failed.connect(self._on_update_failed)
        care.failed.connect(lambda error: notices.error(error, "model"))

    def open_manager(self) -> None:
        """Show the manager, or bring it to the front."""
        if self.manager is None:
            self.manager = manager = ModelManager(self._window)
            manager.add_wanted.connect(self._acts.open_model.trigger)
            manager.use_wanted.connect(self._models.choose)
            manager.rename_wanted.connect(self._with_model(self._care.rename))
            manager.remove_wanted.connect(self._with_model(self._care.remove))
            manager.readings_wanted.connect(self._with_model(self.open_sheet))
            manager.pack_wanted.connect(self._with_model(self._ask_where_to_pack))
            manager.updates_wanted.connect(self._look_for_updates)
            manager.update_wanted.connect(self._update)
            manager.finished.connect(self._on_manager_finished)
        self._images = dict(self._models.thumbnails) | self._images
        self.manager.show()
        self.manager.raise_()
        self._fill()

    def open_sheet(self, model: InstalledModel) -> None:
        """Ask which way of reading the network looks right, on the person's own picture."""
        if self.sheet is not None:
            return
        ways = ways_to_read(model)
        captions = [tr("Now"), *(tr("Way {number}", number=place + 1) for place in range(1, len(ways)))]
        self.sheet = sheet = ReadingSheet(model.manifest.title, captions, self._window)
        for button, way in zip(sheet.pictures, ways, strict=True):
            button.setToolTip(way.title)
        sheet.chosen.connect(lambda place: self._care.use_reading(model, ways[place]))
        sheet.rejected.connect(partial(self._care.use_reading, model, ways[0]))
        sheet.finished.connect(self._on_sheet_finished)
        sheet.open()
        self._care.draw_readings(model)

    def _on_manager_finished(self) -> None:
        self.manager = None
        self._styles.rest()

    def _on_sheet_finished(self) -> None:
        self.sheet = None

    def _on_readings_drawn(self, _key: str, images: list[QImage | None]) -> None:
        if self.sheet is not None:
            self.sheet.show_pictures(images)

    def _on_model_changed(self, chosen_by: ChosenBy) -> None:
        self._fill()
        drawn = self._models.drawn
        if chosen_by is ChosenBy.PERSON and drawn is not None and not drawn.bundled and is_doubtful(drawn):
            self.open_sheet(drawn)

    def _on_changed(self, key: str) -> None:
        self._models.refresh()
        if self._models.current == key:
            self._models.try_again()

    def _on_removed(self, kept: SetAside) -> None:
        if self._models.drawn is not None and self._models.drawn.folder == kept.folder:
            self._models.take_off(self._models.drawn.manifest.id)
        self._models.refresh()
        self._notices.model_removed(kept.title, partial(self._care.restore, kept))

    def _on_drawn(self, key: str, toon: QImage, took_ms: float) -> None:
        self._images[key], self._took_ms[key] = toon, took_ms
        if self.manager is not None:
            self.manager.set_image(key, toon)

    def _look_for_updates(self) -> None:
        if self.manager is not None:
            self.manager.look.setEnabled(False)
        self._care.look_for_updates(model for model in self._models.models if not model.bundled)

    def _on_updates_found(self, updates: dict[str, ModelUpdate]) -> None:
        self._updates = updates
        self._on_updates_answered()
        if not updates:
            self._notices.done(tr("Your styles are as the hub has them"), "", "model-updates")

    def _on_update_failed(self, error: BaseException) -> None:
        self._fetched = ""
        self._on_updates_answered()
        self._notices.error(error, "model-updates")

    def _on_updates_answered(self) -> None:
        if self.manager is not None:
            self.manager.look.setEnabled(True)
        self._fill()

    def _update(self, key: str) -> None:
        if key in self._updates and not self._fetched:
            self._fetched = key
            self._fill()
            self._care.update(self._updates[key])

    def _on_updated(self, model: InstalledModel) -> None:
        key, self._fetched = self._fetched, ""
        self._updates.pop(key, None)
        self._on_changed(model.manifest.id)
        title = tr("Updated {model}", model=model.manifest.title)
        self._notices.done(title, tr("Version {version}.", version=model.manifest.version), "model-updates")

    def _ask_where_to_pack(self, model: InstalledModel) -> None:
        ask_for_pack(self._window, Path.home(), f"{model.manifest.id}.toonclip", partial(self._care.pack, model))

    def _with_model(self, act: object) -> object:
        """The same call with the installed model for its id; nothing when it is gone."""

        def call(key: str, *arguments: object) -> None:
            model = next((model for model in self._models.models if model.manifest.id == key), None)
            if model is not None:
                act(model, *arguments)  # type: ignore[operator]

        return call

    def _fill(self) -> None:
        if self.manager is None:
            return
        models = self._styles.ordered_models()
        self.manager.set_rows([self._row(model) for model in models], self._images, drawn=self._took_ms.keys())
        self._previews.show(models)

    def _row(self, model: InstalledModel) -> ModelRow:
        manifest = model.manifest
        size_mb = sum(_size(model.folder / name) for name in manifest.names()) / _BYTES_PER_MB
        kinds = ", ".join(sorted({file.precision for file in manifest.files}))
        speed = self._took_ms.get(manifest.id)
        details = [
            tr("{size} MB, {kinds}", size=f"{size_mb:.1f}", kinds=kinds),
            tr("Licence: {licence}", licence=_shortened(manifest.provenance.licence, _LICENCE_LETTERS)),
        ]
        if speed is not None:
            details[0] += "; " + tr("drawn here in {ms} ms", ms=f"{speed:.0f}")
        record = None if model.bundled else read_hub_record(model.folder)
        if record is not None:
            details.append(_shortened(record.address))
        facts = [tr("Came with ToonClip") if model.bundled else tr("Added by you")]
        slow = self.words_about(manifest.id)
        facts = [*([slow] if slow else []), *facts, *self._words_of_update(manifest.id)]
        return ModelRow(
            manifest.id,
            tr(manifest.title),
            tuple(facts),
            tuple(details),
            own=not model.bundled,
            readable=bool(manifest.readings),
            current=self._models.current == manifest.id,
            from_hub=record is not None,
            has_update=manifest.id in self._updates and not self._fetched,
        )

    def _words_of_update(self, key: str) -> list[str]:
        update = self._updates.get(key)
        if update is None:
            return []
        if key == self._fetched:
            return [tr("Fetching version {version}…", version=_shortened(update.version))]
        size = f"{update.size_bytes / _BYTES_PER_MB:.1f}"
        there, here = _shortened(update.version), _shortened(update.model.manifest.version)
        if there == here:
            return [tr("Update available: version {version} anew, {size} MB", version=there, size=size)]
        return [tr("Update available: version {there} instead of {here}, {size} MB", there=there, here=here, size=size)]


def _size(path: Path) -> int:
    members = path.rglob("*") if path.is_dir() else (path,)
    return sum(member.stat().st_size for member in members if member.is_file())


def _shortened(text: str, letters: int = 60) -> str:
    return text if len(text) <= letters else f"{text[: letters - 1]}…"
