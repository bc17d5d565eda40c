"""What a recording, its sound and the last ten seconds cost: frames a second and the processor's share, in turns.

Run: python tests/benchmarks/recording_cost.py. The bundled Comic Hero draws a synthetic camera of 1280 x 720 px at 30
frames a second; the sound is a tone in blocks of 10 ms.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

from core.frame import ComposedFrame
from core.generators.loader import load_generator
from core.models.library import ModelLibrary
from core.models.places import bundled_models_dir
from core.session import Session
from core.sources.synthetic import SyntheticSource
from support.fake_microphone import FakeMicrophone

_CASES = ("neither", "the last ten seconds", "a silent recording", "a recording with sound")


class _Counter:
    """Counts the frames that come."""

    def __init__(self) -> None:
        self.frames = 0

    def submit(self, composed: ComposedFrame) -> None:
        self.frames += 1


def measure(session: Session, view: _Counter, case: str, seconds: float, folder: Path) -> tuple[float, float]:
    """Frames a second, and processors in use."""
    session.set_replay(10 if case == _CASES[1] else 0)
    session.set_microphone(FakeMicrophone() if case == _CASES[3] else None)
    if case in _CASES[2:]:
        session.start_recording(folder / f"{time.monotonic_ns()}.mp4")
    time.sleep(1.0)
    frames, began_s, used_s = view.frames, time.perf_counter(), time.process_time()
    time.sleep(seconds)
    lasted_s = time.perf_counter() - began_s
    result = (view.frames - frames) / lasted_s, (time.process_time() - used_s) / lasted_s
    if session.recording:
        session.stop_recording()
    return result


def main() -> int:
    parser = argparse.ArgumentParser(description="What recording costs.")
    parser.add_argument("--seconds", type=float, default=6.0, help="of each measurement")
    parser.add_argument("--turns", type=int, default=4)
    options = parser.parse_args()
    view = _Counter()
    session = Session(view, lambda _event: None)
    model = next(
        model
        for model in ModelLibrary(bundled_models_dir(), bundled_models_dir()).models()
        if model.manifest.id == "comic-hero"
    )
    session.set_generator(load_generator(model))
    session.set_source(SyntheticSource())
    found: dict[str, list[tuple[float, float]]] = {case: [] for case in _CASES}
    with tempfile.TemporaryDirectory() as folder:
        time.sleep(3.0)
        for _ in range(options.turns):
            for case in _CASES:
                found[case].append(measure(session, view, case, options.seconds, Path(folder)))
    session.close()
    print(f"{'':24} fps   processors in use")
    for case, figures in found.items():
        fps, used = (statistics.median(column) for column in zip(*figures, strict=True))
        print(f"{case:24} {fps:4.1f}  {used:4.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
