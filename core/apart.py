"""run_apart(): work in a process of its own: a driver may crash or hang."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import TypeVar

T = TypeVar("T")


class NoAnswerError(Exception):
    """The process ended or took too long; in words that go on after “it”."""


def run_apart(work: Callable[..., T], *arguments: object, longest_s: float) -> T:
    """What `work` returns. Blocks.

    Args:
        work: found by its name in the other process: a function of a module.
        arguments: what it is given; they are pickled, as is what it returns.
        longest_s: after which the process is ended.

    Raises:
        NoAnswerError: there is none.
    """
    spawn = multiprocessing.get_context("spawn")  # a fork would share the locks of threads that it does not have
    here, there = spawn.Pipe(duplex=False)
    process = spawn.Process(target=answer_into, args=(there, work, arguments), daemon=True)
    process.start()
    there.close()
    try:
        if here.poll(longest_s):
            return here.recv()
        raise NoAnswerError(f"did not answer within {longest_s:g} s")
    except EOFError:
        process.join()
        raise NoAnswerError(f"ended the process that tried it ({_exit_words(process.exitcode)})") from None
    finally:
        process.kill()
        process.join()
        process.close()
        here.close()


def answer_into(answer: Connection, work: Callable[..., object], arguments: tuple[object, ...]) -> None:
    """Do the work and tell what it returns; the other process runs this."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    found = work(*arguments)
    with suppress(BrokenPipeError):  # the program has ended meanwhile, and hears nothing any more
        answer.send(found)
    answer.close()


def _end_with_parent() -> None:
    """A driver that hangs would outlive a program that was killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(0)


def _exit_words(code: int | None) -> str:
    return f"signal {-code}" if code is not None and code < 0 else f"status {code}"
