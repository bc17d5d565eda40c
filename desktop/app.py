"""run_window(): the door from the command line to the window. Imports Qt only once it is known to work."""

from __future__ import annotations

from desktop.live.source_choice import SourceChoice
from desktop.system.qt_check import require_window


def run_window(source: SourceChoice | None = None, model: str | None = None) -> int:
    """Show the window until it is closed.

    Args:
        source: what to show; None: the remembered or first camera, else the bundled clip.
        model: id or path of the model; None: the remembered or first one.

    Returns:
        The exit status.

    Raises:
        WindowImpossible: Qt or the display is missing.
    """
    require_window()
    from desktop.program import run

    return run(source, model)
