"""Networks as other people export them, each with the code by which its author draws: small, untrained or trained."""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import Tensor, nn

from core.frame import RgbImage

_MEAN = torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1)
_STD = torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1)
# What the trained ones learn: warmer colours and harder tones, of pixels of 0..1.
_MIX = torch.tensor([[1.0, 0.25, -0.1], [0.1, 0.85, 0.1], [-0.05, 0.2, 0.7]])


@dataclass(frozen=True)
class Author:
    """How an author gives a picture to the network and takes one back. Pixels are 0..1, (1, C, H, W)."""

    encode: Callable[[Tensor], Tensor]
    decode: Callable[[Tensor], Tensor]


UNIT = Author(lambda pixels: pixels, lambda values: values)
SIGNED = Author(lambda pixels: pixels * 2 - 1, lambda values: (values + 1) / 2)
BYTES = Author(lambda pixels: pixels * 255, lambda values: values / 255)
IMAGENET = Author(lambda pixels: (pixels - _MEAN) / _STD, lambda values: values)
DEPTHS = Author(IMAGENET.encode, lambda values: (values - values.min()) / (values.max() - values.min()))


class Body(nn.Module):
    """Down, a little work, and up again: sizes must be multiples of `multiple`."""

    def __init__(self, *, channels: int = 3, out: int | None = None, width: int = 12, multiple: int = 4) -> None:
        super().__init__()
        out = out or channels
        downs: list[nn.Module] = []
        ups: list[nn.Module] = []
        scale = 1
        while scale < multiple:
            downs += [nn.Conv2d(channels if scale == 1 else width, width, 3, 2, 1), nn.LeakyReLU(0.2)]
            ups += [nn.ConvTranspose2d(width, width, 2, 2), nn.LeakyReLU(0.2)]
            scale *= 2
        self.deep = nn.Sequential(*downs, nn.Conv2d(width, width, 3, 1, 1), nn.LeakyReLU(0.2), *ups)
        self.near = nn.Sequential(nn.Conv2d(channels, width, 3, 1, 1), nn.LeakyReLU(0.2))
        self.end = nn.Conv2d(2 * width, out, 1)
        self.end.weight.data *= 3

    def forward(self, values: Tensor) -> Tensor:
        return self.end(torch.cat([self.deep(values), self.near(values)], 1))


class Ended(nn.Module):
    """A body, and what comes after it."""

    def __init__(self, body: nn.Module, end: Callable[[Tensor], Tensor]) -> None:
        super().__init__()
        self.body, self.end = body, end

    def forward(self, image: Tensor) -> Tensor:
        return self.end(self.body(image))


class NormedStyle(nn.Module):
    """As fast-neural-style: bytes in, instance norm, bytes out without an activation."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv2d(3, 24, 3, 1, 1)
        self.norm = nn.InstanceNorm2d(24, affine=True)
        self.body = nn.Sequential(nn.ReLU(), nn.Conv2d(24, 24, 3, 1, 1), nn.ReLU())
        self.end = nn.Conv2d(24, 3, 1)
        self.end.bias = nn.Parameter(torch.full((3,), 127.0))
        self.end.weight.data *= 90

    def forward(self, image: Tensor) -> Tensor:
        return self.end(self.body(self.norm(self.first(image))))


class SevenMaps(nn.Module):
    """As U²-Net: the fused map first, then six more."""

    def __init__(self) -> None:
        super().__init__()
        self.body = Body(out=6, multiple=8)
        self.fuse = nn.Conv2d(6, 1, 1)

    def forward(self, image: Tensor) -> tuple[Tensor, ...]:
        maps = self.body(image)
        sides = [torch.sigmoid(maps[:, index : index + 1]) for index in range(6)]
        return (torch.sigmoid(self.fuse(maps)), *sides)


class Residual(nn.Module):
    """As restorers: the picture and a correction, without an activation."""

    def __init__(self) -> None:
        super().__init__()
        self.body = Body()
        for part in self.body.end.parameters():
            part.data *= 0.1

    def forward(self, image: Tensor) -> Tensor:
        return image + self.body(image)


class Doubling(nn.Module):
    """Super-resolution: twice the size, added to the plain enlargement."""

    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(3, 16, 3, 1, 1), nn.ReLU(), nn.Conv2d(16, 12, 3, 1, 1), nn.PixelShuffle(2))

    def forward(self, image: Tensor) -> Tensor:
        return self.body(image) + nn.functional.interpolate(image, scale_factor=2.0, mode="nearest")


class WithStrength(nn.Module):
    """A second input: how much of the style is wanted, 1 by default."""

    def __init__(self) -> None:
        super().__init__()
        self.body = Body(width=12)

    def forward(self, image: Tensor, strength: Tensor) -> Tensor:
        return image * (1 - strength) + torch.tanh(self.body(image)) * strength


class ChannelsLast(nn.Module):
    """As TensorFlow has it: (N, H, W, C)."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, image: Tensor) -> Tensor:
        return self.network(image.permute(0, 3, 1, 2)).permute(0, 2, 3, 1)


