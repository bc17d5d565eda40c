"""The rules that hold the rooms apart."""

import importlib.metadata
import importlib.util
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import packaging.version
import pytest

import core

ROOT = Path(__file__).parent.parent
TOP_LEVEL = {
    *("desktop", "core", "training", "assets", "packaging", "tests", "docs"),
    *("pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"),
}


def test_our_packages_are_ours_and_packaging_is_not():
    assert Path(core.__file__).is_relative_to(ROOT)
    assert not Path(packaging.version.__file__).is_relative_to(ROOT / "packaging")
    assert not (ROOT / "packaging" / "__init__.py").exists()


def test_the_top_level_holds_the_rooms_and_nothing_else():
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    found = {line.split("/")[0] for line in listed.stdout.splitlines()}

    assert {name for name in found if not name.startswith(".")} == TOP_LEVEL


@pytest.mark.parametrize(
    "command",
    [
        *("core.session", "core.convert.convert", "core.benchmark.live", "desktop.command_line.main"),
        *("training.cli", "training.settings.early"),  # mistakes are told at once
    ],
)
def test_the_engine_and_the_command_lines_import_neither_qt_nor_torch(command: str):
    code = f"import json, sys, {command}; print(json.dumps(sorted(sys.modules)))"
    listed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.split(".")[0] for name in json.loads(listed.stdout)}

    assert not loaded & {"PySide6", "torch", "pytorch_lightning", "segmentation_models_pytorch", "timm"}


def test_only_the_headless_opencv_is_installed():
    """The other wheel's bundled Qt breaks PySide6 on Linux."""
    distributions = {distribution.metadata["Name"].lower() for distribution in importlib.metadata.distributions()}

    assert "opencv-python-headless" in distributions
    assert "opencv-python" not in distributions


def test_the_contributors_page_draws_the_rooms_as_they_are():
    spec = importlib.util.spec_from_file_location("make_rooms", ROOT / "packaging" / "make_rooms.py")
    assert spec is not None
    assert spec.loader is not None
    make_rooms = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make_rooms)
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")

    assert make_rooms.with_rooms(page) == page


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "training/README.md", "docs/decisions/README.md"])
def test_the_files_that_a_page_names_exist(page: str):
    text = (ROOT / page).read_text(encoding="utf-8")
    linked = [(ROOT / page).parent / name for name in re.findall(r"\]\((?!https?:)([^)#]+)\)", text)]
    named = [ROOT / name for name in re.findall(r"`((?:core|desktop|training|packaging|tests)/[\w/]+\.\w+)`", text)]

    assert [str(path) for path in (*linked, *named) if not path.exists()] == []


def test_the_readme_stays_short():
    text = (ROOT / "README.md").read_text(encoding="utf-8")

    assert len(text.split()) < 800
