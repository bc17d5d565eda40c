"""is_folder(): asked of a disk that may not answer. No Qt."""

from __future__ import annotations

from pathlib import Path
from threading import Thread

_LIMIT_S = 0.3


def is_folder(path: Path, *, limit_s: float = _LIMIT_S) -> bool | None:
    """Whether there is a folder; None: its disk does not answer. Blocks that long at most.

    What uses a path on the window's thread asks this first: a call of Qt that waits for a disk holds Python's lock, and
    then nothing goes on, not even the end of the program.
    """
    found: list[bool] = []
    asking = Thread(target=lambda: found.append(path.is_dir()), name="is-folder", daemon=True)
    asking.start()
    asking.join(limit_s)
    return found[0] if found else None
