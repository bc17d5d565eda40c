"""One bar for the whole run: the time that is left until its end, the epoch, the loss; each validation's figures."""

from __future__ import annotations

import sys
from typing import Any

import pytorch_lightning as lightning
import torch
from pytorch_lightning.callbacks import ProgressBar
from tqdm import tqdm

_LOGGED_EVERY_S = 30.0  # where no terminal shows the bar but a file keeps every state of it


class RunProgress(ProgressBar):
    """Draws on the terminal of the first process."""

    def __init__(self) -> None:
        super().__init__()
        self._bar: tqdm[Any] | None = None

    def disable(self) -> None:
        """Draw nothing; Lightning calls it in every process but the first."""
        self._bar = None

    def on_train_start(self, trainer: lightning.Trainer, pl_module: lightning.LightningModule) -> None:  # noqa: ARG002  # Lightning's signature, here and below
        """Begin where the run does, or goes on."""
        if trainer.is_global_zero:
            total = round(trainer.estimated_stepping_batches)
            every_s = 0.1 if sys.stderr.isatty() else _LOGGED_EVERY_S
            self._bar = tqdm(
                total=total, initial=trainer.global_step, unit="step", file=sys.stderr, mininterval=every_s
            )

    def on_train_batch_end(
        self,
        trainer: lightning.Trainer,
        pl_module: lightning.LightningModule,  # noqa: ARG002
        outputs: Any,
        batch: Any,  # noqa: ARG002
        batch_idx: int,  # noqa: ARG002
    ) -> None:
        """Count the step."""
        if self._bar is not None:
            loss = outputs["loss"] if isinstance(outputs, dict) else outputs
            shown = f"loss {float(loss):.3g}" if isinstance(loss, torch.Tensor) else ""
            self._bar.set_description_str(_epoch(trainer), refresh=False)
            self._bar.set_postfix_str(shown, refresh=False)
            self._bar.update(trainer.global_step - self._bar.n)

    def on_validation_end(self, trainer: lightning.Trainer, pl_module: lightning.LightningModule) -> None:  # noqa: ARG002
        """Leave the figures above the bar."""
        if self._bar is not None and not trainer.sanity_checking:
            figures = {name: value for name, value in trainer.callback_metrics.items() if name.startswith("val/")}
            text = ", ".join(f"{name.removeprefix('val/')} {float(value):.4f}" for name, value in figures.items())
            self._bar.write(f"{_epoch(trainer)}: {text}", file=sys.stderr)

    def on_train_end(self, trainer: lightning.Trainer, pl_module: lightning.LightningModule) -> None:  # noqa: ARG002
        """Leave the bar as it is."""
        self._close()

    def on_exception(
        self,
        trainer: lightning.Trainer,  # noqa: ARG002
        pl_module: lightning.LightningModule,  # noqa: ARG002
        exception: BaseException,  # noqa: ARG002
    ) -> None:
        """Leave the bar, and the next line to whoever has something to say."""
        self._close()

    def _close(self) -> None:
        if self._bar is not None:
            self._bar.close()
        self._bar = None


def _epoch(trainer: lightning.Trainer) -> str:
    last = f" of {trainer.max_epochs}" if trainer.max_epochs and trainer.max_epochs > 0 else ""
    return f"epoch {trainer.current_epoch + 1}{last}"
