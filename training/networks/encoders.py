"""Encoder names: those of the published zoo, today's names behind them, and what is no longer to be had."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from importlib.metadata import version

from training.errors import UnknownName
from training.library_names import library_encoders, timm_models

# The names under which the encoders were published with the method; libraries have renamed many since.
PUBLISHED = (
    "densenet121", "densenet161", "densenet169", "densenet201", "dpn107", "dpn131", "dpn68", "dpn68b", "dpn92",
    "dpn98", "efficientnet-b0", "efficientnet-b1", "efficientnet-b2", "efficientnet-b3", "efficientnet-b4",
    "efficientnet-b5", "efficientnet-b6", "efficientnet-b7", "efficientnet-b8", "efficientnet-l2", "gernet_l",
    "gernet_m", "gernet_s", "inceptionresnetv2", "inceptionv4", "mobilenet_v2", "mobilenetv3_large_075",
    "mobilenetv3_large_100", "mobilenetv3_large_minimal_100", "mobilenetv3_small_075", "mobilenetv3_small_100",
    "mobilenetv3_small_minimal_100", "regnetx_002", "regnetx_004", "regnetx_006", "regnetx_008", "regnetx_016",
    "regnetx_032", "regnetx_040", "regnetx_064", "regnetx_080", "regnetx_120", "regnetx_160", "regnetx_320",
    "regnety_002", "regnety_004", "regnety_006", "regnety_008", "regnety_016", "regnety_032", "regnety_040",
    "regnety_064", "regnety_080", "regnety_120", "regnety_160", "regnety_320", "res2net101_26w_4s",
    "res2net50_14w_8s", "res2net50_26w_4s", "res2net50_26w_6s", "res2net50_26w_8s", "res2net50_48w_2s",
    "res2next50", "resnest101e", "resnest14d", "resnest200e", "resnest269e", "resnest26d", "resnest50d",
    "resnest50d_1s4x24d", "resnest50d_4s2x40d", "resnet101", "resnet152", "resnet18", "resnet34", "resnet50",
    "resnext101_32x16d", "resnext101_32x32d", "resnext101_32x48d", "resnext101_32x4d", "resnext101_32x8d",
    "resnext50_32x4d", "se_resnet101", "se_resnet152", "se_resnet50", "se_resnext101_32x4d", "se_resnext50_32x4d",
    "senet154", "skresnet18", "skresnet34", "skresnext50_32x4d", "tf_efficientnet_lite0", "tf_efficientnet_lite1",
    "tf_efficientnet_lite2", "tf_efficientnet_lite3", "tf_efficientnet_lite4", "vgg11", "vgg11_bn", "vgg13",
    "vgg13_bn", "vgg16", "vgg16_bn", "vgg19", "vgg19_bn", "xception",
)  # fmt: skip
_TIMM = "tu-"  # segmentation-models-pytorch's prefix for "any timm model"


@dataclass(frozen=True)
class EncoderEntry:
    """One line of the zoo.

    Attributes:
        name: as a person gives it.
        resolved: as segmentation-models-pytorch takes it; None when it is gone.
        reason: why it is gone, or empty.
    """

    name: str
    resolved: str | None
    reason: str


def find_encoder(name: str) -> str | None:
    """Today's name of an encoder for segmentation-models-pytorch; None when no library has it.

    Its own encoders come first, then any timm model, then timm's "tf_" port. Its own copies of timm's ("timm-…") have
    another padding and other normalisations, in which published weights are of no use: they are for those who ask.
    """
    if name in library_encoders():
        return name
    bare = name.removeprefix(_TIMM).replace("-", "_")
    ported = f"tf_{bare}"  # the published names with hyphens are those of TensorFlow's weights
    for candidate in (ported, bare) if "-" in name.removeprefix(_TIMM) else (bare, ported):
        if candidate in timm_models():
            return _TIMM + candidate
    return None


def find_earlier_encoder(name: str) -> str:
    """The encoder that earlier versions took under a name: the library's copy of timm's, where it has one."""
    copy = f"timm-{name}"
    return copy if copy in library_encoders() and name not in library_encoders() else name


def resolve_encoder(name: str) -> str:
    """Like `find_encoder`.

    Raises:
        UnknownName: naming those that are spelled alike.
    """
    resolved = find_encoder(name)
    if resolved is None:
        alike = difflib.get_close_matches(name, [*PUBLISHED, *sorted(timm_models())], n=4)
        raise UnknownName(
            f"There is no encoder '{name}'.",
            hint=f"Did you mean {' or '.join(alike)}?" if alike else "`toonclip-train zoo` lists the encoders.",
        )
    return resolved


def list_encoders() -> list[EncoderEntry]:
    """The published names in order, each resolved or with the reason why not."""
    libraries = (f"{name} {version(name)}" for name in ("segmentation-models-pytorch", "timm"))
    gone = f"neither {' nor '.join(libraries)} has it"
    resolved = ((name, find_encoder(name)) for name in PUBLISHED)
    return [EncoderEntry(name, found, "" if found else gone) for name, found in resolved]
