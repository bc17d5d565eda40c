"""ControlBar: the row of controls under the picture; narrow windows get icons in place of words."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QSizePolicy, QToolButton, QWidget

from desktop.window.actions import Actions
from desktop.window.style import named_icon
from desktop.window.thumbnail_icons import ThumbnailStyle
from desktop.window.tool_tips import plain_tip

_ICON_PX = 20
_MENU_GAP_PX = 8
_ROOMY_PX = 1180
_NARROW_PX = 900
_SMALL_PX = 800
_WORDS_PX, _FEW_WORDS_PX, _NO_WORDS_PX = 150, 92, 0


class MenuButton(QToolButton):
    """A button whose menu opens upwards, over the picture: there is no room below."""

    def __init__(self, caption: str, icon: str) -> None:
        super().__init__()
        self.drop_menu = QMenu(self)
        self.setIcon(named_icon(icon))
        self.setIconSize(QSize(_ICON_PX, _ICON_PX))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip(caption)
        self.setAccessibleName(caption)
        self.clicked.connect(self.open_menu)

    def open_menu(self) -> None:
        """Show the menu; returns at once."""
        self.drop_menu.popup(self._menu_place())
        self.place_menu()

    def place_menu(self) -> None:
        """Move an open menu after what it lists has changed."""
        if self.drop_menu.isVisible():
            self.drop_menu.move(self._menu_place())

    def _menu_place(self) -> QPoint:
        size = self.drop_menu.sizeHint()
        place = self.mapToGlobal(QPoint(0, -size.height() - _MENU_GAP_PX))
        window = self.window().frameGeometry()
        return QPoint(max(window.left(), min(place.x(), window.right() - size.width())), max(0, place.y()))


class DropDown(MenuButton):
    """A menu button that shows what is chosen."""

    def __init__(self, caption: str, icon: str) -> None:
        super().__init__(caption, icon)
        self._caption = caption
        self._words = ""
        self._longest_px = _WORDS_PX
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.set_words("")

    @property
    def words(self) -> str:
        return self._words

    def set_words(self, words: str) -> None:
        """What is chosen; elided to fit."""
        self._words = words
        shown = self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, self._longest_px)
        self.setText(f" {shown}  ▾".replace("&", "&&") if self._longest_px else " ▾")
        whole = f"{self._caption}: {words}" if words else self._caption
        self.setToolTip(plain_tip(whole))
        self.setAccessibleName(whole)

    def set_longest(self, pixels: int) -> None:
        self._longest_px = pixels
        self.set_words(self._words)


class ControlBar(QFrame):
    """Source and model on the left, recording in the middle, layout and view on the right."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("controls")
        self.source = DropDown("Source", "source")
        self.model = DropDown("Model", "model")
        self._thumbnails = ThumbnailStyle()
        self.model.drop_menu.setStyle(self._thumbnails)
        self.snapshot = _button(actions.snapshot, icon_only=True)
        self.record = _button(actions.record)
        self.record.setObjectName("record")
        self.record.setMinimumWidth(self.record.fontMetrics().horizontalAdvance("Saving…") + 62)
        self.segments = _Segments(list(actions.layouts.values()))
        self.mirror = _button(actions.mirror, icon_only=True)
        self.full_screen = _button(actions.full_screen, icon_only=True)
        self.more = MenuButton("More", "more")
        self.more.setProperty("iconOnly", "true")
        self._lay_out()

    def layout_button(self, action: QAction) -> QToolButton:
        return self.segments.buttons[action]

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        width = event.size().width()
        self.segments.show_words(wide=width >= _ROOMY_PX)
        few = _FEW_WORDS_PX if width >= _SMALL_PX else _NO_WORDS_PX
        for drop_down in (self.source, self.model):
            drop_down.set_longest(_WORDS_PX if width >= _NARROW_PX else few)

    def _lay_out(self) -> None:
        left, right = QHBoxLayout(), QHBoxLayout()
        for widget in (self.source, self.model):
            left.addWidget(widget)
        left.addStretch(1)
        right.addStretch(1)
        for widget in (self.segments, self.mirror, self.full_screen, self.more):
            right.addWidget(widget)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 10, 12, 10)
        row.setSpacing(8)
        row.addLayout(left, 1)
        row.addWidget(self.snapshot)
        row.addWidget(self.record)
        row.addLayout(right, 1)


class _Segments(QFrame):
    """The layouts side by side; one is on."""

    def __init__(self, actions: list[QAction]) -> None:
        super().__init__()
        self.setObjectName("segments")
        self.setAccessibleName("Layout")
        self.buttons = {action: _button(action) for action in actions}
        row = QHBoxLayout(self)
        row.setContentsMargins(3, 0, 3, 0)
        row.setSpacing(0)
        for button in self.buttons.values():
            row.addWidget(button)

    def show_words(self, *, wide: bool) -> None:
        style = Qt.ToolButtonStyle.ToolButtonTextOnly if wide else Qt.ToolButtonStyle.ToolButtonIconOnly
        for button in self.buttons.values():
            if button.toolButtonStyle() is not style:
                button.setToolButtonStyle(style)
                button.setProperty("iconOnly", "false" if wide else "true")
                button.style().polish(button)


def _button(action: QAction, *, icon_only: bool = False) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    button.setIconSize(QSize(_ICON_PX, _ICON_PX))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    button.setAccessibleName(action.text())
    if icon_only:
        button.setProperty("iconOnly", "true")
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
    else:
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    return button
