"""`toonclip bench`: how fast a model is, alone and in the engine."""

from __future__ import annotations

from core.benchmark.engine import BenchmarkReport, run_benchmark
from core.foreign.opening import load_model
from core.generators.choice import ProviderChoice
from core.generators.onnx import default_threads
from core.models.places import ModelFolders
from desktop.command_line.commands import find_model
from desktop.command_line.terminal import Progress, StopRequest, print_json

_OK, _INTERRUPTED = 0, 130


def bench(
    model: str | None,
    folders: ModelFolders,
    *,
    size: tuple[int, int],
    threads: int | None,
    seconds: float,
    as_json: bool,
) -> int:
    """Measure a model alone and in the engine."""
    installed = find_model(model, folders)
    width, height = size
    threads = threads or default_threads()
    provider = ProviderChoice(load_model).best(installed)  # as in the window; a trial is `toonclip providers`
    generator = load_model(installed, provider, threads=threads)
    try:
        with StopRequest() as stop, Progress("slice") as progress:
            report = run_benchmark(
                generator,
                width=width,
                height=height,
                seconds=seconds,
                progress=progress,
                cancelled=stop.requested,
            )
    finally:
        generator.close()
    sizes = {"size": f"{width}x{height}", "network_size": "{}x{}".format(*generator.placement(width, height).padded)}
    figures = _bench_figures(report, installed.manifest.id, sizes, threads=threads)
    if as_json:
        print_json(figures)
    else:
        _print_bench(report, figures)
    return _INTERRUPTED if stop.requested() else _OK


def _bench_figures(report: BenchmarkReport, model_id: str, sizes: dict[str, str], *, threads: int) -> dict[str, object]:
    def spread(values_ms: tuple[float, float]) -> dict[str, float]:
        return {"p50": round(values_ms[0], 2), "p95": round(values_ms[1], 2)}

    return {
        "model": model_id,
        "provider": report.provider,
        "precision": report.precision,
        **sizes,
        "threads": threads,
        "generator_ms": spread(report.generator_ms),
        "generator_fps": round(report.generator_fps, 2),
        "pipeline_fps": round(report.pipeline_fps, 2),
        "overhead_ratio": round(report.overhead_ratio, 3),
        "latency_ms": spread(report.latency_ms),
        "dropped": report.dropped,
        "rss_mb": round(report.rss_mb, 1),
    }


def _print_bench(report: BenchmarkReport, figures: dict[str, object]) -> None:
    print(
        f"{figures['model']} ({report.precision}) on {report.provider}, {figures['threads']} threads, "
        f"camera {figures['size']}, network {figures['network_size']}"
    )
    alone, piped = report.generator_ms, report.latency_ms
    print(f"generator  {report.generator_fps:6.1f} fps   {alone[0]:6.1f} ms median, {alone[1]:.1f} ms 95 %")
    print(f"pipeline   {report.pipeline_fps:6.1f} fps   {piped[0]:6.1f} ms median latency, {piped[1]:.1f} ms 95 %")
    print(f"overhead ratio {report.overhead_ratio:.2f}, {report.dropped} frames dropped, {report.rss_mb:.0f} MB memory")
