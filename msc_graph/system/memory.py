"""How much memory this process has, and may have."""

from __future__ import annotations

import os
import re
from pathlib import Path


def address_space() -> int:
    """Return the bytes of address space that this process has taken so far; 0 where that cannot be told."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except (OSError, ValueError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def limit_memory(size: int) -> bool:
    """Return whether the address space of this process is now bounded to ``size`` bytes."""
    try:
        import resource
    except ImportError:
        return False
    try:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
    except (ValueError, OSError):
        return False
    return True


def ran_out(last_words: str) -> bool:
    """Return whether what a process said last is that it had no more memory.

    >>> ran_out("memory allocation of 64 bytes failed"), ran_out("KeyError: 'x'")
    (True, False)
    """
    return bool(re.search("memory allocation|MemoryError|out of memory", last_words))
