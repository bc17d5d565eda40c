"""A whole window over a real session with fake ends, in a temporary home."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Self

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.films.film import FilmSource
from core.films.film_audio import FilmSound
from core.frame import RgbImage
from core.generators.choice import ProviderChoice
from core.sinks.encoder_choice import EncoderChoice
from core.sources.base import FrameSource
from core.sources.camera_modes import CameraMode
from core.sources.discovery import CameraInfo
from core.virtual_camera.base import CameraFormat, CameraOutput
from core.virtual_camera.camera import VirtualCamera
from core.virtual_camera.events import Readers, VirtualCameraListener
from core.virtual_camera.offered import offer_cameras
from desktop.live.devices import Devices
from desktop.live.live import Live
from desktop.live.microphone_switch import MicrophoneAccess
from desktop.live.model_switch import Models
from desktop.live.settings_file import load_settings
from desktop.live.source_choice import SourceChoice, given_choice
from desktop.live.source_switch import CameraAccess
from desktop.presenter.presenter import Presenter
from desktop.presenter.recording import SaveFolders
from desktop.window.main_window import MainWindow
from desktop.window.style import apply_style
from support.fake_camera_output import FakeCameraOutput
from support.fake_controls import FakeControls
from support.fake_microphone import FakeMicrophone
from support.samples import make_camera, make_model
from support.window_driver import WindowDriver
from support.window_fakes import FakeLibrary, FakeLoader, FakeSource


class WindowRig(WindowDriver):
    """Two cameras and two models; a test changes them before `start`. Can be started again after `close`."""

    def __init__(self, qtbot: QtBot, tmp_path: Path) -> None:
        super().__init__(qtbot)
        self.clips, self.pictures = tmp_path / "clips", tmp_path / "pictures"
        self.settings_file = tmp_path / "settings.json"
        self.list_cameras: Callable[[], list[CameraInfo]] = lambda: list(self.cameras)
        self.cameras = [make_camera("Front"), make_camera("Back")]
        self.sources: dict[str, FakeSource] = {}
        self.library: Models = FakeLibrary(make_model("one", "First style"), make_model("two", "Second style"))
        self.loader = FakeLoader()
        self.camera_modes: Callable[[CameraInfo], list[CameraMode]] = lambda _camera: []
        self.controls_of = FakeControls()
        self.asked: dict[str, CameraMode | None] = {}
        self.choice: ProviderChoice | None = None
        self.encoders: EncoderChoice | None = None
        self.camera_outputs: list[CameraOutput] = [FakeCameraOutput(Readers.NONE)]
        self.opened_folders: list[Path] = []
        self.request_camera_access: CameraAccess = lambda answered: answered(True)
        self.microphones = [FakeMicrophone("Desk microphone"), FakeMicrophone("Headset")]
        self.request_microphone_access: MicrophoneAccess = lambda answered: answered(True)
        self.shut_down = self.is_first_start = False
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        apply_style(application)
        self._built = False

    def source(self, name: str) -> FakeSource:
        """The fake behind a camera's or file's name; the same one every time."""
        return self.sources.setdefault(name, FakeSource(name))

    def build(self) -> None:
        """Make the window, without a source or a model."""
        settings = load_settings(self.settings_file, pytest.fail)
        self.live = Live(
            settings if self.is_first_start else settings.model_copy(update={"sound_offered": True}),
            self.settings_file,
            library=self.library,
            load=self.loader,
            devices=Devices(
                self.list_cameras,
                self.request_camera_access,
                self._make_source,
                self._offer_cameras,
                lambda: [microphone.name for microphone in self.microphones],
                self.request_microphone_access,
                self._make_microphone,
                self.camera_modes,
                self.controls_of.read,
                self.controls_of.change,
                self.encoders,
            ),
            choice=self.choice,
        )
        self.shut_down = False
        self.live.shut_down_finished.connect(self._on_shut_down_finished)
        self.window = MainWindow()
        self.window.restore_geometry(self.live.settings.current.geometry)
        self.presenter = Presenter(
            self.live,
            self.window,
            folders=SaveFolders(self.clips, self.pictures),
            show_file=self.opened_folders.append,
        )
        self._built = True
        self.window.show()
        self.window.activateWindow()

    def start(self, source: FakeSource | None = None, model: str | None = None, *, wait: bool = True) -> Self:
        """Build and start; with `wait`, until the picture is seen and the model draws."""
        self.build()
        self.presenter.start(given_choice(source) if source is not None else None, model)
        if wait:
            self.until(lambda: self.view.frame is not None and self.view.message is None)
            self.until(lambda: not self.live.models.loading)
        return self

    def close(self) -> None:
        """Quit, if there is a window, as a person does. `shut_down` and `closed` are true afterwards."""
        if not self._built:
            return
        self.window.leave()
        self.until(lambda: self.shut_down)
        if self.window.isVisible():
            self.window.close()
        self.until(lambda: not self.window.isVisible())
        self.window.deleteLater()
        self._built = False

    @property
    def closed(self) -> bool:
        return self.shut_down and not self.window.isVisible()

    def _make_source(self, choice: SourceChoice) -> FrameSource:
        self.asked[choice.title] = choice.mode
        if choice.path is not None and choice.path.is_file() and choice.path.suffix == ".mp4":
            return FilmSource(choice.path, FilmSound(None))
        return choice.source or self.source(choice.title)

    def _make_microphone(self, name: str) -> FakeMicrophone:
        return next(microphone for microphone in self.microphones if name in {"", microphone.name})

    def _offer_cameras(
        self, listener: VirtualCameraListener, resting: RgbImage, camera_format: CameraFormat
    ) -> list[VirtualCamera]:
        return offer_cameras(listener, resting, camera_format, outputs=self.camera_outputs)

    def _on_shut_down_finished(self) -> None:
        self.shut_down = True
