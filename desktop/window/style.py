"""The look: one dark palette and one style sheet, so that the picture is the brightest thing on the screen."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPalette
from PySide6.QtWidgets import QApplication

from desktop.system.paths import icon

BACKDROP = QColor("#0B0D12")
BAR = QColor("#14171F")
SURFACE = QColor("#1F2430")
RAISED = QColor("#2A3040")
TEXT = QColor("#E9ECF2")
DIM = QColor("#9AA4B8")
ACCENT = QColor("#FFC83D")
RED = QColor("#FF5257")
GREEN = QColor("#5BD6A0")

_SHEET = """
* { font-size: 13px; }
#stage { background: #0B0D12; }
#clipStrip { background: #14171F; border-left: 1px solid #232938; color: #E9ECF2; }
#clipStrip::item { border: 2px solid transparent; border-radius: 8px; padding: 2px; }
#clipStrip::item:selected { border-color: #FFC83D; background: #1F2430; color: #FFFFFF; }
#filmBar { background: rgba(20, 23, 31, 215); border: 1px solid #39415A; border-radius: 12px; }
#filmBar QLabel { color: #E9ECF2; }
#filmBar QToolButton { background: transparent; border-color: transparent; min-height: 34px; }
#filmBar QToolButton:checked { background: #39415A; }
#controls { background: #14171F; border-top: 1px solid #232938; }
QToolButton { color: #E9ECF2; background: #1F2430; border: 1px solid #1F2430; border-radius: 9px; padding: 0 11px;
  min-height: 36px; }
