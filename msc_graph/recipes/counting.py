"""What a source brought, and how much of it meets the curated graph."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import polars as pl

from msc_graph.errors import InputError
from msc_graph.recipes.recipe import RecipeSource

if TYPE_CHECKING:
    from msc_graph.model.graph import Graph
    from msc_graph.stores.importing.reading import Read


def counted(read: Read, curated: Graph) -> dict[str, Any]:
    """Return the numbers that the report and the lock hold of a source.

    ``rows`` are pieces of evidence; ``grounded`` is the share of its nodes whose names were resolved (1 where
    there is none); ``joined`` how many of its assertions have a curated node as an end, and how many curated
    nodes of each class they reach.
    """
    tables, source = read.tables, read.source
    unresolved = tables.nodes["grounding"].is_not_null().sum() if tables.nodes.height else 0
    share = 1 - unresolved / tables.nodes.height if tables.nodes.height else 1.0
    return {
        "date": source.date,
        "rows": source.evidence,
        "nodes": source.nodes,
        "assertions": source.assertions,
        "references": source.references,
        "grounded": round(share, 4),
        "joined": _joined(read, curated),
    }


def _joined(read: Read, curated: Graph) -> dict[str, Any]:
    classes = {node.id: node.category for node in curated.nodes}
    tables = read.tables
    is_curated = tables.terms.is_in(pl.Series(list(classes)).implode())
    ends = [tables.assertions[end] for end in ("subject", "object")]
    touching = is_curated.gather(ends[0]) | is_curated.gather(ends[1])
    reached = tables.terms.gather(pl.concat(ends).unique().sort()).to_list()
    kinds = Counter(classes[node] for node in reached if node in classes)
    return {"assertions": int(touching.sum()), "nodes": dict(sorted(kinds.items()))}


def check_expected(sources: dict[str, RecipeSource], found: dict[str, dict[str, Any]]) -> None:
    """Do nothing where every source holds what its recipe expects.

    Raises:
        InputError: some do not; all are told, with what was found.
    """
    problems = [problem for name, numbers in found.items() for problem in _problems(sources[name], numbers)]
    if problems:
        listing = "\n".join(f"  {problem}" for problem in problems)
        raise InputError(
            f"not what the recipe expects; the store is as it was:\n{listing}\nLook at the files, or mend"
            " 'expect' in the recipe."
        )


def _problems(source: RecipeSource, numbers: dict[str, Any]) -> list[str]:
    expect, rows, share = source.expect, numbers["rows"], numbers["grounded"]
    most = "" if expect.most is None else f" and at most {expect.most:,}"
    found = []
    if rows < expect.least or (expect.most is not None and rows > expect.most):
        found.append(f"{source.name}: {rows:,} rows, expected at least {expect.least:,}{most}")
    if share < expect.grounded:
        found.append(
            f"{source.name}: {share:.1%} of its nodes grounded, expected at least {expect.grounded:.1%}"
        )
    return found
