"""parse_arguments(): what the command line takes, and what is wrong with what it was given."""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from core.layout import Layout
from core.models.file_types import MANIFEST_NAME, MEANT_AS_MODELS
from desktop.system.long_text import shortened
from desktop.system.product import installed_version
from desktop.system.single_window import DEEDS

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
    parser = _parser()
    option = arguments[0].split("=")[0] if arguments else ""
    if option.startswith("--") and option not in _OWN and _commands_with(option):
        parser.error(f"unrecognized arguments: {option}")  # before its value is taken for a command
    options = parser.parse_args(_with_opened_file(_with_dashed_names(arguments)))
    if options.do and len(arguments) > (1 if "=" in arguments[0] else 2):
        parser.error("--do stands alone")
    return options


def _with_dashed_names(arguments: Sequence[str]) -> Sequence[str]:
    """Files whose names begin with a dash, which a shell's * brings, are no options."""

    def named(argument: str) -> str:
        is_file = argument.startswith("-") and "." in argument and os.path.lexists(argument)
        return os.path.join(os.curdir, argument) if is_file else argument  # noqa: PTH118 - Path drops the dot

    return [named(argument) for argument in arguments]


def _with_opened_file(arguments: Sequence[str]) -> Sequence[str]:
    """`toonclip FILE`, which is what a desktop calls to open one, is `--model FILE` or `--source FILE`.

    So is a folder, of a model or of pictures.
    """
    place = 0
    while place < len(arguments) and arguments[place].startswith("-"):
        place += 2 if arguments[place] in _WITH_VALUE else 1
    if place >= len(arguments) or arguments[place] in _COMMANDS:
        return arguments
    path = Path(arguments[place])
    is_word = len(path.parts) == 1 and not path.suffix and not arguments[place].endswith(("/", os.sep))
    if is_word and not _exists(path):  # a command, misspelled
        return arguments
    is_model = path.suffix.lower() in MEANT_AS_MODELS or _exists(path / MANIFEST_NAME)
    option = "--model" if is_model else "--source"
    return [*arguments[:place], option, *arguments[place:]]


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # a name too long
        return False


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in two lines instead of repeating the whole usage."""

    def error(self, message: str) -> NoReturn:
        hint = self._explanation(message) or f"See `{self.prog} --help`."
        self.exit(_USER_MISTAKE, f"toonclip: {shortened(message)}\n{hint}\n")

    def _explanation(self, message: str) -> str:
        """What to do about an option in the wrong place."""
        found = re.match(r"unrecognized arguments: (-[^\s=]+)", message)
        if found is None:
            return ""
        option = shortened(found[1])
        if commands := _commands_with(option):
            return f"{option} belongs to a command: `toonclip {commands[0]} … {option}`."
        return "A file whose name begins with a dash needs ./ before it." if "." in option else ""


def _commands_with(option: str) -> list[str]:
    """The commands that know an option."""
    commands = _Parser().add_subparsers(parser_class=_Parser)
    for add in _COMMANDS.values():
        add(commands)
    return [name for name, parser in commands.choices.items() if f"{option} " in parser.format_help()]


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
        help="a camera's number in `toonclip cameras`, a video or picture, a folder of pictures, "
        "`sample` (the bundled clip) or `synthetic`",
    )
    parser.add_argument("--model", metavar="MODEL", default=None, help=_MODEL_HELP)
    parser.add_argument("--draw-at", metavar="PX", type=_side, default=None, help=_DRAW_AT_HELP)
    parser.add_argument(
        "--do",
        choices=DEEDS,
        help="let the open window do this, for a key of your desktop's settings: start or stop a clip, save the last "
        "seconds, save a picture",
    )
    parser.add_argument(
        "--self-test",
        metavar="SECONDS",
        type=_seconds,
        help="run every bundled model on a synthetic camera, record a clip, check both, print one line of JSON",
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)
    for add in _COMMANDS.values():
        add(commands)
    return parser


def _add_convert(commands: argparse._SubParsersAction[_Parser]) -> None:
    parser = commands.add_parser(
        "convert",
        help="convert images, videos and folders of them",
        description="Convert images, animations, videos (with their sound) and folders of them. Every picture is "
        "converted. Without OUT the toon lies beside the input, as NAME-toon; several inputs need a folder as OUT.",
        usage="%(prog)s [options] IN [IN …] [OUT]",
    )
    parser.add_argument(
        "paths", metavar="IN", type=Path, nargs="+", help="files and folders; of several the last is OUT"
    )
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
    parser.add_argument("--recursive", action="store_true", help="also what lies in folders of folders")
    existing = parser.add_mutually_exclusive_group()
    existing.add_argument(
        "--overwrite",
        dest="existing",
        action="store_const",
        const="REPLACE",
        default="KEEP",
        help="replace files that are there already, but never read-only ones",
    )
    existing.add_argument(
        "--resume",
        dest="existing",
        action="store_const",
        const="RESUME",
        help="go on where an earlier run was stopped: what is there already counts as done",
    )
    parser.add_argument(
        "--no-metadata",
        dest="metadata",
        action="store_false",
        help="leave out date, place, camera and words that the input holds",
    )
    _add_json(parser)


def _add_models(commands: argparse._SubParsersAction[_Parser]) -> None:
    parser = commands.add_parser(
        "models",
        help="list the installed models; add or remove one",
        description="List the installed models. With a command, add a model or remove one that you added.",
    )
    _add_json(parser)
    parser.add_argument("--long", action="store_true", help="with size, licence and folder")
    changes = parser.add_subparsers(dest="change", metavar="COMMAND", parser_class=_Parser)
    add = changes.add_parser(
        "add", help="install a model", description="Install a model; its networks are verified by their hashes."
    )
    add.add_argument(
        "source",
        metavar="SOURCE",
        help="an .onnx file, a model folder, a .zip of one, or hf://OWNER/NAME[@REVISION] on the Hugging Face Hub",
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


def _add_cameras(commands: argparse._SubParsersAction[_Parser]) -> None:
    _add_json(commands.add_parser("cameras", help="list the cameras", description="List the cameras."))


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


_COMMANDS = {
    "convert": _add_convert,
    "models": _add_models,
    "cameras": _add_cameras,
    "providers": _add_providers,
    "recover": _add_recover,
    "bench": _add_bench,
}
_WITH_VALUE = ("--source", "--model", "--self-test", "--draw-at", "--do")
_OWN = (*_WITH_VALUE, "--help", "--version")
