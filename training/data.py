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
from training.errors import SettingInvalid
from training.images import read_image
from training.pairs import PairFiles, find_pairs

Pair = tuple[torch.Tensor, torch.Tensor]


def read_square(path: Path, side_px: int) -> torch.Tensor:
    """Read an image as (3, side, side) uint8 RGB: the middle square, scaled.

    Raises:
        DataInvalid: the file is truncated or is not an image.
    """
    rgb = read_image(path, draft_px=side_px)
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

    def __init__(self, files: Sequence[PairFiles], *, side_px: int, augment: PairAugment | None = None) -> None:
        self._pairs = [(read_square(pair.photo, side_px), read_square(pair.target, side_px)) for pair in files]
        self._augment = augment

    def __len__(self) -> int:
        return len(self._pairs)

    def __getitem__(self, index: int) -> Pair:
        """Photo and target, (3, S, S) float RGB in 0..1."""
        photo, target = self._pairs[index]
        if self._augment is None:
            return to_float(photo), to_float(target)
        return self._augment(photo, target)


def check_sizes(crop_px: int, cache_px: int) -> None:
    """Refuse sizes that no network takes.

    Raises:
        SettingInvalid: with what would do.
    """
    if crop_px < 64 or crop_px % 32:
        raise SettingInvalid(
            f"data.crop_px is {crop_px}.", hint="It must be a multiple of 32 and at least 64, for instance 256."
        )
    if cache_px < 1:
        raise SettingInvalid(f"data.cache_px is {cache_px}.", hint="Images need at least a pixel.")


def check_counts(batch_size: int, samples_per_epoch: int, num_workers: int) -> None:
    """Refuse counts that make no batch.

    Raises:
        SettingInvalid: with what would do.
    """
    if num_workers < 0:
        raise SettingInvalid(f"data.num_workers is {num_workers}.", hint="The number of workers is 0 or more.")
    if not 1 <= batch_size <= samples_per_epoch:
        raise SettingInvalid(
            f"data.batch_size is {batch_size}, and data.samples_per_epoch {samples_per_epoch}.",
            hint="A batch needs at least one example, and an epoch at least one batch.",
        )


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
        """Check the settings; nothing is read before `setup`.

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
        check_sizes(crop_px, cache_px)
        check_counts(batch_size, samples_per_epoch, num_workers)
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
        pairs = find_pairs(self.root)
        self._validation = PairDataset(pairs.validation, side_px=self.crop_px)
        if stage == "fit":
            augment = PairAugment(self.crop_px, self.augment)
            self._training = PairDataset(pairs.training, side_px=self.cache_px, augment=augment)

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
