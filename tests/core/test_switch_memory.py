"""Models that are switched leave nothing behind: no cycle that waits for the collector, no memory that is kept."""

from __future__ import annotations

import gc
import subprocess
import sys
import weakref
from pathlib import Path

import numpy as np
import pytest

from core.errors import GenerateFailed
from core.events import Event
from core.frame import Frame
from core.generators.loader import load_generator
from core.mailbox import LatestSlot
from core.models.library import ModelLibrary
from core.pipeline.pipeline import Pipeline

SWITCHES = """
import gc, sys, threading
from pathlib import Path
import numpy as np, psutil
from core.generators.loader import load_generator
from core.models.library import ModelLibrary
from core.models.places import bundled_models_dir
library, image = ModelLibrary(bundled_models_dir(), Path("none")), np.full((720, 1280, 3), 90, np.uint8)
gc.collect(); gc.disable()
for number in range(6):
    loaded = []
    model = library.find(("comic-hero", "comic-hero-hq", "watercolour")[number % 3])
    thread = threading.Thread(target=lambda: loaded.append(load_generator(model, threads=2)))
    thread.start(); thread.join()
    loaded[0].generate(image); loaded.pop().close()
    print(psutil.Process().memory_info().rss / 1e6)
"""


def test_a_generator_that_was_switched_away_is_freed_at_once(tiny_model_dir: Path):
    library = ModelLibrary(tiny_model_dir.parent, tiny_model_dir / "none")
    events: list[Event] = []
    frames: LatestSlot[Frame] = LatestSlot()
    pipeline = Pipeline(frames, events.append)
    gc.collect()
    gc.disable()
    try:
        generator = load_generator(library.default(), threads=1)
        session = weakref.ref(generator)
        pipeline.set_generator(generator)
        del generator
        pipeline.set_generator(None)
        pipeline.start()
        pipeline.request_stop()
        frames.close()
        pipeline.join(20)
        assert session() is None
    finally:
        gc.enable()


def test_a_closed_generator_says_so(tiny_model_dir: Path):
    generator = load_generator(ModelLibrary(tiny_model_dir.parent, tiny_model_dir / "none").default(), threads=1)
    generator.close()
    generator.close()

    with pytest.raises(GenerateFailed, match="closed"):
        generator.generate(np.zeros((8, 8, 3), np.uint8))


@pytest.mark.skipif(sys.platform != "linux", reason="about glibc's allocator")
def test_switching_models_does_not_grow_the_program():
    done = subprocess.run([sys.executable, "-c", SWITCHES], capture_output=True, text=True, check=True)

    first, *_, last = map(float, done.stdout.split())
    assert last - first < 100, done.stdout
