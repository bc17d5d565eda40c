"""refuse_early(): finds what cannot work in the settings of `fit` within a second or two, before torch is imported."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import fields
from typing import Any, TypeVar

from jsonargparse import ArgumentError, ArgumentParser, Namespace

from training.errors import CheckpointInvalid
from training.fit_errors import mistake, unknown_setting
from training.library_names import trainer_settings
from training.pairs import find_pairs, left_out
from training.renamed import add_old_settings
from training.settings.data import AugmentConfig, DataSettings
from training.settings.files import check_settings_files
from training.settings.loss import LossConfig, check_feature_network
from training.settings.model import ModelSettings
from training.settings.network import NetworkConfig, check_names
from training.settings.speed import SpeedConfig
from training.settings.trainer import check_trainer
from training.weights_needed import with_local_weights

_LIGHTNINGS = ("trainer", "optimizer", "lr_scheduler")  # groups of settings whose values Lightning checks
_OTHERS = ("seed_everything", "ckpt_path", "weights_only", "verbose")
_Settings = TypeVar("_Settings")


def refuse_early(arguments: Sequence[str]) -> None:
    """Check the options of `fit`, the files of settings, the names of networks, and the pairs.

    Raises:
        UnknownName, SettingInvalid, WeightsMissing, CheckpointInvalid, DataInvalid: they cannot work.
    """
    if any(argument.startswith(("-h", "--help", "--print_config")) or ".help" in argument for argument in arguments):
        return
    check_settings_files(arguments)
    settings = _read(arguments)
    _made(SpeedConfig, settings.speed)
    data, model = settings.data, settings.model
    root = _made(DataSettings, data, augment=_made(AugmentConfig, data.augment)).root
    network, loss = _made(NetworkConfig, model.network), _made(LossConfig, model.loss)
    check_names(network)
    check_feature_network(loss.network)
    wanted = _made(ModelSettings, model, network=network, loss=loss)
    for checkpoint in (wanted.start_from, wanted.teacher):
        if checkpoint is not None and not checkpoint.is_file():
            raise CheckpointInvalid(f"There is no checkpoint {checkpoint}.", hint="Give a .ckpt file of `fit`'s.")
    find_pairs(root)
    if unread := left_out(root):
        print(f"toonclip-train: {unread}.", file=sys.stderr)
    with_local_weights(wanted)


def _read(arguments: Sequence[str]) -> Namespace:
    """The settings as `fit` will read them, but for Lightning's, of which only the names are looked at."""
    parser = ArgumentParser(exit_on_error=False)
    parser.add_argument("--config", "-c", action="config")
    for settings, name in ((ModelSettings, "model"), (DataSettings, "data"), (SpeedConfig, "speed")):
        parser.add_class_arguments(settings, name)
    parser.add_argument("--watch", action="store_true")
    for name in (*_LIGHTNINGS, *_OTHERS):
        parser.add_argument(f"--{name}")
    add_old_settings(parser)
    known = [str(name) for name in parser.get_defaults(skip_validation=True).keys()]  # noqa: SIM118  # no dict
    known += [f"trainer.{name}" for name in sorted(trainer_settings())]
    ours, theirs = _parted(arguments)
    try:
        found = parser.parse_args(ours)
    except ArgumentError as error:
        raise mistake(str(error), known) from error
    from_files = found.trainer if isinstance(found.trainer, dict) else {}
    given = {f"trainer.{name}": value for name, value in from_files.items()} | theirs
    for name in (".".join(name.split(".")[:2]) for name in given):
        if name.startswith("trainer.") and name not in known:
            raise unknown_setting(name, known)
    check_trainer(given)
    return found


def _parted(arguments: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """The arguments without those of Lightning's groups, and the values of these by their names."""
    ours, theirs = list[str](), dict[str, str]()
    remaining = iter(arguments)
    for argument in remaining:
        name, assigned, value = argument.removeprefix("--").partition("=")
        name = name.rstrip("+")
        group, *rest = name.split(".")
        if argument.startswith("--") and group in _LIGHTNINGS and rest:
            theirs[name] = value if assigned else next(remaining, "")
        else:
            ours.append(argument)
    return ours, theirs


def _made(kind: type[_Settings], given: Namespace, **parts: Any) -> _Settings:
    """A class of settings with what the parser found, which includes old names that it does not have."""
    found = {field.name: given[field.name] for field in fields(kind)} | parts  # type: ignore[arg-type]  # a dataclass
    return kind(**found)
