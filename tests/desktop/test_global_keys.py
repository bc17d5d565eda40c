"""Keys in every program, from a real portal with a desktop of the tests' own behind it."""

from __future__ import annotations

import queue
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.live.clip_recording import RecordingState
from desktop.system.global_keys import GlobalKeys, are_offered
from desktop.window.keys_page import KeysPage
from support.keys_portal import bus_alone, keys_portal
from support.pipewire_service import wait_until
from support.window_rig import WindowRig

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the portal is Linux's")
WISHES = {"record": "Record a clip", "snapshot": "Save a picture"}


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    with bus_alone(monkeypatch) as folder:
        yield folder


def test_keys_are_given_pressed_and_given_back(bus: Path):
    pressed: queue.Queue[str] = queue.Queue()
    given: queue.Queue[dict[str, str]] = queue.Queue()
    with keys_portal(bus) as desktop:
        wait_until(are_offered)
        keys = GlobalKeys(WISHES, pressed.put, given.put)
        keys.start()
        assert given.get(timeout=20) == {"record": "Super+r", "snapshot": "Super+s"}
        assert desktop.bound == WISHES
        for name in ("snapshot", "record"):
            desktop.press(name)
            assert pressed.get(timeout=20) == name
        keys.stop()
        assert desktop.ended.wait(20)


def test_a_desktop_that_declines_is_reported(bus: Path):
    given: queue.Queue[dict[str, str]] = queue.Queue()
    with keys_portal(bus, willing=False):
        wait_until(are_offered)
        keys = GlobalKeys(WISHES, print, given.put)
        keys.start()
        assert given.get(timeout=20) == {}
        keys.stop()


def test_without_a_portal_none_are_offered(bus: Path):
    assert not are_offered()


def test_without_a_bus_none_are_offered(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
    given: queue.Queue[dict[str, str]] = queue.Queue()
    assert not are_offered()
    keys = GlobalKeys(WISHES, print, given.put)
    keys.start()
    assert given.get(timeout=20) == {}
    keys.stop()


def test_the_page_of_keys_switches_them_on_and_a_key_records(bus: Path, rig: WindowRig):
    with keys_portal(bus) as desktop:
        wait_until(are_offered)
        rig.start()
        rig.press("F1")
        page = rig.window.findChild(KeysPage)
        assert page is not None
        rig.until(page.everywhere.isEnabled)
        rig.click(page.everywhere)
        rig.until(lambda: "Super+r" in page.everywhere.accessibleDescription())
        page.reject()
        assert rig.live.settings.current.global_keys
        desktop.press("record")
        rig.until(lambda: rig.live.recording.state is RecordingState.RECORDING)
        desktop.press("record")
        rig.until(lambda: rig.card("recording"))
        rig.close()
        assert desktop.ended.wait(20)


def test_the_page_of_keys_says_that_there_are_none(bus: Path, rig: WindowRig):
    rig.start()
    rig.press("F1")
    page = rig.window.findChild(KeysPage)
    assert page is not None
    rig.until(lambda: "toonclip --do record" in page.everywhere.accessibleDescription())
    assert not page.everywhere.isEnabled()
    page.reject()
