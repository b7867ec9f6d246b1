"""Any delimited table of statements, with a mapping of its columns: see `OPTIONS` of ``table_options``.

For example, a table with the header ``miRNA,gene,effect,pmid``::

    msc-graph import table pairs.csv -p subject=miRNA -p subject_kind=microrna -p predicate=biolink:regulates
        -p object=gene -p object_kind=gene -p sign=effect -p reference=pmid

or the same as a YAML file, ``-p mapping=FILE``, which may also say what words mean and which rows count: see
``EXAMPLE`` of ``table_options``. Mappings for a few downloads are shipped: ``-p mapping=diseases``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

import polars as pl

from msc_graph.errors import FileRefused
from msc_graph.messages.imports import EventKind
from msc_graph.sources import biolink
from msc_graph.sources.batch import Batch, Reading, SourceFormat
from msc_graph.sources.cells import NEITHER, SEVERAL_NAMES, is_nothing, names_nothing, several, yes_or_no
from msc_graph.sources.formats.mapping_file import class_names
from msc_graph.sources.formats.table_columns import column_of, needed_column, no_column
from msc_graph.sources.formats.table_mapping import MIXED, End, TableMapping, table_mapping
from msc_graph.sources.formats.table_options import EXAMPLE, EXAMPLE_ZH, OPTIONS
from msc_graph.sources.formats.table_words import (
    NO_DATA,
    SIGNS,
    direction_of,
    evidence_of,
    kept,
    relation_of,
)
from msc_graph.sources.grounding.contexts import cells_of
from msc_graph.sources.grounding.naming import GenesOrMicroRNAs, SpeciesNames, taxon_ids
from msc_graph.sources.grounding.species import species_ids
from msc_graph.sources.identifiers import (
    CURIE,
    FORBIDDEN,
    is_curie,
    is_mistaken,
    with_colons,
    with_identifiers,
    with_references,
    without_marks,
)
from msc_graph.sources.readers.layouts import open_shaped
from msc_graph.sources.readers.text_files import LINE, Table, drop_bad
from msc_graph.vocabulary.curies import prefixes
from msc_graph.vocabulary.ontology import vocabulary
from msc_graph.vocabulary.spellings import tidy

_CLASSES = {"gene": "Gene", "microrna": "MicroRNA", "disease": "Disease"}
_REFERENCED = "ECO:0000033"
_ENDS = ("subject", "object")
_TEXTS = ("raises", "lowers", "reference", "locator", "subject_label", "object_label")
"""Parts whose cells are kept as they are, whatever stands in them."""

_WORDS = {"sign": "signs", "direction": "directions", "evidence_type": "evidence_types"}
"""Parts of whose words the mapping may say what they mean, also where they else mean nothing."""

_NO_NAME = "{} names nothing. Leave such rows out with 'drop:' in a mapping file."
_FLY = "NCBITaxon:7227"
"""The fly: it has genes called nan and none."""

_Names = SpeciesNames | GenesOrMicroRNAs


def read(paths: Sequence[Path], reading: Reading) -> Iterator[Batch]:
    """Yield the statements of the tables.

    Raises:
        UsageError: the options are wrong.
        FileRefused: a column of the mapping is not there, or the file is damaged, with its line.
        BadRow: an identifier lacks its prefix, or a sign or direction is none.
    """
    mapping = table_mapping(reading.options)
    of_kind = {kind: _names(kind, reading) for kind in {mapping.subject.kind, mapping.object.kind} - {""}}
    for path in paths:
        yield from _Rows(open_shaped(path, mapping.shape, reading), mapping, of_kind, reading).batches()


def _names(kind: str, reading: Reading) -> _Names:
    return GenesOrMicroRNAs(reading) if kind == MIXED else SpeciesNames(reading, kind, _CLASSES[kind])


class _Rows:
    """A table on its way to statements."""

    def __init__(
        self, table: Table, mapping: TableMapping, names: Mapping[str, _Names], reading: Reading
    ) -> None:
        self._table, self._mapping, self._names, self._reading = table, mapping, names, reading
        self._path = table.path
        self._ends: dict[str, End] = {name: getattr(mapping, name) for name in _ENDS}
        if mapping.shape.header is None:
            self._refuse_data_as_header()
        self._headers: dict[str, str] = {}
        self._declared = {*biolink.declared()}
        self._kept = kept(self._columns_of(mapping.where), self._columns_of(mapping.drop))
        self._parts = {**self._parts_of_ends(), **self._parts_of_rows()}

    def _refuse_data_as_header(self) -> None:
        """Raise ``FileRefused`` where a column has a number, and for its name something that is no name."""
        for end in self._ends.values():
            text = column_of(self._table, end.column)
            if text and text != end.column and end.column.isdecimal() and self._is_thing(text, end):
                problem = (
                    f"its first row, with {text!r}, holds data, not the names of columns. Say -p header=no;"
                    " if it is a header after all, -p header=1, or on which line it stands."
                )
                raise FileRefused(self._path, problem)

    def _is_thing(self, text: str, end: End) -> bool:
        """Return whether a text is an identifier, or a name of the kind that is known."""
        name, known = pl.Series([text]), self._reading.grounding
        prefix, _, local = tidy(with_colons(name).item()).partition(":")
        if (prefix in prefixes() and re.search("[0-9]", local)) or local.startswith("//"):
            return True
        if end.prefix and text.isdecimal():
            return True
        kinds = ("gene", "microrna") if end.kind == MIXED else (end.kind,) * bool(end.kind)
        return known is not None and any((known.ground(name, k)["how"] != "unknown").any() for k in kinds)

    def _columns_of(self, condition: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        return {needed_column(self._table, name): values for name, values in condition.items()}

    def _parts_of_ends(self) -> dict[str, pl.Expr]:
        """Return the cells of subject and object, and what describes them."""
        parts = {}
        for name, end in self._ends.items():
            parts[name] = self._cells(name, needed_column(self._table, end.column))
            label = needed_column(self._table, end.label) if end.label else ""
            parts[f"{name}_label"] = pl.col(label) if label else pl.lit(None, pl.String)
            prefix = column_of(self._table, end.prefix)
            parts[f"{name}_prefix"] = (
                self._cells(f"{name}_prefix", prefix) if prefix else pl.lit(end.prefix or None, pl.String)
            )
            parts[f"{name}_category"] = self._part(
                f"{name}_category", class_names().__contains__, end.category, called=vocabulary().class_called
            )
        return parts

    def _parts_of_rows(self) -> dict[str, pl.Expr]:
        """Return the cells, or the constant, of each other part of a statement."""
        own = self._mapping.directions
        return {
            "predicate": self._part("predicate", _is_curie, called=biolink.predicate_called),
            "sign": self._part("sign", ("+", "-", "?").__contains__),
            "raises": self._part("raises", lambda _: False),
            "lowers": self._part("lowers", lambda _: False),
            "reference": self._part("reference", _is_curie),
            "evidence_type": self._part("evidence_type", _is_curie),
            "direction": self._part("direction", lambda text: direction_of(text, own) is not None),
            "species": self._part("species", lambda text: species_ids(pl.Series([text])).item() is not None),
            "cell": self._part("cell", _is_curie),
            "locator": self._part("locator", lambda _: False),
        }

    def _cells(self, part: str, column: str) -> pl.Expr:
        self._headers[part] = column
        return pl.col(column).str.strip_chars()

    def _part(
        self,
        option: str,
        is_constant: Callable[[str], bool],
        text: str | None = None,
        called: Callable[[str], str | None] = lambda _: None,
    ) -> pl.Expr:
        """Return the column that an option names, or its constant; null where it is not given.

        What is no column, but something is ``called`` so, is a constant, too.
        """
        value = getattr(self._mapping, option) if text is None else text
        if not value:
            return pl.lit(None, pl.String)
        if value not in self._table.columns and is_constant(value):
            return pl.lit(value)
        column = column_of(self._table, value)
        if column is None:
            if called(value):
                return pl.lit(value)
            raise no_column(self._table, option, value)
        cells = self._cells(option, column)
        own = [text.casefold() for text in self._own_words(option)]
        nothing = is_nothing(column) & ~cells.str.to_lowercase().is_in(own)
        if option == "sign":
            nothing &= ~cells.str.contains("^[-–—]+$")
        return cells.replace("", None) if option in _TEXTS else pl.when(~nothing).then(cells)

    def _own_words(self, option: str) -> Iterable[str]:
        """Return the words of a part that the mapping explains."""
        if option == "predicate":
            return [said.spelling for said in self._mapping.predicates]
        words: Iterable[str] = getattr(self._mapping, _WORDS.get(option, ""), ())
        return words

    def batches(self) -> Iterator[Batch]:
        """Yield the rows that count, frame by frame."""
        for frame in self._table.frames():
            rows = frame.filter(self._kept)
            self._reading.report.note(EventKind.ROW_BY_MAPPING, count=frame.height - rows.height)
            if rows.height:
                yield self._batch(rows.select(LINE, **self._parts))

    def _batch(self, frame: pl.DataFrame) -> Batch:
        frame = self._with_data(frame)
        nodes = []
        for end in _ENDS:
            frame, fresh = self._identified(frame, end)
            nodes += fresh
        frame, predicates = self._with_predicates(frame)
        frame = self._with_signs(frame)
        frame = self._with_directions(frame)
        frame = frame.with_columns(cells_of(frame["cell"], self._reading)).explode("cell", empty_as_null=True)
        frame = self._with_references(self._without_strange_types(frame))
        statements = frame.select(
            *"subject predicate object sign reference direction locator cell".split(),
            species=taxon_ids(frame["species"], self._reading),
            evidence_type=self._evidence_types(frame),
        )
        return Batch(
            nodes=pl.concat(nodes, how="diagonal") if nodes else None,
            statements=statements,
            predicates=predicates,
        )

    def _without(self, frame: pl.DataFrame, bad: pl.Expr, problem: str, column: str) -> pl.DataFrame:
        return drop_bad(frame, bad, problem, self._reading, self._path, column=column, headers=self._headers)

    def _with_data(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return the rows but those that say that nothing is known (GO's ND)."""
        nothing = [code for code in NO_DATA if code not in self._mapping.evidence_types]
        rows = frame.filter(~pl.col("evidence_type").is_in(nothing).fill_null(False))
        self._reading.report.note(EventKind.ANNOTATION_WITHOUT_DATA, count=frame.height - rows.height)
        return rows

    # the ends

    def _identified(self, frame: pl.DataFrame, end: str) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
        """Return the rows with identifiers in the column ``end``, and the nodes that they name."""
        kind = self._ends[end].kind
        fresh: list[pl.DataFrame] = []
        empty = pl.col(end).is_null() | (pl.col(end) == "")
        frame = self._without(frame, empty, f"it has no {end}.", end)
        frame = self._without_strange_classes(frame, end)
        frame = frame.with_columns(with_colons(without_marks(frame[end], self._reading)))
        if kind:
            nothing = names_nothing(end) & ~(
                pl.col(end).is_in(["nan", "none"]) & (species_ids(frame["species"]) == _FLY).fill_null(False)
            )
            frame = self._without(frame, nothing, _NO_NAME, end)
            if kind != "disease":  # OMIM's titles have their short form behind a semicolon
                frame = self._without(frame, ~is_curie(end) & several(end), SEVERAL_NAMES, end)
            texts = frame.select(pl.when(~is_curie(end)).then(pl.col(end))).to_series()
            ids, nodes = self._names[kind].ids(texts, frame["species"])
            frame = frame.with_columns(pl.coalesce(ids.alias(end), pl.col(end)).alias(end))
            fresh.append(nodes)
        else:
            frame = self._prefixed(frame, end)
        hint = f" Where these are names, say -p {end}_kind=gene (or microrna, mixed, disease)."
        frame = with_identifiers(frame, (end,), self._reading, self._path, self._headers, hint)
        described = frame.select(id=end, category=f"{end}_category", label=f"{end}_label")
        described = described.filter(pl.col("category").is_not_null() | pl.col("label").is_not_null()).unique(
            maintain_order=True
        )
        if described.height:
            fresh.append(self._with_classes(described))
        return frame, fresh

    def _without_strange_classes(self, frame: pl.DataFrame, end: str) -> pl.DataFrame:
        """Return the rows but those with a class of ours that there is not: typing errors."""
        column = f"{end}_category"
        for text in frame[column].drop_nulls().unique(maintain_order=True):
            if text not in self._mapping.classes and (problem := biolink.not_our_class(text)):
                frame = self._without(frame, pl.col(column) == text, problem, column)
        return frame

    def _prefixed(self, frame: pl.DataFrame, end: str) -> pl.DataFrame:
        """Return the rows with the prefix before what is no CURIE; that of a column as the mapping has it."""
        words = self._mapping.prefixes
        prefix = pl.col(f"{end}_prefix")
        if f"{end}_prefix" in self._headers:
            wrong = (
                prefix.is_not_null() & ~prefix.is_in(list(words)) & ~prefix.str.contains(r"^[A-Za-z][\w.-]*$")
            )
            problem = "{} is no prefix. Say which one it means with 'prefixes:' in a mapping file."
            frame = self._without(frame, wrong, problem, f"{end}_prefix")
            prefix = prefix.replace(words)
        bare = ~is_curie(end) & prefix.is_not_null() & (prefix != "")
        whole = pl.concat_str(prefix, pl.lit(":"), pl.col(end))
        return frame.with_columns(pl.when(bare).then(whole).otherwise(end).alias(end))

    def _with_classes(self, nodes: pl.DataFrame) -> pl.DataFrame:
        """Return nodes with classes of ours: by the mapping, by our names, by Biolink's; others are told."""
        words = nodes["category"].drop_nulls().unique().to_list()
        said, called = self._mapping.classes, vocabulary().class_called
        classes = {word: said.get(word) or called(word) or biolink.class_of([word]) for word in words}
        lost = [word for word, name in classes.items() if name is None]
        if lost:
            count = int(nodes["category"].is_in(lost).sum())
            self._reading.report.note(EventKind.CATEGORY_WITHOUT_CLASS, *lost, count=count)
        given = pl.Series(list(classes), dtype=pl.String)
        found = pl.Series(list(classes.values()), dtype=pl.String)
        return nodes.with_columns(pl.col("category").replace_strict(given, found, default=None))

    # the rest of a statement

    def _with_predicates(self, frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame | None]:
        """Return the rows with CURIEs of predicates, and those that the ontology does not declare."""
        spelled = {predicate.spelling: predicate for predicate in self._mapping.predicates}
        frame = self._with_denials(frame)
        if "" in spelled:
            frame = frame.with_columns(pl.col("predicate").fill_null(""))
        frame = self._without(frame, pl.col("predicate").is_null(), "it has no predicate.", "predicate")
        mistaken = is_mistaken("predicate") & ~pl.col("predicate").is_in(list(spelled))
        frame = self._without(frame, mistaken, FORBIDDEN, "predicate")
        met = frame["predicate"].unique().drop_nulls()
        known = {text: biolink.predicate_curie(text) for text in met if ":" in text and text not in spelled}
        plain = met.filter(~met.is_in([*known, *spelled])).sort()
        called = {text: curie for text in plain if (curie := biolink.predicate_called(text))}
        count = int(frame["predicate"].is_in(list(called)).sum())
        said = [f"{text} = {curie}" for text, curie in called.items()]
        self._reading.report.note(EventKind.PREDICATE_BY_NAME, *said, count=count)
        frame = frame.with_columns(pl.col("predicate").replace({**known, **called}))
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
        return frame.with_columns(pl.col("predicate").replace(ids)), self._new_predicates(ids)

    def _with_denials(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return the rows with relations without their NOT, and whether they had one as ``denied``.

        A relation that the mapping spells with its NOT is that relation.
        """
        spelled = {predicate.spelling for predicate in self._mapping.predicates}
        met = frame["predicate"].drop_nulls().unique()
        texts = [text for text in met if text not in spelled and relation_of(text)[1]]
        denied = pl.col("predicate").is_in(texts).fill_null(False)
        bare = {text: relation_of(text)[0] or None for text in texts}
        return frame.with_columns(pl.col("predicate").replace(bare), denied=denied)

    def _new_predicates(self, ids: Mapping[str, str]) -> pl.DataFrame | None:
        """Return the predicates, by their spelling, that the ontology does not declare, each once."""
        said = {predicate.id: predicate for predicate in self._mapping.predicates}
        rows = []
        for text, curie in ids.items():
            if curie in self._declared:
                continue
            found = said.get(curie)
            label = (found.label if found else None) or re.split("[:/#]", text.rstrip("/#"))[-1].replace(
                "_", " "
            )
            role, sign = (found.role or "contextual", found.sign) if found else ("contextual", None)
            rows.append((curie, role, sign or (None if role == "contextual" else "?"), label))
            self._declared.add(curie)
        schema = dict.fromkeys(("id", "role", "sign", "label"), pl.String())
        return pl.DataFrame(rows, schema=schema, orient="row") if rows else None

    def _with_signs(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return the rows with signs: those of a column in our words, or those of two columns."""
        if self._mapping.raises:
            return self._with_two_signs(frame)
        own = {text.casefold(): sign for text, sign in self._mapping.signs.items()}
        more = " Say what else means which with 'signs:' in a mapping file."
        return self._translated(frame, "sign", {**SIGNS, **own}.get, f"'+', '-' or '?' is expected.{more}")

    def _with_two_signs(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return the rows with the sign of the column that says yes; with both signs a row is two."""
        for part in ("raises", "lowers"):
            frame = frame.with_columns(yes_or_no(frame[part]).alias(f"{part} it"))
            frame = self._without(frame, pl.col(f"{part} it").is_null(), NEITHER, part)
        up, down = pl.col("raises it"), pl.col("lowers it")
        signs = (
            pl.when(up & down)
            .then(pl.lit(["+", "-"]))
            .when(up)
            .then(pl.lit(["+"]))
            .when(down)
            .then(pl.lit(["-"]))
            .otherwise(pl.lit(["?"]))
        )
        return frame.with_columns(sign=signs).explode("sign")

    def _with_directions(self, frame: pl.DataFrame) -> pl.DataFrame:
        own = {text.casefold(): said for text, said in self._mapping.directions.items()}
        more = (
            "'supports' or 'refutes' is expected. Say what else means which with 'directions:' in a mapping"
            " file."
        )
        frame = self._translated(frame, "direction", lambda text: direction_of(text, own), more)
        denied = pl.when("denied").then(pl.lit("refutes")).otherwise("direction")
        return frame.with_columns(direction=denied)

    def _translated(
        self, frame: pl.DataFrame, column: str, meaning: Callable[[str], str | None], more: str
    ) -> pl.DataFrame:
        """Return the rows with a column in our words; rows with other words are bad."""
        folded = pl.col(column).str.to_lowercase()
        texts = frame.select(folded).to_series().drop_nulls().unique().to_list()
        words = {text: found for text in texts if (found := meaning(text)) is not None}
        wrong = folded.is_not_null() & ~folded.is_in(list(words))
        frame = self._without(frame, wrong, f"{{}} is no {column}: {more}", column)
        return frame.with_columns(folded.replace(words).alias(column))

    def _with_references(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return a row for each reference; bare numbers are PubMed's."""
        frame = with_references(frame, "reference", self._reading, numbers=True)
        return frame.with_columns(locator=pl.coalesce("locator", "unread"))

    def _without_strange_types(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return the rows but those with an evidence type of ours that there is not: typing errors."""
        for text in frame["evidence_type"].drop_nulls().unique(maintain_order=True):
            problem = "" if text in self._mapping.evidence_types else biolink.not_our_type(text)
            if problem:
                frame = self._without(frame, pl.col("evidence_type") == text, problem, "evidence_type")
        return frame

    def _evidence_types(self, frame: pl.DataFrame) -> pl.Series:
        """Return the weighed type of each row; codes that are only near to one, or none, are told."""
        texts, own = frame["evidence_type"], self._mapping.evidence_types
        types = {text: evidence_of(text, own) for text in texts.drop_nulls().unique().to_list()}
        words = {*own, *(f"{word}.0" for word in own), *biolink.GO_CODES}
        lost = [text for text, found in types.items() if found != text and text not in words]
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
        example_zh=EXAMPLE_ZH,
    )
}
