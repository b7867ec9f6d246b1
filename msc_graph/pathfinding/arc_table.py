"""The edges of a network as one table, and the network of some of its rows: how a part of a graph travels.

A row says all that the engine needs of an edge, also what depends on the whole graph: its degrees, and the
statement that it words. So a part of the rows answers as the whole does, wherever the rows lie.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from msc_graph.pathfinding.arrays import Arrays, EdgeArrays
from msc_graph.pathfinding.building import from_codes
from msc_graph.pathfinding.lists import Lists
from msc_graph.pathfinding.network import Network
from msc_graph.pathfinding.statements import Backing

ARC_FRAME: Mapping[str, pl.DataType] = {
    "row": pl.Int64(),
    "subject": pl.Int64(),
    "object": pl.Int64(),
    "predicate": pl.Int32(),
    "sign": pl.Int8(),
    "belief": pl.Float64(),
    "out_degree": pl.Int64(),
    "in_degree": pl.Int64(),
    "statement": pl.Int64(),
    "statement_belief": pl.Float64(),
    "support": pl.Float64(),
    "family_out_degree": pl.Int64(),
    "family_in_degree": pl.Int64(),
    "subject_degree": pl.Int64(),
    "object_degree": pl.Int64(),
    "witnesses": pl.List(pl.Int32()),
    "contexts": pl.List(pl.Int32()),
}
"""Columns of a row, one an edge. ``row`` numbers the edges by subject, object, predicate and input.

