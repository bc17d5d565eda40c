"""Sets ToonClip up in a fresh checkout and runs it or its tests. Needs Python 3.11 and nothing else.

python3 packaging/bootstrap.py run [ARGUMENTS OF toonclip]
python3 packaging/bootstrap.py test [ARGUMENTS OF pytest]
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if sys.platform == "win32" else "bin")
LOCKS = ROOT / "packaging" / "locks"
STAMP = VENV / "installed.txt"
GSTREAMER = "gstreamer1.0-pipewire gstreamer1.0-plugins-base gstreamer1.0-tools"
OPTIONAL_PACKAGES = {
    "chromedriver": ("chromium chromium-driver", "in a browser"),
    "wireplumber": (
        f"pipewire wireplumber dbus-daemon xdg-desktop-portal {GSTREAMER}",
        "of the camera for other programs",
    ),
}
"""The program that tells whether they are there, the Debian packages, and the tests that need them."""


def main() -> int:
    """Entry point; returns the exit status of what was run."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this file is also what an older Python is given
        return fail(f"ToonClip needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    match sys.argv[1:]:
        case ["run", *arguments]:
            return run_program(arguments)
        case ["test", *arguments]:
            return run_tests(arguments)
    return fail(__doc__ or "", status=2)


def run_program(arguments: list[str]) -> int:
    """Install the program and start it; without a display it converts the bundled clip instead."""
    missing = install_system_packages(missing_qt_packages())
    if missing:
        print(f"The window needs: sudo apt-get install {' '.join(missing)}", file=sys.stderr)
    install_sound_packages()
    install()
    return call(BIN / "toonclip", *arguments)


def run_tests(arguments: list[str]) -> int:
    """Install everything, check style, types and import rules, and run the tests."""
    display = ["xvfb"] if sys.platform == "linux" and not shutil.which("Xvfb") else []
    missing = install_system_packages(missing_qt_packages() + display)
    if missing:
        return fail(f"The tests need: sudo apt-get install {' '.join(missing)}")
    install_sound_packages()
    install_optional_packages()
    install("tests")
    checks = (
        (BIN / "ruff", "check", "."),
        (BIN / "ruff", "format", "--check", "."),
        (BIN / "lint-imports",),
        (BIN / "pyright", "--pythonpath", BIN / "python"),
        (BIN / "pytest", *arguments),
    )
    for command in checks:
        print("$", *(str(part) for part in command), flush=True)
        status = call(*command, cwd=ROOT)
        if status:
            return status
    return 0


def install_sound_packages() -> None:
    """What microphones need; everything else works without."""
    sys.path.insert(0, str(ROOT))
    from desktop.system.sound_check import missing_sound_packages

    missing = install_system_packages(missing_sound_packages())
    if missing:
        print(f"Sound needs: sudo apt-get install {' '.join(missing)}", file=sys.stderr)


def install_optional_packages() -> None:
    """What some of the tests need; each group by itself, as not every system has all of them."""
    for program, (packages, skipped) in OPTIONAL_PACKAGES.items():
        if sys.platform != "linux" or shutil.which(program):
            continue
        if install_system_packages(packages.split()):
            print(f"Without {packages} the tests {skipped} are skipped.", file=sys.stderr)


def install(what: str = "program") -> None:
    """Install the checkout with what `locks/` names for it into `.venv`, unless that was done to its end before.

    Every file is verified by its SHA-256, those that build the checkout too; where nothing was built, nothing ran.
    """
    digest = digest_of_requirements()
    if is_installed(digest, what):
        return
    STAMP.unlink(missing_ok=True)
    if not has_program("python") or not has_program("pip"):
        print(f"Making {VENV} ...", flush=True)
        make_venv()
    print(f"Installing ToonClip and what its {what} needs into {VENV} ...", flush=True)
    pip = (BIN / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    locks = [f"--requirement={LOCKS / name}.txt" for name in ("build", what)]
    if call(*pip, "--require-hashes", "--only-binary=:all:", *locks):
        sys.exit(fail("pip could not install what ToonClip needs; its message is above."))
    if call(*pip, "--no-deps", "--no-build-isolation", "--editable", ROOT):
        sys.exit(fail("pip could not install ToonClip; its message is above."))
    unfinished = STAMP.with_suffix(".partial")
    unfinished.write_text(f"{digest} {what}", encoding="utf-8")
    unfinished.replace(STAMP)


def digest_of_requirements() -> str:
    """Of all that decides what is installed; of the place too, as an installed program names it."""
    digest = hashlib.sha256(os.fsencode(ROOT))
    for path in (ROOT / "pyproject.toml", *sorted(LOCKS.glob("*.txt"))):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def is_installed(digest: str, what: str) -> bool:
    """Whether pip has finished with these requirements; what the tests need holds what the program needs."""
    if not has_program("python") or not STAMP.is_file():
        return False
    found, _, found_what = STAMP.read_text("utf-8", "replace").partition(" ")
    return found == digest and what in ("program", found_what)


def has_program(name: str) -> bool:
    return (BIN / name).exists() or (BIN / f"{name}.exe").exists()


def make_venv() -> None:
    """A virtual environment with pip. Debian keeps what that needs in a package of its own."""
    try:
        import ensurepip  # noqa: F401 - only to see whether it is there
    except ImportError:
        package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        if install_system_packages([package]):
            sys.exit(fail(f"Python's venv module is missing: sudo apt-get install {package}"))
        if subprocess.call([sys.executable, "-m", "venv", str(VENV)]):
            sys.exit(fail(f"{VENV} could not be made."))
        return
    venv.create(VENV, with_pip=True, symlinks=sys.platform != "win32")


def missing_qt_packages() -> list[str]:
    """Debian packages of the libraries that Qt loads and this machine lacks; none but on Linux."""
    sys.path.insert(0, str(ROOT))
    from desktop.system.qt_check import missing_qt_packages as missing

    return missing()


def install_system_packages(packages: list[str]) -> list[str]:
    """Install Debian packages when we may; returns those that are still missing."""
    if not packages or not shutil.which("apt-get") or os.geteuid() != 0:
        return packages
    print(f"Installing {' '.join(packages)} ...", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
        if subprocess.call(["apt-get", "-qq", *command], env=environment, stdout=subprocess.DEVNULL):
            return packages
    return []


def call(*command: str | Path, cwd: Path | None = None) -> int:
    """Run a command; Ctrl-C is the command's to answer."""
    with subprocess.Popen([str(part) for part in command], cwd=cwd) as process:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                continue


def fail(message: str, *, status: int = 1) -> int:
    """Say what is wrong; returns the exit status."""
    print(message, file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main())
