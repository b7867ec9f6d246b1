"""Pairs that two sources sign oppositely: what one says is raised, another says is lowered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from msc_graph.stores.importing.opposed import one_sign

EXAMPLES = 5
"""How many pairs are named for each two sources. Our choice."""


def opposites(signed: Mapping[str, pl.DataFrame]) -> list[dict[str, Any]]:
    """Return, for each two sources, how many pairs one raises and the other lowers, most first.

    Args:
        signed: rows of ``subject``, ``object`` (CURIEs) and ``sign`` (1 or -1) by source. A pair to which a
            source gives both signs speaks for neither.

    Each has ``raises`` and ``lowers`` (names of sources), ``pairs`` (their number) and ``examples``, the
    first `EXAMPLES` of the sorted pairs, as [subject, object].
    """
    frames = [one_sign(frame).with_columns(source=pl.lit(name)) for name, frame in sorted(signed.items())]
    if not frames:
        return []
    rows = pl.concat(frames)
    raises, lowers = (rows.filter(pl.col("sign") == sign).drop("sign") for sign in (1, -1))
    met = raises.join(lowers, on=("subject", "object"), suffix="_lowers")
    grouped = (
        met.sort("subject", "object")
        .group_by("source", "source_lowers", maintain_order=True)
        .agg(pl.len().alias("pairs"), pl.concat_list("subject", "object").head(EXAMPLES).alias("examples"))
        .sort("pairs", "source", "source_lowers", descending=[True, False, False])
    )
    return [
        {"raises": one, "lowers": other, "pairs": pairs, "examples": examples}
        for one, other, pairs, examples in grouped.iter_rows()
    ]
