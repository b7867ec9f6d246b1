"""Files that are whole or not there: written beside their place, made durable, then renamed into it."""

from __future__ import annotations

import errno
import io
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from stat import S_IMODE
from typing import BinaryIO, TextIO


@contextmanager
def atomic_binary(path: Path | str) -> Iterator[BinaryIO]:
    """Return a context that gives a binary file, which takes the place of ``path`` when the block ends well.

    When the block raises, an older file at ``path`` stays as it was and nothing new is left behind. The new
    file has the permissions of the one it replaces, else those of any new file. A symbolic link stays a link:
    its target is replaced. A device or a named pipe cannot be renamed over and is written to directly.

    Raises:
        OSError: the place cannot be written (no such folder, a folder is in the way, disk full…); the error
            names ``path``.
    """
    path = Path(path)
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if path.exists() and not path.is_file():
        with path.open("wb") as special:
            yield special
        return
    target = path.resolve()
    temporary = target.with_name(f".msc-graph-{secrets.token_hex(8)}.tmp")
    try:
        with _create(temporary, for_path=path) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            temporary.chmod(S_IMODE(target.stat().st_mode))
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)


@contextmanager
def atomic_text(path: Path | str) -> Iterator[TextIO]:
    r"""Return a context like `atomic_binary` for text: UTF-8, and ``\n`` ends a line on every system."""
    with atomic_binary(path) as binary:
        text = io.TextIOWrapper(binary, encoding="utf-8", newline="\n")
        try:
            yield text
        finally:
            text.detach()


def _create(temporary: Path, *, for_path: Path) -> BinaryIO:
    """Return the new, open ``temporary``; an error speaks of ``for_path``, the only file the user knows."""
    try:
        return temporary.open("xb")
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(for_path)) from error


def _sync_folder(folder: Path) -> None:
    """Let the rename itself survive a power cut, where the system can do that for a folder."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
