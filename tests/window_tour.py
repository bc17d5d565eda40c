"""Goes through the real window by mouse and keyboard under a window manager, and keeps what is seen, to be looked at.

Run: python tests/window_tour.py [--to FOLDER] [--only 1366-en-dark …]. Needs Xvfb, openbox and xdotool. Every feature
is used by mouse and by keyboard on both screens, in both languages, dark and light: `FOLDER/SCREEN-LANGUAGE-THEME`.
The exit status is 1 when something did not come of what was done; it is named.
"""

from __future__ import annotations

import argparse
import itertools
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

_SCREENS = {"1366": ("1366x768", "1"), "2x": ("1400x900", "2")}
_LANGUAGES, _THEMES = ("en", "zh_CN"), ("dark", "light")
_LONGEST_S = 900
_NEEDED = ("Xvfb", "openbox", "xdotool")


def main() -> int:
    cases = ["-".join(case) for case in itertools.product(_SCREENS, _LANGUAGES, _THEMES)]
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--to", metavar="FOLDER", type=Path, default=Path(tempfile.gettempdir()) / "toonclip-tour")
    parser.add_argument("--only", metavar="CASE", nargs="+", choices=cases, default=cases)
    parser.add_argument(
        "--features", metavar="NAME", nargs="+", default=[], help="only these, by their names in the table"
    )
    parser.add_argument("--inside", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        from support.tour.guide import tour_window

        return tour_window(options.to, *options.inside.split("-")[1:], only=tuple(options.features))
    missing = [program for program in _NEEDED if shutil.which(program) is None]
    if missing:
        parser.error(f"not installed: {', '.join(missing)}")
    failed = [case for case in options.only if not _tour(case, options.to / case, options.features)]
    print(f"Look at {options.to}." + (f" Failed: {', '.join(failed)}." if failed else ""))
    return 1 if failed else 0


def _tour(case: str, folder: Path, features: list[str]) -> bool:
    from support.display import xvfb

    size, scale = _SCREENS[case.split("-", maxsplit=1)[0]]
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.png"):
        old.unlink()
    with xvfb(size) as server, tempfile.TemporaryDirectory() as home:
        homes = {f"XDG_{name}_HOME": str(Path(home) / name) for name in ("CONFIG", "DATA", "STATE", "CACHE")}
        Path(homes["XDG_DATA_HOME"]).mkdir()  # holds the trash
        display = {"DISPLAY": server.number, "QT_QPA_PLATFORM": "xcb", "QT_SCALE_FACTOR": scale}
        environment = {**os.environ, **homes, **display, "HOME": home}
        environment.pop("WAYLAND_DISPLAY", None)
        manager = subprocess.Popen(["openbox"], env=environment, stderr=subprocess.DEVNULL)
        inside = [sys.executable, __file__, "--to", str(folder), "--inside", case]
        try:
            done = subprocess.run(
                [*inside, *(["--features", *features] if features else [])],
                env=environment,
                timeout=_LONGEST_S,
                check=False,
            )
        finally:
            manager.kill()
            manager.wait(10)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
