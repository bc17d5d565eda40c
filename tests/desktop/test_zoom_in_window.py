"""A zoom in a whole window: it is said, and left by Esc; no fit is ticked meanwhile."""

from __future__ import annotations

from PySide6.QtCore import Qt

from core.layout import Layout
from support.window_rig import WindowRig


def test_a_zoom_is_said_and_left_by_esc(rig: WindowRig) -> None:
    rig.start()
    acts, view = rig.window.acts, rig.view
    fits = acts.fit_whole, acts.fit_fill, acts.fit_actual
    acts.strip.trigger()

    acts.zoom_in.trigger()

    assert view.marks.zoom == "Zoom 125 % · Esc"
    assert not any(fit.isChecked() for fit in fits)
    rig.press("Esc")
    assert (view.framing.zoom, view.marks.zoom) == (1, "")
    assert [fit.isChecked() for fit in fits] == [True, False, False]
    assert rig.window.strip.isVisible(), "one press leaves one thing"


def test_a_fit_that_is_chosen_again_stays_ticked_and_ends_the_zoom(rig: WindowRig) -> None:
    rig.start()
    acts = rig.window.acts
    for zoomed in (False, True):
        if zoomed:
            acts.zoom_in.trigger()
        acts.fit_whole.trigger()
        assert acts.fit_whole.isChecked()
        assert rig.view.framing.zoom == 1


def test_a_picture_that_can_be_moved_has_a_hand(rig: WindowRig) -> None:
    rig.start()
    rig.window.acts.layouts[Layout.TOON].trigger()
    rig.view.zoom(4)
    assert rig.view.cursor().shape() is Qt.CursorShape.OpenHandCursor
    assert rig.view.leave_zoom()
    assert rig.view.cursor().shape() is Qt.CursorShape.ArrowCursor
