"""Which of a file's tracks is seen and heard, and what is said of those that stay behind."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import av
import numpy as np

from support.played import played
from support.real_files import flash_and_beep, two_films
from support.situations.situation import Finding, Kind, Place, Situation, named
from support.video_files import steady, write_video

_SMALL, _LARGE = (64, 48), (640, 360)
_FIRST, _SECOND = 50, 200
"""Greys of the two."""


def _film(name: str, sizes: tuple[tuple[int, int], tuple[int, int]], default: int | None, place: Place) -> Finding:
    is_second = default == 1 or (default is None and sizes[1] == _LARGE)
    images = place.seen(two_films(place.folder / name, *sizes, default=default))
    greys = [float(image.mean()) for image in images]
    right = all(abs(grey - (_SECOND if is_second else _FIRST)) < 4 for grey in greys)
    rows, columns = images[0].shape[:2]
    return Finding(f"the {'second' if greys[0] > 125 else 'first'}, {columns} x {rows} px, window and file", right)


def _unknown_codec(place: Place) -> Finding:
    """As the iPhone 16 writes its second sound track."""
    made = write_video(place.folder / "made.mp4", steady(25), sound="aac")
    path = place.folder / "in.mov"
    path.write_bytes(made.read_bytes().replace(b"mp4a\0\0\0", b"apac\0\0\0").replace(b"esds", b"dapa"))
    return _without_sound(place, path)


def _silent(name: str, codec: str, place: Place) -> Finding:
    path = place.folder / name
    with av.open(str(path), "w") as container:
        film = container.add_stream("libx264", rate=25)
        film.width, film.height, film.pix_fmt = 64, 48, "yuv420p"
        container.add_stream(codec, rate=48_000, layout="stereo")
        for number in range(25):
            image = np.full((48, 64, 3), 8 * number, np.uint8)
            container.mux(film.encode(av.VideoFrame.from_ndarray(image, format="rgb24")))
        container.mux(film.encode())
    return _without_sound(place, path)


def _without_sound(place: Place, path: Path) -> Finding:
    told = place.convert(path, place.folder / "out.mp4")
    words = named(told, "sound track that was left out")
    if not words.right:
        return words
    clip = played(place.folder / "out.mp4")
    with av.open(str(place.folder / "out.mp4")) as opened:
        silent = not opened.streams.audio
    return Finding(f"{len(clip.times_s)} pictures", silent and len(clip.times_s) == 25) & words


def _late(place: Place) -> Finding:
    """So far that nothing is known of it when the file is opened: behind 6 MB of packets that only fill."""
    content = flash_and_beep(place.folder / "made.ts", 0).read_bytes()
    packets = [content[start : start + 188] for start in range(0, len(content), 188)]
    first = next(number for number, packet in enumerate(packets) if (packet[1] & 0x1F, packet[2]) == (1, 1))
    filling = b"G\x1f\xff\x10" + bytes(184)
    path = place.folder / "in.ts"
    path.write_bytes(b"".join([*packets[:first], *[filling] * 32_000, *packets[first:]]))
    clip = played(place.film(path))
    off_ms = 1000 * abs(clip.beeps_s[0] - 1)
    return Finding(f"beep at {clip.beeps_s[0]:.2f} s", off_ms < 50)


def _two_films(name: str, sizes: tuple[tuple[int, int], tuple[int, int]], default: int | None) -> Situation:
    large = "second" if sizes[1] == _LARGE else "first"
    marked = "none is marked" if default is None else f"the {('first', 'second')[default]} is marked"
    given = f"two films, the {large} is large, {marked}, .{name.rpartition('.')[2]}"
    right = f"the {large}"
    return Situation(Kind.STREAM, given, right, partial(_film, name, sizes, default))


SITUATIONS = (
    *(_two_films(name, (_SMALL, _LARGE), 1) for name in ("in.mkv", "in.mp4")),
    *(_two_films(name, (_LARGE, _SMALL), 0) for name in ("in.mkv", "in.mp4")),
    *(_two_films("in.mkv", sizes, None) for sizes in ((_SMALL, _LARGE), (_LARGE, _SMALL))),
    Situation(Kind.STREAM, "an iPhone's sound track of a new codec (apac)", "left out and named", _unknown_codec),
    *(
        Situation(
            Kind.STREAM,
            f"a sound track that never comes ({codec}), .{name.rpartition('.')[2]}",
            "left out and named",
            partial(_silent, name, codec),
        )
        for name, codec in (("in.ts", "aac"), ("in.mkv", "aac"), ("in.mkv", "pcm_s16le"))
    ),
    Situation(Kind.STREAM, "sound that begins far into a broadcast", "kept, at its time", _late),
)
