"""A short run of tests/fuzz.py; `python tests/fuzz.py --files 10000` is a long one."""

from pathlib import Path

import fuzz


def test_damaged_files_end_in_plain_words(tmp_path: Path):
    outcomes = fuzz.fuzz(110, 0, tmp_path)

    assert [words for outcome in outcomes.values() for words in outcome.broken] == []
    assert sum(outcome.ways["refused"] for outcome in outcomes.values()) > 40
