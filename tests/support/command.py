"""What tests of the command line share: how it is run, and how its errors look."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Toonclip = Callable[..., int]
"""Runs `toonclip` with these arguments; returns its exit status."""
Captured = pytest.CaptureFixture[str]


def error_lines(capsys: Captured) -> list[str]:
    """The one or two lines of an error, beside which nothing was printed."""
    captured = capsys.readouterr()
    assert not captured.out
    lines = captured.err.splitlines()
    assert 1 <= len(lines) <= 2
    assert lines[0].startswith("toonclip: ")
    return lines
