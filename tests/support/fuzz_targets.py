"""The readers of what others made, each with a good example to be spoilt. A refusal is an AppError, all else a bug."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

import cv2
import numpy as np

import training
from core.errors import AppError
from core.models.install import install_model
from core.models.library import ModelLibrary
from core.models.manifest import MANIFEST_NAME, file_sha256, parse_manifest
from support.conversion import run
from support.hostile_networks import network
from support.mutations import mutated_bytes, mutated_json
from support.tiny_model import write_inverter, write_tiny_manifest
from support.video_files import steady, write_video

Attempt = Callable[[Random], None]
"""Spoils the example and reads it. Raises AppError where it is refused."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one case may take: seconds of the processor, and MB by which the process may grow."""

    seconds: float = 1.0
    mb: float = 100.0


class WrittenOutside(Exception):
    """Something was put where it does not belong."""


def manifest(folder: Path) -> Attempt:
    """Content of manifest.json."""
    example = (_model(folder) / MANIFEST_NAME).read_bytes()

    def attempt(random: Random) -> None:
        parse_manifest(mutated_json(random, example), MANIFEST_NAME)

    return attempt


def settings(folder: Path) -> Attempt:
    """The window's settings, which never stop it: nothing is refused, a note is made."""
    from desktop.live.settings import Settings
    from desktop.live.settings_file import load_settings

    example = Settings(model="comic-hero", save_folder="/clips").model_dump_json().encode()

    def attempt(random: Random) -> None:
        path = folder / f"{random.randrange(10**9)}.json"
        path.write_bytes(mutated_json(random, example))
        notes: list[str] = []
        load_settings(path, notes.append)
        for left in folder.glob("*.json*"):
            left.unlink()
        if notes:
            raise AppError(notes[0])

    return attempt


def archive(folder: Path) -> Attempt:
    """A packed model: its bytes, or one of its names."""
    model, path, home = _model(folder), folder / "model.zip", folder / "home"

    def attempt(random: Random) -> None:
        with zipfile.ZipFile(path, "w", random.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])) as packed:
            for member in sorted(model.iterdir()):
                packed.write(member, member.name)
            if random.random() < 0.3:
                packed.writestr(random.choice(["../evil", "/evil", "a/../../evil", "C:evil", "x" * 60_000]), b"evil")
        path.write_bytes(mutated_bytes(random, path.read_bytes()) if random.random() < 0.9 else path.read_bytes())
        before = sorted(folder.iterdir())
        try:
            install_model(str(path), ModelLibrary(folder / "none", home))
        finally:
            strange = [left for left in home.iterdir() if left.name != "tiny-inverter"] if home.is_dir() else []
            if strange or sorted({*folder.iterdir()} - {home}) != sorted({*before} - {home}):
                raise WrittenOutside(str(strange))

    return attempt


def graph(folder: Path) -> Attempt:
    """An .onnx file whose manifest gives its hash: only the runtime can refuse it."""
    from core.generators.loader import load_generator

    model = _model(folder)
    example = (model / "model.onnx").read_bytes()

    def attempt(random: Random) -> None:
        (model / "model.onnx").write_bytes(mutated_bytes(random, example))
        path = model / MANIFEST_NAME
        document = json.loads(path.read_text())
        document["files"][0]["sha256"] = file_sha256(model / "model.onnx")
        path.write_text(json.dumps(document))
        load_generator(ModelLibrary(folder, folder / "none").find("tiny-inverter"), threads=1).close()

    return attempt


def checkpoint(folder: Path) -> Attempt:
    """A training checkpoint: its bytes, or one of its parts of another kind."""
    import torch

    from training.checkpoint import load_checkpoint
    from training.networks.catalog import build_network
    from training.settings.network import NetworkConfig

    network = build_network(NetworkConfig("u2netp", "", "none"))
    weights = {f"network.{name}": weight for name, weight in network.state_dict().items()}
    good = {"network": {"architecture": "u2netp"}, "state_dict": weights, "global_step": 1}
    path = folder / "last.ckpt"
    torch.save(good, path)
    example = path.read_bytes()

    def attempt(random: Random) -> None:
        if random.random() < 0.5:
            path.write_bytes(mutated_bytes(random, example))
        else:
            part = random.choice(list(good))
            torch.save(good | {part: random.choice([None, [1], {}, {1: 2}, "x", 1e308, {"architecture": [1]}])}, path)
        load_checkpoint(path)

    return attempt


def image(folder: Path) -> Attempt:
    """An image in one of five formats, converted. One that is refused leaves nothing."""
    pixels = np.random.default_rng(0).integers(0, 255, (40, 50, 3), np.uint8)
    examples = {
        suffix: cv2.imencode(suffix, pixels)[1].tobytes() for suffix in (".png", ".jpg", ".webp", ".tiff", ".bmp")
    }

    def attempt(random: Random) -> None:
        suffix = random.choice(list(examples))
        _convert(folder, suffix, mutated_bytes(random, examples[suffix]), f"toon{suffix}")

    return attempt


def video(folder: Path) -> Attempt:
    """A video with or without sound, in one of three containers, converted. One that is refused leaves nothing."""
    examples: dict[str, bytes] = {}
    for suffix, sound in ((".mp4", "aac"), (".mkv", "libmp3lame"), (".avi", None)):
        example = write_video(folder / f"example{suffix}", steady(8), sound=sound, sound_ms=300)
        examples[suffix] = example.read_bytes()
        example.unlink()

    def attempt(random: Random) -> None:
        suffix = random.choice(list(examples))
        _convert(folder, suffix, mutated_bytes(random, examples[suffix]), "toon.mp4")

    return attempt


def yaml(folder: Path) -> Attempt:
    """The settings of a training run."""
    from training.settings.files import check_settings_files

    example = (Path(training.__file__).parent / "conf" / "style.yaml").read_bytes()
    bomb = b"\n".join([b"a0: &a0 [x, x, x]", *(b"a%d: &a%d [*a%d, *a%d]" % (n, n, n - 1, n - 1) for n in range(1, 40))])
    path = folder / "settings.yaml"

    def attempt(random: Random) -> None:
        example_or_bomb = random.choice([example, example, bomb, b"[" * random.choice([10, 1000, 100_000])])
        path.write_bytes(mutated_bytes(random, example_or_bomb))
        check_settings_files(["--config", str(path)])

    return attempt


TARGETS: dict[str, Callable[[Path], Attempt]] = {
    target.__name__: target for target in (manifest, settings, archive, graph, checkpoint, yaml, image, video, network)
}
LIMITS = {
    "network": Limits(seconds=10.0, mb=1000.0),
    "image": Limits(seconds=5.0, mb=1000.0),
    "video": Limits(seconds=20.0, mb=1000.0),
}
"""A damaged header may state a large picture, which is then decoded; the others are held to the default."""


def _convert(folder: Path, suffix: str, content: bytes, target: str) -> None:
    source, toon = folder / f"spoilt{suffix}", folder / target
    source.write_bytes(content)
    try:
        run(source, toon)
    except AppError:
        if left := {path.name for path in folder.iterdir()} - {source.name}:
            raise WrittenOutside(str(left)) from None
        raise
    finally:
        source.unlink()
        toon.unlink(missing_ok=True)


def _model(folder: Path) -> Path:
    model = folder / "tiny-inverter"
    model.mkdir()
    write_inverter(model / "model.onnx")
    write_tiny_manifest(model)
    return model
