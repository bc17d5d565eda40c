"""seccomp: a Linux process gives up the calls of the kernel that start programs, write files or reach others.

https://docs.kernel.org/userspace-api/seccomp_filter.html and
https://github.com/torvalds/linux/tree/master/arch for the numbers of the calls.
"""

from __future__ import annotations

import ctypes
import errno
import platform
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_NO_NEW_PRIVILEGES = 38
_SET_FILTER, _ALL_THREADS = 1, 1
# Classic BPF, see linux/bpf_common.h: load a word, jump if it is equal, greater or has bits, return.
_LOAD, _IF_EQUAL, _IF_AT_LEAST, _IF_BITS, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _FAIL, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
# struct seccomp_data: nr, arch, instruction pointer, then six arguments of 8 bytes, of which the low half comes first.
_NUMBER_AT, _PROCESSOR_AT, _ARGUMENTS_AT = 0, 4, 16
_FIRST_X32_CALL = 0x40000000
_THREAD = 0x00010000  # CLONE_THREAD
_ANY_WRITING = 0o1 | 0o2 | 0o100 | 0o1000 | 0o20000000  # O_WRONLY, O_RDWR, O_CREAT, O_TRUNC, O_TMPFILE's own bit
_TELLS_IT_IS_MISSING = ("clone3", "openat2")  # the C library then takes the older call, whose flags can be seen

_CALLS_OF: dict[str, dict[str, int]] = {
    "x86_64": {
        "open": 2,
        "openat": 257,
        "openat2": 437,
        "creat": 85,
        "truncate": 76,
        "ftruncate": 77,
        "memfd_create": 319,
        "rename": 82,
        "renameat": 264,
        "renameat2": 316,
        "mkdir": 83,
        "mkdirat": 258,
        "rmdir": 84,
        "unlink": 87,
        "unlinkat": 263,
        "link": 86,
        "linkat": 265,
        "symlink": 88,
        "symlinkat": 266,
        "mknod": 133,
        "mknodat": 259,
        "chmod": 90,
        "fchmod": 91,
        "fchmodat": 268,
        "chown": 92,
        "fchown": 93,
        "lchown": 94,
        "fchownat": 260,
        "setxattr": 188,
        "lsetxattr": 189,
        "fsetxattr": 190,
        "utimensat": 280,
        "fork": 57,
        "vfork": 58,
        "clone": 56,
        "clone3": 435,
        "execve": 59,
        "execveat": 322,
        "kill": 62,
        "ptrace": 101,
        "process_vm_readv": 310,
        "process_vm_writev": 311,
        "pidfd_send_signal": 424,
        "pidfd_getfd": 438,
        "socket": 41,
        "socketpair": 53,
        "connect": 42,
        "bind": 49,
        "listen": 50,
        "accept": 43,
        "accept4": 288,
        "sendto": 44,
        "setrlimit": 160,
        "prlimit64": 302,
        "chroot": 161,
        "mount": 165,
        "umount2": 166,
        "unshare": 272,
        "setns": 308,
        "bpf": 321,
        "init_module": 175,
        "finit_module": 313,
        "add_key": 248,
        "request_key": 249,
        "keyctl": 250,
        "perf_event_open": 298,
        "open_by_handle_at": 304,
        "userfaultfd": 323,
        "io_uring_setup": 425,
    },
    "aarch64": {
        "openat": 56,
        "openat2": 437,
        "truncate": 45,
        "ftruncate": 46,
        "memfd_create": 279,
        "renameat": 38,
        "renameat2": 276,
        "mkdirat": 34,
        "unlinkat": 35,
        "linkat": 37,
        "symlinkat": 36,
        "mknodat": 33,
        "fchmod": 52,
        "fchmodat": 53,
        "fchown": 55,
        "fchownat": 54,
        "setxattr": 5,
        "lsetxattr": 6,
        "fsetxattr": 7,
        "utimensat": 88,
        "clone": 220,
        "clone3": 435,
        "execve": 221,
        "execveat": 281,
        "kill": 129,
        "ptrace": 117,
        "process_vm_readv": 270,
        "process_vm_writev": 271,
        "pidfd_send_signal": 424,
        "pidfd_getfd": 438,
        "socket": 198,
        "socketpair": 199,
        "connect": 203,
        "bind": 200,
        "listen": 201,
        "accept": 202,
        "accept4": 242,
        "sendto": 206,
        "setrlimit": 164,
        "prlimit64": 261,
        "chroot": 51,
        "mount": 40,
        "umount2": 39,
        "unshare": 97,
        "setns": 268,
        "bpf": 280,
        "init_module": 105,
        "finit_module": 273,
        "add_key": 217,
        "request_key": 218,
        "keyctl": 219,
        "perf_event_open": 241,
        "open_by_handle_at": 265,
        "userfaultfd": 282,
        "io_uring_setup": 425,
    },
}
_PROCESSORS = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_FILTER_CALL = {"x86_64": 317, "aarch64": 277}
_WRITING = frozenset(
    {
        *("open", "openat", "openat2", "creat", "truncate", "ftruncate", "memfd_create", "utimensat"),
        *("rename", "renameat", "renameat2", "link", "linkat", "symlink", "symlinkat", "unlink", "unlinkat"),
        *("mkdir", "mkdirat", "rmdir", "mknod", "mknodat", "chmod", "fchmod", "fchmodat"),
        *("chown", "fchown", "lchown", "fchownat", "setxattr", "lsetxattr", "fsetxattr"),
    }
)
"""Calls that are left where a driver of a graphics card needs them."""
_FLAGS_OF = {"open": (1, _ANY_WRITING), "openat": (2, _ANY_WRITING), "prlimit64": (2, 0xFFFFFFFF)}
"""Which argument, and which of its bits, make a call that is otherwise allowed a refused one."""


