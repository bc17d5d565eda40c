"""Damages pictures, videos, models and settings in every way it can think of, and prints what came of each kind.

Run: python tests/fuzz.py --files 1000. The same seed damages in the same way. Exits with 1 when anything but a plain
error was raised, when a refused file left something behind, or when one took longer than 30 s; those files are kept.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np

from core.errors import AppError
from core.models.install import install_model
from core.models.library import ModelLibrary
from desktop.live.settings import Settings
from desktop.live.settings_file import load_settings, save_changes
from support.conversion import run
from support.tiny_model import write_inverter, write_tiny_manifest
from support.video_files import steady, write_video

VIDEO_SUFFIXES = (".mp4", ".mkv", ".avi")
_LONGEST_S = 30.0
_EXTREMES = (b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\x80\x00\x00\x00", b"\x00\x00\x00\x00")
_ODD_BYTES = (0, 1, 127, 128, 255)


@dataclass
class Outcome:
    """Of one kind of file."""

    ways: Counter[str] = field(default_factory=Counter[str])
    broken: list[str] = field(default_factory=list[str])
    longest_s: float = 0.0


def damaged(content: bytes, chance: random.Random) -> bytes:
    """The content with some bytes replaced, taken out or put in; half of the time near its start."""
    found = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        place = chance.randrange(min(len(found), chance.choice((64, 400, 1 << 30))))
        match chance.randrange(4):
            case 0:
                found[place] = chance.choice((*_ODD_BYTES, chance.randrange(256)))
            case 1:
                found[place : place + 4] = chance.choice(_EXTREMES)
            case 2:
                del found[place : place + chance.randrange(1, 1 + max(1, len(found) // 4))]
            case _:
                found[place:place] = chance.randbytes(chance.randrange(1, 50))
        found = found or bytearray(b"\0")
    return bytes(found)


def convert(path: Path) -> None:
    """Convert a file. One that is refused leaves nothing."""
    target = path.with_name(f"out{'.mp4' if path.suffix in VIDEO_SUFFIXES else path.suffix}")
    target.unlink(missing_ok=True)
    try:
        run(path, target)
    except AppError:
        left = {found.name for found in path.parent.iterdir()} - {path.name}
        assert not left, f"it left {left}"
        raise


def install(path: Path) -> None:
    """Install the model whose manifest or archive was damaged. One that is refused is not installed."""
    own = path.parent / "own"
    shutil.rmtree(own, ignore_errors=True)
    source = path.parent if path.suffix == ".json" else path
    try:
        install_model(str(source), ModelLibrary(path.parent / "none", own))
    except AppError:
        assert not own.is_dir() or not list(own.iterdir()), "it left something"
        raise


def load(path: Path) -> None:
    """Read the settings, which never fails, and write them again."""
    complaints: list[str] = []
    settings = load_settings(path, complaints.append)
    assert len(complaints) <= 1, complaints
    save_changes({"split": 0.25}, path, otherwise=settings)
    assert load_settings(path, complaints.append).split == 0.25


def originals(folder: Path) -> Iterator[tuple[Path, Callable[[Path], None]]]:
    """A sound file of each kind, in a folder of its own, and what is done with it."""
    picture = np.random.default_rng(0).integers(0, 255, (40, 50, 3), np.uint8)
    for suffix in (".png", ".jpg", ".webp", ".tiff", ".bmp"):
        path = _place(folder, f"picture{suffix}")
        path.write_bytes(cv2.imencode(suffix, picture)[1].tobytes())
        yield path, convert
    for suffix, codec, sound in (
        (".mp4", "libx264", "aac"),
        (".mkv", "libx264", "libmp3lame"),
        (".avi", "libx264", None),
    ):
        yield write_video(_place(folder, f"video{suffix}"), steady(8), codec=codec, sound=sound, sound_ms=300), convert
    manifest = _place(folder, "manifest.json")
    write_inverter(manifest.with_name("model.onnx"))
    write_tiny_manifest(manifest.parent)
    yield manifest, install
    archive = _place(folder, "model.zip")
    shutil.make_archive(str(archive.with_suffix("")), "zip", manifest.parent)
    yield archive, install
    settings = _place(folder, "settings.json")
    save_changes({"save_folder": "/somewhere", "overlay": True}, settings, otherwise=Settings())
    yield settings, load


def fuzz(files: int, seed: int, folder: Path) -> dict[str, Outcome]:
    """Damage so many files of all kinds together; those that break a promise are kept in the folder."""
    chance = random.Random(seed)
    kinds = [(path, path.read_bytes(), use) for path, use in originals(folder)]
    outcomes = {path.name: Outcome() for path, _, _ in kinds}
    for path, _, use in kinds:
        use(path)  # undamaged, each is taken
    for number in range(files):
        path, content, use = kinds[number % len(kinds)]
        path.write_bytes(damaged(content, chance))
        _try(path, use, outcomes[path.name], folder / f"broken-{seed}-{number}{path.suffix}")
    return outcomes


def _try(path: Path, use: Callable[[Path], None], outcome: Outcome, kept: Path) -> None:
    given, began_s = path.read_bytes(), time.monotonic()
    try:
        use(path)
        way = "taken"
    except AppError:
        way = "refused"
    except Exception:
        way = "broken"
        outcome.broken.append(f"{kept}: {traceback.format_exc(limit=-2)}")
    took_s = time.monotonic() - began_s
    if took_s > _LONGEST_S:
        outcome.broken.append(f"{kept}: it took {took_s:.0f} s")
    if outcome.broken and outcome.broken[-1].startswith(str(kept)):
        kept.write_bytes(given)
    outcome.ways[way] += 1
    outcome.longest_s = max(outcome.longest_s, took_s)


def _place(folder: Path, name: str) -> Path:
    own = folder / name.replace(".", "-")
    own.mkdir()
    return own / name


def main() -> int:
    """Entry point; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="toonclip-fuzz-"))
    outcomes = fuzz(options.files, options.seed, folder)
    print(f"{'':16}{'taken':>8}{'refused':>9}{'broken':>8}{'longest s':>11}")
    for name, outcome in outcomes.items():
        counts = (outcome.ways["taken"], outcome.ways["refused"], len(outcome.broken))
        print(f"{name:16}{counts[0]:8}{counts[1]:9}{counts[2]:8}{outcome.longest_s:11.2f}")
    broken = [words for outcome in outcomes.values() for words in outcome.broken]
    print(*broken, sep="\n")
    if not broken:
        shutil.rmtree(folder)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
