"""ModelSettings: what is trained, towards what, and how fast."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from training.errors import SettingInvalid
from training.settings.loss import LossConfig
from training.settings.network import WITH_SIDE_OUTPUTS, NetworkConfig


@dataclass(frozen=True)
class ModelSettings:
    """The network and its loss.

    Attributes:
        network: which network, and what it starts from.
        loss: terms and weights of the loss.
        learning_rate: of the decoder at its highest; a fifth for an encoder that was trained before.
        weight_decay: of AdamW.
        warm_up: share of the training in which the learning rate rises; then it falls along a cosine.
        start_from: a checkpoint of the same network, whose weights it starts from; None: from `network`'s own.
        teacher: a checkpoint of any network, whose toons take the place of the targets.
        quantization_aware: train with fake quantization, so that the INT8 file flickers less.
        weights_dir: folder where files of weights given as "hub" are found by name; None: they are downloaded.
    """

    network: NetworkConfig = NetworkConfig()  # noqa: RUF009  # frozen
    loss: LossConfig = LossConfig()  # noqa: RUF009
    learning_rate: float = 1e-3
    weight_decay: float = 1e-4
    warm_up: float = 0.1
    start_from: Path | None = None
    teacher: Path | None = None
    quantization_aware: bool = False
    weights_dir: Path | None = None

    def __post_init__(self) -> None:
        """Refuse what is no share of a training, and a loss of side outputs for a network without.

        Raises:
            SettingInvalid: with what would do.
        """
        if not 0 <= self.warm_up < 1:
            raise SettingInvalid(
                f"model.warm_up is {self.warm_up:g}.",
                hint="Give a share of the training, from 0 to below 1, such as 0.1.",
            )
        if self.loss.sides and self.network.architecture not in WITH_SIDE_OUTPUTS:
            raise SettingInvalid(
                f"model.loss.sides is for networks with side outputs, and {self.network.architecture} has none.",
                hint=f"Set it to 0, or train {' or '.join(WITH_SIDE_OUTPUTS)}.",
            )
