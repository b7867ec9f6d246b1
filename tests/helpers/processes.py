"""Whether processes are gone."""

from __future__ import annotations

import os
import time
from pathlib import Path


def ends(pid: int, seconds: float = 60) -> bool:
    """Return whether the process is gone, or a zombie that nobody waits for, within so many seconds."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        stat = Path(f"/proc/{pid}/stat")
        if stat.exists() and stat.read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.05)
    return False
