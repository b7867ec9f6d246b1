"""The property graph of a store, read from disk where it is needed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import Any, TypeVar, overload

import numpy as np
import polars as pl
from numpy.typing import NDArray

from msc_graph.errors import StoreRefused
from msc_graph.model.belief import Direction, EvidenceItem
from msc_graph.model.frames import CITATION_PENDING, EDGE_FRAME, INFERENCES, NODE_FRAME, edge_ids
from msc_graph.model.graph import ROWS, VERDICTS, Around, GraphEdge, GraphNode, edge_id
from msc_graph.model.names import Match, NameIndex, Quality
from msc_graph.pathfinding.network import Network
from msc_graph.pathfinding.string_table import members_of
from msc_graph.stores.disk.assemble import EDGE, EVIDENCE, NAME, NODE, PREDICATE
from msc_graph.stores.disk.columns import Table, holding
from msc_graph.vocabulary.curies import expand
from msc_graph.vocabulary.ontology import Vocabulary
from msc_graph.vocabulary.signs import PredicateRole, Sign

_Thing = TypeVar("_Thing")
_SIGNS = {1: Sign.POSITIVE, -1: Sign.NEGATIVE, 0: Sign.UNKNOWN}
_NEAR = 3_000
"""Names that are compared letter by letter with a misspelt one; more would take seconds."""


class Lazy(Sequence[_Thing]):
    """A sequence whose members are made when they are asked for."""

    def __init__(self, size: int, make: Callable[[int], _Thing]) -> None:
        """Hold ``size`` members, of which ``make`` makes one by its position."""
        self._size, self._make = size, make

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, index: int) -> _Thing: ...
    @overload
    def __getitem__(self, index: slice) -> list[_Thing]: ...
    def __getitem__(self, index: int | slice) -> _Thing | list[_Thing]:
        if isinstance(index, slice):
            return [self._make(place) for place in range(*index.indices(self._size))]
        if not -self._size <= index < self._size:
            raise IndexError(index)
        return self._make(int(index) % self._size)


class _ById(Mapping[str, GraphNode]):
    def __init__(self, graph: DiskGraph) -> None:
        self._graph = graph

    def __getitem__(self, name: str) -> GraphNode:
        place = self._graph.position(name)
        if place < 0:
            raise KeyError(name)
        return self._graph.nodes[place]

    def __iter__(self) -> Iterator[str]:
        return iter(self._graph.ids)

    def __len__(self) -> int:
        return len(self._graph.nodes)


class _Citations(Mapping[str, str]):
    """The published ids of references; each is looked up when it is asked for, in 20 ms for 2 million."""

    def __init__(self, evidence: Table) -> None:
        self._evidence = evidence
        self.seen: dict[str, str] = {}

    def __getitem__(self, reference: str) -> str:
        if reference not in self.seen:
            names = self._evidence["reference"]
            rows = (row for row in holding(names, reference) if names[row] == reference)
            if (row := next(rows, None)) is None:
                raise KeyError(reference)
            self.seen[reference] = self._evidence["citation"][row]
        return self.seen[reference]

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(self._evidence["reference"]))

    def __len__(self) -> int:
        return sum(1 for _ in self)


class DiskGraph:
    """A `msc_graph.model.graph.Graph` from files: nodes, edges, citations.

    Nodes are sorted by id, edges by subject, predicate and object; where disputed edges are wanted too, they
    come after the others. Nothing is read before it is asked for.
    """

    def __init__(self, folder: Path, words: Vocabulary, *, disputed: bool = False) -> None:
        """Map the files of ``folder`` (that `msc_graph.stores.disk.assemble.write_graph` wrote).

        Raises:
            StoreRefused: a file is missing or damaged.
        """
        self._words = words
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
        self._predicates = Table(folder, "predicates", PREDICATE).frame()
        self.nodes: Sequence[GraphNode] = Lazy(self._nodes.height, self._node)
        self.edges: Sequence[GraphEdge] = Lazy(sum(t.height for t in self._tables), self._edge)

    @cached_property
    def ids(self) -> pl.Series:
        """The identifiers of the nodes, sorted; they are read when they are asked for."""
        return pl.Series(self._nodes["id"][:], dtype=pl.String)

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
        endorsed = self._ends(self._tables[0], place)
        disputed = [np.sort(np.concatenate(self._ends(table, place))) for table in self._tables[1:]]
        after = [np.empty(0, np.int64), *(rows + self._tables[0].height for rows in disputed)][-1]
        return Around(*(Lazy(len(rows), partial(self._edge_at, rows)) for rows in (*endorsed, after)))

    def _ends(self, table: Table, place: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the rows that start at a node, and those that only end there; none for position -1."""
        first, end = (np.searchsorted(table["subject"], place, side) for side in ("left", "right"))
        incoming = np.flatnonzero(table["object"] == place)
        return np.arange(first, end), incoming[(incoming < first) | (incoming >= end)]

    def _edge_at(self, places: NDArray[np.int64], number: int) -> GraphEdge:
        return self.edges[int(places[number])]

    def edge_of(self, assertion: str) -> GraphEdge | None:
        """Return the edge that an assertion makes, or None."""
        rows = self.rows_of([assertion])
        return self.edges[rows[0]] if rows else None

    def rows_of(self, assertions: Iterable[str]) -> list[int]:
        """Return the positions of the edges that some assertions make, ascending; unknown ones make none."""
        numbers = np.array([n for n in map(self._assertion_number, assertions) if n >= 0], np.uint32)
        found, start = [], 0
        for table in self._tables if len(numbers) else ():
            members = np.flatnonzero(np.isin(table["assertions"], numbers))
            rows = np.searchsorted(table.starts("assertions"), members, side="right") - 1
            found += (np.unique(rows) + start).tolist()
            start += table.height
        return found

    def part(self, nodes: Iterable[int], edges: Iterable[int] = ()) -> DiskPart:
        """Return the nodes at some positions and the edges among them, and some more edges with their ends.

        Edges are found where those of a node stand together, so that time and memory grow with the part.
        """
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
                number = name.rpartition("/")[2]
                return int(block["first"]) + int(number) - 1 if number.isdigit() else -1
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
        predicate, role, declared, label, label_zh = self._predicates.row(row["predicate"])
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
        )

    # frames, for exports

    def node_frames(self, rows: int = ROWS) -> Iterator[pl.DataFrame]:
        """Return the nodes as frames of at most ``rows`` rows, columns as in `msc_graph.model.frames`."""
        return map(self.nodes_at, _chunks(np.arange(self._nodes.height), rows))

    def edge_frames(self, rows: int = ROWS) -> Iterator[pl.DataFrame]:
        """Return the edges as frames of at most ``rows`` rows, columns as in `msc_graph.model.frames`."""
        return self.frames_at(np.arange(len(self.edges)), rows)

    def nodes_at(self, places: NDArray[np.int64]) -> pl.DataFrame:
        """Return the nodes at some positions as a frame."""
        return self._nodes.frame(places, tuple(NODE_FRAME))

    def frames_at(self, places: NDArray[np.int64], rows: int) -> Iterator[pl.DataFrame]:
        """Return the edges at some ascending positions as frames of at most ``rows`` rows."""
        start = 0
        for table, endorsed in zip(self._tables, (True, False), strict=False):
            inside = places[(places >= start) & (places < start + table.height)] - start
            for some in _chunks(inside, rows):
                yield self._edge_frame(table.frame(some), endorsed=endorsed)
            start += table.height

    def _edge_frame(self, part: pl.DataFrame, *, endorsed: bool) -> pl.DataFrame:
        predicates = self._predicates[part["predicate"]]
        verdicts = {i: self._words.label(expand(verdict)) for i, verdict in enumerate(VERDICTS)}
        sign = part["sign"].replace_strict({1: "+", -1: "-", 0: "?"}, return_dtype=pl.String)
        frame = pl.DataFrame(
            {
                "subject": self.ids.gather(part["subject"]),
                "predicate": predicates["id"],
                "object": self.ids.gather(part["object"]),
                "label": predicates["label"],
                "label_zh": predicates["label_zh"],
                "role": predicates["role"],
                "sign": sign,
                "belief": part["belief"],
                "verdict": part["verdict"].replace_strict(verdicts, return_dtype=pl.String),
                "scope": part["scope"].replace_strict(
                    dict(enumerate(self._facts["scopes"])), return_dtype=pl.String
                ),
                "assertions": self._assertion_names(part["assertions"]),
                "mechanisms": part["mechanisms"],
                "species": part["species"],
                "cells": part["cells"],
            }
        ).with_columns(
            pl.lit(endorsed).alias("endorsed"),
            *self._evidence_columns(part["evidence"]),
        )
        return frame.with_columns(self._ids(frame, predicates)).select(*EDGE_FRAME)

    def _ids(self, frame: pl.DataFrame, predicates: pl.DataFrame) -> pl.Series:
        """Return the ids of edges; those with a sign of their own are rare and made one by one."""
        ids = edge_ids(frame)
        fixed = predicates["sign"].is_in(["+", "-"]) | (predicates["role"] == "contextual")
        own = (~fixed & (frame["sign"] != "?")).arg_true()
        if own.len():
            chosen = frame[own]
            made = [
                edge_id(s, p, o, endorsed=e, own_sign=g)
                for s, p, o, e, g in chosen.select(
                    "subject", "predicate", "object", "endorsed", "sign"
                ).iter_rows()
            ]
            ids = ids.scatter(own, pl.Series(made, dtype=pl.String))
        return ids

    def _assertion_names(self, numbers: pl.Series) -> pl.Series:
        links = pl.DataFrame({"row": pl.int_range(numbers.len(), eager=True), "number": numbers}).explode(
            "number"
        )
        names = pl.Series("name", [""], dtype=pl.String).new_from_index(0, links.height)
        for block in self._facts["assertions"]:
            place = links["number"].cast(pl.Int64) - block["first"]
            inside = place >= 0
            if block["names"] is not None:
                known = pl.Series(block["names"], dtype=pl.String)
                inside &= place < known.len()
                text = known.gather(place.clip(0, known.len() - 1)) if known.len() else names
            else:
                text = pl.select(pl.concat_str([pl.lit(f"claim:{block['source']}/"), place + 1])).to_series()
            names = text.zip_with(inside, names)
        links = links.with_columns(names.alias("name"))
        if links.height == numbers.len():
            return links["name"].reshape((-1, 1)).arr.to_list()
        return links.group_by("row", maintain_order=True).agg(pl.col("name").sort())["name"]

    def _evidence_columns(self, numbers: pl.Series) -> list[pl.Series]:
        """Return the columns ``references``, ``publications`` and ``inferred``."""
        links = pl.DataFrame({"row": pl.int_range(numbers.len(), eager=True), "item": numbers}).explode(
            "item"
        )
        items = self._items.frame(
            links["item"].to_numpy().astype(np.int64), ("citation", "direction", "evidence_type")
        )
        links = links.select("row").with_columns(
            items["citation"],
            ((items["direction"] == "supports") & (items["evidence_type"] != CITATION_PENDING)).alias(
                "published"
            ),
            items["evidence_type"].is_in(list(INFERENCES)).alias("inferred"),
        )
        if links.height == numbers.len():
            one = links["citation"].reshape((-1, 1)).arr.to_list()
            none = one.list.head(0)
            return [
                one.alias("references"),
                one.zip_with(links["published"], none).alias("publications"),
                links["inferred"],
            ]
        found = links.group_by("row", maintain_order=True).agg(
            pl.col("citation").unique().sort().alias("references"),
            pl.col("citation").filter("published").unique().sort().alias("publications"),
            pl.col("inferred").all(),
        )
        return [found[name] for name in ("references", "publications", "inferred")]


