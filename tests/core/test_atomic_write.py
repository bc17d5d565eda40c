"""What is written appears whole or not at all, whatever happens in between."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from threading import Barrier, Thread

import pytest

from core.atomic_write import (
    SHARED,
    atomic_file,
    atomic_folder,
    create_partial,
    fitted_name,
    put_in_place,
    put_in_unused_place,
    remove_folder,
    unused_name,
    unused_path,
)

posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
not_root = pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")


def in_child(code: str, *arguments: Path) -> int:
    """Exit status of a program that has `atomic_file`, `atomic_folder`, `os`, and `path`, its argument."""
    start = "import os, sys; from pathlib import Path; path = Path(sys.argv[1])\n"
    start += "from core.atomic_write import atomic_file, atomic_folder\n"
    return subprocess.run(
        [sys.executable, "-c", start + code, *map(str, arguments)], check=False, cwd=Path(__file__).parents[2]
    ).returncode


def visible(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))


def test_a_file_replaces_an_older_one(tmp_path: Path):
    path = tmp_path / "settings.json"
    path.write_text("old")

    with atomic_file(path) as partial:
        partial.write_text("new")
        assert path.read_text() == "old"

    assert path.read_text() == "new"
    assert [left.name for left in tmp_path.iterdir()] == ["settings.json"]


def test_a_folder_replaces_an_older_one(tmp_path: Path):
    path = tmp_path / "model"
    path.mkdir()
    (path / "old").touch()

    with atomic_folder(path) as made:
        (made / "below").mkdir()
        (made / "below" / "new").write_text("new")
        assert (path / "old").exists()

    assert [below.name for below in path.iterdir()] == ["below"]
    assert [left.name for left in tmp_path.iterdir()] == ["model"]


@pytest.mark.parametrize("stop", [RuntimeError(), KeyboardInterrupt(), OSError(5, "Input/output error")])
def test_a_failure_leaves_what_was_there(tmp_path: Path, stop: BaseException):
    file, folder = tmp_path / "clip.mp4", tmp_path / "model"
    file.write_text("old")
    folder.mkdir()
    (folder / "old").touch()

    with pytest.raises(type(stop)), atomic_file(file) as partial:
        partial.write_text("half")
        raise stop
    with pytest.raises(type(stop)), atomic_folder(folder) as made:
        (made / "half").touch()
        raise stop

    assert file.read_text() == "old"
    assert [below.name for below in folder.iterdir()] == ["old"]
    assert sorted(left.name for left in tmp_path.iterdir()) == ["clip.mp4", "model"]


@pytest.mark.parametrize("old", [None, "old"])
def test_a_program_that_dies_in_between_leaves_the_old_file(tmp_path: Path, old: str | None):
    path = tmp_path / "settings.json"
    if old:
        path.write_text(old)

    status = in_child("with atomic_file(path) as partial: partial.write_text('half'); os._exit(7)", path)

    assert status == 7
    assert (path.read_text() if path.exists() else None) == old
    assert visible(tmp_path) == (["settings.json"] if old else [])


def test_a_program_that_dies_in_between_leaves_the_old_folder(tmp_path: Path):
    path = tmp_path / "model"
    path.mkdir()
    (path / "old").touch()

    status = in_child("with atomic_folder(path) as made: (made / 'half').touch(); os._exit(7)", path)

    assert status == 7
    assert [below.name for below in path.iterdir()] == ["old"]
    assert visible(tmp_path) == ["model"]


def test_many_writers_at_once_leave_one_whole_result(tmp_path: Path):
    file, folder, start = tmp_path / "settings.json", tmp_path / "model", Barrier(6)
    failures: list[BaseException] = []

    def write(number: int) -> None:
        start.wait()
        try:
            for _ in range(20):
                with atomic_file(file) as partial:
                    partial.write_text(str(number) * 5000)
                with atomic_folder(folder) as made:
                    for name in "abc":
                        (made / name).write_text(str(number))
        except BaseException as error:
            failures.append(error)
            raise

    threads = [Thread(target=write, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    content = file.read_text()
    assert len(content) == 5000
    assert len(set(content)) == 1
    assert len({(folder / name).read_text() for name in "abc"}) == 1
    assert sorted(left.name for left in tmp_path.iterdir()) == ["model", "settings.json"]


@pytest.mark.parametrize("name", ["x" * 251 + ".mp4", "é" * 125 + ".mp4", "." + "y" * 254])
def test_the_longest_names_can_be_written(tmp_path: Path, name: str):
    with atomic_file(tmp_path / name) as partial:
        partial.write_text("whole")
    (tmp_path / name).unlink()
    with atomic_folder(tmp_path / name) as made:
        (made / "file").touch()

    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_cut_names_stay_apart():
    names = {fitted_name("x" * 300 + end, ".mp4") for end in ("a", "b", "a")}

    assert len(names) == 2
    assert all(len(os.fsencode(name)) <= 255 and name.endswith(".mp4") for name in names)


@posix
def test_files_are_private_unless_asked(tmp_path: Path):
    before = os.umask(0o022)
    try:
        with atomic_file(tmp_path / "mine") as partial:
            assert partial.stat().st_mode & 0o777 == 0o600
        with atomic_file(tmp_path / "ours", mode=SHARED):
            pass
    finally:
        os.umask(before)

    assert (tmp_path / "mine").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "ours").stat().st_mode & 0o777 == 0o644


@posix
def test_a_link_in_the_place_of_a_file_is_replaced_not_followed(tmp_path: Path):
    (tmp_path / "other").write_text("other")
    (tmp_path / "link").symlink_to(tmp_path / "other")

    with atomic_file(tmp_path / "link") as partial:
        partial.write_text("mine")

    assert (tmp_path / "other").read_text() == "other"
    assert not (tmp_path / "link").is_symlink()


def test_a_folder_that_is_missing_or_no_folder(tmp_path: Path):
    (tmp_path / "file").touch()

    for parent in (tmp_path / "missing", tmp_path / "file"):
        with pytest.raises(OSError, match=r"(?i)no such file|not a directory|cannot find"), atomic_file(parent / "x"):
            pass
        with pytest.raises(OSError, match=r"(?i)no such file|not a directory|cannot find"), atomic_folder(parent / "x"):
            pass
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@not_root
def test_a_folder_that_may_not_be_written(tmp_path: Path):
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(PermissionError), atomic_file(tmp_path / "x"):
            pass
        with pytest.raises(PermissionError), atomic_folder(tmp_path / "x"):
            pass
    finally:
        tmp_path.chmod(0o700)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_the_place_of_a_file_stays(tmp_path: Path):
    (tmp_path / "name" / "below").mkdir(parents=True)

    with pytest.raises(OSError, match=r"(?i)directory|denied"), atomic_file(tmp_path / "name") as partial:
        partial.write_text("new")

    assert [path.name for path in tmp_path.iterdir()] == ["name"]
    assert (tmp_path / "name" / "below").is_dir()


@posix
def test_a_disk_that_takes_no_more(tmp_path: Path):
    (tmp_path / "clip").write_text("old")
    code = """
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    with atomic_file(path) as partial:
        partial.write_bytes(bytes(5000))
