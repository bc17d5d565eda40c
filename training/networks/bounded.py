"""Bounds what a decoder's rectifiers let through."""

from __future__ import annotations

from torch import nn

from training.networks.replacing import replace_layers

_LIMIT = 16.0
"""Of values that are normalised to a deviation of about 1: a photograph that is drawn well does not reach it."""


def bound_rectifiers(network: nn.Module) -> None:
    """Replace every ReLU by one that ends at a limit, as in MobileNets (Howard et al. 2017, arXiv:1704.04861).

    A network with batch normalisation may learn to draw one place of the border with hundreds of times the values of
    the others, which the mean over a batch hides in training. Seen alone, that corner is full of bright specks.
    """
    replace_layers(network, lambda layer: nn.Hardtanh(0.0, _LIMIT) if type(layer) is nn.ReLU else None)
