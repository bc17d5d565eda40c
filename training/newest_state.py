"""Keeps the newest state of a run in last.ckpt, so that little is lost however the run ends."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

import pytorch_lightning as lightning
from pytorch_lightning.utilities.exceptions import SIGTERMException

from training.fit_errors import is_lost_worker

NAME = "last.ckpt"


class NewestState(lightning.Callback):
    """Saves every few minutes, at the end of each epoch, and when a person or the system ends the run."""

    resumes_by_itself = False
    """Whether the command that was given goes on from the newest state when it is given again."""

    def __init__(self, every_minutes: float = 2.0) -> None:
        """Set the pace.

        Args:
            every_minutes: longest time without a save within an epoch.
        """
        self._every_s = 60 * every_minutes
        self._saved_s = 0.0

    def on_train_start(self, trainer: lightning.Trainer, pl_module: lightning.LightningModule) -> None:  # noqa: ARG002  # Lightning's signature, here and below
        """Start the clock."""
        self._saved_s = time.monotonic()

    def on_train_batch_end(
        self,
        trainer: lightning.Trainer,
        pl_module: lightning.LightningModule,  # noqa: ARG002
        outputs: Any,  # noqa: ARG002
        batch: Any,  # noqa: ARG002
        batch_idx: int,  # noqa: ARG002
    ) -> None:
        """Save if it is time; the first process decides for all."""
        if trainer.strategy.broadcast(time.monotonic() - self._saved_s >= self._every_s):
            self._save(trainer)

    def on_train_epoch_end(self, trainer: lightning.Trainer, pl_module: lightning.LightningModule) -> None:  # noqa: ARG002
        """Save after the epoch's validation."""
        self._save(trainer)

    def on_exception(
        self,
        trainer: lightning.Trainer,
        pl_module: lightning.LightningModule,  # noqa: ARG002
        exception: BaseException,
    ) -> None:
        """Save what Ctrl-C or SIGTERM would lose, and say how to go on."""
        if not (isinstance(exception, KeyboardInterrupt | SIGTERMException) or is_lost_worker(exception)):
            return
        if trainer.training:  # within a validation the weights are the averaged ones, and the last save is fresh
            self._save(trainer)
        path = newest_path(trainer)
        if trainer.is_global_zero and path.is_file():
            more = "" if self.resumes_by_itself else f" Go on with the same command and\n  --ckpt_path {path}"
            sys.stderr.write(f"toonclip-train: stopped after step {trainer.global_step}.{more}\n")

    def _save(self, trainer: lightning.Trainer) -> None:
        trainer.save_checkpoint(newest_path(trainer))
        self._saved_s = time.monotonic()


def newest_path(trainer: lightning.Trainer) -> Path:
    """Where a run keeps its newest state."""
    return Path(trainer.log_dir or trainer.default_root_dir) / "checkpoints" / NAME
