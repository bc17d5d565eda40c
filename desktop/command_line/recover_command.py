"""`toonclip recover`: makes clips of the recordings that a killed program left. No Qt."""

from __future__ import annotations

from pathlib import Path

from core.errors import AppError
from core.sinks.recovery import find_unfinished, recover
from desktop.command_line.aside import aside
from desktop.command_line.terminal import complain
from desktop.live.settings_file import load_settings
from desktop.system.paths import clips_dir, settings_file

_OK, _FAILED = 0, 1


def recover_clips(folder: Path | None) -> int:
    """Recover every recording in a folder, and say what came of each.

    Args:
        folder: None: where the window saves clips.
    """
    given, folder = folder is not None, folder or _clips_folder()
    unfinished = aside(lambda: find_unfinished(folder) if given or folder.exists() else [])
    failed = 0
    for found in unfinished:
        try:
            saved = recover(found.part)
        except AppError as error:
            complain(f"{found.part.name} was not recovered. {error.message}")
            failed += 1
            continue
        print(f"{saved.path} ({saved.facts.duration_s:.1f} s)")
        if saved.damaged:
            complain(f"{found.part.name} is damaged in places; it is kept as {found.clip.name}.damaged.")
    if not unfinished:
        print(f"No unfinished clip in {folder}.")
    return _FAILED if failed else _OK


def _clips_folder() -> Path:
    chosen = load_settings(settings_file(), complain).save_folder
    return Path(chosen) if chosen else clips_dir()