``subject`` and ``object`` are numbers of nodes, ``predicate`` is a place in `Facts.predicates`; ``sign`` is
1, -1 or 0; ``out_degree`` and ``in_degree`` count by predicate, the ``family`` ones by family. ``statement``
numbers what is stated by subject, object, family and sign; its belief, support and witnesses stand with each
edge that words it. ``subject_degree`` and ``object_degree`` count all edges of a node, both ways.
``contexts`` are places in `Facts.contexts`.
"""
NODE_FRAME: Mapping[str, pl.DataType] = {
    "number": pl.Int64(),
    "id": pl.String(),
    "category": pl.String(),
    "degree": pl.Int64(),
}
"""Columns of a node: its number, in the order of identifiers, and how many edges it has, both ways."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What holds for all rows: names by code, and whether witnesses and contexts are told at all."""

    predicates: tuple[str, ...]
    contextual: tuple[str, ...] = ()
    hierarchical: tuple[str, ...] = ()
    categories: tuple[str, ...] = ("",)
    ancestors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    contexts: tuple[str, ...] = ()
    has_witnesses: bool = False
    has_contexts: bool = False

    @classmethod
    def of(cls, network: Arrays) -> Facts:
        """Return what holds for a network."""
        statements = network.statements or network
        return cls(
            predicates=network.predicates,
            contextual=tuple(sorted(network.contextual)),
            hierarchical=tuple(sorted(network.hierarchical)),
            categories=network.categories,
            ancestors=dict(sorted(network.ancestors.items())),
            contexts=network.context_names,
            has_witnesses=statements.witnesses is not None,
            has_contexts=network.contexts is not None,
        )

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Facts:
        """Return the facts that `to_dict` told.

        Raises:
            KeyError, TypeError: a value is missing, or of another kind.
        """
        names = ("predicates", "contextual", "hierarchical", "categories", "contexts")
        return cls(
            **{name: tuple(map(str, values[name])) for name in names},
            ancestors={name: tuple(wider) for name, wider in values["ancestors"].items()},
            has_witnesses=bool(values["has_witnesses"]),
            has_contexts=bool(values["has_contexts"]),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the facts as plain values."""
        return asdict(self)

    def frame(self) -> Network:
        """Return a network of no edges that knows predicates and categories."""
        return network_of(pl.DataFrame(schema=ARC_FRAME), pl.DataFrame(schema=NODE_FRAME), self)


# a network as rows


def arc_table(network: Arrays) -> pl.DataFrame:
    """Return all edges of a network as rows, columns as in `ARC_FRAME`, in the order of ``row``."""
    edges, stated = network.edges, network.statements or network
    statement = _statement_of(network)
    degree = node_degrees(network)
    size = len(edges)
    columns = {
        "row": np.arange(size),
        "subject": edges.subject,
        "object": edges.object,
        "predicate": edges.predicate,
        "sign": edges.sign,
        "belief": edges.belief,
        "out_degree": edges.out_degree,
        "in_degree": edges.in_degree,
        "statement": statement,
        "statement_belief": stated.edges.belief[statement],
        "support": stated.edges.support[statement],
        "family_out_degree": stated.edges.out_degree[statement],
        "family_in_degree": stated.edges.in_degree[statement],
        "subject_degree": degree[edges.subject],
        "object_degree": degree[edges.object],
        "witnesses": _series(stated.witnesses.take(statement) if stated.witnesses else None, size),
        "contexts": _series(network.contexts, size),
    }
    return pl.DataFrame(
        {name: pl.Series(name, _plain(columns[name]), kind) for name, kind in ARC_FRAME.items()}
    )


def _plain(column: Any) -> Any:
    return np.asarray(column) if not isinstance(column, pl.Series) else column


def _statement_of(network: Arrays) -> NDArray[np.int64]:
    """Return the number of the statement that each edge words."""
    statements = network.statements
    if statements is None or statements.worded is None:
        return np.arange(len(network.edges))
    place = np.empty(int(network.edges.row.max(initial=-1)) + 1, np.int64)
    place[network.edges.row] = np.arange(len(network.edges))
    statement = np.empty(len(network.edges), np.int64)
    statement[place[statements.worded.code]] = statements.worded.row
    return statement


def node_degrees(network: Arrays) -> NDArray[np.int64]:
    """Return how many edges each node has, both ways."""
    degree: NDArray[np.int64] = np.diff(network.leaving) + np.diff(network.entering)
    return degree


def node_table(network: Arrays) -> pl.DataFrame:
    """Return the nodes of a network, columns as in `NODE_FRAME`."""
    kinds = np.array(network.categories, object)
    columns = {
        "number": np.arange(len(network.nodes)),
        "id": list(network.nodes),
        "category": kinds[network.category_of].tolist(),
        "degree": node_degrees(network),
    }
    return pl.DataFrame(columns, schema=dict(NODE_FRAME))


def _series(lists: Lists | None, size: int) -> pl.Series:
    """Return lists of numbers as a column; all empty where there are none."""
    if lists is None:
        return pl.Series([[]] * size, dtype=pl.List(pl.Int32))
    flat = pl.DataFrame({"owner": lists.row, "code": np.asarray(lists.code)})
    grouped = flat.group_by("owner", maintain_order=True).agg("code")
    every = pl.DataFrame({"owner": np.arange(size)}).join(
        grouped, on="owner", how="left", maintain_order="left"
    )
    return every["code"].fill_null([])


# rows as a network


def network_of(rows: pl.DataFrame, nodes: pl.DataFrame, facts: Facts, *, cut: str = "") -> Network:
    """Return the network of some rows.

    Args:
        rows: each row once, columns as in `ARC_FRAME`.
        nodes: at least the nodes of the rows, columns as in `NODE_FRAME`.
        facts: what holds for all rows.
        cut: which limit kept away what the question might need; empty where none did.
    """
    rows, nodes = rows.sort("row"), nodes.sort("id")
    number, place = nodes["number"].to_numpy(), np.argsort(nodes["number"].to_numpy(), kind="stable")
    found = place[np.searchsorted(number[place], rows.select("subject", "object").to_numpy())]
    _, statement = np.unique(rows["statement"].to_numpy(), return_inverse=True)
    network = from_codes(
        found[:, 0].astype(np.int32),
        rows["predicate"].to_numpy().astype(np.int16),
        found[:, 1].astype(np.int32),
        sign=rows["sign"].to_numpy(),
        belief=rows["belief"].to_numpy(),
        nodes=nodes["id"].to_list(),
        predicates=facts.predicates,
        categories=facts.categories,
        category_of=_codes(nodes["category"], facts.categories),
        contextual=facts.contextual,
        hierarchical=facts.hierarchical,
        ancestors=facts.ancestors,
        backing=Backing(
            family=statement.astype(np.int32),
            belief=rows["statement_belief"].to_numpy(),
            witnesses=_lists(rows["witnesses"]) if facts.has_witnesses else None,
            contexts=_lists(rows["contexts"]) if facts.has_contexts else None,
            context_names=facts.contexts,
        ),
    )
    return Network.of(_as_in_the_whole(network, rows, cut))


def _as_in_the_whole(network: Arrays, rows: pl.DataFrame, cut: str) -> Arrays:
    """Return the network with the degrees and the support that its edges have in the whole graph."""
    names = {"out_degree": "out_degree", "in_degree": "in_degree"}
    edges = _with(network.edges, rows, names)
    stated = network.statements
    if stated is not None:
        family = {name: f"family_{name}" for name in names} | {"support": "support"}
        stated = replace(stated, edges=_with(stated.edges, rows, family), cut=cut)
    return replace(network, edges=edges, statements=stated, cut=cut)


def _with(edges: EdgeArrays, rows: pl.DataFrame, columns: Mapping[str, str]) -> EdgeArrays:
    values: dict[str, Any] = {
        name: rows[column].to_numpy()[edges.row].astype(getattr(edges, name).dtype)
        for name, column in columns.items()
    }
    return replace(edges, **values)


def _codes(names: pl.Series, known: tuple[str, ...]) -> NDArray[np.int16]:
    code = {name: place for place, name in enumerate(known)}
    return np.fromiter((code[name] for name in names), np.int16, len(names))


def _lists(column: pl.Series) -> Lists:
    start = np.zeros(len(column) + 1, np.int64)
    np.cumsum(column.list.len().to_numpy(), out=start[1:])
    code = column.explode(empty_as_null=False).to_numpy() if start[-1] else np.zeros(0, np.int32)
    return Lists(start, code.astype(np.int32))
