"""Doubts about the disk under an SQLite file, and how they are settled.

After a failed fsync the system forgets what it could not write, and the next fsync succeeds as if all were well. So it
is never simply tried again: the process stores nothing until the file was read back from the disk and found whole.
(PostgreSQL does the like by itself: it stops, and starts anew from what its journal holds.)
"""

import asyncio
import logging
import os
import secrets
import sqlite3
import time

from database.trouble import DiskDoubted, sqlite_code

WAIT = 10.0
"""Seconds from a fault to the first look at the disk, and from one look to the next."""

_log = logging.getLogger("wardmote.disk")
_FAULTS = (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class Doubt:
    """Of one process about one file."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._reason = ""
        self._not_before = 0.0

    def arise(self, error: BaseException | None) -> None:
        """Any error may be handed in; only those of the disk count."""
        if isinstance(error, sqlite3.Error) and sqlite_code(error) in _FAULTS:
            self._wait(f"{getattr(error, 'sqlite_errorname', '')}: {error}")

    async def settle(self) -> None:
        """Raises DiskDoubted while there is a doubt. Call it before anything is written, one at a time."""
        if not self._reason:
            return
        if time.monotonic() < self._not_before:
            raise DiskDoubted(f"the disk is not trusted: {self._reason}")
        fault = await asyncio.to_thread(fault_of, self.file)
        if fault:
            self._wait(fault)
            raise DiskDoubted(f"the disk is not trusted: {fault}")
        self._reason = ""
        _log.error("the disk under %s was looked at and is trusted again", self.file)

    def _wait(self, reason: str) -> None:
        self._reason, self._not_before = reason, time.monotonic() + WAIT
        _log.error("nothing is stored any more until %s was looked at: %s", self.file, reason)


def fault_of(file: str) -> str:
    """What is wrong with the disk under this file, as far as can be seen from here, or nothing."""
    try:
        _write_beside(file)
        for name in (file, f"{file}-wal"):
            _forget(name)
        connection = sqlite3.connect(file, isolation_level=None, timeout=5)
        try:
            connection.execute("PRAGMA synchronous=FULL")
            found = connection.execute("PRAGMA quick_check(1)").fetchone()
            if found is None or found[0] != "ok":
                return f"the file is damaged: {found}"
            connection.execute("PRAGMA wal_checkpoint(FULL)").fetchone()
        finally:
            connection.close()
    except (OSError, sqlite3.Error) as fault:
        return str(fault) or type(fault).__name__
    return ""


def _write_beside(file: str) -> None:
    """Whether anything can be written there at all, and reaches the disk."""
    name = f"{file}-probe-{secrets.token_hex(4)}"
    probe = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        for _ in range(4):
            os.write(probe, secrets.token_bytes(4096))
            os.fdatasync(probe)
        os.fsync(probe)
    finally:
        os.close(probe)
        os.unlink(name)


def _forget(name: str) -> None:
    """Have the system drop what it remembers of a file, so that it is read from the disk."""
    try:
        file = os.open(name, os.O_RDONLY)
    except FileNotFoundError:
        return
    try:
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(file)
