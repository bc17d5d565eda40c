"""Takes out of a finished Linux bundle what is there twice or never read: `slim.py BUNDLE`. Needs patchelf and strip.

OpenCV's wheel and PyAV's each bring an FFmpeg. Where both are of the same major versions, which is what FFmpeg
promises its binary interface for, OpenCV is pointed at PyAV's and its own goes.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

_FFMPEG = re.compile(r"^lib(avcodec|avformat|avutil|swscale|swresample|avdevice|avfilter)-\w+\.so\.(\d+)\.")
_PATCHED = ("av.libs", "numpy.libs", "opencv_python_headless.libs")


def main() -> int:
    """Entry point; returns the exit status."""
    internal = Path(sys.argv[1]) / "_internal"
    before = size_of(internal)
    share_ffmpeg(internal)
    remove_unlinked(internal / "opencv_python_headless.libs", internal)
    remove_unlinked(internal, internal)  # what only the plugins linked to that the bundle leaves out
    strip_symbols(internal)
    drop_foreign_paths(internal)
    print(f"{before / 1e6:.1f} MB -> {size_of(internal) / 1e6:.1f} MB")
    return 0


def share_ffmpeg(internal: Path) -> None:
    """Point OpenCV at PyAV's FFmpeg when the versions allow it."""
    theirs = ffmpeg_in(internal / "opencv_python_headless.libs")
    ours = ffmpeg_in(internal / "av.libs")
    module = next(internal.glob("cv2/cv2*.so"), None)
    if module is None or not theirs or any(key not in ours for key in theirs):
        print("OpenCV keeps its FFmpeg: its versions are not those of PyAV's.")
        return
    for key, old in theirs.items():
        run("patchelf", "--replace-needed", old.name, ours[key].name, str(module))
    run(
        "patchelf",
        "--force-rpath",
        "--set-rpath",
        "$ORIGIN/../av.libs:$ORIGIN/../opencv_python_headless.libs",
        str(module),
    )
    for old in theirs.values():
        old.unlink()
        (internal / old.name).unlink(missing_ok=True)


def ffmpeg_in(folder: Path) -> dict[tuple[str, str], Path]:
    """FFmpeg's libraries by name and major version."""
    found = {}
    for path in sorted(folder.glob("lib*.so.*")):
        match = _FFMPEG.match(path.name)
        if match:
            found[match[1], match[2]] = path
    return found


def remove_unlinked(folder: Path, internal: Path) -> None:
    """Remove libraries of the folder that nothing links to any more, and those that only they linked to."""
    while unlinked := unlinked_libraries(folder, internal):
        for path in unlinked:
            path.unlink()
            twin = internal / path.name
            if twin.is_symlink():
                twin.unlink()


def unlinked_libraries(folder: Path, internal: Path) -> list[Path]:
    """The libraries of the folder that no library of the bundle links to; links to files that are gone too.

    Python's modules lie among them, and nothing links to those either.
    """
    linked = {name for path in internal.rglob("*.so*") for name in needed(path)}
    found = [path for path in folder.glob("lib*.so*") if not path.name.startswith("libpython")]
    return [path for path in found if path.name not in linked or not path.exists()]


def needed(path: Path) -> list[str]:
    """The names that a library links to."""
    if not path.is_file() or path.is_symlink():
        return []
    dump = subprocess.run(("objdump", "-p", str(path)), capture_output=True, text=True, check=False)
    return re.findall(r"NEEDED\s+(\S+)", dump.stdout)


def strip_symbols(internal: Path) -> None:
    """Strip the libraries that no tool has rewritten; strip damages those that patchelf has."""
    for path in internal.rglob("*.so*"):
        if path.is_file() and not path.is_symlink() and not any(part in _PATCHED for part in path.parts):
            stripped = path.with_name(f"{path.name}.stripped")
            result = subprocess.run(
                ("strip", "--strip-unneeded", "-o", stripped, path), capture_output=True, check=False
            )
            if result.returncode == 0 and stripped.stat().st_size < path.stat().st_size and path.parent.name != "cv2":
                shutil.copymode(path, stripped)
                stripped.replace(path)
            else:
                stripped.unlink(missing_ok=True)


def drop_foreign_paths(internal: Path) -> None:
    """Let no library be looked for where the building machine kept it, as a Python of its own has its modules do."""
    for path in internal.rglob("*.so*"):
        if path.is_file() and not path.is_symlink():
            found = subprocess.run(("patchelf", "--print-rpath", path), capture_output=True, text=True, check=False)
            named = found.stdout.strip()
            kept = own_paths(named)
            if named and not kept:
                run("patchelf", "--remove-rpath", str(path))
            elif kept != named:
                run("patchelf", "--set-rpath", kept, str(path))


def own_paths(search_path: str) -> str:
    """The part of a library's search path that is inside the bundle."""
    return ":".join(part for part in search_path.split(":") if part.startswith("$ORIGIN"))


def size_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def run(*command: str) -> None:
    subprocess.run(command, check=True)


if __name__ == "__main__":
    sys.exit(main())
