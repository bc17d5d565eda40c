"""Where the program finds what it ships and puts what it makes. No Qt."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import platformdirs

import assets
from core.atomic_write import unused_path
from core.models.places import APP_NAME

_ASSETS = Path(assets.__file__).parent


def sample_clip() -> Path:
    """The bundled portrait clip."""
    return _ASSETS / "clips" / "portrait.mp4"


def icon(name: str = "toonclip") -> Path:
    return _ASSETS / "icons" / f"{name}.svg"


def translation(language: str) -> Path:
    """The compiled translation of the window into a language, such as zh_CN."""
    return _ASSETS / "languages" / f"{language}.qm"


def settings_file() -> Path:
    return platformdirs.user_config_path(APP_NAME, appauthor=False) / "settings.json"


def clips_dir() -> Path:
    """Default folder of recorded clips."""
    return platformdirs.user_videos_path() / APP_NAME


def pictures_dir() -> Path:
    """Default folder of snapshots."""
    return platformdirs.user_pictures_path() / APP_NAME


def make_private_folder(path: Path) -> None:
    """Make a folder that its owner alone may enter, and those above it as usual; one that is there stays as it is.

    Raises:
        OSError: it cannot be made.
    """
    path.mkdir(mode=0o700, parents=True, exist_ok=True)


def new_file(folder: Path, suffix: str, *, now: datetime | None = None) -> Path:
    """A name in `folder` that does not exist yet, made of the local time: toon-2026-01-31-184501.mp4."""
    stem = (now or datetime.now().astimezone()).strftime("toon-%Y-%m-%d-%H%M%S")
    return unused_path(folder / f"{stem}{suffix}")
