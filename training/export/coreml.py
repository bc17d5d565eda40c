"""Writes a network as a CoreML package from image to image, and proves that it does what the network does."""

from __future__ import annotations

import contextlib
import importlib
import io
import logging
import shutil
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import nn

from core.models.manifest import SizeRule
from training.errors import ExportFailed, SettingInvalid
from training.export.pools import write_strides
from training.export.scales import EXAMPLE_BLOCKS, constant_scales

INPUT, OUTPUT = "image", "toon"
Size = tuple[int, int]
"""(width, height), px."""

# Shapes of images, as shares of the longer side; the first is the package's default: webcams are 16:9.
_SHAPES = ((1, 9 / 16), (9 / 16, 1), (1, 3 / 4), (3 / 4, 1), (1, 1))


class ImagePlanes(nn.Module):
    """A network between RGB planes of 0..255: conversion, clamp and rounding belong to the program.

    CoreML turns the last tensor into the output image's bytes without clamping, and does not promise to round.
    """

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        """(1, 3, H, W) RGB, 0..255 -> the toon, the same, whole numbers."""
        return (self.network(image * (1 / 255)).clamp(0, 1) * 255).round()


def require_coremltools() -> Any:  # Any: coremltools ships no types
    """The module, quiet.

    Raises:
        SettingInvalid: it is not installed, or is a build that cannot write packages.
    """
    # It reports which of its parts need a Mac, and each torch newer than itself.
    logging.getLogger("coremltools").setLevel(logging.ERROR)
    try:
        coremltools = importlib.import_module("coremltools")
        importlib.import_module("coremltools.libmilstoragepython")
    except ImportError as error:
        raise SettingInvalid(
            f"A CoreML package needs coremltools, which is not installed ({error}).",
            hint="In the checkout run: pip install -e '.[coreml]', on Linux or macOS with a Python that it supports.",
        ) from error
    return coremltools


def package_sizes(rule: SizeRule) -> tuple[Size, ...]:
    """The sizes of a package when none are asked for: landscape, portrait and square, none larger than `preferred`."""

    def legal(share: float) -> int:
        side = round(rule.preferred * share / rule.multiple_of) * rule.multiple_of
        return max(rule.minimum, side)

    return tuple(dict.fromkeys((legal(width), legal(height)) for width, height in _SHAPES))


def check_sizes(sizes: Sequence[Size], rule: SizeRule) -> None:
    """Refuse sizes that the network does not take.

    Raises:
        SettingInvalid: there is none, or one breaks the rule.
    """
    if not sizes:
        raise SettingInvalid("A CoreML package needs at least one size.", hint="Name sizes such as 512x288.")
    for width, height in sizes:
        if any(rule.padding(width, height)):
            columns, rows = rule.padding(width, height)
            raise SettingInvalid(
                f"The network does not take images of {width}x{height}: its sides are multiples of "
                f"{rule.multiple_of} px, at least {rule.minimum}.",
                hint=f"The next size that fits is {width + columns}x{height + rows}.",
            )


def write_coreml(
    network: nn.Module, path: Path, *, sizes: Sequence[Size], rule: SizeRule, int8_weights: bool = False
) -> tuple[Size, ...]:
    """Write an ML Program in fp16 whose input and output are RGB images.

    Args:
        network: (N, 3, H, W) RGB in 0..1 -> the same.
        path: of the .mlpackage to make.
        sizes: that it takes, the default first.
        rule: of the network.
        int8_weights: store the weights in INT8, one scale per channel; the system widens them when it loads it.

    Returns:
        The sizes it takes: all, or the first alone when the network's graph would need to compute shapes otherwise.

    Raises:
        SettingInvalid: no coremltools, or a size the rule forbids; nothing was written.
        ExportFailed: the network cannot be converted.
    """
    coremltools = require_coremltools()
    check_sizes(sizes, rule)
    try:
        with _quiet():
            program, taken = _program(ImagePlanes(network).eval(), tuple(dict.fromkeys(sizes)), rule.multiple_of)
            package = _converted(coremltools, program, taken)
            if int8_weights:
                package = _with_small_weights(package)
            shutil.rmtree(path, ignore_errors=True)
            package.save(str(path))
        _tidy(path)
    except OSError:  # a full disk is the folder's to report
        raise
    # The converter raises whatever its some hundred conversions raise.
    except Exception as error:
        first = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise ExportFailed(f"The network cannot be converted to CoreML: {first}") from error
    return taken


def _program(
    planes: nn.Module, sizes: tuple[Size, ...], multiple_of: int
) -> tuple[torch.export.ExportedProgram, tuple[Size, ...]]:
    """The network's graph, and the sizes that it takes: all, or the first alone."""
    default, *others = sizes
    program = _free_program(planes, sizes, multiple_of) if others else None
    return (program, sizes) if program else (_fixed_program(planes, default), (default,))


def _free_program(planes: nn.Module, sizes: Sequence[Size], multiple_of: int) -> torch.export.ExportedProgram | None:
    """The network's graph for free height and width, without shape arithmetic; None when it cannot be had."""
    rows, columns = (blocks * multiple_of for blocks in EXAMPLE_BLOCKS)
    free = {INPUT: {2: torch.export.Dim.AUTO, 3: torch.export.Dim.AUTO}}
    program = torch.export.export(planes, (torch.zeros(1, 3, rows, columns),), dynamic_shapes=free)
    program = write_strides(program.run_decompositions({}))
    return program if constant_scales(program, sizes) else None


def _fixed_program(planes: nn.Module, size: Size) -> torch.export.ExportedProgram:
    width, height = size
    program = torch.export.export(planes, (torch.zeros(1, 3, height, width),))
    return write_strides(program.run_decompositions({}))


def _converted(coremltools: Any, program: torch.export.ExportedProgram, sizes: Sequence[Size]) -> Any:
    shapes = [(1, 3, height, width) for width, height in sizes]
    shape = coremltools.EnumeratedShapes(shapes=shapes, default=shapes[0]) if len(shapes) > 1 else shapes[0]
    rgb = coremltools.colorlayout.RGB
    return coremltools.convert(
        program,
        inputs=[coremltools.ImageType(name=INPUT, shape=shape, color_layout=rgb)],
        outputs=[coremltools.ImageType(name=OUTPUT, color_layout=rgb)],
        convert_to="mlprogram",
        compute_precision=coremltools.precision.FLOAT16,
        minimum_deployment_target=coremltools.target.macOS13,  # the first whose programs return images
        skip_model_load=True,
    )


def _with_small_weights(package: Any) -> Any:
    optimize = importlib.import_module("coremltools.optimize.coreml")
    linear = optimize.OpLinearQuantizerConfig(mode="linear_symmetric", dtype="int8", granularity="per_channel")
    return optimize.linear_quantize_weights(package, config=optimize.OptimizationConfig(global_config=linear))


def _tidy(package: Path) -> None:
    """Drop the converter's notes for debuggers, and let everybody read what it wrote for its user alone."""
    (package / "executorch_debug_handle_mapping.json").unlink(missing_ok=True)
    for member in package.rglob("*"):
        member.chmod(0o755 if member.is_dir() else 0o644)


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """The exporter and the converter draw progress bars and warn of their own workings."""
    with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()):
        warnings.simplefilter("ignore")
        yield
