"""Files of settings: the recipe that is taken where none is named, and YAML that would hang its reader, refused."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import yaml

from core.regular_file import read_regular
from training.errors import SettingInvalid

_RECIPE = Path(__file__).parents[1] / "conf" / "comic_hero.yaml"
_OPTIONS = ("--config", "-c")
_LIMIT_BYTES = 1 << 20
_DEEPEST = 50
_MOST_VALUES = 10_000
_HINT = "Give the config.yaml of an earlier run, or one written like it."


def with_recipe(options: Sequence[str]) -> list[str]:
    """The options of `fit`, with Comic Hero's recipe where none is given, which is said."""
    if any(option.startswith(("-c", "-h", "--config", "--help", "--print_config")) for option in options):
        return in_order(options)
    print(f"toonclip-train: no --config is given; the recipe is Comic Hero's, {_RECIPE}.", file=sys.stderr)
    return ["--config", str(_RECIPE), *in_order(options)]


def in_order(options: Sequence[str]) -> list[str]:
    """The options with files of settings before single settings, which count more wherever a person writes them.

    A setting that has a short name gets its full one.
    """
    files, settings = list[str](), list[str]()
    remaining = iter(options)
    for option in remaining:
        if option in _OPTIONS:
            files += [option, *islice(remaining, 1)]
        else:
            is_file = option.startswith(tuple(f"{name}=" for name in _OPTIONS))
            (files if is_file else settings).append(re.sub(r"^--weights-dir(?=$|=)", "--model.weights_dir", option))
    return [*files, *settings]


def check_settings_files(arguments: Sequence[str]) -> None:
    """Check every file that the arguments of `fit` or `validate` name as settings; one that is missing is not.

    Raises:
        SettingInvalid: a file is no text, too large, nested too deeply, or grows endlessly by its aliases.
    """
    for option, value in zip(arguments, (*arguments[1:], ""), strict=True):
        name, _, attached = option.partition("=")
        path = Path(attached or value)
        if name in _OPTIONS and path.exists():
            _check(path)


def _check(path: Path) -> None:
    try:
        text = read_regular(path, limit_bytes=_LIMIT_BYTES).decode("utf-8")
        values = _count_values(text)
    except OSError as error:
        raise SettingInvalid(f"{path} cannot be read: {error.strerror}.", hint=_HINT) from error
    except UnicodeDecodeError as error:
        raise SettingInvalid(f"{path} is not text in UTF-8.", hint=_HINT) from error
    except yaml.YAMLError as error:
        raise SettingInvalid(f"{path} is not YAML: {' '.join(str(error).split())[:200]}.", hint=_HINT) from error
    if values > _MOST_VALUES:
        raise SettingInvalid(f"{path} holds more than {_MOST_VALUES:,} settings, or is nested too deeply.", hint=_HINT)


def _count_values(text: str) -> int:
    """How many values the text stands for with its aliases written out; more than the limit ends the count.

    Events are read one by one: only what builds values from them recurses and follows aliases.
    """
    anchored: dict[str, int] = {}
    open_nodes: list[tuple[str | None, int]] = [(None, 0)]
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            open_nodes.append((event.anchor, 1))
            if len(open_nodes) > _DEEPEST:
                return _MOST_VALUES + 1
            continue
        if isinstance(event, yaml.CollectionEndEvent):
            anchor, count = open_nodes.pop()
        elif isinstance(event, yaml.AliasEvent):
            circle = any(event.anchor == name for name, _ in open_nodes)
            anchor, count = None, _MOST_VALUES + 1 if circle else anchored.get(event.anchor, 1)
        elif isinstance(event, yaml.ScalarEvent):
            anchor, count = event.anchor, 1
        else:
            continue
        if anchor is not None:
            anchored[anchor] = count
        outer, so_far = open_nodes[-1]
        open_nodes[-1] = (outer, so_far + count)
        if so_far + count > _MOST_VALUES:
            return so_far + count
    return open_nodes[0][1]
