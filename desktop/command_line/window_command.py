"""What `toonclip` does where it opens the window. Reads nothing heavy itself: the window is to be there at once."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from core.errors import SourceNotFound
from core.models.file_types import PACKED_SUFFIXES
from core.models.places import ModelFolders
from desktop.live.source_choice import (
    SAMPLE,
    SYNTHETIC,
    SourceChoice,
    camera_choice,
    clip_choice,
    file_choice,
    given_choice,
)
from desktop.system.end_signals import EndSignals
from desktop.system.qt_check import require_window

_LONGEST_NUMBER = 3  # of a camera
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
        choice = None if source is None else _find_source(source)
        if model is not None:
            _require_model(model, folders)
        require_window()
        from desktop.program import run

        return run(choice, model, folders, signals, drawing_px=drawing_px)


def self_test(seconds: float, folders: ModelFolders) -> int:
    """Test the program as it is installed, in its window where there is a display."""
    from desktop.self_test.run import run_self_test

    return run_self_test(seconds, folders.bundled, in_window=has_display())


def has_display() -> bool:
    """Whether there is something to open a window on."""
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in DISPLAY_VARIABLES)


def _require_model(wanted: str, folders: ModelFolders) -> None:
    """Complain on the terminal about a model that is not there; a packed one is the window's to install."""
    if Path(wanted).suffix.lower() not in PACKED_SUFFIXES:
        from core.models.library import ModelLibrary

        ModelLibrary(folders.bundled, folders.user).find(wanted)


def _find_source(wanted: str) -> SourceChoice:
    if wanted.isdecimal() and len(wanted) <= _LONGEST_NUMBER:
        from core.sources.discovery import find_camera

        return camera_choice(find_camera(int(wanted)))
    if wanted == SAMPLE:
        return clip_choice()
    if wanted == SYNTHETIC:
        from core.sources.synthetic import SyntheticSource

        return given_choice(SyntheticSource())
    path = Path(wanted)
    if not _is_file(path):
        raise SourceNotFound(
            f"There is no source “{wanted}”.",
            hint="Name a video file, `sample`, `synthetic`, or a camera's number from `toonclip cameras`.",
        )
    _require_source(path)
    return file_choice(path)


def _require_source(path: Path) -> None:
    """Complain on the terminal, and not in a window that opens first, about a file that shows nothing."""
    from core.media.image_kinds import holds_image
    from core.media.reading import open_video

    if not holds_image(path):
        with open_video(path):
            pass


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name too long, a folder that may not be entered
        return False
