"""ToSrgb: the colours of an image, as its ICC profile means them, in sRGB."""

# Pillow types its colour management in part.
# pyright: standard

from __future__ import annotations

import io
from typing import Any, cast

from PIL import Image, ImageCms

_MODES = {"RGB": "RGB", "GRAY": "L", "CMYK": "CMYK", "Lab": "LAB"}


class ToSrgb:
    """Converts parts of one image.

    Args:
        mode: Pillow's mode of the image's colours: "RGB", "L", "CMYK" or "LAB".
        profile: the file's ICC profile; empty: sRGB, or what is usual for the mode.

    Attributes:
        is_damaged: whether the profile cannot be used, and the colours are taken for what is usual.
    """

    def __init__(self, mode: str, profile: bytes) -> None:
        self.is_damaged = False
        self._mode = mode
        self._transform: ImageCms.ImageCmsTransform | None = None
        if profile:
            try:
                self._transform = self._built(profile)
            except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
                self.is_damaged = True

    def applied(self, part: Image.Image) -> Image.Image:
        """The colours of a part of the image in sRGB, mode "RGB"."""
        if self._transform is None:
            return part.convert("RGB")
        part = part if part.mode == self._mode else part.convert(self._mode)
        converted = self._transform.apply(part)
        return converted if converted.mode == "RGB" else converted.convert("RGB")

    def _built(self, profile: bytes) -> ImageCms.ImageCmsTransform | None:
        given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        facts = cast("Any", given.profile)  # a class of C code
        mode = _MODES.get(facts.xcolor_space.strip())
        if mode is None or (mode == "CMYK") != (self._mode == "CMYK"):  # of another image, or a device link
            raise ValueError(facts.xcolor_space)
        if (facts.profile_description or "").startswith("sRGB"):
            return None  # exactly as it is
        self._mode = mode
        return ImageCms.ImageCmsTransform(
            given,
            ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")),
            mode,
            "RGB",
            ImageCms.Intent.PERCEPTUAL,
        )
