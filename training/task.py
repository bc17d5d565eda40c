"""StylizationTask: what one training step is, and what is measured on the validation pairs."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytorch_lightning as lightning
import torch
from pytorch_lightning.loggers import TensorBoardLogger
from pytorch_lightning.utilities.types import OptimizerLRSchedulerConfig
from torch.nn import functional
from torch.optim.lr_scheduler import LambdaLR
from torchvision.utils import make_grid, save_image

from training.checkpoint import TrainedNetwork, load_checkpoint, load_started
from training.data import PairedImageDataModule
from training.errors import LossNotFinite, SettingInvalid
from training.losses import Outputs, StylizationLoss
from training.metrics import perceptual_distance
from training.networks.base import StyleNetwork
from training.networks.catalog import build_network, network_record, recorded_normalisation
from training.quantization import FakeQuantized
from training.settings.model import ModelSettings
from training.settings.weights import NONE
from training.targets import prepare
from training.temporal import temporal_loss
from training.weights_needed import with_local_weights

_ENCODER_SHARE = 0.2  # pre-trained layers learn slower than those that start from nothing


def learning_rate_share(progress: float, *, warm_up: float) -> float:
    """Share, 0..1, of the highest learning rate when `progress`, 0..1, of the training is done.

    A rise along a line, then a cosine to nothing. It depends on the progress alone: a run that is resumed with
    another length goes on along the new one's curve.
    """
    if progress < warm_up:
        return max(progress / warm_up, 0.01)
    return 0.5 * (1 + math.cos(math.pi * min(1.0, (progress - warm_up) / (1 - warm_up))))


def _built(started: TrainedNetwork | None, settings: ModelSettings) -> tuple[StyleNetwork, StylizationLoss]:
    """The network to train, begun or new, and its loss, with their published weights."""
    network, loss = with_local_weights(settings)
    return started.network.train() if started else build_network(network), StylizationLoss(loss)


def _frozen(teacher: Path | None) -> tuple[StyleNetwork, ...]:
    """The network of a checkpoint to learn from (Hinton et al. 2015, arXiv:1503.02531), or nothing.

    Its toons lie exactly where the photograph's lines do. In a tuple its weights are not among those of the task, which
    are trained, averaged and saved.
    """
    return (load_checkpoint(teacher).network.requires_grad_(requires_grad=False),) if teacher else ()


def _run(network: StyleNetwork, photo: torch.Tensor, *, with_sides: bool) -> Outputs:
    if not with_sides:
        return Outputs(network(photo).float())
    logits = network.side_outputs(photo)
    return Outputs(torch.sigmoid(logits[0].float()), logits)


class StylizationTask(lightning.LightningModule):
    """Trains a network to turn a photograph into its toon."""

    def __init__(self, **settings: Any) -> None:
        """Build the network and its loss.

        Args:
            **settings: those of `ModelSettings`.

        Raises:
            CheckpointInvalid, WeightsMissing, SettingInvalid: a file or a setting cannot be used.
        """
        super().__init__()
        self.settings = ModelSettings(**settings)
        network, start_from = self.settings.network, self.settings.start_from
        self.pretrained = start_from is not None or network.encoder_weights != NONE
        started = None if start_from is None else load_started(start_from, network)
        self.steps_before = started.steps_before + started.step if started else 0
        self.network, self.loss = _built(started, self.settings)
        self.use_memory_format(torch.channels_last)
        self.teacher = _frozen(self.settings.teacher)

    def use_memory_format(self, memory_format: torch.memory_format) -> None:
        """Order the network's weights, and from now on the batches, in one of torch's memory formats."""
        self.memory_format = memory_format
        self.network.to(memory_format=memory_format)  # type: ignore[call-overload]  # torch's stub lacks it

    def on_fit_start(self) -> None:
        """Put the teacher where the task is."""
        for teacher in self.teacher:
            teacher.to(self.device, memory_format=self.memory_format)  # type: ignore[call-overload]  # as above

    def forward(self, photo: torch.Tensor) -> torch.Tensor:
        """(N, 3, H, W) RGB in 0..1 -> the toon, same shape, clamped to the range."""
        return self.network(photo).float().clamp(0, 1)

    def training_step(self, batch: tuple[torch.Tensor, torch.Tensor], batch_idx: int) -> torch.Tensor:  # noqa: ARG002  # Lightning's signature
        """One step's loss.

        Raises:
            LossNotFinite: training has come apart.
        """
        photo, target = (part.contiguous(memory_format=self.memory_format) for part in batch)
        terms = self.terms(photo, target)
        terms["loss"] = torch.stack(list(terms.values())).sum()
        if not torch.isfinite(terms["loss"]):
            raise LossNotFinite(
                f"The loss is not finite at step {self.global_step}.",
                hint="last.ckpt holds the last good state. Lower model.learning_rate or the weights of the loss.",
            )
        self.log_dict({f"train/{name}": value.detach() for name, value in terms.items()}, prog_bar=False)
        return terms["loss"]

    def terms(self, photo: torch.Tensor, target: torch.Tensor) -> dict[str, torch.Tensor]:
        """Every weighted term of the loss by name, each a scalar.

        Args:
            photo: (N, 3, H, W) RGB in 0..1.
            target: likewise, the pairs' own.
        """
        config = self.loss.config
        teacher = self.teacher[0] if self.teacher else None
        target = prepare(target, photo, teacher=teacher, true_colours=config.true_colours, sharpen=config.sharpen)
        network = FakeQuantized(self.network) if self.settings.quantization_aware else self.network
        outputs = _run(network, photo, with_sides=config.sides > 0)
        terms = self.loss(outputs, target)
        if config.temporal:
            terms["temporal"] = config.temporal * temporal_loss(network, photo, outputs.toon)
        return terms

    def validation_step(self, batch: tuple[torch.Tensor, torch.Tensor], batch_idx: int) -> None:
        """Measure the toon, and show the first batch as a sheet of photographs, toons and targets."""
        photo, target = batch
        toon = self(photo)
        count = photo.shape[0]
        self.log("val/l1", functional.l1_loss(toon, target), batch_size=count, prog_bar=True, sync_dist=True)
        distance = perceptual_distance(toon, target, self.loss.network)
        self.log("val/perceptual", distance, batch_size=count, prog_bar=True, sync_dist=True)
        if batch_idx == 0 and self.trainer.is_global_zero:
            self._show(make_grid(torch.cat([photo, toon, target]), nrow=count))

    def _show(self, sheet: torch.Tensor) -> None:
        """Keep a sheet of photographs, toons and targets, for TensorBoard and as a file of the run."""
        if not isinstance(self.logger, TensorBoardLogger):
            return
        self.logger.experiment.add_image("val/photo_toon_target", sheet, self.global_step)
        if not self.trainer.sanity_checking:
            folder = Path(self.logger.log_dir) / "toons"
            folder.mkdir(parents=True, exist_ok=True)
            save_image(sheet, folder / f"epoch_{self.current_epoch + 1:03}.png")

    def configure_optimizers(self) -> OptimizerLRSchedulerConfig:
        """AdamW (Loshchilov and Hutter 2017) with one rise and one cosine fall over the whole training.

        The groups are the same whatever the network started from, so that any run of it can be resumed.

        Raises:
            SettingInvalid: the training has no step or no end.
        """
        named = list(self.network.named_parameters())
        encoder = [p for name, p in named if "encoder." in name]
        others = [p for name, p in named if "encoder." not in name]
        share = _ENCODER_SHARE if self.pretrained else 1
        highest = self.settings.learning_rate
        rates = [(encoder, share * highest), (others, highest)]
        groups = [{"params": params, "lr": rate} for params, rate in rates if params]
        optimizer = torch.optim.AdamW(groups, weight_decay=self.settings.weight_decay)
        steps = self.trainer.estimated_stepping_batches
        if steps < 1:
            raise SettingInvalid(
                "An epoch has no step.",
                hint="data.samples_per_epoch must be at least data.batch_size times the devices.",
            )
        if steps == math.inf:
            raise SettingInvalid(
                "The learning rate falls to nothing at the end of the training, and this one has no end.",
                hint="Give --trainer.max_epochs or --trainer.max_steps a number above 0.",
            )
        schedule = LambdaLR(optimizer, lambda step: learning_rate_share(step / steps, warm_up=self.settings.warm_up))
        return {"optimizer": optimizer, "lr_scheduler": {"scheduler": schedule, "interval": "step"}}

    def on_save_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        """Say in the checkpoint which network its weights are of, so that `export` needs nothing else."""
        checkpoint["network"] = network_record(self.settings.network, self.network.normalisation)
        checkpoint["steps_before"] = self.steps_before
        checkpoint["settings"] = self._numbers()
        checkpoint["finished"] = self.trainer.global_step >= self.trainer.estimated_stepping_batches

    def _numbers(self) -> dict[str, float]:
        """The settings of this run that are numbers, of the loss only those that count."""
        given = {f"model.loss.{name}": value for name, value in vars(self.loss.config).items() if value}
        given |= {f"model.{name}": vars(self.settings)[name] for name in ("learning_rate", "quantization_aware")}
        data = getattr(self.trainer, "datamodule", None)  # Lightning adds it when it is given one
        if isinstance(data, PairedImageDataModule):
            sizes = ("crop_px", "cache_px", "batch_size", "samples_per_epoch")
            given |= {f"data.{name}": vars(data.settings)[name] for name in sizes}
        return {name: value for name, value in given.items() if isinstance(value, int | float)}

    def on_load_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        """A run that is resumed started from what it started from, whether or not that is given again."""
        self.network.use_normalisation(recorded_normalisation(checkpoint["network"]))
        self.steps_before = int(checkpoint.get("steps_before", self.steps_before))
