"""Stores on disk side by side with bare pyoxigraph and rdflib: import, opening, queries, growth.

Each measurement runs in a process of its own: CPU seconds (user and system, threads and children) and peak
resident memory. The files are those of a generated graph with the kinds and sizes of Hetionet. Nothing is
extrapolated.

    python -m benchmarks.imports                         # all but the growth
    python -m benchmarks.imports --edges 225000          # smaller
    python -m benchmarks.imports --picture docs/imports-growth.svg --sizes 100000 1000000 10000000
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from benchmarks.generated import EDGE_COUNTS, NODE_COUNTS
from benchmarks.growth import drawn

EDGES = 2_250_000
RDFLIB_EDGES = 100_000
MIRTARBASE = Path(__file__).resolve().parents[2] / "shared" / "data" / "mirtarbase" / "mmu_MTI.csv.gz"
_CODES = {
    ("Gene", "participates", "Biological Process"): "GpBP",
    ("Gene", "participates in", "Cellular Component"): "GpCC",
    ("Gene", "has function", "Molecular Function"): "GpMF",
    ("Gene", "takes part in", "Pathway"): "GpPW",
    ("Gene", "regulates", "Gene"): "Gr>G",
    ("Compound", "causes", "Side Effect"): "CcSE",
    ("Pharmacologic Class", "includes", "Compound"): "PCiC",
}
_LOCAL = {
    "Anatomy": "UBERON:{:07}",
    "Biological Process": "GO:{:07}",
    "Cellular Component": "GO:1{:06}",
    "Compound": "DB{:05}",
    "Disease": "DOID:{}",
    "Gene": "{}",
    "Molecular Function": "GO:2{:06}",
    "Pathway": "PC7_{}",
    "Pharmacologic Class": "N{:010}",
    "Side Effect": "C{:07}",
    "Symptom": "D{:06}",
}


def hetionet_files(folder: Path, edges: int) -> list[Path]:
    """Write ``nodes.tsv`` and ``edges.sif`` with about ``edges`` edges, heavy-tailed, and return their paths.

    More edges than Hetionet has are made with as many more nodes.
    """
    from benchmarks.generated import _heavy

    share = edges / sum(EDGE_COUNTS.values())
    chance = np.random.default_rng(0)
    grow = max(1.0, share)
    names = {
        kind: pl.Series([f"{kind}::{_LOCAL[kind].format(i + 1)}" for i in range(int(count * grow))])
        for kind, count in NODE_COUNTS.items()
    }
    nodes, sif = folder / "nodes.tsv", folder / "edges.sif"
    pl.concat(
        pl.DataFrame({"id": ids, "name": "made " + ids, "kind": [kind] * ids.len()})
        for kind, ids in names.items()
    ).write_csv(nodes, separator="\t")
    with sif.open("wb") as file:
        for number, ((source, verb, target), count) in enumerate(EDGE_COUNTS.items()):
            code = _CODES.get((source, verb, target), f"{source[0]}{verb[0]}{target[0]}")
            size = int(count * share)
            frame = pl.DataFrame(
                {
                    "source": names[source].gather(_heavy(chance, names[source].len(), size)),
                    "metaedge": [code] * size,
                    "target": names[target].gather(_heavy(chance, names[target].len(), size)),
                }
            )
            frame.write_csv(file, separator="\t", include_header=number == 0)
    return [nodes, sif]


# what is measured, each in a process of its own


def run_import(folder: Path, form: str, *files: str) -> dict[str, Any]:
    """Import files into a new store."""
    from msc_graph.stores.disk.building import import_source

    result = import_source(form, list(files), store=folder)
    return {"assertions": result.source.assertions}


def run_dump(folder: Path, out: Path) -> dict[str, Any]:
    """Write the quads of a store with one imported source as N-Quads: what bare pyoxigraph is given."""
    from pyoxigraph import RdfFormat

    from msc_graph import load
    from msc_graph.stores.disk.build_part import node_frame
    from msc_graph.stores.disk.building import Sources
    from msc_graph.stores.disk.layout import Layout
    from msc_graph.stores.disk.segments import open_source
    from msc_graph.stores.importing.encoding import described
    from msc_graph.stores.importing.nquads import pieces

    sources = Sources.of(Layout(folder))
    assert sources.build is not None
    (name,) = sources.by_name
    with load() as curated, out.open("wb") as file:
        file.write(curated.store.dump(format=RdfFormat.N_QUADS) or b"")
        before = described(node_frame(curated.property_graph()))
        for text in pieces(open_source(sources.build / "sources" / name), name, about={}, before=before):
            file.write(text.encode())
    return {"bytes": out.stat().st_size}


def run_add(folder: Path, table: Path) -> dict[str, Any]:
    """Import a small table into a store."""
    from msc_graph.stores.disk.building import import_source
    from msc_graph.stores.importing.source import ImportOptions

    columns = {name: name for name in ("subject", "predicate", "object")}
    result = import_source("table", [table], store=folder, options=ImportOptions(parameters=columns))
    return {"assertions": result.source.assertions}


def run_triples(folder: Path) -> dict[str, Any]:
    """Make the triples of a store."""
    import msc_graph

    with msc_graph.open(folder) as graph:
        return {"triples": len(graph.store)}


def run_networkx(edges: Path) -> dict[str, Any]:
    """Read edges into networkx."""
    import networkx as nx

    graph = nx.MultiDiGraph()
    with edges.open(encoding="utf-8") as lines:
        next(lines)
        for source, kind, target in (line.rstrip("\n").split("\t") for line in lines):
            graph.add_edge(source, target, kind)
    return {"edges": graph.number_of_edges()}


def run_load(folder: Path, quads: Path) -> dict[str, Any]:
    """Load N-Quads into a store with pyoxigraph alone."""
    from pyoxigraph import RdfFormat, Store

    store = Store(str(folder))
    store.bulk_load(path=str(quads), format=RdfFormat.N_QUADS)
    store.flush()
    return {}


def run_paths(folder: Path, source: str, target: str) -> dict[str, Any]:
    """Open a store and answer one question for paths."""
    import msc_graph

    with msc_graph.open(folder) as graph:
        found = graph.paths(source, target, max_hops=3, directed=False)
        return {"paths": len(found)}


_BIOLINK = "https://w3id.org/biolink/vocab/"
QUERIES = {
    "two hops": (
        f"SELECT (count(*) AS ?n) {{ ?drug <{_BIOLINK}treats> ?disease ."
        f" ?disease <{_BIOLINK}associated_with> ?gene }}"
    ),
    "grouped count": (
        "SELECT ?predicate (count(*) AS ?n) { ?a <https://w3id.org/msc-graph/predicate> ?predicate }"
        " GROUP BY ?predicate ORDER BY ?predicate"
    ),
    "property path": (
        "SELECT (count(DISTINCT ?gene) AS ?n) {"
        f" <http://identifiers.org/ncbigene/7> <{_BIOLINK}regulates>+ ?gene }}"
    ),
}


def run_queries(folder: Path, rdflib: str) -> dict[str, Any]:
    """Answer the queries with us and bare pyoxigraph in turn (medians of 15), with rdflib once."""
    engines = {"ours": _ours(folder), "pyoxigraph": _bare(folder)}
    if rdflib == "rdflib":
        engines["rdflib"] = _rdflib(folder)
    answers: dict[str, Any] = {}
    for name, query in QUERIES.items():
        times: dict[str, list[float]] = {engine: [] for engine in engines}
        rows = set()
        for turn in range(16):
            for engine, ask in engines.items():
                if engine == "rdflib" and turn:
                    continue
                start = time.perf_counter()
                rows.add(ask(query))
                times[engine].append(time.perf_counter() - start)
        assert len(rows) == 1, name
        answers[name] = {engine: statistics.median(found[1:] or found) for engine, found in times.items()}
    return answers


def _ours(folder: Path) -> Callable[[str], str]:
    import msc_graph

    graph = msc_graph.open(folder)

    def ask(query: str) -> str:
        return str(sorted(graph.sparql(query, timeout=300)))

    return ask


def _bare(folder: Path) -> Callable[[str], str]:
    from pyoxigraph import Store

    from msc_graph.query.results import from_solutions
    from msc_graph.stores.disk.layout import Layout

    store = Store.read_only(str(Layout(folder).current() / "triples"))

    def ask(query: str) -> str:
        return str(sorted(from_solutions(store.query(query, use_default_graph_as_union=True))))  # type: ignore[arg-type]

    return ask


def _rdflib(folder: Path) -> Callable[[str], str]:
    import rdflib
    from pyoxigraph import RdfFormat, Store

    from msc_graph.query.rdflib_engine import RdflibEngine
    from msc_graph.stores.disk.layout import Layout

    store = Store.read_only(str(Layout(folder).current() / "triples"))
    data = rdflib.Dataset(default_union=True)
    data.parse(data=store.dump(format=RdfFormat.N_QUADS), format="nquads")
    engine = RdflibEngine(data)
    return lambda query: str(sorted(engine.answer(query)))  # type: ignore[type-var]


_TASKS = {
    name.removeprefix("run_"): task for name, task in list(globals().items()) if name.startswith("run_")
}


def measured(task: str, *arguments: object) -> dict[str, Any]:
    """Return what a task gives, with ``cpu`` and ``wall`` in seconds and ``peak`` in MB."""
    call = [sys.executable, "-m", "benchmarks.imports", "--task", task, *map(str, arguments)]
    start = time.perf_counter()
    done = subprocess.run(call, capture_output=True, check=False)  # noqa: S603 -- our own module
    wall = time.perf_counter() - start
    if done.returncode:
        raise RuntimeError(f"{task}: {done.stderr.decode()[-2000:]}")
    return {**json.loads(done.stdout.splitlines()[-1]), "wall": wall}


def _task(name: str, arguments: list[str]) -> None:
    chosen = [Path(a) if "/" in a or a.startswith(".") else a for a in arguments]
    given = _TASKS[name](*chosen)
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    cpu = sum(u.ru_utime + u.ru_stime for u in usage)
    print(json.dumps({**given, "cpu": cpu, "peak": max(u.ru_maxrss for u in usage) / 1024}))


def _line(what: str, facts: dict[str, Any], more: str = "") -> None:
    cells = f"{facts['cpu']:9.2f} s CPU {facts['wall']:9.2f} s {facts['peak']:7.0f} MB"
    print(f"{what:<44}{cells}  {more}", flush=True)


def compare(edges: int, folder: Path) -> None:
    """Print every comparison."""
    files = hetionet_files(folder, edges)
    store = folder / "store"
    print(f"\n{edges:,} edges asked for")
    ours = measured("import", store, "hetionet", *files)
    _line(f"import hetionet ({ours['assertions']:,} assertions)", ours)
    other = measured("networkx", files[1])
    _line("networkx reading the same edges", other, f"ours {ours['cpu'] / other['cpu']:.2f} times")
    _line("join, and first paths", measured("paths", store, "NCBIGene:7", "DOID:3"))
    made = measured("triples", store)
    _line(f"make {made['triples']:,} triples", made)
    measured("dump", store, folder / "all.nq")
    bare = measured("load", folder / "bare", folder / "all.nq")
    _line("pyoxigraph bulk_load into named graphs", bare, f"ours {made['cpu'] / bare['cpu']:.2f} times")
    shutil.rmtree(folder / "bare")
    (folder / "all.nq").unlink()
    opened = [measured("paths", store, "NCBIGene:7", "DOID:3") for _ in range(5)]
    typical = {key: statistics.median(run[key] for run in opened) for key in ("cpu", "wall", "peak")}
    _line("open and first paths, cold process", typical, f"{opened[0]['paths']} paths")
    _queries(store, "")
    _line("two rows into that store", measured("add", store, _two_rows(folder)))
    _line("join, and first paths", measured("paths", store, "NCBIGene:7", "DOID:3"))
    if MIRTARBASE.is_file():
        facts = measured("import", folder / "mirtarbase", "mirtarbase", MIRTARBASE)
        _line(f"import mirtarbase mouse ({facts['assertions']:,} assertions)", facts)
    small = folder / "small"
    small.mkdir()
    hetionet = hetionet_files(small, RDFLIB_EDGES)
    measured("import", small / "store", "hetionet", *hetionet)
    measured("triples", small / "store")
    _queries(small / "store", f", {RDFLIB_EDGES:,} edges", rdflib=True)


def _two_rows(folder: Path) -> Path:
    table = folder / "two.tsv"
    rows = (("NCBIGene:7", "NCBIGene:19"), ("HGNC:8763", "NCBIGene:9"))
    lines = "".join(f"{subject}\tmsc:downregulates\t{target}\n" for subject, target in rows)
    table.write_text(f"subject\tpredicate\tobject\n{lines}", encoding="utf-8")
    return table


def _queries(store: Path, where: str, *, rdflib: bool = False) -> None:
    found = measured("queries", store, "rdflib" if rdflib else "alone")
    for name in QUERIES:
        times = found[name]
        shown = ", ".join(f"{engine} {1000 * seconds:.1f} ms" for engine, seconds in times.items())
        ratios = [f"ours / pyoxigraph {times['ours'] / times['pyoxigraph']:.2f}"]
        if rdflib:
            ratios.append(f"rdflib / ours {times['rdflib'] / times['ours']:.0f}")
        print(f"{name + where:<44}{shown}; {', '.join(ratios)}", flush=True)


def grow(sizes: list[int], folder: Path, picture: Path) -> None:
    """Print and draw how importing grows."""
    rows = []
    for size in sizes:
        place = folder / str(size)
        place.mkdir()
        facts = measured("import", place / "store", "hetionet", *hetionet_files(place, size))
        _line(f"import of {size:,} edges", facts, f"{1e6 * facts['cpu'] / size:.0f} microseconds an edge")
        rows.append((size, facts["cpu"]))
        shutil.rmtree(place)
    picture.write_text(drawn(rows, ["import, CPU seconds"], counted="edges"), encoding="utf-8")
    print(f"wrote {picture}")


def main() -> None:
    """Read the options and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edges", type=int, default=EDGES)
    parser.add_argument("--picture", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=[100_000, 1_000_000, 10_000_000])
    parser.add_argument("--task", nargs="+")
    options = parser.parse_args()
    if options.task:
        _task(options.task[0], options.task[1:])
        return
    with tempfile.TemporaryDirectory() as name:
        if options.picture:
            grow(options.sizes, Path(name), options.picture)
        elif options.edges:
            compare(options.edges, Path(name))


if __name__ == "__main__":
    main()
