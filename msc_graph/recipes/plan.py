"""What a build would do: which files are there, which are missing, what changed since the last build."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from msc_graph.errors import FileRefused, UsageError
from msc_graph.recipes.finding import FoundFile, FoundFiles, FoundSource, find_files
from msc_graph.recipes.lock import FILE, NOTHING, Lock, keys_of, read_lock
from msc_graph.recipes.recipe import Recipe, Wanted
from msc_graph.stores.disk.building import Sources
from msc_graph.stores.disk.curated import facts_digest
from msc_graph.stores.disk.layout import Layout
from msc_graph.stores.importing.source import Source

BYTES_A_SECOND = 3_000_000
"""Bytes of files, as they lie there, that are read and joined in a second of CPU. Measured with the recipe
``sample`` (docs/performance.md); a guess for other sources."""

_RETRACTED = "retracted"


class State(Enum):
    """What a build would do with a source."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    MISSING = "missing"
    LEFT_OUT = "left out"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class PlannedSource:
    """A source with its state; ``found`` is None for one that the recipe no longer has."""

    name: str
    state: State
    found: FoundSource | None = None

    @property
    def read(self) -> bool:
        """Whether its files are to be read."""
        return self.state in (State.NEW, State.CHANGED)

    @property
    def bytes(self) -> int:
        """Bytes of its files that are there."""
        return sum(file.bytes for file in self.found.there) if self.found else 0


@dataclass(frozen=True, slots=True)
class Plan:
    """What a build would do, source by source in the order of the recipe, then what it would remove.

    ``missing_tables`` are files of tables of names (or of retracted papers) that are not there; ``lock`` is
    that of the last build.
    """

    recipe: Recipe
    files: FoundFiles
    sources: tuple[PlannedSource, ...]
    missing_tables: tuple[str, ...]
    facts: str
    lock: Lock

    @property
    def seconds(self) -> float:
        """About how long the build takes, in seconds of CPU; see `BYTES_A_SECOND`."""
        return sum(source.bytes for source in self.sources if source.read) / BYTES_A_SECOND

    @property
    def lacking(self) -> dict[str, Wanted]:
        """The files of ``missing_tables`` by what they are of."""
        wanted = {**self.recipe.tables, _RETRACTED: self.recipe.retracted}
        return {name: wanted[name] for name in self.missing_tables}

    @property
    def nothing_to_do(self) -> bool:
        """Whether the store is as the recipe wants it."""
        return all(source.state in (State.UNCHANGED, State.LEFT_OUT) for source in self.sources)

    def check(self) -> None:
        """Do nothing where all that is needed is there.

        Raises:
            FileRefused: files are missing; each is named, with where to get it.
        """
        missing = [
            f"{source.name}: {_named(source.found.missing)}{_from(source.found.source.origin)}"
            for source in self.sources
            if source.state is State.MISSING and source.found is not None
        ]
        missing += [
            f"{name if name == _RETRACTED else 'tables'}: {_named([names])}"
            for name, names in self.lacking.items()
        ]
        if missing:
            listing = "\n".join(f"  {line}" for line in missing)
            raise FileRefused(
                self.recipe.path,
                f"these files are missing below the folder of --files:\n{listing}\nGet them, or say"
                " 'optional: true' in a recipe of your own.",
            )


def plan_build(recipe: Recipe, folder: Path, store: Path | None = None) -> Plan:
    """Return what a build of a recipe would do, with the files below ``folder``, to the store in ``store``.

    Without ``store`` it is a new one. All files are read once, for their checksums; nothing is written.

    Raises:
        FileRefused: there is no such folder. StoreRefused: ``store`` is no store, or a damaged one.
        UsageError: a source of that name was imported by hand.
    """
    found, facts = find_files(recipe, folder), facts_digest()
    there = {} if store is None else Sources.of(Layout(store)).by_name
    lock = NOTHING if store is None else _last_lock(Layout(store))
    known = {name: source["key"] for name, source in lock["sources"].items() if name in there}
    for source in found.sources:
        if (other := there.get(source.source.name)) is not None and other.name not in known:
            _check_ours(other, source, store)
    keys = keys_of(found, facts)
    planned = [
        PlannedSource(source.source.name, _state(source, keys[source.source.name], known), source)
        for source in found.sources
    ]
    wanted = {source.name for source in planned}
    gone = [PlannedSource(name, State.REMOVED) for name in known if name not in wanted]
    missing = tuple(name for name, file in found.tables.items() if file is None)
    missing += (_RETRACTED,) * bool(recipe.retracted and found.retracted is None)
    return Plan(recipe, found, (*planned, *gone), missing, facts, lock)


def _last_lock(layout: Layout) -> Lock:
    there = layout.exists() and (layout.folder / FILE).exists()
    return read_lock(layout.folder / FILE) if there else NOTHING


def _check_ours(other: Source, found: FoundSource, store: Path | None) -> None:
    """Refuse to replace what was imported by hand; a build that lost its lock reads the same files."""
    files = tuple(file.path.name for file in found.files if file is not None)
    if (other.format, other.files) != (found.source.format, files):
        raise UsageError(
            f"{store} has a source {other.name!r} already, from {', '.join(other.files)}, which no build"
            " brought. Give that of the recipe another name, or remove it:"
            f" msc-graph sources --remove {other.name}"
        )


def _state(found: FoundSource, key: str, known: dict[str, str]) -> State:
    name = found.source.name
    if found.missing:
        gone = State.REMOVED if name in known else State.LEFT_OUT
        return gone if found.source.optional else State.MISSING
    if name not in known:
        return State.NEW
    return State.UNCHANGED if known[name] == key else State.CHANGED


def _named(missing: Sequence[Wanted]) -> str:
    return ", ".join(" or ".join(names) for names in missing)


def _from(origin: str) -> str:
    return f"; from {origin}" if origin else ""


def names_of(files: Sequence[FoundFile]) -> str:
    """Return the names of files, joined."""
    return ", ".join(file.path.name for file in files)
