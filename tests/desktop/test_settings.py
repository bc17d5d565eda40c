"""The settings: kept whole through damage of every kind, a full folder, and two windows that save at once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tracemalloc
from pathlib import Path
from random import Random

import pytest

from core.layout import Layout
from desktop.live.settings import Settings, SourceMemory
from desktop.live.settings_file import load_settings, save_changes
from desktop.live.settings_store import SettingsStore
from desktop.live.tasks import Tasks
from support.samples import read_settings, write_settings

CHANGED = Settings(
    source=SourceMemory(kind="camera", title="Webcam"),
    model="comic-hero",
    layout=Layout.SPLIT,
    split=0.25,
    mirror_cameras=False,
    mirror_files=True,
    mirror_clips=True,
    overlay=True,
    save_folder="/clips",
    geometry="AAAA",
)
NO_UTF8 = os.fsdecode(b"/films/\xff\xfe.mp4")
_WINDOW = """
import sys
from pathlib import Path
from desktop.live.settings import Settings
from desktop.live.settings_file import load_settings, save_changes
key, path, times = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
for number in range(1, times + 1):
    save_changes({key: str(number)}, path, otherwise=Settings())
    seen = load_settings(path, sys.exit)
    if getattr(seen, key) != str(number):
        sys.exit(f"{key} is {getattr(seen, key)} after {number} was saved")
