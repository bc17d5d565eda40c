"""Teaches coremltools the operators that some of its versions cannot convert: hard-swish and hard-sigmoid."""

from __future__ import annotations

from typing import Any

_ALPHA, _BETA = 1 / 6, 0.5


def register_missing_ops() -> tuple[str, ...]:
    """Register our conversions of the operators that the installed coremltools lacks; its own are never replaced.

    Returns:
        The names of those registered: none with coremltools 6.1 and later.
    """
    from coremltools.converters.mil.frontend.torch.torch_op_registry import _TORCH_OPS_REGISTRY, register_torch_op

    missing = tuple(name for name in _CONVERSIONS if _TORCH_OPS_REGISTRY.get_func(name) is None)
    for name in missing:
        register_torch_op(_CONVERSIONS[name])
    return missing


# The registry takes a conversion's name for the operator's. Any: the converter's own untyped objects.


def hardsigmoid(context: Any, node: Any) -> None:
    """min(max(x / 6 + 0.5, 0), 1), as one MIL operator."""
    context.add(_builder().sigmoid_hard(x=context[node.inputs[0]], alpha=_ALPHA, beta=_BETA, name=node.name))


def hardswish(context: Any, node: Any) -> None:
    """X times its hard-sigmoid (Howard et al. 2019, arXiv:1905.02244)."""
    x = context[node.inputs[0]]
    gate = _builder().sigmoid_hard(x=x, alpha=_ALPHA, beta=_BETA)
    context.add(_builder().mul(x=x, y=gate, name=node.name))


def _builder() -> Any:
    from coremltools.converters.mil import Builder

    return Builder


_CONVERSIONS = {"hardsigmoid": hardsigmoid, "hardswish": hardswish}
