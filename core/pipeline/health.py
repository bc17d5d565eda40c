"""GeneratorHealth: tells a failing generator once, and that it works again once it has for a while."""

from __future__ import annotations

from core.errors import AppError, GenerateFailed
from core.events import EventListener, GeneratorFailed, GeneratorRecovered
from core.generators.base import ImageGenerator

_RECOVERED_TOONS = 10
"""In a row after a failure. Of a network that fails now and then, the notice would otherwise come and go."""


class GeneratorHealth:
    """Follows one generator at a time: another one begins in good health. One thread.

    Args:
        listener: told of failures and recoveries.
    """

    def __init__(self, listener: EventListener) -> None:
        self._listener = listener
        self._generator: ImageGenerator | None = None
        self._toons_to_recovery = 0

    def failed(self, generator: ImageGenerator, error: Exception) -> None:
        """It raised, or made what cannot be used."""
        self._follow(generator)
        known, self._toons_to_recovery = self._toons_to_recovery > 0, _RECOVERED_TOONS
        if known:
            return
        told = error if isinstance(error, AppError) else GenerateFailed(f"The model {generator.title} failed: {error}")
        self._listener(GeneratorFailed(generator.model_id, told))

    def worked(self, generator: ImageGenerator) -> None:
        """It made a toon."""
        self._follow(generator)
        if not self._toons_to_recovery:
            return
        self._toons_to_recovery -= 1
        if not self._toons_to_recovery:
            self._listener(GeneratorRecovered(generator.model_id))

    def _follow(self, generator: ImageGenerator) -> None:
        if generator is not self._generator:
            self._generator, self._toons_to_recovery = generator, 0
