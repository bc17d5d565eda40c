"""printable(): words of others, such as a file's name, cannot control the terminal that shows them."""

from __future__ import annotations

import unicodedata

_TURNS_THE_LINE = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def printable(text: str) -> str:
    r"""The text, with characters that control a terminal or turn the line round written as \x1b, and \u202e."""
    return "".join(letter.encode("unicode_escape").decode() if _controls(letter) else letter for letter in text)


def _controls(letter: str) -> bool:
    return letter in _TURNS_THE_LINE or unicodedata.category(letter) == "Cc"
