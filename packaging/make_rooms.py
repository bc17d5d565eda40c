"""Draws the rooms in CONTRIBUTING.md: from pyproject.toml's layers, and from the first line of each room's docstring.

python packaging/make_rooms.py
"""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
CONTRIBUTING = ROOT / "CONTRIBUTING.md"
BEGIN, END = "<!-- rooms: made by packaging/make_rooms.py -->", "<!-- rooms end -->"
NAME_COLUMNS = 20


def main() -> None:
    """Write the drawing into CONTRIBUTING.md."""
    CONTRIBUTING.write_text(with_rooms(CONTRIBUTING.read_text(encoding="utf-8")), encoding="utf-8")


def with_rooms(page: str) -> str:
    """The page with the drawing between its two marks."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n```\n{rooms()}\n```\n\n{END}{after}"


def rooms() -> str:
    """Packages and their rooms; in a package with layers the upper room imports the lower ones."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    layers = [name for contract in settings["contracts"] if contract["type"] == "layers" for name in _names(contract)]
    return "\n".join(line for package in settings["root_packages"] for line in _drawn(package, layers))


def _names(contract: dict[str, list[str]]) -> Iterator[str]:
    """The rooms of a layers contract from the top down, each with its package."""
    for container in contract.get("containers", [""]):
        for layer in contract["layers"]:
            yield from (f"{container}.{name.strip()}".removeprefix(".") for name in layer.split("|"))


def _drawn(package: str, layers: list[str]) -> Iterator[str]:
    yield _line(package, indent=0)
    in_layers = [name for name in layers if name.startswith(f"{package}.")]
    folders = sorted(f"{package}.{path.parent.name}" for path in (ROOT / package).glob("*/__init__.py"))
    for name in [*in_layers, *(name for name in folders if name not in in_layers)]:
        if _folder(name).is_dir():
            yield _line(name, indent=2)


def _line(name: str, *, indent: int) -> str:
    label = f"{' ' * indent}{_folder(name).name}/"
    docstring = ast.get_docstring(ast.parse((_folder(name) / "__init__.py").read_text(encoding="utf-8"))) or ""
    return f"{label:<{NAME_COLUMNS}}{docstring.splitlines()[0]}"


def _folder(name: str) -> Path:
    return ROOT.joinpath(*name.split("."))


if __name__ == "__main__":
    main()
