"""Halves of surrogate pairs: Python texts may hold them, and no encoding of Unicode writes them."""

from __future__ import annotations


def has_lone_surrogate(text: str) -> bool:
    """Return whether a text holds half of a surrogate pair (The Unicode Standard, section 3.8)."""
    return not text.isascii() and any("\ud800" <= mark <= "\udfff" for mark in text)
