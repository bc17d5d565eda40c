"""The pins and their hashes: they agree with each other, with pyproject.toml and with what is installed by them."""

import re
import runpy
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent.parent
PACKAGING = ROOT / "packaging"
LOCKS = sorted((PACKAGING / "locks").glob("*.txt"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
EXTRAS = runpy.run_path(str(PACKAGING / "pin.py"))["EXTRAS"]


def pins(path: Path) -> list[Requirement]:
    lines = [line.removesuffix("\\") for line in path.read_text("utf-8").splitlines() if not line.startswith(" ")]
    return [Requirement(line.strip()) for line in lines]


def wanted(extras: tuple[str, ...]) -> list[Requirement]:
    project = PROJECT["project"]
    lines = [*project["dependencies"], *(line for extra in extras for line in project["optional-dependencies"][extra])]
    return [Requirement(line) for line in lines]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.stem)
def test_every_pin_is_one_version_with_hashes(lock: Path):
    blocks = re.split(r"\n(?=\S)", lock.read_text("utf-8").strip())

    assert len(blocks) > 3
    for block in blocks:
        assert re.match(r"[\w.-]+==[^\s;]+", block)
        assert re.search(r"--hash=sha256:[0-9a-f]{64}$", block)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.stem)
def test_no_two_files_pin_a_package_to_different_versions(lock: Path):
    versions: dict[str, set[str]] = {}
    for pin in pins(PACKAGING / "constraints.txt"):
        versions.setdefault(canonicalize_name(pin.name), set()).add(str(pin.specifier))

    for pin in pins(lock):
        known = versions.get(canonicalize_name(pin.name))
        assert known is None or str(pin.specifier) in known, pin


@pytest.mark.parametrize("name", EXTRAS)
def test_the_pins_are_what_pyproject_asks_for(name: str):
    found: dict[str, list[str]] = {}
    for pin in pins(PACKAGING / "locks" / f"{name}.txt"):
        found.setdefault(canonicalize_name(pin.name), []).append(str(pin.specifier).removeprefix("=="))

    for requirement in wanted(EXTRAS[name]):
        versions = found.get(canonicalize_name(requirement.name))
        assert versions, f"{requirement} is not in {name}.txt: run packaging/pin.py"
        assert all(requirement.specifier.contains(version) for version in versions), requirement


def test_the_checkout_is_built_by_pinned_packages():
    found = {pin.name for pin in pins(PACKAGING / "locks" / "build.txt")}

    assert {Requirement(line).name for line in PROJECT["build-system"]["requires"]} <= found


def test_every_recipe_verifies_what_it_installs():
    """An unpinned package would run on the machine that builds the installers, with what that machine may do."""
    recipes = [*(ROOT / ".github" / "workflows").glob("*.yml"), PACKAGING / "Makefile"]
    commands = [line for path in recipes for line in path.read_text("utf-8").splitlines() if "install --" in line]
    commands = [line for line in commands if " pip " in line]

    assert len(commands) >= 8
    for command in commands:
        assert "--require-hashes --only-binary :all:" in command or "--no-deps --no-build-isolation" in command, command


def test_every_action_is_one_commit():
    """A tag can be moved, to code that would hold the certificates of the installers."""
    workflows = (ROOT / ".github" / "workflows").glob("*.yml")
    used = re.findall(r"uses: (\S+)", "\n".join(path.read_text("utf-8") for path in workflows))

    assert len(used) > 10
    assert [name for name in used if not re.search(r"@[0-9a-f]{40}$|^\./", name)] == []
