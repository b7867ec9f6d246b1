"""Documents that are read as a whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from msc_graph.errors import FileRefused, no_such_file

MAX_BYTES = 256 * 1024 * 1024
"""Most bytes of a document that is read at once. Our choice: the whole of DrugMechDB has about 5 MB."""


def whole_text(file: Path, progress: Callable[[int], None] = lambda _: None, *, most: int = MAX_BYTES) -> str:
    """Return the text of a document of at most ``most`` bytes, unfolded where it is compressed.

    Raises:
        FileRefused: there is no such file; it is cut off, damaged, a trap, too large, or not UTF-8.
    """
    from msc_graph.system.compressed import byte_source

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


def bounded_text(path: Path, *, most: int) -> str:
    """Return the text of a small file, without byte order mark; no more than ``most`` bytes are read.

    Raises:
        FileRefused: there is no such file, it is no regular one (a device or a pipe may have no end), it
            cannot be read, has more bytes, or is not UTF-8.
    """
    if not path.exists():
        raise no_such_file(path)
    if path.is_dir():
        raise FileRefused(path, "it is a folder. Name a file in it.")
    if not path.is_file():
        raise FileRefused(
            path, "it is not a regular file, and may have no end. Save what it gives to a file."
        )
    try:
        with path.open("rb") as file:
            content = file.read(most + 1)
    except OSError as error:
        raise FileRefused(path, f"it cannot be read: {error.strerror or error}.") from error
    return decoded(path, content, most)


def decoded(path: Path, content: bytes, most: int) -> str:
    """Return the text that bytes are; ``FileRefused`` when they are more than ``most`` or not UTF-8."""
    if len(content) > most:
        raise FileRefused(path, f"it has more than {most} bytes, which is too much for this.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problem = "a byte here is not valid UTF-8. Save the file as UTF-8."
        raise FileRefused(path, problem, line=line) from error
