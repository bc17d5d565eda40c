"""`toonclip-train import`: a .pth or .safetensors file of a known network becomes an .onnx file that the app opens."""

from __future__ import annotations

from pathlib import Path

from spandrel import ImageModelDescriptor, ModelLoader, UnsupportedModelError
from torch import nn

from core.errors import InputError
from training.export.onnx_file import write_onnx
from training.settings.weights import SUFFIXES
from training.state_dicts import read_state

_HINT = (
    "Known are the networks of https://github.com/chaiNNer-org/spandrel. Export any other to ONNX with its own code."
)


def import_network(source: Path, target: Path | None = None) -> Path:
    """Write the network of a file of weights as ONNX, and check that both draw alike.

    Args:
        source: the weights; numbers are read, and no pickle's commands.
        target: of the .onnx file; None: beside the weights.

    Returns:
        The path of the .onnx file.

    Raises:
        InputError: the file is of no network that is known, or of one that does not go from picture to picture.
        WeightsMissing: it cannot be read.
        ExportFailed: it cannot be written as ONNX.
    """
    if source.suffix.lower() not in SUFFIXES:
        raise InputError(f"{source} is no file of weights ({', '.join(SUFFIXES)}).", hint=_HINT)
    target = target or source.with_suffix(".onnx")
    state = read_state(source, name="the network")
    try:
        found = ModelLoader(device="cpu").load_from_state_dict(dict(state))
    except UnsupportedModelError as error:
        raise InputError(f"{source.name} is of a network that spandrel does not know.", hint=_HINT) from error
    if not isinstance(found, ImageModelDescriptor) or (found.input_channels, found.output_channels) != (3, 3):
        raise InputError(f"{source.name} is of a network that does not make a colour picture of one.", hint=_HINT)
    network: nn.Module = found.model.float().eval()
    write_onnx(network, target, multiple_of=max(8, found.size_requirements.multiple_of))
    print(f"Wrote {target}: {found.architecture.name}, {found.scale} times the size.")
    print(f"Drop it onto the window, or: toonclip models add {target}")
    return target
