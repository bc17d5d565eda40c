"""Old names of settings and options: they still work, and say what replaced them."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from pytorch_lightning.cli import LightningArgumentParser

_SETTINGS = {"model.eight_bits": "model.quantization_aware"}


def add_old_settings(parser: LightningArgumentParser) -> None:
    """Accept the old names as options and in files of settings, without listing them."""
    for name in _SETTINGS:
        parser.add_argument(f"--{name}", type=Any, default=None, help=argparse.SUPPRESS)


def rename_old_settings(config: Any) -> None:  # Any: jsonargparse's Namespace
    """Move the values of old names to the new ones, in place, with a line on the terminal for each."""
    for old, new in _SETTINGS.items():
        value = config.pop(old, None)
        if value is not None:
            warn_renamed(old, new)
            config[new] = value


def warn_renamed(old: str, new: str) -> None:
    print(f"toonclip-train: {old} is now called {new}.", file=sys.stderr)
