"""An adjacency form made by a Spark cluster from tables of KGX that no single machine holds.

Row for row what `msc_graph.exports.adjacency` writes of a store into which the same tables were imported; the
files are cut elsewhere. On the cluster the same version of Python and this package with its extra ``spark``
must be installed: the tasks run its code. Whatever is wrong with a row stops the job.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import accumulate
from math import ceil
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from msc_graph.errors import EngineFailed, FileRefused, UsageError, must_be_text, must_be_whole
from msc_graph.exports.adjacency import MANIFEST, PART_ROWS, PREDICATE_TABLE, manifest_text, span_of
from msc_graph.pathfinding.arc_table import Facts
from msc_graph.sources.formats.kgx import FORMATS
from msc_graph.stores.adjacency import crossing, pieces
from msc_graph.stores.adjacency.parcels import (
    PARCEL,
    FileTold,
    is_there,
    packed,
    put,
    put_frame,
    remove,
    unpacked,
)
from msc_graph.stores.adjacency.spark import (
    RETRIES,
    address_and_place,
    ask_again,
    connected,
    error_text,
    shown,
)
from msc_graph.stores.importing.reading import source_name
from msc_graph.stores.importing.source import ImportOptions

if TYPE_CHECKING:
    import pyarrow

BUCKET_ROWS = 1_000_000
"""Rows of edges for which there is a bucket: our choice; a task holds one, in about 3 GB."""
_SAMPLE = 100_000
_KINDS = ("node", "row", "statement", "assertion")
_Bounds = tuple[str, ...]


def build_adjacency(
    address: str,
    files: Sequence[str],
    place: str,
    *,
    source: str = "",
    buckets: int | None = None,
    part_rows: int = PART_ROWS,
) -> Mapping[str, int]:
    """Make an adjacency form on a cluster, with the curated graph in it; return its counts.

    Args:
        address: of the Spark Connect server, ``sc://host:15002``.
        files: tables of nodes and of edges, as the cluster calls them; those that end in ``.tsv`` or
            ``.tsv.gz`` are text, all others Parquet files or folders.
        place: the folder in which to make it, which has no form yet; pieces lie in ``PLACE.work`` meanwhile.
        source: what the source is called; empty for the name that `import kgx` gives it, of the first file.
        buckets: into how many ranges nodes are split; None for one for `BUCKET_ROWS` edges.
        part_rows: most rows of a file.

    Raises:
        UsageError: no file is named, the source may not be called so, or there is a form already.
        FileRefused: a table has neither nodes nor edges.
        EngineFailed: the cluster gives no answer, or a row is wrong: it says which.
        MissingPart: Spark's client is not installed.
    """
    if (
        isinstance(files, str)
        or not isinstance(files, Sequence)
        or not all(isinstance(f, str) for f in files)
    ):
        raise UsageError("the tables are a list of texts, as the cluster calls them")
    if not files:
        raise UsageError("name at least one file to import")
    must_be_text(source, "the source")
    part_rows = must_be_whole(part_rows, "part_rows", least=1)
    buckets = None if buckets is None else must_be_whole(buckets, "buckets", least=1)
    address, place = address_and_place(address, must_be_text(place, "the place"))
    source = source_name(FORMATS["kgx"], [Path(file) for file in files], ImportOptions(name=source))
    session = connected(address)
    try:
        return _Job(session, address, place, source, part_rows).done(files, buckets)
    finally:
        ask_again(session, 0)
        session.stop()


class _Job:
    """The stages, one after the other; each is one job of the cluster, and small answers come here."""

    def __init__(self, session: Any, address: str, place: str, source: str, part_rows: int) -> None:
        self._session, self._address = session, address
        self._plan = pieces.Plan(place, source, part_rows, ())

    def done(self, files: Sequence[str], buckets: int | None) -> Mapping[str, int]:
        """Run all stages."""
        tables = {path: self._table(path) for path in files}
        ask_again(self._session, RETRIES)
        if self._once(partial(_is_made, plan=self._plan)):
            raise UsageError(f"{self._plan.place} holds an adjacency form already; name another place")
        edges = [table for table in tables.values() if "subject" in table.columns]
        count = sum(self._told(table.count) for table in edges)
        self._plan = replace(
            self._plan, bounds=self._bounds(edges, buckets or ceil(count / BUCKET_ROWS) or 1)
        )
        size = len(self._plan.bounds) + 1
        counted = self._built(tables, size)
        self._learnt(counted)
        written = self._written(size)
        counts = {"nodes": sum(one["counts"]["node"] for one in counted)}
        counts["edges"] = sum(one["counts"]["row"] for one in counted)
        self._once(partial(_finish, plan=self._plan, rows=self._predicates(counted), files=written,
                           counts=counts, facts=self._facts(counted).to_dict()))  # fmt: skip
        return counts

    def _table(self, path: str) -> Any:
        if path.endswith((".tsv", ".tsv.gz")):
            options = {"sep": "\t", "header": True, "quote": "", "escape": "", "encoding": "UTF-8"}
            table = self._session.read.options(**options).csv(path)
        else:
            table = self._session.read.parquet(path)
        columns = self._told(lambda: table.columns)
        if "id" not in columns and not {"subject", "predicate", "object"} <= set(columns):
            raise FileRefused(path, "it has neither 'id' nor 'subject', 'predicate' and 'object'")
        return table

    def _bounds(self, edges: Iterable[Any], buckets: int) -> _Bounds:
        """Return identifiers that split those of a sample into ranges of the same size."""
        if buckets == 1:
            return ()
        rows = [self._told(table.select("subject", "object").limit(_SAMPLE).toArrow) for table in edges]
        frames = [pl.DataFrame(pl.from_arrow(one)) for one in rows]
        ids = pl.concat(
            [frame[name].cast(pl.String) for frame in frames for name in frame.columns]
        ).drop_nulls()
        return _split(ids.to_list(), buckets)

    # stages

    def _built(self, tables: Mapping[str, Any], size: int) -> list[dict[str, Any]]:
        parcels = self._seeds(size)
        for path, table in tables.items():
            parcels = parcels.union(
                table.mapInArrow(partial(pieces.clean, plan=self._plan, path=path), PARCEL)
            )
        return self._answers(parcels, pieces.build, size)

    def _learnt(self, counted: Sequence[dict[str, Any]]) -> None:
        """Take what the buckets told into the plan."""
        size = len(counted)
        plan = replace(
            self._plan,
            first={kind: _starts(one["counts"][kind] for one in counted) for kind in _KINDS},
            predicates=_all([row[0] for row in one["predicates"]] for one in counted),
            contexts=_all(one["contexts"] for one in counted),
            keys=_split([key for one in counted for key in one["keys"]], size),
            witnesses=_split([name for one in counted for name in one["witnesses"]], size),
        )
        self._plan = plan
        shared = self._answers(self._sent(crossing.emit_stated, size), crossing.share, size)
        self._plan = replace(plan, first={**plan.first, "witness": _starts(shared)})

    def _written(self, size: int) -> list[FileTold]:
        entered = (
            self._sent(crossing.emit_arcs, size)
            .groupBy("bucket")
            .applyInArrow(self._task(crossing.enter), PARCEL)
        )
        ends = self._sent(crossing.emit_shared, size).union(entered)
        leaving = self._answers(ends, crossing.leave, size)
        files = {
            number: [name for name, *_ in told if name.startswith("leaving/")]
            for number, told in enumerate(leaving)
        }
        entering = self._answers(self._sent(crossing.emit_leaving, size, files=files), crossing.arrive, size)
        names = self._answers(self._sent(crossing.emit_names, size), crossing.name, size)
        return [tuple(file) for told in (*leaving, *entering, *names) for file in told]

    # Spark

    def _task(self, work: Callable[..., Any]) -> Callable[[pyarrow.Table], pyarrow.Table]:
        plan = self._plan

        def task(rows: Any) -> Any:
            import pyarrow

            return pyarrow.Table.from_batches([work(rows, plan)])

        return task

    def _numbers(self, size: int) -> Any:
        return self._session.range(0, size, 1, size)

    def _seeds(self, size: int) -> Any:
        """Return an empty parcel for each bucket, so that none is left out."""
        return self._numbers(size).mapInArrow(_seeded, PARCEL)

    def _sent(self, emit: Callable[..., Any], size: int, **more: Any) -> Any:
        return self._seeds(size).union(
            self._numbers(size).mapInArrow(partial(emit, plan=self._plan, **more), PARCEL)
        )

    def _answers(self, parcels: Any, work: Callable[..., Any], size: int) -> list[Any]:
        """Return what the tasks of all buckets tell, in order."""
        told = self._told(parcels.groupBy("bucket").applyInArrow(self._task(work), PARCEL).toArrow)
        rows = told.to_pylist()
        found = {row["bucket"]: _plain(row["data"]) for row in rows if row["name"] == "told"}
        return [found[bucket] for bucket in range(size)]

    def _once(self, work: Callable[..., Any]) -> Any:
        rows = self._told(self._numbers(1).mapInArrow(work, PARCEL).toArrow)
        return _plain(rows.to_pylist()[0]["data"])

    def _told(self, ask: Callable[[], Any]) -> Any:
        try:
            return ask()
        except Exception as error:
            raise EngineFailed(f"Spark at {shown(self._address)}", error_text(error)) from error

    # what is written last

    def _facts(self, counted: Sequence[dict[str, Any]]) -> Facts:
        told = [Facts.from_dict(one["facts"]) for one in counted]
        return replace(
            told[0],
            predicates=self._plan.predicates,
            contextual=_all(one.contextual for one in told),
            hierarchical=_all(one.hierarchical for one in told),
            categories=_all([("",), *(one["categories"] for one in counted)]),
            contexts=self._plan.contexts,
        )

    def _predicates(self, counted: Sequence[dict[str, Any]]) -> list[list[Any]]:
        """Return the rows of the table of predicates."""
        every = [row for one in counted for row in one["predicates"]]
        told = {name: (role, label, label_zh) for name, role, label, label_zh, _ in every}
        edges = dict.fromkeys(told, 0)
        for name, *_, number in every:
            edges[name] += number
        return [
            [number, name, *(told[name] if edges[name] else ("", name, "")), edges[name]]
            for number, name in enumerate(self._plan.predicates)
        ]


def _plain(data: bytes) -> Any:
    import pyarrow

    row = pyarrow.table({"bucket": [0], "name": ["told"], "data": [data]})
    return json.loads(unpacked(row)[1][0][1]["json"][0])


def _all(lists: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(sorted({name for names in lists for name in names}))


def _starts(counts: Iterable[int]) -> tuple[int, ...]:
    return tuple(accumulate(counts, initial=0))[:-1]


def _split(texts: Sequence[str], buckets: int) -> _Bounds:
    """Return the first texts of all ranges but the first; fewer where there are not so many texts."""
    ordered = sorted(set(texts))
    bounds = {ordered[len(ordered) * number // buckets] for number in range(1, buckets)} if ordered else set()
    return tuple(sorted(bounds))


# tasks


def _seeded(batches: Any) -> Any:
    for batch in batches:
        yield packed((int(bucket), "", pl.DataFrame()) for bucket in batch.column(0).to_pylist())


def _is_made(batches: Any, plan: pieces.Plan) -> Any:
    for _ in batches:
        yield pieces.told(0, is_there(plan.place, MANIFEST))


def _finish(
    batches: Any, plan: pieces.Plan, rows: list[Any], files: list[FileTold], counts: Any, facts: Any
) -> Any:
    """Write predicates and manifest, and remove the pieces."""
    for _ in batches:
        predicates = pl.DataFrame(rows, schema=PREDICATE_TABLE, orient="row")
        more = put_frame(plan.place, "predicates/part-00000.parquet", predicates)
        files = [*files, (*more, *span_of("predicates", predicates))]
        sums = {name: told for name, *told in sorted(files, key=itemgetter(0))}
        verification = dict(sorted(pieces.verification().items()))
        put(plan.place, MANIFEST, manifest_text(counts, Facts.from_dict(facts), verification, sums).encode())
        remove(plan.work)
        yield pieces.told(0, True)
