"""A recipe into a store: all sources in one new build, or none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from msc_graph.errors import FileRefused
from msc_graph.quality.checks import retracted_papers
from msc_graph.recipes.counting import check_expected, counted
from msc_graph.recipes.finding import FoundFile, FoundSource
from msc_graph.recipes.lock import FILE, Lock, check_locked, lock_of, read_lock, write_lock
from msc_graph.recipes.plan import Plan, PlannedSource, State, plan_build
from msc_graph.recipes.recipe import Recipe, RecipeSource
from msc_graph.sources.grounding.lookup import Grounding
from msc_graph.sources.grounding.tables import prepare, remove
from msc_graph.stores.disk.building import updated_store
from msc_graph.stores.importing.reading import Asked, asked, newest
from msc_graph.stores.importing.source import ImportOptions, Progress, quiet

TABLES = "tables"
"""The folder of the tables of names in that of a store."""


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did: its plan, what was counted in each source, and the folder of the store."""

    plan: Plan
    counts: Mapping[str, Mapping[str, Any]]
    store: Path


def build(
    recipe: Recipe,
    folder: Path,
    store: Path,
    *,
    locked: Path | None = None,
    progress: Progress = quiet,
) -> Built:
    """Build the store of a recipe; it is as before until everything is done.

    Sources that did not change since the last build are not read again; what an earlier build brought and the
    recipe no longer has is taken out; what was imported by hand stays. The same files give the same bytes.

    Args:
        recipe: what to build.
        folder: where the files lie, at any depth.
        store: the folder of the result.
        locked: a lock file; every file must be the one that it names. None to take the files as they are.
        progress: told how far it is.

    Raises:
        FileRefused: files are missing, or are others than those of ``locked``.
        InputError: a source does not hold what the recipe expects.
        UsageError, BadRow, StoreRefused, StoreLocked: as of `msc_graph.stores.disk.building.import_source`.
    """
    plan = plan_build(recipe, folder, store)
    plan.check()
    lock = plan.lock if locked is None else read_lock(locked)
    if locked is not None:
        check_locked(recipe, plan.files, lock, locked)
    counts = {
        source.name: plan.lock["sources"][source.name]["counted"]
        for source in plan.sources
        if source.state is State.UNCHANGED
    }
    check_expected({name: _source(plan, name) for name in counts}, counts)
    if not plan.nothing_to_do:
        with updated_store(store, progress=progress) as update, _grounding(plan, store / TABLES) as tables:
            new = {source.name: _asked(source, plan, tables, lock) for source in plan.sources if source.read}
            for source in plan.sources:
                if source.state in (State.CHANGED, State.REMOVED):
                    update.remove(source.name)
            brought = {name: counted(update.read(each), update.curated.graph) for name, each in new.items()}
            check_expected({name: _source(plan, name) for name in new}, brought)
        counts |= brought
    ordered = {name: counts[name] for name in (source.name for source in plan.sources) if name in counts}
    write_lock(Path(store) / FILE, lock_of(plan.files, plan.facts, ordered))
    return Built(plan, ordered, Path(store))


def _source(plan: Plan, name: str) -> RecipeSource:
    return next(source for source in plan.recipe.sources if source.name == name)


@contextmanager
def _grounding(plan: Plan, folder: Path) -> Iterator[Grounding | None]:
    """Give the tables of names, made anew only where they are of other files; a failed build leaves none."""
    files = {name: file for name, file in plan.files.tables.items() if file is not None}
    if not files:
        yield None
        return
    new = _made_of(folder) != sorted(file.sha256 for file in files.values())
    try:
        if new:
            remove(folder)
            prepare(folder, **{name: file.path for name, file in files.items()})
        yield Grounding.open(folder)
    except BaseException:
        if new:
            remove(folder)
        raise


def _made_of(folder: Path) -> list[str] | None:
    """Return the SHA-256 of the files that the tables in a folder were made of, sorted; None without any."""
    try:
        return sorted(file["sha256"] for file in Grounding.open(folder).files())
    except FileRefused:
        return None


def _asked(planned: PlannedSource, plan: Plan, grounding: Grounding | None, lock: Lock) -> Asked:
    """Return what is to be read of a source, dated as in the lock where its files are the same."""
    found: FoundSource = planned.found  # type: ignore[assignment]  # what is read was found
    source = found.source
    files: dict[str, FoundFile] = {name: file for name, file in found.parameters.items() if file is not None}
    options = ImportOptions(
        name=source.name,
        title=source.title,
        version=source.version,
        licence=source.licence,
        date=source.date or _date_before(found, lock) or newest([file.path for file in found.there]),
        parameters={**source.parameters, **{name: str(file.path) for name, file in files.items()}},
        grounding=grounding,
        retracted=retracted_papers(plan.files.retracted.path if plan.files.retracted else None),
        keep_going=source.keep_going,
    )
    return asked(source.format, [file.path for file in found.files if file is not None], options)


def _date_before(found: FoundSource, lock: Lock) -> str:
    """Return the date that a source had with the same files; theirs is another on each machine."""
    before = lock["sources"].get(found.source.name, {})
    same = before.get("files") == [file.to_dict() for file in found.there]
    return str(before["counted"]["date"]) if same else ""
