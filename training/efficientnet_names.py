"""timm's names of EfficientNet's weights in those of the first PyTorch port, which other libraries still use."""

from __future__ import annotations

import re
from collections.abc import Iterable

_ENDS = {"conv_stem": "_conv_stem", "bn1": "_bn0", "conv_head": "_conv_head", "bn2": "_bn1"}
_ATTENTION = {"se.conv_reduce": "_se_reduce", "se.conv_expand": "_se_expand"}
_SEPARABLE = {"conv_dw": "_depthwise_conv", "bn1": "_bn1", "conv_pw": "_project_conv", "bn2": "_bn2"} | _ATTENTION
_INVERTED = {
    "conv_pw": "_expand_conv", "bn1": "_bn0", "conv_dw": "_depthwise_conv", "bn2": "_bn1",
    "conv_pwl": "_project_conv", "bn3": "_bn2",
} | _ATTENTION  # fmt: skip
_BLOCK = re.compile(r"blocks\.(\d+)\.(\d+)\.(.+)\.(\w+)")


def first_port_names(keys: Iterable[str]) -> dict[str, str]:
    """The name of each of timm's keys in the first port, which counts the blocks through all stages.

    Keys that are not of an EfficientNet's features are left out.
    """
    found = {key: _BLOCK.fullmatch(key) for key in keys}
    in_blocks = [match for match in found.values() if match]
    blocks = sorted({_place(match) for match in in_blocks})
    inverted = {_place(match) for match in in_blocks if match[3] == "conv_pwl"}
    names: dict[str, str] = {}
    for key, match in found.items():
        prefix, layers, (layer, _, weight) = "", _ENDS, key.rpartition(".")
        if match:
            layers, layer = _INVERTED if _place(match) in inverted else _SEPARABLE, match[3]
            prefix = f"_blocks.{blocks.index(_place(match))}."
        if layer in layers:
            names[key] = f"{prefix}{layers[layer]}.{weight}"
    return names


def _place(match: re.Match[str]) -> tuple[int, int]:
    """Stage, and block in it."""
    return int(match[1]), int(match[2])
