"""What annotations say of processes: signed where a term is the regulation of a process."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

import polars as pl

from msc_graph.messages.imports import EventKind
from msc_graph.sources import biolink
from msc_graph.sources.batch import Batch, Reading
from msc_graph.sources.identifiers import with_papers
from msc_graph.sources.readers.obo_terms import Terms, read_terms
from msc_graph.sources.report import EXAMPLES

_CLASSES = {
    "biological_process": "BiologicalProcess",
    "molecular_function": "MolecularActivity",
    "cellular_component": "CellularStructure",
}
_SIGNS = {"positively_regulates": "+", "negatively_regulates": "-"}
_REGULATION = re.compile(r"(positive|negative) regulation of (.+)")
_BY_SIGN = {
    "+": "biolink:acts_upstream_of_positive_effect",
    "-": "biolink:acts_upstream_of_negative_effect",
    "?": "biolink:acts_upstream_of",
}
_TO_PROCESSES = r"^(?:involved_in$|acts_upstream_of)"
_INVOLVED = "biolink:involved_in"
_PROCESS = "biological_process"
MOST_BELOW = 500
"""Most kinds and parts that a process may have for another to be led to it. Our choice: cell migration has
some 300, cell differentiation some 1,400."""
_ENDS = ["subject", "object"]
_TERM = {
    "term": pl.String,
    "term_name": pl.String,
    "term_sign": pl.String,
    "process": pl.String,
    "by_name": pl.Boolean,
}


class Processes:
    """The terms of an ontology, and what was said of them so far."""

    def __init__(self, ontology: Path | None, reading: Reading) -> None:
        """Read the ontology; without one, annotations stay with the terms that they name."""
        self._report, self._reading = reading.report, reading
        self._terms = read_terms(ontology) if ontology else Terms({}, {}, "")
        if ontology is None:
            self._report.note(EventKind.NO_ONTOLOGY)
        self._regulations = pl.DataFrame(list(_regulations(self._terms)), schema=_TERM, orient="row")
        self._seen: set[str] = set()
        self._plain = [pl.DataFrame(schema=dict.fromkeys(_ENDS, pl.String))]
        self._signed = list(self._plain)

    def stated(self, rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Return the statements of annotations, a row for each paper, and nodes for terms not met before.

        A term that regulates a process up or down gives a statement about the process: its sign is that of
        the term times that of the relation, unknown where the gene only acts upstream. Statements that a gene
        is involved in a process wait for `rest`.

        Args:
            rows: ``subject`` and ``term`` (CURIEs), ``relation`` (GO's word), ``negated``, ``code``,
                ``reference``, ``species``, ``cell``.
        """
        rows = self._current(rows).join(self._regulations, on="term", how="left", maintain_order="left_right")
        rows = rows.with_columns(
            process=pl.when(pl.col("relation").str.contains(_TO_PROCESSES)).then("process")
        )
        self._tell(rows)
        about = pl.col("process").is_not_null()
        signed = _sign().replace_strict(_BY_SIGN, default=None, return_dtype=pl.String)
        plain = "biolink:" + pl.col("relation").replace("is_active_in", "active_in")
        named = pl.concat_str("term", "term_name", separator=" ", ignore_nulls=True)
        statements = self._with_evidence(
            rows.with_columns(
                object=pl.coalesce("process", "term"),
                predicate=pl.when(about).then(signed).otherwise(plain),
                place=pl.when(about).then(named),
            )
        )
        for_it = pl.col("direction") == "supports"
        waits = for_it & (pl.col("predicate") == _INVOLVED)
        self._plain.append(statements.filter(waits))
        tells = for_it & pl.col("predicate").is_in([_BY_SIGN["+"], _BY_SIGN["-"]])
        self._signed.append(statements.filter(tells).select(_ENDS).unique())
        return statements.filter(~waits), self._nodes(statements["object"])

    def rest(self) -> Iterator[Batch]:
        """Yield what waited, and which of the processes are kinds or parts of which others.

        That a gene is involved in a process says less than an annotation that gives the sign, and would pass
        for one of the sign ``+``: it is left out beside one.
        """
        signed, left_out = pl.concat(self._signed).unique(), 0
        for plain in self._plain:
            kept = plain.join(signed, on=_ENDS, how="anti", maintain_order="left")
            left_out += plain.height - kept.height
            yield Batch(statements=kept)
        self._report.note(EventKind.ANNOTATION_SAID_WITH_SIGN, count=left_out)
        yield Batch(statements=self._hierarchy())

    def _current(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Lead merged terms to those in force; tell of these, and of terms that the ontology lacks."""
        self._note_terms(EventKind.TERM_MERGED, rows["term"], pl.col("term").is_in(list(self._terms.current)))
        rows = rows.with_columns(pl.col("term").replace(dict(self._terms.current)))
        if self._terms.by_id:
            lost = ~pl.col("term").is_in(list(self._terms.by_id))
            self._note_terms(EventKind.TERM_UNKNOWN, rows["term"], lost)
        return rows

    def _note_terms(self, kind: EventKind, terms: pl.Series, which: pl.Expr) -> None:
        found = terms.to_frame().filter(which)["term"]
        self._report.note(kind, *found.unique(maintain_order=True).head(EXAMPLES), count=found.len())

    def _tell(self, rows: pl.DataFrame) -> None:
        led, by_name = pl.col("process").is_not_null(), pl.col("by_name").fill_null(False)
        for kind, which in (
            (EventKind.ANNOTATION_SIGNED, led & ~by_name),
            (EventKind.SIGN_BY_NAME, led & by_name),
            (EventKind.SIGN_WITHOUT_PROCESS, ~led & pl.col("term_sign").is_not_null()),
        ):
            found = rows.filter(which)
            names = found["term_name"].unique(maintain_order=True).head(EXAMPLES)
            self._report.note(kind, *names, count=found.height)

    def _with_evidence(self, rows: pl.DataFrame) -> pl.DataFrame:
        codes = rows["code"].unique(maintain_order=True).to_list()
        types = {code: biolink.evidence_type(biolink.GO_CODES.get(code, code)) for code in codes}
        lost = [code for code, found in types.items() if found is None]
        count = int(rows["code"].is_in(lost).sum())
        self._report.note(EventKind.EVIDENCE_CODE_NOT_WEIGHED, *lost, count=count)
        rows = with_papers(rows, "reference", self._reading, same=True)
        return rows.select(
            *("subject", "predicate", "object", "species", "cell", "reference"),
            evidence_type=pl.col("code").replace_strict(types, default=None, return_dtype=pl.String),
            direction=pl.when("negated").then(pl.lit("refutes")).otherwise(pl.lit("supports")),
            locator=pl.concat_str("place", "code", "unread", separator="; ", ignore_nulls=True),
        )

    def _nodes(self, ids: pl.Series) -> pl.DataFrame:
        fresh = [name for name in ids.unique(maintain_order=True) if name not in self._seen]
        self._seen.update(fresh)
        known = [self._terms.by_id.get(name) for name in fresh]
        columns = {
            "id": fresh,
            "category": [_CLASSES.get(term.namespace) if term else None for term in known],
            "label": [term.name if term else name for term, name in zip(known, fresh, strict=True)],
        }
        return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))

    def _hierarchy(self) -> pl.DataFrame:
        """Return of which others in use each process is a kind or a part, however far above they stand.

        What raises a process raises what it is a kind or a part of (GO's true path rule); terms that gather
        more than `MOST_BELOW` others are too broad to say anything, and left out.
        """
        kinds, kinds_and_parts = _below(self._terms, ("is_a",)), _below(self._terms, ("is_a", "part_of"))
        rows = []
        for above in self._seen.intersection(chain.from_iterable(kinds_and_parts.values())):
            below = _descendants(above, kinds_and_parts)
            if len(below) <= MOST_BELOW:
                of_kind = _descendants(above, kinds)
                rows += [
                    (name, "biolink:subclass_of" if name in of_kind else "biolink:part_of", above)
                    for name in below & self._seen
                ]
        rows.sort(key=lambda row: (row[0], row[1] == "biolink:part_of", row[2]))
        schema = dict.fromkeys(("subject", "predicate", "object"), pl.String)
        found = pl.DataFrame(rows, schema=schema, orient="row")
        return found.with_columns(locator=pl.lit(f"Gene Ontology {self._terms.version}".strip()))


def _below(terms: Terms, relations: tuple[str, ...]) -> dict[str, list[str]]:
    """Return of each term the processes that have it as the object of one of the relations."""
    found: dict[str, list[str]] = {}
    for term in terms.by_id.values():
        if term.namespace == _PROCESS:
            for above in (name for relation in relations for name in term.relations.get(relation, ())):
                found.setdefault(above, []).append(term.id)
    return found


def _descendants(name: str, below: Mapping[str, Sequence[str]]) -> set[str]:
    """Return all other terms that one meets going down from one; it ends soon after `MOST_BELOW`."""
    found, waiting = {name}, [name]
    while waiting and len(found) <= MOST_BELOW + 1:
        fresh = set(below.get(waiting.pop(), ())) - found
        found |= fresh
        waiting += fresh
    return found - {name}


def _regulations(terms: Terms) -> Iterator[tuple[str, str, str, str | None, bool]]:
    """Yield each term that regulates a process up or down: CURIE, name, sign, process, if only by its name.

    The process is None where it was not found.
    """
    by_name = {term.name: term.id for term in terms.by_id.values()}
    for term in terms.by_id.values():
        if term.namespace != _PROCESS:
            continue
        found = [
            (sign, other) for relation, sign in _SIGNS.items() for other in term.relations.get(relation, ())
        ]
        for sign, other in found:
            yield term.id, term.name, sign, other, False
        if not found and (words := _REGULATION.fullmatch(term.name)):
            yield term.id, term.name, "+" if words[1] == "positive" else "-", by_name.get(words[2]), True


def _sign() -> pl.Expr:
    """Return the sign of a term turned by that of the relation."""
    turned = pl.col("term_sign").replace({"+": "-", "-": "+"})
    return (
        pl.when(pl.col("relation") == "acts_upstream_of")
        .then(pl.lit("?"))
        .when(pl.col("relation").str.ends_with("negative_effect"))
        .then(turned)
        .otherwise("term_sign")
    )
