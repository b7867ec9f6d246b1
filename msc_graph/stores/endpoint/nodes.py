"""The nodes of a graph behind an endpoint, told by what is said of them there."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from pyoxigraph import NamedNode

from msc_graph.model.graph import GraphNode
from msc_graph.model.property_graph import nodes_in
from msc_graph.stores.endpoint.asking import Asker, Question
from msc_graph.stores.endpoint.words import among, either, endorses, named, ours, triples
from msc_graph.vocabulary.curies import compress
from msc_graph.vocabulary.namespaces import INFERRED_GRAPH, MSC, RDF_TYPE, RDFS, SKOS
from msc_graph.vocabulary.ontology import Vocabulary

_TOLD = (
    RDF_TYPE,
    f"{RDFS}label",
    *(f"{SKOS}{name}" for name in ("altLabel", "definition", "exactMatch", "closeMatch")),
)


class EndpointNodes:
    """Brings nodes."""

    def __init__(self, asker: Asker, words: Vocabulary) -> None:
        """Ask ``asker``; ``words`` tells which classes nodes have."""
        self._asker, self._words = asker, words

    def ends(self, nodes: Iterable[str]) -> tuple[GraphNode, ...]:
        """Return the nodes with these CURIEs, in which edges start or end."""
        wanted = list(nodes)
        rows = self._asker.about(Question(("n", "p", "x"), f"?n ?p ?x . {among('p', _TOLD)}"), named(wanted))
        return nodes_in(triples(self._asserted(rows)), self._words, wanted)

    def among(self, things: Iterable[str]) -> tuple[GraphNode, ...]:
        """Return those things (CURIEs) that are nodes, by their class or because an edge meets them."""
        told = {node.id: node for node in self.ends(things)}
        classes = {iri.removeprefix(MSC) for iri in self._words.node_classes} - self._documents
        doubtful = [
            name for name, node in told.items() if node.category not in classes or node.category == "Node"
        ]
        met = self._met(doubtful)
        return tuple(node for name, node in told.items() if name in met or name not in doubtful)

    def of_classes(self, classes: Iterable[str]) -> tuple[str, ...]:
        """Return the CURIEs of all members of some classes (IRIs); inferred ones may be among them."""
        kinds = [NamedNode(iri) for iri in sorted(classes)]
        found = self._asker.about(Question(("x",), f"?x <{RDF_TYPE}> ?n"), kinds)
        return tuple(sorted({compress(row[0].value) for row in found if isinstance(row[0], NamedNode)}))

    @cached_property
    def _documents(self) -> set[str]:
        iris = (iri for iri in self._words.node_classes if self._words.is_a(iri, f"{MSC}Document"))
        return {iri.removeprefix(MSC) for iri in iris}

    def _met(self, names: list[str]) -> set[str]:
        """Return those things that an endorsed assertion speaks of."""
        found: set[str] = set()
        for end in ("subject", "object"):
            said = f"?a {ours(end)} ?n . ?a {ours('verdict')} ?v {endorses(self._words)}"
            rows = self._asker.about(Question(("n",), f"FILTER EXISTS {{ {said} }}"), named(names))
            found |= {compress(row[0].value) for row in rows}
        return found

    def _asserted(self, rows: list[tuple[object, ...]]) -> list[tuple[object, ...]]:
        """Return rows without classes that were only inferred."""
        if not self.infers:
            return rows
        kinds = {str(row[0]): row[0] for row in rows}
        said = f"GRAPH <{INFERRED_GRAPH}> {{ ?n ?p ?x }} {either('p', [RDF_TYPE])}"
        inferred = set(self._asker.about(Question(("n", "p", "x"), said), list(kinds.values())))  # type: ignore[arg-type]
        return [row for row in rows if row not in inferred]

    @cached_property
    def infers(self) -> bool:
        """Whether the graph holds what was inferred, apart from the rest."""
        member = f"GRAPH <{INFERRED_GRAPH}> {{ ?x <{RDF_TYPE}> ?n }}"
        classes = [NamedNode(iri) for iri in self._words.node_classes]
        return bool(self._asker.about(Question(("n",), f"FILTER EXISTS {{ {member} }}"), classes))
