"""Bare networks become models, or are refused in words: tried in a process that cannot do harm."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from onnx import load, save

from core.errors import AppError, InputError, ModelLoadFailed, ModelMisbehaved
from core.foreign.adopting import sample_face
from core.foreign.confined import ConfinedGenerator
from core.foreign.opening import add_model, load_model
from core.models.install import Outcome
from support import hostile_graphs
from support.model_shelf import Shelf
from support.tiny_model import write_inverter


def test_a_dropped_network_draws_and_is_known_again(shelf: Shelf, tmp_path: Path):
    path = hostile_graphs.inverter(tmp_path / "My Net_v2.onnx")

    model = shelf.library.open(str(path))

    assert (model.manifest.id, model.manifest.title) == ("my-net-v2", "My Net v2")
    assert model.folder == shelf.own / "my-net-v2"
    assert shelf.library.open(str(path)) == model == shelf.library.find("my-net-v2")
    generator = load_model(model)
    face = sample_face()
    toon = generator.generate(face)
    generator.close()
    assert isinstance(generator, ConfinedGenerator)
    assert np.abs(toon.astype(int) - (255 - face)).max() <= 1


def test_the_same_name_is_another_network(shelf: Shelf, tmp_path: Path):
    path = hostile_graphs.inverter(tmp_path / "style.onnx")
    first, again = (add_model(str(path), shelf.library) for _ in range(2))
    write_inverter(path)
    other = add_model(str(path), shelf.library)

    assert [one.outcome for one in (first, again, other)] == [Outcome.INSTALLED, Outcome.UNCHANGED, Outcome.INSTALLED]
    assert other.model.manifest.id == "style-2"


def test_a_single_pixel_is_a_size_too(shelf: Shelf, tmp_path: Path):
    model = shelf.library.open(str(hostile_graphs.inverter(tmp_path / "pixel.onnx", shape=[1, 3, 1, 1])))
    assert model.manifest.size_rule.fixed == (1, 1)


def test_a_fixed_size_with_our_own_names_draws_at_its_size(shelf: Shelf, tmp_path: Path):
    path = hostile_graphs.inverter(tmp_path / "fixed.onnx", shape=[1, 3, 96, 128])

    model = shelf.library.open(str(path))
    generator = load_model(model)
    toon = generator.generate(np.full((300, 200, 3), 10, np.uint8))
    generator.close()

    assert model.manifest.size_rule.fixed == (128, 96)
    assert toon.shape == (96, 64, 3)
    assert (toon == 245).all()


def test_an_output_that_does_not_say_its_sides_draws(shelf: Shelf, tmp_path: Path):
    model = shelf.library.open(str(hostile_graphs.endless(tmp_path / "net.onnx", from_height=10**6)))

    load_model(model).close()
    assert model.manifest.output.layout == "NCHW"


def test_weights_beside_the_graph_come_along_with_their_hash(shelf: Shelf, tmp_path: Path):
    path = hostile_graphs.inverter(tmp_path / "net.onnx")
    save(load(path), path, save_as_external_data=True, location="net.onnx.data", size_threshold=0)

    model = shelf.library.open(str(path))

    assert [weight.path for weight in model.manifest.files[0].weights] == ["net.onnx.data"]
    load_model(model).close()
    (model.folder / "net.onnx.data").write_bytes(b"\0\0\0\x40")
    with pytest.raises(AppError, match="damaged: its SHA-256"):
        load_model(model)


def test_weights_that_are_missing_are_named(shelf: Shelf, tmp_path: Path):
    with pytest.raises(InputError, match=r"net\.onnx keeps its weights in w\.bin, which is missing"):
        shelf.library.open(str(hostile_graphs.weights_at(tmp_path / "net.onnx", "w.bin")))


@pytest.mark.parametrize("location", ["/etc/passwd", "../secret", "a/../../secret", "C:\\x", "link"])
def test_weights_elsewhere_are_not_read(shelf: Shelf, tmp_path: Path, location: str):
    (tmp_path / "secret").write_bytes(b"\0" * 4)
    folder = tmp_path / "net"
    folder.mkdir()
    (folder / "link").symlink_to(tmp_path / "secret")

    with pytest.raises(ModelLoadFailed, match="asks for weights in"):
        shelf.library.open(str(hostile_graphs.weights_at(folder / "net.onnx", location)))
    assert shelf.contents() == {}


@pytest.mark.parametrize(
    ("write", "words"),
    [
        (hostile_graphs.foreign_operator, "needs operators of its own"),
        (hostile_graphs.circle, "is not a network that ONNX Runtime"),
        (hostile_graphs.not_a_number, "draws nothing"),
        (hostile_graphs.huge, "it needs more memory than it may have"),
        (hostile_graphs.swelling, "."),
        (lambda path: hostile_graphs.deep(path, 60), "."),
    ],
    ids=["operators", "circle", "no numbers", "50 GB", "swelling", "deep"],
)
def test_a_network_that_does_harm_is_refused_in_words(
    shelf: Shelf, tmp_path: Path, write: Callable[[Path], Path], words: str
):
    with pytest.raises((ModelLoadFailed, AppError), match=words) as refused:
        shelf.library.open(str(write(tmp_path / "net.onnx")))
    assert len(str(refused.value)) < 1000
    assert shelf.contents() == {}


@pytest.mark.slow
def test_a_network_that_never_ends_is_ended(shelf: Shelf, tmp_path: Path):
    with pytest.raises(ModelMisbehaved, match="did not answer in time"):
        shelf.library.open(str(hostile_graphs.endless(tmp_path / "net.onnx")))
    assert shelf.contents() == {}
