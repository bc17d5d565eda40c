"""OnnxGenerator: runs a model's ONNX graph in ONNX Runtime."""

# ONNX Runtime ships no types.
# pyright: standard

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import onnxruntime as ort

from core.compositor import resize
from core.cores import usable_cores
from core.errors import GenerateFailed, ModelLoadFailed
from core.frame import RgbImage
from core.models.manifest import ModelManifest, Precision

# ONNX Runtime's pybind exceptions share no base class but Exception.
_RUNTIME_ERRORS = (Exception,)


class OnnxGenerator:
    """A loaded graph: `image` (N, H, W, 3) uint8 RGB in, `toon` of the same size out.

    Creating it blocks for some 100 ms. The graph does conversion and normalisation itself.

    Args:
        path: the .onnx file.
        manifest: says the names of input and output and the size rule.
        precision: of this file.
        providers: execution providers in order of preference.
        threads: of the CPU provider; None: one a core, at most 8.
        longer_side: bound of the working size, px; None: the manifest's preferred one.

    Raises:
        ModelLoadFailed: the runtime refuses the file, or its inputs and outputs are not the manifest's.
    """

    def __init__(
        self,
        path: Path,
        manifest: ModelManifest,
        *,
        precision: Precision,
        providers: Sequence[str],
        threads: int | None = None,
        longer_side: int | None = None,
    ) -> None:
        self._manifest = manifest
        self._precision: Precision = precision
        self._longer_side = longer_side
        try:
            # Its own way back to the processor reports on the terminal and keeps the graphics card's file.
            session = ort.InferenceSession(
                str(path), _session_options(threads), providers=list(providers), enable_fallback=0
            )
        except _RUNTIME_ERRORS as error:
            raise ModelLoadFailed(
                f"{path} is not a model that ONNX Runtime {ort.__version__} can load.",
                hint="Is the file complete? Export it again with `toonclip-train export`.",
            ) from error
        _check_signature(session, path, manifest)
        self._provider = session.get_providers()[0]
        self._session: ort.InferenceSession | None = session

    @property
    def model_id(self) -> str:
        return self._manifest.id

    @property
    def title(self) -> str:
        return self._manifest.title

    @property
    def provider(self) -> str:
        return self._provider

    @property
    def precision(self) -> Precision:
        return self._precision

    def generate(self, image: RgbImage) -> RgbImage:
        session = self._session
        if session is None:
            raise GenerateFailed(f"The model {self.title} is closed.")
        width, height = self._manifest.size_rule.working_size(
            image.shape[1], image.shape[0], longer_side=self._longer_side
        )
        columns, rows = self._manifest.size_rule.padding(width, height)
        working = resize(image, width, height)
        if columns or rows:
            working = cv2.copyMakeBorder(working, 0, rows, 0, columns, cv2.BORDER_REPLICATE)
        batch = np.ascontiguousarray(working)[np.newaxis]
        try:
            (toon,) = session.run([self._manifest.output.name], {self._manifest.input.name: batch})
        except _RUNTIME_ERRORS as error:
            raise GenerateFailed(
                f"The model {self.title} failed on a picture of {batch.shape[2]} x {batch.shape[1]}: {error}",
                hint="Choose another model.",
            ) from error
        if not isinstance(toon, np.ndarray) or toon.shape != batch.shape or toon.dtype != np.uint8:
            raise GenerateFailed(
                f"The model {self.title} returned a picture of another size than it was given.",
                hint="Choose another model.",
            )
        return toon[0, :height, :width]

    def close(self) -> None:
        self._session = None


def default_threads() -> int:
    """One a core; more than eight bring nothing to networks of this size."""
    return min(usable_cores(), 8)


def available_providers() -> list[str]:
    """Execution providers of the installed ONNX Runtime, in its order of preference."""
    return ort.get_available_providers()


def _session_options(threads: int | None) -> ort.SessionOptions:
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads or default_threads()
    options.log_severity_level = 3
    # Idle threads that spin take the cores that capture, view and encoder need.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return options


def _check_signature(session: ort.InferenceSession, path: Path, manifest: ModelManifest) -> None:
    expected = ((session.get_inputs(), manifest.input.name), (session.get_outputs(), manifest.output.name))
    for tensors, name in expected:
        fits = len(tensors) == 1 and tensors[0].name == name and tensors[0].type == "tensor(uint8)"
        if fits and len(tensors[0].shape) == 4 and tensors[0].shape[3] == 3:
            continue
        given = ", ".join(f"{tensor.name}: {tensor.type} {tensor.shape}" for tensor in tensors)
        raise ModelLoadFailed(
            f"{path} has {given} where a toon model has one {name}: uint8 [N, H, W, 3].",
            hint="Export the network with `toonclip-train export`; graphs of other programs do not fit.",
        )
