"""Spoils what others make, from manifests to videos; fails when a reader answers with anything but words.

Run: python tests/fuzz.py [--target graph] [--seed 7]. `--first N --cases 1` runs case N again; many cases and
`--seconds 600` run for as long as that.
A case fails when the reader raises what is not meant for a person, ends the process, hangs, or takes more of the
processor's time or of the memory than its target may. Each target runs in a process of its own.
"""

from __future__ import annotations

import argparse
import faulthandler
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path
from random import Random

import psutil

from core.errors import AppError
from support.fuzz_targets import LIMITS, TARGETS, Attempt, Limits

_HANGS_S = 30.0
_LONGEST_WORDS = 2000
_CASES = 223  # of nine targets: 2,000 files
_HEADER = "target      cases    taken  refused  failed  slowest ms  most MB"


@dataclass(frozen=True, slots=True)
class Case:
    """What came of one case.

    Attributes:
        number: with the seed it says what was tried.
        outcome: "taken", "refused", or what went wrong.
        seconds: of the processor, or of the clock where another process does the work.
        mb: by which the process grew, or that the other one took.
        kind: of the refusal.
    """

    number: int
    outcome: str
    seconds: float
    mb: float
    kind: str = ""


@dataclass(slots=True)
class Tally:
    """A line of the table."""

    limits: Limits = field(default_factory=Limits)
    cases: int = 0
    taken: int = 0
    refused: int = 0
    slowest_s: float = 0.0
    most_mb: float = 0.0
    failures: list[str] = field(default_factory=list[str])
    kinds: Counter[str] = field(default_factory=Counter[str])

    def add(self, case: Case) -> None:
        self.cases += 1
        self.taken += case.outcome == "taken"
        self.refused += case.outcome == "refused"
        self.kinds[case.kind or case.outcome.split(":")[0]] += 1
        self.slowest_s, self.most_mb = max(self.slowest_s, case.seconds), max(self.most_mb, case.mb)
        if case.outcome not in {"taken", "refused"}:
            self.failures.append(f"case {case.number}: {case.outcome}")
        elif case.seconds > self.limits.seconds or case.mb > self.limits.mb:
            self.failures.append(f"case {case.number}: took {case.seconds:.1f} s and {case.mb:.0f} MB")

    def line(self, name: str) -> str:
        counts = f"{self.cases:8} {self.taken:8} {self.refused:8} {len(self.failures):7}"
        return f"{name:8} {counts} {self.slowest_s * 1e3:11.0f} {self.most_mb:8.1f}"


def try_case(attempt: Attempt, seed: int, number: int) -> Case:
    """Run one case in this process."""
    process, random = psutil.Process(), Random(f"{seed} {number}")
    before_mb, started_s, kind = process.memory_info().rss / 1e6, time.process_time(), ""
    try:
        attempt(random)
        outcome = "taken"
    except AppError as error:
        words = str(error)
        plain = error.message.isprintable() and 0 < len(words) < _LONGEST_WORDS
        outcome, kind = "refused" if plain else f"said {words[:300]!r}", type(error).__name__
    except Exception as error:
        outcome = f"raised {type(error).__name__}: {str(error)[:300]}"
    seconds, mb = time.process_time() - started_s, process.memory_info().rss / 1e6 - before_mb
    elsewhere = getattr(attempt, "took", None)
    if elsewhere is not None:
        seconds, mb = elsewhere
    return Case(number, outcome, seconds, mb, kind)


def run_target(name: str, *, seed: int, first: int, cases: int, seconds: float) -> Tally:
    """Run cases in processes of their own until there are enough, or the time is up."""
    tally, number, ends_s = Tally(LIMITS.get(name, Limits())), first, time.monotonic() + seconds
    while number < first + cases and time.monotonic() < ends_s:
        command = [sys.executable, __file__, "--worker", "--target", name, "--seed", str(seed)]
        command += ["--first", str(number), "--cases", str(first + cases - number)]
        command += ["--seconds", str(max(1.0, ends_s - time.monotonic()))]
        with (
            tempfile.TemporaryFile(
                "w+", errors="replace"
            ) as complaints,  # a pipe nobody reads would hold the worker up
            subprocess.Popen(command, stdout=subprocess.PIPE, stderr=complaints, text=True) as worker,
        ):
            assert worker.stdout is not None
            started = None
            for line in worker.stdout:
                told = json.loads(line)
                started = told if isinstance(told, int) else None
                if isinstance(told, dict):
                    tally.add(Case(**told))
                    number = told["number"] + 1
            worker.wait()
            complaints.seek(0)
            said = complaints.read()
        if worker.returncode:
            last = number if started is None else started
            tally.add(Case(last, f"ended the process with {worker.returncode}: {said[-300:]}", 0.0, 0.0))
            number = last + 1
    return tally


def _work(target: str, *, seed: int, first: int, cases: int, seconds: float) -> None:
    """Run cases here, and print the number of each before, and what came of it after."""
    with tempfile.TemporaryDirectory() as folder:
        attempt = TARGETS[target](Path(folder))
        try_case(attempt, seed, -1)  # reads the libraries
        ends_s = time.monotonic() + seconds
        for number in range(first, first + cases):
            if time.monotonic() > ends_s:
                return
            print(number, flush=True)
            faulthandler.dump_traceback_later(_HANGS_S, exit=True)
            case = try_case(attempt, seed, number)
            faulthandler.cancel_dump_traceback_later()
            print(json.dumps(asdict(case)), flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=7200.0, help="in all at most (default: 7200)")
    parser.add_argument("--cases", type=int, default=_CASES, help=f"of each target (default: {_CASES})")
    parser.add_argument("--first", type=int, default=0, help="number of the first case")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--target", choices=TARGETS, action="append", help="may be given again (default: all)")
    parser.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    targets = options.target or list(TARGETS)
    if options.worker:
        _work(targets[0], seed=options.seed, first=options.first, cases=options.cases, seconds=options.seconds)
        return 0
    print(_HEADER)
    failures: list[str] = []
    kinds, cases = Counter[str](), 0
    ends_s = time.monotonic() + options.seconds
    for place, name in enumerate(targets):
        share_s = (ends_s - time.monotonic()) / (len(targets) - place)
        tally = run_target(name, seed=options.seed, first=options.first, cases=options.cases, seconds=share_s)
        print(tally.line(name), flush=True)
        kinds += tally.kinds
        cases += tally.cases
        failures += [f"{name}, {failure}" for failure in tally.failures]
    print(f"{cases} cases: {', '.join(f'{count} {kind}' for kind, count in kinds.most_common())}")
    for failure in failures[:50]:
        print(failure)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
