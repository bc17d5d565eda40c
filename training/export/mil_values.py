"""What flows between the operators of a MIL program when it is executed here, and how settings are read from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch

from training.errors import ExportFailed

# Any: a tensor, a str, or a list of tensors; each operator knows which of its inputs is which.
Inputs = Mapping[str, Any]
Operator = Callable[[Inputs], "torch.Tensor | list[torch.Tensor]"]


def as_int(value: torch.Tensor) -> int:
    """A setting that is one whole number."""
    return int(value.item())


def as_ints(value: torch.Tensor) -> list[int]:
    """A setting that is a list of whole numbers."""
    return [int(item) for item in value.reshape(-1).tolist()]


def number(inputs: Inputs, name: str, default: float) -> float:
    """A setting that is a number and may be left out."""
    return float(inputs[name].item()) if name in inputs else default


def as_bool(inputs: Inputs, name: str, *, default: bool) -> bool:
    """A setting that is true or false and may be left out."""
    return bool(inputs[name].item()) if name in inputs else default


def refused(operator: str, what: str) -> ExportFailed:
    """The error for a form of a known operator that is not executed here."""
    return ExportFailed(f"The CoreML program cannot be checked: the operator '{operator}' with {what} is not known.")
