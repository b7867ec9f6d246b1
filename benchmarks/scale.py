"""Paths in graphs larger than memory: the adjacency form, made and asked by DuckDB (and by Spark, if named).

Graphs are generated as Parquet by DuckDB, in the adjacency form: five edges a node, ends drawn with a heavy
tail, ten predicates, all signs. Each size is asked in a process of its own for the ten best paths of at most
six edges between random nodes, in either direction, hub limit 1,000. No papers are generated, so nothing is
coherent.

``--spark sc://HOST:PORT`` asks that server the same; it must see the folder.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

import msc_graph
from msc_graph.exports.adjacency import NAME_TABLE, NODE_TABLE, write_manifest
from msc_graph.pathfinding.arc_table import ARC_FRAME, Facts
from msc_graph.pathfinding.expansion import Limits

SIZES = (100_000, 1_000_000, 10_000_000)
PAIRS, HOPS, HUB = 3, 6, 1000
_KINDS = {pl.Int64(): "BIGINT", pl.Int32(): "INTEGER", pl.Int8(): "TINYINT", pl.Float64(): "DOUBLE"}
_EDGES = """
CREATE TABLE edges AS
WITH drawn AS (
  SELECT DISTINCT ON (subject, object) subject, object, predicate, sign, belief FROM (
    SELECT ({nodes} * pow(hash(i, 1) / 18446744073709551616.0, 1.5))::BIGINT AS subject,
           ({nodes} * pow(hash(i, 2) / 18446744073709551616.0, 1.5))::BIGINT * 7919 % {nodes} AS object,
           (hash(i, 3) % 10)::INTEGER AS predicate, (hash(i, 4) % 3)::TINYINT - 1 AS sign,
           1 - 0.9 * (hash(i, 5) / 18446744073709551616.0) AS belief
    FROM range({edges}) t(i))
  WHERE subject != object AND subject < {nodes}),
degree AS (SELECT node, count(*) AS n FROM (
  SELECT subject AS node FROM drawn UNION ALL SELECT object FROM drawn) GROUP BY node)
SELECT row_number() OVER (ORDER BY subject, object) - 1 AS row, drawn.*,
       count(*) OVER (PARTITION BY subject, predicate) AS out_degree,
       count(*) OVER (PARTITION BY object, predicate) AS in_degree,
       s.n AS subject_degree, o.n AS object_degree
FROM drawn JOIN degree s ON s.node = subject JOIN degree o ON o.node = object
"""
_COLUMNS = {
    "statement": "row",
    "statement_belief": "belief",
    "support": "belief",
    "family_out_degree": "out_degree",
    "family_in_degree": "in_degree",
    "witnesses": "[]::INTEGER[]",
    "contexts": "[]::INTEGER[]",
}


def generated(folder: Path, edges: int) -> None:
    """Write a graph in the adjacency form."""
    nodes = max(edges // 5, 10)
    spill = folder / "spill"
    settings: dict[str, Any] = {"memory_limit": "3GB", "temp_directory": str(spill)}
    with duckdb.connect(str(folder / "work.db"), config=settings) as base:
        base.execute("SET preserve_insertion_order = false")
        base.execute(_EDGES.format(nodes=nodes, edges=edges))
        chosen = ", ".join(
            f"({_COLUMNS.get(name, name)})" + (f"::{_KINDS[kind]}" if kind in _KINDS else "") + f" AS {name}"
            for name, kind in ARC_FRAME.items()
        )
        for table, order in (("leaving", "subject, object"), ("entering", "object, row")):
            _written(base, folder / table, f"SELECT {chosen} FROM edges ORDER BY {order}")  # noqa: S608
        _written(base, folder / "nodes", _nodes(nodes))
        counts = {"nodes": nodes, "edges": base.execute("SELECT count(*) FROM edges").fetchall()[0][0]}
    (folder / "names").mkdir()
    pl.DataFrame(schema=NAME_TABLE).write_parquet(folder / "names" / "part-00000.parquet")
    for path in (folder / "work.db", folder / "work.db.wal"):
        path.unlink(missing_ok=True)
    facts = Facts(tuple(f"my:p{number}" for number in range(10)), categories=("", "Gene"))
    write_manifest(folder, counts, facts, {})


def _nodes(nodes: int) -> str:
    texts = ", ".join(
        f"{value} AS {name}"
        for name, value in {
            "id": "printf('my:%011d', i)",
            "category": "'Gene'",
            "label": "printf('my:%011d', i)",
            "label_zh": "''",
            "synonyms": "[]::VARCHAR[]",
            "xrefs": "[]::VARCHAR[]",
            "definition": "''",
        }.items()
    )
    assert list(NODE_TABLE)[:2] == ["number", "degree"]
    return f"SELECT i AS number, 0::BIGINT AS degree, {texts} FROM range({nodes}) t(i) ORDER BY i"  # noqa: S608


def _written(base: duckdb.DuckDBPyConnection, folder: Path, query: str) -> None:
    folder.mkdir()
    base.execute(
        f"COPY ({query}) TO '{folder}/part-00000.parquet'"
        " (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 100000)"
    )


def asked(folder: Path, spark: str | None) -> dict[str, Any]:
    """Return seconds of each question, of the fetch and the search together, and the most memory held."""
    limits = Limits(hub=HUB)
    place = f"{spark}/;adjacency={folder}" if spark else folder
    graph = msc_graph.connect(place, limits=limits)
    nodes = graph.info()["nodes"]
    chance, seconds, paths, edges = random.Random(1), [], [], []  # noqa: S311 -- no secret
    with graph:
        for _ in range(PAIRS):
            ends = [f"my:{chance.randrange(nodes // 4, nodes):011}" for _ in range(2)]
            start = time.perf_counter()
            part = graph.backend.part(*ends, {"max_hops": HOPS, "directed": False})
            found = part.network.paths(*ends, max_hops=HOPS, k=10, directed=False)
            seconds.append(round(time.perf_counter() - start, 2))
            paths.append(len(found))
            edges.append(len(part.network))
    held = next(
        line for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines() if "VmHWM" in line
    )
    return {"seconds": seconds, "paths": paths, "edges kept": edges, "MB": int(held.split()[1]) // 1000}


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
