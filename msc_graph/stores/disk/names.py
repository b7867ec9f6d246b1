"""The names of a store's nodes, looked up in its files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from msc_graph.model.names import Match, NameIndex, Quality
from msc_graph.stores.disk.columns import NAME, Table, holding

if TYPE_CHECKING:
    from msc_graph.model.graph import GraphNode
    from msc_graph.stores.disk.graph import DiskGraph

ALL = 20_000
"""Names of a store that are all compared with a misspelt one. Our choice: it takes a tenth of a second."""
_NEAR = 3_000
"""Names that are compared letter by letter with a misspelt one; more would take seconds."""


class DiskNames(NameIndex):
    """The names of all nodes of a store, found by halving; nothing is loaded."""

    def __init__(self, folder: Path, graph: DiskGraph) -> None:
        """Map the names in ``folder``."""
        self._table, self._graph = Table(folder, "names", NAME), graph
        self._keys = self._table["key"]

    def _whole(self, key: str, name: str) -> list[Match]:
        return [self._match(row) for row in range(self._keys.place(key), self._keys.place(f"{key}\0"))]

    def _match(self, row: int) -> Match:
        facts = self._table.row(row)
        return Match(self._graph.nodes[facts["node"]], facts["name"], Quality(facts["quality"]))

    def _holding(self, key: str) -> Iterator[tuple[str, Match]]:
        return ((self._keys[row], self._match(row)) for row in holding(self._keys, key))

    def _similar(self, key: str) -> Iterator[tuple[str, Match]]:
        """Return all names where they are few, else at most `_NEAR`.

        Those are about as long as ``key`` and share pieces with it; the likeliest come first.
        """
        if self._table.height <= ALL:
            return ((self._keys[row], self._match(row)) for row in range(self._table.height))
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
