"""Nodes for things that a file gives by identifier: each as the graph has it, and described once."""

from __future__ import annotations

import polars as pl

from msc_graph.messages.imports import EventKind
from msc_graph.sources.batch import Reading
from msc_graph.sources.identifiers import compact
from msc_graph.sources.report import EXAMPLES
from msc_graph.vocabulary.spellings import PROTEIN_FORM


class Things:
    """The identifiers of a source, looked up as they come."""

    def __init__(self, reading: Reading) -> None:
        """Keep where to look."""
        self._reading = reading
        self._seen: set[str] = set()

    def ids(
        self, given: pl.Series, labels: pl.Series, category: pl.Series | str
    ) -> tuple[pl.Series, pl.DataFrame]:
        """Return each identifier, and nodes for those that were not met before.

        Isoforms and chains of a protein stand for the protein, which the tables lead to its gene.

        Args:
            given: CURIEs; null stays null.
            labels: what the file calls them; null where it does not say.
            category: the class of each, or of all.
        """
        whole = compact(self._without_forms(given))
        frame = pl.DataFrame({"id": whole, "symbol": labels.cast(pl.String)}).with_columns(
            category=category if isinstance(category, pl.Series) else pl.lit(category),
        )
        fresh = frame.drop_nulls("id").unique("id", keep="first", maintain_order=True)
        fresh = fresh.filter(~pl.col("id").is_in(list(self._seen)))
        self._seen.update(fresh["id"])
        return frame["id"], self._nodes(fresh)

    def _nodes(self, fresh: pl.DataFrame) -> pl.DataFrame:
        tables, empty = self._reading.grounding, pl.lit([], pl.List(pl.String))
        if tables is not None:
            fresh = fresh.with_columns(current=tables.labels(fresh["id"]))
        else:
            fresh = fresh.with_columns(current=pl.lit(None, pl.String))
        label = pl.coalesce("current", "symbol", "id")
        return fresh.select(
            "id",
            "category",
            label=label,
            synonyms=pl.when(pl.col("symbol") != label).then(pl.concat_list("symbol")).otherwise(empty),
        )

    def _without_forms(self, given: pl.Series) -> pl.Series:
        form = given.str.contains(PROTEIN_FORM).fill_null(False)
        if not form.any():
            return given
        found = given.filter(form).unique(maintain_order=True)
        self._reading.report.note(EventKind.PROTEIN_FORM, *found.head(EXAMPLES), count=int(form.sum()))
        return given.str.replace(PROTEIN_FORM, "${1}")
