"""parse_arguments(): what the command line takes, and what is wrong with what it was given."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from core.layout import Layout
from core.models.file_types import MODEL_SUFFIXES
from desktop.system.long_text import shortened
from desktop.system.product import installed_version

_USER_MISTAKE = 2
_LONGEST_PX = 8192
_MOST_PERCENT = 150
_MOST_FPS = 240
_MODEL_HELP = (
    "id of an installed model, or path of a model folder, an .onnx file, or a packed model, which is installed first "
    "(default: the first installed)"
)
_DRAW_AT_HELP = "longer side at which the network draws, px (default: the largest that holds the camera's rate)"


def parse_arguments(arguments: Sequence[str]) -> argparse.Namespace:
    """The options. `command` is None where the window is meant.

    Raises:
        SystemExit: with status 2 after a word about a mistake; with 0 after --help or --version.
    """
    return _parser().parse_args(_with_opened_file(arguments))


def _with_opened_file(arguments: Sequence[str]) -> Sequence[str]:
    """`toonclip FILE`, which is what a desktop calls to open one, is `--model FILE` or `--source FILE`."""
    if len(arguments) != 1 or arguments[0].startswith("-"):
        return arguments
    path = Path(arguments[0])
    if not path.suffix and len(path.parts) == 1:  # a command
        return arguments
    return ("--model" if path.suffix.lower() in MODEL_SUFFIXES else "--source", arguments[0])


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in two lines instead of repeating the whole usage."""

    def error(self, message: str) -> NoReturn:
        self.exit(_USER_MISTAKE, f"toonclip: {shortened(message)}\nSee `{self.prog} --help`.\n")


def _parser() -> _Parser:
    parser = _Parser(
        prog="toonclip",
        description="Turns a webcam, a video or pictures into a live cartoon. Without a command it opens the window.",
    )
    parser.add_argument("--version", action="version", version=f"ToonClip {installed_version() or '(version unknown)'}")
    parser.add_argument(
        "--source",
        dest="live_source",
        metavar="SOURCE",
        help="a camera's number in `toonclip cameras`, a video file, `sample` (the bundled clip) or `synthetic`",
    )
    parser.add_argument("--model", metavar="MODEL", default=None, help=_MODEL_HELP)
    parser.add_argument("--draw-at", metavar="PX", type=_side, default=None, help=_DRAW_AT_HELP)
    parser.add_argument(
        "--self-test",
        metavar="SECONDS",
        type=_seconds,
        help="run every bundled model on a synthetic camera, record a clip, check both, print one line of JSON",
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)
    _add_convert(commands)
    _add_models(commands)
    _add_json(commands.add_parser("cameras", help="list the cameras", description="List the cameras."))
    _add_providers(commands)
    _add_recover(commands)
    _add_bench(commands)
    return parser


def _add_convert(commands: argparse._SubParsersAction[_Parser]) -> None:
    parser = commands.add_parser(
        "convert",
        help="convert an image, a folder of images or a video",
        description="Convert an image, a folder of images or a video (with its sound). Every picture is converted.",
    )
    parser.add_argument("source", metavar="IN", type=Path, help="an image, a folder of images, or a video")
    parser.add_argument("target", metavar="OUT", type=Path, help="an image, a folder, or an .mp4 file")
    parser.add_argument("--model", metavar="MODEL", default=argparse.SUPPRESS, help=_MODEL_HELP)
    parser.add_argument(
        "--layout",
        type=_layout,
        default=Layout.TOON,
        metavar="LAYOUT",
        help=f"{', '.join(Layout)} (default: {Layout.TOON})",
    )
    parser.add_argument(
        "--strength",
        type=_strength,
        default=1.0,
        metavar="PERCENT",
        help="of the drawing: 0 is the original, 100 the toon, up to 150 takes it further (default: 100)",
    )
    parser.add_argument("--steady", action="store_true", help="of a video: keep what stands still from flickering")
    _add_json(parser)


def _add_models(commands: argparse._SubParsersAction[_Parser]) -> None:
    parser = commands.add_parser(
        "models",
        help="list the installed models; add or remove one",
        description="List the installed models. With a command, add a model or remove one that you added.",
    )
    _add_json(parser)
    changes = parser.add_subparsers(dest="change", metavar="COMMAND", parser_class=_Parser)
    add = changes.add_parser(
        "add", help="install a model", description="Install a model; its networks are verified by their hashes."
    )
    add.add_argument(
        "source",
        metavar="SOURCE",
        help="hf://OWNER/NAME[@REVISION] on the Hugging Face Hub, a model folder, or a .zip of one",
    )
    remove = changes.add_parser(
        "remove", help="remove a model that you added", description="Remove one of your models."
    )
    remove.add_argument("id", metavar="ID", help="as `toonclip models` lists it")


