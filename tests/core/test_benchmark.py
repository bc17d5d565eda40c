"""The benchmark measures both, counts drops, and reports what goes wrong."""

import time

import pytest

from core.benchmark.engine import BenchmarkReport, run_benchmark
from core.errors import GenerateFailed
from core.frame import RgbImage
from support.fakes import InvertingGenerator


class SteadyGenerator(InvertingGenerator):
    """Takes 10 ms, as a network on a processor of its own would."""

    def generate(self, image: RgbImage) -> RgbImage:
        ends = time.perf_counter() + 0.01
        while time.perf_counter() < ends:
            self.proceed.wait(0)
        return super().generate(image)


def run(generator: InvertingGenerator, *, seconds: float = 0.5) -> BenchmarkReport:
    return run_benchmark(
        generator, width=64, height=48, seconds=seconds, progress=lambda *_: None, cancelled=lambda: False
    )


def test_both_rates_are_measured_and_the_generator_stays_open() -> None:
    generator = SteadyGenerator()

    report = run(generator)

    assert 20 < report.generator_fps <= 100
    assert 0 < report.pipeline_fps <= 100
    assert report.overhead_ratio == report.pipeline_fps / report.generator_fps
    assert 10 <= report.generator_ms[0] <= report.generator_ms[1]
    assert 10 <= report.latency_ms[0] <= report.latency_ms[1]
    assert report.dropped >= 0
    assert report.rss_mb > 10
    assert not generator.closed


def test_slices_are_told_and_a_stop_reports_what_there_is() -> None:
    told: list[tuple[int, int]] = []

    report = run_benchmark(
        InvertingGenerator(),
        width=64,
        height=48,
        seconds=0.2,
        progress=lambda done, total: told.append((done, total)),
        cancelled=lambda: len(told) >= 4,
    )

    assert told == [(1, 10), (2, 10), (3, 10), (4, 10)]
    assert report.pipeline_fps > 0


def test_a_generator_that_fails_in_the_pipeline_is_reported() -> None:
    class FailsLater(SteadyGenerator):
        def generate(self, image: RgbImage) -> RgbImage:
            if self.calls > 8:
                raise GenerateFailed("The network met a NaN.")
            return super().generate(image)

    with pytest.raises(GenerateFailed):
        run(FailsLater())
