"""Of what a camera wrote into a file beside the picture, such as where it was taken, nothing is left where asked."""

import struct
from pathlib import Path

import av
import cv2
import numpy as np

from support.conversion import run
from support.video_files import steady, write_video

PLACE, NAME, DAY = "+52.5200+013.4050/", "Annabell", "2026-05-17"


def test_a_video_loses_place_and_name(tmp_path: Path):
    plain, source, target = write_video(tmp_path / "plain.mp4", steady(5)), tmp_path / "in.mov", tmp_path / "out.mp4"
    with av.open(str(plain)) as given, av.open(str(source), "w", options={"movflags": "use_metadata_tags"}) as told:
        told.metadata.update({"com.apple.quicktime.location.ISO6709": PLACE, "artist": NAME, "date": DAY})
        stream = told.add_stream_from_template(given.streams.video[0])
        for packet in given.demux(video=0):
            if packet.dts is not None:
                packet.stream = stream
                told.mux(packet)

    run(source, target, keep_metadata=False)

    for told_of in (PLACE, NAME, DAY):
        assert told_of.encode() in source.read_bytes()
        assert told_of.encode() not in target.read_bytes()


def test_a_picture_loses_what_its_exif_says(tmp_path: Path):
    words = NAME.encode() + b"\0"
    tiff = struct.pack(">2sHIHHHIII", b"MM", 42, 8, 1, 0x013B, 2, len(words), 26, 0) + words  # the tag of the artist
    segment = b"Exif\0\0" + tiff
    jpeg = cv2.imencode(".jpg", np.full((32, 48, 3), 90, np.uint8))[1].tobytes()
    source, target = tmp_path / "in.jpg", tmp_path / "out.jpg"
    source.write_bytes(jpeg[:2] + struct.pack(">HH", 0xFFE1, len(segment) + 2) + segment + jpeg[2:])

    run(source, target, keep_metadata=False)

    assert NAME.encode() in source.read_bytes()
    assert NAME.encode() not in target.read_bytes()
