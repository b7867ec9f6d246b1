"""What is in a graph, counted: what ``msc-graph info`` prints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from msc_graph._version import __version__
from msc_graph.messages.imports import reported
from msc_graph.rdf.graphs import ABOUT, graph_iri, imported_graphs, own_graphs, source_of
from msc_graph.vocabulary.namespaces import DCTERMS, MSC, OWL, RDF_TYPE
from msc_graph.vocabulary.ontology import Vocabulary

if TYPE_CHECKING:
    from pyoxigraph import Quad, Store

    from msc_graph.model.graph import Graph
    from msc_graph.rdf.triples import GraphName, Triples


@dataclass(slots=True)
class Stated:
    """What one source states.

    ``nodes`` and ``references`` are IRIs. ``kinds`` counts assertions and mechanisms by class, ``verdicts``
    assertions by verdict, both by IRI. ``evidence`` is the number of pairs of an assertion and a piece of
    evidence for or against it.
    """

    nodes: set[str] = field(default_factory=set)
    kinds: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[str] = field(default_factory=Counter)
    evidence: int = 0
    references: set[str] = field(default_factory=set)

    def assertions(self, words: Vocabulary) -> int:
        """Return the number of assertions."""
        return sum(count for kind, count in self.kinds.items() if words.is_a(kind, f"{MSC}Assertion"))


def overview(
    store: Store,
    words: Vocabulary,
    graph: Graph,
    added: Mapping[str, Mapping[str, Any]] | None = None,
) -> dict[str, Any]:
    """Return the counts of a graph in memory; see `counted`.

    Args:
        store: the triples.
        words: classes and verdicts.
        graph: nodes and edges of ``store``, the disputed edges too.
        added: what is known of imported sources, by name; of others, what the triples tell.
    """
    from pyoxigraph import NamedNode

    imported = imported_graphs(store)
    curated = stated(store, words, own_graphs(store))
    sources = {
        name: stated(store, words, [place], own=False, only="" if isinstance(place, NamedNode) else name)
        for name, place in imported.items()
    }
    own = curated.nodes or curated.kinds
    listed = [curated_source(holdings(curated, words), store)] if own else []
    known = {name: dict(facts) for name, facts in (added or {}).items() if name in sources}
    listed += known.values()
    listed += [
        {"name": name, "format": "", **about_source(store, name), **holdings(sources[name], words)}
        for name in imported
        if name not in known
    ]
    every = [curated, *sources.values()]
    kinds = Counter(node.category for node in graph.nodes)
    endorsed = sum(edge.endorsed for edge in graph.edges)
    return counted(
        words,
        Counts(
            categories=kinds,
            edges=endorsed,
            disputed=len(graph.edges) - endorsed,
            kinds=_total(facts.kinds for facts in every),
            verdicts=_total(facts.verdicts for facts in every),
            evidence=sum(facts.evidence for facts in every),
            references=len(set().union(*(facts.references for facts in every))),
            triples=len(store),
            sources=listed,
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How much a graph holds; every count may be 0."""

    categories: Mapping[str, int]
    """Nodes by local name of their class: things that are described or that an assertion is about; a document
    only if one is."""
    edges: int
    """Distinct subject, predicate, object and sign of endorsed assertions, as exports have them."""
    disputed: int
    """The same of the others."""
    kinds: Mapping[str, int]
    """Assertions, whatever their verdict, and mechanisms, by class IRI."""
    verdicts: Mapping[str, int]
    """Assertions by the IRI of their verdict."""
    evidence: int
    """Pieces of evidence, each once for every assertion that rests on it."""
    references: int
    """Documents that evidence names or the curated graph describes, each once."""
    triples: int | None
    """All, those of the ontology and the inferred ones too, which count nowhere else; None: not made yet."""
    sources: Sequence[Mapping[str, Any]]
    """What was curated, then what was imported, in that order.

    Each has ``name``, ``format``, ``title``, ``version``, ``licence``, ``date`` (ISO 8601), and what it holds
    by itself: ``nodes`` (that it describes or makes assertions about), ``assertions``, ``evidence``,
    ``references``. Texts are empty where nothing is stated. Imported ones also have ``checksum`` and ``url``;
    those of a store or of `KnowledgeGraph.add` also their files, retracted papers and report, whose events
    tell ``what`` happened in English (`msc_graph.messages.imports.reported` words them in Chinese).
    """


