"""Images as telephones, cameras, scanners and editors make them, compared with what other programs make of them.

The references: Pillow's colour management for profiles, the numbers that a file was
made of for depths and kinds.
"""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pillow_heif
import pytest
from av.video.reformatter import ColorRange
from PIL import Image, ImageCms
from PIL.ExifTags import IFD, Base

from core.errors import InputError, SourceDisconnected, SourceFormatRefused
from core.frame import Layout
from core.media.images import read_image
from desktop.live.find_source import find_source
from desktop.live.source_choice import file_choice
from support.conversion import run
from support.real_files import HLG, P3, PATCHES, PQ, WIDE, patches, patches_seen

CLOSE = 6
"""Of 255, of what another program makes of a file."""
PLACE = {1: "N", 2: (48.0, 6.0, 0.0), 3: "E", 4: (11.0, 30.0, 0.0)}


def s15(*values: float) -> bytes:
    return b"".join(struct.pack(">i", round(value * 65536)) for value in values)


def matrix_profile(*primaries: tuple[float, float, float], gamma: float) -> bytes:
    """An ICC profile of three primaries (XYZ, D50) and a gamma."""
    name = "Wide".encode("utf-16-be")
    words = b"mluc\0\0\0\0" + struct.pack(">II", 1, 12) + b"enUS" + struct.pack(">II", len(name), 28) + name
    curve = b"para\0\0\0\0\0\0\0\0" + s15(gamma)
    tags = {b"desc": words, b"cprt": words, b"wtpt": b"XYZ \0\0\0\0" + s15(0.9642, 1, 0.8249)}
    tags |= {
        name: b"XYZ \0\0\0\0" + s15(*xyz) for name, xyz in zip((b"rXYZ", b"gXYZ", b"bXYZ"), primaries, strict=True)
    }
    tags |= dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve)
    table, data, start = b"", b"", 132 + 12 * len(tags)
    for name, value in tags.items():
        table += name + struct.pack(">II", start + len(data), len(value))
        data += value + bytes(-len(value) % 4)
    body = struct.pack(">I", len(tags)) + table + data
    head = struct.pack(">I4sI4s4s4s", 128 + len(body), b"lcms", 0x04000000, b"mntr", b"RGB ", b"XYZ ")
    head += bytes(12) + b"acsp" + bytes(28) + s15(0.9642, 1, 0.8249)
    return head.ljust(128, b"\0") + body


PROFILES = {
    "Display P3": matrix_profile(
        (0.51512, 0.24120, -0.00105), (0.29198, 0.69225, 0.04189), (0.15710, 0.06657, 0.78407), gamma=2.2
    ),
    "Adobe RGB": matrix_profile(
        (0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457), gamma=2.19921875
    ),
}


def saved(image: Image.Image, path: Path, **options: Any) -> Path:
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


def apart(image: np.ndarray, other: np.ndarray) -> float:
    assert image.shape == other.shape
    return float(np.abs(image.astype(int) - other).mean())


def worst(image: np.ndarray, expected: np.ndarray) -> int:
    return int(np.abs(patches_seen(image) - expected.astype(int)).max())


@pytest.mark.parametrize("kind", ["jpg", "png", "webp", "tif", "avif", "heic"])
@pytest.mark.parametrize("name", PROFILES)
def test_colours_of_a_profile_become_srgb(name: str, kind: str, tmp_path: Path):
    stored = Image.fromarray(patches(120, 32))
    path = saved(stored, tmp_path / f"in.{kind}", icc_profile=PROFILES[name])
    profile = ImageCms.ImageCmsProfile(io.BytesIO(PROFILES[name]))
    expected = ImageCms.profileToProfile(stored, profile, ImageCms.createProfile("sRGB"))

    run(path, tmp_path / "out.png", layout=Layout.ORIGINAL)

    with Image.open(tmp_path / "out.png") as made:
        assert worst(np.asarray(made), patches_seen(np.asarray(expected))) <= CLOSE
        assert "icc_profile" not in made.info
    assert worst(np.asarray(stored), patches_seen(np.asarray(expected))) > 2 * CLOSE, "the profile changes something"


