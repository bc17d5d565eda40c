"""The Linux installers, built and used on a fresh Debian: `pytest -m bundle -s tests/bundle`. As root; takes its time.

TOONCLIP_BUILD names a folder that `make -C packaging tarball deb BUILD=...` has filled already, TOONCLIP_ROOT one that
`debootstrap --variant=minbase bookworm` has; each is made in a temporary folder otherwise.
"""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent.parent
MIRROR = "http://deb.debian.org/debian"
MOST_MB = 170
SELF_TEST = ("--self-test", "5")
pytestmark = [pytest.mark.bundle, pytest.mark.slow, pytest.mark.timeout(0)]


@pytest.fixture(scope="module", autouse=True)
def asked_for(request: pytest.FixtureRequest) -> None:
    """`-m slow` alone does not mean an hour of building."""
    if "bundle" not in str(request.config.option.markexpr):
        pytest.skip("run with -m bundle")


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if "TOONCLIP_BUILD" in os.environ:
        return Path(os.environ["TOONCLIP_BUILD"])
    folder = tmp_path_factory.mktemp("build")
    subprocess.run(["make", "-C", PROJECT / "packaging", "tarball", "deb", f"BUILD={folder}"], check=True)
    return folder


@pytest.fixture(scope="module")
def package(build: Path) -> Path:
    (package,) = build.glob("*.deb")
    return package


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A fresh Debian with a display server, and nothing of ours."""
    if os.geteuid() != 0 or not shutil.which("debootstrap"):
        pytest.skip("needs root and debootstrap")
    folder = Path(os.environ.get("TOONCLIP_ROOT", ""))
    if "TOONCLIP_ROOT" not in os.environ:
        folder = tmp_path_factory.mktemp("root")
        subprocess.run(["debootstrap", "--variant=minbase", "bookworm", folder, MIRROR], check=True)
    shutil.copy("/etc/resolv.conf", folder / "etc/resolv.conf")
    reach_packages_as_here(folder)
    subprocess.run(["mount", "--bind", "/proc", folder / "proc"], check=True)
    try:
        inside(folder, "apt-get", "-qq", "update")
        inside(folder, "apt-get", "-qq", "install", "-y", "--no-install-recommends", "xvfb", "xauth")
        yield folder
    finally:
        subprocess.run(["umount", folder / "proc"], check=True)


def reach_packages_as_here(root: Path) -> None:
    """The proxy, certificates and checks of this machine's APT, wherever it is told of them."""
    settings = subprocess.run(["apt-config", "dump"], check=True, stdout=subprocess.PIPE, text=True).stdout
    found = re.findall(r'^(Acquire::(?:https?|Check-|Retries)[^ ]* "(.+)";)$', settings, re.MULTILINE)
    (root / "etc/apt/apt.conf.d/99as-here").write_text("".join(f"{line}\n" for line, _ in found))
    for _, value in found:
        if Path(value).is_absolute() and Path(value).is_file():
            (root / value.lstrip("/")).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(value, root / value.lstrip("/"))


def inside(root: Path, *command: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(
        ["chroot", root, *command], env=environment, check=check, stdout=subprocess.PIPE, text=True, timeout=3600
    )


def write_upgrade(package: Path, target: Path, folder: Path) -> None:
    """The same package under a higher version."""
    tree = folder / "tree"
    subprocess.run(["dpkg-deb", "--raw-extract", package, tree], check=True)
    control = tree / "DEBIAN" / "control"
    control.write_text(re.sub(r"^Version: .*$", "Version: 99.0", control.read_text("utf-8"), flags=re.MULTILINE))
    subprocess.run(["dpkg-deb", "--root-owner-group", "-Znone", "--build", tree, target], check=True)


def passed(output: str, surface: str, *, sound: str = "") -> None:
    report = json.loads(output.splitlines()[-1])
    print(f"\n{surface}: start to first toon {report['start_to_first_toon_s']} s, {report['models']}, {report['clip']}")
    assert report["ok"], report
    assert report["surface"] == surface
    assert report["sound"].startswith(sound)
    assert all(model["frames"] > 1 for model in report["models"].values())


def test_the_bundle_is_small_and_holds_one_ffmpeg_and_no_training(build: Path):
    (tarball,) = build.glob("*.tar.xz")
    size_mb = tarball.stat().st_size / 1e6
    files = (build / "dist" / "toonclip").rglob("*")
    names = [path.name for path in files if not path.is_symlink()]

    print(f"\n{tarball.name}: {size_mb:.1f} MB")
    assert size_mb <= MOST_MB
    assert len([name for name in names if name.startswith("libavcodec")]) == 1
    assert "torch" not in names
    assert not [name for name in names if name.startswith(("libQt6Network", "libQt6Qml", "libQt6Quick"))]
    page = (build / "dist" / "toonclip" / "THIRD-PARTY-LICENCES.txt").read_text("utf-8")
    assert "x264, GPL-2.0-or-later" in page
    assert "see the licence of the part it came with" not in page
    assert "\npydantic" in page
    assert "\nprotobuf" not in page  # installed where it was built, and not in the program


def test_the_bundle_passes_its_self_test_without_a_display(build: Path, tmp_path: Path):
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
    command = [build / "dist" / "toonclip" / "toonclip", *SELF_TEST]
    output = subprocess.run(command, env=environment, check=True, capture_output=True, text=True, timeout=600).stdout

    passed(output, "none")


def test_the_package_satisfies_debians_checks(package: Path, tmp_path: Path):
    print("\n", package.name, f"{package.stat().st_size / 1e6:.1f} MB")
    subprocess.run(["dpkg-deb", "--extract", package, tmp_path], check=True)
    subprocess.run(["lintian", "--fail-on", "error", package], check=True)
    metainfo = next(tmp_path.glob("usr/share/metainfo/*.xml"))
    subprocess.run(["appstreamcli", "validate", "--no-net", metainfo], check=True)
    subprocess.run(["desktop-file-validate", *tmp_path.glob("usr/share/applications/*.desktop")], check=True)


def test_it_is_installed_used_upgraded_and_removed_on_a_fresh_debian(package: Path, root: Path, tmp_path: Path):
    shutil.copy(package, root / "toonclip.deb")
    inside(root, "apt-get", "-qq", "install", "-y", "--no-install-recommends", "/toonclip.deb")
    screen = ("xvfb-run", "-a", "-s", "-screen 0 1600x1000x24")
    passed(inside(root, *screen, "toonclip", *SELF_TEST).stdout, "window", sound="PortAudio V")
    passed(inside(root, "toonclip", *SELF_TEST).stdout, "none")
    inside(root, "toonclip", "convert", "/usr/lib/toonclip/_internal/assets/clips/portrait.mp4", "/toon.mp4")
    assert (root / "toon.mp4").stat().st_size > 0

    write_upgrade(package, root / "newer.deb", tmp_path)
    inside(root, "apt-get", "-qq", "install", "-y", "/newer.deb")
    assert inside(root, "dpkg-query", "-W", "-f", "${Version}", "toonclip").stdout == "99.0"
    passed(inside(root, "toonclip", *SELF_TEST).stdout, "none")

    inside(root, "apt-get", "-qq", "purge", "-y", "toonclip")
    assert not (root / "usr/lib/toonclip").exists()
    assert inside(root, "sh", "-c", "command -v toonclip", check=False).returncode != 0
