"""The names of the nodes of an adjacency form, looked up in its tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import polars as pl

from msc_graph.model.frames import nodes_of
from msc_graph.model.graph import GraphNode
from msc_graph.model.names import Match, NameIndex, Quality
from msc_graph.stores.adjacency.tables import Tables

MOST = 1_000
"""Most names that are looked at where a text is a part of many: our choice; the shortest come first."""


class AdjacencyNames(NameIndex):
    """The names of all nodes; nothing is loaded. Of a misspelt name those are near that hold a part of it."""

    def __init__(self, tables: Tables) -> None:
        """Look into the tables."""
        self._tables = tables

    def _whole(self, key: str, name: str) -> Iterable[Match]:
        return [
            match for _, match in self._matches(self._tables.rows("names", "key", np.array([key], object)))
        ]

    def _holding(self, key: str) -> Iterable[tuple[str, Match]]:
        return self._matches(self._tables.names_holding(key, MOST))

    def _similar(self, key: str) -> Iterator[tuple[str, Match]]:
        size = max(2, len(key) // 2)
        pieces = sorted({key[:size], key[-size:]})
        for piece in pieces:
            yield from self._matches(self._tables.names_holding(piece, MOST))

    def _matches(self, rows: pl.DataFrame) -> list[tuple[str, Match]]:
        if not len(rows):
            return []
        numbers = rows["number"].unique().to_numpy()
        found = self._tables.rows("nodes", "number", numbers)
        nodes = dict(zip(found["number"].to_list(), nodes_of(found), strict=True))
        columns = rows.select("key", "name", "quality", "number").iter_rows()
        return [(key, Match(nodes[number], name, Quality(quality))) for key, name, quality, number in columns]

    def get(self, node_id: str) -> GraphNode | None:
        """Return the node with this CURIE, or None."""
        found = self._tables.rows("nodes", "id", np.array([node_id], object))
        return nodes_of(found)[0] if len(found) else None
