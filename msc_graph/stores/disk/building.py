"""Third-party files into a store: read, loaded beside what is there, and made current in one step."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from msc_graph._version import __version__
from msc_graph.errors import FileRefused, UsageError, did_you_mean, nearest, no_such_file
from msc_graph.messages.imports import EventKind
from msc_graph.rdf.graphs import graph_iri
from msc_graph.sources.batch import Reading, SourceFormat
from msc_graph.sources.registry import source_format
from msc_graph.sources.report import ImportReport
from msc_graph.stores.disk.assemble import Part, curated_part, node_frame, source_part, write_graph
from msc_graph.stores.disk.layout import VERSION, Layout, read_manifest, write_json
from msc_graph.stores.disk.source_files import open_rows, open_tables, save_rows, save_tables
from msc_graph.stores.importing.encoding import Encoder, Known, SourceTables, described
from msc_graph.stores.importing.nquads import pieces
from msc_graph.system.packaged import locate
from msc_graph.vocabulary.curies import compress
from msc_graph.vocabulary.namespaces import MSC, TRIAL_PREFIX
from msc_graph.vocabulary.ontology import Vocabulary, vocabulary

if TYPE_CHECKING:
    from pyoxigraph import Store

    from msc_graph.model.property_graph import PropertyGraph
    from msc_graph.sources.batch import Grounding

PIECE_BYTES = 100_000_000
"""Bytes of N-Quads that are loaded at a time: a store sorts each piece in memory, in about nine times as
much."""
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}")
_TRIAL = re.compile(r"reference:NCT\d{8}")
"""The curated reference that stands for a record of ClinicalTrials.gov."""
RESERVED = ("curated", "schema", "inferred")
"""Names that no imported source may have."""

Progress = Callable[[str, int, int], None]
"""Told the name of the step, how much of it is done, and how much there is (0: not known)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """What a user may say about a source.

    ``name`` (letters, digits, ``.``, ``_``, ``-``; empty: that of the format), ``title`` (empty: what the
    database is called, with another ``name`` in brackets; the name where the format is of no database),
    ``version``, ``licence``, ``date`` (ISO 8601; empty: when the newest file was changed), ``parameters`` of
    the format, ``grounding`` (tables of names), ``retracted`` (PMIDs), ``keep_going`` past bad rows,
    ``replace`` a source of that name.
    """

    name: str = ""
    title: str = ""
    version: str = ""
    licence: str = ""
    date: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    grounding: Grounding | None = None
    retracted: frozenset[str] = frozenset()
    keep_going: bool = False
    replace: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A source of a store: what it is, where it came from, and how much it holds."""

    name: str
    format: str
    title: str
    version: str
    licence: str
    date: str
    url: str
    files: tuple[str, ...]
    checksum: str
    nodes: int
    assertions: int
    evidence: int
    references: int
    retracted: tuple[str, ...]
    report: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did; ``changed`` is False when the same source was there already.

    Then ``report`` holds the bad rows, and what was left out, of the import that brought it.
    """

    source: Source
    report: ImportReport
    changed: bool


@dataclass(frozen=True, slots=True)
class Added:
    """A source of a graph in memory, with its tables: what it says may have to be written anew."""

    source: Source
    tables: SourceTables

    def texts(self, before: pl.Series) -> Iterator[str]:
        """Yield its N-Quads; ``before``: ids of the nodes that other sources describe already."""
        source = self.source
        return pieces(
            self.tables,
            source.name,
            about=_about(source),
            before=before,
            retracted=frozenset(source.retracted),
        )


def quiet(step: str, done: int, total: int) -> None:
    """Tell nobody."""


def listed(files: Any) -> list[Path]:
    """Return one path or several as a list of paths."""
    return [Path(file) for file in ([files] if isinstance(files, str | Path) else files)]


def options_of(options: ImportOptions | None, more: Mapping[str, Any]) -> ImportOptions:
    """Return import options from an object and single values.

    Raises:
        UsageError: there is no option of that name.
    """
    known = ImportOptions.__dataclass_fields__
    for name in more:
        if name not in known:
            raise UsageError(f"an import has no option {name!r}; its options: {', '.join(known)}")
    return replace(options or ImportOptions(), **more)


# reading


