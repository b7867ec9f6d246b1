"""Answers to queries, and how they look: ``QueryResult`` for SELECT and ASK, ``TriplesResult`` for the rest.

The RDF terms are kept; plain Python values and every rendering are made from them on demand.
"""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from msc_graph.errors import UnknownFormat
from msc_graph.vocabulary import curies
from msc_graph.vocabulary.namespaces import XSD

if TYPE_CHECKING:
    import pandas
    import polars
    from pyoxigraph import QuerySolutions

Term: TypeAlias = NamedNode | BlankNode | Literal | Triple
Value: TypeAlias = str | int | float | bool | Decimal | date | None
"""A cell: a CURIE (or IRI) for an IRI, the typed value of a literal, None where the variable is unbound."""

HTML_ROWS = 1000
"""Most rows that a notebook shows; a browser cannot hold a hundred thousand. Our choice."""

FILE_FORMATS = ("xlsx", "parquet")
"""Formats that are no text: they go into a file."""

_INTEGER_TYPES = frozenset(
    XSD + name
    for name in (
        "integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger",
        "nonPositiveInteger", "negativeInteger", "unsignedLong",
        "unsignedInt", "unsignedShort", "unsignedByte",
    )
)  # fmt: skip
_NUMBER = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
_LONGEST_INTEGER = 4000
# Python refuses to read longer ones (sys.set_int_max_str_digits, 4300 by default).


def _lexical(pattern: str, read: Callable[[str], Value]) -> tuple[re.Pattern[str], Callable[[str], Value]]:
    return re.compile(pattern), read


