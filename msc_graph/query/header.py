"""The header of a saved query: ``#+`` lines that say what the query asks, in a strict part of YAML.

The manner is that of grlc (https://grlc.io), whose tools can read it too. Four shapes are known::

    #+ summary: one line of text
    #+ tags:
    #+   - text
    #+ columns:
    #+   cargo: meaning of the column
    #+ params:
    #+   - name: disease
    #+     type: node

A text that YAML would read as something else must be put in double quotes, escaped as in JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from msc_graph.errors import QueryHeaderError, did_you_mean, nearest

PREFIX = "#+"
CURATED = "curated"
"""The one value of the key ``facts``: only the curated facts can match the question."""

Record: TypeAlias = Mapping[str, str]


class _Line(NamedTuple):
    """One header line; ``number`` counts from 1 in the file, ``content`` is what follows the mark."""

    path: Path
    number: int
    content: str

    def error(self, problem: str) -> QueryHeaderError:
        return QueryHeaderError(self.path, self.number, problem)


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What a header says, by key; a key that is absent is in none of the four mappings.

    ``lines`` gives the line of each key, for errors that are found later.
    """

    texts: Mapping[str, str]
    lists: Mapping[str, tuple[str, ...]]
    mappings: Mapping[str, Record]
    records: Mapping[str, tuple[Record, ...]]
    lines: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderKeys:
    """The keys that a header may have, by shape."""

    texts: frozenset[str]
    lists: frozenset[str]
    mappings: frozenset[str]
    records: frozenset[str]

    @property
    def all(self) -> frozenset[str]:
        """Every key."""
        return self.texts | self.lists | self.mappings | self.records


_ENTRY = re.compile(r"([a-z][a-z0-9_]*):(?: +(\S.*))?")
_LEVELS = ("", "  ", "    ")


def read_header(text: str, *, path: Path, keys: HeaderKeys) -> Header:
    """Return the header of the query in ``text``; ``path`` is only for messages.

    Raises:
        QueryHeaderError: the header is malformed, has an unknown key or one key twice, or stands elsewhere
            than at the top of the file; with the path and the line.
    """
    texts: dict[str, str] = {}
    lists: dict[str, tuple[str, ...]] = {}
    mappings: dict[str, Record] = {}
    records: dict[str, tuple[Record, ...]] = {}
    lines: dict[str, int] = {}
    for head, body in _sections(text, path):
        key, value = _entry(head, head.content)
        if key not in keys.all:
            raise head.error(f"unknown key {key!r}.{did_you_mean(nearest(key, keys.all))}")
        if key in lines:
            raise head.error(f"the key {key!r} stands here a second time")
        lines[key] = head.number
        if key in keys.texts:
            texts[key] = _only_text(head, key, value, body)
        else:
            _refuse_inline(head, key, value, body)
            if key in keys.lists:
                lists[key] = tuple(_item(line) for line in body)
            elif key in keys.mappings:
                mappings[key] = _mapping(body, indent=1)
            else:
                records[key] = _records(body)
    return Header(
        texts=MappingProxyType(texts),
        lists=MappingProxyType(lists),
        mappings=MappingProxyType(mappings),
        records=MappingProxyType(records),
        lines=MappingProxyType(lines),
    )


def of_curated_facts(text: str) -> bool:
    r"""Return whether the header of the query in ``text`` says that only the curated facts can match.

    >>> of_curated_facts("#+ summary: all trials\n#+ facts: curated\nSELECT ...")
    True
    """
    lines = takewhile(lambda line: line.startswith(PREFIX), text.splitlines())
    return f"{PREFIX} facts: {CURATED}" in map(str.rstrip, lines)


def _header_lines(text: str, path: Path) -> list[_Line]:
    """Return the header lines that are not blank; none may stand below the first other line."""
    found = []
    ended = False
    for number, raw in enumerate(text.splitlines(), start=1):
        if not raw.startswith(PREFIX):
            ended = True
            continue
        line = _Line(path, number, raw.removeprefix(PREFIX).rstrip())
        if ended:
            raise line.error("a header line stands below the header; move it to the top of the file")
        if line.content and not line.content.startswith(" "):
            raise line.error("write a blank after '#+'")
        if line.content:
            found.append(line._replace(content=line.content[1:]))
    return found


def _sections(text: str, path: Path) -> list[tuple[_Line, list[_Line]]]:
    """Return each line that is not indented, with the indented lines that follow it."""
    sections: list[tuple[_Line, list[_Line]]] = []
    for line in _header_lines(text, path):
        if not line.content.startswith(" "):
            sections.append((line, []))
        elif sections:
            sections[-1][1].append(line)
        else:
            raise line.error("the first header line must not be indented")
    if not sections:
        raise QueryHeaderError(path, 1, "the header is missing; begin the file with '#+ summary: ...'")
    return sections


def _entry(line: _Line, content: str) -> tuple[str, str | None]:
    """Return the key and the text of ``key: text``; None where no text follows."""
    match = _ENTRY.fullmatch(content)
    if match is None:
        raise line.error(f"expected 'key: text' here, not {content!r}")
    return match[1], None if match[2] is None else _scalar(line, match[2])


def _scalar(line: _Line, text: str) -> str:
    """Return a text as YAML means it, refusing what YAML would not take for plain text."""
    if text.startswith('"'):
        try:
            value = json.loads(text)
        except json.JSONDecodeError as error:
            raise line.error(f"the quoted text is not closed or has a wrong escape: {text}") from error
        return str(value)
    if text[0] in "[]{}&*!|>'%@`,#" or re.search(r"^[-?:]( |$)|: | #|:$", text):
        raise line.error(f"put this text in double quotes: {text}")
    return text


def _only_text(head: _Line, key: str, value: str | None, body: list[_Line]) -> str:
    if value is None:
        raise head.error(f"{key!r} has no text")
    if body:
        raise body[0].error(f"{key!r} is one line of text; nothing may be indented below it")
    return value


def _refuse_inline(head: _Line, key: str, value: str | None, body: list[_Line]) -> None:
    if value is not None:
        raise head.error(f"write what belongs to {key!r} on the lines below it, indented by two blanks")
    if not body:
        raise head.error(f"{key!r} is empty; fill it or leave it out")


def _unindented(line: _Line, indent: int) -> str:
    """Return the line without its indent, which is ``indent`` times two blanks and not more."""
    content = line.content.removeprefix(_LEVELS[indent])
    if content == line.content or content.startswith(" "):
        raise line.error(f"indent this line by {2 * indent} blanks")
    return content


def _item(line: _Line) -> str:
    content = _unindented(line, 1)
    if not content.startswith("- "):
        raise line.error(f"expected '- text' here, not {content!r}")
    return _scalar(line, content[2:].strip())


def _mapping(body: list[_Line], *, indent: int) -> Record:
    found: dict[str, str] = {}
    for line in body:
        key, value = _entry(line, _unindented(line, indent))
        if key in found:
            raise line.error(f"the key {key!r} stands here a second time")
        if value is None:
            raise line.error(f"{key!r} has no text")
        found[key] = value
    return MappingProxyType(found)


def _records(body: list[_Line]) -> tuple[Record, ...]:
    """Return a list of mappings: each begins with ``- key: text`` and goes on with lines indented by four."""
    groups: list[list[_Line]] = []
    for line in body:
        if line.content.startswith("  - "):
            groups.append([line._replace(content=f"    {line.content[4:]}")])
        elif groups:
            groups[-1].append(line)
        else:
            raise line.error("begin each parameter with '- name: ...', indented by two blanks")
    return tuple(_mapping(group, indent=2) for group in groups)
