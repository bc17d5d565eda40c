from __future__ import annotations

import ctypes
import importlib
import sys

import pytest

from desktop.system.qt_check import WindowImpossible, require_window

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux leaves Qt's libraries to the system")


@pytest.fixture(autouse=True)
def on_x11(monkeypatch):
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)


def test_no_display_is_said(monkeypatch):
    monkeypatch.delenv("DISPLAY", raising=False)
    with pytest.raises(WindowImpossible, match="There is no display"):
        require_window()


def test_a_display_that_cannot_be_reached_is_said(monkeypatch):
    monkeypatch.setenv("DISPLAY", ":65432")
    with pytest.raises(WindowImpossible, match=r"The display :65432 cannot be reached"):
        require_window()


def test_offscreen_needs_no_display(monkeypatch):
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.delenv("DISPLAY", raising=False)
    require_window()


def test_a_missing_library_names_its_package(monkeypatch):
    def fails(_name: str) -> None:
        raise ImportError("libEGL.so.1: cannot open shared object file")

    def without(library: str) -> None:
        if library in {"libEGL.so.1", "libxcb-cursor.so.0"}:
            raise OSError(library)

    monkeypatch.setattr(importlib, "import_module", fails)
    monkeypatch.setattr(ctypes, "CDLL", without)
    with pytest.raises(WindowImpossible, match=r"libEGL\.so\.1") as caught:
        require_window()
    assert "apt-get install libegl1 libxcb-cursor0" in caught.value.hint
