"""SourcePresenter: what is seen and said of the chosen source, and its menu."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from core.errors import AppError
from core.frame import ComposedFrame
from core.sources.picture import PictureSource
from desktop.live.chosen_by import ChosenBy
from desktop.live.pixels import pixels_of
from desktop.live.settings import SourceMemory, last_folder
from desktop.live.settings_store import SettingsStore
from desktop.live.source_choice import CLIP_TITLE, SourceChoice, file_choice, given_choice
from desktop.live.source_switch import SourceState, SourceStatus, SourceSwitch
from desktop.presenter.menus import fill_source_menu, source_title
from desktop.presenter.messages import Action, message_for
from desktop.presenter.notices import Notices
from desktop.system.words import tr
from desktop.window.actions import Actions
from desktop.window.control_bar import DropDown
from desktop.window.dialogs import ask_for_video
from desktop.window.video_view import VideoView, ViewMessage


class SourcePresenter(QObject):
    """Joins the source to the view, the source button and the mirror. GUI thread.

    Args:
        sources: which source is shown, and how it is doing.
        settings: where a person's choice is kept.
        notices: say what went wrong.
        view: shows the picture, or why there is none.
        button: names the source; its menu lists the others.
        acts: open a video, mirror the picture.
    """

    first_picture_shown = Signal()

    def __init__(
        self,
        sources: SourceSwitch,
        settings: SettingsStore,
        notices: Notices,
        view: VideoView,
        button: DropDown,
        acts: Actions,
    ) -> None:
        super().__init__(view)
        self._sources, self._settings, self._notices = sources, settings, notices
        self._view, self._button, self._acts = view, button, acts
        self._awaiting_picture = True
        self._missing: Callable[[], None] | None = None
        """Looks again for the camera that was not there at the start."""
        self._offers_retry = False
        """The button says that there is no camera, in place of a card that has faded."""
        sources.status_changed.connect(self._on_status_changed)
        sources.cameras_listed.connect(self._fill_menu)
        sources.missed.connect(self._on_missed)
        sources.refused.connect(self._on_refused)
        button.drop_menu.aboutToShow.connect(self._on_menu_about_to_show)
        acts.open_video.triggered.connect(self._on_open_video_triggered)
        acts.paste.triggered.connect(self._on_paste_triggered)
        acts.mirror.triggered.connect(self._on_mirror_triggered)

    def show_frame(self, frame: ComposedFrame) -> None:
        """Show a picture of the chosen source. A late one of another source, or of one that failed, is dropped."""
        state = self._sources.status.state
        if state is SourceState.FAILED or not self._sources.is_current(frame.source.source_number):
            return
        self._view.show_frame(frame)
        if self._awaiting_picture and state is SourceState.LIVE:
            self._awaiting_picture = False
            self._view.set_message(None)
            self.first_picture_shown.emit()

    def retranslate(self) -> None:
        """Say everything anew, in another language."""
        self._show_words()
        self._fill_menu()
        message = _message_about(self._sources.status)
        if message is not None:
            self._view.set_message(message)

    def _show_words(self) -> None:
        choice = self._sources.status.choice
        shown = source_title(choice) if choice is not None else ""
        self._button.set_words(tr("No camera · Retry") if self._offers_retry else shown, whole=self._offers_retry)

    def _on_status_changed(self, status: SourceStatus) -> None:
        self._offers_retry = False
        self._show_words()
        match status.state:
            case SourceState.OPENING:
                self._on_opening()
            case SourceState.LIVE:
                self._on_live(status)
            case SourceState.FAILED if status.error is not None:
                self._on_failed(status.error)
        message = _message_about(status)
        if message is not None:
            self._view.set_message(message)

    def _on_opening(self) -> None:
        for topic in ("source", "source-error", "source-refused"):
            self._notices.dismiss(topic)
        self._awaiting_picture = True
        mirrored = bool(getattr(self._settings.current, self._mirror_key()))
        self._acts.mirror.setChecked(mirrored)
        self._view.set_mirrored(mirrored)

    def _on_live(self, status: SourceStatus) -> None:
        """Only now it is worth remembering: it has opened."""
        self._awaiting_picture = True
        for topic in ("source-error", "no-picture"):
            self._notices.dismiss(topic)
        memory = status.choice.memory() if status.choice is not None else None
        if status.choice is not None and status.choice.is_camera:
            self._missing = None
        if memory is not None and status.chosen_by is ChosenBy.PERSON:
            self._settings.update(source=memory)

    def _on_failed(self, error: AppError) -> None:
        self._view.forget_frame()
        self._notices.error(error, "source-error", {Action.TRY_AGAIN: self._sources.try_again})

    def _on_missed(self, memory: SourceMemory | None, reason: AppError | None) -> None:
        choice = self._sources.status.choice
        shown = choice.title if choice is not None else ""
        self._missing = partial(self._sources.recall, memory)
        fades = memory is None or memory.kind == "camera"
        self._notices.source_missed(memory, reason, shown, self._missing, faded=self._on_faded if fades else None)

    def _on_faded(self) -> None:
        """The card about a missing camera is gone; while no other camera is shown the button stands in for it."""
        self._offers_retry = not _is_camera(self._sources.status.choice)
        self._show_words()

    def _on_refused(self, choice: SourceChoice, error: AppError) -> None:
        again = {Action.TRY_AGAIN: partial(self._sources.choose, choice)}
        good = self._sources.status.choice
        note = tr("“{source}” goes on.", source=source_title(good)) if good is not None else ""
        self._notices.error(error, "source-refused", again, note=note)

    def _on_menu_about_to_show(self) -> None:
        self._sources.refresh()
        self._fill_menu()

    def _fill_menu(self) -> None:
        fill_source_menu(self._button.drop_menu, self._sources, self._acts, self._missing)
        self._button.place_menu()

    def _on_open_video_triggered(self) -> None:
        ask_for_video(self._view, last_folder(self._settings.current), self._on_video_chosen)

    def _on_video_chosen(self, path: Path) -> None:
        self._settings.update(last_folder=str(path.parent))
        self._sources.choose(file_choice(path))

    def _on_paste_triggered(self) -> None:
        """A picture, or the file of one, that was copied elsewhere."""
        data = QGuiApplication.clipboard().mimeData()
        files = [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
        if files:
            self._sources.choose(file_choice(Path(files[0])))
        elif data.hasImage():
            picture = PictureSource(tr("Pasted picture"), partial(pixels_of, QGuiApplication.clipboard().image()))
            self._sources.choose(given_choice(picture))
        else:
            self._notices.nothing_to_paste()

    def _on_mirror_triggered(self, mirrored: bool) -> None:  # noqa: FBT001 - a Qt slot
        self._view.set_mirrored(mirrored)
        self._settings.update(**{self._mirror_key(): mirrored})

    def _mirror_key(self) -> str:
        """Cameras and videos are mirrored each by their own setting."""
        return "mirror_cameras" if _is_camera(self._sources.status.choice) else "mirror_files"


def _message_about(status: SourceStatus) -> ViewMessage | None:
    """In place of the picture; None while there is one."""
    title = status.choice.title if status.choice is not None else ""
    match status.state:
        case SourceState.SEARCHING:
            return ViewMessage(tr("Looking for cameras…"), busy=True)
        case SourceState.OPENING if title == CLIP_TITLE:
            return ViewMessage(tr("Opening the bundled clip…"), busy=True)
        case SourceState.OPENING:
            return ViewMessage(tr("Opening “{source}”…", source=title), busy=True)
        case SourceState.LOST:
            gone = tr("“{source}” is gone. Plug it in again.", source=title)
            return ViewMessage(tr("Reconnecting…"), gone, busy=True)
        case SourceState.FAILED if status.error is not None:
            return ViewMessage(tr("No picture"), tr(message_for(status.error).title))
        case _:
            return None


def _is_camera(choice: SourceChoice | None) -> bool:
    return choice is None or choice.is_camera
