"""The graph as nodes and edges with attributes: what networks, GraphML and KGX need instead of triples."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

from msc_graph.errors import InputError
from msc_graph.languages import LANGUAGES, best, written_in
from msc_graph.model.belief import DOUBTED, Direction, EvidenceItem, belief
from msc_graph.model.graph import ROWS, VERDICTS, Around, GraphEdge, GraphNode, edge_id, witness
from msc_graph.system.told import counted, told
from msc_graph.vocabulary.curies import compress, expand, node_iri
from msc_graph.vocabulary.namespaces import INFERRED_GRAPH, MSC, RDF_TYPE, RDFS, SKOS
from msc_graph.vocabulary.ontology import Vocabulary
from msc_graph.vocabulary.signs import PredicateRole, Sign

if TYPE_CHECKING:
    import polars as pl
    from pyoxigraph import Quad, Store

_IMPORTED_REFERENCE = re.compile("^reference:(PMID|DOI|PMC|https?|clinicaltrials)_")
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class PropertyGraph:
    """Nodes sorted by id, edges sorted by subject, predicate, object (endorsed first), every endpoint a node.

    ``citations`` maps the ``reference`` of each evidence item to the published id (PMID, DOI) of the paper,
    ``verification`` each mechanism to how far the study behind it was seen (``"verified"``, ``"memory"``).
    """

    nodes: Sequence[GraphNode]
    edges: Sequence[GraphEdge]
    citations: Mapping[str, str]
    verification: Mapping[str, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        return told(self, counted(len(self.nodes), "node"), counted(len(self.edges), "edge"))

    def by_id(self) -> Mapping[str, GraphNode]:
        """Return the nodes by id."""
        return {node.id: node for node in self.nodes}

    def around(self, node: str) -> Around:
        """Return the edges that start or end in a node, each kind in order; all empty for an unknown one."""
        edges = [edge for edge in self.edges if node in (edge.subject, edge.object)]
        return Around(
            outgoing=[edge for edge in edges if edge.endorsed and edge.subject == node],
            incoming=[edge for edge in edges if edge.endorsed and edge.subject != node],
            disputed=[edge for edge in edges if not edge.endorsed],
        )

    def edge_of(self, assertion: str) -> GraphEdge | None:
        """Return the edge that an assertion makes, or None."""
        rows = self.rows_of([assertion])
        return self.edges[rows[0]] if rows else None

    def rows_of(self, assertions: Iterable[str]) -> list[int]:
        """Return the positions of the edges that some assertions make, ascending; unknown ones make none."""
        wanted = frozenset(assertions)
        return [row for row, edge in enumerate(self.edges) if not wanted.isdisjoint(edge.assertions)]

    def part(self, nodes: Iterable[int], edges: Iterable[int] = ()) -> PropertyGraph:
        """Return the nodes at some positions and the edges among them, and some more edges with their ends.

        Args:
            nodes: positions in ``nodes``.
            edges: positions in ``edges``.
        """
        inside, more = {self.nodes[place].id for place in nodes}, frozenset(edges)
        chosen = tuple(
            edge
            for row, edge in enumerate(self.edges)
            if row in more or (edge.subject in inside and edge.object in inside)
        )
        inside |= {end for row in more for end in (self.edges[row].subject, self.edges[row].object)}
        return replace(self, nodes=tuple(node for node in self.nodes if node.id in inside), edges=chosen)

    def node_frames(self, rows: int = ROWS) -> Iterator[pl.DataFrame]:
        """Return the nodes as frames of at most ``rows`` rows, columns as in `msc_graph.model.frames`."""
        from msc_graph.model.frames import node_frame

        return (node_frame(self.nodes[start : start + rows]) for start in range(0, len(self.nodes), rows))

    def edge_frames(self, rows: int = ROWS) -> Iterator[pl.DataFrame]:
        """Return the edges as frames of at most ``rows`` rows, columns as in `msc_graph.model.frames`."""
        from msc_graph.model.frames import edge_frame

        chunks = (self.edges[start : start + rows] for start in range(0, len(self.edges), rows))
        return (edge_frame(chunk, self.citations) for chunk in chunks)


def property_graph(store: Store, vocabulary: Vocabulary, *, disputed: bool = False) -> PropertyGraph:
    """Return the nodes of all named graphs of ``store`` and the edges that its assertions make.

    Nodes are the individuals of a subclass of ``msc:Node``; a document is one only where an edge ends in it.
    Classes come from asserted types, not from the graph of inferred triples. An endpoint without a class
    becomes a node of category ``"Node"``, so that no edge is lost. Empty when the store holds no facts.

    Args:
        store: what to read; each property is read once.
        vocabulary: roles, signs, labels and evidence weights.
        disputed: also make edges of the assertions whose verdict is not endorsed; a statement that has both
            kinds of assertion gets one edge of each.

    Raises:
        InputError: an assertion or a piece of evidence lacks a part, so that no belief can be worked out.
    """
    reader = _Reader(store)
    citations = _citations(reader)
    assertions = _assertions(reader, vocabulary, citations)
    edges = _edges(
        (assertion for assertion in assertions if disputed or assertion.endorsed), citations, vocabulary
    )
    endpoints = {end for edge in edges for end in (edge.subject, edge.object)}
    return PropertyGraph(
        nodes=_nodes(reader, vocabulary, endpoints),
        edges=edges,
        citations=citations,
        verification=_verification(reader, edges),
    )


def nodes_in(store: Store, vocabulary: Vocabulary, endpoints: Iterable[str]) -> tuple[GraphNode, ...]:
    """Return the nodes that a part of a graph describes, in order.

    Args:
        store: what is told of them.
        vocabulary: which classes nodes have.
        endpoints: nodes (CURIEs) in which edges end, whatever their class.
    """
    return _nodes(_Reader(store), vocabulary, set(endpoints))


class _Curies(dict[str, str]):
    """CURIEs by IRI, each worked out once."""

    def __missing__(self, iri: str) -> str:
        curie = self[iri] = compress(iri)
        return curie


class _Reader:
    """Reads a property of all subjects at once, over all named graphs; subjects come back as CURIEs."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.curies = _Curies()

    def quads(self, predicate: str) -> Iterator[Quad]:
        from pyoxigraph import NamedNode

        return self._store.quads_for_pattern(None, NamedNode(predicate), None, None)

    def links(self, *predicates: str) -> dict[str, tuple[str, ...]]:
        """Return the sorted CURIEs that each subject points to."""
        from pyoxigraph import NamedNode

        found: defaultdict[str, set[str]] = defaultdict(set)
        for predicate in predicates:
            for quad in self.quads(predicate):
                if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
                    found[self.curies[quad.subject.value]].add(self.curies[quad.object.value])
        return {subject: tuple(sorted(values)) for subject, values in found.items()}

    def link(self, predicate: str) -> dict[str, str]:
        """Return the one CURIE that each subject points to (the first, should there be more)."""
        return {subject: values[0] for subject, values in self.links(predicate).items()}

    def texts(self, predicate: str) -> dict[str, tuple[tuple[str, str], ...]]:
        """Return the sorted (language, text) pairs of each subject; the language may be empty."""
        from pyoxigraph import Literal, NamedNode

        found: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
        for quad in self.quads(predicate):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal):
                found[self.curies[quad.subject.value]].add((quad.object.language or "", quad.object.value))
        return {subject: tuple(sorted(values)) for subject, values in found.items()}

    def asserted_types(self) -> dict[str, set[str]]:
        """Return the class IRIs that each subject is asserted, not inferred, to have."""
        from pyoxigraph import NamedNode

        inferred = NamedNode(INFERRED_GRAPH)
        found: defaultdict[str, set[str]] = defaultdict(set)
        for quad in self.quads(RDF_TYPE):
            if quad.graph_name == inferred:
                continue
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
                found[self.curies[quad.subject.value]].add(quad.object.value)
        return found


