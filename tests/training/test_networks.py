"""The networks: what `forward` and the folding of an exaggeration promise."""

import torch

from training.networks.squeeze_unet import SqueezeUNet


def test_exaggeration_takes_the_change_of_lightness_further_and_leaves_that_of_colour():
    torch.manual_seed(0)
    network = SqueezeUNet(encoder_weights="none").eval()
    torch.nn.init.normal_(network.head.weight, std=0.1)
    photo = torch.rand(1, 3, 64, 96)
    shares = torch.tensor([0.299, 0.587, 0.114]).view(1, 3, 1, 1)
    with torch.inference_mode():
        learned = network(photo) - photo
        network.exaggerate(1.5)
        further = network(photo) - photo

    lightness = (learned * shares).sum(1, keepdim=True)
    torch.testing.assert_close((further * shares).sum(1, keepdim=True), 1.5 * lightness, atol=1e-4, rtol=1e-4)
    torch.testing.assert_close(further - 1.5 * lightness, learned - lightness, atol=1e-4, rtol=1e-4)
