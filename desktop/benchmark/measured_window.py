"""MeasuredWindow: the real window on a synthetic camera, measured up to the paint, then while models are switched."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from core.benchmark.live import LivePlan
from core.benchmark.meter import LiveMeter, LiveReport
from core.errors import AppError, GenerateFailed
from core.events import Event, GeneratorFailed, SinkFailed, SourceFailed
from core.foreign.opening import OpeningLibrary
from core.frame import ComposedFrame
from core.generators.base import ImageGenerator
from core.metrics import percentile
from core.models.library import InstalledModel
from core.sinks.recorder import RecordingSummary
from core.sources.base import FrameSource
from desktop.benchmark.heartbeat import Heartbeat
from desktop.live.clip_recording import RecordingState
from desktop.live.devices import Devices
from desktop.live.live import Live
from desktop.live.settings import Settings
from desktop.live.source_choice import given_choice
from desktop.presenter.presenter import Presenter
from desktop.self_test.process_age import process_age_s
from desktop.window.main_window import MainWindow
from desktop.window.style import apply_style

_POLL_MS = 50
_GRACE_S = 60.0
_AFTER_SWITCH_S = 1.0


@dataclass(slots=True)
class WindowFigures:
    """What the window adds to a `LiveReport`.

    Attributes:
        first_toon_s: from the start of the process to the first toon on the screen.
        event_loop_ms: delay of the event loop while live, (median, 99 %).
        strip_ms: the same with the strip of the models open; while a clip is recorded it rests.
        switching_ms: the same while another model is chosen once a second or so.
        switched: how many models drew meanwhile.
    """

    first_toon_s: float = 0.0
    event_loop_ms: tuple[float, float] = (0.0, 0.0)
    strip_ms: tuple[float, float] = (0.0, 0.0)
    switching_ms: tuple[float, float] = (0.0, 0.0)
    switched: int = 0


class MeasuredWindow(QObject):
    """The parts of the real program, with settings and clips in a folder of their own. GUI thread.

    Args:
        folder: for settings and clip.
        library: its models are switched through.
        load: makes a warm generator; blocks.
        plan: what is measured; for a clip the record button is clicked.
        load_small: the same for the strip's previews: of a small image, on one thread; None: `load`.
    """

    def __init__(
        self,
        folder: Path,
        library: OpeningLibrary,
        load: Callable[[InstalledModel], ImageGenerator],
        plan: LivePlan,
        *,
        load_small: Callable[[InstalledModel], ImageGenerator] | None = None,
    ) -> None:
        app = QApplication.instance()
        self._app = app if isinstance(app, QApplication) else QApplication(sys.argv[:1])
        super().__init__()
        apply_style(self._app)
        self.figures = WindowFigures()
        self._plan = plan
        self.clip: RecordingSummary | None = None
        self._report: LiveReport | None = None
        self._error: AppError | None = None
        self._live = Live(
            Settings(save_folder=str(folder), fast=(plan.target_fps or 0) > 30, drawing_px=plan.fixed_px),
            folder / "settings.json",
            library=library,
            load=load,
            load_small=load_small,
            devices=Devices(list_cameras=list),
        )
        self._window = MainWindow()
        self._presenter = Presenter(self._live, self._window, show_file=lambda _path: None)
        self._meter = LiveMeter("to the paint")
        self._heartbeat = Heartbeat(self)
        self._window.view.painted.connect(self._on_painted)
        self._window.closed.connect(self._app.quit)
        self._live.events.event_received.connect(self._on_event_received)
        self._live.models.model_changed.connect(self._on_model_changed)
        self._live.models.load_failed.connect(lambda failed: self._on_failed(failed.error))
        self._live.recording.failed.connect(lambda error, _folder: self._on_failed(error))
        self._live.recording.clip_saved.connect(self._on_clip_saved)

    def measure(self, source: FrameSource, model: InstalledModel, *, cancelled: Callable[[], bool]) -> LiveReport:
        """Show the window, measure, close it. Blocks in Qt's event loop.

        Args:
            source: a camera; closed.
            model: the one that is measured.
            cancelled: asked twenty times a second; ends it early.

        Raises:
            AppError: source, model or clip failed, or it took too long.
        """
        steps = self._steps(model)
        reached: list[Callable[[], bool]] = [lambda: True]
        deadline_s = time.perf_counter() + self._plan.warm_up_s + 2 * self._plan.seconds + _GRACE_S

        def step() -> None:
            if time.perf_counter() > deadline_s:
                self._error = self._error or GenerateFailed("The window did not come to an end.")
            stop = self._error is not None or cancelled()
            if not stop and not reached[0]():
                return
            following = None if stop else next(steps, None)
            if following is None:
                timer.stop()
                self._window.leave()
            else:
                reached[0] = following

        timer = QTimer(self, interval=_POLL_MS)
        timer.timeout.connect(step)
        self._window.show()
        self._presenter.start(given_choice(source), model.manifest.id)
        timer.start()
        self._heartbeat.start()
        self._app.exec()
        self._heartbeat.stop()
        if self._error is not None:
            raise self._error
        return self._report or self._meter.end()

    def _steps(self, model: InstalledModel) -> Iterator[Callable[[], bool]]:
        """What is done; each step yields what has to become true before the next one."""
        yield lambda: self.figures.first_toon_s > 0
        if self._plan.record:
            self._window.acts.record.trigger()
            yield lambda: self._live.recording.state is RecordingState.RECORDING
        yield _after(self._plan.warm_up_s)
        self._heartbeat.take_delays_ms()
        self._meter.begin()
        yield _after(self._plan.seconds)
        self._report = self._meter.end()
        self.figures.event_loop_ms = self._delays()
        self._window.acts.strip.trigger()
        yield _after(self._plan.seconds)
        self.figures.strip_ms = self._delays()
        self._window.acts.strip.trigger()
        self.figures.switched = 0
        others = [other.manifest for other in self._live.models.models if other.manifest.id != model.manifest.id]
        for number, other in enumerate(others, 1):
            self._live.models.choose(other.id)
            yield lambda number=number: self.figures.switched >= number
            yield _after(_AFTER_SWITCH_S)
        self.figures.switching_ms = self._delays()
        if self._plan.record:
            self._window.acts.record.trigger()
            yield lambda: self.clip is not None

    def _delays(self) -> tuple[float, float]:
        delays_ms = self._heartbeat.take_delays_ms()
        return percentile(delays_ms, 50), percentile(delays_ms, 99)

    def _on_painted(self, frame: ComposedFrame) -> None:
        self._meter.seen(frame)
        if frame.generated is not None and not self.figures.first_toon_s:
            self.figures.first_toon_s = process_age_s()

    def _on_model_changed(self, _chosen_by: object) -> None:
        self.figures.switched += 1

    def _on_event_received(self, event: Event) -> None:
        if isinstance(event, (GeneratorFailed, SinkFailed, SourceFailed)):
            self._on_failed(event.error)

    def _on_failed(self, error: BaseException) -> None:
        self._error = error if isinstance(error, AppError) else GenerateFailed(repr(error))

    def _on_clip_saved(self, summary: RecordingSummary) -> None:
        self.clip = summary


def _after(seconds: float) -> Callable[[], bool]:
    ends_s = time.perf_counter() + seconds
    return lambda: time.perf_counter() >= ends_s
