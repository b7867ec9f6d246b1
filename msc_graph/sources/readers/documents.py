"""Documents that are read as a whole: text, and the items of a JSON list with their lines."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from msc_graph.errors import FileRefused
from msc_graph.sources.readers.json_files import JsonItem, check_depth
from msc_graph.system.compressed import byte_source

MAX_BYTES = 256 * 1024 * 1024
"""Most bytes of a document that is read at once. Our choice: the whole of DrugMechDB has about 5 MB."""

_BETWEEN = re.compile(r"[\s,]*")


def whole_text(file: Path, progress: Callable[[int], None] = lambda _: None, *, most: int = MAX_BYTES) -> str:
    """Return the text of a document of at most ``most`` bytes, unfolded where it is compressed.

    Raises:
        FileRefused: there is no such file; it is cut off, damaged, a trap, too large, or not UTF-8.
    """
    parts, size = [], 0
    for block in byte_source(file, progress).blocks():
        parts.append(block)
        size += len(block)
        if size > most:
            raise FileRefused(
                file, f"it has more than {most} bytes. Split it, or give records as JSON Lines."
            )
    content = b"".join(parts)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise FileRefused(
            file, "a byte here is not valid UTF-8. Save the file as UTF-8.", line=line
        ) from error


def listed_items(file: Path, text: str) -> Iterator[JsonItem]:
    """Yield the items of a JSON list with the lines on which they begin."""
    decode, at, line = json.JSONDecoder().raw_decode, text.index("[") + 1, 1
    while True:
        between = _BETWEEN.match(text, at)
        start = between.end() if between else at
        line += text.count("\n", at, start)
        if text[start : start + 1] == "]":
            return
        try:
            value, at = decode(text, start)
            check_depth(text[start:at])
        except (ValueError, RecursionError) as error:
            at_line = line + text.count("\n", start, getattr(error, "pos", start))
            raise FileRefused(file, f"it is not valid JSON, or cut off: {error}", line=at_line) from error
        yield JsonItem(line, value, text[start:at])
        line += text.count("\n", start, at)
