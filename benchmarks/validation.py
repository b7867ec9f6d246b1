"""Print what validation costs: the fast engine beside pyshacl, on the curated graph and on larger ones.

Run it with ``python -m benchmarks.validation``; about ten minutes. A graph ``N x`` holds the curated one and
N - 1 copies in which all assertions, evidence, mechanisms and nodes named by this project have names of their
own; genes, microRNAs, diseases, trials and references keep theirs, so they become hubs. Each graph lies in a
store on disk, and each validation runs in a process of its own that opens it read-only. Seconds are CPU
seconds of the validation alone, in all threads; the peak is that of the whole process. Imports look different
(few things to say of each statement): ``python -m benchmarks.validation fast STORE`` measures any store, such
as the folder ``triples`` of a build of ``msc-graph import``.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store, Triple

from msc_graph import load
from msc_graph.quality.validation import validate_store
from msc_graph.vocabulary.namespaces import CURATED_GRAPH, MSC, REFERENCE

SIZES = (1, 10, 100)
PYSHACL_UP_TO = 10
"""Largest graph that pyshacl validates here: the next one would take it most of an hour and some 15 GB."""


def main() -> None:
    """Measure and print one line a size; exit with 1 where the reports differ."""
    same = True
    print(f"{'size':>5} {'quads':>10} {'engine':>8} {'CPU s':>8} {'peak MiB':>9} {'us/quad':>8}  report")
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            path = Path(folder) / str(size)
            quads = int(in_a_process("build", path, size))
            fast = measure(path, "fast")
            show(size, quads, "fast", fast)
            if size > PYSHACL_UP_TO:
                print(f"{size:>4}x {quads:>10,} {'pyshacl':>8}  not run")
                continue
            slow = measure(path, "pyshacl")
            show(size, quads, "pyshacl", slow)
            same &= slow["report"] == fast["report"]
            print(
                f"      pyshacl takes {slow['cpu'] / fast['cpu']:.0f} times the CPU time and"
                f" {slow['peak'] / fast['peak']:.1f} times the memory;"
                f" same report: {slow['report'] == fast['report']}"
            )
    if not same:
        sys.exit("the two engines differ")


def show(size: int, quads: int, engine: str, run: dict[str, float]) -> None:
    """Print one line."""
    head = f"{size:>4}x {quads:>10,} {engine:>8} {run['cpu']:>8.1f} {run['peak']:>9,.0f}"
    print(f"{head} {run['cpu'] / quads * 1e6:>8.1f}  {run['summary']}", flush=True)


def build(path: Path, size: int) -> int:
    """Write the store of one size; return its number of quads."""
    with load() as graph:
        quads = list(graph.store)
    store = Store(path)
    store.bulk_extend(copies(quads, size))
    store.flush()
    store.optimize()
    return len(store)


def copies(quads: list[Quad], size: int) -> Iterator[Quad]:
    """Yield the quads and ``size - 1`` renamed copies of the curated ones."""
    yield from quads
    curated = [quad for quad in quads if quad.graph_name == NamedNode(CURATED_GRAPH)]
    schema = {quad.subject for quad in quads} - {quad.subject for quad in curated}
    ours = {
        quad.subject
        for quad in curated
        if str(quad.subject).startswith(f"<{MSC}") and not str(quad.subject).startswith(f"<{REFERENCE}")
    } - schema
    for number in range(1, size):
        names = {node: NamedNode(f"{node.value}-{number}") for node in ours if isinstance(node, NamedNode)}

        def renamed(term: Term, names: dict[NamedNode, NamedNode] = names) -> Term:
            return names.get(term, term) if isinstance(term, NamedNode) else term

        for quad in curated:
            yield Quad(renamed(quad.subject), quad.predicate, renamed(quad.object), quad.graph_name)


Term = NamedNode | BlankNode | Literal | Triple


def measure(path: Path, engine: str) -> dict[str, float]:
    """Return CPU seconds, peak in MiB and the report of one validation in a process of its own."""
    return dict(json.loads(in_a_process(engine, path)))


def in_a_process(*arguments: object) -> str:
    """Return what a task prints; the peak of a process is that of its parent, too, which here stays small."""
    command = [sys.executable, "-m", "benchmarks.validation", *map(str, arguments)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def task(name: str, path: str = "", size: str = "1") -> None:
    """Build a store and print its number of quads, or validate it with an engine; see `main`."""
    if name == "build":
        print(build(Path(path), int(size)))
    elif path:
        one(name, path)
    else:
        sys.exit("say: python -m benchmarks.validation fast STORE")


def one(engine: str, path: str) -> None:
    """Validate one store with an engine and print the measures as JSON."""
    store = Store.read_only(path)
    start = time.process_time()
    report = validate_store(store, engine=engine)
    cpu = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"cpu": cpu, "peak": peak, "summary": report.summary, "report": report.render("json")}))


if __name__ == "__main__":
    task(*sys.argv[1:]) if len(sys.argv) > 1 else main()
