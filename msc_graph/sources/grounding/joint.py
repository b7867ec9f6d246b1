"""Names as the graph knows them and as the user's tables do, asked as one."""

from __future__ import annotations

import hashlib

import polars as pl

from msc_graph.sources.grounding.curated import GraphNames, graph_names
from msc_graph.sources.grounding.lookup import Grounding

BY_GRAPH = "graph"
"""``how`` a name was found that no table knew, but the graph does."""


class JointNames:
    """What a reader asks: the tables that the user gave first, then the graph itself.

    Where a table leads to an identifier that a curated node has as an exact match, the node wins. A name
    with several meanings in the tables stays so.
    """

    def __init__(self, graph: GraphNames, tables: Grounding | None) -> None:
        """Join the names of the graph with tables, if there are any."""
        self._graph, self._tables = graph, tables

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of names of which there are tables, beside the graph's own."""
        return self._tables.kinds if self._tables else ()

    @property
    def checksum(self) -> str:
        """SHA-256 of what the tables were made of."""
        return self._tables.checksum if self._tables else hashlib.sha256().hexdigest()

    def ground(
        self, names: pl.Series, kind: str, *, species: str = "", armless: str = "ambiguous"
    ) -> pl.DataFrame:
        """Return what each distinct name means, as `NameTables.ground` does; ``how`` may be `BY_GRAPH`."""
        if self._tables is None or kind not in self._tables.kinds:
            return self._by_graph(names, kind, species, armless)
        found = self._tables.ground(names, kind, species=species, armless=armless)
        known = found.filter(pl.col("how") != "unknown").with_columns(
            self._graph.canonical(found.filter(pl.col("how") != "unknown")["id"])
        )
        lost = found.filter(pl.col("how") == "unknown")["name"]
        return pl.concat([known, self._by_graph(lost, kind, species, armless)]).sort("name")

    def _by_graph(self, names: pl.Series, kind: str, species: str, armless: str) -> pl.DataFrame:
        found = self._graph.ground(names, kind, species=species, armless=armless)
        how = pl.when(pl.col("id").is_null()).then("how").otherwise(pl.lit(BY_GRAPH))
        return found.with_columns(how=how)

    def canonical(self, ids: pl.Series) -> pl.Series:
        """Return identifiers as the graph has them; those not known, or of several things, as given."""
        return self._graph.canonical(self._tables.canonical(ids) if self._tables else ids)

    def ambiguous(self, ids: pl.Series) -> pl.DataFrame:
        """Return ``other`` and ``candidates`` of the identifiers that stand for several things."""
        return (self._tables or self._graph).ambiguous(ids)

    def labels(self, ids: pl.Series) -> pl.Series:
        """Return the current name of each identifier, null where neither tables nor graph know it."""
        own = self._graph.labels(ids)
        return pl.select(pl.coalesce(self._tables.labels(ids), own)).to_series() if self._tables else own

    def links(self, ids: pl.Series) -> pl.DataFrame:
        """Return what identifiers lead to, as statements: subject, predicate, object, locator."""
        found = [self._graph.links(ids), *([self._tables.links(ids)] if self._tables else [])]
        return pl.concat(found).unique(["subject", "predicate", "object"], keep="first", maintain_order=True)


def joint_names(tables: Grounding | None) -> JointNames:
    """Return the names of the curated graph together with the user's tables, if given."""
    return JointNames(graph_names(), tables)
