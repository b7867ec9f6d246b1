"""Objects of JSON that say each name once: RFC 8259, section 4, leaves open which of two values counts."""

from __future__ import annotations

from typing import Any

Members = list[tuple[str, Any]]
"""The names and values of an object of JSON as they stand there."""


def once(members: Members) -> dict[str, Any]:
    """Return an object of JSON; for ``object_pairs_hook`` of the module `json`.

    Raises:
        ValueError: a name stands there more than once.
    """
    found = dict(members)
    if len(found) < len(members):
        names = [name for name, _ in members]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"an object in it has the name {twice!r} more than once")
    return found
