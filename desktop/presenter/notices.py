"""Notices: what happened, as notifications with what can be done about it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from core.errors import AppError
from core.sinks.recorder import RecordingSummary
from core.sinks.recovery import Unfinished
from desktop.live.settings import SourceMemory
from desktop.live.source_choice import CLIP_TITLE
from desktop.presenter.messages import Action, message_for, text_of, translated_text_of
from desktop.system.words import sentences, tr
from desktop.window.notification_bar import Kind, Notification, NotificationBar

_log = logging.getLogger(__name__)
_MOST_NAMES = 3
_SLOW_FPS = 8.0
"""Below it, movement is seen as steps."""

Handlers = Mapping[Action, Callable[[], object]]


class Notices:
    """Words for events. GUI thread.

    Args:
        bar: shows them.
        handlers: what the actions do that are the same everywhere.
        show_file: shows a file or a folder in the system's file manager.
    """

    def __init__(self, bar: NotificationBar, handlers: Handlers, show_file: Callable[[Path], object]) -> None:
        self._bar = bar
        self._handlers = handlers
        self._show_file = show_file
        self.play: Callable[[Path], object] | None = None
        """Plays a clip in the window."""

    def error(self, error: BaseException, topic: str, handlers: Handlers | None = None, *, note: str = "") -> None:
        """An error in its own words, with those of its actions that can be done here, and a further word."""
        message = message_for(error)
        known = {**self._handlers, **(handlers or {})}
        actions = tuple((tr(action.value), known[action]) for action in message.actions if action in known)
        _log.warning("shown to the person: %s", text_of(error))
        text = translated_text_of(error, note)
        self._bar.notify(Notification(Kind.ERROR, tr(message.title), text, topic, actions))

    def no_picture(self) -> None:
        """Nothing can be recorded or saved yet."""
        title, text = tr("There is no picture yet"), tr("Choose a source first.")
        choose = self._known(Action.CHOOSE_SOURCE, Action.CHOOSE_SOURCE)
        self._bar.notify(Notification(Kind.ERROR, title, text, "no-picture", choose, fades=True))

    def first_pictures(self, shown: int, all_of_them: int) -> None:
        """A folder holds more than can be looked through here."""
        title = tr("The first {shown} of {count} pictures are shown", shown=shown, count=all_of_them)
        self._bar.notify(Notification(Kind.INFO, title, "", "source", fades=True))

    def nothing_to_paste(self) -> None:
        title, text = tr("There is no picture to paste"), tr("Copy a picture, or the file of one, then paste it here.")
        self._bar.notify(Notification(Kind.ERROR, title, text, "paste", fades=True))

    def clip_saved(self, summary: RecordingSummary) -> None:
        """A clip is on the disk; with a word about what a person would not expect of it."""
        title = tr("Saved {name} ({seconds} s)", name=summary.path.name, seconds=f"{summary.duration_s:.1f}")
        lines = [str(summary.path.parent)]
        a_second = summary.frames_written / summary.duration_s if summary.duration_s else 0.0
        slow = 0 < a_second < _SLOW_FPS
        if slow:
            lines.append(tr("It has only {count} pictures a second: the style is slow here.", count=f"{a_second:.1f}"))
        if summary.frames_dropped:
            lines.append(tr("{count} pictures are missing: the disk was slow.", count=summary.frames_dropped))
        play = ((tr(Action.PLAY.value), partial(self.play, summary.path)),) if self.play is not None else ()
        show = tr(Action.OPEN_FOLDER.value), partial(self._show_file, summary.path)
        faster = self._known(Action.FASTER_MODEL, Action.CHOOSE_MODEL) if slow else ()
        self._bar.notify(Notification(Kind.SUCCESS, title, "\n".join(lines), "recording", (*play, show, *faster)))

    def camera_was_away(self, seconds: float) -> None:
        """A part of the clip that was just saved has no picture of its own."""
        title = tr("The camera was away while the clip was recorded")
        text = tr("For {seconds} s the last picture stands in for it.", seconds=f"{seconds:.1f}")
        self._bar.notify(Notification(Kind.INFO, title, text, "camera-gap"))

    def nothing_to_set(self, camera: str) -> None:
        text = tr("Its driver offers no exposure, white balance or zoom here.")
        title = tr("Nothing to set of “{camera}”", camera=camera)
        self._bar.notify(Notification(Kind.INFO, title, text, "camera-controls"))

    def slow_model(self, title: str, toons_a_second: float) -> None:
        """The model that draws now is slow on this computer."""
        words = tr("“{model}” draws {count} toons a second here", model=title, count=f"{toons_a_second:.1f}")
        text = tr("The picture and clips will look jerky. Another style may be faster.")
        faster = self._known(Action.FASTER_MODEL, Action.CHOOSE_MODEL)
        self._bar.notify(Notification(Kind.INFO, words, text, "slow", faster, fades=True))

    def film_saved(self, path: Path, *, is_part: bool) -> None:
        """A whole film, or the part that was done when it was called off."""
        title = tr("Saved the beginning as {name}", name=path.name) if is_part else tr("Saved {name}", name=path.name)
        actions = ((tr(Action.OPEN_FOLDER.value), partial(self._show_file, path)),)
        self._bar.notify(Notification(Kind.SUCCESS, title, str(path), "film", actions))

    def not_deleted(self, path: Path) -> None:
        """A clip or picture cannot go to the trash."""
        title = tr("{name} could not be deleted", name=path.name)
        text = tr("The trash does not take it. Delete it in its folder.")
        show = tr("Show in its folder"), partial(self._show_file, path)
        self._bar.notify(Notification(Kind.ERROR, title, text, "clip", (show,)))

    def own_strength(self, percent: int) -> None:
        """The slider has moved by itself."""
        title = tr("The strength is {percent} % now: each style keeps its own", percent=percent)
        self._bar.notify(Notification(Kind.INFO, title, "", "strength", fades=True))

    def picture_copied(self) -> None:
        self._bar.notify(Notification(Kind.SUCCESS, tr("The picture is on the clipboard"), "", "snapshot"))

    def offer_sound(self, switch_on: Callable[[], object]) -> None:
        """Once, at the first start with a microphone."""
        text = tr("Clips are silent until you switch the microphone on. It is open only while it is on.")
        self._inform(tr("Record sound too?"), text, "microphone", Action.USE_MICROPHONE, switch_on)

    def offer_replay(self, switch_on: Callable[[], object]) -> None:
        """What has just happened was to be saved, and was not remembered."""
        text = tr("Once it is on, this saves what has just happened. It keeps the processor a little busier.")
        self._inform(tr("The last seconds are not remembered"), text, "replay", Action.REMEMBER, switch_on)

    def replay_on(self, seconds: int) -> None:
        title = tr("From now on the last {seconds} seconds are remembered", seconds=seconds)
        self.done(title, tr("The same button saves them."), "replay")

    def disk_waits(self, clip: Path) -> None:
        """The disk does not take a clip that is being recorded, or not quickly enough."""
        text = tr(
            "The disk of {folder} is slow or does not answer. The clip goes on; pictures of it may be lost.",
            folder=clip.parent,
        )
        self._bar.notify(Notification(Kind.INFO, tr("The disk keeps the clip waiting"), text, "disk"))

    def folder_waits(self, folder: Path) -> None:
        """Something that a person asked for, other than the clip that is being recorded, waits for a folder."""
        text = tr(
            "The disk of {folder} is slow or does not answer. What you asked for goes on when it does.", folder=folder
        )
        choose = self._known(Action.CHOOSE_FOLDER, Action.CHOOSE_FOLDER)
        self._bar.notify(Notification(Kind.INFO, tr("The folder does not answer"), text, f"folder {folder}", choose))

    def folder_silent(self, path: Path) -> None:
        """It, or what is in it, cannot be shown now."""
        text = tr("The disk of {folder} is slow or does not answer.", folder=path)
        self._bar.notify(Notification(Kind.ERROR, tr("The folder does not answer"), text, f"folder {path}", fades=True))

    def nothing_shows_folders(self, path: Path) -> None:
        title = tr("No program here shows folders")
        self._bar.notify(Notification(Kind.INFO, title, str(path), "file-manager", fades=True))

    def folder_answers(self, folder: Path) -> None:
        self.dismiss(f"folder {folder}")

    def unfinished_clips(self, unfinished: Sequence[Unfinished], recover: Callable[[], object]) -> None:
        """Recordings that an earlier run could not finish."""
        count = len(unfinished)
        title = tr("A clip was not finished") if count == 1 else tr("{count} clips were not finished", count=count)
        text = _listed([(found.clip, found.duration_s) for found in unfinished])
        self._inform(title, text, "recovery", Action.RECOVER, recover)

    def clips_recovered(self, clips: Sequence[tuple[Path, float]]) -> None:
        """Clips that were made of unfinished recordings, with their lengths in s."""
        count = len(clips)
        title = tr("The clip was recovered") if count == 1 else tr("{count} clips were recovered", count=count)
        actions = ((tr(Action.OPEN_FOLDER.value), partial(self._show_file, clips[0][0])),)
        self._bar.notify(Notification(Kind.SUCCESS, title, _listed(clips), "recovery", actions))

    def model_removed(self, title: str, undo: Callable[[], object]) -> None:
        words = tr("“{model}” was removed", model=title)
        action = ((tr(Action.UNDO.value), undo),)
        self._bar.notify(Notification(Kind.INFO, words, "", "model-removed", action))

    def model_packed(self, path: Path) -> None:
        actions = ((tr(Action.OPEN_FOLDER.value), partial(self._show_file, path)),)
        title = tr("Saved {name}", name=path.name)
        self._bar.notify(Notification(Kind.SUCCESS, title, str(path.parent), "model-packed", actions))

    def picture_saved(self, path: Path) -> None:
        actions = ((tr(Action.OPEN_FOLDER.value), partial(self._show_file, path)),)
        title = tr("Saved {name}", name=path.name)
        self._bar.notify(Notification(Kind.SUCCESS, title, str(path.parent), "snapshot", actions))

    def virtual_camera_offered(self, names: list[str], advice: list[str]) -> None:
        """What other programs list, and which of them do."""
        listed = tr(" or ").join(f"“{name}”" for name in names)
        title = tr("Other programs can choose the camera {names}", names=listed)
        self._bar.notify(Notification(Kind.INFO, title, sentences(*advice), "virtual-camera", fades=True))

    def source_missed(
        self,
        memory: SourceMemory | None,
        reason: AppError | None,
        shown: str,
        try_again: Callable[[], object],
        *,
        faded: Callable[[], object] | None = None,
    ) -> None:
        """At the start there was no camera, or not the remembered source."""
        bundled = shown == CLIP_TITLE
        showing = (
            tr("The bundled clip is shown instead.") if bundled else tr("“{source}” is shown instead.", source=shown)
        )
        if memory is not None and memory.kind == "file":
            title = tr("“{source}” cannot be shown", source=memory.title)
            text = showing if reason is None else translated_text_of(reason, showing)
        else:
            named = memory is not None
            title = tr("“{source}” is not connected", source=memory.title) if named else tr("No camera found")
            text = sentences(showing, tr("Plug the camera in and try again, or choose another source."))
        action = ((tr(Action.TRY_AGAIN.value), try_again),)
        self._bar.notify(Notification(Kind.INFO, title, text, "source", action, fades=faded is not None, faded=faded))

    def model_missed(self, wanted: str, reason: BaseException, drawing: str, choose: Callable[[], object]) -> None:
        """The remembered model cannot draw; another one does."""
        title = tr("The style “{model}” cannot be used", model=wanted)
        text = translated_text_of(reason, tr("“{model}” draws instead.", model=drawing))
        self._inform(title, text, "model-missed", Action.CHOOSE_MODEL, choose)

    def model_installed(self, title: str) -> None:
        words = tr("“{model}” is installed and draws now", model=title)
        self._bar.notify(Notification(Kind.SUCCESS, words, "", "model"))

    def fell_back(self, provider: str, why: str) -> None:
        """What ran the model fails; it is left out until a driver or a version changes."""
        text = sentences(why, tr("The processor draws instead."))
        show_log = self._handlers[Action.SHOW_LOG]
        self._inform(
            tr("{provider} no longer draws the style", provider=provider), text, "provider", Action.SHOW_LOG, show_log
        )

    def update_available(self, newest: str, installed: str, open_page: Callable[[], object]) -> None:
        text = tr("You have version {version}.", version=installed) if installed else ""
        title = tr("ToonClip {version} is there", version=newest)
        self._inform(title, text, "update", Action.OPEN_DOWNLOADS, open_page)

    def up_to_date(self, installed: str) -> None:
        text = tr("Version {version}.", version=installed)
        self._bar.notify(Notification(Kind.SUCCESS, tr("ToonClip is up to date"), text, "update"))

    def settings_damaged(self, what: str, folder: Path) -> None:
        show = partial(self._show_file, folder)
        self._inform(tr("The settings are damaged"), what, "settings", Action.OPEN_FOLDER, show)

    def diagnostics_copied(self, open_page: Callable[[], object] | None) -> None:
        """Where a fault is reported is known of an installed program alone."""
        title, text = tr("Diagnostics copied"), tr("Paste them where you report the fault.")
        there = ((tr("Open the project's page"), open_page),) if open_page is not None else ()
        self._bar.notify(Notification(Kind.SUCCESS, title, text, "diagnostics", there))

    def done(self, title: str, text: str, topic: str) -> None:
        """A short word that something was done."""
        self._bar.notify(Notification(Kind.SUCCESS, title, text, topic))

    def dismiss(self, topic: str) -> None:
        self._bar.dismiss(topic)

    def _known(self, words: Action, action: Action) -> tuple[tuple[str, Callable[[], object]], ...]:
        """A button, where what it does can be done here."""
        return ((tr(words.value), self._handlers[action]),) if action in self._handlers else ()

    def _inform(self, title: str, text: str, topic: str, action: Action, act: Callable[[], object]) -> None:
        self._bar.notify(Notification(Kind.INFO, title, text, topic, ((tr(action.value), act),)))


def _listed(clips: Sequence[tuple[Path, float]]) -> str:
    lines = [f"{path.name} ({duration_s:.1f} s)" for path, duration_s in clips[:_MOST_NAMES]]
    if len(clips) > _MOST_NAMES:
        lines.append(tr("and {count} more", count=len(clips) - _MOST_NAMES))
    return "\n".join(lines)
