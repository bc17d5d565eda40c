"""Images as telephones, cameras and scanners write them."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pillow_heif
from av.video.reformatter import ColorRange
from PIL import Image

from support.real_files import HLG, P3, PQ, WIDE

pillow_heif.register_heif_opener()

HDR = {"PQ": (PQ, 9, 16), "HLG": (HLG, 9, 18), "BT.2020": (WIDE, 9, 14), "Display P3": (P3, 12, 13)}
"""10-bit colours, the primaries and the curve by the numbers of ITU-T H.273."""


def saved(image: Image.Image, path: Path, **options: Any) -> Path:
    """As exactly as its kind can."""
    options |= {"quality": 98} if path.suffix in {".jpg", ".avif", ".heic"} else {}
    options |= {"subsampling": 0} if path.suffix == ".jpg" else {}
    options |= {"chroma": 444} if path.suffix == ".heic" else {}
    options |= {"lossless": True, "exact": True} if path.suffix == ".webp" else {}
    image.save(path, "HEIF" if path.suffix == ".heic" else None, **options)
    return path


def corners() -> Image.Image:
    """64 x 48 px; red in the upper left corner alone, so that turning shows."""
    image = np.full((48, 64, 3), (60, 120, 180), np.uint8)
    image[:24, :32] = (200, 60, 40)
    return Image.fromarray(image)


def hdr_image(path: Path, codes: list[list[int]], primaries: int, curve: int) -> Path:
    """Bars of colours whose 10-bit values are given; the file says in numbers what they mean."""
    coded = (np.repeat(np.repeat(np.array(codes), 20, axis=0)[None], 64, axis=0) << 6).astype(np.uint16)
    matrix = 9 if primaries == 9 else 1
    if path.suffix == ".png":
        _png(path, coded, primaries, curve)
    elif path.suffix == ".heic":
        stored = pillow_heif.from_bytes("RGB;16", (120, 64), coded.tobytes())
        said = {"color_primaries": primaries, "transfer_characteristics": curve, "matrix_coefficients": matrix}
        stored.save(path, quality=95, chroma=444, full_range_flag=1, **said)
    else:
        _avif(path, coded, primaries, curve, matrix)
    return path


def _png(path: Path, coded: np.ndarray, primaries: int, curve: int) -> None:
    cv2.imwrite(str(path), coded[..., ::-1])
    content, numbers = path.read_bytes(), b"cICP" + bytes([primaries, curve, 0, 1])
    chunk = struct.pack(">I", 4) + numbers + struct.pack(">I", zlib.crc32(numbers))
    path.write_bytes(content[:33] + chunk + content[33:])


def _avif(path: Path, coded: np.ndarray, primaries: int, curve: int, matrix: int) -> None:
    frame = av.VideoFrame.from_ndarray(coded, format="rgb48le").reformat(
        format="yuv420p10le", dst_colorspace=matrix, dst_color_range=ColorRange.MPEG
    )
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libsvtav1", rate=1, options={"crf": "4"})
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = 120, 64, "yuv420p10le"
        context = stream.codec_context
        context.color_primaries, context.color_trc, context.colorspace = primaries, curve, matrix
        context.color_range = ColorRange.MPEG
        container.mux([*stream.encode(frame), *stream.encode()])
