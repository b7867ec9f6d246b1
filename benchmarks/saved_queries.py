"""What a saved query costs over the engine alone, and against rdflib: ``python -m benchmarks.saved_queries``.

Each query runs with its example call. The bare call is pyoxigraph on the same store and the same bound text,
every term of its solutions read; the two take turns, so that a slow moment of the machine hits both, and the
overhead is the median of the differences. CPU against rdflib is over all queries together, once each, in one
process; both start warm.
"""

from __future__ import annotations

import gc
import statistics
import time
import warnings
from collections.abc import Callable

import rdflib
from pyoxigraph import QueryBoolean, QueryTriples, RdfFormat, Store

from msc_graph import KnowledgeGraph, load
from msc_graph.query.binding import bind_values
from msc_graph.query.rdflib_engine import RdflibEngine

ROUNDS = 15
ALLOWED_MS = 0.5
ALLOWED_SHARE = 0.10
WANTED_RATIO = 10.0


def bare(store: Store, text: str) -> object:
    """Evaluate a query with the engine alone, and read its answer."""
    answer = store.query(text, use_default_graph_as_union=True)
    if isinstance(answer, QueryBoolean):
        return answer
    return list(answer) if isinstance(answer, QueryTriples) else [tuple(solution) for solution in answer]


def seconds(call: Callable[[], object]) -> float:
    """Return the wall seconds of one call."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def overhead(graph: KnowledgeGraph, name: str) -> tuple[float, float]:
    """Return the median milliseconds of the bare call, and of what ours takes more, in turns."""
    saved = graph.queries[name]
    text = saved.template.bind(bind_values(saved, saved.call, resolve=graph.resolve))
    theirs: list[float] = []
    ours: list[float] = []
    calls = (theirs, lambda: bare(graph.store, text)), (ours, lambda: graph.ask(name, saved.call))
    for number in range(ROUNDS):
        for times, call in calls if number % 2 else reversed(calls):
            times.append(seconds(call))
    more = statistics.median(a - b for a, b in zip(ours, theirs, strict=True))
    return statistics.median(theirs) * 1e3, more * 1e3


def cpu(graph: KnowledgeGraph, engine: RdflibEngine | None = None) -> float:
    """Return the CPU seconds of all saved queries together, on ``engine`` or on the graph's own store."""
    start = time.process_time()
    for name, saved in graph.queries.items():
        graph.ask(name, saved.call, engine=engine)
    return time.process_time() - start


def rdflib_engine(graph: KnowledgeGraph) -> RdflibEngine:
    """Return the same graph in rdflib's memory store."""
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(data=graph.store.dump(format=RdfFormat.N_QUADS), format="nquads")
    return RdflibEngine(dataset)


def main() -> None:
    """Measure and print; the last lines say whether the aims are met."""
    warnings.filterwarnings("ignore", category=DeprecationWarning, module="rdflib")
    graph = load()
    cpu(graph)
    gc.freeze()
    print(f"\n{'saved query':<32} {'bare ms':>9} {'more ms':>9}")
    allowed = []
    totals = [0.0, 0.0]
    for name in graph.queries:
        theirs, more = overhead(graph, name)
        totals = [totals[0] + theirs, totals[1] + more]
        allowed.append(more <= ALLOWED_MS + ALLOWED_SHARE * theirs)
        print(f"{name:<32} {theirs:>9.3f} {more:>9.3f}")
    print(f"{'all together':<32} {totals[0]:>9.3f} {totals[1]:>9.3f}")
    print(f"within {ALLOWED_MS} ms and {ALLOWED_SHARE:.0%} over the engine: {sum(allowed)} of {len(allowed)}")
    ours_cpu = statistics.median(cpu(graph) for _ in range(5))
    rdflib_cpu = cpu(graph, rdflib_engine(graph))
    ratio = rdflib_cpu / ours_cpu
    print(f"CPU s of all queries: ours {ours_cpu:.2f}, rdflib {rdflib_cpu:.2f}, ratio {ratio:.0f}", end="")
    print(f" (at least {WANTED_RATIO:.0f} wanted)")


if __name__ == "__main__":
    main()
