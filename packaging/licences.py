"""Writes THIRD-PARTY-LICENCES.txt from what is really in a bundle: `licences.py BUNDLE`, in the building environment.

A library and a module of Python in the bundle belong to the distribution whose RECORD lists them, or to the Debian
package that installed them. One that nobody claims fails the build: a licence would be missing. Wheels bring libraries
that they do not name; the last chapter does.

The page lies beside the program: `toonclip/THIRD-PARTY-LICENCES.txt` in the archive and in the folder of the Windows
program, `/usr/lib/toonclip/THIRD-PARTY-LICENCES.txt` from the .deb, `ToonClip.app/Contents/Resources` on macOS, where
make_dmg.py puts it. The window shows it from there.
"""

from __future__ import annotations

import re
import runpy
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from importlib.metadata import Distribution, distributions
from pathlib import Path

from desktop.system.licences import PAGE, chapter, distribution_chapter, read

ROOT = Path(__file__).resolve().parent.parent
_LIBRARY = re.compile(r"\.(?:so(?:\.[\w.]+)?|dll|pyd|dylib)$")
# Ours, and what PyInstaller and Python make for themselves.
_KNOWN_MODULE = re.compile(r"(?:assets|core|desktop)(?:\.|$)|_pyi_|_sysconfigdata_")
_HEAD = """\
The parts that ToonClip is shipped with, and their licences
===========================================================

ToonClip's own code and models are under the MIT licence (LICENSE). This page is made from the files of the bundle it
lies in.

What follows from the licences of the parts:

- PyAV's wheels bring an FFmpeg that is linked to x264 and x265, those of pillow-heif a libheif with x265. x264 and x265
  are under the GNU General Public License, version 2 or later; FFmpeg as it is built there, libheif and libde265 are
  under the LGPL, version 3 or later, and other parts are under the Apache License 2.0. So this bundle AS A WHOLE is
  distributed under the GPL, version 3 or later. The source code of x264, x265, FFmpeg and PyAV is at
  https://github.com/PyAV-Org/pyav-ffmpeg and https://github.com/PyAV-Org/PyAV, that of pillow-heif, libheif and
  libde265 at https://github.com/bigcat88/pillow_heif and https://github.com/strukturag, that of ToonClip at the place
  you have it from. ToonClip's own source stays under the MIT licence, without any of this.
- Qt and Qt for Python are used under the GNU Lesser General Public License, version 3. They are separate files of this
  folder, which you may replace with builds of your own; https://code.qt.io has their source code.
- BlazeFace, which finds faces (assets/faces), is a model of MediaPipe's, Copyright 2020 The MediaPipe Authors, under
  the Apache License 2.0, which lies beside it.
- H.264, H.265 and AAC are covered by patents in some countries.

"""


def main() -> int:
    """Entry point; returns the exit status."""
    bundle = Path(sys.argv[1])
    owners, unknown = owners_of(bundle)
    if unknown:
        print("No licence is known for:", *sorted(unknown), sep="\n  ", file=sys.stderr)
        return 1
    page = bundle / PAGE
    inside, unnamed = libraries_of_wheels(bundle)
    chapters = [owners[name] for name in sorted(owners, key=str.lower)]
    page.write_text(_HEAD + "\n".join([*chapters, inside]), encoding="utf-8")
    print(f"{page}: {len(owners)} parts, {page.stat().st_size / 1e3:.0f} kB")
    if unnamed:
        print("Add to wheel_libraries.py:", *unnamed, sep="\n  ", file=sys.stderr)
    return 0


def owners_of(bundle: Path) -> tuple[dict[str, str], set[str]]:
    """The chapters of the page by part, and the libraries that nobody claims."""
    by_name = files_of_distributions()
    parts: dict[str, Distribution] = {}
    packages, unknown = set[str](), set[str]()
    for path in libraries_in(bundle):
        inside = path.relative_to(bundle).as_posix().removeprefix("_internal/")
        distribution = by_name.get(inside) or by_name.get(path.name)
        package = None if distribution or is_pythons(path) else debian_package(path.name)
        if distribution is not None:
            parts[distribution.metadata["Name"]] = distribution
        elif package is not None:
            packages.add(package)
        elif not is_pythons(path):
            unknown.add(inside)
    claimed, unclaimed = owners_of_modules(modules_in(bundle), by_name)
    parts |= claimed
    unknown |= unclaimed
    chapters = {"Python": python_chapter()} | {package: debian_chapter(package) for package in packages}
    return chapters | {name: distribution_chapter(part) for name, part in parts.items()}, unknown


