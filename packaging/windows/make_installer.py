"""Makes the installer of a Windows bundle with Inno Setup. Runs on Windows.

Signs the programs and the installer with the certificate in CERTIFICATE (a PFX file in base64) and PASSWORD when both
are in the environment.
"""

from __future__ import annotations

import base64
import os
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SCRIPT = ROOT / "packaging" / "windows" / "toonclip.iss"
PROGRAMS = ("toonclip.exe", "ToonClipWindow.exe")
TIME_STAMPS = "http://timestamp.digicert.com"
SIGN_TOOL = "toonclip"


def main() -> int:
    """Entry point; returns the exit status."""
    with tempfile.TemporaryDirectory() as folder:
        for command in commands(version("toonclip"), Path(folder), dict(os.environ)):
            subprocess.run(command, check=True)
    return 0


def commands(program_version: str, folder: Path, environment: dict[str, str]) -> list[list[str]]:
    """What is run, in its order. The certificate is written into `folder`."""
    compiler = environment.get("ISCC", r"C:\Program Files (x86)\Inno Setup 6\ISCC.exe")
    make = [compiler, f"/DVersion={program_version}"]
    certificate, password = environment.get("CERTIFICATE"), environment.get("PASSWORD")
    if not certificate or not password:
        return [[*make, str(SCRIPT)]]
    file = folder / "certificate.pfx"
    file.write_bytes(base64.b64decode(certificate))
    sign = ["signtool", "sign", "/fd", "SHA256", "/td", "SHA256", "/tr", TIME_STAMPS, "/f", str(file), "/p", password]
    programs = [str(ROOT / "build" / "dist" / "toonclip" / name) for name in PROGRAMS]
    make += [f"/DSignTool={SIGN_TOOL}", f"/S{SIGN_TOOL}={' '.join(sign)} $f"]
    return [[*sign, *programs], [*make, str(SCRIPT)]]


if __name__ == "__main__":
    sys.exit(main())
