"""Refuses what cannot work before `fit` loads any weights: names, sizes, counts, pairs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from training.augment import AugmentConfig
from training.data import check_counts, check_sizes
from training.losses import LossConfig, check_blocks
from training.networks.catalog import NetworkConfig, check_network
from training.pairs import find_pairs
from training.task import check_sides, check_warm_up


def refuse_early(settings: Any) -> None:  # Any: jsonargparse's Namespace
    """Check the settings of `fit` and `validate` as the parser leaves them.

    Raises:
        SettingInvalid, UnknownName, DataInvalid: they cannot work.
    """
    data, model = settings.data, settings.model
    check_sizes(data.crop_px, data.cache_px)
    check_counts(data.batch_size, data.samples_per_epoch, data.num_workers)
    AugmentConfig(**vars(data.augment))
    loss, network = LossConfig(**vars(model.loss)), NetworkConfig(**vars(model.network))
    check_warm_up(model.warm_up)
    check_network(network)
    check_sides(loss, network)
    check_blocks(loss)
    find_pairs(Path(data.root))
