"""The adjacency form: a graph as sorted Parquet files, which DuckDB and Spark search without loading it.

A folder of tables, each a folder of files of at most `PART_ROWS` rows:

- ``leaving``: one row an edge, sorted by subject, columns as in `msc_graph.pathfinding.arc_table.ARC_FRAME`;
  ``entering``: the same rows, sorted by object.
- ``nodes``: number, identifier, degree, labels, synonyms. ``names``: every name of every node, folded.
- ``predicates``: what the numbers of predicates mean, in English and Chinese, and how many edges each has.
- ``edges``: what is told of each edge (evidence, verdict), sorted by its row; it may be absent.
- ``manifest.json``: version, counts, of every file its size, its checksum, and the first and the last value
  of the column by which its table is sorted; what holds for all rows; and the digest of all that.

Witnesses and contexts are numbered in the order of their names. The same graph gives the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import file_digest, sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from msc_graph.model.frames import NODE_FRAME, WHOLE_EDGE_FRAME, whole_edge_frame
from msc_graph.model.graph import ROWS
from msc_graph.model.names import folded_names
from msc_graph.pathfinding.arc_table import ARC_FRAME, Facts, arc_table, node_degrees
from msc_graph.pathfinding.statements import LARGEST_WITNESS
from msc_graph.system.atomic import atomic_folder
from msc_graph.system.surrogates import must_be_nameable

if TYPE_CHECKING:
    from msc_graph.model.graph import Graph
    from msc_graph.pathfinding.network import Network

FORMAT, VERSION = "msc-graph adjacency", 3
MANIFEST = "manifest.json"
PART_ROWS = 4_000_000
"""Most rows of a file: our choice, for about 128 MB of arcs."""
GROUP = 10_000
"""Rows of a row group: what a reader skips or reads as a whole. Our choice, about 150 kB: 40 nodes
among 4 million edges cost 0.23 s of CPU, with ten times as many rows 0.62 s (`docs/scale.md`)."""
NODE_TABLE: Mapping[str, pl.DataType] = {"number": pl.Int64(), "degree": pl.Int64(), **NODE_FRAME}
NAME_TABLE: Mapping[str, pl.DataType] = {
    "key": pl.String(),
    "name": pl.String(),
    "quality": pl.Int8(),
    "number": pl.Int64(),
}
PREDICATE_TABLE: Mapping[str, pl.DataType] = {
    "number": pl.Int32(),
    "id": pl.String(),
    "role": pl.String(),
    "label": pl.String(),
    "label_zh": pl.String(),
    "edges": pl.Int64(),
}
"""``number`` is ``predicate`` of an edge; ``role`` is empty where it is not told (no edge, or no graph)."""
EDGE_TABLE: Mapping[str, pl.DataType] = {"row": pl.Int64(), **WHOLE_EDGE_FRAME}
TABLES: Mapping[str, Mapping[str, pl.DataType]] = {
    "leaving": ARC_FRAME,
    "entering": ARC_FRAME,
    "nodes": NODE_TABLE,
    "names": NAME_TABLE,
    "predicates": PREDICATE_TABLE,
    "edges": EDGE_TABLE,
}
SORTED_BY = {
    "leaving": "subject",
    "entering": "object",
    "nodes": "number",
    "names": "key",
    "predicates": "number",
    "edges": "row",
}
"""The column by which each table is sorted."""


def write_adjacency(
    folder: Path | str,
    network: Network,
    graph: Graph | None = None,
    *,
    part_rows: int = PART_ROWS,
    written: Callable[[int], object] = int,
) -> Path:
    """Write a graph in the adjacency form, and return the folder; it appears whole or not at all.

    Args:
        folder: where to write; an older one of the same form is replaced.
        network: the endorsed edges.
        graph: what is told of nodes and edges; None where nothing is.
        part_rows: most rows of a file, at least 1.
        written: is told again and again how many more nodes or edges were written.

    Raises:
        FileExistsError: something else is there, be it a file beside those of an older one.
        StoreRefused: its path is no text.
        OSError: the place cannot be written.
    """
    must_be_nameable(Path(folder).resolve())
    with atomic_folder(folder, ours=is_form) as place:
        rows, contexts = _named_contexts(arc_table(network), network.context_names)
        if graph is not None:
            edges = _Told(edge_rows(network, graph, written))
            write_table(place / "edges", _regrouped(iter(edges), part_rows))
            rows = _named_witnesses(rows, edges.witnesses())
        write_table(place / "leaving", pieces(rows, part_rows))
        write_table(place / "entering", pieces(rows.sort("object", "row"), part_rows))
        written(len(rows))
        write_table(place / "nodes", _regrouped(node_rows(network, graph, written), part_rows))
        write_table(place / "names", pieces(name_rows(network, graph), part_rows))
        write_table(place / "predicates", iter([_predicates(network, graph)]))
        counts = {"nodes": len(network.nodes), "edges": len(rows)}
        verification = dict(sorted(graph.verification.items())) if graph else {}
        facts = replace(Facts.of(network), contexts=contexts)
        write_manifest(place, counts, facts, verification)
    return Path(folder)


def is_form(folder: Path) -> bool:
    """Return whether all that a folder holds are the files of a graph in the adjacency form."""
    try:
        told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        files = {MANIFEST, *told["files"]} if told["format"] == FORMAT else set()
    except (OSError, ValueError, KeyError, TypeError):
        return False
    places = (place for place in folder.rglob("*") if place.is_symlink() or not place.is_dir())
    return all(place.relative_to(folder).as_posix() in files for place in places)


def _named_contexts(rows: pl.DataFrame, names: Sequence[str]) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Return the rows with contexts numbered among the names of those in use, which are sorted."""
    used = {names[code]: code for code in rows["contexts"].explode().drop_nulls().unique()}
    new = {used[name]: number for number, name in enumerate(sorted(used))}
    number = pl.element().replace_strict(new, return_dtype=pl.Int32) if new else pl.element()
    return rows.with_columns(pl.col("contexts").list.eval(number).list.sort()), tuple(sorted(used))


