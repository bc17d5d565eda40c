"""The README.md of a model's repository and of its Space: YAML front matter as the Hugging Face Hub reads it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path

from core.models.manifest import ModelManifest

_LICENCES = (
    *("apache-2.0", "mit", "bsd-2-clause", "bsd-3-clause", "cc0-1.0", "cc-by-4.0", "cc-by-sa-4.0", "cc-by-nc-4.0"),
    *("cc-by-nc-sa-4.0", "gpl-2.0", "gpl-3.0", "agpl-3.0", "lgpl-3.0", "mpl-2.0", "unlicense", "openrail"),
)
"""Those of the hub's identifiers that weights come under; all else is `other` with its name."""
_UNSTATED = ("none", "unknown", "not stated")
_HUB_DATASET = re.compile(r"(?:hf://|huggingface\.co/)datasets/([\w.-]+/[\w.-]+)")
_NAMED_DATASET = re.compile(r"([\w.-]+)(?:$|:\s)")
_TAGS = ("image-to-image", "style-transfer", "cartoon", "onnx", "toonclip")


def model_readme(manifest: ModelManifest, folder: Path, repo: str) -> str:
    """The README of the model's repository, made of its manifest and its `card.md`."""
    fields: dict[str, object] = {
        **_licence(manifest.provenance.licence),
        "pipeline_tag": "image-to-image",
        "library_name": "onnx",
        "tags": list(_TAGS),
    }
    card_file = folder / "card.md"
    card = card_file.read_text(encoding="utf-8") if card_file.is_file() else f"# {manifest.title}\n"
    if datasets := _datasets(f"{manifest.provenance.dataset}\n{card}"):
        fields["datasets"] = datasets
    return f"{_front_matter(fields)}\n{card.rstrip()}\n\n{_pictures(manifest, folder)}{_use(repo)}"


def space_readme(manifest: ModelManifest, repo: str) -> str:
    """The README of the Space: which program runs it, and which model it shows."""
    fields: dict[str, object] = {
        "title": manifest.title,
        "emoji": "🎨",
        "colorFrom": "yellow",
        "colorTo": "red",
        "sdk": "gradio",
        "sdk_version": metadata.version("gradio"),
        "app_file": "app.py",
        "pinned": False,
        "models": [repo],
        **_licence(manifest.provenance.licence),
    }
    return f"{_front_matter(fields)}\n{manifest.title}: a picture in, a toon out. The model is {repo}.\n"


def _front_matter(fields: Mapping[str, object]) -> str:
    # Every JSON value is a YAML value.
    lines = (f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in fields.items())
    return "\n".join(["---", *lines, "---", ""])


def _licence(text: str) -> dict[str, object]:
    """The manifest's words begin with the licence of the weights; credits may follow after a semicolon."""
    name = text.split(";", maxsplit=1)[0].strip()
    if name.lower() in _LICENCES:
        return {"license": name.lower()}
    return {"license": "other", "license_name": re.sub(r"[^a-z0-9.]+", "-", name.lower()).strip("-") or "unknown"}


def _datasets(text: str) -> list[str]:
    """Data sets on the hub that the text links to; else the name that the text begins with."""
    linked = list(dict.fromkeys(_HUB_DATASET.findall(text)))
    named = _NAMED_DATASET.match(text.splitlines()[0])
    if linked or named is None or named[1].lower() in _UNSTATED:
        return linked
    return [named[1]]


def _pictures(manifest: ModelManifest, folder: Path) -> str:
    names = (manifest.parity.sample, manifest.parity.expected)
    if not all((folder / name).is_file() for name in names):
        return ""
    return f"## Example\n\n| picture | toon |\n| --- | --- |\n| ![]({names[0]}) | ![]({names[1]}) |\n\n"


def _use(repo: str) -> str:
    return f"## Use it in ToonClip\n\n```\ntoonclip models add hf://{repo}\n```\n"
