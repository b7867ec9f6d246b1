"""Print how fast the reasoner is: beside owlrl on the curated graph, then on up to 1 million triples.

Seconds are CPU seconds of this process, so that other work on the machine does not count.

Run it with ``python -m benchmarks.reasoning``; owlrl alone takes one to two minutes. The growing graphs are
the schema with facts up to the size: vesicles, microRNAs, genes and diseases, joined as in the curated graph.
The growth is drawn where ``--picture`` says; ``docs/reasoning-growth.svg`` was drawn so.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import NamedNode, Quad, Store, Triple

from benchmarks.growth import drawn
from msc_graph import load
from msc_graph.curation.as_rdf import schema_quads
from msc_graph.reasoning.files import store_of
from msc_graph.reasoning.inference import Inference, infer_store
from msc_graph.vocabulary.namespaces import MSC, RDF_TYPE

ROUNDS = 5
SIZES = (10_000, 30_000, 100_000, 300_000, 1_000_000)
SEED = 5
NODES_PER_FACT = 0.2
KINDS = ("MSCExosome", "MicroRNA", "Gene", "Disease", "BiologicalProcess")
FACTS = (
    ("containsCargo", "MSCExosome", "MicroRNA"),
    ("downregulates", "MicroRNA", "Gene"),
    ("positivelyRegulates", "Gene", "BiologicalProcess"),
    ("ameliorates", "BiologicalProcess", "Disease"),
)
CEILING = 50
"""Least number of times that the reasoner must be faster than owlrl on the curated graph."""


def main() -> None:
    """Compare, then grow; exit with 1 where owlrl finds other triples or is not slow enough."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--largest", type=int, default=SIZES[-1], help="most triples of the growth series")
    options.add_argument(
        "--picture", type=Path, default=Path("reasoning-growth.svg"), help="where it is drawn"
    )
    chosen = options.parse_args()
    fine = compare()
    grow([size for size in SIZES if size <= chosen.largest], chosen.picture)
    if not fine:
        sys.exit("the reasoner and owlrl differ, or the reasoner is not 50 times as fast")


def compare() -> bool:
    """Print the times of both on the curated graph; return whether the bar is passed."""
    from tests.helpers.owl_rl import node, owlrl_closure

    with load() as graph:
        store = graph.store
        ours = min(timed(store)[0] for _ in range(ROUNDS))
        result = timed(store)[1]
        start = time.process_time()
        theirs_triples = owlrl_closure(store, plain=True)
        theirs = time.process_time() - start
    same = theirs_triples == {tuple(node(term) for term in s) for s in result.inferred()}
    print(f"curated graph, {result.asserted:,} triples, {len(result):,} inferred")
    print(f"  this reasoner {ours:8.2f} s")
    print(f"  owlrl         {theirs:8.2f} s   {theirs / ours:.0f} times as long; same triples: {same}")
    return same and theirs / ours >= CEILING


def timed(store: Store) -> tuple[float, Inference]:
    """Return the seconds that reading a store, ordering it and one inference take, and the inference."""
    start = time.process_time()
    result = infer_store(store)
    return time.process_time() - start, result


def grow(sizes: list[int], picture: Path) -> None:
    """Print time and memory by number of triples, and draw the times."""
    print(f"\n{'triples':>10} {'inferred':>10} {'CPU s':>8} {'triples/s':>10} {'peak MiB':>9}")
    rows = []
    for size in sizes:
        store = generated(size)
        seconds, result = timed(store)
        rows.append((result.asserted, seconds))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        rate = result.asserted / seconds
        line = f"{result.asserted:>10,} {len(result):>10,} {seconds:>8.2f} {rate:>10,.0f} {peak:>9,.0f}"
        print(line, flush=True)
    picture.write_text(drawn(rows, ["read, order and infer"], counted="triples"), encoding="utf-8")
    print(f"drawn in {picture}")


def generated(size: int) -> Store:
    """Return a store of exactly ``size`` triples: the schema, then facts."""
    triples = dict.fromkeys(schema_quads())
    for fact in facts(size):
        if len(triples) == size:
            break
        triples[Quad(*fact)] = None
    return store_of(triples)


def facts(size: int) -> Iterator[Triple]:
    """Yield ``size`` triples: a type for each node, and links between random nodes of the right classes."""
    chance = random.Random(SEED)  # noqa: S311 -- a benchmark
    count = max(1, int(size * NODES_PER_FACT / len(KINDS)))
    nodes = {kind: [NamedNode(f"{MSC}{kind}_{number}") for number in range(count)] for kind in KINDS}
    for kind, members in nodes.items():
        for member in members:
            yield Triple(member, NamedNode(RDF_TYPE), NamedNode(MSC + kind))
    for number in range(size - count * len(KINDS)):
        predicate, subject, value = FACTS[number % len(FACTS)]
        yield Triple(chance.choice(nodes[subject]), NamedNode(MSC + predicate), chance.choice(nodes[value]))


if __name__ == "__main__":
    main()
