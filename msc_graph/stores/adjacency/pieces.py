"""What the tasks of a cluster do to make an adjacency form of tables that no single machine holds.

Nodes are split into ranges of identifiers, which are buckets. All that a statement rests on lies in the
bucket of its subject: so each bucket becomes a graph by the code that makes a store on one machine
(`msc_graph.stores.disk`), and only numbers, entering degrees and shared witnesses need the other buckets.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from msc_graph.exports.adjacency import (
    EDGE_TABLE,
    GROUP,
    NAME_TABLE,
    NODE_TABLE,
    edge_rows,
    name_rows,
    node_rows,
    pieces,
    shared,
    span_of,
    witnesses_in,
)
from msc_graph.model.property_graph import PropertyGraph
from msc_graph.pathfinding.arc_table import ARC_FRAME, Facts, arc_table
from msc_graph.pathfinding.arrays import SIGN_OF_CODE
from msc_graph.sources.batch import Batch, Reading
from msc_graph.sources.cleaning import cleaned
from msc_graph.sources.formats import kgx
from msc_graph.sources.grounding.joint import joint_names
from msc_graph.sources.joining import joined
from msc_graph.sources.report import ImportReport
from msc_graph.stores.adjacency.parcels import (
    FileTold,
    Parcel,
    by_bucket,
    got_frame,
    joined_tables,
    packed,
    put_frame,
    unpacked,
)
from msc_graph.stores.disk.build_part import curated_part, source_part
from msc_graph.stores.disk.curated import Curated
from msc_graph.stores.disk.graph import DiskGraph
from msc_graph.stores.disk.joining import write_graph
from msc_graph.stores.disk.network import build_network
from msc_graph.stores.disk.segments import save_source
from msc_graph.stores.importing.encoding import Encoder, Known, SourceTables
from msc_graph.stores.importing.known import known_of
from msc_graph.vocabulary.ontology import vocabulary
from msc_graph.vocabulary.signs import PredicateRole

if TYPE_CHECKING:
    import pyarrow

    from msc_graph.pathfinding.network import Network

Batches = Iterator["pyarrow.RecordBatch"]
_ENDS = {"row": pl.Int64, "object": pl.Int64, "in_degree": pl.Int64, "family_in_degree": pl.Int64}
_ENDS |= {"object_degree": pl.Int64}
_STATED = {"statement": pl.Int64, "witness": pl.String}
_SHARED = {"statement": pl.Int64, "witnesses": pl.Int32}
_ARC = {"row": pl.Int64, "subject": pl.String, "object": pl.String, "predicate": pl.String}
_ARC |= {"family": pl.String, "bucket": pl.Int32}


@dataclass(frozen=True, slots=True)
class Plan:
    """What all tasks know.

    ``bounds`` are the first identifiers of all buckets but the first, ``keys`` and ``witnesses`` the same for
    names and witnesses. ``first`` gives of each bucket the numbers of its first node, row, statement,
    assertion and witness; ``predicates`` and ``contexts`` are all, sorted.
    """

    place: str
    source: str
    part_rows: int
    bounds: tuple[str, ...]
    keys: tuple[str, ...] = ()
    witnesses: tuple[str, ...] = ()
    first: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    predicates: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()

    @property
    def work(self) -> str:
        """Where pieces lie until all is done."""
        return f"{self.place}.work"


def bucket_of(texts: pl.Series, bounds: tuple[str, ...]) -> pl.Series:
    """Return the bucket of each text, given the first texts of all buckets but the first."""
    if not bounds:
        return pl.Series(np.zeros(len(texts), np.int32))
    return pl.Series(bounds, dtype=pl.String).search_sorted(texts, side="right").cast(pl.Int32)


def same_as(ids: pl.Series) -> pl.Series:
    """Return identifiers as the graph has them."""
    same = _known().same
    return ids.replace(list(same), list(same.values()))


@lru_cache(maxsize=1)
def _curated() -> Curated:
    return Curated.of(None, "")


@lru_cache(maxsize=1)
def _known() -> Known:
    return known_of(_curated().graph, _curated().store)


def verification() -> Mapping[str, str]:
    """Return how far the study behind each curated mechanism was seen."""
    return _curated().graph.verification


# rows are cleaned


def clean(batches: Batches, plan: Plan, path: str) -> Batches:
    """Yield what the rows of a table of KGX say, sorted out by bucket."""
    report = ImportReport()
    reading = Reading(report, grounding=joint_names(None), source=plan.source)
    frames = (pl.DataFrame(pl.from_arrow(batch)) for batch in batches if batch.num_rows)
    found = (kgx.batch_of(kgx.numbered(frame, 1), Path(path), reading) for frame in frames)
    for batch in joined(found, reading):
        yield packed(_sorted_out(cleaned(batch, report), plan))


def _sorted_out(batch: Batch, plan: Plan) -> Iterator[Parcel]:
    if batch.nodes is not None:
        yield from by_bucket("nodes", batch.nodes, bucket_of(same_as(batch.nodes["id"]), plan.bounds))
    if batch.statements is not None:
        rows = batch.statements
        buckets = bucket_of(same_as(rows["subject"]), plan.bounds)
        yield from by_bucket("statements", rows, buckets)
        named = [rows[name] for name in ("object", "species", "cell") if name in rows.columns]
        ends = pl.concat(named).drop_nulls().unique().alias("id")
        yield from by_bucket("nodes", ends.to_frame(), bucket_of(same_as(ends), plan.bounds))
        if batch.predicates is not None:
            yield from ((bucket, "predicates", batch.predicates) for bucket in buckets.unique().to_list())


# each bucket becomes a graph


def build(rows: pyarrow.Table, plan: Plan) -> pyarrow.RecordBatch:
    """Make the graph of a bucket, keep it, and tell how much there is of everything."""
    bucket, tables = unpacked(rows)
    words, curated = vocabulary(), _curated()
    evidence_type = kgx.FORMATS["kgx"].evidence_type
    encoder = Encoder(plan.source, evidence_type=evidence_type, words=words, known=_known())
    for name, frame in tables:
        encoder.add(Batch(**{name: frame}))
    encoded = encoder.tables()
    own = curated_part(_own_part(curated.graph, plan, bucket), words)
    with TemporaryDirectory() as place:
        folder, source = Path(place, "graph"), Path(place, "source")
        source.mkdir()
        save_source(encoded, source)
        write_graph([own, source_part(plan.source, source, words, curated.graph.citations)], folder, words)
        piece = _Piece(bucket, plan, build_network(folder, words), DiskGraph(folder, words), encoded)
        return told(bucket, piece.kept())


def _own_part(graph: Any, plan: Plan, bucket: int) -> PropertyGraph:
    """Return the curated nodes of a bucket, and the edges that start there."""

    def inside(things: Iterable[Any], name: str) -> list[Any]:
        listed = list(things)
        ids = pl.Series([getattr(one, name) for one in listed], dtype=pl.String)
        return [one for one, at in zip(listed, bucket_of(ids, plan.bounds), strict=True) if at == bucket]

    nodes, edges = inside(graph.nodes, "id"), inside(graph.edges, "subject")
    return PropertyGraph(nodes, edges, graph.citations, graph.verification)


def told(bucket: int, values: Any) -> pyarrow.RecordBatch:
    """Return plain values as the one row of an answer."""
    return packed([(bucket, "told", pl.DataFrame({"json": [json.dumps(values, ensure_ascii=False)]}))])


@dataclass(frozen=True, slots=True)
class _Piece:
    """The graph of a bucket."""

    bucket: int
    plan: Plan
    network: Network
    graph: DiskGraph
    encoded: SourceTables

    def kept(self) -> dict[str, Any]:
        """Keep the tables of the bucket, and return what the others need to know."""
        ids = pl.Series(self.network.nodes[:], dtype=pl.String)
        own = bucket_of(ids, self.plan.bounds) == self.bucket
        arcs, contexts = self._arcs(ids)
        edges = pl.concat([pl.DataFrame(schema=EDGE_TABLE), *edge_rows(self.network, self.graph)])
        stated = witnesses_in(edges).join(arcs.select("row", "statement"), on="row").select(*_STATED).unique()
        leaving = pl.Series("leaving", np.diff(self.network.leaving), pl.Int64)
        nodes = pl.concat(list(node_rows(self.network, self.graph))).with_columns(leaving).filter(own)
        place = (own.cum_sum().cast(pl.Int64) - 1).alias("place").to_frame().with_columns(own=own)
        names = name_rows(self.network, self.graph)
        names = names.hstack(place[names["number"]]).filter("own").with_columns(number="place")
        for name, frame in {"arcs": arcs, "edges": edges, "stated": stated, "nodes": nodes}.items():
            self._keep(name, frame)
        self._keep("names", names.select(*NAME_TABLE))
        counts = {"node": nodes.height, "row": arcs.height, "assertion": self.encoded.assertions.height}
        return {
            "counts": counts | {"statement": arcs["statement"].n_unique()},
            "facts": Facts.of(self.network).to_dict(),
            "predicates": self._predicates(),
            "categories": nodes["category"].unique().sort().to_list(),
            "contexts": contexts,
            "keys": _some(names["key"]),
            "witnesses": _some(stated["witness"]),
        }

    def _keep(self, name: str, frame: pl.DataFrame) -> None:
        put_frame(self.plan.work, f"{self.bucket:05}.{name}.parquet", frame)

    def _arcs(self, ids: pl.Series) -> tuple[pl.DataFrame, list[str]]:
        """Return the rows with names in place of numbers, and their families; and the contexts in them."""
        rows, network = arc_table(self.network), self.network
        names = pl.Series(network.predicates, dtype=pl.String)
        contexts = dict(enumerate(network.context_names))
        texts = (
            pl.element().replace_strict(contexts, return_dtype=pl.String)
            if contexts
            else pl.element().cast(pl.String)
        )
        kinds = rows.select("predicate", "sign").unique().rows()
        families = pl.DataFrame(
            [(*kind, self._family(*kind)) for kind in kinds],
            schema={"predicate": pl.Int32, "sign": pl.Int8, "family": pl.String},
            orient="row",
        )
        rows = rows.join(families, on=["predicate", "sign"], how="left", maintain_order="left").with_columns(
            subject=ids.gather(rows["subject"]),
            object=ids.gather(rows["object"]),
            predicate=names.gather(rows["predicate"]),
            contexts=pl.col("contexts").list.eval(texts),
        )
        return rows, rows["contexts"].explode().drop_nulls().unique().sort().to_list()

    def _family(self, predicate: int, sign: int) -> str:
        name = self.network.predicates[predicate]
        role = next(row[1] for row in self._predicates() if row[0] == name)
        return vocabulary().family(name, PredicateRole(role), SIGN_OF_CODE[sign])

    def _predicates(self) -> list[list[Any]]:
        """Return id, role, English and Chinese label of each predicate, and how many edges it has."""
        count = np.bincount(self.network.edges.predicate, minlength=len(self.network.predicates)).tolist()
        known = self.graph.predicates()
        return [[*row, number] for row, number in zip(known, count, strict=True)]


def _some(texts: pl.Series, most: int = 100) -> list[str]:
    """Return at most so many texts, evenly from all."""
    listed = texts.unique().sort()
    return listed.gather_every(max(1, len(listed) // most)).to_list()


# what needs other buckets


def _numbers(batches: Batches) -> Iterator[int]:
    for batch in batches:
        yield from (int(number) for number in batch.column(0).to_pylist())


def _kept(plan: Plan, bucket: int, name: str) -> pl.DataFrame:
    return got_frame(plan.work, f"{bucket:05}.{name}.parquet")


def emit_stated(batches: Batches, plan: Plan) -> Batches:
    """Yield which witness states which statement, sorted out by witness."""
    for bucket in _numbers(batches):
        rows = _kept(plan, bucket, "stated").with_columns(
            pl.col("statement") + plan.first["statement"][bucket]
        )
        yield packed(by_bucket("stated", rows, bucket_of(rows["witness"], plan.witnesses)))


def share(rows: pyarrow.Table, plan: Plan) -> pyarrow.RecordBatch:
    """Keep the witnesses of a bucket that are shared, numbered, and tell how many there are."""
    bucket, tables = unpacked(rows)
    kept = shared(joined_tables(tables, "stated", _STATED))
    number = (pl.col("witness").rank("dense") - 1).cast(pl.Int32).alias("witnesses")
    kept = kept.select("statement", number)
    put_frame(plan.work, f"{bucket:05}.shared.parquet", kept)
    return told(bucket, kept["witnesses"].n_unique())


def emit_shared(batches: Batches, plan: Plan) -> Batches:
    """Yield the shared witnesses of statements, sorted out by statement."""
    for bucket in _numbers(batches):
        rows = _kept(plan, bucket, "shared")
        rows = rows.with_columns((pl.col("witnesses") + plan.first["witness"][bucket]).cast(pl.Int32))
        yield packed(by_bucket("shared", rows, _bucket_of_number(rows["statement"], plan, "statement")))


def _bucket_of_number(numbers: pl.Series, plan: Plan, kind: str) -> pl.Series:
    """Return the bucket in which things of some numbers lie; empty buckets have the same first number."""
    return pl.Series(np.searchsorted(plan.first[kind], numbers.to_numpy(), side="right") - 1).cast(pl.Int32)


def emit_arcs(batches: Batches, plan: Plan) -> Batches:
    """Yield the edges, sorted out by object."""
    for bucket in _numbers(batches):
        rows = _kept(plan, bucket, "arcs").with_columns(
            pl.col("row") + plan.first["row"][bucket], bucket=pl.lit(bucket, pl.Int32)
        )
        yield packed(by_bucket("arcs", rows.select(*_ARC), bucket_of(rows["object"], plan.bounds)))


def enter(rows: pyarrow.Table, plan: Plan) -> pyarrow.RecordBatch:
    """Count what enters the nodes of a bucket, and send it back to where the edges start."""
    bucket, tables = unpacked(rows)
    arcs, nodes = joined_tables(tables, "arcs", _ARC), _kept(plan, bucket, "nodes")
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
    nodes = pl.concat([_kept(plan, bucket, "nodes"), _kept(plan, bucket, "entering")], how="horizontal")
    nodes = nodes.with_columns(
        number=pl.int_range(pl.len(), dtype=pl.Int64) + first["node"],
        degree=pl.col("leaving") + pl.col("entering"),
    )
    arcs = _kept(plan, bucket, "arcs").drop(
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
    edges = _kept(plan, bucket, "edges")
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
        rows = _kept(plan, bucket, "names").with_columns(pl.col("number") + plan.first["node"][bucket])
        yield packed(by_bucket("names", rows, bucket_of(rows["key"], plan.keys)))


def name(rows: pyarrow.Table, plan: Plan) -> pyarrow.RecordBatch:
    """Write the names of a bucket; tell the files."""
    bucket, tables = unpacked(rows)
    names = joined_tables(tables, "names", dict(NAME_TABLE)).sort("key", "number", "name")
    return told(bucket, list(_written(plan, "names", bucket, names)))
