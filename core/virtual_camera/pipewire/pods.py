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
    FLAGS = 4


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
    try:
        return _read_ids(pod)
    except struct.error as error:
        raise ValueError("the POD is cut off") from error


def _read_ids(pod: bytes) -> dict[int, int]:
    size, pod_type = _HEADER.unpack_from(pod)
    if pod_type != PodType.OBJECT:
        raise ValueError(f"a POD of type {pod_type} is no object")
    ids: dict[int, int] = {}
    offset, end = 16, 8 + size
    while offset < end:
        key, _flags, value_size, value_type = struct.unpack_from("=IIII", pod, offset)
        value_at = offset + 16
        if value_type == PodType.CHOICE:
            _choice, _flags, _size, value_type = struct.unpack_from("=IIII", pod, value_at)
            value_at += 16
        if value_type == PodType.ID:
            (ids[key],) = struct.unpack_from("=I", pod, value_at)
        offset += 16 + _padded(value_size)
    return ids


def _int_choice(choice: _Choice, *values: int) -> bytes:
    body = struct.pack("=IIII", choice, 0, 4, PodType.INT) + struct.pack(f"={len(values)}i", *values)
    return _pod(PodType.CHOICE, body)


def _pod(pod_type: PodType, body: bytes) -> bytes:
    return _HEADER.pack(len(body), pod_type) + body.ljust(_padded(len(body)), b"\0")


def _padded(size: int) -> int:
    return -(-size // _ALIGNED_BYTES) * _ALIGNED_BYTES
