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
    blocks = sorted({(int(match[1]), int(match[2])) for match in found.values() if match})
    inverted = {(int(match[1]), int(match[2])) for match in found.values() if match and match[3] == "conv_pwl"}
    names: dict[str, str] = {}
    for key, match in found.items():
        if match is None:
            layer, _, weight = key.rpartition(".")
            prefix, layers = "", _ENDS
        else:
            place, layer, weight = (int(match[1]), int(match[2])), match[3], match[4]
            prefix, layers = f"_blocks.{blocks.index(place)}.", _INVERTED if place in inverted else _SEPARABLE
        if layer in layers:
            names[key] = f"{prefix}{layers[layer]}.{weight}"
    return names
