"""Live: the engine with its bridges to the GUI thread, and their shutdown in order."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Thread

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from core.generators.base import ImageGenerator
from core.generators.choice import ProviderChoice
from core.memory import give_back_memory
from core.models.library import InstalledModel
from core.session import Session
from desktop.live.bridge import EventBridge, FrameBridge, GuiCalls
from desktop.live.camera_formats import CameraFormats
from desktop.live.clip_recording import ClipRecording, RecordingState
from desktop.live.devices import Devices
from desktop.live.film_saving import FilmSaving
from desktop.live.folder_tasks import FolderTasks
from desktop.live.microphone_switch import MicrophoneSwitch
from desktop.live.model_care import ModelCare
from desktop.live.model_renewal import ModelRenewal
from desktop.live.model_switch import Models, ModelSwitch
from desktop.live.provider_trials import ProviderTrials
from desktop.live.settings import Settings
from desktop.live.settings_store import SettingsStore
from desktop.live.source_switch import CameraAccess, SourceSwitch
from desktop.live.style_learning import StyleLearning
from desktop.live.style_previews import StylePreviews
from desktop.live.tasks import Tasks, log_failure
from desktop.live.virtual_camera_switch import VirtualCameraSwitch
from desktop.system.device_watch import DeviceWatch

_log = logging.getLogger(__name__)
_LONGEST_SHUTDOWN_MS = 4_000
_LONGEST_SAVE_S = 4.0


class Live(QObject):
    """Everything behind the window. GUI thread.

    Args:
        settings: as loaded.
        settings_path: where they are saved.
        library: what models are installed.
        load: makes a warm generator; blocks.
        load_small: the same for previews: of a small image, on one thread of the processor; None: `load`.
        devices: of this computer.
        choice: of what runs the models, which `load` heeds; None: the processor alone.
    """

    shut_down_finished = Signal()

    def __init__(
        self,
        settings: Settings,
        settings_path: Path,
        *,
        library: Models,
        load: Callable[[InstalledModel], ImageGenerator],
        load_small: Callable[[InstalledModel], ImageGenerator] | None = None,
        devices: Devices,
        choice: ProviderChoice | None = None,
    ) -> None:
        super().__init__()
        self.devices = devices
        self.calls = GuiCalls(self)
        self.frames = FrameBridge(self)
        self.events = EventBridge(self.calls, self)
        self.tasks = Tasks(self.calls)
        self.folders = FolderTasks(self.tasks, self)
        self.session = Session(
            self.frames, self.events.listen, view_demand=self.frames.demand, encoders=devices.encoders
        )
        self.settings = SettingsStore(settings, settings_path, self.tasks, self)
        self.formats = CameraFormats(self.tasks, devices.camera_modes, devices.make_source, settings.camera_modes, self)
        self.sources = SourceSwitch(
            self.session,
            self.tasks,
            devices.list_cameras,
            self._answered_here(devices.request_camera_access),
            self,
            make_source=self.formats.source_of,
        )
        self.formats.follow(self.sources)
        self._device_watch = DeviceWatch(self)
        self._device_watch.changed.connect(self.sources.refresh)
        self.models = ModelSwitch(self.session, self.tasks, library, load, self)
        self.renewal = ModelRenewal(self.models, self.tasks, self)
        self.microphone = MicrophoneSwitch(
            self.session,
            self.tasks,
            devices.list_microphones,
            self._answered_here(devices.request_microphone_access),
            devices.make_microphone,
            self,
        )
        self.previews = StylePreviews(self.session, load_small or load, self.tasks, self.calls, self)
        self.care = ModelCare(self.tasks, library, self.session.newest_image, self)
        self.style_learning = StyleLearning(self)
        self.providers = ProviderTrials(self.models, self.tasks, self.calls, choice, self)
        if choice is not None:
            choice.on_failed = self.providers.report_failure
        self.film_saving = FilmSaving(self.tasks, self.calls, self)
        self.recording = ClipRecording(self.session, self.folders, self)
        self.virtual_camera = VirtualCameraSwitch(self.session, self.tasks, self.calls, devices.offer_cameras, self)
        self.models.model_changed.connect(self._give_back_memory)
        self.recording.clip_saved.connect(self._give_back_memory)
        self.recording.clip_saved.connect(self._try_encoders)
        self._encoders_tried = self._shutting_down = False
        self._finished = False
        self._deadline = QTimer(self)
        self._deadline.setSingleShot(True)
        self._deadline.setInterval(_LONGEST_SHUTDOWN_MS)
        self._deadline.timeout.connect(self._on_deadline_timeout)

    def shut_down(self) -> None:
        """Finish a running clip, then close the engine and everything late; `shut_down_finished` tells when.

        Returns at once. A clip is saved however long its disk takes; what comes after is bounded: a driver that
        never returns does not keep the window.
        """
        if self._shutting_down:
            return
        self._shutting_down = True
        self.film_saving.cancel_all()
        self._device_watch.close()
        self.sources.cancel()
        self.models.cancel()
        self.renewal.stop()
        self.previews.hide()
        self.providers.cancel()
        self.style_learning.end()
        self.virtual_camera.switch_off()
        self.settings.close()
        self.recording.state_changed.connect(self._go_on, Qt.ConnectionType.QueuedConnection)
        self._go_on()

    def save_now(self) -> None:
        """Finish a running clip and save the settings without Qt's event loop, as far as that goes in 4 s. Blocks."""
        self.recording.stop()
        self.settings.save()
        self.tasks.finish_now(
            lambda: self.recording.state is RecordingState.IDLE and not self.settings.saving, _LONGEST_SAVE_S
        )

    def leave_unfinished(self) -> None:
        """End the shutdown: a clip that is being saved is left as far as its disk took it, to be recovered."""
        _log.warning("left while the disk did not answer: %d tasks are left to themselves", self.tasks.running)
        QTimer.singleShot(0, self._finish)  # Qt ignores a close that comes from within the event of another

    def _give_back_memory(self) -> None:
        """After a model or an encoder has given back what it held."""
        self.tasks.run("give-back-memory", give_back_memory)

    def _answered_here(self, request: CameraAccess) -> CameraAccess:
        """The same request, but with its answer on the GUI thread."""
        return lambda answered: request(lambda allowed: self.calls.post(partial(answered, allowed)))

    def _try_encoders(self) -> None:
        """After the first clip, beside which there is no time for it. No task: the program ends without it."""
        encoders = self.devices.encoders
        if encoders is not None and not (self._encoders_tried or self._shutting_down):
            self._encoders_tried = True
            Thread(target=encoders.try_all, name="try-encoders", daemon=True).start()

    def _go_on(self) -> None:
        match self.recording.state:
            case RecordingState.RECORDING:
                self.recording.stop()
            case RecordingState.IDLE:
                self._deadline.start()
                self.recording.state_changed.disconnect(self._go_on)
                self.tasks.run("close", self.session.close, done=self._on_closed, failed=self._on_close_failed)
            case _:
                return  # starting or saving: its end brings us here again

    def _on_close_failed(self, error: BaseException) -> None:
        log_failure(error)
        self._on_closed(None)

    def _on_closed(self, _summary: object) -> None:
        self.tasks.when_idle(self._finish)

    def _on_deadline_timeout(self) -> None:
        _log.warning("the shutdown takes too long: %d tasks are left to themselves", self.tasks.running)
        self._finish()

    def _finish(self) -> None:
        if self._finished:
            return
        self._finished = True
        self._deadline.stop()
        self.folders.close()
        self.frames.close()
        self.calls.close()
        self.shut_down_finished.emit()
