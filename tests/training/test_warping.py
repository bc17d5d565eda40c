"""The warping error and the ghost after a cut, on a clip whose motion is known."""

from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image, ImageFilter

from training.errors import DataInvalid
from training.warping import warping

_SIDE_PX, _FRAMES = 96, 9


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A picture without a pattern, from which the view moves by a pixel a frame; dark above, so that it has an up."""
    path = tmp_path_factory.mktemp("warping") / "pan.mp4"
    noise = Image.effect_noise((_SIDE_PX + _FRAMES, _SIDE_PX), 120).filter(ImageFilter.GaussianBlur(2))
    picture = np.asarray(noise.convert("RGB")) * np.linspace(0.3, 1, _SIDE_PX)[:, None, None]
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=30, options={"crf": "10"})
        stream.width = stream.height = _SIDE_PX
        for step in range(_FRAMES):
            view = np.ascontiguousarray(picture[:, step : step + _SIDE_PX].astype(np.uint8))
            container.mux(stream.encode(av.VideoFrame.from_ndarray(view, format="rgb24")))
        container.mux(stream.encode(None))
    return path


def test_toons_that_move_as_the_frames_do_are_as_steady(clip: Path):
    figures = warping(lambda pictures: 255 - pictures, clip)

    assert figures["warping"] == pytest.approx(1, abs=0.05)
    assert abs(figures["ghost"]) < 0.02


def test_toons_that_change_from_frame_to_frame_are_not(clip: Path):
    rng = np.random.default_rng(0)

    def grainy(pictures: np.ndarray) -> np.ndarray:
        return np.clip(pictures + rng.normal(0, 12, pictures.shape), 0, 255).astype(np.uint8)

    assert warping(grainy, clip)["warping"] > 3


class Lingering:
    """A steady picture that keeps seven tenths of the toon before, whatever happens."""

    def __init__(self) -> None:
        self._shown: np.ndarray | None = None

    def source(self, image: np.ndarray, *, time_ns: int) -> np.ndarray:
        return image

    def toon(self, toon: np.ndarray) -> np.ndarray:
        before = toon if self._shown is None else self._shown
        self._shown = (0.7 * before + 0.3 * toon).astype(np.uint8)
        return self._shown


def test_what_lingers_after_a_cut_is_a_ghost(clip: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("training.metrics.Smoother", Lingering)

    assert warping(lambda pictures: pictures, clip)["ghost"] == pytest.approx(0.7**3, abs=0.05)


def test_what_is_no_clip(tmp_path: Path):
    (tmp_path / "clip.mp4").write_bytes(b"nothing")
    with pytest.raises(DataInvalid, match="cannot be read as a clip"):
        warping(lambda pictures: pictures, tmp_path / "clip.mp4")
