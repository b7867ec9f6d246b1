"""One node for one thing: identifiers of a source led to those of the graph, and to what belongs to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TypeAlias
from urllib.parse import unquote

import polars as pl

from msc_graph.messages.imports import EventKind
from msc_graph.sources.batch import Batch, Grounding, Reading
from msc_graph.sources.forms import NAMES, of_nothing, unfit
from msc_graph.sources.report import EXAMPLES, ImportReport
from msc_graph.vocabulary.spellings import PROTEIN_FORM

_PROTEIN_FORM = rf"{PROTEIN_FORM[:-2]}|\.[0-9]+|\.fasta)$"
"""As `PROTEIN_FORM`, and versions of sequences."""

_Tables: TypeAlias = dict[str, pl.DataFrame]
"""The tables of a batch that hold identifiers, by name."""

_PLACES = {"statements": ("subject", "object"), "nodes": ("id",), "properties": ("node",)}
"""The columns of identifiers in the tables of a batch."""


def joined(batches: Iterable[Batch], reading: Reading) -> Iterator[Batch]:
    """Yield the batches of a reader with the graph's identifiers, and last what these lead to.

    A name in the place of a number (``HGNC:PDCD4``) becomes the identifier of what it names, where that is
    one thing; else it stays, which the report tells, as of all that are in no form of their prefix. Rows of
    what has nothing behind its prefix are left out and told.

    An identifier that the tables of names or the graph know by another one becomes that one, and stays with
    the node among its ``xrefs``. One that may be several things stays as it is, which the report tells.
    Genes of microRNAs lead to their mature sequences, genes of mouse and rat to the human orthologue; these
    edges are statements of the tables, with the database that says so as locator. What the source does not
    name, though the tables do, has their name and class.
    """
    if reading.grounding is None:
        yield from batches
        return
    stage = _Joining(reading.grounding, reading.report)
    for batch in batches:
        yield stage.batch(batch)
    yield from stage.links()
    yield from stage.names()


class _Distinct:
    """The distinct texts of many columns: repetitions are let go when they make up half of what is held."""

    def __init__(self) -> None:
        self._parts = [pl.Series([], dtype=pl.String)]
        self._held = self._least = 0

    def add(self, column: pl.Series) -> None:
        """Take the texts of a column."""
        self._parts.append(column.unique())
        self._held += self._parts[-1].len()
        if self._held > 2 * self._least + _MANY:
            self._parts = [self.all()]
            self._held = self._least = self._parts[0].len()

    def all(self) -> pl.Series:
        """Return the texts, without null."""
        return pl.concat(self._parts).unique().drop_nulls()


_MANY = 100_000
"""So many texts may repeat in any case. Our choice: some megabytes."""


class _Joining:
    """What was met so far."""

    def __init__(self, names: Grounding, report: ImportReport) -> None:
        self._names, self._report = names, report
        self._led = pl.DataFrame(schema={"given": pl.String, "id": pl.String})
        self._told = pl.Series([], dtype=pl.String)
        self._linked: list[pl.DataFrame] = []
        self._stated, self._named, self._classed = _Distinct(), _Distinct(), _Distinct()
        self._formed: dict[str, str] = {}

    def batch(self, batch: Batch) -> Batch:
        """Return a batch with the graph's identifiers."""
        tables = {name: frame for name in _PLACES if (frame := getattr(batch, name)) is not None}
        if not tables:
            return batch
        tables, given = self._in_form(*self._without_forms(*self._of_something(tables, _ids_in(tables))))
        known = self._names.canonical(given)
        changed = pl.DataFrame({"given": given, "id": known}).filter(pl.col("given") != pl.col("id"))
        self._tell(given)
        self._linked.append(self._names.links(known.unique()))
        if changed.height:
            tables = {name: _renamed(frame, _PLACES[name], changed) for name, frame in tables.items()}
            tables["nodes"] = self._with_originals(tables.get("nodes"), changed)
        if self._names.kinds:
            self._keep(tables)
        return replace(batch, **tables)

    def _of_something(self, tables: _Tables, given: pl.Series) -> tuple[_Tables, pl.Series]:
        """Return the tables without rows of what has nothing behind its prefix, and what they name then."""
        odd = unfit(given)["id"]  # few; what stands for nothing has no form of an identifier
        lost = odd.filter(of_nothing(odd)).implode()
        if not lost.list.len().item():
            return tables, given
        kept = {
            name: frame.filter(~pl.any_horizontal(pl.col(_PLACES[name]).is_in(lost)))
            for name, frame in tables.items()
        }
        count = sum(frame.height - kept[name].height for name, frame in tables.items())
        self._report.note(EventKind.IDENTIFIER_OF_NOTHING, *lost.explode().sort().head(EXAMPLES), count=count)
        return kept, _ids_in(kept)

    def _without_forms(self, tables: _Tables, given: pl.Series) -> tuple[_Tables, pl.Series]:
        """Return the tables with accessions in place of isoforms, chains and versions of known proteins."""
        found = pl.DataFrame({"given": given.filter(given.str.contains(_PROTEIN_FORM))})
        found = found.with_columns(id=found["given"].str.replace(_PROTEIN_FORM, "${1}"))
        is_known = (self._names.canonical(found["id"]) != found["id"]) | self._names.labels(
            found["id"]
        ).is_not_null()
        found = found.filter(is_known).sort("given")
        if not found.height:
            return tables, given
        self._report.note(EventKind.PROTEIN_FORM, *found["given"].head(EXAMPLES), count=found.height)
        renamed = {name: _renamed(frame, _PLACES[name], found) for name, frame in tables.items()}
        return renamed, _ids_in(renamed)

    def _in_form(self, tables: _Tables, given: pl.Series) -> tuple[_Tables, pl.Series]:
        """Return the tables with names that stand behind a prefix resolved, as far as they are known."""
        odd = unfit(given)
        odd = odd.filter(
            self._names.canonical(odd["id"]) == odd["id"], self._names.labels(odd["id"]).is_null()
        )
        fresh = odd.filter(~pl.col("id").is_in(list(self._formed)))
        found = {given: known for given, known in self._meant(fresh) if known}
        lost = fresh.filter(~pl.col("id").is_in(list(found)))["id"]
        shown = [f"{given} -> {known}" for given, known in list(found.items())[:EXAMPLES]]
        self._report.note(EventKind.IDENTIFIER_BY_NAME, *shown, count=len(found))
        self._report.note(EventKind.IDENTIFIER_UNFIT, *lost.head(EXAMPLES), count=lost.len())
        self._formed |= dict.fromkeys(lost, "") | found
        changed = {given: self._formed[given] for given in odd["id"] if self._formed[given]}
        if not changed:
            return tables, given
        resolved = {
            name: frame.with_columns(pl.col(_PLACES[name]).replace(changed)) for name, frame in tables.items()
        }
        return resolved, _ids_in(resolved)

    def _meant(self, odd: pl.DataFrame) -> Iterator[tuple[str, str | None]]:
        """Yield what the names behind prefixes are names of, None for those that may be several things."""
        for (prefix,), part in odd.group_by("prefix", maintain_order=True):
            if (named := NAMES.get(str(prefix))) is None:
                continue
            texts = {local: unquote(local) for local in part["local"]}
            if named.kind == "disease":
                texts = {local: text.replace("_", " ") for local, text in texts.items()}
            names = pl.Series(list(texts.values()), dtype=pl.String)
            asked = self._names.ground(names, named.kind, species=named.species)
            known = dict(asked.select("name", "id").rows())
            yield from (
                (given, known.get(texts[local])) for given, local in part.select("id", "local").rows()
            )

    def _keep(self, tables: Mapping[str, pl.DataFrame]) -> None:
        """Remember what was named, what has a class, and what was stated of."""
        for said, column in ((self._named, "label"), (self._classed, "category")):
            if (nodes := tables.get("nodes")) is not None and column in nodes.columns:
                said.add(nodes.filter(pl.col(column).is_not_null())["id"])
        if (statements := tables.get("statements")) is not None:
            for column in _PLACES["statements"]:
                self._stated.add(statements[column])

    def _tell(self, given: pl.Series) -> None:
        """Report the identifiers that may be several things, each once."""
        found = self._names.ambiguous(given)
        fresh = found.filter(~pl.col("other").is_in(self._told.implode()))
        self._told = pl.concat([self._told, fresh["other"]])
        shown = [f"{name}: {', '.join(several[:4])}" for name, several in fresh.head(EXAMPLES).iter_rows()]
        self._report.note(EventKind.IDENTIFIER_AMBIGUOUS, *shown, count=fresh.height)

    def _with_originals(self, nodes: pl.DataFrame | None, changed: pl.DataFrame) -> pl.DataFrame:
        """Return the nodes, with the identifiers that the source has for them, each told once."""
        fresh = changed.join(self._led, on="given", how="anti").sort("given")
        self._led = pl.concat([self._led, fresh])
        shown = fresh.head(EXAMPLES).select(pl.format("{} -> {}", "given", "id")).to_series()
        self._report.note(EventKind.IDENTIFIER_JOINED, *shown, count=fresh.height)
        originals = fresh.select("id", xrefs=pl.concat_list("given"))
        return originals if nodes is None else pl.concat([nodes, originals], how="diagonal_relaxed")

    def links(self) -> Iterator[Batch]:
        """Yield what the identifiers of all batches lead to, with the nodes at its end."""
        if not self._linked:
            return
        found = pl.concat(self._linked).unique().sort("subject", "predicate", "object")
        if not found.height:
            return
        shown = found.head(EXAMPLES).select(pl.format("{} -> {}", "subject", "object")).to_series()
        self._report.note(EventKind.IDENTIFIER_LED_ON, *shown, count=found.height)
        ends = pl.concat([found["subject"], found["object"]]).unique().sort()
        mature = pl.col("id").str.starts_with("mirbase.mature:")
        category = pl.when(mature).then(pl.lit("MicroRNA")).otherwise(pl.lit("Gene"))
        nodes = pl.DataFrame({"id": ends, "label": self._names.labels(ends)}).with_columns(category=category)
        yield Batch(nodes=nodes, statements=found)

    def names(self) -> Iterator[Batch]:
        """Yield nodes for what was stated of, but not named, where the tables have a name for it."""
        ids = self._stated.all().sort()
        ids = ids.filter(~ids.is_in(self._named.all().implode()))
        nodes = pl.DataFrame({"id": ids, "label": self._names.labels(ids)}).drop_nulls("label")
        if nodes.height:
            classed = pl.col("id").is_in(self._classed.all().implode())
            yield Batch(nodes=nodes.with_columns(category=pl.when(~classed).then(_class())))


def _class() -> pl.Expr:
    """Return the class of what the tables name: HGNC names genes, miRBase microRNAs, all others diseases."""
    prefix = pl.col("id").str.extract("^([^:]+):")
    return (
        pl.when(prefix == "HGNC")
        .then(pl.lit("Gene"))
        .when(prefix.str.starts_with("mirbase"))
        .then(pl.lit("MicroRNA"))
        .otherwise(pl.lit("Disease"))
    )


def _ids_in(tables: Mapping[str, pl.DataFrame]) -> pl.Series:
    """Return the distinct identifiers in tables."""
    ids = [frame[column] for name, frame in tables.items() for column in _PLACES[name]]
    return pl.concat(ids).unique().drop_nulls()


def _renamed(frame: pl.DataFrame, columns: tuple[str, ...], changed: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(pl.col(columns).replace(changed["given"], changed["id"]))
