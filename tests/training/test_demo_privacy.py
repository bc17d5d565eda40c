"""What passes through the demo is for one person, and is gone when the page is closed."""

import json
import os
import stat
import urllib.request
from pathlib import Path

import pytest
from PIL import Image

from support.gradio_process import free_port, running

pytest.importorskip("gradio", reason="the demo extra is not installed")


def toon_of(url: str, picture: Path) -> str:
    """Put a picture through the page as a browser does; what the page answers."""
    boundary = b"----x"
    head = b'Content-Disposition: form-data; name="files"; filename="face.png"\r\nContent-Type: image/png\r\n\r\n'
    body = b"--" + boundary + b"\r\n" + head + picture.read_bytes() + b"\r\n--" + boundary + b"--\r\n"
    form = {"Content-Type": f"multipart/form-data; boundary={boundary.decode()}"}
    (uploaded,) = json.loads(answer(urllib.request.Request(f"{url}gradio_api/upload", body, form)))
    asked = json.dumps({"data": [{"path": uploaded, "meta": {"_type": "gradio.FileData"}}, "tiny-inverter"]}).encode()
    call = urllib.request.Request(f"{url}gradio_api/call/toon", asked, {"Content-Type": "application/json"})
    return answer(f"{url}gradio_api/call/toon/{json.loads(answer(call))['event_id']}")


def answer(request: urllib.request.Request | str) -> str:
    with urllib.request.urlopen(request, timeout=60) as response:
        return response.read().decode()


def test_pictures_pass_through_a_private_folder_and_are_deleted(tmp_path: Path, tiny_model_dir: Path):
    Image.new("RGB", (64, 48), "red").save(tmp_path / "face.png")
    arguments = ("--model", str(tiny_model_dir), "--port", str(free_port()))

    with running("-m", "training", "demo", *arguments, cwd=tmp_path) as page:
        assert "event: complete" in toon_of(page.url, tmp_path / "face.png")
        (folder,) = tmp_path.glob("toonclip-demo-*")
        assert len([path for path in folder.rglob("*.png") if path.is_file()]) >= 2  # the picture and its toon
        if os.name == "posix":
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700

    assert page.status == 0, page.errors
    assert not folder.exists()
    assert [path for path in (tmp_path / "gradio").rglob("*") if path.is_file()] == []  # made by the import alone
