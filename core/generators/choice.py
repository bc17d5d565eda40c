"""ProviderChoice: which provider draws a model on this computer: tried once, then remembered."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock

from pydantic import TypeAdapter

from core.generators.computer import computer_versions
from core.generators.providers import PROCESSOR, FoundProviders, Provider, find_providers
from core.generators.trial import MakeGenerator, Verdict, try_provider
from core.models.library import InstalledModel
from core.models.places import provider_memory_file
from core.remembered import Remembered

_log = logging.getLogger(__name__)
_LARGEST_BYTES = 1_000_000
_AS_GOOD_AS = 1.1
"""A provider that is a tenth slower than the processor still leaves the processor to a video call."""

Try = Callable[[InstalledModel, Provider, MakeGenerator], Verdict]


@dataclass(frozen=True, slots=True)
class _Found:
    computer: str
    verdicts: tuple[Verdict, ...]


_MEMORIES = TypeAdapter(dict[str, _Found])


class ProviderChoice:
    """Any thread; a trial blocks its own caller alone.

    Args:
        make: makes generators.
        memory: the file of the verdicts; it may be missing, or anything else.
        find: looks for providers.
        attempt: tries one.

    Attributes:
        on_failed: told of a provider that fails while a model is loaded, and why; on the thread that loads.
    """

    def __init__(
        self,
        make: MakeGenerator,
        *,
        memory: Path | None = None,
        find: Callable[[], FoundProviders] = find_providers,
        attempt: Try = try_provider,
    ) -> None:
        self._make = make
        self._memory = Remembered(memory or provider_memory_file(), _MEMORIES, largest_bytes=_LARGEST_BYTES)
        self._find = find
        self._attempt = attempt
        self.on_failed: Callable[[Provider, str], object] = _untold
        self._lock = Lock()
        self._found: FoundProviders | None = None
        self._verdicts: dict[str, _Found] | None = None

    def found(self) -> FoundProviders:
        """What there is beside the processor. Blocks for up to a second the first time."""
        with self._lock:
            if self._found is None:
                self._found = self._find()
            return self._found

    def best(self, model: InstalledModel) -> Provider | None:
        """The remembered one; None: it was not tried, and something could be."""
        if not self.found().present:
            return PROCESSOR
        verdicts = self.verdicts(model)
        return fastest(verdicts) if verdicts else None

    def verdicts(self, model: InstalledModel) -> tuple[Verdict, ...]:
        """What came of the trials with the files, drivers and versions of today; empty: there were none."""
        computer = self._computer()
        with self._lock:
            remembered = self._loaded().get(_key(model))
        return remembered.verdicts if remembered is not None and remembered.computer == computer else ()

    def try_all(self, model: InstalledModel) -> tuple[Verdict, ...]:
        """Try the processor and every provider, one after the other, and remember. Blocks for seconds each."""
        verdicts = tuple(self._attempt(model, each, self._make) for each in (PROCESSOR, *self.found().present))
        for verdict in verdicts:
            _log.info("%s", verdict_words(model, verdict))
        _log.info("%s draws %s", fastest(verdicts).title, model.manifest.id)
        self._remember(model, verdicts)
        return verdicts

    def fail(self, model: InstalledModel, provider: Provider, problem: str) -> None:
        """It was right once, and fails now: not to be chosen again until something changes on the computer."""
        _log.warning("%s no longer draws %s: %s", provider.title, model.manifest.id, problem)
        failed = [replace(each, problem=problem) for each in self.verdicts(model) if each.provider == provider]
        others = [each for each in self.verdicts(model) if each.provider != provider]
        self._remember(model, (*others, *(failed or [Verdict(provider, problem=problem)])))

    def _remember(self, model: InstalledModel, verdicts: tuple[Verdict, ...]) -> None:
        computer = self._computer()
        with self._lock:
            remembered = self._loaded()
            remembered[_key(model)] = _Found(computer, verdicts)
            self._memory.write(remembered)

    def _loaded(self) -> dict[str, _Found]:
        if self._verdicts is None:
            self._verdicts = self._memory.read() or {}
        return self._verdicts

    def _computer(self) -> str:
        """Versions of all that could change a verdict."""
        return "; ".join((computer_versions(), *map(str, self.found().present)))


def _untold(_provider: Provider, _problem: str) -> None:
    """For who has nobody to tell: the log has it."""


def fastest(verdicts: Sequence[Verdict]) -> Provider:
    """The provider of the fastest right picture; the processor where none is right."""
    right = [verdict for verdict in verdicts if not verdict.problem]

    def cost(verdict: Verdict) -> float:
        return verdict.ms * (_AS_GOOD_AS if verdict.provider == PROCESSOR else 1.0)

    return min(right, key=cost).provider if right else PROCESSOR


def verdict_words(model: InstalledModel, verdict: Verdict) -> str:
    """One line for the log and the terminal."""
    if verdict.problem:
        return f"{verdict.provider.title} does not draw {model.manifest.id}: {verdict.problem}"
    return f"{verdict.provider.title} draws {model.manifest.id} ({verdict.precision}) in {verdict.ms:.1f} ms"


def _key(model: InstalledModel) -> str:
    """Of the model's files, whatever it is called and wherever it is."""
    return hashlib.sha256("".join(sorted(file.sha256 for file in model.manifest.files)).encode()).hexdigest()
