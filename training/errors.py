"""The errors that end a `toonclip-train` command: each is one message, with what to do."""

from __future__ import annotations

from core.errors import AppError


class TrainingError(AppError):
    """Base of the training side's errors."""

    code = "training"


class DataInvalid(TrainingError):
    """The folder of pairs cannot be used; the message lists everything that is wrong with it."""

    code = "training.data_invalid"
    user_mistake = True


class WeightsMissing(TrainingError):
    """Pre-trained weights can neither be downloaded nor read from the given file."""

    code = "training.weights_missing"
    user_mistake = True


class UnknownName(TrainingError):
    """An architecture, encoder or feature network that does not exist."""

    code = "training.unknown_name"
    user_mistake = True


class SettingInvalid(TrainingError):
    """A setting whose value cannot work."""

    code = "training.setting_invalid"
    user_mistake = True


class CheckpointInvalid(TrainingError):
    """A checkpoint that is missing, damaged, or of another architecture."""

    code = "training.checkpoint_invalid"
    user_mistake = True


class WorkerLost(TrainingError):
    """The system ended a process that makes views of the pairs."""

    code = "training.worker_lost"


class LossNotFinite(TrainingError):
    """The loss became NaN or infinite: nothing that follows would be of use."""

    code = "training.loss_not_finite"


class ExportFailed(TrainingError):
    """The exported file does not do what the network does, or could not be written."""

    code = "training.export_failed"
