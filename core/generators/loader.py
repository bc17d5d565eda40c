"""load_generator(): verifies a model's files, chooses runtime, provider and precision, and warms it up."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from core.errors import AppError, GenerateFailed, InputError, ModelLoadFailed, RuntimeMissing
from core.generators.coreml import CoreMlGenerator
from core.generators.coreml_runtime import native_present
from core.generators.fitting import FittingGenerator
from core.generators.onnx import OnnxGenerator, available_providers
from core.media.images import read_image
from core.models.library import InstalledModel
from core.models.manifest import ModelFile, Precision, verify_file

_log = logging.getLogger(__name__)
_CPU = "CPUExecutionProvider"
# In the order in which they are tried. TensorRT builds an engine for some minutes before the first image: only where
# nothing else runs on the graphics card.
_GPU = (
    "CUDAExecutionProvider",
    "MIGraphXExecutionProvider",
    "ROCMExecutionProvider",
    "DmlExecutionProvider",
    "NvTensorRTRTXExecutionProvider",
    "TensorrtExecutionProvider",
)
_ON_GPU: tuple[Precision, ...] = ("fp16", "fp32", "int8")
_ON_CPU: tuple[Precision, ...] = ("int8", "fp32", "fp16")
# Of 255, mean. Padding to a package's size changes the toon of the sample by 1 to 7; colours in another order by 20,
# values that 16 bits do not hold by 100.
_ANOTHER_TOON = 16


@dataclass(frozen=True, slots=True)
class Runtimes:
    """What runs models on this computer.

    Attributes:
        onnx_providers: names of ONNX Runtime's execution providers.
        has_coreml: whether the system has CoreML.
        onnx: makes the generator of an ONNX file.
    """

    onnx_providers: Sequence[str] = field(default_factory=available_providers)
    has_coreml: bool = field(default_factory=native_present)
    onnx: Callable[..., OnnxGenerator] = OnnxGenerator


def load_generator(
    model: InstalledModel,
    *,
    threads: int | None = None,
    precision: Precision | None = None,
    longer_side: int | None = None,
    runtimes: Runtimes | None = None,
) -> FittingGenerator:
    """A generator that has already made its first image. Blocks for up to some seconds; not for the GUI thread.

    A CoreML package is preferred where the system can run it and makes of the model's sample what is expected of it,
    then a graphics card; when they fail after all, the processor and its file take their place.

    Args:
        model: from the library.
        threads: of the CPU provider; None: one a core, at most 8.
        precision: which of the model's files; None: the fastest on this machine's provider.
        longer_side: bound of the working size, px; None: the manifest's preferred one.
        runtimes: None: what there is.

    Raises:
        ModelFileCorrupt: a file is missing or its hash is wrong.
        ModelLoadFailed: the runtime refuses it, or there is no file for it.
        RuntimeMissing: it has only a CoreML package, and this computer has no CoreML.
        GenerateFailed: it fails on an image.
    """
    runtimes = runtimes or Runtimes()
    package = _coreml_file(model, precision, longer_side)
    has_onnx = any(file.runtime == "onnx" and precision in (None, file.precision) for file in model.manifest.files)
    if package and (runtimes.has_coreml or not has_onnx):
        try:
            return _warm(_coreml_generator(model, package, longer_side), model, longer_side)
        except (RuntimeMissing, ModelLoadFailed, GenerateFailed) as error:
            if not has_onnx:
                raise
            _log_left_out("CoreML", model, package, error)
    for provider in (name for name in _GPU if name in runtimes.onnx_providers):
        file = _choose_file(model, precision, _ON_GPU)
        try:
            return _warm(_onnx_generator(runtimes, model, file, provider, threads, longer_side), model, longer_side)
        except (ModelLoadFailed, GenerateFailed) as error:
            _log_left_out(provider, model, file, error)
    file = _choose_file(model, precision, _ON_CPU)
    _log.info("%s runs on the processor; ONNX Runtime has: %s", model.manifest.id, ", ".join(runtimes.onnx_providers))
    return _warm(_onnx_generator(runtimes, model, file, _CPU, threads, longer_side), model, longer_side)


def _onnx_generator(
    runtimes: Runtimes,
    model: InstalledModel,
    file: ModelFile,
    provider: str,
    threads: int | None,
    longer_side: int | None,
) -> OnnxGenerator:
    """The generator of a file on a provider, and on no other.

    Raises:
        ModelFileCorrupt: the file is missing or its hash is wrong.
        ModelLoadFailed: the runtime refuses the file, or the provider does not start.
    """
    generator = runtimes.onnx(
        verify_file(model.folder, file),
        model.manifest,
        precision=file.precision,
        providers=[provider] if provider == _CPU else [provider, _CPU],
        threads=threads,
        longer_side=longer_side,
    )
    if generator.provider != provider:  # the runtime has replaced it by the processor, silently
        generator.close()
        raise ModelLoadFailed(f"{provider} does not start on this computer.")
    return generator


def _warm(generator: FittingGenerator, model: InstalledModel, longer_side: int | None) -> FittingGenerator:
    """The generator after its first image, or closed when it fails on it or draws another toon than it should."""
    side = longer_side or model.manifest.size_rule.preferred
    try:
        generator.generate(np.zeros((side * 9 // 16, side, 3), np.uint8))
        if generator.needs_proof:
            _prove(generator, model)
    except GenerateFailed:
        generator.close()
        raise
    return generator


def _prove(generator: FittingGenerator, model: InstalledModel) -> None:
    """Compare the toon of the model's sample with the expected one, where the model has them.

    Raises:
        GenerateFailed: it fails, or draws another toon.
    """
    parity = model.manifest.parity
    sample_file, expected_file = model.file(parity.sample), model.file(parity.expected)
    if sample_file is None or expected_file is None:
        return
    try:
        sample, expected = read_image(sample_file).image, read_image(expected_file).image
    except InputError:
        return
    toon = generator.generate(sample)
    if toon.shape != expected.shape:  # fewer pixels were asked for
        return
    apart = float(np.abs(toon.astype(np.int16) - expected).mean())
    if apart > _ANOTHER_TOON:
        raise GenerateFailed(
            f"{generator.provider} draws the model {model.manifest.title} wrongly on this computer: "
            f"its toon of {parity.sample} is {apart:.0f} of 255 away from {parity.expected}.",
            hint="Export the model with its ONNX files, or choose another model.",
        )


def _log_left_out(runtime: str, model: InstalledModel, file: ModelFile, error: AppError) -> None:
    """Say why something faster does not draw: nobody sees it otherwise, as the next one takes its place."""
    cause = f" ({error.__cause__})" if error.__cause__ else ""
    _log.warning("%s does not run %s (%s): %s%s", runtime, model.manifest.id, file.path, error.message, cause)


def _coreml_generator(model: InstalledModel, file: ModelFile, longer_side: int | None) -> CoreMlGenerator:
    path = verify_file(model.folder, file)
    return CoreMlGenerator(path, model.manifest, precision=file.precision, longer_side=longer_side)


def _coreml_file(model: InstalledModel, precision: Precision | None, longer_side: int | None) -> ModelFile | None:
    """The package to prefer; none when larger images are asked for than packages are made for."""
    if longer_side is not None and longer_side > model.manifest.size_rule.preferred:
        return None
    files = (file for file in model.manifest.files if file.runtime == "coreml")
    return next((file for file in files if precision in (None, file.precision)), None)


def _choose_file(model: InstalledModel, precision: Precision | None, preferred: Sequence[Precision]) -> ModelFile:
    files = {file.precision: file for file in model.manifest.files if file.runtime == "onnx"}
    wanted = (precision,) if precision else preferred
    for choice in wanted:
        if choice in files:
            return files[choice]
    raise ModelLoadFailed(
        f"The model {model.manifest.title} has no {' or '.join(wanted)} ONNX file.",
        hint=f"It has: {', '.join(f'{file.runtime} {file.precision}' for file in model.manifest.files)}.",
    )
