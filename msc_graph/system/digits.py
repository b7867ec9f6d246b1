"""Whole numbers in texts that anybody may have written: neither too long for Python, nor in other digits."""

from __future__ import annotations

import re
from typing import Any


def whole_number(text: Any) -> int | None:
    """Return the whole number (0 or more, at most 18 digits) that a text is; None where it is none.

    >>> whole_number("10"), whole_number("010"), whole_number("1:30"), whole_number("²")
    (10, None, None, None)
    """
    return int(text) if isinstance(text, str) and re.fullmatch("0|[1-9][0-9]{0,17}", text) else None


def natural(text: str) -> list[tuple[int, str]]:
    """Return a sort key in which numbers count as numbers, however long they are.

    >>> sorted(["E10", "E2", "E"], key=natural)
    ['E', 'E2', 'E10']
    """
    parts = re.split("([0-9]+)", text)
    return [
        (len(part.lstrip("0")), part.lstrip("0")) if part[0].isdecimal() else (-1, part)
        for part in parts
        if part
    ]
