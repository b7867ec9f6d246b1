"""What tests of readers share: files written and read, tables put together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from msc_graph.messages.imports import EventKind
from msc_graph.sources.batch import (
    NODE_COLUMNS,
    PREDICATE_COLUMNS,
    PROPERTY_COLUMNS,
    STATEMENT_COLUMNS,
    Batch,
    Reader,
    Reading,
)
from msc_graph.sources.joining import joined
from msc_graph.sources.report import ImportReport


def reading(options: Mapping[str, str] | None = None, *, keep_going: bool = False) -> Reading:
    """Return what a reader needs, with these options and without tables of names."""
    return Reading(ImportReport(keep_going=keep_going), options=options or {})


def read_all(read: Reader, paths: Sequence[Path], context: Reading | None = None) -> Batch:
    """Return all that a reader gives as one batch, with all columns, after a look at its shape."""
    found = context or reading()
    batches = list(joined(read(paths, found), found))
    return Batch(
        nodes=_together((batch.nodes for batch in batches), NODE_COLUMNS),
        statements=_together((batch.statements for batch in batches), STATEMENT_COLUMNS),
        predicates=_together((batch.predicates for batch in batches), PREDICATE_COLUMNS),
        properties=_together((batch.properties for batch in batches), PROPERTY_COLUMNS),
    )


def _together(frames: Iterable[pl.DataFrame | None], columns: Any) -> pl.DataFrame:
    found = [pl.DataFrame(schema=columns)]
    for frame in frames:
        if frame is not None:
            assert set(frame.columns) <= set(columns)
            found.append(frame.with_columns(pl.col(name).cast(columns[name]) for name in frame.columns))
    return pl.concat(found, how="diagonal")


def statements(batch: Batch, *columns: str) -> list[tuple[Any, ...]]:
    """Return some columns of the statements as rows."""
    assert batch.statements is not None
    return batch.statements.select(columns).rows()


def nodes(batch: Batch, *columns: str) -> list[tuple[Any, ...]]:
    """Return some columns of the nodes as rows."""
    assert batch.nodes is not None
    return batch.nodes.select(columns).rows()


def events(context: Reading) -> dict[EventKind, int | None]:
    """Return the counts of the report."""
    return {event.kind: event.count for event in context.report.events}