_READ_INTEGER = _lexical(rf"[+-]?[0-9]{{1,{_LONGEST_INTEGER}}}", int)
_READ_FLOAT = _lexical(rf"{_NUMBER}(?:[eE][+-]?[0-9]+)?|[+-]?INF|NaN", float)
_READERS = {
    **dict.fromkeys(_INTEGER_TYPES, _READ_INTEGER),
    f"{XSD}decimal": _lexical(_NUMBER, Decimal),
    f"{XSD}double": _READ_FLOAT,
    f"{XSD}float": _READ_FLOAT,
    f"{XSD}boolean": _lexical(r"true|false|0|1", lambda text: text in {"true", "1"}),
    f"{XSD}date": _lexical(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", date.fromisoformat),
    f"{XSD}dateTime": _lexical(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T.*", datetime.fromisoformat),
}
# Source of the lexical forms: XML Schema 1.1 Part 2, sections 3.3 and 3.4, https://www.w3.org/TR/xmlschema11-2/.


def literal_value(literal: Literal) -> Value:
    """Return the Python value of a literal: number, truth value, date, or else its text.

    A text that is not in the lexical space of its datatype stays a text.

    >>> literal_value(Literal(6)), literal_value(Literal("six", datatype=NamedNode(XSD + "integer")))
    (6, 'six')
    """
    reader = _READERS.get(literal.datatype.value)
    if reader is None or not reader[0].fullmatch(literal.value):
        return literal.value
    try:
        return reader[1](literal.value)
    except ValueError:  # 2022-02-30
        return literal.value


def term_value(term: Term | None, compress: Callable[[str], str]) -> Value:
    """Return the Python value of a term; ``compress`` makes CURIEs of IRIs; None stays None."""
    if isinstance(term, NamedNode):
        return compress(term.value)
    if isinstance(term, Literal):
        return literal_value(term)
    return None if term is None else str(term)


def value_text(value: Value) -> str:
    """Return a value as text: empty for None, ``true`` and ``false`` for truth values, ISO 8601 for dates."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)


@dataclass(frozen=True)
class QueryResult:
    """The answer to a SELECT or ASK query.

    ``columns`` are the variables in the query's order and ``terms`` the RDF terms, one tuple a row, None
    where unbound. An ASK query (``ask`` is true) has one column "ask" and one row. ``compress`` turns IRIs
    into CURIEs. An answer is true when it has rows; for ASK, when the answer is yes.
    """

    columns: tuple[str, ...]
    terms: tuple[tuple[Term | None, ...], ...]
    ask: bool = False
    compress: Callable[[str], str] = field(default=curies.compress, repr=False, compare=False)

    @cached_property
    def rows(self) -> tuple[tuple[Value, ...], ...]:
        """The rows as plain Python values, in the query's order; empty when nothing matches."""
        return tuple(tuple(term_value(term, self.compress) for term in row) for row in self.terms)

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.terms)

    def __iter__(self) -> Iterator[tuple[Value, ...]]:
        """Return an iterator over ``rows``."""
        return iter(self.rows)

    def __bool__(self) -> bool:
        """Return the answer of an ASK query, and for others whether there is a row."""
        return self.rows[0][0] is True if self.ask else bool(self.terms)

    def as_dicts(self) -> list[dict[str, Value]]:
        """Return the rows as dictionaries from column to value, in order; unbound columns are None."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]

    def render(
        self,
        format_name: str,
        *,
        labels: Callable[[str], str] | None = None,
        ids: bool = False,
        width: int | None = None,
        lang: str = "en",
    ) -> str:
        r"""Return the answer as text that ends with a line break.

        Args:
            format_name: ``"table"`` (ASCII borders), ``"csv"``, ``"tsv"`` (tab, line break and backslash
                written ``\t``, ``\n``, ``\\``), ``"json"`` (SPARQL 1.1 Query Results JSON), ``"md"``.
            labels: gives the label of a CURIE, shown in its place; "json" always keeps the IRI.
            ids: show CURIEs even where ``labels`` are given.
            width: terminal cells that a line of a "table" may have; None for as many as needed.
            lang: ``"en"`` or ``"zh"``, of the count of rows below a "table".

        Raises:
            UnknownFormat: another format; the known ones are listed.
        """
        if format_name == "table":
            return _table(self, None if ids else labels, width, lang)
        renderer = _RENDERERS.get(format_name)
        if renderer is None:
            raise UnknownFormat(format_name, ("table", *_RENDERERS, *FILE_FORMATS))
        return renderer(self, None if ids else labels)

    def to_bytes(
        self, format_name: str, *, labels: Callable[[str], str] | None = None, ids: bool = False
    ) -> bytes:
        """Return the answer as the bytes of a file; the same answer gives the same bytes.

        Args:
            format_name: ``"xlsx"``, ``"parquet"``, or one of the formats of ``render`` (UTF-8).
            labels: as for ``render``.
            ids: as for ``render``.

        Raises:
            UnknownFormat: another format; the known ones are listed.
            MissingPart: what writes the format is not installed.
            UnwritableValue: the format cannot hold a value, or so many.
        """
        from msc_graph.tables.frames import parquet_bytes, xlsx_bytes

        if format_name not in FILE_FORMATS:
            return self.render(format_name, labels=labels, ids=ids).encode()
        return (xlsx_bytes if format_name == "xlsx" else parquet_bytes)(self, None if ids else labels)

    def to_pandas(self) -> pandas.DataFrame:
        """Return the rows as a pandas data frame with real (nullable) types, one column a variable.

        Raises:
            MissingPart: pandas is not installed.
        """
        from msc_graph.tables.frames import to_pandas

        return to_pandas(self)

    def to_polars(self) -> polars.DataFrame:
        """Return the rows as a polars data frame with real types, one column a variable.

        Raises:
            MissingPart: polars is not installed.
        """
        from msc_graph.tables.frames import to_polars

        return to_polars(self)

    def _repr_html_(self) -> str:
        """Return an HTML table for a notebook; everything in it is escaped."""
        head = "".join(f"<th>{html.escape(column)}</th>" for column in self.columns)
        body = "".join(
            f"<tr>{''.join(_html_cell(term, value) for term, value in zip(terms, values, strict=True))}</tr>"
            for terms, values in zip(self.terms[:HTML_ROWS], self.rows[:HTML_ROWS], strict=True)
        )
        shown = f"first {HTML_ROWS} of " if len(self) > HTML_ROWS else ""
        return (
            f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
            f"<p>{shown}{_counted(self)}</p>"
        )


def from_solutions(
    solutions: QuerySolutions, *, compress: Callable[[str], str] = curies.compress
) -> QueryResult:
    """Return the engine's solutions as a result, in their order."""
    columns = tuple(variable.value for variable in solutions.variables)
    return QueryResult(columns, tuple(tuple(solution) for solution in solutions), compress=compress)


def from_boolean(answer: bool) -> QueryResult:
    """Return the result of an ASK query."""
    return QueryResult(("ask",), ((Literal(answer),),), ask=True)


def _html_cell(term: Term | None, value: Value) -> str:
    text = html.escape(value_text(value))
    if isinstance(term, NamedNode) and term.value.startswith(("http://", "https://")):
        return f'<td><a href="{html.escape(term.value)}" rel="noopener noreferrer">{text}</a></td>'
    return f"<td>{text}</td>"


def _counted(result: QueryResult, lang: str = "en") -> str:
    if lang == "zh":
        return f"{len(result)} 行"
    return f"{len(result)} row{'s' * (len(result) != 1)}"


def _texts(result: QueryResult, labels: Callable[[str], str] | None) -> list[list[str]]:
    """Return the cells as text, IRIs as labels where ``labels`` are given."""
    return [
        [
            labels(str(value)) if labels and isinstance(term, NamedNode) else value_text(value)
            for term, value in zip(terms, values, strict=True)
        ]
        for terms, values in zip(result.terms, result.rows, strict=True)
    ]


_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# Control characters and marks of writing direction: they move a terminal's cursor or colour its text.


def one_line(text: str) -> str:
    """Return ``text`` on one line and harmless to a terminal: line breaks are blanks, controls ``?``."""
    return _CONTROL.sub("?", re.sub(r"[\r\n\t]+", " ", text))


def _table(
    result: QueryResult, labels: Callable[[str], str] | None, width: int | None = None, lang: str = "en"
) -> str:
    from msc_graph.tables.bordered import table

    numeric = [_is_numeric(column) for column in zip(*result.rows, strict=True)]
    body = [
        [
            _short(value) if isinstance(value, float) else one_line(text)
            for text, value in zip(*pair, strict=True)
        ]
        for pair in zip(_texts(result, labels), result.rows, strict=True)
    ]
    lines = [[one_line(column) for column in result.columns], *body]
    shown = table(lines, right=numeric or [False] * len(result.columns), width=width)
    return f"{shown}\n{_counted(result, lang)}\n"


def _short(value: float) -> str:
    """Return a floating point number for reading: at most four significant digits."""
    return f"{value:.4g}"


def _is_numeric(values: Sequence[Value]) -> bool:
    """Return whether a column holds numbers only (and perhaps gaps)."""
    present = [value for value in values if value is not None]
    return bool(present) and all(
        isinstance(value, int | float | Decimal) and not isinstance(value, bool) for value in present
    )


def _csv(result: QueryResult, labels: Callable[[str], str] | None) -> str:
    return "".join(_csv_row(texts) for texts in (result.columns, *_texts(result, labels)))


def _csv_row(texts: Sequence[str]) -> str:
    """Return one row that ends with a line feed.

    The writer is told of both line-break characters, because it quotes only those that it is told of.
    """
    row = io.StringIO()
    csv.writer(row, lineterminator="\r\n").writerow(texts)
    return row.getvalue().removesuffix("\r\n") + "\n"


_TSV_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _tsv(result: QueryResult, labels: Callable[[str], str] | None) -> str:
    rows = [[*result.columns], *_texts(result, labels)]
    return "".join("\t".join(text.translate(_TSV_ESCAPES) for text in row) + "\n" for row in rows)


_MARKDOWN_SPECIAL = re.compile(r"([\\`*_\[\]|])")


def _markdown(result: QueryResult, labels: Callable[[str], str] | None) -> str:
    def row(texts: Sequence[str]) -> str:
        escaped = (_MARKDOWN_SPECIAL.sub(r"\\\1", html.escape(one_line(text), quote=False)) for text in texts)
        return "| " + " | ".join(escaped) + " |\n"

    rule = "|" + " --- |" * len(result.columns) + "\n"
    return row(result.columns) + rule + "".join(row(texts) for texts in _texts(result, labels))


def _json(result: QueryResult, labels: Callable[[str], str] | None) -> str:
    # Source: https://www.w3.org/TR/sparql11-results-json/
    del labels  # the format names nodes by IRI
    document: dict[str, Any]
    if result.ask:
        document = {"head": {}, "boolean": bool(result)}
    else:
        bindings = [
            {
                column: _json_term(term)
                for column, term in zip(result.columns, row, strict=True)
                if term is not None
            }
            for row in result.terms
        ]
        document = {"head": {"vars": list(result.columns)}, "results": {"bindings": bindings}}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _json_term(term: Term) -> dict[str, Any]:
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, Triple):
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        return {"type": "triple", "value": {name: _json_term(part) for name, part in parts.items()}}
    binding = {"type": "literal", "value": term.value}
    if term.language:
        binding["xml:lang"] = term.language
    elif term.datatype.value != f"{XSD}string":
        binding["datatype"] = term.datatype.value
    return binding


