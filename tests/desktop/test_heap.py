"""bound_heap(), seen with the C library's own figures, in a process of its own."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc is told anything")

_FIGURES = """
import ctypes
import sys
import threading

if sys.argv[1] == "bound":
    from desktop.system.heap import bound_heap
    bound_heap()

class Mallinfo2(ctypes.Structure):
    names = "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost"
    _fields_ = [(name, ctypes.c_size_t) for name in names.split()]

libc = ctypes.CDLL(None)
libc.malloc.restype, libc.malloc.argtypes, libc.free.argtypes = ctypes.c_void_p, [ctypes.c_size_t], [ctypes.c_void_p]
libc.mallinfo2.restype = Mallinfo2
libc.fdopen.restype, libc.fdopen.argtypes = ctypes.c_void_p, [ctypes.c_int, ctypes.c_char_p]
libc.malloc_info.argtypes, libc.fflush.argtypes = [ctypes.c_int, ctypes.c_void_p], [ctypes.c_void_p]

libc.free(libc.malloc(30 << 20))  # from then on glibc takes what is smaller from the heap
before = libc.mallinfo2().hblks
libc.malloc(20 << 20)
print("returned at once", libc.mallinfo2().hblks - before)
pictures = [libc.malloc(4 << 20) for _ in range(4)]
for picture in pictures:
    libc.free(picture)
print("kept", libc.mallinfo2().keepcost >> 20)

together = threading.Barrier(4)
def work():
    block = libc.malloc(1 << 20)
    together.wait()
    libc.free(block)
threads = [threading.Thread(target=work) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
sys.stdout.flush()
out = libc.fdopen(1, b"w")
libc.malloc_info(0, out)
libc.fflush(out)
"""


def figures(kind: str) -> tuple[int, int, int]:
    """How many of one large block are returned when it is freed, MB kept of four pictures, and the number of heaps."""
    script = [sys.executable, "-c", _FIGURES, kind]
    said = subprocess.run(script, capture_output=True, text=True, check=True, timeout=60).stdout
    returned, kept = (int(line.rpartition(" ")[2]) for line in said.split("\n", 2)[:2])
    return returned, kept, said.count("<heap nr=")


def test_all_threads_share_a_heap_and_large_blocks_go_back_at_once_while_pictures_are_kept():
    returned, kept, heaps = figures("bound")
    assert (returned, heaps) == (1, 1)
    assert 16 <= kept <= 64


def test_left_to_itself_the_library_has_more_heaps_and_keeps_large_blocks():
    returned, _, heaps = figures("as it is")
    assert returned == 0
    assert heaps > 1