HDR = {"PQ": (PQ, 9, 16), "HLG": (HLG, 9, 18), "BT.2020": (WIDE, 9, 14), "Display P3": (P3, 12, 13)}
"""10-bit colours, the primaries and the curve by the numbers of ITU-T H.273."""


def hdr_image(path: Path, codes: list[list[int]], primaries: int, curve: int) -> Path:
    """Bars of colours whose 10-bit values are given; the file says in numbers what they mean."""
    coded = (np.repeat(np.repeat(np.array(codes), 20, axis=0)[None], 64, axis=0) << 6).astype(np.uint16)
    matrix = 9 if primaries == 9 else 1
    if path.suffix == ".png":
        cv2.imwrite(str(path), coded[..., ::-1])
        content, numbers = path.read_bytes(), b"cICP" + bytes([primaries, curve, 0, 1])
        chunk = struct.pack(">I", 4) + numbers + struct.pack(">I", zlib.crc32(numbers))
        path.write_bytes(content[:33] + chunk + content[33:])
    elif path.suffix == ".heic":
        stored = pillow_heif.from_bytes("RGB;16", (120, 64), coded.tobytes())
        said = {"color_primaries": primaries, "transfer_characteristics": curve, "matrix_coefficients": matrix}
        stored.save(path, quality=95, chroma=444, full_range_flag=1, **said)
    else:
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
    return path


@pytest.mark.parametrize("kind", ["png", "heic", "avif"])
@pytest.mark.parametrize("name", HDR)
def test_hdr_and_wide_gamut_that_is_said_in_numbers(name: str, kind: str, tmp_path: Path):
    path = hdr_image(tmp_path / f"in.{kind}", *HDR[name])

    run(path, tmp_path / "out.png", layout=Layout.ORIGINAL)

    with Image.open(tmp_path / "out.png") as made:
        assert worst(np.asarray(made), PATCHES) <= CLOSE


def test_a_profile_that_is_damaged_is_said(tmp_path: Path):
    path = saved(Image.fromarray(patches(120, 32)), tmp_path / "in.png", icc_profile=b"no profile" * 20)

    content = read_image(path)

    assert worst(content.image, PATCHES) == 0
    assert "in.png has a colour profile that cannot be used" in content.warnings[0]


@pytest.mark.parametrize(
    ("mode", "kind"),
    [
        ("CMYK", "jpg"),
        ("CMYK", "tif"),
        ("LAB", "tif"),
        ("YCbCr", "tif"),
        ("L", "jpg"),
        ("LA", "png"),
        ("1", "tif"),
        ("P", "png"),
    ],
)
def test_modes(mode: str, kind: str, tmp_path: Path):
    stored = Image.fromarray(patches(120, 32)).convert(mode)
    path = saved(stored, tmp_path / f"in.{kind}")

    assert worst(read_image(path).image, patches_seen(np.asarray(stored.convert("RGB")))) <= CLOSE


@pytest.mark.parametrize("kind", ["png", "tiff"])
@pytest.mark.parametrize("depth", ["16-bit", "16-bit grey", "float"])
def test_depths(depth: str, kind: str, tmp_path: Path):
    given = patches(120, 32)[..., ::-1]
    grey = np.repeat(given[..., :1], 3, axis=2)
    match depth:
        case "16-bit":
            stored, expected = given.astype(np.uint16) * 257, given
        case "16-bit grey":
            stored, expected = given[..., 0].astype(np.uint16) * 257, grey
        case _:
            if kind == "png":
                pytest.skip("PNG has none")
            stored, expected = given.astype(np.float32) / 255, given
    cv2.imwrite(str(tmp_path / f"in.{kind}"), stored)

    assert worst(read_image(tmp_path / f"in.{kind}").image, patches_seen(expected[..., ::-1])) <= 1


