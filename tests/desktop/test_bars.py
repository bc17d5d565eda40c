"""The bars of `toonclip bench --live`: what is met, and by how much the rest is missed."""

from __future__ import annotations

import json

import pytest

from desktop.command_line import bars_command
from desktop.command_line.bars_command import Bar, bars_of
from support.command import Toonclip

FIGURES = {
    "camera": "1280x720@30",
    "recording": True,
    "fps": 27.5,
    "kept_ratio": 0.97,
    "latency_ms": {"p50": 40.0, "p95": 60.0},
    "event_loop_ms": [0.1, 9.0],
    "strip_ms": [0.1, 12.0],
    "switching_ms": [0.1, 19.0],
    "first_toon_s": 2.5,
    "model": "comic-hero",
    "working_sizes": ["256x144"],
    "generator_ms": {"p50": 20.0},
    "cores": 1.5,
    "others_cores": 0.0,
}


def test_a_bar_says_by_how_much_it_is_missed() -> None:
    missed = {bar.name.partition(": ")[2]: round(bar.missing, 2) for bar in bars_of(FIGURES)}

    assert missed == {
        "toons a second": 1.5,
        "share kept of the generator's rate": 0.0,
        "latency, ms, 95 %": 0.0,
        "delay of the event loop, ms, 99 %": 3.0,
        "first toon, s after the start": 0.0,
    }
    assert Bar("x", 1.0, 1.0).missing == Bar("x", 1.0, 1.0, at_least=True).missing == 0


@pytest.mark.slow
def test_without_a_camera_every_case_is_measured_in_a_process_of_its_own(
    toonclip: Toonclip, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bars_command, "_CASES", (("--camera", "64x48@30"),))
    monkeypatch.delenv("QT_QPA_PLATFORM")  # no display: the window is measured all the same
    monkeypatch.delenv("DISPLAY", raising=False)

    assert toonclip("bench", "--live", "--seconds", "0.3", "--json") in {0, 1}
    told = json.loads(capsys.readouterr().out)
    assert [case["camera"] for case in told["cases"]] == ["64x48@30"]
    assert {bar["bound"] for bar in told["bars"]} == {29.0, 0.95, 16.0, 3.0}


def test_the_bars_are_printed_below_the_cases(
    toonclip: Toonclip, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bars_command, "_measured", lambda *_given: FIGURES)

    assert toonclip("bench", "--live") == 1
    told = capsys.readouterr().out
    assert "1280x720@30, recording 27.5 40, 60" in " ".join(told.split())
    assert "missed by 1.50" in told


def test_a_case_that_fails_is_told(
    toonclip: Toonclip, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bars_command, "_CASES", (("--camera", "nowhere"),))
    assert toonclip("bench", "--live", "--seconds", "0.3") == 1
    assert "nowhere" in capsys.readouterr().err


def test_a_model_that_is_not_there_is_a_mistake_and_no_failed_case(
    toonclip: Toonclip, capsys: pytest.CaptureFixture[str]
) -> None:
    assert toonclip("bench", "--live", "--model", "nowhere") == 2
    assert capsys.readouterr().err.startswith("toonclip: There is no model “nowhere”.")
