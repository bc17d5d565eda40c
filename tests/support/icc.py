"""ICC profiles of three primaries and a gamma, made from numbers."""

from __future__ import annotations

import struct

_D50 = (0.9642, 1.0, 0.8249)


def _s15(*values: float) -> bytes:
    return b"".join(struct.pack(">i", round(value * 65536)) for value in values)


def matrix_profile(*primaries: tuple[float, float, float], gamma: float) -> bytes:
    """A display profile.

    Args:
        primaries: XYZ of red, green and blue, for D50.
        gamma: of all three.
    """
    name = "Wide".encode("utf-16-be")
    words = b"mluc\0\0\0\0" + struct.pack(">II", 1, 12) + b"enUS" + struct.pack(">II", len(name), 28) + name
    tags = {b"desc": words, b"cprt": words, b"wtpt": b"XYZ \0\0\0\0" + _s15(*_D50)}
    tags |= {
        name: b"XYZ \0\0\0\0" + _s15(*xyz) for name, xyz in zip((b"rXYZ", b"gXYZ", b"bXYZ"), primaries, strict=True)
    }
    tags |= dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), b"para\0\0\0\0\0\0\0\0" + _s15(gamma))
    table, data, start = b"", b"", 132 + 12 * len(tags)
    for name, value in tags.items():
        table += name + struct.pack(">II", start + len(data), len(value))
        data += value + bytes(-len(value) % 4)
    body = struct.pack(">I", len(tags)) + table + data
    head = struct.pack(">I4sI4s4s4s", 128 + len(body), b"lcms", 0x04000000, b"mntr", b"RGB ", b"XYZ ")
    head += bytes(12) + b"acsp" + bytes(28) + _s15(*_D50)
    return head.ljust(128, b"\0") + body


PROFILES = {
    "Display P3": matrix_profile(
        (0.51512, 0.24120, -0.00105), (0.29198, 0.69225, 0.04189), (0.15710, 0.06657, 0.78407), gamma=2.2
    ),
    "Adobe RGB": matrix_profile(
        (0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457), gamma=2.19921875
    ),
}
