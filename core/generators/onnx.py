"""OnnxGenerator: runs a model's ONNX graph in ONNX Runtime."""

# ONNX Runtime ships no types.
# pyright: standard

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime as ort

from core.cores import usable_cores
from core.errors import GenerateFailed, ModelLoadFailed
from core.frame import RgbImage
from core.generators.base import WorkingSize
from core.generators.fitting import FittingGenerator, Placement
from core.generators.providers import PROCESSOR, NotOnProvider, Provider, open_session
from core.memory import give_back_memory
from core.models.manifest import SIZE_LIMIT_BYTES, ModelManifest, Precision
from core.priority import run_gently
from core.regular_file import read_regular

# ONNX Runtime's pybind exceptions share no base class but Exception.
_RUNTIME_ERRORS = (Exception,)
_FATAL = 4
_NOWHERE = str(Path(os.devnull, "none"))


class OnnxGenerator(FittingGenerator):
    """A loaded graph: `image` (N, H, W, 3) uint8 RGB in, `toon` of the same size out.

    Creating it blocks for some 100 ms. The graph does conversion and normalisation itself.

    Args:
        path: the .onnx file.
        manifest: says the names of input and output and the size rule.
        precision: of this file.
        provider: what runs it; the processor does what it leaves.
        threads: of the processor; None: `default_threads()`.
        longer_side: bound of the working size, px; None: the manifest's preferred one, until another is set.

    Attributes:
        longer_side: see `ResizableGenerator`.

    Raises:
        ModelLoadFailed: the runtime refuses the file, or its inputs and outputs are not the manifest's.
    """

    def __init__(
        self,
        path: Path,
        manifest: ModelManifest,
        *,
        precision: Precision,
        provider: Provider = PROCESSOR,
        threads: int | None = None,
        longer_side: int | None = None,
    ) -> None:
        super().__init__(manifest, precision)
        self._rule = manifest.size_rule
        self._bounds = (longer_side,) if longer_side else manifest.size_rule.longer_sides()
        self.longer_side = self._bounds[-1]
        try:
            graph = read_regular(path, limit_bytes=SIZE_LIMIT_BYTES)
            session = run_gently(lambda: open_session(graph, _session_options(threads), provider))
        except NotOnProvider as error:
            raise ModelLoadFailed(str(error)) from None
        except _RUNTIME_ERRORS as error:
            raise _refused(path, error, provider) from error
        try:
            _check_signature(session, path, manifest)
        except UnicodeDecodeError as error:  # the runtime takes any bytes for a name
            raise _refused(path, error, provider) from error
        self._provider = provider.name
        self._session: ort.InferenceSession | None = session

    @property
    def provider(self) -> str:
        return self._provider

    def placement(self, width: int, height: int) -> Placement:
        """Where an image lies: the graph takes every size that its rule allows."""
        return self._placement(width, height, self.longer_side)

    def working_sizes(self, width: int, height: int) -> Sequence[WorkingSize]:
        """See `ResizableGenerator`; a single one where the longer side was given."""
        sizes = (WorkingSize(side, math.prod(self._placement(width, height, side).padded)) for side in self._bounds)
        # Of bounds that the image is smaller than, one is enough.
        return list({size.pixels: size for size in sizes}.values())

    def _placement(self, width: int, height: int, longer_side: int) -> Placement:
        scaled = self._rule.working_size(width, height, longer_side=longer_side)
        columns, rows = self._rule.padding(*scaled)
        return Placement(scaled, (scaled[0] + columns, scaled[1] + rows))

    def _run(self, image: RgbImage) -> RgbImage:
        session = self._session
        if session is None:
            raise GenerateFailed(f"The model {self.title} is closed.")
        try:
            (toons,) = session.run([self._manifest.output.name], {self._manifest.input.name: image[np.newaxis]})
        except _RUNTIME_ERRORS as error:
            raise GenerateFailed(
                f"The model {self.title} failed on a picture of {image.shape[1]} x {image.shape[0]}: {error}",
                hint="Choose another model.",
            ) from error
        if not isinstance(toons, np.ndarray) or toons.shape[:1] != (1,):
            raise GenerateFailed(f"The model {self.title} did not return one picture.", hint="Choose another model.")
        return toons[0]

    def close(self) -> None:
        if self._session is not None:
            self._session = None
            give_back_memory()


def default_threads() -> int:
    """One a core, but one core stays free where there are more than two: for camera, clip, and other programs.

    More than eight bring nothing to networks of this size.
    """
    cores = usable_cores()
    return min(cores if cores <= 2 else cores - 1, 8)


def _session_options(threads: int | None) -> ort.SessionOptions:
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads or default_threads()
    options.log_severity_level = _FATAL  # what fails is raised, and told once
    # Idle threads that spin take the cores that capture, view and encoder need.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # Weights in another file are covered by no hash, so they are looked for where there is nothing.
    options.add_session_config_entry("session.model_external_initializers_file_folder_path", _NOWHERE)
    return options


def _refused(path: Path, error: Exception, provider: Provider) -> ModelLoadFailed:
    if provider != PROCESSOR:
        return ModelLoadFailed(f"{provider.title} does not load {path.name}.")
    if "external data" in str(error).lower():
        return ModelLoadFailed(
            f"{path} keeps its weights in another file, which its manifest does not cover.",
            hint="Save the network with its weights in the .onnx file itself.",
        )
    return ModelLoadFailed(
        f"{path} is not a model that ONNX Runtime {ort.__version__} can load.",
        hint="Is the file complete? Export it again with `toonclip-train export`.",
    )


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
