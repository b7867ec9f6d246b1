"""Parquet: the graph as two typed tables, for polars, pandas, DuckDB, Spark and R."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from typing import BinaryIO

import polars as pl
from polars.io.plugins import register_io_source

from msc_graph.model.frames import EDGE_FRAME, NODE_FRAME
from msc_graph.model.graph import ROWS, GraphPart


def write_parquet(
    graph: GraphPart,
    nodes: BinaryIO,
    edges: BinaryIO,
    *,
    written: Callable[[int], object] = int,
) -> None:
    """Write ``graph`` as two Parquet files, columns as in `NODE_FRAME` and `EDGE_FRAME`, lists as lists.

    Each row group has 50,000 rows; memory does not depend on how many there are.

    Args:
        graph: what to write.
        nodes: open for writing bytes.
        edges: open for writing bytes.
        written: is told after each chunk how many nodes or edges it had.
    """
    _write(graph.node_frames(), NODE_FRAME, nodes, written)
    _write(graph.edge_frames(), EDGE_FRAME, edges, written)


def _write(
    frames: Iterator[pl.DataFrame],
    schema: Mapping[str, pl.DataType],
    file: BinaryIO,
    written: Callable[[int], object],
) -> None:
    def source(*_: object) -> Iterator[pl.DataFrame]:
        for frame in chain([pl.DataFrame(schema=schema)], frames):
            yield frame
            written(len(frame))

    table = register_io_source(source, schema=dict(schema))
    table.sink_parquet(file, compression="zstd", row_group_size=ROWS, maintain_order=True)
