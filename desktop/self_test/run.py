"""`toonclip --self-test`: the real program on the synthetic camera through every bundled model, judged. No Qt."""

from __future__ import annotations

import faulthandler
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from importlib import import_module
from pathlib import Path

from core.apart import NoAnswerError, run_apart
from core.errors import AppError, SoundLibraryMissing
from core.foreign.opening import OpeningLibrary
from core.generators.base import ImageGenerator
from core.generators.loader import load_generator
from core.media.clip_check import check_clip
from core.models.library import InstalledModel
from core.sound_library import sound_library
from desktop.self_test.process_age import process_age_s
from desktop.self_test.program import TestedProgram

_GRACE_S = 60.0
_LEAST_FRAMES = 3
"""After the recording has begun, however slow the machine: the last of them is surely in the clip."""
_OK, _FAILED = 0, 1


@dataclass(slots=True)
class ModelResult:
    """What one model did. `first_frame_ms`: from being chosen, so it holds the loading, to its first toon shown."""

    frames: int = 0
    fps: float = 0.0
    first_frame_ms: float = 0.0
    provider: str = ""
    precision: str = ""


@dataclass(slots=True)
class SelfTestReport:
    """Printed as one JSON line.

    Attributes:
        surface: "window" or "none".
        clip: the recording as read back.
        sound: version of PortAudio; or why nothing can be heard, which is no failure: the system brings it.
    """

    surface: str
    ok: bool = False
    start_to_first_toon_s: float | None = None
    models: dict[str, ModelResult] = field(default_factory=dict[str, ModelResult])
    clip: dict[str, float] = field(default_factory=dict[str, float])
    sound: str = ""
    failures: list[str] = field(default_factory=list[str])


def run_self_test(seconds: float, models: Path, *, in_window: bool) -> int:
    """Run the test, print the report as one JSON line. Blocks, for `seconds` and a bounded start and end.

    Args:
        seconds: how long, for all models together.
        models: folder of the bundled models.
        in_window: in the real window, else in the engine alone.

    Returns:
        The exit status: 0 when every model drew and the clip plays.
    """
    if sys.__stderr__ is not None:  # a windowed program of Windows has none
        faulthandler.dump_traceback_later(seconds + 2 * _GRACE_S, exit=True, file=sys.__stderr__)
    report = SelfTestReport("window" if in_window else "none")
    library = OpeningLibrary(models, models / "none")
    report.failures += [problem.message for problem in library.problems()]
    try:
        _test_parts(report)
        _test(library, seconds, report)
    except AppError as error:
        report.failures.append(error.message)
    finally:
        faulthandler.cancel_dump_traceback_later()
    report.ok = not report.failures
    print(json.dumps(asdict(report), ensure_ascii=False), flush=True)
    return _OK if report.ok else _FAILED


def _test_parts(report: SelfTestReport) -> None:
    """What is read when it is first needed, and could be missing from a bundle without anybody's noticing."""
    try:
        report.sound = sound_library().get_portaudio_version()[1]
    except SoundLibraryMissing as missing:
        report.sound = missing.message
    except ImportError as error:
        report.failures.append(f"The part for sound is missing: {error}")
    try:
        import_module("core.media.images")
    except ImportError as error:
        report.failures.append(f"The part for images is missing: {error}")
    try:
        run_apart(os.getpid, longest_s=_GRACE_S)
    except NoAnswerError as error:
        report.failures.append(f"Work in a process of its own does not work: it {error}.")


def _test(library: OpeningLibrary, seconds: float, report: SelfTestReport) -> None:
    models = library.models()
    if not models:
        report.failures.append("No model is bundled.")
        return
    loaded: dict[str, ImageGenerator] = {}

    def load(model: InstalledModel) -> ImageGenerator:
        return loaded.setdefault(model.manifest.id, load_generator(model))

    with tempfile.TemporaryDirectory(prefix="toonclip-self-test-", ignore_cleanup_errors=True) as folder:
        program = _program(report.surface, Path(folder), library, load)
        try:
            program.drive(_steps(program, models, seconds, report), seconds + _GRACE_S)
        except AppError as error:
            report.failures.append(error.message)
        report.failures += program.failures
        _describe(program, loaded, report)


def _program(
    surface: str, folder: Path, library: OpeningLibrary, load: Callable[[InstalledModel], ImageGenerator]
) -> TestedProgram:
    if surface == "window":
        from desktop.system.qt_check import require_window

        require_window()
        from desktop.self_test.window import TestedWindow

        return TestedWindow(folder, library, load)
    from desktop.self_test.headless import TestedEngine

    return TestedEngine(folder, load)


def _steps(
    program: TestedProgram, models: list[InstalledModel], seconds: float, report: SelfTestReport
) -> Iterator[Callable[[], bool]]:
    """What is done; each step yields what has to become true before the next one."""
    for model in models:
        name = model.manifest.id
        chosen_s = time.perf_counter()
        program.choose(model)
        yield lambda name=name: bool(program.toons.times_s(name))
        first_ms = (program.toons.times_s(name)[0] - chosen_s) * 1e3
        report.models[name] = ModelResult(first_frame_ms=round(first_ms, 1))
        if report.start_to_first_toon_s is None:
            report.start_to_first_toon_s = round(process_age_s(), 2)
            program.start_recording()
            yield lambda: program.recording
        end_s = time.perf_counter() + seconds / len(models)
        enough = len(program.toons.times_s(name)) + _LEAST_FRAMES
        yield (
            lambda name=name, end_s=end_s, enough=enough: (
                time.perf_counter() > end_s and len(program.toons.times_s(name)) >= enough
            )
        )
    program.stop_recording()
    yield lambda: program.clip is not None


def _describe(program: TestedProgram, loaded: dict[str, ImageGenerator], report: SelfTestReport) -> None:
    for name, result in report.models.items():
        times_s = program.toons.times_s(name)
        result.frames = len(times_s)
        if result.frames > 1:
            result.fps = round((len(times_s) - 1) / (times_s[-1] - times_s[0]), 2)
        with suppress(KeyError):
            result.provider, result.precision = loaded[name].provider, loaded[name].precision
    clip = program.clip
    if clip is None:
        return
    facts = check_clip(clip.path)
    report.clip = {
        "frames": facts.frames,
        "duration_s": round(facts.duration_s, 3),
        "dropped": clip.frames_dropped,
        "bytes": clip.path.stat().st_size,
    }
    if facts.frames != clip.frames_written or facts.duration_s <= 0:
        report.failures.append(f"The clip holds {facts.frames} frames, {clip.frames_written} were written.")