def read_source(
    form: SourceFormat,
    files: Sequence[Path],
    options: ImportOptions,
    *,
    known: Known,
    words: Vocabulary,
    progress: Progress = quiet,
) -> tuple[SourceTables, ImportReport, str]:
    """Return the tables of a source, what happened on the way, and the source's name."""
    _check_options(form, options)
    report = ImportReport(keep_going=options.keep_going)
    total = sum(path.stat().st_size for path in files)
    done = 0

    def advanced(size: int) -> None:
        nonlocal done
        done += size
        progress("reading", min(done, total), total)

    name = source_name(form, files, options)
    reading = Reading(
        report=report,
        options=options.parameters,
        grounding=options.grounding,
        progress=advanced,
        source=name,
    )
    encoder = Encoder(name, evidence_type=form.evidence_type, words=words, known=known)
    for batch in form.read(files, reading):
        encoder.add(batch)
    progress("sorting", 0, 0)
    tables = encoder.tables()
    if not tables.assertions.height:
        report.note(EventKind.NO_STATEMENTS)
    _tell(tables, report, options.retracted)
    return tables, report, name


def _check_options(form: SourceFormat, options: ImportOptions) -> None:
    for name in options.parameters:
        if name not in form.options:
            known = ", ".join(form.options) or "none"
            raise UsageError(
                f"the format {form.name} has no parameter {name!r}."
                f"{did_you_mean(nearest(name, form.options))} Its parameters: {known}."
            )
    if options.date:
        try:
            written = date.fromisoformat(options.date).isoformat()
        except ValueError:
            written = ""
        if written != options.date:
            raise UsageError(f"a date is written as 2026-11-22, not {options.date!r}")


def source_name(form: SourceFormat, files: Sequence[Path], options: ImportOptions) -> str:
    """Return the name of a source: the user's, else the format's, else that of the first file.

    Raises: UsageError: the name is reserved, or has other characters than letters, digits, ``.``, ``_`` and
        ``-``.
    """
    name = options.name or form.source or re.sub(r"[^a-z0-9]+", "-", _stem(files[0]).casefold()).strip("-")
    if name in RESERVED or not _NAME.fullmatch(name):
        raise UsageError(
            f"a source cannot be called {name!r}: take lower-case letters, digits, '.', '_' or '-',"
            f" and none of {', '.join(RESERVED)}. Say --name."
        )
    return name


def _stem(path: Path) -> str:
    return path.name.partition(".")[0]


def _tell(tables: SourceTables, report: ImportReport, retracted: frozenset[str]) -> None:
    """Note what the user should know of the result."""
    own = tables.predicates.filter(~pl.col("known")).sort("id")
    context = own["role"] == "contextual"
    for kind, ids in (
        (EventKind.PREDICATE_AS_CONTEXT, own.filter(context)["id"]),
        (EventKind.PREDICATE_OF_SOURCE, own.filter(~context)["id"]),
    ):
        if ids.len():
            report.note(kind, *ids)
    if withdrawn := retracted_in(tables, retracted):
        report.note(EventKind.RETRACTED, *withdrawn)


def retracted_in(tables: SourceTables, retracted: frozenset[str]) -> tuple[str, ...]:
    """Return which of the retracted papers (``"PMID:1"``) a source cites, sorted."""
    papers = tables.evidence["reference"].unique()
    return tuple(sorted(set(papers.str.replace("^reference:PMID_", "PMID:")) & retracted))


def checksum(files: Iterable[Path], salt: str) -> str:
    """Return the SHA-256 of files and of how they were read.

    Raises:
        FileRefused: a file is missing or is a folder.
    """
    digest = hashlib.sha256(salt.encode())
    for path in files:
        if not path.is_file():
            if path.is_dir():
                raise FileRefused(path, "this is a folder; name the files in it")
            raise no_such_file(path)
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def _salt(form: SourceFormat, options: ImportOptions) -> str:
    """Return all but the files that decides what an import gives."""
    said = {
        name: getattr(options, name) for name in ("name", "title", "version", "licence", "date", "keep_going")
    }
    return json.dumps(
        {
            **said,
            "format": form.name,
            "parameters": dict(sorted(options.parameters.items())),
            "retracted": sorted(options.retracted),
            "grounding": options.grounding.checksum if options.grounding else "",
            "program": __version__,
            "layout": VERSION,
        },
        sort_keys=True,
    )


# writing


