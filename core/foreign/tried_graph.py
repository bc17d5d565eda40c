"""TriedGraph: a stranger's graph in ONNX Runtime, run on whatever may be an image."""

# ONNX Runtime ships no types.
# pyright: standard

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime as ort

from core.errors import GenerateFailed, ModelLoadFailed, shown
from core.generators.onnx import session_options
from core.generators.runtime_words import runtime_words
from core.models.graph_file import STANDARD_DOMAINS, GraphFile, read_graph_file
from core.models.manifest import SIZE_LIMIT_BYTES
from core.regular_file import read_regular

Array = npt.NDArray[Any]
_CPU = "CPUExecutionProvider"
_TYPES = {
    "tensor(float)": "float32",
    "tensor(float16)": "float16",
    "tensor(double)": "float64",
    "tensor(uint8)": "uint8",
    "tensor(int32)": "int32",
    "tensor(int64)": "int64",
    "tensor(bool)": "bool",
}


@dataclass(frozen=True, slots=True)
class TensorFact:
    """An input or output as the graph declares it.

    Attributes:
        dtype: as NumPy calls it; the runtime's word where NumPy has none.
        shape: None for a side that is free.
    """

    name: str
    dtype: str
    shape: tuple[int | None, ...]


class TriedGraph:
    """A loaded graph. Creating it blocks.

    Args:
        path: of the .onnx file; weights in other files lie beside it.
        threads: of the processor.

    Attributes:
        last_run_s: how long the last run took.
        seconds_per_value: of the largest input, in the quickest run so far; others waited for a busy computer.

    Raises:
        ModelLoadFailed: it is none that the runtime takes, or asks for operators that are not the runtime's.
    """

    def __init__(self, path: Path, *, threads: int | None = None) -> None:
        self.file: GraphFile = read_graph_file(path)
        self.last_run_s = self.seconds_per_value = float("inf")
        require_known_operators(path.name, self.file)
        options = session_options(threads, weights_folder=path.parent if self.file.weights_files else None)
        try:
            graph = read_regular(path, limit_bytes=SIZE_LIMIT_BYTES)
            self._session = ort.InferenceSession(graph, options, providers=[_CPU], enable_fallback=0)
            self.inputs = tuple(map(_fact, self._session.get_inputs()))
            self.outputs = tuple(map(_fact, self._session.get_outputs()))
        except Exception as error:  # the runtime's exceptions share no other base class
            reason = runtime_words(error)
            raise ModelLoadFailed(
                f"{shown(path.name)} is not a network that ONNX Runtime {ort.__version__} can load: {reason}.",
                hint="Export it again, with a lower opset or IR version if it is a new one.",
            ) from error

    def run(self, feed: Mapping[str, Array], outputs: Sequence[str] | None = None) -> dict[str, Array]:
        """The outputs that are arrays, by name.

        Raises:
            GenerateFailed: the runtime refuses.
        """
        names = list(outputs or (fact.name for fact in self.outputs))
        started_s = time.perf_counter()
        try:
            results = self._session.run(names, dict(feed))
        except Exception as error:
            raise GenerateFailed(f"The network fails: {runtime_words(error)}.") from error
        values = max(1, *(array.size for array in feed.values()))
        self.last_run_s = time.perf_counter() - started_s
        self.seconds_per_value = min(self.seconds_per_value, self.last_run_s / values)
        return {
            name: np.asarray(result)
            for name, result in zip(names, results, strict=True)
            if isinstance(result, np.ndarray)
        }


def require_known_operators(name: str, file: GraphFile) -> None:
    """Refuse a graph whose operators the runtime would have to load from elsewhere.

    Raises:
        ModelLoadFailed: it has such.
    """
    strange = sorted(file.domains - STANDARD_DOMAINS)
    if strange:
        raise ModelLoadFailed(
            f"{shown(name)} needs operators of its own (of “{shown(strange[0])}”), which are never loaded.",
            hint="Export the network with standard ONNX operators alone.",
        )


def _fact(tensor: Any) -> TensorFact:
    shape = tuple(side if isinstance(side, int) and side > 0 else None for side in tensor.shape)
    return TensorFact(str(tensor.name), _TYPES.get(tensor.type, str(tensor.type)), shape)
