"""The benchmark's figures, on the smallest picture."""

import json

import pytest

from training.benchmark import Candidate, benchmark
from training.cli import main


@pytest.mark.slow
def test_networks_are_measured_and_sorted_and_failures_come_last(capsys):
    command = [
        "benchmark",
        "--architectures",
        "squeeze_unet",
        "nonesuch",
        "--size",
        "64x64",
        "--threads",
        "1",
        "--json",
    ]

    assert main(command) == 0

    *found, last = json.loads(capsys.readouterr().out)
    assert {item["precision"]: item["architecture"] for item in found} == {
        "fp32": "squeeze_unet",
        "int8": "squeeze_unet",
    }
    first = next(item for item in found if item["precision"] == "fp32")
    assert first["provider"] == "CPU"
    assert 1.5 < first["parameters_million"] < 2
    assert 0.05 < first["gflop"] < 1
    assert 0 < first["p50_ms"] <= first["p95_ms"]
    assert "no architecture 'nonesuch'" in last["error"]


@pytest.mark.slow
def test_networks_are_timed_in_turns():
    """A machine that is slower for some seconds slows them all down."""
    asked: list[str] = []

    def times_ms(candidate: Candidate) -> list[float]:
        asked.append(candidate.path.stem)
        return [float(len(asked))]

    found = benchmark(["squeeze_unet"], [], [(64, 64)], threads=1, times_ms=times_ms)

    assert asked == ["fp32", "int8"] * 4
    assert [(item.precision, item.p50_ms) for item in found] == [("fp32", 4), ("int8", 5)]


def test_a_size_that_the_network_does_not_take_is_said(capsys):
    assert main(["benchmark", "--architectures", "squeeze_unet", "--size", "100x64"]) == 0
    assert "multiples of 32" in capsys.readouterr().out
