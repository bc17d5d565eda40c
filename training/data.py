"""PairedImageDataModule: a folder of photographs beside a folder of their toons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytorch_lightning as lightning
import torch
from PIL import Image
from torch.utils.data import DataLoader, Dataset, Sampler

from core.cores import usable_cores
from training.augment import PairAugment, to_float
from training.images import read_image
from training.pairs import PairFiles, find_pairs
from training.settings.data import DataSettings

Pair = tuple[torch.Tensor, torch.Tensor]
_MOST_WORKERS = 4  # feed a graphics card; a training on the processor needs one


def suitable_workers() -> int:
    """How many processes augment on this machine: half the cores, from one to four."""
    return max(1, min(_MOST_WORKERS, usable_cores() // 2))


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


class PairedImageDataModule(lightning.LightningDataModule):
    """The pairs of a style, split and augmented."""

    def __init__(self, root: Path, **settings: Any) -> None:
        """Check the settings; nothing is read before `setup`.

        Args:
            root: folder with `input`, `target` and, if the split is given, `validation.txt`.
            **settings: the others of `DataSettings`.
        """
        super().__init__()
        self.settings = DataSettings(root, **settings)
        self._epochs_before = 0

    def state_dict(self) -> dict[str, int]:
        """What a checkpoint keeps, so that a resumed run draws other rounds than those that it began with."""
        return {"epochs": self.trainer.current_epoch + 1 if self.trainer else 0}

    def load_state_dict(self, state_dict: dict[str, int]) -> None:
        """Go on behind a checkpoint."""
        self._epochs_before = state_dict["epochs"]

    def setup(self, stage: str) -> None:
        """Check and read the pairs that the stage needs."""
        pairs = find_pairs(self.settings.root)
        self._validation = PairDataset(pairs.validation, side_px=self.settings.crop_px)
        if stage == "fit":
            augment = PairAugment(self.settings.crop_px, self.settings.augment)
            self._training = PairDataset(pairs.training, side_px=self.settings.cache_px, augment=augment)

    def train_dataloader(self) -> DataLoader[Pair]:
        """Random views of the training pairs, of each equally many."""
        seed = torch.initial_seed() + self._epochs_before
        workers = suitable_workers() if self.settings.num_workers is None else self.settings.num_workers
        return DataLoader(
            self._training,
            batch_size=self.settings.batch_size,
            sampler=EvenSampler(len(self._training), samples=self.settings.samples_per_epoch, seed=seed),
            num_workers=workers,
            persistent_workers=workers > 0,
            drop_last=True,
        )

    def val_dataloader(self) -> DataLoader[Pair]:
        """The validation pairs, whole."""
        return DataLoader(self._validation, batch_size=self.settings.batch_size)
