"""Exports side by side with networkx and bare pyoxigraph, CPU time and peak memory, at growing sizes.

Each measurement runs in a process of its own: CPU seconds of writing alone (user and system, all threads),
and the peak resident memory of the process. The edges are those of the generated graph of Hetionet's sizes, a
random part of them for the smaller sizes; ours reads them from disk a chunk at a time, networkx holds them.
networkx is measured up to a size that it manages; nothing is extrapolated.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from benchmarks.generated import Columns, hetionet_like
from msc_graph.exports.attributes import EDGE_ATTRIBUTES, NODE_ATTRIBUTES
from msc_graph.exports.graphml import write_graphml
from msc_graph.exports.kgx import write_kgx
from msc_graph.exports.parquet import write_parquet
from msc_graph.exports.rdf import stream_rdf
from msc_graph.model.frames import EDGE_FRAME, NODE_FRAME, ROWS, edge_ids
from msc_graph.vocabulary.curies import prefixes
from msc_graph.vocabulary.namespaces import CLAIM, CURATED_GRAPH, EVIDENCE, MSC, RDF_TYPE, XSD

EDGES = (22_500, 225_000, 2_250_000)
QUADS = (50_000, 500_000)
NETWORKX_EDGES = 225_000


class FramesOnDisk:
    """A graph whose frames are Arrow files in a folder, one a chunk: a stand-in for a store on disk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def node_frames(self, rows: int, /) -> Iterator[pl.DataFrame]:
        return (pl.read_ipc(path) for path in sorted(self._folder.glob("nodes-*")))

    def edge_frames(self, rows: int, /) -> Iterator[pl.DataFrame]:
        return (pl.read_ipc(path) for path in sorted(self._folder.glob("edges-*")))


def store_frames(graph: Columns, edges: int, folder: Path) -> None:
    """Write nodes and ``edges`` random edges of ``graph`` as Arrow files, with texts like real ones."""
    names = pl.DataFrame({"kind": graph.category.values(), "name": graph.category.keys()})
    curie = pl.concat_str(
        pl.lit("made."),
        pl.col("name").str.split("::").list.get(0).str.replace_all(" ", "").str.to_lowercase(),
        pl.lit(":"),
        pl.col("name").str.split("::").list.get(1),
    )
    names = names.with_columns(id=curie)
    nodes = names.select(
        "id",
        category="kind",
        label="name",
        label_zh=pl.lit(""),
        synonyms=pl.lit([], pl.List(pl.String)),
        xrefs=pl.lit([], pl.List(pl.String)),
        definition=pl.lit(""),
    )
    chosen = np.sort(np.random.default_rng(0).permutation(len(graph.subject))[:edges])
    columns = {name: getattr(graph, name) for name in ("subject", "predicate", "object", "sign", "belief")}
    table = pl.DataFrame(columns)[chosen]
    known = dict(zip(names["name"], names["id"], strict=True))
    number = pl.int_range(pl.len()).cast(pl.String)
    paper = pl.concat_list(pl.concat_str(pl.lit("PMID:"), number))
    table = table.select(
        subject=pl.col("subject").replace_strict(known),
        predicate=pl.concat_str(pl.lit("msc:"), pl.col("predicate").str.replace_all(" ", "_")),
        object=pl.col("object").replace_strict(known),
        label="predicate",
        label_zh=pl.lit("关系"),
        role=pl.lit("causal"),
        sign="sign",
        belief="belief",
        verdict=pl.lit("supported"),
        endorsed=pl.lit(True),
        scope=pl.lit("EV"),
        assertions=pl.concat_list(pl.concat_str(pl.lit("claim:M-"), number)),
        references=paper,
        mechanisms=pl.lit([], pl.List(pl.String)),
        species=pl.concat_list(pl.lit("NCBITaxon:9606")),
        cells=pl.lit([], pl.List(pl.String)),
        publications=paper,
        inferred=pl.lit(False),
    ).sort("subject", "predicate", "object")
    _store(nodes.sort("id").select(list(NODE_FRAME)), folder, "nodes")
    _store(table.with_columns(edge_ids(table)).select(list(EDGE_FRAME)), folder, "edges")


def _store(table: pl.DataFrame, folder: Path, kind: str) -> None:
    for number, chunk in enumerate(table.iter_slices(ROWS)):
        chunk.write_ipc(folder / f"{kind}-{number:04}")


