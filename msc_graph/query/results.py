"""Answers to queries, and how they look: ``QueryResult`` for SELECT and ASK, ``TriplesResult`` for the rest.

The RDF terms are kept; plain Python values and every rendering are made from them on demand.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from msc_graph.errors import UnknownFormat, UsageError, must_be_text, must_be_whole
from msc_graph.languages import LANGUAGES, check_language
from msc_graph.messages.queries import column_in
from msc_graph.messages.values import value_in
from msc_graph.rdf.literals import literal_value
from msc_graph.system.checked import checked
from msc_graph.system.told import counted, told
from msc_graph.tables.table import Table
from msc_graph.tables.values import Value
from msc_graph.tables.writers import html_table
from msc_graph.vocabulary import curies
from msc_graph.vocabulary.namespaces import XSD

if TYPE_CHECKING:
    import pandas
    import polars
    from pyoxigraph import QuerySolutions

Term: TypeAlias = NamedNode | BlankNode | Literal | Triple
Cell: TypeAlias = Term | tuple[Term, ...] | None
"""What stands in a row: a term, several in a list, or nothing."""
Labels: TypeAlias = Callable[[str], str] | str | None
"""Gives the label of a CURIE, which then stands in its place, or names a language; None for CURIEs."""
LIST_SEPARATOR = "; "
"""What stands between the values of a list."""


def term_value(term: Term | None, compress: Callable[[str], str]) -> Value:
    """Return the Python value of a term; ``compress`` makes CURIEs of IRIs; None stays None."""
    if isinstance(term, NamedNode):
        return compress(term.value)
    if isinstance(term, Literal):
        return literal_value(term)
    return None if term is None else str(term)


def term_text(term: Term | None, compress: Callable[[str], str]) -> str:
    """Return a term as a table writes it: the lexical form of a literal, a CURIE for an IRI, "" for None."""
    if isinstance(term, Literal):
        return term.value
    return compress(term.value) if isinstance(term, NamedNode) else "" if term is None else str(term)


@checked
@dataclass(frozen=True)
class QueryResult:
    """The answer to a SELECT or ASK query.

    ``columns`` are the variables in the query's order and ``terms`` the RDF terms, one tuple a row, None
    where unbound. An ASK query (``ask`` is true) has one column "ask" and one row. ``compress`` turns IRIs
    into CURIEs. An answer is true when it has rows; for ASK, when the answer is yes.

    Columns named in ``lists`` have several values of one thing: ``terms`` holds a row for each, and whatever
    else is made of the answer one row a thing, with its values, each once, in one cell. `long` gives the
    answer with one row for each. ``named`` gives the labels of the graph in a language, by CURIE;
    None where the answer came without its graph. A pickled answer keeps the labels of what stands in it.
    ``saved`` tells the answer of a saved question: `told_in` knows the words of its columns and values.
    """

    columns: tuple[str, ...]
    terms: tuple[tuple[Term | None, ...], ...]
    ask: bool = False
    compress: Callable[[str], str] = field(default=curies.compress, repr=False, compare=False)
    lists: tuple[str, ...] = ()
    named: Callable[[str], Mapping[str, str]] | None = field(default=None, repr=False, compare=False)
    saved: bool = field(default=False, repr=False, compare=False)

    def __getstate__(self) -> dict[str, Any]:
        state = {each.name: getattr(self, each.name) for each in fields(self)}
        if self.named is not None:
            labels = {lang: self.named(lang) for lang in LANGUAGES}
            kept = {
                lang: {one: names[one] for one in self._curies if one in names}
                for lang, names in labels.items()
            }
            state["named"] = kept.__getitem__
        return state

    @property
    def _curies(self) -> set[str]:
        """The CURIEs that stand in it."""
        cells = {cell for row in self.terms for cell in row if isinstance(cell, NamedNode)}
        return {self.compress(cell.value) for cell in cells}

    @cached_property
    def rows(self) -> tuple[tuple[Value, ...], ...]:
        """The rows as plain Python values, in the query's order; empty when nothing matches."""
        return tuple(tuple(_value(cell, self.compress) for cell in row) for row in self._cells)

    @cached_property
    def _cells(self) -> tuple[tuple[Cell, ...], ...]:
        """The rows of terms, those of one thing as one."""
        listed = [name in self.lists for name in self.columns]
        return _folded(self.terms, listed) if any(listed) else self.terms

    def long(self) -> QueryResult:
        """Return the same answer with one row for each value of a list."""
        return replace(self, lists=())

    def head(self, rows: int) -> QueryResult:
        """Return the same answer with its first rows alone, at most ``rows`` (at least 1).

        Raises:
            UsageError: ``rows`` is no such number.
        """
        most = must_be_whole(rows, "rows", least=1)
        if len(self) <= most:
            return self
        listed = [name in self.lists for name in self.columns]
        if not any(listed):
            return replace(self, terms=self.terms[:most])
        things = [*dict.fromkeys(_thing(row, listed) for row in self.terms)]
        kept = set(things[:most])
        return replace(self, terms=tuple(row for row in self.terms if _thing(row, listed) in kept))

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self._cells)

    def __iter__(self) -> Iterator[tuple[Value, ...]]:
        """Return an iterator over ``rows``."""
        return iter(self.rows)

    def __bool__(self) -> bool:
        """Return the answer of an ASK query, and for others whether there is a row."""
        return self.rows[0][0] is True if self.ask else bool(self.terms)

    def __repr__(self) -> str:
        return told(
            self,
            f"{counted(len(self), 'row')} of {', '.join(self.columns)}",
            first=" | ".join(map(str, self.rows[0])) if len(self) else None,
        )

    def as_dicts(self) -> list[dict[str, Value]]:
        """Return the rows as dictionaries from column to value, in order; unbound columns are None."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]

    def as_table(self, labels: Labels = None) -> Table:
        """Return the answer as a table, literals in their lexical form.

        Args:
            labels: a language (``"en"``, ``"zh"``), or a function that gives the label of a CURIE, which then
                stands in its place; None for CURIEs.

        Raises:
            UsageError: there is no such language, or the answer came without its graph.
        """
        shown = self._shown(labels)
        rows = tuple(tuple(_value(cell, shown) for cell in row) for row in self._cells)
        texts = tuple(tuple(_text(cell, shown) for cell in row) for row in self._cells)
        return Table(self.columns, rows, texts)

    def told_in(self, lang: str, labels: Labels = None, *, ids: bool = False) -> Table:
        """Return the answer as people read it, in their language.

        Columns and values of a saved question are in words of ``lang``; a query of one's own keeps the names
        of its variables and its literals.

        Args:
            lang: ``"en"`` or ``"zh"``.
            labels: as for `as_table`; ``lang`` where it is None and ``ids`` is not set.
            ids: CURIEs in place of labels.
        """
        check_language(lang)
        called = None if ids else lang if labels is None else labels
        plain = self.as_table(called)
        if not self.saved or lang == LANGUAGES[0]:
            return plain
        shown = self._shown(called)
        texts = tuple(
            tuple(_told(cell, name, shown, lang) for name, cell in zip(self.columns, row, strict=True))
            for row in self._cells
        )
        return replace(plain, columns=tuple(column_in(name, lang) for name in self.columns), texts=texts)

    def _shown(self, labels: Labels) -> Callable[[str], str]:
        """Return what gives the text of an IRI."""
        label = self._labels(labels)
        return self.compress if label is None else lambda iri: label(self.compress(iri))

    def _labels(self, labels: Labels) -> Callable[[str], str] | None:
        """Return what gives the label of a CURIE; None for CURIEs."""
        if labels is None or callable(labels):
            return labels
        if not isinstance(labels, str):
            raise UsageError(f"labels are given by a language or a function, not by {type(labels).__name__}")
        check_language(labels)
        if self.named is None:
            raise UsageError("the answer came without its graph: give a function that returns the labels")
        names = self.named(labels)
        if expect := getattr(names, "expect", None):  # they lie elsewhere, and are asked for at once
            expect(self._curies)
        return lambda curie: names.get(curie, curie)

    def render(
        self,
        format_name: str,
        *,
        labels: Labels = None,
        ids: bool = False,
        width: int | None = None,
        lang: str = "en",
        safe: bool = False,
    ) -> str:
        r"""Return the answer as text that ends with a line break.

        Args:
            format_name: ``"table"`` (ASCII borders), ``"csv"``, ``"tsv"`` (tab, line break and backslash
                written ``\t``, ``\n``, ``\\``), ``"json"`` (SPARQL 1.1 Query Results JSON, which knows no
                lists: one row for each value), ``"md"``.
            labels: as for `as_table`; "json" always keeps the IRI.
            ids: show CURIEs even where ``labels`` are given.
            width: terminal cells that a line of a "table" may have; None for as many as needed.
            lang: ``"en"`` or ``"zh"``, of the count of rows below a "table".
            safe: in CSV and TSV, write no cell that a spreadsheet takes for a formula.

        Raises:
            UnknownFormat: another format; the known ones are listed.
        """
        if must_be_text(format_name, "the format") == "json":
            return _json(self)
        table = self.as_table(None if ids else labels)
        return table.render(format_name, width=width, lang=lang, safe=safe)

    def to_bytes(
        self,
        format_name: str,
        *,
        labels: Labels = None,
        ids: bool = False,
        safe: bool = False,
    ) -> bytes:
        """Return the answer as the bytes of a file; the same answer gives the same bytes.

        Args:
            format_name: ``"xlsx"``, ``"parquet"``, or one of the formats of ``render`` (UTF-8).
            labels: as for ``render``.
            ids: as for ``render``.
            safe: as for ``render``.

        Raises:
            UnknownFormat: another format; the known ones are listed.
            MissingPart: what writes the format is not installed.
            UnwritableValue: the format cannot hold a value, or so many.
        """
        if must_be_text(format_name, "the format") == "json":
            return _json(self).encode()
        return self.as_table(None if ids else labels).to_bytes(format_name, safe=safe)

    def to_pandas(self, *, labels: Labels = None) -> pandas.DataFrame:
        """Return the rows as a pandas data frame with real (nullable) types, one column a variable.

        Args:
            labels: as for `as_table`; with a language, the values of a saved question are in its words too.

        Raises:
            MissingPart: pandas is not installed.
        """
        return self._framed(labels).to_pandas()

    def to_polars(self, *, labels: Labels = None) -> polars.DataFrame:
        """Return the rows as a polars data frame with real types, one column a variable.

        Args:
            labels: as for ``to_pandas``.

        Raises:
            MissingPart: polars is not installed.
        """
        return self._framed(labels).to_polars()

    def _framed(self, labels: Labels) -> Table:
        """Return the answer as a table for a frame: numbers and days stay what they are in any language."""
        table = self.as_table(labels)
        if not self.saved or not isinstance(labels, str) or labels == LANGUAGES[0]:
            return table
        told = self.told_in(labels).written
        rows = (
            tuple(word if isinstance(value, str) else value for value, word in zip(*pair, strict=True))
            for pair in zip(table.rows, told, strict=True)
        )
        texts = (
            tuple(word if isinstance(value, str) else text for value, word, text in zip(*row, strict=True))
            for row in zip(table.rows, told, table.written, strict=True)
        )
        return replace(table, rows=tuple(rows), texts=tuple(texts))

    def to_html(self, lang: str = "en", *, title: str = "", labels: Labels = None) -> str:
        """Return the answer as a whole page that opens from disk.

        Args:
            lang: ``"en"`` or ``"zh"``, of what stands beside the table.
            title: what stands above it.
            labels: as for ``render``.
        """
        curies, shown = self.as_table(), self.told_in(lang, labels, ids=labels is None)
        cells = (zip(*row, strict=True) for row in zip(shown.written, curies.written, strict=True))
        return _page(shown.columns, [list(row) for row in cells], lang, title)

    def _repr_html_(self) -> str:
        """Return an HTML table for a notebook; everything in it is escaped."""
        return _html(self.columns, self._cells, self.compress)


def _folded(rows: Iterable[tuple[Term | None, ...]], listed: Sequence[bool]) -> tuple[tuple[Cell, ...], ...]:
    """Return rows that differ only in the columns ``listed`` as one, with the values of these as lists.

    Rows and values stand in the order in which each comes first.
    """
    things: dict[tuple[Term | None, ...], list[dict[Term, None]]] = {}
    for row in rows:
        key = _thing(row, listed)
        values = things.setdefault(key, [{} for _ in row])
        for found, term, many in zip(values, row, listed, strict=True):
            if many and term is not None:
                found[term] = None
    return tuple(
        tuple(tuple(found) if many else term for found, term, many in zip(values, key, listed, strict=True))
        for key, values in things.items()
    )


def _thing(row: tuple[Term | None, ...], listed: Sequence[bool]) -> tuple[Term | None, ...]:
    """Return a row without its values of lists."""
    return tuple(None if many else term for term, many in zip(row, listed, strict=True))


def _html(columns: Iterable[str], rows: Sequence[Iterable[Cell]], compress: Callable[[str], str]) -> str:
    from msc_graph.pages.rendering import styled

    cells = ((_pieces(cell, compress) for cell in row) for row in rows)
    return styled(html_table(columns, cells, len(rows)))


def _page(columns: Sequence[str], cells: Sequence[Sequence[tuple[str, str]]], lang: str, title: str) -> str:
    """Return rows of texts and CURIEs as a whole page."""
    from msc_graph.messages.catalogue import in_language
    from msc_graph.messages.pages import PAGES
    from msc_graph.pages.rendering import whole

    check_language(lang)
    values = {"say": in_language(PAGES, lang), "columns": columns, "cells": cells, "notes": ()}
    return whole("table", lang, title or "msc-graph", **values)


def _value(cell: Cell, shown: Callable[[str], str]) -> Value:
    """Return the Python value of a cell: of a list its texts, joined; None where there is nothing."""
    return (_text(cell, shown) or None) if isinstance(cell, tuple) else term_value(cell, shown)


def _text(cell: Cell, shown: Callable[[str], str]) -> str:
    if isinstance(cell, tuple):
        return LIST_SEPARATOR.join(term_text(term, shown) for term in cell)
    return term_text(cell, shown)


def _told(cell: Cell, column: str, shown: Callable[[str], str], lang: str) -> str:
    """Return the text of a cell of a saved question in the words of a language."""
    if isinstance(cell, tuple):
        return LIST_SEPARATOR.join(_told(term, column, shown, lang) for term in cell)
    if not isinstance(cell, Literal) or (cell.language and cell.language != LANGUAGES[0]):
        return term_text(cell, shown)
    kind = cell.datatype.value.removeprefix(XSD)
    if kind not in ("string", "boolean") and not cell.language:
        return cell.value
    return value_in("boolean" if kind == "boolean" else _property(column), cell.value, lang)


def _property(column: str) -> str:
    """Return the name of the property whose values a column of a saved question holds.

    >>> _property("cargo_state")
    'cargoState'
    """
    first, *others = column.split("_")
    return first + "".join(map(str.capitalize, others))


def _pieces(cell: Cell, shown: Callable[[str], str]) -> list[tuple[str, str]]:
    """Return text and link of a cell; of a list, of each of its values."""
    terms = cell if isinstance(cell, tuple) else (cell,)
    return [(term_text(term, shown), term.value if isinstance(term, NamedNode) else "") for term in terms]


def from_solutions(
    solutions: QuerySolutions, *, compress: Callable[[str], str] = curies.compress
) -> QueryResult:
    """Return the engine's solutions as a result, in their order."""
    columns = tuple(variable.value for variable in solutions.variables)
    return QueryResult(columns, tuple(tuple(solution) for solution in solutions), compress=compress)


