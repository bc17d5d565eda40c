"""Runs `fit` and `validate` with Lightning's command line: every setting is a YAML key and an option."""

from __future__ import annotations

import torch
from pytorch_lightning.cli import LightningCLI

from training.data import PairedImageDataModule
from training.task import StylizationTask


def run_lightning(arguments: list[str]) -> int:
    """Run `fit` or `validate`; returns the exit status."""
    torch.set_float32_matmul_precision("high")
    LightningCLI(
        StylizationTask,
        PairedImageDataModule,
        args=arguments,
        seed_everything_default=7,
        save_config_kwargs={"overwrite": True},
        parser_kwargs={"default_env": False},
    )
    return 0