def test_a_photograph_of_tiles_is_read_whole(tmp_path: Path):
    """As every iPhone makes them."""
    image = np.zeros((128, 128, 3), np.uint8)
    image[:64, :64], image[:64, 64:], image[64:, :64], image[64:, 64:] = PATCHES[0], PATCHES[1], PATCHES[2], PATCHES[3]
    Image.fromarray(image).save(tmp_path / "in.heic", "HEIF", quality=95, tile_size=64)
    assert b"grid" in (tmp_path / "in.heic").read_bytes()

    assert apart(read_image(tmp_path / "in.heic").image, image) < CLOSE
    source = file_choice(tmp_path / "in.heic").make()
    assert source.open().width == 128
    assert apart(source.read(), image) < CLOSE, "and shown whole in the window"
    source.close()
    with pytest.raises(SourceDisconnected):
        source.read()


@pytest.mark.parametrize(("name", "content"), [("x.jfif", "JPEG"), ("wrong.png", "JPEG"), ("avif.jpg", "AVIF")])
def test_the_content_counts_and_not_the_name(name: str, content: str, tmp_path: Path):
    corners().save(tmp_path / name, content)

    run(tmp_path / name, tmp_path / "out.png", layout=Layout.ORIGINAL)

    with Image.open(tmp_path / "out.png") as made:
        assert apart(np.asarray(made), np.asarray(corners())) < CLOSE


def test_pages_that_were_left_out_are_said(tmp_path: Path):
    corners().save(tmp_path / "in.tif", save_all=True, append_images=[corners()] * 2)

    summary = run(tmp_path / "in.tif", tmp_path / "out.png")

    assert summary.warnings == ("in.tif has 3 pages; only one was converted.",)


@pytest.mark.parametrize("kind", ["jpg", "png", "webp", "tif", "avif", "heic"])
@pytest.mark.parametrize("keep", [True, False])
def test_date_place_camera_and_words_are_kept_where_asked(kind: str, keep: bool, tmp_path: Path):
    exif = Image.Exif()
    exif[Base.Make], exif[Base.Orientation], exif[Base.Artist] = "Camera", 6, "Ännchen".encode()
    exif[IFD.Exif] = {Base.DateTimeOriginal: "2026:01:02 03:04:05", Base.MakerNote: b"a small picture of what was seen"}
    exif[IFD.GPSInfo] = PLACE
    path = saved(corners(), tmp_path / "in.jpg", exif=exif)

    run(path, tmp_path / f"out.{kind}", keep_metadata=keep)

    with Image.open(tmp_path / f"out.{kind}") as made:
        kept = made.getexif()
        details, place = kept.get_ifd(IFD.Exif), kept.get_ifd(IFD.GPSInfo)
        assert made.size == (48, 64)
    content = (tmp_path / f"out.{kind}").read_bytes()
    assert b"small picture" not in content
    assert (b"Camera" in content, "Ännchen".encode() in content) == (keep, keep)
    assert kept.get(Base.Orientation, 1) == 1
    assert details.get(Base.DateTimeOriginal) == ("2026:01:02 03:04:05" if keep else None)
    assert place.get(4) == (PLACE[4] if keep else None)


@pytest.mark.parametrize(
    ("name", "content", "said", "left_out"),
    [
        ("in.dng", b"II*\0", "a camera's raw file", "cameras' raw files"),
        ("in.jxl", b"\xff\x0a", "a JPEG XL image", "JPEG XL images"),
        ("in.jpg", b"\0\0\0\x0cJXL \r\n\x87\n", "a JPEG XL image", "JPEG XL images"),
    ],
)
def test_what_cannot_be_read_is_said(name: str, content: bytes, said: str, left_out: str, tmp_path: Path):
    (tmp_path / name).write_bytes(content + bytes(100))

    with pytest.raises(InputError, match=said):
        run(tmp_path / name, tmp_path / "out.png")
    with pytest.raises(SourceFormatRefused, match=said):
        file_choice(tmp_path / name).make().open()
    with pytest.raises(SourceFormatRefused, match=said):
        find_source(str(tmp_path / name))
    with pytest.raises(InputError, match=f"Left out, as {left_out}"):
        run(tmp_path, tmp_path / "folder")
