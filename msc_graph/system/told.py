"""How an object tells in one line what it is, to who writes Python."""

from __future__ import annotations

_LONGEST = 60
"""Most characters of the first of many: our choice, so that a line stays one."""


def told(thing: object, *parts: str, first: object = None) -> str:
    """Return the ``repr`` of what holds much: its class, what and how many, and the first of them.

    >>> told([3, 1], "2 numbers", first=3)
    '<list: 2 numbers; first 3>'
    """
    text = ", ".join(part for part in parts if part)
    if first is not None:
        text += f"; first {_cut(str(first))}"
    return f"<{type(thing).__name__}: {text}>"


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun; ``many`` where the plural is not made with an s.

    >>> counted(1, "row"), counted(1200, "row"), counted(0, "query", "queries")
    ('1 row', '1,200 rows', '0 queries')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 3] + "..."
