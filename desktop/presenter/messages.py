"""One table: what the window says and offers for each error code."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from core.errors import AppError
from desktop.system.long_text import shortened
from desktop.system.words import mark, sentences, tr


class Action(Enum):
    """What a notification can offer; the value is the button's text."""

    TRY_AGAIN = mark("Try again")
    CHOOSE_SOURCE = mark("Choose another source")
    CHOOSE_MODEL = mark("Choose another style")
    FASTER_MODEL = mark("Choose a faster style")
    CHOOSE_FOLDER = mark("Choose folder")
    OPEN_FOLDER = mark("Open folder")
    PLAY = mark("Play")
    RECOVER = mark("Recover")
    UNDO = mark("Undo")
    REMEMBER = mark("Remember the last 10 seconds")
    USE_MICROPHONE = mark("Switch the microphone on")
    SHOW_LOG = mark("Show log")
    OPEN_DOWNLOADS = mark("Open the download page")


@dataclass(frozen=True, slots=True)
class Message:
    """Title and actions of an error; its text is the error's own."""

    title: str
    actions: tuple[Action, ...] = ()


_ANOTHER_SOURCE = (Action.TRY_AGAIN, Action.CHOOSE_SOURCE)

_MESSAGES = {
    "input.invalid": Message(mark("That does not work here")),
    "source": Message(mark("The source cannot be shown"), _ANOTHER_SOURCE),
    "source.not_found": Message(mark("Source not found"), _ANOTHER_SOURCE),
    "source.busy": Message(mark("The camera is in use"), _ANOTHER_SOURCE),
    "source.permission_denied": Message(mark("No permission to use the camera"), _ANOTHER_SOURCE),
    "source.format_refused": Message(mark("This cannot be shown"), (Action.CHOOSE_SOURCE,)),
    "source.disconnected": Message(mark("The source stopped"), _ANOTHER_SOURCE),
    "microphone": Message(mark("The microphone cannot be heard"), (Action.TRY_AGAIN,)),
    "microphone.not_found": Message(mark("No microphone"), (Action.TRY_AGAIN,)),
    "microphone.busy": Message(mark("The microphone is in use"), (Action.TRY_AGAIN,)),
    "microphone.permission_denied": Message(mark("No permission to use the microphone"), (Action.TRY_AGAIN,)),
    "microphone.lost": Message(mark("The microphone is gone")),
    "microphone.library_missing": Message(mark("Sound needs a library")),
    "model": Message(mark("The style does not work"), (Action.CHOOSE_MODEL,)),
    "model.not_found": Message(mark("Style not found"), (Action.CHOOSE_MODEL,)),
    "model.manifest_invalid": Message(mark("The style is not described properly"), (Action.CHOOSE_MODEL,)),
    "model.file_corrupt": Message(mark("The style is damaged"), (Action.CHOOSE_MODEL,)),
    "model.download_failed": Message(
        mark("The style could not be downloaded"), (Action.TRY_AGAIN, Action.CHOOSE_MODEL)
    ),
    "model.runtime_missing": Message(mark("This computer cannot run the style"), (Action.CHOOSE_MODEL,)),
    "model.load_failed": Message(mark("The style cannot be loaded"), (Action.TRY_AGAIN, Action.CHOOSE_MODEL)),
    "model.generate_failed": Message(mark("The style stopped working"), (Action.TRY_AGAIN, Action.CHOOSE_MODEL)),
    "model.misbehaved": Message(mark("The style was stopped"), (Action.CHOOSE_MODEL,)),
    "style": Message(mark("The style could not be learned")),
    "style.training_missing": Message(mark("This installation cannot learn styles")),
    "write.failed": Message(mark("It could not be saved"), (Action.CHOOSE_FOLDER,)),
    "write.folder": Message(mark("The folder cannot be written to"), (Action.CHOOSE_FOLDER,)),
    "write.folder_gone": Message(mark("The folder is gone"), (Action.CHOOSE_FOLDER,)),
    "write.name_taken": Message(mark("The name is taken"), (Action.CHOOSE_FOLDER,)),
    "write.no_space": Message(mark("The disk is full"), (Action.CHOOSE_FOLDER, Action.OPEN_FOLDER)),
    "virtual_camera": Message(mark("The camera for other programs stopped"), (Action.TRY_AGAIN,)),
    "virtual_camera.missing": Message(mark("No camera for other programs here"), (Action.TRY_AGAIN,)),
    "virtual_camera.refused": Message(mark("No camera for other programs"), (Action.TRY_AGAIN,)),
    "virtual_camera.lost": Message(mark("The camera for other programs is away")),
    "update.failed": Message(mark("No answer about updates"), (Action.TRY_AGAIN,)),
    "write.codec_missing": Message(mark("This computer cannot encode video")),
}
_MEANINGS = {
    "input.invalid": mark("What was given cannot be used."),
    "source": mark("Try again, or choose another source."),
    "source.not_found": mark("It is not there any more. Plug it in or choose another source."),
    "source.busy": mark("Another program uses the camera. Close that program, then try again."),
    "source.permission_denied": mark("Allow ToonClip to use the camera in the system's settings, then try again."),
    "source.format_refused": mark("The file is not a video or picture that can be shown. Choose another one."),
    "source.disconnected": mark("It delivers no more pictures. Plug it in again or choose another source."),
    "microphone": mark("Try again, or choose another microphone in the menu."),
    "microphone.not_found": mark("Plug a microphone in, then try again."),
    "microphone.busy": mark("Another program uses the microphone. Close that program, then try again."),
    "microphone.permission_denied": mark("Allow ToonClip to use the microphone in the system's settings."),
    "microphone.lost": mark("The clip goes on without sound until it is plugged in again."),
    "microphone.library_missing": mark("Install the library that is named, then start ToonClip again."),
    "model": mark("Choose another style."),
    "model.not_found": mark("The style is not there any more. Choose another one."),
    "model.manifest_invalid": mark("The style's description cannot be read. Get it once more or choose another one."),
    "model.file_corrupt": mark("A file of the style is missing or damaged. Get it once more."),
    "model.download_failed": mark("The download did not work. Check the connection and try again."),
    "model.runtime_missing": mark("The style is made for another kind of computer."),
    "model.load_failed": mark("The style's network does not work here. Choose another one."),
    "model.generate_failed": mark("The style failed while it drew. The original is shown."),
    "model.misbehaved": mark("The style took too long, too much memory, or did harm, and was stopped."),
    "style": mark("The program that learns it ended early."),
    "style.training_missing": mark("The training code and its libraries are missing."),
    "write.failed": mark("Choose another folder and try again."),
    "write.folder": mark("You may not write there. Choose another folder."),
    "write.folder_gone": mark("The folder was deleted, renamed or unplugged. Choose another one."),
    "write.name_taken": mark("A file of this name is there already."),
    "write.no_space": mark("Delete something, or choose a folder on another disk."),
    "write.codec_missing": mark("A part that encodes video is missing. Install ToonClip anew."),
    "virtual_camera": mark("Try again."),
    "virtual_camera.missing": mark("This computer lacks what offers cameras to other programs."),
    "virtual_camera.refused": mark("The system does not take the camera."),
    "virtual_camera.lost": mark("It comes back by itself when the system's service does."),
    "update.failed": mark("The project's page did not answer. Try again later."),
}
"""What an error's code means and what to do, for those who do not read English."""
_WITHOUT_ADVICE = frozenset(
    {
        *("microphone.library_missing", "style", "style.training_missing", "model.misbehaved", "model.runtime_missing"),
        *("virtual_camera.missing", "virtual_camera.refused", "virtual_camera.lost"),
    }
)
"""Codes whose meaning does not say what to do."""
_UNKNOWN = Message(mark("Something went wrong"), (Action.SHOW_LOG,))


def message_for(error: BaseException) -> Message:
    """Title and actions for an error; the family's when its own code is not in the table."""
    if not isinstance(error, AppError):
        return _UNKNOWN
    code = error.code
    while code not in _MESSAGES and "." in code:
        code = code.rpartition(".")[0]
    return _MESSAGES.get(code, _UNKNOWN)


def text_of(error: BaseException) -> str:
    """The error in its own words, for a person."""
    if isinstance(error, AppError):
        return f"{shortened(error.message)} {error.hint}".strip()
    return shortened(f"{type(error).__name__}: {error}") if str(error) else type(error).__name__


def translated_text_of(error: BaseException, note: str = "") -> str:
    """The error in its own words, which are English, and a further word.

    In another language they come after what such an error means, in a line of their own. What to do is said once: by
    the meaning, where it says it.
    """
    meaning = _MEANINGS.get(error.code, "") if isinstance(error, AppError) else ""
    if not isinstance(error, AppError) or tr(meaning) == meaning:
        return sentences(text_of(error), note)
    own = text_of(error) if error.code in _WITHOUT_ADVICE else shortened(error.message)
    return f"{sentences(tr(meaning), note)}\n{own}"