def from_boolean(answer: bool) -> QueryResult:
    """Return the result of an ASK query."""
    return QueryResult(("ask",), ((Literal(answer),),), ask=True)


def _json(result: QueryResult) -> str:
    # Source: https://www.w3.org/TR/sparql11-results-json/
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


@checked
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

    def __repr__(self) -> str:
        return told(self, counted(len(self), "triple"), first=next(iter(self), None))

    def serialize(self, format_name: str, *, prefixes: Mapping[str, str] | None = None) -> bytes:
        """Return the triples in an RDF format, or as GraphML, UTF-8; the same triples give the same bytes.

        In GraphML a triple between two things is an edge; all others become attributes of nodes.

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

    def to_html(self, lang: str = "en", *, title: str = "") -> str:
        """Return the triples as a whole page that opens from disk; arguments as of `QueryResult.to_html`."""
        cells = []
        for triple in self.triples:
            texts = (term_text(term, curies.compress) for term in triple)
            cells.append([(text, text) for text in texts])
        return _page(("subject", "predicate", "object"), cells, lang, title)

    def _repr_html_(self) -> str:
        """Return an HTML table of the triples for a notebook; everything in it is escaped."""
        rows = [(triple.subject, triple.predicate, triple.object) for triple in self.triples]
        return _html(("subject", "predicate", "object"), rows, curies.compress)
