"""What a virtual camera reports upward, on its own thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from core.errors import AppError


class Readers(Enum):
    """Whether other programs look at a virtual camera."""

    NONE = auto()
    SOME = auto()
    UNKNOWN = auto()
    """This system does not tell."""


@dataclass(frozen=True, slots=True)
class VirtualCameraShown:
    """Other programs can choose the camera; again with every change of who reads it.

    Attributes:
        name: what they list.
        readers: whether they do.
    """

    name: str
    readers: Readers


@dataclass(frozen=True, slots=True)
class VirtualCameraAway:
    """The system took the camera away; it is offered again as soon as that is possible."""

    name: str
    error: AppError


VirtualCameraEvent = VirtualCameraShown | VirtualCameraAway
VirtualCameraListener = Callable[[VirtualCameraEvent], None]
