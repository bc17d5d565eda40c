from __future__ import annotations

import ctypes
import importlib
import socket
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


def test_a_platform_that_is_not_there_is_said(monkeypatch):
    monkeypatch.setenv("QT_QPA_PLATFORM", "xyz:size=1")
    with pytest.raises(WindowImpossible, match="no plugin for the platform “xyz”") as caught:
        require_window()
    assert "offscreen" in caught.value.hint


def test_one_platform_of_several_is_enough(monkeypatch):
    monkeypatch.setenv("QT_QPA_PLATFORM", "xyz;offscreen")
    require_window()


@pytest.mark.parametrize("is_left_behind", [False, True])
def test_a_compositor_that_is_gone_is_said(monkeypatch, tmp_path, is_left_behind):
    if is_left_behind:
        with socket.socket(socket.AF_UNIX) as ended:
            ended.bind(str(tmp_path / "wayland-9"))
    monkeypatch.setenv("QT_QPA_PLATFORM", "")
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-9")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.delenv("DISPLAY", raising=False)
    with pytest.raises(WindowImpossible, match="The Wayland display wayland-9 cannot be reached"):
        require_window()


def test_a_compositor_that_answers_is_enough(monkeypatch, tmp_path):
    monkeypatch.setenv("QT_QPA_PLATFORM", "")
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-9")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    with socket.socket(socket.AF_UNIX) as compositor:
        compositor.bind(str(tmp_path / "wayland-9"))
        compositor.listen()
        require_window()
