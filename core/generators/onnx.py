"""OnnxGenerator: runs a model's ONNX graph in ONNX Runtime."""

# ONNX Runtime ships no types.
# pyright: standard

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime as ort

from core.cores import usable_cores
from core.errors import GenerateFailed, ModelLoadFailed, shown
from core.frame import RgbImage
from core.generators.base import WorkingSize
from core.generators.fitting import FittingGenerator, Placement, draws, rule_placement, working_sizes
from core.generators.providers import PROCESSOR, NotOnProvider, Provider, open_session
from core.generators.runtime_words import runtime_words
from core.generators.tensors import constant_tensor, to_image, to_tensor
from core.memory import give_back_memory
from core.models.graph_file import read_graph_file
from core.models.manifest import SIZE_LIMIT_BYTES, Lighter, ModelManifest, Precision
from core.models.tensor_spec import ImageSpec
from core.priority import run_gently
from core.regular_file import read_regular

# ONNX Runtime's pybind exceptions share no base class but Exception.
_RUNTIME_ERRORS = (Exception,)
_FATAL = 4
_ONNX_TYPES = {"uint8": "tensor(uint8)", "float16": "tensor(float16)", "float32": "tensor(float)"}
_NOWHERE = str(Path(os.devnull, "none"))


@dataclass(frozen=True, slots=True)
class LighterGraph:
    """The .onnx file of a model's smaller network, and what it is for."""

    path: Path
    use: Lighter


class OnnxGenerator(FittingGenerator):
    """A loaded graph: an image in, a toon of the same shape out, in the tensors that the manifest describes.

    Creating it blocks for some 100 ms. Of a model of ours the graph does conversion and normalisation itself.

    Args:
        path: the .onnx file.
        manifest: describes input and output, and says the size rule.
        precision: of this file.
        provider: what runs it; the processor does what it leaves.
        threads: of the processor; None: `default_threads()`.
        longer_side: bound of the working size, px; None: the manifest's preferred one, until another is set.
        lighter: draws in place of the graph while `longer_side` is small; None: nothing does.

    Attributes:
        longer_side: see `ResizableGenerator`.
        face_px: see `FaceSizedGenerator`.

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
        lighter: LighterGraph | None = None,
    ) -> None:
        super().__init__(manifest, precision)
        self._rule = manifest.size_rule
        self._bounds = (longer_side,) if longer_side else manifest.size_rule.longer_sides()
        self.longer_side = self._bounds[-1]
        self.face_px = None if longer_side else manifest.size_rule.face_px
        session = _session(path, manifest, provider, threads)
        self._provider = provider.name
        self._session: ort.InferenceSession | None = session
        self._lighter = lighter.use if lighter else None
        self._lighter_session = _session(lighter.path, manifest, provider, threads) if lighter else None
        self._batch = _batch(session, manifest.input)
        self._constants = {constant.name: constant_tensor(constant) for constant in manifest.constants}

    @property
    def provider(self) -> str:
        return self._provider

    def placement(self, width: int, height: int) -> Placement:
        """Where an image lies: the graph takes every size that its rule allows."""
        return rule_placement(self._rule, width, height, longer_side=self.longer_side)

    def working_sizes(self, width: int, height: int) -> Sequence[WorkingSize]:
        """See `ResizableGenerator`; a single one where the longer side was given."""
        return working_sizes(self._rule, self._bounds, width, height, lighter=self._lighter)

    def _run(self, image: RgbImage) -> RgbImage:
        is_small = self._lighter is not None and draws(self._lighter, self.longer_side)
        session = self._lighter_session if is_small else self._session
        if session is None:
            raise GenerateFailed(f"The model {self.title} is closed.")
        tensor = to_tensor(image, self._manifest.input)
        if self._batch > 1:
            tensor = np.repeat(tensor, self._batch, axis=0)
        try:
            (toons,) = session.run([self._manifest.output.name], {self._manifest.input.name: tensor, **self._constants})
        except _RUNTIME_ERRORS as error:
            raise GenerateFailed(
                f"The model {self.title} failed on a picture of {image.shape[1]} x {image.shape[0]} px: "
                f"{runtime_words(error)}.",
                hint="Choose another model.",
            ) from error
        toon = to_image(toons, self._manifest.output) if isinstance(toons, np.ndarray) else None
        if toon is None:
            raise GenerateFailed(f"The model {self.title} did not return one picture.", hint="Choose another model.")
        return toon

    def close(self) -> None:
        if self._session is not None:
            self._session = self._lighter_session = None
            give_back_memory()


def _session(path: Path, manifest: ModelManifest, provider: Provider, threads: int | None) -> ort.InferenceSession:
    """The graph of a file, loaded, whose tensors are those that the manifest promises."""
    try:
        graph = read_regular(path, limit_bytes=SIZE_LIMIT_BYTES)
        options = session_options(threads, weights_folder=_weights_folder(path, manifest))
        session = run_gently(lambda: open_session(graph, options, provider))
    except NotOnProvider as error:
        raise ModelLoadFailed(str(error)) from None
    except _RUNTIME_ERRORS as error:
        raise _refused(path, error, provider) from error
    try:
        _check_signature(session, path, manifest)
    except UnicodeDecodeError as error:  # the runtime takes any bytes for a name
        raise _refused(path, error, provider) from error
    return session


def default_threads() -> int:
    """One a core, but one core stays free where there are more than two: for camera, clip, and other programs.

    More than eight bring nothing to networks of this size.
    """
    cores = usable_cores()
    return min(cores if cores <= 2 else cores - 1, 8)


def session_options(threads: int | None, *, weights_folder: Path | None = None) -> ort.SessionOptions:
    """Of every session: quiet, and without weights in files that nobody has verified.

    Args:
        threads: of the CPU provider; None: one a core, at most 8.
        weights_folder: of a graph whose weights lie in files that were verified; None: in none.
    """
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads or default_threads()
    options.log_severity_level = _FATAL  # what fails is raised, and told once
    # Idle threads that spin take the cores that capture, view and encoder need.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # Weights in a file that no hash covers are looked for where there is nothing.
    folder = _NOWHERE if weights_folder is None else str(weights_folder)
    options.add_session_config_entry("session.model_external_initializers_file_folder_path", folder)
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


def _weights_folder(path: Path, manifest: ModelManifest) -> Path | None:
    """The folder of a graph's weights, where the manifest covers all that the graph asks for."""
    covered = {weight.path for file in manifest.files if file.path == path.name for weight in file.weights}
    asked = read_graph_file(path).weights_files if covered else frozenset[str]()
    return path.parent if covered and asked <= covered else None


