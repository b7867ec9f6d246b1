"""The languages of labels and messages, and the one rule by which a text is chosen among several."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msc_graph.errors import UsageError, must_be_text

LANGUAGES = ("en", "zh")
"""Languages that labels are given in; the first is the fallback."""
TAG = "\ue000"
"""Stands between a text and its language tag (BCP 47): of Unicode's private use, which no text has."""


def check_language(lang: str) -> None:
    """Do nothing for a language of `LANGUAGES`; raise ``UsageError``, which lists them, for another."""
    if must_be_text(lang, "the language") not in LANGUAGES:
        raise UsageError(f"unknown language {lang!r}; the languages are {', '.join(LANGUAGES)}")


def best(texts: Iterable[tuple[str, str]], lang: str) -> str:
    """Return the text that readers of ``lang`` get, out of pairs of language tag and text; "" if none is.

    The wanted language comes first, by its very tag, then by its variants; then English likewise; then a text
    without a language; then the others in the order of tags. Of equal ones the first in order of text.

    >>> best([("en", "cornea"), ("zh-Hans", "角膜")], "zh"), best([("fr", "cornée"), ("", "cornea")], "zh")
    ('角膜', 'cornea')
    """
    return min(texts, key=lambda pair: _order(pair[0], pair[1], lang), default=("", ""))[1]


def best_of(texts: Sequence[str], lang: str) -> str:
    """Return the `best` of one text for each of `LANGUAGES`, where an empty one is none."""
    must_be_text(lang, "the language")
    return best(((tag, text) for tag, text in zip(LANGUAGES, texts, strict=True) if text), lang)


def written_in(texts: Iterable[tuple[str, str]], lang: str) -> str:
    """Return what `best` returns of the texts in ``lang`` or a variant of it; "" if there is none."""
    return best(((tag, text) for tag, text in texts if serves(tag, lang)), lang)


def serves(tag: str, lang: str) -> bool:
    """Return whether a language tag is ``lang`` or a variant, as zh-Hans is of zh; letter case is ignored.

    Source: RFC 4647, section 3.3.1 (basic filtering).
    """
    return tag.lower() == lang or tag.lower().startswith(f"{lang}-")


def _order(tag: str, text: str, lang: str) -> tuple[int, str, str]:
    for place, wanted in enumerate((lang, LANGUAGES[0])):
        if serves(tag, wanted):
            return 2 * place + (tag.lower() != wanted), tag.lower(), text
    return (4 if not tag else 5), tag.lower(), text
