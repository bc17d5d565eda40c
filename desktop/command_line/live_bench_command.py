"""`toonclip bench --live`: the whole program as a person uses it, on a synthetic camera."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from core.benchmark.live import LivePlan, alone_ms, run_live
from core.benchmark.meter import LiveReport
from core.cores import processor_name, usable_cores
from core.foreign.opening import OpeningLibrary, load_model
from core.models.library import InstalledModel
from core.models.places import ModelFolders
from core.previews import WIDTH_PX
from core.sinks.recorder import RecordingSummary
from core.sources.synthetic import SyntheticSource
from desktop.command_line.terminal import StopRequest, print_json

_OK, _INTERRUPTED = 0, 130
_WARM_UP_S = 14.0  # ten seconds after its first choice the ladder makes one that knows of the clip
_QUIET_CORES = 0.1


@dataclass(frozen=True, slots=True)
class LiveCase:
    """What is measured.

    Attributes:
        camera: width and height in px, frames a second.
        seconds: how long.
        record: with a clip being recorded.
        window: in the window, up to the paint.
        target_fps: that the ladder holds.
        fixed_px: the longer side at which is drawn; None: as large as the rate allows.
    """

    camera: tuple[int, int, float]
    seconds: float
    record: bool = False
    window: bool = False
    target_fps: float = 30.0
    fixed_px: int | None = None


def bench_live(model: str | None, folders: ModelFolders, case: LiveCase, *, as_json: bool) -> int:
    """Measure and print the figures."""
    library = OpeningLibrary(folders.bundled, folders.user)
    installed = library.default() if model is None else library.open(model)
    source = SyntheticSource(*case.camera)
    plan = LivePlan(_WARM_UP_S, case.seconds, case.record, case.target_fps, case.fixed_px)
    window: dict[str, object] = {}
    with StopRequest() as stop, tempfile.TemporaryDirectory(prefix="toonclip-bench-") as folder:
        if case.window:
            from desktop.benchmark.measured_window import MeasuredWindow
            from desktop.system.qt_check import require_window

            require_window()
            load_small = partial(load_model, threads=1, longer_side=WIDTH_PX)
            shown = MeasuredWindow(Path(folder), library, load_model, plan, load_small=load_small)
            report = shown.measure(source, installed, cancelled=stop.requested)
            clip, window = shown.clip, asdict(shown.figures)
        else:
            report, clip = run_live(source, load_model(installed), plan, cancelled=stop.requested)
    figures = _figures(installed.manifest.id, case, report, clip) | _rounded(window)
    figures |= _kept(installed, case, report)
    if as_json:
        print_json(figures)
    else:
        _print(figures)
    return _INTERRUPTED if stop.requested() else _OK


def _figures(model: str, case: LiveCase, report: LiveReport, clip: RecordingSummary | None) -> dict[str, object]:
    width, height, fps = case.camera
    return {
        "processor": processor_name(),
        "usable_cores": usable_cores(),
        "model": model,
        "camera": f"{width}x{height}@{fps:g}",
        "surface": "window" if case.window else "none",
        "recording": case.record,
        "fps": round(report.fps, 2),
        "latency_ms": {"p50": round(report.latency_ms[0], 1), "p95": round(report.latency_ms[1], 1)},
        "generator_ms": {"p50": round(report.generator_ms[0], 1), "p95": round(report.generator_ms[1], 1)},
        "working_sizes": [f"{columns}x{rows}" for columns, rows in report.working_sizes],
        "dropped": report.dropped,
        "clip_frames": clip.frames_written if clip else None,
        "clip_frames_dropped": clip.frames_dropped if clip else None,
        "stages_ms": {name: round(mean_ms, 2) for name, mean_ms in report.stages_ms},
        "cores": round(report.cores, 2),
        "others_cores": round(report.others_cores, 2),
        "threads": {name: round(share, 3) for name, share in report.threads},
        "rss_mb": round(report.rss_mb, 1),
    }


def _rounded(window: dict[str, object]) -> dict[str, object]:
    return {
        name: [round(part, 2) for part in value] if isinstance(value, tuple) else value
        for name, value in window.items()
    }


def _kept(installed: InstalledModel, case: LiveCase, report: LiveReport) -> dict[str, object]:
    """How much is shown of what the generator could do alone, and no more than the camera delivers."""
    longer_side = max(report.working_sizes[-1]) if report.working_sizes else None
    generator = load_model(installed, longer_side=longer_side)
    try:
        alone = alone_ms(generator, SyntheticSource(*case.camera))
    finally:
        generator.close()
    possible_fps = min(case.camera[2], 1e3 / alone)
    return {"generator_alone_ms": round(alone, 1), "kept_ratio": round(report.fps / possible_fps, 3)}


def _print(figures: Mapping[str, Any]) -> None:
    where = "in the window" if figures["surface"] == "window" else "without the window"
    recording = ", recording" if figures["recording"] else ""
    print(f"{figures['model']} on {figures['processor']}, {figures['usable_cores']} cores")
    print(f"camera {figures['camera']}{recording}, {where}; network {', then '.join(figures['working_sizes'])}")
    latency, generator = figures["latency_ms"], figures["generator_ms"]
    print(f"shown      {figures['fps']:6.1f} fps, {figures['dropped']} of the camera's pictures were not")
    print(f"latency    {latency['p50']:6.1f} ms median, {latency['p95']:.1f} ms 95 %")
    print(f"generator  {generator['p50']:6.1f} ms median, {generator['p95']:.1f} ms 95 %", end="")
    print(f"; alone {figures['generator_alone_ms']:.1f} ms, of whose rate {figures['kept_ratio']:.0%} is kept")
    if figures["recording"]:
        print(f"clip       {figures['clip_frames']:6} pictures, {figures['clip_frames_dropped']} were not encoded")
    if "first_toon_s" in figures:
        print(f"first toon {figures['first_toon_s']:6.1f} s after the start")
        print(f"event loop {figures['event_loop_ms'][1]:6.1f} ms delay 99 %", end="")
        print(f"; {figures['strip_ms'][1]:.1f} ms with the strip of models open", end="")
        print(f"; {figures['switching_ms'][1]:.1f} ms while {figures['switched']} other models were chosen")
    _print_table("of a picture's latency", figures["stages_ms"], "ms")
    _print_table("of the processor", figures["threads"], "cores")
    print(f"memory     {figures['rss_mb']:6.0f} MB")
    if figures["others_cores"] > _QUIET_CORES:
        print(f"Other programs took {figures['others_cores']:.1f} cores meanwhile: measure again when they rest.")


def _print_table(title: str, rows: Mapping[str, float], unit: str) -> None:
    print(f"\n{title}, mean")
    for name, value in (*rows.items(), ("together", sum(rows.values()))):
        print(f"  {name:<24}{value:7.2f} {unit}")
