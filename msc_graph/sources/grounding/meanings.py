"""What names and identifiers mean, as tables: how files and the graph itself are asked in the same way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import polars as pl

from msc_graph.sources.grounding.keys import microrna_keys
from msc_graph.sources.identifiers import compact

NAME_COLUMNS: Mapping[str, pl.DataType] = {
    "name": pl.String(),
    "key": pl.String(),
    "species": pl.String(),
    "id": pl.String(),
    "how": pl.String(),
    "exact_level": pl.Int8(),
    "level": pl.Int8(),
}
"""A meaning of a name a row: ``level`` is the place of the meaning when the name is compared by its key,
``exact_level`` when letter by letter (null: not at all); the least counts."""

SAME_COLUMNS: Mapping[str, pl.DataType] = {"other": pl.String(), "id": pl.String(), "label": pl.String()}
"""An identifier (``other``) a row, with the one that it stands for and that one's label; an identifier that
stands for several has a row for each."""

LINK_COLUMNS: Mapping[str, pl.DataType] = {"id": pl.String(), "relation": pl.String(), "other": pl.String()}
"""What a thing leads to, a row: of a gene (``id``) the ``"orthologue"`` in another species and the
``"hairpin"`` that it encodes, of a hairpin the ``"mature"`` sequences; ``other`` is a CURIE, or of a hairpin
the name that it has in miRBase."""


def no_links() -> pl.DataFrame:
    """Return no rows of `LINK_COLUMNS`."""
    return pl.DataFrame(schema=dict(LINK_COLUMNS))


@dataclass(frozen=True, slots=True)
class Meanings:
    """What the names (`NAME_COLUMNS`) and identifiers (`SAME_COLUMNS`) of a kind mean, and `LINK_COLUMNS`."""

    names: pl.DataFrame
    same: pl.DataFrame
    links: pl.DataFrame = field(default_factory=no_links)


def meanings(rows: pl.DataFrame, how: str, level: int) -> pl.DataFrame:
    """Return the meanings of ``name`` and ``id``, without empty names."""
    return rows.filter(pl.col("name").is_not_null() & (pl.col("name") != "")).select(
        "name",
        "id",
        how=pl.lit(how),
        exact_level=pl.lit(level, pl.Int8),
        level=pl.lit(level, pl.Int8),
    )


def with_keys(found: pl.DataFrame, keys: Callable[[pl.Series], pl.Series]) -> pl.DataFrame:
    """Return meanings as `NAME_COLUMNS`, with the form in which each name is compared."""
    return (
        found.with_columns(species=pl.lit(""), key=keys(found["name"]))
        .select(*NAME_COLUMNS)
        .unique(["name", "id", "level"], keep="first", maintain_order=True)
        .sort("key", "level", "name", "id", "how")
    )


def with_species(found: pl.DataFrame) -> pl.DataFrame:
    """Return meanings of full names with miRBase's code of the species, and the key of what follows it."""
    parts = found["name"].str.splitn("-", 2).struct.unnest()
    return (
        found.with_columns(
            species=parts["field_0"].str.to_lowercase(),
            key=microrna_keys(parts["field_1"].fill_null("").rename("key")),
        )
        .select(*NAME_COLUMNS)
        .unique(["name", "id", "level"], keep="first", maintain_order=True)
        .sort("key", "species", "level", "name", "id", "how")
    )


def labelled(labels: pl.DataFrame, same: pl.DataFrame) -> pl.DataFrame:
    """Return `SAME_COLUMNS` of things (``id``, ``label``) and their other identifiers (``id``, ``other``)."""
    others = same.drop_nulls().with_columns(compact(same.drop_nulls()["other"]))
    others = others.filter(~pl.col("other").is_in(labels["id"].implode()))
    itself = labels.select("id", other="id")
    found = pl.concat([itself, others.select("id", "other")]).join(labels, on="id", how="left")
    return found.select(*SAME_COLUMNS).unique(["other", "id"], keep="first").sort("other", "id")
