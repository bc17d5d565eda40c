"""One random view of a pair: the same framing for both images, a camera's faults on the input alone.

Webcams do not deliver aligned portraits, so a face is placed anywhere, from small to larger than the crop, and what
lies outside the image is its reflection (which shows several faces at once) or one colour.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch.nn import functional
from torchvision import tv_tensors
from torchvision.transforms import v2

from training.settings.data import AugmentConfig


class RandomFraming(v2.Transform):
    """Scales, turns, shifts and crops; called with several images it does the same to each."""

    def __init__(self, crop_px: int, config: AugmentConfig) -> None:
        super().__init__()
        self.crop_px = crop_px
        self.config = config

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:  # noqa: ARG002  # the base class's signature
        """Draw one framing; lengths are in halves of the crop."""
        low, high = self.config.scale
        middle = (_uniform(0, 1) + _uniform(0, 1)) / 2  # most views near the middle of the range
        scale = low * (high / low) ** middle
        stray = 0.6 * abs(scale - 1) + self.config.shift
        return {
            "scale": scale,
            "angle": math.radians(_uniform(-1, 1) * self.config.rotation_deg),
            "shift": (_uniform(-stray, stray), _uniform(-stray, stray)),
            "mirror": -1.0 if _uniform(0, 1) < self.config.flip else 1.0,
            "padding": "colour" if _uniform(0, 1) < self.config.colour_padding else "reflection",
        }

    def transform(self, inpt: torch.Tensor, params: dict[str, Any]) -> torch.Tensor:
        """One (3, S, S) uint8 image -> its (3, crop, crop) uint8 view."""
        scale, side = params["scale"], max(8, round(self.crop_px * params["scale"]))
        image = v2.functional.resize(inpt, [side, side], antialias=True).float()[None]
        cos, sin = math.cos(params["angle"]) / scale, math.sin(params["angle"]) / scale
        (right, down), mirror = params["shift"], params["mirror"]
        theta = torch.tensor([[[mirror * cos, -mirror * sin, mirror * right / scale], [sin, cos, down / scale]]])
        grid = functional.affine_grid(theta, [1, 3, self.crop_px, self.crop_px], align_corners=False)
        if params["padding"] == "colour":
            colour = _border_colour(image)
            view = functional.grid_sample(image - colour, grid, padding_mode="zeros", align_corners=False) + colour
        else:
            view = functional.grid_sample(image, grid, padding_mode="reflection", align_corners=False)
        return tv_tensors.Image(view[0].round().clamp(0, 255).to(torch.uint8))


class RandomJpeg(v2.Transform):
    """Compresses (3, H, W) uint8 and reads it back, through Pillow: torchvision is giving up its own codecs."""

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:  # noqa: ARG002  # the base class's signature
        """Draw a quality, 40..95."""
        return {"quality": round(_uniform(40, 95))}

    def transform(self, inpt: torch.Tensor, params: dict[str, Any]) -> torch.Tensor:
        """The image with the artefacts."""
        file = io.BytesIO()
        Image.fromarray(inpt.permute(1, 2, 0).numpy()).save(file, "JPEG", quality=params["quality"])
        return tv_tensors.Image(torch.from_numpy(np.array(Image.open(file))).permute(2, 0, 1))


def _uniform(low: float, high: float) -> float:
    return low + (high - low) * torch.rand(()).item()


def _border_colour(image: torch.Tensor) -> torch.Tensor:
    """Mean colour of the upper corners of (1, 3, S, S), where the background is: (1, 3, 1, 1)."""
    side = max(1, image.shape[-1] // 8)
    corners = torch.cat([image[..., :side, :side], image[..., :side, -side:]], -1)
    return corners.mean((2, 3), keepdim=True)


class PairAugment:
    """Turns a pair of whole images into one training example."""

    def __init__(self, crop_px: int, config: AugmentConfig) -> None:
        self._framing = RandomFraming(crop_px, config)
        self._camera = v2.Compose(camera_faults(config))

    def __call__(self, photo: torch.Tensor, target: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Two (3, S, S) uint8 RGB images -> two (3, crop, crop) float images in 0..1."""
        photo, target = self._framing(tv_tensors.Image(photo), tv_tensors.Image(target))
        return to_float(self._camera(photo)), to_float(target)


def camera_faults(config: AugmentConfig) -> Sequence[v2.Transform]:
    """What a camera does to (3, H, W) uint8: light and white balance, soft lens, sensor noise, compression."""
    return [
        v2.ColorJitter(config.brightness, config.contrast, config.saturation, config.hue),
        v2.RandomApply([v2.GaussianBlur(5, sigma=(0.3, 1.5))], config.blur),
        v2.ToDtype(torch.float32, scale=True),
        v2.RandomApply([v2.GaussianNoise(sigma=0.02)], config.noise),
        v2.ToDtype(torch.uint8, scale=True),
        v2.RandomApply([RandomJpeg()], config.jpeg),
    ]


def to_float(image: torch.Tensor) -> torch.Tensor:
    """uint8 in 0..255 -> plain float32 tensor in 0..1, same shape."""
    return image.as_subclass(torch.Tensor).float() / 255
