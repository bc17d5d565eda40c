"""Replaces "resize to that tensor's size" by "resize by this factor" in an exported graph."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import fx

EXAMPLE_BLOCKS = (8, 10)
"""Rows and columns of the example image, in units of the network's size step: unequal, so that they stay apart."""

_RESIZES = (
    torch.ops.aten.upsample_nearest2d.vec,
    torch.ops.aten.upsample_bilinear2d.vec,
)


def constant_scales(program: torch.export.ExportedProgram, sizes: Sequence[tuple[int, int]]) -> bool:
    """Rewrite a graph with free height and width so that no size is computed in it.

    A decoder that enlarges to its skip connection's size becomes a chain of shape, gather and multiply, which
    splits a CoreML program between processors. At the sizes that matter the factor is the same whole number.

    Args:
        program: exported with its image's dimensions 2 and 3 free; changed in place.
        sizes: (width, height) that it must serve, px.

    Returns:
        Whether no arithmetic on sizes is left; when not, only a graph of fixed size does without.
    """
    graph = program.graph
    image = next(node for node in graph.nodes if node.name in program.graph_signature.user_inputs)
    rows, columns = image.meta["val"].shape[2:]
    if not (isinstance(rows, torch.SymInt) and isinstance(columns, torch.SymInt)):
        return False
    free = [{rows.node.expr: height, columns.node.expr: width} for width, height in sizes]
    for node in graph.nodes:
        if node.target in _RESIZES:
            _rewrite(node, free)
    graph.eliminate_dead_code()
    program.graph_module.recompile()
    return not any(node.target is torch.ops.aten.sym_size.int for node in graph.nodes)


def _rewrite(node: fx.Node, free: Sequence[dict[Any, int]]) -> None:  # Any: sympy's symbols
    """Give a resize to a size its factor instead, where that is the same whole number at every size."""
    source, size, *others = node.args
    scale = _scale(node, free) if size is not None else None
    if scale is not None:
        node.args = (source, None, *others[:-1], scale)


def _scale(node: fx.Node, free: Sequence[dict[Any, int]]) -> list[float] | None:  # Any: sympy's symbols
    """[vertical, horizontal] factor of a resize when it is the same whole number at every size."""
    source = node.args[0]
    if not isinstance(source, fx.Node):
        return None
    before, after = source.meta["val"].shape[2:], node.meta["val"].shape[2:]
    factors = {tuple(_at(b, size) / _at(a, size) for a, b in zip(before, after, strict=True)) for size in free}
    if len(factors) != 1 or any(not factor.is_integer() for factor in next(iter(factors))):
        return None
    return list(factors.pop())


def _at(side: int | torch.SymInt, size: dict[Any, int]) -> int:
    """A side's length when the image has that size."""
    if not isinstance(side, torch.SymInt):
        return side
    expression: Any = side.node.expr  # Any: sympy's stubs do not say that a number comes out
    return int(expression.subs(size))
