"""The demo: its toons, its flags, its arguments, and the page in a real browser."""

import io
import signal
import socket
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import platformdirs
import pytest
from PIL import Image

from core.compositor import resize
from core.errors import FolderNotWritable
from core.generators.loader import load_generator
from core.models.places import bundled_models_dir, user_models_dir
from support.browser import Browser, open_browser
from support.gradio_process import GradioProcess, free_port, running
from support.tiny_model import write_inverter, write_tiny_manifest
from training.cli import main
from training.hub import commands
from training.hub.flags import save_pair
from training.hub.toons import ToonMaker, find_model, installed_library

pytest.importorskip("gradio", reason="the demo extra is not installed")

from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError

PICTURE = np.random.default_rng(5).integers(0, 256, (40, 64, 3), dtype=np.uint8)


def tiny_model(folder: Path, model_id: str) -> Path:
    (folder / model_id).mkdir(parents=True)
    write_inverter(folder / model_id / "model.onnx")
    write_tiny_manifest(folder / model_id, id=model_id, title=model_id.replace("-", " ").title())
    Image.fromarray(PICTURE).save(folder / model_id / "sample.png")
    return folder / model_id


GRADIOS_OWN = ("Too much data for declared Content-Length", "Too little data for declared Content-Length")
"""Gradio now and then serves a picture of the webcam while it still writes it."""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GradioProcess]:
    """`toonclip-train demo` in a process of its own, with the tiny model chosen, until Ctrl-C."""
    root = tmp_path_factory.mktemp("demo")
    arguments = ("--model", str(tiny_model(root, "tiny-inverter")), "--flags", "flagged", "--port", str(free_port()))
    with running("-m", "training", "demo", *arguments, cwd=root) as process:
        yield process
    assert process.status == 0
    assert not process.errors or process.errors.rstrip().endswith(GRADIOS_OWN)


def test_the_demo_and_the_app_have_the_same_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(platformdirs, "user_data_path", lambda *_, **__: tmp_path)
    own = tiny_model(user_models_dir(), "tiny-inverter")

    library = installed_library()

    assert library.find("tiny-inverter").folder == own
    assert library.find("comic-hero").folder.parent == bundled_models_dir()


def test_toons_are_those_of_the_app_with_the_model_asked_for(tmp_path: Path):
    models = {name: find_model(str(tiny_model(tmp_path, name))) for name in ("first", "second")}
    maker = ToonMaker(models)
    large = np.full((300, 200, 3), 100, np.uint8)

    assert (maker.make("first", PICTURE) == 255 - PICTURE).all()
    assert maker.make("second", large).shape == large.shape
    assert (maker.make("second", large) == 155).all()
    maker.close()
    maker.close()


def test_a_flagged_pair_is_stored_without_loss(tmp_path: Path):
    stem = save_pair(tmp_path / "new" / "flagged", "tiny", PICTURE, 255 - PICTURE)

    kept = {path.parent.name: np.asarray(Image.open(path)) for path in (tmp_path / "new").rglob(f"{stem}.png")}
    assert (kept["input"] == PICTURE).all()
    assert (kept["toon"] == 255 - PICTURE).all()


def test_a_pair_that_cannot_be_stored_leaves_no_half(tmp_path: Path):
    (tmp_path / "toon").write_text("in the way")

    with pytest.raises(FolderNotWritable, match="The pair cannot be written"):
        save_pair(tmp_path, "tiny", PICTURE, PICTURE)

    assert not list((tmp_path / "input").iterdir())


