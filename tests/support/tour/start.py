"""The start: without a picture, without a camera, and once more while the window is open."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from desktop.live.clip_recording import RecordingState
from desktop.presenter.menus import CLIP_WORDS
from desktop.system.words import tr
from support.tour.person import Wait
from support.tour.visit import Feature, Visit

_ROOT = Path(__file__).parents[3]


class StartVisit(Visit):
    """The program was given a film that is broken."""

    def features(self) -> list[Feature]:
        return [
            Feature("no picture", self._nothing_by_mouse, self._nothing_by_keys, as_it_is=True),
            Feature("no camera", self._no_camera_by_mouse, self._no_camera_by_keys),
            Feature("second start", None, self._second_start),
        ]

    def _nothing_by_mouse(self) -> Wait:
        """Nothing is recorded, and that is said."""
        yield lambda: self.card("source-error")
        yield from self.looked("no-picture")
        self.person.click(self.controls.record)
        yield lambda: self.card("no-picture")
        self.window.notifications.dismiss("no-picture")
        self.person.click(self.controls.snapshot)
        yield lambda: self.card("no-picture")
        yield from self.looked("nothing-to-record")
        assert self.recording_state is RecordingState.IDLE

    def _nothing_by_keys(self) -> Wait:
        """Once there is a picture, the cards go by themselves."""
        self.person.press("r", "s")
        yield lambda: self.card("no-picture")
        assert self.recording_state is RecordingState.IDLE
        assert len(self.window.notifications.cards) <= 2, "they are piled up"
        yield from self.by_source_keys(CLIP_WORDS)
        yield self.draws
        yield lambda: not self.window.notifications.cards
        yield from self.looked("picture-at-last", 0)

    def _no_camera_by_mouse(self) -> Wait:
        yield from self._not_found()
        yield from self.looked("no-camera-button")
        yield from self.by_source("Look for the camera again")
        yield lambda: self.card("source")
        yield from self.by_source(CLIP_WORDS)

    def _no_camera_by_keys(self) -> Wait:
        yield from self._not_found()
        yield from self.by_source_keys("Look for the camera again")
        yield lambda: self.card("source")
        yield from self.by_source_keys(CLIP_WORDS)
        yield lambda: self.controls.source.words == tr(CLIP_WORDS)

    def _not_found(self) -> Wait:
        """As at a start without a camera: the card goes, and the button stands in for it."""
        self.live.sources.start(None, None)
        yield lambda: self.card("source")
        yield from self.looked("no-camera")
        yield lambda: self.controls.source.words == tr("No camera · Retry")
        assert not self.card("source")

    def _second_start(self) -> Wait:
        """It hands its film to this window, and ends."""
        command = [sys.executable, "-m", "desktop", str(self.files.film)]
        second = subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.DEVNULL)
        yield lambda: second.poll() is not None
        assert second.returncode == 0
        yield self.window.film_bar.isVisible
        yield lambda: self.shows_another
        yield from self.looked("second-start")
