"""Writes out the strides of poolings, which an exported graph leaves to the operator and coremltools asks for."""

from __future__ import annotations

import torch

_POOLINGS = (torch.ops.aten.max_pool2d.default, torch.ops.aten.avg_pool2d.default)


def write_strides(program: torch.export.ExportedProgram) -> torch.export.ExportedProgram:
    """Give every pooling without a stride its kernel's size as one, which is what it means; changed in place."""
    for node in program.graph.nodes:
        if node.target in _POOLINGS and len(node.args) == 2:
            image, kernel = node.args
            node.args = (image, kernel, kernel)
    program.graph_module.recompile()
    return program