def _asked(
    format_name: str, files: Sequence[Path | str], options: ImportOptions | None
) -> tuple[SourceFormat, list[Path], ImportOptions, str, str]:
    """Return format, files and options of an import, its checksum, and the name of the source."""
    if not files:
        raise UsageError("name at least one file to import")
    form, chosen = source_format(format_name), options or ImportOptions()
    paths = [Path(file) for file in files]
    digest = checksum(paths, _salt(form, chosen))
    return form, paths, chosen, digest, source_name(form, paths, chosen)


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
    form, paths, options, digest, name = _asked(format_name, files, options)
    layout = Layout(store)
    with layout.writing():
        old = Sources.of(layout)
        there = old.by_name.get(name)
        fresh = old.read_with.get(name) == facts_digest()
        if there is not None and there.checksum == digest and fresh:
            return ImportResult(there, open_rows(layout.current() / "sources" / name), changed=False)
        if there is not None and there.checksum != digest and not options.replace:
            raise UsageError(
                f"{layout.folder} has a source {name!r} already, from {', '.join(there.files)}."
                " Say --replace to put the new one in its place, or give it another --name."
            )
        words = vocabulary()
        curated = _curated()
        tables, report, _ = read_source(
            form,
            paths,
            options,
            known=known_of(curated.graph, curated.store),
            words=words,
            progress=progress,
        )
        source = _described(form, paths, options, name=name, digest=digest, tables=tables, report=report)
        change = _Change(remove=name if there else "", source=source, tables=tables, report=report)
        _build(layout, old, curated, change, words, progress)
        return ImportResult(source, report, changed=True)


def import_into_memory(
    format_name: str,
    files: Sequence[Path | str],
    *,
    store: Store,
    graph: PropertyGraph,
    words: Vocabulary,
    options: ImportOptions | None = None,
    added: MutableMapping[str, Added] | None = None,
    progress: Progress = quiet,
) -> ImportResult:
    """Read files into a named graph of a store in memory; all of it, or nothing when reading fails.

    Where a source is replaced, those that were added after it are written anew, as in a store on disk: what
    it said of their nodes is now theirs to say.

    Args:
        format_name: as of `import_source`.
        files: likewise.
        store: what to add to.
        graph: its nodes and edges, the disputed ones too: what is known already.
        words: predicates, classes and weights.
        options: what to know about the source.
        added: the sources that were added before, by name, in their order; the same one again changes
            nothing. The new one is put last, as in a store on disk.
        progress: told how far it is.

    Raises:
        UnknownFormat, UsageError, FileRefused, BadRow, InputError: as of `import_source`.
    """
    from pyoxigraph import NamedNode

    form, paths, options, digest, name = _asked(format_name, files, options)
    place = NamedNode(graph_iri(name))
    added = {} if added is None else added
    earlier = added.get(name)
    if earlier is not None and earlier.source.checksum == digest:
        return ImportResult(earlier.source, ImportReport(), changed=False)
    there = place in set(store.named_graphs())
    if there and not options.replace:
        raise UsageError(f"the graph has a source {name!r} already; say replace=True, or give another name")
    stale = _names_from(list(added), name) if earlier else [name] if there else []
    later = [added[other] for other in stale if other != name]
    base, graph = _without(stale, store, later, words) if stale else (store, graph)
    tables, report, _ = read_source(
        form, paths, options, known=known_of(graph, base), words=words, progress=progress
    )
    source = _described(form, paths, options, name=name, digest=digest, tables=tables, report=report)
    new = Added(source, tables)
    load_pieces(base, new.texts(_described_in(graph)), lambda lines: progress("loading", lines, 0))
    for graph_name in [NamedNode(graph_iri(other)) for other in stale]:
        store.remove_graph(graph_name)
        store.extend(base.quads_for_pattern(None, None, None, graph_name))
    added.pop(name, None)
    added[name] = new
    return ImportResult(source, report, changed=True)


def _without(
    stale: Sequence[str], store: Store, later: Iterable[Added], words: Vocabulary
) -> tuple[Store, PropertyGraph]:
    """Return a copy of a store without the ``stale`` sources, but with ``later`` ones written anew."""
    from pyoxigraph import NamedNode, Store

    from msc_graph.model.property_graph import property_graph

    gone = {NamedNode(graph_iri(name)) for name in stale}
    copy = Store()
    copy.extend(quad for quad in store if quad.graph_name not in gone)
    graph = property_graph(copy, words, disputed=True)
    for source in later:
        load_pieces(copy, source.texts(_described_in(graph)))
        graph = property_graph(copy, words, disputed=True)
    return copy, graph


def _described_in(graph: PropertyGraph) -> pl.Series:
    """Return the ids of the nodes of a graph of which it says more than their name."""
    nodes = node_frame(graph)
    only_named = (pl.col("category") == "Node") & (pl.col("label") == pl.col("id"))
    return described(nodes.filter(~only_named))


