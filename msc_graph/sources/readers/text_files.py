"""Delimited text, compressed or not, as frames of text: fast, in bounded memory, bad rows told by their line.

Blocks of bytes are cut at ends of rows, the cells of every row are counted with numpy, rows that do not fit
are reported, and what is left is parsed by polars. A block whose quotes are not as RFC 4180 has them (a quote
inside a bare cell, text behind a closing quote) is left to Python's csv module, and so is the rest of its
file.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from msc_graph.errors import FileRefused, did_you_mean, nearest
from msc_graph.messages.imports import EventKind
from msc_graph.sources.batch import Reading
from msc_graph.system.compressed import ByteSource, byte_source
from msc_graph.vocabulary.unseen import seen

LINE = "line of the file"
"""Name of the column that says on which line of the file (counted from 1) a row begins."""

TEXT = "text of the row"
"""Name of the column that holds the row as it stands in the file, where frames are made of JSON."""

ROWS = 200_000
"""Most rows of a frame."""

MAX_COLUMNS = 10_000
"""Most columns of a table. Our choice."""

MAX_ROW_BYTES = 64 * 1024 * 1024
"""Longest row, in bytes. Our choice."""

MAX_QUOTED_BYTES = 16 * 1024 * 1024
"""How far a quote is believed to be open, in bytes; beyond it, the quotes are looked at one by one."""

DELIMITERS = {"\t": "tabs", ",": "commas", ";": "semicolons", "|": "vertical bars"}
"""Delimiters that are looked for where none is given, and offered where the given one does not fit."""

_NEWLINE, _RETURN, _QUOTE = 0x0A, 0x0D, 0x22
_BOM = b"\xef\xbb\xbf"
_Positions = npt.NDArray[np.int64]


class Table:
    """A delimited file whose header has been read: ``columns``, then ``frames()``, once."""

    def __init__(
        self,
        source: ByteSource,
        reading: Reading,
        *,
        delimiter: str | None = "\t",
        quoted: bool = False,
        columns: Sequence[str] = (),
        first: int = 1,
        comment: str = "",
        least: int | None = None,
    ) -> None:
        """Read the header, unless ``columns`` are given; `open_table` says what the other arguments mean.

        Args:
            source: the bytes, from the header or first row on.
            reading: takes the bad rows.
            delimiter: one ASCII character.
            quoted: whether cells may stand in quotes.
            columns: their names, where the source has no header.
            first: the line of the file with which the source begins.
            comment: how rows begin that are none; empty: there are no such.
            least: how many cells a row needs, those behind them may lack; None: all that the header names.
        """
        self.path, self._reading, self._quoted = source.path, reading, quoted
        self._comment = comment.encode()
        self._blocks = _Rows(source, quoted=quoted)
        if columns:
            self.delimiter, self.columns, self._line = delimiter or "\t", list(columns), first
            self._least = len(self.columns) if least is None else least
            return
        header = self._blocks.first_row()
        text = _decoded_header(self.path, header)
        if said := delimiter_said(text):
            first, header = first + 1, self._blocks.first_row()
            text = _decoded_header(self.path, header)
        self.delimiter = said or delimiter or likely_delimiter(text)
        self.columns = self._names(text)
        self._least = _named(self.columns) if least is None else least
        self._line = first + header.count(b"\n")

    def require(self, columns: Sequence[str]) -> None:
        """Raise ``FileRefused``, naming what lacks and what is there, unless the file has these columns."""
        missing = [column for column in columns if column not in self.columns]
        if not missing:
            return
        problem = (
            f"the header lacks {_quote_all(missing)}; it has {_quote_all(self.columns)}."
            f"{self._other_delimiter() or self._header_below(missing)}"
        )
        raise FileRefused(self.path, problem, line=1)

    def _header_below(self, missing: Sequence[str]) -> str:
        """Return a sentence on a row below that names the missing columns, else on columns like them.

        Rows are read for it, and not given back.
        """
        text = next(iter(self._blocks), b"").decode("utf-8", "replace")
        lines = text.split("\n")[:LOOKED_AT]
        rows = [[cell.strip(' "\r') for cell in line.split(likely_delimiter(line))] for line in lines]
        if below := header_below(rows, self._line, missing):
            return f"{below} The format 'table' reads from there with -p header=LINE."
        return did_you_mean(near_columns(missing, self.columns))

    def frames(self) -> Iterator[pl.DataFrame]:
        """Yield the rows as text, at most `ROWS` at a time, with the column `LINE`; empty cells are null.

        Empty lines and comments are skipped, rows of empty cells, and rows that repeat the header, which the
        report tells. Empty cells behind the last column do not count. Rows with too few or too many cells,
        and rows that are not UTF-8 or hold the character NUL, go to ``reading.report`` as bad rows.
        """
        for frame in self._all_frames():
            rows = _without_bare_rows(frame, self.columns) if len(self.columns) > 1 else frame
            yield without_headers(rows, self.columns, self._reading)

    def _all_frames(self) -> Iterator[pl.DataFrame]:
        for block in self._blocks:
            if self._quoted and not _quotes_are_regular(block, self.delimiter):
                yield from self._frames_by_csv(block)
                return
            yield from self._block(block)
            self._line += block.count(b"\n")

    def _names(self, text: str) -> list[str]:
        """Return the names of the columns; one without a name is called after its place."""
        cells = text.split(self.delimiter)
        if self._quoted:
            cells = self._quoted_cells(text)
        if len(cells) > MAX_COLUMNS:
            raise FileRefused(
                self.path, f"the header has {len(cells)} cells; at most {MAX_COLUMNS} are read.", line=1
            )
        return names_of_columns(self.path, cells)

    def _quoted_cells(self, text: str) -> list[str]:
        try:
            return next(csv.reader([text], delimiter=self.delimiter, strict=True))
        except (csv.Error, StopIteration) as error:
            problem = "its quotes do not close. Double a quote inside a cell, and put the cell in quotes."
            raise FileRefused(self.path, f"the header cannot be read as CSV: {problem}", line=1) from error

    def _other_delimiter(self) -> str:
        """Return a sentence on the delimiter, where the header was not cut by the given one."""
        other = likely_delimiter(self.columns[0])
        if len(self.columns) > 1 or other not in self.columns[0]:
            return ""
        cut = DELIMITERS.get(self.delimiter, repr(self.delimiter))
        return f" Its cells seem to be separated by {DELIMITERS[other]}, not by {cut}."

    def _block(self, block: bytes) -> Iterator[pl.DataFrame]:
        """Yield the frames of a block of whole rows."""
        layout = _layout(block, self.delimiter, quoted=self._quoted)
        lines = self._line + (
            np.searchsorted(layout.newlines, layout.starts) if self._quoted else np.arange(len(layout.starts))
        )
        keep = ~layout.blank & ~self._commented(block, layout)
        mended: dict[int, bytes] = {}
        whole = block

        def row_on(line: int) -> bytes:
            return _row(whole, layout, int(np.searchsorted(lines, line)))

        self._reading.rows[self.path] = row_on
        for row in self._odd_rows(block, layout, keep):
            data = _row(block, layout, row)
            problem = _bad_text(data)
            if not problem and (whole_row := self._mended(data, int(layout.cells[row]))) is not None:
                mended[row] = whole_row
                continue
            keep[row] = False
            problem = problem or self._count_problem(int(layout.cells[row]))
            self._reading.report.bad_row(self.path, int(lines[row]), problem, text=data)
        if not keep.any():
            return
        if mended or not keep.all():
            rows = zip(layout.starts[keep].tolist(), layout.ends[keep].tolist(), strict=True)
            numbers = np.flatnonzero(keep).tolist()
            block = b"".join(
                mended[row] if row in mended else block[start:end]
                for row, (start, end) in zip(numbers, rows, strict=True)
            )
        frame = self._parsed(block).with_columns(pl.Series(LINE, lines[keep], dtype=pl.Int64))
        yield from frame.iter_slices(ROWS)

    def _commented(self, block: bytes, layout: _Layout) -> npt.NDArray[np.bool_]:
        """Return which rows of a block are comments."""
        comments = np.zeros(len(layout.starts), dtype=np.bool_)
        if self._comment and self._comment in block:
            first = np.frombuffer(block, dtype=np.uint8)[layout.starts]
            for row in np.flatnonzero(first == self._comment[0]).tolist():
                comments[row] = block.startswith(self._comment, int(layout.starts[row]))
        return comments

    def _odd_rows(self, block: bytes, layout: _Layout, keep: npt.NDArray[np.bool_]) -> list[int]:
        """Return the rows with another number of cells than there are columns, or that are no text."""
        odd = set(np.flatnonzero((layout.cells != len(self.columns)) & keep).tolist())
        if b"\0" in block or not _is_utf8(block):
            rows = zip(layout.starts.tolist(), layout.ends.tolist(), strict=True)
            odd.update(i for i, (start, end) in enumerate(rows) if keep[i] and _bad_text(block[start:end]))
        return sorted(odd)

    def _mended(self, row: bytes, cells: int) -> bytes | None:
        """Return a row with as many cells as there are columns; None where that would add or lose something.

        Cells that may lack are filled up, empty ones behind the last column are taken away.
        """
        between, more = self.delimiter.encode(), cells - len(self.columns)
        if more < 0:
            return row + between * -more + b"\n" if cells >= self._least else None
        return row.removesuffix(between * more) + b"\n" if row.endswith(between * more) else None

    def _count_problem(self, cells: int) -> str:
        said = f"it has {cells} cell{'s' * (cells != 1)}; the header has {len(self.columns)}."
        if cells < len(self.columns):
            return f"{said} Write a delimiter for each missing cell."
        return f"{said} Put a cell that holds the delimiter in double quotes."

    def _parsed(self, block: bytes) -> pl.DataFrame:
        frame = pl.read_csv(
            block,
            has_header=False,
            separator=self.delimiter,
            quote_char='"' if self._quoted else None,
            schema=dict.fromkeys(self.columns, pl.String()),
            encoding="utf8",
        )
        if self._quoted:
            return frame.with_columns(pl.all().replace("", None))
        return frame

    def _frames_by_csv(self, block: bytes) -> Iterator[pl.DataFrame]:
        """Yield the rest of the file from ``block`` on, read by Python's csv module."""
        self._blocks.quoted = False
        lines = self._good_lines(chain([block], self._blocks))
        rows = _CsvRows(lines, self.delimiter, self._line)
        while found := list(islice(self._fitting(rows), ROWS)):
            self._reading.rows[self.path] = {line: text for line, _, text in found}.__getitem__
            columns = {name: [row[i] or None for _, row, _ in found] for i, name in enumerate(self.columns)}
            numbers = pl.Series(LINE, [line for line, *_ in found], dtype=pl.Int64)
            frame = pl.DataFrame(columns, schema=dict.fromkeys(self.columns, pl.String()))
            yield frame.with_columns(numbers)

    def _fitting(self, rows: _CsvRows) -> Iterator[tuple[int, list[str], str]]:
        """Yield line, cells and text of the rows that have as many cells as the header."""
        while True:
            try:
                line, row = next(rows)
            except StopIteration:
                return
            except csv.Error as error:
                problem = f"it cannot be read as CSV: {error}."
                self._reading.report.bad_row(self.path, rows.line, problem, text=rows.text)
                continue
            if self._comment and rows.text.encode().startswith(self._comment):
                continue
            if row and self._least <= len(row) < len(self.columns):
                row += [""] * (len(self.columns) - len(row))
            elif len(row) > len(self.columns) and not any(row[len(self.columns) :]):
                del row[len(self.columns) :]
            if len(row) == len(self.columns):
                yield line, row, rows.text
            elif row:
                self._reading.report.bad_row(self.path, line, self._count_problem(len(row)), text=rows.text)

    def _good_lines(self, blocks: Iterator[bytes]) -> Iterator[str]:
        """Yield the lines of the blocks; one that is no text is reported, and an empty line stands for it."""
        line = self._line
        for block in blocks:
            for data in block.splitlines(keepends=True) if b"\r" not in block else _lines(block):
                problem = _bad_text(data)
                if problem:
                    self._reading.report.bad_row(self.path, line, problem, text=_without_end(data))
                yield "\n" if problem else data.decode("utf-8")
                line += 1


