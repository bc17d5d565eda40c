"""serve(): the other side of a ModelProcess. Reads its libraries, gives up what it does not need, then draws."""

from __future__ import annotations

import os
import sys
import threading
import time
from contextlib import suppress
from io import FileIO
from pathlib import Path

import cv2
import numpy as np

from core.errors import AppError, GenerateFailed
from core.foreign.inference import infer
from core.foreign.limits import confine
from core.foreign.messages import Header, error_header, receive, send
from core.foreign.tried_graph import TriedGraph
from core.frame import RgbImage
from core.generators.base import ResizableGenerator
from core.generators.coreml_runtime import native_present
from core.generators.fitting import FittingGenerator
from core.generators.loader import load_generator
from core.generators.providers import PROCESSOR, Provider
from core.models.library import InstalledModel
from core.models.manifest import ModelManifest

_PARENT_ASKED_S = 0.5


def serve() -> None:
    """Answer requests until there are no more. The main thread of a process of its own."""
    requests, answers = FileIO(0), FileIO(os.dup(1), "w")
    os.dup2(2, 1)  # what a library prints is no answer
    threading.Thread(target=_end_with_parent, args=(os.getppid(),), daemon=True).start()
    cv2.setNumThreads(1)
    server = _Server()
    with suppress(EOFError, OSError, ValueError):
        send(answers, {"ready": True})
        while True:
            request, payload = receive(requests)
            try:
                answer, content = server.answer(request, payload)
            except AppError as error:
                answer, content = error_header(error), b""
            except Exception as error:
                answer, content = error_header(GenerateFailed(f"The network fails: {error}.")), b""
            send(answers, answer, content)


class _Server:
    def __init__(self) -> None:
        self._generator: FittingGenerator | None = None
        self._held: tuple[str, ...] | None = None

    def answer(self, request: Header, payload: bytearray) -> tuple[Header, bytes | memoryview]:
        match request["ask"]:
            case "infer":
                return self._infer(request, payload)
            case "load":
                return self._load(request)
            case "place":
                placement = self._loaded().placement(request["width"], request["height"])
                return {"scaled": placement.scaled, "padded": placement.padded}, b""
            case _:
                generator = self._loaded()
                if isinstance(generator, ResizableGenerator):  # whose lighter network may draw what is small
                    generator.longer_side = request["longer_side"]
                toon = generator.draw_fitted(_image(request, payload))
                return {"width": toon.shape[1], "height": toon.shape[0]}, np.ascontiguousarray(toon).data.cast("B")

    def _infer(self, request: Header, payload: bytearray) -> tuple[Header, bytes]:
        folder = self._confined(request, uses_devices=False)
        contract = infer(TriedGraph(folder / request["file"], threads=request["threads"]), _image(request, payload))
        return {"contract": contract.model_dump(mode="json")}, b""

    def _load(self, request: Header) -> tuple[Header, bytes]:
        provider = Provider(**request["provider"]) if request["provider"] else None
        folder = self._confined(request, uses_devices=native_present() or provider not in (None, PROCESSOR))
        model = InstalledModel(ModelManifest.model_validate(request["manifest"]), folder, bundled=False)
        options = {name: request[name] for name in ("threads", "precision", "longer_side")}
        if self._generator is not None:
            self._generator.close()
        generator = self._generator = load_generator(model, provider=provider, **options)
        told: Header = {"provider": generator.provider, "precision": generator.precision}
        return told | {"needs_proof": generator.needs_proof, "held": self._held}, b""

    def _confined(self, request: Header, *, uses_devices: bool) -> Path:
        """The model's folder, after everything else was given up; the first one is the only one."""
        folder = Path(request["folder"])
        if self._held is None:
            self._held = confine([folder], memory_bytes=request["memory_bytes"], uses_devices=uses_devices)
        return folder

    def _loaded(self) -> FittingGenerator:
        if self._generator is None:
            raise GenerateFailed("No network is loaded.")
        return self._generator


def _image(request: Header, payload: bytearray) -> RgbImage:
    return np.frombuffer(payload, np.uint8).reshape(request["height"], request["width"], 3)


def _end_with_parent(parent: int) -> None:
    """A graph that never ends would outlive a program that was killed."""
    while sys.platform == "win32" or os.getppid() == parent:
        time.sleep(_PARENT_ASKED_S)
    os._exit(0)
