"""Names that the libraries know, read from their source: importing them takes ten seconds."""

from __future__ import annotations

import ast
import importlib.util
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

_LINES = re.MULTILINE | re.DOTALL


@cache
def timm_models() -> frozenset[str]:
    """Every model of timm."""
    sources = _sources("timm", "models/**/*.py")
    return frozenset(
        name for text in sources for name in re.findall(r"^@register_model\s+def (\w+)\(", text, re.MULTILINE)
    )


@cache
def library_encoders() -> frozenset[str]:
    """The encoders that segmentation-models-pytorch has by itself."""
    sources = _sources("segmentation_models_pytorch", "encoders/*.py")
    return frozenset(name for text in sources for name in re.findall(r'^    "([\w.-]+)": \{', text, re.MULTILINE))


def library_repository(encoder: str) -> str | None:
    """Of the ImageNet weights of one of `library_encoders` on the Hugging Face Hub."""
    inside = r"(?:(?!^    \}).)*?"
    entry = rf'^    "{re.escape(encoder)}": \{{{inside}"imagenet": \{{\s*"repo_id": "([^"]+)"'
    return _first(re.compile(entry, _LINES), "segmentation_models_pytorch", "encoders/*.py")


def timm_repository(model: str) -> str | None:
    """Likewise of one of `timm_models`; its configurations stand in the source with the usual one first."""
    tag = _first(re.compile(rf"""['"]{re.escape(model)}\.(\w+)\*?['"]: *_"""), "timm", "models/**/*.py")
    return f"timm/{model}.{tag}" if tag and tag != "untrained" else None


def trainer_settings() -> dict[str, str]:
    """What Lightning's Trainer takes: the type of each setting, as the source writes it."""
    (text,) = _sources("pytorch_lightning", "trainer/trainer.py")
    (trainer,) = (node for node in ast.parse(text).body if isinstance(node, ast.ClassDef) and node.name == "Trainer")
    (init,) = (node for node in trainer.body if isinstance(node, ast.FunctionDef) and node.name == "__init__")
    arguments = (*init.args.args[1:], *init.args.kwonlyargs)
    return {argument.arg: ast.unparse(argument.annotation) for argument in arguments if argument.annotation}


def precisions() -> frozenset[str]:
    """What the Trainer takes as its precision."""
    (text,) = _sources("lightning_fabric", "plugins/precision/precision.py")
    lists = re.findall(r"^_PRECISION_INPUT_\w+ = Literal\[(.*?)\]", text, _LINES)
    return frozenset(re.findall(r"[\w-]+", " ".join(lists)))


def _first(pattern: re.Pattern[str], package: str, files: str) -> str | None:
    return next((found[1] for text in _sources(package, files) if (found := pattern.search(text))), None)


def _sources(package: str, pattern: str) -> Iterator[str]:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(package)
    yield from (path.read_text(encoding="utf-8") for path in Path(spec.origin).parent.glob(pattern))
