"""largest_face_px(): how high the largest face of a picture is."""

# ONNX Runtime ships no types.
# pyright: standard

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TypeAlias

import cv2
import numpy as np
import numpy.typing as npt
import onnxruntime as ort

import assets
from core.frame import RgbImage
from core.generators.onnx import session_options

Boxes: TypeAlias = npt.NDArray[np.float32]
"""(N, 4): x and y of the centre, width, height; px of the square the network sees."""

_SIDE_PX = 256
_GRIDS = ((16, 2), (8, 6))  # cells along a side, anchors a cell
_LEAST_CERTAIN = 0.5
_SAME_FACE = 0.3  # intersection over union


def largest_face_px(image: RgbImage) -> float | None:
    """Height of the largest face from brow to chin, px of the image; None: there is none.

    By BlazeFace (Bazarevsky et al. 2019, arXiv:1907.05047), which finds faces from about a fifteenth of the picture's
    longer side on. Any thread; some 20 ms of one core, and 20 more the first time.

    Args:
        image: (H, W, 3) uint8 RGB.
    """
    seen, scale = _as_seen(image)
    session = _session()
    found, logits = session.run(None, {session.get_inputs()[0].name: seen})
    certain = 1 / (1 + np.exp(-np.clip(np.asarray(logits, np.float32)[0, :, 0], -80, 80)))
    is_face = certain > _LEAST_CERTAIN
    boxes = np.asarray(found, np.float32)[0, :, :4][is_face]
    boxes[:, :2] += _anchors()[is_face]
    heights = _heights(boxes, certain[is_face])
    return max(heights) / scale if heights else None


def _as_seen(image: RgbImage) -> tuple[npt.NDArray[np.float32], float]:
    """The image in the upper left corner of a black square, (1, S, S, 3) in -1..1; by how much it was scaled."""
    height, width = image.shape[:2]
    scale = _SIDE_PX / max(height, width)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    seen = np.full((1, _SIDE_PX, _SIDE_PX, 3), -1, np.float32)
    seen[0, : size[1], : size[0]] = small / 127.5 - 1
    return seen, scale


def _heights(boxes: Boxes, certain: npt.NDArray[np.floating]) -> list[float]:
    """Of each face: the boxes that overlap are of one, and weigh as they are certain."""
    heights: list[float] = []
    left = np.argsort(-certain)
    while left.size:
        same = _overlap(boxes[left[0]], boxes[left]) > _SAME_FACE
        same[0] = True
        of_face = left[same]
        heights.append(float(np.average(boxes[of_face, 3], weights=certain[of_face])))
        left = left[~same]
    return heights


def _overlap(box: npt.NDArray[np.float32], others: Boxes) -> npt.NDArray[np.float32]:
    """Intersection over union with each."""
    low, high = (
        np.maximum(box[:2] - box[2:] / 2, others[:, :2] - others[:, 2:] / 2),
        np.minimum(box[:2] + box[2:] / 2, others[:, :2] + others[:, 2:] / 2),
    )
    shared = np.clip(high - low, 0, None).prod(1)
    return shared / (box[2:].prod() + others[:, 2:].prod(1) - shared + 1e-6)


@cache
def _anchors() -> npt.NDArray[np.float32]:
    """(896, 2): x and y of the cells' centres, px."""
    centres: list[npt.NDArray[np.float64]] = []
    for cells, anchors in _GRIDS:
        along = (np.arange(cells) + 0.5) * _SIDE_PX / cells
        grid = np.stack(np.meshgrid(along, along), -1).reshape(-1, 2)
        centres.append(np.repeat(grid, anchors, axis=0))
    return np.concatenate(centres).astype(np.float32)


@cache
def _session() -> ort.InferenceSession:
    path = Path(assets.__file__).parent / "faces" / "blazeface.onnx"
    return ort.InferenceSession(str(path), session_options(1), providers=["CPUExecutionProvider"])
