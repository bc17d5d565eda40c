"""aside(): what it gives and raises is the call's; Ctrl-C is heard while the call hangs."""

from __future__ import annotations

import os
import signal
import threading

import pytest

from core.errors import InputError
from desktop.command_line.aside import aside


def test_what_comes_of_it_is_the_calls():
    assert aside(lambda: 7) == 7
    with pytest.raises(InputError, match="no such folder"):
        aside(lambda: (_ for _ in ()).throw(InputError("no such folder")))


@pytest.mark.skipif(os.name == "nt", reason="Windows sends a thread no signals")
def test_ctrl_c_is_heard_while_it_hangs():
    gate, main_thread = threading.Event(), threading.get_ident()

    def hang() -> None:
        signal.pthread_kill(main_thread, signal.SIGINT)
        assert gate.wait(20)

    with pytest.raises(KeyboardInterrupt):
        aside(hang)
    gate.set()
