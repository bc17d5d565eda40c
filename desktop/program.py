"""The composition root of the window: shows it at once, starts the engine behind it, takes everything down in order."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QThread
from PySide6.QtGui import QSessionManager
from PySide6.QtWidgets import QApplication

from core.errors import AppError
from core.models.places import APP_NAME, ModelFolders, encoder_memory_file
from desktop.live.bridge import GuiCalls
from desktop.live.settings_file import load_settings
from desktop.live.source_choice import SourceChoice
from desktop.live.tasks import Tasks
from desktop.system.crash import CrashHooks
from desktop.system.end_signals import STOPPED, EndSignals
from desktop.system.leaving import leave, leave_now
from desktop.system.log import close_log, log_file, open_log
from desktop.system.paths import settings_file
from desktop.system.single_window import OpenWindow, Request
from desktop.system.words import tr
from desktop.window.language import set_language
from desktop.window.main_window import MainWindow
from desktop.window.style import apply_style
from desktop.window.video_view import ViewMessage

if TYPE_CHECKING:
    from desktop.live.live import Live
    from desktop.presenter.presenter import Presenter

_log = logging.getLogger(__name__)
_OK, _CLIP_LOST, _DISPLAY_LOST = 0, 1, 1
_ENGINE = (
    "core.session",
    "core.virtual_camera.offered",
    "core.foreign.opening",
    "core.sources.camera",
    "core.sources.media",
)


def run(
    source: SourceChoice | None,
    model: str | None,
    folders: ModelFolders,
    signals: EndSignals,
    later_starts: OpenWindow | None = None,
    *,
    drawing_px: int | None = None,
) -> int:
    """Show the window until it is closed. Main thread.

    Args:
        source: what to show; None: the remembered or first camera, else the bundled clip.
        model: id or path of the model; None: the remembered or first one.
        folders: of the models.
        signals: entered already; from now on they close the window. Removed at the end.
        later_starts: heard from now on, closed at the end.
        drawing_px: longer side of the drawing, px; None: as remembered.

    Returns:
        The exit status: 0; 1 when a clip could not be saved or the display is gone; 130 when a signal ended it.

    Raises:
        Exception: whatever kept the engine from starting.
    """
    log = open_log(log_file())
    app = _application()
    program = Program(app, source, model, folders, settings_file(), drawing_px=drawing_px)
    if later_starts is not None:
        later_starts.hear(lambda request: program.calls.post(partial(program.open, request)))
    hooks = CrashHooks(lambda error: program.calls.post(partial(program.report_crash, error)), program.on_display_lost)
    hooks.install()
    signals.end_in_order(lambda: program.calls.post(program.end))
    try:
        program.show()
        app.exec()
    finally:
        if later_starts is not None:
            later_starts.close()
        signals.remove()
        hooks.remove()
    try:
        if program.start_error is not None:
            raise program.start_error
        if program.lost_clip is not None:
            _complain(program.lost_clip)
            return leave(_CLIP_LOST)
        return leave(STOPPED if signals.received else _OK)
    finally:
        close_log(log)


def import_engine() -> None:
    """Read what the engine needs, so that making it does not block."""
    for name in _ENGINE:
        import_module(name)


class Program(QObject):
    """The window, and behind it the engine as soon as its libraries are read. GUI thread.

    Reading them takes most of the start, so it happens on another thread while the window is already there.

    Args:
        app: quits when the window is closed.
        source: what to show; None: the remembered or first camera, else the bundled clip.
        model: id or path of the model; None: the remembered or first one.
        folders: of the models.
        settings_path: where the settings are kept.
        drawing_px: longer side of the drawing, px; None: as remembered.
        import_engine: reads the libraries of the engine; blocks for seconds, on a thread.

    Attributes:
        window: closed, and then done with, when the program ends.
    """

    def __init__(
        self,
        app: QApplication,
        source: SourceChoice | None,
        model: str | None,
        folders: ModelFolders,
        settings_path: Path,
        *,
        drawing_px: int | None = None,
        import_engine: Callable[[], None] = import_engine,
    ) -> None:
        super().__init__()
        self._source, self._model, self._folders = source, model, folders
        self._import_engine = import_engine
        self.calls = GuiCalls(self)
        self.start_error: BaseException | None = None
        self._tasks = Tasks(self.calls)
        self._settings_path = settings_path
        self._settings_complaints: list[str] = []
        self._settings = load_settings(settings_path, self._settings_complaints.append)
        if drawing_px is not None:  # for this run: only what is changed later is saved
            self._settings = self._settings.model_copy(update={"drawing_px": drawing_px})
        self._live: Live | None = None
        self._presenter: Presenter | None = None
        self._asked_early: list[Request] = []
        set_language(app, self._settings.language)
        apply_style(app, self._settings.theme)
        self.window = MainWindow()
        self.window.restore_geometry(self._settings.geometry)
        self.window.closed.connect(app.quit)
        app.commitDataRequest.connect(self._on_log_out)
        # Queued: Qt ignores a close that comes from within the event of another.
        self.window.close_requested.connect(self._on_close_requested, Qt.ConnectionType.QueuedConnection)

    def show(self) -> None:
        """Show the window and start the engine. Returns at once."""
        self.window.set_usable(usable=False)
        self.window.view.set_message(ViewMessage(tr("Starting…"), busy=True))
        self.window.show()
        self._tasks.run("start", self._import_engine, done=self._on_engine_imported, failed=self._on_start_failed)

    @property
    def lost_clip(self) -> BaseException | None:
        """Why a clip could not be saved at the end."""
        return None if self._presenter is None else self._presenter.lost_clip

    def end(self) -> None:
        """Close the window, as the system asks for it: nobody may be there to close it once more."""
        if self._presenter is not None:
            self._presenter.end()
        else:
            self.window.close()

    def open(self, request: Request) -> None:
        """Come to the front and show what a later start was given; or do what it asks for, wherever the window is."""
        if "do" not in request:
            self.window.come_to_front()
        if self._presenter is None:
            self._asked_early.append(request)
            return
        if "do" in request:
            self._presenter.do(request["do"])
        else:
            self._presenter.open(request.get("source"), request.get("model"))

    def on_display_lost(self) -> None:
        """Save what can be saved, and end the process before Qt does. Any thread."""
        if self._live is not None and QThread.isMainThread():
            self._live.save_now()
        elif self._live is not None and self._live.session.recording:
            with suppress(AppError):
                self._live.session.stop_recording()
        leave_now(_DISPLAY_LOST)

    def report_crash(self, error: BaseException) -> None:
        if self._presenter is not None:
            self._presenter.report_crash(error)

    def _on_engine_imported(self, _nothing: None) -> None:
        if not self.window.isVisible():
            return
        try:
            self._start_engine()
        except Exception as error:
            self._on_start_failed(error)

    def _start_engine(self) -> None:
        from core.foreign.opening import OpeningLibrary, load_model
        from core.generators.choice import ProviderChoice
        from core.generators.computer import computer_versions
        from core.generators.loader import load_best
        from core.previews import WIDTH_PX
        from core.sinks.encoder_choice import EncoderChoice
        from desktop.live.devices import Devices
        from desktop.live.live import Live
        from desktop.presenter.diagnostics import system_lines
        from desktop.presenter.presenter import Presenter

        choice = ProviderChoice(load_model)
        for line in system_lines():
            _log.info("%s", line)
        self._live = Live(
            self._settings,
            self._settings_path,
            library=OpeningLibrary(self._folders.bundled, self._folders.user),
            load=partial(load_best, choice=choice, load=load_model),
            load_small=partial(load_model, threads=1, longer_side=WIDTH_PX),
            devices=Devices(encoders=EncoderChoice(encoder_memory_file(), computer_versions())),
            choice=choice,
        )
        self.window.set_usable(usable=True)  # before the presenters, which know what does nothing yet
        self._presenter = Presenter(self._live, self.window)
        self._presenter.sources.first_picture_shown.connect(lambda: _log.info("the picture is shown"))
        for complaint in self._settings_complaints:
            self._presenter.notices.settings_damaged(complaint, self._settings_path.parent)
        self._presenter.start(self._source, self._model)
        for request in self._asked_early:
            self.open(request)

    def _on_log_out(self, _manager: QSessionManager) -> None:
        """The system waits for this, and may end the process any time later; or somebody calls the log-out off."""
        if self._live is not None:
            self._live.save_now()

    def _on_start_failed(self, error: BaseException) -> None:
        self.start_error = error
        self.window.close_now()

    def _on_close_requested(self) -> None:
        """Before there is an engine nothing has to be saved; then the presenter sees to it."""
        if self._presenter is None:
            self.window.hide()
            self._tasks.when_idle(self.window.close_now)


def _complain(error: BaseException) -> None:
    """Say on the terminal what the window could not."""
    from desktop.presenter.messages import text_of

    with suppress(OSError):  # the terminal may be what ended
        print(f"toonclip: {text_of(error)}", file=sys.stderr, flush=True)


def _application() -> QApplication:
    """The one of the process: whoever runs tests has made it already."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(sys.argv[:1])
    app.setApplicationName(APP_NAME)
    app.setDesktopFileName("toonclip")
    app.setQuitOnLastWindowClosed(False)
    apply_style(app)
    return app
