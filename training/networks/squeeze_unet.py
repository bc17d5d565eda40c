"""SqueezeUNet: a residual U-Net on the SqueezeNet 1.1 encoder, small enough to run live on a laptop's processor.

The encoder is SqueezeNet 1.1 (Iandola et al. 2016, arXiv:1602.07360), so that its ImageNet weights can start it:
on a hundred pairs that start matters more than any other choice. The rest is a U-Net (Ronneberger et al. 2015,
arXiv:1505.04597) that works at a quarter of the picture's size and below; the full size is reached by one pixel
shuffle (Shi et al. 2016, arXiv:1609.05158). Convolution, ReLU and nearest up-sampling only: every runtime has them.
"""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional
from torchvision.models import SqueezeNet1_1_Weights, squeezenet1_1
from torchvision.models.squeezenet import SqueezeNet

from training.weights import load_pretrained

IMAGENET_MEAN = (0.485, 0.456, 0.406)
IMAGENET_STD = (0.229, 0.224, 0.225)
MULTIPLE_OF = 16
_LIGHTNESS = (0.299, 0.587, 0.114)  # shares of R, G and B, ITU-R BT.601
# Channels of the decoder at 1/16, 1/8 and 1/4, and of the skip that brings the pixels themselves.
_DEEP, _MIDDLE, _SHALLOW, _PIXELS = 192, 96, 80, 32
# Outputs at 1/4, 1/8 and 1/16, and their size (root of the mean square) on portraits with the ImageNet weights:
# the decoder has no normalisation, so it must be given features of about unit size.
_TAP_SIZES = {4: 50.0, 7: 43.0, 12: 8.0}


def build_squeezenet(weights: str) -> SqueezeNet:
    """SqueezeNet 1.1 with "hub", "none" or a safetensors file's weights."""
    network = load_pretrained(squeezenet1_1, SqueezeNet1_1_Weights.IMAGENET1K_V1, weights, name="squeezenet1_1")
    if not isinstance(network, SqueezeNet):
        raise TypeError(type(network))
    return network


class SqueezeEncoder(nn.Module):
    """SqueezeNet's features with padding, so that every scale is exactly half the one before."""

    channels = (128, 256, 512)

    def __init__(self, weights: str) -> None:
        super().__init__()
        layers = build_squeezenet(weights).features
        for layer in layers:
            if isinstance(layer, nn.MaxPool2d):
                layer.padding, layer.ceil_mode = 1, False
        first = layers[0]
        if isinstance(first, nn.Conv2d):
            first.padding = (1, 1)
        self.layers = layers

    def forward(self, image: torch.Tensor) -> list[torch.Tensor]:
        """(N, 3, H, W) normalised as for ImageNet -> features at 1/4, 1/8 and 1/16, of about unit size."""
        features = []
        for index, layer in enumerate(self.layers):
            image = layer(image)
            if index in _TAP_SIZES:
                features.append(image / _TAP_SIZES[index])
        return features


class _Block(nn.Module):
    """Two 3x3 convolutions, the second added to the first: keeps gradients alive without normalisation."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.enter = nn.Conv2d(inputs, outputs, 3, padding=1)
        self.refine = nn.Conv2d(outputs, outputs, 3, padding=1)

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        features = functional.relu(self.enter(features))
        return functional.relu(features + self.refine(features))


class SqueezeUNet(nn.Module):
    """Predicts the change from photograph to toon, and adds it: training starts from the photograph itself."""

    multiple_of = MULTIPLE_OF
    mean: torch.Tensor
    std: torch.Tensor
    unshuffle: torch.Tensor

    def __init__(self, *, encoder_weights: str = "hub") -> None:
        """Build the network.

        Args:
            encoder_weights: of SqueezeNet 1.1: "hub", "none" or the path of a safetensors file.
        """
        super().__init__()
        quarter, eighth, sixteenth = SqueezeEncoder.channels
        self.encoder = SqueezeEncoder(encoder_weights)
        self.deep = _Block(sixteenth, _DEEP)
        self.middle = _Block(_DEEP + eighth, _MIDDLE)
        self.pixels = nn.Conv2d(48, _PIXELS, 3, padding=1)
        self.shallow = _Block(_MIDDLE + quarter + _PIXELS, _SHALLOW)
        self.finish = _Block(_SHALLOW, _SHALLOW)
        self.head = nn.Conv2d(_SHALLOW, 48, 3, padding=1, bias=False)
        nn.init.normal_(self.head.weight, std=1e-3)  # near nothing: the first toon is the photograph
        self.register_buffer("unshuffle", torch.eye(48).view(48, 3, 4, 4), persistent=False)
        self.register_buffer("mean", torch.tensor(IMAGENET_MEAN).view(1, 3, 1, 1), persistent=False)
        self.register_buffer("std", torch.tensor(IMAGENET_STD).view(1, 3, 1, 1), persistent=False)

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        """(N, 3, H, W) RGB in 0..1, H and W multiples of 16 -> the toon, same shape and range, not clamped."""
        # The pixel unshuffle is a convolution with fixed weights: the operator itself becomes a chain of reshapes.
        normal = (image - self.mean) / self.std
        quarter, eighth, sixteenth = self.encoder(normal)
        features = functional.interpolate(self.deep(sixteenth), scale_factor=2.0, mode="nearest")
        features = self.middle(torch.cat([features, eighth], 1))
        features = functional.interpolate(features, scale_factor=2.0, mode="nearest")
        pixels = functional.relu(self.pixels(functional.conv2d(normal, self.unshuffle, stride=4)))
        features = self.finish(self.shallow(torch.cat([features, quarter, pixels], 1)))
        return image + functional.pixel_shuffle(self.head(features), 4)

    @torch.no_grad()
    def exaggerate(self, lightness: float) -> None:
        """Take the learned change of lightness further by a factor; 1 leaves the network as it was trained.

        With few pairs and no adversary the network hedges: a line whose place it is unsure of is drawn too faintly.
        A factor above 1 undoes that. It is folded into the head's weights and costs nothing at run time.
        """
        head = self.head.weight
        mix = torch.eye(3) + (lightness - 1) * torch.tensor(_LIGHTNESS).expand(3, 3)
        head.copy_(torch.einsum("ij,jkchw->ikchw", mix.to(head), head.view(3, 16, *head.shape[1:])).reshape_as(head))