def _about(source: Source) -> dict[str, str]:
    names = ("title", "version", "licence", "date", "url", "checksum")
    return {name: getattr(source, name) for name in names}


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
        words = vocabulary()
        _build(layout, old, _curated(), _Change(remove=name), words, progress)
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

    @classmethod
    def of(cls, layout: Layout) -> Sources:
        """Return those of the current build; none where there is no store yet."""
        if not layout.exists():
            return cls(None, {})
        build = layout.current()
        manifest = read_manifest(build)
        listed = [
            Source(**{**entry, "files": tuple(entry["files"]), "retracted": tuple(entry["retracted"])})
            for entry in manifest["sources"]
        ]
        by_name = {source.name: source for source in listed}
        return cls(build, by_name, manifest.get("facts", ""), manifest.get("read_with", {}))


@dataclass(frozen=True, slots=True)
class _Change:
    remove: str = ""
    source: Source | None = None
    tables: SourceTables | None = None
    report: ImportReport = field(default_factory=ImportReport)


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


def known_of(graph: PropertyGraph, store: Store) -> Known:
    """Return the other names of the nodes of a graph (where they mean one node only) and its papers.

    ``store`` is what the graph was made from: of a paper the graph has one published id, the store all. Those
    that imports brought need no entry: their ids are made from the published ones.
    """
    same: dict[str, set[str]] = {}
    for node in graph.nodes:
        for xref in node.xrefs:
            same.setdefault(xref, set()).add(node.id)
    ids = {node.id for node in graph.nodes}
    return Known(
        same={xref: min(nodes) for xref, nodes in same.items() if len(nodes) == 1 and xref not in ids},
        references={_folded(published): key for published, key in _papers(store)}
        | {key.replace("reference:", TRIAL_PREFIX): key for key in graph.citations if _TRIAL.fullmatch(key)},
    )


def _papers(store: Store) -> Iterator[tuple[str, str]]:
    """Yield the PMIDs and DOIs of the papers that no import brought, each with the paper's id."""
    from pyoxigraph import NamedNode

    from msc_graph.rdf.graphs import own_graphs

    for graph in own_graphs(store):
        for name in ("pmid", "doi"):
            for quad in store.quads_for_pattern(None, NamedNode(MSC + name), None, graph):
                if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
                    yield compress(quad.object.value), compress(quad.subject.value)


def _folded(published: str) -> str:
    """Return the id of a paper as imports write it: DOIs are case-insensitive (DOI Handbook, section 2.4)."""
    prefix, _, local = published.partition(":")
    return f"DOI:{local.lower()}" if prefix == "DOI" else published


def _described(
    form: SourceFormat,
    files: Sequence[Path],
    options: ImportOptions,
    *,
    name: str,
    digest: str,
    tables: SourceTables,
    report: ImportReport,
) -> Source:
    stated = options.date or _newest(files)
    if not options.date:
        report.note(EventKind.DATE_OF_NEWEST_FILE, stated)
    return Source(
        name=name,
        format=form.name,
        title=options.title or _title(form, name),
        version=options.version or form.version,
        licence=options.licence or form.licence,
        date=stated,
        url=form.url,
        files=tuple(path.name for path in files),
        checksum=digest,
        nodes=tables.nodes.height,
        assertions=tables.assertions.height,
        evidence=int(tables.assertions["evidence"].list.len().sum() or 0),
        references=tables.evidence["reference"].n_unique(),
        retracted=retracted_in(tables, options.retracted),
        report=report.to_dict(),
    )


def _title(form: SourceFormat, name: str) -> str:
    """Return what a source is called when the user does not say: two sources of a format are told apart."""
    if form.source_title and name != form.source:
        return f"{form.source_title} ({name})"
    return form.source_title or name


def _newest(files: Sequence[Path]) -> str:
    """Return the day (UTC) on which the newest file was changed."""
    changed = max(path.stat().st_mtime for path in files)
    return datetime.fromtimestamp(changed, UTC).date().isoformat()


