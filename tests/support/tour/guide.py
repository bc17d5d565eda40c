"""tour_window(): the whole program in this process, taken through a tour; and what came of it, as a table."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from types import GeneratorType

from PIL import Image
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from core.models.places import ModelFolders
from desktop.live.settings import Settings
from desktop.live.source_choice import file_choice
from desktop.program import Program
from desktop.system.log import log_file, open_log
from desktop.system.paths import sample_clip, settings_file
from desktop.system.single_window import OpenWindow, address
from support.model_shelf import packed
from support.samples import write_settings
from support.tour.clips import ClipsVisit
from support.tour.desk import DeskVisit
from support.tour.drops import DropsVisit
from support.tour.models import ModelsVisit
from support.tour.person import Person, Wait
from support.tour.picture import PictureVisit
from support.tour.sources import SourcesVisit
from support.tour.start import StartVisit
from support.tour.stray_windows import StrayWindows
from support.tour.takes import TakesVisit
from support.tour.visit import Feature, Files, Visit
from support.tour.window import WindowVisit

_VISITS = (
    *(StartVisit, PictureVisit, ModelsVisit, WindowVisit, ClipsVisit, TakesVisit),
    *(SourcesVisit, DropsVisit, DeskVisit),
)
_POLL_MS, _PATIENCE_S = 40, 90.0
_HEAD = "feature                  by          s  what came of it"


@dataclass(slots=True)
class Outcome:
    """What came of a feature by mouse or by keys; `failure` is empty where all went well."""

    feature: str
    way: str
    seconds: float = 0.0
    failure: str = ""

    def __str__(self) -> str:
        return f"{self.feature:24} {self.way:6} {self.seconds:5.1f}  {self.failure or 'done'}"


def tour_window(folder: Path, language: str, theme: str, *, only: tuple[str, ...] = ()) -> int:
    """Show the window, go through the tour, close it, print the table. Main thread.

    Returns:
        0; 1 when something did not happen.
    """
    with tempfile.TemporaryDirectory() as home:
        files = _files(Path(home))
        settings = Settings.model_validate({"language": language, "theme": theme, "save_folder": str(files.clips)})
        settings_file().parent.mkdir(parents=True, exist_ok=True)
        write_settings(settings, settings_file())
        open_log(log_file())
        app = QApplication(sys.argv[:1])
        app.setQuitOnLastWindowClosed(False)
        broken = file_choice(files.broken)
        program = Program(app, broken, None, ModelFolders(user=Path(home) / "models"), settings_file())
        later_starts = OpenWindow(address())
        later_starts.hear(lambda request: program.calls.post(partial(program.open, request)))
        person = Person(folder)
        visits = [kind(program, person, files) for kind in _VISITS]
        features = chain.from_iterable(((visit, feature) for feature in visit.features()) for visit in visits)
        print(f"{folder.name}: {_HEAD}", flush=True)
        guide = _Guide(program, person, [one for one in features if not only or one[1].name in only])
        strays = StrayWindows(app)
        program.show()
        guide.start()
        app.exec()
        later_starts.close()
        print(guide.summary(), flush=True)
        if strays.seen:
            print(f"windows that nobody asked for: {', '.join(sorted(strays.seen))}", flush=True)
        return 1 if strays.seen or any(outcome.failure for outcome in guide.outcomes) else 0


class _Guide:
    """Leads through the features; what does not happen in time is a failure, and the next begins."""

    def __init__(self, program: Program, person: Person, features: Iterable[tuple[Visit, Feature]]) -> None:
        self._program, self._person = program, person
        self._ways = _ways(features)
        self._steps: Wait = iter(())
        self._until: Callable[[], object] = lambda: True
        self._deadline_s = self._began_s = 0.0
        self._ended = False
        self.outcomes: list[Outcome] = []
        self._timer = QTimer(interval=_POLL_MS)
        self._timer.timeout.connect(self._on_timeout)

    def start(self) -> None:
        self._timer.start()

    def summary(self) -> str:
        done = sum(not outcome.failure for outcome in self.outcomes)
        return f"{done} of {len(self.outcomes)} done"

    def _on_timeout(self) -> None:
        self._timer.stop()  # a step may take longer than the interval
        try:
            if self._until():
                self._go_on()
            elif time.monotonic() > self._deadline_s:
                self._fail(f"what is waited for does not come: {_where(self._steps)}")
        except Exception as error:
            self._fail(f"{error!r}: {_where(self._steps)}")
        if not self._ended:
            self._timer.start()

    def _go_on(self) -> None:
        step = next(self._steps, None)
        if step is None:
            self._begin_next()
        elif isinstance(step, int):
            ready_s = time.monotonic() + step / 1e3
            self._wait_for(lambda: time.monotonic() >= ready_s)
        else:
            assert callable(step), step
            self._wait_for(step)

    def _begin_next(self) -> None:
        if self.outcomes:
            self.outcomes[-1].seconds = time.monotonic() - self._began_s
            print(self.outcomes[-1], flush=True)
        outcome, self._steps = next(self._ways, (None, iter(())))
        self._began_s = time.monotonic()
        if outcome is None:
            self._ended = True
            self._program.window.leave()
        else:
            self.outcomes.append(outcome)
            self._wait_for(lambda: True)

    def _fail(self, words: str) -> None:
        if self.outcomes:
            self.outcomes[-1].failure = words
            self._person.look(f"failed-{self.outcomes[-1].feature}".replace(" ", "-"))
        self._steps = iter(())
        self._wait_for(lambda: True)

    def _wait_for(self, condition: Callable[[], object]) -> None:
        self._until, self._deadline_s = condition, time.monotonic() + _PATIENCE_S


def _ways(features: Iterable[tuple[Visit, Feature]]) -> Iterator[tuple[Outcome, Wait]]:
    def ready_and(visit: Visit, steps: Callable[[], Wait]) -> Wait:
        yield from visit.make_ready()
        yield from steps()

    for visit, feature in features:
        for way, steps in feature.ways():
            yield Outcome(feature.name, way), steps() if feature.as_it_is else ready_and(visit, steps)


def _where(steps: object) -> str:
    """The line that steps have come to."""
    line = ""
    while isinstance(steps, GeneratorType):
        frame = steps.gi_frame
        if frame is not None:
            line = f"{Path(frame.f_code.co_filename).name}:{frame.f_lineno}"
        steps = steps.gi_yieldfrom
    return line


def _files(home: Path) -> Files:
    from core.media.poster import poster

    pictures, clips = home / "Holidays", home / "Clips"
    pictures.mkdir()
    clips.mkdir()
    face = Image.fromarray(poster(sample_clip(), 640, 480)[0])
    for number, turn in enumerate((0, 8, -8), 1):
        face.rotate(turn).save(pictures / f"Beach {number}.jpg")
    letter, broken = home / "letter.onnx", home / "Broken.mp4"
    letter.write_bytes(b"not a network")
    broken.write_bytes(sample_clip().read_bytes()[:3000])
    film = Path(shutil.copy(sample_clip(), home / "Birthday.mp4"))
    return Files(film, broken, pictures, letter, _model(home), clips)


def _model(home: Path) -> Path:
    """One of ours under another name, packed."""
    folder = Path(shutil.copytree(ModelFolders().bundled / "watercolour", home / "unpacked"))
    manifest = folder / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"id": "my-own", "title": "My own"}))
    return packed(folder, home / "My own.toonclip")