@dataclass(frozen=True, slots=True)
class _Assertion:
    """One assertion as the store tells it."""

    id: str
    triple: tuple[str, str, str]
    verdict: str
    endorsed: bool
    sign: str
    scopes: tuple[str, ...]
    evidence: tuple[EvidenceItem, ...]
    mechanisms: tuple[str, ...]
    species: tuple[str, ...]
    cells: tuple[str, ...]
    witnesses: tuple[str, ...]


def _assertions(reader: _Reader, vocabulary: Vocabulary, citations: Mapping[str, str]) -> list[_Assertion]:
    endorsed = {compress(verdict) for verdict in vocabulary.endorsed}
    evidence = _evidence(reader)
    subjects, objects, verdicts = (reader.link(f"{MSC}{name}") for name in ("subject", "object", "verdict"))
    mechanisms, species, cells = (
        reader.links(f"{MSC}{name}") for name in ("mechanism", "species", "recipientCell")
    )
    has_evidence = reader.links(f"{MSC}hasEvidence")
    scopes, signs = reader.texts(f"{MSC}scope"), reader.texts(f"{MSC}sign")
    stated = _witnesses(reader, evidence, citations)
    return [
        _Assertion(
            id=assertion,
            triple=(_part(subjects, assertion, "subject"), predicate, _part(objects, assertion, "object")),
            verdict=_part(verdicts, assertion, "verdict"),
            endorsed=verdicts[assertion] in endorsed,
            sign=signs[assertion][0][1] if assertion in signs else Sign.UNKNOWN.value,
            scopes=tuple(text for _, text in scopes.get(assertion, ())),
            evidence=tuple(_part(evidence, item, "reference") for item in has_evidence.get(assertion, ())),
            mechanisms=mechanisms.get(assertion, ()),
            species=species.get(assertion, ()),
            cells=cells.get(assertion, ()),
            witnesses=tuple(stated[item] for item in has_evidence.get(assertion, ()) if item in stated),
        )
        for assertion, predicate in reader.link(f"{MSC}predicate").items()
    ]