class FromBytes(nn.Module):
    """Bytes in and out, (N, H, W, C), with the conversion in the graph."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, image: Tensor) -> Tensor:
        values = self.network(image.permute(0, 3, 1, 2).float() / 255)
        return (values.clamp(0, 1) * 255).round().to(torch.uint8).permute(0, 2, 3, 1)


@dataclass(frozen=True)
class Foreign:
    """A network as its author has it.

    Attributes:
        make: the network, untrained.
        author: how it is used.
        channels: of its image.
        size: (height, width) of the export; free where `free`.
        wrap: what is put around it for the export.
        half: whether it is exported in 16 bits.
        shows: the channel layout of what the author's code gives: picture or mask.
    """

    make: Callable[[], nn.Module]
    author: Author
    channels: int = 3
    size: tuple[int, int] = (64, 96)
    free: bool = True
    wrap: Callable[[nn.Module], nn.Module] = lambda network: network
    half: bool = False
    strength: bool = False
    batch: int | None = None

    def draw(self, network: nn.Module, image: RgbImage) -> RgbImage:
        """What the author's own code makes of an image whose size the network takes."""
        pixels = torch.from_numpy(image.astype(np.float32) / 255).permute(2, 0, 1)[None]
        if self.channels == 1:
            grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).astype(np.float32) / 255
            pixels = torch.from_numpy(grey)[None, None]
        elif self.channels == 4:
            pixels = torch.cat([pixels, torch.ones_like(pixels[:, :1])], 1)
        extra = (torch.ones(1),) if self.strength else ()
        with torch.inference_mode():
            values = network(self.author.encode(pixels), *extra)
        shown = self.author.decode(values[0] if isinstance(values, tuple) else values).clamp(0, 1)[0]
        rgb = shown.expand(3, -1, -1) if shown.shape[0] == 1 else shown[:3]
        return (rgb.permute(1, 2, 0).numpy() * 255).round().astype(np.uint8)


NETWORKS = {
    "animegan2, fixed": Foreign(lambda: Ended(Body(), torch.tanh), SIGNED, size=(256, 256), free=False),
    "animegan2, free": Foreign(lambda: Ended(Body(), torch.tanh), SIGNED),
    "animegan3": Foreign(lambda: Ended(Body(multiple=8), torch.tanh), SIGNED, wrap=ChannelsLast),
    "fast-neural-style": Foreign(NormedStyle, BYTES, size=(224, 224), free=False),
    "u2net": Foreign(SevenMaps, IMAGENET, size=(320, 320), free=False),
    "depth": Foreign(lambda: Ended(Body(out=1), lambda values: values * 300 + 800), DEPTHS),
    "sigmoid, ImageNet": Foreign(lambda: Ended(Body(), torch.sigmoid), IMAGENET),
    "sigmoid, 0 to 1": Foreign(lambda: Ended(Body(), torch.sigmoid), UNIT),
    "restorer": Foreign(Residual, UNIT),
    "16 bits": Foreign(lambda: Ended(Body(), torch.tanh), SIGNED, half=True),
    "bytes": Foreign(lambda: Ended(Body(), torch.sigmoid), UNIT, wrap=FromBytes),
    "two at once": Foreign(lambda: Ended(Body(), torch.tanh), SIGNED, batch=2),
    "grey": Foreign(lambda: Ended(Body(channels=1), torch.tanh), SIGNED, channels=1),
    "with alpha": Foreign(lambda: Ended(Body(channels=4), torch.tanh), SIGNED, channels=4),
    "twice the size": Foreign(Doubling, UNIT),
    "two inputs": Foreign(WithStrength, SIGNED, strength=True),
}


