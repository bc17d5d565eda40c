"""FragmentMuxer: encodes pictures and sound and packs them into fragments, each ready to be appended to a file."""

# PyAV leaves the packets of its streams untyped.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import io
import zlib

import av
from av.audio.stream import AudioStream
from av.error import FFmpegError
from av.packet import Packet
from av.video.frame import PictureType
from av.video.stream import VideoStream

from core.i420 import I420, fitted
from core.media.encoders import Encoder, Encoders, x264
from core.media.fragments import HEAD_BYTES, fragment_start, sealed
from core.media.h264 import CLIP_TIME_BASE, add_h264_stream, to_video_frame
from core.media.soundtrack import Soundtrack, add_sound_stream
from core.sound import SoundBlock

CRF = 20
_SETTINGS = "x264-params", "subme=1:8x8dct=1"
_CRF_MORE = 1
"""With these, x264 makes of 1280 x 720 px what its preset superfast makes, in two thirds of the time: 5.1 Mbit/s, PSNR
46.3 dB, 8.9 ms of a core a picture in place of 14.0."""
_KEYFRAME_TICKS = CLIP_TIME_BASE.denominator  # players seek to key frames, and a damaged fragment costs what follows
_SELDOM = 600  # frames between key frames that were not asked for
_MOVFLAGS = "empty_moov+default_base_moof+frag_custom+frag_discont+skip_trailer"


class FragmentMuxer:
    """One video stream without delay: a picture that was encoded is in the next fragment. Beside it one of sound.

    Args:
        width: px, even; other pictures are fitted into it.
        height: px, even.
        with_sound: make a stream of sound, which may stay empty.
        crf: quality for libx264, smaller is better.
        encoder: a live one; None: `live_x264()`.

    Attributes:
        frames: in the fragments made so far.
        checksum: CRC-32 over the encoded frames in them.
        sound_checksum: the same over the packets of sound.

    Raises:
        CodecMissing: there is no H.264 encoder.
    """

    def __init__(
        self,
        width: int,
        height: int,
        *,
        with_sound: bool = False,
        crf: int = CRF,
        encoder: Encoder | None = None,
    ) -> None:
        self._header = io.BytesIO()
        self._container = av.open(self._header, "w", format="mp4", options={"movflags": _MOVFLAGS})
        self._stream = add_h264_stream(self._container, width, height, encoder or live_x264(), crf=crf)
        self._stream.codec_context.gop_size = _SELDOM
        self._sound_stream = add_sound_stream(self._container) if with_sound else None
        self._container.start_encoding()
        self._soundtrack = Soundtrack(self._sound_stream) if self._sound_stream is not None else None
        self._pending: list[Packet[VideoStream]] = []
        self._pending_sound: list[Packet[AudioStream]] = []
        self._last_pts = self._key_pts = self._flushed_pts = self._gap = 0
        self._fragments = 0
        self.frames = 0
        self.checksum = self.sound_checksum = 0

    @property
    def header(self) -> bytes:
        """What comes before the first fragment."""
        return self._header.getvalue()

    @property
    def pending_ticks(self) -> int:
        """From the last frame in a fragment to the last one that was encoded, in ticks of `CLIP_TIME_BASE`."""
        return self._last_pts - self._flushed_pts

    def encode(self, picture: I420, pts: int) -> None:
        """Encode a picture; `pts` counts `CLIP_TIME_BASE` and grows."""
        frame = to_video_frame(fitted(picture, self._stream.width, self._stream.height), pts)
        gap, self._last_pts = pts - self._last_pts, pts
        if pts + gap - self._key_pts > _KEYFRAME_TICKS:  # at this pace the next one would come too late
            frame.pict_type = PictureType.I
            self._key_pts = pts
        # The first picture after a pause is not shown for as long as the pause took.
        self._keep(self._stream.encode(frame), min(gap, self._gap or gap))
        self._gap = gap

    def encode_sound(self, block: SoundBlock) -> None:
        """Encode sound, timed from the clip's start; without a stream of sound it is dropped."""
        if self._soundtrack is not None:
            self._pending_sound += self._soundtrack.encode(block)

    def flush(self) -> bytes:
        """The frames and the sound since the last fragment as a sealed fragment; empty when there are none."""
        return self._fragment()

    def finish(self) -> bytes:
        """The same with what the encoder holds. Nothing can be encoded any more."""
        self._keep(self._stream.encode(None), 0)
        if self._soundtrack is not None:
            self._pending_sound += self._soundtrack.finish()
        return self._fragment()

    def _keep(self, packets: list[Packet[VideoStream]], gap: int) -> None:
        for packet in packets:
            packet.duration = packet.duration or gap  # of the last one in a fragment; others end where the next begins
            self._pending.append(packet)

    def _fragment(self) -> bytes:
        if not self._pending and not self._pending_sound:
            return b""
        muxed = self._muxed()
        fragment = muxed[fragment_start(muxed) :]
        # Sound is stored as it was encoded, behind the frames, whose form the muxer has changed.
        sound = b"".join(map(bytes, self._pending_sound))
        samples = memoryview(_samples(fragment))
        self.checksum = zlib.crc32(samples[: len(samples) - len(sound)], self.checksum)
        self.sound_checksum = zlib.crc32(sound, self.sound_checksum)
        self.frames += len(self._pending)
        self._flushed_pts = self._last_pts
        self._pending, self._pending_sound = [], []
        return sealed(fragment)

    def _muxed(self) -> bytes:
        """What is pending as a fragmented MP4 of its own."""
        self._fragments += 1
        output = io.BytesIO()
        # Without `avoid_negative_ts` every fragment would begin at the time 0.
        options = {
            "movflags": _MOVFLAGS,
            "fragment_index": str(self._fragments),
            "avoid_negative_ts": "disabled",
        }
        with av.open(output, "w", format="mp4", options=options) as container:
            pictures = container.add_stream_from_template(self._stream)
            sound = self._sound_stream and container.add_stream_from_template(self._sound_stream)
            for packet in self._pending:
                packet.stream = pictures
                container.mux(packet)
            for packet in self._pending_sound:
                if sound is not None:
                    packet.stream = sound
                    container.mux(packet)
        return output.getvalue()


def _samples(fragment: bytes) -> bytes:
    """The encoded frames and sound of a fragment: what its second box, the mdat, holds."""
    moof_bytes = int.from_bytes(fragment[:4], "big")
    return fragment[moof_bytes + HEAD_BYTES :]


def live_x264(*, sparing: bool = False) -> Encoder:
    """x264 beside the drawing; `sparing` takes a seventh less time, for up to a third more bytes.

    Raises:
        CodecMissing: there is no H.264 encoder.
    """
    setting = ("threads", "1") if sparing else _SETTINGS
    return x264("ultrafast", setting, live=True, crf_more=_CRF_MORE)


def open_muxer(
    width: int, height: int, encoders: Encoders | None, *, with_sound: bool, crf: int = CRF, sparing: bool = False
) -> FragmentMuxer:
    """A muxer over the card's encoder where that is best; over x264 where it fails. See `FragmentMuxer`."""
    encoder = None if encoders is None else encoders.best()
    if encoders is not None and encoder is not None:
        try:
            return FragmentMuxer(width, height, with_sound=with_sound, crf=crf, encoder=encoder)
        except FFmpegError as error:  # this size, or so many clips at once, may be too much for the card
            encoders.fail(encoder, str(error))
    return FragmentMuxer(width, height, with_sound=with_sound, crf=crf, encoder=live_x264(sparing=sparing))