_RENDERERS: dict[str, Callable[[QueryResult, Callable[[str], str] | None], str]] = {
    "csv": _csv,
    "tsv": _tsv,
    "json": _json,
    "md": _markdown,
}


@dataclass(frozen=True)
class TriplesResult:
    """The answer to a CONSTRUCT or DESCRIBE query: its ``triples``, each once, in the order of N-Triples."""

    triples: tuple[Triple, ...]

    def __len__(self) -> int:
        """Return the number of triples."""
        return len(self.triples)

    def __iter__(self) -> Iterator[Triple]:
        """Return an iterator over the triples."""
        return iter(self.triples)

    def serialize(self, format_name: str, *, prefixes: Mapping[str, str] | None = None) -> bytes:
        """Return the triples in an RDF format, or as GraphML, UTF-8; the same triples give the same bytes.

        In GraphML a triple between two things is an edge; labels and classes become attributes, other texts
        are left out.

        Args:
            format_name: "turtle", "ntriples", "nquads", "trig", "jsonld", "rdfxml" or "graphml", or a usual
                extension.
            prefixes: namespaces by prefix, to shorten Turtle, TriG and RDF/XML.

        Raises:
            UnknownFormat: another format; the known ones are listed.
            UnwritableValue: RDF/XML cannot hold one of the terms.
        """
        from msc_graph.exports.formats import format_for
        from msc_graph.exports.rdf import SERIALIZERS, write_rdf

        known = format_for("", format_name).name
        if known == "graphml":
            from msc_graph.exports.triples_graphml import triples_graphml

            return triples_graphml(self.triples)
        if known not in SERIALIZERS:
            raise UnknownFormat(format_name, (*SERIALIZERS, "graphml"))
        quads = (Quad(triple.subject, triple.predicate, triple.object) for triple in self.triples)
        written = io.BytesIO()
        write_rdf(quads, written, format_name=known, prefixes=prefixes or {})
        return written.getvalue()
