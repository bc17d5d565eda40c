"""A release needs agreement; the icons are whole."""

import runpy
import struct
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGING = Path(__file__).parent.parent.parent / "packaging"
CHANGELOG = (
    "# Changelog\n\n## [Unreleased]\n\n## [1.2.3] - 2026-01-31\n\n- Better.\n\n## [1.2.2] - 2026-01-01\n\n- Old.\n"
)


@pytest.mark.parametrize(
    ("tag", "changelog", "word"),
    [
        ("v1.2.3", CHANGELOG, ""),
        ("v1.2.4", CHANGELOG, "pyproject.toml"),
        ("1.2.3", CHANGELOG, "pyproject.toml"),
        ("v1.2.3", "# Changelog\n\n## [Unreleased]\n", "has no line"),
        ("v1.2.3", CHANGELOG.replace("2026-01-31", "soon"), "no date"),
        ("v1.2.3", CHANGELOG.replace("- Better.", ""), "says nothing"),
    ],
)
def test_a_release_is_refused_unless_all_agree(tag: str, changelog: str, word: str):
    problem, notes = runpy.run_path(str(PACKAGING / "check_release.py"))["check"](tag, "1.2.3", changelog)

    assert word in problem
    assert bool(problem) == bool(word)
    if not problem:
        assert notes == "- Better."


def test_the_icons_hold_their_pictures(tmp_path: Path):
    subprocess.run([sys.executable, str(PACKAGING / "make_icons.py"), str(tmp_path)], check=True, capture_output=True)

    png = (tmp_path / "toonclip-48.png").read_bytes()
    assert struct.unpack(">II", png[16:24]) == (48, 48)
    ico = (tmp_path / "toonclip.ico").read_bytes()
    assert struct.unpack("<HHH", ico[:6]) == (0, 1, 7)
    length, offset = struct.unpack("<II", ico[6 + 6 * 16 + 8 : 6 + 7 * 16])
    assert offset + length == len(ico)
    assert ico[offset : offset + 4] == b"\x89PNG"
    icns = (tmp_path / "toonclip.icns").read_bytes()
    assert icns[:4] == b"icns"
    assert struct.unpack(">I", icns[4:8]) == (len(icns),)


@pytest.mark.parametrize(
    ("python", "debian"), [("1.0.0", "1.0.0"), ("1.0rc1", "1.0~rc1"), ("1.0.dev3", "1.0~dev3"), ("2.1b2", "2.1~b2")]
)
def test_debian_sorts_what_comes_before_a_version_before_it(python: str, debian: str):
    assert runpy.run_path(str(PACKAGING / "linux" / "build_deb.py"))["debian_version"](python) == debian
