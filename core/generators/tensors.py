"""Images to a network's tensors and back, as its manifest says how they hold them."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from core.frame import RgbImage
from core.models.tensor_spec import ConstantInput, ImageSpec

Tensor = npt.NDArray[Any]
"""uint8, float16 or float32, in the layout of its spec."""
_LEAST_SPREAD = 1e-6


def to_tensor(image: RgbImage, spec: ImageSpec) -> Tensor:
    """The tensor that holds an image. Contiguous.

    Args:
        image: (H, W, 3) uint8 RGB.
        spec: of the tensor.
    """
    pixels = _in_colors_of(spec, image)
    if spec.dtype != "uint8":
        pixels = cv2.LUT(pixels, _values(spec)).reshape(pixels.shape).astype(spec.dtype, copy=False)
    if spec.layout.endswith("CHW"):
        pixels = pixels.transpose(2, 0, 1)
    return np.ascontiguousarray(pixels[np.newaxis] if spec.layout[0] == "N" else pixels)


def to_image(tensor: Tensor, spec: ImageSpec) -> RgbImage | None:
    """The (H, W, 3) uint8 RGB image that a tensor holds; None when it holds none.

    What is no number is black; a grey image has three equal channels, and an alpha channel is left out.
    """
    pixels = _first_of(tensor, spec)
    if pixels is None:
        return None
    if pixels.dtype != np.uint8:
        pixels = _as_pixels(pixels.astype(np.float32, copy=False), spec)
    if pixels.shape[2] == 1:
        return np.ascontiguousarray(np.repeat(pixels, 3, axis=2))
    rgb = pixels[..., 2::-1] if spec.color == "BGR" else pixels[..., :3]
    return np.ascontiguousarray(rgb)


def constant_tensor(constant: ConstantInput) -> Tensor:
    return np.full(constant.shape, constant.value).astype(constant.dtype)


def _in_colors_of(spec: ImageSpec, image: RgbImage) -> Tensor:
    match spec.color:
        case "RGB":
            return image
        case "BGR":
            return image[..., ::-1]
        case "GREY":
            return np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY))[..., np.newaxis]
        case "RGBA":
            return np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2RGBA))


def _values(spec: ImageSpec) -> npt.NDArray[np.float32]:
    """What each pixel value becomes: (1, 256, channels) for OpenCV's table."""
    table = np.arange(256, dtype=np.float64)[:, np.newaxis] * _each(spec.scale, spec) + _each(spec.offset, spec)
    return table.astype(np.float32)[np.newaxis]


def _each(factors: tuple[float, ...], spec: ImageSpec) -> npt.NDArray[np.float64]:
    channels = spec.channels
    return np.array([*factors, factors[0]][:channels] if len(factors) == 3 else factors * channels)


def _first_of(tensor: Tensor, spec: ImageSpec) -> Tensor | None:
    """(H, W, channels) of the first image."""
    if spec.layout[0] == "N":
        if tensor.ndim != 4 or tensor.shape[0] < 1:
            return None
        tensor = tensor[0]
    if tensor.ndim != 3 or tensor.dtype.name != spec.dtype:
        return None
    pixels = tensor.transpose(1, 2, 0) if spec.layout.endswith("CHW") else tensor
    return pixels if pixels.shape[2] == spec.channels and pixels.size else None


def _as_pixels(values: Tensor, spec: ImageSpec) -> Tensor:
    values = np.nan_to_num(values)
    if spec.stretched:
        low, high = float(values.min()), float(values.max())
        pixels = (values - low) * (255 / max(high - low, _LEAST_SPREAD))
        pixels = 255 - pixels if spec.scale[0] < 0 else pixels
    else:
        scale, offset = _each(spec.scale, spec), _each(spec.offset, spec)
        pixels = values * (1 / scale).astype(np.float32) - (offset / scale).astype(np.float32)
    return np.clip(np.rint(pixels), 0, 255).astype(np.uint8)
