"""`toonclip-train zoo`: what can be trained, as data."""

from __future__ import annotations

from dataclasses import asdict
from importlib.metadata import version
from typing import Any

from training.networks.encoders import list_encoders
from training.settings.network import ARCHITECTURES, OWN

_LEFT_OUT = {"dpt": "takes vision transformers of one fixed size only"}


def zoo() -> dict[str, Any]:  # Any: plain data for JSON
    """Architectures and encoders, each with what it is or why it is not to be had."""
    library = f"segmentation-models-pytorch {version('segmentation-models-pytorch')}"
    architectures = [{"name": name, "available": True, "note": note} for name, note in OWN.items()]
    architectures += [{"name": name, "available": True, "note": library} for name in ARCHITECTURES]
    architectures += [{"name": name, "available": False, "note": reason} for name, reason in _LEFT_OUT.items()]
    return {"architectures": architectures, "encoders": [asdict(entry) for entry in list_encoders()]}


def zoo_text() -> str:
    """The same for a terminal, one line each."""
    content = zoo()
    return "\n".join(
        [
            "architectures:",
            *(
                f"  {item['name']:16}{_gone(available=item['available'])}{item['note']}"
                for item in content["architectures"]
            ),
            "encoders (of the architectures from unet on; any other timm model can be named too):",
            *(
                f"  {item['name']:32}{item['resolved'] or _gone(available=False) + item['reason']}"
                for item in content["encoders"]
            ),
        ]
    )


def _gone(*, available: bool) -> str:
    return "" if available else "not available: "
