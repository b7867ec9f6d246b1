"""What each imported source of a store says, for what compares them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import polars as pl

from msc_graph.model.graph import Graph
from msc_graph.pathfinding.lists import distinct
from msc_graph.stores.disk.columns import ASSERTION, DECLARED, Table
from msc_graph.stores.disk.layout import Layout
from msc_graph.stores.disk.manifest import read_store_manifest

_SIGNS = {"+": 1, "-": -1}


def signed_pairs(store: Path | str, curated: Graph) -> Mapping[str, pl.DataFrame]:
    """Return, by source, the endorsed causal statements of known sign: ``subject``, ``object``, ``sign``.

    Subject and object are CURIEs, the sign is 1 or -1; ``curated`` comes first, then the sources in the order
    in which they came. A pair may have several rows.

    Raises:
        StoreRefused: the folder is no store, or it is damaged.
    """
    folders = _folders(store)
    causal = causal_predicates(folders.values())
    imported = {name: signed_statements(folder, causal).drop("row") for name, folder in folders.items()}
    return {"curated": _of_graph(curated), **imported}


def ends(store: Path | str) -> pl.Series:
    """Return the nodes (CURIEs, sorted) that are an end of a statement of an imported source.

    Raises:
        StoreRefused: the folder is no store, or it is damaged.
    """
    found: set[str] = set()
    for folder in _folders(store).values():
        table, ids = Table(folder, "assertions", ASSERTION[:3]), Table(folder, "nodes", ("id",))["id"]
        rows = distinct(np.concatenate([table["subject"], table["object"]]))
        found.update(ids[row] for row in rows.tolist())
    return pl.Series(sorted(found), dtype=pl.String)


def _folders(store: Path | str) -> dict[str, Path]:
    """Return the folder of each imported source by name, in the order in which they came."""
    build = Layout(store).current()
    names = (source["name"] for source in read_store_manifest(build)["sources"])
    return {name: build / "sources" / name for name in names}


def causal_predicates(folders: Iterable[Path]) -> frozenset[str]:
    """Return the predicates (CURIEs) that the ontology, or a source of its own ones, calls causal."""
    tables = (Table(folder, "predicates", DECLARED) for folder in folders)
    rows = (table.row(place) for table in tables for place in range(table.height))
    return frozenset(row["id"] for row in rows if row["role"] == "causal")


def signed_statements(folder: Path, causal: frozenset[str]) -> pl.DataFrame:
    """Return the endorsed statements of known sign and causal predicate of the source in ``folder``.

    The columns: ``row`` of the assertion, from 0; ``subject`` and ``object`` (CURIEs); ``sign`` (1 or -1).
    """
    table = Table(folder, "assertions", ASSERTION)
    predicates = Table(folder, "predicates", DECLARED)["id"]
    is_causal = np.array([name in causal for name in predicates], bool)
    rows = np.flatnonzero((table["sign"] != 0) & (table["endorsed"] == 1))
    rows = rows[is_causal[table["predicate"][rows]]]
    ids = Table(folder, "nodes", ("id",))["id"]
    names = {}
    for end in ("subject", "object"):
        nodes = distinct(table[end][rows])
        texts = pl.Series([ids[node] for node in nodes.tolist()], dtype=pl.String)
        names[end] = texts.gather(np.searchsorted(nodes, table[end][rows]))
    return pl.DataFrame({"row": rows, **names, "sign": table["sign"][rows]})


def _of_graph(graph: Graph) -> pl.DataFrame:
    rows = [
        (edge.subject, edge.object, _SIGNS[edge.sign.value])
        for edge in graph.edges
        if edge.endorsed and edge.role.value == "causal" and edge.sign.value in _SIGNS
    ]
    schema = {"subject": pl.String, "object": pl.String, "sign": pl.Int8}
    return pl.DataFrame(rows, schema=schema, orient="row")
