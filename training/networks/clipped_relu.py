"""Replaces ReLUs by clipped ones."""

from __future__ import annotations

from torch import nn

from training.networks.replacing import replace_layers

_LIMIT = 16.0
"""Of values that are normalised to a deviation of about 1: no image that is drawn well reaches it."""


def clip_relus(network: nn.Module) -> None:
    """Replace every ReLU by a clipped one, as in MobileNets (Howard et al. 2017, arXiv:1704.04861).

    A network with batch normalisation may learn to draw one corner with hundreds of times the values of other places.
    In training the mean over a batch hides that. At run time the corner is full of bright specks.
    """
    replace_layers(network, lambda layer: nn.Hardtanh(0.0, _LIMIT) if type(layer) is nn.ReLU else None)
