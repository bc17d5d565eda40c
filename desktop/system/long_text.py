"""shortened(): text that a person gave, such as a path, may be of any length; what is said about it is not."""

from __future__ import annotations

_LONGEST, _HEAD, _TAIL = 600, 350, 150


def shortened(text: str) -> str:
    """The text, without its middle where it is too long to be read."""
    return text if len(text) <= _LONGEST else f"{text[:_HEAD]} … {text[-_TAIL:]}"
