"""VideoWriter: painted frames as H.264 in an MP4 that plays as far as it got, at any time."""

# PyAV leaves the packets of its streams untyped.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress

import av
from av.codec.context import Flags
from av.error import FFmpegError
from av.packet import Packet
from av.video.stream import VideoStream

from core.convert.part import Progressed, VideoPart, encoded_frames
from core.errors import AppError
from core.i420 import I420, fitted
from core.media.encoders import x264
from core.media.h264 import CLIP_TIME_BASE, add_h264_stream, to_video_frame

_CRF, _PRESET = 18, "veryfast"
_PLAYABLE = {"movflags": "hybrid_fragmented+frag_keyframe+delay_moov", "flush_packets": "1"}
"""A fragment for each key frame, in the file at once; at the end FFmpeg makes an ordinary MP4 of them.

Fragments that end elsewhere would do, but FFmpeg then forgets the duration of a last frame behind such an end.
"""
_KEY_FRAMES_S = 5.0
_SYNC_S = 5.0


class VideoWriter:
    """Writes the film; other tracks may write into the same container.

    Args:
        part: the file.
        width: px, even.
        height: px, even.
        gap_s: from one frame to the next, about.
        mark: what the file's film is named by.

    Attributes:
        container: to add other tracks to, before the first frame.
        frames: that it was given.
        in_file: frames that the encoder has let go: those that play if it ends now.
    """

    def __init__(self, part: VideoPart, width: int, height: int, *, gap_s: float, mark: str) -> None:
        self._part = part
        self.container = av.open(str(part.path.absolute()), "w", format="mp4", options=_PLAYABLE)
        self._stream = add_h264_stream(self.container, width, height, x264(_PRESET), crf=_CRF)
        self._stream.codec_context.flags |= Flags.frame_duration
        self._stream.codec_context.gop_size = max(1, round(_KEY_FRAMES_S / gap_s))
        self._stream.metadata["handler_name"] = mark or "VideoHandler"
        self._earlier: Iterator[Packet[VideoStream]] = iter(())
        self._moved: int | None = None
        self._last_pts = self._last_dts = -(2**62)
        self._synced_s = time.monotonic()
        self.frames = self.in_file = 0

    def go_on(self, progressed: Progressed) -> None:
        """Take the first frames from an earlier part."""
        self.container.start_encoding()
        self._earlier = encoded_frames(progressed, self._stream.codec_context.extradata or b"")

    def copy(self, time_s: float) -> bool:
        """Take the next frame from the earlier part, where there is one left; the first one is shown at `time_s`."""
        packet = next(self._earlier, None)
        if packet is None or packet.pts is None or packet.dts is None:
            return False
        pts, dts = (round(ticks * packet.time_base / CLIP_TIME_BASE) for ticks in (packet.pts, packet.dts))
        if self._moved is None:
            self._moved = round(time_s / CLIP_TIME_BASE) - pts
        packet.duration = round((packet.duration or 0) * packet.time_base / CLIP_TIME_BASE)
        packet.pts, packet.dts, packet.time_base = pts + self._moved, dts + self._moved, CLIP_TIME_BASE
        self._last_pts = max(self._last_pts, packet.pts)
        self._mux([packet])
        self.frames += 1
        return True

    def write(self, picture: I420, time_s: float, duration_s: float) -> None:
        """Encode a picture; one of another size, from a video that changes it, is fitted into the first one's."""
        of_stream = fitted(picture, self._stream.width, self._stream.height)
        self._last_pts = max(self._last_pts + 1, round(time_s / CLIP_TIME_BASE))
        frame = to_video_frame(of_stream, self._last_pts)
        frame.duration = round(duration_s / CLIP_TIME_BASE)
        self._mux(self._stream.encode(frame))
        self.frames += 1
        if time.monotonic() - self._synced_s > _SYNC_S:
            self._part.sync()
            self._synced_s = time.monotonic()

    def finish(self) -> None:
        """Write what the encoder still holds and close the file."""
        self._mux(self._stream.encode(None))
        self.container.close()

    def abandon(self) -> None:
        with suppress(FFmpegError, OSError, AppError):
            self.container.close()

    def _mux(self, packets: list[Packet[VideoStream]]) -> None:
        for packet in packets:
            if packet.dts is not None:  # behind an earlier part the encoder counts anew
                packet.dts = max(packet.dts, self._last_dts + 1)
                self._last_dts = packet.dts
            packet.stream = self._stream
            self.container.mux(packet)
            self.in_file += 1
