"""Builds of a store on disk: made beside the current one, and made current in one step."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msc_graph._version import __version__
from msc_graph.errors import UsageError
from msc_graph.stores.disk.curated import CURATED, Curated, facts_digest
from msc_graph.stores.disk.layout import Layout
from msc_graph.stores.disk.manifest import VERSION, linked_tree, read_store_manifest, sums_of, write_json
from msc_graph.stores.disk.parts import hand_on
from msc_graph.stores.disk.segments import open_rows, save_rows, save_source
from msc_graph.stores.importing.known import known_of
from msc_graph.stores.importing.reading import Asked, Read, asked, read_source
from msc_graph.stores.importing.source import ImportOptions, ImportResult, Progress, Source, quiet
from msc_graph.vocabulary.ontology import vocabulary

if TYPE_CHECKING:
    from msc_graph.model.graph import Graph


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
    layout = Layout(store)
    with layout.writing():
        old = Sources.of(layout)
        there = old.by_name.get(wanted.name)
        if there is not None and there.checksum == wanted.digest:
            if old.read_with.get(wanted.name) == facts_digest():
                rows = open_rows(layout.current() / "sources" / wanted.name)
                return ImportResult(there, rows, changed=False)
        elif there is not None and not wanted.options.replace:
            raise UsageError(
                f"{layout.folder} has a source {wanted.name!r} already, from {', '.join(there.files)}."
                " Say --replace to put the new one in its place, or give it another --name."
            )
        curated = Curated.of(old.build, old.facts)
        known = known_of(curated.graph, curated.store)
        read = read_source(wanted, known=known, words=vocabulary(), progress=progress)
        _Build(layout, old, curated, progress).make(remove={wanted.name} if there else set(), new=[read])
        return ImportResult(read.source, read.report, changed=True)


def update_store(
    store: Path | str,
    wanted: Iterable[Asked],
    *,
    remove: Collection[str] = (),
    inspect: Callable[[Sequence[Read], Graph], None] = lambda _, __: None,
    progress: Progress = quiet,
) -> None:
    """Take sources out of the store in a folder and read others into it, in one new build.

    Args:
        store: the folder; a new one holds the curated graph too.
        wanted: what is read, in this order; a source of that name that is there already is replaced.
        remove: names of sources to take out; those that are not there are passed over.
        inspect: shown what was read, and the curated graph with its disputed edges, before anything is
            written; what it raises leaves the store as it was.
        progress: told how far it is.

    Raises: as of `import_source`.
    """
    layout = Layout(store)
    with layout.writing():
        old = Sources.of(layout)
        curated = Curated.of(old.build, old.facts)
        known = known_of(curated.graph, curated.store)
        new = [read_source(each, known=known, words=vocabulary(), progress=progress) for each in wanted]
        inspect(new, curated.graph)
        gone = {*remove, *(read.source.name for read in new)} & set(old.by_name)
        _Build(layout, old, curated, progress).make(remove=gone, new=new)


def remove_source(name: str, *, store: Path | str, progress: Progress = quiet) -> Source:
    """Take a source out of a store and return what it was.

    Raises:
        UsageError: there is no such source; the names are listed.
        StoreRefused, StoreLocked: as of `import_source`.
    """
    layout = Layout(store)
    layout.current()
    with layout.writing():
        old = Sources.of(layout)
        if name not in old.by_name:
            there = ", ".join(old.by_name) or "none"
            raise UsageError(f"{layout.folder} has no source {name!r}; its imported sources: {there}")
        _Build(layout, old, Curated.of(old.build, old.facts), progress).make(remove={name})
        return old.by_name[name]


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


@dataclass(frozen=True, slots=True)
class _Build:
    """What a new build is made from."""

    layout: Layout
    old: Sources
    curated: Curated
    progress: Progress

    def make(self, *, remove: Collection[str], new: Sequence[Read] = ()) -> None:
        """Make a new build without the sources to ``remove``, with the ``new`` ones, and make it current."""
        folder = self.layout.new_build()
        fresh = {read.source.name: read for read in new}
        sources = [source for name, source in self.old.by_name.items() if name not in remove]
        sources += [read.source for read in new]
        self.curated.place(folder / CURATED)
        self._place_sources(folder / "sources", sources, fresh)
        revision = _revision(self.curated.digest, sources)
        manifest: dict[str, Any] = {
            "version": VERSION,
            "program": __version__,
            "revision": revision,
            "facts": self.curated.digest,
            "read_with": {source.name: self._read_with(source, fresh) for source in sources},
            "sources": [source.to_dict() for source in sources],
            "files": sums_of(folder, self.old.build, self.old.manifest.get("files", {})),
        }
        write_json(folder / "manifest.json", manifest)
        if self.old.build is not None and revision != self.old.manifest["revision"]:
            hand_on(self.old.build, folder)
        self.layout.finish(folder, revision)

    def _read_with(self, source: Source, new: Mapping[str, Read]) -> str:
        """Return the digest of the facts that a source was read with."""
        return self.curated.digest if source.name in new else self.old.read_with.get(source.name, "")

    def _place_sources(self, folder: Path, sources: Sequence[Source], new: Mapping[str, Read]) -> None:
        """Write the tables of the new sources, and share those of the others with the old build."""
        folder.mkdir()
        for source in sources:
            place = folder / source.name
            place.mkdir()
            if source.name in new:
                save_source(new[source.name].tables, place)
                save_rows(new[source.name].report, place)
            elif self.old.build is not None:
                linked_tree(self.old.build / "sources" / source.name, place)


def _revision(facts: str, sources: Sequence[Source]) -> str:
    digest = hashlib.sha256(facts.encode())
    for source in sources:
        digest.update(f"{source.name}\t{source.checksum}\n".encode())
    return digest.hexdigest()[:20]
