"""ConfinedGenerator: a model at work in a process of its own; and what is asked of such a process before it is used."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from threading import Lock

import numpy as np

from core.errors import GenerateFailed, ModelMisbehaved, shown
from core.foreign.inference import Contract
from core.foreign.messages import Header
from core.foreign.model_process import ModelProcess
from core.frame import RgbImage, Size
from core.generators.base import WorkingSize
from core.generators.fitting import FittingGenerator, Placement, rule_placement, working_sizes
from core.generators.providers import COREML, Provider
from core.models.library import InstalledModel
from core.models.manifest import Precision

LONGEST_TRIAL_S, LONGEST_LOAD_S, LONGEST_TOON_S = 7.0, 20.0, 5.0
_LEAST_MEMORY_BYTES = 900_000_000
_PER_FILE_BYTE = 4
_LARGEST_MEMORY_BYTES = 6_000_000_000


def memory_limit(folder: Path) -> int:
    """Bytes that a model may take: some times its files, so that a small file never takes much."""
    files = sum(entry.stat().st_size for entry in os.scandir(folder) if entry.is_file(follow_symlinks=False))
    return min(_LEAST_MEMORY_BYTES + _PER_FILE_BYTE * files, _LARGEST_MEMORY_BYTES)


def inferred_contract(process: ModelProcess, folder: Path, file: str, face: RgbImage, *, threads: int) -> Contract:
    """What `infer` finds out of a graph, in a process that is held to `folder` from now on. Blocks for some seconds.

    Args:
        process: that has read nothing yet.
        folder: holds the graph and its weights, and nothing else.
        file: name of the graph.
        face: (H, W, 3) uint8 RGB.
        threads: of the processor.

    Raises:
        ModelLoadFailed: it is no network from image to image, or too slow to be tried.
        GenerateFailed: it draws nothing.
        ModelMisbehaved: it does not end, takes too much memory, or harms its process.
    """
    height, width = face.shape[:2]
    request: Header = {"ask": "infer", "folder": str(folder), "file": file, "threads": threads}
    request |= {"memory_bytes": memory_limit(folder), "width": width, "height": height}
    answer, _ = process.ask(request, np.ascontiguousarray(face).data.cast("B"), timeout_s=LONGEST_TRIAL_S)
    try:
        return Contract.model_validate(answer["contract"])
    except (KeyError, ValueError) as error:  # the answer of a process that was taken over
        raise ModelMisbehaved("The network gave an answer that makes no sense.") from error


class ConfinedGenerator(FittingGenerator):
    """A network that draws in a process of its own, which has been warmed up. Creating it blocks.

    Used by one thread at a time; `close` from any.

    Args:
        model: its files are verified there.
        provider: what runs it; None: CoreML where there is a package, else the processor.
        threads: of the processor; None: one a core, at most 8.
        precision: which of its files; None: the fastest.
        longer_side: bound of the working size, px; None: the manifest's preferred one, until another is set.
        process: one that has read nothing but this model, and is its owner's to close; None: a new one.

    Attributes:
        longer_side: see `ResizableGenerator`.
        face_px: see `FaceSizedGenerator`.
        limits: names of what the process is held by.

    Raises:
        AppError: as `load_generator`.
        ModelMisbehaved: it does not start in time, or takes too much memory.
    """

    def __init__(
        self,
        model: InstalledModel,
        *,
        provider: Provider | None = None,
        threads: int | None = None,
        precision: Precision | None = None,
        longer_side: int | None = None,
        process: ModelProcess | None = None,
    ) -> None:
        memory_bytes = memory_limit(model.folder)
        self._lock = Lock()
        self._is_own = process is None
        self._process: ModelProcess | None = process or ModelProcess(model.manifest.title, memory_bytes=memory_bytes)
        request: Header = {"ask": "load", "folder": str(model.folder.resolve()), "memory_bytes": memory_bytes}
        request |= {"manifest": model.manifest.model_dump(mode="json"), "threads": threads, "precision": precision}
        request |= {"longer_side": longer_side, "provider": asdict(provider) if provider else None}
        try:
            answer, _ = self._process.ask(request, timeout_s=LONGEST_LOAD_S)
        except BaseException:
            self.close()
            raise
        super().__init__(model.manifest, _precision(answer))
        self._provider = shown(answer.get("provider"))
        self._rule = model.manifest.size_rule
        self._bounds = (longer_side,) if longer_side else self._rule.longer_sides()
        self.longer_side = self._bounds[-1]
        self.face_px = None if longer_side else self._rule.face_px
        # A file that was asked for draws all sizes; of a CoreML package there is no lighter one.
        file = None if precision else model.manifest.lighter_file("onnx", self.precision)
        self._lighter = file.lighter if file and self._provider != COREML.name else None
        self.needs_proof = answer.get("needs_proof") is True
        self.limits = tuple(map(shown, answer.get("held") or ()))

    @property
    def provider(self) -> str:
        return self._provider

    def placement(self, width: int, height: int) -> Placement:
        """Where an image lies; only a CoreML package knows that alone."""
        if self._provider != COREML.name:
            return rule_placement(self._rule, width, height, longer_side=self.longer_side)
        answer, _ = self._ask({"ask": "place", "width": width, "height": height})
        return Placement(_size(answer, "scaled"), _size(answer, "padded"))

    def working_sizes(self, width: int, height: int) -> Sequence[WorkingSize]:
        """See `ResizableGenerator`."""
        return working_sizes(self._rule, self._bounds, width, height, lighter=self._lighter)

    def close(self) -> None:
        """End the process, unless it is somebody else's. Idempotent."""
        with self._lock:
            process, self._process = self._process, None
        if process is not None and self._is_own:
            process.close()

    def _run(self, image: RgbImage) -> RgbImage:
        """See `FittingGenerator`.

        Raises:
            ModelMisbehaved: it did not answer within 5 s, took too much memory, or harmed its process.
        """
        request: Header = {"ask": "draw", "width": image.shape[1], "height": image.shape[0]}
        request["longer_side"] = self.longer_side
        answer, content = self._ask(request, image.data.cast("B"))
        try:
            return np.frombuffer(content, np.uint8).reshape(answer["height"], answer["width"], 3)
        except (KeyError, TypeError, ValueError) as error:
            raise GenerateFailed(f"The model {self.title} did not return one picture.") from error

    def _ask(self, request: Header, payload: bytes | memoryview = b"") -> tuple[Header, bytearray]:
        process = self._process
        if process is None:
            raise GenerateFailed(f"The model {self.title} is closed.")
        return process.ask(request, payload, timeout_s=LONGEST_TOON_S)


def _size(answer: Header, name: str) -> Size:
    try:
        width, height = answer[name]
        return int(width), int(height)
    except (KeyError, TypeError, ValueError) as error:
        raise GenerateFailed("The network's process gave an answer that makes no sense.") from error


def _precision(answer: Header) -> Precision:
    match answer.get("precision"):
        case "fp16":
            return "fp16"
        case "int8":
            return "int8"
        case _:
            return "fp32"
