"""write_film(): the frames of an animation as a lossless film, for whatever reads films."""

# PyAV leaves the packets of its streams untyped.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.codec.context import Flags

from core.frame import RgbImage
from core.media.images import AnimationFrame, ImageContent

_TIME_BASE = Fraction(1, 1000)
_FPS = 25
_WHITE = 255


def write_film(frames: Iterable[AnimationFrame], path: Path) -> None:
    """Write a QuickTime file, which keeps how long the last frame is shown; what is transparent lies on white.

    Args:
        frames: of one size.
        path: of the .mov file.
    """
    with av.open(str(path.absolute()), "w") as film:
        stream = film.add_stream("png", rate=_FPS)
        stream.pix_fmt, stream.codec_context.time_base = "rgb24", _TIME_BASE
        stream.codec_context.flags |= Flags.frame_duration
        time_ms = 0
        for frame in frames:
            image = _opaque(frame.content)
            if not time_ms:
                stream.height, stream.width = image.shape[:2]
            shown = av.VideoFrame.from_ndarray(image, format="rgb24")
            shown.pts, shown.duration, shown.time_base = time_ms, frame.duration_ms, _TIME_BASE
            film.mux(stream.encode(shown))
            time_ms += frame.duration_ms
        film.mux(stream.encode(None))


def _opaque(content: ImageContent) -> RgbImage:
    if content.alpha is None:
        return content.image
    share = content.alpha[..., None].astype(np.float32) / _WHITE
    return np.rint(content.image * share + _WHITE * (1 - share)).astype(np.uint8)
