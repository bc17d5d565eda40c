"""A narrower network keeps the channels that say most of a wide one."""

import torch

from training.networks.narrowing import lightened, narrowed
from training.networks.squeeze_unet import FULL, LIGHT, SqueezeUNet, Widths


def photographs() -> torch.Tensor:
    return torch.rand(2, 3, 64, 96, generator=torch.Generator().manual_seed(3))


def wide() -> SqueezeUNet:
    torch.manual_seed(5)
    return SqueezeUNet(encoder_weights="none").eval()


def test_of_the_same_widths_it_is_the_same_network():
    network = wide()

    again = narrowed(network, FULL, photographs()).eval()

    assert torch.equal(again(photographs()), network(photographs()))


def test_channels_that_say_nothing_can_go():
    """Half of every level's channels are silent: without them the toons stay as they were."""
    network = wide()
    half = Widths(channels=tuple(count // 2 for count in FULL.channels), depths=FULL.depths, pixels=FULL.pixels // 2)
    silent = ("below", "skips", "refine", "pixels")
    with torch.no_grad():
        for name, weights in network.named_parameters():
            if any(part in name for part in silent):
                weights[::2] = 0

    narrow = narrowed(network, half, photographs()).eval()

    assert torch.allclose(narrow(photographs()), network(photographs()), atol=1e-6)


def test_the_light_network_is_one_of_the_narrow_ones():
    light = lightened(wide())

    assert light.head.in_channels == LIGHT.channels[-1]
    assert light(photographs()).shape == photographs().shape
