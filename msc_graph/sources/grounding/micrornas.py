"""Names of microRNAs, from miRBase's aliases.txt."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from msc_graph.sources.grounding.downloads import rows_of
from msc_graph.sources.grounding.meanings import Meanings, labelled, with_species

_ARM = r"-[35]p(?:\.\d)?$|\*$"
_BASE = r"^(.*?[0-9]+[a-z]*)(?:-[0-9]+)?(?:-[35]p(?:\.\d)?|\*)$"
"""The stem of a name with an arm: ``miR-125b`` of ``miR-125b-1-3p`` (miRBase's rules of naming: the number of
the locus stands before the arm, the arm is -5p or -3p, in older names a star marks the rarer one)."""


def read_micrornas(path: Path) -> Meanings:
    """Return names of microRNAs.

    Letter by letter, a name means what miRBase registered under it. A mature sequence goes before a precursor
    of the same letters (``hsa-let-7c``). Shortened (without species, other letter case), a name without arm
    that is no current name stands for every arm of its stem and for the precursor.

    Raises:
        FileRefused: a line is not of that layout, or the file is damaged.
    """
    table = _aliases(path).with_columns(mature=pl.col("id").str.starts_with("mirbase.mature:"))
    current = table.filter("current").select("id", "mature", label="name")
    bases = (
        table.filter("current", "mature")
        .with_columns(base=pl.col("name").str.extract(_BASE))
        .filter(pl.col("base").is_not_null())
    )
    stems = bases.select(pl.col("base").alias("name"), "id", **_OPEN)
    loci = current.filter(~pl.col("mature")).select(
        pl.col("label").str.extract(_LOCUS).alias("name"), "id", **_OPEN
    )
    found = pl.concat([_registered(table, bases), stems, loci.filter(pl.col("name").is_not_null())])
    same = pl.DataFrame(schema={"id": pl.String, "other": pl.String})
    return Meanings(with_species(found), labelled(current.select("id", "label"), same), _links(current))


_LOCUS = r"^(.*-(?:mir|let|lin)-[0-9]+[a-z]*)-[0-9]+$"
"""The name that the copies of a precursor share: ``hsa-mir-125b`` of ``hsa-mir-125b-1``."""

_OPEN = {
    "how": pl.lit("name"),
    "exact_level": pl.lit(None, pl.Int8),
    "level": pl.lit(2, pl.Int8),
}
"""A name that nothing is registered under, and that several things share."""


def _registered(table: pl.DataFrame, bases: pl.DataFrame) -> pl.DataFrame:
    """Return what miRBase registered under each name, with the level at which a shortened form means it.

    0: the current name of a mature sequence; 1: an earlier name of one; 2: a precursor, or an earlier name
    without arm where the stem has both arms today; 3: an earlier name of a precursor.
    """
    arms = bases.group_by("base").agg(arms=pl.col("id").n_unique())
    now = table.join(bases.select("id", "base"), on="id", how="left").join(arms, on="base", how="left")
    open_arm = ~pl.col("name").str.contains(_ARM) & (pl.col("arms").fill_null(0) > 1)
    level = (
        pl.when(~pl.col("mature"))
        .then(pl.when("current").then(2).otherwise(3))
        .when("current")
        .then(0)
        .when(open_arm)
        .then(2)
        .otherwise(1)
        .cast(pl.Int8)
    )
    shared = ~pl.col("mature") & pl.col("name").is_in(table.filter("mature")["name"].unique().implode())
    exact = pl.when(shared).then(2).when("current").then(0).otherwise(1).cast(pl.Int8)
    return now.select(
        "name",
        "id",
        how=pl.when("current").then(pl.lit("name")).otherwise(pl.lit("previous")),
        exact_level=exact,
        level=level,
    )


def _links(current: pl.DataFrame) -> pl.DataFrame:
    """Return the mature sequences of each hairpin, by miRBase's rules of naming.

    ``hsa-mir-125b-1`` gives ``hsa-miR-125b-1-3p``, which is its own, and ``hsa-miR-125b-5p``, which its
    copies share; a shared name is none of its own where it has an own sequence of that arm.
    """
    name = pl.col("label").str.to_lowercase()
    arm = name.str.extract(rf"({_ARM})").fill_null("").str.slice(0, 3)
    matures = current.filter("mature").select(base=name.str.replace(_ARM, ""), arm=arm, other="id")
    hairpins = current.filter(~pl.col("mature")).select("id", base=name, shared=name.str.extract(_LOCUS))
    own = hairpins.join(matures, on="base").select("id", "arm", "other")
    shared = hairpins.drop("base").join(matures, left_on="shared", right_on="base")
    shared = shared.join(own, on=["id", "arm"], how="anti").select("id", "arm", "other")
    found = pl.concat([own, shared]).select("id", relation=pl.lit("mature"), other="other")
    return found.unique().sort("id", "other")


def _aliases(path: Path) -> pl.DataFrame:
    """Return accession (as CURIE), name and whether it is the current one (the last)."""
    what = "miRBase's aliases.txt, which has an accession (MI0000077), a tab and names on each line"
    cells = [cells[:2] for cells in rows_of(path, r"MI(MAT)?\d+\t[^\t]*[^\s;]", what)]
    table = pl.DataFrame(cells, schema={"accession": pl.String, "names": pl.String}, orient="row")
    prefix = pl.when(pl.col("accession").str.starts_with("MIMAT")).then(pl.lit("mirbase.mature:"))
    rows: pl.DataFrame = table.select(
        id=prefix.otherwise(pl.lit("mirbase:")) + pl.col("accession"),
        name=pl.col("names").str.strip_chars(";").str.split(";"),
    )
    rows = rows.with_columns(last=pl.col("name").list.last()).explode("name")
    named = rows.select("id", pl.col("name").str.strip_chars(), current=pl.col("name") == pl.col("last"))
    return named.filter(pl.col("name") != "")
