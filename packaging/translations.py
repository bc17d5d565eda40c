"""Brings the translations up to date: collects the words of the window, and compiles what Qt Linguist edits.

    python packaging/translations.py            # words into assets/languages/*.ts, those into *.qm
    python packaging/translations.py --missing  # names the words that lack a translation; status 1 when there are any

Words are what `tr` and `mark` of desktop/system/words.py are given, and the titles of the bundled models. A translation
of words that are gone is dropped.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ROOT / "assets" / "languages"
MODELS = ROOT / "assets" / "models"
CONTEXT = "ToonClip"
_MARKS = {"tr", "mark"}


def main() -> int:
    """Entry point; returns the exit status."""
    words = collect(ROOT / "desktop")
    if "--missing" in sys.argv[1:]:
        lacking = {file.name: missing(file, words) for file in sorted(LANGUAGES.glob("*.ts"))}
        for name, texts in lacking.items():
            print(*(f"{name}: {text!r}" for text in texts), sep="\n", end="\n" if texts else "")
        return int(any(lacking.values()))
    for file in sorted(LANGUAGES.glob("*.ts")):
        write(file, words, translations_of(file))
        subprocess.run(["pyside6-lrelease", "-silent", str(file), "-qm", str(file.with_suffix(".qm"))], check=True)
        print(f"{file.name}: {len(words)} words, {len(missing(file, words))} to translate")
    return 0


def collect(folder: Path) -> dict[str, str]:
    """Each text once, in the order of the files, and the file that it is in; then the bundled models' titles."""
    found: dict[str, str] = {}
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for text in _texts_of(node):
                found.setdefault(text, path.relative_to(ROOT).as_posix())
    for path in sorted(MODELS.glob("*/manifest.json")):
        found.setdefault(json.loads(path.read_text(encoding="utf-8"))["title"], path.relative_to(ROOT).as_posix())
    return found


def translations_of(file: Path) -> dict[str, str]:
    """Finished ones, by their text."""
    found = {}
    for message in ET.parse(file).getroot().iter("message"):  # noqa: S314 - our own file
        translation = message.find("translation")
        if translation is not None and translation.text and translation.get("type") is None:
            found[message.findtext("source", "")] = translation.text
    return found


def missing(file: Path, words: dict[str, str]) -> list[str]:
    """The texts that have no translation."""
    known = translations_of(file)
    return [text for text in words if text not in known]


def write(file: Path, words: dict[str, str], known: dict[str, str]) -> None:
    """Qt Linguist's format, one context."""
    root = ET.Element("TS", version="2.1", language=file.stem, sourcelanguage="en")
    context = ET.SubElement(root, "context")
    ET.SubElement(context, "name").text = CONTEXT
    for text, place in words.items():
        message = ET.SubElement(context, "message")
        ET.SubElement(message, "location", filename=f"../../{place}")
        ET.SubElement(message, "source").text = text
        translation = ET.SubElement(message, "translation")
        if text in known:
            translation.text = known[text]
        else:
            translation.set("type", "unfinished")
    ET.indent(root)
    body = ET.tostring(root, encoding="unicode")
    file.write_text(f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{body}\n', encoding="utf-8")


def _texts_of(node: ast.AST) -> list[str]:
    """The literal words of a call of `tr` or `mark`."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _MARKS and node.args):
        return []
    first = node.args[0]
    return [first.value] if isinstance(first, ast.Constant) and isinstance(first.value, str) and first.value else []


if __name__ == "__main__":
    sys.exit(main())