class DiskPart:
    """Some nodes and edges of a `DiskGraph`, made when they are asked for."""

    def __init__(self, graph: DiskGraph, nodes: NDArray[np.int64], edges: NDArray[np.int64]) -> None:
        """Choose nodes and edges by their ascending positions."""
        self._graph, self._nodes, self._edges = graph, nodes, edges
        self.nodes: Sequence[GraphNode] = Lazy(len(nodes), lambda place: graph.nodes[int(nodes[place])])
        self.edges: Sequence[GraphEdge] = Lazy(len(edges), lambda place: graph.edges[int(edges[place])])

    def node_frames(self, rows: int = ROWS) -> Iterator[pl.DataFrame]:
        """Return the nodes as frames of at most ``rows`` rows, columns as in `msc_graph.model.frames`."""
        return map(self._graph.nodes_at, _chunks(self._nodes, rows))

    def edge_frames(self, rows: int = ROWS) -> Iterator[pl.DataFrame]:
        """Return the edges as frames of at most ``rows`` rows, columns as in `msc_graph.model.frames`."""
        return self._graph.frames_at(self._edges, rows)


def _chunks(places: NDArray[np.int64], rows: int) -> Iterator[NDArray[np.int64]]:
    return (places[start : start + rows] for start in range(0, len(places), rows))


