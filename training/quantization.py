"""Quantization-aware training (QAT; Jacob et al. 2017, arXiv:1712.05877).

The INT8 file quantizes the result of every operator. Two frames that hardly differ then fall on different steps, and
the toon flickers. A network that was trained with fake quantization flickers less.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch.overrides import TorchFunctionMode

from training.networks.base import StyleNetwork

_QUANTIZED = {"conv2d", "relu", "add", "interpolate", "max_pool2d", "cat"}
_LEVELS = 255  # steps of 8 bits between the smallest and the largest value, zero among them
_IMAGE_CHANNELS = 3  # images stay in float in the INT8 file, too


class _FakeQuantize(torch.autograd.Function):
    """Rounds to 8 bits; its gradient is the straight-through estimator (Bengio et al. 2013, arXiv:1308.3432)."""

    @staticmethod
    def forward(ctx: Any, features: torch.Tensor) -> torch.Tensor:  # noqa: ARG004  # autograd's signature
        low, high = features.aminmax()
        step = (high.clamp(min=0) - low.clamp(max=0)).clamp(min=1e-6) / _LEVELS
        return (features / step).round_().mul_(step)

    @staticmethod
    def backward(ctx: Any, *gradients: torch.Tensor) -> torch.Tensor:  # noqa: ARG004
        return gradients[0]


class _FakeQuantization(TorchFunctionMode):
    """Quantizes what every operator of `_QUANTIZED` returns while it is active."""

    def __torch_function__(
        self, func: Callable[..., Any], types: Sequence[type], args: Any = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        result = func(*args, **(kwargs or {}))
        quantized = getattr(func, "__name__", "") in _QUANTIZED and _are_features(result)
        return _FakeQuantize.apply(result) if quantized else result


def _are_features(result: Any) -> bool:
    """Whether an operator returned (N, C, H, W) features, and not an image, a size, or a normalisation's numbers."""
    maps = isinstance(result, torch.Tensor) and result.dim() == 4 and result.is_floating_point()
    return maps and result.shape[1] != _IMAGE_CHANNELS


class FakeQuantized(StyleNetwork):
    """A network whose features are rounded to 8 bits, each tensor between its own smallest and largest value."""

    def __init__(self, network: StyleNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        """(N, 3, H, W) RGB in 0..1 -> the network's toon with fake quantization."""
        with _FakeQuantization():
            return self.network(image)

    def side_outputs(self, image: torch.Tensor) -> Sequence[torch.Tensor]:
        """The network's side outputs with fake quantization; see `StyleNetwork`."""
        with _FakeQuantization():
            return self.network.side_outputs(image)
