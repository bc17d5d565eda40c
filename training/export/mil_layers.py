"""The layers of MIL, executed in PyTorch: convolution, pooling, resizing, padding and normalisation.

Semantics: https://apple.github.io/coremltools/source/coremltools.converters.mil.mil.ops.defs.html
"""

from __future__ import annotations

import math

import torch
from torch.nn import functional

from training.export.mil_values import Inputs, Operator, as_bool, as_int, as_ints, number, refused


def _side_pads(inputs: Inputs, kernel: list[int], strides: list[int], dilations: list[int]) -> list[int]:
    """Rows or columns added [top, bottom, left, right] before a convolution or a pooling."""
    kind = inputs.get("pad_type", "valid")
    if kind == "custom":
        return as_ints(inputs["pad"])
    if kind == "valid":
        return [0] * (2 * len(kernel))
    pads: list[int] = []
    for side, size, stride, dilation in zip(inputs["x"].shape[2:], kernel, strides, dilations, strict=True):
        total = max(0, (math.ceil(side / stride) - 1) * stride + (size - 1) * dilation + 1 - side)
        less = total // 2
        pads += [less, total - less] if kind == "same" else [total - less, less]
    return pads


def _padded(x: torch.Tensor, pads: list[int], fill: float) -> torch.Tensor:
    """Pad the last dimensions: `pads` counts from the first of them, as MIL does, PyTorch from the last."""
    pairs = [pads[i : i + 2] for i in range(0, len(pads), 2)]
    return functional.pad(x, [n for pair in reversed(pairs) for n in pair], value=fill) if any(pads) else x


def _list(inputs: Inputs, name: str, default: list[int]) -> list[int]:
    return as_ints(inputs[name]) if name in inputs else default


def _conv(inputs: Inputs) -> torch.Tensor:
    weight: torch.Tensor = inputs["weight"]
    dims = weight.dim() - 2
    strides, dilations = (_list(inputs, name, [1] * dims) for name in ("strides", "dilations"))
    x = _padded(inputs["x"], _side_pads(inputs, list(weight.shape[2:]), strides, dilations), 0.0)
    groups = as_int(inputs["groups"]) if "groups" in inputs else 1
    convolve = functional.conv2d if dims == 2 else functional.conv1d
    return convolve(x, weight, inputs.get("bias"), stride=strides, dilation=dilations, groups=groups)


def _conv_transpose(inputs: Inputs) -> torch.Tensor:
    weight: torch.Tensor = inputs["weight"]
    if weight.dim() != 4:
        raise refused("conv_transpose", f"{weight.dim() - 2} dimensions")
    strides, dilations = (_list(inputs, name, [1, 1]) for name in ("strides", "dilations"))
    kind = inputs.get("pad_type", "valid")
    if kind not in ("valid", "custom"):
        raise refused("conv_transpose", f"pad_type {kind}")
    full = functional.conv_transpose2d(
        inputs["x"],
        weight,
        inputs.get("bias"),
        stride=strides,
        dilation=dilations,
        groups=as_int(inputs["groups"]) if "groups" in inputs else 1,
    )
    top, bottom, left, right = _list(inputs, "pad", [0] * 4) if kind == "custom" else [0] * 4
    if "output_shape" not in inputs:
        return full[:, :, top : full.shape[2] - bottom, left : full.shape[3] - right]
    rows, columns = as_ints(inputs["output_shape"])[-2:]
    # PyTorch's output_padding: rows and columns past the full result, where nothing but the bias arrives
    missing = [0, max(0, left + columns - full.shape[3]), 0, max(0, top + rows - full.shape[2])]
    if any(missing):
        raise refused("conv_transpose", "an output larger than its input gives")
    return full[:, :, top : top + rows, left : left + columns]


def _pool_window(inputs: Inputs) -> tuple[list[int], list[int], list[int]]:
    kernel = as_ints(inputs["kernel_sizes"])
    if len(kernel) != 2:
        raise refused("pooling", f"{len(kernel)} dimensions")
    strides = _list(inputs, "strides", [1, 1])
    return kernel, strides, _side_pads(inputs, kernel, strides, [1, 1])


def _max_pool(inputs: Inputs) -> torch.Tensor:
    kernel, strides, pads = _pool_window(inputs)
    x = _padded(inputs["x"], pads, -torch.inf)
    return functional.max_pool2d(x, kernel, strides, ceil_mode=as_bool(inputs, "ceil_mode", default=False))


def _avg_pool(inputs: Inputs) -> torch.Tensor:
    kernel, strides, pads = _pool_window(inputs)
    ceil = as_bool(inputs, "ceil_mode", default=False)
    if ceil and any(pads):
        raise refused("avg_pool", "ceil_mode and padding")
    x = inputs["x"]
    mean = functional.avg_pool2d(_padded(x, pads, 0.0), kernel, strides, ceil_mode=ceil)
    if not any(pads) or not as_bool(inputs, "exclude_padding_from_average", default=False):
        return mean
    return mean / functional.avg_pool2d(_padded(torch.ones_like(x), pads, 0.0), kernel, strides)


