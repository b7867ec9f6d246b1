"""What the SHACL shapes find in a graph or a file, by either of two engines with the same report.

The shapes lie in ``shapes/``. A graph of our own is validated in this process; a file that a user names is
read by `msc_graph.rdf.reading` and validated in a process of its own, which is killed at the time limit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyoxigraph import BlankNode, Triple

from msc_graph.errors import UsageError, ValidationFailed, ValidationTimeout
from msc_graph.languages import check_language
from msc_graph.quality.report import ValidationReport, report_from_json
from msc_graph.rdf.reading import read_rdf_quads
from msc_graph.rdf.terms import graph_from_quads
from msc_graph.system.child import Child
from msc_graph.system.limits import check_seconds
from msc_graph.system.memory import ran_out
from msc_graph.system.pipes import frame
from msc_graph.vocabulary.namespaces import INFERRED_GRAPH

if TYPE_CHECKING:
    from pyoxigraph import Quad, Store

VALIDATION_TIMEOUT = 120.0
"""Seconds that a user's file may take by default. Our choice: ten times what pyshacl takes for our graph."""

ENGINES = ("fast", "pyshacl")
"""What can validate, the default first. Both give the same report: ``"fast"`` reads a store where it lies
(`msc_graph.quality.fast`), ``"pyshacl"`` is the reference and holds the whole graph in memory."""


def validate_store(store: Store, *, lang: str = "en", engine: str = ENGINES[0]) -> ValidationReport:
    """Return what the shapes find in a store, all its named graphs together except the inferred one.

    Inferred triples follow from the others; no assertion stands behind them, and none should.

    Args:
        store: a graph of ours; it is validated in this process, without a time limit.
        lang: ``"en"`` or ``"zh"``.
        engine: one of `ENGINES`.

    Raises:
        UsageError: the language or the engine is unknown.
        ValidationFailed: the validator gave up.
    """
    _check(lang, engine)
    if engine == "fast":
        from msc_graph.quality import fast

        return fast.validate(store, lang=lang)
    from msc_graph.quality import pyshacl_engine
    from msc_graph.quality.findings import Sources
    from msc_graph.quality.shipped import shapes_graph

    quads = (quad for quad in store if getattr(quad.graph_name, "value", "") != INFERRED_GRAPH)
    source_of = Sources(store, shapes_graph()).of
    return pyshacl_engine.validate(graph_from_quads(quads), lang=lang, source_of=source_of)


def validate_file(
    path: Path | str, *, lang: str = "en", timeout: float = VALIDATION_TIMEOUT, engine: str = ENGINES[0]
) -> ValidationReport:
    """Return what the shapes find in an RDF file, which need not hold the ontology.

    Args:
        path: what `msc_graph.rdf.reading.read_rdf_file` reads.
        lang: ``"en"`` or ``"zh"``.
        timeout: seconds after which the validation is stopped; reading the file is not counted.
        engine: one of `ENGINES`.

    Raises:
        UsageError: the language or the engine is unknown, or the time limit makes no sense.
        UnknownFormat, FileRefused: the file cannot be read; see `msc_graph.rdf.reading.read_rdf_file`.
        ValidationTimeout: the time limit was reached.
        ValidationFailed: the validator gave up.
    """
    from pyoxigraph import RdfFormat, serialize

    _check(lang, engine)
    check_seconds(timeout)
    data = serialize(_numbered(read_rdf_quads(path)), format=RdfFormat.N_TRIPLES)
    assert data is not None  # noqa: S101 -- serialize returns bytes when it is given no output
    return _in_a_process(data, engine, lang, timeout)


def _numbered(quads: Iterable[Quad]) -> Iterator[Triple]:
    """Yield the triples, in which what a file gives no label is numbered: the parser draws a label by lot."""
    labels: dict[BlankNode, BlankNode] = {}

    def named(term: Any) -> Any:
        if isinstance(term, BlankNode) and _DRAWN.fullmatch(term.value):
            return labels.setdefault(term, BlankNode(f"unlabelled{len(labels) + 1}"))
        return term

    for quad in quads:
        yield Triple(named(quad.subject), quad.predicate, named(quad.object))


_DRAWN = re.compile("[0-9a-f]{20,32}")


def _check(lang: str, engine: str) -> None:
    check_language(lang)
    if engine not in ENGINES:
        raise UsageError(f"unknown engine {engine!r}; the engines are {', '.join(ENGINES)}")


def _in_a_process(data: bytes, engine: str, lang: str, timeout: float) -> ValidationReport:
    """Return the report of a process of its own on N-Triples; the process is killed at the time limit."""
    from msc_graph.quality import validation_process

    child = Child(validation_process.__name__, engine, lang, str(timeout))
    try:
        answer = child.answer(frame(validation_process.TRIPLES, data), timeout)
    except TimeoutError as error:
        raise ValidationTimeout(timeout) from error
    if child.status and ran_out(child.last_words):
        mib = validation_process.MEMORY // 1024**2
        raise ValidationFailed(f"it needs more than {mib} MiB of memory; validate a part of the file")
    if child.status:
        raise ValidationFailed(child.last_line or f"its process ended with status {child.status}")
    return report_from_json(answer)
