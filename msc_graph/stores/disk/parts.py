"""Parts of a build that are made when something first needs them: the joined graph, and the triples.

A part is a folder that appears whole or not at all. Its mark says of which segments it is made; the triples
of the build before lie in ``before/`` meanwhile, so that only what is new need be added to them.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from msc_graph.errors import StoreRefused
from msc_graph.stores.disk.manifest import (
    check_files,
    check_written,
    linked_tree,
    refused_if_gone,
    segments_of,
    sums_of,
    sync_tree,
    write_json,
)
from msc_graph.stores.importing.source import Progress
from msc_graph.system.locks import lock_file

JOINED, TRIPLES = "joined", "triples"
PARTS = (JOINED, TRIPLES)
BEFORE = "before"
_MARK = "part.json"
_READ_ONLY = (errno.EACCES, errno.EPERM, errno.EROFS)
_LOOK_AGAIN = 0.1
"""Seconds until a process that waits for another one's part looks again."""


class ReadOnly(StoreRefused):
    """A part is not there, and its folder cannot be written."""


def made(
    build: Path,
    name: str,
    make: Callable[[Path], Mapping[str, Any]],
    manifest: Mapping[str, Any],
    progress: Progress,
) -> Mapping[str, Any]:
    """Return the mark of a part, which is made where it is not there yet, by one process at a time.

    Args:
        build: the folder of the build, which the caller keeps from being removed.
        name: `JOINED` or `TRIPLES`.
        make: writes the part into an empty folder and returns what its mark says beside the segments.
        manifest: what the build says of itself.
        progress: told that another process is waited for.

    Raises:
        ReadOnly: it is not there, and nothing can be written.
        StoreRefused: it is damaged, or the build was removed.
    """
    if (mark := mark_of(build / name)) is not None:
        return mark
    with refused_if_gone(build), _alone(build, name, progress):
        if (mark := mark_of(build / name)) is None:
            mark = _write(build, name, make, manifest)
        shutil.rmtree(build / BEFORE / name, ignore_errors=True)
    return mark


def _write(
    build: Path, name: str, make: Callable[[Path], Mapping[str, Any]], manifest: Mapping[str, Any]
) -> Mapping[str, Any]:
    temporary = build / f".making-{name}"
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir()
    try:
        said = make(temporary)
        mark = {"segments": segments_of(manifest), **said, "files": sums_of(temporary)}
        write_json(temporary / _MARK, mark)
        sync_tree(temporary)
        temporary.rename(build / name)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise
    return mark


def mark_of(part: Path) -> Mapping[str, Any] | None:
    """Return what a part says of itself, or None where it is not there.

    Raises:
        StoreRefused: a file of it is missing, or of another size.
    """
    if not part.is_dir():
        return None
    try:
        mark: dict[str, Any] = json.loads((part / _MARK).read_text(encoding="utf-8"))
        mark["segments"], mark["files"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        problem = f"its file {_MARK} is damaged ({type(error).__name__})."
        raise StoreRefused(part, f"{problem} {_advice(part)}") from error
    check_written(part, mark["files"], advice=_advice(part))
    return mark


def check_build(build: Path, manifest: Mapping[str, Any]) -> None:
    """Do nothing where all files of a build and of its parts are as they were written; each is read.

    Raises:
        StoreRefused: one is missing or damaged; it is named.
    """
    check_files(build, manifest["files"], sums=True)
    for part in (build / name for name in PARTS):
        if (mark := mark_of(part)) is not None:
            check_files(part, mark["files"], sums=True, advice=_advice(part))


def _advice(part: Path) -> str:
    return f"Remove the folder {part.name}: it is made anew when it is needed."


def begun(build: Path, manifest: Mapping[str, Any]) -> tuple[Path, Mapping[str, Any]] | None:
    """Return the triples of the build before, with their mark, if segments need only be added to them."""
    part = build / BEFORE / TRIPLES
    mark = mark_of(part)
    if mark is None:
        return None
    segments = segments_of(manifest)
    return (part, mark) if mark["segments"] == segments[: len(mark["segments"])] else None


def hand_on(old: Path, new: Path) -> None:
    """Give the triples of a build, or those that it has not added to yet, to the next one (hard links)."""
    parts = (old / TRIPLES, old / BEFORE / TRIPLES)
    if (there := next((part for part in parts if part.is_dir()), None)) is not None:
        linked_tree(there, new / BEFORE / TRIPLES)


@contextmanager
def _alone(build: Path, name: str, progress: Progress) -> Iterator[None]:
    """Hold the lock of the one process that makes a part; wait while another holds it."""
    try:
        descriptor = os.open(build / f"{name}.lock", os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        if error.errno in _READ_ONLY:
            raise ReadOnly(
                build,
                f"its {name} part has not been made yet, and the folder cannot be written ({error.strerror})."
                " Ask once where it can be: 'msc-graph import --triples' makes all parts at once.",
            ) from error
        raise
    try:
        while not lock_file(descriptor, shared=False):
            progress("waiting", 0, 0)
            time.sleep(_LOOK_AGAIN)
        yield
    finally:
        os.close(descriptor)
