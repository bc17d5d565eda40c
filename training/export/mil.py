"""Executes a CoreML package's program operator by operator in PyTorch: CoreML itself runs on Apple's systems only.

What runs here is the file as it was written, its weights included. Every value that the program calls fp16 is rounded
to it; sums inside one operator are made in 32 bits, as Apple's processors do. An operator that is not known is an
error, never skipped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from PIL import Image

from training.errors import ExportFailed
from training.export.coreml import INPUT, OUTPUT, Size, require_coremltools
from training.export.mil_layers import LAYERS
from training.export.mil_ops import ACTIVATIONS, ARITHMETIC, REARRANGEMENTS
from training.export.mil_values import Inputs
from training.export.onnx_file import Generate, mean_difference

RgbImage = npt.NDArray[np.uint8]

OPERATORS = LAYERS | ARITHMETIC | ACTIVATIONS | REARRANGEMENTS


class MilProgram:
    """The program of an .mlpackage from image to image.

    Raises:
        ExportFailed: the package cannot be read, or its input and output are not one RGB image each.
    """

    def __init__(self, path: Path) -> None:
        coremltools = require_coremltools()
        from coremltools.converters.mil.frontend.milproto.load import load

        try:
            model = coremltools.models.MLModel(str(path), skip_model_load=True)
            spec = model.get_spec()
            program = load(spec, spec.specificationVersion, file_weights_dir=model.weights_dir)
            (self._function,) = program.functions.values()
        except (OSError, ValueError, RuntimeError, NotImplementedError) as error:
            raise ExportFailed(f"{path} cannot be read back: {error}") from error
        self._sizes = _image_sizes(spec.description)

    @property
    def sizes(self) -> tuple[Size, ...]:
        """(width, height) of the images that it takes, px, the default first."""
        return self._sizes

    def operators(self) -> Counter[str]:
        """How often it uses each operator, constants left out."""
        return Counter(op.op_type for op in self._function.operations if op.op_type != "const")

    def run(self, image: RgbImage) -> RgbImage:
        """What the program makes of an image.

        Args:
            image: (H, W, 3) uint8 RGB, of one of `sizes`.

        Raises:
            ExportFailed: another size, an operator that is not known, or values that are no bytes.
        """
        height, width = image.shape[:2]
        if (width, height) not in self._sizes:
            known = ", ".join(f"{w}x{h}" for w, h in self._sizes)
            raise ExportFailed(f"The CoreML package takes images of {known}, not of {width}x{height}.")
        planes = torch.from_numpy(image.astype(np.float32)).permute(2, 0, 1)[None]
        with torch.inference_mode():
            toon = _execute(self._function, {INPUT: planes})
        if not bool(torch.isfinite(toon).all()) or float(toon.min()) < 0 or float(toon.max()) > 255:
            raise ExportFailed("The CoreML program's output leaves 0..255.")
        return toon[0].permute(1, 2, 0).round().to(torch.uint8).numpy()


def largest_difference(program: MilProgram, generate: Generate, sample: RgbImage) -> float:
    """How far the program is from another form of the same network, at the worst of its sizes.

    Args:
        program: to check.
        generate: (1, H, W, 3) uint8 RGB -> the same, of the other form.
        sample: (H, W, 3) uint8 RGB, stretched to each size.

    Returns:
        Mean absolute difference over an image, 0..255.
    """
    apart = []
    for size in program.sizes:
        image = np.array(Image.fromarray(sample).resize(size, Image.Resampling.BOX))
        apart.append(mean_difference(program.run(image), generate(image[np.newaxis])[0]))
    return max(apart)


def _image_sizes(description: Any) -> tuple[Size, ...]:
    """The sizes of the one input; input and output must be RGB images of our names."""
    for features, name in ((description.input, INPUT), (description.output, OUTPUT)):
        kinds = [(feature.name, feature.type.WhichOneof("Type")) for feature in features]
        if kinds != [(name, "imageType")]:
            raise ExportFailed(f"The CoreML package has {kinds} where one image '{name}' belongs.")
        image = features[0].type.imageType
        if image.colorSpace != image.ColorSpace.Value("RGB"):
            raise ExportFailed(f"The CoreML package's '{name}' is not an RGB image.")
    image = description.input[0].type.imageType
    default = (int(image.width), int(image.height))
    listed = [(int(size.width), int(size.height)) for size in image.enumeratedSizes.sizes]
    return tuple(dict.fromkeys([default, *listed]))


def _execute(function: Any, values: dict[str, Any]) -> torch.Tensor:  # Any: coremltools' untyped program
    """Run the operators in their order, each value forgotten after its last reader."""
    last_reader = {
        var.name: index
        for index, op in enumerate(function.operations)
        for given in op.inputs.values()
        for var in (given if isinstance(given, list | tuple) else (given,))
    }
    kept = {var.name for var in function.outputs}
    readers: dict[int, list[str]] = {}
    for name, index in last_reader.items():
        readers.setdefault(index, []).append(name)
    for index, op in enumerate(function.operations):
        for var, result in zip(op.outputs, _results(op, values), strict=True):
            values[var.name] = _rounded(result, var)
        for name in readers.get(index, ()):
            if name not in kept:
                del values[name]
    (toon,) = (values[var.name] for var in function.outputs)
    return toon


def _results(op: Any, values: Mapping[str, Any]) -> list[Any]:
    kind: str = op.op_type
    if kind == "const":
        return [_constant(op.outputs[0].val)]
    if kind.startswith("constexpr_"):
        return [_constant(op.materialized_val_inference())]
    operator = OPERATORS.get(kind)
    if operator is None:
        raise ExportFailed(f"The CoreML program cannot be checked: the operator '{kind}' is not known.")
    inputs: Inputs = {
        name: [values[var.name] for var in given] if isinstance(given, list | tuple) else values[given.name]
        for name, given in op.inputs.items()
        if given is not None
    }
    result = operator(inputs)
    return result if isinstance(result, list) else [result]


def _constant(value: Any) -> Any:
    """A str as it is, everything else as a tensor: whole numbers in 64 bits, others in 32."""
    if isinstance(value, str | bytes):
        return value
    array = np.asarray(value)
    if array.dtype.kind in "US":
        return str(array)
    if array.dtype.kind == "f":
        return torch.from_numpy(array.astype(np.float32))
    return torch.from_numpy(array if array.dtype == np.bool_ else array.astype(np.int64))


def _rounded(result: Any, var: Any) -> Any:
    """The value at the precision that the program gives it."""
    from coremltools.converters.mil.mil import types

    if not isinstance(result, torch.Tensor) or not result.is_floating_point():
        return result
    dtype = var.dtype
    return result.half().float() if dtype is types.fp16 else result
