"""`toonclip-train make`: from pairs to a model in the app's menu, in steps of which each can be gone on with."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from core.atomic_write import PARTIAL_FOLDER_SUFFIX
from core.models.manifest import MANIFEST_NAME, read_manifest
from training.check import run_check
from training.checkpoint import read_checkpoint
from training.errors import CheckpointInvalid
from training.evaluation import write_sheet
from training.export.folder import export_folder
from training.export.request import ExportRequest
from training.fitting import RUN_OPTIONS, FitCommandLine, run_command_line
from training.hub.toons import install_folder
from training.make_request import MakeRequest
from training.newest_state import NAME, NewestState


def make(request: MakeRequest) -> None:
    """Check, fit, export, evaluate, install. What an earlier call has done is not done again.

    Raises:
        AppError: as the steps raise it.
    """
    newest, model = _newest(request.folder), request.folder / "model"
    _step("check", lambda: run_check(request.fit_options), done=newest is not None)
    resume = ["--ckpt_path", str(newest)] if newest else []
    command = ["fit", *request.fit_options, *resume]
    _step("fit", lambda: run_command_line(_FitAlone, command, **RUN_OPTIONS), done=_is_finished(newest))
    trained = _trained(request.folder)
    manifest = model / MANIFEST_NAME
    made = manifest.is_file() and manifest.stat().st_mtime > trained.stat().st_mtime
    _step("export", lambda: _export(request, trained, model), done=made)
    sheet = request.folder / "evaluation.png"
    _step("evaluate", lambda: write_sheet(model / "model.onnx", request.data, sheet), done=False)
    installed = install_folder(model)
    figures = ", ".join(f"{name} {value:.3f}" for name, value in read_manifest(model).provenance.metrics.items())
    print(f"measured: {figures}")
    print(f"photographs, toons and targets: {sheet}")
    print(
        f"installed in {installed}, and in the app's menu as “{request.name}”:\n  toonclip --model {request.model_id}"
    )


class _FitAlone(FitCommandLine):
    """A run after which the next step follows by itself, as it does after an interruption."""

    def trainer_options(self) -> dict[str, Any]:
        """Those of `fit`."""
        options = super().trainer_options()
        for callback in options["callbacks"]:
            if isinstance(callback, NewestState):
                callback.resumes_by_itself = True
        return options

    def after_fit(self) -> None:
        """Say nothing."""


def _step(name: str, run: Callable[[], int | None], *, done: bool) -> None:
    """Run a step, unless it is done; ends the program where the step was interrupted."""
    print(
        f"toonclip-train make: {name}{', done before; another --folder starts anew' if done else ''}", file=sys.stderr
    )
    status = 0 if done else run() or 0
    if status:
        sys.exit(status)


def _newest(folder: Path) -> Path | None:
    """The newest state of the newest run below a folder."""
    found = folder.glob(f"lightning_logs/version_*/checkpoints/{NAME}")
    return max(found, key=lambda path: path.stat().st_mtime, default=None)


def _is_finished(newest: Path | None) -> bool:
    """Whether a run had reached its end when it wrote its newest state."""
    return newest is not None and bool(read_checkpoint(newest).get("finished", False))


def _trained(folder: Path) -> Path:
    """The best state of the run that has just ended, or the newest where none was measured."""
    newest = _newest(folder)
    if newest is None:
        raise CheckpointInvalid(f"The run left nothing in {folder}.", hint="Start again with another --folder.")
    best = newest.with_name("best.ckpt")
    return best if best.is_file() else newest


def _export(request: MakeRequest, checkpoint: Path, model: Path) -> None:
    for killed in model.parent.glob(f".{model.name}-*{PARTIAL_FOLDER_SUFFIX}"):
        shutil.rmtree(killed, ignore_errors=True)
    export_folder(
        ExportRequest(
            checkpoint,
            model,
            id=request.model_id,
            title=request.name,
            data_root=request.data,
            int8=True,
            fp16=True,
            weights_dir=request.weights_dir,
        )
    )
