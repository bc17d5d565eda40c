"""The look: themes, one style sheet, and icons that follow them. The dark one lets the picture be the brightest."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from string import Template

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QApplication

from desktop.system.paths import icon
from desktop.system.words import mark

BACKDROP = QColor("#0B0D12")
BAR = QColor("#14171F")
SURFACE = QColor("#1F2430")
RAISED = QColor("#2A3040")
TEXT = QColor("#E9ECF2")
DIM = QColor("#9AA4B8")
ACCENT = QColor("#FFC83D")
RED = QColor("#FF5257")
GREEN = QColor("#5BD6A0")
"""Of what lies over the picture, in every theme: light on a dark veil."""

THEMES = {
    "system": mark("As the system"),
    "dark": mark("Dark"),
    "light": mark("Light"),
    "contrast": mark("High contrast"),
}
"""By the name in a settings file."""


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of the bar, the menus and the dialogs."""

    backdrop: str = "#0B0D12"
    bar: str = "#14171F"
    surface: str = "#1F2430"
    raised: str = "#2A3040"
    text: str = "#E9ECF2"
    dim: str = "#9AA4B8"
    accent: str = "#FFC83D"
    on_accent: str = "#14171F"
    edge: str = "#232938"
    pressed: str = "#323A4C"
    strong: str = "#39415A"
    hover: str = "#434D66"
    soft: str = "#C3CAD8"
    bright: str = "#FFFFFF"
    off: str = "#69738A"
    off_surface: str = "#191D27"
    off_words: str = "#7C869C"
    focus: str = "#FFC83D"
    focus_on: str = "#FFE9A8"
    chosen: str = "#FFC83D"
    record: str = "#2B2029"
    record_edge: str = "#57303A"
    record_hover: str = "#3A2630"


_DARK = Theme()
_LIGHT = Theme(
    backdrop="#D9DDE5",
    bar="#F4F5F8",
    surface="#E4E7EE",
    raised="#D5DAE4",
    text="#1B2030",
    dim="#566074",
    edge="#CCD2DD",
    pressed="#C6CCD9",
    strong="#C3CAD8",
    hover="#B5BDCD",
    soft="#333B4E",
    bright="#0B0D12",
    off="#8A93A6",
    off_surface="#ECEEF3",
    off_words="#7C869C",
    focus="#8A6100",
    focus_on="#6B4B00",
    chosen="#8A5A00",
    record="#F6DFE1",
    record_edge="#E2AEB3",
    record_hover="#F0CDD1",
)
_CONTRAST = Theme(
    backdrop="#000000",
    bar="#000000",
    surface="#000000",
    raised="#303030",
    text="#FFFFFF",
    dim="#FFFFFF",
    accent="#FFE000",
    on_accent="#000000",
    edge="#FFFFFF",
    pressed="#404040",
    strong="#505050",
    hover="#505050",
    soft="#FFFFFF",
    off="#A0A0A0",
    off_surface="#000000",
    off_words="#A0A0A0",
    focus="#00E5FF",
    focus_on="#FF00FF",
    chosen="#FFE000",
    record="#000000",
    record_edge="#FF6B6B",
    record_hover="#303030",
)

