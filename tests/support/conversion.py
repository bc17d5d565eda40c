"""Runs conversions with a generator that inverts the colours."""

from __future__ import annotations

from pathlib import Path

from core.compositor import ComposeSettings
from core.convert.convert import ConvertSummary, convert
from core.frame import Layout
from support.fakes import InvertingGenerator


def run(
    source: Path,
    target: Path,
    *,
    generator: InvertingGenerator | None = None,
    layout: Layout = Layout.TOON,
    stop_after: int | None = None,
    keep_metadata: bool = True,
) -> ConvertSummary:
    """Convert; cancelled once `stop_after` pictures are done."""
    done: list[int] = []
    return convert(
        source,
        target,
        generator or InvertingGenerator(),
        settings=ComposeSettings(layout=layout),
        progress=lambda count, _: done.append(count),
        cancelled=lambda: stop_after is not None and len(done) >= stop_after,
        keep_metadata=keep_metadata,
    )
