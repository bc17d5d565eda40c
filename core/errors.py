"""The errors that leave `core`: what was given, what is needed, what to do.

Library exceptions never cross the package: whoever meets one raises an `AppError` from it.
"""

from __future__ import annotations

from typing import ClassVar

_LONGEST_SHOWN = 200


def shown(text: object) -> str:
    """What a person gave or a file holds, fit for a message: not endless, nothing that a terminal obeys."""
    plain = str(text)
    if len(plain) > _LONGEST_SHOWN:
        plain = f"{plain[: _LONGEST_SHOWN // 2]}…{plain[-_LONGEST_SHOWN // 2 :]}"
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in plain)


class AppError(Exception):
    """Base of every error shown to a person.

    Attributes:
        code: stable identifier, used to look up titles and actions in the interface.
        user_mistake: the person can mend it by giving something else (exit status 2).
        message: one sentence: what was given and what is wrong with it.
        hint: one sentence: what to do; may be empty.
    """

    code: ClassVar[str] = "error"
    user_mistake: ClassVar[bool] = False

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n{self.hint}" if self.hint else self.message


class InputError(AppError):
    """An argument that cannot be used: an unreadable image, an unknown size, an empty folder."""

    code = "input.invalid"
    user_mistake = True


class SourceError(AppError):
    """A source cannot be opened or read."""

    code = "source"


class SourceNotFound(SourceError):
    code = "source.not_found"
    user_mistake = True


class SourceBusy(SourceError):
    code = "source.busy"


class SourcePermissionDenied(SourceError):
    code = "source.permission_denied"


class SourceFormatRefused(SourceError):
    """The file is not a video, or the camera delivers nothing that can be shown."""

    code = "source.format_refused"
    user_mistake = True


class SourceDisconnected(SourceError):
    """A source that was open stopped delivering frames."""

    code = "source.disconnected"


class MicrophoneError(AppError):
    """A microphone cannot be opened or read."""

    code = "microphone"


class MicrophoneNotFound(MicrophoneError):
    code = "microphone.not_found"
    user_mistake = True


class MicrophoneBusy(MicrophoneError):
    code = "microphone.busy"


class MicrophonePermissionDenied(MicrophoneError):
    code = "microphone.permission_denied"


class MicrophoneLost(MicrophoneError):
    """A microphone that was open delivers nothing more."""

    code = "microphone.lost"


class SoundLibraryMissing(MicrophoneError):
    """PortAudio, through which every microphone is reached, is not on this computer."""

    code = "microphone.library_missing"
    user_mistake = True


class ModelError(AppError):
    """A model cannot be found, loaded or run."""

    code = "model"


class ModelNotFound(ModelError):
    code = "model.not_found"
    user_mistake = True


class ManifestInvalid(ModelError):
    code = "model.manifest_invalid"
    user_mistake = True


class ModelFileCorrupt(ModelError):
    """The file is missing, empty, truncated, or its hash is not the manifest's."""

    code = "model.file_corrupt"
    user_mistake = True


class ModelDownloadFailed(ModelError):
    """The network or the hub's server, not the model, is in the way: trying again may help."""

    code = "model.download_failed"


class ModelLoadFailed(ModelError):
    """The runtime refuses the graph, or its inputs and outputs are not ours."""

    code = "model.load_failed"
    user_mistake = True


class RuntimeMissing(ModelError):
    """What would run this kind of file is not on this computer: it is another system's, or is not installed."""

    code = "model.runtime_missing"
    user_mistake = True


class GenerateFailed(ModelError):
    code = "model.generate_failed"


class ModelMisbehaved(ModelError):
    """It did not answer in time, took too much memory, or ended its process."""

    code = "model.misbehaved"


class WriteError(AppError):
    """A clip or picture cannot be written."""

    code = "write.failed"


class FolderNotWritable(WriteError):
    code = "write.folder"
    user_mistake = True


class FolderGone(WriteError):
    """A folder that was there when writing into it began was deleted, renamed or unmounted."""

    code = "write.folder_gone"


class NameTaken(WriteError):
    """Another file has the name, or another recording uses it."""

    code = "write.name_taken"
    user_mistake = True


class NoSpace(WriteError):
    code = "write.no_space"


class CodecMissing(WriteError):
    code = "write.codec_missing"


class VirtualCameraError(AppError):
    """The toon cannot be offered to other programs as a camera."""

    code = "virtual_camera"


class VirtualCameraMissing(VirtualCameraError):
    """This computer lacks the service, driver or library that offers cameras."""

    code = "virtual_camera.missing"
    user_mistake = True


class VirtualCameraRefused(VirtualCameraError):
    """What offers cameras is there and does not take ours."""

    code = "virtual_camera.refused"


class VirtualCameraLost(VirtualCameraError):
    """A camera that was offered has been taken away: its service ended, for example."""

    code = "virtual_camera.lost"


class UpdateCheckFailed(AppError):
    """Which version is the newest cannot be found out."""

    code = "update.failed"
