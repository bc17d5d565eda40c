"""Session: owns the source, the generator and the sinks from start to stop; the commands of the live program."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Lock

from core.compositor import ComposeSettings
from core.crop import Crop
from core.errors import InputError
from core.events import EventListener
from core.films.film import FilmSource
from core.frame import NOTHING, ComposedFrame, Frame, RgbImage, Size
from core.generators.base import ImageGenerator
from core.mailbox import LatestSlot
from core.media.encoders import Encoders
from core.media.fragment_muxer import CRF
from core.metrics import PipelineStats
from core.microphones.base import Microphone
from core.microphones.worker import MicrophoneWorker
from core.pipeline.pipeline import Pipeline
from core.sinks.base import Demand, FrameSink, whole
from core.sinks.clip_file import ClipFile
from core.sinks.recorder import Recorder, RecordingSummary
from core.sinks.replay import LARGEST, Reel, Replay
from core.sinks.snapshot import snapshot_image, write_snapshot
from core.sound import SoundBlock, SoundFeed
from core.sources.base import FrameSource
from core.sources.capture import CaptureWorker

_JOIN_S = 5.0


class Session:
    """A running engine. Commands may come from any thread; each says whether it blocks.

    Args:
        view: the sink that shows the picture; attached from start to close.
        listener: receives the engine's events, on the engine's threads; must return at once.
        new_recorder: makes the recorder of a clip, from what `Recorder` takes.
        clock_ns: for the times of frames and the latency.
        view_demand: how large the view can use the pictures.
        encoders: which encoder clips are made with; None: libx264.
    """

    def __init__(
        self,
        view: FrameSink,
        listener: EventListener,
        *,
        new_recorder: Callable[..., Recorder] = Recorder,
        clock_ns: Callable[[], int] = time.perf_counter_ns,
        view_demand: Demand = whole,
        encoders: Encoders | None = None,
    ) -> None:
        self._listener = listener
        self._new_recorder = new_recorder
        self._clock_ns = clock_ns
        self._frames: LatestSlot[Frame] = LatestSlot()
        self._indices = itertools.count()
        self._source_number = 0
        self._capture: CaptureWorker | None = None
        self._recorder: Recorder | None = None
        self._sound = SoundFeed()
        self._film: FilmSource | None = None
        self._microphone: MicrophoneWorker | None = None
        self._replay: Replay | None = None
        self._lock = Lock()
        self._recording_turn = Lock()
        self._closed = False
        self._pipeline = Pipeline(self._frames, listener, clock_ns=clock_ns)
        self._view_demand = view_demand
        self._encoders = encoders
        self._pipeline.attach(view, view_demand)
        self._pipeline.start()

    @property
    def stats(self) -> PipelineStats:
        capture = self._capture
        return PipelineStats(
            capture_fps=capture.fps if capture else 0.0,
            output_fps=self._pipeline.output_fps,
            generate_ms=self._pipeline.generate_ms,
            latency_ms=self._pipeline.latency_ms,
            dropped=self._pipeline.dropped,
            working_size=_working_size(self._pipeline.latest),
        )

    @property
    def target_fps(self) -> float | None:
        """The rate to hold, where the camera delivers it; None: the camera's own.

        Of a faster camera frames are skipped. Where the generator is too slow it draws smaller images.
        """
        return self._pipeline.target_fps

    @target_fps.setter
    def target_fps(self, fps: float | None) -> None:
        self._pipeline.target_fps = fps

    @property
    def fixed_px(self) -> int | None:
        """Bound of the longer side at which is drawn, px; None: the largest that holds the rate."""
        return self._pipeline.fixed_px

    @fixed_px.setter
    def fixed_px(self, bound: int | None) -> None:
        self._pipeline.fixed_px = bound

    @property
    def compose_settings(self) -> ComposeSettings:
        return self._pipeline.settings

    @compose_settings.setter
    def compose_settings(self, settings: ComposeSettings) -> None:
        self._pipeline.settings = settings

    def newest_image(self) -> RgbImage | None:
        """The source's image in the newest composed frame; None before the first. Any thread."""
        newest = self._pipeline.latest
        return None if newest is None else newest.source.image

    @property
    def recording(self) -> bool:
        return self._recorder is not None

    def set_source(self, source: FrameSource) -> int:
        """Change to another source. Returns at once: the new thread releases the old source first, then opens.

        Returns:
            The number that the frames and the events of this source carry.
        """
        with self._lock:
            if self._closed:
                return self._source_number
            self._source_number += 1
            self._film = source if isinstance(source, FilmSource) else None
            if self._film is not None:
                self._film.listen(self._sound)
            previous = self._capture
            if previous is not None:
                previous.request_stop()
            self._capture = CaptureWorker(
                source,
                self._frames,
                indices=self._indices,
                listener=self._listener,
                after=previous,
                source_number=self._source_number,
                clock_ns=self._clock_ns,
            )
            self._capture.start()
            return self._source_number

    @property
    def sound_level(self) -> float:
        """The peak that the microphone hears, 0..1, which falls slowly; 0 without one."""
        microphone = self._microphone
        return microphone.level if microphone is not None else 0.0

    def set_microphone(self, microphone: Microphone | None) -> None:
        """Hear this one; None hears nothing. Blocks until the old one is released, as long as its driver takes.

        A clip that is being recorded goes on, silent where nothing is heard.
        """
        with self._lock:
            if self._closed:
                return
            previous, self._microphone = self._microphone, None
            if microphone is not None:
                self._microphone = MicrophoneWorker(microphone, self.hear, self._listener, after=previous)
                self._microphone.start()
        if previous is not None:
            previous.request_stop()

    def set_generator(self, generator: ImageGenerator | None) -> None:
        """Hand over a loaded, warm generator; the session closes it. Returns at once; None shows the original."""
        with self._lock:
            if not self._closed:
                self._pipeline.set_generator(generator)
                return
        if generator is not None:
            generator.close()

    def start_recording(
        self,
        path: Path,
        *,
        mirrored: bool = False,
        crop: Crop = Crop.WHOLE,
        crf: int = CRF,
        wanted: Callable[[], bool] = lambda: True,
    ) -> None:
        """Record every composed frame from now on into a clip. Blocks on the disk; nothing else waits for it meanwhile.

        Args:
            path: of the finished clip; an .mp4 that does not exist yet.
            mirrored: flip the picture left to right.
            crop: the part of it that is kept.
            crf: quality for libx264, smaller is better.
            wanted: asked once, when the disk has answered and the clip could begin; False gives it up.

        Raises:
            InputError: a clip is being recorded already, the session is closed, or the clip is wanted no longer.
            WriteError: the clip cannot be begun; nothing is left behind.
        """
        with self._recording_turn:
            self._expect_no_recording()
        clip = ClipFile(path, with_sound=True, crf=crf, encoders=self._encoders)
        recorder = self._new_recorder(
            path, mirrored=mirrored, crop=crop, sound=self._sound, listener=self._listener, clip=clip
        )
        recorder.start()
        try:
            with self._recording_turn:
                self._expect_no_recording()
                if not wanted():
                    raise InputError(f"{path.name} is wanted no longer.")
                self._pipeline.attach(recorder)
                self._recorder = recorder
        except InputError:
            recorder.discard()
            raise

    def _expect_no_recording(self) -> None:
        if self._closed:
            raise InputError("The session is closed.")
        if self._recorder is not None:
            raise InputError("A clip is being recorded already.", hint="Stop it first.")

    def stop_recording(self) -> RecordingSummary:
        """Finish the clip, open it again and check it. Blocks until it is on the disk.

        Raises:
            InputError: nothing is being recorded.
            WriteError: the clip could not be written; says what was saved.
        """
        with self._recording_turn:
            recorder, self._recorder = self._recorder, None
        if recorder is None:
            raise InputError("No clip is being recorded.")
        self._pipeline.detach(recorder)
        return recorder.stop()

    def hear(self, block: SoundBlock) -> None:
        """Take what the microphone hears; a film's own sound is recorded in its place. Any thread; returns at once."""
        film = self._film
        if film is None or not film.has_sound:
            self._sound.submit_sound(block)

    def pause_recording(self, *, paused: bool) -> None:
        """Leave out what is captured until the recording is resumed. Returns at once; does nothing without a clip."""
        recorder = self._recorder
        if recorder is None:
            return
        if paused:
            recorder.pause(self._clock_ns())
        else:
            recorder.resume(self._clock_ns())

    def set_replay(self, seconds: float, *, mirrored: bool = False, crop: Crop = Crop.WHOLE) -> None:
        """Remember the last seconds from now on; 0 forgets them. Blocks until the old ones are forgotten.

        Args:
            seconds: how many.
            mirrored: flip the picture left to right.
            crop: the part of it that is kept.
        """
        with self._recording_turn:
            previous, self._replay = self._replay, None
            if previous is not None:
                self._pipeline.detach(previous)
                previous.stop()
            if self._closed or not seconds:
                return
            self._replay = Replay(Reel(seconds, self._encoders), mirrored=mirrored, crop=crop, sound=self._sound)
            self._replay.start()
            self._pipeline.attach(self._replay, self._replay_demand)

    def save_replay(self, path: Path) -> RecordingSummary:
        """Save the last seconds as a clip; a recording goes on. Blocks until it is on the disk.

        Args:
            path: of the clip; an .mp4 that does not exist yet.

        Raises:
            InputError: nothing is remembered.
            WriteError: it cannot be written.
        """
        replay = self._replay
        if replay is None:
            raise InputError("The last seconds are not remembered.", hint="Switch that on in the menu.")
        return replay.save(path)

    def attach(self, sink: FrameSink, demand: Demand = whole) -> None:
        """Send composed frames, as large as it demands them, to a sink that its owner starts and stops.

        Returns at once. While neither view nor clip nor any such sink demands a picture, the generator rests.
        """
        self._pipeline.attach(sink, demand)

    def detach(self, sink: FrameSink) -> None:
        """Send it no more; does nothing when it is not attached. Returns at once."""
        self._pipeline.detach(sink)

    def take_snapshot(self, *, mirrored: bool = False, crop: Crop = Crop.WHOLE) -> Callable[[Path], None]:
        """Keep the newest composed picture.

        Returns:
            What writes it as a PNG, however late; see `write_snapshot`.

        Raises:
            InputError: there is no picture yet.
        """
        return partial(write_snapshot, self._newest(), mirrored=mirrored, crop=crop)

    def picture(self, *, mirrored: bool = False, crop: Crop = Crop.WHOLE) -> RgbImage:
        """The newest composed picture as a snapshot shows it: (h, w, 3) uint8 RGB.

        Raises:
            InputError: there is no picture yet.
        """
        return snapshot_image(self._newest(), mirrored=mirrored, crop=crop)

    def _newest(self) -> ComposedFrame:
        composed = self._pipeline.latest_whole()
        if composed is None:
            raise InputError("There is no picture yet.", hint="Choose a source first.")
        return composed

    def close(self) -> RecordingSummary | None:
        """Stop the source, finish a running clip, stop the pipeline. Blocks; idempotent.

        Returns:
            The summary of a clip that was being recorded.
        """
        with self._lock:
            self._closed = True
            capture, self._capture = self._capture, None
            microphone, self._microphone = self._microphone, None
        if microphone is not None:
            microphone.request_stop()
        if capture is not None:
            capture.shut_down()
        self.set_replay(0)
        with self._recording_turn:  # one that begins later is discarded
            recording = self.recording
        try:
            return self.stop_recording() if recording else None
        finally:
            self._frames.close()
            self._pipeline.request_stop()
            self._pipeline.join(_JOIN_S)

    def _replay_demand(self) -> Size | None:
        """What nobody sees need not be remembered: for the replay alone nothing is drawn."""
        return NOTHING if self._view_demand() == NOTHING else LARGEST


def _working_size(composed: ComposedFrame | None) -> tuple[int, int] | None:
    if composed is None or composed.generated is None:
        return None
    rows, columns = composed.generated.image.shape[:2]
    return columns, rows
