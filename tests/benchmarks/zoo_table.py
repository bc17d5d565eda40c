"""Tries every architecture, and every published encoder, and writes training/networks/encoders.md.

Run: PYTHONPATH=tests python tests/benchmarks/zoo_table.py KEPT. What was found is kept line by line in the file KEPT:
after a stop the same command goes on where it was. Each network is tried in its own process with one thread; the
largest take 10 GB.
"""

import importlib.metadata
import json
import multiprocessing
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict
from pathlib import Path

from support.network_check import CHEAP, NetworkCheck, check_network
from training.networks.encoders import PUBLISHED, find_encoder
from training.settings.network import ARCHITECTURES, OWN, NetworkConfig
from training.settings.weights import NONE

TABLE = Path(__file__).parents[2] / "training" / "networks" / "encoders.md"
_SEED_ENCODER = "mobilenetv3_large_100"
_START = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"


def networks() -> list[tuple[NetworkConfig, ...]]:
    """Each with those that take its place where it cannot be had."""
    architectures = [(NetworkConfig(name, "", NONE),) for name in OWN]
    architectures += [(NetworkConfig(name, _SEED_ENCODER, NONE),) for name in ARCHITECTURES]
    return architectures + [tuple(NetworkConfig(cheap, name, NONE) for cheap in CHEAP) for name in PUBLISHED]


def check_apart(config: NetworkConfig) -> NetworkCheck:
    """In a process of its own, whose memory goes back and whose end is not ours."""
    context = multiprocessing.get_context(_START)
    context.set_forkserver_preload(["support.network_check"])
    try:
        with ProcessPoolExecutor(1, context) as pool:
            return pool.submit(check_network, config).result()
    except BrokenProcessPool:
        resolved = find_encoder(config.encoder) or ""
        return NetworkCheck(config.architecture, config.encoder, resolved, (), "its process ended: too little memory?")


def read_kept(kept: Path) -> dict[tuple[str, str], NetworkCheck]:
    lines = kept.read_text(encoding="utf-8").splitlines() if kept.exists() else []
    checks = [NetworkCheck(**json.loads(line)) for line in lines]
    return {(check.architecture, check.encoder): check for check in checks}


def row(check: NetworkCheck) -> str:
    figures = [str(check.figures.get(name, "")) for name in ("parameters_million", "onnx_mb", "difference")]
    steps = ["yes" if step in check.passed else "no" for step in ("forward", "backward", "export", "agree")]
    name = (check.encoder or "its own", check.resolved, check.architecture)
    return "| " + " | ".join([*name, figures[0], *steps, *figures[1:], check.error.replace("|", "/")]) + " |"


def table(checks: list[NetworkCheck]) -> str:
    packages = ("segmentation-models-pytorch", "timm", "torch", "onnxruntime")
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in packages)
    good = sum(not check.error for check in checks)
    head = ["encoder", "library's name", "architecture", "million parameters", "forward", "backward", "export", "agree"]
    head += ["ONNX MB", "difference", "why not"]
    return "\n".join(
        [
            "# What trains and exports",
            "",
            "Made by `PYTHONPATH=tests python tests/benchmarks/zoo_table.py KEPT`:",
            "each network with random weights trains a step, is",
            "written as ONNX, runs in ONNX Runtime on a picture of a size that the export did not see, and is compared",
            "with PyTorch (the largest difference of a value, of 255). An encoder is tried with linknet, then unet,",
            "then fpn, until one takes it. Networks of more than 2 GB, too large for one file, are written in half",
            f"precision and may differ by more. {good} of {len(checks)} pass. {versions}.",
            "",
            "| " + " | ".join(head) + " |",
            "| " + " | ".join(["---"] * len(head)) + " |",
            *map(row, checks),
            "",
        ]
    )


def main() -> None:
    os.environ["OMP_NUM_THREADS"] = "1"  # before the child starts
    kept = Path(sys.argv[1])
    known, shown = read_kept(kept), []
    for choices in networks():
        found: list[NetworkCheck] = []
        for config in choices:
            key = (config.architecture, config.encoder)
            if key not in known:
                known[key] = check_apart(config)
                with kept.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(asdict(known[key])) + "\n")
            found.append(known[key])
            if "backward" in found[-1].passed:
                break
        shown.append(found[-1])
        TABLE.write_text(table(shown), encoding="utf-8")
        print(row(shown[-1]), flush=True)


if __name__ == "__main__":
    main()
