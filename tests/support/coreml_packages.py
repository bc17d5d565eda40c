"""What the tests of CoreML packages share: the photograph, the size rule, and operators that slow a package down."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PIL import Image

from core.models.manifest import SizeRule
from core.models.places import bundled_models_dir

Pictures = npt.NDArray[np.uint8]

RULE = SizeRule(minimum=64, multiple_of=32, preferred=512)
# A slice of whole channels is not among them.
FRAGMENTING = {"split", "shape", "gather", "non_zero", "reshape", "transpose", "pad", "custom_layer"}


def portrait() -> Pictures:
    """A real photograph, (512, 512, 3) uint8 RGB."""
    path = bundled_models_dir() / "comic-hero" / "sample.png"
    return np.asarray(Image.open(path).convert("RGB").resize((512, 512)))
