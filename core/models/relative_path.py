"""RelativePath: the name of a file in a model folder, which leads nowhere else on any operating system."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Annotated

from pydantic import AfterValidator

_LONGEST = 255
_ODD = "\\:"
_WINDOWS_DEVICES = {"con", "prn", "aux", "nul"} | {f"{kind}{number}" for kind in ("com", "lpt") for number in range(10)}


def is_inside(name: str) -> bool:
    """Whether a name stays below the folder it is relative to; links in the folder are another matter."""
    parts = PurePosixPath(name[: _LONGEST + 1]).parts
    plain = len(name) <= _LONGEST and name.isprintable() and not any(character in name for character in _ODD)
    return bool(parts) and plain and not name.startswith("/") and not any(map(_leads_elsewhere, parts))


def stays_inside(path: Path, folder: Path) -> bool:
    """Whether a file is below a folder after every link on the way was followed."""
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError, ValueError):  # links in a circle, a name that the system does not take
        return False


def _leads_elsewhere(part: str) -> bool:
    """Whether a part of a path means something else than a name, on some system."""
    return part == ".." or part[-1] in ". " or part.split(".", maxsplit=1)[0].lower() in _WINDOWS_DEVICES


def _checked(name: str) -> str:
    if not is_inside(name):
        raise ValueError(f"must be a relative path inside the model folder, {_LONGEST} characters at most, with /")
    return name


RelativePath = Annotated[str, AfterValidator(_checked)]
"""With forward slashes, inside the folder, and a name on every system."""
