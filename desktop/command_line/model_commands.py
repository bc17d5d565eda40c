"""What `toonclip models add` and `toonclip models remove` do. No Qt."""

from __future__ import annotations

from core.foreign.opening import add_model as add_to_library
from core.models.install import Outcome, remove_model
from core.models.library import ModelLibrary
from core.models.places import ModelFolders
from desktop.command_line.terminal import Progress

_OK = 0


def add_model(source: str, folders: ModelFolders) -> int:
    """Install a model and say what came of it. Ctrl-C stops at once: installing cleans up after itself."""
    with Progress("B") as progress:
        installation = add_to_library(source, _library(folders), progress=progress)
    manifest = installation.model.manifest
    match installation.outcome:
        case Outcome.UNCHANGED:
            print(f"{manifest.title} {manifest.version} is already installed as {manifest.id}.")
        case Outcome.REPLACED:
            before = installation.previous_version
            print(f"Replaced {manifest.title} {before} by {manifest.version}, installed as {manifest.id}.")
        case Outcome.INSTALLED:
            print(f"Installed {manifest.title} {manifest.version} as {manifest.id}.")
    print(f"Licence: {manifest.provenance.licence}")
    print(installation.model.folder)
    return _OK


def remove_own_model(model_id: str, folders: ModelFolders) -> int:
    """Delete one of the person's own models."""
    folder = remove_model(model_id, _library(folders))
    print(f"Removed {folder}")
    return _OK


def _library(folders: ModelFolders) -> ModelLibrary:
    return ModelLibrary(folders.bundled, folders.user)