def store_quads(quads: int, folder: Path) -> None:
    """Make a store of about ``quads`` quads, ten an edge: the direct triple, the assertion, its evidence."""
    from pyoxigraph import RdfFormat, Store

    chance = np.random.default_rng(0)
    ends = chance.integers(0, 40_000, (quads // 10, 2)).tolist()
    store = Store(str(folder))
    for start in range(0, len(ends), 10_000):
        lines = "".join(_lines(start, ends[start : start + 10_000]))
        store.bulk_load(lines.encode(), format=RdfFormat.N_QUADS)
    store.flush()


def _lines(start: int, ends: Iterable[tuple[int, int]]) -> Iterator[str]:
    graph = f"<{CURATED_GRAPH}> .\n"
    for number, (subject, target) in enumerate(ends, start):
        claim, evidence = f"<{CLAIM}M-{number}>", f"<{EVIDENCE}M-{number}>"
        parts = f"<{MSC}node{subject}>", f"<{MSC}predicate{number % 10}>", f"<{MSC}node{target}>"
        yield f"{' '.join(parts)} {graph}{claim} <{RDF_TYPE}> <{MSC}ImportedClaim> {graph}"
        for name, part in zip(("subject", "predicate", "object"), parts, strict=True):
            yield f"{claim} <{MSC}{name}> {part} {graph}"
        yield f'{claim} <{MSC}sign> "+" {graph}{claim} <{MSC}verdict> <{MSC}supported> {graph}'
        yield f'{claim} <{MSC}belief> "0.{number % 997}"^^<{XSD}double> {graph}'
        yield f"{claim} <{MSC}hasEvidence> {evidence} {graph}"
        yield f"{evidence} <{MSC}reference> <https://pubmed.ncbi.nlm.nih.gov/{number}> {graph}"


def _networkx(folder: Path, out: Path) -> Callable[[], object]:
    """Return the call that writes the same nodes, edges and attributes with networkx."""
    import networkx

    built = networkx.MultiDiGraph()
    source = FramesOnDisk(folder)
    for frame in source.node_frames(ROWS):
        for row in frame.iter_rows(named=True):
            built.add_node(row["id"], **_attributes(NODE_ATTRIBUTES, row))
    for frame in source.edge_frames(ROWS):
        for row in frame.iter_rows(named=True):
            built.add_edge(row["subject"], row["object"], key=row["id"], **_attributes(EDGE_ATTRIBUTES, row))
    return lambda: networkx.write_graphml_lxml(built, str(out))


def _attributes(attributes: Iterable[Any], row: dict[str, Any]) -> dict[str, Any]:
    values = {}
    for attribute in attributes:
        value = row[attribute.column]
        if attribute.looked_up is not None:
            value = attribute.looked_up.get(value, "#999999")
        values[attribute.name] = "|".join(value) if isinstance(value, list) else value
    return values


def _action(name: str, folder: Path, out: Path) -> Callable[[], object]:
    """Return what is to be measured."""
    if name == "networkx":
        return _networkx(folder, out)
    if name.startswith("dump"):
        from pyoxigraph import RdfFormat, Store

        bare = Store.read_only(str(folder))
        return lambda: bare.dump(str(out), format=RdfFormat.N_QUADS)
    return lambda: _ours(name, folder, out)


def _ours(name: str, folder: Path, out: Path) -> None:
    from pyoxigraph import Store

    graph = FramesOnDisk(folder)
    with ExitStack() as stack:
        first = stack.enter_context(out.open("wb"))
        second = stack.enter_context(out.with_name("edges").open("wb"))
        if name == "graphml":
            write_graphml(graph, first)
        elif name == "kgx-tsv":
            write_kgx(graph, first, second)
        elif name == "parquet":
            write_parquet(graph, first, second)
        else:
            stream_rdf(Store.read_only(str(folder)), first, format_name=name, prefixes=prefixes())


def measured(name: str, folder: Path) -> tuple[float, float]:
    """Return CPU seconds and peak megabytes of one export in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.exports", "--measure", name, "--folder", str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    cpu, peak = json.loads(done.stdout)
    return cpu, peak


def _measure(name: str, folder: Path) -> None:
    with tempfile.TemporaryDirectory() as place:
        action = _action(name, folder, Path(place) / "out")
        start = time.process_time()
        action()
        cpu = time.process_time() - start
    print(json.dumps([cpu, _peak()]))


def _peak() -> float:
    """Return the peak resident megabytes; ``ru_maxrss`` would count those of the parent before exec."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--largest", type=int, default=EDGES[-1], help="most edges of ours")
    options.add_argument("--networkx", type=int, default=NETWORKX_EDGES, help="most edges of networkx")
    options.add_argument("--quads", type=int, nargs="*", default=QUADS, help="sizes of the stores")
    options.add_argument("--measure", help=argparse.SUPPRESS)
    options.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.measure:
        _measure(chosen.measure, chosen.folder)
        return
    graph = hetionet_like()
    for edges in (size for size in EDGES if size <= chosen.largest):
        tables(graph, min(edges, len(graph.subject)), networkx=edges <= chosen.networkx)
    for quads in chosen.quads:
        triples(quads)


def tables(graph: Columns, edges: int, *, networkx: bool) -> None:
    """Print what the formats of nodes and edges take."""
    print(f"\n== {edges:,} edges", flush=True)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        store_frames(graph, edges, folder)
        found = {name: _shown(name, folder, edges, "edge") for name in ("graphml", "kgx-tsv", "parquet")}
        if networkx:
            theirs = _shown("networkx", folder, edges, "edge")
            print(f"GraphML: {theirs / found['graphml']:.1f} times less CPU than networkx write_graphml_lxml")


def triples(quads: int) -> None:
    """Print what RDF takes, beside pyoxigraph's own dump, which is in no particular order."""
    print(f"\n== {quads:,} quads", flush=True)
    with tempfile.TemporaryDirectory() as place:
        store_quads(quads, Path(place))
        bare = _shown("dump (bare pyoxigraph, unsorted)", Path(place), quads, "quad")
        for name in ("nquads", "turtle"):
            took = _shown(name, Path(place), quads, "quad")
            print(f"{name}: {took / bare:.2f} times the CPU of the bare dump")


def _shown(name: str, folder: Path, count: int, unit: str) -> float:
    cpu, peak = measured(name, folder)
    each = cpu / count * 1e6
    print(f"{name:<34} {cpu:>8.2f} s CPU {each:>8.2f} us a {unit} {peak:>7.0f} MB", flush=True)
    return cpu


if __name__ == "__main__":
    main()
