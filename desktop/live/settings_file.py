"""The file of the settings: read so that nothing in it blocks the start, written so that two windows share it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import cast

from core.atomic_write import atomic_file
from core.regular_file import read_regular
from desktop.live.settings import Settings, valid_part
from desktop.system.paths import make_private_folder

_LARGEST_BYTES = 100_000
_LONGEST_WAIT_S = 10.0
_POLL_S = 0.01


class SettingsUnreadable(Exception):
    """What lies in the place of the settings is not their file; the text says why."""


def load_settings(path: Path, tell: Callable[[str], object]) -> Settings:
    """The settings of a file; defaults for whatever is missing or damaged. Never raises.

    A damaged file is kept aside, so that what it held is not lost when the settings are saved again.

    Args:
        path: of the file; it may be missing, or anything else.
        tell: told, once at most and in a sentence for a person, what is wrong and where the file is kept.
    """
    try:
        settings, dropped = valid_part(_read(path))
    except FileNotFoundError:
        return Settings()
    except (OSError, SettingsUnreadable) as error:
        tell(f"They cannot be read ({_reason(error)}), so the defaults are used. {_keep_aside(path)}")
        return Settings()
    if dropped:
        tell(f"Not valid, and the default instead: {', '.join(sorted(dropped))}. {_keep_copy_aside(path)}")
    return settings


def save_changes(changes: Mapping[str, object], path: Path, *, otherwise: Settings) -> None:
    """Write these values into the file; every other value stays as it is there by now, as another window left it.

    A reader meets the old or the new file, never half. Blocks while another window writes.

    Args:
        changes: values by the names of `Settings`.
        path: of the file; its folder is made when missing.
        otherwise: every other value when there is no file that can be read.

    Raises:
        OSError: it cannot be written, or another window has been writing for ten seconds.
    """
    from filelock import FileLock  # not at the start of the program: it takes a while

    make_private_folder(path.parent)
    with FileLock(path.with_name(f".{path.name}.lock"), timeout=_LONGEST_WAIT_S, poll_interval=_POLL_S):
        try:
            stored, _ = valid_part(_read(path))
        except (OSError, SettingsUnreadable):
            stored = otherwise
        values = stored.model_copy(update=dict(changes)).model_dump(mode="json")
        with atomic_file(path) as partial:
            # In ASCII: a path that is no UTF-8 holds surrogates, which UTF-8 does not.
            partial.write_text(json.dumps(values, indent=2) + "\n", encoding="ascii")


def _read(path: Path) -> Mapping[str, object]:
    """What the file holds.

    Raises:
        OSError: it is missing or cannot be read.
        SettingsUnreadable: it is no file of settings.
    """
    try:
        stored = json.loads(read_regular(path, limit_bytes=_LARGEST_BYTES))
    except RecursionError as error:
        raise SettingsUnreadable("it is nested too deeply") from error
    except ValueError as error:
        raise SettingsUnreadable("it is damaged") from error
    if not isinstance(stored, dict):
        raise SettingsUnreadable("it holds something else")
    return cast("dict[str, object]", stored)


def _keep_aside(path: Path) -> str:
    """Move what cannot be read out of the way; where it is now, for a person."""
    aside = _aside(path)
    try:
        path.replace(aside)
    except OSError:
        return f"It is {path}."
    return f"What was there is kept as {aside}."


def _keep_copy_aside(path: Path) -> str:
    aside = _aside(path)
    try:
        content = read_regular(path, limit_bytes=_LARGEST_BYTES)
        with atomic_file(aside) as partial:
            partial.write_bytes(content)
    except OSError:
        return f"The file is {path}."
    return f"The file as it was is kept as {aside}."


def _aside(path: Path) -> Path:
    return path.with_name(f"{path.stem}.damaged{path.suffix}")


def _reason(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error)).lower()
