"""Previews: every model's toon in turn; one that fails, a pause and the end."""

from __future__ import annotations

import queue

import numpy as np
import pytest

from core.errors import ModelLoadFailed
from core.models.library import InstalledModel
from core.previews import Previews, preview_of
from support.fakes import picture
from support.samples import make_model
from support.window_fakes import FakeGenerator

GOOD, OTHER, BROKEN = make_model("good", "Good"), make_model("other", "Other"), make_model("broken", "Broken")


class Bench:
    def __init__(self) -> None:
        self.drawn: queue.Queue[str] = queue.Queue()
        self.loaded: list[FakeGenerator] = []
        self.image = picture(640, 480)
        self.previews = Previews(lambda: self.image, self.load, lambda model, *_: self.drawn.put(model.manifest.id))
        self.previews.set_models([GOOD, BROKEN, OTHER])

    def load(self, model: InstalledModel) -> FakeGenerator:
        if model is BROKEN:
            raise ModelLoadFailed("It does not load.")
        self.loaded.append(FakeGenerator(model))
        return self.loaded[-1]


@pytest.fixture
def bench():
    bench = Bench()
    yield bench
    bench.previews.request_stop()
    assert bench.previews.join(10)


def test_each_model_draws_in_turn_and_one_that_fails_is_left_out(bench: Bench):
    bench.previews.start()

    seen = [bench.drawn.get(timeout=20) for _ in range(6)]

    assert set(seen[-4:]) == {"good", "other"}
    assert len(bench.loaded) == 2, "each is loaded once"


def test_the_end_frees_what_was_loaded(bench: Bench):
    bench.previews.start()
    bench.drawn.get(timeout=20)
    bench.previews.request_stop()

    assert bench.previews.join(10)
    assert all(generator.closed for generator in bench.loaded)


def test_nothing_is_drawn_while_paused(bench: Bench):
    bench.previews.paused = True
    bench.previews.start()
    with pytest.raises(queue.Empty):
        bench.drawn.get(timeout=0.6)
    bench.previews.paused = False

    assert bench.drawn.get(timeout=20)


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (640, 480), (480, 640), (1, 1), (3000, 10)])
def test_previews_have_one_shape(width: int, height: int):
    preview = preview_of(picture(width, height))

    assert preview.shape == (126, 224, 3)
    assert preview.dtype == np.uint8
