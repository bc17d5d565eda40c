"""Reading video files through PyAV: opening one and decoding what can be decoded."""

# PyAV leaves the packets of its streams untyped.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import av
from av.container import InputContainer
from av.error import FFmpegError
from av.stream import Disposition
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from core.errors import SourceFormatRefused, SourceNotFound, SourcePermissionDenied

# FFmpeg looks into a file for what it is, and would also follow lists of other files and addresses.
_CONTAINERS = "mov,matroska,avi,mpegts,mpeg,mpegvideo,asf,flv,ogg,dv,mxf,nut,h264,hevc,gif,apng,yuv4mpegpipe"
_STILLS = "image2,png_pipe,jpeg_pipe,webp_pipe,bmp_pipe,tiff_pipe"
_FORMATS = {"format_whitelist": f"{_CONTAINERS},{_STILLS}"}
_MOST_PIXELS = 1 << 26
_KINDS = "Choose an MP4, MOV, MKV, WebM or AVI file."


@contextmanager
def open_video(path: Path) -> Generator[tuple[InputContainer, VideoStream]]:
    """Open a file and choose its video stream; a cover, as music has one, is none.

    Raises:
        SourceNotFound: there is no such file.
        SourcePermissionDenied: it may not be read.
        SourceFormatRefused: it is empty, damaged or not a video.
    """
    try:
        if not path.is_file():
            raise SourceNotFound(f"There is no file {path}.", hint="Check the path.")
        container = av.open(str(path), options=_FORMATS, metadata_errors="replace")
    except PermissionError as error:
        raise SourcePermissionDenied(f"{path} may not be read.", hint="Change its permissions.") from error
    except (FFmpegError, OSError) as error:
        raise _not_a_video(path) from error
    with container:
        moving = (s for s in container.streams.video if not s.disposition & Disposition.attached_pic)
        video_stream = next(moving, None)
        if video_stream is None:
            raise SourceFormatRefused(f"{path} holds no moving pictures.", hint=_KINDS)
        if not video_stream.codec_context:  # which FFmpeg does not know
            raise SourceFormatRefused(f"{path} is coded in a way that is not known.", hint=_KINDS)
        if video_stream.width * video_stream.height > _MOST_PIXELS:
            size = f"{video_stream.width} x {video_stream.height} px"
            raise SourceFormatRefused(f"{path} is {size}, too large for a video.", hint="Choose a smaller one.")
        video_stream.codec_context.options = {"max_pixels": str(_MOST_PIXELS)}  # the size may change on the way
        video_stream.thread_type = "AUTO"
        yield container, video_stream


def decodable_frames(container: InputContainer, stream: VideoStream) -> Iterator[VideoFrame]:
    """Decode a stream. Damaged packets are left out; where the file cannot be read on, the frames end."""
    with suppress(FFmpegError):
        for packet in container.demux(stream):
            try:
                frames = packet.decode()
            except FFmpegError:
                continue
            yield from frames


def _not_a_video(path: Path) -> SourceFormatRefused:
    empty = False
    with suppress(OSError):
        empty = path.stat().st_size == 0
    state = "is empty" if empty else "is not a video that can be read, or is damaged"
    return SourceFormatRefused(f"{path} {state}.", hint=_KINDS)
