"""ModelProcess: what it is asked has an end, one by one and in all."""

from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from core.errors import ModelMisbehaved
from core.foreign.confined import inferred_contract
from core.foreign.model_process import ModelProcess
from support import hostile_graphs


def test_all_that_is_asked_has_one_end(tmp_path: Path):
    hostile_graphs.endless(tmp_path / "net.onnx")
    face = np.zeros((64, 64, 3), np.uint8)

    with (
        closing(ModelProcess("net", memory_bytes=10**9, longest_s=0.5)) as process,
        pytest.raises(ModelMisbehaved, match="did not answer in time"),
    ):
        while True:
            inferred_contract(process, tmp_path, "net.onnx", face, threads=1)
