"""load_best() and load_generator(): verify a model's files, choose runtime, provider and file, and warm it up."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from core.errors import AppError, GenerateFailed, InputError, ModelLoadFailed, RuntimeMissing
from core.generators.choice import ProviderChoice
from core.generators.coreml import CoreMlGenerator
from core.generators.coreml_runtime import native_present
from core.generators.fitting import FittingGenerator
from core.generators.onnx import LighterGraph, OnnxGenerator
from core.generators.providers import COREML, PROCESSOR, Provider
from core.media.images import read_image
from core.models.library import InstalledModel
from core.models.manifest import ModelFile, Precision, verify_file
from core.priority import run_gently

_log = logging.getLogger(__name__)
_ON_GPU: tuple[Precision, ...] = ("fp16", "fp32", "int8")
_ON_CPU: tuple[Precision, ...] = ("int8", "fp32", "fp16")
# Of 255, mean. Padding to a package's size changes the toon of the sample by 1 to 7; colours in another order by 20,
# values that 16 bits do not hold by 100.
_ANOTHER_TOON = 16


LoadOn = Callable[..., FittingGenerator]


@dataclass(frozen=True, slots=True)
class Runtimes:
    """What runs models on this computer.

    Attributes:
        has_coreml: whether the system has CoreML.
        onnx: makes the generator of an ONNX file.
    """

    has_coreml: bool = field(default_factory=native_present)
    onnx: Callable[..., OnnxGenerator] = OnnxGenerator


def load_fastest(model: InstalledModel, load: LoadOn) -> FittingGenerator:
    """As `load_best`, after a trial where there was none yet: for who has time for it. Blocks for seconds then."""
    choice = ProviderChoice(load)
    if choice.best(model) is None:
        choice.try_all(model)
    return load_best(model, choice, load)


def load_best(model: InstalledModel, choice: ProviderChoice, load: LoadOn) -> FittingGenerator:
    """A warm generator on the provider that was the fastest when it was tried; before that, on the usual one. Blocks.

    A provider that fails now is left out from now on, and the processor takes its place.

    Args:
        model: from the library.
        choice: remembers the trials.
        load: as `load_generator`, which needs no more than the model and the provider.

    Raises:
        ModelError: as `load_generator`.
    """
    provider = choice.best(model)
    if provider is None or provider == PROCESSOR:
        return load(model, provider=provider)
    try:
        return load(model, provider=provider)
    except (RuntimeMissing, ModelLoadFailed, GenerateFailed) as error:
        choice.fail(model, provider, _reason(error))
        choice.on_failed(provider, error.message)
        return load(model, provider=PROCESSOR)


def generator_on(model: InstalledModel, provider: Provider, *, precision: Precision | None = None) -> FittingGenerator:
    """A warm generator on this provider and no other; see `load_generator`."""
    return load_generator(model, provider=provider, precision=precision)


def load_generator(
    model: InstalledModel,
    *,
    provider: Provider | None = None,
    threads: int | None = None,
    precision: Precision | None = None,
    longer_side: int | None = None,
    runtimes: Runtimes | None = None,
) -> FittingGenerator:
    """A generator that has already made its first image. Blocks for up to some seconds; not for the GUI thread.

    Args:
        model: from the library.
        provider: what runs it; None: a CoreML package where the system can run it and makes of the model's sample what
            is expected of it, else the processor.
        threads: of the processor; None: one a core, but for one of more than two; at most 8.
        precision: which of the model's files; None: the fastest on this provider.
        longer_side: bound of the working size, px; None: the manifest's preferred one.
        runtimes: None: what there is.

    Raises:
        ModelFileCorrupt: a file is missing or its hash is wrong.
        ModelLoadFailed: the runtime refuses it, or there is no file for it.
        RuntimeMissing: it has only a CoreML package, and this computer has no CoreML.
        GenerateFailed: it fails on an image.
    """
    runtimes = runtimes or Runtimes()
    package = _coreml_file(model, precision, longer_side) if provider in (None, COREML) else None
    if provider == COREML and package is None:
        raise ModelLoadFailed(f"The model {model.manifest.title} has no CoreML package for this.")
    has_onnx = any(file.runtime == "onnx" and precision in (None, file.precision) for file in model.manifest.own_files)
    if package and (runtimes.has_coreml or not has_onnx or provider == COREML):
        try:
            return _warm(_coreml_generator(model, package, longer_side), model, longer_side)
        except (RuntimeMissing, ModelLoadFailed, GenerateFailed) as error:
            if provider == COREML or not has_onnx:
                raise
            _log.warning("CoreML does not run %s (%s): %s", model.manifest.id, package.path, _reason(error))
    provider = provider or PROCESSOR
    file = _choose_file(model, precision, _ON_CPU if _on_cpu(provider) else _ON_GPU)
    generator = runtimes.onnx(
        verify_file(model.folder, file),
        model.manifest,
        precision=file.precision,
        provider=provider,
        threads=threads,
        longer_side=longer_side,
        lighter=None if precision else _lighter_graph(model, file),
    )
    _log.info("%s (%s) runs on: %s", model.manifest.id, file.precision, provider.title)
    return _warm(generator, model, longer_side)


def _on_cpu(provider: Provider) -> bool:
    """Whether INT8 is the fastest there: on processors, and on what is made for INT8."""
    return provider == PROCESSOR or provider.device in {"CPU", "NPU"}


def _warm(generator: FittingGenerator, model: InstalledModel, longer_side: int | None) -> FittingGenerator:
    """The generator after its first image, or closed when it fails on it or draws another toon than it should."""
    side = longer_side or model.manifest.size_rule.preferred
    try:
        run_gently(lambda: generator.generate(np.zeros((max(1, side * 9 // 16), side, 3), np.uint8)))
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


def _reason(error: AppError) -> str:
    return f"{error.message}{f' ({error.__cause__})' if error.__cause__ else ''}"


def _coreml_generator(model: InstalledModel, file: ModelFile, longer_side: int | None) -> CoreMlGenerator:
    path = verify_file(model.folder, file)
    return CoreMlGenerator(path, model.manifest, precision=file.precision, longer_side=longer_side)


def _coreml_file(model: InstalledModel, precision: Precision | None, longer_side: int | None) -> ModelFile | None:
    """The package to prefer; none when larger images are asked for than packages are made for."""
    if longer_side is not None and longer_side > model.manifest.size_rule.preferred:
        return None
    files = (file for file in model.manifest.own_files if file.runtime == "coreml")
    return next((file for file in files if precision in (None, file.precision)), None)


def _lighter_graph(model: InstalledModel, file: ModelFile) -> LighterGraph | None:
    """What draws small images in place of a file, where the model has it."""
    lighter = model.manifest.lighter_file(file.runtime, file.precision)
    if lighter is None or lighter.lighter is None:
        return None
    return LighterGraph(verify_file(model.folder, lighter), lighter.lighter)


def _choose_file(model: InstalledModel, precision: Precision | None, preferred: Sequence[Precision]) -> ModelFile:
    files = {file.precision: file for file in model.manifest.own_files if file.runtime == "onnx"}
    wanted = (precision,) if precision else preferred
    for choice in wanted:
        if choice in files:
            return files[choice]
    raise ModelLoadFailed(
        f"The model {model.manifest.title} has no {' or '.join(wanted)} ONNX file.",
        hint=f"It has: {', '.join(f'{file.runtime} {file.precision}' for file in model.manifest.own_files)}.",
    )
