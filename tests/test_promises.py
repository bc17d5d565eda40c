"""SECURITY.md: every promise names a test, and every test that is named is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "SECURITY.md").read_text("utf-8")
NAMED = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", PAGE)


def test_every_promise_names_a_test():
    promised = PAGE.partition("## What is promised")[2].partition("## What is not promised")[0]
    promises = re.split(r"\n- ", promised)[1:]

    assert len(promises) > 10
    assert [promise for promise in promises if "`tests/" not in promise] == []


@pytest.mark.parametrize(("path", "name"), NAMED, ids=lambda part: part)
def test_a_named_test_is_there(path: str, name: str):
    text = (ROOT / path).read_text("utf-8")

    assert f"def {name or 'test_'}" in text
