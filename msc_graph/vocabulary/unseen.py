"""Marks of Unicode that nobody sees, and texts without them."""

from __future__ import annotations

import unicodedata

_JOINERS = "\u200c\u200d"
"""Marks that the spelling of some languages needs, as that of Persian."""


def seen(text: str) -> str:
    r"""Return a text without marks that nobody sees; joiners stay where letters beyond ASCII stand.

    >>> seen("\ufeffHGNC:87\u200b63"), seen("HGNC:\u200d8763")
    ('HGNC:8763', 'HGNC:8763')
    """
    if text.isascii():
        return text
    bare = "".join(mark for mark in text if not _is_unseen(mark))
    if bare.isascii():
        return bare
    return "".join(mark for mark in text if mark in _JOINERS or unicodedata.category(mark) != "Cf")


def narrow(text: str) -> str:
    """Return a text without marks that nobody sees, and with wide letters as those of ASCII."""
    return text if text.isascii() else seen(unicodedata.normalize("NFKC", text))


def _is_unseen(mark: str) -> bool:
    return unicodedata.category(mark) == "Cf" or mark in _FILLERS


_FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0") | {
    chr(code) for code in (*range(0x180B, 0x1810), *range(0xFE00, 0xFE10))
}
"""Those of `UNSEEN` that are letters or marks: joiners, fillers and selectors, which other words may need."""

UNSEEN = rf"[\p{{Cf}}{''.join(sorted(_FILLERS))}]"
"""Characters that nobody sees, in the letters of polars. Source: Unicode, Default_Ignorable_Code_Point."""
