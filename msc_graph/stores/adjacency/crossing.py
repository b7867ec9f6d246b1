"""What the tasks of a cluster do across the buckets of `msc_graph.stores.adjacency.pieces`.

A task sends rows to the buckets where they are needed, a task of each bucket takes them: first the witnesses
that are shared, then what enters each node, then the finished tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from msc_graph.exports.adjacency import EDGE_TABLE, GROUP, NAME_TABLE, NODE_TABLE, pieces, shared, span_of
from msc_graph.pathfinding.arc_table import ARC_FRAME
from msc_graph.stores.adjacency.parcels import (
    FileTold,
    by_bucket,
    got_frame,
    joined_tables,
    packed,
    put_frame,
    unpacked,
)
from msc_graph.stores.adjacency.pieces import STATED, Batches, Plan, bucket_of, kept, told

if TYPE_CHECKING:
    import pyarrow

_ENDS = {"row": pl.Int64, "object": pl.Int64, "in_degree": pl.Int64, "family_in_degree": pl.Int64}
_ENDS |= {"object_degree": pl.Int64}
_SHARED = {"statement": pl.Int64, "witnesses": pl.Int32}
_ARC = {"row": pl.Int64, "subject": pl.String, "object": pl.String, "predicate": pl.String}
_ARC |= {"family": pl.String, "bucket": pl.Int32}


def _numbers(batches: Batches) -> Iterator[int]:
    for batch in batches:
        yield from (int(number) for number in batch.column(0).to_pylist())


def emit_stated(batches: Batches, plan: Plan) -> Batches:
    """Yield which witness states which statement, sorted out by witness."""
    for bucket in _numbers(batches):
        rows = kept(plan, bucket, "stated").with_columns(
            pl.col("statement") + plan.first["statement"][bucket]
        )
        yield packed(by_bucket("stated", rows, bucket_of(rows["witness"], plan.witnesses)))


def share(rows: pyarrow.Table, plan: Plan) -> pyarrow.RecordBatch:
    """Keep the witnesses of a bucket that are shared, numbered, and tell how many there are."""
    bucket, tables = unpacked(rows)
    both = shared(joined_tables(tables, "stated", STATED))
    number = (pl.col("witness").rank("dense") - 1).cast(pl.Int32).alias("witnesses")
    numbered = both.select("statement", number)
    put_frame(plan.work, f"{bucket:05}.shared.parquet", numbered)
    return told(bucket, numbered["witnesses"].n_unique())


def emit_shared(batches: Batches, plan: Plan) -> Batches:
    """Yield the shared witnesses of statements, sorted out by statement."""
    for bucket in _numbers(batches):
        rows = kept(plan, bucket, "shared")
        rows = rows.with_columns((pl.col("witnesses") + plan.first["witness"][bucket]).cast(pl.Int32))
        yield packed(by_bucket("shared", rows, _bucket_of_number(rows["statement"], plan, "statement")))


def _bucket_of_number(numbers: pl.Series, plan: Plan, kind: str) -> pl.Series:
    """Return the bucket in which things of some numbers lie; empty buckets have the same first number."""
    return pl.Series(np.searchsorted(plan.first[kind], numbers.to_numpy(), side="right") - 1).cast(pl.Int32)


def emit_arcs(batches: Batches, plan: Plan) -> Batches:
    """Yield the edges, sorted out by object."""
    for bucket in _numbers(batches):
        rows = kept(plan, bucket, "arcs").with_columns(
            pl.col("row") + plan.first["row"][bucket], bucket=pl.lit(bucket, pl.Int32)
        )
        yield packed(by_bucket("arcs", rows.select(*_ARC), bucket_of(rows["object"], plan.bounds)))


def enter(rows: pyarrow.Table, plan: Plan) -> pyarrow.RecordBatch:
    """Count what enters the nodes of a bucket, and send it back to where the edges start."""
    bucket, tables = unpacked(rows)
    arcs, nodes = joined_tables(tables, "arcs", _ARC), kept(plan, bucket, "nodes")
    entering = arcs.group_by("object").agg(pl.len().cast(pl.Int64).alias("entering"))
    number = pl.int_range(pl.len(), dtype=pl.Int64) + plan.first["node"][bucket]
    nodes = nodes.select("id", "leaving", number=number)
    nodes = nodes.join(entering, left_on="id", right_on="object", how="left", maintain_order="left")
    nodes = nodes.with_columns(pl.col("entering").fill_null(0))
    put_frame(plan.work, f"{bucket:05}.entering.parquet", nodes.select("entering"))
    degree = (pl.col("leaving") + pl.col("entering")).alias("object_degree")
    ends = arcs.with_columns(
        in_degree=pl.col("subject").n_unique().over("object", "predicate").cast(pl.Int64),
        family_in_degree=pl.col("subject").n_unique().over("object", "family").cast(pl.Int64),
    ).join(nodes.select("id", "number", degree), left_on="object", right_on="id")
    ends = ends.drop("object").rename({"number": "object"})
    return packed([(bucket, "", pl.DataFrame()), *by_bucket("ends", ends.select(*_ENDS), ends["bucket"])])


# tables of the form


def leave(rows: pyarrow.Table, plan: Plan) -> pyarrow.RecordBatch:
    """Write nodes, leaving edges and what is told of them of a bucket; tell the files."""
    bucket, tables = unpacked(rows)
    ends = joined_tables(tables, "ends", _ENDS)
    lists = joined_tables(tables, "shared", _SHARED).group_by("statement").agg(pl.col("witnesses").sort())
    first = {kind: numbers[bucket] for kind, numbers in plan.first.items()}
    nodes = pl.concat([kept(plan, bucket, "nodes"), kept(plan, bucket, "entering")], how="horizontal")
    nodes = nodes.with_columns(
        number=pl.int_range(pl.len(), dtype=pl.Int64) + first["node"],
        degree=pl.col("leaving") + pl.col("entering"),
    )
    arcs = kept(plan, bucket, "arcs").drop(
        "object", "in_degree", "family_in_degree", "object_degree", "witnesses"
    )
    subject = nodes.select(subject="id", number="number", subject_degree="degree")
    arcs = (
        arcs.with_columns(pl.col("row") + first["row"], pl.col("statement") + first["statement"])
        .drop("subject_degree")
        .join(subject, on="subject", how="left", maintain_order="left")
        .with_columns(subject="number", predicate=_place(pl.col("predicate"), plan.predicates))
        .with_columns(pl.col("contexts").list.eval(_place(pl.element(), plan.contexts)).list.sort())
        .join(ends, on="row", how="left", maintain_order="left")
        .join(lists, on="statement", how="left", maintain_order="left")
        .with_columns(pl.col("witnesses").fill_null([]))
    )
    edges = kept(plan, bucket, "edges")
    edges = edges.with_columns(pl.col("row") + first["row"], _assertions(plan.source, first["assertion"]))
    written = [
        *_written(plan, "leaving", bucket, arcs.select(pl.col(n).cast(k) for n, k in ARC_FRAME.items())),
        *_written(plan, "nodes", bucket, nodes.select(*NODE_TABLE)),
        *_written(plan, "edges", bucket, edges.select(*EDGE_TABLE)),
    ]
    return told(bucket, written)


def _place(text: pl.Expr, names: tuple[str, ...]) -> pl.Expr:
    """Return the places of texts among names, of which there may be none."""
    places = {name: place for place, name in enumerate(names)}
    return text.replace_strict(places, return_dtype=pl.Int32) if places else text.cast(pl.Int32)


def _assertions(source: str, first: int) -> pl.Expr:
    """Return the names of assertions, those of the source counted through all buckets."""
    own = f"claim:{source}/"
    number = pl.element().str.strip_prefix(own).str.to_integer(strict=False) + first
    renamed = (
        pl.when(pl.element().str.starts_with(own))
        .then(pl.format(f"{own}{{}}", number))
        .otherwise(pl.element())
    )
    return pl.col("assertions").list.eval(renamed).list.sort()


def _written(plan: Plan, table: str, bucket: int, rows: pl.DataFrame) -> Iterable[FileTold]:
    for number, piece in enumerate(pieces(rows, plan.part_rows)):
        name = f"{table}/part-{bucket:05}-{number:03}.parquet"
        yield *put_frame(plan.place, name, piece, group=GROUP), *span_of(table, piece)


def emit_leaving(batches: Batches, plan: Plan, files: Mapping[int, list[str]]) -> Batches:
    """Yield the finished edges, sorted out by object."""
    for bucket in _numbers(batches):
        for name in files[bucket]:
            rows = got_frame(plan.place, name)
            yield packed(by_bucket("arcs", rows, _bucket_of_number(rows["object"], plan, "node")))


def arrive(rows: pyarrow.Table, plan: Plan) -> pyarrow.RecordBatch:
    """Write the edges that enter the nodes of a bucket; tell the files."""
    bucket, tables = unpacked(rows)
    arcs = joined_tables(tables, "arcs", dict(ARC_FRAME)).sort("object", "row")
    return told(bucket, list(_written(plan, "entering", bucket, arcs)))


def emit_names(batches: Batches, plan: Plan) -> Batches:
    """Yield the names of nodes, sorted out by key."""
    for bucket in _numbers(batches):
        rows = kept(plan, bucket, "names").with_columns(pl.col("number") + plan.first["node"][bucket])
        yield packed(by_bucket("names", rows, bucket_of(rows["key"], plan.keys)))


def name(rows: pyarrow.Table, plan: Plan) -> pyarrow.RecordBatch:
    """Write the names of a bucket; tell the files."""
    bucket, tables = unpacked(rows)
    names = joined_tables(tables, "names", dict(NAME_TABLE)).sort("key", "number", "name")
    return told(bucket, list(_written(plan, "names", bucket, names)))
