"""Nodes for the species and cells in which statements were seen, which files name by identifier only."""

from __future__ import annotations

import re

import polars as pl

from msc_graph.messages.imports import EventKind
from msc_graph.sources.batch import Reading
from msc_graph.sources.grounding.species import find_species
from msc_graph.sources.identifiers import CURIE, compact, with_colons
from msc_graph.sources.report import EXAMPLES
from msc_graph.vocabulary.spellings import foreign_prefixes

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


_OF_CELLS = ("CL", "EFO", "UBERON")
"""Declared prefixes of cells and tissues; of others, such as those of cell lines, nothing is known."""
_CELL = re.compile(r"CL:[0-9]{7}|(?!CL:).*")
_BEHIND = re.compile(r"\s*\([^()]*\)$")


def cells_of(texts: pl.Series, reading: Reading) -> pl.Series:
    """Return the cell types that each text names, a list; what is no identifier of one is left out and told.

    Between several stands ``|``, ``;`` or ``,``; what stands in brackets behind one does not count.
    """
    found, lost = {}, []
    for text in texts.drop_nulls().unique(maintain_order=True):
        parts = [_BEHIND.sub("", part.strip()) for part in re.split("[|;,]", text) if part.strip()]
        ids = compact(with_colons(pl.Series(parts, dtype=pl.String)))
        found[text] = [name for name in ids if _is_cell(name)]
        if len(found[text]) < len(parts):
            lost.append(text)
    count = int(texts.is_in(lost).sum())
    reading.report.note(EventKind.CONTEXT_LEFT_OUT, *lost[:EXAMPLES], count=count, context="cell")
    given, cells = pl.Series(list(found), dtype=pl.String), list(found.values())
    distinct = pl.DataFrame({"text": given, "cells": pl.Series(cells, dtype=pl.List(pl.String))})
    rows = pl.DataFrame({"text": texts}).join(distinct, on="text", how="left", maintain_order="left")
    return rows["cells"].fill_null([]).alias(texts.name)


def _is_cell(name: str) -> bool:
    prefix = name.partition(":")[0]
    declared = prefix in foreign_prefixes().values() and prefix not in _OF_CELLS
    return bool(re.match(CURIE, name) and _CELL.fullmatch(name)) and not declared
