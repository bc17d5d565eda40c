"""Files that were made to harm: each is refused in plain words, before it takes memory, time, or other files."""

import os
import subprocess
import sys
import zlib
from fractions import Fraction
from pathlib import Path
from struct import pack

import av
import cv2
import numpy as np
import pytest

from core import MOST_IMAGE_PIXELS
from core.errors import InputError, SourceFormatRefused
from core.media.clip_reader import ClipReader
from core.media.images import read_image
from core.media.reading import open_video
from support.video_files import steady, write_video

_READ = """
import sys
from pathlib import Path
from core.media.images import read_image
read_image(Path(sys.argv[1]))
"""
_ADDRESS = (
    "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\na=rtpmap:96 H264/90000\n"
)


def png_of_nothing(path: Path, side: int) -> Path:
    """A PNG of `side` x `side` black pixels of one bit: a thousandth of what it takes in memory."""
    packer = zlib.compressobj(9)
    row = bytes(1 + -(-side // 8))
    pixels = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    header = pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", pixels), (b"IEND", b""))
    chunks = (pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data)) for kind, data in parts)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(chunks))
    return path


def mjpeg(path: Path, side: int) -> Path:
    """A video of one picture, that says its size as every other does."""
    picture = cv2.imencode(".jpg", np.zeros((side, side), np.uint8))[1].tobytes()
    with av.open(str(path), "w") as clip:
        stream = clip.add_stream("mjpeg", rate=25)
        stream.width, stream.height, stream.pix_fmt = side, side, "yuvj420p"
        packet = av.Packet(picture)
        packet.stream, packet.time_base, packet.pts, packet.dts = stream, Fraction(1, 25), 0, 0
        packet.is_keyframe = True
        clip.mux(packet)
    return path


def test_a_small_file_of_a_picture_too_large_for_the_memory(tmp_path: Path):
    """In a process of its own: OpenCV takes its limit when it is loaded, which the tests may do before the engine."""
    path = png_of_nothing(tmp_path / "bomb.png", int(MOST_IMAGE_PIXELS**0.5) + 1)

    done = subprocess.run([sys.executable, "-c", _READ, str(path)], capture_output=True, text=True, check=False)

    assert path.stat().st_size < 100_000
    assert "bomb.png has more than 134 million pixels." in done.stderr


def test_an_image_of_many_gigabytes(tmp_path: Path):
    path = tmp_path / "endless.png"
    with path.open("wb") as file:
        file.truncate(5 << 30)  # it takes no place on the disk

    with pytest.raises(InputError, match=r"endless\.png is larger than 1 GB"):
        read_image(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no such files")
def test_a_pipe_that_nobody_writes_into(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe.png")

    with pytest.raises(InputError, match=r"pipe\.png is not a file"):
        read_image(tmp_path / "pipe.png")


def test_a_video_too_large_for_the_memory(tmp_path: Path):
    path = mjpeg(tmp_path / "large.mov", 8200)

    with pytest.raises(SourceFormatRefused, match=r"large\.mov is 8200 x 8200 px"), open_video(path):
        pass


def test_a_video_of_the_largest_size_is_read(tmp_path: Path):
    with open_video(mjpeg(tmp_path / "large.mov", 4096)) as (container, stream):
        assert [shown.frame.width for shown in ClipReader(container, stream).frames()] == [4096]


@pytest.mark.parametrize(
    "words",
    [
        "ffconcat version 1.0\nfile private.mp4\n",
        "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nprivate.mp4\n#EXT-X-ENDLIST\n",
        _ADDRESS,
    ],
    ids=["list of files", "playlist", "address"],
)
def test_a_video_that_is_a_list_of_others(words: str, tmp_path: Path):
    write_video(tmp_path / "private.mp4", steady(3))
    path = tmp_path / "holiday.mp4"
    path.write_text(words)

    with pytest.raises(SourceFormatRefused), open_video(path):
        pass


def test_words_in_another_coding_do_no_harm(tmp_path: Path):
    path = write_video(tmp_path / "old.mp4", steady(3))
    content = path.read_bytes()
    assert content.count(b"VideoHandler") == 1
    path.write_bytes(content.replace(b"VideoHandler", b"Vid\xe9oHandler"))

    with open_video(path) as (container, stream):
        assert len(list(ClipReader(container, stream).frames())) == 3


def test_a_coding_that_nobody_knows(tmp_path: Path):
    path = write_video(tmp_path / "new.mp4", steady(3))
    path.write_bytes(path.read_bytes().replace(b"avc1", b"zzzz"))

    with pytest.raises(SourceFormatRefused, match=r"new\.mp4 is coded in a way that is not known"), open_video(path):
        pass
