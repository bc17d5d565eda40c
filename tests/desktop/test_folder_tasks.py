"""FolderTasks: a folder that does not answer is told, once for each task, and so is its end."""

from __future__ import annotations

import threading
from pathlib import Path

import cv2
import numpy as np

from core.films.film import FilmSource
from core.sources.picture import PictureSource
from desktop.live.folder_tasks import FolderTasks
from desktop.live.source_choice import file_choice
from desktop.live.tasks import Tasks
from desktop.system.answering import is_folder

_USB, _SHARE = Path("usb"), Path("share")


def test_a_folder_that_keeps_a_task_waiting_is_told_and_so_is_its_answer(qtbot, calls):
    now_s, told, done, gate = [0.0], [], [], threading.Event()
    folders = FolderTasks(Tasks(calls), clock=lambda: now_s[0])
    folders.waits.connect(lambda folder: told.append(("waits", folder)))
    folders.answers.connect(lambda folder: told.append(("answers", folder)))

    for _ in range(2):
        folders.run("read", _USB, lambda: gate.wait(10), done=done.append)
    elsewhere = folders.begin(_SHARE, 5.0)
    folders.look()
    assert (told, folders.silent) == ([], None)
    now_s[0] = 1.0
    folders.look()
    folders.look()
    assert (told, folders.silent) == ([("waits", _USB)] * 2, _USB)
    folders.end(elsewhere)
    gate.set()
    qtbot.waitUntil(lambda: done == [True, True])

    assert told == [("waits", _USB)] * 2 + [("answers", _USB)]
    assert folders.silent is None


def test_what_nobody_waits_for_any_more_is_not_told(calls):
    now_s, told = [0.0], []
    folders = FolderTasks(Tasks(calls), clock=lambda: now_s[0])
    folders.waits.connect(told.append)
    folders.end(folders.begin(_USB))
    now_s[0] = 10.0
    folders.look()
    assert told == []


def test_a_disk_that_does_not_answer_is_no_folder_and_keeps_nobody(tmp_path, monkeypatch):
    assert is_folder(tmp_path) is True
    assert is_folder(tmp_path / "none") is False
    gate = threading.Event()
    monkeypatch.setattr(Path, "is_dir", lambda _path: gate.wait(10))
    assert is_folder(tmp_path, limit_s=0.01) is None
    gate.set()


def test_a_file_is_not_read_on_the_windows_thread_where_its_disk_does_not_answer(tmp_path, monkeypatch):
    cv2.imwrite(str(tmp_path / "picture.png"), np.zeros((8, 8, 3), np.uint8))
    choice = file_choice(tmp_path / "picture.png")
    assert isinstance(choice.make(), PictureSource)
    gate = threading.Event()
    monkeypatch.setattr(Path, "is_dir", lambda _path: gate.wait(10))
    assert isinstance(choice.make(), FilmSource)
    gate.set()
