"""Whether a style can be told from others: which of several pictures a toon is nearest to, by Gram matrices."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch

from training.augment import to_float
from training.data import read_square
from training.errors import DataInvalid, SettingInvalid
from training.export.onnx_file import Generate
from training.features import FeatureNetwork
from training.from_picture.photographs import as_tensor, read_photograph
from training.images import images_of
from training.losses import gram
from training.metrics import EVALUATION_PX, run

_BLOCKS = 5  # of SqueezeNet's seven, the shallow ones
_PICTURE_PX = 480  # longer side of the pictures: strokes about as wide as on toons of 256 px


def recognised(
    generate: Generate, photographs: Sequence[Path], picture: Path, among: Path, features: FeatureNetwork
) -> float:
    """Share, 0..1, of the toons that are nearer to `picture` than to any other picture of a folder.

    Args:
        generate: the model.
        photographs: of which it draws toons of 256 x 256 px.
        picture: whose style it has.
        among: folder of pictures; `picture` may be one of them.
        features: SqueezeNet.

    Raises:
        SettingInvalid: the folder holds no other picture.
        DataInvalid: an image cannot be read.
    """
    others = [path for path in images_of(among) if path.resolve() != picture.resolve()]
    if not others:
        raise SettingInvalid(f"{among} holds no other picture.", hint="Give --among a folder of some ten.")
    if not photographs:
        raise DataInvalid("There is no photograph.")
    with torch.inference_mode():
        pictures = [_strokes(as_tensor(read_photograph(path, _PICTURE_PX)), features) for path in (picture, *others)]
        photos = [to_float(read_square(path, EVALUATION_PX))[None] for path in photographs]
        toons = [_strokes(run(generate, photo)[0], features) for photo in photos]
    nearest = [min(range(len(pictures)), key=lambda index: _apart(toon, pictures[index])) for toon in toons]
    return nearest.count(0) / len(nearest)


def _strokes(image: torch.Tensor, features: FeatureNetwork) -> list[torch.Tensor]:
    """Gram matrices of (3, H, W), one a block, each of length 1."""
    matrices = [gram(block)[0] for block in features(image[None])[:_BLOCKS]]
    return [matrix / matrix.norm() for matrix in matrices]


def _apart(one: Sequence[torch.Tensor], other: Sequence[torch.Tensor]) -> float:
    """Squared distance, summed over blocks."""
    return sum((a - b).square().sum().item() for a, b in zip(one, other, strict=True))
