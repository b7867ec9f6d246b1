"""The first sheet with rows of an XLSX workbook as frames of text; openpyxl is an optional part."""

from __future__ import annotations

import json
import lzma
import re
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NoReturn
from xml.etree import ElementTree

import polars as pl

from msc_graph.errors import FileRefused, MissingPart, did_you_mean
from msc_graph.messages.imports import EventKind
from msc_graph.sources.batch import Reading
from msc_graph.sources.readers.text_files import (
    LINE,
    LOOKED_AT,
    ROWS,
    header_below,
    names_of_columns,
    near_columns,
    without_headers,
)
from msc_graph.system.digits import whole_number

MAX_RATIO = 100
"""Most bytes that a byte of a workbook may unfold to. Our choice: real ones reach about 20."""

FREE_BYTES = 64 * 1024 * 1024
"""Bytes that a part of a workbook may unfold to, whatever the ratio."""

FREE_STYLES = 16 * 1024 * 1024
"""Most bytes of a part that holds no cells, such as styles: real ones stay below one million."""

MAX_COLUMNS = 10_000
"""Most columns that are read."""

MAX_CELLS = 5_000_000
"""Most cells of a frame, which bounds the memory that a sheet takes."""

SHEET_ROWS, SHEET_COLUMNS = 1_048_576, 16_384
"""Most rows of a sheet, and most cells of a row. Source: "Excel specifications and limits", Microsoft."""

MAX_PLACES = 500_000_000
"""Most cells of a sheet, empty ones before the last of a row too. Our choice: 480 columns in every row."""

_TOO_FAR = "its rows or cells lie too far apart to be true. Save it as CSV."

ERRORS = frozenset(
    {"#N/A", "#REF!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#VALUE!", "#SPILL!", "#CALC!", "#FIELD!"}
)
"""What a cell shows whose formula fails. Source: ECMA-376, part 1, section 18.17.3, and newer programs."""

FREE_TAGS, TAGS_OF_CELL = 2_000_000, 100
"""Most tags of a part: of any, and for each cell that the workbook has. Our choice: what no cell shows is
read, too, at a million tags a second."""

LONGEST_TEXT = 32_767
"""Most characters of a cell. Source: as of `SHEET_ROWS`."""

MAX_BYTES = 4 * 1024**3
"""Most bytes of all parts of a workbook. Our choice: a full sheet (1,048,576 rows) has about one."""