def counted(words: Vocabulary, counts: Counts) -> dict[str, Any]:
    """Return what ``info`` tells of any graph, as plain values.

    Those are the fields of `Counts`, but ``nodes`` and ``assertions`` in all, ``mechanisms``, ``trials``
    (nodes of that class, without excluded records); ``assertion_kinds`` and ``categories`` by class and
    ``verdicts`` by English name, the largest first.
    """
    by_class = {kind: n for kind, n in counts.kinds.items() if words.is_a(kind, f"{MSC}Assertion")}
    trials = (n for name, n in counts.categories.items() if words.is_a(MSC + name, f"{MSC}ClinicalTrial"))
    return {
        "nodes": sum(counts.categories.values()),
        "assertions": sum(by_class.values()),
        "edges": counts.edges,
        "disputed": counts.disputed,
        "evidence": counts.evidence,
        "references": counts.references,
        "mechanisms": counts.kinds.get(f"{MSC}Mechanism", 0),
        "trials": sum(trials),
        "triples": counts.triples,
        "assertion_kinds": _sorted((kind.removeprefix(MSC), n) for kind, n in by_class.items()),
        "verdicts": _sorted((words.label(verdict), n) for verdict, n in counts.verdicts.items()),
        "categories": _sorted(counts.categories.items()),
        "sources": reported(counts.sources, "en"),
    }


def stated(
    store: Store, words: Vocabulary, graphs: Iterable[GraphName], *, own: bool = True, only: str = ""
) -> Stated:
    """Return what the triples of some graphs state.

    ``own``: the documents that they describe count as references, cited or not. ``only``: of a graph that
    imported sources share, what the assertions of that one state.
    """
    facts = Stated()
    for graph in graphs:
        _add(facts, store, words, graph, own=own, only=only)
    return facts


def curated_source(counts: Mapping[str, int], store: Triples) -> dict[str, Any]:
    """Return the curated facts as an entry of ``sources``; the licence is what the ontology states."""
    return {
        "name": "curated",
        "format": "",
        "title": "",
        "version": __version__,
        "licence": _licence(store),
        "date": "",
        **counts,
    }


def _add(facts: Stated, store: Store, words: Vocabulary, graph: GraphName, *, own: bool, only: str) -> None:
    from pyoxigraph import NamedNode

    def quads(predicate: str) -> Iterator[Quad]:
        found = store.quads_for_pattern(None, NamedNode(predicate), None, graph)
        return (q for q in found if not only or source_of(getattr(q.subject, "value", "")) == only)

    def objects(name: str) -> set[str]:
        return {quad.object.value for quad in quads(MSC + name) if isinstance(quad.object, NamedNode)}

    documents: set[str] = set()
    for quad in quads(RDF_TYPE):
        if not isinstance(quad.object, NamedNode) or not isinstance(quad.subject, NamedNode):
            continue
        kind = quad.object.value
        if words.is_a(kind, f"{MSC}Document"):
            documents.add(quad.subject.value)
        elif words.is_a(kind, f"{MSC}Node"):
            facts.nodes.add(quad.subject.value)
        else:
            facts.kinds[kind] += 1
    facts.nodes |= objects("subject") | objects("object")
    facts.references |= objects("reference") | (documents if own else set())
    facts.verdicts.update(quad.object.value for quad in quads(f"{MSC}verdict"))  # type: ignore[union-attr]
    facts.evidence += sum(1 for _ in quads(f"{MSC}hasEvidence"))


def holdings(facts: Stated, words: Vocabulary) -> dict[str, int]:
    """Return how much a source holds, as an entry of ``sources`` tells it."""
    return {
        "nodes": len(facts.nodes),
        "assertions": facts.assertions(words),
        "evidence": facts.evidence,
        "references": len(facts.references),
    }


def about_source(store: Triples, source: str) -> dict[str, str]:
    """Return what the triples tell of an imported source."""
    from pyoxigraph import Literal, NamedNode

    said = {
        q.predicate.value: q.object for q in store.quads_for_pattern(NamedNode(graph_iri(source)), None, None)
    }
    found = ((name, said.get(predicate)) for name, predicate in ABOUT.items())
    return {name: value.value if isinstance(value, Literal) else "" for name, value in found}


def _total(counts: Iterable[Counter[str]]) -> Counter[str]:
    return sum(counts, Counter())


def _sorted(counts: Iterable[tuple[str, int]]) -> dict[str, int]:
    return dict(sorted(counts, key=lambda pair: (-pair[1], pair[0])))


def _licence(store: Triples) -> str:
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
