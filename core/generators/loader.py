"""load_generator(): verifies a model's files, chooses runtime, provider and precision, and warms it up."""

from __future__ import annotations

import numpy as np

from core.errors import ModelLoadFailed
from core.generators.base import ImageGenerator
from core.generators.library import InstalledModel
from core.generators.onnx import OnnxGenerator, available_providers
from core.manifest import ModelFile, Precision, verify_file

_CPU = "CPUExecutionProvider"
_GPU = ("CUDAExecutionProvider", "ROCMExecutionProvider", "DmlExecutionProvider")
_PRECISIONS: dict[bool, tuple[Precision, ...]] = {
    True: ("fp16", "fp32", "int8"),
    False: ("int8", "fp32", "fp16"),
}


def load_generator(
    model: InstalledModel,
    *,
    threads: int | None = None,
    precision: Precision | None = None,
    longer_side: int | None = None,
) -> ImageGenerator:
    """A generator that has already made its first picture. Blocks for up to a second; not for the GUI thread.

    Args:
        model: from the library.
        threads: of the CPU provider; None: one a core, at most 8.
        precision: which of the model's files; None: the fastest on this machine's provider.
        longer_side: bound of the working size, px; None: the manifest's preferred one.

    Raises:
        ModelFileCorrupt: a file is missing or its hash is wrong.
        ModelLoadFailed: the runtime refuses it, or there is no file for it.
        GenerateFailed: it fails on a picture.
    """
    gpu = [provider for provider in _GPU if provider in available_providers()]
    file = _choose_file(model, precision, on_gpu=bool(gpu))
    generator = OnnxGenerator(
        verify_file(model.folder, file),
        model.manifest,
        precision=file.precision,
        providers=[*gpu, _CPU],
        threads=threads,
        longer_side=longer_side,
    )
    side = longer_side or model.manifest.size_rule.preferred
    generator.generate(np.zeros((side * 9 // 16, side, 3), np.uint8))
    return generator


def _choose_file(model: InstalledModel, precision: Precision | None, *, on_gpu: bool) -> ModelFile:
    files = {file.precision: file for file in model.manifest.files if file.runtime == "onnx"}
    wanted = (precision,) if precision else _PRECISIONS[on_gpu]
    for choice in wanted:
        if choice in files:
            return files[choice]
    raise ModelLoadFailed(
        f"The model {model.manifest.title} has no {' or '.join(wanted)} ONNX file.",
        hint=f"It has: {', '.join(f'{file.runtime} {file.precision}' for file in model.manifest.files)}.",
    )
