"""Trains a network to draw photographs in the style of one picture, in a given time."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
import torch
from torch.optim.swa_utils import AveragedModel
from torch.utils.data import DataLoader

from core.atomic_write import SHARED, atomic_file
from training.averaging import moving_average
from training.errors import LossNotFinite
from training.features import FeatureNetwork
from training.from_picture.loss import PictureLoss, Weights
from training.from_picture.photographs import PhotographViews
from training.from_picture.start import Start
from training.machine import device_kind, suitable_precision, suitable_way
from training.networks.base import StyleNetwork
from training.networks.catalog import build_network, network_record
from training.quantization import FakeQuantized
from training.settings.network import NetworkConfig
from training.settings.speed import SpeedConfig
from training.styles.stylize import antialiased
from training.styles.tone import Rgb
from training.task import learning_rate_share

_LEARNING_RATE, _WARM_UP, _WEIGHT_DECAY = 2e-3, 0.05, 1e-5
_AVERAGE = 0.99  # share of the old weights in their average
_QUANTIZED_FROM = 0.6  # share of the time from which on 8 bits are part of what is learned: it is slower
_STROKES_PX = 240  # shorter side of the picture at which its strokes are as wide as they are drawn


@dataclass(frozen=True)
class Progress:
    """What is known after a step.

    Attributes:
        step: how many there were.
        share: of the time that has passed, 0..1.
        left_s: time until the training ends.
        loss: of this step.
    """

    step: int
    share: float
    left_s: float
    loss: float


@dataclass(frozen=True)
class Task:
    """What to learn, and in which time.

    Attributes:
        picture: (H, W, 3) uint8 RGB, the style.
        photos: likewise, what is drawn.
        keep_colours: whether the photograph's colours are kept.
        weights_file: of SqueezeNet: "hub", "none" or a path.
        seconds: how long to train.
        size_px: side of the views.
        batch_size: views a step.
        weights: of the loss's terms.
        start: the weights to begin with; None: the encoder's of ImageNet.
        most_steps: after which the training ends, although there is time; for tests.
    """

    picture: Rgb
    photos: Sequence[Rgb]
    keep_colours: bool
    weights_file: str
    seconds: float
    size_px: int = 192
    batch_size: int = 2
    weights: Weights = field(default_factory=Weights)
    start: Start | None = None
    most_steps: int | None = None


class Painter:
    """A network that learns one picture's style."""

    def __init__(self, task: Task) -> None:
        """Build the network and its loss.

        Raises:
            WeightsMissing: SqueezeNet's weights cannot be had.
        """
        kind = device_kind("auto")
        self._task, self._device = task, torch.device(kind)
        self._config = NetworkConfig("squeeze_unet", "", task.weights_file)
        self._network = build_network(self._config)
        if task.start is not None:
            self._network.load_state_dict(task.start.weights)
        self.precision = suitable_precision(kind)
        self.way = suitable_way(self._network, SpeedConfig(), kind=kind, precision=self.precision)
        torch.set_num_threads(self.way.threads)
        self._network.to(self._device, memory_format=self.way.memory_format)  # type: ignore[call-overload]  # torch's stub lacks it
        features = FeatureNetwork("squeezenet1_1", weights=task.weights_file).to(self._device)
        picture = self._tensor(_as_wide_as_drawn(task))
        self._loss = PictureLoss(features, picture, keep_colours=task.keep_colours, weights=task.weights)
        self._average = AveragedModel(self._network, multi_avg_fn=moving_average(_AVERAGE))
        self._step = 0

    @property
    def network(self) -> StyleNetwork:
        """The average of the weights so far."""
        network = self._average.module
        if not isinstance(network, StyleNetwork):
            raise TypeError(type(network))
        return network

    def train(self, tell: Callable[[Progress], None]) -> None:
        """Train until the time has passed; `tell` is called after every step.

        Raises:
            LossNotFinite: training has come apart.
        """
        task, began = self._task, time.monotonic()
        optimizer = torch.optim.AdamW(self._network.parameters(), lr=_LEARNING_RATE, weight_decay=_WEIGHT_DECAY)
        views = PhotographViews(task.photos, size_px=task.size_px, seed=7)
        for batch in DataLoader(views, batch_size=task.batch_size, num_workers=1, persistent_workers=True):
            passed = (time.monotonic() - began) / task.seconds
            if task.most_steps:
                passed = max(passed, self._step / task.most_steps)
            if passed >= 1:
                break
            for group in optimizer.param_groups:
                group["lr"] = _LEARNING_RATE * learning_rate_share(passed, warm_up=_WARM_UP)
            loss = self._train_step(optimizer, batch, quantized=passed > _QUANTIZED_FROM)
            tell(Progress(self._step, passed, task.seconds - (time.monotonic() - began), loss))

    def _train_step(self, optimizer: torch.optim.Optimizer, batch: torch.Tensor, *, quantized: bool) -> float:
        photo = batch.to(self._device, memory_format=self.way.memory_format)
        network = FakeQuantized(self._network) if quantized else self._network
        with torch.autocast(self._device.type, torch.bfloat16, enabled=self.precision.startswith("bf16")):
            loss = torch.stack(list(self._loss(network, photo).values())).sum()
        if not torch.isfinite(loss):
            raise LossNotFinite(f"The loss is not finite at step {self._step}.", hint="Try another picture.")
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self._network.parameters(), 1.0)
        optimizer.step()
        self._average.update_parameters(self._network)
        self._step += 1
        return loss.item()

    @torch.inference_mode()
    def draw(self, photo: Rgb) -> torch.Tensor:
        """The toon so far of a photograph whose sides are multiples of 32 px: (3, H, W) in 0..1, on the processor."""
        toon = self.network(self._tensor(photo)).float().clamp(0, 1)[0]
        return toon.cpu()

    def save(self, path: Path) -> None:
        """Write a checkpoint as `fit` does, whole or not at all."""
        weights = self.network.state_dict()
        checkpoint = {
            "network": network_record(self._config, self._network.normalisation),
            "state_dict": {f"network.{name}": weight.cpu() for name, weight in weights.items()},
            "global_step": self._step,
            "steps_before": self._task.start.steps if self._task.start else 0,
            "settings": {f"weights.{name}": value for name, value in vars(self._task.weights).items()},
        }
        path.parent.mkdir(parents=True, exist_ok=True)
        with atomic_file(path, mode=SHARED) as partial:
            torch.save(checkpoint, partial)

    def _tensor(self, image: Rgb) -> torch.Tensor:
        tensor = torch.from_numpy(image).permute(2, 0, 1).float()[None] / 255
        return tensor.to(self._device, memory_format=self.way.memory_format)


def _as_wide_as_drawn(task: Task) -> Rgb:
    """The picture, its strokes as wide as they are to be drawn."""
    scale = _STROKES_PX / min(task.picture.shape[:2])
    interpolation = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    resized = cv2.resize(task.picture, None, fx=scale, fy=scale, interpolation=interpolation)
    return antialiased(np.asarray(resized, dtype=np.uint8))
