"""How much Lightning costs: steps a second of `fit` against the same steps in a bare PyTorch loop.

Run: python tests/benchmarks/training_throughput.py [STEPS]. It prints the ratio; 0.95 or more is what we want.
"""

import logging
import statistics
import sys
import time
import warnings

import pytorch_lightning as lightning
import torch
from torch.utils.data import DataLoader, TensorDataset

from training.losses import LossConfig
from training.networks.catalog import NetworkConfig
from training.task import StylizationTask

_ROUNDS = 3


def task() -> StylizationTask:
    lightning.seed_everything(1, verbose=False)
    loss = LossConfig(network="squeezenet1_1", weights="none", style=1)
    return StylizationTask(network=NetworkConfig("squeeze_unet", "", "none"), loss=loss)


def batches(steps: int) -> DataLoader:
    return DataLoader(
        TensorDataset(torch.rand(4 * steps, 3, 128, 128), torch.rand(4 * steps, 3, 128, 128)), batch_size=4
    )


def lightning_s(steps: int) -> float:
    trainer = lightning.Trainer(
        max_epochs=1,
        accelerator="cpu",
        logger=False,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
    )
    model, data = task(), batches(steps)
    began = time.perf_counter()
    trainer.fit(model, data)
    return time.perf_counter() - began


def bare_s(steps: int) -> float:
    model, data = task().train(), batches(steps)
    optimizer = torch.optim.AdamW(model.network.parameters(), lr=1e-3)
    began = time.perf_counter()
    for batch in data:
        optimizer.zero_grad()
        photo, target = (part.contiguous(memory_format=torch.channels_last) for part in batch)
        model.loss(model.network, photo, target)["loss"].backward()
        optimizer.step()
    return time.perf_counter() - began


def main() -> None:
    steps = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    warnings.simplefilter("ignore")
    logging.getLogger("pytorch_lightning").setLevel(logging.ERROR)
    bare_s(3)
    pairs = [(bare_s(steps), lightning_s(steps)) for _ in range(_ROUNDS)]
    bare, ours = (statistics.median(side) for side in zip(*pairs, strict=True))
    print(f"bare loop {steps / bare:.2f} steps/s, fit {steps / ours:.2f} steps/s, ratio {bare / ours:.3f}")


if __name__ == "__main__":
    main()
