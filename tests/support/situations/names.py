"""Names of inputs and outputs, and what is there already."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

from PIL import Image

from support.played import played
from support.situations.situation import Finding, Kind, Place, Situation, refused
from support.video_files import steady, write_video

_ODD = ("12:30.png", "-dash.png", "new\nline.png", "a b?*[1].png", "%d.png", "\udcff.png", "漢字 😀.png")
_PRECIOUS = b"precious"


def _grey(path: Path) -> Path:
    Image.new("RGB", (12, 8), (60, 60, 60)).save(path.with_name("plain.png"))
    return path.with_name("plain.png").rename(path)


def _odd(name: str, place: Place) -> Finding:
    """Relative names, as people type them."""
    here = Path.cwd()
    os.chdir(place.folder)
    try:
        _grey(place.folder / name)
        told = place.convert(Path(name), Path("out") / name)
        with Image.open(place.folder / "out" / name) as made:
            return Finding(f"{made.width} x {made.height} px", told.status == 0 and made.size == (12, 8))
    finally:
        os.chdir(here)


def _colons(place: Place) -> Finding:
    """FFmpeg takes what comes before a colon for a protocol."""
    here = Path.cwd()
    os.chdir(place.folder)
    try:
        write_video(place.folder / "plain.mp4", steady(5)).rename("12:30:45.mp4")
        told = place.convert(Path("12:30:45.mp4"), Path("out:1.mp4"))
        frames = len(played(place.folder / "out:1.mp4").times_s)
        return Finding(f"{frames} pictures", told.status == 0 and frames == 5)
    finally:
        os.chdir(here)


def _there_already(options: tuple[str, ...], mode: int, place: Place) -> Finding:
    source, target = _grey(place.folder / "in.png"), place.folder / "keep.png"
    target.write_bytes(_PRECIOUS)
    target.chmod(mode)
    told = place.convert(source, target, options=options)
    if options and mode == 0o644:
        with Image.open(target) as made:
            return Finding("replaced", told.status == 0 and made.size == (12, 8))
    found = refused(told, "keep.png")
    return Finding(found.words, found.right and target.read_bytes() == _PRECIOUS)


_POSIX = (
    Situation(Kind.NAME, "12:30:45.mp4 into out:1.mp4", "converted", _colons),
    *(Situation(Kind.NAME, f"a picture called {name!a}", "converted", partial(_odd, name)) for name in _ODD),
)
SITUATIONS = (
    *(_POSIX if os.name != "nt" else ()),
    Situation(Kind.NAME, "an output that is there", "it stays, and that is said", partial(_there_already, (), 0o644)),
    Situation(Kind.NAME, "the same with --overwrite", "replaced", partial(_there_already, ("--overwrite",), 0o644)),
    Situation(
        Kind.NAME,
        "a read-only output with --overwrite",
        "it stays, and that is said",
        partial(_there_already, ("--overwrite",), 0o444),
    ),
)
