"""The whole program on small and scaled screens, in both languages: nothing lies beside the screen or is cut off."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.live.settings import Settings
from support.display import TalkingProcess, xvfb
from support.samples import write_settings

_TOUR = """
import sys
from PySide6.QtCore import QPoint, QRect, QTimer
from PySide6.QtWidgets import QApplication, QDialog
from core.models.places import ModelFolders
from core.sources.synthetic import SyntheticSource
from desktop.live.source_choice import given_choice
from desktop.program import Program
from desktop.system.paths import settings_file

app = QApplication(sys.argv[:1])
program = Program(app, given_choice(SyntheticSource(320, 180)), None, ModelFolders(), settings_file())
window, acts, controls = program.window, program.window.acts, program.window.controls

def outside(name, place):
    if not window.screen().geometry().contains(place):
        print(f"{name} lies at {place.getRect()}", flush=True)

def place_of(widget):
    return QRect(widget.mapToGlobal(QPoint()), widget.size())

def tour():
    yield acts.strip.trigger
    outside("the window", window.frameGeometry())
    layouts = controls.segments.buttons.values()
    for control in (controls.source, controls.model, controls.record, controls.more, *layouts):
        outside(f"“{control.accessibleName()}”", place_of(control))
        if control.isVisible() and not window.rect().contains(QRect(control.mapTo(window, QPoint()), control.size())):
            print(f"“{control.accessibleName()}” is cut off", flush=True)
    for button in (controls.source, controls.model, controls.more):
        yield button.open_menu
        outside("a menu", button.drop_menu.geometry())
        if not button.drop_menu.rect().contains(button.drop_menu.actionGeometry(button.drop_menu.actions()[-1])):
            print(f"the menu of “{button.accessibleName()}” has to be scrolled", flush=True)
        button.drop_menu.close()
    for page in (acts.keys, acts.about, acts.manage_models):
        yield page.trigger
        for dialog in (dialog for dialog in window.findChildren(QDialog) if dialog.isVisible()):
            outside(page.objectName(), dialog.frameGeometry())
            dialog.close()

def go_on():
    if window.view.frame is None or window.view.message is not None:
        return
    step = next(steps, None)
    if step is None:
        timer.stop()
        print("seen", flush=True)
        window.leave()
    else:
        step()

steps = tour()
timer = QTimer(interval=300)
timer.timeout.connect(go_on)
timer.start()
program.show()
app.exec()
"""


@pytest.mark.parametrize(
    ("size", "scale", "settings"),
    [
        ("1366x768", "1", Settings(language="en", theme="dark", sound_offered=True)),
        ("1400x900", "2", Settings(language="zh_CN", theme="light", sound_offered=True)),
    ],
)
def test_everything_lies_on_the_screen(size: str, scale: str, settings: Settings, tmp_path: Path):
    (tmp_path / "CONFIG" / "ToonClip").mkdir(parents=True)
    write_settings(settings, tmp_path / "CONFIG" / "ToonClip" / "settings.json")
    with xvfb(size) as server:
        variables = {"DISPLAY": server.number, "QT_QPA_PLATFORM": "xcb", "QT_SCALE_FACTOR": scale}
        program = TalkingProcess(_TOUR, home=tmp_path, variables={**variables, "WAYLAND_DISPLAY": None})
        try:
            told = program.lines_until("seen")
        finally:
            program.kill()
    assert told == []
