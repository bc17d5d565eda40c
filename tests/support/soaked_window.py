"""The real window with real models, a moody camera and the bundled clip, and the deeds of a restless person."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from pathlib import Path

import cv2
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication

from core.foreign.opening import OpeningLibrary
from core.generators.loader import load_generator
from core.layout import Layout
from core.models.places import bundled_models_dir
from core.sinks.recorder import RecordingSummary
from core.sources.base import FrameSource
from core.sources.discovery import CameraInfo
from desktop.live.clip_recording import RecordingState
from desktop.live.devices import Devices
from desktop.live.live import Live
from desktop.live.settings import Settings
from desktop.live.source_choice import CLIP_TITLE, SourceChoice
from desktop.presenter.presenter import Presenter
from desktop.window.control_bar import MenuButton
from desktop.window.main_window import MainWindow
from desktop.window.style import apply_style
from support.fake_microphone import FakeMicrophone
from support.moody_camera import MoodyCamera

CAMERA = CameraInfo(id="/nowhere/video0", name="Moody camera", backend="V4L2", index=0, api=cv2.CAP_V4L2)
_SIZES_PX = ((1120, 760), (700, 480), (1400, 900), (900, 620))
_PATIENCE_S = 60.0
_POLL_S = 0.05
_LEAST_PICTURES = 5  # of a clip: a camera may stall while it is recorded


class SoakedWindow:
    """Does only what a person can do: menus, buttons, the frame of the window. GUI thread.

    Args:
        app: of the process.
        folder: for settings, models and clips; the person's own are not touched.
    """

    def __init__(self, app: QApplication, folder: Path) -> None:
        app.setQuitOnLastWindowClosed(False)
        apply_style(app)
        self.saved: list[RecordingSummary] = []
        self.failures: list[str] = []
        self._live = Live(
            Settings(save_folder=str(folder / "clips"), sound=True, sound_offered=True),
            folder / "settings.json",
            library=OpeningLibrary(bundled_models_dir(), folder / "models"),
            load=load_generator,
            devices=Devices(
                lambda: [CAMERA],
                lambda answered: answered(True),
                _make_source,
                list_microphones=list,
                make_microphone=lambda _name: FakeMicrophone(),
            ),
        )
        self._shut_down = False
        self._live.shut_down_finished.connect(self._on_shut_down_finished)
        self._live.recording.state_changed.connect(self._on_recording_state_changed)
        self._live.recording.clip_saved.connect(self.saved.append)
        self._live.recording.failed.connect(lambda error, _folder: self.failures.append(f"a clip failed: {error}"))
        self._live.models.load_failed.connect(lambda failed: self.failures.append(f"no model: {failed.error}"))
        self._window = MainWindow()
        self._presenter = Presenter(self._live, self._window, show_file=lambda _path: None)
        self._sources = itertools.cycle((CAMERA.name, CLIP_TITLE))
        self._layouts = itertools.cycle(Layout)
        self._sizes = itertools.cycle(_SIZES_PX)
        self._models = itertools.count()
        self._recorded_from = 0

    @property
    def fps(self) -> float:
        """Pictures a second that the pipeline makes now."""
        return self._live.session.stats.output_fps

    def start(self) -> None:
        """Show the window; returns when a model draws."""
        self._window.show()
        self._presenter.start()
        self._wait_until(self._is_calm, "shows a toon")

    def switch(self) -> None:
        """Choose the next source, model and layout."""
        self._choose(self._window.controls.source, next(self._sources))
        titles = [model.manifest.title for model in self._live.models.models]
        self._choose(self._window.controls.model, titles[next(self._models) % len(titles)])
        self._window.acts.layouts[next(self._layouts)].trigger()

    def resize(self) -> None:
        """Give the window the next of four sizes."""
        self._window.resize(*next(self._sizes))

    def toggle_recording(self) -> None:
        """Click on the record button, unless a clip is still empty; disabled while one starts or is saved."""
        if self._live.recording.state is RecordingState.RECORDING and not self._has_pictures():
            return
        self._window.acts.record.trigger()

    def rest(self) -> None:
        """Come to the state in which minutes are compared: the clip, the first model, no recording."""
        self._wait_until(lambda: self._live.recording.state is not RecordingState.STARTING, "records")
        if self._live.recording.state is RecordingState.RECORDING:
            self._wait_until(self._has_pictures, "shows pictures while it records")
            self.toggle_recording()
        self._wait_until(lambda: self._live.recording.state is RecordingState.IDLE, "saves the clip")
        self._choose(self._window.controls.source, CLIP_TITLE)
        self._choose(self._window.controls.model, self._live.models.models[0].manifest.title)
        self._window.acts.layouts[Layout.TOON].trigger()
        self._window.resize(*_SIZES_PX[0])
        self._wait_until(self._is_calm, "comes to rest")

    def close(self) -> None:
        """Close the window as a person does; returns when everything behind it has ended."""
        self._window.leave()
        self._wait_until(lambda: self._shut_down and not self._window.isVisible(), "closes")

    def work(self, seconds: float) -> None:
        """Let Qt's events come and go for so long."""
        loop = QEventLoop()
        QTimer.singleShot(round(seconds * 1e3), loop.quit)
        loop.exec()

    def _newest_index(self) -> int:
        frame = self._window.view.frame
        return 0 if frame is None else frame.source.index

    def _has_pictures(self) -> bool:
        return self._newest_index() > self._recorded_from + _LEAST_PICTURES

    def _is_calm(self) -> bool:
        view = self._window.view
        drawn = view.frame is not None and view.frame.generated is not None
        return drawn and view.message is None and not self._live.models.loading and not self._live.tasks.running

    def _choose(self, button: MenuButton, words: str) -> None:
        """Open the menu, click the entry of these words, which may come only when the cameras are listed.

        What the menu says of a slow model, behind a dot, may be there too.
        """

        def entries() -> list[QAction]:
            return [action for action in button.drop_menu.actions() if action.text().split(" · ")[0] == words]

        button.open_menu()
        self._wait_until(entries, f"offers {words}")
        entries()[0].trigger()
        button.drop_menu.close()

    def _wait_until(self, reached: Callable[[], object], what: str) -> None:
        deadline_s = time.monotonic() + _PATIENCE_S
        while not reached():
            if time.monotonic() > deadline_s:
                raise TimeoutError(f"After {_PATIENCE_S:.0f} s it is not so that the window {what}.")
            self.work(_POLL_S)

    def _on_recording_state_changed(self, state: RecordingState) -> None:
        if state is RecordingState.RECORDING:
            self._recorded_from = self._newest_index()

    def _on_shut_down_finished(self) -> None:
        self._shut_down = True


def _make_source(choice: SourceChoice) -> FrameSource:
    return MoodyCamera(choice.title) if choice.camera is not None else choice.make()
