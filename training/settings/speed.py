"""SpeedConfig: how the processor is used."""

from __future__ import annotations

from dataclasses import dataclass

from training.errors import SettingInvalid


@dataclass(frozen=True)
class SpeedConfig:
    """How the processor is used; what is not given is found by a trial of two seconds.

    Attributes:
        channels_last: whether the channels of a pixel lie side by side in memory; None: if that is faster.
        threads: of the processor; None: as many as it has cores, or half as many if that is faster.
    """

    channels_last: bool | None = None
    threads: int | None = None

    def __post_init__(self) -> None:
        """Check the number.

        Raises:
            SettingInvalid: `threads` is no number of threads.
        """
        if self.threads is not None and self.threads < 1:
            raise SettingInvalid(f"speed.threads is {self.threads}.", hint="Give 1 or more, or null for a trial.")
