"""What is in a graph, counted: what ``msc-graph info`` prints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from msc_graph.vocabulary import (
    CURATED_GRAPH,
    DCTERMS,
    INFERRED_GRAPH,
    MSC,
    OWL,
    RDF_TYPE,
    SCHEMA_GRAPH,
    Vocabulary,
    compress,
)

if TYPE_CHECKING:
    from pyoxigraph import Store

_WORDS = {
    "nodes": "节点",
    "assertions": "陈述",
    "edges": "边",
    "evidence": "证据",
    "references": "参考文献",
    "mechanisms": "机制",
    "trials": "试验",
    "triples": "三元组",
    "disputed": "有争议的边",
    "bytes": "字节",
    "verdicts": "判定",
    "assertion_kinds": "陈述的种类",
    "categories": "类别",
    "sources": "来源",
}
"""Headings in Chinese; in English they are the names themselves."""

_SHOWN = 10
"""How many classes the text shows; JSON has them all."""


def overview(store: Store, words: Vocabulary) -> dict[str, Any]:
    """Return the counts of a graph as plain values; every count may be 0.

    ``nodes`` (things, without documents), ``assertions``, ``edges`` (distinct subject-predicate-object of
    endorsed assertions), ``evidence``, ``references``, ``mechanisms``, ``trials`` (without excluded records),
    ``triples``, then by kind ``categories``, ``assertion_kinds`` and ``verdicts``, and ``sources``: each
    named graph with its name, licence (that of the ontology; empty where it is not stated) and number of
    triples.
    """
    kinds = Counter(_classes(store))
    under = {name: _below(words, name) for name in ("Node", "Document", "Assertion", "ClinicalTrial")}
    things = {c: n for c, n in kinds.items() if c in under["Node"] and c not in under["Document"]}
    verdicts = Counter(words.label(verdict) for verdict in _objects(store, f"{MSC}verdict"))
    return {
        "nodes": sum(things.values()),
        "assertions": sum(n for c, n in kinds.items() if c in under["Assertion"]),
        "edges": _endorsed_edges(store, words),
        "evidence": kinds[f"{MSC}Evidence"],
        "references": sum(n for c, n in kinds.items() if c in under["Document"]),
        "mechanisms": kinds[f"{MSC}Mechanism"],
        "trials": sum(n for c, n in kinds.items() if c in under["ClinicalTrial"]),
        "triples": len(store),
        "assertion_kinds": _sorted({c: n for c, n in kinds.items() if c in under["Assertion"]}),
        "verdicts": dict(sorted(verdicts.items(), key=lambda pair: (-pair[1], pair[0]))),
        "categories": _sorted(things),
        "sources": [_source(store, graph) for graph in sorted(g.value for g in store.named_graphs())],
    }


def render(facts: Mapping[str, Any], words: Vocabulary, lang: str) -> str:
    """Return an overview as lines of text, classes and verdicts by their labels in ``lang``."""
    return "".join(f"{line}\n" for line in _lines(facts, words, lang))


def _heading(name: str, lang: str) -> str:
    return _WORDS[name] if lang == "zh" else name.replace("_", " ")


def _padded(text: str, width: int) -> str:
    """Return a text with blanks up to a width in cells of a terminal."""
    from rich.cells import cell_len

    return text + " " * (width - cell_len(text))


def _lines(facts: Mapping[str, Any], words: Vocabulary, lang: str) -> Iterator[str]:
    for name, value in facts.items():
        if isinstance(value, int):
            yield f"{_padded(_heading(name, lang), 12)} {value:>7,}"
    for name in ("verdicts", "assertion_kinds", "categories"):
        counts = list(facts.get(name, {}).items())
        if not counts:
            continue
        yield f"\n{_heading(name, lang)}"
        for kind, count in counts[:_SHOWN]:
            label = words.label(MSC + kind.replace(" ", "_"), lang)
            yield f"  {_padded(label, 30)} {count:>6,}"
        if len(counts) > _SHOWN:
            more = len(counts) - _SHOWN
            yield f"  另有 {more} 类" if lang == "zh" else f"  and {more} more"
    yield f"\n{_heading('sources', lang)}"
    for source in facts["sources"]:
        yield f"  {source['name']:<30} {_amount(source, lang)}{_licence_words(source, lang)}"


def _amount(source: Mapping[str, Any], lang: str) -> str:
    name = "triples" if "triples" in source else "assertions"
    count = source[name]
    heading = _heading(name, lang)
    return f"{count:>6,} {heading.removesuffix('s') if count == 1 else heading}"


def _licence_words(source: Mapping[str, Any], lang: str) -> str:
    from msc_graph.sources.formats import licence_in

    licence = licence_in(lang, source["licence"], source.get("format", ""))
    if lang == "zh":
        return f"，{licence or '许可未说明'}"
    return f", {licence or 'licence not stated'}"


def _below(words: Vocabulary, name: str) -> frozenset[str]:
    return frozenset(iri for iri in words.parents if words.is_a(iri, MSC + name))


def _classes(store: Store) -> Iterator[str]:
    return (iri for iri in _objects(store, RDF_TYPE) if iri.startswith(MSC))


def _objects(store: Store, predicate: str) -> Iterator[str]:
    """Yield the IRIs that a property points to, outside the schema and what follows from it."""
    from pyoxigraph import NamedNode

    left_out = {NamedNode(SCHEMA_GRAPH), NamedNode(INFERRED_GRAPH)}
    for quad in store.quads_for_pattern(None, NamedNode(predicate), None, None):
        if quad.graph_name not in left_out and isinstance(quad.object, NamedNode):
            yield quad.object.value


def _endorsed_edges(store: Store, words: Vocabulary) -> int:
    from pyoxigraph import NamedNode

    inferred = NamedNode(INFERRED_GRAPH)
    found = (
        quad.triple
        for predicate in words.predicates
        for quad in store.quads_for_pattern(None, NamedNode(predicate), None, None)
        if quad.graph_name != inferred
    )
    return len(set(found))


def _sorted(counts: dict[str, int]) -> dict[str, int]:
    pairs = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return {iri.removeprefix(MSC): count for iri, count in pairs}


def _source(store: Store, graph: str) -> dict[str, Any]:
    from pyoxigraph import NamedNode

    triples = sum(1 for _ in store.quads_for_pattern(None, None, None, NamedNode(graph)))
    licence = _licence(store) if graph in (SCHEMA_GRAPH, CURATED_GRAPH) else ""
    return {"name": compress(graph), "licence": licence, "triples": triples}


def _licence(store: Store) -> str:
    """Return the licence that the ontology states for itself and its facts, or an empty text."""
    from pyoxigraph import NamedNode

    ontologies = store.quads_for_pattern(None, NamedNode(RDF_TYPE), NamedNode(f"{OWL}Ontology"), None)
    stated = {
        licence.object.value
        for ontology in ontologies
        for licence in store.quads_for_pattern(ontology.subject, NamedNode(f"{DCTERMS}license"), None, None)
        if isinstance(licence.object, NamedNode)
    }
    return ", ".join(sorted(stated))
