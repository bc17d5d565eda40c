"""PortAudioMicrophone: a microphone by its name, and which there are, through PortAudio on the three systems."""

# sounddevice has no types.
# pyright: basic

from __future__ import annotations

import logging
import queue
import time
from contextlib import suppress
from types import ModuleType
from typing import Any

from core.errors import (
    MicrophoneBusy,
    MicrophoneError,
    MicrophoneLost,
    MicrophoneNotFound,
    MicrophonePermissionDenied,
)
from core.microphones.sample_clock import SampleClock
from core.sound import Samples, SoundBlock
from core.sound_library import close_stream, look_again, sound_library, start_stream, turn

_log = logging.getLogger(__name__)
DEFAULT = ""
"""The name of whichever microphone the system has chosen."""

_LONGEST_WAIT_S = 2.0
_MOST_BLOCKS = 512
_LONGEST_AGE_S = 1.0
_PREFERRED_CHANNELS = 2
_BLOCK = 512  # samples; smaller ones wake us more often than sound needs
_DEVICE_UNAVAILABLE, _INVALID_DEVICE, _BAD_CHANNELS = -9985, -9996, -9998


def list_microphones() -> list[str]:
    """The names of the microphones, without the system's choice among them. Blocks up to some seconds.

    While sound is heard or played those are listed that were there when that began: PortAudio looks for new ones only
    when it begins.

    Raises:
        SoundLibraryMissing: there is no PortAudio.
    """
    sounddevice = sound_library()
    with turn:
        look_again()
        return list(dict.fromkeys(name for name, _ in _inputs(sounddevice)))


class PortAudioMicrophone:
    """Opened by one thread, read by it; PortAudio's own thread brings the sound.

    Args:
        device: its name as `list_microphones` gives it, or `DEFAULT`.
    """

    def __init__(self, device: str = DEFAULT) -> None:
        self._device = device
        self._blocks: queue.Queue[tuple[Samples, int] | None] = queue.Queue(_MOST_BLOCKS)
        self._stream: Any = None
        self._rate = 0
        self._clock = SampleClock(1)

    @property
    def name(self) -> str:
        return self._device or "the system's microphone"

    def open(self) -> None:
        sounddevice = sound_library()
        with turn:
            look_again()
            self._blocks = queue.Queue(_MOST_BLOCKS)
            stream = self._opened(sounddevice)
            self._rate = round(stream.samplerate)
            self._clock = SampleClock(self._rate)
            self._stream = stream
        _log.info("%s: %d Hz, %d channels", self.name, self._rate, stream.channels)

    def read(self) -> SoundBlock:
        try:
            block = self._blocks.get(timeout=_LONGEST_WAIT_S)
        except queue.Empty:
            block = None
        if block is None:
            raise MicrophoneLost(f"Nothing comes from {self.name} any more.", hint="Plug it in again.")
        samples, heard_ns = block
        samples.flags.writeable = False
        return SoundBlock(samples, self._rate, self._clock.start_ns(len(samples), heard_ns))

    def close(self) -> None:
        with turn:
            stream, self._stream = self._stream, None
            if stream is None:
                return
            close_stream(stream)
        self._end()

    def _opened(self, sounddevice: ModuleType) -> Any:
        """A running stream: of two channels where the device has them, of all where it insists."""
        number, most = self._found(sounddevice)
        for channels in dict.fromkeys((min(_PREFERRED_CHANNELS, most), most, 1)):
            try:
                stream = sounddevice.InputStream(
                    device=number,
                    channels=channels,
                    dtype="float32",
                    latency="low",
                    blocksize=_BLOCK,
                    callback=self._on_sound,
                    finished_callback=self._end,
                )
            except sounddevice.PortAudioError as error:
                if error.args[1:2] != (_BAD_CHANNELS,):
                    raise self._refused(error) from error
                continue
            try:
                start_stream(stream)
            except sounddevice.PortAudioError as error:
                raise self._refused(error) from error
            return stream
        raise MicrophoneError(f"{self.name} offers no channels of sound that can be recorded.")

    def _found(self, sounddevice: ModuleType) -> tuple[int, int]:
        """Number and channels of the device."""
        for name, device in _inputs(sounddevice):
            if name == self._device or (not self._device and device["index"] == _system_s_choice(sounddevice)):
                return device["index"], device["max_input_channels"]
        if not self._device:
            raise MicrophoneNotFound("No microphone was found.", hint="Plug one in.")
        raise MicrophoneNotFound(
            f"The microphone “{self._device}” is not connected.", hint="Plug it in, or choose another one."
        )

    def _on_sound(self, samples: Samples, _count: int, times: Any, _status: object) -> None:
        """PortAudio's thread. How old the sound is where the device tells it, else by its block's length."""
        now_ns = time.perf_counter_ns()
        age_s = times.currentTime - times.inputBufferAdcTime
        if not 0 < age_s < _LONGEST_AGE_S:
            age_s = len(samples) / self._rate if self._rate else 0.0
        with suppress(queue.Full):  # nobody has read for long: it is the newest that are lost, and silence comes there
            self._blocks.put_nowait((samples.copy(), now_ns - round(age_s * 1e9)))

    def _end(self) -> None:
        """Wake whoever reads. Any thread."""
        with suppress(queue.Full):
            self._blocks.put_nowait(None)

    def _refused(self, error: Exception) -> MicrophoneError:
        number = error.args[1] if len(error.args) > 1 else 0
        if number in {_DEVICE_UNAVAILABLE, _INVALID_DEVICE}:
            return MicrophoneBusy(
                f"{_sentence(self.name)} cannot be opened: another program has it, or it is switched off.",
                hint="Close the other program, or choose another microphone.",
            )
        if "permission" in str(error).lower() or "access" in str(error).lower():
            return MicrophonePermissionDenied(
                f"The system does not let ToonClip use {self.name}.",
                hint="Allow it in the system's settings for privacy; then try again.",
            )
        reason = str(error.args[0]).rstrip(".").lower() if error.args else "no reason given"
        return MicrophoneError(f"{_sentence(self.name)} cannot be opened: {reason}.", hint="Choose another microphone.")


def _interface(sounddevice: ModuleType) -> dict[str, Any]:
    """Of the system's interfaces to sound the one to use: Windows lists every microphone in several."""
    interfaces = sounddevice.query_hostapis()
    if not interfaces:
        return {"devices": [], "default_input_device": -1}
    best = next((found for found in interfaces if found["name"] == "Windows WASAPI"), None)
    return best or interfaces[max(0, sounddevice.default.hostapi)]


def _system_s_choice(sounddevice: ModuleType) -> int:
    return _interface(sounddevice)["default_input_device"]


def _inputs(sounddevice: ModuleType) -> list[tuple[str, dict[str, Any]]]:
    """Name and description of what can be heard."""
    devices = [sounddevice.query_devices(number) for number in _interface(sounddevice)["devices"]]
    return [(device["name"], device) for device in devices if device["max_input_channels"] > 0]


def _sentence(name: str) -> str:
    return name[0].upper() + name[1:]
