"""How soon `toonclip-train` refuses what cannot work, offline: `python tests/benchmarks/training_refusals.py`."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from PIL import Image

CONF = Path(__file__).parents[2] / "training" / "conf"
CASES = {
    "a wrong setting": ["fit", "--data.root", "pairs", "--model.lerning_rate", "1"],
    "a wrong value": ["fit", "--data.root", "pairs", "--trainer.max_epochs", "many"],
    "a wrong size": ["fit", "--data.root", "pairs", "--data.crop_px", "100"],
    "broken pairs": ["fit", "--data.root", "broken"],
    "missing weights, fit": ["fit", "--data.root", "pairs"],
    "missing weights, check": ["check", "--data.root", "pairs", "--config", str(CONF / "unetplusplus.yaml")],
    "missing weights, make": ["make", "--data", "pairs", "--name", "Mine"],
    "missing weights, --weights-dir": [
        *("fit", "--data.root", "pairs", "--weights-dir", "broken"),
        *("--config", str(CONF / "unetplusplus.yaml")),
    ],
}


def write_pairs(root: Path, *, count: int) -> None:
    """Pairs of noise, 640 x 640 px."""
    noise = np.random.default_rng(0).integers(0, 256, (640, 640, 3), dtype=np.uint8)
    for side in ("input", "target"):
        (root / side).mkdir(parents=True)
        for number in range(count):
            Image.fromarray(noise).save(root / side / f"{number}.jpg")


def main() -> None:
    """Print a line for each case: seconds, and the first line of what was said.

    Every host is asked through a proxy that takes connections and never answers.
    """
    with TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as silent:
        offline = os.environ | {"HTTPS_PROXY": f"http://127.0.0.1:{silent.getsockname()[1]}"}
        write_pairs(Path(folder) / "pairs", count=100)
        write_pairs(Path(folder) / "broken", count=100)
        (Path(folder) / "broken" / "target" / "7.jpg").write_bytes(b"\xff\xd8\xff broken")
        caches = {"XDG_CACHE_HOME": folder, "TORCH_HOME": folder, "HF_HUB_CACHE": folder}
        for name, arguments in CASES.items():
            began = time.perf_counter()
            command = [sys.executable, "-m", "training", *arguments]
            run = subprocess.run(command, cwd=folder, env=offline | caches, capture_output=True, text=True, check=False)
            took_s = time.perf_counter() - began
            said = [line for line in run.stderr.splitlines() if "the recipe is" not in line]
            print(f"{name:32} {took_s:5.2f} s, exit status {run.returncode}: {said[0][16:80]}")


if __name__ == "__main__":
    main()
