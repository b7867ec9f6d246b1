"""What a build was made of: the checksum of every file, and what was counted in each source."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from msc_graph._version import __version__
from msc_graph.errors import FileRefused
from msc_graph.recipes.finding import FoundFiles, FoundSource
from msc_graph.recipes.recipe import Recipe
from msc_graph.system.atomic import atomic_text
from msc_graph.system.json_objects import once
from msc_graph.system.text import bounded_text

FILE = "recipe.lock"
"""The name of the lock file in the folder of a store."""

MOST_BYTES = 64 * 1024 * 1024
"""Most bytes of a lock file. Our choice: a line of a file has about 200."""

Lock = Mapping[str, Any]
"""``program``; ``facts`` (digest of ontology and curated tables); ``tables``, ``retracted`` and ``sources``
with their files (name, bytes, SHA-256), each source also with its ``key`` and with what was ``counted``."""

NOTHING: Lock = {"program": "", "facts": "", "tables": {}, "retracted": None, "sources": {}}
"""The lock where nothing was built yet."""


def read_lock(path: Path) -> Lock:
    """Return what a lock file says.

    Raises:
        FileRefused: it is none, or damaged.
    """
    try:
        lock = json.loads(bounded_text(path, most=MOST_BYTES), object_pairs_hook=once)
        files = [*lock["tables"].values(), *(file for s in lock["sources"].values() for file in s["files"])]
        if not all({"file", "bytes", "sha256"} <= file.keys() for file in files):
            raise ValueError("a file has no checksum")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise FileRefused(path, f"this is no lock file of a recipe ({error}). Build without it.") from error
    return lock  # type: ignore[no-any-return]


def write_lock(path: Path, lock: Lock) -> None:
    """Write a lock file, whole or not at all."""
    with atomic_text(path) as file:
        json.dump(lock, file, ensure_ascii=False, indent=1)
        file.write("\n")


def lock_of(found: FoundFiles, facts: str, counted: Mapping[str, Mapping[str, Any]]) -> Lock:
    """Return the lock of what was found; ``counted`` has a row for each source that was built."""
    keys = keys_of(found, facts)
    return {
        "program": __version__,
        "facts": facts,
        "tables": {name: file.to_dict() for name, file in sorted(found.tables.items()) if file},
        "retracted": found.retracted.to_dict() if found.retracted else None,
        "sources": {
            source.source.name: {
                "key": keys[source.source.name],
                "files": [file.to_dict() for file in source.there],
                "counted": counted[source.source.name],
            }
            for source in found.sources
            if source.source.name in counted
        },
    }


def keys_of(found: FoundFiles, facts: str) -> dict[str, str]:
    """Return, by source, the SHA-256 of all that decides what a build makes of it."""
    shared = {
        "program": __version__,
        "facts": facts,
        "tables": {name: file.sha256 for name, file in sorted(found.tables.items()) if file},
        "retracted": found.retracted.sha256 if found.retracted else None,
    }
    return {source.source.name: _key(source, shared) for source in found.sources}


def _key(found: FoundSource, shared: Mapping[str, Any]) -> str:
    said = {name: value for name, value in asdict(found.source).items() if name not in ("expect", "optional")}
    files = [file.sha256 for file in found.there]
    text = json.dumps({**shared, **said, "sha256": files}, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def check_locked(recipe: Recipe, found: FoundFiles, lock: Lock, path: Path) -> None:
    """Do nothing where every file is the one that a lock names.

    Raises:
        FileRefused: some are others, or are missing; all are named.
    """
    locked = {name: [file] for name, file in lock["tables"].items()}
    locked |= {name: source["files"] for name, source in lock["sources"].items()}
    now = {name: [file.to_dict()] for name, file in found.tables.items() if file}
    now |= {source.source.name: [file.to_dict() for file in source.there] for source in found.sources}
    others = []
    for name, files in locked.items():
        if (there := now.get(name)) != files:
            other = [file for file in files if there is None or file not in there] or files
            others.append(f"{name}: {', '.join(file['file'] for file in other)}")
    if others:
        raise FileRefused(
            recipe.path,
            f"these files are not those of {path.name}: {'; '.join(others)}. Take those files, or build"
            " without --locked.",
        )
