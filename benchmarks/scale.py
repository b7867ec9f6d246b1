"""Paths in graphs larger than memory: the adjacency form, made and asked by DuckDB (and by Spark, if named).

Graphs are generated as Parquet by DuckDB, in the adjacency form: five edges a node, ends drawn with a heavy
tail, ten predicates, all signs. Each size is asked in a process of its own for the ten best paths of at most
six edges between random nodes, in either direction, hub limit 1,000. No papers are generated, so nothing is
coherent.

``--spark sc://HOST:PORT`` asks that server the same; it must see the folder. A token is read from
``SPARK_CONNECT_AUTHENTICATE_TOKEN``, as Spark's client does.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

import msc_graph
from msc_graph.exports.adjacency import (
    NAME_TABLE,
    NODE_TABLE,
    PART_ROWS,
    PREDICATE_TABLE,
    write_manifest,
    write_table,
)
from msc_graph.pathfinding.arc_table import ARC_FRAME, Facts
from msc_graph.pathfinding.expansion import Limits

SIZES = (100_000, 1_000_000, 10_000_000)
PAIRS, HOPS, HUB = 3, 6, 1000
TAIL = 2.5
"""How uneven ends are drawn: our choice; of 100 million edges the largest hub has some 100,000."""
PREDICATES = 10


def generated(folder: Path, edges: int) -> None:
    """Write a graph in the adjacency form; it takes about 45 bytes of memory an edge."""
    nodes = max(edges // 5, 10)
    columns = _drawn(nodes, edges)
    degree = np.bincount(columns["subject"], minlength=nodes) + np.bincount(
        columns["object"], minlength=nodes
    )
    for end in ("subject", "object"):
        columns[f"{end}_degree"] = degree[columns[end]].astype(np.int32)
    by_object = np.argsort(columns["object"], kind="stable")
    write_table(folder / "leaving", _arcs(columns, np.arange(len(by_object))))
    write_table(folder / "entering", _arcs(columns, by_object))
    write_table(folder / "nodes", _nodes(degree))
    write_table(folder / "names", iter([pl.DataFrame(schema=NAME_TABLE)]))
    names = tuple(f"my:p{number}" for number in range(PREDICATES))
    count = np.bincount(columns["predicate"], minlength=PREDICATES)
    told = {"number": range(PREDICATES), "id": names, "label": names, "edges": count}
    predicates = pl.DataFrame(told).with_columns(role=pl.lit("causal"), label_zh=pl.lit(""))
    write_table(folder / "predicates", iter([predicates.cast(PREDICATE_TABLE).select(*PREDICATE_TABLE)]))
    facts = Facts(names, categories=("", "Gene"))
    write_manifest(folder, {"nodes": nodes, "edges": len(by_object)}, facts, {})


def _drawn(nodes: int, edges: int) -> dict[str, np.ndarray]:
    """Return the edges, each once, sorted by subject, object and predicate, with their degrees."""
    chance = np.random.default_rng(1)
    end = lambda: np.minimum(nodes * chance.random(edges) ** TAIL, nodes - 1).astype(np.int64)  # noqa: E731
    subject, object_ = end(), end() * 7919 % nodes
    key = (subject * nodes + object_) * PREDICATES + chance.integers(PREDICATES, size=edges)
    key = np.unique(key[subject != object_])
    ends, predicate = np.divmod(key, PREDICATES)
    columns = {"predicate": predicate.astype(np.int32)}
    del key, predicate, subject, object_
    columns |= {"subject": (ends // nodes).astype(np.int32), "object": (ends % nodes).astype(np.int32)}
    for name, end_ in (("out_degree", "subject"), ("in_degree", "object")):
        group = columns[end_] * np.int64(PREDICATES) + columns["predicate"]
        columns[name] = np.bincount(group).astype(np.int32)[group]
    columns["sign"] = chance.integers(-1, 2, len(ends), np.int8)
    columns["belief"] = chance.integers(10, 101, len(ends)) / 100
    return columns


def _arcs(columns: Mapping[str, np.ndarray], order: np.ndarray) -> Iterator[pl.DataFrame]:
    """Yield the rows in some order; each edge is a statement of its own, and no paper tells of it."""
    same = {"statement_belief": "belief", "support": "belief"}
    same |= {f"family_{side}_degree": f"{side}_degree" for side in ("out", "in")}
    for begin in range(0, len(order), PART_ROWS):
        rows = order[begin : begin + PART_ROWS]
        nothing = [pl.lit([], pl.List(pl.Int32)).alias(name) for name in ("witnesses", "contexts")]
        values = {name: column[rows] for name, column in columns.items()}
        values |= {name: values[column] for name, column in same.items()}
        frame = pl.DataFrame({"row": rows, "statement": rows, **values}).with_columns(nothing)
        yield frame.select(pl.col(name).cast(kind) for name, kind in ARC_FRAME.items())


def _nodes(degree: np.ndarray) -> Iterator[pl.DataFrame]:
    for begin in range(0, len(degree), PART_ROWS):
        some = degree[begin : begin + PART_ROWS]
        number = pl.Series("number", np.arange(begin, begin + len(some)))
        name = pl.format("my:{}", pl.col("number").cast(pl.String).str.zfill(11))
        told = {"degree": pl.Series(some), "id": name, "category": pl.lit("Gene"), "label": name}
        untold = {
            column: pl.lit("") if kind == pl.String() else pl.lit([], pl.List(pl.String))
            for column, kind in NODE_TABLE.items()
            if column not in told
        }
        frame = number.to_frame().with_columns(**(untold | told | {"number": number}))
        yield frame.select(pl.col(column).cast(kind) for column, kind in NODE_TABLE.items())


def asked(folder: Path, spark: str | None) -> dict[str, Any]:
    """Return seconds and seconds of CPU here of each question, fetch and search together, and most memory."""
    limits = Limits(hub=HUB)
    place = f"{spark}/;adjacency={folder}" if spark else folder
    graph = msc_graph.connect(place, limits=limits)
    nodes = graph.info()["nodes"]
    chance, seconds, cpu, paths, edges = random.Random(1), [], [], [], []  # noqa: S311 -- no secret
    with graph:
        for _ in range(PAIRS):
            ends = [f"my:{chance.randrange(nodes // 4, nodes):011}" for _ in range(2)]
            start, worked = time.perf_counter(), time.process_time()
            part = graph.backend.part(*ends, {"max_hops": HOPS, "directed": False})
            found = part.network.paths(*ends, max_hops=HOPS, k=10, directed=False)
            seconds.append(round(time.perf_counter() - start, 2))
            cpu.append(round(time.process_time() - worked, 2))
            paths.append(len(found))
            edges.append(len(part.network))
    held = next(
        line for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines() if "VmHWM" in line
    )
    return {
        "seconds": seconds,
        "CPU": cpu,
        "paths": paths,
        "edges kept": edges,
        "MB": int(held.split()[1]) // 1000,
    }


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--largest", type=int, default=SIZES[-1], help="most edges")
    options.add_argument("--spark", help="a Spark Connect server to ask, too")
    options.add_argument("--ask", type=Path, help="ask this folder, and print the figures as JSON")
    chosen = options.parse_args()
    if chosen.ask:
        print(json.dumps(asked(chosen.ask, chosen.spark)))
        return
    for size in sorted({*SIZES, chosen.largest} - {size for size in SIZES if size > chosen.largest}):
        with tempfile.TemporaryDirectory() as place:
            start = time.perf_counter()
            generated(Path(place), size)
            made = time.perf_counter() - start
            held = sum(path.stat().st_size for path in Path(place).rglob("*.parquet")) / 1e6
            print(f"{size:>12,} edges: made in {made:.0f} s, {held:.0f} MB of Parquet", flush=True)
            for server in (None, chosen.spark) if chosen.spark else (None,):
                _told(Path(place), server)


def _told(folder: Path, spark: str | None) -> None:
    command = [sys.executable, "-m", "benchmarks.scale", "--ask", str(folder)]
    answer = subprocess.run(
        [*command, *(("--spark", spark) if spark else ())], capture_output=True, text=True, check=False
    )
    print(f"             {spark or 'DuckDB'}: {answer.stdout.strip() or answer.stderr[-600:]}", flush=True)


if __name__ == "__main__":
    main()
