"""What is told of the nodes and edges of a part that was brought, fetched when it is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from msc_graph.model.frames import edges_of, nodes_of
from msc_graph.model.graph import Around, GraphEdge, GraphNode, edge_id
from msc_graph.model.lazy import Lazy
from msc_graph.model.property_graph import PropertyGraph
from msc_graph.pathfinding.arrays import SIGN_OF_CODE
from msc_graph.pathfinding.network import Network
from msc_graph.stores.adjacency.tables import Tables
from msc_graph.vocabulary.signs import PredicateRole, Sign


class AdjacencyPart:
    """A part of a graph as a `msc_graph.model.graph.Graph`: its edges are those of the network, by row."""

    def __init__(self, tables: Tables, network: Network, rows: NDArray[np.int64]) -> None:
        """Look into ``tables``; ``rows`` are the numbers there of the rows that made the network."""
        self._tables, self._network, self._rows = tables, network, rows
        self._edges: dict[int, GraphEdge] = {}
        self._nodes: dict[str, GraphNode] = {}
        self.citations: dict[str, str] = {}
        self.verification: Mapping[str, str] = tables.manifest.verification
        self.edges: Sequence[GraphEdge] = Lazy(len(rows), self._edge)
        self.nodes: Sequence[GraphNode] = Lazy(
            len(network.nodes), lambda place: self._node(network.nodes[place])
        )

    def expect(self, nodes: Iterable[str], edges: Iterable[int]) -> None:
        """Fetch what is told of some nodes and edges at once, because they will be asked for."""
        self._fetch_nodes([name for name in nodes if name not in self._nodes])
        self._fetch_edges([row for row in edges if row not in self._edges])

    def by_id(self) -> Mapping[str, GraphNode]:
        """Return the nodes by id; each is fetched when it is asked for."""
        return _ById(self._network, self._node)

    def around(self, node: str) -> Around:
        """Return the edges of this part at a node."""
        return self.part(range(len(self.nodes))).around(node)

    def edge_of(self, assertion: str) -> GraphEdge | None:
        """Return the edge of this part that an assertion makes, or None."""
        rows = self.rows_of([assertion])
        return self.edges[rows[0]] if rows else None

    def rows_of(self, assertions: Iterable[str]) -> list[int]:
        """Return the positions of the edges of this part that some assertions make, ascending."""
        self._fetch_edges([row for row in range(len(self._rows)) if row not in self._edges])
        wanted = frozenset(assertions)
        return [row for row, edge in sorted(self._edges.items()) if not wanted.isdisjoint(edge.assertions)]

    def part(self, nodes: Iterable[int], edges: Iterable[int] = ()) -> PropertyGraph:
        """Return the nodes at some positions and the edges among them, and some more edges."""
        names = {self._network.nodes[place] for place in nodes}
        among = [
            row
            for row, (subject, object_) in enumerate(self._ends())
            if subject in names and object_ in names
        ]
        chosen = sorted({*among, *edges})
        self.expect(sorted(names), chosen)
        found = [self.edges[row] for row in chosen]
        named = sorted(names | {end for edge in found for end in (edge.subject, edge.object)})
        return PropertyGraph([self._node(name) for name in named], found, self.citations, self.verification)

    def node_frames(self, rows: int = 50_000) -> Iterator[Any]:
        """Return the nodes as frames."""
        return self.part(range(len(self.nodes))).node_frames(rows)

    def edge_frames(self, rows: int = 50_000) -> Iterator[Any]:
        """Return the edges as frames."""
        return self.part(range(len(self.nodes))).edge_frames(rows)

    def _ends(self) -> Iterator[tuple[str, str]]:
        edges, nodes = self._network.edges, self._network.nodes
        for place in np.argsort(edges.row, kind="stable").tolist():
            yield nodes[int(edges.subject[place])], nodes[int(edges.object[place])]

    def _edge(self, row: int) -> GraphEdge:
        if row not in self._edges:
            self._fetch_edges([row])
        return self._edges[row]

    def _node(self, name: str) -> GraphNode:
        if name not in self._nodes:
            self._fetch_nodes([name])
        return self._nodes[name]

    def _fetch_nodes(self, names: list[str]) -> None:
        if names:
            found = self._tables.rows("nodes", "id", np.array(names, object))
            self._nodes |= {node.id: node for node in nodes_of(found)}

    def _fetch_edges(self, rows: list[int]) -> None:
        if not rows:
            return
        if "edges" not in self._tables.manifest.tables:
            self._edges |= {row: self._bare(row) for row in rows}
            return
        number = self._rows[rows]
        found = self._tables.rows("edges", "row", number)
        local = dict(zip(number.tolist(), rows, strict=True))
        edges = zip(found["row"].to_list(), edges_of(found), strict=True)
        self._edges |= {local[row]: edge for row, edge in edges}
        for items in found["evidence"].to_list():
            self.citations |= {item["reference"]: item["citation"] for item in items}

    def _bare(self, row: int) -> GraphEdge:
        """Return an edge of which only the arrays tell."""
        edges, network = self._network.edges, self._network
        place = int(np.flatnonzero(edges.row == row)[0])
        subject, object_ = (network.nodes[int(column[place])] for column in (edges.subject, edges.object))
        predicate, sign = network.predicates[edges.predicate[place]], SIGN_OF_CODE[int(edges.sign[place])]
        contextual = predicate in network.contextual
        return GraphEdge(
            id=edge_id(
                subject,
                predicate,
                object_,
                endorsed=True,
                own_sign="" if sign is Sign.UNKNOWN else sign.value,
            ),
            subject=subject,
            predicate=predicate,
            object=object_,
            label=predicate,
            label_zh="",
            role=PredicateRole.CONTEXTUAL if contextual else PredicateRole.CAUSAL,
            sign=sign,
            belief=float(edges.belief[place]),
            verdict="",
            endorsed=True,
            scope="",
            assertions=(),
            evidence=(),
            references=(),
        )


class _ById(Mapping[str, GraphNode]):
    def __init__(self, network: Network, node: Any) -> None:
        self._network, self._node = network, node

    def __getitem__(self, name: str) -> GraphNode:
        if self._network.nodes.find(name) < 0:
            raise KeyError(name)
        found: GraphNode = self._node(name)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._network.nodes)

    def __len__(self) -> int:
        return len(self._network.nodes)