class _Told:
    """The frames of what is told of edges, and, once they were seen, the witnesses in them."""

    def __init__(self, frames: Iterator[pl.DataFrame]) -> None:
        self._frames, self._seen = frames, [pl.DataFrame(schema={"row": pl.Int64, "witness": pl.String})]

    def __iter__(self) -> Iterator[pl.DataFrame]:
        for frame in self._frames:
            self._seen.append(witnesses_in(frame))
            yield frame

    def witnesses(self) -> pl.DataFrame:
        return pl.concat(self._seen)


def witnesses_in(told: pl.DataFrame) -> pl.DataFrame:
    """Return ``row`` and ``witness``: the papers, records and chains that state some edges."""
    both = pl.concat_list("witnesses", "mechanisms").alias("witness")
    return told.select("row", both).explode("witness").drop_nulls()


def shared(stated: pl.DataFrame) -> pl.DataFrame:
    """Return ``statement`` and ``witness`` of witnesses of two statements at least that are no screens."""
    stated = stated.select("statement", "witness").unique()
    return stated.filter(pl.len().over("witness").is_between(2, LARGEST_WITNESS))


def _named_witnesses(rows: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with witnesses numbered in the order of their names."""
    kept = shared(told.join(rows.select("row", "statement"), on="row"))
    number = (pl.col("witness").rank("dense") - 1).cast(pl.Int32).alias("witnesses")
    lists = kept.with_columns(number).group_by("statement").agg(pl.col("witnesses").sort())
    found = rows.drop("witnesses").join(lists, on="statement", how="left", maintain_order="left")
    return found.with_columns(pl.col("witnesses").fill_null([])).select(rows.columns)


def pieces(frame: pl.DataFrame, rows: int) -> Iterator[pl.DataFrame]:
    """Yield a frame in pieces of at most so many rows; an empty one as it is."""
    return frame.iter_slices(rows) if len(frame) else iter([frame])


def _regrouped(frames: Iterator[pl.DataFrame], rows: int) -> Iterator[pl.DataFrame]:
    """Yield the rows of frames in frames of ``rows`` rows; at least one frame, of which there must be one."""
    waiting: list[pl.DataFrame] = []
    for frame in frames:
        waiting.append(frame)
        while sum(map(len, waiting)) > rows:
            whole = pl.concat(waiting)
            yield whole[:rows]
            waiting = [whole[rows:]]
    yield pl.concat(waiting)


def write_table(table: Path, frames: Iterator[pl.DataFrame]) -> None:
    """Write a table, a file a frame."""
    table.mkdir()
    for number, frame in enumerate(frames):
        path = table / f"part-{number:05}.parquet"
        frame.write_parquet(path, compression="zstd", row_group_size=GROUP, statistics=True)


def node_rows(
    network: Network, graph: Graph | None, written: Callable[[int], object] = int
) -> Iterator[pl.DataFrame]:
    """Yield the nodes in frames, columns as in `NODE_TABLE`; the first frame is empty."""
    yield pl.DataFrame(schema=NODE_TABLE)
    degree, known = node_degrees(network), graph.by_id() if graph else {}
    for begin in range(0, len(network.nodes), ROWS):
        ids = network.nodes[begin : begin + ROWS]
        kinds = [network.categories[kind] for kind in network.category_of[begin : begin + ROWS].tolist()]
        columns: dict[str, Any] = {
            "number": range(begin, begin + len(ids)),
            "degree": degree[begin : begin + ROWS],
        }
        for name in NODE_FRAME:
            columns[name] = [getattr(known.get(one), name, _UNTOLD.get(name, ())) for one in ids]
        columns |= {"id": ids, "category": kinds}
        columns["label"] = [label or one for label, one in zip(columns["label"], ids, strict=True)]
        yield pl.DataFrame(columns, schema=NODE_TABLE)
        written(len(ids))


_UNTOLD = dict.fromkeys(("label", "label_zh", "definition", "category", "id"), "")


def name_rows(network: Network, graph: Graph | None) -> pl.DataFrame:
    """Return every name of every node, folded and sorted."""
    from msc_graph.model.graph import GraphNode

    known = graph.by_id() if graph else {}
    rows = [
        (key, match.name, int(match.quality), number)
        for number, name in enumerate(network.nodes)
        for key, match in folded_names(known.get(name) or GraphNode(name, "", name))
    ]
    return pl.DataFrame(rows, schema=NAME_TABLE, orient="row").sort("key", "number", "name")


def _predicates(network: Network, graph: Graph | None) -> pl.DataFrame:
    """Return the predicates, told as the first edge of each is."""
    used, first = np.unique(network.edges.predicate, return_index=True)
    rows = dict(zip(used.tolist(), network.edges.row[first].tolist(), strict=True))
    edges = [
        graph.edges[rows[code]] if graph and code in rows else None for code in range(len(network.predicates))
    ]
    columns = {
        "number": range(len(edges)),
        "id": network.predicates,
        "role": [edge.role.value if edge else "" for edge in edges],
        "label": [edge.label if edge else name for edge, name in zip(edges, network.predicates, strict=True)],
        "label_zh": [edge.label_zh if edge else "" for edge in edges],
        "edges": np.bincount(network.edges.predicate, minlength=len(edges)),
    }
    return pl.DataFrame(columns, schema=PREDICATE_TABLE)


def edge_rows(
    network: Network, graph: Graph, written: Callable[[int], object] = int
) -> Iterator[pl.DataFrame]:
    """Yield what is told of the edges in frames, columns as in `EDGE_TABLE`; the first frame is empty."""
    yield pl.DataFrame(schema=EDGE_TABLE)
    rows = network.edges.row
    for begin in range(0, len(rows), ROWS):
        edges = [graph.edges[int(row)] for row in rows[begin : begin + ROWS]]
        number = pl.Series("row", range(begin, begin + len(edges)), pl.Int64)
        yield whole_edge_frame(edges, graph.citations).insert_column(0, number).select(list(EDGE_TABLE))
        written(len(edges))


def write_manifest(
    place: Path, counts: Mapping[str, int], facts: Facts, verification: Mapping[str, str]
) -> None:
    """Write what the form in ``place`` says of itself and of every file in it."""
    files = {}
    for path in sorted(place.rglob("*.parquet")):
        table = path.parent.name
        span = span_of(table, pl.read_parquet(path, columns=[SORTED_BY[table]]))
        files[path.relative_to(place).as_posix()] = [path.stat().st_size, sum_of(path), *span]
    (place / MANIFEST).write_text(manifest_text(counts, facts, verification, files), encoding="utf-8")


def manifest_text(
    counts: Mapping[str, int], facts: Facts, verification: Mapping[str, str], files: Mapping[str, list[Any]]
) -> str:
    """Return what a form says of itself; ``files`` are size, SHA-256 and span (`span_of`) by name."""
    told = {"counts": counts, "facts": facts.to_dict(), "verification": verification, "files": files}
    manifest = {"format": FORMAT, "version": VERSION, "digest": digest_of(told), **told}
    return json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"


def span_of(table: str, rows: pl.DataFrame) -> list[Any]:
    """Return the first and the last value of the column by which a table is sorted; nothing of no rows."""
    column = rows[SORTED_BY[table]]
    return [column[0], column[-1]] if len(column) else []


def sum_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def digest_of(told: Mapping[str, Any]) -> str:
    """Return the SHA-256 of what a manifest tells beside format, version and digest."""
    return sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
