"""What the tasks of a cluster do to make an adjacency form of tables that no single machine holds.

Nodes are split into ranges of identifiers, which are buckets. All that a statement rests on lies in the
bucket of its subject: so each bucket becomes a graph by the code that makes a store on one machine
(`msc_graph.stores.disk`), and only numbers, entering degrees and shared witnesses need the other buckets
(`msc_graph.stores.adjacency.crossing`).
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
    NAME_TABLE,
    edge_rows,
    name_rows,
    node_rows,
    witnesses_in,
)
from msc_graph.model.property_graph import PropertyGraph
from msc_graph.pathfinding.arc_table import Facts, arc_table
from msc_graph.pathfinding.arrays import SIGN_OF_CODE
from msc_graph.sources.batch import Batch, Reading
from msc_graph.sources.cleaning import cleaned
from msc_graph.sources.formats import kgx
from msc_graph.sources.grounding.joint import joint_names
from msc_graph.sources.joining import joined
from msc_graph.sources.report import ImportReport
from msc_graph.stores.adjacency.parcels import (
    Parcel,
    by_bucket,
    got_frame,
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
STATED = {"statement": pl.Int64, "witness": pl.String}
"""Which witness states which statement of a bucket."""


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


def kept(plan: Plan, bucket: int, name: str) -> pl.DataFrame:
    """Return a table that a bucket keeps."""
    return got_frame(plan.work, f"{bucket:05}.{name}.parquet")


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
        stated = witnesses_in(edges).join(arcs.select("row", "statement"), on="row").select(*STATED).unique()
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
