"""How near toons are to their targets, and how steady they are from frame to frame."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import numpy.typing as npt
import torch
from torch.nn import functional
from torchmetrics.functional.image import peak_signal_noise_ratio, structural_similarity_index_measure

from core.smoothing import Smoother
from training.features import FeatureNetwork
from training.losses import feature_distance, style_distance

Images = npt.NDArray[np.uint8]
Generate = Callable[[Images], Images]
Pair = tuple[torch.Tensor, torch.Tensor]
EVALUATION_PX = 256
_NOISE = 0.02  # of a webcam in a lit room, standard deviation in 0..1
_SETTLED = 8  # frames, after which the app's smoothing of a still image has come to rest
_MARGIN_PX = 8  # not compared after a shift: there is nothing behind the border
_STYLE_BLOCKS = 3  # the shallow ones, which see strokes and not what is drawn


def perceptual_distance(toon: torch.Tensor, target: torch.Tensor, features: FeatureNetwork) -> torch.Tensor:
    """Squared distance of channel-normalised features, summed over taps (as in Zhang et al. 2018, unweighted).

    Both (N, 3, H, W) float RGB in 0..1; a scalar.
    """
    return torch.stack([feature_distance(*pair) for pair in zip(features(toon), features(target), strict=True)]).sum()


def style(toon: torch.Tensor, target: torch.Tensor, features: FeatureNetwork) -> torch.Tensor:
    """Relative Gram distance of the shallow features (Gatys et al. 2015), mean over blocks; a scalar, 0 is the same."""
    pairs = list(zip(features(toon), features(target), strict=True))[:_STYLE_BLOCKS]
    return torch.stack([style_distance(*pair) for pair in pairs]).mean()


def sharpness(toon: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """Energy of the Laplacian relative to the target's; (N, 3, H, W) in 0..1 -> a scalar, 1 is as sharp."""
    return _laplacian_energy(toon) / (_laplacian_energy(target) + 1e-12)


def _laplacian_energy(image: torch.Tensor) -> torch.Tensor:
    kernel = torch.tensor([[0.0, 1, 0], [1, -4, 1], [0, 1, 0]]).view(1, 1, 3, 3)
    return functional.conv2d(image.mean(1, keepdim=True), kernel).square().mean()


def flicker(generate: Generate, photo: torch.Tensor) -> float:
    """How much more two frames' toons differ than the frames themselves; below 1 the toon is the steadier.

    The mean of two cases: one view with two draws of sensor noise, and one view half a pixel further to the right,
    warped back.

    Args:
        generate: the model.
        photo: (3, 2H, 2W) float RGB in 0..1: twice the size of the frames, so that half a pixel is one of its own.
    """
    noise = torch.Generator().manual_seed(0)
    still = _half(photo)
    noisy = [_in_8_bits(still + _NOISE * torch.randn(still.shape, generator=noise)) for _ in range(2)]
    panned = [_in_8_bits(still), _in_8_bits(_half(photo.roll(1, -1)))]
    toons = [run(generate, frame[None])[0] for frame in (*noisy, *panned)]
    of_noise = _apart(toons[0], toons[1]) / _apart(*noisy)
    of_pan = _apart(toons[2], _back(toons[3])) / _apart(panned[0], _back(panned[1]))
    return (of_noise + of_pan) / 2


def flicker_steady(generate: Generate, photo: torch.Tensor) -> float:
    """How much more the steady picture's toons of one view differ than its frames, which differ by their noise.

    Of the first case of `flicker` alone: the app's smoothing lets movement through as it is.

    Args:
        generate: the model.
        photo: (3, 2H, 2W) float RGB in 0..1.
    """
    noise = torch.Generator().manual_seed(0)
    still, smoother = _half(photo), Smoother()
    frames = [_in_8_bits(still + _NOISE * torch.randn(still.shape, generator=noise)) for _ in range(_SETTLED)]
    toons = [run(lambda images: _steady(smoother, generate, images), frame[None])[0] for frame in frames]
    return _apart(toons[-2], toons[-1]) / _apart(frames[-2], frames[-1])


