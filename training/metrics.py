"""How near the toons of a model are to their targets."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import numpy.typing as npt
import torch
from torch.nn import functional

from training.features import FeatureNetwork
from training.losses import feature_distance

Pictures = npt.NDArray[np.uint8]


def perceptual_distance(toon: torch.Tensor, target: torch.Tensor, features: FeatureNetwork) -> torch.Tensor:
    """Squared distance of channel-normalised features, summed over taps (as in Zhang et al. 2018, unweighted).

    Both (N, 3, H, W) float RGB in 0..1; a scalar.
    """
    return torch.stack([feature_distance(*pair) for pair in zip(features(toon), features(target), strict=True)]).sum()


def measure(
    generate: Callable[[Pictures], Pictures],
    pairs: Iterable[tuple[torch.Tensor, torch.Tensor]],
    features: FeatureNetwork | None,
) -> dict[str, float]:
    """Mean of every metric over pairs.

    Args:
        generate: the model, (N, H, W, 3) uint8 RGB to the same.
        pairs: photograph and target, (3, H, W) float RGB in 0..1.
        features: for the perceptual distance; None leaves it out.
    """
    found: list[dict[str, float]] = []
    for photo, target in pairs:
        picture = (photo * 255).round().to(torch.uint8).permute(1, 2, 0).numpy()
        toon = torch.from_numpy(generate(picture[np.newaxis]).copy()).permute(0, 3, 1, 2).float() / 255
        with torch.inference_mode():
            figures = {"l1": functional.l1_loss(toon, target[None]).item()}
            if features is not None:
                figures["perceptual"] = perceptual_distance(toon, target[None], features).item()
        found.append(figures)
    return {name: float(np.mean([figures[name] for figures in found])) for name in found[0]}
