"""Runs `fit` and `validate` with Lightning's command line: every setting is a YAML key and an option."""

from __future__ import annotations

import errno
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import torch
from pytorch_lightning.cli import LightningCLI

from core.errors import FolderNotWritable, NoSpace
from training.data import PairedImageDataModule
from training.errors import CheckpointInvalid
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
    r"The dirpath has changed",  # a resumed run writes beside the first one, and looks for its own best
    r"Checkpoint directory .* exists and is not empty",  # resuming is what it is for
)


def run_lightning(arguments: list[str]) -> int:
    """Run `fit` or `validate`; returns the exit status.

    Raises:
        CheckpointInvalid: `--ckpt_path` is of another network, or is no checkpoint.
        NoSpace: the disk is full.
        FolderNotWritable: nothing can be written where the run is kept.
    """
    torch.set_float32_matmul_precision("high")
    with _without_noise(), _checkpoint_errors():
        LightningCLI(
            StylizationTask,
            PairedImageDataModule,
            args=arguments,
            seed_everything_default=7,
            save_config_kwargs={"overwrite": True},
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
    except FileNotFoundError as error:
        if "heckpoint" not in str(error):
            raise
        raise CheckpointInvalid(str(error), hint="Give the path of a .ckpt file that `fit` wrote.") from error
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
