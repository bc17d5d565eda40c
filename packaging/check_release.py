"""Makes sure that a tag, pyproject.toml and CHANGELOG.md agree: `check_release.py v1.2.3 [--notes]`.

With --notes it prints the changelog of that version, for the page of the release.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Entry point; returns the exit status."""
    tag, *options = sys.argv[1:]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    problem, notes = check(tag, project["version"], (ROOT / "CHANGELOG.md").read_text("utf-8"))
    if problem:
        print(problem, file=sys.stderr)
        return 1
    print(notes if "--notes" in options else f"{tag} is ready.")
    return 0


def check(tag: str, version: str, changelog: str) -> tuple[str, str]:
    """What is wrong, empty when nothing is; and what the changelog says of the version."""
    if tag != f"v{version}":
        return f"The tag {tag} is not v{version}, the version of pyproject.toml.", ""
    found = re.search(rf"^## \[{re.escape(version)}\] - (\S+)\n(.*?)(?=^## \[|\Z)", changelog, re.MULTILINE | re.DOTALL)
    if found is None:
        return f"CHANGELOG.md has no line “## [{version}] - YYYY-MM-DD”.", ""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", found[1]):
        return f"CHANGELOG.md dates {version} with “{found[1]}”, which is no date.", ""
    notes = found[2].strip()
    return ("" if notes else f"CHANGELOG.md says nothing about {version}."), notes


if __name__ == "__main__":
    sys.exit(main())