def _add_providers(commands: argparse._SubParsersAction[_Parser]) -> None:
    parser = commands.add_parser(
        "providers",
        help="what draws a model here: processor, graphics card, …",
        description="Try what could draw a model on this computer, each for a second, and say which is the fastest, "
        "and why the others do not draw it. The result is remembered until a driver or a version changes.",
    )
    parser.add_argument("--model", metavar="MODEL", default=argparse.SUPPRESS, help=_MODEL_HELP)
    parser.add_argument("--again", action="store_true", help="try them anew")
    _add_json(parser)


def _add_recover(commands: argparse._SubParsersAction[_Parser]) -> None:
    parser = commands.add_parser(
        "recover",
        help="make clips of recordings that were not finished",
        description="Make clips of what a program that was killed, or a computer that lost its power, had recorded.",
    )
    parser.add_argument(
        "folder", metavar="FOLDER", type=Path, nargs="?", help="with the recordings (default: where clips are saved)"
    )


def _add_bench(commands: argparse._SubParsersAction[_Parser]) -> None:
    parser = commands.add_parser(
        "bench",
        help="measure how fast this computer is",
        description="Measure the speed of a model, alone and in the whole engine, on a synthetic camera; or, with "
        "--live, of the whole program as a person uses it.",
    )
    parser.add_argument("--model", metavar="MODEL", default=argparse.SUPPRESS, help=_MODEL_HELP)
    parser.add_argument(
        "--size", metavar="WxH", type=_size, default=(512, 512), help="of the camera's pictures (default: 512x512)"
    )
    parser.add_argument(
        "--threads",
        metavar="N",
        type=_threads,
        help="of the processor (default: one a core, less one of more than two; up to 8)",
    )
    parser.add_argument("--seconds", metavar="S", type=_seconds, default=10.0, help="to measure for (default: 10)")
    live = parser.add_argument_group("the whole program")
    live.add_argument("--live", action="store_true", help="measure it with a camera of a fixed rate")
    live.add_argument(
        "--camera",
        metavar="WxH@FPS",
        type=_camera,
        help="what the synthetic camera delivers (default: 720p and 1080p, with and without a clip, against the bars)",
    )
    live.add_argument("--fps", type=float, choices=(30.0, 60.0), default=30.0, help="the rate to hold (default: 30)")
    live.add_argument("--draw-at", metavar="PX", type=_side, default=argparse.SUPPRESS, help=_DRAW_AT_HELP)
    live.add_argument("--record", action="store_true", help="record a clip meanwhile")
    live.add_argument("--window", action="store_true", help="show the window, and measure up to the paint")
    _add_json(parser)


def _add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print JSON")


def _layout(text: str) -> Layout:
    try:
        return Layout(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is none of {', '.join(Layout)}") from error


def _size(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{1,5})[xX×](\d{1,5})", text)  # noqa: RUF001 - people paste it
    width, height = (int(found[1]), int(found[2])) if found else (0, 0)
    if not (1 <= width <= _LONGEST_PX and 1 <= height <= _LONGEST_PX):
        raise argparse.ArgumentTypeError(f"{text!r} is not a size like 1280x720, {_LONGEST_PX} px a side at most")
    return width, height


def _strength(text: str) -> float:
    found = re.fullmatch(r"(\d{1,3}) ?%?", text)
    if found is None or int(found[1]) > _MOST_PERCENT:
        raise argparse.ArgumentTypeError(f"{text!r} is not a strength from 0 to {_MOST_PERCENT} percent")
    return int(found[1]) / 100


def _camera(text: str) -> tuple[int, int, float]:
    size, at, rate = text.partition("@")
    return *_size(size), _rate(rate if at else "30")


def _rate(text: str) -> float:
    try:
        fps = float(text)
    except ValueError:
        fps = 0.0
    if not 1 <= fps <= _MOST_FPS:
        raise argparse.ArgumentTypeError(f"{text!r} is not a rate from 1 to {_MOST_FPS} pictures a second")
    return fps


def _side(text: str) -> int:
    if re.fullmatch(r"\d{1,5}", text) is None or not 1 <= int(text) <= _LONGEST_PX:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of px from 1 to {_LONGEST_PX}")
    return int(text)


def _threads(text: str) -> int:
    if re.fullmatch(r"\d{1,3}", text) is None or not 1 <= int(text) <= 256:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of threads from 1 to 256")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0.1 <= seconds <= 3600:
        raise argparse.ArgumentTypeError(f"{text!r} is not a time from 0.1 to 3600 seconds")
    return seconds