def _ranges(first: NDArray[np.int64], end: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return all positions of some ranges, one after the other."""
    return members_of(np.stack([first, end], axis=1).ravel(), np.arange(len(first)) * 2)


def _own_sign(sign: Sign, role: str, declared: str) -> str:
    """Return the sign of an edge where its predicate leaves it open, else an empty text."""
    fixed = declared in ("+", "-") or role == PredicateRole.CONTEXTUAL.value
    return "" if fixed else sign.value


class DiskNames(NameIndex):
    """The names of all nodes of a store, found by halving; nothing is loaded."""

    def __init__(self, folder: Path, graph: DiskGraph) -> None:
        """Map the names in ``folder``."""
        self._table, self._graph = Table(folder, "names", NAME), graph
        self._keys = self._table["key"]

    def _whole(self, key: str) -> list[Match]:
        return [self._match(row) for row in range(self._keys.place(key), self._keys.place(f"{key}\0"))]

    def _match(self, row: int) -> Match:
        facts = self._table.row(row)
        return Match(self._graph.nodes[facts["node"]], facts["name"], Quality(facts["quality"]))

    def _holding(self, key: str) -> Iterator[tuple[str, Match]]:
        return ((self._keys[row], self._match(row)) for row in holding(self._keys, key))

    def _similar(self, key: str) -> Iterator[tuple[str, Match]]:
        """Yield at most `_NEAR` names about as long that share pieces with ``key``, likeliest first."""
        size = max(2, len(key) // 3)
        pieces = {key[start : start + size] for start in range(max(1, len(key) - size + 1))}
        shared = Counter(row for piece in sorted(pieces) for row in holding(self._keys, piece))
        likely = sorted(
            (-count, abs(len(name) - len(key)), row)
            for row, count in shared.items()
            if len(key) <= 2 * len(name := self._keys[row]) and len(name) <= 2 * len(key)
        )
        return ((self._keys[row], self._match(row)) for _, _, row in likely[:_NEAR])

    def get(self, node_id: str) -> GraphNode | None:
        """Return the node with this CURIE, or None."""
        place = self._graph.position(node_id)
        return None if place < 0 else self._graph.nodes[place]


def build_network(folder: Path, words: Vocabulary) -> Network:
    """Return the network of a store's graph, built from its files."""
    from msc_graph.pathfinding.arrays import category_ancestors
    from msc_graph.pathfinding.building import from_codes

    edges = Table(folder, "edges", EDGE)
    rows = np.flatnonzero(edges["belief"] > 0)
    nodes = Table(folder, "nodes", NODE)
    predicates = Table(folder, "predicates", PREDICATE).frame()
    categories, category_of = np.unique(np.array([*nodes["category"], ""]), return_inverse=True)
    arrays = from_codes(
        edges["subject"][rows].astype(np.int32),
        edges["predicate"][rows].astype(np.int16),
        edges["object"][rows].astype(np.int32),
        sign=edges["sign"][rows].astype(np.int8),
        belief=np.asarray(edges["belief"][rows]),
        rows=rows.astype(np.int32),
        nodes=nodes["id"][:],
        predicates=predicates["id"].to_list(),
        categories=categories.tolist(),
        category_of=category_of[:-1].astype(np.int16),
        contextual=predicates.filter(pl.col("role") == PredicateRole.CONTEXTUAL.value)["id"],
        ancestors=category_ancestors(words),
    )
    return Network.of(arrays)