def _target(inputs: Inputs) -> list[int]:
    return [as_int(inputs[f"target_size_{side}"]) for side in ("height", "width")]


def _scaled(inputs: Inputs) -> list[int]:
    """(rows, columns) of an up-sampling by factors, which may have a fraction."""
    factors = (number(inputs, f"scale_factor_{side}", 1.0) for side in ("height", "width"))
    return [math.floor(side * factor + 1e-4) for side, factor in zip(inputs["x"].shape[2:], factors, strict=True)]


def _nearest(x: torch.Tensor, size: list[int]) -> torch.Tensor:
    return functional.interpolate(x, size=size, mode="nearest")


def _bilinear(x: torch.Tensor, size: list[int], *, corners: bool) -> torch.Tensor:
    return functional.interpolate(x, size=size, mode="bilinear", align_corners=corners)


def _by_sampling_mode(operator: str, x: torch.Tensor, size: list[int], mode: str) -> torch.Tensor:
    if mode not in ("STRICT_ALIGN_CORNERS", "ALIGN_CORNERS", "UNALIGN_CORNERS"):
        raise refused(operator, f"sampling_mode {mode}")
    return _bilinear(x, size, corners=mode != "UNALIGN_CORNERS")


def _resize_bilinear(inputs: Inputs) -> torch.Tensor:
    return _by_sampling_mode("resize_bilinear", inputs["x"], _target(inputs), inputs.get("sampling_mode", "DEFAULT"))


def _resize(inputs: Inputs) -> torch.Tensor:
    x, size = inputs["x"], as_ints(inputs["shape"])
    if len(size) != 2 or as_int(inputs["resized_dims"]) != 2:
        raise refused("resize", f"{len(size)} dimensions")
    if inputs.get("interpolation_mode", "LINEAR") != "LINEAR":
        return _nearest(x, size)
    return _by_sampling_mode("resize", x, size, inputs.get("sampling_mode", "DEFAULT"))


def _pad(inputs: Inputs) -> torch.Tensor:
    pads, mode = as_ints(inputs["pad"]), inputs.get("mode", "constant")
    if mode == "constant":
        return _padded(inputs["x"], pads, number(inputs, "constant_val", 0.0))
    while len(pads) > 4 and not any(pads[:2]):
        pads = pads[2:]
    pairs = [pads[i : i + 2] for i in range(0, len(pads), 2)]
    flat = [n for pair in reversed(pairs) for n in pair]
    return functional.pad(inputs["x"], flat, mode="reflect" if mode in ("reflect", "reflection") else "replicate")


def _batch_norm(inputs: Inputs) -> torch.Tensor:
    return functional.batch_norm(
        inputs["x"],
        inputs["mean"],
        inputs["variance"],
        inputs.get("gamma"),
        inputs.get("beta"),
        eps=number(inputs, "epsilon", 1e-5),
    )


def _instance_norm(inputs: Inputs) -> torch.Tensor:
    scale, shift = inputs.get("gamma"), inputs.get("beta")
    return functional.instance_norm(inputs["x"], weight=scale, bias=shift, eps=number(inputs, "epsilon", 1e-5))


def _layer_norm(inputs: Inputs) -> torch.Tensor:
    x, axes = inputs["x"], [axis % inputs["x"].dim() for axis in as_ints(inputs["axes"])]
    mean = x.mean(axes, keepdim=True)
    spread = ((x - mean) ** 2).mean(axes, keepdim=True)
    normal = (x - mean) / torch.sqrt(spread + number(inputs, "epsilon", 1e-5))
    shape = [side if axis in axes else 1 for axis, side in enumerate(x.shape)]
    for name, apply in (("gamma", torch.mul), ("beta", torch.add)):
        if name in inputs:
            normal = apply(normal, inputs[name].reshape(shape))
    return normal


LAYERS: dict[str, Operator] = {
    "avg_pool": _avg_pool,
    "batch_norm": _batch_norm,
    "conv": _conv,
    "conv_transpose": _conv_transpose,
    "instance_norm": _instance_norm,
    "layer_norm": _layer_norm,
    "linear": lambda i: functional.linear(i["x"], i["weight"], i.get("bias")),
    "max_pool": _max_pool,
    "pad": _pad,
    "resize": _resize,
    "resize_bilinear": _resize_bilinear,
    "resize_nearest_neighbor": lambda i: _nearest(i["x"], _target(i)),
    "upsample_bilinear": lambda i: _bilinear(i["x"], _scaled(i), corners=as_bool(i, "align_corners", default=True)),
    "upsample_nearest_neighbor": lambda i: _nearest(i["x"], _scaled(i)),
}