def _batch(session: ort.InferenceSession, spec: ImageSpec) -> int:
    """How many images the graph takes at once; it gets the same one so many times."""
    shape = next(tensor.shape for tensor in session.get_inputs() if tensor.name == spec.name)
    return shape[0] if spec.layout[0] == "N" and isinstance(shape[0], int) else 1


def _check_signature(session: ort.InferenceSession, path: Path, manifest: ModelManifest) -> None:
    """Compare the graph's tensors with what the manifest says of them."""
    constants = {constant.name for constant in manifest.constants}
    inputs = {tensor.name: tensor for tensor in session.get_inputs()}
    outputs = {tensor.name: tensor for tensor in session.get_outputs()}
    fits = _holds(inputs, manifest.input) and _holds(outputs, manifest.output)
    if fits and set(inputs) == {manifest.input.name} | constants:
        return
    given = ", ".join(f"{tensor.name}: {tensor.type} {tensor.shape}" for tensor in session.get_inputs())
    made = ", ".join(f"{tensor.name}: {tensor.type} {tensor.shape}" for tensor in session.get_outputs())
    wanted, promised = manifest.input, manifest.output
    raise ModelLoadFailed(
        f"{shown(path)} takes {shown(given)} and gives {shown(made)}, where its manifest promises {wanted.name}: "
        f"{wanted.dtype} {wanted.layout} and {promised.name}: {promised.dtype} {promised.layout}.",
        hint="Open the .onnx file without its manifest: what it takes is then found out.",
    )


def _holds(tensors: Mapping[str, ort.NodeArg], spec: ImageSpec) -> bool:
    """Whether one of the tensors may be the image of a spec."""
    tensor = tensors.get(spec.name)
    if tensor is None or tensor.type != _ONNX_TYPES[spec.dtype]:
        return False
    if not tensor.shape:  # the graph does not say how many sides it has
        return True
    if len(tensor.shape) != len(spec.layout):
        return False
    channels = tensor.shape[spec.layout.index("C")]
    return not isinstance(channels, int) or channels == spec.channels
