"""What becomes of good input in bad hands: seeded changes of bytes, and of values in JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from random import Random
from typing import cast

_LONG = 100_000
HOSTILE_VALUES: tuple[object, ...] = (
    *(None, True, 0, -1, 10**9, 10**30, 1e308, float("nan"), float("inf"), "", [], {}, [[]], {"a": {}}),
    *("x" * _LONG, "../../secret.png", "/dev/zero", "C:\\x", "a\0b", "\ud800", "\x1b[2J", "\u202egnp.exe", "nul"),
    *([0] * 1000, {str(number): 0 for number in range(1000)}),
)


def mutated_bytes(random: Random, content: bytes) -> bytes:
    """One to four changes, each of another kind."""
    changed = bytearray(content)
    for _ in range(random.randint(1, 4)):
        _BYTE_CHANGES[random.randrange(len(_BYTE_CHANGES))](random, changed)
    return bytes(changed)


def mutated_json(random: Random, content: bytes) -> bytes:
    """The document with one value exchanged, removed or added; sometimes not even a document any more."""
    match random.randrange(8):
        case 0:
            return mutated_bytes(random, content)
        case 1:
            return random.choice([b"[", b'{"a":', b'"', b"\xff\xfe", b" ", b"9"]) * random.choice([1, 1000, _LONG])
        case _:
            document = json.loads(content)
            for _ in range(random.randint(1, 3)):
                _change_value(random, document)
            return json.dumps(document).encode()


def _change_value(random: Random, document: object) -> None:
    place = document
    while isinstance(place, dict | list) and place:
        container = cast("dict[object, object] | list[object]", place)
        keys = list(container) if isinstance(container, dict) else list(range(len(container)))
        key = random.choice(keys)
        inner = container[key]  # type: ignore[index]
        if isinstance(inner, dict | list) and inner and random.random() < 0.75:
            place = inner
            continue
        if isinstance(container, dict) and random.random() < 0.2:
            container[random.choice(["surplus", "x" * _LONG, "\ud800"])] = container.pop(key)
        else:
            container[key] = deepcopy(random.choice(HOSTILE_VALUES))  # type: ignore[index]
        return


def _flip(random: Random, content: bytearray) -> None:
    if content:
        content[random.randrange(len(content))] ^= 1 << random.randrange(8)


def _cut(random: Random, content: bytearray) -> None:
    del content[random.randrange(len(content) + 1) :]


def _remove(random: Random, content: bytearray) -> None:
    start = random.randrange(len(content) + 1)
    del content[start : start + random.choice([1, 4, 64])]


def _repeat(random: Random, content: bytearray) -> None:
    start = random.randrange(len(content) + 1)
    content[start:start] = content[start : start + random.choice([4, 64, 1024])]


def _overwrite(random: Random, content: bytearray) -> None:
    start = random.randrange(len(content) + 1)
    value = random.choice([b"\xff" * 8, bytes(8), b"\x7f\xff\xff\xff", b"\x80" * 10, random.randbytes(16)])
    content[start : start + len(value)] = value


_BYTE_CHANGES: tuple[Callable[[Random, bytearray], None], ...] = (_flip, _flip, _cut, _remove, _repeat, _overwrite)
