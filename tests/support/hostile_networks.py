"""Seeded networks of strangers, most of them made to harm, each opened as a file that is dropped."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

from onnx import TensorProto, helper, load, numpy_helper

from core.foreign.opening import OpeningLibrary
from support import hostile_graphs
from support.mutations import mutated_bytes

_ELSEWHERE = ("/etc/passwd", "../../secret", "C:\\secret", "missing.bin", "/dev/zero", "a\0b", "x" * 5000, "sub/w.bin")


class WrittenOutside(Exception):
    """Something was put where it does not belong."""


class NetworkAttempt:
    """Opens one network a call. On Linux and macOS.

    Attributes:
        took: seconds of the clock and MB of the largest process so far, of the last call.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._own = folder / "own"
        self.took = (0.0, 0.0)

    def __call__(self, random: Random) -> None:
        path = self._folder / "dropped" / "network.onnx"
        path.parent.mkdir(exist_ok=True)
        random.choices([write for write, _ in _WAYS], [weight for _, weight in _WAYS])[0](random, path)
        started_s = time.monotonic()
        before = {entry.name for entry in self._folder.iterdir()} | {"own"}
        try:
            OpeningLibrary(self._folder / "none", self._own).open(str(path))
        finally:
            largest_kb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
            self.took = time.monotonic() - started_s, largest_kb / 1e3
            self._clean(before)

    def _clean(self, before: set[str]) -> None:
        strange = {entry.name for entry in self._folder.iterdir()} - before
        beside = [entry.name for entry in (self._folder / "dropped").iterdir() if entry.name != "network.onnx"]
        for model in self._own.iterdir() if self._own.is_dir() else ():
            for member in model.iterdir():
                member.unlink()
            model.rmdir()
        if strange or beside:
            raise WrittenOutside(f"{strange} {beside}")


def network(folder: Path) -> NetworkAttempt:
    """An .onnx file from a stranger, opened in the window or on the command line."""
    return NetworkAttempt(folder)


def _spoilt(random: Random, path: Path) -> None:
    hostile_graphs.inverter(path)
    path.write_bytes(mutated_bytes(random, path.read_bytes()))


def _harmless(random: Random, path: Path) -> None:
    sides = random.choice([["N", 3, "H", "W"], [1, 3, random.randint(1, 300), random.randint(1, 300)]])
    hostile_graphs.inverter(path, shape=sides)


def _enormous(random: Random, path: Path) -> None:
    """Sides of the input, or of a weight, that no memory holds."""
    side = random.choice([2**31 - 1, 2**40, 2**62, 100_000])
    if random.random() < 0.5:
        hostile_graphs.inverter(path, shape=[1, 3, side, side])
        return
    hostile_graphs.inverter(path)
    model = load(path)
    model.graph.initializer[0].dims.extend([side, side])
    path.write_bytes(model.SerializeToString())


def _another_type(random: Random, path: Path) -> None:
    hostile_graphs.inverter(path)
    model = load(path)
    kind = random.choice([TensorProto.STRING, TensorProto.COMPLEX64, TensorProto.INT8, TensorProto.BOOL, 99, 0])
    place = random.choice([model.graph.input, model.graph.output])[0].type.tensor_type
    place.elem_type = kind
    path.write_bytes(model.SerializeToString())


def _no_image(random: Random, path: Path) -> None:
    shape = random.choice([[], ["N"], [5, 5], ["N", 17, "H", "W"], ["a"] * 7, [1, 3, 0, 0], [1, 3, 1, 1]])
    hostile_graphs.inverter(path, shape=shape)


def _odd_names(random: Random, path: Path) -> None:
    name = random.choice(["\x1b[2J", "\u202e", "x" * 100_000, "", "a\nb", "../../x"])
    node = helper.make_node("Neg", ["image"], ["toon"], name=name, doc_string=name)
    hostile_graphs.save(path, [node, helper.make_node("Identity", ["image"], [name])])


def _not_a_number(random: Random, path: Path) -> None:
    import numpy as np

    value = np.array(random.choice([np.nan, np.inf, 3e38, -1e38]), np.float32)
    node = helper.make_node("Mul", ["image", "w"], ["toon"])
    hostile_graphs.save(path, [node], [numpy_helper.from_array(value, "w")])


def _no_file_of_its_kind(random: Random, path: Path) -> None:
    content = random.choice(
        [b"", b"\x80\x04.", b"PK\x03\x04", b"{" * 100_000, random.randbytes(3000), b"\x3a" * 1_000_000]
    )
    path.write_bytes(content)


_Write = Callable[[Random, Path], object]
_WAYS: tuple[tuple[_Write, float], ...] = (
    (_spoilt, 30),
    (_harmless, 4),
    (_enormous, 6),
    (_another_type, 5),
    (_no_image, 5),
    (_odd_names, 4),
    (_not_a_number, 4),
    (_no_file_of_its_kind, 8),
    (lambda random, path: hostile_graphs.weights_at(path, random.choice(_ELSEWHERE)), 10),
    (lambda random, path: hostile_graphs.deep(path, random.choice([5, 23, 24, 90, 1000])), 6),
    (lambda _random, path: hostile_graphs.foreign_operator(path), 3),
    (lambda _random, path: hostile_graphs.circle(path), 3),
    (lambda _random, path: hostile_graphs.not_a_number(path), 2),
    (lambda _random, path: hostile_graphs.huge(path), 3),
    (lambda _random, path: hostile_graphs.swelling(path), 3),
    (lambda _random, path: hostile_graphs.endless(path), 1),
)
"""How one is made, and how often."""
