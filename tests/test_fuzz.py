"""Some spoilt input of each kind; `tests/fuzz.py` tries it for as long as one likes."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import AppError
from fuzz import Tally, run_target, try_case
from support.fuzz_targets import LIMITS, TARGETS, Limits

SEED = 7


@pytest.mark.parametrize("name", ["manifest", "settings", "archive", "graph", "yaml", "image", "video"])
def test_what_is_spoilt_is_taken_or_refused_in_words(name: str, tmp_path: Path):
    attempt = TARGETS[name](tmp_path)
    tally = Tally(LIMITS.get(name, Limits()))
    for number in range(60):
        tally.add(try_case(attempt, SEED, number))

    assert tally.failures == []
    assert tally.refused > 5


def test_networks_of_strangers_are_taken_or_refused_in_words():
    tally = run_target("network", seed=SEED, first=0, cases=10, seconds=240)  # memory is that of a process's children

    assert tally.cases == 10
    assert tally.failures == []
    assert tally.refused > 5


def test_a_reader_that_ends_its_process_is_found_and_the_others_go_on():
    tally = run_target("manifest", seed=SEED, first=0, cases=3, seconds=60)

    assert (tally.cases, tally.failures) == (3, [])


def test_what_is_no_refusal_fails():
    def raises(_: object) -> None:
        raise KeyError("surprise")

    def mumbles(_: object) -> None:
        raise AppError("\x1b[2J")

    tally = Tally()
    for number, attempt in enumerate((raises, mumbles)):
        tally.add(try_case(attempt, SEED, number))

    assert len(tally.failures) == 2
    assert "KeyError" in tally.failures[0]
