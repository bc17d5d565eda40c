"""PairedImageDataModule: a folder of photographs beside a folder of their toons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytorch_lightning as lightning
import torch
from PIL import Image
from torch.utils.data import DataLoader, Dataset, Sampler

from training.augment import AugmentConfig, PairAugment, to_float
from training.errors import DataInvalid, SettingInvalid
from training.images import LISTING, UNREADABLE, Split, image_names, read_upright, split, upright_size

Pair = tuple[torch.Tensor, torch.Tensor]


def find_pairs(root: Path) -> Split:
    """List the pairs under `root/input` and `root/target`, by name, and split them; see `training.images.split`.

    Raises:
        DataInvalid: with everything that is wrong, in one message.
    """
    problems = [f"{root / side} is not a folder" for side in ("input", "target") if not (root / side).is_dir()]
    if problems:
        raise _data_invalid(root, problems)
    inputs, targets = (set(image_names(root / side)) for side in ("input", "target"))
    problems += [f"input/{name} has no target" for name in sorted(inputs - targets)]
    problems += [f"target/{name} has no input" for name in sorted(targets - inputs)]
    names = sorted(inputs & targets)
    for name in names:
        problems += _pair_problems(root, name)
    found = split(names, root / LISTING)
    problems += [f"{LISTING} names {name}, which is no pair" for name in found.unknown]
    if not found.training or not found.validation:
        counts = f"{len(found.training)} to train on and {len(found.validation)} for validation"
        source = f" by {LISTING}" if (root / LISTING).is_file() else ""
        problems.append(f"of {len(names)} pairs there are {counts}{source}: each needs at least one")
    if problems:
        raise _data_invalid(root, problems)
    return found


def _pair_problems(root: Path, name: str) -> list[str]:
    sizes, problems = [], []
    for side in ("input", "target"):
        try:
            with Image.open(root / side / name) as image:
                sizes.append(upright_size(image))
                image.verify()
        except UNREADABLE as error:
            problems.append(f"{side}/{name} cannot be read ({str(error).splitlines()[0][:80]})")
    if len(sizes) == 2 and sizes[0] != sizes[1]:
        problems.append(f"{name} is {sizes[0][0]}x{sizes[0][1]} in input but {sizes[1][0]}x{sizes[1][1]} in target")
    return problems


def _data_invalid(root: Path, problems: list[str]) -> DataInvalid:
    lines = "".join(f"\n  - {problem}" for problem in problems)
    return DataInvalid(
        f"The training data in {root} cannot be used:{lines}",
        hint="Give a folder with `input` and `target`: images of equal names and sizes in both.",
    )


def read_square(path: Path, side_px: int) -> torch.Tensor:
    """Read an image as (3, side, side) uint8 RGB: the middle square, scaled.

    Raises:
        DataInvalid: the file is truncated or is not an image.
    """
    rgb = read_upright(path, draft_px=side_px)
    side = min(rgb.size)
    left, top = (rgb.width - side) // 2, (rgb.height - side) // 2
    square = rgb.resize((side_px, side_px), Image.Resampling.LANCZOS, (left, top, left + side, top + side))
    return torch.from_numpy(np.array(square)).permute(2, 0, 1).contiguous()


class EvenSampler(Sampler[int]):
    """Draws pairs in shuffled rounds, each pair once a round; an epoch ends and begins anywhere in a round.

    So every pair is seen equally often, whether an epoch holds many rounds or, of many pairs, only a part of one.
    """

    def __init__(self, pairs: int, *, samples: int, seed: int) -> None:
        self._pairs, self._samples = pairs, samples
        self._generator = torch.Generator().manual_seed(seed)
        self._left: list[int] = []

    def __len__(self) -> int:
        return self._samples

    def __iter__(self) -> Iterator[int]:
        for _ in range(self._samples):
            if not self._left:
                self._left = torch.randperm(self._pairs, generator=self._generator).tolist()
            yield self._left.pop()


class PairDataset(Dataset[Pair]):
    """Pairs kept in memory, each read once: as they are, or a new view at every call."""

    def __init__(self, root: Path, names: Sequence[str], *, side_px: int, augment: PairAugment | None = None) -> None:
        self._pairs = [
            (read_square(root / "input" / name, side_px), read_square(root / "target" / name, side_px))
            for name in names
        ]
        self._augment = augment

    def __len__(self) -> int:
        return len(self._pairs)

    def __getitem__(self, index: int) -> Pair:
        """Photo and target, (3, S, S) float RGB in 0..1."""
        photo, target = self._pairs[index]
        if self._augment is None:
            return to_float(photo), to_float(target)
        return self._augment(photo, target)


class PairedImageDataModule(lightning.LightningDataModule):
    """The pairs of a style, split and augmented."""

    def __init__(  # each is a setting by its own name
        self,
        root: Path,
        *,
        crop_px: int = 256,
        cache_px: int = 640,
        batch_size: int = 6,
        samples_per_epoch: int = 600,
        num_workers: int = 1,
        augment: AugmentConfig = AugmentConfig(),  # noqa: B008  # frozen; jsonargparse reads the default
    ) -> None:
        """Remember the settings; nothing is read before `setup`.

        Args:
            root: folder with `input`, `target` and, if the split is given, `validation.txt`.
            crop_px: side of the training examples; a multiple of 32, so that every network takes them.
            cache_px: side at which the images are kept in memory; should be crop_px times the largest scale.
            batch_size: examples per step and device.
            samples_per_epoch: views between two validations, shared out over the devices.
            num_workers: processes that augment; 0 does it in the training process.
            augment: how far a view may stray from the pair.
        """
        super().__init__()
        if crop_px < 64 or crop_px % 32:
            raise SettingInvalid(
                f"data.crop_px is {crop_px}.", hint="It must be a multiple of 32 and at least 64, for instance 256."
            )
        if cache_px < 1 or num_workers < 0:
            raise SettingInvalid(
                f"data.cache_px is {cache_px}, and data.num_workers {num_workers}.",
                hint="Images need at least a pixel, and the number of workers is 0 or more.",
            )
        if not 1 <= batch_size <= samples_per_epoch:
            raise SettingInvalid(
                f"data.batch_size is {batch_size}, and data.samples_per_epoch {samples_per_epoch}.",
                hint="A batch needs at least one example, and an epoch at least one batch.",
            )
        self.root = root
        self.crop_px, self.cache_px = crop_px, cache_px
        self.batch_size, self.samples_per_epoch, self.num_workers = batch_size, samples_per_epoch, num_workers
        self.augment = augment
        self._epochs_before = 0

    def state_dict(self) -> dict[str, int]:
        """What a checkpoint keeps, so that a resumed run draws other rounds than those that it began with."""
        return {"epochs": self.trainer.current_epoch + 1 if self.trainer else 0}

    def load_state_dict(self, state_dict: dict[str, int]) -> None:
        """Go on behind a checkpoint."""
        self._epochs_before = state_dict["epochs"]

    def setup(self, stage: str) -> None:
        """Check and read the pairs that the stage needs."""
        names = find_pairs(self.root)
        self._validation = PairDataset(self.root, names.validation, side_px=self.crop_px)
        if stage == "fit":
            augment = PairAugment(self.crop_px, self.augment)
            self._training = PairDataset(self.root, names.training, side_px=self.cache_px, augment=augment)

    def train_dataloader(self) -> DataLoader[Pair]:
        """Random views of the training pairs, of each equally many."""
        seed = torch.initial_seed() + self._epochs_before
        return DataLoader(
            self._training,
            batch_size=self.batch_size,
            sampler=EvenSampler(len(self._training), samples=self.samples_per_epoch, seed=seed),
            num_workers=self.num_workers,
            persistent_workers=self.num_workers > 0,
            drop_last=True,
        )

    def val_dataloader(self) -> DataLoader[Pair]:
        """The validation pairs, whole."""
        return DataLoader(self._validation, batch_size=self.batch_size)
