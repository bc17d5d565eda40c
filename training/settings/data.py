"""AugmentConfig and DataSettings: the pairs of a style, and how far the views of them stray."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from training.errors import SettingInvalid


@dataclass(frozen=True)
class AugmentConfig:
    """How far a view may stray.

    Attributes:
        scale: smallest and largest side of the whole image, in crops: 1 shows it whole, 2 shows a quarter of it.
        shift: largest shift of an image that is shown whole, in halves of the crop; more when it is larger or smaller.
        rotation_deg: largest turn to either side.
        flip: probability of a mirrored pair.
        colour_padding: probability that the outside is one colour instead of a reflection.
        brightness: largest relative change of the input's brightness; likewise contrast and saturation.
        contrast: see brightness.
        saturation: see brightness.
        hue: largest shift of the input's hue, in turns.
        blur: probability of a soft lens on the input.
        noise: probability of sensor noise on the input.
        jpeg: probability of JPEG artefacts on the input.
    """

    scale: tuple[float, float] = (0.45, 2.0)
    shift: float = 0.1
    rotation_deg: float = 12.0
    flip: float = 0.5
    colour_padding: float = 0.25
    brightness: float = 0.15
    contrast: float = 0.15
    saturation: float = 0.15
    hue: float = 0.02
    blur: float = 0.2
    noise: float = 0.3
    jpeg: float = 0.3

    def __post_init__(self) -> None:
        """Check what would else fail in the middle of a batch.

        Raises:
            SettingInvalid: a value that no view can have.
        """
        shares = ("flip", "colour_padding", "brightness", "contrast", "saturation", "blur", "noise", "jpeg")
        limits = dict.fromkeys(shares, 1.0) | {"hue": 0.5}
        for name, limit in limits.items():
            if not 0 <= getattr(self, name) <= limit:
                raise SettingInvalid(
                    f"data.augment.{name} is {getattr(self, name):g}.", hint=f"It goes from 0 to {limit:g}."
                )
        low, high = self.scale
        if not 0 < low <= high:
            raise SettingInvalid(
                f"data.augment.scale is from {low:g} to {high:g}.",
                hint="Give the smaller number first, and both above 0, for instance [0.45, 2.0].",
            )


@dataclass(frozen=True)
class DataSettings:
    """The pairs, and the views of them.

    Attributes:
        root: folder with `input`, `target` and, if the split is given, `validation.txt`.
        crop_px: side of the training examples; a multiple of 32, so that every network takes them.
        cache_px: side at which the images are kept in memory; should be crop_px times the largest scale.
        batch_size: examples per step and device.
        samples_per_epoch: views between two validations, shared out over the devices.
        num_workers: processes that augment; 0 does it in the training process, None chooses by the machine.
        augment: how far a view may stray from the pair.
    """

    root: Path
    crop_px: int = 256
    cache_px: int = 640
    batch_size: int = 6
    samples_per_epoch: int = 600
    num_workers: int | None = None
    augment: AugmentConfig = AugmentConfig()

    def __post_init__(self) -> None:
        """Check what would else fail later.

        Raises:
            SettingInvalid: a size that no network takes, or a count that makes no batch.
        """
        if self.crop_px < 64 or self.crop_px % 32:
            raise SettingInvalid(
                f"data.crop_px is {self.crop_px}.",
                hint="It must be a multiple of 32 and at least 64, for instance 256.",
            )
        if self.cache_px < 1:
            raise SettingInvalid(f"data.cache_px is {self.cache_px}.", hint="Images need at least a pixel.")
        if self.num_workers is not None and self.num_workers < 0:
            raise SettingInvalid(f"data.num_workers is {self.num_workers}.", hint="The number of workers is 0 or more.")
        if not 1 <= self.batch_size <= self.samples_per_epoch:
            raise SettingInvalid(
                f"data.batch_size is {self.batch_size}, and data.samples_per_epoch {self.samples_per_epoch}.",
                hint="A batch needs at least one example, and an epoch at least one batch.",
            )
