"""What the servers log, on standard error: errors alone, without what a terminal would obey."""

from __future__ import annotations

import logging

from msc_graph.tables.values import harmless


class _Harmless(logging.Formatter):
    """Writes what is logged, tracebacks too, as text: it may hold what a client sent."""

    def format(self, record: logging.LogRecord) -> str:
        return harmless(super().format(record))


def log_harmlessly() -> None:
    """Be the first to say where logs go: a library that installs its own writes what a client sent as it is.

    Where the program has said it already, nothing changes.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(_Harmless("%(levelname)s: %(message)s"))
    logging.basicConfig(level=logging.ERROR, handlers=[handler])
