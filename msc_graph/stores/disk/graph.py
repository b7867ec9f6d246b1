"""The property graph of a store, read from disk where it is needed."""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache, partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msc_graph.errors import StoreRefused
from msc_graph.model.belief import DOUBTED, Direction, EvidenceItem
from msc_graph.model.graph import ROWS, VERDICTS, Around, GraphEdge, GraphNode, edge_id, witness
from msc_graph.model.lazy import Lazy
from msc_graph.pathfinding.string_table import members_of
from msc_graph.stores.disk.columns import EDGE, EVIDENCE, NODE, PREDICATE, Table
from msc_graph.system.digits import whole_number
from msc_graph.vocabulary.curies import expand
from msc_graph.vocabulary.ontology import Vocabulary
from msc_graph.vocabulary.signs import PredicateRole, Sign

if TYPE_CHECKING:
    import numpy as np
    import polars as pl
    from numpy.typing import NDArray

    from msc_graph.stores.disk.frames import Frames

KEPT = 1_000
"""Nodes and edges that are remembered. Our choice: about 2 MB; answers ask for the same again and again."""
_SIGNS = {1: Sign.POSITIVE, -1: Sign.NEGATIVE, 0: Sign.UNKNOWN}


class _ById(Mapping[str, GraphNode]):
    def __init__(self, graph: DiskGraph) -> None:
        self._graph = graph

    def __getitem__(self, name: str) -> GraphNode:
        place = self._graph.position(name)
        if place < 0:
            raise KeyError(name)
        return self._graph.nodes[place]

    def __iter__(self) -> Iterator[str]:
        return (node.id for node in self._graph.nodes)

    def __len__(self) -> int:
        return len(self._graph.nodes)


class _Citations(Mapping[str, str]):
    """The published ids of references; each is looked up when it is asked for, in some ms for 2 million."""

    def __init__(self, evidence: Table) -> None:
        self._evidence = evidence
        self.seen: dict[str, str] = {}

    def __getitem__(self, reference: str) -> str:
        if reference not in self.seen:
            if (row := self._evidence["reference"].first(reference)) < 0:
                raise KeyError(reference)
            self.seen[reference] = self._evidence["citation"][row]
        return self.seen[reference]

    def __iter__(self) -> Iterator[str]:
        return iter(self._evidence["reference"].words)

    def __len__(self) -> int:
        return len(self._evidence["reference"].words)


