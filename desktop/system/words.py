"""tr(): the words of the window in the person's language; mark() names words that are translated later."""

from __future__ import annotations

CONTEXT = "ToonClip"
"""Of every word in the translations: one, so that words can move between files."""


def tr(text: str, /, **values: object) -> str:
    """The words in the chosen language, with `{name}` replaced by its value. English stands for what has none.

    The first argument is a literal, or was marked where it is one: `packaging/translations.py` collects both.
    """
    from PySide6.QtCore import QCoreApplication  # the command line speaks English and has no Qt

    words = QCoreApplication.translate(CONTEXT, text)
    return words.format(**values) if values else words


def mark(text: str, /) -> str:
    """The text itself: words of a table, which `tr` gets later."""
    return text


def sentences(*parts: str) -> str:
    """One after another; Chinese ones end in a full stop that brings its own space."""
    return " ".join(part for part in parts if part).replace("。 ", "。")
