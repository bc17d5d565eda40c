"""A window that others cover needs no pictures, on X11 too."""

from __future__ import annotations

from pathlib import Path

from support.display import TalkingProcess, xvfb

_COVERED_AND_NOT = """
import sys
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from desktop.window.main_window import MainWindow
from desktop.window.view_demand import ViewDemand

app = QApplication(sys.argv[:1])
window = MainWindow()
other = QWidget(None, Qt.WindowType.X11BypassWindowManagerHint)
other.setGeometry(app.primaryScreen().geometry())

def tell(wanted):
    unseen = wanted == (0, 0)
    if unseen and other.isVisible():
        print("covered", flush=True)
        QTimer.singleShot(0, other.close)
    elif not unseen and window.windowHandle().isExposed():
        print("seen", flush=True)
        QTimer.singleShot(0, other.show)

window.show()  # before there is an engine, as the program does
demand = ViewDemand(window.view, window)
demand.changed.connect(tell)
app.exec()
"""


def test_a_covered_window_needs_no_pictures(tmp_path: Path):
    with xvfb() as server:
        variables = {"DISPLAY": server.number, "QT_QPA_PLATFORM": "xcb", "WAYLAND_DISPLAY": None}
        program = TalkingProcess(_COVERED_AND_NOT, home=tmp_path, variables=variables)
        try:
            program.wait_for("seen")
            program.wait_for("covered")
            program.wait_for("seen")
        finally:
            program.kill()
