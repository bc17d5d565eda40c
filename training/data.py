"""PairedImageDataModule: a folder of photographs beside a folder of their toons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import pytorch_lightning as lightning
import torch
from PIL import Image, UnidentifiedImageError
from torch.utils.data import DataLoader, Dataset

from training.augment import AugmentConfig, PairAugment, to_float
from training.errors import DataInvalid, SettingInvalid

_SUFFIXES = {".jpg", ".jpeg", ".png", ".webp", ".bmp"}
Split = Literal["training", "validation"]
Pair = tuple[torch.Tensor, torch.Tensor]


@dataclass(frozen=True)
class PairNames:
    """File names of each split; every name exists in `input` and in `target`."""

    training: tuple[str, ...]
    validation: tuple[str, ...]


def find_pairs(root: Path, *, split_seed: int = 0, validation_share: float = 0.1) -> PairNames:
    """List the pairs under `root/input` and `root/target` and split them.

    `root/validation.txt`, one name per line, says which pairs are for validation; without it they are drawn by
    `split_seed`, with a generator of its own: the split stays while the augmentation differs between runs.

    Raises:
        DataInvalid: with everything that is wrong, in one message.
    """
    problems = [f"{root / side} is not a folder" for side in ("input", "target") if not (root / side).is_dir()]
    if problems:
        raise _data_invalid(root, problems)
    inputs, targets = (
        {p.name for p in (root / side).iterdir() if p.suffix.lower() in _SUFFIXES} for side in ("input", "target")
    )
    problems += [f"input/{name} has no target" for name in sorted(inputs - targets)]
    problems += [f"target/{name} has no input" for name in sorted(targets - inputs)]
    names = sorted(inputs & targets)
    for name in names:
        problems += _pair_problems(root, name)
    listed = root / "validation.txt"
    if listed.is_file():
        held_out = listed.read_text(encoding="utf-8").split()
        problems += [f"validation.txt names {name}, which is no pair" for name in held_out if name not in names]
    else:
        order = np.random.default_rng(split_seed).permutation(len(names))
        held_out = [names[i] for i in order[: max(1, round(validation_share * len(names)))]]
    training = tuple(name for name in names if name not in set(held_out))
    if not training or not held_out:
        problems.append(f"{len(names)} pairs are too few: each of training and validation needs at least one")
    if problems:
        raise _data_invalid(root, problems)
    return PairNames(training, tuple(sorted(held_out)))


def _pair_problems(root: Path, name: str) -> list[str]:
    sizes, problems = [], []
    for side in ("input", "target"):
        try:
            with Image.open(root / side / name) as image:
                image.verify()
                sizes.append(image.size)
        except (OSError, UnidentifiedImageError, SyntaxError, ValueError) as error:
            problems.append(f"{side}/{name} cannot be read ({str(error).splitlines()[0][:80]})")
    if len(sizes) == 2 and sizes[0] != sizes[1]:
        problems.append(f"{name} is {sizes[0][0]}x{sizes[0][1]} in input but {sizes[1][0]}x{sizes[1][1]} in target")
    return problems


def _data_invalid(root: Path, problems: list[str]) -> DataInvalid:
    lines = "".join(f"\n  - {problem}" for problem in problems)
    return DataInvalid(
        f"The training data in {root} cannot be used:{lines}",
        hint="Give a folder with `input` and `target`: pictures of equal names and sizes in both.",
    )


def read_square(path: Path, side_px: int) -> torch.Tensor:
    """Read a picture as (3, side, side) uint8 RGB: the middle square, scaled.

    Raises:
        DataInvalid: the file is truncated or is not a picture.
    """
    try:
        with Image.open(path) as image:
            image.draft("RGB", (side_px, side_px))
            rgb = image.convert("RGB")
    except (OSError, UnidentifiedImageError) as error:
        raise DataInvalid(f"{path} cannot be read: {error}.", hint="Replace the file, or remove the pair.") from error
    side = min(rgb.size)
    left, top = (rgb.width - side) // 2, (rgb.height - side) // 2
    square = rgb.resize((side_px, side_px), Image.Resampling.LANCZOS, (left, top, left + side, top + side))
    return torch.from_numpy(np.array(square)).permute(2, 0, 1).contiguous()


class PairDataset(Dataset[Pair]):
    """Pairs kept in memory, each read once: as they are, or as many augmented views of them as are asked for."""

    def __init__(
        self, root: Path, names: Sequence[str], *, side_px: int, augment: PairAugment | None = None, views: int = 0
    ) -> None:
        self._pairs = [
            (read_square(root / "input" / name, side_px), read_square(root / "target" / name, side_px))
            for name in names
        ]
        self._augment = augment
        self._length = views or len(self._pairs)

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, index: int) -> Pair:
        """Photo and target, (3, S, S) float RGB in 0..1."""
        photo, target = self._pairs[index % len(self._pairs)]
        if self._augment is None:
            return to_float(photo), to_float(target)
        return self._augment(photo, target)


class PairedImageDataModule(lightning.LightningDataModule):
    """The pairs of a style, split and augmented."""

    def __init__(  # noqa: PLR0913  # each is a setting by its own name
        self,
        root: Path,
        *,
        crop_px: int = 256,
        cache_px: int = 640,
        batch_size: int = 6,
        samples_per_epoch: int = 600,
        num_workers: int = 1,
        split_seed: int = 0,
        validation_share: float = 0.1,
        augment: AugmentConfig = AugmentConfig(),  # noqa: B008  # frozen; jsonargparse reads the default
    ) -> None:
        """Remember the settings; nothing is read before `setup`.

        Args:
            root: folder with `input`, `target` and, if the split is given, `validation.txt`.
            crop_px: side of the training examples; a multiple of 32, so that every network takes them.
            cache_px: side at which the pictures are kept in memory; should be crop_px times the largest scale.
            batch_size: examples per step and device.
            samples_per_epoch: views between two validations, of every pair equally many; shared out over the devices.
                Of more pairs than that, only the first are seen.
            num_workers: processes that augment; 0 does it in the training process.
            split_seed: of the split alone, when there is no `validation.txt`.
            validation_share: of the pairs, when there is no `validation.txt`.
            augment: how far a view may stray from the pair.
        """
        super().__init__()
        if crop_px < 64 or crop_px % 32:
            raise SettingInvalid(
                f"data.crop_px is {crop_px}.", hint="It must be a multiple of 32 and at least 64, for instance 256."
            )
        self.root = root
        self.crop_px, self.cache_px = crop_px, cache_px
        self.batch_size, self.samples_per_epoch, self.num_workers = batch_size, samples_per_epoch, num_workers
        self.split_seed, self.validation_share = split_seed, validation_share
        self.augment = augment

    def setup(self, stage: str) -> None:
        """Check and read the pairs that the stage needs."""
        names = find_pairs(self.root, split_seed=self.split_seed, validation_share=self.validation_share)
        self._validation = PairDataset(self.root, names.validation, side_px=self.crop_px)
        if stage == "fit":
            augment = PairAugment(self.crop_px, self.augment)
            self._training = PairDataset(
                self.root, names.training, side_px=self.cache_px, augment=augment, views=self.samples_per_epoch
            )

    def train_dataloader(self) -> DataLoader[Pair]:
        """Random views of the training pairs."""
        return DataLoader(
            self._training,
            batch_size=self.batch_size,
            shuffle=True,
            num_workers=self.num_workers,
            persistent_workers=self.num_workers > 0,
            drop_last=True,
        )

    def val_dataloader(self) -> DataLoader[Pair]:
        """The validation pairs, whole."""
        return DataLoader(self._validation, batch_size=self.batch_size)
