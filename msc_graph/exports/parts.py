"""Parts of a graph to export: around a node, along paths, what a query names; and what RDF says of a part."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from msc_graph.errors import UsageError, must_be_whole
from msc_graph.model.graph import Graph, GraphPart
from msc_graph.pathfinding.string_table import members_of
from msc_graph.rdf.asserted import objects_of, subjects_of
from msc_graph.rdf.graphs import graph_iri, imported_graphs, node_properties, own_graphs, source_of
from msc_graph.vocabulary.curies import compress, node_iri
from msc_graph.vocabulary.namespaces import DCTERMS, INFERRED_GRAPH, MSC, RDF_TYPE, SCHEMA_GRAPH

if TYPE_CHECKING:
    from pyoxigraph import NamedNode, Quad

    from msc_graph.pathfinding.network import Network
    from msc_graph.rdf.triples import Triples

_Positions = NDArray[np.int64]

_BACK_LINKS = frozenset({f"{MSC}hasStep", f"{MSC}relatedClaim"})
"""Links from a mechanism to all assertions around it; only those to assertions of the part are kept."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some nodes and edges of a graph, and assertions that RDF holds beside those of the edges."""

    graph: GraphPart
    assertions: tuple[NamedNode, ...] = ()

    def __bool__(self) -> bool:
        """Return whether there is anything to write."""
        return bool(self.graph.nodes or self.assertions)


_GOES_WITH = {"hops": "around", "k": "paths", "max_hops": "paths", "parameters": "query"}


def check_part(parts: Mapping[str, object], options: Mapping[str, object]) -> None:
    """Refuse more than one part, and an option of a part that is not asked for.

    Args:
        parts: what is asked for, by `KnowledgeGraph.export`'s own names; None where it is not.
        options: their options, likewise.

    Raises:
        UsageError: as said.
    """
    if sum(part is not None for part in parts.values()) > 1:
        raise UsageError("ask for one part: around a node, along paths, what a query names, or all edges")
    for option, value in options.items():
        if value is not None and parts[_GOES_WITH[option]] is None:
            raise UsageError(f"{option!r} goes with {_GOES_WITH[option]!r}")


def around(node: str, hops: int, *, network: Network, graph: Graph) -> Part:
    """Return the nodes at most ``hops`` edges away, whichever their direction, and the edges among them.

    Args:
        node: identifier of a node.
        hops: at least 1.
        network: the arrays of ``graph``, on which the edges are walked.
        graph: where nodes and edges come from.

    Raises:
        UsageError: fewer than one hop.
        UnknownNode: no node has this identifier.
    """
    hops = must_be_whole(hops, "hops", least=1)
    reached = np.zeros(len(network.nodes), bool)
    ring: _Positions = np.array([network.node_index(node)], np.int64)
    reached[ring] = True
    for _ in range(hops):
        ring = _neighbours(network, ring)
        ring = ring[~reached[ring]]
        reached[ring] = True
        if not len(ring):  # nothing new: so it stays, however many hops are asked for
            break
    return Part(graph.part(np.flatnonzero(reached).tolist()))


def connected(graph: Graph) -> Part:
    """Return all edges and the nodes at their ends: what no edge meets is left out."""
    return Part(graph.part((), range(len(graph.edges))))


def along(assertions: Iterable[str], graph: Graph) -> Part:
    """Return the edges that rest on these assertions (CURIEs), as paths do, with their nodes."""
    return Part(graph.part((), graph.rows_of(set(assertions))))


def named(
    answer: Iterable[Iterable[object]],
    asked: Iterable[object],
    *,
    store: Triples,
    network: Network,
    graph: Graph,
) -> Part:
    """Return what a question and its answer name: nodes, the edges among them, and the edges of assertions.

    A thing is named by its IRI; an assertion or a mechanism also by its own identifier (``"S3-05"``). A
    mechanism means its steps, unless endorsed assertions are named, as these say what was walked. Of
    assertions that are not endorsed no edge is made; they are in the part all the same, for RDF.

    Args:
        answer: the terms of each row; without rows the part is empty.
        asked: the terms of the question's parameters, or tuples of terms.
        store: where the assertions are.
        network: tells the positions of nodes.
        graph: where nodes and edges come from.
    """
    from pyoxigraph import NamedNode

    terms = {term for row in answer for term in row}
    if terms:
        terms.update(term for bound in asked for term in (bound if isinstance(bound, tuple) else (bound,)))
    things = {term for term in terms if isinstance(term, NamedNode)}
    things |= {thing for term in terms for thing in _identified(term, store)}
    assertions = {thing for thing in things if _is_assertion(thing, store)}
    rows = graph.rows_of(compress(assertion.value) for assertion in assertions)
    if not rows:
        assertions |= {step for thing in things for step in _steps(thing, store)}
        rows = graph.rows_of(compress(assertion.value) for assertion in assertions)
    places = (network.nodes.find(compress(thing.value)) for thing in things)
    found = graph.part([place for place in places if place >= 0], rows)
    return Part(found, tuple(sorted(assertions, key=str)))


def _identified(term: object, store: Triples) -> Iterator[NamedNode]:
    """Return the assertions or mechanisms whose identifier a text is."""
    from pyoxigraph import Literal, NamedNode

    if not isinstance(term, Literal):
        return iter(())
    return map(NamedNode, subjects_of(store, f"{DCTERMS}identifier", term))


def _steps(mechanism: NamedNode, store: Triples) -> Iterator[NamedNode]:
    from pyoxigraph import NamedNode

    return map(NamedNode, objects_of(store, mechanism.value, f"{MSC}hasStep"))


def _is_assertion(thing: NamedNode, store: Triples) -> bool:
    return bool(objects_of(store, thing.value, f"{MSC}predicate"))


