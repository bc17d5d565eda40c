from __future__ import annotations

import json

import pytest

from core.frame import Layout
from desktop.live.settings import Settings, SourceMemory, load_settings, save_settings
from desktop.live.settings_store import SettingsStore
from desktop.live.tasks import Tasks

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


def test_what_is_saved_is_loaded(tmp_path):
    path = tmp_path / "deep" / "settings.json"
    save_settings(CHANGED, path)
    assert load_settings(path) == CHANGED
    assert [file.name for file in path.parent.iterdir()] == ["settings.json"]


def test_a_missing_file_gives_the_defaults(tmp_path):
    assert load_settings(tmp_path / "none.json") == Settings()


@pytest.mark.parametrize("content", [b"", b"{", b"[1, 2]", b"null", b"\xff\xfe\x00", b'"text"'])
def test_a_damaged_file_gives_the_defaults(tmp_path, content):
    path = tmp_path / "settings.json"
    path.write_bytes(content)
    assert load_settings(path) == Settings()


def test_a_folder_in_its_place_gives_the_defaults(tmp_path):
    assert load_settings(tmp_path) == Settings()


def test_bad_keys_are_dropped_one_by_one(tmp_path):
    path = tmp_path / "settings.json"
    stored = CHANGED.model_dump(mode="json") | {
        "split": 7,
        "layout": "upside-down",
        "source": {"kind": "telescope"},
        "schema_version": 99,
        "unknown": 1,
    }
    path.write_text(json.dumps(stored))
    expected = CHANGED.model_copy(update={"split": 0.5, "layout": Layout.TOON, "source": None})
    assert load_settings(path) == expected


def test_changes_reach_the_disk_together_in_the_background(qtbot, calls, tmp_path):
    path = tmp_path / "settings.json"
    store = SettingsStore(Settings(), path, Tasks(calls))
    store.update(split=0.1)
    store.update(split=0.2, overlay=True)
    assert not path.exists()
    qtbot.waitUntil(path.exists)
    assert load_settings(path) == Settings(split=0.2, overlay=True)


def test_nothing_is_written_when_nothing_changed(qtbot, calls, tmp_path):
    tasks = Tasks(calls)
    SettingsStore(Settings(), tmp_path / "settings.json", tasks).close()
    assert tasks.running == 0


def test_a_folder_that_cannot_be_written_stops_nothing(qtbot, calls, tmp_path, caplog):
    (tmp_path / "file").write_text("")
    tasks = Tasks(calls)
    store = SettingsStore(Settings(), tmp_path / "file" / "settings.json", tasks)
    store.update(overlay=True)
    store.close()
    qtbot.waitUntil(lambda: tasks.running == 0)
    assert "cannot be saved" in caplog.text
