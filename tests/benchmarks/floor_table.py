"""Prints what a toon takes at least on this machine: operations and bytes, against what the machine can do.

python tests/benchmarks/floor_table.py [MODEL]
"""

from __future__ import annotations

import json
import math
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2])]

import cv2  # noqa: E402 - the path comes first
import numpy as np  # noqa: E402
import onnx  # noqa: E402
import onnxruntime as ort  # noqa: E402

from core.cores import processor_name, usable_cores  # noqa: E402
from core.models.library import InstalledModel, ModelLibrary  # noqa: E402
from core.models.places import ModelFolders  # noqa: E402
from core.upscaling import upscale  # noqa: E402

_CALLS = 12


def main() -> None:
    """Print the machine's rates, then a line for every working size of the model."""
    folders = ModelFolders()
    library = ModelLibrary(folders.bundled, folders.user)
    model = library.find(sys.argv[1]) if len(sys.argv) > 1 else library.default()
    copied = np.zeros(64 << 20, np.uint8)
    target = np.ones_like(copied)
    copy_gb = 2 * copied.nbytes / _fastest_s(lambda: np.copyto(target, copied)) / 1e9
    matrix = np.random.default_rng(0).random((1024, 1024), np.float32)
    float_gmac = 1024**3 / _fastest_s(lambda: matrix @ matrix) / 1e9
    print(f"{processor_name()}, {usable_cores()} cores: memory {copy_gb:.1f} GB/s, fp32 {float_gmac:.1f} GMAC/s")
    print(f"{model.manifest.title}, INT8")
    print("  network    GMAC   ms a toon   GMAC/s   upscaling to 1920 x 1080: MB at least, ms at that rate, ms")
    with tempfile.TemporaryDirectory() as folder:
        for side in model.manifest.size_rule.longer_sides():
            _print_line(model, side, Path(folder), copy_gb)


def _print_line(model: InstalledModel, side: int, folder: Path, copy_gb: float) -> None:
    width, height = model.manifest.size_rule.working_size(1280, 720, longer_side=side)
    columns, rows = model.manifest.size_rule.padding(width, height)
    image = np.random.default_rng(0).integers(0, 255, (1, height + rows, width + columns, 3), np.uint8)
    file = next(file for file in model.manifest.own_files if file.precision == "int8")
    options = ort.SessionOptions()
    options.intra_op_num_threads, options.log_severity_level = usable_cores(), 4
    options.optimized_model_filepath = str(folder / "optimized.onnx")
    options.enable_profiling, options.profile_file_prefix = True, str(folder / "profile")
    session = ort.InferenceSession(str(model.folder / file.path), options, providers=["CPUExecutionProvider"])
    took_s = _fastest_s(lambda: session.run(None, {model.manifest.input.name: image}))
    gmac = _operations(folder / "optimized.onnx", Path(session.end_profiling())) / 1e9
    toon = np.ascontiguousarray(image[0, :height, :width])
    moved_mb = (toon.nbytes + 1920 * 1080 * 3) / 1e6
    upscaled_ms = _fastest_s(lambda: upscale(toon, 1920, 1080)) * 1e3
    print(
        f"  {width + columns} x {height + rows}   {gmac:5.2f}   {took_s * 1e3:9.1f}   {gmac / took_s:6.1f}"
        f"   {moved_mb:10.1f}{moved_mb / copy_gb:8.1f}{upscaled_ms:8.1f}"
    )


def _operations(graph: Path, profile: Path) -> int:
    """Multiplications with additions of the graph's convolutions, by their weights and the shapes that came out."""
    nodes = onnx.load(str(graph)).graph
    weights = {item.name: list(item.dims) for item in nodes.initializer}
    kernels = {
        node.name: math.prod(next(weights[name] for name in node.input if len(weights.get(name, ())) == 4)[1:])
        for node in nodes.node
        if "Conv" in node.op_type
    }
    outputs: dict[str, int] = {}
    for event in json.loads(profile.read_text("utf-8")):
        name = event["name"].removesuffix("_kernel_time")
        if name in kernels and name != event["name"]:
            (shape,) = event["args"]["output_type_shape"][0].values()
            outputs[name] = math.prod(shape)
    return sum(kernels[name] * count for name, count in outputs.items())


def _fastest_s(work: Callable[[], object]) -> float:
    work()
    durations_s: list[float] = []
    for _ in range(_CALLS):
        began_s = time.perf_counter()
        work()
        durations_s.append(time.perf_counter() - began_s)
    return min(durations_s)


if __name__ == "__main__":
    cv2.setNumThreads(1)
    main()
