from __future__ import annotations

import threading

import numpy as np
from PySide6.QtCore import Qt, QThread

from core.errors import NoSpace
from core.events import SinkFailed
from desktop.live.bridge import EventBridge, FrameBridge
from support.samples import make_frame

IMAGE = np.zeros((4, 4, 3), np.uint8)


def on_a_thread(work) -> None:
    thread = threading.Thread(target=work)
    thread.start()
    thread.join(10)


def test_many_frames_are_announced_once_and_only_the_newest_is_kept(qtbot):
    bridge = FrameBridge()
    announced = []
    bridge.frame_ready.connect(lambda: announced.append(1), Qt.ConnectionType.QueuedConnection)
    frames = [make_frame(IMAGE) for _ in range(60)]

    on_a_thread(lambda: [bridge.submit(frame) for frame in frames])
    qtbot.waitUntil(lambda: bool(announced))

    assert announced == [1]
    assert bridge.take() is frames[-1]
    assert bridge.take() is None


def test_the_next_frame_after_a_taken_one_is_announced_again(qtbot):
    bridge = FrameBridge()
    announced = []
    bridge.frame_ready.connect(lambda: announced.append(bridge.take()), Qt.ConnectionType.QueuedConnection)

    for count in (1, 2, 3):
        on_a_thread(lambda: bridge.submit(make_frame(IMAGE)))
        qtbot.waitUntil(lambda count=count: len(announced) == count)


def test_a_closed_bridge_keeps_and_announces_nothing(qtbot):
    bridge = FrameBridge()
    bridge.frame_ready.connect(lambda: announced.append(1), Qt.ConnectionType.DirectConnection)
    announced: list[int] = []
    bridge.close()
    bridge.submit(make_frame(IMAGE))
    assert not announced
    assert bridge.take() is None


def test_calls_run_in_order_on_the_gui_thread(qtbot, calls):
    ran = []
    on_a_thread(lambda: [calls.post(lambda i=i: ran.append((i, QThread.isMainThread()))) for i in range(50)])
    qtbot.waitUntil(lambda: len(ran) == 50)
    assert ran == [(i, True) for i in range(50)]


def test_a_call_that_raises_does_not_take_the_others_with_it(qtbot, calls, monkeypatch):
    seen, ran = [], []
    monkeypatch.setattr("sys.excepthook", lambda kind, error, trace: seen.append(kind))
    calls.post(lambda: 1 // 0)
    calls.post(lambda: ran.append(1))
    qtbot.waitUntil(lambda: bool(ran))
    assert seen == [ZeroDivisionError]


def test_nothing_runs_after_the_close(qtbot, calls):
    ran = []
    calls.post(lambda: ran.append(1))
    calls.close()
    calls.post(lambda: ran.append(2))
    qtbot.wait(1)
    assert not ran


def test_engine_events_arrive_as_signals_on_the_gui_thread(qtbot, calls):
    events = EventBridge(calls)
    event = SinkFailed(NoSpace("Full."))
    with qtbot.waitSignal(events.event_received) as received:
        on_a_thread(lambda: events.listen(event))
    assert received.args == [event]
