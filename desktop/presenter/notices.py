"""Notices: what happened, as notifications with what can be done about it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from core.errors import AppError
from core.sinks.recorder import RecordingSummary
from core.sinks.recovery import Unfinished
from desktop.live.settings import SourceMemory
from desktop.live.source_choice import CLIP_TITLE
from desktop.presenter.messages import Action, message_for, text_of
from desktop.system.words import tr
from desktop.window.notification_bar import Kind, Notification, NotificationBar

_log = logging.getLogger(__name__)
_MOST_NAMES = 3

Handlers = Mapping[Action, Callable[[], object]]


class Notices:
    """Words for events. GUI thread.

    Args:
        bar: shows them.
        handlers: what the actions do that are the same everywhere.
        open_folder: shows a folder in the system's file manager.
    """

    def __init__(self, bar: NotificationBar, handlers: Handlers, open_folder: Callable[[Path], object]) -> None:
        self._bar = bar
        self._handlers = handlers
        self._open_folder = open_folder

    def error(self, error: BaseException, topic: str, handlers: Handlers | None = None, *, note: str = "") -> None:
        """An error in its own words, with those of its actions that can be done here, and a further word."""
        message = message_for(error)
        known = {**self._handlers, **(handlers or {})}
        actions = tuple((action.value, known[action]) for action in message.actions if action in known)
        _log.warning("shown to the person: %s", text_of(error))
        text = f"{text_of(error)} {note}".strip()
        self._bar.notify(Notification(Kind.ERROR, message.title, text, topic, actions))

    def clip_saved(self, summary: RecordingSummary) -> None:
        dropped = f"\n{summary.frames_dropped} frames were dropped." if summary.frames_dropped else ""
        self._bar.notify(
            Notification(
                Kind.SUCCESS,
                f"Saved {summary.path.name} ({summary.duration_s:.1f} s)",
                f"{summary.path}{dropped}",
                "recording",
                ((Action.OPEN_FOLDER.value, partial(self._open_folder, summary.path.parent)),),
            )
        )

    def offer_sound(self, switch_on: Callable[[], object]) -> None:
        """Once, at the very first start."""
        text = tr("Clips are silent until you switch the microphone on. It is open only while it is on.")
        self._inform(tr("Record sound too?"), text, "microphone", Action.USE_MICROPHONE, switch_on)

    def disk_waits(self, clip: Path) -> None:
        """The disk does not take a clip that is being recorded, or not quickly enough."""
        text = f"The disk of {clip.parent} is slow or does not answer. The clip goes on; frames of it may be lost."
        self._bar.notify(Notification(Kind.INFO, "The disk keeps the clip waiting", text, "disk"))

    def unfinished_clips(self, unfinished: Sequence[Unfinished], recover: Callable[[], object]) -> None:
        """Recordings that an earlier run could not finish."""
        title = "A clip was not finished" if len(unfinished) == 1 else f"{len(unfinished)} clips were not finished"
        text = _listed([(found.clip, found.duration_s) for found in unfinished])
        self._inform(title, text, "recovery", Action.RECOVER, recover)

    def clips_recovered(self, clips: Sequence[tuple[Path, float]]) -> None:
        """Clips that were made of unfinished recordings, with their lengths in s."""
        title = "The clip was recovered" if len(clips) == 1 else f"{len(clips)} clips were recovered"
        actions = ((Action.OPEN_FOLDER.value, partial(self._open_folder, clips[0][0].parent)),)
        self._bar.notify(Notification(Kind.SUCCESS, title, _listed(clips), "recovery", actions))

    def picture_saved(self, path: Path) -> None:
        actions = ((Action.OPEN_FOLDER.value, partial(self._open_folder, path.parent)),)
        self._bar.notify(Notification(Kind.SUCCESS, f"Saved {path.name}", str(path), "snapshot", actions))

    def virtual_camera_offered(self, names: list[str], advice: list[str]) -> None:
        """What other programs list, and which of them do."""
        title = f"Other programs can choose the camera {' or '.join(f'“{name}”' for name in names)}"
        self._bar.notify(Notification(Kind.INFO, title, " ".join(advice), "virtual-camera"))

    def source_missed(
        self, memory: SourceMemory | None, reason: AppError | None, shown: str, try_again: Callable[[], object]
    ) -> None:
        """At the start there was no camera, or not the remembered source."""
        showing = "The bundled clip is shown instead." if shown == CLIP_TITLE else f"“{shown}” is shown instead."
        if memory is not None and memory.kind == "file":
            title = f"“{memory.title}” cannot be shown"
            text = f"{reason.message if reason is not None else ''} {showing}".strip()
        else:
            title = f"“{memory.title}” is not connected" if memory is not None else "No camera found"
            text = f"{showing} Plug the camera in and try again, or choose another source."
        self._inform(title, text, "source", Action.TRY_AGAIN, try_again)

    def model_missed(self, wanted: str, reason: BaseException, drawing: str, choose: Callable[[], object]) -> None:
        """The remembered model cannot draw; another one does."""
        title = f"The model “{wanted}” cannot be used"
        why = reason.message if isinstance(reason, AppError) else text_of(reason)
        self._inform(title, f"{why} “{drawing}” draws instead.", "model-missed", Action.CHOOSE_MODEL, choose)

    def update_available(self, newest: str, installed: str, open_page: Callable[[], object]) -> None:
        text = f"You have version {installed}." if installed else ""
        self._inform(f"ToonClip {newest} is there", text, "update", Action.OPEN_DOWNLOADS, open_page)

    def up_to_date(self, installed: str) -> None:
        self._bar.notify(Notification(Kind.SUCCESS, "ToonClip is up to date", f"Version {installed}.", "update"))

    def settings_damaged(self, what: str, folder: Path) -> None:
        self._inform(
            "The settings are damaged", what, "settings", Action.OPEN_FOLDER, partial(self._open_folder, folder)
        )

    def dismiss(self, topic: str) -> None:
        self._bar.dismiss(topic)

    def _inform(self, title: str, text: str, topic: str, action: Action, act: Callable[[], object]) -> None:
        self._bar.notify(Notification(Kind.INFO, title, text, topic, ((action.value, act),)))


def _listed(clips: Sequence[tuple[Path, float]]) -> str:
    lines = [f"{path.name} ({duration_s:.1f} s)" for path, duration_s in clips[:_MOST_NAMES]]
    if len(clips) > _MOST_NAMES:
        lines.append(f"and {len(clips) - _MOST_NAMES} more")
    return "\n".join(lines)


def open_in_file_manager(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
