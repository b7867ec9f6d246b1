"""What every room's messages share: their shape, and how one is said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msc_graph.languages import LANGUAGES, check_language

Messages = Mapping[str, tuple[str, str]]
"""Each message by its key, in the languages of `LANGUAGES`: English, then Chinese; ``{name}`` is a value."""


def message(messages: Messages, key: str, lang: str, **values: Any) -> str:
    """Return a message in a language of `LANGUAGES`, with its values in place (`str.format`).

    >>> message({"found": ("{number} found", "找到 {number} 个")}, "found", "zh", number=3)
    '找到 3 个'

    Raises:
        UsageError: there is no such language.
        KeyError: there is no such message, or one of its values is missing.
    """
    check_language(lang)
    return messages[key][LANGUAGES.index(lang)].format(**values)


def in_language(messages: Messages, lang: str) -> dict[str, str]:
    """Return all messages of a room in a language of `LANGUAGES`, by key, values not yet in place.

    Raises:
        UsageError: there is no such language.
    """
    check_language(lang)
    return {key: texts[LANGUAGES.index(lang)] for key, texts in messages.items()}
