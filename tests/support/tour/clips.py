"""Clips and pictures: record, pause, snapshot, the last seconds, the strip of clips, sound, the camera for others."""

from __future__ import annotations

from PySide6.QtGui import QAction

from desktop.live.clip_recording import RecordingState
from support.tour.person import Wait
from support.tour.visit import Feature, Visit


class ClipsVisit(Visit):
    def features(self) -> list[Feature]:
        return [
            Feature("record", self._record_by_mouse, self._record_by_keys),
            Feature("pause", self._pause_by_mouse, self._pause_by_keys),
            Feature("switch while recording", self._switch_by_mouse, self._switch_by_keys),
            Feature("snapshot", self._snapshot_by_mouse, self._snapshot_by_keys),
            Feature("last seconds", self._last_by_mouse, self._last_by_keys),
            Feature("strip of clips", self._kept_by_mouse, self._kept_by_keys),
            Feature("copy and paste", self._copy_by_mouse, self._copy_by_keys),
            Feature("microphone", self._microphone_by_mouse, self._microphone_by_keys),
            Feature("camera for others", self._camera_by_mouse, self._camera_by_keys),
        ]

    def _record_by_mouse(self) -> Wait:
        self.person.click(self.controls.record)
        yield lambda: self.recording_state is RecordingState.RECORDING
        yield from self.looked("recording", 1500)
        self.person.click(self.controls.record)
        yield from self.saved()
        yield from self.looked("saved")

    def _record_by_keys(self) -> Wait:
        yield from self.begun()
        yield 1500
        yield from self.ended()
        self.person.press("Escape")
        yield lambda: not self.card("recording")
        yield from self.looked("saved-dismissed", 0)

    def _pause_by_mouse(self) -> Wait:
        yield from self.begun()
        yield 800
        yield from self.by_button(self.acts.pause)
        yield self.acts.pause.isChecked
        yield from self.looked("paused")
        yield from self.by_button(self.acts.pause)
        yield lambda: not self.acts.pause.isChecked()
        yield from self.ended()

    def _pause_by_keys(self) -> Wait:
        yield from self.begun()
        yield 800
        for wanted in (True, False):
            self.person.press("p")
            yield lambda wanted=wanted: self.acts.pause.isChecked() is wanted
        yield from self.looked("going-on", 500)
        yield from self.ended()

    def _switch_by_mouse(self) -> Wait:
        self.acts.strip.trigger()
        yield self.window.strip.isVisible
        yield from self._switched_while_recording(self._click_second)

    def _switch_by_keys(self) -> Wait:
        yield from self._switched_while_recording(lambda: self.person.press("ctrl+2"))

    def _switched_while_recording(self, switch: object) -> Wait:
        assert callable(switch)
        before = self.live.models.current
        yield from self.begun()
        yield 500
        switch()
        yield lambda: self.live.models.current != before
        yield from self.looked("switched-while-recording")
        yield from self.ended()
        self.person.press("ctrl+1")
        yield lambda: self.live.models.current == before

    def _click_second(self) -> None:
        strip = self.window.strip
        self.person.click(strip.viewport(), strip.visualItemRect(strip.item(1)).center())

    def _snapshot_by_mouse(self) -> Wait:
        self.person.click(self.controls.snapshot)
        yield lambda: self.card("snapshot")
        yield from self.looked("snapshot")

    def _snapshot_by_keys(self) -> Wait:
        before = len(list(self.files.clips.glob("*.png")))
        self.person.press("s")
        yield lambda: len(list(self.files.clips.glob("*.png"))) == before + 1
        self.person.press("shift+s")
        yield lambda: len(list(self.files.clips.glob("*.png"))) == before + 6
        yield from self.looked("five-pictures")

    def _last_by_mouse(self) -> Wait:
        yield from self.by_menu(self.acts.save_replay)
        yield lambda: self.card("replay") or self.card("recording")
        yield from self.looked("last-seconds")

    def _last_by_keys(self) -> Wait:
        self.person.press("l")
        yield lambda: self.card("replay") or self.card("recording")
        yield from self.looked("last-seconds-keys", 0)

    def _kept_by_mouse(self) -> Wait:
        strip = self.window.clip_strip
        yield from self.by_menu(self.acts.clips)
        yield strip.isVisible
        yield lambda: strip.count() > 0
        yield from self.looked("clip-strip", 1500)
        self.person.click(strip.viewport(), strip.visualItemRect(strip.item(0)).center(), 3)
        yield from self.looked("clip-menu")

    def _kept_by_keys(self) -> Wait:
        for wanted in (True, False):
            self.person.press("k")
            yield lambda wanted=wanted: self.window.clip_strip.isVisible() is wanted
        yield from self.looked("clip-strip-closed", 0)

    def _copy_by_mouse(self) -> Wait:
        yield from self.by_menu(self.acts.copy_picture)
        yield lambda: self.card("snapshot")
        yield from self.by_menu(self.acts.paste, self.controls.source)
        yield lambda: self.shows_another
        yield from self.looked("pasted")

    def _copy_by_keys(self) -> Wait:
        self.person.press("ctrl+c")
        yield lambda: self.card("snapshot")
        self.person.press("ctrl+v")
        yield lambda: self.shows_another
        yield from self.looked("pasted-keys", 0)

    def _microphone_by_mouse(self) -> Wait:
        yield from self.by_button(self.acts.microphone)
        yield from self._switched(self.acts.microphone, "microphone")

    def _microphone_by_keys(self) -> Wait:
        self.person.press("u")
        yield from self._switched(self.acts.microphone, "microphone")

    def _camera_by_mouse(self) -> Wait:
        yield from self.by_menu(self.acts.virtual_camera)
        yield from self._switched(self.acts.virtual_camera, "virtual-camera")

    def _camera_by_keys(self) -> Wait:
        self.person.press("c")
        yield from self._switched(self.acts.virtual_camera, "virtual-camera")

    def _switched(self, action: QAction, topic: str) -> Wait:
        """On, or a card says what is missing on this computer."""
        yield lambda: self.window.notifications.cards or action.isChecked()
        yield from self.looked(topic, 1500)
        assert self.window.notifications.cards or action.isChecked(), "nothing is said"
        if action.isChecked():
            action.trigger()
