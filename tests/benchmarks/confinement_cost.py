"""What the process of its own costs a model: the same toons in this process and confined, in turns.

Run: python tests/benchmarks/confinement_cost.py [--turns 12]
"""

from __future__ import annotations

import argparse
import time
from contextlib import closing
from statistics import median

import cv2
import numpy as np

from core.foreign.adopting import sample_face
from core.foreign.confined import ConfinedGenerator
from core.generators.fitting import FittingGenerator
from core.generators.loader import load_generator
from core.generators.providers import PROCESSOR
from core.models.library import ModelLibrary
from core.models.places import ModelFolders

_TOONS = 5
_SIZE = (1280, 720)


def took_ms(generator: FittingGenerator, image: np.ndarray) -> list[float]:
    """Milliseconds of each of some toons."""
    times: list[float] = []
    for _ in range(_TOONS):
        started_s = time.perf_counter()
        generator.generate(image)
        times.append((time.perf_counter() - started_s) * 1e3)
    return times


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=12)
    turns: int = parser.parse_args().turns
    folders = ModelFolders()
    model = ModelLibrary(folders.bundled, folders.user).default()
    image = np.asarray(cv2.resize(sample_face(), _SIZE), np.uint8)
    plain, confined = load_generator(model, provider=PROCESSOR), ConfinedGenerator(model, provider=PROCESSOR)
    with closing(plain), closing(confined):
        times: dict[str, list[float]] = {"in this process": [], "confined": []}
        for _ in range(turns):
            for name, generator in (("in this process", plain), ("confined", confined)):
                times[name] += took_ms(generator, image)
    here, there = (median(values) for values in times.values())
    print(f"{model.manifest.id}, {_SIZE[0]} x {_SIZE[1]}, held by {', '.join(confined.limits)}")
    print(f"in this process {here:6.1f} ms, confined {there:6.1f} ms: {100 * (there / here - 1):+.1f} %")


if __name__ == "__main__":
    main()
