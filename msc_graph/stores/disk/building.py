"""Builds of a store on disk: made beside the current one, and made current in one step."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from msc_graph._version import __version__
from msc_graph.errors import UsageError
from msc_graph.stores.disk.by_source import signed_pairs
from msc_graph.stores.disk.curated import CURATED, Curated, facts_digest
from msc_graph.stores.disk.layout import Layout
from msc_graph.stores.disk.manifest import VERSION, linked_tree, read_store_manifest, sums_of, write_json
from msc_graph.stores.disk.parts import hand_on
from msc_graph.stores.disk.segments import open_rows, save_rows, save_source
from msc_graph.stores.importing.encoding import Known
from msc_graph.stores.importing.known import known_of
from msc_graph.stores.importing.reading import Asked, Read, asked, read_source
from msc_graph.stores.importing.source import ImportOptions, ImportResult, Progress, Source, quiet
from msc_graph.vocabulary.ontology import vocabulary


def import_source(
    format_name: str,
    files: Sequence[Path | str],
    *,
    store: Path | str,
    options: ImportOptions | None = None,
    progress: Progress = quiet,
) -> ImportResult:
    """Read files into the store in a folder; a new one holds the curated graph too.

    The folder is as before until everything is done. Reading the same files in the same way again changes
    nothing, unless the ontology or the curated facts have changed since: then they are read anew.

    Args:
        format_name: one of `msc_graph.sources.registry.FORMATS`.
        files: all files of the source.
        store: the folder.
        options: what to know about the source.
        progress: told how far it is.

    Raises: UnknownFormat, UsageError: the format or an option is unknown, or a source of that name is there
        already. FileRefused, BadRow, InputError: a file cannot be read. StoreRefused, StoreLocked: the folder
        is no store, or another process writes to it.
    """
    wanted = asked(format_name, files, options)
    with updated_store(store, progress=progress) as update:
        old = update.old
        there = old.by_name.get(wanted.name)
        if there is not None and there.checksum == wanted.digest:
            if old.read_with.get(wanted.name) == facts_digest():
                rows = open_rows(update.layout.current() / "sources" / wanted.name)
                return ImportResult(there, rows, changed=False)
        elif there is not None and not wanted.options.replace:
            raise UsageError(
                f"{update.layout.folder} has a source {wanted.name!r} already, from {', '.join(there.files)}."
                " Say --replace to put the new one in its place, or give it another --name."
            )
        read = update.read(wanted)
        return ImportResult(read.source, read.report, changed=True)


def remove_source(name: str, *, store: Path | str, progress: Progress = quiet) -> Source:
    """Take a source out of a store and return what it was.

    Raises:
        UsageError: there is no such source; the names are listed.
        StoreRefused, StoreLocked: as of `import_source`.
    """
    Layout(store).current()
    with updated_store(store, progress=progress) as update:
        if name not in update.old.by_name:
            there = ", ".join(update.old.by_name) or "none"
            raise UsageError(f"{update.layout.folder} has no source {name!r}; its imported sources: {there}")
        update.remove(name)
        return update.old.by_name[name]


@contextmanager
def updated_store(store: Path | str, *, progress: Progress = quiet) -> Iterator[Update]:
    """Give what changes the store in a folder, which is as before until the block has ended without an error.

    Args:
        store: the folder; a new one holds the curated graph too.
        progress: told how far it is.

    Raises:
        StoreRefused, StoreLocked: the folder is no store, or another process writes to it.
    """
    layout = Layout(store)
    with layout.writing():
        update = Update(layout, progress)
        yield update
        update.finish()


@dataclass(frozen=True, slots=True)
class Sources:
    """The imported sources of a store, in the order in which they came."""

    build: Path | None
    by_name: dict[str, Source]
    facts: str = ""
    """The digest of the ontology and the curated tables that the build was made with; empty: not known."""
    read_with: Mapping[str, str] = field(default_factory=dict)
    """The same by source: what each was read with."""
    manifest: dict[str, Any] = field(default_factory=dict)
    """All that the build says of itself."""

    @classmethod
    def of(cls, layout: Layout) -> Sources:
        """Return those of the current build; none where there is no store yet."""
        if not layout.exists():
            return cls(None, {})
        build = layout.current()
        manifest = read_store_manifest(build)
        by_name = {facts["name"]: Source.from_dict(facts) for facts in manifest["sources"]}
        return cls(build, by_name, manifest.get("facts", ""), manifest.get("read_with", {}), manifest)


class Update:
    """A new build of a store in the making: sources are taken out, and others read into it, one by one.

    The tables of a source are written as soon as it is read: no more than one is held in memory.
    """

    def __init__(self, layout: Layout, progress: Progress) -> None:
        """Begin with the current build; the writer's lock is held."""
        self.layout, self.old = layout, Sources.of(layout)
        self._progress = progress
        self._gone: set[str] = set()
        self._new: dict[str, Source] = {}

    @cached_property
    def curated(self) -> Curated:
        """The curated facts of now."""
        return Curated.of(self.old.build, self.old.facts)

    @cached_property
    def _known(self) -> Known:
        return known_of(self.curated.graph, self.curated.store)

    @cached_property
    def _folder(self) -> Path:
        """The folder of the new build."""
        folder = self.layout.new_build()
        (folder / "sources").mkdir()
        return folder

    @property
    def _kept(self) -> dict[str, Source]:
        """The sources of the current build that stay as they are."""
        gone = self._gone | self._new.keys()
        return {name: each for name, each in self.old.by_name.items() if name not in gone}

    def _place(self, name: str) -> Path:
        """Return the folder of a source that was read, or stays."""
        build = self._folder if name in self._new else self.old.build
        assert build is not None  # noqa: S101 -- what stays was there
        return build / "sources" / name

    def remove(self, name: str) -> None:
        """Take a source out; nothing happens where it is not there."""
        self._gone.add(name)

    def read(self, wanted: Asked) -> Read:
        """Read a source, which takes the place of one of its name, and write its tables.

        Raises:
            UsageError, FileRefused, BadRow, InputError: as of `import_source`.
        """
        there = {name: self._place(name) for name in (*self._kept, *self._new) if name != wanted.name}
        read = read_source(
            wanted,
            known=self._known,
            words=vocabulary(),
            signed=partial(signed_pairs, there, self.curated.graph),
            progress=self._progress,
        )
        place = self._folder / "sources" / read.source.name
        place.mkdir()
        save_source(read.tables, place)
        save_rows(read.report, place)
        self._new[read.source.name] = read.source
        return read

    def finish(self) -> None:
        """Make the new build current, unless nothing changed; a new store holds the curated facts."""
        kept = self._kept
        if self.old.build is not None and not self._new and kept == self.old.by_name:
            return
        for name in kept:
            linked_tree(self._place(name), self._folder / "sources" / name)
        self.curated.place(self._folder / CURATED)
        sources = [*kept.values(), *self._new.values()]
        manifest: dict[str, Any] = {
            "version": VERSION,
            "program": __version__,
            "revision": _revision(self.curated.digest, sources),
            "facts": self.curated.digest,
            "read_with": {name: self.old.read_with.get(name, "") for name in kept}
            | dict.fromkeys(self._new, self.curated.digest),
            "sources": [source.to_dict() for source in sources],
            "files": sums_of(self._folder, self.old.build, self.old.manifest.get("files", {})),
        }
        write_json(self._folder / "manifest.json", manifest)
        if self.old.build is not None and manifest["revision"] != self.old.manifest["revision"]:
            hand_on(self.old.build, self._folder)
        self.layout.finish(self._folder, manifest["revision"])


def _revision(facts: str, sources: Sequence[Source]) -> str:
    digest = hashlib.sha256(facts.encode())
    for source in sources:
        digest.update(f"{source.name}\t{source.checksum}\n".encode())
    return digest.hexdigest()[:20]
