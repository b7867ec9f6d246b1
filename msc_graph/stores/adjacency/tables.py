"""What is asked of the tables of an adjacency form, and the edges and nodes in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
import polars as pl
from numpy.typing import NDArray

from msc_graph.pathfinding.arc_table import ARC_FRAME, NODE_FRAME, Facts
from msc_graph.stores.adjacency.manifest import Manifest
from msc_graph.vocabulary.curies import compress, node_iri
from msc_graph.vocabulary.ontology import Vocabulary

Values = NDArray[Any]


class Tables(Protocol):
    """The tables, wherever they lie."""

    @property
    def manifest(self) -> Manifest:
        """What the form says of itself."""

    def rows(self, table: str, column: str, values: Values, seconds: float | None = None) -> pl.DataFrame:
        """Return the rows of a table whose ``column`` has one of some values, in any order.

        Raises:
            TimeoutError: that took longer than ``seconds``.
            StoreRefused: the files are damaged.
            EngineFailed: the engine gives no answer.
        """

    def arcs(
        self, tables: Sequence[str], values: Values, seconds: float | None = None
    ) -> dict[str, pl.DataFrame]:
        """Return the rows of some values in the sorted columns of tables, by table; raises as `rows`."""

    def names_holding(self, text: str, most: int) -> pl.DataFrame:
        """Return at most ``most`` rows of ``names`` whose key holds a text, the shortest keys first."""

    def close(self) -> None:
        """Let go of everything."""


class TableArcs:
    """The edges of an adjacency form, as the search asks for them (`ArcSource`)."""

    def __init__(self, tables: Tables) -> None:
        """Look into the tables."""
        self._tables = tables

    @property
    def facts(self) -> Facts:
        """What holds for all edges."""
        return self._tables.manifest.facts

    def arcs(self, frontier: Values, directions: Sequence[str], seconds: float | None) -> list[pl.DataFrame]:
        """Return the edges that leave or enter some nodes."""
        rows = self._tables.arcs(directions, frontier, seconds)
        return [rows[direction].select(list(ARC_FRAME)) for direction in directions]

    def nodes(self, numbers: Values) -> pl.DataFrame:
        """Return some nodes."""
        return self._tables.rows("nodes", "number", numbers).select(list(NODE_FRAME))


class TableHierarchy:
    """What is narrower than a thing, by the edges whose predicates lead from narrower to wider."""

    def __init__(self, tables: Tables, vocabulary: Vocabulary) -> None:
        """Look into the tables; ``vocabulary`` tells which predicates these are."""
        self._tables, wider = tables, {compress(iri) for iri in vocabulary.hierarchical}
        names = tables.manifest.facts.predicates
        self._codes = [code for code, name in enumerate(names) if name in wider]

    def narrower(self, iri: str) -> tuple[str, ...]:
        """Return the IRIs of all that is narrower, any number of steps below, sorted; without ``iri``."""
        found = ring = numbers_of(self._tables.rows("nodes", "id", np.array([compress(iri)], object)))
        while len(ring) and self._codes:
            rows = self._tables.rows("entering", "object", ring).filter(
                pl.col("predicate").is_in(self._codes)
            )
            ring = np.setdiff1d(rows["subject"].to_numpy(), found)
            found = np.union1d(found, ring)
        if len(found) < 2:
            return ()
        names = map(node_iri, self._tables.rows("nodes", "number", found)["id"].to_list())
        return tuple(sorted(set(names) - {iri}))


def numbers_of(rows: pl.DataFrame) -> NDArray[np.int64]:
    """Return the numbers of nodes in ascending order."""
    return np.sort(rows["number"].to_numpy())
