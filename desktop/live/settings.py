"""What the window remembers. Any value that a file may hold is checked; a bad one is dropped, never the others."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

import platformdirs
from pydantic import AliasChoices, BaseModel, ConfigDict, Field, PlainValidator, ValidationError

from core.cores import usable_cores
from core.crop import Crop
from core.layout import Layout
from desktop.system.answering import is_folder

_LONGEST_TEXT = 4096
_LONGEST_GEOMETRY = 1000
_MOST_MODELS = 1000
_MOST_CAMERAS = 100
_MOST_KEYS = 200


def _text(value: object) -> str:
    """Text that can be a path, also one that is no UTF-8, as `os.fsdecode` makes it.

    pydantic's own check refuses the surrogates in such a path, but takes a NUL.
    """
    if not isinstance(value, str) or len(value) > _LONGEST_TEXT or "\0" in value:
        raise ValueError("no text that can be a path")
    os.fsencode(value)  # which refuses the other surrogates with a ValueError
    return value


Text = Annotated[str, PlainValidator(_text)]


def _usual_replay_s() -> int:
    return 10 if usable_cores() > 2 else 0


class SourceMemory(BaseModel):
    """A source as it is found again: a camera by its title, a file by its path, which was once called `key`."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["camera", "clip", "file"]
    path: Annotated[Text, Field(validation_alias=AliasChoices("path", "key"))] = ""
    title: Text = ""


class Settings(BaseModel):
    """Replaced, never mutated: `settings.model_copy(update=...)`.

    Attributes:
        schema_version: raised when a key changes its meaning.
        model: id of an installed model, or the path of another.
        split: share of the width that shows the original, 0..1.
        mirror_cameras: the view shows cameras like a mirror.
        mirror_files: the same for videos.
        mirror_clips: clips and snapshots are mirrored when the view is.
        crop: which part of the picture is kept in clips and snapshots.
        quality: of clips, as libx264 counts it: smaller is better and larger.
        countdown_s: before a clip or a snapshot.
        stop_after_s: how long a clip may become; 0: as long as it is wanted.
        replay_s: how much of the past is remembered; 0: nothing. Encoding it takes half a core all the time, so on two
            cores it is nothing until a person wants it.
        camera_modes: size and rate that a camera is asked for, by its name, such as 1280x720@30.
        microphone: the name of the chosen one; empty: the system's choice, whichever that is.
        sound: the microphone is on.
        sound_offered: it was offered once.
        virtual_camera: the toon is offered to other programs as a camera.
        virtual_camera_rows: of the pictures that they get.
        mirror_virtual_camera: they get it mirrored.
        save_folder: for clips and snapshots; None: the system's folders for videos and pictures.
        strip: the strip of the models is open.
        model_order: ids of models as they were dragged.
        favourites: ids of the models that come first.
        last_folder: where the last video, picture or model was opened; None: the system's.
        overlay: the figures are shown.
        steady: toons are smoothed against flicker.
        fast: up to 60 toons a second instead of 30.
        drawing_px: longer side of the drawing, px; None: as large as the rate allows.
        strengths: of the drawing in percent, by model; 100 where there is none.
        drawing_ms: what a toon took here of a model that was slow, by its id.
        fit: the picture is seen whole, or fills the view, or is at its own size.
        keys: other keys than the first ones, by the object names of actions; empty for none.
        language: of the window.
        theme: its colours.
        reduced_motion: nothing turns or fades.
        on_top: the window stays above others.
        global_keys: record, snapshot and the last seconds have keys in every program, where the desktop gives them.
        in_tray: a clip and the camera for other programs go on in the tray when the window is closed; None: not asked
            yet.
        updates_at_start: the project's page is asked for a newer version.
        geometry: of the window, as Qt saves it, base64.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    schema_version: Literal[1] = 1
    source: SourceMemory | None = None
    model: Text | None = None
    layout: Layout = Layout.TOON
    split: Annotated[float, Field(ge=0, le=1)] = 0.5
    mirror_cameras: bool = True
    mirror_files: bool = False
    mirror_clips: bool = False
    crop: Crop = Crop.WHOLE
    quality: Annotated[int, Field(ge=10, le=35)] = 20
    countdown_s: Annotated[int, Field(ge=0, le=60)] = 0
    stop_after_s: Annotated[int, Field(ge=0, le=3600)] = 0
    replay_s: Annotated[int, Field(ge=0, le=60)] = Field(default_factory=_usual_replay_s)
    camera_modes: Annotated[dict[Text, Text], Field(max_length=_MOST_CAMERAS)] = {}
    microphone: Text = ""
    sound: bool = False
    sound_offered: bool = False
    virtual_camera: bool = False
    virtual_camera_rows: Literal[720, 1080] = 720
    mirror_virtual_camera: bool = False
    save_folder: Text | None = None
    strip: bool = False
    model_order: Annotated[list[Text], Field(max_length=_MOST_MODELS)] = []
    favourites: Annotated[list[Text], Field(max_length=_MOST_MODELS)] = []
    last_folder: Text | None = None
    overlay: bool = False
    steady: bool = False
    fast: bool = False
    drawing_px: Annotated[int | None, Field(ge=1, le=8192)] = None
    strengths: Annotated[dict[Text, Annotated[int, Field(ge=0, le=150)]], Field(max_length=_MOST_MODELS)] = {}
    drawing_ms: Annotated[dict[Text, Annotated[int, Field(ge=1, le=600_000)]], Field(max_length=_MOST_MODELS)] = {}
    fit: Literal["whole", "fill", "actual"] = "whole"
    keys: Annotated[dict[Text, Text], Field(max_length=_MOST_KEYS)] = {}
    language: Literal["system", "en", "zh_CN"] = "system"
    theme: Literal["system", "dark", "light", "contrast"] = "dark"
    reduced_motion: bool = False
    on_top: bool = False
    global_keys: bool = False
    in_tray: bool | None = None
    updates_at_start: bool = False
    geometry: Annotated[str, Field(max_length=_LONGEST_GEOMETRY)] = ""


def last_folder(settings: Settings, *, of_pictures: bool = False) -> Path:
    """Where a dialog begins that opens a file: the last folder, else the system's of videos, or of pictures."""
    chosen = Path(settings.last_folder) if settings.last_folder else None
    if chosen is not None and is_folder(chosen):
        return chosen
    return platformdirs.user_pictures_path() if of_pictures else platformdirs.user_videos_path()


def valid_part(stored: Mapping[str, object]) -> tuple[Settings, list[str]]:
    """The settings of what a file holds, and the keys whose value is dropped because it is not valid."""
    known = {key: value for key, value in stored.items() if key in Settings.model_fields}
    dropped: list[str] = []
    for key, value in known.items():
        try:
            Settings.model_validate({key: value})
        except ValidationError:
            dropped.append(key)
    return Settings.model_validate({key: value for key, value in known.items() if key not in dropped}), dropped
