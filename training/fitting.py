"""Runs `fit` and `validate` with Lightning's command line: every setting is a YAML key and an option."""

from __future__ import annotations

import difflib
import errno
import re
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from jsonargparse import ArgumentError
from pytorch_lightning import Trainer
from pytorch_lightning.cli import ArgsType, LightningArgumentParser, LightningCLI

from core.errors import FolderNotWritable, NoSpace
from training.checkpoint import read_checkpoint
from training.data import PairedImageDataModule
from training.errors import CheckpointInvalid, SettingInvalid, TrainingError, UnknownName
from training.machine import SpeedConfig, device_kind, suitable_precision, suitable_way
from training.renamed import add_old_settings, rename_old_settings
from training.settings_file import check_settings_files
from training.task import StylizationTask

# Libraries talking to each other; nothing that a person who trains could act on. The start of each message:
_NOISE = (
    r"(?s).*(was deprecated in v4|JsonargparseDeprecationWarning)",  # jsonargparse to Lightning
    r"LightningCLI's args parameter",  # we pass the arguments that we were given
    r"`isinstance\(treespec, LeafSpec\)`",  # torch to Lightning
    r"Precision .* is not supported by the model summary",  # of the printed size alone
    r"The '.*dataloader' does not have many workers",  # a network that small keeps the cores busy by itself
    r"The number of training batches",  # of the logging interval, in short runs
    r"You're using the WeightAveraging callback",  # `validate` measures the averaged weights, which the file holds
    r"For 'tu-' \(timm universal\) encoders",  # of the value by which its library asks for the published weights
    r"The dirpath has changed",  # a resumed run writes beside the first one, and looks for its own best
    r"Checkpoint directory .* exists and is not empty",  # resuming is what it is for
)
_CHANGED_BY = "--trainer.precision, --speed.channels_last and --speed.threads change that."
_UNKNOWN = re.compile(r"(?:does not accept option '|unrecognized arguments: --)([\w.]+)")


class _CommandLine(LightningCLI):
    """Lightning's, with one message for a mistake in place of all that could be given."""

    def add_arguments_to_parser(self, parser: LightningArgumentParser) -> None:
        """Add the old names of settings to those of the task, the data and the trainer."""
        parser.add_class_arguments(SpeedConfig, "speed")
        add_old_settings(parser)

    def parse_arguments(self, parser: LightningArgumentParser, args: ArgsType) -> None:
        """Read the options and the files of settings.

        Raises:
            UnknownName, SettingInvalid, CheckpointInvalid: what was given cannot be used.
        """
        try:
            super().parse_arguments(parser, args)
        except ArgumentError as error:
            known = self._subcommand_parsers["fit"].get_defaults(skip_validation=True)
            raise _mistake(str(error), [str(name) for name in known.keys()]) from error  # noqa: SIM118  # no dict
        rename_old_settings(self.config[self.config.subcommand])
        given = self.config[self.config.subcommand].get("ckpt_path")
        if given and Path(given).is_file():  # else it is a word of Lightning's, such as last
            read_checkpoint(Path(given))

    def instantiate_trainer(self, **kwargs: Any) -> Trainer:
        """Make the trainer, in a precision that suits the machine unless one is given, and say how it trains."""
        settings, task = self.config_init[self.config.subcommand], self.model
        if not isinstance(task, StylizationTask):
            raise TypeError(type(task))
        kind = device_kind(str(settings.trainer.accelerator))
        precision = settings.trainer.precision or suitable_precision(kind)
        if self.config.subcommand == "fit":
            way = suitable_way(task.network, settings.speed, kind=kind, precision=str(precision))
            task.use_memory_format(way.memory_format)
            torch.set_num_threads(way.threads)
            print(f"toonclip-train: trains on {kind} in {precision}, {way}; {_CHANGED_BY}", file=sys.stderr)
        return super().instantiate_trainer(precision=precision, **kwargs)


def _mistake(message: str, known: Sequence[str]) -> TrainingError:
    """The error for what the parser says; `known` are the names of all settings."""
    unknown = _UNKNOWN.search(message)
    if unknown is None:
        return SettingInvalid(
            f"The settings cannot be used: {message.replace('fit.', '--')}",
            hint="`toonclip-train fit --help` lists every setting.",
        )
    name = unknown[1]
    alike = [key for key in known if key.endswith(f".{name}")] or difflib.get_close_matches(name, known, n=3)
    return UnknownName(
        f"There is no setting '{name}'.",
        hint=f"Did you mean {' or '.join(alike)}?" if alike else "`toonclip-train fit --help` lists every setting.",
    )


def run_lightning(arguments: list[str]) -> int:
    """Run `fit` or `validate`; returns the exit status.

    Raises:
        UnknownName: there is no setting of a name.
        SettingInvalid: a setting's value is of the wrong kind, or a file of settings cannot be read.
        CheckpointInvalid: `--ckpt_path` is of another network, or is no checkpoint.
        NoSpace: the disk is full.
        FolderNotWritable: nothing can be written where the run is kept.
    """
    torch.set_float32_matmul_precision("high")
    check_settings_files(arguments)
    arguments = [re.sub(r"^--weights-dir(?=$|=)", "--model.weights_dir", argument) for argument in arguments]
    with _without_noise(), _checkpoint_errors():
        _CommandLine(
            StylizationTask,
            PairedImageDataModule,
            args=arguments,
            seed_everything_default=7,
            trainer_defaults={"plugins": {"class_path": "training.checkpoint_io.WholeCheckpointIO"}},
            save_config_kwargs={"overwrite": True},
            parser_kwargs={"exit_on_error": False},
        )
    return 0


@contextmanager
def _without_noise() -> Iterator[None]:
    with warnings.catch_warnings():
        for message in _NOISE:
            warnings.filterwarnings("ignore", message=message)
        yield


@contextmanager
def _checkpoint_errors() -> Iterator[None]:
    """Lightning lets torch's and the system's own errors through when it reads and writes checkpoints."""
    try:
        yield
    except RuntimeError as error:
        if "Error(s) in loading state_dict" not in str(error):
            raise
        raise CheckpointInvalid(
            "The checkpoint given with --ckpt_path is of another network than the settings describe.",
            hint="Resume with the settings of its own run: config.yaml beside its `checkpoints` folder.",
        ) from error
    except ValueError as error:
        if "parameter group" not in str(error):
            raise
        raise CheckpointInvalid(
            "The checkpoint given with --ckpt_path is of an older version, whose training cannot be gone on with.",
            hint="Start from its weights: --model.start_from in place of --ckpt_path.",
        ) from error
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise NoSpace(
                "The disk is full; the checkpoint was not written, and the one before it is whole.",
                hint="Make room, then resume with --ckpt_path last.ckpt.",
            ) from error
        if error.errno in (errno.EACCES, errno.EROFS, errno.EPERM):
            raise FolderNotWritable(
                f"{error.filename} cannot be written: {error.strerror}.",
                hint="Give --trainer.default_root_dir a folder that can be.",
            ) from error
        raise
