"""Stream: one `pw_stream` with the loop it lives on; what crosses into C is here and in `library`."""

from __future__ import annotations

import ctypes
import errno
import json
import os
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager

from core.errors import VirtualCameraMissing, VirtualCameraRefused
from core.virtual_camera.pipewire.library import (
    DIRECTION_OUTPUT,
    ID_ANY,
    ParamChanged,
    StateChanged,
    StreamBuffer,
    StreamEvents,
    StreamFlag,
    StreamState,
    load_libpipewire,
    pod_array,
)

_NOT_RUNNING = {errno.ENOENT, errno.ECONNREFUSED, errno.EHOSTDOWN}
_START = "Start it with `systemctl --user start pipewire wireplumber`, or log in again."


class Stream:
    """A source of video that drives its readers. Its loop runs on a thread of libpipewire's, which calls back.

    Args:
        name: of the stream.
        properties: of the node that others see.
        on_state: receives the new state and what went wrong, on the loop's thread.
        on_param: receives the id and the POD of a parameter that was set, on the loop's thread; empty: unset.

    Raises:
        VirtualCameraMissing: PipeWire is not installed.
    """

    def __init__(
        self,
        name: str,
        properties: Mapping[str, str],
        *,
        on_state: Callable[[StreamState, str], None],
        on_param: Callable[[int, bytes], None],
    ) -> None:
        self._library = load_libpipewire()

        def state_changed(_data: int | None, _old: int, new: int, problem: bytes | None) -> None:
            on_state(StreamState(new), (problem or b"").decode(errors="replace"))

        def param_changed(_data: int | None, number: int, pod: int | None) -> None:
            on_param(number, _pod_bytes(pod))

        # ctypes keeps no reference of its own: without this one the callbacks would be freed while in use.
        self._events = StreamEvents(
            version=0, state_changed=StateChanged(state_changed), param_changed=ParamChanged(param_changed)
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
            raise VirtualCameraMissing(
                "PipeWire's library is here without its modules.", hint="Install them: `sudo apt install pipewire`."
            )

    def connect(self, formats: list[bytes]) -> None:
        """Show the node with these formats; whether the service takes it, `on_state` tells.

        Raises:
            VirtualCameraMissing: the service does not run.
            VirtualCameraRefused: it cannot be used.
        """
        self._library.pw_thread_loop_start(self._loop)
        with self._locked():
            pods, memory = pod_array(formats)
            flags = StreamFlag.DRIVER | StreamFlag.MAP_BUFFERS
            status = self._library.pw_stream_connect(self._stream, DIRECTION_OUTPUT, ID_ANY, flags, pods, len(memory))
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


def _not_connected(number: int) -> VirtualCameraMissing | VirtualCameraRefused:
    reason = os.strerror(number).lower()
    if number in _NOT_RUNNING:
        return VirtualCameraMissing(f"PipeWire is not running: {reason}.", hint=_START)
    return VirtualCameraRefused(f"PipeWire offers no camera: {reason}.", hint=_START)


def _pod_bytes(pod: int | None) -> bytes:
    """A POD in C's memory, copied."""
    if not pod:
        return b""
    body_bytes = ctypes.c_uint32.from_address(pod).value
    return ctypes.string_at(pod, 8 + body_bytes)
