"""Averages over a grid of cells, written so that it can be exported for images of any size."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional

from training.networks.replacing import replace_layers


class GridMean(nn.Module):
    """What `nn.AdaptiveAvgPool2d` does, as two products with matrices that follow from the image's size.

    The pooling itself has no ONNX form but for the mean over all.
    """

    def __init__(self, cells: int) -> None:
        """Average over `cells` x `cells` cells."""
        super().__init__()
        self.cells = cells

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        """(N, C, H, W) -> (N, C, cells, cells)."""
        height, width = features.shape[2:]
        rows, columns = (_shares(self.cells, length, like=features) for length in (height, width))
        return functional.linear(functional.linear(features, columns).mT, rows).mT


def _shares(cells: int, length: int, *, like: torch.Tensor) -> torch.Tensor:
    """(cells, length): the share that each place has in a cell's mean; cells that do not divide evenly overlap."""
    place = torch.arange(length, device=like.device)
    cell = torch.arange(cells, device=like.device).unsqueeze(1)
    inside = ((place + 1) * cells > cell * length) & (place * cells < (cell + 1) * length)
    shares = inside.to(like.dtype)
    return shares / shares.sum(1, keepdim=True)


def replace_grid_pools(network: nn.Module) -> None:
    """Put a `GridMean` in the place of every pooling to a square grid of more than one cell."""
    replace_layers(network, _grid_mean)


def _grid_mean(layer: nn.Module) -> nn.Module | None:
    if not isinstance(layer, nn.AdaptiveAvgPool2d):
        return None
    size = layer.output_size
    rows, columns = size if isinstance(size, tuple) else (size, size)
    return GridMean(rows) if rows == columns and isinstance(rows, int) and rows > 1 else None