def _evidence(reader: _Reader) -> dict[str, EvidenceItem]:
    types = reader.link(f"{MSC}evidenceType")
    directions = reader.link(f"{MSC}direction")
    return {
        item: EvidenceItem(
            reference=reference,
            type=_part(types, item, "evidence type"),
            direction=Direction(_part(directions, item, "direction").partition(":")[2]),
        )
        for item, reference in reader.link(f"{MSC}reference").items()
    }


def _witnesses(
    reader: _Reader, evidence: Mapping[str, EvidenceItem], citations: Mapping[str, str]
) -> dict[str, str]:
    """Return the paper or record of each supporting piece of evidence that has one."""
    locators = reader.texts(f"{MSC}locator")
    found = {
        item: witness(citations[what.reference], locators[item][0][1] if item in locators else "")
        for item, what in evidence.items()
        if what.direction is Direction.SUPPORTS
    }
    return {item: name for item, name in found.items() if name}


def _part(values: Mapping[str, _Value], owner: str, name: str) -> _Value:
    if owner not in values:
        raise InputError(f"{owner} has no {name}. Run 'msc-graph validate' to see all such faults.")
    return values[owner]


def _citations(reader: _Reader) -> dict[str, str]:
    """Return the published id of every reference that evidence names."""
    published = {**reader.link(f"{MSC}doi"), **reader.link(f"{MSC}pmid")}
    cited = set(reader.link(f"{MSC}reference").values())
    return {reference: published.get(reference) or published_id(reference) for reference in sorted(cited)}


def published_id(reference: str) -> str:
    """Return the PMID, DOI, address or registry record in an imported reference's CURIE, else the CURIE.

    >>> published_id("reference:https_//pubmed.ncbi.nlm.nih.gov/1/"), published_id("reference:Liu2022")
    ('https://pubmed.ncbi.nlm.nih.gov/1/', 'reference:Liu2022')
    """
    return _IMPORTED_REFERENCE.sub(r"\1:", reference)


def _verification(reader: _Reader, edges: Iterable[GraphEdge]) -> dict[str, str]:
    """Return how far the study behind each mechanism of an edge was seen, where that is told."""
    told = reader.texts(f"{MSC}verification")
    mechanisms = sorted({mechanism for edge in edges for mechanism in edge.mechanisms})
    return {mechanism: told[mechanism][0][1] for mechanism in mechanisms if mechanism in told}


