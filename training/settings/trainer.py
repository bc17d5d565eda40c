"""check_trainer(): refuses values that Lightning's trainer cannot take, by the types that stand in its source."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Optional, Union

from jsonargparse import ArgumentError, ArgumentParser

from training.errors import SettingInvalid
from training.library_names import precisions, trainer_settings

# What the types are made of that need no class of Lightning's; the others are left to it.
_PLAIN: dict[str, Any] = {
    "int": int, "float": float, "bool": bool, "str": str, "dict": dict, "list": list, "timedelta": timedelta,
    "Optional": Optional, "Union": Union, "__builtins__": {},
}  # fmt: skip
_WORDS = {"int": "a whole number", "float": "a number", "bool": "true or false", "str": "a text", "list": "a list"}
_ACCELERATORS = ("auto", "cpu", "cuda", "gpu", "mps")


def check_trainer(given: Mapping[str, Any]) -> None:
    """Check those of the settings whose types are plain, the precision and the accelerator.

    Args:
        given: values by names such as "trainer.max_epochs": as a command line or a file of settings has them.

    Raises:
        SettingInvalid: naming the setting and what it takes.
    """
    texts = {name: value if isinstance(value, str) else json.dumps(value) for name, value in given.items()}
    types = {f"trainer.{name}": text for name, text in trainer_settings().items()}
    for name in given.keys() & types.keys():
        if not _fits(texts[name], types[name]):
            kinds = [word for kind, word in _WORDS.items() if re.search(rf"\b{kind}\b", types[name])]
            raise SettingInvalid(f"{name} is {texts[name]}.", hint=f"It takes {' or '.join(kinds)}.")
    for name, choices in (("trainer.precision", sorted(precisions())), ("trainer.accelerator", _ACCELERATORS)):
        if texts.get(name, "null") not in (*choices, "null"):
            raise SettingInvalid(
                f"{name} is {texts[name]}.",
                hint=f"Choose one of: {', '.join(choices)}; or leave it out, and what suits the machine is taken.",
            )


def _fits(text: str, annotation: str) -> bool:
    """Whether a text is a value of a type; it is where the type is made of more than plain parts."""
    try:
        plain = eval(annotation, dict(_PLAIN))  # noqa: S307  # of the installed Lightning, without builtins
    except NameError:
        return True
    parser = ArgumentParser(exit_on_error=False)
    parser.add_argument("--value", type=plain)
    try:
        parser.parse_args([f"--value={text}"])
    except ArgumentError:
        return False
    return True
