"""The average of the weights over the last steps, which draws more calmly than any single step's."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from pytorch_lightning.callbacks import WeightAveraging

Average = Callable[[Sequence[torch.Tensor], Sequence[torch.Tensor], torch.Tensor | int], None]


def moving_average(decay: float) -> Average:
    """An exponential moving average whose decay grows from 0.1 to `decay` over the first steps.

    Args:
        decay: share of the old average in the new one, once some hundreds of steps are made.

    Returns:
        A function for `torch.optim.swa_utils.AveragedModel`, which changes the averages in place. It takes all tensors
        of a type at once: one by one, the count of steps would be fetched from the GPU for each.
    """

    def average(averages: Sequence[torch.Tensor], currents: Sequence[torch.Tensor], steps: torch.Tensor | int) -> None:
        share = min(decay, (1 + int(steps)) / (10 + int(steps)))
        for mean, current in zip(averages, currents, strict=True):
            if mean.is_floating_point():
                mean.lerp_(current, 1 - share)
            else:
                mean.copy_(current)  # a counter

    return average


class EmaWeights(WeightAveraging):
    """Validates and keeps an exponential moving average that forgets the random start soon.

    With a constant decay a run of a few dozen steps would be measured by the weights that it started from.
    """

    def __init__(self, decay: float = 0.998) -> None:
        """Set the average up.

        Args:
            decay: share of the old average in the new one, once some hundreds of steps are made.
        """
        super().__init__(multi_avg_fn=moving_average(decay))
