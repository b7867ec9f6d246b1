"""The files of a source, read into tables."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl

from msc_graph._version import __version__
from msc_graph.errors import FileRefused, InputError, UsageError, did_you_mean, nearest, no_such_file
from msc_graph.messages.imports import EventKind
from msc_graph.sources.batch import Reading, SourceFormat
from msc_graph.sources.cleaning import cleaned, cleaned_text
from msc_graph.sources.grounding.joint import joint_names
from msc_graph.sources.joining import joined
from msc_graph.sources.registry import source_format
from msc_graph.sources.report import ImportReport
from msc_graph.stores.disk.manifest import VERSION
from msc_graph.stores.importing.encoding import Encoder, Known, SourceTables
from msc_graph.stores.importing.opposed import Signed, opposed
from msc_graph.stores.importing.source import (
    RESERVED,
    ImportOptions,
    Progress,
    Source,
    may_name,
    quiet,
)
from msc_graph.system.surrogates import writable
from msc_graph.vocabulary.namespaces import MSC
from msc_graph.vocabulary.ontology import Vocabulary


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be imported.

    ``digest`` is the SHA-256 of the files and of how they are read; ``name`` that of the source.
    """

    form: SourceFormat
    files: tuple[Path, ...]
    options: ImportOptions
    digest: str
    name: str


@dataclass(frozen=True, slots=True)
class Read:
    """A source that was read: what is known of it, its tables, and what happened on the way."""

    source: Source
    tables: SourceTables
    report: ImportReport


def asked(format_name: str, files: Sequence[Path | str], options: ImportOptions | None = None) -> Asked:
    """Return what is to be imported; the files are read once, for their digest.

    Raises:
        UnknownFormat, UsageError: the format or an option is unknown, or no file is named.
        FileRefused: a file is missing or is a folder.
    """
    if not files:
        raise UsageError("name at least one file to import")
    form, chosen, paths = source_format(format_name), options or ImportOptions(), tuple(map(Path, files))
    digest = checksum(paths, _salt(form, chosen))
    return Asked(form, paths, chosen, digest, source_name(form, paths, chosen))


def read_source(
    asked: Asked, *, known: Known, words: Vocabulary, signed: Signed, progress: Progress = quiet
) -> Read:
    """Return what the files of a source say.

    Args:
        asked: what to read.
        known: what the graph knows already.
        words: predicates, classes and weights.
        signed: gives what the graph and its other sources sign, to compare with.
        progress: told how far it is.

    Raises:
        UsageError, BadRow, InputError, FileRefused: a parameter is unknown, or a file cannot be read.
    """
    form, options = asked.form, asked.options
    _check_options(form, options)
    report = ImportReport(keep_going=options.keep_going)
    reading = Reading(
        report=report,
        options=options.parameters,
        grounding=joint_names(options.grounding),
        progress=_advancing(asked.files, progress),
        source=asked.name,
    )
    encoder = Encoder(asked.name, evidence_type=form.evidence_type, words=words, known=known)
    for batch in joined(form.read(asked.files, reading), reading):
        encoder.add(cleaned(batch, report))
    progress("sorting", 0, 0)
    tables = _tables(encoder, asked)
    report.note(EventKind.SECOND_CLASS, *encoder.reclassed)
    _tell_of_graph(tables, report, known, words)
    count, predicates = encoder.against
    report.note(EventKind.SIGN_AGAINST_PREDICATE, *predicates, count=count)
    report.note(EventKind.SIGN_AGAINST_OTHERS, *opposed(tables, signed))
    _tell(tables, report, options.retracted)
    return Read(_source(asked, tables, reading), tables, report)


def _advancing(files: Sequence[Path], progress: Progress) -> Callable[[int], None]:
    """Return what is told how many bytes more were read."""
    total, done = sum(path.stat().st_size for path in files), 0

    def advanced(size: int) -> None:
        nonlocal done
        done += size
        progress("reading", min(done, total), total)

    return advanced


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
    if not may_name(name):
        raise UsageError(
            f"a source cannot be called {name!r}: take lower-case letters, digits, '.', '_' or '-',"
            f" and none of {', '.join(RESERVED)}. Say --name."
        )
    return name


def _stem(path: Path) -> str:
    return path.name.partition(".")[0]


def _tables(encoder: Encoder, asked: Asked) -> SourceTables:
    """Return the tables of what was read; what is wrong with one file is said of it."""
    try:
        return encoder.tables()
    except FileRefused:
        raise
    except InputError as error:
        if len(asked.files) > 1:
            raise
        raise FileRefused(asked.files[0], str(error)) from error


_BROAD = frozenset({f"{MSC}Node", f"{MSC}MaterialEntity"})
"""Classes that things of quite different kinds have in common."""


def _tell_of_graph(tables: SourceTables, report: ImportReport, known: Known, words: Vocabulary) -> None:
    """Note what the files say of the nodes of the graph that the graph says otherwise, and keeps."""
    said = tables.nodes.filter(
        pl.col("id").is_in(list(known.nodes)), ~pl.col("category").fill_null("Node").is_in(["", "Node"])
    )
    others = [
        f"{node}: {theirs} -> {ours}"
        for node, theirs in said.select("id", "category").iter_rows()
        if (ours := known.nodes[node]) != "Node"
        and not (words.ancestors(MSC + theirs) & words.ancestors(MSC + ours)) - _BROAD
    ]
    report.note(EventKind.CLASS_OF_GRAPH, *others)
    defined = tables.nodes.filter(pl.col("definition").is_not_null()).select("id", "definition")
    dropped = [node for node, text in defined.iter_rows() if known.definitions.get(node, text) != text]
    report.note(EventKind.DEFINITION_OF_GRAPH, *dropped)
    valued = tables.properties["node"].unique().sort()
    report.note(EventKind.PROPERTIES_OF_GRAPH, *valued.filter(valued.is_in(list(known.nodes))))


def _tell(tables: SourceTables, report: ImportReport, retracted: frozenset[str]) -> None:
    """Note what the user should know of the result."""
    if not tables.assertions.height:
        report.note(EventKind.NO_STATEMENTS)
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
    if not retracted:
        return ()
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


def _source(asked: Asked, tables: SourceTables, reading: Reading) -> Source:
    form, options, report = asked.form, asked.options, reading.report
    stated = options.date or newest(asked.files)
    if not options.date:
        report.note(EventKind.DATE_OF_NEWEST_FILE, stated)
    return Source(
        name=asked.name,
        format=form.name,
        title=cleaned_text(options.title or _title(form, asked.name)),
        version=cleaned_text(options.version or reading.version or form.version),
        licence=cleaned_text(options.licence or form.licence),
        date=stated,
        url=form.url,
        files=tuple(writable(path.name) for path in asked.files),
        checksum=asked.digest,
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


def newest(files: Sequence[Path]) -> str:
    """Return the day (UTC) on which the newest file was changed."""
    changed = max(path.stat().st_mtime for path in files)
    return datetime.fromtimestamp(changed, UTC).date().isoformat()
