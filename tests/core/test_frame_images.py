"""Frames of every kind that FFmpeg knows become images, or are refused in words: none ends the program."""

from __future__ import annotations

import subprocess
import sys

EVERY_KIND = """
import io
import av
from av.error import FFmpegError
from core.errors import SourceFormatRefused
from core.media.frame_images import FrameImages

images = FrameImages(av.open(io.BytesIO(), "w", format="mov").add_stream("png", rate=25))
for kind in sorted(av.video.format.names):
    try:
        frame = av.VideoFrame(64, 48, kind)
    except (FFmpegError, ValueError):  # of a graphics processor: it holds no pixels
        continue
    print(kind, end=" ", flush=True)
    try:
        print(images.image(frame).shape, flush=True)
    except SourceFormatRefused as error:
        print(error.message, flush=True)
"""


def test_no_kind_of_frame_ends_the_program():
    shown = subprocess.run([sys.executable, "-c", EVERY_KIND], capture_output=True, text=True, check=False)

    assert shown.returncode == 0, f"{shown.stdout[-200:]}{shown.stderr[-400:]}"
    lines = dict(line.split(" ", 1) for line in shown.stdout.splitlines())
    assert lines["yuv420p"] == lines["yaf16le"] == "(48, 64, 3)"
    assert lines["yaf32le"] == "The pictures of this video are of a kind (yaf32le) that cannot be shown."
    assert sum(line == "(48, 64, 3)" for line in lines.values()) > 200
