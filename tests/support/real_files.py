"""Small files as cameras, recorders and television make them."""

from __future__ import annotations

import struct
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
from av.stream import Disposition
from av.video.reformatter import ColorRange, Colorspace

from core.frame import RgbImage

PATCHES = np.array(
    [[200, 60, 40], [40, 160, 60], [50, 70, 200], [220, 200, 60], [128, 128, 128], [230, 180, 150]], np.uint8
)
"""Colours that show a wrong matrix."""
PQ = [[493, 349, 274], [391, 478, 338], [330, 330, 526], [547, 537, 369], [438, 438, 438], [550, 517, 478]]
HLG = [[628, 304, 192], [369, 575, 273], [284, 284, 716], [695, 675, 307], [481, 481, 481], [705, 636, 548]]
WIDE = [[663, 324, 202], [407, 620, 304], [290, 290, 768], [841, 805, 362], [514, 514, 514], [851, 737, 621]]
P3 = [[741, 284, 202], [320, 633, 294], [217, 279, 773], [869, 805, 349], [514, 514, 514], [891, 730, 619]]
"""`PATCHES` as 10-bit RGB, white at 203 nit: by the formulas of SMPTE ST 2084 and ARIB STD-B67 with a system gamma of
1.2, and by those of sRGB with the primaries of BT.2020 and of Display P3."""


def patches(width: int, height: int) -> RgbImage:
    """`PATCHES` beside each other."""
    return np.ascontiguousarray(np.repeat(PATCHES[None], height, axis=0).repeat(width // len(PATCHES), axis=1))


def patches_seen(image: RgbImage) -> np.ndarray:
    rows, columns = image.shape[:2]
    step = columns // len(PATCHES)
    return image[rows // 2, step // 2 :: step][: len(PATCHES)].astype(int)


def untagged_video(path: Path, width: int, height: int, matrix: Colorspace) -> Path:
    """Patches, converted by a matrix that the file does not state."""
    frame = av.VideoFrame.from_ndarray(patches(width, height), format="rgb24")
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=25, options={"crf": "4"})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv444p"
        plain = frame.reformat(format="yuv444p", dst_colorspace=matrix)
        plain.colorspace = 2
        container.mux([*stream.encode(plain), *stream.encode()])
    return path


def jpeg_with_exif(image: RgbImage, orientation: int) -> bytes:
    """As every camera writes it: an EXIF block that says how the camera was held."""
    encoded, jpeg = cv2.imencode(".jpg", cv2.cvtColor(image, cv2.COLOR_RGB2BGR))
    assert encoded
    entry = struct.pack(">HHIHH", 0x112, 3, 1, orientation, 0)
    body = b"Exif\0\0MM\0*" + struct.pack(">IH", 8, 1) + entry + struct.pack(">I", 0)
    content = jpeg.tobytes()
    return content[:2] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + content[2:]


def motion_jpeg(path: Path, jpegs: list[bytes]) -> Path:
    """A clip of a compact camera, or a time-lapse of photographs."""
    with av.open(str(path), "w") as container:
        stream = container.add_mux_stream("mjpeg", rate=10, width=64, height=48)
        stream.time_base = Fraction(1, 10)
        for number, jpeg in enumerate(jpegs):
            packet = av.Packet(jpeg)
            packet.stream, packet.pts, packet.dts, packet.time_base = stream, number, number, Fraction(1, 10)
            packet.is_keyframe = True
            container.mux(packet)
    return path


def two_films(path: Path, first: tuple[int, int], second: tuple[int, int], *, default: int | None) -> Path:
    """Two video streams of plain grey, 50 and 200; one is marked as the default."""
    with av.open(str(path), "w") as container:
        streams = []
        for place, (width, height) in enumerate((first, second)):
            stream = container.add_stream("libx264", rate=25)
            stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
            stream.disposition = Disposition.default if place == default else Disposition(0)
            streams.append(stream)
        for stream, grey in zip(streams, (50, 200), strict=True):
            image = np.full((stream.height, stream.width, 3), grey, np.uint8)
            container.mux([*stream.encode(av.VideoFrame.from_ndarray(image, format="rgb24")), *stream.encode()])
    return path


def flash_and_beep(path: Path, start_ms: int) -> Path:
    """Two seconds of a recording whose clock starts at `start_ms`; white and loud from 1 s to 1.5 s."""
    with av.open(str(path), "w") as container:
        codec = "mpeg2video" if path.suffix == ".vob" else "libx264"
        film = container.add_stream(codec, rate=25, options={"g": "25", "bf": "0"})
        assert isinstance(film, av.VideoStream)
        film.width, film.height, film.pix_fmt = 64, 48, "yuv420p"
        if codec == "libx264":
            film.codec_context.time_base = Fraction(1, 1000)
        sound = container.add_stream("mp2", rate=48_000, layout="mono")
        tone = np.sin(np.arange(1152) * 2 * np.pi * 16 / 1152) * 20_000
        for number in range(84):
            if number < 50:
                is_on = 25 <= number < 37
                image = np.full((48, 64, 3), 255 if is_on else 0, np.uint8)
                frame = av.VideoFrame.from_ndarray(image, format="rgb24")
                frame.pts, frame.time_base = start_ms + 40 * number, Fraction(1, 1000)
                container.mux(film.encode(frame))
            is_on = 1.0 <= number * 0.024 < 1.48
            samples = (tone if is_on else np.zeros(1152)).astype(np.int16)[None]
            audio = av.AudioFrame.from_ndarray(samples, format="s16", layout="mono")
            audio.sample_rate, audio.time_base = 48_000, Fraction(1, 48_000)
            audio.pts = 48 * start_ms + 1152 * number
            container.mux(sound.encode(audio))
        container.mux([*film.encode(), *sound.encode()])
    return path


def film_of_codes(path: Path, codes: list[list[int]], *, matrix: int, primaries: int, trc: int) -> Path:
    """Bars of colours whose 10-bit RGB values are given, kept without loss."""
    row = np.repeat(np.array(codes), 20, axis=0) << 6
    image = np.repeat(row[None], 64, axis=0).astype(np.uint16)
    stored = av.VideoFrame.from_ndarray(image, format="rgb48le").reformat(
        format="yuv444p10le",
        dst_colorspace=Colorspace.ITU709 if matrix == Colorspace.ITU709 else Colorspace.BT2020,
        dst_color_range=ColorRange.MPEG,
    )
    with av.open(str(path), "w") as container:
        stream = container.add_stream("ffv1", rate=25)
        stream.width, stream.height, stream.pix_fmt = image.shape[1], image.shape[0], "yuv444p10le"
        context = stream.codec_context
        context.colorspace, context.color_primaries, context.color_trc = matrix, primaries, trc
        context.color_range = ColorRange.MPEG
        stored.colorspace, stored.color_primaries, stored.color_trc = matrix, primaries, trc
        for number in range(2):
            stored.pts, stored.time_base = number, Fraction(1, 25)
            container.mux(stream.encode(stored))
        container.mux(stream.encode())
    return path


def tagged(path: Path, frame: av.VideoFrame, *, matrix: int) -> Path:
    """One frame kept without loss, with a colour matrix of that number stated."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("ffv1", rate=25)
        stream.width, stream.height, stream.pix_fmt = frame.width, frame.height, frame.format.name
        stream.codec_context.colorspace = matrix
        frame.colorspace, frame.color_range = matrix, ColorRange.MPEG
        container.mux([*stream.encode(frame), *stream.encode()])
    return path
