"""The triples of a store, looked up in its tables: what imports say need not be a triple to be found.

Each row of a source's tables stands for some triples. `msc_graph.stores.importing.nquads` writes all of them;
here they are made for the rows that a pattern asks for. Neither numpy nor polars is loaded for single things.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache, partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store

from msc_graph.languages import TAG
from msc_graph.model.graph import VERDICTS
from msc_graph.rdf.graphs import ABOUT, graph_iri, source_of
from msc_graph.stores.disk.columns import (
    ASSERTION,
    DECLARED,
    DESCRIBED_NODE,
    NONE,
    PIECE,
    PROPERTY,
    Coded,
    Table,
)
from msc_graph.system.digits import whole_number
from msc_graph.vocabulary.curies import compress, expand, node_iri
from msc_graph.vocabulary.namespaces import CLAIM, EVIDENCE, IMPORTED, MSC, OWL, RDF_TYPE, RDFS, SKOS, XSD
from msc_graph.vocabulary.ontology import vocabulary

if TYPE_CHECKING:
    from pyoxigraph import Triple

    from msc_graph.pathfinding.string_table import StringTable
    from msc_graph.rdf.triples import GraphName, Term
    from msc_graph.stores.importing.source import Source

_Said = tuple[str, "NamedNode | Literal"]
"""A predicate and a value of one thing."""
_Statement = tuple[NamedNode, _Said]
_TEXTS_OF_NODES = (
    ("label", f"{RDFS}label", "@en"),
    ("label_zh", f"{RDFS}label", "@zh"),
    ("definition", f"{SKOS}definition", "@en"),
    ("grounding", f"{MSC}grounding", ""),
)
_TEXTS_OF_EVIDENCE = {"locator": "locator", "knowledge_level": "knowledgeLevel", "agent_type": "agentType"}
_TO_THINGS = frozenset(
    {f"{SKOS}exactMatch"}
    | {MSC + name for name in ("predicate", "verdict", "evidenceType", "direction", "predicateRole")}
)
"""What else sources say that leads to a thing; it is looked for everywhere."""
_SIGNS = {1: "+", -1: "-", 0: "?"}
_ENDS = {"subject": "subject", "object": "object", "species": "species", "recipientCell": "cell"}
"""The predicates that lead from an assertion to a node, and their columns."""
_OF_NODES = frozenset(
    {RDF_TYPE, f"{SKOS}altLabel", f"{SKOS}exactMatch", *(predicate for _, predicate, _ in _TEXTS_OF_NODES)}
)
_OF_REFERENCES = frozenset({RDF_TYPE, f"{RDFS}label", f"{MSC}pmid", f"{MSC}doi", f"{MSC}retracted"})
_OF_EVIDENCE = frozenset({RDF_TYPE}) | {
    MSC + name
    for name in ("reference", "evidenceType", "direction", "aggregator", *_TEXTS_OF_EVIDENCE.values())
}
_OF_ASSERTIONS = frozenset({RDF_TYPE}) | {
    MSC + name for name in ("predicate", "verdict", "belief", "sign", "hasEvidence", *_ENDS)
}
"""The predicates by which sources say something of each kind of thing."""


class StoreFacts:
    """All triples of a store but the inferred ones, to be asked for like those of a `pyoxigraph.Store`."""

    def __init__(self, curated: Store, sources: Sequence[SourceFacts]) -> None:
        """Ask the triples of the ontology and the curated facts, then those of imported sources in turn."""
        self._curated, self._sources = curated, sources

    def quads_for_pattern(
        self,
        subject: NamedNode | BlankNode | Triple | None,
        predicate: NamedNode | None,
        object: Term | None,
        graph_name: GraphName | None = None,
    ) -> Iterator[Quad]:
        """Yield the quads of a pattern; one that several sources state, but no curator, comes repeatedly."""
        yield from self._curated.quads_for_pattern(subject, predicate, object, graph_name)
        if graph_name is None or isinstance(graph_name, DefaultGraph):
            for source in self._sources:
                quads = source.quads(subject, predicate, object)
                yield from (quad for quad in quads if not self._is_curated(quad))

    def _is_curated(self, quad: Quad) -> bool:
        if source_of(getattr(quad.subject, "value", "")):
            return False
        found = self._curated.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
        return next(found, None) is not None

    def declared(self) -> Iterator[Quad]:
        """Yield what imported sources say of predicates of their own."""
        return chain.from_iterable(source.declared() for source in self._sources)

    def named_graphs(self) -> Iterator[NamedNode | BlankNode]:
        """Return the names of the graphs of the ontology and the curated facts: imports have none."""
        return self._curated.named_graphs()


class SourceFacts:
    """The triples of one imported source."""

    def __init__(self, source: Source, folder: Path, described: Callable[[str], bool]) -> None:
        """Map the tables in ``folder``.

        Args:
            source: what is known of it.
            folder: that of `msc_graph.stores.disk.segments.save_source`.
            described: whether the curated graph or an earlier source describes a node, by CURIE: it keeps its
                class, label and properties.
        """
        self._source, self._described_before = source, described
        self._nodes = Table(folder, "nodes", DESCRIBED_NODE)
        self._properties = Table(folder, "properties", PROPERTY)
        self._evidence = Table(folder, "evidence", PIECE)
        self._references: StringTable = self._evidence["reference"].words
        self._assertions = Table(folder, "assertions", ASSERTION)
        self._ids: StringTable = self._nodes["id"]
        declared = Table(folder, "predicates", DECLARED)
        self._declared = [declared.row(place) for place in range(declared.height)]
        self._predicates = [node_iri(row["id"]) for row in self._declared]
        base = quote(source.name, safe="")
        self._claim, self._item = f"{CLAIM}{base}/", f"{EVIDENCE}{base}/"

    def describes(self, node: str) -> bool:
        """Return whether the source says more of a node (CURIE) than its name."""
        place = self._ids.find(node)
        return place >= 0 and bool(self._nodes.value("described", place))

    def quads(self, subject: object, predicate: NamedNode | None, object: Term | None) -> Iterator[Quad]:
        """Yield the quads of a pattern."""
        name = None if predicate is None else predicate.value
        found: Iterable[_Statement]
        if isinstance(subject, NamedNode):
            found = ((subject, said) for said in self._about(subject.value, name))
        elif subject is not None:
            return
        elif isinstance(object, NamedNode):
            found = self._leading_to(object.value, name)
        else:
            found = self._all(name)
        for thing, (said, value) in found:
            if (name is None or said == name) and (object is None or value == object):
                yield Quad(thing, _named(said), value, DefaultGraph())

    def declared(self) -> Iterator[Quad]:
        """Yield what the source says of predicates of its own."""
        for thing, (said, value) in self._of_predicates():
            yield Quad(thing, _named(said), value, DefaultGraph())

    # from a thing

    def _about(self, iri: str, wanted: str | None) -> Iterator[_Said]:
        """Yield what is said of a thing; of ``wanted`` alone at least, where that is told."""
        if iri.startswith(self._claim):
            place = _numbered(iri, self._claim, self._assertions.height)
            return self._assertion(place) if place >= 0 else iter(())
        if iri.startswith(self._item):
            place = _numbered(iri, self._item, self._evidence.height)
            return self._piece(place) if place >= 0 else iter(())
        if iri == graph_iri(self._source.name):
            return self._itself()
        return chain(
            (said for thing, said in self._of_predicates() if thing.value == iri),
            *(self._reference(place) for place in _places(self._references, iri)),
            *(self._node(place, wanted) for place in _places(self._ids, iri)),
        )

    def _itself(self) -> Iterator[_Said]:
        yield RDF_TYPE, _named(f"{MSC}ImportedSource")
        for name, predicate in ABOUT.items():
            if value := getattr(self._source, name):
                kind = {"title": "@en", "date": f"{XSD}date"}.get(name, "")
                yield predicate, _literal(value, kind)

    def _of_predicates(self) -> Iterator[_Statement]:
        for row in self._declared:
            if not row["known"]:
                thing = _named(node_iri(row["id"]))
                yield thing, (RDF_TYPE, _named(f"{OWL}ObjectProperty"))
                yield thing, (f"{RDFS}label", _literal(row["label"], "@en"))
                yield thing, (f"{MSC}predicateRole", _named(MSC + row["role"]))
                if row["sign"]:
                    yield thing, (f"{MSC}sign", _literal(row["sign"]))

    def _node(self, place: int, wanted: str | None = None) -> Iterator[_Said]:
        if place < 0:
            return
        row = self._nodes.row(place)
        before = self._described_before(row["id"])
        synonyms = (
            dict.fromkeys((*row["synonyms"], *filter(None, [row["label"]]))) if before else row["synonyms"]
        )
        if not before:
            yield RDF_TYPE, _named(MSC + (row["category"] or "Node"))
            for name, predicate, tag in _TEXTS_OF_NODES:
                if row[name]:
                    yield predicate, _tagged(row[name], tag)
            yield from self._values(row["id"])
        yield from ((f"{SKOS}altLabel", _tagged(text, "@en")) for text in synonyms)
        yield from ((f"{SKOS}exactMatch", _named(node_iri(xref))) for xref in row["xrefs"])
        if wanted is None or wanted in self._predicates:
            yield from (said for _, said in map(self._direct, self._leaving(place)) if said)

    def _values(self, node: str) -> Iterator[_Said]:
        """Yield the properties of a node."""
        nodes = self._properties["node"]
        for place in range(bisect_left(nodes, node), bisect_right(nodes, node)):
            name = self._properties.value("property", place)
            kind = vocabulary().datatypes[expand(name)]
            value = self._properties.value("value", place)
            yield node_iri(name), _stored(value, "" if kind == f"{XSD}string" else kind)

    def _leaving(self, node: int) -> range:
        """Return the assertions about a node: they are sorted by subject."""
        subjects = self._assertions.ranges("subject")
        return range(bisect_left(subjects, node), bisect_right(subjects, node))

    def _direct(self, place: int) -> tuple[NamedNode, _Said | None]:
        """Return the direct triple of an assertion, None for the rest where it is not endorsed."""
        value = self._assertions.value
        said = None
        if value("endorsed", place):
            said = self._predicates[value("predicate", place)], self._end(value("object", place))
        return self._end(value("subject", place)), said

    def _reference(self, place: int) -> Iterator[_Said]:
        if place < 0:
            return
        name = self._references[place]
        published = name.removeprefix("reference:").replace("_", ":", 1)
        if name == f"reference:source/{self._source.name}":
            yield RDF_TYPE, _named(f"{MSC}Database")
            yield f"{RDFS}label", _literal(self._source.name, "@en")
        elif ":" in published:
            yield RDF_TYPE, _named(f"{MSC}Document")
            yield f"{RDFS}label", _literal(published, "@en")
        for kind in ("PMID", "DOI"):
            if name.startswith(f"reference:{kind}_"):
                yield f"{MSC}{kind.lower()}", _named(node_iri(published))
        if published in self._source.retracted and name.startswith("reference:PMID_"):
            yield f"{MSC}retracted", _literal("true", f"{XSD}boolean")

    def _piece(self, place: int) -> Iterator[_Said]:
        row = self._evidence.row(place)
        yield RDF_TYPE, _named(f"{MSC}Evidence")
        yield f"{MSC}reference", _named(node_iri(row["reference"]))
        yield f"{MSC}evidenceType", _named(node_iri(row["evidence_type"]))
        yield f"{MSC}direction", _named(MSC + row["direction"])
        for name, said in _TEXTS_OF_EVIDENCE.items():
            if row[name]:
                yield MSC + said, _literal(row[name])
        for name in filter(None, row["aggregator"].split("|")) if row["aggregator"] else ():
            yield f"{MSC}aggregator", _literal(name)

    def _assertion(self, place: int) -> Iterator[_Said]:
        row = self._assertions.row(place)
        role = self._declared[row["predicate"]]["role"]
        yield RDF_TYPE, _named(f"{MSC}ImportedStatement")
        yield f"{MSC}predicate", _named(self._predicates[row["predicate"]])
        for name, column in _ENDS.items():
            if row[column] != NONE:
                yield MSC + name, self._end(row[column])
        yield f"{MSC}verdict", _named(expand(VERDICTS[row["verdict"]]))
        yield f"{MSC}belief", Literal(row["belief"])
        if role != "contextual" or row["sign"]:
            yield f"{MSC}sign", _literal(_SIGNS[row["sign"]])
        yield from ((f"{MSC}hasEvidence", _named(f"{self._item}{item + 1}")) for item in row["evidence"])

    def _end(self, node: int) -> NamedNode:
        return _named(node_iri(self._ids[node]))

    # to a thing

    def _leading_to(self, iri: str, wanted: str | None) -> Iterator[_Statement]:
        """Yield at least the statements that lead to a thing by the predicate that is wanted."""
        if wanted == RDF_TYPE:
            return self._of_class(iri)
        name = (wanted or "").removeprefix(MSC)
        if name in _ENDS:
            said = f"{MSC}{name}", _named(iri)
            return ((self._claimed(row), said) for row in self._rows(_ENDS[name], iri))
        if name == "hasEvidence":
            item = _numbered(iri, self._item, self._evidence.height)
            rows = self._assertions.where("evidence", {item}) if item >= 0 else []
            return ((self._claimed(row), (f"{MSC}hasEvidence", _named(iri))) for row in rows)
        if name == "reference":
            said = f"{MSC}reference", _named(iri)
            return ((self._numbered_piece(row), said) for row in self._citing(iri))
        if name in ("pmid", "doi"):
            papers = (f"reference:{name.replace(':', '_', 1)}" for name in _spellings(iri))
            places = {self._references.find(paper) for paper in papers} - {-1}
            return ((self._document(place), said) for place in places for said in self._reference(place))
        if wanted in self._predicates:
            direct = map(self._direct, self._rows("object", iri))
            return chain(self._of_predicates(), ((thing, said) for thing, said in direct if said))
        return self._all(wanted) if wanted is None or wanted in _TO_THINGS else iter(())

    def _claimed(self, row: int) -> NamedNode:
        return _named(f"{self._claim}{row + 1}")

    def _numbered_piece(self, row: int) -> NamedNode:
        return _named(f"{self._item}{row + 1}")

    def _rows(self, column: str, iri: str) -> Sequence[int]:
        """Return the assertions that have a node in a column."""
        nodes = _places(self._ids, iri)
        if not nodes:
            return ()
        if column == "subject":
            return [row for node in nodes for row in self._leaving(node)]
        return self._assertions.where(column, set(nodes))

    def _citing(self, iri: str) -> Iterator[int]:
        """Yield the pieces of evidence from a document: they are sorted by it."""
        codes = self._evidence["reference"].codes
        for code in _places(self._references, iri):
            yield from range(bisect_left(codes, code), bisect_right(codes, code))

    def _document(self, place: int) -> NamedNode:
        return _named(node_iri(self._references[place]))

    def _of_class(self, iri: str) -> Iterator[_Statement]:
        """Yield at least the members of a class, some with all that is said of them."""
        kind = RDF_TYPE, _named(iri)
        if iri == f"{MSC}ImportedStatement":
            yield from ((self._claimed(row), kind) for row in range(self._assertions.height))
        elif iri == f"{MSC}Evidence":
            yield from ((self._numbered_piece(row), kind) for row in range(self._evidence.height))
        else:
            yield from ((_named(graph_iri(self._source.name)), said) for said in self._itself())
            yield from self._of_predicates()
            if iri == f"{MSC}Database":
                place = self._references.find(f"reference:source/{self._source.name}")
                yield from ((self._document(place), said) for said in self._reference(place))
            elif iri == f"{MSC}Document":
                yield from self._of(self._reference, self._document, range(len(self._references)))
            for place in self._nodes.where("category", _categories(iri)):
                if not self._described_before(self._ids[place]):
                    yield self._end(place), kind

    def _all(self, wanted: str | None) -> Iterator[_Statement]:
        """Yield everything, or at least all that is said by one predicate."""
        yield from ((_named(graph_iri(self._source.name)), said) for said in self._itself())
        yield from self._of_predicates()
        yield from self._of(partial(self._node, wanted=wanted), self._end, self._nodes_with(wanted))
        if wanted is None or wanted in _OF_REFERENCES:
            yield from self._of(self._reference, self._document, range(len(self._references)))
        if wanted is None or wanted in _OF_EVIDENCE:
            yield from self._of(self._piece, self._numbered_piece, range(self._evidence.height))
        if wanted is None or wanted in _OF_ASSERTIONS:
            yield from self._of(self._assertion, self._claimed, range(self._assertions.height))

    def _nodes_with(self, wanted: str | None) -> Iterable[int]:
        """Return at least the nodes of which a predicate says something."""
        if wanted is None or wanted in _OF_NODES or wanted in self._predicates:
            return range(self._nodes.height)
        properties: Coded = self._properties["property"]
        names = {name for name in properties.words if node_iri(name) == wanted}
        rows = self._properties.where("property", names)
        return dict.fromkeys(self._ids.find(self._properties.value("node", row)) for row in rows)

    def _of(
        self,
        said_of: Callable[[int], Iterator[_Said]],
        named: Callable[[int], NamedNode],
        places: Iterable[int],
    ) -> Iterator[_Statement]:
        """Yield what is said of the things at some places."""
        for place in places:
            thing = named(place)
            yield from ((thing, said) for said in said_of(place))


def _categories(iri: str) -> set[str]:
    """Return the categories of nodes that a class is the class of."""
    category = iri.removeprefix(MSC)
    return {category, ""} if category == "Node" else {category}


def _places(names: StringTable, iri: str) -> list[int]:
    """Return the positions of the names that an IRI stands for: more than one only where spellings differ."""
    return sorted({names.find(name) for name in _spellings(iri)} - {-1})


def _spellings(iri: str) -> Iterator[str]:
    """Yield the identifiers that may stand for an IRI in a table; an IRI encodes what it cannot hold."""
    either = [iri, compress(iri)]
    if "%" in iri:
        either += [*map(unquote, either), iri.removeprefix(IMPORTED).replace("/", ":", 1)]
    yield from (name for name in dict.fromkeys(either) if ":" in name and node_iri(name) == iri)


def _numbered(iri: str, base: str, height: int) -> int:
    """Return the row of a numbered thing, which counts from 1, or -1."""
    number = whole_number(iri.removeprefix(base)) if iri.startswith(base) else None
    return number - 1 if number and number <= height else -1


@lru_cache(maxsize=4096)
def _named(iri: str) -> NamedNode:
    return NamedNode(iri)


def _literal(text: str, kind: str = "") -> Literal:
    """Return a text with a language tag (``"@en"``) or a datatype, or neither."""
    if kind.startswith("@"):
        return Literal(text, language=kind[1:])
    return Literal(text, datatype=NamedNode(kind)) if kind else Literal(text)


def _tagged(text: str, tag: str) -> Literal:
    """Return a text with its own language tag, else with the given one."""
    words, marked, own = text.partition(TAG)
    return _literal(words, f"@{own}" if marked else tag)


@lru_cache(maxsize=4096)
def _stored(text: str, kind: str) -> Literal:
    """Return a value as a triple store gives it back: numbers and dates in their canonical form."""
    thing = NamedNode(MSC)
    store = Store()
    store.add(Quad(thing, thing, _literal(text, kind)))
    (quad,) = store
    value: Literal = quad.object
    return value
