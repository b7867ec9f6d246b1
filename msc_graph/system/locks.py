"""Locks on files, which end with the process that holds them, however that ends."""

from __future__ import annotations

import os
from contextlib import suppress

if os.name == "nt":  # pragma: no cover - the tests run on Linux and macOS
    import msvcrt

    def lock_file(descriptor: int, *, shared: bool) -> bool:
        """Lock a file without waiting; return whether that worked. A reader takes no lock here."""
        if shared:
            return True
        try:
            os.lseek(descriptor, 0, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except OSError:
            return False
        return True

    def unlock_file(descriptor: int) -> None:
        """Let go of a file."""
        with suppress(OSError):
            os.lseek(descriptor, 0, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)  # type: ignore[attr-defined,unused-ignore]
else:
    import fcntl

    def lock_file(descriptor: int, *, shared: bool) -> bool:
        """Lock a file without waiting; return whether that worked."""
        try:
            fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def unlock_file(descriptor: int) -> None:
        """Let go of a file."""
        fcntl.flock(descriptor, fcntl.LOCK_UN)
