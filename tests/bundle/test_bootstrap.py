"""The set-up of a fresh checkout: pip is asked once, and again whenever what it did may not be whole or right."""

from __future__ import annotations

import importlib.util
import shutil
from contextlib import nullcontext
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parent.parent.parent / "packaging" / "bootstrap.py"


SOUND = ["libportaudio2"]
BROWSER = ["chromium", "chromium-driver"]
GSTREAMER = ["gstreamer1.0-pipewire", "gstreamer1.0-plugins-base", "gstreamer1.0-tools"]
PIPEWIRE = ["pipewire", "wireplumber", "dbus-daemon", "xdg-desktop-portal", *GSTREAMER]


class Pip:
    """Stands for every program that is started, pip first of all: keeps what it was asked; may fail, be interrupted."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []
        self.status = 0
        self.interrupted = False

    def __call__(self, command: list[str], cwd: Path | None = None) -> nullcontext[Pip]:
        """In the place of `subprocess.Popen`."""
        if self.interrupted:
            raise KeyboardInterrupt
        self.asked.append(command)
        return nullcontext(self)

    def wait(self) -> int:
        return self.status

    @property
    def locks(self) -> list[list[str]]:
        """The locks of each verified installation, by name."""
        named = [[part for part in command if part.startswith("--requirement=")] for command in self.asked]
        return [[Path(part).stem for part in parts] for parts in named if parts]


class Apt:
    """Stands for apt-get: installs all that is asked for, or nothing where it lacks one of them."""

    def __init__(self) -> None:
        self.packages = {"libegl1", "xvfb", *SOUND, *BROWSER, *PIPEWIRE}
        self.installed: list[str] = []

    def __call__(self, command: list[str], **_: object) -> int:
        wanted = [word for word in command[3:] if not word.startswith("-")]
        if not self.packages.issuperset(wanted):
            return 100
        self.installed += wanted
        return 0


@pytest.fixture
def pip() -> Pip:
    return Pip()


@pytest.fixture
def bootstrap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pip: Pip) -> ModuleType:
    """The script in a checkout of its own, where no program is started and an environment is two files."""
    locks = tmp_path / "packaging" / "locks"
    locks.mkdir(parents=True)
    (locks / "program.txt").write_text("numpy==2\n")
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    spec = importlib.util.spec_from_file_location("bootstrap", shutil.copy(SCRIPT, locks.parent))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)

    def make_environment(_folder: Path, **_options: object) -> None:
        for name in ("python", "pip"):
            module.BIN.mkdir(parents=True, exist_ok=True)
            (module.BIN / name).touch()

    monkeypatch.setattr("subprocess.Popen", pip)
    monkeypatch.setattr("venv.create", make_environment)
    return module


@pytest.fixture
def apt(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Apt:
    """Of a bare Debian, whose root we are."""
    apt = Apt()
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr("os.geteuid", lambda: 0, raising=False)
    monkeypatch.setattr("shutil.which", {"apt-get": "/usr/bin/apt-get"}.get)
    monkeypatch.setattr("subprocess.call", apt)

    def load(library: str) -> None:
        if library in {"libEGL.so.1", "libportaudio.so.2"}:
            raise OSError(library)

    monkeypatch.setattr("ctypes.CDLL", load)
    return apt


def test_the_tests_come_with_all_that_they_need(bootstrap: ModuleType, apt: Apt, capsys: pytest.CaptureFixture[str]):
    assert bootstrap.run_tests([]) == 0
    assert apt.installed == ["libegl1", "xvfb", *SOUND, *BROWSER, *PIPEWIRE]
    assert not capsys.readouterr().err


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        (SOUND, "Sound needs"),
        (BROWSER, "the tests in a browser are skipped"),
        (PIPEWIRE, "the tests of the camera for other programs are skipped"),
    ],
)
def test_a_system_without_optional_packages_gets_the_rest(
    bootstrap: ModuleType, apt: Apt, capsys: pytest.CaptureFixture[str], missing: list[str], words: str
):
    apt.packages -= set(missing)
    assert bootstrap.run_tests([]) == 0
    assert set(apt.installed) == {"libegl1", "xvfb", *SOUND, *BROWSER, *PIPEWIRE} - set(missing)
    assert words in capsys.readouterr().err


def test_a_system_without_the_rest_is_told(
    bootstrap: ModuleType, apt: Apt, pip: Pip, capsys: pytest.CaptureFixture[str]
):
    apt.packages -= {"xvfb"}
    assert bootstrap.run_tests([]) == 1
    assert "sudo apt-get install libegl1 xvfb" in capsys.readouterr().err
    assert not pip.asked


def test_pip_is_asked_once(bootstrap: ModuleType, pip: Pip):
    for _ in range(3):
        bootstrap.install()
    assert len(pip.locks) == 1


def test_nothing_comes_from_an_index_unverified(bootstrap: ModuleType, pip: Pip):
    bootstrap.install("tests")
    dependencies, checkout = pip.asked
    assert {"--require-hashes", "--only-binary=:all:"} < set(dependencies)
    assert {"--no-deps", "--no-build-isolation"} < set(checkout)
    assert checkout[-2:] == ["--editable", str(bootstrap.ROOT)]


def test_what_the_tests_need_is_more_than_the_program_needs(bootstrap: ModuleType, pip: Pip):
    bootstrap.install()
    bootstrap.install("tests")
    bootstrap.install("tests")
    bootstrap.install()
    assert pip.locks == [["build", "program"], ["build", "tests"]]


@pytest.mark.parametrize("name", ["pyproject.toml", "packaging/locks/program.txt"])
def test_pip_is_asked_again_when_the_requirements_change(bootstrap: ModuleType, pip: Pip, name: str):
    bootstrap.install()
    (bootstrap.ROOT / name).write_text("changed")
    bootstrap.install()
    assert len(pip.locks) == 2


def test_an_installation_that_failed_is_done_again(bootstrap: ModuleType, pip: Pip):
    bootstrap.install()
    lock = bootstrap.LOCKS / "program.txt"
    lock.write_text("changed")
    pip.status = 1
    with pytest.raises(SystemExit):
        bootstrap.install()
    lock.write_text("numpy==2\n")  # as it was when it was whole
    pip.status = 0
    bootstrap.install()
    assert len(pip.locks) == 3


def test_an_installation_that_was_interrupted_is_done_again(bootstrap: ModuleType, pip: Pip):
    bootstrap.install()
    pip.interrupted = True
    with pytest.raises(KeyboardInterrupt):
        bootstrap.install("tests")
    pip.interrupted = False
    bootstrap.install()
    assert len(pip.locks) == 2


@pytest.mark.parametrize("name", ["python", "pip"])
def test_a_half_made_environment_is_made_again(bootstrap: ModuleType, pip: Pip, name: str):
    bootstrap.make_venv()
    (bootstrap.BIN / name).unlink()
    bootstrap.install()
    assert (bootstrap.BIN / name).exists()
    (bootstrap.BIN / "python").unlink()  # the system's Python is another one now
    bootstrap.install()
    assert len(pip.locks) == 2
