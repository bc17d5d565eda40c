"""`toonclip-train from-picture`: from one picture to a model in the app's menu."""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from training.errors import SettingInvalid
from training.export.folder import export_folder
from training.export.request import ExportRequest
from training.from_picture.painter import Painter, Progress, Task
from training.from_picture.photographs import BUNDLED, photograph_files, read_photograph
from training.from_picture.preview import Preview
from training.from_picture.report import JsonReport, Report, TerminalReport
from training.from_picture.start import bundled_start
from training.hub.toons import install_folder
from training.naming import model_id
from training.weights_needed import WeightsNeed, located

_PICTURE_PX = 1200  # longest side at which the picture is kept in memory
_SMALLEST_PX = 128  # shorter side of a picture that has strokes to be learned
_EXPORT_S = 115.0  # time that writing and installing the model takes on two slow cores
_SHORTEST_MIN = 2.0
_PAINTING, _PHOTOGRAPH = "painting", "photograph"  # whose colours toons may have
_SHOWN = (BUNDLED / "face_08.jpg", BUNDLED / "face_21.jpg", BUNDLED / "coffee.jpg")


@dataclass(frozen=True)
class PictureRequest:
    """What to make.

    Attributes:
        picture: the image whose style is learned.
        name: of the style, as people read it.
        minutes: from the start to the installed model.
        photos: folder of photographs beside the bundled ones, or None.
        colours: whose the toons have: "painting" or "photograph".
        folder: where the run and the model are kept; None: named for the style.
        weights_dir: folder where SqueezeNet's file is found by name; None: it is downloaded.
    """

    picture: Path
    name: str
    minutes: float = 10.0
    photos: Path | None = None
    colours: str = _PAINTING
    folder: Path | None = None
    weights_dir: Path | None = None


def make_from_picture(request: PictureRequest, report: Report) -> None:
    """Train, export, install, and report it.

    Raises:
        SettingInvalid, DataInvalid, WeightsMissing: what was given cannot be used; nothing was made.
    """
    began, name = time.monotonic(), model_id(request.name)
    if request.minutes < _SHORTEST_MIN:
        raise SettingInvalid(
            f"--minutes is {request.minutes:g}.", hint=f"Give at least {_SHORTEST_MIN:g}; 10 are good."
        )
    picture = read_photograph(request.picture, _PICTURE_PX)
    if min(picture.shape[:2]) < _SMALLEST_PX:
        raise SettingInvalid(
            f"{request.picture} is {picture.shape[1]} x {picture.shape[0]} px.",
            hint=f"Give a picture whose shorter side has at least {_SMALLEST_PX} px.",
        )
    files = photograph_files(request.photos)
    (weights,) = located([WeightsNeed("features", "squeezenet1_1", "hub")], request.weights_dir)
    photos = [read_photograph(path) for path in files]
    folder = request.folder or Path(f"{name}-run")
    checkpoint = folder / "last.ckpt"
    left_s = 60 * request.minutes - _EXPORT_S - (time.monotonic() - began)
    seconds = max(left_s, 60 * _SHORTEST_MIN / 4)
    task = Task(picture, photos, request.colours == _PHOTOGRAPH, weights, seconds, start=bundled_start())
    _train(task, checkpoint, Preview(folder / "preview.png", _shown(request, files)), report)
    report.writes()
    export_folder(_export_request(request, checkpoint, folder / "model", files))
    report.installed(name, request.name, install_folder(folder / "model"))


def _train(task: Task, checkpoint: Path, preview: Preview, report: Report) -> None:
    painter = Painter(task)
    report.begins(painter.precision, painter.way, preview.path)

    def keep() -> None:
        preview.draw(painter)
        painter.save(checkpoint)
        report.previewed(preview.path)

    def tell(progress: Progress) -> None:
        report.progressed(progress)
        if preview.is_due():
            keep()

    painter.train(tell)
    keep()


def _shown(request: PictureRequest, files: Sequence[Path]) -> list[Path]:
    """The photographs of the preview: a person's own before the bundled ones."""
    own = [path for path in files if path.parent != BUNDLED] if request.photos else []
    return [*own, *_SHOWN][: len(_SHOWN)]


def _export_request(request: PictureRequest, checkpoint: Path, output: Path, files: Sequence[Path]) -> ExportRequest:
    own = f", and {len(files) - len(list(BUNDLED.glob('*.jpg')))} of a person's own" if request.photos else ""
    return ExportRequest(
        checkpoint,
        output,
        id=model_id(request.name),
        title=request.name,
        photographs=tuple(files),
        int8=True,
        float_head=True,
        fp16=True,
        without_fp32=True,
        dataset=f"the picture {request.picture.name} for the style, and ToonClip's photographs{own} for what is drawn",
        made_with=f"toonclip-train from-picture {request.picture.name} --name '{request.name}' "
        f"--minutes {request.minutes:g} --colours {request.colours}",
    )


def run_from_picture(arguments: Sequence[str]) -> int:
    """Run the command; returns the exit status.

    Raises:
        AppError: as the steps raise it.
    """
    parser = argparse.ArgumentParser(
        prog="toonclip-train from-picture", description="Learns the style of one picture and installs it as a model."
    )
    parser.add_argument("picture", type=Path, help="a painting, a drawing, a print")
    parser.add_argument("--name", required=True, help="of the style, as the app shows it")
    parser.add_argument("--minutes", type=float, default=10.0, help="until the model is installed (default: 10)")
    parser.add_argument("--photos", type=Path, help="folder of photographs to draw, beside ours: your rooms, your pets")
    parser.add_argument(
        "--colours", choices=[_PAINTING, _PHOTOGRAPH], default=_PAINTING, help="whose colours toons have"
    )
    parser.add_argument("--folder", type=Path, help="for the run and the model (default: named for the style)")
    parser.add_argument("--weights-dir", type=Path, help="folder where SqueezeNet's file is found by name, offline")
    parser.add_argument("--json", action="store_true", help="print the progress as a JSON object a line")
    options = vars(parser.parse_args(arguments))
    report = JsonReport() if options.pop("json") else TerminalReport()
    make_from_picture(PictureRequest(**options), report)
    return 0
