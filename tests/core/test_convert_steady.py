"""A steady conversion: calmer videos; images of a folder are left to themselves."""

from itertools import pairwise
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from core.frame import Layout
from support.conversion import run


def _noisy(count: int) -> list[np.ndarray]:
    """Views of one scene, (48, 64, 3)."""
    noise = np.random.default_rng(0)
    ramp = np.tile(np.linspace(60, 190, 64), (48, 1))[..., None]
    return [np.clip(ramp + 6 * noise.standard_normal((48, 64, 3)), 0, 255).astype(np.uint8) for _ in range(count)]


def _video(path: Path) -> Path:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=25, options={"qp": "1"})
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for image in _noisy(10):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="rgb24")))
        container.mux(stream.encode())
    return path


def _flicker(path: Path) -> float:
    with av.open(str(path)) as container:
        frames = [frame.to_ndarray(format="gray").astype(int) for frame in container.decode(video=0)]
    assert len(frames) == 10
    return float(np.mean([np.abs(now - before).mean() for before, now in pairwise(frames[4:])]))


@pytest.mark.parametrize(("layout", "most"), [(Layout.TOON, 0.4), (Layout.SIDE_BY_SIDE, 0.75)])
def test_a_video_flickers_less_and_loses_no_frame(tmp_path: Path, layout: Layout, most: float) -> None:
    source = _video(tmp_path / "in.mp4")
    figures = []
    for steady in (False, True):
        target = tmp_path / f"{steady}.mp4"
        assert run(source, target, steady=steady, layout=layout).frames == 10
        figures.append(_flicker(target))

    assert figures[1] < most * figures[0]


def test_the_original_stays_what_it_is(tmp_path: Path) -> None:
    source = _video(tmp_path / "in.mp4")
    for steady in (False, True):
        run(source, tmp_path / f"{steady}.mp4", steady=steady, layout=Layout.ORIGINAL)

    assert _flicker(tmp_path / "True.mp4") == _flicker(tmp_path / "False.mp4")


def test_images_of_a_folder_have_nothing_to_do_with_each_other(tmp_path: Path) -> None:
    pictures = _noisy(3)
    (tmp_path / "in").mkdir()
    for number, image in enumerate(pictures):
        cv2.imwrite(str(tmp_path / "in" / f"{number}.png"), image)

    run(tmp_path / "in", tmp_path / "out", steady=True)

    for number, image in enumerate(pictures):
        assert (cv2.imread(str(tmp_path / "out" / f"{number}.png")) == 255 - image).all()
