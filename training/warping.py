"""How well toons move with a clip: the warping error by optical flow, and what is left of a scene after a cut."""

from __future__ import annotations

from itertools import islice, pairwise
from pathlib import Path

import av
import cv2
import numpy as np
import numpy.typing as npt
from av.error import FFmpegError

from training.errors import DataInvalid
from training.export.onnx_file import Generate
from training.metrics import steady_film

_Image = npt.NDArray[np.uint8]
_Flow = npt.NDArray[np.float32]
_WIDTH_PX, _MULTIPLE = 640, 32
_FRAMES = 24
_MARGIN_PX = 16  # not compared: what comes in at the border was in no frame before
_SETTLED, _AFTER_CUT = 8, 3  # frames of the scene before the cut, and after it


def warping(generate: Generate, clip: Path) -> dict[str, float]:
    """`warping` and `ghost` of a model on the first frames of a clip with movement.

    `warping` is the mean difference of a toon to the one before, moved by the optical flow of the frames (Lai et al.
    2018, arXiv:1808.00449), relative to the same of the frames: below 1 the toon is the steadier. `ghost` is the share
    of the scene before a cut that the steady picture still shows three frames after it; 0 is none.

    Raises:
        DataInvalid: the clip cannot be read, or is too short.
    """
    frames = _read(clip)
    toons = [generate(frame[np.newaxis])[0] for frame in frames]
    return {"warping": _warping(frames, toons), "ghost": _ghost(generate, frames)}


def _read(clip: Path) -> list[_Image]:
    """The first frames, at most 640 px wide, their sides multiples of 32 px."""
    try:
        with av.open(str(clip)) as container:
            whole = [frame.to_ndarray(format="rgb24") for frame in islice(container.decode(video=0), _FRAMES)]
    except (OSError, FFmpegError, IndexError) as error:
        raise DataInvalid(f"{clip} cannot be read as a clip.", hint="Give --clip a video file.") from error
    if len(whole) < _SETTLED:
        raise DataInvalid(f"{clip} has {len(whole)} frames.", hint=f"Give --clip one of at least {_SETTLED}.")
    height, width = whole[0].shape[:2]
    scale = min(1.0, _WIDTH_PX / width)
    size = [max(2, round(scale * side / _MULTIPLE)) * _MULTIPLE for side in (width, height)]
    return [np.asarray(cv2.resize(frame, size, interpolation=cv2.INTER_AREA), np.uint8) for frame in whole]


def _warping(frames: list[_Image], toons: list[_Image]) -> float:
    apart = np.zeros(2)
    for (before, now), drawn in zip(pairwise(frames), pairwise(toons), strict=True):
        to_before, seen = _flow(before, now)
        apart += [_apart(one, other, to_before, seen) for one, other in ((before, now), drawn)]
    of_frames, of_toons = apart
    return float(of_toons / (of_frames + 1e-6))


def _flow(before: _Image, now: _Image) -> tuple[_Flow, npt.NDArray[np.bool_]]:
    """Where each pixel of `now` was before, and whether it was seen there: the flows there and back agree.

    Thresholds as in Sundaram et al. 2010.
    """
    method = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    greys = [cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY) for frame in (before, now)]
    back, there = method.calc(greys[1], greys[0], None), method.calc(greys[0], greys[1], None)  # type: ignore[call-overload]  # OpenCV's stub wants an array
    met = _moved(there, back)
    length = (back**2).sum(2) + (met**2).sum(2)
    seen = ((back + met) ** 2).sum(2) < 0.01 * length + 0.5
    return np.asarray(back, np.float32), seen


def _apart(before: _Image, now: _Image, to_before: _Flow, seen: npt.NDArray[np.bool_]) -> float:
    inner = slice(_MARGIN_PX, -_MARGIN_PX)
    difference = np.abs(_moved(before.astype(np.float32), to_before) - now)[inner, inner]
    return float(difference[seen[inner, inner]].mean()) if seen[inner, inner].any() else 0.0


def _moved(image: _Flow, to_before: _Flow) -> _Flow:
    """What lies where the flow points to, for every pixel; bicubic."""
    down, right = np.indices(to_before.shape[:2], dtype=np.float32)
    places = (right + to_before[..., 0], down + to_before[..., 1])
    return np.asarray(cv2.remap(image, *places, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE), np.float32)


def _ghost(generate: Generate, frames: list[_Image]) -> float:
    """The other scene is the clip's own upside down."""
    scene = [np.ascontiguousarray(frame[::-1]) for frame in frames[:_SETTLED]]
    shown = steady_film(generate, [*scene, *frames[:_AFTER_CUT]])[-1].astype(float)
    gone, wanted = (
        generate(frame[np.newaxis])[0].astype(float) for frame in (scene[_AFTER_CUT - 1], frames[_AFTER_CUT - 1])
    )
    towards = gone - wanted
    return float(((shown - wanted) * towards).sum() / (np.square(towards).sum() + 1e-6))