class _Instruction(ctypes.Structure):
    _fields_ = (("code", ctypes.c_uint16), ("yes", ctypes.c_uint8), ("no", ctypes.c_uint8), ("value", ctypes.c_uint32))


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_uint16), ("instructions", ctypes.POINTER(_Instruction)))


@dataclass(frozen=True, slots=True)
class _Step:
    code: int
    value: int
    yes: int = 0
    no: int = 0


def give_up_calls(*, may_write: bool = False) -> bool:
    """Refuse this process, all of its threads, what a network at work never does: such calls fail from now on.

    Args:
        may_write: files too, as the driver of a graphics card does.

    Returns:
        False on another processor than x86-64 and 64-bit ARM, or where the kernel refuses.
    """
    processor = platform.machine()
    if processor not in _PROCESSORS:
        return False
    steps = list(_steps(processor, may_write=may_write))
    instructions = (_Instruction * len(steps))(*((step.code, step.yes, step.no, step.value) for step in steps))
    program = _Program(len(steps), instructions)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return False
    return libc.syscall(_FILTER_CALL[processor], _SET_FILTER, _ALL_THREADS, ctypes.byref(program)) == 0


def _steps(processor: str, *, may_write: bool) -> Iterator[_Step]:
    """The filter, which the kernel runs for every call."""
    yield _Step(_LOAD, _PROCESSOR_AT)
    yield _Step(_IF_EQUAL, _PROCESSORS[processor], yes=1)
    yield _Step(_RETURN, _KILL)
    yield _Step(_LOAD, _NUMBER_AT)
    yield _Step(_IF_AT_LEAST, _FIRST_X32_CALL, no=1)
    yield _Step(_RETURN, _KILL)
    for name, number in _CALLS_OF[processor].items():
        if may_write and name in _WRITING:
            continue
        answer = _refusal(name)
        yield _Step(_IF_EQUAL, number, no=len(answer))
        yield from answer
    yield _Step(_RETURN, _ALLOW)


def _refusal(name: str) -> Sequence[_Step]:
    """What is answered to a call."""
    if name in _TELLS_IT_IS_MISSING:
        return [_Step(_RETURN, _FAIL | errno.ENOSYS)]
    refused = _Step(_RETURN, _FAIL | errno.EPERM)
    if name == "clone":  # of a thread it is allowed
        return [_Step(_LOAD, _ARGUMENTS_AT), _Step(_IF_BITS, _THREAD, yes=1), refused, _Step(_RETURN, _ALLOW)]
    if name in _FLAGS_OF:
        argument, bits = _FLAGS_OF[name]
        flags = _Step(_LOAD, _ARGUMENTS_AT + 8 * argument)
        return [flags, _Step(_IF_BITS, bits, no=1), refused, _Step(_RETURN, _ALLOW)]
    return [refused]
