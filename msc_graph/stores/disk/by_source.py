"""What each imported source of a store says, for what compares them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import polars as pl

from msc_graph.model.graph import Graph
from msc_graph.stores.disk.layout import Layout
from msc_graph.stores.disk.manifest import read_store_manifest
from msc_graph.stores.disk.segments import open_source
from msc_graph.stores.importing.encoding import SourceTables

_SIGNS = {"+": 1, "-": -1}


def signed_pairs(store: Path | str, curated: Graph) -> Mapping[str, pl.DataFrame]:
    """Return, by source, the endorsed causal statements of known sign: ``subject``, ``object``, ``sign``.

    Subject and object are CURIEs, the sign is 1 or -1; ``curated`` comes first, then the sources in the order
    in which they came. A pair may have several rows.

    Raises:
        StoreRefused: the folder is no store, or it is damaged.
    """
    imported = {name: _of_source(tables) for name, tables in _tables(store)}
    return {"curated": _of_graph(curated), **imported}


def ends(store: Path | str) -> pl.Series:
    """Return the nodes (CURIEs, sorted) that are an end of a statement of an imported source.

    Raises:
        StoreRefused: the folder is no store, or it is damaged.
    """
    found = [pl.Series([], dtype=pl.String)]
    for _, tables in _tables(store):
        rows = pl.concat([tables.assertions["subject"], tables.assertions["object"]]).unique()
        found.append(tables.terms.gather(rows))
    return pl.concat(found).unique().sort()


def _tables(store: Path | str) -> Iterator[tuple[str, SourceTables]]:
    build = Layout(store).current()
    for source in read_store_manifest(build)["sources"]:
        yield source["name"], open_source(build / "sources" / source["name"])


def _of_source(tables: SourceTables) -> pl.DataFrame:
    causal = tables.predicates["role"] == "causal"
    rows = tables.assertions
    rows = rows.filter(rows["endorsed"] & (rows["sign"] != 0) & causal.gather(rows["predicate"]))
    return pl.DataFrame(
        {
            "subject": tables.terms.gather(rows["subject"]),
            "object": tables.terms.gather(rows["object"]),
            "sign": rows["sign"].cast(pl.Int8),
        }
    )


def _of_graph(graph: Graph) -> pl.DataFrame:
    rows = [
        (edge.subject, edge.object, _SIGNS[edge.sign.value])
        for edge in graph.edges
        if edge.endorsed and edge.role.value == "causal" and edge.sign.value in _SIGNS
    ]
    schema = {"subject": pl.String, "object": pl.String, "sign": pl.Int8}
    return pl.DataFrame(rows, schema=schema, orient="row")
