"""Presenter: joins the running engine to the window: clicks become commands, events become words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication, QImage

from core.crop import Crop
from core.errors import VirtualCameraError
from core.events import (
    Event,
    GeneratorFailed,
    GeneratorRecovered,
    MicrophoneFailed,
    MicrophoneStarted,
    RecordingResumed,
    RecordingStalled,
    SinkFailed,
)
from core.models.file_types import MEANT_AS_MODELS
from desktop.live.clip_recording import RecordingState
from desktop.live.find_source import find_source
from desktop.live.live import Live
from desktop.live.pictures_in_folder import holds_pictures
from desktop.live.pixels import image_of
from desktop.live.source_choice import SourceChoice, file_choice
from desktop.presenter.appearance import AppearancePresenter
from desktop.presenter.camera import CameraPresenter
from desktop.presenter.camera_controls import ControlsPresenter
from desktop.presenter.camera_gaps import CameraGaps
from desktop.presenter.clip_choices import ClipChoices
from desktop.presenter.clip_strip import ClipStripPresenter
from desktop.presenter.countdown import Countdown
from desktop.presenter.diagnostics import diagnostics
from desktop.presenter.file_manager import show_in_file_manager
from desktop.presenter.film_saving import FilmSavingPresenter
from desktop.presenter.films import FilmPresenter
from desktop.presenter.framing import FramingPresenter
from desktop.presenter.global_keys import GlobalKeysPresenter
from desktop.presenter.help import Help
from desktop.presenter.menus import fill_more_menu
from desktop.presenter.messages import Action
from desktop.presenter.microphone import MicrophonePresenter
from desktop.presenter.model_care import ModelCarePresenter
from desktop.presenter.models import ModelPresenter
from desktop.presenter.new_style import NewStylePresenter
from desktop.presenter.notices import Notices
from desktop.presenter.pace import PacePresenter
from desktop.presenter.picture import PicturePresenter
from desktop.presenter.picture_folder import PictureFolder
from desktop.presenter.recording import RecordingPresenter, SaveFolders
from desktop.presenter.recovery import RecoveryPresenter
from desktop.presenter.replay import ReplayPresenter
from desktop.presenter.slowness import SlownessPresenter
from desktop.presenter.snapshots import SnapshotPresenter
from desktop.presenter.sources import SourcePresenter
from desktop.presenter.strength import StrengthPresenter
from desktop.presenter.styles import StylesPresenter
from desktop.presenter.tray import TrayPresenter
from desktop.presenter.undo import UndoPresenter
from desktop.presenter.virtual_camera import VirtualCameraPresenter
from desktop.system.answering import is_folder
from desktop.system.log import log_file
from desktop.system.product import repository
from desktop.system.words import tr
from desktop.window.main_window import MainWindow
from desktop.window.video_view import ViewMessage


class Presenter(QObject):
    """The root of the presenters: it starts them, hands them what the engine reports, and ends them. GUI thread.

    Args:
        live: the running engine; shut down when the window is closed.
        window: what the person sees.
        folders: where clips and snapshots go; None: the system's folders.
        show_file: shows a file or a folder; None: in the system's file manager.
    """

    def __init__(
        self,
        live: Live,
        window: MainWindow,
        *,
        folders: SaveFolders | None = None,
        show_file: Callable[[Path], object] | None = None,
    ) -> None:
        super().__init__()
        self._live, self._window = live, window
        settings, view, controls, acts = live.settings, window.view, window.controls, window.acts
        notices = Notices(window.notifications, self._handlers(), self._show_file)
        self.notices = notices
        self._show_in_file_manager = show_file or partial(show_in_file_manager, failed=notices.nothing_shows_folders)
        self.appearance = AppearancePresenter(window, settings)
        self.picture = PicturePresenter(live.session, settings, view, acts)
        self.pace = PacePresenter(live.session, live.frames, settings, live.tasks, window)
        self.framing = FramingPresenter(settings, view, acts)
        self.strength = StrengthPresenter(live.session, live.models, settings, controls.strength, acts, notices)
        self.sources = SourcePresenter(live.sources, settings, notices, view, controls.source, acts)
        self.films = FilmPresenter(live.sources, window.film_bar, acts)
        devices = live.devices
        dialog = ControlsPresenter(live.tasks, devices.read_controls, devices.set_control, notices, window)
        self.camera = CameraPresenter(
            live.formats, settings, view, lambda: live.session.stats, controls.camera_menu, dialog
        )
        self.models = ModelPresenter(live.models, live.providers, settings, notices, view, controls.model, acts)
        places = replace(folders or SaveFolders(), show=self._show_file)
        countdown = Countdown(window.take_guide)
        self.recording = RecordingPresenter(live.recording, settings, notices, countdown, view, acts, places)
        self.snapshots = SnapshotPresenter(live.recording, settings, notices, countdown, view, acts, places)
        self.snapshots.connect_copy(acts, self._newest_picture)
        self.snapshots.connect_photographs(acts, lambda: self.films.photograph)
        self.film_saving = FilmSavingPresenter(live.film_saving, self.films, notices, window.film_jobs, acts)
        self.film_saving.connect_save(
            lambda: self.recording.clips_folder,
            lambda: live.session.compose_settings,
            live.models.another_of_current,
            places.show,
        )
        self.gaps = CameraGaps(live.sources, live.recording, notices, view)
        self.clips = ClipStripPresenter(
            window.clip_strip, live.sources, live.folders, notices, acts, self._kept_folders, places.show
        )
        notices.play = self.clips.play
        self.clips.plays_changed.connect(view.marks.set_clip_plays)
        self.pictures = PictureFolder(window.clip_strip, self.clips, live.sources, settings, live.tasks, notices, acts)
        live.recording.clip_saved.connect(self.clips.refresh)
        live.recording.picture_saved.connect(self.clips.refresh)
        live.film_saving.saved.connect(self.clips.refresh)
        self.replay = ReplayPresenter(live.session, live.tasks, settings, notices, acts)
        self.microphone = MicrophonePresenter(
            live.microphone, settings, notices, controls.microphone, acts, controls.microphone_menu
        )
        self.virtual_camera = VirtualCameraPresenter(live.virtual_camera, settings, notices, view, acts)
        self.styles = StylesPresenter(live.models, live.previews, live.recording, settings, window.strip, view, acts)
        self.care = ModelCarePresenter(live.models, live.care, live.previews, self.styles, notices, window)
        self.new_style = NewStylePresenter(
            live.style_learning, live.models, live.session.newest_image, live.tasks, settings, notices, window
        )
        self.slowness = SlownessPresenter(live.session, live.models, settings, notices, self)
        self.models.words_about = self.care.words_about = self.styles.words_about = self.slowness.words_about
        self.slowness.still = lambda: bool(self.films.photograph)
        self.undo = UndoPresenter(controls.strength, live.models, acts)
        self.undo.rests = lambda: self.clips.is_playing
        self.recovery = RecoveryPresenter(live.folders, notices, self)
        self.help = Help(live, window, notices)
        self.global_keys = GlobalKeysPresenter(self.appearance, settings, live.tasks, live.calls, self.do)
        self.tray = TrayPresenter(window, live.recording, live.virtual_camera, settings)
        self._closing = self._nobody_there = False
        self._connect()

    def start(self, source: SourceChoice | None = None, model: str | None = None) -> None:
        """Show the given source and model, which are not remembered, else the remembered ones."""
        remembered = self._live.settings.current
        self._live.models.start(model, remembered.model)
        self._live.sources.start(source, remembered.source)
        self._show_folder_of(source)
        self.microphone.start()
        self.replay.update()
        self.virtual_camera.start()
        self.styles.start()
        self.global_keys.start()
        self.help.updates.start()
        self.recovery.look_into(self.recording.clips_folder)

    def open(self, source: str | None, model: str | None) -> None:
        """Show what a later start of the program was given: paths, or what `--source` and `--model` take."""
        if model is not None:
            self._live.models.choose(model)
        if source is not None:
            self._live.tasks.run(
                "find-source",
                lambda: find_source(source),
                done=self._show,
                failed=lambda error: self.notices.error(error, "source-refused"),
            )

    def do(self, deed: str) -> None:
        """What `toonclip --do` asks for, by a name of `DEEDS`; unknown ones, of another version, are ignored."""
        acts = self._window.acts
        actions = {"record": acts.record, "save-last": acts.save_replay, "snapshot": acts.snapshot}
        if deed in actions:
            actions[deed].trigger()

    @property
    def lost_clip(self) -> BaseException | None:
        """Why a clip could not be saved while the window closed."""
        return self.recording.lost_clip

    def end(self) -> None:
        """Close the window without a word about a lost clip, which nobody may be there to read."""
        self._nobody_there = True
        self._window.leave()

    def report_crash(self, error: BaseException) -> None:
        """Show an exception nobody caught."""
        self.notices.error(error, "crash")

    def _show(self, choice: SourceChoice) -> None:
        self._live.sources.choose(choice)
        self._show_folder_of(choice)

    def _show_folder_of(self, choice: SourceChoice | None) -> None:
        """Its strip, where the whole folder was meant."""
        if choice is not None and choice.path is not None and choice.with_folder:
            self.pictures.open(choice.path.parent, shown=choice.path)

    def _handlers(self) -> dict[Action, Callable[[], object]]:
        controls = self._window.controls
        return {
            Action.CHOOSE_SOURCE: controls.source.open_menu,
            Action.CHOOSE_MODEL: controls.model.open_menu,
            Action.CHOOSE_FOLDER: self._window.acts.choose_folder.trigger,
            Action.SHOW_LOG: self._on_show_log_triggered,
        }

    def _connect(self) -> None:
        live, window, acts = self._live, self._window, self._window.acts
        live.frames.frame_ready.connect(self._on_frame_ready, Qt.ConnectionType.QueuedConnection)
        live.events.event_received.connect(self._on_event_received)
        live.shut_down_finished.connect(self._on_shut_down_finished)
        live.folders.waits.connect(self._on_folder_waits)
        live.folders.answers.connect(self.notices.folder_answers)
        window.close_requested.connect(self._on_close_requested)
        window.path_dropped.connect(self._on_path_dropped)
        window.language_changed.connect(self._on_language_changed)
        self._fill_more_menu()
        acts.copy_diagnostics.triggered.connect(self._on_copy_diagnostics_triggered)
        acts.show_log.triggered.connect(self._on_show_log_triggered)

    def _on_language_changed(self) -> None:
        self._fill_more_menu()
        for part in (
            self.sources,
            self.models,
            self.styles,
            self.recording,
            self.virtual_camera,
            self.camera,
            self.tray,
        ):
            part.retranslate()

    def _fill_more_menu(self) -> None:
        controls = self._window.controls
        menus = controls.camera_menu, controls.microphone_menu
        clips_menu = fill_more_menu(controls.more.drop_menu, self._window.acts, *menus, self.appearance.fill_menu)
        choices = ClipChoices(self._live.settings, clips_menu)
        choices.chosen.connect(self._on_choice)
        choices.chosen.connect(self.replay.update)
        self._on_choice()

    def _kept_folders(self) -> list[Path]:
        return [self.recording.clips_folder, self.recording.pictures_folder]

    def _on_choice(self, *_key: object) -> None:
        self._window.take_guide.set_crop(self._live.settings.current.crop)

    def _newest_picture(self, mirrored: bool, crop: Crop) -> QImage:  # noqa: FBT001 - a callback
        return image_of(self._live.session.picture(mirrored=mirrored, crop=crop))

    def _on_frame_ready(self) -> None:
        frame = self._live.frames.take()
        if frame is not None:
            self.sources.show_frame(frame)

    def _on_event_received(self, event: Event) -> None:
        match event:
            case GeneratorFailed() | GeneratorRecovered():
                self.models.on_event(event)
            case MicrophoneStarted() | MicrophoneFailed():
                self._live.microphone.on_event(event)
            case SinkFailed(error=VirtualCameraError() as error):
                self._live.virtual_camera.fail(error)
            case SinkFailed() | RecordingStalled() | RecordingResumed():
                self.recording.on_event(event)
            case _:
                self._live.sources.on_event(event)

    def _show_file(self, path: Path) -> None:
        if is_folder(path) is None:
            self.notices.folder_silent(path)
        else:
            self._show_in_file_manager(path)

    def _on_folder_waits(self, folder: Path) -> None:
        if self._closing:
            self._window.view.set_message(_saving(folder))
            return
        self.notices.folder_waits(folder)
        self.recording.offer_to_cancel()

    def _on_path_dropped(self, path: Path) -> None:
        """A folder of pictures is a strip of them, another one or a model's file a model, anything else a video."""

        def looked(found: tuple[bool, bool]) -> None:
            is_folder, of_pictures = found
            if of_pictures:
                self.pictures.open(path)
            elif is_folder or path.suffix.lower() in MEANT_AS_MODELS:
                self._live.models.choose(str(path))
            else:
                self._live.settings.update(last_folder=str(path.parent))
                self._live.sources.choose(file_choice(path))

        self._live.tasks.run(
            "look-at-drop",
            lambda: (path.is_dir(), holds_pictures(path)),
            done=looked,
            failed=lambda error: self.notices.error(error, "source-refused"),
        )

    def _on_copy_diagnostics_triggered(self) -> None:
        QGuiApplication.clipboard().setText(diagnostics(self._live))
        page = f"{repository()}/issues" if repository() else ""
        self.notices.diagnostics_copied(partial(QDesktopServices.openUrl, QUrl(page)) if page else None)

    def _on_show_log_triggered(self) -> None:
        self._show_file(log_file().parent)

    def _on_close_requested(self) -> None:
        if self._closing:
            if self._live.folders.silent is not None:
                self._nobody_there = True
                self._live.leave_unfinished()
            return
        if not self._window.leaving and self.tray.keeps_running(self._window.leave):
            return
        self._closing = True
        self.tray.close()
        self._live.settings.update(geometry=self._window.saved_geometry())
        self._window.set_usable(usable=False)
        self.help.updates.cancel()
        self.recording.close()
        self.snapshots.close()
        self.films.close()
        if self._live.recording.state is RecordingState.IDLE:
            self._window.hide()
        else:
            self._window.view.set_message(_saving(self._live.folders.silent))
        self._live.shut_down()

    def _on_shut_down_finished(self) -> None:
        self.picture.close()
        self.slowness.close()
        self.microphone.close()
        self.pace.close()
        self.global_keys.close()
        if self._nobody_there or self.lost_clip is None:
            self._window.close_now()
            return
        lost = ViewMessage(tr("The clip could not be saved"), tr("Close the window once more to leave."))
        self._window.view.set_message(lost)
        self._window.show()  # it may have been in the tray
        self._window.close_requested.disconnect(self._on_close_requested)
        # Queued: Qt ignores a close that comes from within the event of another.
        self._window.close_requested.connect(self._window.close_now, Qt.ConnectionType.QueuedConnection)


def _saving(silent: Path | None) -> ViewMessage:
    """Why the window does not close yet; the folder is one that does not answer."""
    if silent is None:
        return ViewMessage(tr("Saving…"), tr("The window closes when the clip is safe."), busy=True)
    text = tr("Close the window once more to leave. What was recorded is kept in {folder}.", folder=silent)
    return ViewMessage(tr("The folder does not answer"), text, busy=True)
