"""Actions: everything a person can do, with its words, icon and key; buttons and menus share them."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence

from core.layout import Layout
from desktop.system.words import mark, tr
from desktop.window.style import named_icon, two_state_icon

_LAYOUTS = {
    Layout.TOON: (mark("Toon"), "1", mark("The cartoon")),
    Layout.ORIGINAL: (mark("Original"), "2", mark("The camera's own picture")),
    Layout.SIDE_BY_SIDE: (mark("Side by side"), "3", mark("Original and cartoon beside each other")),
    Layout.SPLIT: (mark("Split"), "4", mark("Original and cartoon with a divider to drag")),
}
_HEARD, _UNHEARD, _SILENT = (
    mark("The microphone is on: clips have sound"),
    mark("Nothing comes from the microphone"),
    mark("The microphone is off: clips are silent"),
)
_REMEMBERED = mark("Save what has just happened")
_FORGOTTEN = mark("Save what has just happened; it is not remembered yet, a click offers it")
_DRAWING_SIZES: dict[int | None, str] = {
    None: mark("Detail of the drawing: automatic"),
    640: mark("Finest drawing, slowest: 640 px"),
    512: mark("Finer drawing: 512 px"),
    448: mark("Fine drawing: 448 px"),
    384: mark("Medium drawing: 384 px"),
    320: mark("Coarser drawing, faster: 320 px"),
    256: mark("Coarsest drawing, fastest: 256 px"),
}


class Actions(QObject):
    """The actions of the window; its parent shows what they do. An action's object name is stable, its words are not.

    Signals:
        layout_chosen: with the Layout.
        retranslated: the words or keys are others now.
    """

    layout_chosen = Signal(object)
    retranslated = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words: dict[QAction, tuple[str, str]] = {}
        self._keys: dict[QAction, str] = {}
        self.groups: dict[str, list[QAction]] = {}
        """Those that a key can be given to, by their heading on the page of keys."""
        for heading, add in (
            (mark("Picture and styles"), self._add_picture_actions),
            (mark("Window"), self._add_view_actions),
            (mark("Clips and snapshots"), self._add_recording_actions),
            (mark("Films and photographs"), self._add_film_actions),
            (mark("Files and help"), self._add_door_actions),
        ):
            before = len(self._keys)
            add()
            self.groups[heading] = list(self._keys)[before:]
        self.retranslate()

    def all(self) -> list[QAction]:
        return self.findChildren(QAction)

    def with_keys(self) -> list[QAction]:
        """Those that a key can be given to, in the order of the page of keys."""
        return list(self._keys)

    def set_layout(self, layout: Layout) -> None:
        self.layouts[layout].setChecked(True)

    def show_recording(self, words: str, *, recording: bool, enabled: bool) -> None:
        """What the record button says, such as the elapsed time."""
        self.record.setText(words)
        self.record.setIconText(words)
        self.record.setChecked(recording)
        self.record.setEnabled(enabled)
        self.record.setIcon(self._stop_icon if recording else self._record_icon)
        tip = tr("Stop and save the clip") if recording else tr("Record a clip")
        self.record.setToolTip(_with_key(tip, self.record))

    def set_keys(self, changed: Mapping[str, str]) -> None:
        """Give actions other keys: by object name, as `QKeySequence` reads them; the others have their first ones."""
        for action, key in self._keys.items():
            keys = [changed.get(action.objectName(), key)]
            if action is self.keys and keys == ["F1"]:
                keys.append("?")
            action.setShortcuts([QKeySequence(key) for key in keys])
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything anew: in another language, or with another key."""
        for action, (words, tip) in self._words.items():
            shown = tr(words, number=action.objectName().rpartition("-")[2])
            action.setText(shown)
            action.setIconText(shown)
            action.setToolTip(_with_key(tr(tip), action))
        self.retranslated.emit()

    def _add_picture_actions(self) -> None:
        self._layout_group = QActionGroup(self)
        self.layouts = {layout: self._layout(layout) for layout in Layout}
        self.compare = self._action("compare", mark("Compare"), "O", mark("Hold to see the original"))
        self.strip = self._toggle(
            "strip", mark("All styles on your picture"), "T", mark("See what each style makes of your own picture")
        )
        self.next_model = self._action("next-model", mark("Next style"), "]", mark("Draw with the next style"))
        self.previous_model = self._action("previous-model", mark("Previous style"), "[", mark("Draw with it"))
        self.models = [self._model(number) for number in range(1, 10)]
        self.undo = self._action(
            "undo", mark("Undo"), "Ctrl+Z", mark("Take back the last change of strength, style, layout or zoom")
        )
        self.strength_up = self._action("strength-up", mark("Stronger"), "Up", mark("Draw stronger"))
        self.strength_down = self._action("strength-down", mark("Weaker"), "Down", mark("Draw weaker"))
        for action in (self.strength_up, self.strength_down):
            action.setAutoRepeat(True)
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)  # elsewhere the arrows have other work
        self.strength_reset = self._action(
            "strength-reset", mark("Normal, 100 %"), "", mark("Draw in full strength, 100 %")
        )
        self.steady = self._toggle(
            "steady",
            mark("Steady picture"),
            "",
            mark("Keep what stands still from flickering; a little more work"),
        )

        self.fast = self._toggle(
            "fast", mark("Up to 60 pictures a second"), "", mark("Draw faster cameras at their rate; needs more power")
        )
        self._sizes_group = QActionGroup(self)
        self.drawing_sizes = {pixels: self._drawing_size(pixels) for pixels in _DRAWING_SIZES}

    def _drawing_size(self, pixels: int | None) -> QAction:
        action = self._toggle(
            f"drawing-size-{pixels or 'automatic'}",
            _DRAWING_SIZES[pixels],
            "",
            mark("How large the network draws: larger is finer, smaller is faster"),
        )
        self._sizes_group.addAction(action)
        return action

    def _add_view_actions(self) -> None:
        self.mirror = self._toggle("mirror", mark("Mirror"), "M", mark("Show the picture like a mirror"), "mirror")
        self.overlay = self._toggle(
            "figures", mark("Show figures"), "F", mark("Show frame rates and latency over the picture")
        )
        self.next_fit = self._action(
            "next-fit",
            mark("Whole, filling, own size"),
            "Z",
            mark("See all of the picture, fill the window, or its own size"),
        )
        self.fit_whole = self._toggle("fit-whole", mark("Whole picture"), "0", mark("See all of the picture"))
        self.fit_fill = self._toggle("fit-fill", mark("Fill the window"), "", mark("Cut off what is too much"))
        self.fit_actual = self._toggle(
            "fit-actual", mark("Own size, 1:1"), "", mark("A pixel of the picture is a pixel of the screen")
        )
        self.fits = QActionGroup(self)
        self.fits.setExclusionPolicy(QActionGroup.ExclusionPolicy.ExclusiveOptional)  # a zoom is none of them
        for action in (self.fit_whole, self.fit_fill, self.fit_actual):
            self.fits.addAction(action)
        self.zoom_in = self._action("zoom-in", mark("Zoom in"), "Ctrl++", mark("See a part of the picture larger"))
        self.zoom_out = self._action("zoom-out", mark("Zoom out"), "Ctrl+-", mark("See more of the picture"))
        self.on_top = self._toggle("on-top", mark("Always on top"), "Ctrl+T", mark("Keep above other windows"))
        self.compact = self._toggle("compact", mark("Only the picture"), "B", mark("Hide the bar; Esc shows it again"))
        self.full_screen = self._toggle(
            "full-screen", mark("Full screen"), "F11", mark("Fill the screen; Esc leaves"), "full-screen"
        )
        self.escape = self._action(
            "escape",
            mark("Leave full screen, zoom, message"),
            "Esc",
            mark("Leave the full screen, dismiss a message, end a zoom, close a strip"),
        )

    def _add_recording_actions(self) -> None:
        self.record = self._toggle("record", mark("Record"), "R", mark("Record a clip"), "record")
        self._record_icon, self._stop_icon = named_icon("record"), named_icon("stop")
        self.microphone = self._toggle("microphone", mark("Microphone"), "U", _SILENT, "microphone-off")
        self._microphone_icon, self._silent_icon = named_icon("microphone"), named_icon("microphone-off")
        self.clips = self._toggle(
            "clips", mark("Newest clips and pictures"), "K", mark("See your newest clips and pictures"), "clips"
        )
        self.pause = self._toggle("pause", mark("Pause"), "P", mark("Leave out what happens until you go on"), "pause")
        self.pause.setVisible(False)
        self.save_replay = self._action("save-replay", mark("Save the last seconds"), "L", _FORGOTTEN, "replay")
        self.burst = self._action(
            "burst", mark("Five pictures in a row"), "Shift+S", mark("Save five pictures within two seconds")
        )
        self.copy_picture = self._action(
            "copy-picture", mark("Copy the picture"), "Ctrl+C", mark("Put this picture onto the clipboard")
        )
        self.snapshot = self._action("snapshot", mark("Snapshot"), "S", mark("Save this picture"), "camera")
        self.mirror_clips = self._toggle(
            "mirror-clips",
            mark("Mirror clips and snapshots too"),
            "",
            mark("Save clips and snapshots mirrored while the view is"),
        )
        self.choose_folder = self._action(
            "choose-folder", mark("Save clips and snapshots to…"), "", mark("Choose another folder")
        )
        self.open_folder = self._action("open-folder", mark("Open the folder of clips"), "", mark("See them"))
        self.open_pictures = self._action("open-pictures", mark("Open the folder of snapshots"), "", mark("See them"))
        self.virtual_camera = self._toggle(
            "virtual-camera",
            mark("Camera for other programs"),
            "C",
            mark("Let video calls and other programs choose the toon as their camera"),
        )
        self.mirror_virtual_camera = self._toggle(
            "mirror-virtual-camera",
            mark("Mirror the camera for other programs"),
            "",
            mark("Send it mirrored; most programs mirror your view themselves"),
        )

    def _add_film_actions(self) -> None:
        self.film_play = self._toggle("film-play", mark("Play"), "Space", mark("Play or rest"), "play")
        self._play_icon, self._rest_icon = named_icon("play"), named_icon("pause")
        self.film_back = self._action("film-back", mark("5 seconds back"), "Ctrl+Left", mark("5 seconds back"))
        self.film_on = self._action("film-on", mark("5 seconds on"), "Ctrl+Right", mark("5 seconds on"))
        self.film_step_back = self._action("film-step-back", mark("A picture back"), ",", mark("A picture back"))
        self.film_step = self._action("film-step", mark("A picture on"), ".", mark("A picture on"))
        self.film_loop = self._toggle("film-loop", mark("Loop"), "", mark("Begin again at the end"), "loop")
        self.film_mute = self._toggle("film-mute", mark("Mute"), "", mark("Do not play the sound here"), "mute")
        self.film_save = self._action(
            "film-save", mark("Save as a toon"), "Ctrl+S", mark("Draw the whole film, or the photograph, into a file")
        )
        for action in (self.film_play, self.film_back, self.film_on, self.film_step_back, self.film_step):
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)  # elsewhere these keys have other work
            action.setAutoRepeat(action is not self.film_play)

        self.leave_clip = self._action(
            "leave-clip",
            mark("Back from a clip"),
            "",
            mark("Show what was shown before the clip; Esc does, too"),
            "close",
        )
        self.leave_clip.setVisible(False)

    def show_playing(self, *, playing: bool) -> None:
        """Whether the film plays."""
        self.film_play.setChecked(playing)
        self.film_play.setIcon(self._rest_icon if playing else self._play_icon)

    def _add_door_actions(self) -> None:
        self.open_video = self._action("open-video", mark("Open video or picture…"), "Ctrl+O", mark("Show a file"))
        self.open_picture_folder = self._action(
            "open-picture-folder",
            mark("Open a folder of pictures…"),
            "Ctrl+Shift+O",
            mark("Show them in a strip; each opens with a click"),
        )
        self.next_picture = self._action("next-picture", mark("Next picture"), "PgDown", mark("Of the opened folder"))
        self.previous_picture = self._action(
            "previous-picture", mark("Picture before"), "PgUp", mark("Of the opened folder")
        )
        self.open_model = self._action(
            "open-model", mark("Open style…"), "Ctrl+M", mark("From a file: a packed style, or a bare network")
        )
        self.manage_models = self._action(
            "manage-models", mark("Manage styles…"), "Ctrl+Shift+M", mark("All styles: add, rename, remove, share")
        )
        self.new_style = self._action(
            "new-style", mark("New style from a picture…"), "", mark("A network learns to draw in a picture's style")
        )
        self.keys = self._action("keys", mark("Keys"), "F1", mark("See every key, and change it"))
        self.copy_diagnostics = self._action(
            "copy-diagnostics",
            mark("Copy diagnostics"),
            "",
            mark("Copy what helps to find a fault; no names in it"),
        )
        self.paste = self._action("paste", mark("Paste a picture"), "Ctrl+V", mark("Show the picture that was copied"))
        self.reduced_motion = self._toggle("reduced-motion", mark("Less motion"), "", mark("Nothing turns or fades"))
        self.show_log = self._action("show-log", mark("Show log"), "", mark("Open the folder of the log file"))
        self.updates_at_start = self._toggle(
            "updates-at-start",
            mark("Check for updates at start"),
            "",
            mark("Ask the project's page for a newer version whenever ToonClip starts"),
        )
        self.check_for_updates = self._action(
            "check-for-updates", mark("Check for updates now"), "", mark("Ask the project's page for a newer version")
        )
        self.about = self._action("about", mark("About ToonClip"), "", mark("Version and credits"))
        self.in_tray = self._toggle(
            "in-tray",
            mark("Go on in the tray when closed"),
            "",
            mark("Clips and the camera for other programs go on without the window"),
        )
        self.quit = self._action("quit", mark("Quit"), "Ctrl+Q", mark("Finish a clip and end the program"))

    def show_microphone(self, *, on: bool, fails: bool) -> None:
        """Whether clips get sound, and whether it comes."""
        self.microphone.setChecked(on)
        self.microphone.setIcon(self._microphone_icon if on and not fails else self._silent_icon)
        tip = (_UNHEARD if fails else _HEARD) if on else _SILENT
        self._words[self.microphone] = self._words[self.microphone][0], tip
        self.microphone.setToolTip(_with_key(tr(tip), self.microphone))

    def show_replay(self, *, on: bool) -> None:
        """Whether the last seconds are remembered."""
        self._words[self.save_replay] = self._words[self.save_replay][0], _REMEMBERED if on else _FORGOTTEN
        self.save_replay.setToolTip(_with_key(tr(self._words[self.save_replay][1]), self.save_replay))

    def _model(self, number: int) -> QAction:
        name = f"model-{number}"
        return self._action(name, mark("Style {number}"), f"Ctrl+{number}", mark("Draw with this style of the strip"))

    def _layout(self, layout: Layout) -> QAction:
        words, key, tip = _LAYOUTS[layout]
        action = self._toggle(f"layout-{layout.value}", words, key, tip)
        self._layout_group.addAction(action)
        action.setIcon(two_state_icon(layout.value))
        action.triggered.connect(lambda: self.layout_chosen.emit(layout))
        return action

    def _toggle(self, name: str, words: str, key: str, tip: str, icon: str = "") -> QAction:
        action = self._action(name, words, key, tip, icon)
        action.setCheckable(True)
        return action

    def _action(self, name: str, words: str, key: str, tip: str, icon: str = "") -> QAction:
        action = QAction(self)
        action.setObjectName(name)
        self._words[action], self._keys[action] = (words, tip), key
        if icon:
            action.setIcon(named_icon(icon))
        action.setShortcut(QKeySequence(key))
        action.setAutoRepeat(False)  # a key held down is one wish
        action.setIconVisibleInMenu(False)
        return action


def _with_key(tip: str, action: QAction) -> str:
    key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    return f"{tip} ({key})" if key else tip
