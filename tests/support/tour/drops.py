"""Files that come from elsewhere: dragged over the window, dropped, pasted; and wrong ones while a clip is recorded."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QUrl
from PySide6.QtGui import QGuiApplication

from desktop.live.clip_recording import RecordingState
from support.tour import dragged
from support.tour.person import Wait
from support.tour.visit import Feature, Visit, at

_PLACE = QPoint(300, 0)
"""Of the other program's window, px of the screen."""


class DropsVisit(Visit):
    def features(self) -> list[Feature]:
        return [
            Feature("film from elsewhere", self._film_by_mouse, self._film_by_keys),
            Feature("picture from elsewhere", self._picture_by_mouse, self._picture_by_keys),
            Feature("folder from elsewhere", self._folder_by_mouse, None),
            Feature("nothing usable", self._useless_by_mouse, self._useless_by_keys),
            Feature("wrong file while recording", self._wrong_by_mouse, self._wrong_by_keys),
            Feature("another film while recording", None, self._another_while_recording),
        ]

    def _film_by_mouse(self) -> Wait:
        yield from self._dropped(self.files.film, "film")
        yield self.window.film_bar.isVisible
        yield lambda: self.shows_another

    def _film_by_keys(self) -> Wait:
        self._copied_elsewhere(self.files.film)
        self.person.press("ctrl+v")
        yield self.window.film_bar.isVisible
        yield lambda: self.shows_another

    def _picture_by_mouse(self) -> Wait:
        yield from self._dropped(self._picture, "picture")
        yield lambda: self.shows_another
        yield from self.looked("dropped-picture")
        self.person.click(self.controls.snapshot)
        yield lambda: self.card("snapshot")

    def _picture_by_keys(self) -> Wait:
        """In another style, and saved."""
        self._copied_elsewhere(self._picture)
        self.person.press("ctrl+v")
        yield lambda: self.shows_another
        before = self.live.models.current
        self.person.press("bracketright")
        yield lambda: self.live.models.current != before
        self.person.press("s")
        yield lambda: self.card("snapshot")
        yield from self.looked("pasted-file")
        self.person.press("bracketleft")
        yield lambda: self.live.models.current == before

    def _folder_by_mouse(self) -> Wait:
        yield from self._dropped(self.files.pictures, "folder")
        yield self.window.clip_strip.isVisible
        yield lambda: self.shows_another

    def _useless_by_mouse(self) -> Wait:
        notes = self.files.letter.with_name("Notes.txt")
        notes.write_text("Milk, eggs")
        yield from self._dropped(notes, "useless")
        yield 800
        assert not self.shows_another

    def _useless_by_keys(self) -> Wait:
        QGuiApplication.clipboard().setText("Milk, eggs")
        self.person.press("ctrl+v")
        yield lambda: self.card("paste")
        yield from self.looked("nothing-to-paste")
        assert not self.shows_another

    def _wrong_by_mouse(self) -> Wait:
        yield from self.begun()
        yield from self._dropped(self.files.broken, "broken-film")
        yield from self._clip_goes_on("wrong-while-recording")

    def _wrong_by_keys(self) -> Wait:
        yield from self.begun()
        self.person.press("ctrl+o")
        yield from self.type_file(self.files.broken)
        yield from self._clip_goes_on("wrong-while-recording-keys")

    def _clip_goes_on(self, name: str) -> Wait:
        yield lambda: self.card("source-refused")
        yield lambda: self.draws() and not self.shows_another
        yield from self.looked(name)
        assert self.recording_state is RecordingState.RECORDING, "the clip has ended"
        yield from self.ended()

    def _another_while_recording(self) -> Wait:
        yield from self.begun()
        self._copied_elsewhere(self._picture)
        self.person.press("ctrl+v")
        yield lambda: self.shows_another
        yield 1500
        assert self.recording_state is RecordingState.RECORDING, "the clip has ended"
        yield from self.ended()

    @property
    def _picture(self) -> Path:
        return self.files.pictures / "Beach 2.jpg"

    @staticmethod
    def _copied_elsewhere(file: Path) -> None:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(file))])
        QGuiApplication.clipboard().setMimeData(data)

    def _dropped(self, file: Path, name: str) -> Wait:
        """Out of another program's window, over the picture, where it is said what would happen; and let go."""
        command = [sys.executable, dragged.__file__, str(_PLACE.x()), str(_PLACE.y()), str(file)]
        other = subprocess.Popen(command, env=os.environ | {"QT_SCALE_FACTOR": "1"}, stdout=subprocess.PIPE)
        try:
            yield partial(dragged.is_there, other)
            yield 300
            start = _PLACE + QPoint(*dragged.SIZE) / 2
            self.person.point_px(start)
            self.person.hold()
            for step in range(1, 8):
                yield 60
                self.person.point_px(start + QPoint(0, 4 * step))
            for across in (0.4, 0.5, 0.55, 0.6):
                yield 120
                self.person.point(self.view, at(self.view, across))
            yield from self.looked(f"drag-{name}", 500)
            self.person.let_go()
            yield 300
        finally:
            other.kill()
            other.wait(10)
