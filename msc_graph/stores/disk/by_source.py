"""What each imported source of a store says, for what compares them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import polars as pl

from msc_graph.model.graph import Graph
from msc_graph.pathfinding.lists import distinct
from msc_graph.pathfinding.string_table import StringTable
from msc_graph.stores.disk.columns import ASSERTION, DECLARED, Table
from msc_graph.stores.disk.layout import Layout
from msc_graph.stores.disk.manifest import read_store_manifest
from msc_graph.stores.importing.opposed import signed_edges

_SPARSE = 8
"""Where at least one of so many texts is looked for, all are decoded at once."""


def signed_pairs(
    folders: Mapping[str, Path], curated: Graph, among: pl.Series | None = None
) -> Mapping[str, pl.DataFrame]:
    """Return, by source, the endorsed causal statements of known sign: ``subject``, ``object``, ``sign``.

    Subject and object are CURIEs, the sign is 1 or -1; ``curated`` comes first, then the sources in the order
    of their ``folders``. A pair may have several rows. Of these only pairs ``among`` some nodes (CURIEs) are
    given; None for all.

    Raises:
        StoreRefused: a source is damaged.
    """
    causal = causal_predicates(folders.values())
    imported = {
        name: signed_statements(folder, causal, among).drop("row") for name, folder in folders.items()
    }
    return {**signed_edges(curated), **imported}


def ends(store: Path | str) -> pl.Series:
    """Return the nodes (CURIEs, sorted) that are an end of a statement of an imported source.

    Raises:
        StoreRefused: the folder is no store, or it is damaged.
    """
    found: set[str] = set()
    for folder in folders_of(store).values():
        table, ids = Table(folder, "assertions", ASSERTION[:3]), Table(folder, "nodes", ("id",))["id"]
        rows = distinct(np.concatenate([table["subject"], table["object"]]))
        found.update(ids[row] for row in rows.tolist())
    return pl.Series(sorted(found), dtype=pl.String)


def folders_of(store: Path | str) -> dict[str, Path]:
    """Return the folder of each imported source by name, in the order in which they came.

    Raises:
        StoreRefused: the folder is no store, or it is damaged.
    """
    build = Layout(store).current()
    names = (source["name"] for source in read_store_manifest(build)["sources"])
    return {name: build / "sources" / name for name in names}


def causal_predicates(folders: Iterable[Path]) -> frozenset[str]:
    """Return the predicates (CURIEs) that the ontology, or a source of its own ones, calls causal."""
    tables = (Table(folder, "predicates", DECLARED) for folder in folders)
    rows = (table.row(place) for table in tables for place in range(table.height))
    return frozenset(row["id"] for row in rows if row["role"] == "causal")


def signed_statements(folder: Path, causal: frozenset[str], among: pl.Series | None = None) -> pl.DataFrame:
    """Return the endorsed statements of known sign and causal predicate of the source in ``folder``.

    The columns: ``row`` of the assertion, from 0; ``subject`` and ``object`` (CURIEs); ``sign`` (1 or -1).
    Only those ``among`` some nodes (CURIEs); None for all.
    """
    table = Table(folder, "assertions", ASSERTION)
    predicates = Table(folder, "predicates", DECLARED)["id"]
    is_causal = np.array([name in causal for name in predicates], bool)
    rows = np.flatnonzero((table["sign"] != 0) & (table["endorsed"] == 1))
    rows = rows[is_causal[table["predicate"][rows]]]
    ids = Table(folder, "nodes", ("id",))["id"]
    if among is not None:
        wanted = _places(ids, among)
        rows = rows[np.isin(table["subject"][rows], wanted) & np.isin(table["object"][rows], wanted)]
    names = {}
    for end in ("subject", "object"):
        nodes = distinct(table[end][rows])
        texts = pl.Series([ids[node] for node in nodes.tolist()], dtype=pl.String)
        names[end] = texts.gather(np.searchsorted(nodes, table[end][rows]))
    return pl.DataFrame({"row": rows, **names, "sign": table["sign"][rows]})


def _places(ids: StringTable, among: pl.Series) -> np.ndarray:
    """Return the positions of those of some texts that are in a table, which is read whole for many."""
    if among.len() * _SPARSE > len(ids):
        return pl.Series(ids[:], dtype=pl.String).is_in(among.implode()).arg_true().to_numpy()
    places = (ids.find(name) for name in among)
    return np.array([place for place in places if place >= 0], np.int64)
