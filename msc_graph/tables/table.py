"""A table as one value: columns and rows, and every form in which they are handed out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Self

from msc_graph.errors import UnknownFormat, UsageError, must_be_text, must_be_whole
from msc_graph.languages import check_language
from msc_graph.system.checked import checked
from msc_graph.system.told import counted, told
from msc_graph.tables import writers
from msc_graph.tables.values import Value, value_text

if TYPE_CHECKING:
    import pandas
    import polars

TEXT_FORMATS = ("table", "csv", "tsv", "json", "md")
"""Formats of text."""

FILE_FORMATS = ("xlsx", "parquet")
"""Formats that are no text: they go into a file."""

_WRITERS = {
    "csv": writers.csv_text,
    "tsv": writers.tsv_text,
    "json": writers.json_text,
    "md": writers.markdown,
}


@checked
@dataclass(frozen=True)
class Table:
    """Columns and rows. It is true when it has rows.

    ``columns`` are names, and each of ``rows`` holds one value a column. ``texts`` says how the cells are
    written where that is not `value_text`: an answer of SPARQL keeps the lexical forms of its literals.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    texts: tuple[tuple[str, ...], ...] | None = field(default=None, repr=False, compare=False)

    @classmethod
    def of(cls, columns: Iterable[str], rows: Iterable[Sequence[Value]]) -> Self:
        """Return the table of any columns and rows.

        Raises:
            UsageError: a row is no list, or has another number of values than there are columns.

        >>> Table.of(["a", "b"], [["x", 1]]).rows
        (('x', 1),)
        """
        table = cls(tuple(columns), tuple(map(_row, rows)))
        if any(len(row) != len(table.columns) for row in table.rows):
            raise UsageError(f"a row has another number of values than the {len(table.columns)} columns")
        return table

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.rows)

    def __iter__(self) -> Iterator[tuple[Value, ...]]:
        """Return an iterator over the rows."""
        return iter(self.rows)

    def __repr__(self) -> str:
        return told(
            self,
            f"{counted(len(self), 'row')} of {', '.join(self.columns)}",
            first=" | ".join(self.written[0]) if self.rows else None,
        )

    @cached_property
    def written(self) -> tuple[tuple[str, ...], ...]:
        """The cells as texts, exact."""
        if self.texts is not None:
            return self.texts
        return tuple(tuple(map(value_text, row)) for row in self.rows)

    def as_dicts(self) -> list[dict[str, Value]]:
        """Return the rows as dictionaries from column to value, in order."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]

    def safe(self) -> Table:
        """Return this table with an apostrophe before what a spreadsheet would take for a formula."""
        texts = tuple(tuple(map(writers.defused, row)) for row in self.written)
        return replace(self, columns=tuple(map(writers.defused, self.columns)), texts=texts)

    def render(
        self, format_name: str, *, width: int | None = None, lang: str = "en", safe: bool = False
    ) -> str:
        r"""Return the table as text that ends with a line break.

        Args:
            format_name: ``"table"`` (ASCII borders), ``"csv"``, ``"tsv"`` (tab, line break and backslash
                written ``\t``, ``\n``, ``\\``), ``"json"`` (a list of objects), ``"md"``.
            width: terminal cells that a line of a "table" may have; None for as many as needed.
            lang: ``"en"`` or ``"zh"``, of the count of rows below a "table".
            safe: in CSV and TSV, write no cell that a spreadsheet takes for a formula (`Table.safe`).

        Raises:
            UnknownFormat: another format; the known ones are listed.
            UsageError: there is no such language, or the width is no whole number of at least 1.
        """
        check_language(lang)
        if width is not None:
            must_be_whole(width, "the width", least=1)
        if format_name == "table":
            return writers.bordered(self, width, lang)
        writer = _WRITERS.get(must_be_text(format_name, "the format"))
        if writer is None:
            raise UnknownFormat(format_name, (*TEXT_FORMATS, *FILE_FORMATS))
        return writer(self.safe() if safe and format_name in ("csv", "tsv") else self)

    def to_bytes(self, format_name: str, *, safe: bool = False) -> bytes:
        """Return the table as the bytes of a file; the same table gives the same bytes.

        Args:
            format_name: ``"xlsx"``, ``"parquet"``, or one of the formats of ``render`` (UTF-8).
            safe: as for ``render``.

        Raises:
            UnknownFormat: another format; the known ones are listed.
            MissingPart: what writes the format is not installed.
            UnwritableValue: the format cannot hold a value, or so many.
        """
        from msc_graph.tables import frames

        if format_name not in FILE_FORMATS:
            return self.render(format_name, safe=safe).encode()
        return frames.xlsx_bytes(self) if format_name == "xlsx" else frames.parquet_bytes(self)

    def to_pandas(self) -> pandas.DataFrame:
        """Return a pandas data frame with real (nullable) types.

        Raises:
            MissingPart: pandas is not installed.
        """
        from msc_graph.tables.frames import to_pandas

        return to_pandas(self)

    def to_polars(self) -> polars.DataFrame:
        """Return a polars data frame with real types.

        Raises:
            MissingPart: polars is not installed.
        """
        from msc_graph.tables.frames import to_polars

        return to_polars(self)

    def _repr_html_(self) -> str:
        """Return an HTML table for a notebook; everything in it is escaped."""
        from msc_graph.pages.rendering import styled

        return styled(
            writers.html_table(
                self.columns, (([(text, "")] for text in row) for row in self.written), len(self)
            )
        )


def _row(row: object) -> tuple[Value, ...]:
    if isinstance(row, str | bytes) or not isinstance(row, Iterable):
        raise UsageError(f"a row of a table is a list of values, not of the kind {type(row).__name__}")
    return tuple(row)
