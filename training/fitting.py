"""Runs `fit` and `validate` with Lightning's command line: every setting is a YAML key and an option."""

from __future__ import annotations

import sys
from pathlib import Path
from subprocess import list2cmdline
from typing import Any

import torch
from jsonargparse import ArgumentError
from lightning_fabric.utilities.exceptions import MisconfigurationException
from pytorch_lightning import Callback, Trainer
from pytorch_lightning.cli import ArgsType, LightningArgumentParser, LightningCLI
from pytorch_lightning.loggers import TensorBoardLogger
from pytorch_lightning.utilities import rank_zero_only
from pytorch_lightning.utilities.exceptions import SIGTERMException

from training.checkpoint import read_checkpoint
from training.data import PairedImageDataModule
from training.errors import SettingInvalid
from training.features import count_blocks
from training.fit_errors import checkpoint_errors, is_lost_worker, lost_worker, mistake
from training.machine import device_kind, suitable_precision, suitable_way
from training.networks.catalog import check_network
from training.progress import RunProgress
from training.quiet import without_noise
from training.renamed import add_old_settings, rename_old_settings
from training.settings.network import NetworkConfig
from training.settings.speed import SpeedConfig
from training.task import StylizationTask
from training.watching import Watch

_CHANGED_BY = "--trainer.precision, --speed.channels_last and --speed.threads change that."
RUN_OPTIONS: dict[str, Any] = {"save_config_kwargs": {"overwrite": True}}
"""Of Lightning's class, for a run that is kept: its settings are written beside it, and again when it goes on."""
_TERMINATED = 143  # the exit status of a process that SIGTERM ended


