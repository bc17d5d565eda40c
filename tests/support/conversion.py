"""Runs conversions with a generator that inverts the colours."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from core.compositor import ComposeSettings
from core.convert.convert import ConvertSummary, convert
from core.convert.plan import Existing, plan_conversion
from core.frame import Layout
from support.fakes import InvertingGenerator


def run(
    source: Path | Sequence[Path],
    target: Path | None,
    *,
    generator: InvertingGenerator | None = None,
    layout: Layout = Layout.TOON,
    steady: bool = False,
    stop_after: int | None = None,
    keep_metadata: bool = True,
    existing: Existing = Existing.REPLACE,
    recursive: bool = False,
) -> ConvertSummary:
    """Convert; cancelled once `stop_after` pictures are done."""
    done: list[int] = []
    sources = [source] if isinstance(source, Path) else source
    return convert(
        plan_conversion(sources, target, existing=existing, recursive=recursive),
        generator or InvertingGenerator(),
        settings=ComposeSettings(layout=layout, steady=steady),
        progress=lambda count, _: done.append(count),
        cancelled=lambda: stop_after is not None and len(done) >= stop_after,
        keep_metadata=keep_metadata,
    )
