"""Trains a network with features of 8 bits, as its INT8 file has them (Jacob et al. 2017, arXiv:1712.05877).

The INT8 file rounds what every operator returns. Two frames that hardly differ are rounded apart, and the toon
flickers. A network that was trained with the rounding in place makes less of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import nn
from torch.overrides import TorchFunctionMode

_ROUNDED = {"conv2d", "relu", "add", "interpolate", "max_pool2d", "cat"}
_LEVELS = 255  # steps of 8 bits between the smallest and the largest value, zero among them
_PICTURE_CHANNELS = 3  # pictures stay in float in the INT8 file, too


class _Round(torch.autograd.Function):
    """Rounding whose gradient is that of doing nothing (Bengio et al. 2013, arXiv:1308.3432)."""

    @staticmethod
    def forward(ctx: Any, features: torch.Tensor) -> torch.Tensor:  # noqa: ARG004  # autograd's signature
        low, high = features.aminmax()
        step = (high.clamp(min=0) - low.clamp(max=0)).clamp(min=1e-6) / _LEVELS
        return (features / step).round_().mul_(step)

    @staticmethod
    def backward(ctx: Any, *gradients: torch.Tensor) -> torch.Tensor:  # noqa: ARG004
        return gradients[0]


class _EveryResult(TorchFunctionMode):
    def __torch_function__(
        self, func: Callable[..., Any], types: Sequence[type], args: Any = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        result = func(*args, **(kwargs or {}))
        return _Round.apply(result) if getattr(func, "__name__", "") in _ROUNDED and _are_features(result) else result


def _are_features(result: Any) -> bool:
    """Whether a function returned (N, C, H, W) features, and not a picture, a size, or a normalisation's numbers."""
    maps = isinstance(result, torch.Tensor) and result.dim() == 4 and result.is_floating_point()
    return maps and result.shape[1] != _PICTURE_CHANNELS


class RoundedNetwork(nn.Module):
    """A network whose features are rounded to 8 bits, each tensor between its own smallest and largest value."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        """(N, 3, H, W) RGB in 0..1 -> what the network makes of it in 8 bits."""
        return _rounded(self.network, image)

    @property
    def sides(self) -> Callable[[torch.Tensor], list[torch.Tensor]] | None:
        """The side outputs' logits in 8 bits; None where the network has none."""
        exact = getattr(self.network, "sides", None)
        return None if exact is None else lambda image: _rounded(exact, image)


def _rounded(function: Callable[[torch.Tensor], Any], image: torch.Tensor) -> Any:
    with _EveryResult():
        return function(image)
