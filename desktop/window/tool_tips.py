"""plain_tip(): words for a tooltip, shown as they are."""

from __future__ import annotations

from PySide6.QtGui import Qt


def plain_tip(words: str) -> str:
    """The words, escaped where Qt would take them for HTML, and would open the files that they name."""
    return Qt.convertFromPlainText(words) if Qt.mightBeRichText(words) else words
