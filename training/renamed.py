"""Old names of settings and options: they still work, and say what replaced them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # the command line needs the options alone, at once
    from jsonargparse import ArgumentParser

_SETTINGS = {"model.eight_bits": "model.quantization_aware"}


def add_old_settings(parser: ArgumentParser) -> None:
    """Accept the old names as options and in files of settings, without listing them."""
    for name in _SETTINGS:
        parser.add_argument(f"--{name}", type=Any, default=None, help=argparse.SUPPRESS)


def rename_old_settings(config: Any) -> None:  # Any: jsonargparse's Namespace
    """Move the values of old names to the new ones, in place, with a line on the terminal for each."""
    for old, new in _SETTINGS.items():
        value = config.pop(old, None)
        if value is not None:
            _warn(old, new)
            config[new] = value


class OldFlag(argparse.Action):
    """An option without a value that another one has replaced."""

    def __init__(self, option_strings: Sequence[str], dest: str, *, new: str) -> None:
        """Set what the option `new` sets."""
        super().__init__(option_strings, dest, nargs=0, default=argparse.SUPPRESS, help=argparse.SUPPRESS)
        self._new = new

    def __call__(
        self,
        parser: argparse.ArgumentParser,  # noqa: ARG002  # argparse's signature
        namespace: argparse.Namespace,
        values: Any,  # noqa: ARG002
        option_string: str | None = None,
    ) -> None:
        _warn(str(option_string), self._new)
        setattr(namespace, self.dest, True)


def _warn(old: str, new: str) -> None:
    print(f"toonclip-train: {old} is now called {new}.", file=sys.stderr)