class _Words:
    """The vocabulary by CURIE, which is how edges are spelled."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.labels = vocabulary.labels
        self.predicates = {compress(iri): predicate for iri, predicate in vocabulary.predicates.items()}
        self.support = {compress(iri): weight for iri, weight in vocabulary.support_weight.items()}
        self.refute = {compress(iri): weight for iri, weight in vocabulary.refute_weight.items()}

    def sign(self, predicate: str) -> Sign | None:
        """Return the sign of all edges of a predicate, or None where each assertion has its own."""
        declared = self.predicates.get(predicate)
        if declared is None or declared.sign is Sign.UNKNOWN:
            return None
        return declared.sign or Sign.UNKNOWN


def _edges(
    assertions: Iterable[_Assertion], citations: Mapping[str, str], vocabulary: Vocabulary
) -> tuple[GraphEdge, ...]:
    words = _Words(vocabulary)
    parallel: defaultdict[tuple[tuple[str, str, str], bool, str], list[_Assertion]] = defaultdict(list)
    for assertion in assertions:
        own_sign = "" if words.sign(assertion.triple[1]) else assertion.sign
        parallel[assertion.triple, not assertion.endorsed, own_sign].append(assertion)
    return tuple(_edge(parallel[key], citations, words) for key in sorted(parallel))


def _edge(parallel: list[_Assertion], citations: Mapping[str, str], words: _Words) -> GraphEdge:
    """Return the edge of assertions that share a triple, a sign and whether they are endorsed."""
    first = parallel[0]
    subject, predicate, object_ = first.triple
    declared, sign = words.predicates.get(predicate), words.sign(predicate)
    evidence = _united(assertion.evidence for assertion in parallel)
    verdict = _best_verdict(parallel)
    return GraphEdge(
        id=edge_id(*first.triple, endorsed=first.endorsed, own_sign="" if sign else first.sign),
        subject=subject,
        predicate=predicate,
        object=object_,
        label=words.labels.get((node_iri(predicate), "en"), predicate),
        label_zh=words.labels.get((node_iri(predicate), "zh"), ""),
        role=declared.role if declared else PredicateRole.CONTEXTUAL,
        sign=sign or Sign(first.sign),
        belief=belief(evidence, support_weight=words.support, refute_weight=words.refute),
        verdict=words.labels.get((expand(verdict), "en"), verdict),
        endorsed=first.endorsed,
        scope=joint_scope(_united(assertion.scopes for assertion in parallel)),
        assertions=tuple(sorted(assertion.id for assertion in parallel)),
        evidence=evidence,
        references=tuple(sorted({citations[item.reference] for item in evidence})),
        mechanisms=_united(assertion.mechanisms for assertion in parallel),
        species=_united(assertion.species for assertion in parallel),
        cells=_united(assertion.cells for assertion in parallel),
        doubted=tuple(sorted({citations[item.reference] for item in evidence if item.type == DOUBTED})),
        witnesses=_united(assertion.witnesses for assertion in parallel),
    )


def _united(tuples: Iterable[tuple[_Value, ...]]) -> tuple[_Value, ...]:
    """Return the distinct members of all tuples, sorted."""
    return tuple(sorted({member for members in tuples for member in members}))  # type: ignore[type-var]


def _best_verdict(assertions: Iterable[_Assertion]) -> str:
    """Return the best verdict, of the curated assertions where there are some; an unknown one is the worst.

    Names of imported assertions hold the name of their source: ``claim:SOURCE/1``.
    """
    curated = {assertion.verdict for assertion in assertions if "/" not in assertion.id}
    verdicts = curated or {assertion.verdict for assertion in assertions}
    return next((verdict for verdict in VERDICTS if verdict in verdicts), min(verdicts))


def joint_scope(scopes: Iterable[str]) -> str:
    """Return the scope of an edge whose assertions have these; EV and MSC together are ``"both"``."""
    joint = set(scopes)
    if "both" in joint or joint >= {"EV", "MSC"}:
        joint = joint - {"EV", "MSC"} | {"both"}
    return "|".join(sorted(joint))


def _nodes(reader: _Reader, vocabulary: Vocabulary, endpoints: set[str]) -> tuple[GraphNode, ...]:
    categories = _categories(reader, vocabulary, endpoints)
    labels, synonyms, definitions = (
        reader.texts(iri) for iri in (f"{RDFS}label", f"{SKOS}altLabel", f"{SKOS}definition")
    )
    xrefs = reader.links(f"{SKOS}exactMatch", f"{SKOS}closeMatch")
    return tuple(
        GraphNode(
            id=node,
            category=categories[node],
            label=best(labels.get(node, ()), LANGUAGES[0]) or node,
            label_zh=written_in(labels.get(node, ()), "zh"),
            synonyms=tuple(sorted({text for _, text in synonyms.get(node, ())})),
            xrefs=xrefs.get(node, ()),
            definition=best(definitions.get(node, ()), LANGUAGES[0]),
        )
        for node in sorted(categories)
    )


def _categories(reader: _Reader, vocabulary: Vocabulary, endpoints: set[str]) -> dict[str, str]:
    """Return the local name of the class of every node; of several classes the most specific one counts."""
    depth = {iri: len(vocabulary.ancestors(iri)) for iri in vocabulary.node_classes}
    documents = {iri for iri in depth if vocabulary.is_a(iri, f"{MSC}Document")}
    categories = dict.fromkeys(endpoints, "Node")
    for node, types in reader.asserted_types().items():
        classes = [iri for iri in types if iri in depth and (node in endpoints or iri not in documents)]
        if classes:
            most_specific = max(classes, key=lambda iri: (depth[iri], iri))
            categories[node] = most_specific.removeprefix(MSC)
    return categories
