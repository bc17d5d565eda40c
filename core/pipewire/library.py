"""The part of libpipewire that cameras need, through ctypes: its functions, structures and callbacks."""

from __future__ import annotations

import ctypes
from ctypes import CFUNCTYPE, POINTER, Structure, c_char_p, c_int, c_int32, c_int64, c_uint8, c_uint32, c_uint64
from ctypes import c_void_p as pointer
from enum import IntEnum

# In a name, not in the call: PyInstaller would put the library into the program, apart from its own modules.
_LIBRARY = "libpipewire-0.3.so.0"


class PipeWireError(Exception):
    """PipeWire is there and refuses; `message` and `hint` are for people."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


class PipeWireMissing(PipeWireError):
    """It is not installed, too old, or does not run."""


class StreamState(IntEnum):
    """`enum pw_stream_state`."""

    ERROR = -1
    UNCONNECTED = 0
    CONNECTING = 1
    PAUSED = 2
    STREAMING = 3


class StreamFlag(IntEnum):
    """`enum pw_stream_flags`."""

    AUTOCONNECT = 1 << 0
    MAP_BUFFERS = 1 << 2
    DRIVER = 1 << 3


DIRECTION_INPUT, DIRECTION_OUTPUT = 0, 1
ID_ANY = 0xFFFFFFFF
META_HEADER = 1

StateChanged = CFUNCTYPE(None, pointer, c_int, c_int, c_char_p)
ParamChanged = CFUNCTYPE(None, pointer, c_uint32, pointer)
Process = CFUNCTYPE(None, pointer)


class StreamEvents(Structure):
    """`struct pw_stream_events`; unused events are null."""

    _fields_ = (
        ("version", c_uint32),
        ("destroy", pointer),
        ("state_changed", StateChanged),
        ("control_info", pointer),
        ("io_changed", pointer),
        ("param_changed", ParamChanged),
        ("add_buffer", pointer),
        ("remove_buffer", pointer),
        ("process", Process),
        ("drained", pointer),
        ("command", pointer),
        ("trigger_done", pointer),
    )


class Chunk(Structure):
    """`struct spa_chunk`: which part of the memory is the picture."""

    _fields_ = (("offset", c_uint32), ("size", c_uint32), ("stride", c_int32), ("flags", c_int32))


class Data(Structure):
    """`struct spa_data`: the memory of a buffer."""

    _fields_ = (
        ("type", c_uint32),
        ("flags", c_uint32),
        ("fd", c_int64),
        ("mapoffset", c_uint32),
        ("maxsize", c_uint32),
        ("data", pointer),
        ("chunk", POINTER(Chunk)),
    )


class MetaHeader(Structure):
    """`struct spa_meta_header`: time and number of a picture."""

    _fields_ = (
        ("flags", c_uint32),
        ("offset", c_uint32),
        ("pts", c_int64),
        ("dts_offset", c_int64),
        ("seq", c_uint64),
    )


class Meta(Structure):
    """`struct spa_meta`."""

    _fields_ = (("type", c_uint32), ("size", c_uint32), ("data", pointer))


class SpaBuffer(Structure):
    """`struct spa_buffer`."""

    _fields_ = (
        ("n_metas", c_uint32),
        ("n_datas", c_uint32),
        ("metas", POINTER(Meta)),
        ("datas", POINTER(Data)),
    )


class StreamBuffer(Structure):
    """The head of `struct pw_buffer`; newer releases have more behind it."""

    _fields_ = (("buffer", POINTER(SpaBuffer)), ("user_data", pointer))


_FUNCTIONS: dict[str, tuple[type | None, list[type]]] = {
    "pw_init": (None, [pointer, pointer]),
    "pw_thread_loop_new": (pointer, [c_char_p, pointer]),
    "pw_thread_loop_destroy": (None, [pointer]),
    "pw_thread_loop_get_loop": (pointer, [pointer]),
    "pw_thread_loop_start": (c_int, [pointer]),
    "pw_thread_loop_stop": (None, [pointer]),
    "pw_thread_loop_lock": (None, [pointer]),
    "pw_thread_loop_unlock": (None, [pointer]),
    "pw_properties_new_string": (pointer, [c_char_p]),
    "pw_stream_new_simple": (pointer, [pointer, c_char_p, pointer, POINTER(StreamEvents), pointer]),
    "pw_stream_connect": (c_int, [pointer, c_int, c_uint32, c_int, POINTER(pointer), c_uint32]),
    "pw_stream_update_params": (c_int, [pointer, POINTER(pointer), c_uint32]),
    "pw_stream_dequeue_buffer": (POINTER(StreamBuffer), [pointer]),
    "pw_stream_queue_buffer": (c_int, [pointer, POINTER(StreamBuffer)]),
    "pw_stream_trigger_process": (c_int, [pointer]),
    "pw_stream_destroy": (None, [pointer]),
}


def load_libpipewire() -> ctypes.CDLL:
    """The library, started, with the types of the functions above.

    Raises:
        PipeWireMissing: it is not installed, or is too old.
    """
    try:
        library = ctypes.CDLL(_LIBRARY)
        for name, (result, arguments) in _FUNCTIONS.items():
            function = getattr(library, name)
            function.restype, function.argtypes = result, arguments
    except (OSError, AttributeError) as error:
        raise PipeWireMissing(
            f"PipeWire, which shares cameras between programs, cannot be used here: {error}.",
            hint="Install PipeWire 0.3.65 or newer with its session manager: `sudo apt install pipewire wireplumber`.",
        ) from error
    library.pw_init(None, None)
    return library


def pod_array(pods: list[bytes]) -> tuple[ctypes.Array[pointer], list[ctypes.Array[c_uint8]]]:
    """PODs as an array of pointers, with the aligned memory that must outlive its use."""
    memory = [(c_uint8 * len(pod)).from_buffer_copy(pod) for pod in pods]
    return (pointer * len(pods))(*map(ctypes.addressof, memory)), memory
