"""What the card of a path says beside the path itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msc_graph.messages.catalogue import in_language
from msc_graph.messages.pages import PAGES
from msc_graph.model.graph import GraphNode
from msc_graph.vocabulary.signs import Sign

_SIGN_WORDS = {Sign.POSITIVE: "raises", Sign.NEGATIVE: "lowers", Sign.UNKNOWN: "unknown"}


def card_values(nodes: Iterable[GraphNode], lang: str) -> dict[str, Any]:
    """Return the words and labels that the template ``path`` needs for paths along some nodes."""
    say = in_language(PAGES, lang)
    return {
        "lang": lang,
        "say": say,
        "signs": {sign.value: say[key] for sign, key in _SIGN_WORDS.items()},
        "labels": {node.id: node.label_in(lang) for node in nodes},
    }