class DiskGraph:
    """A `msc_graph.model.graph.Graph` from files: nodes, edges, citations.

    Nodes are sorted by id, edges by subject, predicate and object; where disputed edges are wanted too, they
    come after the others. Nothing is read before it is asked for.
    """

    def __init__(self, folder: Path, words: Vocabulary, *, disputed: bool = False) -> None:
        """Map the files of ``folder`` (that `msc_graph.stores.disk.joining.write_graph` wrote).

        Raises:
            StoreRefused: a file is missing or damaged.
        """
        self._words, self._from = words, (folder, words, disputed)
        try:
            self._facts: dict[str, Any] = json.loads((folder / "graph.json").read_text(encoding="utf-8"))
            self.verification: Mapping[str, str] = self._facts["verification"]
        except (OSError, ValueError, KeyError) as error:
            raise StoreRefused(folder, f"its graph.json cannot be read ({error}). Import anew.") from error
        self._nodes = Table(folder, "nodes", NODE)
        self._tables = [
            Table(folder, name, EDGE) for name in (("edges", "disputed") if disputed else ("edges",))
        ]
        self._items = Table(folder, "evidence", EVIDENCE)
        self._citations = _Citations(self._items)
        self.citations: Mapping[str, str] = self._citations
        self._predicates = Table(folder, "predicates", PREDICATE)
        self.nodes: Sequence[GraphNode] = Lazy(self._nodes.height, lru_cache(KEPT)(self._node))
        self.edges: Sequence[GraphEdge] = Lazy(
            sum(table.height for table in self._tables), lru_cache(KEPT)(self._edge)
        )

    def __reduce__(self) -> tuple[Any, ...]:
        folder, words, disputed = self._from
        return partial(DiskGraph, disputed=disputed), (folder, words)

    def predicates(self) -> list[tuple[str, str, str, str]]:
        """Return identifier, role, English and Chinese label of all predicates, sorted."""
        rows = map(self._predicates.row, range(self._predicates.height))
        return [(row["id"], row["role"], row["label"], row["label_zh"]) for row in rows]

    def position(self, node: str) -> int:
        """Return the position of a node, or -1."""
        return int(self._nodes["id"].find(node))

    def by_id(self) -> Mapping[str, GraphNode]:
        """Return the nodes by id; each is made when it is asked for."""
        return _ById(self)

    def around(self, node: str) -> Around:
        """Return the edges that start or end in a node, each kind in order; all empty for an unknown one.

        Each edge is made when it is asked for.
        """
        place = self.position(node)
        outgoing, incoming = self._ends(self._tables[0], place)
        disputed: list[int] = []
        for table in self._tables[1:]:
            rows = chain(*self._ends(table, place))
            disputed = sorted(self._tables[0].height + row for row in rows)
        return Around(
            *(Lazy(len(rows), partial(self._edge_at, rows)) for rows in (outgoing, incoming, disputed))
        )

    def _ends(self, table: Table, place: int) -> tuple[Sequence[int], Sequence[int]]:
        """Return the rows that start at a node, and those that only end there; none for position -1."""
        starts = table.ranges("subject")
        outgoing = range(bisect_left(starts, place), bisect_right(starts, place))
        return outgoing, [row for row in table.where("object", {place}) if row not in outgoing]

    def _edge_at(self, places: Sequence[int], number: int) -> GraphEdge:
        return self.edges[places[number]]

    def edge_of(self, assertion: str) -> GraphEdge | None:
        """Return the edge that an assertion makes, or None."""
        rows = self.rows_of([assertion])
        return self.edges[rows[0]] if rows else None

    def rows_of(self, assertions: Iterable[str]) -> list[int]:
        """Return the positions of the edges that some assertions make, ascending; unknown ones make none."""
        numbers = {number for number in map(self._assertion_number, assertions) if number >= 0}
        found, start = [], 0
        for table in self._tables if numbers else ():
            found += [row + start for row in table.where("assertions", numbers)]
            start += table.height
        return found

    def part(self, nodes: Iterable[int], edges: Iterable[int] = ()) -> DiskPart:
        """Return the nodes at some positions and the edges among them, and some more edges with their ends.

        Edges are found where those of a node stand together, so that time and memory grow with the part.
        """
        import numpy as np

        chosen = np.unique(np.fromiter(nodes, np.uint32))
        more = np.unique(np.fromiter(edges, np.int64))
        inside = np.zeros(self._nodes.height, bool)
        inside[chosen] = True
        found, ends, start = [more], [chosen], 0
        for table in self._tables:
            bounds = (np.searchsorted(table["subject"], chosen, side) for side in ("left", "right"))
            rows = _ranges(*bounds)
            found.append(rows[inside[table["object"][rows]]] + start)
            own = more[(more >= start) & (more < start + table.height)] - start
            ends += [table[end][own].astype(np.int64) for end in ("subject", "object")]
            start += table.height
        return DiskPart(self, np.unique(np.concatenate(ends)), np.unique(np.concatenate(found)))

    def _assertion_number(self, name: str) -> int:
        for block in self._facts["assertions"]:
            if block["names"] is not None:
                if name in block["names"]:
                    return int(block["first"]) + int(block["names"].index(name))
            elif name.startswith(f"claim:{block['source']}/"):
                number = whole_number(name.rpartition("/")[2])
                return int(block["first"]) + number - 1 if number else -1
        return -1

    def _assertion_name(self, number: int) -> str:
        block = next(b for b in reversed(self._facts["assertions"]) if b["first"] <= number)
        place = number - block["first"]
        return str(
            block["names"][place] if block["names"] is not None else f"claim:{block['source']}/{place + 1}"
        )

    def _node(self, place: int) -> GraphNode:
        row = self._nodes.row(place)
        return GraphNode(
            id=row["id"],
            category=row["category"],
            label=row["label"],
            label_zh=row["label_zh"],
            synonyms=tuple(row["synonyms"]),
            xrefs=tuple(row["xrefs"]),
            definition=row["definition"],
        )

    def _edge(self, place: int) -> GraphEdge:
        endorsed = place < self._tables[0].height
        table = self._tables[0] if endorsed else self._tables[1]
        row = table.row(place if endorsed else place - self._tables[0].height)
        subject, object_ = self._nodes["id"][row["subject"]], self._nodes["id"][row["object"]]
        predicate, role, declared, label, label_zh = self._predicates.row(row["predicate"]).values()
        items = [self._items.row(number) for number in row["evidence"]]
        self._citations.seen.update((item["reference"], item["citation"]) for item in items)
        sign = _SIGNS[row["sign"]]
        return GraphEdge(
            id=edge_id(
                subject, predicate, object_, endorsed=endorsed, own_sign=_own_sign(sign, role, declared)
            ),
            subject=subject,
            predicate=predicate,
            object=object_,
            label=label,
            label_zh=label_zh,
            role=PredicateRole(role),
            sign=sign,
            belief=row["belief"],
            verdict=self._words.label(expand(VERDICTS[row["verdict"]])),
            endorsed=endorsed,
            scope=self._facts["scopes"][row["scope"]],
            assertions=tuple(sorted(map(self._assertion_name, row["assertions"]))),
            evidence=tuple(
                sorted(
                    {
                        EvidenceItem(i["reference"], i["evidence_type"], Direction(i["direction"]))
                        for i in items
                    }
                )
            ),
            references=tuple(sorted({item["citation"] for item in items})),
            mechanisms=tuple(row["mechanisms"]),
            species=tuple(row["species"]),
            cells=tuple(row["cells"]),
            doubted=tuple(sorted({item["citation"] for item in items if item["evidence_type"] == DOUBTED})),
            witnesses=_witnesses(items),
        )

    # frames, for exports

    @cached_property
    def _frames(self) -> Frames:
        from msc_graph.stores.disk.frames import Frames

        return Frames(self._nodes, self._tables, self._items, self._predicates, self._facts, self._words)

    def node_frames(self, rows: int = ROWS) -> Iterator[pl.DataFrame]:
        """Return the nodes as frames of at most ``rows`` rows, columns as in `msc_graph.model.frames`."""
        import numpy as np

        return self.nodes_at(np.arange(self._nodes.height), rows)

    def edge_frames(self, rows: int = ROWS) -> Iterator[pl.DataFrame]:
        """Return the edges as frames of at most ``rows`` rows, columns as in `msc_graph.model.frames`."""
        import numpy as np

        return self.frames_at(np.arange(len(self.edges)), rows)

    def nodes_at(self, places: NDArray[np.int64], rows: int) -> Iterator[pl.DataFrame]:
        """Return the nodes at some positions as frames of at most ``rows`` rows."""
        return (self._frames.nodes(places[at : at + rows]) for at in range(0, len(places), rows))

    def frames_at(self, places: NDArray[np.int64], rows: int) -> Iterator[pl.DataFrame]:
        """Return the edges at some ascending positions as frames of at most ``rows`` rows."""
        return self._frames.edges(places, rows)


