"""Makes the .dmg of a .app: `make_dmg.py ToonClip.app OUTPUT_FOLDER`. Runs on macOS.

Signs with TOONCLIP_CODESIGN_IDENTITY, and notarizes with APPLE_ID, APPLE_TEAM_ID and APPLE_APP_PASSWORD, each when it
is in the environment; without them the program is signed for no one (ad hoc) and macOS asks the person to allow it.
"""

from __future__ import annotations

import os
import platform
import plistlib
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ENTITLEMENTS = Path(__file__).resolve().parent / "entitlements.plist"
PAGE = "THIRD-PARTY-LICENCES.txt"
NOTARY_VARIABLES = ("APPLE_ID", "APPLE_TEAM_ID", "APPLE_APP_PASSWORD")


def main() -> int:
    """Entry point; returns the exit status."""
    app, output = Path(sys.argv[1]), Path(sys.argv[2])
    output.mkdir(parents=True, exist_ok=True)
    information = plistlib.loads((app / "Contents" / "Info.plist").read_bytes())
    image = output / f"ToonClip-{information['CFBundleShortVersionString']}-{platform.machine()}.dmg"
    with tempfile.TemporaryDirectory() as folder:
        for command in commands(app, image, Path(folder), dict(os.environ)):
            subprocess.run(command, check=True)
    print(image)
    return 0


def commands(app: Path, image: Path, folder: Path, environment: dict[str, str]) -> list[list[str]]:
    """What is run, in its order. `folder` becomes the content of the image."""
    identity = environment.get("TOONCLIP_CODESIGN_IDENTITY", "")
    page = app.parent / "toonclip" / PAGE
    planned = [["ditto", str(page), str(app / "Contents" / "Resources" / PAGE)]]
    planned.append(sign(app, identity))
    planned.append(["codesign", "--verify", "--deep", "--strict", str(app)])
    planned.append(["ditto", str(app), str(folder / app.name)])
    planned.append(["ln", "-s", "/Applications", str(folder / "Applications")])
    planned.append(
        ["hdiutil", "create", "-volname", "ToonClip", "-srcfolder", str(folder), "-format", "ULFO", "-ov", str(image)]
    )
    if identity:
        planned.append(["codesign", "--force", "--timestamp", "--sign", identity, str(image)])
    if identity and all(environment.get(name) for name in NOTARY_VARIABLES):
        planned.append(notarize(image, environment))
        planned.append(["xcrun", "stapler", "staple", str(image)])
    return planned


def sign(app: Path, identity: str) -> list[str]:
    """The whole program, anew: the page of licences came in after PyInstaller had sealed it."""
    if not identity:
        return ["codesign", "--force", "--deep", "--sign", "-", str(app)]
    options = ["--force", "--deep", "--timestamp", "--options", "runtime"]
    return ["codesign", *options, "--entitlements", str(ENTITLEMENTS), "--sign", identity, str(app)]


def notarize(image: Path, environment: dict[str, str]) -> list[str]:
    account = ["--apple-id", environment["APPLE_ID"], "--team-id", environment["APPLE_TEAM_ID"]]
    return [
        "xcrun",
        "notarytool",
        "submit",
        str(image),
        *account,
        "--password",
        environment["APPLE_APP_PASSWORD"],
        "--wait",
    ]


if __name__ == "__main__":
    if not shutil.which("hdiutil"):
        sys.exit("A .dmg is made on macOS.")
    sys.exit(main())
