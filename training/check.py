"""`toonclip-train check`: what `fit` would do with these settings and pairs, before a person waits for it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import psutil
import pytorch_lightning as lightning
import torch

from training.averaging import EmaWeights
from training.data_check import remarks
from training.fitting import FitCommandLine, run_command_line
from training.pairs import find_pairs

_STEPS = 3  # that are timed, after one to warm up


class _Timer(lightning.Callback):
    """Takes the time and the memory of every step."""

    def __init__(self) -> None:
        self.ends_s: list[float] = []
        self.memory_bytes = 0

    def on_train_batch_end(
        self,
        trainer: lightning.Trainer,  # noqa: ARG002  # Lightning's signature
        pl_module: lightning.LightningModule,
        outputs: Any,  # noqa: ARG002
        batch: Any,  # noqa: ARG002
        batch_idx: int,  # noqa: ARG002
    ) -> None:
        """After a step."""
        if pl_module.device.type == "cuda":
            torch.cuda.synchronize()
            self.memory_bytes = torch.cuda.max_memory_allocated()
        else:
            self.memory_bytes = max(self.memory_bytes, psutil.Process().memory_info().rss)
        self.ends_s.append(time.perf_counter())

    @property
    def step_s(self) -> float:
        """Of one step, without the first."""
        return (self.ends_s[-1] - self.ends_s[0]) / (len(self.ends_s) - 1)


class _CheckCommandLine(FitCommandLine):
    """Trains some steps and keeps nothing."""

    def trainer_options(self) -> dict[str, Any]:
        """Those of `fit`, but for what a run leaves behind."""
        options = super().trainer_options()
        self.timer = _Timer()
        callbacks = [callback for callback in options.get("callbacks", []) if isinstance(callback, EmaWeights)]
        return options | {
            "callbacks": [*callbacks, self.timer], "logger": False, "enable_checkpointing": False,
            "enable_progress_bar": False, "max_steps": 1 + _STEPS, "max_epochs": -1, "limit_val_batches": 0,
            "num_sanity_val_steps": 0,
        }  # fmt: skip

    def after_fit(self) -> None:
        """Print what was found."""
        settings, data = self.settings, self.settings.data
        pairs = find_pairs(Path(data.root))
        print(f"pairs: {len(pairs.training)} to train on, {len(pairs.validation)} for validation")
        print(f"memory: {self.timer.memory_bytes / 1e9:.1f} GB, {data.batch_size} views of {data.crop_px} px a step")
        steps = _planned_steps(settings)
        whole = f", {steps} steps: about {_duration(steps * self.timer.step_s)} and the validations" if steps else ""
        print(f"time: {self.timer.step_s:.2f} s per step{whole}")
        for line in remarks(pairs) or ["nothing that looks wrong"]:
            print(f"data: {line}")


def _planned_steps(settings: Any) -> int | None:
    """Of the whole run; None for one without an end."""
    trainer, data = settings.trainer, settings.data
    if trainer.max_steps > 0:
        return trainer.max_steps
    return trainer.max_epochs * (data.samples_per_epoch // data.batch_size) if (trainer.max_epochs or 0) > 0 else None


def _duration(seconds: float) -> str:
    minutes = max(1, round(seconds / 60))
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def run_check(arguments: list[str]) -> int:
    """Run the settings of `fit` for some steps and print seconds a step, time, memory and what looks wrong.

    Args:
        arguments: as `fit` takes them.

    Raises:
        TrainingError: as `fit` would.
    """
    return run_command_line(_CheckCommandLine, ["fit", *arguments], save_config_callback=None)
