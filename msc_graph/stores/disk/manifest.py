"""What a build says of itself, and whether that is so: sources, counts, and the files that it is made of."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import MappingProxyType
from typing import Any

from msc_graph.errors import StoreRefused
from msc_graph.system.json_objects import once

VERSION = 7
"""Version of the layout; a store of another version is refused."""
RESTORE = "Restore the folder, or import anew."
SMALL = 16 * 1024**2
"""Bytes of a build, or a part of one, up to which opening it reads every file and compares its sum: 10 ms."""


def read_manifest(build: Path) -> dict[str, Any]:
    """Return what a build says of itself.

    Raises:
        StoreRefused: it is damaged, or of another version of the layout.
    """
    try:
        manifest: dict[str, Any] = json.loads(
            (build / "manifest.json").read_text(encoding="utf-8"), object_pairs_hook=once
        )
        version = _whole(manifest["version"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise _damaged(build, error) from error
    if version != VERSION:
        raise StoreRefused(
            build,
            f"this store has layout {version}, and this program reads layout {VERSION}. Import its sources"
            " anew, into a new folder: 'msc-graph import', or 'msc-graph build' with a recipe.",
        )
    return manifest


def read_store_manifest(build: Path) -> dict[str, Any]:
    """Return what a build of a store says of itself: ``sources``, ``facts``, ``revision``.

    Raises:
        StoreRefused: it is damaged, a file of the build is missing or of another size, or the layout is of
            another version.
    """
    from msc_graph.stores.importing.source import Source

    manifest = read_manifest(build)
    try:
        for name in ("revision", "facts"):
            if not isinstance(manifest[name], str):
                raise ValueError(f"its {name} is no text")
        for facts in manifest["sources"]:
            Source.from_dict(facts)
        files = manifest["files"]
        if not isinstance(files, dict):
            raise ValueError("its files are no table")
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _damaged(build, error) from error
    check_written(build, files)
    return manifest


def segments_of(manifest: Mapping[str, Any]) -> list[list[str]]:
    """Return what a build is made of, in order: the curated facts, then sources, by name and checksum."""
    sources = ([source["name"], source["checksum"]] for source in manifest["sources"])
    return [["curated", manifest["facts"]], *sources]


def _whole(number: Any) -> int:
    if type(number) is not int or number < 0:
        raise ValueError(f"{str(number)[:20]!r} is no count")
    return number


def _damaged(build: Path, error: Exception) -> StoreRefused:
    problem = f"{type(error).__name__}: {error}" if isinstance(error, KeyError) else str(error)
    return StoreRefused(build, f"its manifest.json is damaged ({problem}). Import anew.")


def write_json(path: Path, value: Any) -> None:
    """Write a value as JSON, sorted where order does not matter to people."""
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


# files


def stated(folder: Path, ending: str = "") -> Iterator[tuple[str, os.stat_result]]:
    """Yield the files below a folder, by path from there, whose names have an ending."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                inside = stated(Path(entry.path), ending)
                yield from ((f"{entry.name}/{name}", facts) for name, facts in inside)
            elif entry.name.endswith(ending):
                yield entry.name, entry.stat()


def lasting(path: str) -> bool:
    """Return whether a file of a build stays as it is: triple stores go on with their logs."""
    return not Path(path).name.startswith(("LOG", "LOCK"))


def sums_of(
    build: Path, old: Path | None = None, known: Mapping[str, Any] = MappingProxyType({})
) -> dict[str, tuple[int, str]]:
    """Return size and SHA-256 of the lasting files below a folder, by path.

    Args:
        build: the folder.
        old: the one before, with which some files are shared (hard links); None for none.
        known: what this returned for that one: a file is read only once.
    """
    found = {}
    for path, facts in sorted(stated(build)):
        if lasting(path):
            shared = old is not None and path in known and _same(old / path, facts)
            digest = known[path][1] if shared else digest_of(build / path)
            found[path] = (facts.st_size, digest)
    return found


def _same(path: Path, facts: os.stat_result) -> bool:
    try:
        return os.path.samestat(path.stat(), facts)
    except OSError:
        return False


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def check_written(folder: Path, files: Mapping[str, Any], *, advice: str = RESTORE) -> None:
    """Do nothing where the files below a folder are as they were written; of many, only sizes count.

    Arguments and errors as of `check_files`.
    """
    small = sum(size for size, _ in files.values()) <= SMALL
    check_files(folder, files, sums=small, advice=advice)


def check_files(build: Path, files: Mapping[str, Any], *, sums: bool = False, advice: str = RESTORE) -> None:
    """Do nothing where the files below a folder are as they were written.

    Args:
        build: the folder.
        files: what `sums_of` said of them; others may be there.
        sums: also compare the SHA-256, for which every file is read.
        advice: what to do about a file that is not.

    Raises:
        StoreRefused: the folder or a file is missing, or a file is of another size, or of another SHA-256.
    """
    with refused_if_gone(build):
        there = {path: facts.st_size for path, facts in stated(build)}
    for path, (size, digest) in files.items():
        if there.get(path) != size or (sums and digest_of(build / path) != digest):
            state = "missing" if path not in there else "damaged"
            raise StoreRefused(build, f"its file {path} is {state}. {advice}")


@contextmanager
def refused_if_gone(build: Path) -> Iterator[None]:
    """Return a context in which a file that is not there is one that somebody took from a build.

    Raises:
        StoreRefused: that happened.
    """
    try:
        yield
    except FileNotFoundError as error:
        raise StoreRefused(build, f"it, or a file in it, was removed. {RESTORE}") from error


def linked_tree(folder: Path, place: Path) -> None:
    """Give the files below a folder a second name in another, which is made (hard links)."""
    for path, _ in stated(folder):
        if lasting(path):
            (place / path).parent.mkdir(parents=True, exist_ok=True)
            os.link(folder / path, place / path)


def sync_tree(folder: Path) -> None:
    """Make the files of a folder durable."""
    for path in folder.rglob("*"):
        if path.is_file():
            with suppress(OSError), path.open("rb") as file:
                os.fsync(file.fileno())


def disk_size(folder: Path) -> int:
    """Return how many bytes the files of a folder take; a file with several names counts once."""
    seen: dict[tuple[int, int], int] = {}
    for path in folder.rglob("*"):
        if path.is_file():
            facts = path.stat()
            seen[facts.st_dev, facts.st_ino] = facts.st_size
    return sum(seen.values())
