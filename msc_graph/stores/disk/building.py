"""Builds of a store on disk: made beside the current one, and made current in one step."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from msc_graph._version import __version__
from msc_graph.errors import StoreRefused, UsageError
from msc_graph.rdf.graphs import graph_iri
from msc_graph.stores.disk.assemble import curated_part, node_frame, source_part, write_graph
from msc_graph.stores.disk.layout import Layout
from msc_graph.stores.disk.manifest import VERSION, check_files, read_store_manifest, sums_of, write_json
from msc_graph.stores.disk.network import build_network
from msc_graph.stores.disk.source_files import open_rows, open_tables, save_rows, save_tables
from msc_graph.stores.importing.encoding import described
from msc_graph.stores.importing.known import known_of
from msc_graph.stores.importing.loading import load_pieces, names_from, texts
from msc_graph.stores.importing.reading import Asked, Read, asked, read_source
from msc_graph.stores.importing.source import ImportOptions, ImportResult, Progress, Source, quiet
from msc_graph.system.packaged import locate
from msc_graph.vocabulary.ontology import Vocabulary, vocabulary

if TYPE_CHECKING:
    from pyoxigraph import Store

    from msc_graph.model.property_graph import PropertyGraph


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
    nothing, unless the ontology or the curated facts have changed since: then they are read anew, and all
    triples are written anew.

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
        words, curated = vocabulary(), _curated()
        known = known_of(curated.graph, curated.store)
        read = read_source(wanted, known=known, words=words, progress=progress)
        _Build(layout, old, curated, words, progress).make(
            remove={wanted.name} if there else set(), new=[read]
        )
        return ImportResult(read.source, read.report, changed=True)


def update_store(
    store: Path | str,
    wanted: Iterable[Asked],
    *,
    remove: Collection[str] = (),
    inspect: Callable[[Sequence[Read], PropertyGraph], None] = lambda _, __: None,
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
        words, curated = vocabulary(), _curated()
        known = known_of(curated.graph, curated.store)
        new = [read_source(each, known=known, words=words, progress=progress) for each in wanted]
        inspect(new, curated.graph)
        gone = {*remove, *(read.source.name for read in new)} & set(old.by_name)
        _Build(layout, old, curated, words, progress).make(remove=gone, new=new)


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
        _Build(layout, old, _curated(), vocabulary(), progress).make(remove={name})
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
class _Curated:
    """The curated facts as a store in memory and as a graph with its disputed edges, and their digest."""

    store: Store
    graph: PropertyGraph
    digest: str


def _curated() -> _Curated:
    return _curated_of(facts_digest())


@lru_cache(maxsize=1)
def _curated_of(digest: str) -> _Curated:
    """Return the curated facts of a digest; imports one after the other share them, and change nothing."""
    from msc_graph.curation.as_rdf import build_store
    from msc_graph.curation.reader import read_facts
    from msc_graph.model.property_graph import property_graph

    words = vocabulary()
    store = build_store(read_facts(), words=words)
    return _Curated(store, property_graph(store, words, disputed=True), digest)


@dataclass(frozen=True, slots=True)
class _Build:
    """What a new build is made from."""

    layout: Layout
    old: Sources
    curated: _Curated
    words: Vocabulary
    progress: Progress

    def make(self, *, remove: Collection[str], new: Sequence[Read] = ()) -> None:
        """Make a new build without the sources to ``remove``, with the ``new`` ones, and make it current.

        Raises:
            StoreRefused: a file of the old build, that the new one is made of, is damaged.
        """
        if self.old.build is not None:
            check_files(self.old.build, self.old.manifest, "sources", sums=True)
        folder = self.layout.new_build()
        fresh = {read.source.name: read for read in new}
        sources = [source for name, source in self.old.by_name.items() if name not in remove]
        sources += [read.source for read in new]
        self._place_sources(folder / "sources", sources, fresh)
        triples = self._load_triples(folder, sources, remove, fresh)
        self.progress("joining", 0, 0)
        counts = self._assemble(folder, sources)
        self.progress("network", 0, 0)
        revision = _revision(self.curated.digest, sources)
        build_network(folder / "graph", self.words).save(folder / "network")
        (folder / "network" / "revision").write_text(f"{revision}\n", encoding="utf-8")
        read_with = {source.name: self._read_with(source, fresh) for source in sources}
        manifest: dict[str, Any] = {
            "version": VERSION,
            "program": __version__,
            "revision": revision,
            "facts": self.curated.digest,
            "read_with": read_with,
            "counts": {**counts, "triples": triples},
            "sources": [source.to_dict() for source in sources],
            "files": sums_of(folder, self.old.build, self.old.manifest.get("files", {})),
        }
        write_json(folder / "manifest.json", manifest)
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
                save_tables(new[source.name].tables, place)
                save_rows(new[source.name].report, place)
            elif self.old.build is not None:
                for file in (self.old.build / "sources" / source.name).iterdir():
                    os.link(file, place / file.name)

    def _load_triples(
        self, folder: Path, sources: Sequence[Source], remove: Collection[str], new: Collection[str]
    ) -> int:
        """Write the triple store and return how many triples it holds.

        Where a source goes away, those that came after it are written anew: what it said of their nodes is
        now theirs to say. Where most triples are new, the files are packed: that takes an eighth of the
        import, and then they take half the room and are read in a third of the time.
        """
        first = next((name for name in self.old.by_name if name in remove), "")
        stale = names_from(list(self.old.by_name), first) if first else []
        store, stale = self._begun(folder / "triples", stale)
        before = described(node_frame(self.curated.graph))
        loaded = 0
        for source in sources:
            tables = open_tables(folder / "sources" / source.name)
            if source.name in stale or source.name in new:
                quads = texts(source, tables, before)
                loaded += load_pieces(store, quads, lambda lines: self.progress("loading", lines, 0))
            before = pl.concat([before, described(tables.nodes)]).unique()
        store.flush()
        triples = len(store)
        if 2 * loaded > triples:  # else too little is new to give up the files shared with the old build
            self.progress("packing", 0, 0)
            store.optimize()
        return triples

    def _begun(self, place: Path, stale: list[str]) -> tuple[Store, list[str]]:
        """Return a store without the ``stale`` sources, and the names of all those to be written into it.

        The triples of the old build are shared with it (hard links), unless the ontology or the curated facts
        are others now, or most are stale: then all is written anew.
        """
        from pyoxigraph import NamedNode, Store

        amount = {name: source.assertions for name, source in self.old.by_name.items()}
        most = 2 * sum(amount[name] for name in stale) > sum(amount.values())  # faster than to delete most
        if self.old.build is None or most or self.old.facts != self.curated.digest:
            store = Store(str(place))
            store.bulk_extend(self.curated.store)  # keeps the canonical names of blank nodes
            return store, list(self.old.by_name)
        store = self._copied(self.old.build, place)
        for name in stale:
            store.remove_graph(NamedNode(graph_iri(name)))
        return store, stale

    def _copied(self, build: Path, place: Path) -> Store:
        """Return a store that begins with the triples of the old build, which must be whole.

        Raises:
            StoreRefused: they are damaged, or not as many as they were.
        """
        from pyoxigraph import Store

        check_files(build, self.old.manifest, "triples", sums=True)
        try:
            whole = Store.read_only(str(build / "triples"))
            count = len(whole)
        except (OSError, RuntimeError) as error:  # RuntimeError: the files are damaged
            raise StoreRefused(build, f"its triples cannot be read ({error}). Import anew.") from error
        expected = self.old.manifest["counts"]["triples"]
        if count != expected:
            raise StoreRefused(
                build, f"it has {count:,} triples, but {expected:,} were written. Restore it, or import anew."
            )
        whole.backup(str(place))
        return Store(str(place))

    def _assemble(self, folder: Path, sources: Sequence[Source]) -> dict[str, Any]:
        """Write the graph of all sources and return its counts."""
        graph = self.curated.graph
        imported = (
            source_part(s.name, open_tables(folder / "sources" / s.name), self.words, graph.citations)
            for s in sources
        )
        return write_graph([curated_part(graph, self.words), *imported], folder / "graph", self.words)


def facts_digest() -> str:
    """Return the start of the SHA-256 of the ontology and the curated tables."""
    digest = hashlib.sha256()
    for path in sorted(locate("ontology").rglob("*.t[st][vl]")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:20]


def _revision(facts: str, sources: Sequence[Source]) -> str:
    digest = hashlib.sha256(facts.encode())
    for source in sources:
        digest.update(f"{source.name}\t{source.checksum}\n".encode())
    return digest.hexdigest()[:20]
