"""What a program and its model processes say to each other: a line of JSON, and bytes. Never a pickle."""

from __future__ import annotations

import json
import struct
from io import RawIOBase
from typing import Any

from core.errors import (
    AppError,
    GenerateFailed,
    InputError,
    ManifestInvalid,
    ModelFileCorrupt,
    ModelLoadFailed,
    RuntimeMissing,
    shown,
)

_LENGTHS = struct.Struct("<II")
_LONGEST_HEADER = 1 << 20
LONGEST_PAYLOAD = 1 << 29
"""Bytes of the largest image, of a film's frame enlarged eight times."""
_TOLD = (GenerateFailed, InputError, ManifestInvalid, ModelFileCorrupt, ModelLoadFailed, RuntimeMissing)
_BY_CODE = {kind.code: kind for kind in _TOLD}
Header = dict[str, Any]


def send(pipe: RawIOBase, header: Header, payload: bytes | memoryview = b"") -> None:
    """Raises OSError when nobody listens."""
    text = json.dumps(header).encode()
    for part in (_LENGTHS.pack(len(text), len(payload)) + text, payload):
        view = memoryview(part)
        while view:
            view = view[pipe.write(view) or 0 :]


def receive(pipe: RawIOBase) -> tuple[Header, bytearray]:
    """The next message. Blocks.

    Raises:
        EOFError: the other side has ended, in the middle of a message or between two.
        ValueError: that is no message.
    """
    header_bytes, payload_bytes = _LENGTHS.unpack(_exactly(pipe, _LENGTHS.size))
    if header_bytes > _LONGEST_HEADER or payload_bytes > LONGEST_PAYLOAD:
        raise ValueError("too long for a message")
    header: object = json.loads(bytes(_exactly(pipe, header_bytes)))
    if not isinstance(header, dict):
        raise ValueError("not a message")
    return header, _exactly(pipe, payload_bytes)  # pyright: ignore[reportUnknownVariableType]


def error_header(error: AppError) -> Header:
    code = error.code if error.code in _BY_CODE else GenerateFailed.code
    return {"error": code, "message": error.message, "hint": error.hint}


def raised(header: Header) -> None:
    """Raise what went wrong on the other side, with nothing but words taken from it."""
    code = header.get("error")
    if code is not None:
        raise _BY_CODE.get(str(code), GenerateFailed)(shown(header.get("message")), hint=shown(header.get("hint", "")))


def _exactly(pipe: RawIOBase, length: int) -> bytearray:
    taken = bytearray(length)
    view = memoryview(taken)
    while view:
        count = pipe.readinto(view)
        if not count:
            raise EOFError
        view = view[count:]
    return taken
