"""adopt(): an .onnx file as somebody else left it becomes one of the person's models."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path

import numpy as np

from core.atomic_write import atomic_folder, unused_name
from core.cores import usable_cores
from core.errors import InputError, ModelLoadFailed, shown
from core.foreign.confined import LONGEST_TRIAL_S, ConfinedGenerator, inferred_contract, memory_limit
from core.foreign.inference import Contract
from core.foreign.model_process import ModelProcess
from core.foreign.tried_graph import require_known_operators
from core.frame import RgbImage
from core.media.image_writing import write_image
from core.media.images import ImageContent, read_image
from core.models.graph_file import GraphFile, read_graph_file
from core.models.library import InstalledModel, ModelLibrary
from core.models.manifest import (
    SIZE_LIMIT_BYTES,
    ModelFile,
    ModelManifest,
    Parity,
    Provenance,
    WeightsFile,
    file_sha256,
    write_manifest,
)
from core.models.places import bundled_models_dir
from core.models.relative_path import is_inside, stays_inside
from core.regular_file import open_regular
from core.write_errors import writing

_GRAPH = "model.onnx"
_SAMPLE, _EXPECTED = "sample.png", "expected.png"
_SAYS_NOTHING = frozenset({"model", "generator", "network", "net", "onnx", "model-fp16", "model-quantized"})
_TOLERANCE = 4.0  # of 255, mean: between one processor and another
_UNKNOWN = "unknown"
_CHUNK_BYTES = 1 << 20


def adopt(path: Path, library: ModelLibrary) -> InstalledModel:
    """Find out how to draw with a network, and put a copy of it, with its manifest, among the person's models. Blocks.

    The same file again gives the model that it became.

    Args:
        path: an .onnx file; weights in other files lie beside it.
        library: what is installed; its folder of the person's models is created when missing.

    Raises:
        InputError: it is too large, cannot be read, or lacks its weights.
        ModelError: it is no network from image to image, or misbehaves while it is tried.
        WriteError: the person's models cannot be written.
    """
    digest = _digest(path)
    known = next((model for model in library.models() if _is_of(model, digest)), None)
    if known is not None:
        return known
    model_id = _unused_id(path, library)
    target = library.user_dir / model_id
    with writing(target):
        library.user_dir.mkdir(parents=True, exist_ok=True)
        with atomic_folder(target) as made:
            manifest = _tried(path, made, model_id)
    return InstalledModel(manifest, target, bundled=False)


def sample_face() -> RgbImage:
    """(256, 256, 3) uint8 RGB: the picture that models are tried on."""
    return read_image(next(iter(sorted(bundled_models_dir().glob(f"*/{_SAMPLE}"))))).image


def _tried(path: Path, folder: Path, model_id: str) -> ModelManifest:
    """Fill a folder with the network, what was found out of it, and a picture that it has drawn."""
    weights = _copy_graph(path, folder)
    face = sample_face()
    process = ModelProcess(_title(path), memory_bytes=memory_limit(folder), longest_s=LONGEST_TRIAL_S)
    with closing(process):
        contract = inferred_contract(process, folder, _GRAPH, face, threads=min(usable_cores(), 4))
        manifest = _manifest(path, model_id, contract, file_sha256(folder / _GRAPH), weights)
        model = InstalledModel(manifest, folder, bundled=False)
        toon = _first_toon(model, process, face)
    write_image(ImageContent(face, None), folder / _SAMPLE)
    write_image(ImageContent(np.ascontiguousarray(toon), None), folder / _EXPECTED)
    write_manifest(manifest, folder)
    return manifest


def _first_toon(model: InstalledModel, process: ModelProcess, face: RgbImage) -> RgbImage:
    rule = model.manifest.size_rule
    small = rule.minimum if rule.fixed is None else None  # a slow network is warmed up on little
    generator = ConfinedGenerator(model, process=process, longer_side=small)
    generator.longer_side = rule.preferred
    return generator.generate(face)


def _manifest(
    path: Path, model_id: str, contract: Contract, digest: str, weights: tuple[WeightsFile, ...]
) -> ModelManifest:
    precision = "fp16" if contract.input.dtype == "float16" else "fp32"
    return ModelManifest(
        id=model_id,
        title=_title(path),
        version="1",
        files=(ModelFile(runtime="onnx", precision=precision, path=_GRAPH, sha256=digest, weights=weights),),
        input=contract.input,
        output=contract.output,
        size_rule=contract.size_rule,
        constants=contract.constants,
        readings=contract.readings,
        parity=Parity(tolerance=_TOLERANCE),
        provenance=Provenance(dataset=_UNKNOWN, licence=_UNKNOWN, git_commit=_UNKNOWN),
    )


def _copy_graph(path: Path, folder: Path) -> tuple[WeightsFile, ...]:
    """Copy a graph and the weights beside it."""
    read_graph_file(path)  # what is no network is told by its own name
    _copy(path, folder / _GRAPH)
    facts = read_graph_file(folder / _GRAPH)
    require_known_operators(path.name, facts)
    return tuple(_copy_weights(path, folder, facts))


def _copy_weights(path: Path, folder: Path, facts: GraphFile) -> list[WeightsFile]:
    copied: list[WeightsFile] = []
    for name in sorted(facts.weights_files):
        source = path.parent / name
        if not is_inside(name) or "/" in name or name == _GRAPH or not stays_inside(source, path.parent):
            raise ModelLoadFailed(
                f"{shown(path.name)} asks for weights in “{shown(name)}”, which does not lie beside it.",
                hint="Nothing was read there. Save the network with its weights in one file.",
            )
        if not source.is_file():
            raise InputError(
                f"{shown(path.name)} keeps its weights in {shown(name)}, which is missing.",
                hint="Put both files into one folder.",
            )
        _copy(source, folder / name)
        copied.append(WeightsFile(path=name, sha256=file_sha256(folder / name)))
    return copied


def _copy(source: Path, target: Path) -> None:
    try:
        _require_small(source)
        with open_regular(source) as file, target.open("wb") as copy:
            left = SIZE_LIMIT_BYTES
            while chunk := file.read(min(_CHUNK_BYTES, left)):
                copy.write(chunk)
                left -= len(chunk)
    except OSError as error:
        if error.filename is not None and Path(error.filename) != source:
            raise
        raise InputError(f"{shown(source)} cannot be read: {error.strerror}.", hint="Check its permissions.") from error


def _require_small(source: Path) -> None:
    if source.stat().st_size > SIZE_LIMIT_BYTES:
        raise InputError(f"{shown(source)} is larger than the {SIZE_LIMIT_BYTES / 1e6:.0f} MB a model may have.")


def _digest(path: Path) -> str:
    try:
        _require_small(path)
        return file_sha256(path)
    except OSError as error:
        raise InputError(f"{shown(path)} cannot be read: {error.strerror}.", hint="Check its permissions.") from error


def _is_of(model: InstalledModel, digest: str) -> bool:
    return not model.bundled and any(file.sha256 == digest for file in model.manifest.files)


def _name(path: Path) -> str:
    """The file's name, or its folder's where that says more."""
    words = re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-")
    return path.parent.resolve().name if words in _SAYS_NOTHING and path.parent.resolve().name else path.stem


def _title(path: Path) -> str:
    plain = "".join(character if character.isprintable() else " " for character in _name(path))
    return re.sub(r"[\s_]+", " ", plain).strip()[:80] or "Network"


def _unused_id(path: Path, library: ModelLibrary) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", _name(path).lower()).strip("-")[:48].strip("-") or "network"
    taken = {model.manifest.id for model in library.models()}
    return unused_name(words, lambda name: name in taken or (library.user_dir / name).exists(), numbered="{}-{}")
