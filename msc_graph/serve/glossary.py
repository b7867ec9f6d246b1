"""What the words of the pages mean: verdicts, as the ontology defines them."""

from __future__ import annotations

from collections.abc import Sequence

from msc_graph.languages import best
from msc_graph.model.graph import VERDICTS
from msc_graph.vocabulary.curies import expand
from msc_graph.vocabulary.namespaces import SKOS
from msc_graph.vocabulary.ontology import vocabulary
from msc_graph.vocabulary.schema import schema, statements


def verdicts(lang: str) -> Sequence[tuple[str, str]]:
    """Return the verdicts, best first, each with its definition, in a language."""
    texts: dict[str, list[tuple[str, str]]] = {}
    for iri, text in statements(schema(), f"{SKOS}definition"):
        texts.setdefault(iri, []).append((getattr(text, "language", None) or "", text.value))
    named = [expand(verdict) for verdict in VERDICTS]
    return [(vocabulary().label(iri, lang), best(texts.get(iri, ()), lang)) for iri in named]
