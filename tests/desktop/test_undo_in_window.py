"""Undo in a whole window: strength, style and layout come back, the newest first; a drag is one change."""

from __future__ import annotations

from core.layout import Layout
from support.window_rig import WindowRig


def test_the_newest_change_is_taken_back_first(rig: WindowRig) -> None:
    rig.start()
    acts, view, slider = rig.window.acts, rig.view, rig.controls.strength
    assert not acts.undo.isEnabled()
    for percent in (90, 60, 31):  # one drag
        slider.slider.setValue(percent)
    rig.click_layout(Layout.SIDE_BY_SIDE)
    acts.zoom_in.trigger()
    rig.press("Esc")
    acts.next_model.trigger()
    rig.until(lambda: rig.live.models.current == "two")
    assert slider.percent == 100

    acts.undo.trigger()
    rig.until(lambda: rig.live.models.current == "one")
    assert slider.percent == 31
    assert view.framing.zoom == 1
    assert acts.layouts[Layout.SIDE_BY_SIDE].isChecked()
    rig.press("Ctrl+Z")
    assert acts.layouts[Layout.TOON].isChecked()
    rig.press("Ctrl+Z")
    assert slider.percent == 100
    assert rig.live.settings.current.strengths == {}
    assert not acts.undo.isEnabled()
