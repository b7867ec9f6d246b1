"""What names and identifiers mean by tables, wherever these lie."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import cached_property

import polars as pl

from msc_graph.errors import UsageError
from msc_graph.sources.grounding.keys import microrna_keys, name_keys, plain_dashes
from msc_graph.sources.grounding.meanings import LINK_COLUMNS, SAME_COLUMNS
from msc_graph.sources.grounding.species import HUMAN, species_option
from msc_graph.sources.identifiers import compact, with_colons

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


_ORTHOLOGUE, _PRODUCT = "biolink:orthologous_to", "biolink:has_gene_product"
_BY_HGNC = "HGNC names the orthologue"
_BY_MIRBASE = "gene of the hairpin; which of its mature sequences is meant was not said"

_OTHER_SPECIES = r"^[A-Z][a-z0-9]*[a-z][a-z0-9]*$"
"""How symbols of genes of mouse and rat are written; those of humans are in upper case (MGI and HGNC).

Such a symbol means the human gene only where the species says so, or HGNC spells it so."""


_ENSEMBL = r"^(ENSG[0-9]{11})(?:\.[0-9]+)?$"
"""A human gene of Ensembl without prefix, with or without version."""


class NameTables(ABC):
    """Tables of names and identifiers, by kind."""

    @property
    @abstractmethod
    def kinds(self) -> tuple[str, ...]:
        """What these tables can ground, in the order of `KINDS`."""

    @abstractmethod
    def part(self, kind: str, part: str) -> pl.DataFrame:
        """Return a table of a kind: a field of `msc_graph.sources.grounding.meanings.Meanings`.

        Raises:
            UsageError: an unknown kind.
            FileRefused: there is no table of that kind.
        """

    def ground(
        self, names: pl.Series, kind: str, *, species: str = "", armless: str = "ambiguous"
    ) -> pl.DataFrame:
        """Return a row for each distinct name, in sorted order; null is left out.

        Columns: ``name``; ``id`` (CURIE; null where not resolved); ``label`` (the current name; null
        likewise); ``how`` (``"identifier"``, ``"name"``, ``"alias"``, ``"previous"``, ``"unknown"``,
        ``"ambiguous"``); ``candidates`` (CURIEs, for the ambiguous ones).

        A gene's symbol in force goes before aliases and previous symbols of others (HGNC's rule), and a
        name spelled letter by letter before one that is only alike. Tables of genes are of humans: for
        another species nothing is found by name, and a symbol in the form of those of mice and rats
        (``Pten``) is ambiguous where the species is not known.

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
            matches = self._plain(asked, kind, open_species=found is None)
        else:
            matches = self._identifiers(asked, kind)
        return _decided(
            asked, matches, self.part(kind, "same").select("id", "label").unique("id", keep="first")
        )

    def canonical(self, ids: pl.Series) -> pl.Series:
        """Return identifiers as the curated graph has them (``NCBIGene:27250`` -> ``HGNC:8763``).

        Genes become HGNC, diseases MONDO, where the tables say that both are the same, and that of one thing
        only; all others are returned as given.
        """
        found = pl.DataFrame({"other": ids}).join(
            self._canonical, on="other", how="left", maintain_order="left"
        )
        return found.select(pl.coalesce("id", "other")).to_series().alias(ids.name)

    def ambiguous(self, ids: pl.Series) -> pl.DataFrame:
        """Return ``other`` and ``candidates`` (CURIEs, sorted) of the identifiers that stand for several."""
        several = self._several.join(pl.DataFrame({"other": ids}).unique(), on="other", how="semi")
        return several.group_by("other").agg(candidates=pl.col("id").sort()).sort("other")

    def labels(self, ids: pl.Series) -> pl.Series:
        """Return the current name of each identifier, null where the tables do not know it."""
        given = pl.DataFrame({"other": ids.cast(pl.String)})
        return given.join(self._labels, on="other", how="left", maintain_order="left")["label"]

    def links(self, ids: pl.Series) -> pl.DataFrame:
        """Return what identifiers lead to, as statements: subject, predicate, object, locator.

        Genes of mouse and rat are orthologous to the human gene by which HGNC names them; a gene of a
        microRNA has the mature sequences of its hairpin as products.
        """
        return self._links.join(pl.DataFrame({"subject": ids}).unique(), on="subject", how="semi")

    @cached_property
    def _same(self) -> pl.DataFrame:
        known = [self.part(kind, "same") for kind in self.kinds]
        table = pl.concat([pl.DataFrame(schema=dict(SAME_COLUMNS)), *known])
        return table.with_columns(one=pl.col("other").is_unique())

    @cached_property
    def _several(self) -> pl.DataFrame:
        return self._same.filter(~pl.col("one")).select("other", "id")

    @cached_property
    def _canonical(self) -> pl.DataFrame:
        return self._same.filter("one", pl.col("other") != pl.col("id")).select("other", "id")

    @cached_property
    def _labels(self) -> pl.DataFrame:
        return self._same.filter("one").select("other", "label")

    @cached_property
    def _links(self) -> pl.DataFrame:
        def given(kind: str) -> pl.DataFrame:
            found = (
                self.part(kind, "links") if kind in self.kinds else pl.DataFrame(schema=dict(LINK_COLUMNS))
            )
            return found.rename({"id": "subject", "other": "object"})

        genes, matures = given("gene"), given("microrna").rename({"subject": "hairpin"}).drop("relation")
        orthologues = genes.filter(relation="orthologue").select(
            subject="object", predicate=pl.lit(_ORTHOLOGUE), object="subject", locator=pl.lit(_BY_HGNC)
        )
        names = self._same.filter(pl.col("id").str.starts_with("mirbase:")).select(
            object="label", hairpin="id"
        )
        encoded = genes.filter(relation="hairpin").join(names.unique(), on="object", how="left")
        encoded = encoded.select("subject", hairpin=pl.coalesce("hairpin", "object"))
        products = pl.concat(
            [
                genes.filter(relation="mature").select("subject", "object"),
                encoded.join(matures, on="hairpin").select("subject", "object"),
            ]
        ).select("subject", predicate=pl.lit(_PRODUCT), object="object", locator=pl.lit(_BY_MIRBASE))
        return pl.concat([orthologues, products]).unique().sort("subject", "object")

    def _identifiers(self, asked: pl.DataFrame, kind: str) -> pl.DataFrame:
        """Return the names that are identifiers: a CURIE, or a bare accession of miRBase."""
        text = pl.col("text")
        if kind == "microrna":
            bare = text.str.to_uppercase().str.extract(r"^(?:MIRBASE(?:\.MATURE)?:)?(MI(?:MAT)?\d+)$")
            mature = bare.str.starts_with("MIMAT")
            text = pl.when(mature).then("mirbase.mature:" + bare).otherwise("mirbase:" + bare)
        same = self.part(kind, "same").select("other", "id")
        if kind == "gene":
            bare = text.str.extract(_ENSEMBL)
            text = pl.coalesce("ENSEMBL:" + bare, text)
        found = asked.select("name", other=text)
        found = found.with_columns(with_colons(found["other"]))
        found = found.filter(pl.col("other").str.contains(":", literal=True))
        found = found.with_columns(compact(found["other"]))
        return found.join(same, on="other", how="inner").select(
            "name", "id", how=pl.lit("identifier"), rank=pl.lit(-1, pl.Int16), wary=pl.lit(False)
        )

    def _plain(self, asked: pl.DataFrame, kind: str, *, open_species: bool) -> pl.DataFrame:
        table = self.part(kind, "names")
        asked = asked.with_columns(key=name_keys(asked["text"])).filter(pl.col("key") != "")
        exact = asked.select("name", "text").join(table, left_on="text", right_on="name", how="inner")
        alike = asked.select("name", "text", "key").join(
            table.rename({"name": "full"}), on="key", how="inner"
        )
        symbol = pl.col("full") == pl.col("full").str.to_uppercase()
        wary = pl.col("text").str.contains(_OTHER_SPECIES) & symbol & (open_species and kind == "gene")
        level = (pl.col("exact_level") * 2).cast(pl.Int16), (pl.col("level") * 2 + 1).cast(pl.Int16)
        return pl.concat(
            [
                self._identifiers(asked, kind),
                exact.select("name", "id", "how", rank=level[0], wary=pl.lit(False)),
                alike.select("name", "id", "how", rank=level[1], wary=wary),
            ]
        )

    def _micrornas(self, asked: pl.DataFrame, code: str, armless: str) -> pl.DataFrame:
        table = self.part("microrna", "names")
        codes = table["species"].unique().implode()
        tidy = plain_dashes(asked["text"]).str.replace(_SPECIES_BEFORE, "${1}-${2}")
        parts = tidy.str.splitn("-", 2).struct.unnest()
        first = parts["field_0"].str.to_lowercase()
        prefixed = first.is_in(codes) & parts["field_1"].is_not_null()
        asked = asked.with_columns(
            own=pl.select(pl.when(prefixed).then(first).otherwise(pl.lit(code))).to_series(),
            rest=pl.select(pl.when(prefixed).then(parts["field_1"]).otherwise(tidy)).to_series(),
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
                exact.select(
                    "name", "id", "how", rank=pl.col("exact_level").cast(pl.Int16), wary=pl.lit(False)
                ),
                alike.select("name", "id", "how", rank=pl.lit(10, pl.Int16), wary=pl.lit(False)),
            ]
        )


def _decided(asked: pl.DataFrame, matches: pl.DataFrame, labels: pl.DataFrame) -> pl.DataFrame:
    """Return the one meaning of each name at its best rank, or all of them as candidates.

    One that is ``wary`` is a candidate only.
    """
    best = matches.filter(pl.col("rank") == pl.col("rank").min().over("name"))
    grouped = best.group_by("name").agg(
        candidates=pl.col("id").unique().sort(),
        how=pl.col("how").sort_by("id", "how").first(),
        wary=pl.col("wary").all(),
    )
    one = (pl.col("candidates").list.len() == 1) & ~pl.col("wary")
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
