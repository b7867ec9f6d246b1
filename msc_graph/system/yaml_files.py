"""YAML that a person wrote: plain values, each mapping with the lines of its keys; harm is refused."""

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


def read_yaml(path: Path, *, words: bool = False) -> YamlMapping:
    """Return the mapping that a YAML file holds.

    Args:
        path: the file.
        words: ``yes``, ``off``, ``True`` and the like are kept as they are written.

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
        given = _loaded(path, text, words=words)
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


def _loaded(path: Path, text: str, *, words: bool) -> Any:
    """Return the values of a text, its mappings with their lines."""
    import yaml

    class Loader(yaml.SafeLoader):  # type: ignore[misc,unused-ignore]
        """PyYAML's safe loader, which remembers lines."""

    def mapping(loader: Loader, node: yaml.MappingNode) -> YamlMapping:
        loader.flatten_mapping(node)
        found = YamlMapping()
        found.line = node.start_mark.line + 1
        found.lines = {}
        for key_node, value_node in node.value:
            key = loader.construct_object(key_node, deep=True)
            line = key_node.start_mark.line + 1
            if not isinstance(key, Hashable):
                raise FileRefused(path, "a name is a list or a mapping; write a text.", line=line)
            if key in found.lines:
                raise FileRefused(path, f"{key!r} is given twice; keep one.", line=line)
            found[key] = loader.construct_object(value_node, deep=True)
            found.lines[key] = line
        return found

    Loader.add_constructor("tag:yaml.org,2002:map", mapping)
    if words:
        Loader.add_constructor("tag:yaml.org,2002:bool", lambda _, node: node.value)
    return yaml.load(text, Loader)  # noqa: S506 -- a subclass of the safe loader


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
