"""ClipFile: an H.264 MP4 that survives a crash while it is written and is checked before it gets its name."""

# PyAV leaves the packets of its streams untyped.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

import av
from av.container import InputContainer, OutputContainer
from av.error import FFmpegError
from av.video.frame import PictureType
from av.video.stream import VideoStream

from core.compositor import letterboxed
from core.errors import FolderNotWritable, NoSpace, WriteError
from core.frame import RgbImage
from core.media.clip_check import ClipFacts, check_clip
from core.media.h264 import CLIP_TIME_BASE, add_h264_stream, even_sized, to_video_frame
from core.write_errors import writing

_CRF = 20
_PRESET = "superfast"
_KEYFRAME_TICKS = CLIP_TIME_BASE.denominator  # a crash loses what came after the last key frame: a second at most
_SELDOM = 600  # frames between key frames that were not asked for
_LEAST_FREE_BYTES = 32 * 2**20


class ClipFile:
    """Writes fragments into `NAME.part`, which plays as far as it got; `finish` makes the ordinary MP4 of it.

    Used by one thread at a time.

    Args:
        path: of the finished clip.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.partial = path.with_name(f"{path.name}.part")
        self._container: OutputContainer | None = None
        self._stream: VideoStream | None = None
        self._last_pts = self._key_pts = 0

    def begin(self) -> None:
        """Create the file.

        Raises:
            FolderNotWritable: the folder is missing or read-only, or the clip exists already.
            NoSpace: the disk is all but full.
        """
        with writing(self.path, FFmpegError):
            if self.path.exists():
                raise FolderNotWritable(f"{self.path} exists already.", hint="Choose another name.")
            if shutil.disk_usage(self.path.parent).free < _LEAST_FREE_BYTES:
                raise NoSpace(
                    f"The disk of {self.path.parent} is full.", hint="Free some space or choose another folder."
                )
            self.partial.touch()
            options = {"movflags": "frag_keyframe+empty_moov+default_base_moof", "flush_packets": "1"}
            self._container = av.open(str(self.partial), "w", format="mp4", options=options)

    def write(self, image: RgbImage, pts: int) -> None:
        """Encode a picture; `pts` counts `CLIP_TIME_BASE` and grows. Later sizes are fitted into the first one.

        Raises:
            CodecMissing: there is no H.264 encoder.
            WriteError: the disk refuses it.
        """
        if self._container is None:
            raise WriteError(f"{self.path} is not being written.")
        with writing(self.path, FFmpegError):
            image = even_sized(image)
            if self._stream is None:
                rows, columns = image.shape[:2]
                self._stream = add_h264_stream(self._container, columns, rows, crf=_CRF, preset=_PRESET)
                self._stream.codec_context.gop_size = _SELDOM
                # Fragments have no edit list to undo the delay of B-frames: the clip would start late.
                self._stream.codec_context.max_b_frames = 0
            fitted = letterboxed(image, self._stream.width, self._stream.height)
            frame = to_video_frame(fitted, pts)
            if self._is_key_due(pts):
                frame.pict_type = PictureType.I
            for packet in self._stream.encode(frame):
                self._container.mux(packet)

    def finish(self) -> ClipFacts:
        """Close the fragments, rewrite them as an ordinary MP4, check it, give it its name.

        Raises:
            WriteError: it could not be written; the message says what was saved.
        """
        whole = self.path.with_name(f"{self.path.name}.whole.part")
        try:
            self._close()
            with writing(self.path, FFmpegError):
                _remux(self.partial, whole)
                facts = check_clip(whole)
                whole.replace(self.path)
        except WriteError as error:
            with suppress(OSError):
                whole.unlink(missing_ok=True)
            raise self.salvage(error) from error
        with suppress(OSError):  # a player or an indexer may hold it; the clip is whole all the same
            self.partial.unlink(missing_ok=True)
        return facts

    def salvage(self, error: WriteError) -> WriteError:
        """After a failure: keep what plays under the clip's name, remove what does not; the error that says so."""
        with suppress(WriteError):
            self._close()
        try:
            facts = check_clip(self.partial)
            self.partial.replace(self.path)
        except (WriteError, OSError):
            with suppress(OSError):
                self.partial.unlink(missing_ok=True)
            return type(error)(f"{error.message} Nothing was saved.", hint=error.hint)
        saved = f"The first {facts.duration_s:.1f} s are saved as {self.path}."
        return type(error)(f"{error.message} {saved}", hint=error.hint)

    def discard(self) -> None:
        """Remove everything that was written."""
        with suppress(WriteError):
            self._close()
        with suppress(OSError):
            self.partial.unlink(missing_ok=True)

    def _is_key_due(self, pts: int) -> bool:
        """Whether, at the pace of the last frames, the next one would come too late for a key frame."""
        gap, self._last_pts = pts - self._last_pts, pts
        due = pts + gap - self._key_pts > _KEYFRAME_TICKS
        if due:
            self._key_pts = pts
        return due

    def _close(self) -> None:
        container, self._container = self._container, None
        stream, self._stream = self._stream, None
        if container is None:
            return
        with writing(self.path, FFmpegError):
            try:
                for packet in stream.encode(None) if stream is not None else ():
                    container.mux(packet)
            finally:
                container.close()


def _remux(fragments: Path, whole: Path) -> None:
    """Copy the packets into an MP4 with its index in front, which every player can seek in."""
    with (
        av.open(str(fragments)) as source,
        av.open(str(whole), "w", format="mp4", options={"movflags": "+faststart"}) as target,
    ):
        _copy_packets(source, target)


def _copy_packets(source: InputContainer, target: OutputContainer) -> None:
    stream = target.add_stream_from_template(source.streams.video[0])
    for packet in source.demux(video=0):
        if packet.dts is not None:
            packet.stream = stream
            target.mux(packet)
