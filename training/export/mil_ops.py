"""The arithmetic, activations and rearrangements of MIL, executed in PyTorch.

Semantics: https://apple.github.io/coremltools/source/coremltools.converters.mil.mil.ops.defs.html
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch.nn import functional

from training.export.mil_values import Inputs, Operator, as_bool, as_int, as_ints, number, refused


def _unary(apply: Callable[[torch.Tensor], torch.Tensor]) -> Operator:
    return lambda inputs: apply(inputs["x"])


def _binary(apply: Callable[[torch.Tensor, torch.Tensor], torch.Tensor]) -> Operator:
    return lambda inputs: apply(inputs["x"], inputs["y"])


def _reduce(apply: Callable[..., torch.Tensor]) -> Operator:
    def reduce(inputs: Inputs) -> torch.Tensor:
        axes = as_ints(inputs["axes"]) if "axes" in inputs else list(range(inputs["x"].dim()))
        return apply(inputs["x"], dim=axes, keepdim=as_bool(inputs, "keep_dims", default=False))

    return reduce


def _gelu(inputs: Inputs) -> torch.Tensor:
    mode = inputs.get("mode", "EXACT")
    if mode == "SIGMOID_APPROXIMATION":
        return inputs["x"] * torch.sigmoid(1.702 * inputs["x"])
    return functional.gelu(inputs["x"], approximate="none" if mode == "EXACT" else "tanh")


def _thresholded_relu(inputs: Inputs) -> torch.Tensor:
    x = inputs["x"]
    return torch.where(x >= number(inputs, "alpha", 1.0), x, torch.zeros_like(x))


def _cast(inputs: Inputs) -> torch.Tensor:
    x, wanted = inputs["x"], inputs["dtype"]
    if wanted == "bool":
        return x.bool()
    # fp16 is kept in 32 bits; the program rounds it
    return x.long() if "int" in wanted else x.float()


def _concat(inputs: Inputs) -> torch.Tensor:
    if as_bool(inputs, "interleave", default=False):
        raise refused("concat", "interleave")
    return torch.cat(list(inputs["values"]), dim=as_int(inputs["axis"]))


def _split(inputs: Inputs) -> list[torch.Tensor]:
    x, axis = inputs["x"], as_int(inputs["axis"])
    if "split_sizes" in inputs:
        return list(torch.split(x, as_ints(inputs["split_sizes"]), dim=axis))
    return list(torch.chunk(x, as_int(inputs["num_splits"]), dim=axis))


def _reshape(inputs: Inputs) -> torch.Tensor:
    x = inputs["x"]
    shape = as_ints(inputs["shape"])
    return x.reshape([x.shape[axis] if side == 0 else side for axis, side in enumerate(shape)])


def _expand_dims(inputs: Inputs) -> torch.Tensor:
    x, axes = inputs["x"], as_ints(inputs["axes"])
    rank = x.dim() + len(axes)
    for axis in sorted(axis % rank for axis in axes):
        x = x.unsqueeze(axis)
    return x


def _squeeze(inputs: Inputs) -> torch.Tensor:
    x = inputs["x"]
    axes = as_ints(inputs["axes"]) if "axes" in inputs else [i for i, side in enumerate(x.shape) if side == 1]
    return x.squeeze(tuple(axes))


def _slice_by_index(inputs: Inputs) -> torch.Tensor:
    x = inputs["x"]
    begin, end = as_ints(inputs["begin"]), as_ints(inputs["end"])
    rank = len(begin)
    stride = as_ints(inputs["stride"]) if "stride" in inputs else [1] * rank
    masks = {
        name: [bool(flag) for flag in as_ints(inputs[name])] if name in inputs else [False] * rank
        for name in ("begin_mask", "end_mask", "squeeze_mask")
    }
    if any(step < 1 for step in stride):
        raise refused("slice_by_index", "a negative stride")
    where: list[slice | int] = []
    for axis in range(rank):
        if masks["squeeze_mask"][axis]:
            where.append(begin[axis])
            continue
        first = None if masks["begin_mask"][axis] else begin[axis]
        last = None if masks["end_mask"][axis] else end[axis]
        where.append(slice(first, last, stride[axis]))
    return x[tuple(where)]


def _slice_by_size(inputs: Inputs) -> torch.Tensor:
    pairs = zip(as_ints(inputs["begin"]), as_ints(inputs["size"]), strict=True)
    return inputs["x"][tuple(slice(first, None if size == -1 else first + size) for first, size in pairs)]


def _gather(inputs: Inputs) -> torch.Tensor:
    x, indices = inputs["x"], inputs["indices"].long()
    axis = as_int(inputs["axis"]) % x.dim() if "axis" in inputs else 0
    taken = x.index_select(axis, (indices % x.shape[axis]).reshape(-1))
    return taken.reshape([*x.shape[:axis], *indices.shape, *x.shape[axis + 1 :]])


def _space_to_depth(inputs: Inputs) -> torch.Tensor:
    x, block = inputs["x"], as_int(inputs["block_size"])
    n, c, h, w = x.shape
    blocks = x.reshape(n, c, h // block, block, w // block, block)
    return blocks.permute(0, 3, 5, 1, 2, 4).reshape(n, c * block * block, h // block, w // block)


def _depth_to_space(inputs: Inputs) -> torch.Tensor:
    x, block = inputs["x"], as_int(inputs["block_size"])
    n, c, h, w = x.shape
    blocks = x.reshape(n, block, block, c // block**2, h, w)
    return blocks.permute(0, 3, 4, 1, 5, 2).reshape(n, c // block**2, h * block, w * block)


def _matmul(inputs: Inputs) -> torch.Tensor:
    x, y = inputs["x"], inputs["y"]
    if as_bool(inputs, "transpose_x", default=False):
        x = x.transpose(-1, -2)
    if as_bool(inputs, "transpose_y", default=False):
        y = y.transpose(-1, -2)
    return x @ y


ARITHMETIC: dict[str, Operator] = {
    "abs": _unary(torch.abs),
    "add": _binary(torch.add),
    "ceil": _unary(torch.ceil),
    "clip": lambda i: i["x"].clamp(number(i, "alpha", 0.0), number(i, "beta", 1.0)),
    "erf": _unary(torch.erf),
    "exp": _unary(torch.exp),
    "floor": _unary(torch.floor),
    "floor_div": _binary(torch.floor_divide),
    "matmul": _matmul,
    "maximum": _binary(torch.maximum),
    "minimum": _binary(torch.minimum),
    "mod": _binary(torch.remainder),
    "mul": _binary(torch.mul),
    "pow": _binary(torch.pow),
    "real_div": _binary(torch.div),
    "reduce_max": _reduce(torch.amax),
    "reduce_mean": _reduce(torch.mean),
    "reduce_min": _reduce(torch.amin),
    "reduce_sum": _reduce(torch.sum),
    "round": _unary(torch.round),
    "rsqrt": lambda i: torch.rsqrt(i["x"] + number(i, "epsilon", 1e-12)),
    "sqrt": _unary(torch.sqrt),
    "square": _unary(torch.square),
    "sub": _binary(torch.sub),
}

ACTIVATIONS: dict[str, Operator] = {
    "elu": lambda i: functional.elu(i["x"], number(i, "alpha", 1.0)),
    "gelu": _gelu,
    "leaky_relu": lambda i: functional.leaky_relu(i["x"], number(i, "alpha", 0.01)),
    "linear_activation": lambda i: i["x"] * number(i, "alpha", 1.0) + number(i, "beta", 0.0),
    "prelu": lambda i: functional.prelu(i["x"], i["alpha"]),
    "relu": _unary(functional.relu),
    "relu6": _unary(functional.relu6),
    "sigmoid": _unary(torch.sigmoid),
    "sigmoid_hard": lambda i: (i["x"] * number(i, "alpha", 0.2) + number(i, "beta", 0.5)).clamp(0, 1),
    "silu": _unary(functional.silu),
    "softmax": lambda i: torch.softmax(i["x"], as_int(i["axis"]) if "axis" in i else -1),
    "softplus": _unary(functional.softplus),
    "tanh": _unary(torch.tanh),
    "thresholded_relu": _thresholded_relu,
}

REARRANGEMENTS: dict[str, Operator] = {
    "cast": _cast,
    "concat": _concat,
    "depth_to_space": _depth_to_space,
    "expand_dims": _expand_dims,
    "gather": _gather,
    "identity": lambda i: i["x"],
    "pixel_shuffle": lambda i: functional.pixel_shuffle(i["x"], as_int(i["upscale_factor"])),
    "pixel_unshuffle": lambda i: functional.pixel_unshuffle(i["x"], as_int(i["downscale_factor"])),
    "reshape": _reshape,
    "shape": lambda i: torch.tensor(i["x"].shape),
    "slice_by_index": _slice_by_index,
    "slice_by_size": _slice_by_size,
    "space_to_depth": _space_to_depth,
    "split": _split,
    "squeeze": _squeeze,
    "stack": lambda i: torch.stack(list(i["values"]), as_int(i["axis"])),
    "tile": lambda i: i["x"].repeat(as_ints(i["reps"])),
    "transpose": lambda i: i["x"].permute(as_ints(i["perm"])),
}
