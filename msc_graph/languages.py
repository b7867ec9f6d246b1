"""The languages of labels and messages."""

from __future__ import annotations

from msc_graph.errors import UsageError

LANGUAGES = ("en", "zh")
"""Languages that labels are given in; the first is the fallback."""


def check_language(lang: str) -> None:
    """Do nothing for a language of `LANGUAGES`; raise ``UsageError``, which lists them, for another."""
    if lang not in LANGUAGES:
        raise UsageError(f"unknown language {lang!r}; the languages are {', '.join(LANGUAGES)}")
