"""Worker: its life cycle and its errors."""

import threading

from core.worker import Worker, WorkerState


class Scripted(Worker):
    def __init__(self, *, failing: str = "") -> None:
        super().__init__("scripted")
        self.calls: list[str] = []
        self._failing = failing

    def _call(self, name: str) -> None:
        self.calls.append(name)
        if name == self._failing:
            raise ValueError(name)

    def _setup(self) -> None:
        self._call("setup")

    def _step(self) -> None:
        self._call("step")
        self._finish()

    def _teardown(self) -> None:
        self._call("teardown")


def _run(worker: Scripted) -> Scripted:
    assert worker.state is WorkerState.NEW
    worker.start()
    assert worker.join(5)
    return worker


def test_life_cycle():
    worker = _run(Scripted())

    assert worker.calls == ["setup", "step", "teardown"]
    assert worker.state is WorkerState.STOPPED
    assert worker.error is None


def test_errors_are_kept_and_teardown_still_runs():
    for failing, calls in (("setup", 2), ("step", 3), ("teardown", 3)):
        worker = _run(Scripted(failing=failing))
        assert worker.state is WorkerState.FAILED
        assert str(worker.error) == failing
        assert len(worker.calls) == calls
        assert worker.calls[-1] == "teardown"


def test_joining_a_worker_that_never_started():
    assert Scripted().join(0)
    assert threading.current_thread().is_alive()
