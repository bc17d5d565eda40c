"""Presenter: joins the running engine to the window: clicks become commands, events become words."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from core.compositor import ComposeSettings
from core.errors import AppError, InputError
from core.events import Event, GeneratorFailed, GeneratorRecovered, SinkFailed
from core.layout import Layout
from core.models.file_types import MODEL_SUFFIXES
from desktop.live.clip_recording import RecordingState
from desktop.live.live import Live
from desktop.live.settings import SourceMemory
from desktop.live.source_choice import CLIP_TITLE, SourceChoice, file_choice
from desktop.live.source_switch import SourceState, SourceStatus
from desktop.presenter.help import Help
from desktop.presenter.menus import fill_model_menu, fill_more_menu, fill_source_menu
from desktop.presenter.messages import Action, message_for
from desktop.presenter.notices import Notices, open_in_file_manager
from desktop.system.crash import log_file
from desktop.system.paths import clips_dir, pictures_dir
from desktop.window.dialogs import ask_for_folder, ask_for_model, ask_for_video
from desktop.window.main_window import MainWindow
from desktop.window.overlays import clock
from desktop.window.video_view import ViewMessage

_STATS_MS = 500


class Presenter(QObject):
    """One for the life of the window. GUI thread.

    Args:
        live: the running engine; shut down when the window is closed.
        window: what the person sees.
        open_folder: shows a folder in the system's file manager.
    """

    first_picture_shown = Signal()

    def __init__(
        self, live: Live, window: MainWindow, *, open_folder: Callable[[Path], object] = open_in_file_manager
    ) -> None:
        super().__init__()
        self._live, self._window, self._open_folder = live, window, open_folder
        self.notices = Notices(window.notifications, self._handlers(), open_folder)
        self._help = Help(live, window, self.notices)
        self._awaiting_picture = True
        self._closing = False
        self._clip_lost = False
        self._unasked_source: SourceChoice | None = None
        self._unasked_model: str | None = None
        self._given_model: str | None = None
        self._stats_timer = QTimer(self)
        self._stats_timer.setInterval(_STATS_MS)
        self._stats_timer.timeout.connect(self._on_stats_timer_timeout)
        self._stats_timer.start()
        self._apply_settings()
        self._connect_engine()
        self._connect_window()

    def start(self, source: SourceChoice | None = None, model: str | None = None) -> None:
        """Show the given source and model, which are not remembered, else the remembered ones."""
        remembered = self._live.settings.current
        self._unasked_source, self._given_model = source, model
        self._live.models.start(model, remembered.model)
        if source is not None:
            self._live.sources.choose(source)
        else:
            self._live.sources.start(remembered.source)
        self._help.updates.start()

    @property
    def closing(self) -> bool:
        return self._closing

    def report_crash(self, error: BaseException) -> None:
        """Show an exception nobody caught."""
        self.notices.error(error, "crash")

    # Setting up

    def _handlers(self) -> dict[Action, Callable[[], object]]:
        controls = self._window.controls
        return {
            Action.CHOOSE_SOURCE: controls.source.open_menu,
            Action.CHOOSE_MODEL: controls.model.open_menu,
            Action.CHOOSE_FOLDER: self._on_choose_folder_triggered,
            Action.SHOW_LOG: self._on_show_log_triggered,
        }

    def _apply_settings(self) -> None:
        settings, acts = self._live.settings.current, self._window.acts
        acts.set_layout(settings.layout)
        acts.overlay.setChecked(settings.overlay)
        acts.steady.setChecked(settings.steady)
        acts.mirror_clips.setChecked(settings.mirror_clips)
        self._window.view.set_overlay_visible(settings.overlay)
        self._window.view.set_split(settings.split)
        self._live.session.compose_settings = ComposeSettings(settings.layout, settings.split, settings.steady)

    def _connect_engine(self) -> None:
        live = self._live
        live.frames.frame_ready.connect(self._on_frame_ready, Qt.ConnectionType.QueuedConnection)
        live.events.event_received.connect(self._on_event_received)
        live.sources.status_changed.connect(self._on_source_status_changed)
        live.sources.cameras_listed.connect(self._fill_source_menu)
        live.sources.missed.connect(self._on_source_missed)
        live.models.models_listed.connect(self._fill_model_menu)
        live.models.loading_changed.connect(self._on_model_loading_changed)
        live.models.model_changed.connect(self._on_model_changed)
        live.models.load_failed.connect(self._on_model_load_failed)
        live.models.missed.connect(self._on_model_missed)
        live.recording.state_changed.connect(self._on_recording_state_changed)
        live.recording.elapsed_changed.connect(self._on_recording_elapsed_changed)
        live.recording.clip_saved.connect(self.notices.clip_saved)
        live.recording.picture_saved.connect(self.notices.picture_saved)
        live.recording.failed.connect(self._on_recording_failed)
        live.recording.snapshot_failed.connect(self._on_snapshot_failed)
        live.shut_down_finished.connect(self._on_shut_down_finished)

    def _connect_window(self) -> None:
        window, acts = self._window, self._window.acts
        window.close_requested.connect(self._on_close_requested)
        window.path_dropped.connect(self._on_path_dropped)
        window.view.split_moved.connect(self._on_split_moved)
        window.controls.source.drop_menu.aboutToShow.connect(self._on_source_menu_about_to_show)
        window.controls.model.drop_menu.aboutToShow.connect(self._on_model_menu_about_to_show)
        fill_more_menu(window.controls.more.drop_menu, acts)
        acts.layout_chosen.connect(self._on_layout_chosen)
        acts.mirror.triggered.connect(self._on_mirror_triggered)
        acts.overlay.triggered.connect(self._on_overlay_triggered)
        acts.steady.triggered.connect(self._on_steady_triggered)
        acts.mirror_clips.triggered.connect(self._on_mirror_clips_triggered)
        acts.record.triggered.connect(self._on_record_triggered)
        acts.snapshot.triggered.connect(self._on_snapshot_triggered)
        acts.open_video.triggered.connect(self._on_open_video_triggered)
        acts.open_model.triggered.connect(self._on_open_model_triggered)
        acts.choose_folder.triggered.connect(self._on_choose_folder_triggered)
        acts.open_folder.triggered.connect(self._on_open_folder_triggered)
        acts.show_log.triggered.connect(self._on_show_log_triggered)

    # The picture

    def _on_frame_ready(self) -> None:
        frame = self._live.frames.take()
        if frame is None or self._live.sources.status.state is SourceState.FAILED:
            return
        self._window.view.show_frame(frame)
        if self._awaiting_picture and self._live.sources.status.state is SourceState.LIVE:
            self._awaiting_picture = False
            self._window.view.set_message(None)
            self.first_picture_shown.emit()

    def _on_stats_timer_timeout(self) -> None:
        if self._window.view.overlay_visible:
            self._window.view.set_stats(self._live.session.stats)

    def _on_layout_chosen(self, layout: Layout) -> None:
        self._compose(layout=layout)

    def _on_split_moved(self, split: float) -> None:
        self._compose(split=split)

    def _compose(self, **changes: Layout | float | bool) -> None:
        self._live.settings.update(**changes)
        now = self._live.settings.current
        self._live.session.compose_settings = ComposeSettings(now.layout, now.split, now.steady)

    def _on_steady_triggered(self, steady: bool) -> None:  # noqa: FBT001 - a Qt slot
        self._compose(steady=steady)

    def _on_overlay_triggered(self, visible: bool) -> None:  # noqa: FBT001 - a Qt slot
        self._window.view.set_overlay_visible(visible)
        self._on_stats_timer_timeout()
        self._live.settings.update(overlay=visible)

    def _on_mirror_triggered(self, mirrored: bool) -> None:  # noqa: FBT001 - a Qt slot
        self._window.view.set_mirrored(mirrored)
        self._live.settings.update(**{self._mirror_key(): mirrored})

    def _on_mirror_clips_triggered(self, mirrored: bool) -> None:  # noqa: FBT001 - a Qt slot
        self._live.settings.update(mirror_clips=mirrored)

    def _mirror_key(self) -> str:
        """Cameras and videos are mirrored each by their own setting."""
        choice = self._live.sources.status.choice
        return "mirror_cameras" if choice is None or choice.is_camera else "mirror_files"

    # The source

    def _on_event_received(self, event: Event) -> None:
        match event:
            case GeneratorFailed():
                again = {Action.TRY_AGAIN: partial(self._live.models.choose, self._live.models.current)}
                self.notices.error(event.error, "generator", again)
            case GeneratorRecovered():
                self.notices.dismiss("generator")
            case SinkFailed():
                self._live.recording.stop()  # which says what was saved
            case _:
                self._live.sources.on_event(event)

    def _on_source_status_changed(self, status: SourceStatus) -> None:
        view, choice = self._window.view, status.choice
        title = choice.title if choice is not None else ""
        self._window.controls.source.set_words(title)
        match status.state:
            case SourceState.SEARCHING:
                view.set_message(ViewMessage("Looking for cameras…", busy=True))
            case SourceState.OPENING:
                self._on_source_opening(title)
            case SourceState.LIVE:
                self._awaiting_picture = True
                self.notices.dismiss("source-error")
                self._remember_source(choice)
            case SourceState.LOST:
                view.set_message(ViewMessage("Reconnecting…", f"“{title}” is gone. Plug it in again.", busy=True))
            case SourceState.FAILED if status.error is not None:
                view.forget_frame()
                view.set_message(ViewMessage("No picture", message_for(status.error).title))
                again = {Action.TRY_AGAIN: self._live.sources.try_again}
                self.notices.error(status.error, "source-error", again)

    def _on_source_opening(self, title: str) -> None:
        for topic in ("source", "source-error"):
            self.notices.dismiss(topic)
        self._awaiting_picture = True
        opened = "the bundled clip" if title == CLIP_TITLE else f"“{title}”"
        self._window.view.set_message(ViewMessage(f"Opening {opened}…", busy=True))
        mirrored = bool(getattr(self._live.settings.current, self._mirror_key()))
        self._window.acts.mirror.setChecked(mirrored)
        self._window.view.set_mirrored(mirrored)

    def _remember_source(self, choice: SourceChoice | None) -> None:
        """Only one that has shown a picture and was chosen in the window: a stand-in is no choice."""
        memory = choice.memory() if choice is not None and choice is not self._unasked_source else None
        if memory is not None and not self._closing:
            self._live.settings.update(source=memory)

    def _on_source_missed(self, memory: SourceMemory | None, reason: AppError | None) -> None:
        sources = self._live.sources
        self._unasked_source = sources.status.choice
        shown = sources.status.choice.title if sources.status.choice is not None else ""
        self.notices.source_missed(memory, reason, shown, partial(sources.start, memory))

    def _on_source_menu_about_to_show(self) -> None:
        self._live.sources.refresh()
        self._fill_source_menu()

    def _fill_source_menu(self) -> None:
        button = self._window.controls.source
        fill_source_menu(button.drop_menu, self._live.sources, self._window.acts)
        button.place_menu()

    def _on_open_video_triggered(self) -> None:
        ask_for_video(self._window, lambda path: self._live.sources.choose(file_choice(path)))

    def _on_path_dropped(self, path: Path) -> None:
        """A folder or a model's file is a model, anything else a video."""

        def looked(is_folder: bool) -> None:  # noqa: FBT001 - a task's answer
            if is_folder or path.suffix.lower() in MODEL_SUFFIXES:
                self._live.models.choose(str(path))
            else:
                self._live.sources.choose(file_choice(path))

        self._live.tasks.run("look-at-drop", path.is_dir, done=looked)

    # The model

    def _on_model_menu_about_to_show(self) -> None:
        self._live.models.refresh()
        self._fill_model_menu()

    def _fill_model_menu(self) -> None:
        button = self._window.controls.model
        show_problem = partial(self.notices.error, topic="model")
        fill_model_menu(button.drop_menu, self._live.models, self._window.acts, show_problem)
        button.place_menu()

    def _on_model_loading_changed(self, title: str) -> None:
        self._window.view.set_note(f"Loading {title}…" if title else "")
        self._window.controls.model.set_words(title or self._live.models.title or "No model")

    def _on_model_changed(self, asked_for: str) -> None:
        for topic in ("model", "generator"):
            self.notices.dismiss(topic)
        self._window.controls.model.set_words(self._live.models.title)
        if asked_for not in {self._given_model, self._unasked_model}:
            self._live.settings.update(model=self._live.models.current)
        self._given_model = self._unasked_model = None

    def _on_model_load_failed(self, error: BaseException, wanted: str) -> None:
        if self._given_model is not None:
            self._given_model = None
            self.notices.error(error, "given-model")
            self._live.models.start(None, self._live.settings.current.model)
            return
        again = {Action.TRY_AGAIN: partial(self._live.models.choose, wanted)} if wanted else {}
        title = self._live.models.title
        self.notices.error(error, "model", again, note=f"“{title}” goes on drawing." if title else "")

    def _on_model_missed(self, error: AppError, wanted: str) -> None:
        stand_in = self._live.models.models[0].manifest
        self._unasked_model = stand_in.id
        self.notices.model_missed(wanted, error, stand_in.title, self._window.controls.model.open_menu)

    def _on_open_model_triggered(self) -> None:
        ask_for_model(self._window, lambda path: self._live.models.choose(str(path)))

    # Clips and snapshots

    def _on_record_triggered(self) -> None:
        recording = self._live.recording
        self._on_recording_state_changed(recording.state)  # the click has toggled the button ahead of the engine
        if recording.state is RecordingState.RECORDING:
            recording.stop()
        else:
            self.notices.dismiss("recording")
            recording.start(self._folder(clips_dir()), mirrored=self._mirrored())

    def _on_snapshot_triggered(self) -> None:
        if self._window.view.frame is None:  # the engine still has the last picture of a source that failed
            nothing = InputError("There is no picture yet.", hint="Choose a source first.")
            self.notices.error(nothing, "snapshot")
            return
        self._live.recording.snapshot(self._folder(pictures_dir()), mirrored=self._mirrored())

    def _folder(self, default: Path) -> Path:
        chosen = self._live.settings.current.save_folder
        return Path(chosen) if chosen else default

    def _mirrored(self) -> bool:
        return self._window.acts.mirror_clips.isChecked() and self._window.view.mirrored

    def _on_recording_state_changed(self, state: RecordingState) -> None:
        words = {RecordingState.STARTING: "Record", RecordingState.SAVING: "Saving…"}.get(state, "Record")
        recording = state is RecordingState.RECORDING
        waiting = state in {RecordingState.STARTING, RecordingState.SAVING}
        self._window.acts.show_recording(words, recording=recording, enabled=not (waiting or self._closing))
        if not recording:
            self._window.view.set_recording(None)

    def _on_recording_elapsed_changed(self, elapsed_s: float) -> None:
        self._window.view.set_recording(elapsed_s)
        self._window.acts.show_recording(clock(elapsed_s), recording=True, enabled=not self._closing)

    def _on_recording_failed(self, error: BaseException, folder: Path) -> None:
        self._clip_lost = self._closing
        self.notices.error(error, "recording", {Action.OPEN_FOLDER: partial(self._open_folder, folder)})

    def _on_snapshot_failed(self, error: BaseException, folder: Path) -> None:
        self.notices.error(error, "snapshot", {Action.OPEN_FOLDER: partial(self._open_folder, folder)})

    def _on_choose_folder_triggered(self) -> None:
        def chosen(folder: Path) -> None:
            self._live.settings.update(save_folder=str(folder))

        ask_for_folder(self._window, self._folder(clips_dir()), chosen)

    def _on_open_folder_triggered(self) -> None:
        self._open_folder(self._folder(clips_dir()))

    # The window

    def _on_show_log_triggered(self) -> None:
        self._open_folder(log_file().parent)

    def _on_close_requested(self) -> None:
        if self._closing:
            return
        self._closing = True
        self._live.settings.update(geometry=self._window.saved_geometry())
        self._window.set_usable(usable=False)
        self._help.updates.cancel()
        if self._live.recording.state is RecordingState.IDLE:
            self._window.hide()
        else:
            self._window.view.set_message(ViewMessage("Saving…", "The window closes when the clip is safe.", busy=True))
        self._live.shut_down()

    def _on_shut_down_finished(self) -> None:
        self._stats_timer.stop()
        view = self._window.view
        if not self._clip_lost:
            self._window.close_now()
            return
        view.set_message(ViewMessage("The clip could not be saved", "Close the window once more to leave."))
        self._window.close_requested.disconnect(self._on_close_requested)
        # Queued: Qt ignores a close that comes from within the event of another.
        self._window.close_requested.connect(self._window.close_now, Qt.ConnectionType.QueuedConnection)
