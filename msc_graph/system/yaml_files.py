"""YAML that a person wrote: words as they stand, each mapping with the lines of its keys; harm is refused.

YAML 1.1 takes ``no`` for a truth value, ``1:30`` for 90, ``010`` for 8 and ``2021-09-15`` for a date. Here
all of these are texts; who needs a number or a truth value asks `whole_number`, `decimal_number` or `TRUTHS`.
"""

from __future__ import annotations

import re
from collections.abc import Hashable
from pathlib import Path
from typing import Any

from msc_graph.errors import FileRefused, no_such_file

MAX_BYTES = 256 * 1024
"""Largest file. Our choice."""

MAX_DEPTH = 20
"""Deepest nesting of brackets. Our choice."""


class YamlMapping(dict[Any, Any]):
    """A mapping of a YAML file; ``lines`` holds the line of each key, ``line`` that of the first."""

    lines: dict[Hashable, int]
    line: int


TRUTHS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
"""What is a truth value. Source: YAML 1.2.2, section 10.3.2 (core schema)."""

_NULL = "tag:yaml.org,2002:null"
_NULLS = re.compile(r"(?:~|null|Null|NULL|)$")
"""What is no value. Source: as above."""


def decimal_number(text: Any) -> float | None:
    """Return the number that a text is, 0 or more; None where it is none.

    >>> decimal_number("0.5"), decimal_number("1"), decimal_number("1e-3"), decimal_number("nan")
    (0.5, 1.0, 0.001, None)
    """
    form = r"(?:[0-9]+\.?|[0-9]*\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?"
    return float(text) if isinstance(text, str) and re.fullmatch(form, text) else None


def read_yaml(path: Path) -> YamlMapping:
    """Return the mapping that a YAML file holds: texts as they are written, None for no value.

    Raises:
        FileRefused: the file is missing, too large, malformed (with its line), no mapping, or it has aliases
            or a key twice.
    """
    import yaml

    if not path.is_file():
        raise no_such_file(path)
    if path.stat().st_size > MAX_BYTES:
        raise FileRefused(path, f"it is larger than {MAX_BYTES} bytes, which nothing written by hand is.")
    try:
        text = path.read_text(encoding="utf-8-sig")
        _check_depth(path, text)
        _check_aliases(path, text)
        given = yaml.load(text, words_loader(yaml.SafeLoader, path))  # noqa: S506 -- a safe loader
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise FileRefused(path, f"it is not valid YAML: {error.problem}.", line=line) from error
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise FileRefused(path, "it is not valid YAML in UTF-8.") from error
    except (ValueError, OverflowError) as error:  # dates and numbers that are none
        raise FileRefused(path, "it holds a date or a number that is none; put it in quotes.") from error
    if not isinstance(given, YamlMapping):
        raise FileRefused(path, "it should hold 'name: value' lines.")
    return given


def words_loader(base: type[Any], path: Path) -> type[Any]:
    """Return a safe loader of PyYAML that leaves words, numbers and dates as they are written; null is None.

    Its mappings are `YamlMapping`; a key that is no text or stands twice raises `FileRefused` for ``path``.
    """

    class Loader(base):  # type: ignore[misc,valid-type,unused-ignore]
        """A loader that knows no other plain value than null."""

        yaml_implicit_resolvers = {first: [(_NULL, _NULLS)] for first in ("~", "n", "N", "")}  # noqa: RUF012

    def mapping(loader: Any, node: Any) -> YamlMapping:
        found = YamlMapping()
        found.line = node.start_mark.line + 1
        found.lines = {}
        for key_node, value_node in node.value:
            is_null = key_node.tag == _NULL
            key = key_node.value if is_null else loader.construct_object(key_node, deep=True)
            line = key_node.start_mark.line + 1
            if not isinstance(key, Hashable):
                raise FileRefused(path, "a name is a list or a mapping; write a text.", line=line)
            if key in found.lines:
                raise FileRefused(path, f"{key!r} is given twice; keep one.", line=line)
            found[key] = loader.construct_object(value_node, deep=True)
            found.lines[key] = line
        return found

    Loader.add_constructor("tag:yaml.org,2002:map", mapping)
    return Loader


def _check_aliases(path: Path, text: str) -> None:
    """Refuse aliases: a few of them unfold to more than fits in memory, and nobody needs one here."""
    import yaml

    for event in yaml.parse(text):
        if isinstance(event, yaml.AliasEvent):
            line = event.start_mark.line + 1
            raise FileRefused(path, f"it has an alias (*{event.anchor}); write the value again.", line=line)


def _check_depth(path: Path, text: str) -> None:
    """Refuse brackets nested deeper than people write them: PyYAML's time grows with their square."""
    depth = 0
    for bracket in re.findall(r"[\[{\]}]", text):
        depth += 1 if bracket in "[{" else -1
        if depth > MAX_DEPTH:
            raise FileRefused(path, f"its brackets are nested more than {MAX_DEPTH} deep.")
