"""Making every fsync of this process fail, without tools and without rights: by a filter of system calls (seccomp).

It cannot be taken away again, so it is for a process that is thrown away. Linux on the two usual processors only.
"""

import ctypes
import errno
import platform
import shutil
import struct

# Numbers of: seccomp, fsync, fdatasync; and the name of the processor for the filter.
_NUMBERS = {"x86_64": (317, 74, 75, 0xC000003E), "aarch64": (277, 82, 83, 0xC00000B7)}
_LOAD, _JUMP_EQUAL, _RETURN = 0x20, 0x15, 0x06
_ALLOW, _ERROR = 0x7FFF0000, 0x00050000
_NO_NEW_PRIVILEGES, _SET_FILTER, _ALL_THREADS = 38, 1, 1


def can_break() -> bool:
    return platform.system() == "Linux" and platform.machine() in _NUMBERS


def break_disk() -> None:
    """From now on fsync and fdatasync say EIO, in all threads of this process."""
    seccomp, fsync, fdatasync, processor = _NUMBERS[platform.machine()]
    steps = [
        (_LOAD, 0, 0, 4),
        (_JUMP_EQUAL, 0, 3, processor),
        (_LOAD, 0, 0, 0),
        (_JUMP_EQUAL, 2, 0, fsync),
        (_JUMP_EQUAL, 1, 0, fdatasync),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _ERROR | errno.EIO),
    ]
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
    program = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(steps), ctypes.addressof(code)))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) or libc.syscall(seccomp, _SET_FILTER, _ALL_THREADS, program):
        raise OSError(ctypes.get_errno(), "the filter could not be set")


def strace() -> str | None:
    """With it a disk can be made to fail for a while, and to work again."""
    return shutil.which("strace")