_SHEET = Template("""
* { font-size: 13px; }
#clipStrip { background: $bar; border-left: 1px solid $edge; color: $text; font-size: 11px; }
#clipStrip::item { border: 2px solid transparent; border-radius: 8px; padding: 2px; }
#clipStrip::item:selected { border-color: $accent; background: $surface; color: $bright; }
#stage { background: $backdrop; }
#filmBar { background: $bar; border: 1px solid $strong; border-radius: 12px; }
#filmBar QLabel { color: $text; }
#filmBar QToolButton { background: transparent; border-color: transparent; min-height: 34px; }
#filmBar QToolButton:checked { background: $strong; }
#controls { background: $bar; border-top: 1px solid $edge; }
QToolButton { color: $text; background: $surface; border: 1px solid $surface; border-radius: 9px; padding: 0 11px;
  min-height: 36px; }
QToolButton[iconOnly="true"] { padding: 0; min-width: 38px; }
QToolButton:hover { background: $raised; border-color: $raised; }
QToolButton:pressed { background: $pressed; }
QToolButton:checked { background: $strong; border-color: $strong; }
QToolButton:focus { border: 1px solid $focus; }
QToolButton:disabled { color: $off; background: $off_surface; border-color: $off_surface; }
QToolButton::menu-indicator { image: none; width: 0; }
QToolButton#record { background: $record; border-color: $record_edge; font-weight: 600; }
QToolButton#record:hover { background: $record_hover; }
QToolButton#record:checked { background: #E5383E; border-color: #E5383E; color: white; }
QToolButton#record:focus { border: 1px solid $focus; }
#segments { background: $surface; border-radius: 10px; }
#segments QRadioButton { background: transparent; border: 1px solid transparent; border-radius: 8px; min-height: 30px;
  margin: 3px 1px; color: $soft; }
#segments QRadioButton[iconOnly="true"] { min-width: 34px; }
#segments QRadioButton:hover { color: $bright; background: $raised; }
#segments QRadioButton:checked { background: $accent; color: $on_accent; font-weight: 600; }
#segments QRadioButton:focus { border: 1px solid $focus_on; }
#figure { color: $dim; font-size: 11px; }
QSlider { background: transparent; min-height: 30px; }
#controls QSlider { min-height: 18px; }
QSlider::sub-page:horizontal:disabled { background: $strong; }
QSlider::handle:horizontal:disabled { background: $off; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: $strong; }
QSlider::sub-page:horizontal { height: 4px; border-radius: 2px; background: $accent; }
QSlider::handle:horizontal { width: 14px; height: 14px; margin: -5px 0; border-radius: 7px; background: $text; }
QSlider::handle:horizontal:hover { background: $bright; }
QSlider:focus { border: 1px solid $focus; border-radius: 6px; }
#strip { background: $bar; border-top: 1px solid $edge; outline: none; }
#strip::item { background: transparent; }
#cornerClose { background: transparent; border-color: transparent; padding: 0; min-height: 0; min-width: 0; }
#cornerClose:hover { background: $raised; }
QScrollBar:horizontal { background: transparent; height: 8px; }
QScrollBar::handle:horizontal { background: $strong; border-radius: 4px; min-width: 28px; }
QMenu { background: $surface; color: $text; border: 1px solid $strong; padding: 6px; menu-scrollable: 1; }
QMenu::item { padding: 8px 28px 8px 12px; border-radius: 6px; }
QMenu::item:selected { background: $strong; }
QMenu::item:disabled { color: $off_words; }
QMenu::item:checked { color: $chosen; }
QMenu::separator { height: 1px; background: $pressed; margin: 6px 8px; }
QMenu::section { color: $dim; }
QToolTip { background: $raised; color: $text; border: 1px solid $strong; padding: 5px 8px; }
QBalloonTip QLabel { color: #14171F; }
#card { background: $surface; border: 1px solid $strong; border-radius: 12px; }
#card #cardTitle { font-weight: 600; color: $bright; }
#card #cardText { color: $soft; }
#card QPushButton { background: $pressed; color: $bright; border: 1px solid $pressed; border-radius: 8px;
  padding: 6px 12px; }
#card QPushButton:hover { background: $hover; }
#card QPushButton:focus { border: 1px solid $focus; }
#card QToolButton { background: transparent; border-color: transparent; min-height: 26px; min-width: 26px; }
#card QToolButton:hover { background: $pressed; }
#card QToolButton:focus { border: 1px solid $focus; }
#heading { font-size: 22px; font-weight: 700; }
QTabWidget::pane { border: 1px solid $edge; border-radius: 6px; }
QTabBar::tab { background: $surface; color: $text; padding: 7px 16px; border-radius: 6px; margin: 2px; }
QTabBar::tab:selected { background: $strong; }
QTabBar::tab:focus { border: 1px solid $focus; }
QDialog { background: $bar; }
QDialog QLabel { color: $text; }
QDialog QLabel#groupTitle { color: $bright; font-weight: 600; padding-top: 8px; }
QDialog QCheckBox { border: 1px solid transparent; border-radius: 4px; padding: 2px; }
QDialog QCheckBox:focus { border-color: $focus; }
QDialog QCheckBox:disabled { color: $off_words; }
QDialog QLabel#dim { color: $dim; }
QDialog QLabel#well { background: $surface; color: $dim; border: 1px dashed $edge; border-radius: 8px; }
QFileDialog QToolButton { padding: 0; min-height: 26px; min-width: 26px; }
QScrollBar:vertical { background: transparent; width: 10px; }
QScrollBar::handle:vertical { background: $strong; border-radius: 5px; min-height: 28px; }
QScrollBar::add-line, QScrollBar::sub-line { height: 0; }
QDialog QPushButton { background: $raised; color: $text; border: 1px solid $strong; border-radius: 8px;
  padding: 7px 18px; }
QDialog QPushButton:hover { background: $strong; }
QDialog QPushButton:focus { border: 1px solid $focus; }
QDialog QPushButton:disabled { background: $off_surface; color: $off; border-color: $off_surface; }
""")


