"""Text inside XML: what it may hold and how it is escaped."""

from __future__ import annotations

import re

NOT_XML = "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
"""A pattern of what XML 1.0 cannot hold, not even escaped.

Source: https://www.w3.org/TR/xml/#charsets (production ``Char``).
"""
_NOT_XML = re.compile(NOT_XML)
ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
"""How element content is escaped; a reader would make a bare carriage return a line feed.

Source: https://www.w3.org/TR/xml/#sec-line-ends
"""
_TRANSLATION = str.maketrans(ESCAPES)


def illegal_character(text: str) -> str | None:
    """Return the first character of ``text`` that XML 1.0 cannot hold, as ``U+0001``, or ``None``."""
    found = _NOT_XML.search(text)
    return f"U+{ord(found[0]):04X}" if found else None


def escaped(text: str) -> str:
    r"""Return ``text`` as element content; ``\r`` is escaped because a reader would make it ``\n``."""
    return text.translate(_TRANSLATION)