"""


def save_all(settings: Settings, path: Path) -> None:
    values = {name: getattr(settings, name) for name in Settings.model_fields}
    save_changes(values, path, otherwise=Settings())


def test_what_is_saved_is_loaded(tmp_path):
    path = tmp_path / "deep" / "settings.json"
    save_all(CHANGED, path)
    assert load_settings(path, pytest.fail) == CHANGED
    assert [file.name for file in path.parent.iterdir() if "lock" not in file.name] == ["settings.json"]


def test_a_missing_file_gives_the_defaults_without_a_word(tmp_path):
    assert load_settings(tmp_path / "none.json", pytest.fail) == Settings()


def test_a_path_that_is_no_utf8_is_kept(tmp_path):
    path = tmp_path / "settings.json"
    settings = Settings(save_folder=NO_UTF8, source=SourceMemory(kind="file", path=NO_UTF8, title=NO_UTF8))
    save_all(settings, path)
    assert load_settings(path, pytest.fail) == settings


def test_the_key_of_earlier_versions_is_read_as_the_path():
    assert SourceMemory.model_validate({"kind": "file", "key": "/a.mp4"}) == SourceMemory(kind="file", path="/a.mp4")


DAMAGED = {
    "empty": b"",
    "cut": b"{",
    "list": b"[1, 2]",
    "null": b"null",
    "text": b'"text"',
    "utf-16": b"\xff\xfe\x00",
    "not utf-8": b'{"model": "\xff\xfe"}',
    "brackets": b"[" * 100_000,
    "braces": b'{"a":' * 15_000,
    "digits": b'{"split": ' + b"9" * 90_000 + b"}",
    "large": b'{"model": "' + b"a" * 10_000_000 + b'"}',
}


@pytest.mark.parametrize("kind", DAMAGED)
def test_a_damaged_file_gives_the_defaults_and_is_kept_aside(tmp_path, kind):
    path = tmp_path / "settings.json"
    path.write_bytes(DAMAGED[kind])
    told: list[str] = []
    assert load_settings(path, told.append) == Settings()
    (words,) = told
    aside = tmp_path / "settings.damaged.json"
    assert str(aside) in words
    assert aside.read_bytes() == DAMAGED[kind]
    save_changes({"overlay": True}, path, otherwise=Settings())
    assert load_settings(path, pytest.fail) == Settings(overlay=True)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")
@pytest.mark.parametrize("kind", ["pipe", "zeros", "folder", "circle", "secret"])
def test_what_is_no_file_blocks_nothing_and_is_kept_aside(tmp_path, kind):
    path = tmp_path / "settings.json"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "zeros":
        path.symlink_to("/dev/zero")
    elif kind == "folder":
        path.mkdir()
    elif kind == "circle":
        path.symlink_to(path.name)
    else:
        path.symlink_to("/proc/self/mem")
    told: list[str] = []
    assert load_settings(path, told.append) == Settings()
    (words,) = told
    assert str(tmp_path / "settings.damaged.json") in words
    assert os.path.lexists(tmp_path / "settings.damaged.json")
    save_changes({"overlay": True}, path, otherwise=Settings())
    assert load_settings(path, pytest.fail) == Settings(overlay=True)


def test_where_nothing_can_be_moved_the_words_name_the_file_itself(tmp_path):
    path = tmp_path / "settings.json"
    path.mkdir()
    (tmp_path / "settings.damaged.json").write_text("in the way of a folder")
    told: list[str] = []
    assert load_settings(path, told.append) == Settings()
    assert told[0].endswith(f"It is {path}.")


BAD_VALUES: dict[str, list[object]] = {
    "split": [7, -1, 1e9, float("nan"), float("inf"), 10**400, "left", None, [], {}],
    "layout": ["upside-down", 10**9, None, ["toon"], {"toon": 1}],
    "source": [{"kind": "telescope"}, 1, "film.mp4", {"kind": "file", "path": "\ud800"}, {"kind": "file", "key": 1}],
    "schema_version": [99, "one"],
    "model": ["\ud800", "a\0b", "m" * 100_000, 10**9, ["comic-hero"]],
    "save_folder": ["\udfff", "/tmp/\0", "/" + "f" * 100_000, {}],
    "overlay": ["perhaps", 10**9, []],
    "geometry": ["A" * 100_000, 10**9, "\ud800"],
}


@pytest.mark.parametrize(("key", "value"), [(key, value) for key in BAD_VALUES for value in BAD_VALUES[key]])
def test_a_bad_value_is_dropped_alone_and_the_file_is_kept(tmp_path, key, value):
    path = tmp_path / "settings.json"
    content = json.dumps(CHANGED.model_dump(mode="json") | {key: value, "unknown": 1, "\ud800": 2})[: 99_999 * 2]
    path.write_text(content)
    told: list[str] = []
    loaded = load_settings(path, told.append)
    assert len(told) == 1
    assert (tmp_path / "settings.damaged.json").read_text() == content
    if len(content) < 100_000:
        assert loaded == CHANGED.model_copy(update={key: getattr(Settings(), key)})
        assert f" {key}." in told[0]
    else:
        assert loaded == Settings()


def test_a_file_of_20_gb_takes_no_memory(tmp_path):
    path = tmp_path / "settings.json"
    with path.open("wb") as file:
        file.truncate(20 * 10**9)  # of zeros, which take no room on the disk
    tracemalloc.start()
    load_settings(path, lambda _words: None)
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak_bytes < 10**6


@pytest.mark.parametrize("seed", range(4))
def test_a_file_that_was_scribbled_on_is_read_or_kept_aside(tmp_path, seed):
    random = Random(seed)
    path, aside = tmp_path / "settings.json", tmp_path / "settings.damaged.json"
    save_all(CHANGED, path)
    whole = path.read_bytes()
    for _ in range(250):
        content = bytearray(whole)
        for _ in range(random.randint(1, 8)):
            place = random.randrange(len(content))
            content[place : place + random.choice((0, 1, 9))] = random.randbytes(random.choice((0, 1, 3)))
        path.write_bytes(content)
        told: list[str] = []
        loaded = load_settings(path, told.append)
        assert Settings.model_validate(loaded.model_dump()) == loaded
        assert len(told) <= 1
        assert not told or aside.read_bytes() == content


@pytest.mark.parametrize("times", [150, pytest.param(3000, marks=pytest.mark.slow)])
def test_two_windows_that_save_at_once_lose_nothing(tmp_path, times):
    path = tmp_path / "settings.json"
    write_settings(CHANGED, path)
    keys = ("model", "save_folder")
    windows = [
        subprocess.Popen([sys.executable, "-c", _WINDOW, key, str(path), str(times)], stderr=subprocess.PIPE, text=True)
        for key in keys
    ]
    complaints = [window.communicate(timeout=110)[1] for window in windows]
    assert complaints == ["", ""]
    assert read_settings(path) == CHANGED.model_copy(update=dict.fromkeys(keys, str(times)))
    assert [file.name for file in tmp_path.iterdir() if "lock" not in file.name] == ["settings.json"]


def test_a_window_writes_only_what_changed_in_it(qtbot, calls, tmp_path):
    path, tasks = tmp_path / "settings.json", Tasks(calls)
    write_settings(Settings(), path)
    first, second = (SettingsStore(load_settings(path, pytest.fail), path, tasks) for _ in range(2))
    first.update(split=0.1, overlay=True)
    second.update(model="two", overlay=False)  # which it is already
    first.close()
    qtbot.waitUntil(lambda: tasks.running == 0)
    second.close()
    qtbot.waitUntil(lambda: tasks.running == 0)
    assert read_settings(path) == Settings(split=0.1, overlay=True, model="two")


def test_changes_reach_the_disk_together_in_the_background(qtbot, calls, tmp_path):
    path = tmp_path / "settings.json"
    store = SettingsStore(Settings(), path, Tasks(calls))
    store.update(split=0.1)
    store.update(split=0.2, overlay=True)
    assert not path.exists()
    qtbot.waitUntil(path.exists)
    assert read_settings(path) == Settings(split=0.2, overlay=True)


def test_nothing_is_written_when_nothing_changed_or_after_the_end(qtbot, calls, tmp_path):
    tasks = Tasks(calls)
    store = SettingsStore(Settings(), tmp_path / "settings.json", tasks)
    store.update(overlay=False)
    store.close()
    store.update(overlay=True)
    assert tasks.running == 0
    assert not store.current.overlay


def test_what_could_not_be_saved_is_saved_with_the_next_change(qtbot, calls, tmp_path, caplog):
    (tmp_path / "file").write_text("")
    path, tasks = tmp_path / "file" / "settings.json", Tasks(calls)
    store = SettingsStore(Settings(), path, tasks)
    store.update(overlay=True)
    qtbot.waitUntil(lambda: "cannot be saved" in caplog.text)
    (tmp_path / "file").unlink()
    store.update(split=0.3)
    store.close()
    qtbot.waitUntil(lambda: tasks.running == 0)
    assert read_settings(path) == Settings(overlay=True, split=0.3)


@pytest.mark.parametrize(("cores", "seconds"), [(1, 0), (2, 0), (3, 10), (16, 10)])
def test_the_last_seconds_are_remembered_where_there_is_a_core_for_it(
    cores: int, seconds: int, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("desktop.live.settings.usable_cores", lambda: cores)

    assert Settings().replay_s == seconds
    assert Settings(replay_s=30).replay_s == 30
