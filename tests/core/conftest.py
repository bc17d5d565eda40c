"""Fixtures of the tests that install models."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.hub_stand_in import HubStandIn, serving
from support.model_shelf import Shelf


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, tiny_model_dir: Path) -> Iterator[HubStandIn]:
    with serving(monkeypatch) as stand_in:
        stand_in.add_folder("someone/tiny", tiny_model_dir)
        yield stand_in
