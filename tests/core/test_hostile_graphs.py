"""Graphs that were made to harm the runtime: each is refused in words, and the process lives on."""

import subprocess
import sys
from pathlib import Path

from onnx import TensorProto, helper, save

from support.tiny_model import write_tiny_manifest

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


def test_a_malformed_loop_does_not_end_the_program(tmp_path: Path):
    folder = tmp_path / "hostile"
    folder.mkdir()
    write_loop_with_initialized_inputs(folder / "model.onnx")
    write_tiny_manifest(folder)

    done = subprocess.run([sys.executable, "-c", LOAD, str(tmp_path)], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout.strip()) == (0, "ModelLoadFailed"), done.stderr
