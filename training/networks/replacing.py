"""Puts other layers into a network that a library has built."""

from __future__ import annotations

from collections.abc import Callable

from torch import nn


def replace_layers(network: nn.Module, substitute: Callable[[nn.Module], nn.Module | None]) -> None:
    """Give every layer's place and name to what `substitute` returns for it; None leaves the layer there."""
    for parent in list(network.modules()):
        for name, layer in list(parent.named_children()):
            other = substitute(layer)
            if other is not None:
                setattr(parent, name, other)