class Sheet:
    """A sheet of a workbook: ``columns``, then ``frames()``, once, as of a delimited file.

    It is the first that is shown and holds something; the report tells of others.
    """

    def __init__(self, path: Path, reading: Reading) -> None:
        """Open the workbook and read the header.

        Raises:
            MissingPart: openpyxl is not installed.
            FileRefused: it is no workbook, is damaged, or unfolds to too much.
        """
        self.path, self._reading = path, reading
        _check_archive(path)
        self._others: list[str] = []
        self._rows = _rows(path, reading.progress, self._others)
        header = next(self._rows, None)
        if header is None or not any(header):
            raise FileRefused(path, "its first sheet is empty.", line=1)
        while header and not header[-1]:
            header.pop()
        self.columns = names_of_columns(path, [cell or "" for cell in header])
        reading.report.note(EventKind.SHEETS_NOT_READ, *self._others)

    def require(self, columns: Sequence[str]) -> None:
        """Raise ``FileRefused`` unless the sheet has these columns."""
        if missing := [column for column in columns if column not in self.columns]:
            rows = list(islice(self._rows, LOOKED_AT))
            near = header_below(rows, 2, missing) or did_you_mean(near_columns(missing, self.columns))
            problem = f"the header lacks {', '.join(missing)}; it has {', '.join(self.columns)}.{near}"
            if self._others:
                problem += (
                    f" Other sheets of the workbook are {', '.join(map(repr, self._others))}; put the one"
                )
                problem += " that is meant first."
            raise FileRefused(self.path, problem, line=1)

    def frames(self) -> Iterator[pl.DataFrame]:
        """Yield the rows as text, with the number of the row in the sheet; empty cells are null.

        A row as it stands in the file is the JSON array of its cells. A row with an error (`ERRORS`) is bad.
        """
        width = len(self.columns)
        schema = {**dict.fromkeys(self.columns, pl.String()), LINE: pl.Int64()}
        numbered = enumerate(self._rows, 2)
        filled = ((line, row[:width]) for line, row in numbered if any(row))
        while rows := list(islice(filled, max(1, min(ROWS, MAX_CELLS // max(width, 1))))):
            by_line = dict(rows)

            def row_on(line: int, by_line: dict[int, list[str | None]] = by_line) -> str:
                return json.dumps(by_line[line], ensure_ascii=False)

            self._reading.rows[self.path] = row_on
            rows = [(line, row) for line, row in rows if not self._is_bad(line, row)]
            cells = [(*row, *[None] * (width - len(row)), line) for line, row in rows]
            frame = pl.DataFrame(cells, schema=schema, orient="row")
            yield without_headers(frame, self.columns, self._reading)

    def _is_bad(self, line: int, row: list[str | None]) -> bool:
        """Report a row in which a formula failed."""
        place = next((place for place, cell in enumerate(row) if cell in ERRORS), None)
        if place is None:
            return False
        problem = f"its cell {_cell(line, place)} shows the error {row[place]}. Mend it, or clear the cell."
        text = json.dumps(row, ensure_ascii=False)
        self._reading.report.bad_row(self.path, line, problem, column=self.columns[place], text=text)
        return True


def _cell(line: int, place: int) -> str:
    """Return what a spreadsheet calls a cell; rows count from 1, places from 0."""
    letters = ""
    while place >= 0:
        letters, place = chr(ord("A") + place % 26) + letters, place // 26 - 1
    return f"{letters}{line}"


def first_sheet(path: Path) -> Iterator[list[str | None]]:
    """Yield the rows of a workbook's first filled sheet as text, header and all; errors as of `Sheet`."""
    _check_archive(path)
    yield from _rows(path, lambda _: None, [])


def _check_archive(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except zipfile.BadZipFile as error:
        raise FileRefused(path, f"it is no XLSX workbook, or it is cut off: {error}.") from error
    except OSError as error:
        raise FileRefused(path, f"it cannot be read: {error.strerror or error}.") from error
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        raise FileRefused(path, "it is a zip archive, but no XLSX workbook.")
    for part in parts:
        if part.file_size > FREE_BYTES and part.file_size > MAX_RATIO * max(part.compress_size, 1):
            problem = f"its part {part.filename!r} unfolds to over {MAX_RATIO} times its size, as traps do."
            raise FileRefused(path, f"{problem} Save it as CSV.")
    for part in parts:
        if part.file_size > FREE_STYLES and not part.filename.startswith(
            ("xl/worksheets/", "xl/sharedStrings")
        ):
            raise FileRefused(path, f"its part {part.filename!r} is too large to be true. Save it as CSV.")
    if sum(part.file_size for part in parts) > MAX_BYTES:
        raise FileRefused(path, f"it unfolds to more than {MAX_BYTES} bytes. Save it as CSV.")
    _check_texts(path, parts)


def _check_texts(path: Path, parts: Iterable[zipfile.ZipInfo]) -> None:
    """Refuse far more texts than cells can hold: all of them are read before the first row."""
    with zipfile.ZipFile(path) as archive:
        counts = [(part, *_counted(path, archive, part.filename)) for part in parts]
    cells = sum(held for _, held, _ in counts)
    most_bytes, most_tags = max(FREE_BYTES, LONGEST_TEXT * cells), max(FREE_TAGS, TAGS_OF_CELL * cells)
    for part, _, tags in counts:
        if part.file_size > most_bytes or tags > most_tags:
            problem = f"its part {part.filename!r} holds more text than all cells show, as traps do."
            raise FileRefused(path, f"{problem} Save it as CSV.")


_DAMAGES = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, RuntimeError)
"""What `zipfile` raises where an archive is damaged, or packed in a way that it does not know."""
_ROW, _CELL = re.compile(rb"<(?:\w+:)?row[\s/>]"), re.compile(rb"<(?:\w+:)?c[\s/>]")

_FAR = re.compile(rb"<(?:\w+:)?row\s[^>]*?\br=[\"'](\d{7,})")


def _counted(path: Path, archive: zipfile.ZipFile, part: str) -> tuple[int, int]:
    """Return how many cells and tags a part has.

    Rows that no sheet has, by their cells or their number, are refused before they are made.
    """
    cells = tags = 0
    width: int | None = None
    try:
        with archive.open(part) as source:
            rest = b""
            while block := source.read(1 << 20):
                block, _, after = (rest + block).rpartition(b"<")
                rest = b"<" + after[:LONGEST_TEXT]
                first, *rows = (len(_CELL.findall(piece)) for piece in _ROW.split(block))
                widths = [*([] if width is None else [width + first]), *rows]
                if any(int(number[:9]) > SHEET_ROWS for number in _FAR.findall(block)):
                    raise FileRefused(path, _TOO_FAR)
                if max(widths, default=0) > SHEET_COLUMNS:
                    problem = f"a row of its part {part!r} has more than {SHEET_COLUMNS:,} cells."
                    raise FileRefused(path, f"{problem} Save it as CSV.")
                width = widths[-1] if widths else None
                cells, tags = cells + first + sum(rows), tags + block.count(b"<")
    except _DAMAGES as error:
        raise FileRefused(path, f"the workbook is damaged: {error}. Save it again, or as CSV.") from error
    return cells, tags


def _rows(path: Path, progress: Callable[[int], None], others: list[str]) -> Iterator[list[str | None]]:
    """Yield the rows of the sheet that counts, and put the names of others that hold rows into ``others``."""
    try:
        import openpyxl
    except ImportError as error:
        raise MissingPart("openpyxl, which reads XLSX,", "pip install openpyxl") from error
    try:
        with warnings.catch_warnings(), path.open("rb") as file:
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(file, read_only=True, data_only=True)
            try:
                sheet, *more = _with_rows(book)
                others += [str(other.title) for other in more]
                _check_formulas(path, sheet)
                # no max_col: with that, empty rows would have as many cells
                for row in _within_sheet(path, sheet.iter_rows(values_only=True)):
                    cells = [_text(cell) for cell in row[:MAX_COLUMNS]]
                    while cells and cells[-1] is None:
                        cells.pop()
                    yield cells
            finally:
                book.close()
    except (FileRefused, GeneratorExit):
        raise
    except Exception as error:  # openpyxl raises what its XML parser and zipfile do, and KeyError
        raise FileRefused(path, f"the workbook is damaged: {error}. Save it again, or as CSV.") from error
    progress(path.stat().st_size)


def _within_sheet(path: Path, rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    """Yield the rows; refuse such as lie where no sheet has any, for what is missing before them is made."""
    places = 0
    for number, row in enumerate(rows, 1):
        places += len(row)
        if number > SHEET_ROWS or places > MAX_PLACES:
            raise FileRefused(path, _TOO_FAR)
        yield row


def _with_rows(book: Any) -> list[Any]:
    """Return the sheets of a workbook that are shown and hold something; the first one, where none does."""
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"] or book.worksheets
    for sheet in shown:
        sheet.reset_dimensions()  # what a sheet says of its own size may be anything
    filled = [
        sheet
        for sheet in shown
        if any(any(row) for row in islice(sheet.iter_rows(values_only=True), _LOOKED_AT))
    ]
    return filled or shown[:1]


_LOOKED_AT = 100
"""How many rows of a sheet are looked at to know whether it holds something. Our choice."""

_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")


def _check_formulas(path: Path, sheet: Any) -> None:
    """Refuse a formula without its value: programs that do not calculate write such; it reads as empty."""
    with sheet._get_source() as source:
        before = b""
        while block := source.read(1 << 20):
            if _FORMULA.search(before + block):
                break
            before = block[-64:]
        else:
            return
    with sheet._get_source() as source:
        for _, row in ElementTree.iterparse(source):  # noqa: S314 -- as openpyxl does
            if row.tag.rpartition("}")[2] != "row":
                continue
            for cell in row:
                is_text = cell.get("t") == "str"  # which may be empty
                if cell.find("{*}f") is not None and not cell.findtext("{*}v") and not is_text:
                    _refuse_formula(path, sheet.title, cell.get("r", "?"), row.get("r", ""))
            row.clear()


def _refuse_formula(path: Path, sheet: str, cell: str, line: str) -> NoReturn:
    problem = (
        f"cell {cell} of its sheet {sheet!r} holds a formula without a value. Open it in a spreadsheet"
        " program and save it again, or as CSV."
    )
    raise FileRefused(path, problem, line=whole_number(line))


def _text(cell: Any) -> str | None:
    """Return a cell as text; a number that is whole has no ``.0``."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell)