def _named(columns: Sequence[str]) -> int:
    """Return the number of columns up to the last that the header names; of all, where it names none."""
    named = [place for place, name in enumerate(columns, 1) if name != f"column {place}"]
    return named[-1] if named else len(columns)


def _without_bare_rows(frame: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """Return the rows with something in a cell; few begin with an empty one, and only those are looked at."""
    empty = pl.col(columns).is_null() | (pl.col(columns).str.strip_chars() == "")
    first = frame.select(pl.col(columns[0]).is_null() | (pl.col(columns[0]).str.strip_chars() == ""))
    rows = first.to_series().arg_true()
    if not rows.len():
        return frame
    bare = rows.filter(frame[rows].select(pl.all_horizontal(empty)).to_series())
    return frame.filter(~pl.int_range(frame.height, eager=True).is_in(bare.implode()))


def without_headers(frame: pl.DataFrame, columns: Sequence[str], reading: Reading) -> pl.DataFrame:
    """Return the rows but those that repeat a header of several columns; the report tells how many."""
    if len(columns) == 1:
        return frame
    rows = frame.select(pl.col(columns[0]).str.strip_chars() == columns[0]).to_series().arg_true()
    if not rows.len():
        return frame
    cells = {f"column {place}": pl.col(name).fill_null(name) for place, name in enumerate(columns, 1)}
    same = pl.all_horizontal(cells.get(name, pl.col(name)).str.strip_chars() == name for name in columns)
    again = rows.filter(frame[rows].select(same.fill_null(False)).to_series())
    reading.report.note(EventKind.HEADER_AGAIN, count=again.len())
    return frame.filter(~pl.int_range(frame.height, eager=True).is_in(again.implode()))


def header_below(rows: Sequence[Sequence[str | None]], first: int, wanted: Sequence[str]) -> str:
    """Return a sentence on the row that names all wanted columns; empty where none does.

    Args:
        rows: the rows below what was taken for the header.
        first: the line of the first of them.
        wanted: the columns that lack.

    >>> header_below([["", ""], ["gene", "p"]], 2, ["p"])
    ' Line 3 names it: take away the lines above.'
    """
    for line, row in enumerate(rows, first):
        if {*wanted} <= {(cell or "").strip() for cell in row}:
            return f" Line {line} names {'it' if len(wanted) == 1 else 'them'}: take away the lines above."
    return ""


LOOKED_AT = 50
"""How many rows below what was taken for the header are looked at for the wanted columns. Our choice."""


def open_table(
    path: Path | str | ByteSource,
    reading: Reading,
    *,
    delimiter: str | None = "\t",
    quoted: bool = False,
    required: Sequence[str] = (),
) -> Table:
    r"""Return a delimited file with its header read; ``.gz`` and ``.bz2`` are unfolded.

    Args:
        path: the file; UTF-8, with or without a byte order mark; lines end in LF or CR LF.
        reading: takes the bad rows, and is told how many more bytes of the file on disk were read.
        delimiter: one ASCII character; None: the likely one by the header.
        quoted: whether cells may stand in quotes as RFC 4180 has it; else a quote is a character.
        required: columns that must be there.

    Raises:
        FileRefused: there is no such file; it is empty, cut off, damaged or a trap; a column lacks.
    """
    source = path if isinstance(path, ByteSource) else byte_source(path, reading.progress)
    table = Table(source, reading, delimiter=delimiter, quoted=quoted)
    table.require(required)
    return table


def drop_bad(
    frame: pl.DataFrame,
    bad: pl.Expr,
    problem: str,
    reading: Reading,
    path: Path,
    *,
    column: str = "",
    headers: Mapping[str, str] | None = None,
) -> pl.DataFrame:
    """Return the frame without the rows that are ``bad``; each of them is reported as a bad row.

    Args:
        frame: made of one of `Table.frames`, before the next is asked for, with `LINE`; or with `TEXT` too.
        bad: true for the rows to drop; null counts as false.
        problem: what is wrong with them; ``{}`` stands for the value in ``column``.
        reading: takes the bad rows.
        path: the file.
        column: the column to blame, if one is.
        headers: what the file calls the columns, where the frame calls them otherwise.
    """
    wrong = frame.select(bad.fill_null(False).alias("bad")).to_series()
    if not wrong.any():
        return frame
    header = (headers or {}).get(column, column)
    for row in frame.filter(wrong).iter_rows(named=True):
        text = row[TEXT] if TEXT in row else reading.rows[path](row[LINE])
        said = problem.replace("{}", repr(row.get(column) or ""))
        reading.report.bad_row(path, row[LINE], said, column=header, text=text)
    return frame.filter(~wrong)


def likely_delimiter(header: str) -> str:
    """Return the delimiter that cuts a header into most cells; a tab where none does.

    >>> likely_delimiter("id;name, in full;category")
    ';'
    """
    return max(DELIMITERS, key=header.count)


class _Layout(NamedTuple):
    """Where the rows of a block lie and how many cells each has; ``newlines`` also holds those in quotes."""

    starts: _Positions
    ends: _Positions
    cells: _Positions
    blank: npt.NDArray[np.bool_]
    newlines: _Positions


def _row(block: bytes, layout: _Layout, row: int) -> bytes:
    return _without_end(block[layout.starts[row] : layout.ends[row]])


def _without_end(line: bytes) -> bytes:
    return line.removesuffix(b"\n").removesuffix(b"\r")


def _layout(block: bytes, delimiter: str, *, quoted: bool) -> _Layout:
    data = np.frombuffer(block, dtype=np.uint8)
    newlines = np.flatnonzero(data == _NEWLINE)
    delimiters = np.flatnonzero(data == ord(delimiter))
    outer = newlines
    if quoted:
        quotes = np.flatnonzero(data == _QUOTE)
        if len(quotes):
            outer, delimiters = _outside(newlines, quotes), _outside(delimiters, quotes)
    ends = outer + 1
    if not len(ends) or ends[-1] != len(block):
        ends = np.append(ends, len(block))
    starts = np.concatenate(([0], ends[:-1]))
    before = np.searchsorted(delimiters, np.append(starts, len(block)))
    cells = np.diff(before) + 1
    length = ends - starts
    blank = (length == 1) & (data[ends - 1] == _NEWLINE)
    blank |= (length == 2) & (data[ends - 1] == _NEWLINE) & (data[starts] == _RETURN)
    return _Layout(starts, ends, cells, blank, newlines)


def _outside(positions: _Positions, quotes: _Positions) -> _Positions:
    """Return the positions before which an even number of quotes stands."""
    outside: _Positions = positions[np.searchsorted(quotes, positions) % 2 == 0]
    return outside


def _quotes_are_regular(block: bytes, delimiter: str) -> bool:
    """Return whether every quote opens a cell, closes one or is doubled, as in RFC 4180, section 2."""
    data = np.frombuffer(block, dtype=np.uint8)
    quotes = np.flatnonzero(data == _QUOTE)
    if not len(quotes):
        return True
    if len(quotes) % 2:
        return False
    before = np.concatenate(([_NEWLINE], data[quotes[2::2] - 1])) if quotes[0] == 0 else data[quotes[::2] - 1]
    padded = np.append(data, _NEWLINE)
    after = padded[quotes[1::2] + 1]
    edges = [ord(delimiter), _NEWLINE, _QUOTE]
    carriage = after == _RETURN
    ends_line = np.append(padded, _NEWLINE)[quotes[1::2] + 2] == _NEWLINE
    return bool(np.isin(before, edges).all() and (np.isin(after, edges) | (carriage & ends_line)).all())


class _Rows:
    """The blocks of a file, cut where rows end."""

    def __init__(self, source: ByteSource, *, quoted: bool) -> None:
        self._path, self._source, self.quoted = source.path, source.blocks(), quoted
        self._rest = b""
        self._lines = 1

    def first_row(self) -> bytes:
        """Return the first row with its line end; the blocks that follow begin behind it."""
        while not (end := _first_row_end(self._rest, quoted=self.quoted)):
            block = next(self._source, b"")
            if not self._rest:
                block = block.removeprefix(_BOM)
            if not block:
                break
            self._check_length(len(self._rest))
            self._rest += block
        end = end or len(self._rest)
        if not self._rest:
            raise FileRefused(self._path, "it is empty. Name a file with a header and rows.", line=1)
        if not self._rest[:end].strip():
            problem = "its first line is empty; the names of the columns should stand there."
            raise FileRefused(self._path, problem, line=1)
        row, self._rest = self._rest[:end], self._rest[end:]
        return row

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        """Return the next rows as one block; where quotes leave no end of a row in sight, whole lines."""
        parts = [self._rest]
        length = len(self._rest)
        for block in self._source:
            parts.append(block)
            length += len(block)
            if b"\n" in block:
                whole = b"".join(parts)
                end = _last_row_end(whole, quoted=self.quoted and length <= MAX_QUOTED_BYTES)
                if end:
                    self._rest = whole[end:]
                    return whole[:end]
            self._check_length(length)
        self._rest = b""
        whole = b"".join(parts)
        if not whole:
            raise StopIteration
        return whole

    def _check_length(self, length: int) -> None:
        if length > MAX_ROW_BYTES:
            raise FileRefused(
                self._path, f"a row is longer than {MAX_ROW_BYTES} bytes. Is it a table at all?"
            )


def _first_row_end(block: bytes, *, quoted: bool) -> int:
    end = 0
    while end := block.find(b"\n", end) + 1:
        if not quoted or block.count(b'"', 0, end) % 2 == 0:
            return end
    return 0


def _last_row_end(block: bytes, *, quoted: bool) -> int:
    """Return where the last whole row ends; 0 where none does.

    A quote inside a bare cell upsets the count; such blocks are found afterwards, by their quotes.
    """
    if not quoted or b'"' not in block:
        return block.rfind(b"\n") + 1
    data = np.frombuffer(block, dtype=np.uint8)
    ends = _outside(np.flatnonzero(data == _NEWLINE), np.flatnonzero(data == _QUOTE))
    return int(ends[-1]) + 1 if len(ends) else 0


class _CsvRows:
    """Rows of Python's csv module, each with the line on which it begins; ``text`` is the last one's."""

    def __init__(self, lines: Iterator[str], delimiter: str, first: int) -> None:
        self._reader, self._first = csv.reader(self._watched(lines), delimiter=delimiter), first
        self.line, self._ended, self._delimiter = first, False, delimiter
        self._lines: list[str] = []

    @property
    def text(self) -> str:
        return "".join(self._lines).removesuffix("\n").removesuffix("\r")

    def __next__(self) -> tuple[int, list[str]]:
        self.line = self._first + self._reader.line_num
        self._lines.clear()
        row = next(self._reader)
        if self._ended:  # the reader asked for another line to end the row
            raise csv.Error("its quote is never closed")
        if len(self._lines) > 1 and not _quotes_are_regular("".join(self._lines).encode(), self._delimiter):
            raise csv.Error("a quote opens in it that closes in a later row. Double the quotes inside cells")
        return self.line, row

    def _watched(self, lines: Iterator[str]) -> Iterator[str]:
        for line in lines:
            self._lines.append(line)
            yield line
        self._ended = True


def _lines(block: bytes) -> list[bytes]:
    """Return the lines of a block that holds carriage returns; only LF ends a line."""
    lines = [line + b"\n" for line in block.split(b"\n")]
    last = lines.pop()[:-1]
    return [*lines, last] if last else lines


def _bad_text(data: bytes) -> str:
    """Return what is wrong with bytes that should be text; empty where nothing is."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        byte = data[error.start]
        return f"its byte {error.start + 1} (0x{byte:02x}) is not valid UTF-8. Save the file as UTF-8."
    return "it holds the character NUL, which text does not." if b"\0" in data else ""


def _is_utf8(block: bytes) -> bool:
    try:
        block.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def refuse_wide(path: Path, start: bytes) -> None:
    """Raise ``FileRefused`` where a text begins as one in UTF-16 or UTF-32 does, with its mark or without."""
    quarters = (
        [start[place:200:4].strip(b"\0") == b"" for place in range(4)] if len(start) > 4 else [False] * 4
    )
    if start.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")) or sum(quarters) == 3:
        raise FileRefused(path, "it is written in UTF-32. Save it as UTF-8.", line=1)
    if start.startswith((b"\xff\xfe", b"\xfe\xff")) or quarters in ([False, True] * 2, [True, False] * 2):
        raise FileRefused(path, "it is written in UTF-16. Save it as UTF-8.", line=1)


def _decoded_header(path: Path, header: bytes) -> str:
    refuse_wide(path, header)
    if header.startswith(b"PK\x03\x04"):
        raise FileRefused(path, "it is a workbook or an archive. Save it as CSV.")
    problem = _bad_text(header)
    if problem:
        raise FileRefused(path, problem, line=1)
    text = header.decode("utf-8").rstrip("\r\n")
    if re.search(r"\r(?!\n)", text):
        problem = "its lines end in CR alone, as on old Macs. Save it with LF or CR LF at the ends of lines."
        raise FileRefused(path, problem, line=1)
    return text


def delimiter_said(line: str) -> str:
    r"""Return the delimiter that a line names, as spreadsheets read it before a table; empty where none does.

    >>> delimiter_said("sep=;"), delimiter_said('"SEP=\t"\r\n'), delimiter_said("sep=;,b")
    (';', '\t', '')
    """
    found = re.fullmatch(r'"?sep=([\t !-/:-@|])"?[;,\t]*\s*', line.removeprefix("\ufeff"), re.IGNORECASE)
    return found[1] if found else ""


def names_of_columns(path: Path, cells: Sequence[str]) -> list[str]:
    """Return the names of columns as they are seen in a header; one without a name is called after its place.

    Raises:
        FileRefused: a name stands there more than once.
    """
    names = [seen(cell).strip() or f"column {place}" for place, cell in enumerate(cells, 1)]
    if twice := sorted(name for name, times in Counter(names).items() if times > 1):
        raise FileRefused(path, f"the header has {_quote_all(twice)} more than once.", line=1)
    return names


def near_columns(missing: Sequence[str], columns: Sequence[str]) -> tuple[str, ...]:
    """Return the columns of a file that are most like each missing one, without repetition.

    >>> near_columns(["gene"], ["gen", "paper"])
    ('gen',)
    """
    return tuple(dict.fromkeys(near for name in missing for near in nearest(name, columns, limit=1)))


def _quote_all(names: Sequence[str]) -> str:
    shown = [repr(name if len(name) <= 60 else f"{name[:60]}...") for name in names[:30]]
    return ", ".join(shown) + (f" and {len(names) - 30} more" if len(names) > 30 else "")
