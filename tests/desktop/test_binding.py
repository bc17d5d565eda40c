"""PySide6 6.12.0 gives away a reference to True at every emit: before Python 3.12 a live window dies within minutes."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject, Signal


class Emitter(QObject):
    happened = Signal()


def test_emitting_leaves_the_reference_counts_of_constants_alone():
    emitter, emits = Emitter(), 100
    emitter.happened.emit()
    before = [sys.getrefcount(constant) for constant in (True, False, None)]
    for _ in range(emits):
        emitter.happened.emit()
    after = [sys.getrefcount(constant) for constant in (True, False, None)]
    assert all(abs(now - then) < emits / 2 for then, now in zip(before, after, strict=True)), (
        "this PySide6 crashes long sessions: install another version of PySide6-Essentials"
    )
