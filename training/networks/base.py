"""What training and export may ask of every network."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import nn

from core.models.manifest import SizeRule
from training.errors import SettingInvalid
from training.normalisation import Normalisation


class StyleNetwork(nn.Module):
    """A network that turns a photograph into its toon.

    `forward` takes (N, 3, H, W) float RGB in 0..1 and returns the toon in the same shape, not clamped.

    Attributes:
        multiple_of: height and width are multiples of it, px.
        minimum_px: the shortest side.
        preferred_px: the longer side of the images that it draws best.
        supports_int8: whether its toons are known to keep their look in 8 bits; `benchmark` times only such INT8 files.
        has_side_outputs: whether `side_outputs` returns any.
        normalisation: of an encoder that was chosen by name; None for a network without one.
    """

    multiple_of: int = 32
    minimum_px: int = 64
    preferred_px: int = 512
    supports_int8: bool = False
    has_side_outputs: bool = False
    normalisation: Normalisation | None = None

    @property
    def size_rule(self) -> SizeRule:
        """The sizes as a manifest states them: multiples of `multiple_of`, all of them."""
        return SizeRule(
            minimum=-(-self.minimum_px // self.multiple_of) * self.multiple_of,
            multiple_of=self.multiple_of,
            preferred=self.preferred_px // self.multiple_of * self.multiple_of,
        )

    def use_normalisation(self, normalisation: Normalisation) -> None:
        """Replace `normalisation`, where there is one."""

    def side_outputs(self, image: torch.Tensor) -> Sequence[torch.Tensor]:  # noqa: ARG002  # for the networks that have some
        """The logits of the toon at every depth of the network, the final one first.

        Args:
            image: (N, 3, H, W) float RGB in 0..1.

        Returns:
            Tensors of the image's shape, whose sigmoids are toons; empty for a network without side outputs.
        """
        return ()

    def exaggerate(self, lightness: float) -> None:
        """Multiply the learned change of lightness by a factor; 1 changes nothing.

        Raises:
            SettingInvalid: the network learns no change of the photograph.
        """
        raise SettingInvalid(
            f"--exaggerate {lightness:g} cannot be used with this network.",
            hint="It is for networks that learn a change of the photograph; this one draws the whole toon.",
        )
