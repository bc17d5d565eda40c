"""Goes through the real window by mouse and keyboard under a window manager, and keeps what is seen, to be looked at.

Run: python tests/window_tour.py [--to FOLDER] [--only 1366-en-dark …]. Needs Xvfb, openbox and xdotool; trayer for what
goes on in the tray, and xrandr for a second screen. Every feature is used by mouse and by keyboard on both sizes, in
both languages, dark and light: `FOLDER/SIZE-LANGUAGE-THEME`. The exit status is 1 when something did not come of what
was done; it is named.
"""

from __future__ import annotations

import argparse
import itertools
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_SCREENS = {"1366": ("1366x768", "1"), "2x": ("1400x900", "2")}
_LANGUAGES, _THEMES = ("en", "zh_CN"), ("dark", "light")
_LONGEST_S = 1800
_NEEDED = ("Xvfb", "openbox", "xdotool")
_TRAY = ("trayer", "--edge", "bottom", "--align", "right", "--widthtype", "request", "--SetPartialStrut", "false")
_FILE_MANAGER = '#!/bin/sh\necho "$1" >>"$XDG_STATE_HOME/opened"\n'
"""Stands in for the desktop's: it keeps what it was asked to show."""


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
    width, height = map(int, size.split("x"))
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.png"):
        old.unlink()
    two = shutil.which("xrandr") is not None
    with xvfb(f"{width * (1 + two)}x{height}") as server, tempfile.TemporaryDirectory() as home:
        environment = _environment(Path(home), server.number, scale)
        if two:
            _split_screen(width, height, environment)
        inside = [sys.executable, __file__, "--to", str(folder), "--inside", case]
        with _desktop(environment):
            done = subprocess.run(
                [*inside, *(["--features", *features] if features else [])],
                env=environment,
                timeout=_LONGEST_S,
                check=False,
            )
    return done.returncode == 0


def _environment(home: Path, display: str, scale: str) -> dict[str, str]:
    """Of a person's own: settings, clips and what the file manager was asked for are in `home`."""
    homes = {f"XDG_{name}_HOME": str(home / name) for name in ("CONFIG", "DATA", "STATE", "CACHE")}
    for folder in (home / "DATA", home / "STATE", home / "bin"):  # of them the first holds the trash
        folder.mkdir()
    program = home / "bin" / "xdg-open"
    program.write_text(_FILE_MANAGER)
    program.chmod(0o755)
    shown = {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "QT_SCALE_FACTOR": scale}
    path = f"{program.parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, **homes, **shown, "HOME": str(home), "PATH": path}
    environment.pop("WAYLAND_DISPLAY", None)
    return environment


@contextmanager
def _desktop(environment: dict[str, str]) -> Iterator[None]:
    """A window manager, and a tray where there is one."""
    programs = [["openbox"], *([list(_TRAY)] if shutil.which("trayer") else [])]
    running = [subprocess.Popen(program, env=environment, stderr=subprocess.DEVNULL) for program in programs]
    try:
        yield
    finally:
        for program in running:
            program.kill()
            program.wait(10)


def _split_screen(width: int, height: int, environment: dict[str, str]) -> None:
    """Let half of it be another one, to the right of the first."""
    for name, left, output in (("left", 0, "screen"), ("right", width, "none")):
        place = f"{width}/300x{height}/200+{left}+0"
        subprocess.run(["xrandr", "--setmonitor", name, place, output], env=environment, check=True)


if __name__ == "__main__":
    sys.exit(main())