def _build(
    layout: Layout, old: Sources, curated: _Curated, change: _Change, words: Vocabulary, progress: Progress
) -> None:
    """Make a new build from the old one and a change, and make it current."""
    folder = layout.new_build()
    sources = [source for name, source in old.by_name.items() if name != change.remove]
    if change.source is not None:
        sources.append(change.source)
    (folder / "sources").mkdir()
    for source in sources:
        place = folder / "sources" / source.name
        place.mkdir()
        if source is change.source and change.tables is not None:
            save_tables(change.tables, place)
            save_rows(change.report, place)
        elif old.build is not None:
            for file in (old.build / "sources" / source.name).iterdir():
                os.link(file, place / file.name)
    triples = _load_triples(folder, old, curated, change, sources, progress)
    progress("joining", 0, 0)
    counts = _assemble(folder, curated, sources, words)
    progress("network", 0, 0)
    revision = _revision(curated.digest, sources)
    _save_network(folder, words, revision)
    manifest: dict[str, Any] = {
        "version": VERSION,
        "program": __version__,
        "revision": revision,
        "facts": curated.digest,
        "read_with": {
            source.name: curated.digest if source is change.source else old.read_with.get(source.name, "")
            for source in sources
        },
        "counts": {**counts, "triples": triples},
        "sources": [asdict(source) for source in sources],
    }
    write_json(folder / "manifest.json", manifest)
    layout.finish(folder, revision)


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


def _load_triples(
    folder: Path,
    old: Sources,
    curated: _Curated,
    change: _Change,
    sources: Sequence[Source],
    progress: Progress,
) -> int:
    """Write the triple store and return how many triples it holds.

    The triples of the old build are shared with it (hard links), unless the ontology or the curated facts
    are others now: then all is written anew. Where a source goes away, those that came after it are written
    anew: what it said of their nodes is now theirs to say. Where most triples are new, the files are packed:
    that takes an eighth of the import, and then they take half the room and are read in a third of the time.
    """
    from pyoxigraph import NamedNode, Store

    place = folder / "triples"
    stale = _names_from(list(old.by_name), change.remove) if change.remove else []
    amount = {name: source.assertions for name, source in old.by_name.items()}
    anew = old.facts != curated.digest
    anew |= 2 * sum(amount[name] for name in stale) > sum(amount.values())  # faster than to delete most
    if old.build is None or anew:
        store = Store(str(place))
        store.bulk_extend(curated.store)  # keeps the canonical names of blank nodes
        stale = list(old.by_name)
    else:
        Store.read_only(str(old.build / "triples")).backup(str(place))
        store = Store(str(place))
        for name in stale:
            store.remove_graph(NamedNode(graph_iri(name)))
    before = described(node_frame(curated.graph))
    loaded = 0
    for source in sources:
        tables = open_tables(folder / "sources" / source.name)
        if source is change.source or source.name in stale:
            texts = Added(source, tables).texts(before)
            loaded += load_pieces(store, texts, lambda lines: progress("loading", lines, 0))
        before = pl.concat([before, described(tables.nodes)]).unique()
    store.flush()
    triples = len(store)
    if 2 * loaded > triples:  # else too little is new to give up the files shared with the old build
        progress("packing", 0, 0)
        store.optimize()
    return triples


def _names_from(names: list[str], name: str) -> list[str]:
    """Return the names of a source and of those that came after it."""
    return names[names.index(name) :]


def load_pieces(store: Store, texts: Iterable[str], progress: Callable[[int], None] = lambda _: None) -> int:
    """Load N-Quads, one piece being made while another is loaded; return the number of lines."""
    from pyoxigraph import RdfFormat

    lines = 0
    running: Future[None] | None = None
    with ThreadPoolExecutor(1) as pool:
        for data, count in _joined(texts):
            if running is not None:
                running.result()
                progress(lines)
            running = pool.submit(store.bulk_load, data, RdfFormat.N_QUADS, lenient=True)
            lines += count
        if running is not None:
            running.result()
    progress(lines)
    return lines


def _joined(texts: Iterable[str]) -> Iterator[tuple[bytes, int]]:
    """Yield small pieces together and large ones alone, with their numbers of lines."""
    waiting: list[bytes] = []
    size = lines = 0
    for text in texts:
        data = text.encode()
        waiting.append(data)
        size += len(data)
        lines += data.count(b"\n")
        if size >= PIECE_BYTES // 2:
            yield b"".join(waiting), lines
            waiting, size, lines = [], 0, 0
    if waiting:
        yield b"".join(waiting), lines


def _assemble(
    folder: Path, curated: _Curated, sources: Sequence[Source], words: Vocabulary
) -> dict[str, Any]:
    parts: list[Part] = [curated_part(curated.graph, words)]
    parts += [
        source_part(
            source.name, open_tables(folder / "sources" / source.name), words, curated.graph.citations
        )
        for source in sources
    ]
    return write_graph(parts, folder / "graph", words)


def _save_network(folder: Path, words: Vocabulary, revision: str) -> None:
    from msc_graph.stores.disk.network import build_network

    build_network(folder / "graph", words).save(folder / "network")
    (folder / "network" / "revision").write_text(f"{revision}\n", encoding="utf-8")
