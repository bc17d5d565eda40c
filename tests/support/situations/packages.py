"""Models as people pack them, and graphs of a fixed size."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from PIL import Image

from support import hostile_graphs
from support.situations.situation import Finding, Kind, Place, Situation
from support.tiny_model import write_inverter, write_tiny_manifest

_ID, _TITLE = "packed-inverter", "Packed Inverter"
_GREY, _INVERTED = 60, 195


def _folder(place: Place) -> Path:
    folder = place.folder / "tiny"
    folder.mkdir()
    write_inverter(folder / "model.onnx")
    write_tiny_manifest(folder, id=_ID, title=_TITLE)
    return folder


def _zipped(prefix: str, place: Place) -> Path:
    path = place.folder / "model.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("tiny-main\\", b"")
        for member in _folder(place).iterdir():
            entry = zipfile.ZipInfo(member.name)
            entry.filename = prefix + member.name  # the constructor would turn backslashes round on Windows
            archive.writestr(entry, member.read_bytes())
        archive.writestr("__MACOSX/._manifest.json", b"\0")
        archive.writestr("notes/what: a name?.txt", b"of no file that a model has")
    return path


def _notepad(coding: str, place: Place) -> Path:
    manifest = _folder(place) / "manifest.json"
    manifest.write_bytes(manifest.read_text("utf-8").replace("\n", "\r\n").encode(coding))
    return manifest.parent


def _models(place: Place) -> dict[str, dict[str, str]]:
    """What `toonclip models` lists."""
    return {model["id"]: model for model in json.loads(place.run("models", "--json").answer)}


def _added(make: Callable[[Place], Path], place: Place) -> Finding:
    told = place.run("models", "add", make(place))
    title = _models(place).get(_ID, {}).get("title")
    return Finding(f"listed as {title}" if title else told.words, told.status == 0 and title == _TITLE)


def _fixed(place: Place) -> Finding:
    """A grey picture through a graph that inverts."""
    path = hostile_graphs.inverter(place.folder / "fixed.onnx", shape=[1, 3, 96, 128])
    Image.new("RGB", (64, 48), (_GREY,) * 3).save(place.folder / "in.png")
    told = place.run("convert", "--model", path, place.folder / "in.png", place.folder / "out.png")
    if told.status:
        return Finding(told.words, right=False)
    with Image.open(place.folder / "out.png") as made:
        grey = float(np.asarray(made).mean())
    manifest = json.loads((Path(_models(place)["fixed"]["path"]) / "manifest.json").read_text("utf-8"))
    size = manifest["size_rule"]["fixed"]
    words = f"its manifest says {size[0]} x {size[1]} px; grey of {_GREY} becomes {grey:.0f}"
    return Finding(words, size == [128, 96] and abs(grey - _INVERTED) < 2)


_ARCHIVES = {
    "zipped by Windows PowerShell 5": "tiny\\",
    "a repository zipped by Windows": "tiny-main\\models\\tiny\\",
    "a repository zipped elsewhere": "tiny-main/models/tiny/",
}

_RIGHT = f"listed as {_TITLE}"

SITUATIONS = (
    *(
        Situation(Kind.PACKAGE, given, _RIGHT, partial(_added, partial(_zipped, prefix)))
        for given, prefix in _ARCHIVES.items()
    ),
    *(
        Situation(
            Kind.PACKAGE,
            f"Notepad's manifest, {coding}",
            _RIGHT,
            partial(_added, partial(_notepad, coding)),
        )
        for coding in ("utf-8-sig", "utf-16")
    ),
    Situation(Kind.PACKAGE, "a graph of 128 x 96 px alone", "drawn at its size, which its manifest says", _fixed),
)
