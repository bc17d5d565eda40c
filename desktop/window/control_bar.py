"""ControlBar: the row of controls under the picture; narrow windows get icons in place of words."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QFontMetrics, QIcon, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QMenu,
    QRadioButton,
    QSizePolicy,
    QStyle,
    QStyleOptionToolButton,
    QStylePainter,
    QToolButton,
    QWidget,
)

from desktop.system.words import mark, tr
from desktop.window.actions import Actions
from desktop.window.level_meter import MicrophoneButton
from desktop.window.strength_slider import StrengthSlider
from desktop.window.style import named_icon
from desktop.window.thumbnail_icons import TIGHT, ThumbnailStyle
from desktop.window.tips_above import TipsAbove
from desktop.window.tool_tips import plain_tip

_ICON_PX = 20
_MENU_GAP_PX = 8
_SEGMENT_PX, _SEGMENT_MARGINS_PX = 36, 30
_TIGHT = "QMenu::item { padding: 3px 28px 3px 12px; } QMenu::separator { margin: 3px 8px; }"
"""On a small screen: a menu that scrolls hides its last entries."""
_WORDS_PX = 150
_LEVELS = (
    (True, _WORDS_PX, 6),
    (True, 104, 6),
    (False, 104, 6),
    (False, 84, 6),
    (False, 84, 5),
    (False, 84, 4),
    (False, 84, 3),
    (False, 84, 2),
    (False, 0, 2),
    (False, 0, 1),
    (False, 0, 0),
)
"""From roomy to narrow: whether the layouts have words, how wide names are, how much of what is spare is shown."""


class MenuButton(QToolButton):
    """A button whose menu opens upwards, over the picture: there is no room below."""

    def __init__(self, caption: str, icon: str) -> None:
        super().__init__()
        self.drop_menu = QMenu(self)
        self.setIcon(named_icon(icon))
        self.setIconSize(QSize(_ICON_PX, _ICON_PX))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._caption = caption
        self.clicked.connect(self.open_menu)

    def retranslate(self) -> None:
        """Say what it is, in another language."""
        self.setToolTip(tr(self._caption))
        self.setAccessibleName(tr(self._caption))

    def open_menu(self) -> None:
        """Show the menu; returns at once."""
        room = self.screen().availableSize().height()
        for look in ("", _TIGHT):
            self.drop_menu.setProperty(TIGHT, bool(look))
            self.drop_menu.setStyleSheet(look)
            if self.drop_menu.sizeHint().height() <= room:
                break
        self.drop_menu.setMaximumHeight(room)  # then it scrolls
        self.drop_menu.popup(self._menu_place())
        self.place_menu()

    def place_menu(self) -> None:
        """Move an open menu after what it lists has changed, and start at what is chosen."""
        if not self.drop_menu.isVisible():
            return
        self.drop_menu.move(self._menu_place())
        current = next((action for action in self.drop_menu.actions() if action.isChecked()), None)
        if current is not None:
            self.drop_menu.setActiveAction(current)

    def _menu_place(self) -> QPoint:
        size = self.drop_menu.sizeHint()
        place = self.mapToGlobal(QPoint(0, -size.height() - _MENU_GAP_PX))
        window = self.window().frameGeometry()
        return QPoint(max(window.left(), min(place.x(), window.right() - size.width())), max(0, place.y()))


class DropDown(MenuButton):
    """A menu button that shows what is chosen."""

    words_changed = Signal()

    def __init__(self, caption: str, icon: str) -> None:
        super().__init__(caption, icon)
        self._words, self._whole = "", False
        self._longest_px = _WORDS_PX
        self._spare_px = 0
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._show()

    def retranslate(self) -> None:
        self._show()

    @property
    def words(self) -> str:
        return self._words

    def set_words(self, words: str, *, whole: bool = False) -> None:
        """What is chosen; elided to fit, unless a person needs the whole of it."""
        if (words, whole) != (self._words, self._whole):
            self._words, self._whole = words, whole
            self._show()
            self.words_changed.emit()

    def _show(self) -> None:
        words = self._words
        longest_px = _WORDS_PX if self._whole else self._longest_px
        shown = self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, longest_px)
        self._spare_px = max(0, self._longest_px - self.fontMetrics().horizontalAdvance(shown))
        self.setText(f" {shown}  ▾".replace("&", "&&") if self._longest_px else " ▾")
        self.updateGeometry()  # which Qt does only where the words change, not the room for them
        caption = tr(self._caption)
        whole = tr("{what}: {chosen}", what=caption, chosen=words) if words else caption
        self.setToolTip(plain_tip(whole))
        self.setAccessibleName(whole)

    def set_longest(self, pixels: int) -> None:
        self._longest_px = pixels
        self._show()

    def sizeHint(self) -> QSize:  # noqa: N802
        """As wide for a short name as for a long one: what stands beside it keeps its place."""
        hint = super().sizeHint()
        return QSize(hint.width() + self._spare_px, hint.height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return self.sizeHint()


class ControlBar(QFrame):
    """Source, model and strength on the left, recording in the middle, layout and view on the right.

    A further control is added to `left`, `middle` or `right`; the bar gives up words, and then what `spare` names, as
    the window gets narrower.
    """

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("controls")
        self.source = DropDown(mark("Source"), "source")
        self.model = DropDown(mark("Style"), "model")
        self._thumbnails = ThumbnailStyle()
        self.model.drop_menu.setStyle(self._thumbnails)
        self.strength = StrengthSlider()
        self.microphone = MicrophoneButton(actions.microphone)
        self.camera_menu, self.microphone_menu = QMenu(self), QMenu(self)
        self.snapshot = _button(actions.snapshot, icon_only=True)
        self.pause = _button(actions.pause, icon_only=True)
        self.pause.hide()
        actions.pause.visibleChanged.connect(self._on_visible_changed)
        self.replay = _button(actions.save_replay, icon_only=True)
        self.clips = _button(actions.clips, icon_only=True)
        self.record = _button(actions.record)
        self.record.setObjectName("record")
        self.segments = _Segments(list(actions.layouts.values()))
        self.mirror = _button(actions.mirror, icon_only=True)
        self.full_screen = _button(actions.full_screen, icon_only=True)
        self.more = MenuButton(mark("More"), "more")
        self.more.setProperty("iconOnly", "true")
        self.left, self.middle, self.right = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        self.spare: list[QWidget] = [
            *(self.strength, self.microphone, self.full_screen, self.clips, self.replay, self.mirror)
        ]
        """What is hidden where there is no room for it, the last first; each can be had in a menu or by a key, too."""
        self._fitted_px = 0
        self._lay_out()
        for drop_down in (self.source, self.model):
            drop_down.words_changed.connect(self.fit)
        actions.retranslated.connect(self.retranslate)
        TipsAbove(self)
        self.retranslate()

    def layout_button(self, action: QAction) -> QAbstractButton:
        return self.segments.buttons[action]

    def retranslate(self) -> None:
        """Say everything anew, in another language."""
        for menu_button in (self.source, self.model, self.more):
            menu_button.retranslate()
        for button in self.findChildren(QToolButton):
            action = button.defaultAction()
            if action is not None:
                button.setAccessibleName(action.text())
        self.segments.retranslate()
        self.strength.retranslate()
        self.record.setMinimumWidth(self.record.fontMetrics().horizontalAdvance(tr("Saving…")) + 62)
        self.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        if event.size().width() != self._fitted_px:
            self.fit()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self.fit()  # only now its children have the fonts and margins of the style sheet

    def fit(self) -> None:
        """Say as much as there is room for; to be called when a control has come or gone."""
        self._fitted_px = self.width()
        for child in self.findChildren(QWidget):
            child.ensurePolished()
        for words, longest_px, spare in _LEVELS:
            self.segments.show_words(wide=words)
            for drop_down in (self.source, self.model):
                drop_down.set_longest(longest_px)
            for place, widget in enumerate(self.spare):
                widget.setVisible(place < spare and _is_offered(widget))
            if self._needed_px() <= self.width():
                break
        row = self.layout()
        if row is not None:
            row.activate()  # else controls overlap until Qt comes to it

    def _on_visible_changed(self) -> None:
        self.pause.setVisible(_is_offered(self.pause))
        self.fit()

    def _needed_px(self) -> int:
        row = self.layout()
        if row is None:
            return 0
        for child in self.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
            inner = child.layout()
            if inner is not None:
                inner.activate()  # else the bar learns only later that it has changed
        for part in (self.left, self.middle, self.right, row):
            part.invalidate()
        return row.minimumSize().width()

    def _lay_out(self) -> None:
        for widget in (self.source, self.model, self.strength):
            self.left.addWidget(widget)
        self.left.addStretch(1)
        for widget in (self.microphone, self.snapshot, self.replay, self.record, self.pause, self.clips):
            self.middle.addWidget(widget)
        self.right.addStretch(1)
        for widget in (self.segments, self.mirror, self.full_screen, self.more):
            self.right.addWidget(widget)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 10, 12, 10)
        row.setSpacing(6)
        for part in (self.left, self.middle, self.right):
            part.setSpacing(6)
        row.addLayout(self.left, 1)
        row.addLayout(self.middle)
        row.addLayout(self.right, 1)


class _Segments(QFrame):
    """The layouts side by side; one is on."""

    def __init__(self, actions: list[QAction]) -> None:
        super().__init__()
        self.setObjectName("segments")
        self.buttons = {action: _Segment(action) for action in actions}
        row = QHBoxLayout(self)
        row.setContentsMargins(3, 0, 3, 0)
        row.setSpacing(0)
        for button in self.buttons.values():
            row.addWidget(button)

    def show_words(self, *, wide: bool) -> None:
        for button in self.buttons.values():
            button.show_words(wide=wide)

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Layout"))
        for button in self.buttons.values():
            button.retranslate()


class _Segment(QRadioButton):
    """One of the layouts: a radio button to the keyboard and to a screen reader, a part of a bar to the eye."""

    def __init__(self, action: QAction) -> None:
        super().__init__()
        self._action = action
        self._wide = True
        self.setIconSize(QSize(_ICON_PX, _ICON_PX))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.toggled.connect(lambda on: action.trigger() if on and not action.isChecked() else None)
        action.toggled.connect(self._follow)
        action.changed.connect(lambda: self.setEnabled(action.isEnabled()))
        self._follow(action.isChecked())

    def _follow(self, on: bool) -> None:  # noqa: FBT001 - a Qt slot
        """Tab leads to the one that is on, the arrow keys to the others."""
        self.setChecked(on)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if on else Qt.FocusPolicy.NoFocus)

    def show_words(self, *, wide: bool) -> None:
        self._wide = wide
        self.setText(self._action.text() if wide else "")
        self.setIcon(QIcon() if wide else self._action.icon())
        if self.property("iconOnly") != str(not wide).lower():
            self.setProperty("iconOnly", str(not wide).lower())
            self.style().polish(self)

    def retranslate(self) -> None:
        self.setAccessibleName(self._action.text())
        self.setToolTip(self._action.toolTip())
        self.show_words(wide=self._wide)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Without the round mark that the style sheet hides, as bold as it is when it is on."""
        self.ensurePolished()
        if not self._wide:
            return QSize(_SEGMENT_PX, _SEGMENT_PX)
        font = self.font()
        font.setBold(True)
        return QSize(QFontMetrics(font).horizontalAdvance(self.text()) + _SEGMENT_MARGINS_PX, _SEGMENT_PX)

    def hitButton(self, pos: QPoint) -> bool:  # noqa: N802
        return self.rect().contains(pos)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """As the tool button that the style sheet describes."""
        option = QStyleOptionToolButton()
        option.initFrom(self)
        option.text, option.icon, option.iconSize = self.text(), self.icon(), self.iconSize()
        option.toolButtonStyle = (
            Qt.ToolButtonStyle.ToolButtonTextOnly if self._wide else Qt.ToolButtonStyle.ToolButtonIconOnly
        )
        option.state |= QStyle.StateFlag.State_On if self.isChecked() else QStyle.StateFlag.State_Off
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ToolButton, option)
        painter.end()


def _is_offered(widget: QWidget) -> bool:
    action = widget.defaultAction() if isinstance(widget, QToolButton) else None
    return action is None or action.isVisible()


def _button(action: QAction, *, icon_only: bool = False) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    button.setIconSize(QSize(_ICON_PX, _ICON_PX))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    if icon_only:
        button.setProperty("iconOnly", "true")
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
    else:
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    return button
