"""Networks as other people export them draw what their own PyTorch code draws, without a word said about them."""

from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from core.foreign.adopting import sample_face
from core.foreign.inference import Contract, infer
from core.foreign.tried_graph import TriedGraph
from core.frame import RgbImage
from core.generators.onnx import OnnxGenerator
from core.generators.providers import PROCESSOR
from core.models.manifest import ModelFile, ModelManifest, Parity, Provenance
from core.models.tensor_spec import Reading
from support.foreign_networks import NETWORKS, Foreign, export, made

_APART = 2.0  # of 255, mean
_TIES = {"sigmoid, ImageNet", "u2net"}
"""Untrained, nothing tells their range from another: a person is asked."""


@pytest.fixture(autouse=True)
def one_thread():
    """More would wait for each other where tests share processors."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def drawn(path: Path, contract: Contract, image: RgbImage, reading: Reading | None = None) -> RgbImage:
    used = reading or contract
    manifest = ModelManifest(
        id="foreign",
        title="Foreign",
        version="1",
        files=(ModelFile(runtime="onnx", precision="fp32", path=path.name, sha256="0" * 64),),
        input=used.input,
        output=used.output,
        size_rule=contract.size_rule,
        constants=contract.constants,
        parity=Parity(tolerance=1),
        provenance=Provenance(dataset="unknown", licence="unknown", git_commit="unknown"),
    )
    generator = OnnxGenerator(path, manifest, precision="fp32", provider=PROCESSOR, threads=1)
    return generator.generate(image)


def apart(one: RgbImage, other: RgbImage) -> float:
    return float(np.abs(one.astype(np.int16) - other).mean()) if one.shape == other.shape else 255.0


def tried(name: str, folder: Path, *, trained: bool) -> tuple[Foreign, RgbImage, RgbImage, Path, Contract]:
    """The network, a picture, what its author makes of it, its file, and what was found out of that."""
    foreign, face = NETWORKS[name], sample_face()
    network = made(foreign, trained=trained, faces=face)
    path = folder / "foreign.onnx"
    export(network, foreign, path)
    height, width = (128, 192) if foreign.free else foreign.size
    image = np.asarray(cv2.resize(face, (width, height)), np.uint8)
    return foreign, image, foreign.draw(network, image), path, infer(TriedGraph(path, threads=1), face)


@pytest.mark.parametrize("name", NETWORKS)
def test_an_untrained_one_draws_alike_or_after_one_click(name: str, tmp_path: Path):
    _, image, wanted, path, contract = tried(name, tmp_path, trained=False)

    found = drawn(path, contract, image)
    clicks = [drawn(path, contract, image, reading) for reading in contract.readings if reading.likely]

    assert min(apart(toon, wanted) for toon in (found, *clicks)) <= _APART
    if name not in _TIES:
        assert apart(found, wanted) <= _APART


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=() if name in {"animegan3", "sigmoid, ImageNet"} else pytest.mark.slow)
        for name in NETWORKS
    ],
)
def test_a_trained_one_draws_alike_without_a_word(name: str, tmp_path: Path):
    _, image, wanted, path, contract = tried(name, tmp_path, trained=True)

    assert wanted.std() > 20, "it has learnt nothing"
    assert apart(drawn(path, contract, image), wanted) <= _APART


def test_the_multiple_of_the_size_is_found(tmp_path: Path):
    multiples = {}
    for name in ("animegan2, free", "animegan3", "twice the size"):
        multiples[name] = tried(name, tmp_path, trained=False)[-1].size_rule.multiple_of

    assert multiples == {"animegan2, free": 4, "animegan3": 8, "twice the size": 1}
