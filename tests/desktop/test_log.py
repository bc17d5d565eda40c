"""The log: written, for one person's eyes, and without that person's name."""

from __future__ import annotations

import logging
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.live.settings import Settings
from desktop.live.settings_file import save_changes
from desktop.system.log import close_log, open_log
from support.file_limit import files_no_larger_than

posix = pytest.mark.skipif(os.name != "posix", reason="Windows has other permissions")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def open_umask() -> Iterator[None]:
    """Of a person who shares everything."""
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home" / "annabell"
    folder.mkdir(parents=True)
    for variable in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(variable, str(folder))
    for variable in ("LOGNAME", "USER", "USERNAME"):
        monkeypatch.setenv(variable, "annabell")
    return folder


def logged(path: Path, *messages: object, error: Exception | None = None) -> str:
    """The text of a log of these messages."""
    handler = open_log(path)
    for message in messages:
        logging.getLogger("desktop").error("%s", message, exc_info=error)
    close_log(handler)
    return path.read_text("utf-8")


def test_the_log_is_written(tmp_path: Path):
    assert "something" in logged(tmp_path / "deep" / "toonclip.log", "something")


def test_a_log_that_cannot_be_written_stops_nothing(tmp_path: Path):
    (tmp_path / "file").write_text("")
    assert open_log(tmp_path / "file" / "toonclip.log") is None
    close_log(None)


@posix
def test_a_pipe_in_its_place_is_not_waited_for(tmp_path: Path):
    os.mkfifo(tmp_path / "toonclip.log")
    assert open_log(tmp_path / "toonclip.log") is None


def test_a_full_disk_is_not_told_again_and_again_on_the_terminal(tmp_path: Path, capfd: pytest.CaptureFixture[str]):
    handler = open_log(tmp_path / "toonclip.log")
    with files_no_larger_than(1000):
        for _ in range(3):
            logging.getLogger("desktop").error("%s", "word " * 400)
        close_log(handler)

    assert capfd.readouterr().err == ""


def test_the_home_folder_is_not_named(home: Path, tmp_path: Path):
    text = logged(tmp_path / "toonclip.log", f"{home}/Videos/a.mp4 is damaged", f"“{home}” is full", [home / "b"])

    assert "annabell" not in text
    assert "~/Videos/a.mp4 is damaged" in text
    assert "“~” is full" in text


def test_a_traceback_does_not_name_it_either(home: Path, tmp_path: Path):
    script = home / "plugin.py"
    script.write_text("open(__file__ + '.missing')")
    with pytest.raises(FileNotFoundError) as crash:
        exec(compile(script.read_text(), script, "exec"), {"__file__": str(script)})
    text = logged(tmp_path / "toonclip.log", "a crash", error=crash.value)

    assert 'File "~/plugin.py", line 1' in text
    assert "No such file or directory: '~/plugin.py.missing'" in text
    assert "annabell" not in text


def test_a_folder_that_begins_like_the_home_folder_is_another(home: Path, tmp_path: Path):
    text = logged(tmp_path / "toonclip.log", f"{home}-2/a {home}elle/b /mnt{home}/c")

    assert f"{home}-2/a {home}elle/b" in text


def test_a_stick_is_not_named_after_the_person(home: Path, tmp_path: Path):
    text = logged(tmp_path / "toonclip.log", "/media/annabell/STICK/a.mp4 and /run/media/annabell/STICK/b.mp4")

    assert "/media/USER/STICK/a.mp4 and /run/media/USER/STICK/b.mp4" in text


@posix
@pytest.mark.usefixtures("open_umask")
def test_the_log_and_its_older_part_are_for_one_person(tmp_path: Path):
    path = tmp_path / "log" / "toonclip.log"
    logged(path, "x" * 600_000, "y" * 600_000)

    assert mode(path.parent) == 0o700
    assert {found.name: mode(found) for found in path.parent.iterdir()} == {
        "toonclip.log": 0o600,
        "toonclip.log.1": 0o600,
    }


@posix
def test_a_log_that_all_could_read_no_longer_is(tmp_path: Path):
    path = tmp_path / "toonclip.log"
    path.touch(0o644)
    logged(path, "something")

    assert mode(path) == 0o600


@posix
@pytest.mark.usefixtures("open_umask")
def test_the_settings_are_for_one_person(tmp_path: Path):
    path = tmp_path / "ToonClip" / "settings.json"
    save_changes({}, path, otherwise=Settings())

    assert (mode(path), mode(path.parent)) == (0o600, 0o700)
