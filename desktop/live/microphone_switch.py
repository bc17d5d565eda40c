"""MicrophoneSwitch: which microphone is heard, which could be, and how it is doing."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from core.errors import AppError, MicrophonePermissionDenied
from core.events import MicrophoneFailed, MicrophoneStarted
from core.microphones.base import Microphone
from desktop.live.tasks import Lane, Tasks, log_failure

SYSTEM_CHOICE = ""
"""The name of whichever microphone the system has chosen."""

MakeMicrophone = Callable[[str], Microphone]
MicrophoneAccess = Callable[[Callable[[bool], None]], None]


class MicrophoneState(Enum):
    OFF = auto()
    STARTING = auto()
    HEARD = auto()
    FAILED = auto()
    """Nothing comes from it; it is tried again by itself."""


class MicrophoneOwner(Protocol):
    """The part of the session used here."""

    @property
    def sound_level(self) -> float: ...
    def set_microphone(self, microphone: Microphone | None) -> None: ...


class MicrophoneSwitch(QObject):
    """Opens the chosen microphone while it is on, and no longer: off means that the device is closed. GUI thread.

    Args:
        owner: hears it; may block.
        tasks: run what blocks.
        list_microphones: their names; may block for a second.
        access: asks the system whether a microphone may be used; answers on the GUI thread.
        make_microphone: makes the closed microphone of a name.
    """

    state_changed = Signal(object)
    listed = Signal()
    failed = Signal(object)
    """Why nothing is heard; told once until something is heard again."""

    def __init__(
        self,
        owner: MicrophoneOwner,
        tasks: Tasks,
        list_microphones: Callable[[], list[str]],
        access: MicrophoneAccess,
        make_microphone: MakeMicrophone,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._owner, self._access, self._make = owner, access, make_microphone
        self._list_microphones = list_microphones
        self._listing: Lane[list[str]] = Lane(tasks, "list-microphones")
        self._changing = Lane(tasks, "microphone")
        self._state = MicrophoneState.OFF
        self._name = SYSTEM_CHOICE
        self.names: list[str] = []

    @property
    def state(self) -> MicrophoneState:
        return self._state

    @property
    def on(self) -> bool:
        return self._state is not MicrophoneState.OFF

    @property
    def name(self) -> str:
        """Of the chosen one, also while it is off."""
        return self._name

    @property
    def level(self) -> float:
        """The peak that is heard, 0..1."""
        return self._owner.sound_level if self.on else 0.0

    @property
    def listing(self) -> bool:
        return self._listing.busy

    def choose(self, name: str) -> None:
        """The one that is heard from now on, or when it is switched on."""
        self._name = name
        if self.on:
            self.switch_on()

    def switch_on(self) -> None:
        """Hear the chosen one. Returns at once; `state_changed` and `failed` tell how it goes."""
        self._set_state(MicrophoneState.STARTING)
        self._access(partial(self._on_answered, self._name))

    def switch_off(self) -> None:
        """Close it. Returns at once."""
        self._set_state(MicrophoneState.OFF)
        self._hand_over(None)

    def refresh(self) -> None:
        """Look for microphones again; `listed` tells when `names` is new."""
        self._listing.run(self._list_microphones, done=self._on_listed, failed=self._on_listing_failed)

    def on_event(self, event: MicrophoneStarted | MicrophoneFailed) -> None:
        """Take what the engine tells about the microphone."""
        if not self.on:
            return
        match event:
            case MicrophoneStarted():
                self._set_state(MicrophoneState.HEARD)
            case MicrophoneFailed():
                self._fail(event.error)

    def _on_answered(self, name: str, allowed: bool) -> None:  # noqa: FBT001 - an answer
        if not self.on or name != self._name:
            return
        if allowed:
            self._hand_over(name)
        else:
            self._fail(
                MicrophonePermissionDenied(
                    "macOS does not let ToonClip use the microphone.",
                    hint="Allow it in System Settings, Privacy & Security, Microphone; then switch it on again.",
                )
            )

    def _hand_over(self, name: str | None) -> None:
        self._changing.run(
            lambda: self._owner.set_microphone(None if name is None else self._make(name)),
            done=lambda _nothing: None,
        )

    def _fail(self, error: AppError) -> None:
        self._set_state(MicrophoneState.FAILED)
        self.failed.emit(error)

    def _on_listed(self, names: list[str]) -> None:
        self.names = names
        self.listed.emit()

    def _on_listing_failed(self, error: BaseException) -> None:
        log_failure(error)
        self.listed.emit()

    def _set_state(self, state: MicrophoneState) -> None:
        if state is not self._state:
            self._state = state
            self.state_changed.emit(state)
