"""The `demo` and `publish` commands: their arguments, and what they need installed."""

from __future__ import annotations

import argparse
import importlib.util
import socket
from pathlib import Path

from core.errors import InputError

NAMES = ("demo", "publish")
"""Neither needs torch."""

_MODEL_HELP = "id of an installed model, or path of a model folder"
_DEFAULT_FLAGS = Path("toonclip-flagged")


def add_demo(parser: argparse.ArgumentParser) -> None:
    """Arguments of `toonclip-train demo`."""
    parser.add_argument("--model", metavar="ID|DIR", help=f"{_MODEL_HELP} (default: the first installed)")
    parser.add_argument("--port", type=_port, metavar="N", help="of the page (default: the first free one from 7860)")
    parser.add_argument("--host", default="127.0.0.1", help="0.0.0.0: other computers may open the page, too")
    parser.add_argument(
        "--flags",
        type=Path,
        default=_DEFAULT_FLAGS,
        metavar="DIR",
        help="where flagged pictures go (default: %(default)s)",
    )
    parser.set_defaults(run=_demo)


def add_publish(parser: argparse.ArgumentParser) -> None:
    """Arguments of `toonclip-train publish`."""
    parser.add_argument("--model", metavar="ID|DIR", required=True, help=_MODEL_HELP)
    parser.add_argument("--repo", metavar="OWNER/NAME", required=True, help="made when it does not exist")
    parser.add_argument("--private", action="store_true", help="only you can see it")
    parser.add_argument("--no-space", dest="space", action="store_false", help="no page to try it; the model alone")
    parser.set_defaults(run=_publish)


def _demo(options: argparse.Namespace) -> int:
    _require("gradio")
    _check_address(options.host, options.port)
    from training.hub.demo import run_demo

    return run_demo(options.model, host=options.host, port=options.port, flags_dir=options.flags)


def _publish(options: argparse.Namespace) -> int:
    _require("huggingface_hub")
    from training.hub.publish import publish
    from training.hub.toons import find_model

    for line in publish(find_model(options.model), options.repo, private=options.private, space=options.space):
        print(line)
    return 0


def _check_address(host: str, port: int | None) -> None:
    """Say at once, and not after Gradio's slow start, that the page cannot be served there."""
    try:
        socket.create_server((host, port or 0)).close()
    except OSError as error:
        reason = (error.strerror or str(error)).lower().partition(" (")[0]
        where = f"{host}, port {port}" if port else host
        raise InputError(
            f"The page cannot be served at {where}: {reason}.", hint="Choose another --port, or leave out --host."
        ) from error


def _require(package: str) -> None:
    if importlib.util.find_spec(package) is None:
        raise InputError(
            f"This command needs the demo extra ({package} is missing).",
            hint="In the checkout run: pip install -e '.[demo]'",
        )


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port from 1 to 65535")
    return int(text)
