"""What the window remembers: versioned JSON, written in one step, read so that damage never blocks the start."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, ValidationError

from core.atomic_write import atomic_file
from core.layout import Layout
from desktop.system.paths import make_private_folder

_log = logging.getLogger(__name__)


class SourceMemory(BaseModel):
    """A source as it is found again: a camera by its title, a file by its path, which was once called `key`."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["camera", "clip", "file"]
    path: Annotated[str, Field(validation_alias=AliasChoices("path", "key"))] = ""
    title: str = ""


class Settings(BaseModel):
    """Replaced, never mutated: `settings.model_copy(update=...)`.

    Attributes:
        schema_version: raised when a key changes its meaning.
        model: id of an installed model, or the path of another.
        split: share of the width that shows the original, 0..1.
        mirror_cameras: the view shows cameras like a mirror.
        mirror_files: the same for videos.
        mirror_clips: clips and snapshots are mirrored when the view is.
        save_folder: for clips and snapshots; None: the system's folders for videos and pictures.
        overlay: the figures are shown.
        steady: toons are smoothed against flicker.
        updates_at_start: the project's page is asked for a newer version.
        geometry: of the window, as Qt saves it, base64.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    schema_version: Literal[1] = 1
    source: SourceMemory | None = None
    model: str | None = None
    layout: Layout = Layout.TOON
    split: Annotated[float, Field(ge=0, le=1)] = 0.5
    mirror_cameras: bool = True
    mirror_files: bool = False
    mirror_clips: bool = False
    save_folder: str | None = None
    overlay: bool = False
    steady: bool = False
    updates_at_start: bool = False
    geometry: str = ""


def load_settings(path: Path) -> Settings:
    """The settings of a file; defaults for whatever is missing or damaged. Never raises."""
    try:
        stored = json.loads(path.read_bytes())
    except FileNotFoundError:
        return Settings()
    except (OSError, ValueError) as error:
        _log.warning("the settings in %s cannot be read and start afresh: %s", path, error)
        return Settings()
    if not isinstance(stored, dict):
        _log.warning("%s holds no settings; they start afresh", path)
        return Settings()
    return _good_part(stored)


def save_settings(settings: Settings, path: Path) -> None:
    """Write the file in one step: a reader meets the old or the new one, never half.

    Raises:
        OSError: it cannot be written.
    """
    make_private_folder(path.parent)
    with atomic_file(path) as partial:
        partial.write_text(settings.model_dump_json(indent=2) + "\n", encoding="utf-8")


def _good_part(stored: dict[str, Any]) -> Settings:  # Any: it is what a file happened to hold
    for _attempt in range(len(Settings.model_fields) + 1):
        try:
            return Settings.model_validate(stored)
        except ValidationError as error:
            bad = {str(problem["loc"][0]) for problem in error.errors() if problem["loc"]}
            _log.warning("settings dropped for they are not valid: %s", ", ".join(sorted(bad)))
            stored = {key: value for key, value in stored.items() if key not in bad}
    return Settings()
