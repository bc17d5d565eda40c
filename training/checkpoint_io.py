"""Writes a run's checkpoints whole or not at all, and reads none but our own."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

import torch
from pytorch_lightning.plugins.io import TorchCheckpointIO

from core.atomic_write import SHARED, atomic_file
from training.checkpoint import read_checkpoint


class WholeCheckpointIO(TorchCheckpointIO):
    """Replaces the older checkpoint in one step, by a file that was written beside it.

    Lightning's own way writes into the system's folder for temporary files: where that is another disk, the older
    checkpoint is overwritten byte by byte.
    """

    def save_checkpoint(
        self,
        checkpoint: dict[str, Any],
        path: str | os.PathLike[str],
        storage_options: Any = None,  # noqa: ARG002  # Lightning's signature; a local file has none
    ) -> None:
        """Write the file.

        Raises:
            OSError: it cannot be written; what was at `path` is as it was.
        """
        content = io.BytesIO()  # torch's own writer does not say why it cannot write
        torch.save(checkpoint, content)
        whole = Path(path)
        whole.parent.mkdir(parents=True, exist_ok=True)
        with atomic_file(whole, mode=SHARED) as partial:
            partial.write_bytes(content.getbuffer())

    def load_checkpoint(
        self,
        path: str | os.PathLike[str],
        map_location: Any = None,  # noqa: ARG002  # Lightning moves what it reads to its place
        weights_only: bool | None = None,  # noqa: ARG002, FBT001  # nothing is unpickled but tensors, ever
    ) -> dict[str, Any]:
        """Read the file.

        Raises:
            CheckpointInvalid: it is missing, damaged, or not ours.
        """
        return read_checkpoint(Path(path))
