"""Makes the .deb of a bundle: `build_deb.py BUNDLE OUTPUT_FOLDER [--compression xz|none]`. Prints the file's path.

Needs dpkg-deb and dpkg-shlibdeps. The dependencies are what the bundle's files link to and the bundle does not bring.
"""

from __future__ import annotations

import argparse
import gzip
import os
import re
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from email.utils import formatdate
from importlib.metadata import version
from pathlib import Path

from desktop.system.product import repository

HERE = Path(__file__).resolve().parent
ICONS = HERE.parent.parent / "build" / "icons"
ROOT = HERE.parent.parent
HOME = Path("usr/lib/toonclip")
MAINTAINER = "The ToonClip contributors <toonclip@users.noreply.github.com>"
HOMEPAGE = repository()
# Opened at run time, and the system's own: the display driver's, fonts, the session bus, sound.
OPENED_AT_RUN_TIME = (
    *("libegl1", "libfontconfig1", "libdbus-1-3", "libgl1", "xkb-data", "ca-certificates"),
    "libportaudio2",
)
CONTROL = """Package: toonclip
Version: {version}
Architecture: {architecture}
Maintainer: {maintainer}
Installed-Size: {kilobytes}
Depends: {depends}
Recommends: xdg-desktop-portal, fonts-dejavu-core | fonts-liberation
Suggests: pipewire, wireplumber, v4l2loopback-dkms
Section: video
Priority: optional
Homepage: {homepage}
Description: live cartoon of a webcam
 ToonClip turns a webcam into a live cartoon on an ordinary desktop, in real
 time on two processor cores. It shows the cartoon beside or instead of the
 picture, records clips at their true speed, and converts photos and videos.
 The pictures never leave the computer.
"""
DEBIAN_ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}


def main() -> int:
    """Entry point; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bundle", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--compression", default="xz", choices=("xz", "none"))
    options = parser.parse_args()
    options.output.mkdir(parents=True, exist_ok=True)
    number = debian_version(version("toonclip"))
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "toonclip"
        stage(options.bundle, tree, number)
        write_control(tree, number)
        architecture = DEBIAN_ARCHITECTURES[os.uname().machine]
        target = options.output / f"toonclip_{number}_{architecture}.deb"
        build = ("dpkg-deb", "--root-owner-group", f"-Z{options.compression}", "--build", str(tree), str(target))
        subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
    print(target)
    return 0


def debian_version(version: str) -> str:
    """Python's 1.0rc1 is Debian's 1.0~rc1, which sorts before 1.0."""
    return re.sub(r"\.?(a|b|rc|dev)(\d+)", r"~\1\2", version)


def stage(bundle: Path, tree: Path, version: str) -> None:
    """Lay out the files as they are installed."""
    shutil.copytree(bundle, tree / HOME, symlinks=True)
    (tree / "usr/bin").mkdir(parents=True)
    (tree / "usr/bin/toonclip").symlink_to("../lib/toonclip/toonclip")
    install(HERE / "toonclip.desktop", tree / "usr/share/applications/toonclip.desktop")
    install(HERE / "toonclip-mime.xml", tree / "usr/share/mime/packages/toonclip.xml")
    for picture in sorted(ICONS.glob("toonclip-*.png")):
        size = picture.stem.removeprefix("toonclip-")
        install(picture, tree / f"usr/share/icons/hicolor/{size}x{size}/apps/toonclip.png")
    install(ROOT / "assets/icons/toonclip.svg", tree / "usr/share/icons/hicolor/scalable/apps/toonclip.svg")
    metainfo = next(HERE.glob("*.metainfo.xml"))
    text = metainfo.read_text("utf-8").replace("@VERSION@", version)
    write(tree / "usr/share/metainfo" / metainfo.name, text.replace("@DATE@", f"{datetime.now(UTC):%Y-%m-%d}"))
    install(HERE / "lintian-overrides", tree / "usr/share/lintian/overrides/toonclip")
    documents = tree / "usr/share/doc/toonclip"
    write(documents / "copyright", copyright_text(tree / HOME / "THIRD-PARTY-LICENCES.txt"))
    log = f"toonclip ({version}) unstable; urgency=medium\n\n  * See {HOMEPAGE}/releases.\n\n"
    compress(documents / "changelog.gz", f"{log} -- {MAINTAINER}  {formatdate(localtime=False)}\n")
    compress(tree / "usr/share/man/man1/toonclip.1.gz", (HERE / "toonclip.1").read_text("utf-8"))
    set_modes(tree)


def copyright_text(licences: Path) -> str:
    """The licence of the program and where those of its parts are."""
    own = (ROOT / "LICENSE").read_text("utf-8")
    where = f"/{HOME / licences.name}"
    return (
        f"ToonClip, {HOMEPAGE}\n\n{own}\n"
        "This package also holds the libraries that the program runs with. Among them are x264 and x265, under the\n"
        "GNU General Public License (GPL), version 2 or later, and FFmpeg, under the GNU Lesser General Public\n"
        "License, version 3 or later: the package as a whole is distributed under the GPL, version 3 or later.\n"
        "On Debian systems its text is in /usr/share/common-licenses/GPL-3, that of the Lesser General Public\n"
        "License, under which Qt is used, too, in /usr/share/common-licenses/LGPL-3.\n"
        f"The licences of every part are in {where}.\n"
    )


def write_control(tree: Path, version: str) -> None:
    """DEBIAN/control and the sums of the files."""
    files = sorted(path for path in tree.rglob("*") if path.is_file() and not path.is_symlink())
    write(
        tree / "DEBIAN/control",
        CONTROL.format(
            version=version,
            architecture=DEBIAN_ARCHITECTURES[os.uname().machine],
            maintainer=MAINTAINER,
            kilobytes=sum(path.stat().st_size for path in files) // 1024,
            depends=", ".join(dependencies(tree / HOME)),
            homepage=HOMEPAGE,
        ),
    )
    sums = subprocess.run(
        ("md5sum", *(str(path.relative_to(tree)) for path in files)), cwd=tree, check=True, capture_output=True
    )
    (tree / "DEBIAN/md5sums").write_bytes(sums.stdout)


def dependencies(home: Path) -> list[str]:
    """The packages whose libraries the bundle's files link to, and those opened at run time."""
    binaries = [path for path in home.rglob("*") if path.is_file() and not path.is_symlink() and is_elf(path)]
    private = sorted({f"-l{path.parent}" for path in binaries})
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder) / "debian/control", "Source: toonclip\n\nPackage: toonclip\nArchitecture: any\n")
        command = ("dpkg-shlibdeps", "-O", "--ignore-missing-info", *private, *(f"-e{path}" for path in binaries))
        found = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    listed = found.stdout.removeprefix("shlibs:Depends=").strip().split(", ")
    names = {entry.split()[0] for entry in listed}
    return sorted([*filter(None, listed), *(name for name in OPENED_AT_RUN_TIME if name not in names)])


def is_elf(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def install(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def write(target: Path, text: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")


def compress(target: Path, text: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def set_modes(tree: Path) -> None:
    """As Debian wants them: only programs are executable, whatever the wheels say."""
    for path in tree.rglob("*"):
        if not path.is_symlink():
            runs = path.is_dir() or path == tree / HOME / "toonclip"
            path.chmod(0o755 if runs else 0o644)
    tree.chmod(0o755)


if __name__ == "__main__":
    sys.exit(main())
