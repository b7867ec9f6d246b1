"""An overview as text: what ``msc-graph info`` prints."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import chain
from typing import Any

from msc_graph.messages.catalogue import message
from msc_graph.messages.overview import OVERVIEW
from msc_graph.tables.bordered import padded
from msc_graph.vocabulary.namespaces import MSC
from msc_graph.vocabulary.ontology import Vocabulary

_SHOWN = 10
"""How many classes the text shows; JSON has them all."""

Licences = Callable[[str, str, str], str]
"""Takes a language, a licence and the format of its source; returns the licence in that language."""


def render(facts: Mapping[str, Any], words: Vocabulary, lang: str, licence_in: Licences) -> str:
    """Return an overview as lines of text, everything but names of sources in ``lang``.

    Groups and sources are left out where nothing is told of them, as of the adjacency form.
    """
    word = partial(message, OVERVIEW, lang=lang)
    counts = (f"{padded(word(name), 12)} {n:>12,}" for name, n in facts.items() if isinstance(n, int))
    groups = (
        _group(name, list(facts.get(name, {}).items()), words, lang)
        for name in ("verdicts", "assertion_kinds", "categories")
    )
    sources = [_source(source, lang, licence_in) for source in facts.get("sources", ())]
    heading = [f"\n{word('sources')}"] if "sources" in facts else []
    lines = chain(counts, chain.from_iterable(groups), heading, sources)
    return "".join(f"{line}\n" for line in lines)


def _group(name: str, counts: list[tuple[str, int]], words: Vocabulary, lang: str) -> Iterator[str]:
    """Yield the largest counts of one group under its name."""
    if counts:
        yield f"\n{message(OVERVIEW, name, lang)}"
    for kind, count in counts[:_SHOWN]:
        yield f"  {padded(words.label(MSC + kind.replace(' ', '_'), lang), 30)} {count:>12,}"
    if len(counts) > _SHOWN:
        yield f"  {message(OVERVIEW, 'more', lang, count=len(counts) - _SHOWN)}"


def _source(source: Mapping[str, Any], lang: str, licence_in: Licences) -> str:
    none = message(OVERVIEW, "licence not stated", lang)
    licence = licence_in(lang, source["licence"], source["format"]) or none
    version = " ".join(text for text in (source["name"], source["version"], source["date"]) if text)
    count = source["assertions"]
    counted_as = message(OVERVIEW, "assertion" if count == 1 else "assertions", lang)
    return f"  {padded(version, 30)} {count:>12,} {counted_as}, {licence}"
