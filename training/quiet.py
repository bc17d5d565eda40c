"""Keeps the libraries' remarks to each other, and their advertisements, off a person's terminal."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

# The start of each message. Nobody who trains could act on them.
_NOISE = (
    r"(?s).*(was deprecated in v4|JsonargparseDeprecationWarning)",  # jsonargparse to Lightning
    r"LightningCLI's args parameter",  # we pass the arguments that we were given
    r"`isinstance\(treespec, LeafSpec\)`",  # torch to Lightning
    r"Precision .* is not supported by the model summary",  # of the printed size alone
    r"The '.*dataloader' does not have many workers",  # a network that small keeps the cores busy by itself
    r"The number of training batches",  # of the logging interval, in short runs
    r"You're using the WeightAveraging callback",  # `validate` measures the averaged weights, which the file holds
    r"For 'tu-' \(timm universal\) encoders",  # of the value by which its library asks for the published weights
    r"`timm-` encoders are deprecated",  # older checkpoints have them
    r"`ModelCheckpoint\(monitor=.*could not find the monitored key",  # a run that ends within an epoch measures nothing
    r"The dirpath has changed",  # a resumed run may write elsewhere, and looks for its own best
    r"Checkpoint directory .* exists and is not empty",  # resuming is what it is for
    r"You're resuming from a checkpoint that ended before the epoch ended",  # views are random, none is missed
)
_LOGGERS = ("pytorch_lightning", "lightning.pytorch", "lightning_fabric", "lightning.fabric")


@contextmanager
def without_noise() -> Iterator[None]:
    """Drop known warnings, and whatever Lightning logs that is no warning."""
    loggers = [logging.getLogger(name) for name in _LOGGERS]
    levels = [logger.level for logger in loggers]
    with warnings.catch_warnings():
        for message in _NOISE:
            warnings.filterwarnings("ignore", message=message)
        for logger in loggers:
            logger.setLevel(logging.WARNING)
        try:
            yield
        finally:
            for logger, level in zip(loggers, levels, strict=True):
                logger.setLevel(level)