QToolButton[iconOnly="true"] { padding: 0; min-width: 38px; }
QToolButton:hover { background: #2A3040; border-color: #2A3040; }
QToolButton:pressed { background: #323A4C; }
QToolButton:checked { background: #39415A; border-color: #39415A; }
QToolButton:focus { border: 1px solid #FFC83D; }
QToolButton:disabled { color: #69738A; background: #191D27; border-color: #191D27; }
QToolButton::menu-indicator { image: none; width: 0; }
QToolButton#record { background: #2B2029; border-color: #57303A; font-weight: 600; }
QToolButton#record:hover { background: #3A2630; }
QToolButton#record:checked { background: #E5383E; border-color: #E5383E; color: white; }
QToolButton#record:focus { border: 1px solid #FFC83D; }
#segments { background: #1F2430; border-radius: 10px; }
#segments QRadioButton { background: transparent; border: 1px solid transparent; border-radius: 8px; min-height: 30px;
  margin: 3px 1px; color: #B9C1D2; }
#segments QRadioButton[iconOnly="true"] { min-width: 34px; }
#segments QRadioButton:hover { color: #FFFFFF; background: #2A3040; }
#segments QRadioButton:checked { background: #FFC83D; color: #14171F; font-weight: 600; }
#segments QRadioButton:focus { border: 1px solid #FFE9A8; }
#figure { color: #9AA4B8; }
QSlider { background: transparent; min-height: 30px; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: #39415A; }
QSlider::sub-page:horizontal { height: 4px; border-radius: 2px; background: #FFC83D; }
QSlider::handle:horizontal { width: 14px; height: 14px; margin: -5px 0; border-radius: 7px; background: #E9ECF2; }
QSlider::handle:horizontal:hover { background: #FFFFFF; }
QSlider::sub-page:horizontal:disabled { background: #39415A; }
QSlider::handle:horizontal:disabled { background: #5A6276; }
QSlider:focus { border: 1px solid #FFC83D; border-radius: 6px; }
#strip { background: #14171F; border-top: 1px solid #232938; outline: none; }
#strip::item { background: transparent; }
QScrollBar:horizontal { background: transparent; height: 8px; }
QScrollBar::handle:horizontal { background: #39415A; border-radius: 4px; min-width: 28px; }
QMenu { background: #1F2430; color: #E9ECF2; border: 1px solid #39415A; padding: 6px; }
QMenu::item { padding: 8px 28px 8px 12px; border-radius: 6px; }
QMenu::item:selected { background: #39415A; }
QMenu::item:disabled { color: #7C869C; }
QMenu::item:checked { color: #FFC83D; }
QMenu::separator { height: 1px; background: #323A4C; margin: 6px 8px; }
QMenu::section { color: #9AA4B8; }
QToolTip { background: #2A3040; color: #E9ECF2; border: 1px solid #39415A; padding: 5px 8px; }
#card { background: #1F2430; border: 1px solid #39415A; border-radius: 12px; }
#card #cardTitle { font-weight: 600; color: #FFFFFF; }
#card #cardText { color: #C3CAD8; }
#card QPushButton { background: #323A4C; color: #FFFFFF; border: 1px solid #323A4C; border-radius: 8px;
  padding: 6px 12px; }
#card QPushButton:hover { background: #434D66; }
#card QPushButton:focus { border: 1px solid #FFC83D; }
#card QToolButton { background: transparent; border-color: transparent; min-height: 26px; min-width: 26px; }
#card QToolButton:hover { background: #323A4C; }
#card QToolButton:focus { border: 1px solid #FFC83D; }
#heading { font-size: 22px; font-weight: 700; }
QTabWidget::pane { border: 1px solid #232938; border-radius: 6px; }
QTabBar::tab { background: #1F2430; color: #E9ECF2; padding: 7px 16px; border-radius: 6px; margin: 2px; }
QTabBar::tab:selected { background: #39415A; }
QTabBar::tab:focus { border: 1px solid #FFC83D; }
QDialog { background: #14171F; }
QDialog QLabel { color: #E9ECF2; }
QDialog QLabel#dim { color: #9AA4B8; }
QFileDialog QToolButton { padding: 0; min-height: 26px; min-width: 26px; }
QScrollBar:vertical { background: transparent; width: 10px; }
QScrollBar::handle:vertical { background: #39415A; border-radius: 5px; min-height: 28px; }
QScrollBar::add-line, QScrollBar::sub-line { height: 0; }
QDialog QPushButton { background: #2A3040; color: #E9ECF2; border: 1px solid #39415A; border-radius: 8px;
  padding: 7px 18px; }
QDialog QPushButton:hover { background: #39415A; }
QDialog QPushButton:focus { border: 1px solid #FFC83D; }
"""


def apply_style(app: QApplication) -> None:
    """Give the whole program its look, whatever the desktop's theme."""
    app.setStyle("Fusion")
    app.styleHints().setColorScheme(Qt.ColorScheme.Dark)  # for what the system draws, such as the title bar
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: BAR,
        QPalette.ColorRole.WindowText: TEXT,
        QPalette.ColorRole.Base: BACKDROP,
        QPalette.ColorRole.AlternateBase: SURFACE,
        QPalette.ColorRole.Text: TEXT,
        QPalette.ColorRole.PlaceholderText: DIM,
        QPalette.ColorRole.Button: SURFACE,
        QPalette.ColorRole.ButtonText: TEXT,
        QPalette.ColorRole.BrightText: RED,
        QPalette.ColorRole.ToolTipBase: RAISED,
        QPalette.ColorRole.ToolTipText: TEXT,
        QPalette.ColorRole.Highlight: ACCENT,
        QPalette.ColorRole.HighlightedText: BAR,
        QPalette.ColorRole.Link: ACCENT,
    }
    for role, colour in roles.items():
        palette.setColor(role, colour)
    app.setPalette(palette)
    app.setStyleSheet(_SHEET)
    app.setWindowIcon(named_icon("toonclip"))


def named_icon(name: str) -> QIcon:
    """An icon of the program, drawn light for the dark bar."""
    return QIcon(str(icon(name)))


def two_state_icon(name: str) -> QIcon:
    """An icon that turns dark while its button is on, and so bright."""
    both = named_icon(name)
    both.addFile(str(icon(f"{name}-on")), QSize(), QIcon.Mode.Normal, QIcon.State.On)
    return both
