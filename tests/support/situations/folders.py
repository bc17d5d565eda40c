"""Folders and several inputs: what is converted, what is left out and why, and memory for one large picture."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path

import numpy as np
from PIL import Image

from support.picture_files import saved
from support.situations.situation import Finding, Kind, Place, Situation
from support.video_files import steady, write_video

_LARGE, _MOST_BYTES = (12_000, 9_000), 1_000_000_000
_IN_ALBUM = ["a.jpg", "b.heic", "c.jfif", "film.mov.mp4", "film.mp4", "wrong.png"]
_DEEPER = ["deeper/again/e.webp", "deeper/d.png"]


def _picture(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return saved(Image.fromarray(np.full((8, 12, 3), 60, np.uint8)), path)


def _album(folder: Path) -> Path:
    """What a telephone's folder holds, and what lies about in it."""
    album = folder / "album"
    for name in ("a.jpg", "b.heic", "c.jfif", "deeper/d.png", "deeper/again/e.webp"):
        _picture(album / name)
    shutil.copy(album / "a.jpg", album / "wrong.png")
    write_video(album / "film.mov", steady(2))
    shutil.copy(album / "film.mov", album / "film.mkv")
    (album / "notes.txt").write_text("words")
    (album / "raw.dng").write_bytes(b"II*\0" + bytes(100))
    return album


def _made(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def _whole(place: Place) -> Finding:
    told = place.convert(_album(place.folder), place.folder / "out")
    left_out = [name for name in ("deeper", "notes.txt", "raw.dng") if name in told.words]
    made = _made(place.folder / "out")
    words = f"{len(made)} of 6 made, {len(left_out)} of 3 left out are named"
    return Finding(words, made == _IN_ALBUM and len(left_out) == 3 and told.status == 0)


def _recursive(place: Place) -> Finding:
    told = place.convert(_album(place.folder), place.folder / "out", options=("--recursive",))
    made = _made(place.folder / "out")
    return Finding(f"{len(made)} of 8 made", made == sorted([*_IN_ALBUM, *_DEEPER]) and told.status == 0)


def _several(place: Place) -> Finding:
    """As the shell gives `*.jpg`; two have the same name."""
    one, other = _picture(place.folder / "a.jpg"), _picture(place.folder / "other" / "a.jpg")
    told = place.convert(one, other, place.folder / "out")
    made = _made(place.folder / "out")
    return Finding(", ".join(made), made == ["a.jpg", "a.jpg.jpg"] and told.status == 0)


def _damaged(place: Place) -> Finding:
    album = _album(place.folder)
    (album / "a.jpg").write_bytes(b"\xff\xd8\xff junk")
    (album / "film.mkv").write_bytes(b"junk")
    told = place.convert(album, place.folder / "out")
    made = _made(place.folder / "out")
    is_said = "a.jpg" in told.words and "film.mkv" in told.words and "2 of 6 files" in told.words
    return Finding(f"{len(made)} made, two named, exit {told.status}", len(made) == 4 and is_said and told.status == 1)


def _large(mode: str, place: Place) -> Finding:
    """In a process of its own, whose memory the system counts."""
    path = place.folder / ("in.png" if mode == "RGBA" else "in.jpg")
    exif = Image.Exif()
    exif[0x112] = 6
    Image.effect_noise((60, 45), 60).resize(_LARGE).convert(mode).save(path, exif=exif)
    command = [sys.executable, "-m", "desktop", "convert", str(path), str(place.folder / "out.jpg")]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    used_bytes = used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    with Image.open(place.folder / "out.jpg") as made:
        is_turned = made.size == _LARGE[::-1]
    right = process.returncode == 0 and is_turned and used_bytes < _MOST_BYTES
    return Finding(f"{used_bytes / 1e9:.2f} GB", right)


_LARGEST = Situation(
    Kind.FOLDER, "a photograph of 108 megapixels, turned", "under 1 GB", partial(_large, "RGB"), is_slow=True
)
SITUATIONS = (
    Situation(Kind.FOLDER, "a telephone's folder", "all converted, what is left out is named", _whole),
    Situation(Kind.FOLDER, "the same with --recursive", "deeper ones too", _recursive),
    Situation(Kind.FOLDER, "several inputs, two of one name", "each has an output", _several),
    Situation(Kind.FOLDER, "a folder with two damaged files", "the others converted, both named", _damaged),
    *((_LARGEST,) if hasattr(os, "wait4") else ()),
)
