"""Any delimited table of statements, with a mapping of its columns: see `OPTIONS` of ``table_mapping``.

For example, a table with the header ``miRNA,gene,effect,pmid``::

    msc-graph import table pairs.csv -p subject=miRNA -p subject_kind=microrna -p predicate=biolink:regulates
        -p object=gene -p object_kind=gene -p sign=effect -p reference=pmid

or the same as a YAML file, ``-p mapping=FILE``, which may also say how columns spell predicates and signs:
see ``EXAMPLE`` of ``table_mapping``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

import polars as pl

from msc_graph.errors import FileRefused, did_you_mean, nearest
from msc_graph.messages.imports import EventKind
from msc_graph.sources import biolink
from msc_graph.sources.batch import Batch, Reading, SourceFormat
from msc_graph.sources.formats.table_mapping import EXAMPLE, OPTIONS, TableMapping, class_names, table_mapping
from msc_graph.sources.grounding.naming import Names, taxon_ids
from msc_graph.sources.grounding.species import find_species
from msc_graph.sources.identifiers import (
    CURIE,
    FORBIDDEN,
    is_curie,
    is_mistaken,
    known_as,
    with_identifiers,
    with_references,
)
from msc_graph.sources.readers.text_files import LINE, Table, drop_bad, open_table
from msc_graph.sources.report import ImportReport
from msc_graph.vocabulary.curies import compress
from msc_graph.vocabulary.ontology import vocabulary

_CLASSES = {"gene": "Gene", "microrna": "MicroRNA", "disease": "Disease"}
_SIGNS = {
    **dict.fromkeys(("+", "1", "up", "positive", "activates", "activation", "increases", "increased"), "+"),
    **dict.fromkeys(("-", "-1", "down", "negative", "inhibits", "inhibition", "decreases", "decreased"), "-"),
    **dict.fromkeys(("?", "0", "unknown"), "?"),
}
"""Spellings of signs, in lower case, beside those that the mapping gives."""
_DIRECTIONS = {"supports": "supports", "refutes": "refutes", "true": "supports", "false": "refutes"}
_REFERENCED = "ECO:0000033"
_ENDS = ("subject", "object")


def read(paths: Sequence[Path], reading: Reading) -> Iterator[Batch]:
    """Yield the statements of the tables.

    Raises:
        UsageError: the options are wrong.
        FileRefused: a column of the mapping is not there, or the file is damaged, with its line.
        BadRow: an identifier lacks its prefix, or a sign or direction is none.
    """
    mapping = table_mapping(reading.options)
    ends = {end: getattr(mapping, end).kind for end in _ENDS}
    of_kind = {kind: _names(kind, mapping, reading) for kind in set(ends.values()) - {""}}
    names = {end: of_kind.get(kind) for end, kind in ends.items()}
    for path in paths:
        rows = _Rows(_opened(path, mapping, reading), mapping, names, reading)
        yield from rows.batches()


def _opened(path: Path, mapping: TableMapping, reading: Reading) -> Table:
    delimiter = mapping.delimiter or open_table(path, Reading(ImportReport()), delimiter=None).delimiter
    quoted = delimiter != "\t" if mapping.quoted is None else mapping.quoted
    return open_table(path, reading, delimiter=delimiter, quoted=quoted)


def _names(kind: str, mapping: TableMapping, reading: Reading) -> Names:
    species = find_species(mapping.species)
    code = species.code if species else ""
    return Names(reading, kind, _CLASSES[kind], species=code)


class _Rows:
    """A table on its way to statements."""

    def __init__(
        self, table: Table, mapping: TableMapping, names: dict[str, Names | None], reading: Reading
    ) -> None:
        self._table, self._mapping, self._names, self._reading = table, mapping, names, reading
        self._path = table.path
        self._headers = {end: getattr(mapping, end).column for end in _ENDS} | {
            part: getattr(mapping, part) for part in ("predicate", "sign", "direction")
        }
        self._declared = {compress(iri) for iri in vocabulary().predicates}
        ends = {name: end for name in _ENDS for end in [getattr(mapping, name)]}
        table.require([end.column for end in ends.values()])
        table.require([end.label for end in ends.values() if end.label])
        self._parts = {
            "predicate": self._part("predicate", _is_curie),
            "sign": self._part("sign", lambda text: text in ("+", "-", "?")),
            "reference": self._part("reference", _is_curie),
            "evidence_type": self._part("evidence_type", _is_curie),
            "direction": self._part("direction", lambda text: text in _DIRECTIONS),
            "species": self._part("species", lambda text: find_species(text) is not None),
            "cell": self._part("cell", _is_curie),
            "locator": self._part("locator", lambda _: False),
            **{
                f"{name}_label": pl.col(end.label) if end.label else pl.lit(None, pl.String)
                for name, end in ends.items()
            },
            **{
                f"{name}_category": self._part(
                    f"{name}_category", lambda text: text in class_names(), end.category
                )
                for name, end in ends.items()
            },
        }

    def _part(self, option: str, is_constant: Callable[[str], bool], text: str | None = None) -> pl.Expr:
        """Return the column that an option names, or its constant; null where it is not given."""
        value = getattr(self._mapping, option) if text is None else text
        if not value:
            return pl.lit(None, pl.String)
        if value in self._table.columns:
            return pl.col(value).str.strip_chars().replace("", None)
        if is_constant(value):
            return pl.lit(value)
        columns = ", ".join(map(repr, self._table.columns))
        problem = (
            f"option {option}={value} is neither a column nor a value that holds for all rows."
            f"{did_you_mean(nearest(value, self._table.columns))} The columns are {columns}."
        )
        raise FileRefused(self._path, problem, line=1)

    def batches(self) -> Iterator[Batch]:
        """Yield the rows, frame by frame."""
        for frame in self._table.frames():
            ends = [pl.col(getattr(self._mapping, end).column).str.strip_chars().alias(end) for end in _ENDS]
            parts = [expression.alias(name) for name, expression in self._parts.items()]
            yield self._batch(frame.select(LINE, *ends, *parts))

    def _batch(self, frame: pl.DataFrame) -> Batch:
        nodes = []
        for end in _ENDS:
            frame, fresh = self._identified(frame, end)
            nodes += fresh
        frame, predicates = self._with_predicates(frame)
        frame = self._with_signs(frame)
        frame = self._with_directions(frame)
        frame = self._with_references(frame)
        statements = frame.select(
            *"subject predicate object sign reference direction locator".split(),
            species=taxon_ids(frame["species"], self._reading),
            cell=pl.when(is_curie("cell")).then("cell"),
            evidence_type=self._evidence_types(frame),
        )
        return Batch(
            nodes=pl.concat(nodes, how="diagonal") if nodes else None,
            statements=statements,
            predicates=predicates,
        )

    def _without(self, frame: pl.DataFrame, bad: pl.Expr, problem: str, column: str) -> pl.DataFrame:
        return drop_bad(frame, bad, problem, self._reading, self._path, column=column, headers=self._headers)

    # the ends

    def _identified(self, frame: pl.DataFrame, end: str) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
        """Return the rows with identifiers in the column ``end``, and the nodes that they name."""
        names, prefix = self._names[end], getattr(self._mapping, end).prefix
        fresh: list[pl.DataFrame] = []
        empty = pl.col(end).is_null() | (pl.col(end) == "")
        frame = self._without(frame, empty, f"it has no {end}.", end)
        if names is not None:
            named = ~is_curie(end)
            texts = frame.select(pl.when(named).then(pl.col(end))).to_series()
            ids, nodes = names.ids(texts)
            frame = frame.with_columns(pl.coalesce(ids.alias(end), pl.col(end)).alias(end))
            fresh.append(nodes)
        elif prefix:
            whole = pl.concat_str(pl.lit(f"{prefix}:"), pl.col(end))
            frame = frame.with_columns(pl.when(is_curie(end)).then(pl.col(end)).otherwise(whole).alias(end))
        hint = f" Where these are names, say -p {end}_kind=gene (or microrna, disease)."
        frame = with_identifiers(frame, (end,), self._reading, self._path, self._headers, hint)
        described = frame.select(id=end, category=f"{end}_category", label=f"{end}_label")
        described = described.filter(pl.col("category").is_not_null() | pl.col("label").is_not_null()).unique(
            maintain_order=True
        )
        if described.height:
            fresh.append(self._with_classes(described))
        return frame.with_columns(known_as(frame[end], self._reading)), fresh

    def _with_classes(self, nodes: pl.DataFrame) -> pl.DataFrame:
        """Return nodes with classes of ours; a Biolink category is translated, an unknown word reported."""
        words = nodes["category"].drop_nulls().unique().to_list()
        known = set(class_names())
        classes = {word: word if word in known else biolink.class_of([word]) for word in words}
        lost = [word for word, name in classes.items() if name is None]
        if lost:
            count = int(nodes["category"].is_in(lost).sum())
            self._reading.report.note(EventKind.CATEGORY_WITHOUT_CLASS, *lost, count=count)
        given = pl.Series(list(classes), dtype=pl.String)
        found = pl.Series(list(classes.values()), dtype=pl.String)
        return nodes.with_columns(
            pl.col("category").replace_strict(given, found, default=None),
            id=known_as(nodes["id"], self._reading),
        )

    # the rest of a statement

    def _with_predicates(self, frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame | None]:
        """Return the rows with CURIEs of predicates, and those that the ontology does not declare."""
        frame = self._without(frame, pl.col("predicate").is_null(), "it has no predicate.", "predicate")
        spellings = [predicate.spelling for predicate in self._mapping.predicates]
        mistaken = is_mistaken("predicate") & ~pl.col("predicate").is_in(spellings)
        frame = self._without(frame, mistaken, FORBIDDEN, "predicate")
        spelled = {predicate.spelling: predicate for predicate in self._mapping.predicates}
        for text in frame["predicate"].unique(maintain_order=True).to_list():
            if problem := biolink.not_ours(spelled[text].id if text in spelled else text):
                frame = self._without(frame, pl.col("predicate") == text, problem, "predicate")
        ids = {
            text: spelled[text].id
            if text in spelled
            else text
            if _is_curie(text)
            else f"imported:{quote(text, safe='')}"
            for text in frame["predicate"].unique().sort().to_list()
        }
        said = {predicate.id: predicate for predicate in self._mapping.predicates}
        rows = []
        for text, curie in ids.items():
            if curie in self._declared:
                continue
            found = said.get(curie)
            label = (found.label if found else None) or text.rpartition(":")[2].replace("_", " ")
            role, sign = (found.role or "contextual", found.sign) if found else ("contextual", None)
            rows.append((curie, role, sign or (None if role == "contextual" else "?"), label))
            self._declared.add(curie)
        schema = dict.fromkeys(("id", "role", "sign", "label"), pl.String())
        new = (
            pl.DataFrame(rows, schema=schema, orient="row").unique("id", maintain_order=True)
            if rows
            else None
        )
        return frame.with_columns(pl.col("predicate").replace(ids)), new

    def _with_signs(self, frame: pl.DataFrame) -> pl.DataFrame:
        own = {text.casefold(): sign for text, sign in self._mapping.signs.items()}
        return self._translated(
            frame,
            "sign",
            {**_SIGNS, **own},
            "'+', '-' or '?'",
            " Say what else means which with 'signs:' in a mapping file.",
        )

    def _with_directions(self, frame: pl.DataFrame) -> pl.DataFrame:
        return self._translated(frame, "direction", _DIRECTIONS, "'supports' or 'refutes'")

    def _translated(
        self, frame: pl.DataFrame, column: str, words: dict[str, str], expected: str, more: str = ""
    ) -> pl.DataFrame:
        """Return the rows with a column in our words; rows with other words are bad."""
        folded = pl.col(column).str.to_lowercase()
        wrong = folded.is_not_null() & ~folded.is_in(list(words))
        problem = f"{{}} is no {column}: {expected} is expected.{more}"
        frame = self._without(frame, wrong, problem, column)
        return frame.with_columns(folded.replace(words).alias(column))

    def _with_references(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return a row for each reference; bare numbers are PubMed's."""
        frame = frame.with_columns(pl.col("reference").str.split("|")).explode(
            "reference", empty_as_null=True
        )
        frame = with_references(frame, "reference", self._reading, numbers=True)
        return frame.with_columns(locator=pl.coalesce("locator", "unread"))

    def _evidence_types(self, frame: pl.DataFrame) -> pl.Series:
        texts = frame["evidence_type"]
        types = {text: biolink.evidence_type(text) for text in texts.drop_nulls().unique().to_list()}
        lost = [text for text, found in types.items() if found != text]
        if lost:
            count = int(texts.is_in(lost).sum())
            self._reading.report.note(EventKind.EVIDENCE_CODE_NOT_WEIGHED, *lost, count=count)
        given, found = list(types), list(types.values())
        known = texts.replace_strict(
            pl.Series(given, dtype=pl.String), pl.Series(found, dtype=pl.String), default=None
        )
        default = pl.when(frame["reference"].is_not_null()).then(pl.lit(_REFERENCED))
        return pl.select(pl.coalesce(known, default)).to_series()


def _is_curie(text: str) -> bool:
    return bool(pl.Series([text]).str.contains(CURIE).item())


FORMATS = {
    "table": SourceFormat(
        name="table",
        read=read,
        title="any delimited table, with a mapping of its columns",
        title_zh="任意分隔符表格，附列的映射",
        options=OPTIONS,
        example=EXAMPLE,
    )
}