except OSError as error:
    sys.exit(error.errno)
"""

    status = in_child(code, tmp_path / "clip")

    assert os.strerror(status) == "File too large"
    assert [path.name for path in tmp_path.iterdir()] == ["clip"]
    assert (tmp_path / "clip").read_text() == "old"


def test_a_partial_file_is_nobody_elses(tmp_path: Path):
    first, second = (create_partial(tmp_path / "clip.mp4") for _ in range(2))

    assert first != second
    assert {first.suffix, second.suffix} == {".mp4"}
    put_in_place(first, tmp_path / "clip.mp4")
    assert second.exists()


def test_a_removed_folder_is_gone_or_whole(tmp_path: Path):
    (tmp_path / "model" / "below").mkdir(parents=True)

    remove_folder(tmp_path / "model")

    assert list(tmp_path.iterdir()) == []
    with pytest.raises(FileNotFoundError):
        remove_folder(tmp_path / "model")
    assert list(tmp_path.iterdir()) == []


def test_unused_names(tmp_path: Path):
    path = tmp_path / "clip.mp4"
    assert unused_path(path) == path
    for _ in range(2):
        unused_path(path).touch()
    assert unused_path(path).name == "clip-3.mp4"

    longest = tmp_path / ("x" * 251 + ".mp4")
    longest.touch()
    assert len(unused_path(longest).name) <= 255

    assert unused_name("Camera", ["Camera", "Camera (2)"].__contains__) == "Camera (3)"


@posix
@pytest.mark.parametrize("links", [True, False], ids=["links", "no links"])
def test_many_files_for_one_name_replace_none(links: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def refuse(*_: object, **__: object) -> None:
        raise OSError("This file system has no hard links.")

    if not links:
        monkeypatch.setattr("os.link", refuse)
    (tmp_path / "a.mp4").write_text("0")

    for number in range(1, 4):
        partial = create_partial(tmp_path / "a.mp4")
        partial.write_text(str(number))
        placed = put_in_unused_place(partial, tmp_path / "a.mp4")
        assert placed.name == f"a-{number + 1}.mp4"

    kept = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert kept == {"a.mp4": "0", "a-2.mp4": "1", "a-3.mp4": "2", "a-4.mp4": "3"}


def test_the_name_of_a_dangling_link_is_taken(tmp_path: Path):
    (tmp_path / "link.mp4").symlink_to(tmp_path / "nowhere")

    assert unused_path(tmp_path / "link.mp4").name == "link-2.mp4"
