"""Nodes for the species and cells in which statements were seen, which files name by identifier only."""

from __future__ import annotations

import polars as pl

from msc_graph.sources.grounding.species import find_species

_CLASSES = {"species": "Species", "cell": "CellType"}


def context_nodes(statements: pl.DataFrame) -> pl.DataFrame:
    """Return a node for each species and cell of statements; one without a name has its identifier."""
    nodes = [
        (name, category, known.latin if (known := find_species(name)) else name)
        for column, category in _CLASSES.items()
        if column in statements.columns
        for name in statements[column].drop_nulls().unique().sort()
    ]
    return pl.DataFrame(nodes, schema=dict.fromkeys(("id", "category", "label"), pl.String), orient="row")
