"""The `toonclip-train` command: fit and validate through Lightning, the other commands beside them."""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TypeAlias

from core.errors import AppError, InputError
from training.hub import commands as hub
from training.make_request import read_request
from training.renamed import OldFlag
from training.settings.files import in_order, with_recipe


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status: 0, 2 for a user's mistake, 1 otherwise."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        return _run(arguments)
    except AppError as error:
        print(f"toonclip-train: {error}", file=sys.stderr)
        return 2 if error.user_mistake else 1
    except KeyboardInterrupt:
        more = " The same command goes on from here." if arguments[0] == "make" else ""
        print(f"toonclip-train: interrupted.{more}", file=sys.stderr)
        return 130


def _run(arguments: list[str]) -> int:
    name, others = (arguments[0], arguments[1:]) if arguments else ("", [])
    if name not in hub.NAMES:
        _require_training_extra()
    if name in _FIT_COMMANDS:
        return _FIT_COMMANDS[name](others)
    if name == "from-picture":
        from training.from_picture.command import run_from_picture

        return run_from_picture(others)
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = options.run
    return command(options)


def _fit(options: list[str]) -> int:
    options = with_recipe(options)
    _refuse_early(options)
    from training.fitting import run_lightning

    return run_lightning(["fit", *options])


def _validate(options: list[str]) -> int:
    options = in_order(options)
    _refuse_early(options)
    from training.fitting import run_lightning

    return run_lightning(["validate", *options])


def _check(options: list[str]) -> int:
    options = with_recipe(options)
    _refuse_early(options)
    from training.check import run_check

    return run_check(options)


def _make(options: list[str]) -> int:
    request = read_request(options)
    _refuse_early(request.fit_options)
    from training.make import make

    make(request)
    return 0


_Scales: TypeAlias = dict[int, dict[str, float]]
_FIT_COMMANDS = {"fit": _fit, "validate": _validate, "check": _check, "make": _make}


def _refuse_early(options: Sequence[str]) -> None:
    from training.settings.early import refuse_early  # of the training extra

    refuse_early(options)


def _require_training_extra() -> None:
    """Say what to install before a traceback does."""
    missing = [name for name in ("torch", "pytorch_lightning", "onnx") if importlib.util.find_spec(name) is None]
    if missing:
        raise InputError(
            f"toonclip-train needs the training extra ({', '.join(missing)} is missing).",
            hint="In the checkout run: pip install -e '.[train]'",
        )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="toonclip-train", description="Trains, exports and measures the models that ToonClip runs."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    lightning = (
        ("make", "all at once: check, fit, export, evaluate and install"),
        ("from-picture", "learn the style of one picture, and install it"),
        ("check", "look at settings and pairs, and time some steps"),
        ("fit", "train a model"),
        ("validate", "measure a checkpoint as `fit` does"),
    )
    for name, help_text in lightning:
        commands.add_parser(name, help=f"{help_text}; `toonclip-train {name} --help` lists every setting")
    _add_stylize(commands.add_parser("stylize", help="make the pairs of a classical style from photographs"))
    _add_export(commands.add_parser("export", help="make a model folder from a checkpoint"))
    _add_import(commands.add_parser("import", help="make an .onnx file of a .pth file that is known, for the app"))
    hub.add_demo(commands.add_parser("demo", help="open a page in the browser: an image or the webcam in, a toon out"))
    hub.add_publish(commands.add_parser("publish", help="put a model, its card and a Space on the Hugging Face Hub"))
    _add_evaluate(commands.add_parser("evaluate", help="measure a model on the validation pairs"))
    _add_benchmark(commands.add_parser("benchmark", help="size and speed of networks, with random weights"))
    zoo = commands.add_parser("zoo", help="list architectures and encoders")
    zoo.add_argument("--json", action="store_true", help="print one JSON object")
    zoo.set_defaults(run=_zoo)
    return parser


def _add_import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("weights", type=Path, metavar="FILE", help="a .pth, .pt or .safetensors file")
    parser.add_argument("--output", type=Path, help="the .onnx file to write (default: beside the weights)")
    parser.set_defaults(run=_import)


def _import(options: argparse.Namespace) -> int:
    from training.importing import import_network

    import_network(options.weights, options.output)
    return 0


