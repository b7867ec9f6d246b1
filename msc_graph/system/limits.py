"""Limits of time and memory that make sense, and how many files may be open."""

from __future__ import annotations

import sys
import threading
import time
from dataclasses import dataclass
from typing import Self

from msc_graph.errors import UsageError

JAVA_MEMORY = 64, 1_048_576
"""Limits of Java's heap that make sense, in MiB: with less it hardly starts; 1 TiB is more than any has."""


def check_seconds(seconds: object) -> float:
    """Return a time limit in seconds.

    Raises:
        UsageError: it is no number, not more than 0, or more than a system can wait (some 292 years).
    """
    number = isinstance(seconds, int | float) and not isinstance(seconds, bool)
    if not (number and 0 < seconds <= threading.TIMEOUT_MAX):  # type: ignore[operator]  # False for NaN too
        raise UsageError(f"a time limit is a positive number of seconds, not {seconds!r}")
    return float(seconds)  # type: ignore[arg-type]


def open_files() -> int:
    """Return how many files this process may have open, connections among them; 512 where no system tells."""
    try:
        import resource
    except ImportError:  # Windows
        return 512
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return sys.maxsize if soft == resource.RLIM_INFINITY else soft


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment that work must not pass: ``seconds`` is the limit as it was given, ``end`` when it passes."""

    seconds: float
    end: float

    @classmethod
    def after(cls, seconds: object) -> Self:
        """Return the deadline so many seconds from now. Raises ``UsageError`` like `check_seconds`."""
        checked = check_seconds(seconds)
        return cls(checked, time.monotonic() + checked)

    @property
    def left(self) -> float:
        """Seconds that are left; 0 when none are."""
        return max(0.0, self.end - time.monotonic())

    @property
    def passed(self) -> bool:
        """Whether no time is left."""
        return time.monotonic() >= self.end
