"""Watch: shows the newest state of a run in ToonClip's window, live on the camera, while it trains."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytorch_lightning as lightning

from core.models.manifest import MANIFEST_NAME
from training.errors import SettingInvalid
from training.newest_state import newest_path

MODEL = "newest-model"
"""The folder beside the checkpoints; the window loads it again whenever it is written."""


class Watch(lightning.Callback):
    """Makes a model of every newest state, in a process of its own, and opens the window on the first."""

    def __init__(self) -> None:
        """Look whether there is a window.

        Raises:
            SettingInvalid: the program's window is not installed here.
        """
        if importlib.util.find_spec("PySide6") is None:
            raise SettingInvalid("--watch opens ToonClip's window, which needs PySide6.", hint="Leave --watch out.")
        self._export: subprocess.Popen[bytes] | None = None
        self._window: subprocess.Popen[bytes] | None = None
        self._shown_ns = 0

    def on_train_batch_end(
        self,
        trainer: lightning.Trainer,
        pl_module: lightning.LightningModule,  # noqa: ARG002  # Lightning's signature, here and below
        outputs: object,  # noqa: ARG002
        batch: object,  # noqa: ARG002
        batch_idx: int,  # noqa: ARG002
    ) -> None:
        """Export if there is something newer, and open the window if there is a model."""
        if trainer.is_global_zero:
            self.show(newest_path(trainer))

    def on_train_end(self, trainer: lightning.Trainer, pl_module: lightning.LightningModule) -> None:  # noqa: ARG002
        """Show the end; the window stays until a person closes it."""
        if trainer.is_global_zero:
            self._finish()
            self.show(newest_path(trainer))
            self._finish()
            self.show(newest_path(trainer))

    def show(self, checkpoint: Path) -> None:
        """Do what is due: one step each time, and no waiting."""
        model = checkpoint.parent.parent / MODEL
        if self._export is not None and self._export.poll() is None:
            return
        if self._window is None and (model / MANIFEST_NAME).is_file():
            self._window = _started("desktop", "--model", str(model.resolve()))
        written_ns = checkpoint.stat().st_mtime_ns if checkpoint.is_file() else 0
        if written_ns > self._shown_ns:
            self._shown_ns = written_ns
            title = f"{checkpoint.parent.parent.name}, in training"
            self._export = _started("training", "export", "--checkpoint", str(checkpoint), "--output", str(model),
                                    "--title", title)  # fmt: skip

    def _finish(self) -> None:
        if self._export is not None:
            self._export.wait()


def _started(module: str, *arguments: str) -> subprocess.Popen[bytes]:
    """A module of ours in a process of its own, that says nothing on this terminal."""
    return subprocess.Popen(
        [sys.executable, "-m", module, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
