"""One table: what the window says and offers for each error code."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from core.errors import AppError
from desktop.system.long_text import shortened


class Action(Enum):
    """What a notification can offer; the value is the button's text."""

    TRY_AGAIN = "Try again"
    CHOOSE_SOURCE = "Choose another source"
    CHOOSE_MODEL = "Choose another model"
    CHOOSE_FOLDER = "Choose folder"
    OPEN_FOLDER = "Open folder"
    RECOVER = "Recover"
    USE_MICROPHONE = "Switch the microphone on"
    SHOW_LOG = "Show log"
    OPEN_DOWNLOADS = "Open the download page"


@dataclass(frozen=True, slots=True)
class Message:
    """Title and actions of an error; its text is the error's own."""

    title: str
    actions: tuple[Action, ...] = ()


_ANOTHER_SOURCE = (Action.TRY_AGAIN, Action.CHOOSE_SOURCE)

_MESSAGES = {
    "input.invalid": Message("That does not work here"),
    "source": Message("The source cannot be shown", _ANOTHER_SOURCE),
    "source.not_found": Message("Source not found", _ANOTHER_SOURCE),
    "source.busy": Message("The camera is in use", _ANOTHER_SOURCE),
    "source.permission_denied": Message("No permission to use the camera", _ANOTHER_SOURCE),
    "source.format_refused": Message("This cannot be shown", (Action.CHOOSE_SOURCE,)),
    "source.disconnected": Message("The source stopped", _ANOTHER_SOURCE),
    "microphone": Message("The microphone cannot be heard", (Action.TRY_AGAIN,)),
    "microphone.not_found": Message("No microphone", (Action.TRY_AGAIN,)),
    "microphone.busy": Message("The microphone is in use", (Action.TRY_AGAIN,)),
    "microphone.permission_denied": Message("No permission to use the microphone", (Action.TRY_AGAIN,)),
    "microphone.lost": Message("The microphone is gone"),
    "microphone.library_missing": Message("Sound needs a library"),
    "model": Message("The model does not work", (Action.CHOOSE_MODEL,)),
    "model.not_found": Message("Model not found", (Action.CHOOSE_MODEL,)),
    "model.manifest_invalid": Message("The model is not described properly", (Action.CHOOSE_MODEL,)),
    "model.file_corrupt": Message("The model is damaged", (Action.CHOOSE_MODEL,)),
    "model.download_failed": Message("The model could not be downloaded", (Action.TRY_AGAIN, Action.CHOOSE_MODEL)),
    "model.runtime_missing": Message("This computer cannot run the model", (Action.CHOOSE_MODEL,)),
    "model.load_failed": Message("The model cannot be loaded", (Action.TRY_AGAIN, Action.CHOOSE_MODEL)),
    "model.generate_failed": Message("The model stopped working", (Action.TRY_AGAIN, Action.CHOOSE_MODEL)),
    "write.failed": Message("It could not be saved", (Action.CHOOSE_FOLDER,)),
    "write.folder": Message("The folder cannot be written to", (Action.CHOOSE_FOLDER,)),
    "write.folder_gone": Message("The folder is gone", (Action.CHOOSE_FOLDER,)),
    "write.name_taken": Message("The name is taken", (Action.CHOOSE_FOLDER,)),
    "write.no_space": Message("The disk is full", (Action.CHOOSE_FOLDER, Action.OPEN_FOLDER)),
    "virtual_camera": Message("The camera for other programs stopped", (Action.TRY_AGAIN,)),
    "virtual_camera.missing": Message("No camera for other programs here", (Action.TRY_AGAIN,)),
    "virtual_camera.refused": Message("No camera for other programs", (Action.TRY_AGAIN,)),
    "virtual_camera.lost": Message("The camera for other programs is away"),
    "update.failed": Message("No answer about updates", (Action.TRY_AGAIN,)),
    "write.codec_missing": Message("This computer cannot encode video"),
}
_UNKNOWN = Message("Something went wrong", (Action.SHOW_LOG,))


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
