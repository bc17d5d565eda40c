"""What a new style starts from: the weights of a bundled one, read back from its graph. It has strokes already."""

from __future__ import annotations

from dataclasses import dataclass

import onnx
import torch
from onnx import numpy_helper

from core.models.manifest import read_manifest, verify_file
from core.models.places import bundled_models_dir

_MODEL = "great-wave"
_PREFIX, _BIAS, _WEIGHT = "network.network.", ".bias", ".weight"
_SQUARE = 4  # pixels of a square, for each of which the graph has the encoder's first weights, a quarter each
_QUARTER_SIZE = 32.0  # by which the exporter has divided the weights that mix the encoder's finest features
_OUTPUTS = 12  # of the head; the graph's has others for speed, which are thrown away


@dataclass(frozen=True)
class Start:
    """Where training begins.

    Attributes:
        weights: of a SqueezeUNet, by name.
        steps: that they were trained for.
    """

    weights: dict[str, torch.Tensor]
    steps: int


def bundled_start(model_id: str = _MODEL) -> Start:
    """The weights of a bundled model whose architecture is `squeeze_unet`, from its 16-bit file.

    Raises:
        ManifestInvalid, ModelFileCorrupt: the installation is damaged.
    """
    folder = bundled_models_dir() / model_id
    manifest = read_manifest(folder)
    (file,) = (file for file in manifest.files if (file.runtime, file.precision) == ("onnx", "fp16"))
    steps = int(manifest.version.rpartition(".")[2])
    return Start(_weights(onnx.load(verify_file(folder, file)).graph), steps)


def _weights(graph: onnx.GraphProto) -> dict[str, torch.Tensor]:
    """Parameters by name; what the exporter folded is undone."""
    constants = {tensor.name.removeprefix(_PREFIX): tensor for tensor in graph.initializer}
    convolutions = [node.input for node in graph.node if node.op_type == "Conv"]
    found = dict[str, torch.Tensor]()
    for _, kernel, *bias in convolutions:
        if bias and bias[0].endswith(_BIAS):
            name = bias[0].removeprefix(_PREFIX).removesuffix(_BIAS)
            found[name + _BIAS] = _tensor(constants[name + _BIAS])
            found[name + _WEIGHT] = _tensor(constants.get(name + _WEIGHT) or constants[kernel])
    found["encoder.first.weight"] = found["encoder.first.weight"][:, ::_SQUARE] * _SQUARE
    found["blocks.3.skips.0.weight"] *= _QUARTER_SIZE
    found["head.weight"] = _tensor(constants[convolutions[-1][1]])[:_OUTPUTS]
    return found


def _tensor(constant: onnx.TensorProto) -> torch.Tensor:
    return torch.from_numpy(numpy_helper.to_array(constant).copy()).float()
