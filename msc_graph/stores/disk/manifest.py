"""What a build says of itself, and whether that is so: sources, counts, and the files that it is made of."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from msc_graph.errors import StoreRefused

VERSION = 3
"""Version of the layout; a store of another version is refused."""
SMALL = 16 * 1024**2
"""Bytes of a build up to which opening it reads every file and compares its sum. Our choice: 10 ms."""
_COUNTS = ("triples", "edges", "disputed", "imported_references")


def read_manifest(build: Path) -> dict[str, Any]:
    """Return what a build says of itself.

    Raises:
        StoreRefused: it is damaged, or of another version of the layout.
    """
    try:
        manifest: dict[str, Any] = json.loads((build / "manifest.json").read_text(encoding="utf-8"))
        version = _whole(manifest["version"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise _damaged(build, error) from error
    if version != VERSION:
        raise StoreRefused(
            build, f"this store has layout {version}, and this program reads layout {VERSION}. Import anew."
        )
    return manifest


def read_store_manifest(build: Path) -> dict[str, Any]:
    """Return what a build of a store says of itself: ``sources``, ``counts``, ``revision``.

    Raises:
        StoreRefused: it is damaged, a file of the build is missing or of another size, or the layout is of
            another version.
    """
    from msc_graph.stores.importing.source import Source

    manifest = read_manifest(build)
    try:
        if not isinstance(manifest["revision"], str):
            raise ValueError("its revision is no text")
        counts = manifest["counts"]
        for count in (*(counts[name] for name in _COUNTS), *counts["categories"].values()):
            _whole(count)
        for facts in manifest["sources"]:
            Source.from_dict(facts)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _damaged(build, error) from error
    small = sum(size for size, _ in manifest.get("files", {}).values()) <= SMALL
    check_files(build, manifest, "triples", "graph", "sources", sums=small)
    return manifest


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
    """Return whether a file of a build stays as it is: the triple store goes on with its logs."""
    return not Path(path).name.startswith(("LOG", "LOCK"))


def sums_of(build: Path, old: Path | None, known: dict[str, Any]) -> dict[str, tuple[int, str]]:
    """Return size and SHA-256 of the lasting files in the folders of a build, by path.

    Args:
        build: the folder of the build.
        old: the build before, with which some files are shared (hard links); None for none.
        known: what this returned for that one: a file is read only once.
    """
    found = {}
    for path, facts in sorted(stated(build)):
        if "/" in path and lasting(path):
            shared = old is not None and path in known and _same(old / path, facts)
            digest = known[path][1] if shared else _digest(build / path)
            found[path] = (facts.st_size, digest)
    return found


def _same(path: Path, facts: os.stat_result) -> bool:
    try:
        return os.path.samestat(path.stat(), facts)
    except OSError:
        return False


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def check_files(build: Path, manifest: dict[str, Any], *folders: str, sums: bool = False) -> None:
    """Do nothing where the files in some folders of a build are those of its manifest.

    Args:
        build: the folder of the build.
        manifest: what it says of itself; a build of an earlier program says nothing of its files.
        folders: names of folders in the build.
        sums: also compare the SHA-256, for which every file is read.

    Raises:
        StoreRefused: a file is missing, of another size, or of another SHA-256.
    """
    files = manifest.get("files", {})
    there = {path: facts.st_size for path, facts in stated(build)}
    for path, (size, digest) in files.items():
        if path.partition("/")[0] not in folders:
            continue
        if there.get(path) != size or (sums and _digest(build / path) != digest):
            state = "missing" if path not in there else "damaged"
            raise StoreRefused(build, f"its file {path} is {state}. Restore the folder, or import anew.")
