from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QThread

from core.errors import SoundLibraryMissing
from desktop.live.tasks import Lane, Tasks, log_failure


@pytest.fixture
def tasks(calls):
    return Tasks(calls)


def test_a_result_comes_back_on_the_gui_thread(qtbot, tasks):
    answers = []
    tasks.run("test", QThread.isMainThread, done=lambda worked: answers.append((worked, QThread.isMainThread())))
    assert tasks.running == 1
    qtbot.waitUntil(lambda: bool(answers))
    assert answers == [(False, True)]
    assert tasks.running == 0


@pytest.mark.parametrize("error", [ValueError("no"), SystemExit(3)])
def test_whatever_is_raised_is_answered(qtbot, tasks, error):
    def work() -> None:
        raise error

    failures = []
    tasks.run("test", work, done=pytest.fail, failed=failures.append)
    qtbot.waitUntil(lambda: bool(failures))
    assert failures == [error]
    assert tasks.running == 0


def test_a_failure_that_has_words_is_logged_in_one_line_and_others_with_where_they_arose(caplog):
    for error in (SoundLibraryMissing("There is no sound.", hint="Install it."), ValueError("no")):
        log_failure(error)

    told, unforeseen = caplog.records
    assert (told.getMessage(), told.exc_info) == ("There is no sound. Install it.", None)
    assert unforeseen.exc_info is not None


def test_idle_is_told_after_the_last_answer(qtbot, tasks):
    order = []
    tasks.when_idle(lambda: order.append("at once"))
    tasks.run("test", lambda: 1, done=lambda _: order.append("done"))
    tasks.when_idle(lambda: order.append("idle"))
    qtbot.waitUntil(lambda: len(order) == 3)
    assert order == ["at once", "done", "idle"]


def test_an_answer_that_raises_still_leaves_the_tasks_idle(qtbot, tasks, monkeypatch):
    monkeypatch.setattr("sys.excepthook", lambda *_: None)
    idle = []
    tasks.run("test", lambda: 1, done=lambda _: 1 // 0)
    tasks.when_idle(lambda: idle.append(1))
    qtbot.waitUntil(lambda: bool(idle))


def test_a_late_result_is_discarded_in_the_background(qtbot, tasks):
    discarded, done = [], []
    lane = Lane(tasks, "test", discard=lambda result: discarded.append((result, QThread.isMainThread())))
    gate, begun = threading.Event(), threading.Event()

    def slow() -> str:
        begun.set()
        gate.wait(10)
        return "old"

    lane.run(slow, done=pytest.fail)
    begun.wait(10)
    lane.run(lambda: "new", done=done.append)
    qtbot.waitUntil(lambda: bool(done))
    assert not lane.busy
    gate.set()
    qtbot.waitUntil(lambda: bool(discarded))
    assert (done, discarded) == (["new"], [("old", False)])


def test_outdated_work_that_has_not_begun_does_not_begin(qtbot, tasks):
    lane = Lane(tasks, "test")
    gate = threading.Event()
    begun, done = [], []

    def work(number: int) -> int:
        begun.append(number)
        gate.wait(10)
        return number

    for number in range(10):
        lane.run(lambda number=number: work(number), done=done.append)
        if number < 2:
            qtbot.waitUntil(lambda count=number + 1: len(begun) == count)
    gate.set()
    qtbot.waitUntil(lambda: tasks.running == 0)
    assert begun == [0, 1, 9]
    assert done == [9]


def test_a_late_failure_is_not_shown(qtbot, tasks):
    lane = Lane(tasks, "test")
    gate = threading.Event()

    def fails() -> None:
        gate.wait(10)
        raise ValueError

    late = []
    lane.run(fails, done=late.append, failed=late.append)
    lane.cancel()
    assert not lane.busy
    gate.set()
    qtbot.waitUntil(lambda: tasks.running == 0)
    assert late == []


def test_what_must_be_finished_now_is_without_the_event_loop(qtbot, tasks):
    answers = []

    def second(_first: object) -> None:
        answers.append("first")
        tasks.run("test", lambda: "second", done=answers.append)

    tasks.run("test", lambda: None, done=second)
    tasks.finish_now(lambda: len(answers) == 2, 60)
    assert answers == ["first", "second"]
    assert tasks.running == 0


def test_what_hangs_is_not_waited_for_longer_than_said(qtbot, tasks):
    gate = threading.Event()
    tasks.run("test", gate.wait)
    tasks.finish_now(lambda: False, 0.1)
    assert tasks.running == 1
    gate.set()
    qtbot.waitUntil(lambda: tasks.running == 0)
