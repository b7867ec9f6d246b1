"""Names to identifiers, from tables that the user points to."""

from __future__ import annotations

import hashlib
import json
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from msc_graph.errors import FileRefused, UsageError, did_you_mean, nearest
from msc_graph.sources.grounding.keys import microrna_keys, name_keys
from msc_graph.sources.grounding.species import HUMAN, species_option
from msc_graph.sources.grounding.tables import read_index

KINDS = ("microrna", "gene", "disease")
"""What can be grounded."""

_SPECIES_BEFORE = r"(?i)^([a-z]{3,4})[_. ]((?:mir|let|lin|microrna|mirna|bantam)[_. 0-9-])"
"""A code of a species and what programs put in place of the hyphen behind it, as R does in names."""

_ANSWER: dict[str, pl.DataType] = {
    "name": pl.String(),
    "id": pl.String(),
    "label": pl.String(),
    "how": pl.String(),
    "candidates": pl.List(pl.String()),
}


class Grounding:
    """Tables of names, prepared once (``msc-graph ground prepare``) and then only read."""

    def __init__(self, folder: Path, index: dict[str, Any]) -> None:
        """Keep the folder and what its index says; use `open`."""
        self.folder, self._index = folder, index
        self._tables: dict[str, pl.DataFrame] = {}

    @classmethod
    def open(cls, folder: Path | str) -> Grounding:
        """Return the tables that lie in a folder of ``msc-graph ground prepare``.

        Raises:
            FileRefused: there are none, or they were made by another version.
        """
        return cls(Path(folder), read_index(Path(folder)))

    @property
    def kinds(self) -> tuple[str, ...]:
        """What these tables can ground, in the order of `KINDS`."""
        return tuple(kind for kind in KINDS if kind in self._index["kinds"])

    @property
    def checksum(self) -> str:
        """SHA-256 of the index, which holds the checksum of every file that the tables were made of."""
        return hashlib.sha256(json.dumps(self._index, sort_keys=True).encode()).hexdigest()

    def files(self) -> list[dict[str, Any]]:
        """Return name, size and checksum of each file that the tables were made of, with its kind."""
        return [{"kind": kind, **file} for kind in self.kinds for file in self._index["kinds"][kind]["files"]]

    def ground(
        self, names: pl.Series, kind: str, *, species: str = "", armless: str = "ambiguous"
    ) -> pl.DataFrame:
        """Return a row for each distinct name, in sorted order; null is left out.

        Columns: ``name``; ``id`` (CURIE; null where not resolved); ``label`` (the current name; null
        likewise); ``how`` (``"identifier"``, ``"name"``, ``"alias"``, ``"previous"``, ``"unknown"``,
        ``"ambiguous"``); ``candidates`` (CURIEs, for the ambiguous ones).

        A gene's symbol in force goes before aliases and previous symbols of others (HGNC's rule), and a
        name spelled letter by letter before one that is only alike. Tables of genes are of humans: for
        another species nothing is found by name.

        A microRNA's full name, letter by letter, means what miRBase registered: ``hsa-miR-21`` was the name
        of what is ``hsa-miR-21-5p`` today (``"previous"``). Shortened or in other letter case, a name
        without arm, ``miR-21``, may be either arm or the precursor: it is ambiguous.

        Args:
            names: names or identifiers, as they stand in a file.
            kind: one of `KINDS`.
            species: Latin or common name, miRBase's code or NCBITaxon number; empty: not known. A species in
                the name itself (``hsa-``) goes before it.
            armless: ``"previous"`` takes a shortened microRNA name without arm for what miRBase registered
                under that name, where that was one mature sequence only.

        Raises:
            UsageError: an unknown kind or species.
            FileRefused: there is no table of that kind.
        """
        if armless not in ("ambiguous", "previous"):
            raise UsageError(f"armless is 'ambiguous' or 'previous', not {armless!r}")
        found = species_option(species)
        asked = pl.DataFrame({"name": names.cast(pl.String).drop_nulls().unique().sort()}).with_columns(
            text=pl.col("name").str.strip_chars()
        )
        if kind == "microrna":
            matches = self._micrornas(asked, found.code if found else "", armless)
        elif found is None or found is HUMAN or kind == "disease":
            matches = self._plain(asked, kind)
        else:
            matches = self._identifiers(asked, kind)
        return _decided(asked, matches, self._same(kind).select("id", "label").unique("id", keep="first"))

    def canonical(self, ids: pl.Series) -> pl.Series:
        """Return identifiers as the curated graph has them (``NCBIGene:27250`` -> ``HGNC:8763``).

        Genes become HGNC, diseases MONDO, where the tables say that both are exactly the same; all others
        are returned as given.
        """
        if not self.kinds:
            return ids
        found = pl.DataFrame({"other": ids}).join(
            self._canonical, on="other", how="left", maintain_order="left"
        )
        return found.select(pl.coalesce("id", "other")).to_series().alias(ids.name)

    @cached_property
    def _canonical(self) -> pl.DataFrame:
        return pl.concat(
            [
                self._same(kind).select("other", "id").filter(pl.col("other") != pl.col("id"))
                for kind in self.kinds
            ]
        ).unique("other", keep="first")

    def labels(self, ids: pl.Series) -> pl.Series:
        """Return the current name of each identifier, null where the tables do not know it."""
        given = pl.DataFrame({"other": ids.cast(pl.String)})
        return given.join(self._labels, on="other", how="left", maintain_order="left")["label"]

    @cached_property
    def _labels(self) -> pl.DataFrame:
        schema = {"other": pl.String, "label": pl.String}
        known = [self._same(kind).select("other", "label") for kind in self.kinds]
        return pl.concat([pl.DataFrame(schema=schema), *known]).unique("other", keep="first")

    def _table(self, kind: str, part: str) -> pl.DataFrame:
        if kind not in KINDS:
            near = did_you_mean(nearest(kind, KINDS))
            raise UsageError(f"nothing of the kind {kind!r} can be grounded.{near} Kinds: {', '.join(KINDS)}")
        if kind not in self.kinds:
            option = {"gene": "--hgnc", "microrna": "--mirbase", "disease": "--mondo"}[kind]
            problem = f"there is no table of this kind: {kind}. Run 'msc-graph ground prepare' with {option}."
            raise FileRefused(self.folder, problem)
        file = self._index["kinds"][kind][part]["file"]
        if file not in self._tables:
            try:
                self._tables[file] = pl.read_parquet(self.folder / file)
            except (OSError, pl.exceptions.PolarsError) as error:
                raise FileRefused(self.folder / file, f"the table cannot be read: {error}") from error
        return self._tables[file]

    def _same(self, kind: str) -> pl.DataFrame:
        return self._table(kind, "same")

    def _identifiers(self, asked: pl.DataFrame, kind: str) -> pl.DataFrame:
        """Return the names that are identifiers: a CURIE, or a bare accession of miRBase."""
        text = pl.col("text")
        if kind == "microrna":
            bare = text.str.to_uppercase().str.extract(r"^(?:MIRBASE(?:\.MATURE)?:)?(MI(?:MAT)?\d+)$")
            mature = bare.str.starts_with("MIMAT")
            text = pl.when(mature).then("mirbase.mature:" + bare).otherwise("mirbase:" + bare)
        same = self._same(kind).select("other", "id")
        found = asked.select("name", other=text).filter(pl.col("other").str.contains(":", literal=True))
        return found.join(same, on="other", how="inner").select(
            "name", "id", how=pl.lit("identifier"), rank=pl.lit(-1, pl.Int16)
        )

    def _plain(self, asked: pl.DataFrame, kind: str) -> pl.DataFrame:
        table = self._table(kind, "names")
        asked = asked.with_columns(key=name_keys(asked["text"])).filter(pl.col("key") != "")
        exact = asked.select("name", "text").join(table, left_on="text", right_on="name", how="inner")
        alike = asked.select("name", "key").join(table.drop("name"), on="key", how="inner")
        return pl.concat(
            [
                self._identifiers(asked, kind),
                exact.select("name", "id", "how", rank=(pl.col("exact_level") * 2).cast(pl.Int16)),
                alike.select("name", "id", "how", rank=(pl.col("level") * 2 + 1).cast(pl.Int16)),
            ]
        )

    def _micrornas(self, asked: pl.DataFrame, code: str, armless: str) -> pl.DataFrame:
        table = self._table("microrna", "names")
        codes = table["species"].unique().implode()
        tidy = asked["text"].str.replace(_SPECIES_BEFORE, "${1}-${2}")
        parts = tidy.str.splitn("-", 2).struct.unnest()
        first = parts["field_0"].str.to_lowercase()
        prefixed = first.is_in(codes) & parts["field_1"].is_not_null()
        asked = asked.with_columns(
            own=pl.select(pl.when(prefixed).then(first).otherwise(pl.lit(code))).to_series(),
            rest=pl.select(pl.when(prefixed).then(parts["field_1"]).otherwise(asked["text"])).to_series(),
        )
        asked = asked.with_columns(key=microrna_keys(asked["rest"]))
        exact = asked.select("name", "text").join(
            table.filter(pl.col("exact_level").is_not_null()), left_on="text", right_on="name", how="inner"
        )
        alike = asked.select("name", "own", "key").join(table.rename({"name": "full"}), on="key", how="inner")
        alike = alike.filter((pl.col("own") == "") | (pl.col("own") == pl.col("species")))
        level = pl.col("level")
        if armless == "previous":
            old = (pl.col("how") == "previous") & pl.col("id").str.starts_with("mirbase.mature:")
            level = pl.when(old & (level == 2)).then(1).otherwise(level)
        alike = alike.with_columns(level=level)
        # Without a species, each species has its own best meaning: none may win by its name's form alone.
        alike = alike.filter(pl.col("level") == pl.col("level").min().over("name", "species"))
        return pl.concat(
            [
                self._identifiers(asked, "microrna"),
                exact.select("name", "id", "how", rank=pl.col("exact_level").cast(pl.Int16)),
                alike.select("name", "id", "how", rank=pl.lit(10, pl.Int16)),
            ]
        )


def _decided(asked: pl.DataFrame, matches: pl.DataFrame, labels: pl.DataFrame) -> pl.DataFrame:
    """Return the one meaning of each name at its best rank, or all of them as candidates."""
    best = matches.filter(pl.col("rank") == pl.col("rank").min().over("name"))
    grouped = best.group_by("name").agg(
        candidates=pl.col("id").unique().sort(), how=pl.col("how").sort_by("id", "how").first()
    )
    one = pl.col("candidates").list.len() == 1
    none: pl.Expr = pl.lit([], pl.List(pl.String))
    return (
        asked.select("name")
        .join(grouped, on="name", how="left", maintain_order="left")
        .with_columns(
            id=pl.when(one).then(pl.col("candidates").list.first()),
            how=pl.when(one)
            .then("how")
            .when(pl.col("candidates").is_null())
            .then(pl.lit("unknown"))
            .otherwise(pl.lit("ambiguous")),
            candidates=pl.when(one | pl.col("candidates").is_null()).then(none).otherwise("candidates"),
        )
        .join(labels, on="id", how="left", maintain_order="left")
        .select(pl.col(column).cast(kind) for column, kind in _ANSWER.items())
    )