@pytest.mark.parametrize("command", [["demo"], ["publish", "--model", "x", "--repo", "a/b"]])
def test_the_extra_is_named_when_it_is_missing(
    command: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(commands.importlib.util, "find_spec", lambda name: None)

    assert main(command) == 2
    assert "pip install -e '.[demo]'" in capsys.readouterr().err


def test_an_unknown_model_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.setattr(platformdirs, "user_data_path", lambda *_, **__: tmp_path)

    assert main(["demo", "--model", "nobody"]) == 2
    assert "There is no model “nobody”" in capsys.readouterr().err


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1"])
def test_a_port_that_is_none(port: str, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as caught:
        main(["demo", "--port", port])

    assert caught.value.code == 2


def test_a_port_that_is_taken(capsys: pytest.CaptureFixture[str]):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert main(["demo", "--port", port]) == 2

    errors = capsys.readouterr().err.splitlines()
    assert f"port {port}: address already in use" in errors[0]
    assert len(errors) == 2


def test_an_address_of_another_computer(capsys: pytest.CaptureFixture[str]):
    assert main(["demo", "--host", "192.0.2.1"]) == 2
    assert "cannot be served at 192.0.2.1" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
def test_neither_a_broken_picture_nor_sigterm_litters_the_terminal_or_the_disk(tmp_path: Path):
    (tmp_path / "broken.png").write_bytes(b"no picture")
    arguments = ("--model", str(tiny_model(tmp_path, "tiny-inverter")), "--port", str(free_port()))

    with running("-m", "training", "demo", *arguments, cwd=tmp_path, end=signal.SIGTERM) as process:
        client = Client(process.url, verbose=False)
        with pytest.raises(AppError, match="no picture that can be read"):
            client.predict(handle_file(tmp_path / "broken.png"), "tiny-inverter", api_name="/toon")
        client.close()

    assert process.status == 0
    assert not process.errors
    assert not list(tmp_path.glob("toonclip-demo-*"))


def test_the_page_in_a_browser(page: GradioProcess, tmp_path: Path):
    path = tmp_path / "upload.png"
    Image.fromarray(PICTURE).save(path)
    flags = page.folder / "flagged"
    with open_browser() as browser:
        browser.open(page.url)
        assert "licence: MIT" in browser.text("#credit")
        assert str(flags) in browser.text("body")

        browser.upload("#picture input[type=file]", path)
        assert (toon_shown(browser, "#toon img") == 255 - PICTURE).all()

        browser.click("#flag")
        browser.wait_for_text("#kept", "Kept as")
        kept = {found.parent.name: np.asarray(Image.open(found)) for found in flags.rglob("*.png")}
        assert (kept["input"] == PICTURE).all()
        assert (kept["toon"] == 255 - PICTURE).all()

        model = find_model(str(bundled_models_dir() / "comic-hero"))
        browser.choose("#model", model.manifest.title)
        browser.wait_for_text("#credit", f"{model.manifest.title} {model.manifest.version}")
        before = browser.attribute("#toon img", "src")
        browser.click("#examples img, .gallery img")  # the bundled model's own sample
        browser.wait_until(lambda: browser.attribute("#toon img", "src") not in {before, None})
        sample = np.asarray(Image.open(model.folder / "sample.png").convert("RGB"))
        toon = resize(load_generator(model).generate(sample), *sample.shape[1::-1])
        browser.wait_until(lambda: toon_shown(browser, "#toon img").shape == toon.shape)
        difference = np.abs(toon_shown(browser, "#toon img").astype(int) - toon)
        browser.screenshot(tmp_path / "page.png")
        assert difference.mean() < 0.1  # another number of threads may round otherwise


@pytest.mark.timeout(300)
def test_the_live_webcam_in_a_browser(page: GradioProcess, tmp_path: Path):
    with open_browser() as browser:
        browser.open(page.url)
        browser.click_text("button[role=tab]", "Live webcam")
        browser.click("#camera [title='grant webcam access'] button")
        browser.click("#camera .button-wrap button")

        first = browser.wait_until(lambda: browser.attribute("#live-toon img", "src"))
        browser.wait_until(lambda: browser.attribute("#live-toon img", "src") not in {first, None})
        browser.screenshot(tmp_path / "live.png")


def toon_shown(browser: Browser, selector: str) -> np.ndarray:
    """The picture that the page shows, as the browser got it from the server."""
    source = browser.wait_until(lambda: browser.attribute(selector, "src"))
    assert source
    with urllib.request.urlopen(source, timeout=30) as answer:
        return np.asarray(Image.open(io.BytesIO(answer.read())).convert("RGB"))
