"""FilmSound: the sound of a film, to the loudspeaker and into clips, in step with its picture."""

# PyAV leaves the packets of its streams untyped.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from typing import cast

import av
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.error import FFmpegError
from av.video.stream import VideoStream

from core.films.film_clock import FilmClock
from core.films.speaker import Speaker
from core.media.audio import sound_of
from core.media.continuity import Continuity
from core.media.reading import open_video
from core.media.seeking import seek
from core.sound import Samples, SoundBlock, SoundSink

_log = logging.getLogger(__name__)
_RATE = 48_000
_AHEAD_S = 0.25
_LONGEST_WAIT_S = 0.2
_JOIN_S = 2.0


class FilmSound:
    """Reads the file once more, a quarter of a second ahead of the picture.

    Args:
        speaker: plays it; None: it is silent here.

    Attributes:
        sink: gets what is heard, timed as the frames are; None: nobody.
    """

    def __init__(self, speaker: Speaker | None) -> None:
        self.sink: SoundSink | None = None
        self._speaker = speaker
        self._closed = Event()
        self._thread: Thread | None = None

    def open(self, path: Path, clock: FilmClock) -> None:
        """Begin to follow the clock. Returns at once."""
        self._closed = Event()
        self._thread = Thread(target=self._run, args=(path, clock, self._closed), name="film-sound", daemon=True)
        self._thread.start()

    def mute(self, *, muted: bool) -> None:
        """Whether the loudspeaker is silent. Any thread."""
        if self._speaker is not None:
            self._speaker.muted = muted

    def close(self) -> None:
        """Idempotent. The clock is closed before."""
        self._closed.set()
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.join(_JOIN_S)

    def _run(self, path: Path, clock: FilmClock, closed: Event) -> None:
        try:
            with open_video(path) as (container, film):
                sound = sound_of(container, film)
                if sound is None:
                    return
                if self._speaker is not None:
                    self._speaker.open()
                while not closed.is_set():
                    self._follow(_Heard(container, film, sound), clock, closed)
        except Exception:
            _log.exception("the sound of %s ends", path.name)
        finally:
            if self._speaker is not None:
                self._speaker.close()

    def _follow(self, heard: _Heard, clock: FilmClock, closed: Event) -> None:
        """Play from the clock's position until it jumps."""
        jumps, position_s = clock.jumps, clock.position_s
        for start_s, samples in heard.samples_from(position_s):
            while not clock.wait_for(start_s - _AHEAD_S, jumps, _LONGEST_WAIT_S):
                if closed.is_set() or clock.jumps != jumps:
                    break
            if closed.is_set() or clock.jumps != jumps:
                break
            self._give(samples, start_s, clock)
        if self._speaker is not None and (clock.jumps != jumps or closed.is_set()):
            self._speaker.clear()
        while not closed.is_set() and clock.jumps == jumps:  # at the end
            clock.wait_for(float("inf"), jumps, _LONGEST_WAIT_S)

    def _give(self, samples: Samples, start_s: float, clock: FilmClock) -> None:
        ahead_s = start_s - clock.position_s
        if self.sink is not None:
            heard_ns = time.perf_counter_ns() + round(ahead_s * 1e9)
            self.sink.submit_sound(SoundBlock(samples, _RATE, heard_ns))
        if self._speaker is not None:
            self._speaker.play(samples, ahead_s)


class _Heard:
    """The sound of a film from a position on."""

    def __init__(self, container: InputContainer, film: VideoStream, sound: AudioStream) -> None:
        self._container = container
        self._film = film
        self._sound = sound
        self._start_s = (container.start_time or 0) / av.time_base

    def samples_from(self, position_s: float) -> Iterator[tuple[float, Samples]]:
        """Time in the film and samples, (N, 2) float32 at 48 kHz."""
        seek(self._container, self._sound, position_s)
        resampler = AudioResampler(format="flt", layout="stereo", rate=_RATE)
        for frame in self._frames():
            if frame.time is None or frame.time - self._start_s < position_s:
                continue
            for resampled in resampler.resample(frame):
                yield self._timed(resampled, frame)

    def _frames(self) -> Iterator[AudioFrame]:
        """Decoded, on one clock with the film."""
        continuity = Continuity(self._container.format.name)
        with suppress(FFmpegError):
            for packet in self._container.demux(self._film, self._sound):
                continuity.apply(packet)
                if packet.stream is self._sound:
                    with suppress(FFmpegError):
                        yield from cast("list[AudioFrame]", packet.decode())

    def _timed(self, resampled: AudioFrame, frame: AudioFrame) -> tuple[float, Samples]:
        time_s = resampled.time if resampled.time is not None else frame.time
        samples = cast("Samples", resampled.to_ndarray().reshape(-1, 2))
        samples.flags.writeable = False
        return (time_s or 0.0) - self._start_s, samples
