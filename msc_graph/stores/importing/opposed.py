"""Pairs that a source signs otherwise than others do: one says that it raises, another that it lowers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import TypeAlias

import polars as pl

from msc_graph.model.graph import Graph
from msc_graph.stores.importing.encoding import SourceTables
from msc_graph.vocabulary.signs import Sign

CURATED = "curated"
"""What the curated facts are called among sources."""

Signed: TypeAlias = Callable[[pl.Series], Mapping[str, pl.DataFrame]]
"""Gives, by source, what is signed between nodes (CURIEs): rows of ``subject``, ``object``, ``sign``."""

_SIGNS = {Sign.POSITIVE: 1, Sign.NEGATIVE: -1}
_SCHEMA: dict[str, pl.DataType] = {"subject": pl.String(), "object": pl.String(), "sign": pl.Int8()}


def signed_edges(graph: Graph) -> Mapping[str, pl.DataFrame]:
    """Return, by source, the endorsed causal edges of known sign: ``subject``, ``object``, ``sign``.

    Subject and object are CURIEs, the sign is 1 or -1; the curated facts are there, whatever they say.
    """
    rows: defaultdict[str, list[tuple[str, str, int]]] = defaultdict(list, {CURATED: []})
    for edge in graph.edges:
        if edge.endorsed and edge.role.value == "causal" and edge.sign in _SIGNS:
            claims = (claim.partition(":")[2].rpartition("/")[0] or CURATED for claim in edge.assertions)
            for source in dict.fromkeys(claims):
                rows[source].append((edge.subject, edge.object, _SIGNS[edge.sign]))
    return {source: pl.DataFrame(found, schema=_SCHEMA, orient="row") for source, found in rows.items()}


def one_sign(frame: pl.DataFrame) -> pl.DataFrame:
    """Return each pair once, with its sign; pairs of both signs speak for neither, and are left out."""
    pairs = frame.group_by("subject", "object").agg(
        pl.col("sign").min().alias("least"), pl.col("sign").max().alias("sign")
    )
    return pairs.filter(pl.col("least") == pl.col("sign")).drop("least")


def opposed(tables: SourceTables, signed: Signed) -> list[str]:
    """Return the pairs that a source signs otherwise than others, sorted: ``"A:1 B:2: +, mine -, ours -"``.

    Args:
        tables: those of the source.
        signed: gives what the others say.
    """
    causal = tables.predicates.select(pl.int_range(pl.len()).filter(pl.col("role") == "causal")).to_series()
    rows = tables.assertions.filter(
        "endorsed", pl.col("sign") != 0, pl.col("predicate").is_in(causal.implode())
    )
    ends = (tables.terms.gather(rows[end]).alias(end) for end in ("subject", "object"))
    own = one_sign(pl.DataFrame([*ends, rows["sign"].cast(pl.Int8)]))
    if not own.height:
        return []
    nodes = pl.concat([own["subject"], own["object"]]).unique()
    found: defaultdict[str, list[str]] = defaultdict(list)
    for source, frame in signed(nodes).items():
        others = one_sign(frame.select(pl.col(name).cast(kind) for name, kind in _SCHEMA.items()))
        met = own.join(others, on=("subject", "object"), suffix="_there")
        for subject, object_, sign, there in met.filter(pl.col("sign") != pl.col("sign_there")).iter_rows():
            found[f"{subject} {object_}: {_text(sign)}"].append(f"{source} {_text(there)}")
    return [", ".join((pair, *found[pair])) for pair in sorted(found)]


def _text(sign: int) -> str:
    return "+" if sign > 0 else "-"
