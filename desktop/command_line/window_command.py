"""What `toonclip` does where it opens the window. Reads nothing heavy itself: the window is to be there at once."""

from __future__ import annotations

import os
import sys
from contextlib import closing
from functools import partial
from pathlib import Path

from core.errors import InputError
from core.models.file_types import PACKED_SUFFIXES
from core.models.places import ModelFolders
from desktop.command_line.aside import aside
from desktop.live.find_source import find_source
from desktop.live.source_choice import SAMPLE
from desktop.system.end_signals import EndSignals
from desktop.system.qt_check import require_window
from desktop.system.single_window import Answer, Request, address, hand_over, hand_over_or_open

_OK = 0
DISPLAY_VARIABLES = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
"""Of Linux; Qt's own counts too, as it may name a platform that needs none."""


def go_live(source: str | None, model: str | None, folders: ModelFolders, *, drawing_px: int | None = None) -> int:
    """Open the window; without a display convert the source, or the bundled clip, instead.

    Args:
        source: as `--source` takes it; None: the remembered one, or the first camera, or the bundled clip.
        model: id or path of the model; None: the remembered or the first one.
        folders: of the models.
        drawing_px: longer side of the drawing; None: as remembered.

    Returns:
        The exit status.

    Raises:
        AppError: there is no such source or model, or Qt or the display is missing.
    """
    if not has_display():
        from desktop.command_line.convert_command import convert_without_display

        return convert_without_display(source or SAMPLE, model, folders)
    with EndSignals() as signals:  # from the start: Ctrl-C inside Qt's import would be taken for a broken Qt
        choice = None if source is None else aside(partial(find_source, source))
        if model is not None:
            _require_model(model, folders)
        later_starts = hand_over_or_open(_request(source, model), address())
        if later_starts is None:
            print("ToonClip is open already: its window shows it now.")
            return _OK
        with closing(later_starts):
            require_window()
            from desktop.program import run

            return run(choice, model, folders, signals, later_starts, drawing_px=drawing_px)


def tell_window(deed: str) -> int:
    """Let the open window do something.

    Raises:
        InputError: no window is open, or it does not answer.
    """
    match hand_over({"do": deed}, address()):
        case Answer.DONE:
            return _OK
        case Answer.NO_WINDOW:
            raise InputError("No window of ToonClip is open.", hint="Start `toonclip` first.")
        case Answer.SILENCE:
            raise InputError("ToonClip is open, but does not answer.", hint="Start `toonclip` for another window.")


def self_test(seconds: float, folders: ModelFolders) -> int:
    """Test the program as it is installed, in its window where there is a display."""
    from desktop.self_test.run import run_self_test

    return run_self_test(seconds, folders.bundled, in_window=has_display())


def has_display() -> bool:
    """Whether there is something to open a window on."""
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in DISPLAY_VARIABLES)


def _request(source: str | None, model: str | None) -> Request:
    """What this start was given, as the open window understands it from its own folder."""
    given = {"source": source, "model": model}
    return {key: _absolute(value) for key, value in given.items() if value is not None}


def _absolute(value: str) -> str:
    return str(Path(value).absolute()) if Path(value).exists() else value


def _require_model(wanted: str, folders: ModelFolders) -> None:
    """Complain on the terminal about a model that is not there; a packed one is the window's to install."""
    if Path(wanted).suffix.lower() not in PACKED_SUFFIXES:
        from core.models.library import ModelLibrary

        ModelLibrary(folders.bundled, folders.user).find(wanted)
