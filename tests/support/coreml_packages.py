"""What the tests of CoreML packages share: the photograph, the size rule, and operators that slow a package down."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

import assets
from core.models.manifest import SizeRule

Pictures = npt.NDArray[np.uint8]

RULE = SizeRule(minimum=64, multiple_of=32, preferred=512)
# A slice of whole channels is not among them.
FRAGMENTING = {"split", "shape", "gather", "non_zero", "reshape", "transpose", "pad", "custom_layer"}


def portrait() -> Pictures:
    """A real photograph, (512, 512, 3) uint8 RGB."""
    path = Path(assets.__file__).parent / "models" / "comic-hero" / "sample.png"
    return np.asarray(Image.open(path).convert("RGB").resize((512, 512)))