def _add_stylize(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--style", required=True, help="its name; an unknown one is answered with the list")
    parser.add_argument("--photos", type=Path, required=True, help="folder of photographs, best of many faces")
    parser.add_argument("--output", type=Path, required=True, help="the folder of pairs to make")
    parser.add_argument("--views", type=int, default=1600, help="pairs to train on (default: 1600)")
    parser.add_argument("--validation", type=int, default=16, help="pairs to measure on (default: 16)")
    parser.add_argument("--size", type=int, default=256, help="side of the pairs to train on in px (default: 256)")
    parser.add_argument("--seed", type=int, default=0, help="of the views (default: 0)")
    parser.set_defaults(run=_stylize)


def _add_export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--checkpoint", type=Path, required=True, help="a .ckpt file that `fit` wrote")
    parser.add_argument("--output", type=Path, required=True, help="the model folder to make or to replace")
    parser.add_argument("--id", help="of the model: small letters, digits, hyphens (default: the folder's name)")
    parser.add_argument("--title", help="shown in the app (default: made from the id)")
    parser.add_argument("--int8", action="store_true", help="also an INT8 file, for processors; needs --data.root")
    parser.add_argument(
        "--float-head", action="store_true", help="the INT8 file's last convolution in float: steadier, a sixth slower"
    )
    parser.add_argument("--fp16", action="store_true", help="also a half-precision file, for graphics cards")
    parser.add_argument(
        "--half-weights", action="store_true", help="keep the fp32 file's weights in 16 bits: half its size"
    )
    parser.add_argument("--without-fp32", action="store_true", help="leave that file out: a third of the size")
    parser.add_argument("--coreml", action="store_true", help="also write a CoreML package; needs the coreml extra")
    parser.add_argument("--coreml-int8", action="store_true", help="the package's weights in INT8: half its size")
    parser.add_argument("--coreml-eight-bits", action=OldFlag, dest="coreml_int8", new="--coreml-int8")
    parser.add_argument(
        "--coreml-sizes",
        type=_sizes,
        default=(),
        metavar="WxH,WxH,...",
        help="images that the package takes, the default first (default: landscape, portrait and square)",
    )
    parser.add_argument("--data.root", dest="data_root", type=Path, help="folder of pairs: calibration and metrics")
    parser.add_argument("--photos", type=Path, help="folder of photographs to calibrate on, where there are no pairs")
    parser.add_argument(
        "--exaggerate",
        type=float,
        default=1.0,
        metavar="FACTOR",
        help="on the learned change of lightness: 1.5 draws lines bolder (default: 1, as trained)",
    )
    parser.add_argument(
        "--lighter",
        type=int,
        metavar="PX",
        help="add the network to the model in --output, whose images of up to PX it draws on processors",
    )
    parser.add_argument(
        "--face-px",
        type=_face_px,
        metavar="PX",
        help="height, brow to chin, of the faces that it draws best: photographs are drawn at the size that gives "
        "their largest face this height (default: at the usual size)",
    )
    parser.add_argument("--sample", type=Path, help="image for the parity check (default: the bundled portrait)")
    parser.add_argument("--dataset", default="not stated", help="where the training data comes from")
    parser.add_argument("--licence", default="not stated", help="of the weights")
    parser.add_argument("--notes", type=Path, help="Markdown file appended to the card")
    _add_feature_weights(parser)
    parser.set_defaults(run=_export)


def _add_evaluate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", required=True, help="a model folder, an .onnx file, or the id of a bundled model")
    parser.add_argument("--data.root", dest="data_root", type=Path, required=True, help="folder of pairs")
    parser.add_argument(
        "--precision", choices=["fp32", "fp16", "int8"], help="which file of a folder (default: the finest)"
    )
    parser.add_argument(
        "--picture", type=Path, help="of a style from one picture: how many toons are told from --among"
    )
    parser.add_argument("--among", type=Path, metavar="DIR", help="folder of some ten pictures in other styles")
    parser.add_argument(
        "--scales", type=_sides, metavar="PX,PX,...", help="also draw the views at these sides, multiples of 32 px"
    )
    parser.add_argument("--clip", type=Path, metavar="FILE", help="also how well toons move with this clip's motion")
    parser.add_argument("--sheet", type=Path, default=Path("evaluation.png"), help="image to write (default: here)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    _add_feature_weights(parser)
    parser.set_defaults(run=_evaluate)


def _add_benchmark(parser: argparse.ArgumentParser) -> None:
    seeds = ["squeeze_unet", "u2netp", "unetplusplus"]
    parser.add_argument("--architectures", nargs="+", default=seeds, metavar="NAME")
    parser.add_argument("--encoders", nargs="+", default=["mobilenetv3_large_100"], metavar="NAME")
    parser.add_argument("--size", type=_sizes, default=((256, 256), (512, 512)), metavar="WxH,WxH,...")
    parser.add_argument("--threads", type=int, help="of the processor (default: all)")
    parser.add_argument("--json", action="store_true", help="print one JSON list")
    parser.set_defaults(run=_benchmark)


def _add_feature_weights(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--feature-weights", default="hub", help="SqueezeNet for the metrics: hub, none or a file")
    parser.add_argument(
        "--weights-dir", type=Path, metavar="DIR", help="folder where files of weights are found by name, offline"
    )


def _sizes(text: str) -> tuple[tuple[int, int], ...]:
    """Read "512x288,288x512"; argparse names the option in the error."""
    pairs = [part.split("x") for part in text.lower().split(",")]
    if not all(len(pair) == 2 and all(side.isdecimal() and int(side) for side in pair) for pair in pairs):
        raise argparse.ArgumentTypeError(f"'{text}' is not a list of sizes such as 512x288,288x512")
    return tuple((int(width), int(height)) for width, height in pairs)


def _face_px(text: str) -> int:
    """Read a height of faces; argparse names the option in the error."""
    if not text.isdecimal() or not 16 <= int(text) <= 4096:
        raise argparse.ArgumentTypeError(f"'{text}' is not a height from 16 to 4096 px")
    return int(text)


def _sides(text: str) -> tuple[int, ...]:
    """Read "96,128,192"; argparse names the option in the error."""
    parts = text.split(",")
    if not all(part.isdecimal() and int(part) and int(part) % 32 == 0 for part in parts):
        raise argparse.ArgumentTypeError(f"'{text}' is not a list of multiples of 32 px such as 96,128,192")
    return tuple(map(int, parts))


def _stylize(options: argparse.Namespace) -> int:
    from training.styles.stylize import StylizeRequest, stylize

    fields = {name: value for name, value in vars(options).items() if name != "run"}
    pairs = stylize(StylizeRequest(**fields))
    print(f"{options.output}: {pairs} pairs")
    return 0


def _export(options: argparse.Namespace) -> int:
    from training.export.folder import ExportRequest, export_folder
    from training.export.lighter import add_lighter
    from training.images import images_of

    fields = {name: value for name, value in vars(options).items() if name not in ("run", "photos")}
    photographs = tuple(images_of(options.photos)) if options.photos else ()
    request = ExportRequest(**fields, photographs=photographs)
    manifest = export_folder(request) if request.lighter is None else add_lighter(request, request.lighter)
    for name, value in manifest.provenance.metrics.items():
        print(f"{name}: {value:.4f}")
    print(f"{options.output}: {', '.join(f'{file.path} ({file.precision})' for file in manifest.files)}")
    return 0


def _evaluate(options: argparse.Namespace) -> int:
    from training.across_scales import table
    from training.evaluation import evaluate_file, find_model_file, write_sheet
    from training.export.onnx_file import onnx_generate
    from training.warping import warping
    from training.weights_needed import WeightsNeed, located

    if (options.picture is None) != (options.among is None):
        raise InputError("--picture and --among go together.", hint="Give both, or neither.")
    if not options.sheet.parent.is_dir():
        raise InputError(f"There is no folder {options.sheet.parent}.", hint="Make it, or give --sheet another place.")
    model = find_model_file(options.model, precision=options.precision)
    (weights,) = located([WeightsNeed("metrics", "squeezenet1_1", options.feature_weights)], options.weights_dir)
    figures = evaluate_file(model, options.data_root, feature_weights=weights)
    if options.picture:
        figures["recognised"] = _recognised(model, weights, options)
    if options.clip:
        figures |= warping(onnx_generate(model), options.clip)
    scales, in_app = _scales(model, weights, options) if options.scales else ({}, {})
    write_sheet(model, options.data_root, options.sheet)
    if options.json:
        tables = {name: table_ for name, table_ in (("scales", scales), ("scales_in_app", in_app)) if table_}
        print(json.dumps(figures | tables))
        return 0
    for name, value in figures.items():
        print(f"{name:16}{value:.4f}")
    if scales:
        print(f"\ndrawn at different sizes, compared at 256 px:\n{table(scales)}\n")
    if in_app:
        print(f"given at different sizes, and drawn as the app draws photographs:\n{table(in_app)}\n")
    print(f"photograph, toon and target: {options.sheet}")
    return 0


def _scales(model: Path, weights: str, options: argparse.Namespace) -> tuple[_Scales, _Scales]:
    """Of the network, and of the app's photographs; empty where these are drawn no other way."""
    from training.across_scales import across_scales, as_the_app_draws
    from training.export.onnx_file import onnx_generate
    from training.features import FeatureNetwork
    from training.settings.weights import NONE

    features = None if weights == NONE else FeatureNetwork("squeezenet1_1", weights=weights)
    own, in_app = (
        across_scales(generate, options.data_root, options.scales, features) if generate else {}
        for generate in (onnx_generate(model), as_the_app_draws(model))
    )
    return own, in_app


def _recognised(model: Path, weights: str, options: argparse.Namespace) -> float:
    from training.export.onnx_file import onnx_generate
    from training.features import FeatureNetwork
    from training.from_picture.recognition import recognised
    from training.pairs import find_pairs

    photographs = [pair.photo for pair in find_pairs(options.data_root).validation]
    features = FeatureNetwork("squeezenet1_1", weights=weights)
    return recognised(onnx_generate(model), photographs, options.picture, options.among, features)


def _benchmark(options: argparse.Namespace) -> int:
    from training.benchmark import benchmark, benchmark_text

    found = benchmark(options.architectures, options.encoders, options.size, threads=options.threads)
    print(json.dumps([asdict(item) for item in found], indent=2) if options.json else benchmark_text(found))
    return 0


def _zoo(options: argparse.Namespace) -> int:
    from training.zoo import zoo, zoo_text

    print(json.dumps(zoo(), indent=2) if options.json else zoo_text())
    return 0


if __name__ == "__main__":
    sys.exit(main())
