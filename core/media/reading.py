"""open_video(): opens a video file through PyAV and chooses its film."""

# PyAV leaves the packets of its streams untyped.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

import av
from av.container import InputContainer
from av.error import FFmpegError
from av.stream import Disposition
from av.video.stream import VideoStream

from core.errors import SourceFormatRefused, SourceNotFound, SourcePermissionDenied
from core.media.audio import holds_sound

# FFmpeg looks into a file for what it is, and would also follow lists of other files and addresses.
_CONTAINERS = (
    "mov,matroska,avi,mpegts,mpeg,mpegvideo,asf,flv,ogg,dv,mxf,nut,h264,hevc,gif,apng,yuv4mpegpipe,"
    "mjpeg,m4v,ivf,obu,vc1,rm,wtv,gxf"
)
_STILLS = "image2,png_pipe,jpeg_pipe,webp_pipe,bmp_pipe,tiff_pipe"
_FORMATS = {"format_whitelist": f"{_CONTAINERS},{_STILLS}"}
_FAR = {"probesize": "50000000", "analyzeduration": "60000000"}  # bytes, and microseconds
_MOST_PIXELS = 1 << 26
_NO_FILM = Disposition.attached_pic | Disposition.timed_thumbnails
_KINDS = "Choose an MP4, MOV, MKV, WebM or AVI file, or a picture."


@contextmanager
def open_video(path: Path) -> Generator[tuple[InputContainer, VideoStream]]:
    """Open a file and choose its video stream: the one marked as default, or the largest; a cover is none.

    Raises:
        SourceNotFound: there is no such file.
        SourcePermissionDenied: it may not be read.
        SourceFormatRefused: it is empty, damaged or not a video.
    """
    try:
        if not path.is_file():
            raise SourceNotFound(f"There is no file {path}.", hint="Check the path.")
        container = _opened(path)
    except PermissionError as error:
        raise SourcePermissionDenied(f"{path} may not be read.", hint="Change its permissions.") from error
    except (FFmpegError, OSError) as error:
        raise _not_a_video(path) from error
    with container:
        video_stream = _chosen(container, path)
        if video_stream.width * video_stream.height > _MOST_PIXELS:
            size = f"{video_stream.width} x {video_stream.height} px"
            raise SourceFormatRefused(f"{path} is {size}, too large for a video.", hint="Choose a smaller one.")
        video_stream.codec_context.options = {"max_pixels": str(_MOST_PIXELS)}  # the size may change on the way
        video_stream.thread_type = "AUTO"
        yield container, video_stream


def _opened(path: Path) -> InputContainer:
    """Looks further into a file where sound is announced that does not come at once."""
    # Absolute: FFmpeg takes what comes before a colon for a protocol.
    name = str(path.absolute())
    container = av.open(name, options=_FORMATS, metadata_errors="replace")
    sounds = container.streams.audio
    if all(holds_sound(stream) for stream in sounds if stream.codec_context):  # there is none of an unknown codec
        return container
    container.close()
    return av.open(name, options=_FORMATS | _FAR, metadata_errors="replace")


def _chosen(container: InputContainer, path: Path) -> VideoStream:
    moving = [stream for stream in container.streams.video if not stream.disposition & _NO_FILM]
    if not moving:
        raise SourceFormatRefused(f"{path} holds no moving pictures.", hint=_KINDS)
    known = [stream for stream in moving if stream.codec_context]  # FFmpeg knows its codec
    if not known:
        raise SourceFormatRefused(f"{path} is coded in a way that is not known.", hint=_KINDS)
    return max(known, key=lambda stream: (bool(stream.disposition & Disposition.default), stream.width * stream.height))


def _not_a_video(path: Path) -> SourceFormatRefused:
    empty = False
    with suppress(OSError):
        empty = path.stat().st_size == 0
    state = "is empty" if empty else "is not a video or picture that can be read, or is damaged"
    return SourceFormatRefused(f"{path} {state}.", hint=_KINDS)
