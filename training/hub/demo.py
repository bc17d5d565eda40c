"""The demo: a page in the browser with a picture or the webcam on the left and its toon on the right."""

# Gradio adds the events of its components at run time.
# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

import hashlib
import os
import signal
import tempfile
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import gradio as gr
from gradio.data_classes import ImageData
from PIL import Image

from core.errors import AppError, InputError
from core.models.library import InstalledModel
from training.hub.flags import save_pair
from training.hub.toons import RgbImage, ToonMaker, find_model, installed_library

_LIVE_EVERY_S = 0.1
_LIVE_LIMIT_S = 600
_HEIGHT_PX = 380
_DELETED_S = (60, 3600)
"""How often the pictures that have passed are looked through, and from which age on they are deleted."""
_BUTTONS: list[gr.Button | Literal["download", "share", "fullscreen"]] = ["download", "fullscreen"]
"""And not "share", which uploads."""

MakeToon = Callable[[RgbImage | None, str], RgbImage | None]


def run_demo(wanted: str | None, *, host: str, port: int | None, flags_dir: Path) -> int:
    """Serve the page until Ctrl-C; returns the exit status.

    Raises:
        ModelNotFound, ManifestInvalid: there is no such model.
        InputError: the port is taken or the host is not this computer's.
    """
    chosen = find_model(wanted)
    models = {model.manifest.id: model for model in [*installed_library().models(), chosen]}
    maker = ToonMaker(models)
    with _private_passage(), _terminated_as_interrupted():
        page = build_page(models, chosen.manifest.id, maker, flags_dir.resolve())
        try:
            print(f"{chosen.manifest.title}: {serve(page, host=host, port=port, models=models)}", flush=True)
            print("Ctrl-C stops it.", flush=True)
            page.block_thread()
        finally:
            page.close(verbose=False)
            maker.close()
    return 0


@contextmanager
def _private_passage() -> Generator[None]:
    """Gradio writes every picture that comes and goes to the disk: into a folder for one person, deleted at the end."""
    with tempfile.TemporaryDirectory(prefix="toonclip-demo-", ignore_cleanup_errors=True) as folder:
        os.environ["GRADIO_TEMP_DIR"] = folder
        yield


@contextmanager
def _terminated_as_interrupted() -> Generator[None]:
    """SIGTERM, which would leave the pictures on the disk, ends the page as Ctrl-C does."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _told(error: AppError) -> gr.Error:
    """What the page shows in place of a toon; the terminal stays as it is."""
    return gr.Error(str(error), print_exception=False)


def _told_when_unreadable(picture: gr.Image) -> gr.Image:
    """The same component; of what comes from outside and is no picture, the page is told."""
    preprocess = picture.preprocess

    def read(payload: ImageData | None) -> Any:  # Any: of what the component's `type` asks for
        try:
            return preprocess(payload)
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
            unreadable = InputError("This is no picture that can be read.", hint="Give a PNG, JPEG or WebP file.")
            raise _told(unreadable) from error

    picture.preprocess = read
    return picture


def serve(page: gr.Blocks, *, host: str, port: int | None, models: dict[str, InstalledModel]) -> str:
    """Start serving in a thread of Gradio's; returns the address. `page.close()` ends it."""
    try:
        _, url, _ = page.launch(
            server_name=host,
            server_port=port,
            prevent_thread_lock=True,
            quiet=True,
            share=False,
            show_error=True,
            ssr_mode=False,
            footer_links=[],
            allowed_paths=[str(path) for path in _samples(models)],
        )
    except OSError as error:
        raise InputError(
            f"The page cannot be served at {host}, port {port or '7860 to 7959'}.", hint="Choose another --port."
        ) from error
    return url


def build_page(models: dict[str, InstalledModel], chosen: str, maker: ToonMaker, flags_dir: Path) -> gr.Blocks:
    """The page, not yet served. `flags_dir` is absolute: the page names it."""

    def make(picture: RgbImage | None, model_id: str) -> RgbImage | None:
        if picture is None:
            return None
        try:
            return maker.make(model_id, picture)
        except AppError as error:
            raise _told(error) from error

    def flag(picture: RgbImage | None, toon: RgbImage | None, model_id: str) -> str:
        if picture is None or toon is None:
            return "There is no toon to keep yet."
        try:
            return f"Kept as `{save_pair(flags_dir, model_id, picture, toon)}`."
        except AppError as error:
            raise _told(error) from error

    with gr.Blocks(title="ToonClip", analytics_enabled=False, delete_cache=_DELETED_S) as page:
        gr.Markdown("# ToonClip\nA picture or your webcam in, a toon out. No picture leaves the computer this runs on.")
        choices = [(model.manifest.title, model_id) for model_id, model in models.items()]
        chooser = gr.Dropdown(choices, value=chosen, label="Model", elem_id="model")
        credit = gr.Markdown(_credit(models[chosen]), elem_id="credit")
        with gr.Tab("Picture"):
            picture, toon = _picture_tab(models, chooser, make)
            gr.Markdown(f"Flagged pairs are stored in `{flags_dir}`, and nowhere else.")
            kept = gr.Markdown(elem_id="kept")
            button = gr.Button("Flag this pair", elem_id="flag")
            button.click(flag, [picture, toon, chooser], kept, api_name="flag")
        with gr.Tab("Live webcam"):
            _live_tab(chooser, make)
        chooser.change(lambda model_id: _credit(models[model_id]), chooser, credit, api_name="credit")
    return page


def _picture_tab(models: dict[str, InstalledModel], chooser: gr.Dropdown, make: MakeToon) -> tuple[gr.Image, gr.Image]:
    with gr.Row():
        shown = gr.Image(
            label="Picture", sources=["upload", "webcam", "clipboard"], elem_id="picture", height=_HEIGHT_PX
        )
        picture = _told_when_unreadable(shown)
        # PNG: what is shown, saved and flagged is what the network made.
        toon = gr.Image(
            label="Toon", format="png", interactive=False, elem_id="toon", height=_HEIGHT_PX, buttons=_BUTTONS
        )
    samples = _samples(models)
    if samples:
        gr.Examples([[str(path)] for path in samples], picture, label="Examples", cache_examples=False)
    gr.on([picture.change, chooser.change], make, [picture, chooser], toon, api_name="toon", show_progress="minimal")
    return picture, toon


def _live_tab(chooser: gr.Dropdown, make: MakeToon) -> None:
    gr.Markdown("“Record” starts the live picture. Nothing is recorded.")
    with gr.Row():
        camera = gr.Image(label="Webcam", sources=["webcam"], streaming=True, elem_id="camera", height=_HEIGHT_PX)
        toon = gr.Image(
            label="Toon", format="jpeg", interactive=False, elem_id="live-toon", height=_HEIGHT_PX, buttons=_BUTTONS
        )
    camera.stream(
        make,
        [camera, chooser],
        toon,
        stream_every=_LIVE_EVERY_S,
        time_limit=_LIVE_LIMIT_S,
        show_progress="hidden",
        api_name="live",
    )


def _credit(model: InstalledModel) -> str:
    manifest = model.manifest
    return (
        f"**{manifest.title}** {manifest.version} · licence: {manifest.provenance.licence}"
        f" · trained on: {manifest.provenance.dataset}"
    )


def _samples(models: dict[str, InstalledModel]) -> list[Path]:
    """The models' sample pictures, each once."""
    found: dict[str, Path] = {}
    for path in (model.file(model.manifest.parity.sample) for model in models.values()):
        if path:
            found.setdefault(hashlib.sha256(path.read_bytes()).hexdigest(), path.resolve())
    return list(found.values())
