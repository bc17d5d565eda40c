"""The camera in a real Chromium, which finds it as in any call: through the desktop's portal, in a PipeWire service."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.virtual_camera.base import CameraFormat
from core.virtual_camera.camera import VirtualCamera
from core.virtual_camera.pipewire.camera import PipeWireCamera
from support.browser import open_browser
from support.camera_portal import camera_portal
from support.pipewire_service import PipeWireService, pipewire_service

WIDTH, HEIGHT, THIRD = 1280, 720, 1280 // 3
COLOURS = (230, 20, 20), (20, 200, 30), (30, 40, 220)
BROWSERS = 3
# One getUserMedia of some hundred is never answered, or with “not found”, though nothing is wrong with the camera:
# Chromium has not asked PipeWire. Another browser does.
# Within 20 s this draws the newest picture of the camera, and tells what it is called, how large it is and three of its
# colours.
SCRIPT = """
const answer = arguments[arguments.length - 1];
setTimeout(() => answer({late: true}), 20000);
(async () => {
  const stream = await navigator.mediaDevices.getUserMedia({video: {width: 1280, height: 720}});
  const devices = await navigator.mediaDevices.enumerateDevices();
  const video = document.createElement("video");
  video.muted = true;
  video.srcObject = stream;
  await video.play();
  await new Promise(shown => video.requestVideoFrameCallback(shown));
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  const context = canvas.getContext("2d");
  context.drawImage(video, 0, 0);
  const at = share => Array.from(context.getImageData(canvas.width * share, canvas.height / 2, 1, 1).data).slice(0, 3);
  answer({
    cameras: devices.filter(device => device.kind === "videoinput").map(device => device.label),
    size: [canvas.width, canvas.height],
    colours: [1 / 6, 3 / 6, 5 / 6].map(at),
  });
})().catch(error => answer({error: String(error)}));
"""


def _seen(service: PipeWireService, page: Path) -> dict[str, Any]:
    flags = ["--enable-features=WebRtcPipeWireCamera"]
    with open_browser(flags=flags, environment=service.environment) as browser:
        browser.go(page.as_uri())
        seen = browser.run(SCRIPT)
        assert isinstance(seen, dict)
        return seen


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[PipeWireService]:
    with pipewire_service() as running:
        for name, value in running.environment.items():
            monkeypatch.setenv(name, value)
        yield running


def test_a_browser_lists_the_camera_and_shows_its_colours(service: PipeWireService, tmp_path: Path):
    row = np.repeat(np.array(COLOURS, np.uint8), (THIRD, THIRD, WIDTH - 2 * THIRD), axis=0)
    image = np.ascontiguousarray(np.broadcast_to(row, (HEIGHT, WIDTH, 3)))
    page = tmp_path / "page.html"
    page.write_text("<!doctype html><title>Camera</title>")
    camera = VirtualCamera(
        PipeWireCamera(), lambda _event: None, resting=image, camera_format=CameraFormat(WIDTH, HEIGHT, 30)
    )
    camera.start()
    try:
        with camera_portal(service):
            tried = (_seen(service, page) for _ in range(BROWSERS))
            shown = next((seen for seen in tried if "cameras" in seen), {})
    finally:
        camera.stop()

    assert shown.get("cameras") == ["ToonClip"]
    assert shown["size"] == [WIDTH, HEIGHT]
    assert np.abs(np.array(shown["colours"]) - np.array(COLOURS)).max() <= 8