def steadiness(generate: Generate, photo: torch.Tensor) -> dict[str, float]:
    """`flicker` and `flicker_steady` of a photograph, by name."""
    return {"flicker": flicker(generate, photo), "flicker_steady": flicker_steady(generate, photo)}


def _steady(smoother: Smoother, generate: Generate, images: Images) -> Images:
    """The next frame, (1, H, W, 3), of a film."""
    return smoother.toon(generate(smoother.source(images[0], time_ns=0)[np.newaxis])[0])[np.newaxis]


def steady_film(generate: Generate, frames: Iterable[npt.NDArray[np.uint8]]) -> list[npt.NDArray[np.uint8]]:
    """The steady picture's toons of a film, each frame (H, W, 3) uint8 RGB."""
    smoother = Smoother()
    return [_steady(smoother, generate, frame[np.newaxis])[0] for frame in frames]


def _half(photo: torch.Tensor) -> torch.Tensor:
    return functional.avg_pool2d(photo[None], 2)[0]


def _in_8_bits(image: torch.Tensor) -> torch.Tensor:
    return (image * 255).round().clamp(0, 255) / 255


def _back(image: torch.Tensor) -> torch.Tensor:
    """(3, H, W) moved half a pixel to the left, bicubic."""
    move = torch.tensor([[[1.0, 0, 1 / image.shape[-1]], [0, 1, 0]]])
    grid = functional.affine_grid(move, [1, *image.shape], align_corners=False)
    return functional.grid_sample(image[None], grid, mode="bicubic", padding_mode="border", align_corners=False)[0]


def _apart(one: torch.Tensor, other: torch.Tensor) -> float:
    inner = slice(_MARGIN_PX, -_MARGIN_PX)
    return (one - other)[..., inner, inner].abs().mean().item() + 1e-6


def run(generate: Generate, images: torch.Tensor) -> torch.Tensor:
    """A model on (N, 3, H, W) float RGB in 0..1, through 8 bits as in the app -> the same shape and range."""
    eight = (images * 255).round().clamp(0, 255).to(torch.uint8).permute(0, 2, 3, 1).contiguous().numpy()
    return torch.from_numpy(generate(eight).copy()).permute(0, 3, 1, 2).float() / 255


def measure(generate: Generate, pairs: Iterable[Pair], features: FeatureNetwork | None) -> dict[str, float]:
    """Mean of every metric over pairs.

    Args:
        generate: the model, (N, H, W, 3) uint8 RGB to the same.
        pairs: photograph and target, (3, S, S) float RGB in 0..1. They are compared at 256 px, where they are larger;
            flicker is that of frames half as large as the photograph.
        features: for the perceptual and the style distance; None leaves both out.
    """
    found: list[dict[str, float]] = []
    for photo, target in pairs:
        with torch.inference_mode():
            seen, wanted = (
                _half(side)[None] if side.shape[-1] > EVALUATION_PX else side[None] for side in (photo, target)
            )
            toon = run(generate, seen)
            figures = {
                "l1": functional.l1_loss(toon, wanted),
                "psnr": peak_signal_noise_ratio(toon, wanted, data_range=1.0),
                "ssim": structural_similarity_index_measure(toon, wanted, data_range=1.0),
                "sharpness": sharpness(toon, wanted),
            }
            if features is not None:
                figures["perceptual"] = perceptual_distance(toon, wanted, features)
                figures["style"] = style(toon, wanted, features)
            plain = {name: float(value) for name, value in figures.items()}  # type: ignore[arg-type]  # scalars, all
            found.append(plain | steadiness(generate, photo))
    return {name: float(np.mean([figures[name] for figures in found])) for name in found[0]}
