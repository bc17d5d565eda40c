"""A file of weights of a network that spandrel knows becomes an .onnx file that opens; others are refused."""

from pathlib import Path

import numpy as np
import pytest
import torch
from spandrel.architectures.Compact import CompactArch
from spandrel.architectures.Compact.__arch.SRVGG import SRVGGNetCompact

from core.foreign.adopting import sample_face
from core.foreign.inference import infer
from core.foreign.tried_graph import TriedGraph
from training.cli import main


def test_a_known_restorer_becomes_a_network_that_enlarges(tmp_path: Path, capsys):
    torch.manual_seed(1)
    network = SRVGGNetCompact(num_feat=8, num_conv=2, upscale=2)
    torch.save({"params": network.state_dict()}, tmp_path / "small.pth")

    assert main(["import", str(tmp_path / "small.pth")]) == 0

    graph = TriedGraph(tmp_path / "small.onnx", threads=1)
    contract = infer(graph, sample_face())
    image = sample_face()[:64, :64][np.newaxis]
    toon = graph.run({contract.input.name: image})[contract.output.name]
    with torch.inference_mode():
        values = network(torch.from_numpy(image).permute(0, 3, 1, 2).float() / 255)
    wanted = (values.clamp(0, 1) * 255).round().permute(0, 2, 3, 1).numpy()
    assert toon.shape == (1, 128, 128, 3)
    assert np.abs(toon - wanted).max() <= 1
    assert CompactArch().name in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "said"),
    [({"layer.weight": torch.zeros(3)}, "spandrel does not know"), (None, "cannot be read")],
    ids=["unknown", "damaged"],
)
def test_another_file_is_refused_in_words(content: object, said: str, tmp_path: Path, capsys):
    path = tmp_path / "other.pth"
    path.write_bytes(b"no weights") if content is None else torch.save(content, path)

    assert main(["import", str(path)]) in {1, 2}
    assert said in capsys.readouterr().err
    assert not path.with_suffix(".onnx").exists()
