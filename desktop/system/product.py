"""What the installed package says of itself: its version and where it lives. No Qt."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, metadata

NAME = "toonclip"


def installed_version() -> str:
    """Empty when the program runs without being installed."""
    try:
        return metadata(NAME)["Version"]
    except PackageNotFoundError:
        return ""


def repository() -> str:
    """The project's address, as pyproject.toml names it; empty when the program runs without being installed."""
    try:
        addresses = metadata(NAME).get_all("Project-URL") or []
    except PackageNotFoundError:
        return ""
    named = (address.partition(", ") for address in addresses)
    return next((url for label, _, url in named if label == "Repository"), "")
