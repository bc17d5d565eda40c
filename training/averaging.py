"""The average of the weights over the last steps, which draws more calmly than any single step's."""

from __future__ import annotations

import torch
from pytorch_lightning.callbacks import WeightAveraging


class EmaWeights(WeightAveraging):
    """Validates and keeps an exponential moving average that forgets the random start soon.

    With a constant decay a run of a few dozen steps would be measured by the weights that it started from.
    """

    def __init__(self, decay: float = 0.998) -> None:
        """Set the average up.

        Args:
            decay: share of the old average in the new one, once some hundreds of steps are made.
        """

        def averaged(average: torch.Tensor, current: torch.Tensor, steps: torch.Tensor | int) -> torch.Tensor:
            share = min(decay, (1 + int(steps)) / (10 + int(steps)))
            return share * average + (1 - share) * current

        super().__init__(avg_fn=averaged)
