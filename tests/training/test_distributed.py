"""Two processes on one machine train the same split with one synchronised metric."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

_RUN = """
import json, sys, warnings
warnings.simplefilter("ignore")
import pytorch_lightning as lightning
from pathlib import Path
from training.data import PairedImageDataModule
from training.settings.loss import LossConfig
from training.settings.network import NetworkConfig
from training.task import StylizationTask

root, out = map(Path, sys.argv[1:])
lightning.seed_everything(7)
task = StylizationTask(
    network=NetworkConfig("squeeze_unet", "", "none"),
    loss=LossConfig(network="squeezenet1_1", weights="none", feature=0),
)
data = PairedImageDataModule(root, crop_px=64, cache_px=64, batch_size=1, samples_per_epoch=4, num_workers=0)
trainer = lightning.Trainer(
    accelerator="cpu", devices=2, strategy="ddp", max_epochs=1, logger=False, enable_checkpointing=False,
    enable_progress_bar=False, enable_model_summary=False, default_root_dir=out,
)
trainer.fit(task, data)
weights = sum(float(p.double().sum()) for p in task.network.parameters())
result = {"l1": float(trainer.callback_metrics["val/l1"]), "weights": weights,
          "training": len(data.train_dataloader().dataset), "steps": trainer.global_step}
(out / f"{trainer.global_rank}.json").write_text(json.dumps(result))
"""


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_two_processes_agree(pairs: Path, tmp_path: Path):
    (pairs / "validation.txt").write_text("2.png\n3.png\n", encoding="utf-8")
    script = tmp_path / "run.py"
    script.write_text(_RUN, encoding="utf-8")
    threads = {**os.environ, "OMP_NUM_THREADS": "1"}

    subprocess.run([sys.executable, script, pairs, tmp_path], check=True, env=threads, timeout=500)

    first, second = (json.loads((tmp_path / f"{rank}.json").read_text(encoding="utf-8")) for rank in (0, 1))
    assert first["steps"] == second["steps"] == 2, "four samples, one a step on each of two processes"
    assert first["training"] == second["training"] == 2
    assert first["weights"] == pytest.approx(second["weights"], rel=1e-9)
    assert first["l1"] == pytest.approx(second["l1"], rel=1e-6)
