"""How much `fit` costs over a bare PyTorch loop: both take turns in one process, some steps at a time.

Run: python tests/benchmarks/training_throughput.py [BLOCKS]. It prints steps a second of `fit` relative to the bare
loop's, as the median over the blocks: by the clock, and by the processor's time, which other programs disturb less.
0.95 or more is what we want. Both run the recipe of Comic Hero on small images in fp32, and before it in bf16 where the
processor computes with it: with augmentation in the training process, all losses, gradient clipping, the learning
rate's curve, averaged weights. `fit` also has what a person gets: log, progress bar, checks.
"""

import itertools
import statistics
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pytorch_lightning as lightning
import torch
from PIL import Image
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from core.cores import usable_cores
from training.fitting import run_lightning
from training.machine import BF16, FP32, suitable_precision
from training.task import StylizationTask, learning_rate_share

_STEPS = 4  # in a block
_BATCH = 6
_RECIPE = Path(__file__).parents[2] / "training" / "conf" / "comic_hero.yaml"


class BareLoop:
    """The same steps without Lightning, on a copy of the network."""

    def __init__(self, task: StylizationTask, data: lightning.LightningDataModule, steps: int, *, bf16: bool) -> None:
        self.bf16 = bf16
        self.task = StylizationTask(**vars(task.settings))
        self.network = self.task.network
        self.batches = itertools.chain.from_iterable(data.train_dataloader() for _ in itertools.count())
        self.optimizer = torch.optim.AdamW(self.network.parameters(), lr=1e-3, weight_decay=1e-4)
        self.schedule = torch.optim.lr_scheduler.LambdaLR(
            self.optimizer, lambda step: learning_rate_share(step / steps, warm_up=0.1)
        )
        self.average = AveragedModel(self.network, multi_avg_fn=get_ema_multi_avg_fn(0.998))

    def run(self) -> None:
        for batch in itertools.islice(self.batches, _STEPS):
            photo, target = (part.contiguous(memory_format=torch.channels_last) for part in batch)
            with torch.autocast("cpu", torch.bfloat16, enabled=self.bf16):
                loss = torch.stack(list(self.task.terms(photo, target).values())).sum()
            self.optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
            self.optimizer.step()
            self.schedule.step()
            self.average.update_parameters(self.network)


class TakingTurns(lightning.Callback):
    """Stops `fit` after every block for one of the bare loop, and keeps both times."""

    def __init__(self) -> None:
        self.times: list[tuple[float, float, float, float]] = []

    def on_train_start(self, trainer: lightning.Trainer, pl_module: lightning.LightningModule) -> None:
        assert isinstance(pl_module, StylizationTask)
        data = getattr(trainer, "datamodule", None)  # Lightning adds it when it is given one
        assert isinstance(data, lightning.LightningDataModule)
        self.bare = BareLoop(pl_module, data, trainer.max_steps, bf16=trainer.precision == BF16)
        self.bare.run()
        self.began = now()

    def on_train_batch_end(
        self,
        trainer: lightning.Trainer,
        pl_module: lightning.LightningModule,
        outputs: object,
        batch: object,
        batch_idx: int,
    ) -> None:
        if trainer.global_step % _STEPS:
            return
        fitted = now()
        self.bare.run()
        ended = now()
        self.times.append((*(fitted - self.began), *(ended - fitted)))
        self.began = now()

    def on_train_end(self, trainer: lightning.Trainer, pl_module: lightning.LightningModule) -> None:
        blocks = self.times[1:]  # the first one warms up
        clock = statistics.median(bare / fit for fit, _, bare, _ in blocks)
        processor = statistics.median(bare / fit for _, fit, _, bare in blocks)
        kind = "bf16" if self.bare.bf16 else "fp32"
        print(f"\n{kind}: `fit` runs at {clock:.3f} of the bare loop's speed, {processor:.3f} by processor time.")


def now() -> np.ndarray:
    """Seconds by the clock and of the processor."""
    return np.array((time.perf_counter(), time.process_time()))


def write_pairs(root: Path) -> None:
    for side, name in itertools.product(("input", "target"), range(4)):
        (root / side).mkdir(parents=True, exist_ok=True)
        picture = np.random.default_rng(name).integers(0, 256, (8, 8, 3), dtype=np.uint8)
        Image.fromarray(picture).resize((160, 160)).save(root / side / f"{name}.png")


def main() -> None:
    steps = _STEPS * (1 + int(sys.argv[1] if len(sys.argv) > 1 else 8))
    with tempfile.TemporaryDirectory() as folder:
        write_pairs(Path(folder))
        settings = {
            "config": _RECIPE, "model.network.encoder_weights": "none", "model.loss.weights": "none",
            "data.root": folder, "data.crop_px": 128, "data.cache_px": 160, "data.num_workers": 0,
            "data.batch_size": _BATCH, "data.samples_per_epoch": _BATCH * steps, "trainer.max_epochs": 1,
            "trainer.max_steps": steps, "trainer.accelerator": "cpu", "trainer.default_root_dir": folder,
            "trainer.callbacks+": "training_throughput.TakingTurns", "speed.channels_last": "true",
            "speed.threads": usable_cores(),
        }  # fmt: skip
        for precision in dict.fromkeys((suitable_precision("cpu"), FP32)):
            chosen = settings | {"trainer.precision": precision}
            run_lightning(["fit", *(f"--{name}={value}" for name, value in chosen.items())])


if __name__ == "__main__":
    main()
