"""Actions: everything a person can do, with its words, icon and shortcut; buttons and menus share them."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence

from core.layout import Layout
from desktop.window.style import named_icon, two_state_icon

_LAYOUTS = {
    Layout.TOON: ("Toon", "1", "The cartoon"),
    Layout.ORIGINAL: ("Original", "2", "The camera's own picture"),
    Layout.SIDE_BY_SIDE: ("Side by side", "3", "Original and cartoon beside each other"),
    Layout.SPLIT: ("Split", "4", "Original and cartoon with a divider to drag"),
}


class Actions(QObject):
    """The actions of the window; its parent shows what they do."""

    layout_chosen = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._layout_group = QActionGroup(self)
        self.layouts = {layout: self._layout(layout) for layout in Layout}
        self.mirror = self._toggle("Mirror", "M", "Show the picture like a mirror", "mirror")
        self.overlay = self._toggle("Show figures", "F", "Show frame rates and latency over the picture")
        self.steady = self._toggle("Steady picture", "", "Keep what stands still from flickering; a little more work")
        self.mirror_clips = self._toggle(
            "Mirror clips and snapshots too", "", "Save clips and snapshots mirrored while the view is"
        )
        self.virtual_camera = self._toggle(
            "Camera for other programs", "C", "Let video calls and other programs choose the toon as their camera"
        )
        self.mirror_virtual_camera = self._toggle(
            "Mirror the camera for other programs",
            "",
            "Send it mirrored; most programs mirror your view themselves",
        )
        self.record = self._toggle("Record", "R", "Record a clip", "record")
        self._record_icon, self._stop_icon = named_icon("record"), named_icon("stop")
        self.snapshot = self._action("Snapshot", "S", "Save this picture", "camera")
        self.full_screen = self._toggle("Full screen", "F11", "Fill the screen; Esc leaves", "full-screen")
        self.escape = self._action("Leave full screen", "Esc", "Leave the full screen or dismiss a message")
        self.open_video = self._action("Open video…", "Ctrl+O", "Show a video file")
        self.open_model = self._action("Open model…", "Ctrl+M", "Load a model folder's manifest.json or an .onnx file")
        self.choose_folder = self._action("Save clips and snapshots to…", "", "Choose another folder")
        self.open_folder = self._action("Open the folder of clips", "", "See the saved clips")
        self.show_log = self._action("Show log", "", "Open the folder of the program's log file")
        self.updates_at_start = self._toggle(
            "Check for updates at start", "", "Ask the project's page for a newer version whenever ToonClip starts"
        )
        self.check_for_updates = self._action("Check for updates now", "", "Ask the project's page for a newer version")
        self.about = self._action("About ToonClip", "", "Version and credits")
        self.quit = self._action("Quit", "Ctrl+Q", "Close the window")

    def all(self) -> list[QAction]:
        return self.findChildren(QAction)

    def set_layout(self, layout: Layout) -> None:
        self.layouts[layout].setChecked(True)

    def show_recording(self, words: str, *, recording: bool, enabled: bool) -> None:
        """What the record button says, such as the elapsed time."""
        self.record.setText(words)
        self.record.setIconText(words)
        self.record.setChecked(recording)
        self.record.setEnabled(enabled)
        self.record.setIcon(self._stop_icon if recording else self._record_icon)
        self.record.setToolTip(f"{'Stop and save the clip' if recording else 'Record a clip'} (R)")

    def _layout(self, layout: Layout) -> QAction:
        words, key, tip = _LAYOUTS[layout]
        action = self._toggle(words, key, tip)
        self._layout_group.addAction(action)
        action.setIcon(two_state_icon(layout.value))
        action.triggered.connect(lambda: self.layout_chosen.emit(layout))
        return action

    def _toggle(self, words: str, key: str, tip: str, icon: str = "") -> QAction:
        action = self._action(words, key, tip, icon)
        action.setCheckable(True)
        return action

    def _action(self, words: str, key: str, tip: str, icon: str = "") -> QAction:
        action = QAction(words, self)
        if icon:
            action.setIcon(named_icon(icon))
        if key:
            action.setShortcut(QKeySequence(key))
        action.setAutoRepeat(False)  # a key held down is one wish
        action.setToolTip(f"{tip} ({key})" if key else tip)
        action.setIconText(words)
        action.setIconVisibleInMenu(False)
        return action
