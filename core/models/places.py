"""Where models are: those that came with the program, and those the person added."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import platformdirs

import assets

APP_NAME = "ToonClip"
"""Names the program's folders in the person's home."""


def bundled_models_dir() -> Path:
    return Path(assets.__file__).parent / "models"


def user_models_dir() -> Path:
    """Models the person added; may be missing."""
    return platformdirs.user_data_path(APP_NAME, appauthor=False) / "models"


def provider_memory_file() -> Path:
    """What is known of the graphics cards and other providers of this computer; may be missing."""
    return platformdirs.user_cache_path(APP_NAME, appauthor=False) / "providers.json"


def encoder_memory_file() -> Path:
    """What is known of the graphics cards' encoders; may be missing."""
    return provider_memory_file().with_name("encoders.json")


@dataclass(frozen=True, slots=True)
class ModelFolders:
    """The folders of model folders.

    Attributes:
        bundled: of those that came with the program.
        user: of the person's; may be missing.
    """

    bundled: Path = field(default_factory=bundled_models_dir)
    user: Path = field(default_factory=user_models_dir)
