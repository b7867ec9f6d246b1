"""JSON Lines, and the long arrays inside one JSON document, read item by item in bounded memory.

Sources: RFC 8259 (JSON); https://jsonlines.org (one value a line, UTF-8).
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from msc_graph.errors import FileRefused
from msc_graph.sources.batch import Reading
from msc_graph.system.compressed import ByteSource, byte_source
from msc_graph.system.json_objects import once

MAX_ITEM = 16 * 1024 * 1024
"""Longest item, in bytes or characters. Our choice: records of graphs have some hundred."""

MAX_DEPTH = 64
"""Deepest nesting of an item. Our choice: the records we read stay below 15."""

_SPACE = re.compile(r"[ \t\n\r]*")
_BETWEEN = re.compile(r"[\s,]*")
_STRING_OR_BRACKET = re.compile(r'"(?:[^"\\]|\\.)*+"|[\[{]|[\]}]', re.DOTALL)
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_BOM = b"\xef\xbb\xbf"
_DECODER = json.JSONDecoder(object_pairs_hook=once)


class JsonItem(NamedTuple):
    """A value, the line on which it begins (from 1), its text, and the name of the array that holds it."""

    line: int
    value: Any
    text: str
    array: str = ""


def read_json_lines(path: Path | str | ByteSource, reading: Reading) -> Iterator[JsonItem]:
    """Yield the value of each line; empty lines are skipped, lines that are no JSON are bad rows.

    Raises:
        FileRefused: there is no such file; it is empty, cut off, damaged or a trap.
    """
    source = path if isinstance(path, ByteSource) else byte_source(path, reading.progress)
    line = 0
    for line, data in enumerate(_lines(source), 1):
        if not data.strip():
            continue
        data = data.removesuffix(b"\r")
        try:
            text = data.decode("utf-8")
            check_depth(text)
            value = _DECODER.decode(text)
            check_text(text, value)
        except ValueError as error:
            reading.report.bad_row(source.path, line, _problem(error), text=data)
        else:
            yield JsonItem(line, value, text)
    if not line:
        raise FileRefused(source.path, "it is empty. Name a file of JSON Lines.", line=1)


def read_json_arrays(
    path: Path | str | ByteSource,
    reading: Reading,
    arrays: Collection[str],
    others: dict[str, Any] | None = None,
) -> Iterator[JsonItem]:
    """Yield the items of the named arrays of a JSON object, as they come; its other members are passed over.

    Args:
        path: the file, UTF-8.
        reading: is told how much was read.
        arrays: names of members at the top; a member of that name must be an array.
        others: takes the other members that are texts or numbers, as they come, and None for long ones.

    Raises:
        FileRefused: there is no such file; it is damaged or a trap; it is no JSON object, or has none of the
            arrays (the members it has are named).
    """
    source = path if isinstance(path, ByteSource) else byte_source(path, reading.progress)
    yield from _Document(source).items(arrays, {} if others is None else others)


def listed_items(file: Path, text: str) -> Iterator[JsonItem]:
    """Yield the items of a JSON list with the lines on which they begin."""
    decode, at, line = _DECODER.raw_decode, text.index("[") + 1, 1
    while True:
        between = _BETWEEN.match(text, at)
        start = between.end() if between else at
        line += text.count("\n", at, start)
        if text[start : start + 1] == "]":
            return
        try:
            value, at = decode(text, start)
            check_depth(text[start:at])
            check_text(text[start:at], value)
        except (ValueError, RecursionError) as error:
            at_line = line + text.count("\n", start, getattr(error, "pos", start))
            raise FileRefused(file, f"it is not valid JSON, or cut off: {error}", line=at_line) from error
        yield JsonItem(line, value, text[start:at])
        line += text.count("\n", start, at)


def listed(value: Any) -> list[Any]:
    """Return the members of a list; of what is none a list of one, of null and empty texts none.

    >>> listed("PMID:1"), listed([1, None, 2]), listed(None)
    (['PMID:1'], [1, 2], [])
    """
    members = value if isinstance(value, list) else [value]
    return [member for member in members if member is not None and member != ""]


def check_depth(text: str) -> None:
    """Raise ``ValueError`` where JSON is nested deeper than `MAX_DEPTH`."""
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return
    depth = 0
    for token in _STRING_OR_BRACKET.finditer(text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(token[0], 0)
        if depth > MAX_DEPTH:
            raise ValueError(f"its values are nested more than {MAX_DEPTH} deep")


def check_text(text: str, value: Any) -> None:
    r"""Raise ``ValueError`` where a value holds half of a surrogate pair (``"\ud800"``), which is no text."""
    if _SURROGATE.search(text) is None:
        return
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise ValueError("a text in it holds half of a surrogate pair, which is no character") from None


def _problem(error: ValueError) -> str:
    if isinstance(error, UnicodeDecodeError):
        byte = error.object[error.start]
        return f"its byte {error.start + 1} (0x{byte:02x}) is not valid UTF-8. Save the file as UTF-8."
    if isinstance(error, json.JSONDecodeError):
        return f"it is not valid JSON: {error.msg} (column {error.colno})."
    return f"it cannot be read as JSON: {error}."


def _lines(source: ByteSource) -> Iterator[bytes]:
    """Yield the lines without the LF that ends them."""
    rest, first = b"", True
    for block in source.blocks():
        data = rest + (block.removeprefix(_BOM) if first else block)
        first = False
        lines = data.split(b"\n")
        rest = lines.pop()
        yield from lines
        if len(rest) > MAX_ITEM:
            raise FileRefused(source.path, f"a line is longer than {MAX_ITEM} bytes. Is it JSON Lines?")
    if rest:
        yield rest


class _Document:
    """A JSON document of which a window is in memory."""

    def __init__(self, source: ByteSource) -> None:
        self._path, self._blocks = source.path, source.blocks()
        self._decode = codecs.getincrementaldecoder("utf-8-sig")()
        self._scan = _DECODER.raw_decode
        self._text, self._at, self._line, self._ended = "", 0, 1, False

    def items(self, arrays: Collection[str], others: dict[str, Any]) -> Iterator[JsonItem]:
        """Yield the items of the arrays; see `read_json_arrays`."""
        if not self._peek():
            raise FileRefused(self._path, "it is empty. Name a file that holds JSON.", line=1)
        self._take("{", "a JSON object that holds the arrays " + ", ".join(map(repr, arrays)))
        found: list[str] = []
        while self._more("}", first=not found):
            name, _ = self._whole()
            if not isinstance(name, str):
                self._refuse("the name of a member is expected")
            found.append(name)
            self._take(":", "':'")
            if name in arrays:
                yield from self._array(name)
            else:
                value, _ = self._whole()
                if value and isinstance(value, str | int | list | dict):
                    others[name] = value if isinstance(value, str | int) else None
        if self._peek():
            self._refuse("the document should end here")
        if not set(found) & set(arrays):
            has = ", ".join(map(repr, found[:20])) or "none"
            problem = f"it has none of the members {', '.join(map(repr, arrays))}; its members are: {has}."
            raise FileRefused(self._path, problem)

    def _array(self, name: str) -> Iterator[JsonItem]:
        self._take("[", f"an array ([...]) after the name {name!r}")
        first = True
        while self._more("]", first=first):
            first = False
            line = self._line
            value, text = self._whole()
            yield JsonItem(line, value, text, name)

    def _more(self, end: str, *, first: bool) -> bool:
        """Return whether another item follows, and step over what stands before it."""
        if self._peek() == end:
            self._at += 1
            return False
        if not first:
            self._take(",", f"',' or {end!r}")
            self._peek()
        return True

    def _whole(self) -> tuple[Any, str]:
        """Return the value that begins here, and its text; more is read as long as it might not be whole."""
        self._peek()
        while True:
            try:
                value, end = self._scan(self._text, self._at)
                if end < len(self._text) or self._ended:
                    break
            except RecursionError:
                self._refuse(f"the value is nested more than {MAX_DEPTH} deep")
            except ValueError as error:
                if self._ended:
                    self._refuse(_document_problem(error), at=getattr(error, "pos", self._at))
            if len(self._text) - self._at > MAX_ITEM:
                self._refuse(f"a value is longer than {MAX_ITEM} characters, or never ends")
            self._read()
        if end - self._at > MAX_DEPTH:
            self._check_depth(end)
        text = self._text[self._at : end]
        try:
            check_text(text, value)
        except ValueError as error:
            self._refuse(str(error))
        self._line += text.count("\n")
        self._at = end
        return value, text

    def _check_depth(self, end: int) -> None:
        try:
            check_depth(self._text[self._at : end])
        except ValueError as error:
            self._refuse(str(error))

    def _take(self, character: str, expected: str) -> None:
        found = self._peek()
        if found != character:
            self._refuse(f"{expected} is expected" if found else f"it is cut off: {expected} is expected")
        self._at += 1

    def _peek(self) -> str:
        """Return the next character that is no space; empty at the end of the document."""
        while True:
            match = _SPACE.match(self._text, self._at)
            end = match.end() if match else self._at
            self._line += self._text.count("\n", self._at, end)
            self._at = end
            if end < len(self._text):
                return self._text[end]
            if self._ended:
                return ""
            self._read()

    def _read(self) -> None:
        """Read another block; what was consumed is let go."""
        block = next(self._blocks, b"")
        try:
            text = self._decode.decode(block, final=not block)
        except UnicodeDecodeError as error:
            self._refuse(f"after this line, a byte (0x{error.object[error.start]:02x}) is not valid UTF-8")
        self._ended = not block
        self._text, self._at = self._text[self._at :] + text, 0

    def _refuse(self, problem: str, *, at: int | None = None) -> NoReturn:
        line = self._line if at is None else self._line + self._text.count("\n", self._at, at)
        raise FileRefused(self._path, f"{problem}.", line=line)


def _document_problem(error: ValueError) -> str:
    said = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
    return f"it is not valid JSON, or cut off: {said}"
