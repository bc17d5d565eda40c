"""FilmSource: a video file as a source that is played like a player does, with its sound."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from threading import Event
from typing import Protocol

from av.container import InputContainer
from av.video.stream import VideoStream

from core.errors import SourceDisconnected, SourceFormatRefused
from core.films.film_clock import FilmClock
from core.frame import RgbImage
from core.media.audio import sound_of
from core.media.clip_reader import ClipReader, TimedFrame
from core.media.frame_images import FrameImages
from core.media.reading import open_video
from core.media.seeking import seek
from core.sound import SoundSink
from core.sources.base import SourceFormat

_LONGEST_WAIT_S = 0.2
"""While it rests its picture comes again so often, for whatever is changed meanwhile."""

_LONGEST_LAG_S = 0.25
_MOST_SKIPPED = 5


class FilmAudio(Protocol):
    """The sound of the film, on a thread of its own; follows the clock by itself."""

    sink: SoundSink | None

    def open(self, path: Path, clock: FilmClock) -> None: ...
    def close(self) -> None: ...
    def mute(self, *, muted: bool) -> None: ...


class FilmSource:
    """Plays from the start, over and over unless told otherwise. What is decoded too late is skipped.

    `play`, `seek`, `step` and what can be asked belong to any thread.

    Args:
        path: of the file.
        audio: plays its sound; None: silent.

    Attributes:
        loops: begins again at the end; else it rests there.
        duration_s: 0 where the file does not say.
    """

    reconnects = False

    def __init__(self, path: Path, audio: FilmAudio | None = None) -> None:
        self.path = path
        self.loops = True
        self.duration_s = 0.0
        self._audio = audio
        self._clock = FilmClock()
        self._stack = ExitStack()
        self._container: InputContainer | None = None
        self._stream: VideoStream | None = None
        self._frames: Iterator[TimedFrame] = iter(())
        self._images: FrameImages | None = None
        self._jumps = -1
        self._gap_s = 0.04
        self._shown: tuple[float, RgbImage] | None = None
        self._has_sound = False
        self._closed = Event()

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def has_sound(self) -> bool:
        """Once it is open."""
        return self._audio is not None and self._has_sound

    def listen(self, sink: SoundSink) -> None:
        """Give its sound to somebody beside the loudspeaker, from the next `open` on."""
        if self._audio is not None:
            self._audio.sink = sink

    @property
    def playing(self) -> bool:
        return self._clock.playing

    @property
    def position_s(self) -> float:
        return max(0.0, min(self._clock.position_s, self.duration_s or self._clock.position_s))

    @property
    def shown_s(self) -> float:
        """The time of the newest frame that was shown."""
        shown = self._shown
        return shown[0] if shown is not None else 0.0

    def play(self, *, playing: bool) -> None:
        """Go on, from the start when it rests at the end; or rest."""
        if playing and self.duration_s and self._clock.position_s >= self.duration_s - self._gap_s:
            self._clock.jump(0.0)
        self._clock.play(playing=playing)

    def mute(self, *, muted: bool) -> None:
        """Whether its sound is played here; clips have it all the same."""
        if self._audio is not None:
            self._audio.mute(muted=muted)

    def seek(self, position_s: float) -> None:
        """Show what is there, and go on from there when it plays."""
        self._clock.jump(max(0.0, min(position_s, self.duration_s or position_s)))

    def step(self, frames: int) -> None:
        """Rest, and show the frame so many frames later or earlier. Quick steps add up."""
        self._clock.play(playing=False)
        shown = self._shown
        is_shown = shown is not None and self._clock.jumps == self._jumps
        at_s = shown[0] + self._gap_s / 2 if shown is not None and is_shown else self._clock.position_s
        self.seek(at_s + frames * self._gap_s)

    def open(self) -> SourceFormat:
        self.close()
        self._closed.clear()
        self._container, self._stream = self._stack.enter_context(open_video(self.path))
        reader = ClipReader(self._container, self._stream)
        self._gap_s = reader.gap_s
        first = next(reader.frames(), None)
        if first is None:
            self._stack.close()
            raise SourceFormatRefused(
                f"{self.path} holds no picture that can be decoded.", hint="Choose another video file."
            )
        rows, columns = FrameImages(self._stream).image(first.frame).shape[:2]
        self.duration_s = reader.promised_s
        self._has_sound = sound_of(self._container, self._stream) is not None
        self._shown, self._jumps = None, -1
        self._clock.open()
        if self._audio is not None:
            self._audio.open(self.path, self._clock)
        return SourceFormat(columns, rows, 1 / self._gap_s)

    def read(self) -> RgbImage:
        while not self._closed.is_set():
            if self._clock.jumps != self._jumps:
                return self._jumped()
            if not self._clock.playing and self._shown is not None:
                self._clock.wait_for(float("inf"), self._jumps, _LONGEST_WAIT_S)
                if not self._clock.playing and self._clock.jumps == self._jumps:
                    return self._shown[1].copy()
                continue
            image = self._next_due()
            if image is not None:
                return image
        self._stack.close()  # here, on the thread that reads
        raise SourceDisconnected(f"{self.name} is closed.")

    def close(self) -> None:
        self._closed.set()
        self._clock.close()
        if self._audio is not None:
            self._audio.close()

    def _jumped(self) -> RgbImage:
        """The frame at the position that was set."""
        jumps, position_s = self._clock.jumps, self._clock.position_s
        self._frames = self._frames_from(position_s)
        frame = next(self._frames, None)
        self._jumps = jumps
        if frame is None:
            return self._at_end()
        return self._show(frame)

    def _next_due(self) -> RgbImage | None:
        """The next frame when its time has come; None when something has changed meanwhile."""
        frame = self._next_in_time()
        if frame is None:
            return self._at_end()
        while not self._clock.wait_for(frame.time_s, self._jumps, _LONGEST_WAIT_S):
            if self._closed.is_set() or self._clock.jumps != self._jumps or not self._clock.playing:
                self._frames = chain([frame], self._frames)
                return None
        return self._show(frame)

    def _next_in_time(self) -> TimedFrame | None:
        """The next frame that is not over yet; None at the end."""
        frame, lag_s = None, 0.0
        for _ in range(_MOST_SKIPPED):
            frame = next(self._frames, None)
            lag_s = self._clock.position_s - frame.time_s if frame is not None else 0.0
            if frame is None or lag_s < frame.duration_s:
                return frame
        if lag_s > _LONGEST_LAG_S:
            self._clock.hold_back(lag_s)  # decoding is slower than the film
        return frame

    def _show(self, frame: TimedFrame) -> RgbImage:
        assert self._images is not None  # noqa: S101 - made with the frames
        image = self._images.image(frame.frame)
        self._shown = frame.time_s, image
        return image

    def _at_end(self) -> RgbImage:
        if self._shown is None:
            raise SourceDisconnected(f"{self.path} can no longer be read.", hint="Is its disk still there?")
        if self.loops and self._clock.playing:
            self._clock.jump(0.0)
        else:
            self._clock.play(playing=False)
        return self._shown[1].copy()

    def _frames_from(self, position_s: float) -> Iterator[TimedFrame]:
        """The frames from the one that is shown at a position."""
        if self._container is None or self._stream is None:
            return iter(())
        seek(self._container, self._stream, position_s)
        self._images = FrameImages(self._stream)
        frames = ClipReader(self._container, self._stream).frames()
        return (frame for frame in frames if frame.time_s + frame.duration_s > position_s + 1e-6)