class FitCommandLine(LightningCLI):
    """Lightning's, with one message for a mistake in place of all that could be given."""

    def add_arguments_to_parser(self, parser: LightningArgumentParser) -> None:
        """Add the old names of settings to those of the task, the data and the trainer."""
        parser.add_class_arguments(SpeedConfig, "speed")
        parser.add_argument("--watch", action="store_true", help="show the newest state live in ToonClip's window")
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
            raise mistake(str(error), [str(name) for name in known.keys()]) from error  # noqa: SIM118  # no dict
        rename_old_settings(self.settings)
        given = self.settings.get("ckpt_path")
        if given and Path(given).is_file():  # else it is a word of Lightning's, such as last
            read_checkpoint(Path(given))

    @property
    def settings(self) -> Any:  # Any: jsonargparse's Namespace
        """What was given and what is left at its default, of the command that runs."""
        return self.config[self.config.subcommand]

    def before_instantiate_classes(self) -> None:
        """Find networks that cannot be built before weights are loaded; `refuse_early` has found all else."""
        model = self.settings.model
        check_network(NetworkConfig(**vars(model.network)))
        count_blocks(model.loss.network)

    def instantiate_trainer(self, **kwargs: Any) -> Trainer:
        """Make the trainer with what is given, and with what suits the machine where nothing is.

        Raises:
            SettingInvalid: this machine has no such devices, or what is given does not go together.
        """
        options = self.trainer_options()
        try:
            return super().instantiate_trainer(**options, **kwargs)
        except (MisconfigurationException, ValueError) as error:
            raise SettingInvalid(
                f"The trainer cannot be set so: {' '.join(str(error).split())[:300].rstrip('.')}.",
                hint="`toonclip-train fit --help` lists every setting of --trainer.",
            ) from error

    def trainer_options(self) -> dict[str, Any]:
        """What the settings leave open: the precision, and in `fit` the logging and the bar."""
        trainer = self.settings.trainer
        kind = device_kind(str(trainer.accelerator))
        chosen: dict[str, Any] = {"precision": trainer.precision or suitable_precision(kind)}
        if self.config.subcommand != "fit":
            return chosen
        self._suit_the_machine(kind, str(chosen["precision"]))
        chosen["log_every_n_steps"] = self._log_every_n_steps()
        if trainer.logger in (None, True) and (logger := _logger_of(self.settings.get("ckpt_path"))):
            chosen["logger"] = logger
        bar: list[Callback] = [RunProgress()] if trainer.enable_progress_bar is not False else []
        watch: list[Callback] = [Watch()] if self.settings.watch else []
        given = self.config_init[self.config.subcommand].trainer.callbacks or []
        chosen["callbacks"] = [*bar, *given, *watch]  # where the run ends, the bar does before others speak
        return chosen

    def _suit_the_machine(self, kind: str, precision: str) -> None:
        if not isinstance(self.model, StylizationTask):
            raise TypeError(type(self.model))
        initial = self.config_init[self.config.subcommand]
        way = suitable_way(self.model.network, initial.speed, kind=kind, precision=precision)
        self.model.use_memory_format(way.memory_format)
        torch.set_num_threads(way.threads)
        rank_zero_only(print)(f"toonclip-train: trains on {kind} in {precision}, {way}; {_CHANGED_BY}", file=sys.stderr)

    def _log_every_n_steps(self) -> int:
        """As given, but several times an epoch, so that a short run has curves too."""
        steps = self.settings.data.samples_per_epoch // self.settings.data.batch_size
        return max(1, min(self.settings.trainer.log_every_n_steps or 50, steps // 4))

    def after_fit(self) -> None:
        """Say where the model is, and what to do with it."""
        folder = Path(self.trainer.log_dir or self.trainer.default_root_dir) / "checkpoints"
        kept = [path for path in (folder / "best.ckpt", folder / "last.ckpt") if path.is_file()]
        if kept and self.trainer.is_global_zero:
            options = ["--checkpoint", str(kept[0]), "--output", "my-style", "--int8", "--fp16"]
            options += ["--data.root", str(self.settings.data.root)]
            if local := self.settings.model.weights_dir:
                options += ["--weights-dir", str(local)]
            command = list2cmdline(["toonclip-train", "export", *options])
            print(f"toonclip-train: the trained network is {kept[0]}. Make a model of it:\n  {command}")


def _logger_of(checkpoint: str | None) -> TensorBoardLogger | None:
    """That of the run that a checkpoint is of, whose curves go on; None where its folder is not a run's."""
    run = Path(checkpoint).absolute().parents[1] if checkpoint and Path(checkpoint).is_file() else None
    if run is None or not run.name.startswith("version_"):
        return None
    return TensorBoardLogger(run.parent.parent, name=run.parent.name, version=run.name)


def run_lightning(arguments: list[str]) -> int:
    """Run `fit` or `validate`; returns the exit status. For what it raises see `run_command_line`."""
    return run_command_line(FitCommandLine, arguments, **RUN_OPTIONS)


def run_command_line(command_line: type[FitCommandLine], arguments: list[str], **options: Any) -> int:
    """Run a command of Lightning's; returns the exit status.

    Args:
        command_line: its class.
        arguments: the command and its options.
        **options: for Lightning's own class.

    Raises:
        UnknownName: there is no setting of a name.
        SettingInvalid: a setting's value is of the wrong kind, or a file of settings cannot be read.
        CheckpointInvalid: `--ckpt_path` is of another network, or is no checkpoint.
        NoSpace: the disk is full.
        WorkerLost: a process that makes views was ended.
        FolderNotWritable: nothing can be written where the run is kept.
    """
    torch.set_float32_matmul_precision("high")
    with without_noise(), checkpoint_errors():
        try:
            command_line(
                StylizationTask,
                PairedImageDataModule,
                args=arguments,
                seed_everything_default=7,
                trainer_defaults={
                    "plugins": {"class_path": "training.checkpoint_io.WholeCheckpointIO"},
                    "enable_model_summary": False,
                },
                parser_kwargs={"exit_on_error": False},
                **options,
            )
        except SIGTERMException:
            return _TERMINATED
        except RuntimeError as error:
            if not is_lost_worker(error):
                raise
            if "Terminated" in str(error):  # all processes of the run were, as at the end of a session
                return _TERMINATED
            raise lost_worker() from error
        except SystemExit as end:
            if isinstance(end.__context__, KeyboardInterrupt):  # Lightning's own end after Ctrl-C
                raise KeyboardInterrupt from end
            raise
    return 0
