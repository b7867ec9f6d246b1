"""What a build was made of: the checksum of every file, and what was counted in each source."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from msc_graph._version import __version__
from msc_graph.errors import FileRefused
from msc_graph.recipes.finding import FoundFiles, FoundSource
from msc_graph.recipes.recipe import Recipe, RecipeSource
from msc_graph.system.atomic import atomic_text
from msc_graph.system.json_objects import once
from msc_graph.system.text import bounded_text

FILE = "recipe.lock"
"""The name of the lock file in the folder of a store."""

MOST_BYTES = 64 * 1024 * 1024
"""Most bytes of a lock file. Our choice: a line of a file has about 200."""

Lock = Mapping[str, Any]
"""``program``; ``facts`` (digest of ontology and curated tables); ``tables``, ``retracted`` and ``sources``
with their files (name, bytes, SHA-256), each source also with its ``key``, what the recipe ``said`` of it and
what was ``counted``."""

NOTHING: Lock = {"program": "", "facts": "", "tables": {}, "retracted": None, "sources": {}}
"""The lock where nothing was built yet."""


def read_lock(path: Path) -> Lock:
    """Return what a lock file says.

    Raises:
        FileRefused: it is none, or damaged.
    """
    try:
        lock = json.loads(bounded_text(path, most=MOST_BYTES), object_pairs_hook=once)
        files = [file for each in _locked_files(lock).values() for file in each]
        if not all({"file", "bytes", "sha256"} <= file.keys() for file in files):
            raise ValueError("a file has no checksum")
        if not all(isinstance(source.get("said", {}), dict) for source in lock["sources"].values()):
            raise ValueError("a source has no 'said'")
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
                "said": _said(source.source),
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
    files = [file.sha256 for file in found.there]
    text = json.dumps({**shared, **_said(found.source), "sha256": files}, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _said(source: RecipeSource) -> dict[str, Any]:
    """Return what a recipe says of a source that decides what a build makes of it, with JSON's lists."""
    said = {name: value for name, value in asdict(source).items() if name not in ("expect", "optional")}
    return json.loads(json.dumps(said))  # type: ignore[no-any-return]


def check_locked(recipe: Recipe, found: FoundFiles, lock: Lock, path: Path) -> None:
    """Do nothing where every file is the one that a lock names, and the recipe says what it said then.

    Raises:
        FileRefused: files are others, are missing, or are not in the lock, or the recipe says something else;
            all are named.
    """
    locked, now = _locked_files(lock), _found_files(found)
    if others := _differing(locked, now):
        raise FileRefused(
            recipe.path,
            f"these files are not those of {path.name}: {others}. Take those files, or build"
            " without --locked.",
        )
    if new := _differing(now, locked):
        raise FileRefused(
            recipe.path,
            f"{path.name} does not have these files: {new}. Take them out of the recipe, or build once"
            " without --locked for a new lock.",
        )
    if changed := "; ".join(_said_otherwise(found, lock)):
        raise FileRefused(
            recipe.path,
            f"the recipe has changed since {path.name}: {changed}. Say it as it was, or build once"
            " without --locked for a new lock.",
        )


_Files = Mapping[tuple[str, str], list[dict[str, Any]]]
"""Files by the part of a lock and the name in it."""


def _locked_files(lock: Lock) -> _Files:
    tables = {("tables", name): [file] for name, file in lock["tables"].items()}
    sources = {("sources", name): source["files"] for name, source in lock["sources"].items()}
    retracted = [lock["retracted"]] if lock.get("retracted") else []
    return {**tables, **sources, ("retracted", "retracted"): retracted}


def _found_files(found: FoundFiles) -> _Files:
    tables = {("tables", name): [file.to_dict()] for name, file in found.tables.items() if file}
    sources = {
        ("sources", source.source.name): [file.to_dict() for file in source.there] for source in found.sources
    }
    retracted = [found.retracted.to_dict()] if found.retracted else []
    return {**tables, **sources, ("retracted", "retracted"): retracted}


def _differing(these: _Files, those: _Files) -> str:
    """Return the files of ``these`` that ``those`` lack, or have in another order: ``name: file, file``."""
    told = []
    for (part, name), files in these.items():
        there = those.get((part, name), [])
        if files and files != there:
            other = [file for file in files if file not in there] or files
            told.append(f"{name}: {', '.join(str(file['file']) for file in other)}")
    return "; ".join(told)


def _said_otherwise(found: FoundFiles, lock: Lock) -> Iterator[str]:
    """Yield what the recipe says otherwise of each source; a lock of old keeps nothing of it."""
    for source in (each.source for each in found.sources):
        before = lock["sources"].get(source.name, {}).get("said", {})
        now = _said(source)
        if names := [name for name in before if before[name] != now.get(name)]:
            yield f"{source.name}: {', '.join('from' if name == 'origin' else name for name in names)}"
