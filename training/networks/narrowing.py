"""Makes a narrower SqueezeUNet of a trained one: it keeps the channels that say most, and learns the rest again.

What a channel says is how large it is on a photograph times how much is made of it (after Li et al. 2017,
arXiv:1608.08710, who take the weights alone).
"""

from __future__ import annotations

import numpy as np
import torch
from torch import nn

from core.models.places import bundled_models_dir
from training.images import read_image
from training.networks.base import StyleNetwork
from training.networks.squeeze_unet import LIGHT, SqueezeUNet, Widths

_SIDE_PX = 256
_PIXELS_BLOCK = 3  # the block at 1/4, whose second skip are the pixels
_Kept = list[torch.Tensor]


def lightened(wide: StyleNetwork) -> SqueezeUNet:
    """The light network with the weights of a trained full one: its toons are the same at a glance, not more.

    Raises:
        TypeError: it is of another kind.
    """
    if not isinstance(wide, SqueezeUNet):
        raise TypeError(type(wide))
    portrait = read_image(bundled_models_dir() / "comic-hero" / "sample.png", draft_px=_SIDE_PX)
    portrait = portrait.resize((_SIDE_PX, _SIDE_PX))
    photograph = torch.from_numpy(np.array(portrait)).permute(2, 0, 1)[None].float() / 255
    return narrowed(wide, LIGHT, photograph)


@torch.no_grad()
def narrowed(wide: SqueezeUNet, widths: Widths, photographs: torch.Tensor) -> SqueezeUNet:
    """A network of these widths with weights of a wider one.

    Args:
        wide: a trained network.
        widths: at most as large as its own.
        photographs: (N, 3, H, W) RGB in 0..1, H and W multiples of 32; what it is to draw.
    """
    narrow = SqueezeUNet(encoder_weights="none", widths=widths)
    blocks, pixels = _kept(wide, widths, photographs)
    state = wide.state_dict()
    for name in narrow.state_dict():
        owner, _, part = name.partition(".")
        weights = state[name]
        if owner == "pixels":
            weights = weights[pixels]
        elif owner == "head":
            weights = weights[:, blocks[-1]]
        elif owner == "blocks":
            level, _, layer = part.partition(".")
            weights = _of_block(weights, layer, int(level), blocks, pixels)
        state[name] = weights
    narrow.load_state_dict({name: state[name] for name in narrow.state_dict()})
    return narrow


def _of_block(weights: torch.Tensor, layer: str, level: int, blocks: _Kept, pixels: torch.Tensor) -> torch.Tensor:
    weights = weights[blocks[level]]
    if weights.ndim == 1:
        return weights
    inputs = {"below.weight": blocks[level - 1]}
    if level == _PIXELS_BLOCK:
        inputs["skips.1.weight"] = pixels
    if layer.startswith("refine"):
        inputs[layer] = blocks[level]
    return weights[:, inputs[layer]] if layer in inputs else weights


def _kept(wide: SqueezeUNet, widths: Widths, photographs: torch.Tensor) -> tuple[_Kept, torch.Tensor]:
    """Which channels are kept, in their order: of every block, and of the pixels."""
    sizes = dict[nn.Module, torch.Tensor]()

    def measure(module: nn.Module, _inputs: object, output: torch.Tensor) -> None:
        sizes[module] = output.relu().square().mean((0, 2, 3)).sqrt()

    hooks = [module.register_forward_hook(measure) for module in (*wide.blocks, wide.pixels)]
    wide(photographs)
    for hook in hooks:
        hook.remove()
    state = wide.state_dict()
    last = len(wide.blocks) - 1
    blocks = _Kept()
    for level, (block, channels) in enumerate(zip(wide.blocks, widths.channels, strict=True)):
        following = "head.weight" if level == last else f"blocks.{level + 1}.below.weight"
        refined = f"blocks.{level}.refine.0.weight"
        use = (_use(state[following]).square() + _use(state[refined]).square()).sqrt()
        blocks.append(_largest(sizes[block] * use, channels))
    use = _use(state[f"blocks.{_PIXELS_BLOCK}.skips.1.weight"])
    return blocks, _largest(sizes[wide.pixels] * use, widths.pixels)


def _use(weights: torch.Tensor) -> torch.Tensor:
    """(outputs, inputs, ...) -> (inputs,): the root of the sum of an input's squared weights."""
    return weights.square().sum((0, 2, 3)).sqrt()


def _largest(values: torch.Tensor, count: int) -> torch.Tensor:
    return values.argsort(descending=True)[:count].sort().values