class DiskPart:
    """Some nodes and edges of a `DiskGraph`, made when they are asked for."""

    def __init__(self, graph: DiskGraph, nodes: NDArray[np.int64], edges: NDArray[np.int64]) -> None:
        """Choose nodes and edges by their ascending positions."""
        self._graph, self._nodes, self._edges = graph, nodes, edges
        self.nodes: Sequence[GraphNode] = Lazy(len(nodes), lambda place: graph.nodes[int(nodes[place])])
        self.edges: Sequence[GraphEdge] = Lazy(len(edges), lambda place: graph.edges[int(edges[place])])

    def node_frames(self, rows: int = ROWS) -> Iterator[pl.DataFrame]:
        """Return the nodes as frames of at most ``rows`` rows, columns as in `msc_graph.model.frames`."""
        return self._graph.nodes_at(self._nodes, rows)

    def edge_frames(self, rows: int = ROWS) -> Iterator[pl.DataFrame]:
        """Return the edges as frames of at most ``rows`` rows, columns as in `msc_graph.model.frames`."""
        return self._graph.frames_at(self._edges, rows)


def _ranges(first: NDArray[np.int64], end: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return all positions of some ranges, one after the other."""
    import numpy as np

    return members_of(np.stack([first, end], axis=1).ravel(), np.arange(len(first)) * 2)


def _witnesses(items: Iterable[Mapping[str, str]]) -> tuple[str, ...]:
    """Return the papers and records that support an edge, sorted."""
    supporting = (item for item in items if item["direction"] == Direction.SUPPORTS)
    return tuple(sorted({witness(item["citation"], item["record"]) for item in supporting} - {""}))


def _own_sign(sign: Sign, role: str, declared: str) -> str:
    """Return the sign of an edge where its predicate leaves it open, else an empty text."""
    fixed = declared in ("+", "-") or role == PredicateRole.CONTEXTUAL.value
    return "" if fixed else sign.value