def libraries_in(bundle: Path) -> Iterator[Path]:
    for path in bundle.rglob("*"):
        if _LIBRARY.search(path.name) and path.is_file() and not path.is_symlink():
            yield path


def libraries_of_wheels(bundle: Path) -> tuple[str, list[str]]:
    """The chapter of the libraries inside the wheels, and those that it cannot name."""
    files = [path.relative_to(bundle).as_posix() for path in bundle.rglob("*") if path.is_file()]
    lines, unnamed = runpy.run_path(str(ROOT / "packaging/wheel_libraries.py"))["chapter_lines"](files)
    lines += [f"{Path(file).name}: see the licence of the part it came with" for file in unnamed]
    title = "Libraries inside the parts above"
    texts = "The texts of the GNU licences and of the Apache License are on this page, with the parts above."
    return "\n".join([title, "-" * len(title), texts, "", *lines, ""]), unnamed


def files_of_distributions() -> dict[str, Distribution]:
    """Installed distributions by the place and, for libraries, by the bare name of each of their files."""
    found: dict[str, Distribution] = {}
    for distribution in distributions():
        for file in distribution.files or ():
            found[file.as_posix()] = distribution
            if _LIBRARY.search(file.name):
                found.setdefault(file.name, distribution)
    return found


def modules_in(bundle: Path) -> set[str]:
    """The modules of the archive of Python code that the program holds, but for folders without code."""
    from PyInstaller.archive.readers import PKG_ITEM_PYZ, CArchiveReader
    from PyInstaller.loader.pyimod01_archive import PYZ_ITEM_NSPKG

    program = next(path for path in (bundle / "toonclip", bundle / "toonclip.exe") if path.is_file())
    archive = CArchiveReader(str(program))
    names = [name for name, entry in archive.toc.items() if entry[-1] == PKG_ITEM_PYZ]
    tables = [archive.open_embedded_archive(name).toc for name in names]
    return {module for table in tables for module, entry in table.items() if entry[0] != PYZ_ITEM_NSPKG}


def owners_of_modules(modules: set[str], by_name: dict[str, Distribution]) -> tuple[dict[str, Distribution], set[str]]:
    """The distributions of the modules that are neither Python's nor ours, and the modules that nobody claims."""
    # PyInstaller's start program is part of every bundle.
    owners = {part.metadata["Name"]: part for part in distributions() if part.metadata["Name"].lower() == "pyinstaller"}
    unknown = set[str]()
    for module in modules:
        if _KNOWN_MODULE.match(module) or module.partition(".")[0] in sys.stdlib_module_names:
            continue
        place = module.replace(".", "/")
        owner = by_name.get(f"{place}.py") or by_name.get(f"{place}/__init__.py")
        if owner is None:
            unknown.add(module)
        else:
            owners[owner.metadata["Name"]] = owner
    return owners, unknown


@cache
def debian_package(library: str) -> str | None:
    """The package that installed a library of this name on the building system; None elsewhere."""
    if not Path("/usr/bin/dpkg-query").exists():
        return None
    found = subprocess.run(("dpkg-query", "--search", f"*/{library}"), capture_output=True, text=True, check=False)
    return found.stdout.partition(":")[0].partition(",")[0] or None


def debian_chapter(package: str) -> str:
    text = read(Path("/usr/share/doc") / package / "copyright")
    return chapter(f"{package} (of Debian)", "see below", f"https://packages.debian.org/{package}", [text])


def is_pythons(path: Path) -> bool:
    """Whether it came with Python itself."""
    standard = Path(sys.base_prefix)
    return path.name.startswith(("libpython", "python3")) or any(
        (folder / path.name).exists()
        for folder in (standard / "lib", standard / "DLLs", standard, *standard.glob("lib/python3*/lib-dynload"))
    )


def python_chapter() -> str:
    for place in (Path(sys.base_prefix), *Path(sys.base_prefix).glob("lib/python3*"), Path("/usr/share/doc/python3")):
        for name in ("LICENSE.txt", "LICENSE", "copyright"):
            if (place / name).is_file():
                texts = [read(place / name)]
                return chapter(f"Python {sys.version.split()[0]}", "PSF-2.0", "https://www.python.org", texts)
    return chapter(f"Python {sys.version.split()[0]}", "PSF-2.0", "https://docs.python.org/3/license.html", [])


if __name__ == "__main__":
    sys.exit(main())