def described(
    part: Part, store: Triples, is_node: Callable[[str], bool], *, written: Callable[[int], object] = int
) -> Iterator[Quad]:
    """Return all that ``store`` says of the nodes and edges of ``part``, so that it can stand alone.

    An edge brings its assertions; these bring their evidence, references, mechanisms, corrections and the
    nodes of their context, and those their own descriptions; a trial brings what it investigates. A statement
    between two nodes is there when one of the assertions makes it. The ontology and what was inferred are
    left out. What an imported source says brings the description of the source.

    Time and memory grow with the part: what is remembered is which things are in it.

    Args:
        part: what to describe.
        store: where it is described.
        is_node: tells of a thing (an IRI) whether it is a node.
        written: is told one for each node and edge of the part.
    """
    return _Description(store, is_node).of(_things(part, written))


def _things(part: Part, written: Callable[[int], object]) -> Iterator[NamedNode]:
    from pyoxigraph import NamedNode

    for frame in part.graph.node_frames():
        for name in frame["id"]:
            yield NamedNode(node_iri(name))
            written(1)
    for frame in part.graph.edge_frames():
        for names in frame["assertions"].to_list():
            yield from (NamedNode(node_iri(name)) for name in names)
            written(1)
    yield from part.assertions


class _Description:
    """Follows links from things to what explains them."""

    def __init__(self, store: Triples, is_node: Callable[[str], bool]) -> None:
        self._store, self._is_node = store, is_node
        self._own, self._imported = own_graphs(store), set(imported_graphs(store).values())
        self._of_schema: set[NamedNode] = set()

    def of(self, things: Iterable[NamedNode]) -> Iterator[Quad]:
        """Return the quads about ``things`` and about whatever they need; some come more than once."""
        from pyoxigraph import NamedNode

        included: set[NamedNode] = set()
        links: list[Quad] = []
        for first in things:
            waiting = [] if first in included else [first]
            included.add(first)
            while waiting:
                thing = waiting.pop()
                is_node = self._node(thing)
                quads = self._about_node(thing) if is_node else self._about(thing)
                yield from self._stated(quads)
                for quad in quads:
                    target = quad.object
                    if quad.predicate.value in _BACK_LINKS:
                        links.append(quad)
                        continue
                    if is_node and isinstance(target, NamedNode) and self._node(target):
                        continue
                    yield quad
                    for needed in (target, quad.graph_name, *_sources(thing), *self._investigates(quad)):
                        if isinstance(needed, NamedNode) and needed not in included and self._is_ours(needed):
                            included.add(needed)
                            waiting.append(needed)
        yield from (quad for quad in links if quad.object in included)

    def _about(self, thing: NamedNode) -> list[Quad]:
        return [quad for quad in self._store.quads_for_pattern(thing, None, None) if _is_fact(quad)]

    def _about_node(self, node: NamedNode) -> list[Quad]:
        """Return the quads about a node, without a look at all its statements in imported sources.

        There it has no more than `node_properties`.
        """
        from pyoxigraph import NamedNode

        store = self._store
        found = [quad for graph in self._own for quad in store.quads_for_pattern(node, None, None, graph)]
        for predicate in node_properties() if self._imported else ():
            quads = store.quads_for_pattern(node, NamedNode(predicate), None)
            found += (quad for quad in quads if quad.graph_name in self._imported)
        return found

    def _stated(self, quads: Iterable[Quad]) -> Iterator[Quad]:
        """Return the direct triple of an assertion, given the quads about it; nothing for another thing."""
        from pyoxigraph import NamedNode

        parts = {quad.predicate.value: quad.object for quad in quads}
        subject, predicate, object_ = (parts.get(MSC + name) for name in ("subject", "predicate", "object"))
        if isinstance(subject, NamedNode) and isinstance(predicate, NamedNode) and object_ is not None:
            yield from filter(_is_fact, self._store.quads_for_pattern(subject, predicate, object_))

    def _investigates(self, quad: Quad) -> Iterator[NamedNode]:
        """Yield what says which conditions a trial investigates, given a quad of its class."""
        from pyoxigraph import NamedNode

        if (quad.predicate.value, quad.object) == (RDF_TYPE, NamedNode(f"{MSC}ClinicalTrial")):
            for claim in map(NamedNode, subjects_of(self._store, f"{MSC}subject", quad.subject)):
                if objects_of(self._store, claim.value, f"{MSC}predicate") == [f"{MSC}investigates"]:
                    yield claim

    def _node(self, thing: NamedNode) -> bool:
        return self._is_node(thing.value)

    def _is_ours(self, thing: NamedNode) -> bool:
        """Return whether the facts describe the thing, and the ontology does not, but for nodes."""
        from pyoxigraph import NamedNode

        if thing in self._of_schema:
            return False
        schema = NamedNode(SCHEMA_GRAPH)
        in_schema = next(self._store.quads_for_pattern(thing, None, None, schema), None) is not None
        if in_schema and not self._node(thing):
            self._of_schema.add(thing)
            return False
        return True


def _sources(thing: NamedNode) -> Iterator[NamedNode]:
    """Yield the source whose assertion a thing is, if any."""
    from pyoxigraph import NamedNode

    if name := source_of(thing.value):
        yield NamedNode(graph_iri(name))


def _is_fact(quad: Quad) -> bool:
    return getattr(quad.graph_name, "value", "") not in (SCHEMA_GRAPH, INFERRED_GRAPH)


def _neighbours(network: Network, nodes: _Positions) -> _Positions:
    """Return the positions of the nodes one edge away, each once."""
    edges = network.edges
    forward = edges.object[members_of(network.leaving, nodes)]
    backward = edges.subject[network.by_object[members_of(network.entering, nodes)]]
    return np.unique(np.concatenate([forward, backward])).astype(np.int64)
