"""What the networks promise: our own its steadiness, the library's their bounded decoders."""

from typing import Any

import torch

from training.networks.catalog import build_network
from training.networks.squeeze_unet import SqueezeEncoder, SqueezeUNet
from training.settings.network import NetworkConfig


def test_a_flat_picture_stays_flat_but_for_the_pixel_shuffle():
    torch.manual_seed(0)
    network = SqueezeUNet(encoder_weights="none").eval()
    torch.nn.init.normal_(network.head.weight, std=0.1)
    with torch.inference_mode():
        middle = network(torch.full((1, 3, 512, 512), 0.5))[..., 192:320, 192:320]

    torch.testing.assert_close(middle[..., 2:], middle[..., :-2], atol=1e-3, rtol=0)


def test_the_encoder_s_pooling_counts_a_dot_alike_wherever_it_lies():
    pool = SqueezeEncoder("none").layers[1]
    sums = set()
    for row in (8, 9):
        for column in (8, 9):
            picture = torch.zeros(1, 64, 18, 18)
            picture[..., row, column] = 1
            pooled = pool(picture)
            assert pooled.shape == (1, 64, 9, 9)
            sums.add(round(pooled.sum().item(), 3))

    assert sums == {64 * 1.5**2}


def test_no_value_of_a_decoder_is_out_of_proportion():
    torch.manual_seed(0)
    network = build_network(NetworkConfig("unetplusplus", "mobilenetv3_small_050", encoder_weights="none"))
    decoder = network.get_submodule("body.decoder")
    for layer in decoder.modules():
        if isinstance(layer, torch.nn.BatchNorm2d):
            torch.nn.init.constant_(layer.weight, 100)
    drawn: list[Any] = []  # torch's stub calls a hook's output a dict
    decoder.register_forward_hook(lambda _layer, _given, features: drawn.append(features))

    network(torch.rand(2, 3, 64, 64))

    assert (drawn[0].min(), drawn[0].max()) == (0, 16)
