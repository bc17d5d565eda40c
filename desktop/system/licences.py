"""licence_page(): the licences of the parts that the program stands on: the bundle's page, or one of what is installed.

No Qt. The chapters of installed distributions are also those that packaging/licences.py writes.
"""

from __future__ import annotations

import re
import sys
from email.message import Message
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import cast

from desktop.system.product import NAME

PAGE = "THIRD-PARTY-LICENCES.txt"
_LICENCE_FILE = re.compile(r"(?:^|[/_.-])(?:licen[cs]e|copying|notice|copyright|authors|third.?party)", re.IGNORECASE)
_NO_LONGER_THAN = 400_000
_HEAD = """\
The parts that ToonClip runs with, and their licences
=====================================================

ToonClip's own code and models are under the MIT licence. This page is made from the packages that are installed here.
PyAV's wheel brings an FFmpeg with x264 and x265, that of pillow-heif a libheif with x265; these are under the GNU
General Public License, version 2 or later. BlazeFace, which finds faces, is a model of MediaPipe's, Copyright 2020 The
MediaPipe Authors, under the Apache License 2.0.

"""


def licence_page() -> str:
    """The page as text. Reads some files; not for the GUI thread."""
    program = Path(sys.executable).resolve().parent
    for folder in (program, program.parent / "Resources"):
        if getattr(sys, "frozen", False) and (folder / PAGE).is_file():
            return read(folder / PAGE, longest=None)
    parts = sorted(needed_distributions(), key=lambda part: part.metadata["Name"].lower())
    return _HEAD + "\n".join(distribution_chapter(part) for part in parts)


def needed_distributions() -> list[Distribution]:
    """What the program needs, and what that needs, without the program itself."""
    installed = {_normalized(each.metadata["Name"]): each for each in distributions()}
    needed, seen = [NAME], set[str]()
    while needed:
        name = needed.pop()
        if name in installed and name not in seen:
            seen.add(name)
            needed += _requirements(installed[name])
    return [installed[name] for name in seen - {NAME}]


def distribution_chapter(distribution: Distribution) -> str:
    """Name, licence as the metadata says it, and the texts that the wheel brings."""
    data = cast("Message", distribution.metadata)  # which it is
    title = f"{data['Name']} {distribution.version}"
    return chapter(title, _licence(data) or "see below", _source(data), _licence_texts(distribution))


def chapter(title: str, licence: str, source: str | None, texts: list[str]) -> str:
    """A part of the page; texts that are the same are told once."""
    lines = [title, "-" * len(title), f"Licence: {licence}", f"Source: {source or 'see the Python Package Index'}", ""]
    return "\n".join([*lines, *dict.fromkeys(text.strip() + "\n" for text in texts), ""])


def read(path: Path, *, longest: int | None = _NO_LONGER_THAN) -> str:
    """The text of a file up to `longest` characters; empty when there is none."""
    return path.read_text("utf-8", "replace")[:longest] if path.is_file() else ""


def _requirements(distribution: Distribution) -> list[str]:
    """The normalized names of what it needs without any of its extras."""
    always = (text for text in distribution.requires or () if "extra ==" not in text)
    return [_normalized(match[0]) for text in always if (match := re.match(r"[\w.-]+", text))]


def _licence(data: Message) -> str:
    """The licence's name: the expression, else the first line of the old field, else the classifiers."""
    said = data.get("License-Expression") or data.get("License", "").partition("\n")[0]
    classifiers = [text for text in data.get_all("Classifier", []) if text.startswith("License")]
    return said or ", ".join(text.rpartition(":: ")[2] for text in classifiers)


def _source(data: Message) -> str | None:
    """The address of the source code, else of the project."""
    addresses = (text for text in data.get_all("Project-URL", []) if "ource" in text)
    return next(addresses, data.get("Home-page"))


def _licence_texts(distribution: Distribution) -> list[str]:
    named = [file for file in distribution.files or () if _LICENCE_FILE.search(f"/{file.name}")]
    return [read(Path(str(file.locate()))) for file in named if not file.name.endswith((".py", ".pyc", ".so"))]


def _normalized(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
