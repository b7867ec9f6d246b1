"""The adjacency form: a graph as sorted Parquet files, which DuckDB and Spark search without loading it.

A folder of tables, each a folder of files of at most `PART_ROWS` rows:

- ``leaving``: one row an edge, sorted by subject, columns as in `msc_graph.pathfinding.arc_table.ARC_FRAME`;
  ``entering``: the same rows, sorted by object.
- ``nodes``: number, identifier, degree, labels, synonyms. ``names``: every name of every node, folded.
- ``edges``: what is told of each edge (evidence, verdict), sorted by its row; it may be absent.
- ``manifest.json``: version, counts, size and checksum of every file, and what holds for all rows.

The same graph gives the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from msc_graph.model.frames import NODE_FRAME, WHOLE_EDGE_FRAME, whole_edge_frame
from msc_graph.model.graph import ROWS
from msc_graph.model.names import folded_names
from msc_graph.pathfinding.arc_table import ARC_FRAME, Facts, arc_table, node_degrees
from msc_graph.system.atomic import atomic_folder

if TYPE_CHECKING:
    from msc_graph.model.graph import Graph
    from msc_graph.pathfinding.network import Network

FORMAT, VERSION = "msc-graph adjacency", 1
MANIFEST = "manifest.json"
PART_ROWS = 4_000_000
"""Most rows of a file: our choice, for about 128 MB of arcs."""
_GROUP = 100_000
"""Rows of a row group: what a reader skips or reads as a whole; our choice, about 3 MB."""
NODE_TABLE: Mapping[str, pl.DataType] = {"number": pl.Int64(), "degree": pl.Int64(), **NODE_FRAME}
NAME_TABLE: Mapping[str, pl.DataType] = {
    "key": pl.String(),
    "name": pl.String(),
    "quality": pl.Int8(),
    "number": pl.Int64(),
}
EDGE_TABLE: Mapping[str, pl.DataType] = {"row": pl.Int64(), **WHOLE_EDGE_FRAME}
TABLES: Mapping[str, Mapping[str, pl.DataType]] = {
    "leaving": ARC_FRAME,
    "entering": ARC_FRAME,
    "nodes": NODE_TABLE,
    "names": NAME_TABLE,
    "edges": EDGE_TABLE,
}
SORTED_BY = {"leaving": "subject", "entering": "object", "nodes": "number", "names": "key", "edges": "row"}
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
        FileExistsError: something else is there.
        OSError: the place cannot be written.
    """
    with atomic_folder(folder, ours=MANIFEST) as place:
        rows = arc_table(network)
        _write(place / "leaving", _pieces(rows, part_rows))
        _write(place / "entering", _pieces(rows.sort("object", "row"), part_rows))
        written(len(rows))
        _write(place / "nodes", _regrouped(_nodes(network, graph, written), part_rows))
        _write(place / "names", _pieces(_names(network, graph), part_rows))
        if graph is not None:
            _write(place / "edges", _regrouped(_edges(network, graph, written), part_rows))
        counts = {"nodes": len(network.nodes), "edges": len(rows)}
        verification = dict(sorted(graph.verification.items())) if graph else {}
        write_manifest(place, counts, Facts.of(network), verification)
    return Path(folder)


def _pieces(frame: pl.DataFrame, rows: int) -> Iterator[pl.DataFrame]:
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


def _write(table: Path, frames: Iterator[pl.DataFrame]) -> None:
    table.mkdir()
    for number, frame in enumerate(frames):
        path = table / f"part-{number:05}.parquet"
        frame.write_parquet(path, compression="zstd", row_group_size=_GROUP, statistics=True)


def _nodes(network: Network, graph: Graph | None, written: Callable[[int], object]) -> Iterator[pl.DataFrame]:
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


def _names(network: Network, graph: Graph | None) -> pl.DataFrame:
    """Return every name of every node, folded and sorted."""
    from msc_graph.model.graph import GraphNode

    known = graph.by_id() if graph else {}
    rows = [
        (key, match.name, int(match.quality), number)
        for number, name in enumerate(network.nodes)
        for key, match in folded_names(known.get(name) or GraphNode(name, "", name))
    ]
    return pl.DataFrame(rows, schema=NAME_TABLE, orient="row").sort("key", "number", "name")


def _edges(network: Network, graph: Graph, written: Callable[[int], object]) -> Iterator[pl.DataFrame]:
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
    """Write what the form in ``place`` says of itself, with the checksum of every file in it."""
    files = {}
    for path in sorted(place.rglob("*.parquet")):
        with path.open("rb") as file:
            digest = sha256()
            while block := file.read(1 << 20):
                digest.update(block)
        files[path.relative_to(place).as_posix()] = [path.stat().st_size, digest.hexdigest()]
    told = {"counts": counts, "facts": facts.to_dict(), "verification": verification, "files": files}
    whole = json.dumps(told, sort_keys=True, ensure_ascii=False)
    manifest = {"format": FORMAT, "version": VERSION, "digest": sha256(whole.encode()).hexdigest(), **told}
    (place / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
