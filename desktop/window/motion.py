"""motion_wished(): whether things may move that need not: spinners turn, toons fade into each other."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

_PROPERTY = "reducedMotion"


def reduce_motion(reduced: bool) -> None:  # noqa: FBT001 - a setter
    """For the whole program."""
    app = QApplication.instance()
    if app is not None:
        app.setProperty(_PROPERTY, reduced)


def motion_wished() -> bool:
    app = QApplication.instance()
    return app is None or not app.property(_PROPERTY)