def made(foreign: Foreign, *, trained: bool, faces: RgbImage | None = None) -> nn.Module:
    """The network, the same at every call."""
    torch.manual_seed(3)
    network = foreign.make().eval()
    if trained:
        assert faces is not None
        _train(network, foreign, faces)
    return network


def export(network: nn.Module, foreign: Foreign, path: Path) -> None:
    """Write it as its author does."""
    wrapped = foreign.wrap(network).eval()
    height, width = foreign.size
    batch = foreign.batch or (2 if foreign.free else 1)
    image = torch.rand(batch, foreign.channels, height, width)
    if foreign.wrap is not Foreign.wrap:
        image = image.permute(0, 2, 3, 1)
    if foreign.wrap is FromBytes:
        image = (image * 255).to(torch.uint8)
    if foreign.half:
        wrapped, image = wrapped.half(), image.half()
    extra: tuple[Tensor, ...] = (torch.ones(1),) if foreign.strength else ()
    names = ["input", *(["strength"] if foreign.strength else [])]
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        torch.onnx.export(
            wrapped,
            (image, *extra),
            str(path),
            input_names=names,
            dynamo=False,
            opset_version=17,
            dynamic_axes=_free_axes(foreign) if foreign.free else None,
        )
    if foreign.half:
        wrapped.float()


def _free_axes(foreign: Foreign) -> dict[str, dict[int, str]]:
    first = 1 if foreign.wrap is not Foreign.wrap else 2
    sides = {first: "height", first + 1: "width"}
    return {"input": sides if foreign.batch else {0: "batch", **sides}}


def _train(network: nn.Module, foreign: Foreign, faces: RgbImage) -> None:
    """Some seconds, until it draws the learnt colours of pieces of a face."""
    pixels = torch.from_numpy(faces.astype(np.float32) / 255).permute(2, 0, 1)
    optimizer = torch.optim.Adam(network.parameters(), 4e-3)
    side = 48
    for _ in range(120):
        rows = torch.randint(0, pixels.shape[1] - side + 1, (4,)).tolist()
        columns = torch.randint(0, pixels.shape[2] - side + 1, (4,)).tolist()
        pieces = [pixels[:, y : y + side, x : x + side] for y, x in zip(rows, columns, strict=True)]
        given = _channels(torch.stack(pieces), foreign.channels)
        values = network(foreign.author.encode(given), *((torch.ones(1),) if foreign.strength else ()))
        outputs = values if isinstance(values, tuple) else (values,)
        loss = torch.stack([_loss(foreign.author.decode(one), given) for one in outputs]).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


def _loss(drawn: Tensor, given: Tensor) -> Tensor:
    wanted = learnt(given[:, :3] if given.shape[1] > 1 else given.expand(-1, 3, -1, -1))
    if drawn.shape[-1] != wanted.shape[-1]:
        wanted = nn.functional.interpolate(wanted, size=drawn.shape[-2:])
    if drawn.shape[1] == 1:
        wanted = wanted.mean(1, keepdim=True)
    return (drawn[:, :3] - wanted).abs().mean()


def learnt(pixels: Tensor) -> Tensor:
    """The colour mapping: (N, 3, H, W), 0..1."""
    mixed = torch.einsum("oc,nchw->nohw", _MIX, pixels)
    return torch.sigmoid((mixed - 0.5) * 6)


def _channels(pixels: Tensor, channels: int) -> Tensor:
    if channels == 1:
        return (pixels * torch.tensor([0.299, 0.587, 0.114]).view(1, 3, 1, 1)).sum(1, keepdim=True)
    if channels == 4:
        return torch.cat([pixels, torch.ones_like(pixels[:, :1])], 1)
    return pixels
