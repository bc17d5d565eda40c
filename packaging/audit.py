"""Asks OSV whether a pinned package has a known vulnerability: `audit.py [--osv-url URL]`. Needs pip-audit.

The pins of every system are asked for, whatever system this is. OSV (https://osv.dev) holds the advisories of PyPI, of
GitHub and of others; it is told the names and versions in the pins, nothing else.

Exit status: 0, nothing is known; 1, something is; 2, OSV could not be asked, and nothing was found out.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
PINS = (HERE / "constraints.txt", *sorted((HERE / "locks").glob("*.txt")))
OSV = "https://api.osv.dev/v1/query"
PIP_AUDIT = (
    *(sys.executable, "-m", "pip_audit", "--vulnerability-service", "osv"),
    *("--no-deps", "--disable-pip", "--format", "json", "--progress-spinner", "off"),
)
_PIN = re.compile(r"^([\w.-]+)==([^\s;\\]+)", re.MULTILINE)


class NotAskedError(Exception):
    """OSV gave no answer."""


def main() -> int:
    """Entry point; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--osv-url", default=OSV, help="another server with OSV's interface")
    url: str = parser.parse_args().osv_url
    pins = sorted({pin for path in PINS for pin in _PIN.findall(path.read_text("utf-8"))})
    try:
        known = [line for batch in batches(pins) for line in vulnerabilities(batch, url)]
    except NotAskedError as error:
        print(f"{url} could not be asked, so nothing is known about the {len(pins)} pins: {error}", file=sys.stderr)
        return 2
    print(f"{len(pins)} pins, {len(known)} known vulnerabilities", *known, sep="\n  ")
    return 1 if known else 0


def batches(pins: list[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    """The pins in lists that name each package once, as pip-audit wants them: some have a version for each Python."""
    found: list[list[tuple[str, str]]] = []
    for pin in pins:
        place = next((batch for batch in found if batch[-1][0] != pin[0]), None)
        if place is None:
            found.append([pin])
        else:
            place.append(pin)
    return found


def vulnerabilities(pins: list[tuple[str, str]], url: str) -> list[str]:
    """A line for each that is known.

    Raises:
        NotAskedError: there is no answer for each of the pins.
    """
    with tempfile.TemporaryDirectory() as folder:
        requirements = Path(folder) / "pins.txt"
        requirements.write_text("".join(f"{name}=={version}\n" for name, version in pins), encoding="utf-8")
        done = subprocess.run(
            (*PIP_AUDIT, "--osv-url", url, "--requirement", requirements),
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode not in {0, 1} or not done.stdout:
        raise NotAskedError(done.stderr.strip().rpartition("\n")[2])
    answers = [each for each in json.loads(done.stdout)["dependencies"] if "vulns" in each]
    if len(answers) != len(pins):
        raise NotAskedError(f"of {len(pins)} packages it knows {len(answers)}")
    return [describe(each["name"], each["version"], known) for each in answers for known in each["vulns"]]


def describe(name: str, version: str, known: dict[str, list[str]]) -> str:
    """Package, names of the advisory and where it is mended."""
    mended = f"mended in {', '.join(known['fix_versions'])}" if known["fix_versions"] else "not mended yet"
    return f"{name} {version}: {' '.join([known['id'], *known['aliases']])}, {mended}"


if __name__ == "__main__":
    sys.exit(main())
