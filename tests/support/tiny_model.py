"""Writes a tiny real model folder: a network that inverts the colours."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from onnx import TensorProto, checker, helper, numpy_helper, save

from core.models.manifest import (
    Lighter,
    ModelFile,
    ModelManifest,
    Parity,
    Provenance,
    SizeRule,
    file_sha256,
    read_manifest,
    write_manifest,
)


def write_inverter(path: Path, *, input_name: str = "image", white: int = 255) -> None:
    """An ONNX graph that returns 255 - image, (N, H, W, 3) uint8; the image itself where white is 0."""
    shape = ["N", "H", "W", 3]
    graph = helper.make_graph(
        [helper.make_node("BitwiseXor", [input_name, "white"], ["toon"])],
        "inverter",
        [helper.make_tensor_value_info(input_name, TensorProto.UINT8, shape)],
        [helper.make_tensor_value_info("toon", TensorProto.UINT8, shape)],
        [numpy_helper.from_array(np.array(white, np.uint8), "white")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10)
    checker.check_model(model)
    save(model, path)


def write_tiny_manifest(folder: Path, **changes: object) -> ModelManifest:
    """The manifest of the inverter in `folder`, with some of its fields changed."""
    values: dict[str, object] = {
        "id": "tiny-inverter",
        "title": "Tiny Inverter",
        "version": "1.0.0",
        "files": (
            ModelFile(runtime="onnx", precision="fp32", path="model.onnx", sha256=file_sha256(folder / "model.onnx")),
        ),
        "size_rule": SizeRule(minimum=32, multiple_of=16, preferred=64),
        "parity": Parity(tolerance=1),
        "provenance": Provenance(dataset="none", licence="MIT", git_commit="0000000"),
    }
    manifest = ModelManifest.model_validate(values | changes)
    write_manifest(manifest, folder)
    return manifest


def write_lighter(folder: Path, *, longer_side: int, share: float) -> Path:
    """Give the tiny model in `folder` a lighter file, which returns the image itself."""
    path = folder / "lighter.onnx"
    write_inverter(path, white=0)
    lighter = Lighter(longer_side=longer_side, share=share)
    file = ModelFile(runtime="onnx", precision="fp32", path=path.name, sha256=file_sha256(path), lighter=lighter)
    write_tiny_manifest(folder, files=(*read_manifest(folder).files, file))
    return path
