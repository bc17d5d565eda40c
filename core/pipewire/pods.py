"""SPA PODs, the values in which PipeWire programs agree on formats and buffers, written and read as bytes.

A POD is its body's size, its type and its body, padded to 8 bytes: https://docs.pipewire.org/page_spa_pod.html
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from enum import IntEnum


class PodType(IntEnum):
    ID = 3
    INT = 4
    RECTANGLE = 10
    FRACTION = 11
    OBJECT = 15
    CHOICE = 19


class _Choice(IntEnum):
    RANGE = 1
    ENUM = 3
    FLAGS = 4


Pair = tuple[int, int]

_HEADER = struct.Struct("=II")
_ALIGNED_BYTES = 8


def pod_id(value: int) -> bytes:
    """A member of an enumeration."""
    return _pod(PodType.ID, struct.pack("=I", value))


def pod_int(value: int) -> bytes:
    return _pod(PodType.INT, struct.pack("=i", value))


def pod_rectangle(width: int, height: int) -> bytes:
    return _pod(PodType.RECTANGLE, struct.pack("=II", width, height))


def pod_fraction(numerator: int, denominator: int) -> bytes:
    return _pod(PodType.FRACTION, struct.pack("=II", numerator, denominator))


def pod_int_range(preferred: int, least: int, most: int) -> bytes:
    """Any number from `least` to `most`."""
    return _int_choice(_Choice.RANGE, preferred, least, most)


def pod_int_flags(mask: int) -> bytes:
    """One or more of the bits of `mask`."""
    return _int_choice(_Choice.FLAGS, mask)


def pod_id_choice(*values: int) -> bytes:
    """One of several members of an enumeration; the first is preferred."""
    return _choice(_Choice.ENUM, PodType.ID, struct.pack(f"={len(values) + 1}I", values[0], *values))


def pod_rectangle_range(preferred: Pair, least: Pair, most: Pair) -> bytes:
    """Any size, as width and height, from `least` to `most`."""
    return _choice(_Choice.RANGE, PodType.RECTANGLE, struct.pack("=6I", *preferred, *least, *most))


def pod_fraction_range(preferred: Pair, least: Pair, most: Pair) -> bytes:
    """Any fraction, as numerator and denominator, from `least` to `most`."""
    return _choice(_Choice.RANGE, PodType.FRACTION, struct.pack("=6I", *preferred, *least, *most))


def pod_object(object_type: int, object_id: int, properties: Mapping[int, bytes]) -> bytes:
    """An object whose properties are PODs."""
    body = struct.pack("=II", object_type, object_id)
    for key, value in properties.items():
        body += struct.pack("=II", key, 0) + value
    return _pod(PodType.OBJECT, body)


def read_ids(pod: bytes) -> dict[int, int]:
    """The properties of an object that are members of enumerations; of a choice, the preferred one.

    Raises:
        ValueError: it is not an object, or is cut off.
    """
    return {key: first for key, (kind, first, _) in _read(pod).items() if kind == PodType.ID}


def read_pairs(pod: bytes) -> dict[int, Pair]:
    """The same of those that are sizes or fractions.

    Raises:
        ValueError: it is not an object, or is cut off.
    """
    pairs = (PodType.RECTANGLE, PodType.FRACTION)
    return {key: (first, second) for key, (kind, first, second) in _read(pod).items() if kind in pairs}


def _read(pod: bytes) -> dict[int, tuple[int, int, int]]:
    """Type and first two numbers of every property."""
    try:
        return _read_properties(pod)
    except struct.error as error:
        raise ValueError("the POD is cut off") from error


def _read_properties(pod: bytes) -> dict[int, tuple[int, int, int]]:
    size, pod_type = _HEADER.unpack_from(pod)
    if pod_type != PodType.OBJECT:
        raise ValueError(f"a POD of type {pod_type} is no object")
    found: dict[int, tuple[int, int, int]] = {}
    offset, end = 16, 8 + size
    while offset < end:
        key, _flags, value_size, value_type = struct.unpack_from("=IIII", pod, offset)
        value_at = offset + 16
        if value_type == PodType.CHOICE:
            _choice, _flags, _size, value_type = struct.unpack_from("=IIII", pod, value_at)
            value_at += 16
        if value_type == PodType.ID:
            found[key] = (value_type, struct.unpack_from("=I", pod, value_at)[0], 0)
        elif value_type in (PodType.RECTANGLE, PodType.FRACTION):
            first, second = struct.unpack_from("=II", pod, value_at)
            found[key] = (value_type, first, second)
        offset += 16 + _padded(value_size)
    return found


def _int_choice(choice: _Choice, *values: int) -> bytes:
    return _choice(choice, PodType.INT, struct.pack(f"={len(values)}i", *values))


def _choice(choice: _Choice, kind: PodType, values: bytes) -> bytes:
    size = 4 if kind in (PodType.INT, PodType.ID) else 8
    return _pod(PodType.CHOICE, struct.pack("=IIII", choice, 0, size, kind) + values)


def _pod(pod_type: PodType, body: bytes) -> bytes:
    return _HEADER.pack(len(body), pod_type) + body.ljust(_padded(len(body)), b"\0")


def _padded(size: int) -> int:
    return -(-size // _ALIGNED_BYTES) * _ALIGNED_BYTES
