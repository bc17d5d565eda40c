"""Graphs that were made to harm the runtime: each is refused in words, and the process lives on."""

import subprocess
import sys
from pathlib import Path

import pytest
from onnx import TensorProto, helper, save

from core.errors import ModelLoadFailed
from core.generators.loader import load_generator
from core.models.library import ModelLibrary
from support.tiny_model import write_inverter, write_tiny_manifest

LOAD = """
import sys
from pathlib import Path
from core.errors import AppError
from core.generators.loader import load_generator
from core.models.library import ModelLibrary
try:
    load_generator(ModelLibrary(Path(sys.argv[1]), Path("none")).default())
except AppError as error:
    print(type(error).__name__)
"""


def write_loop_with_initialized_inputs(path: Path) -> None:
    """The body's inputs are initializers too. ONNX Runtime up to 1.30.0 reads past an array and is aborted."""
    scalars = [("step", TensorProto.INT64), ("go_on", TensorProto.BOOL)]
    inputs = [helper.make_tensor_value_info(name, kind, []) for name, kind in scalars]
    inputs.append(helper.make_tensor_value_info("x", TensorProto.FLOAT, [1]))
    body = helper.make_graph(
        [helper.make_node("Identity", ["go_on"], ["goes_on"]), helper.make_node("Add", ["x", "x"], ["twice"])],
        "body",
        inputs,
        [
            helper.make_tensor_value_info("goes_on", TensorProto.BOOL, []),
            helper.make_tensor_value_info("twice", TensorProto.FLOAT, [1]),
        ],
        [
            *(helper.make_tensor(name, kind, [], [1]) for name, kind in scalars),
            helper.make_tensor("x", TensorProto.FLOAT, [1], [1]),
        ],
    )
    graph = helper.make_graph(
        [helper.make_node("Loop", ["count", "start", "image"], ["toon"], body=body)],
        "loop",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, [1])],
        [helper.make_tensor_value_info("toon", TensorProto.FLOAT, [1])],
        [
            helper.make_tensor("count", TensorProto.INT64, [], [2]),
            helper.make_tensor("start", TensorProto.BOOL, [], [True]),
        ],
    )
    save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), path)


def write_weights_elsewhere(path: Path, location: str) -> None:
    """A picture's worth of weights lies in another file, of which the toon would be made."""
    weights = TensorProto(name="secret", data_type=TensorProto.UINT8, dims=[3], data_location=TensorProto.EXTERNAL)
    for key, value in (("location", location), ("offset", "0"), ("length", "3")):
        weights.external_data.add(key=key, value=value)
    shape = ["N", "H", "W", 3]
    graph = helper.make_graph(
        [helper.make_node("BitwiseXor", ["image", "secret"], ["toon"])],
        "reader",
        [helper.make_tensor_value_info("image", TensorProto.UINT8, shape)],
        [helper.make_tensor_value_info("toon", TensorProto.UINT8, shape)],
        [weights],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10)
    path.write_bytes(model.SerializeToString())


def load_in_a_process(library: Path) -> tuple[int, str]:
    """Exit status and what was raised; the process is another one, as a runtime that is harmed ends its own."""
    done = subprocess.run([sys.executable, "-c", LOAD, str(library)], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout.strip() or done.stderr


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "library" / "hostile"
    folder.mkdir(parents=True)
    return folder


def write_graph_with_weights_elsewhere(path: Path, location: str) -> None:
    weight = helper.make_tensor("half", TensorProto.UINT8, [4096], bytes(4096), raw=True)
    graph = helper.make_graph(
        [helper.make_node("Identity", ["half"], ["toon"])],
        "weights elsewhere",
        [helper.make_tensor_value_info("image", TensorProto.UINT8, ["N", "H", "W", 3])],
        [helper.make_tensor_value_info("toon", TensorProto.UINT8, [4096])],
        [weight],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    save(model, path, save_as_external_data=True, location=location, size_threshold=0)


@pytest.mark.parametrize("from_its_folder", [False, True])
def test_weights_in_another_file_are_not_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, from_its_folder: bool
):
    folder = tmp_path / "hostile"
    folder.mkdir()
    write_graph_with_weights_elsewhere(folder / "model.onnx", "weights.bin")
    write_tiny_manifest(folder)
    if from_its_folder:
        monkeypatch.chdir(folder)

    with pytest.raises(ModelLoadFailed, match="keeps its weights in another file"):
        load_generator(ModelLibrary(tmp_path, tmp_path / "none").default())


def test_a_name_that_is_no_text_is_refused(tiny_model_dir: Path):
    write_inverter(tiny_model_dir / "model.onnx", input_name="image@")
    content = (tiny_model_dir / "model.onnx").read_bytes()
    (tiny_model_dir / "model.onnx").write_bytes(content.replace(b"image@", b"image\xc8"))
    write_tiny_manifest(tiny_model_dir)

    with pytest.raises(ModelLoadFailed, match="is not a model that ONNX Runtime"):
        load_generator(ModelLibrary(tiny_model_dir.parent, tiny_model_dir / "none").default())


def test_a_malformed_loop_does_not_end_the_program(folder: Path):
    write_loop_with_initialized_inputs(folder / "model.onnx")
    write_tiny_manifest(folder)

    assert load_in_a_process(folder.parent) == (0, "ModelLoadFailed")


@pytest.mark.parametrize("way", ["the folder above", "an absolute path", "a link"])
def test_a_graph_cannot_read_a_file_outside_its_folder(way: str, folder: Path):
    secret = folder.parent.parent / "secret"
    secret.write_bytes(b"key")
    if way == "a link":
        (folder / "link").symlink_to(secret)
    locations = {"the folder above": "../../secret", "an absolute path": str(secret), "a link": "link"}
    write_weights_elsewhere(folder / "model.onnx", locations[way])
    write_tiny_manifest(folder)

    assert load_in_a_process(folder.parent) == (0, "ModelLoadFailed")
