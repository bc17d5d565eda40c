"""Stream: one `pw_stream` with the loop it lives on; what crosses into C is here and in `library`."""

from __future__ import annotations

import ctypes
import errno
import json
import os
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager

from core.pipewire.library import (
    ID_ANY,
    ParamChanged,
    PipeWireError,
    PipeWireMissing,
    Process,
    StateChanged,
    StreamBuffer,
    StreamEvents,
    StreamState,
    load_libpipewire,
    pod_array,
)

_NOT_RUNNING = {errno.ENOENT, errno.ECONNREFUSED, errno.EHOSTDOWN}
_START = "Start it with `systemctl --user start pipewire wireplumber`, or log in again."


def _unheeded() -> None:
    """For a node that gives: it takes a buffer when it has something for it."""


class Stream:
    """A node that gives or takes video. Its loop runs on a thread of libpipewire's, which calls back.

    Args:
        name: of the stream.
        properties: of the node that others see.
        on_state: receives the new state and what went wrong, on the loop's thread.
        on_param: receives the id and the POD of a parameter that was set, on the loop's thread; empty: unset.
        on_buffer: called when one may be taken, on the loop's thread.

    Raises:
        PipeWireMissing: PipeWire is not installed.
    """

    def __init__(
        self,
        name: str,
        properties: Mapping[str, str],
        *,
        on_state: Callable[[StreamState, str], None],
        on_param: Callable[[int, bytes], None],
        on_buffer: Callable[[], None] = _unheeded,
    ) -> None:
        self._library = load_libpipewire()

        def state_changed(_data: int | None, _old: int, new: int, problem: bytes | None) -> None:
            on_state(StreamState(new), (problem or b"").decode(errors="replace"))

        def param_changed(_data: int | None, number: int, pod: int | None) -> None:
            on_param(number, _pod_bytes(pod))

        def process(_data: int | None) -> None:
            on_buffer()

        # ctypes keeps no reference of its own: without this one the callbacks would be freed while in use.
        self._events = StreamEvents(
            version=0,
            state_changed=StateChanged(state_changed),
            param_changed=ParamChanged(param_changed),
            process=Process(process),
        )
        self._loop: int | None = self._library.pw_thread_loop_new(b"virtual camera", None)
        self._stream: int | None = self._library.pw_stream_new_simple(
            self._library.pw_thread_loop_get_loop(self._loop),
            name.encode(),
            self._library.pw_properties_new_string(json.dumps(dict(properties), ensure_ascii=False).encode()),
            self._events,
            None,
        )
        if not self._stream:
            self.close()
            raise PipeWireMissing(
                "PipeWire's library is here without its modules.", hint="Install them: `sudo apt install pipewire`."
            )

    def connect(self, formats: list[bytes], direction: int, flags: int) -> None:
        """Show the node with these formats; whether the service takes it, `on_state` tells.

        Args:
            formats: PODs.
            direction: `DIRECTION_INPUT` or `DIRECTION_OUTPUT`.
            flags: of `StreamFlag`.

        Raises:
            PipeWireMissing: the service does not run.
            PipeWireError: it cannot be used.
        """
        self._library.pw_thread_loop_start(self._loop)
        with self._locked():
            pods, memory = pod_array(formats)
            status = self._library.pw_stream_connect(self._stream, direction, ID_ANY, flags, pods, len(memory))
        if status < 0:
            raise _not_connected(-status)

    def update_params(self, params: list[bytes]) -> None:
        """Answer a parameter that was set. Loop's thread, in `on_param`."""
        pods, memory = pod_array(params)
        self._library.pw_stream_update_params(self._stream, pods, len(memory))

    @contextmanager
    def next_buffer(self) -> Generator[StreamBuffer | None]:
        """A free buffer; it is handed to the readers when the block ends. None: they hold all of them."""
        with self._locked():
            free = self._library.pw_stream_dequeue_buffer(self._stream)
            yield free.contents if free else None
            if free:
                self._library.pw_stream_queue_buffer(self._stream, free)
                self._library.pw_stream_trigger_process(self._stream)

    @contextmanager
    def full_buffer(self) -> Generator[StreamBuffer | None]:
        """The newest buffer that came; it is given back when the block ends. Loop's thread, in `on_buffer`."""
        newest = None
        while taken := self._library.pw_stream_dequeue_buffer(self._stream):
            if newest:
                self._library.pw_stream_queue_buffer(self._stream, newest)
            newest = taken
        yield newest.contents if newest else None
        if newest:
            self._library.pw_stream_queue_buffer(self._stream, newest)

    def close(self) -> None:
        """Take the node away. Idempotent; not on the loop's thread."""
        loop, self._loop = self._loop, None
        stream, self._stream = self._stream, None
        if loop:
            self._library.pw_thread_loop_stop(loop)
        if stream:
            self._library.pw_stream_destroy(stream)
        if loop:
            self._library.pw_thread_loop_destroy(loop)

    @contextmanager
    def _locked(self) -> Generator[None]:
        self._library.pw_thread_loop_lock(self._loop)
        try:
            yield
        finally:
            self._library.pw_thread_loop_unlock(self._loop)


def _not_connected(number: int) -> PipeWireError:
    reason = os.strerror(number).lower()
    if number in _NOT_RUNNING:
        return PipeWireMissing(f"PipeWire is not running: {reason}.", hint=_START)
    return PipeWireError(f"PipeWire refuses the camera: {reason}.", hint=_START)


def _pod_bytes(pod: int | None) -> bytes:
    """A POD in C's memory, copied."""
    if not pod:
        return b""
    body_bytes = ctypes.c_uint32.from_address(pod).value
    return ctypes.string_at(pod, 8 + body_bytes)
