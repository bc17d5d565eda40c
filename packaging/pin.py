"""Writes constraints.txt and locks/ again after a dependency has changed: `pin.py [--upgrade]`. Needs uv.

constraints.txt holds the version of everything, for people's own installations. Each file of locks/ holds the part that
one installation needs, with the SHA-256 of every wheel, for the installations that are verified:

build.txt       what turns the checkout into an installed package
program.txt     what the program runs with
installers.txt  that, and what the installers are made with
tests.txt       that of the program, training and the demo, and what checks them
audit.txt       what audit.py is run with
bill.txt        what writes a release's bill of materials
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent / "pyproject.toml"
CONSTRAINTS = HERE / "constraints.txt"
LOCKS = HERE / "locks"
EXTRAS = {"program": (), "installers": ("package",), "tests": ("train", "coreml", "demo", "virtual-camera", "dev")}
# For every system, and every Python from 3.11 on. Wheels alone: what would build a source package is not verified.
COMPILE = ("uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--only-binary", ":all:")
PLAIN = ("--no-header", "--no-annotate")


def main() -> int:
    """Entry point; returns the exit status."""
    if shutil.which("uv") is None:
        print("pin.py needs uv: pip install uv", file=sys.stderr)
        return 1
    upgrade = tuple(argument for argument in sys.argv[1:] if argument == "--upgrade")
    pin(CONSTRAINTS, PROJECT, "--all-extras", *upgrade)
    for name, extras in EXTRAS.items():
        lock(name, PROJECT, *(f"--extra={extra}" for extra in extras))
    tools = "\n".join([*tomllib.loads(PROJECT.read_text("utf-8"))["build-system"]["requires"], "editables"])
    lock("build", "-", stdin=tools)
    lock("audit", "-", stdin="pip-audit")
    lock("bill", "-", stdin="cyclonedx-bom")
    return 0


def lock(name: str, *what: Path | str, stdin: str | None = None) -> None:
    """Write a file of `locks/` with the versions of constraints.txt."""
    LOCKS.mkdir(exist_ok=True)
    pin(LOCKS / f"{name}.txt", *what, "--generate-hashes", "--constraint", CONSTRAINTS, stdin=stdin)


def pin(target: Path, *what: Path | str, stdin: str | None = None) -> None:
    """Have uv write a file. What is there already keeps its version where it may."""
    command = (*COMPILE, *PLAIN, *what, "--output-file", target)
    subprocess.run([str(part) for part in command], input=stdin, text=True, check=True, cwd=HERE.parent)


if __name__ == "__main__":
    sys.exit(main())
