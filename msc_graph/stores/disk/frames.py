"""The nodes and edges of a store as polars frames, for exports: columns as in `msc_graph.model.frames`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from msc_graph.model.belief import DOUBTED
from msc_graph.model.frames import CITATION_PENDING, EDGE_FRAME, INFERENCES, NODE_FRAME, edge_ids
from msc_graph.model.graph import VERDICTS, edge_id
from msc_graph.stores.disk.columns import Table
from msc_graph.vocabulary.curies import expand
from msc_graph.vocabulary.ontology import Vocabulary
from msc_graph.vocabulary.signs import PredicateRole

_CONTEXTUAL = PredicateRole.CONTEXTUAL.value


class Frames:
    """Reads the tables of a `msc_graph.stores.disk.graph.DiskGraph` as frames.

    Args:
        nodes: the table of nodes.
        edges: that of endorsed edges, and perhaps that of disputed ones.
        evidence: that of evidence.
        predicates: that of predicates.
        facts: what ``graph.json`` says.
        words: labels of verdicts.
    """

    def __init__(
        self,
        nodes: Table,
        edges: Sequence[Table],
        evidence: Table,
        predicates: Table,
        facts: Mapping[str, Any],
        words: Vocabulary,
    ) -> None:
        self._nodes, self._tables, self._items = nodes, edges, evidence
        self._predicates, self._facts, self._words = predicates.frame(), facts, words

    @cached_property
    def _ids(self) -> pl.Series:
        return pl.Series(self._nodes["id"][:], dtype=pl.String)

    def nodes(self, places: NDArray[np.int64]) -> pl.DataFrame:
        """Return the nodes at some positions."""
        return self._nodes.frame(places, tuple(NODE_FRAME))

    def edges(self, places: NDArray[np.int64], rows: int) -> Iterator[pl.DataFrame]:
        """Return the edges at some ascending positions as frames of at most ``rows`` rows."""
        start = 0
        for table, endorsed in zip(self._tables, (True, False), strict=False):
            inside = places[(places >= start) & (places < start + table.height)] - start
            for some in chunks(inside, rows):
                yield self._edge_frame(table.frame(some), endorsed=endorsed)
            start += table.height

    def _edge_frame(self, part: pl.DataFrame, *, endorsed: bool) -> pl.DataFrame:
        predicates = self._predicates[part["predicate"]]
        verdicts = {i: self._words.label(expand(verdict)) for i, verdict in enumerate(VERDICTS)}
        sign = part["sign"].replace_strict({1: "+", -1: "-", 0: "?"}, return_dtype=pl.String)
        frame = pl.DataFrame(
            {
                "subject": self._ids.gather(part["subject"]),
                "predicate": predicates["id"],
                "object": self._ids.gather(part["object"]),
                "label": predicates["label"],
                "label_zh": predicates["label_zh"],
                "role": predicates["role"],
                "sign": pl.select(
                    pl.when((predicates["role"] == _CONTEXTUAL) & (sign == "?"))
                    .then(pl.lit(""))
                    .otherwise(sign)
                ).to_series(),
                "belief": part["belief"],
                "verdict": part["verdict"].replace_strict(verdicts, return_dtype=pl.String),
                "scope": part["scope"].replace_strict(
                    dict(enumerate(self._facts["scopes"])), return_dtype=pl.String
                ),
                "assertions": self._assertion_names(part["assertions"]),
                "mechanisms": part["mechanisms"],
                "species": part["species"],
                "cells": part["cells"],
            }
        ).with_columns(
            pl.lit(endorsed).alias("endorsed"),
            *self._evidence_columns(part["evidence"]),
        )
        return frame.with_columns(self._edge_ids(frame, predicates)).select(*EDGE_FRAME)

    def _edge_ids(self, frame: pl.DataFrame, predicates: pl.DataFrame) -> pl.Series:
        """Return the ids of edges; those with a sign of their own are rare and made one by one."""
        ids = edge_ids(frame)
        fixed = predicates["sign"].is_in(["+", "-"]) | (predicates["role"] == _CONTEXTUAL)
        own = (~fixed & (frame["sign"] != "?")).arg_true()
        if own.len():
            chosen = frame[own]
            made = [
                edge_id(s, p, o, endorsed=e, own_sign=g)
                for s, p, o, e, g in chosen.select(
                    "subject", "predicate", "object", "endorsed", "sign"
                ).iter_rows()
            ]
            ids = ids.scatter(own, pl.Series(made, dtype=pl.String))
        return ids

    def _assertion_names(self, numbers: pl.Series) -> pl.Series:
        links = pl.DataFrame({"row": pl.int_range(numbers.len(), eager=True), "number": numbers}).explode(
            "number"
        )
        names = pl.Series("name", [""], dtype=pl.String).new_from_index(0, links.height)
        for block in self._facts["assertions"]:
            place = links["number"].cast(pl.Int64) - block["first"]
            inside = place >= 0
            if block["names"] is not None:
                known = pl.Series(block["names"], dtype=pl.String)
                inside &= place < known.len()
                text = known.gather(place.clip(0, known.len() - 1)) if known.len() else names
            else:
                text = pl.select(pl.concat_str([pl.lit(f"claim:{block['source']}/"), place + 1])).to_series()
            names = text.zip_with(inside, names)
        links = links.with_columns(names.alias("name"))
        if links.height == numbers.len():
            return links["name"].reshape((-1, 1)).arr.to_list()
        return links.group_by("row", maintain_order=True).agg(pl.col("name").sort())["name"]

    def _evidence_columns(self, numbers: pl.Series) -> list[pl.Series]:
        """Return the columns ``references``, ``publications``, ``inferred`` and ``doubted``."""
        links = pl.DataFrame({"row": pl.int_range(numbers.len(), eager=True), "item": numbers}).explode(
            "item"
        )
        items = self._items.frame(
            links["item"].to_numpy().astype(np.int64), ("citation", "direction", "evidence_type")
        )
        links = links.select("row").with_columns(
            items["citation"],
            ((items["direction"] == "supports") & (items["evidence_type"] != CITATION_PENDING)).alias(
                "published"
            ),
            items["evidence_type"].is_in(list(INFERENCES)).alias("inferred"),
            (items["evidence_type"] == DOUBTED).alias("doubted"),
        )
        if links.height == numbers.len():
            one = links["citation"].reshape((-1, 1)).arr.to_list()
            none = one.list.head(0)
            return [
                one.alias("references"),
                one.zip_with(links["published"], none).alias("publications"),
                links["inferred"],
                one.zip_with(links["doubted"], none).alias("doubted"),
            ]
        found = links.group_by("row", maintain_order=True).agg(
            pl.col("citation").unique().sort().alias("references"),
            pl.col("citation").filter("published").unique().sort().alias("publications"),
            pl.col("inferred").all(),
            pl.col("citation").filter("doubted").unique().sort().alias("doubted_papers"),
        )
        names = ("references", "publications", "inferred", "doubted_papers")
        return [found[name].alias(name.removesuffix("_papers")) for name in names]


def chunks(places: NDArray[np.int64], rows: int) -> Iterator[NDArray[np.int64]]:
    """Yield positions in pieces of at most ``rows``."""
    return (places[start : start + rows] for start in range(0, len(places), rows))
