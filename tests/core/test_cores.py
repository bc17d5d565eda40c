"""How many processors may be used: affinity and the quotas of both kinds of control groups."""

import os
import sys
from pathlib import Path

import pytest

from core.cores import processor_name, usable_cores
from core.generators.onnx import default_threads


@pytest.fixture(autouse=True)
def sixteen_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(16)), raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 64)


@pytest.mark.parametrize(
    ("limit", "cores"),
    [
        ("200000 100000", 2),
        ("150000 100000", 2),
        ("50000 100000", 1),
        ("6400000 100000", 16),
        ("max 100000", 16),
        ("100000 0", 16),
        ("", 16),
    ],
)
def test_the_quota_of_a_container(limit: str, cores: int, tmp_path: Path):
    (tmp_path / "cpu.max").write_text(limit)

    assert usable_cores(tmp_path) == cores


@pytest.mark.parametrize(("quota", "cores"), [("300000", 3), ("-1", 16)])
def test_the_quota_of_an_older_container(quota: str, cores: int, tmp_path: Path):
    (tmp_path / "cpu").mkdir()
    (tmp_path / "cpu" / "cpu.cfs_quota_us").write_text(f"{quota}\n")
    (tmp_path / "cpu" / "cpu.cfs_period_us").write_text("100000\n")

    assert usable_cores(tmp_path) == cores


def test_without_control_groups_the_affinity_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    assert usable_cores(tmp_path) == 16
    monkeypatch.delattr(os, "sched_getaffinity")
    assert usable_cores(tmp_path) == 64


@pytest.mark.parametrize(("cores", "threads"), [(1, 1), (2, 2), (3, 2), (4, 3), (8, 7), (64, 8)])
def test_the_networks_threads_leave_a_core_where_there_are_more_than_two(
    cores: int, threads: int, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("core.generators.onnx.usable_cores", lambda: cores)

    assert default_threads() == threads


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS is asked another way")
def test_the_processor_is_named_and_where_it_does_not_say_so_is_its_kind(tmp_path: Path):
    cpuinfo = tmp_path / "cpuinfo"
    cpuinfo.write_bytes(b"processor\t: 0\nmodel name\t: Some \xff Processor @ 2 GHz\nflags\t\t: fpu\n")

    assert processor_name(cpuinfo) == "Some \ufffd Processor @ 2 GHz"
    assert processor_name(tmp_path / "none")
