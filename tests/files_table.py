"""Converts and shows what phones, cameras, recorders and televisions make, and prints what came out.

Run: python tests/files_table.py. It makes every input itself and reads what came out back by FFmpeg, Pillow and OpenCV.
Exits with 1 when something came out wrong.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from core.models.places import ModelFolders
from desktop.command_line.main import main as toonclip
from support.situations.situation import Finding, Place, Situation
from support.situations.table import TABLE


def tried(situation: Situation, folder: Path) -> Finding:
    folder.mkdir()
    folders = ModelFolders(user=folder / "models")
    try:
        return situation.find(Place(folder, lambda *arguments: toonclip(arguments, folders=folders)))
    except Exception as error:
        return Finding(f"{type(error).__name__}: {error}", right=False)


def findings(wanted: str) -> Iterator[tuple[Situation, Finding]]:
    with tempfile.TemporaryDirectory() as name:
        for number, situation in enumerate(TABLE):
            if wanted in str(situation):
                yield situation, tried(situation, Path(name) / str(number))


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("wanted", nargs="?", default="", help="only situations whose words hold this")
    wanted = parser.parse_args().wanted
    wrong = tried_so_far = 0
    print("| kind | input | right | came out | |\n| --- | --- | --- | --- | --- |")
    for situation, found in findings(wanted):
        tried_so_far += 1
        wrong += not found.right
        cells = (situation.kind.value, situation.given, situation.right, found.words)
        print(f"| {' | '.join(cells)} | {'right' if found.right else 'WRONG'} |", flush=True)
    print(f"\n{tried_so_far} inputs, {tried_so_far - wrong} right")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
