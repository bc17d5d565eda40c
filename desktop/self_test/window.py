"""TestedWindow: the self-test's program with its real window; toons count when they are painted."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

from core.errors import AppError
from core.events import Event, GeneratorFailed, SinkFailed, SourceFailed, SourceLost
from core.foreign.opening import OpeningLibrary
from core.generators.base import ImageGenerator
from core.models.library import InstalledModel
from core.sinks.recorder import RecordingSummary
from core.sources.synthetic import SyntheticSource
from desktop.live.clip_recording import RecordingState
from desktop.live.devices import Devices
from desktop.live.live import Live
from desktop.live.settings import Settings
from desktop.live.source_choice import given_choice
from desktop.presenter.presenter import Presenter
from desktop.self_test.program import POLL_S, Toons
from desktop.window.main_window import MainWindow
from desktop.window.style import apply_style


class TestedWindow(QObject):
    """The parts of the real program, with settings and clips in a folder of their own. GUI thread.

    Args:
        folder: for the settings and the clip.
        library: of the models to test.
        load: makes a warm generator; blocks.
    """

    __test__ = False

    def __init__(self, folder: Path, library: OpeningLibrary, load: Callable[[InstalledModel], ImageGenerator]) -> None:
        app = QApplication.instance()
        self._app = app if isinstance(app, QApplication) else QApplication(sys.argv[:1])
        super().__init__()
        self.toons = Toons()
        self.failures: list[str] = []
        self.clip: RecordingSummary | None = None
        self._started = self._done = False
        self._steps: Iterator[Callable[[], bool]] = iter(())
        self._reached: Callable[[], bool] = lambda: True
        apply_style(self._app)
        settings = Settings(save_folder=str(folder))
        self._live = Live(
            settings, folder / "settings.json", library=library, load=load, devices=Devices(list_cameras=list)
        )
        self._window = MainWindow()
        self._presenter = Presenter(self._live, self._window, show_file=lambda _path: None)
        self._timer = QTimer(self, interval=round(POLL_S * 1e3))
        self._timer.timeout.connect(self._on_timer_timeout)
        self._deadline = QTimer(self, singleShot=True)
        self._deadline.timeout.connect(self._on_deadline_timeout)
        self._window.view.installEventFilter(self)
        self._window.closed.connect(self._on_window_closed)
        self._live.events.event_received.connect(self._on_event_received)
        self._live.models.load_failed.connect(lambda failed: self._on_failed(failed.error))
        self._live.recording.failed.connect(self._on_failed)
        self._live.recording.clip_saved.connect(self._on_clip_saved)

    @property
    def recording(self) -> bool:
        return self._live.recording.state is RecordingState.RECORDING

    def choose(self, model: InstalledModel) -> None:
        if self._started:
            self._live.models.choose(model.manifest.id)
            return
        self._started = True
        self._window.show()
        self._presenter.start(given_choice(SyntheticSource()), model.manifest.id)

    def start_recording(self) -> None:
        self._window.acts.record.trigger()

    def stop_recording(self) -> None:
        self._window.acts.record.trigger()

    def drive(self, steps: Iterator[Callable[[], bool]], limit_s: float) -> None:
        """Go through the steps until they end, one fails or the time is up; then close the window."""
        self._steps = steps
        self._timer.start()
        self._deadline.start(round(limit_s * 1e3))
        self._app.exec()
        self._window.deleteLater()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Count the toon that the view is about to paint."""
        frame = self._window.view.frame if event.type() is QEvent.Type.Paint else None
        if frame is not None and frame.generated is not None:
            self.toons.add(frame.generated.model_id, frame.source.index)
        return False

    def _on_timer_timeout(self) -> None:
        if not self.failures and not self._reached():
            return
        try:
            self._reached = (lambda: True) if self.failures else next(self._steps)
        except StopIteration:
            self._done = True
        if self._done or self.failures:
            self._timer.stop()
            self._window.leave()

    def _on_deadline_timeout(self) -> None:
        self.failures.append(f"Not done after {self._deadline.interval() / 1e3:.0f} s.")

    def _on_event_received(self, event: Event) -> None:
        if isinstance(event, (GeneratorFailed, SinkFailed, SourceFailed, SourceLost)):
            self.failures.append(event.error.message)

    def _on_failed(self, error: BaseException, *_about: object) -> None:
        self.failures.append(error.message if isinstance(error, AppError) else repr(error))

    def _on_clip_saved(self, summary: RecordingSummary) -> None:
        self.clip = summary

    def _on_window_closed(self) -> None:
        if not (self._done or self.failures):
            self.failures.append("The window was closed before the test was over.")
        self._timer.stop()
        self._deadline.stop()
        self._app.quit()
