"""`fit --watch`: every newest state becomes a model, and the window opens on the first."""

import os
import subprocess
from pathlib import Path

import pytest

from core.models.manifest import read_manifest
from support.display import xvfb
from training import watching
from training.watching import MODEL, Watch


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """The processes that were started, real ones."""
    processes: list[subprocess.Popen[bytes]] = []
    start = watching._started  # noqa: SLF001 - there is no other way to them

    def noted(*arguments: str) -> subprocess.Popen[bytes]:
        processes.append(start(*arguments))
        return processes[-1]

    monkeypatch.setattr(watching, "_started", noted)
    return processes


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_each_newest_state_is_exported_once_and_the_window_opens_on_it(
    checkpoint: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, started: list[subprocess.Popen[bytes]]
):
    for name in ("CONFIG", "DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / "home" / name))
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    model = checkpoint.parent.parent / MODEL
    with xvfb() as server:
        monkeypatch.setenv("DISPLAY", server.number)
        watch = Watch()

        watch.show(checkpoint)
        watch.show(checkpoint)
        (first,) = started
        assert first.wait(300) == 0
        assert read_manifest(model).title == f"{model.parent.name}, in training"

        watch.show(checkpoint)
        watch.show(checkpoint)
        assert len(started) == 2, "the window, and nothing newer"
        window = started[1]

        os.utime(checkpoint)
        watch.show(checkpoint)
        assert started[2].wait(300) == 0
        assert window.poll() is None
        window.terminate()
        window.wait(60)