_EDGED = ("QCheckBox", "QLineEdit", "QAbstractSpinBox", "QComboBox")
"""Fusion edges these in a darker tone of their window's colour, which on dark is not seen."""


class _Look:
    """What icons ask for while they are painted."""

    theme = _DARK


def apply_style(app: QApplication, name: str = "dark") -> None:
    """Give the whole program its look; `name` is of THEMES."""
    app.setStyle("Fusion")
    theme = _theme(app, name)
    _Look.theme = theme
    palette = _palette(theme)
    app.setPalette(palette)
    palette.setColor(QPalette.ColorRole.Window, QColor(theme.dim))
    for kind in _EDGED:
        app.setPalette(palette, kind)  # pyright: ignore[reportArgumentType] - words, whatever the stub says
    app.setStyleSheet(_SHEET.substitute(asdict(theme)))
    app.setWindowIcon(named_icon("toonclip"))


def _theme(app: QApplication, name: str) -> Theme:
    """The colours; what the system draws, such as the title bar, goes with them."""
    hints = app.styleHints()
    if name == "system":
        hints.unsetColorScheme()
        return _LIGHT if hints.colorScheme() is Qt.ColorScheme.Light else _DARK
    hints.setColorScheme(Qt.ColorScheme.Light if name == "light" else Qt.ColorScheme.Dark)
    return {"light": _LIGHT, "contrast": _CONTRAST}.get(name, _DARK)


def _palette(theme: Theme) -> QPalette:
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: theme.bar,
        QPalette.ColorRole.WindowText: theme.text,
        QPalette.ColorRole.Base: theme.backdrop,
        QPalette.ColorRole.AlternateBase: theme.surface,
        QPalette.ColorRole.Text: theme.text,
        QPalette.ColorRole.PlaceholderText: theme.dim,
        QPalette.ColorRole.Button: theme.surface,
        QPalette.ColorRole.ButtonText: theme.text,
        QPalette.ColorRole.BrightText: "#FF5257",
        QPalette.ColorRole.ToolTipBase: theme.raised,
        QPalette.ColorRole.ToolTipText: theme.text,
        QPalette.ColorRole.Highlight: theme.accent,
        QPalette.ColorRole.HighlightedText: theme.on_accent,
        QPalette.ColorRole.Link: theme.chosen,
    }
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
    return palette


def named_icon(name: str) -> QIcon:
    """An icon of the program; one that is drawn in the text's colour follows the theme."""
    file = icon(name)
    return QIcon(_ThemedIcon(file)) if _is_plain(file) else QIcon(str(file))


def two_state_icon(name: str) -> QIcon:
    """An icon that turns dark while its button is on, and so bright."""
    return QIcon(_ThemedIcon(icon(name), icon(f"{name}-on")))


class _ThemedIcon(QIconEngine):
    """A drawing in the text's colour, whatever that is by now; another one while its button is on."""

    def __init__(self, off: Path, on: Path | None = None) -> None:
        super().__init__()
        self._files = off, on
        self._off, self._on = QIcon(str(off)), QIcon(str(on)) if on is not None else None

    def clone(self) -> QIconEngine:
        return _ThemedIcon(*self._files)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        if self._on is not None and state is QIcon.State.On:
            self._on.paint(painter, rect)
            return
        ratio = painter.device().devicePixelRatioF()
        drawn = self._off.pixmap(rect.size(), ratio)
        colour = _Look.theme.off if mode is QIcon.Mode.Disabled else _Look.theme.text
        tint = QPainter(drawn)
        tint.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
        tint.fillRect(drawn.rect(), QColor(colour))
        tint.end()
        painter.drawPixmap(rect.topLeft(), drawn)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        drawn = QPixmap(size)
        drawn.fill(Qt.GlobalColor.transparent)
        painter = QPainter(drawn)
        self.paint(painter, drawn.rect(), mode, state)
        painter.end()
        return drawn


def _is_plain(file: Path) -> bool:
    """Whether it is drawn in the text's colour alone."""
    drawing = file.read_text(encoding="utf-8")
    return _DARK.text in drawing and drawing.count("#") == drawing.count(_DARK.text)
