"""What the commands share of a terminal: output, the progress bar, Ctrl-C."""

from __future__ import annotations

import json
import signal
import sys
from contextlib import suppress
from types import FrameType, TracebackType
from typing import Any

from tqdm import tqdm

from desktop.system.end_signals import end_signals
from desktop.system.printable import printable


def complain(message: str) -> None:
    """One line on the error output, where there is somebody to read it."""
    with suppress(OSError):  # the terminal is gone, or the disk behind it is full
        print(f"toonclip: {printable(message)}", file=sys.stderr, flush=True)


def print_json(value: object) -> None:
    print(json.dumps(value, indent=2, ensure_ascii=False))


class StopRequest:
    """While entered, a first Ctrl-C asks the work to stop in order; a second one stops it at once. Main thread.

    The system's requests to end, and the end of the terminal, count as a Ctrl-C.
    """

    def __init__(self) -> None:
        self._requested = False
        self._previous: dict[int, Any] = {}  # what the signal module gives back

    def requested(self) -> bool:
        return self._requested

    def __enter__(self) -> StopRequest:
        self._previous = {number: signal.signal(number, self._on_signal) for number in end_signals()}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, previous in self._previous.items():
            signal.signal(number, previous)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._requested = True
        for number in self._previous:
            signal.signal(number, signal.default_int_handler)


class Progress:
    """A progress bar on the error output where that is a terminal; nothing elsewhere. The unit B is shown as MB."""

    def __init__(self, unit: str) -> None:
        self._bar: tqdm[Any] = tqdm(
            unit=unit, unit_scale=unit == "B", disable=not sys.stderr.isatty(), leave=False, dynamic_ncols=True
        )

    def __call__(self, done: int, total: int | None) -> None:
        if total is not None:
            self._bar.total = max(done, total)
        self._bar.update(done - self._bar.n)

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.close()
