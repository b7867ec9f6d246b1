"""Path-finding side by side with networkx, igraph and rustworkx, in one run, as ratios of CPU time.

Two graphs: one with Hetionet's kinds and sizes (generated), and the Hetionet subset in ../shared/data, if
it is there. networkx's and igraph's k shortest paths know neither signs nor a limit of edges, so theirs is
the easier question; networkx has none for multigraphs, so it gets the best of parallel edges. A measurement
that takes longer than its limit is stopped, and the limit stands for it: the ratio is then at least what is
printed. What takes less than a second, ours or not, is measured three times, and the least is taken.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import multiprocessing
import os
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.generated import Columns, hetionet_like, of_size
from benchmarks.growth import drawn
from msc_graph.errors import MissingPart
from msc_graph.mechanisms import Network

HETIONET = Path(__file__).resolve().parents[2] / "shared" / "data" / "hetionet"
MORE = 5
"""How many times more pairs than networkx the compiled programs get, for a steadier median."""
LIMIT = 60.0
"""CPU seconds after which one measurement of another program is stopped."""
SIZES = (10_000, 100_000, 1_000_000, 10_000_000)


def cpu(action: Callable[[], Any]) -> tuple[float, Any]:
    """Return the CPU seconds of one call, and what it gave."""
    start = time.process_time()
    answer = action()
    return time.process_time() - start, answer


def fastest(action: Callable[[], Any]) -> tuple[float, Any]:
    """Return the least CPU seconds of three calls (of one, if it takes a second), and what it gave."""
    took, answer = cpu(action)
    if took < 1:
        took = min(took, cpu(action)[0], cpu(action)[0])
    return took, answer


def limited(
    action: Callable[[], Any], seconds: float = LIMIT, measure: Callable[..., Any] = fastest
) -> tuple[float, Any, bool]:
    """Return CPU seconds, answer and whether it ended, from a process of its own that is stopped in time.

    The process is watched from outside: a limit set on it (RLIMIT_CPU) would make Linux read its clock in
    steps of milliseconds.
    """
    receiver, sender = multiprocessing.Pipe(duplex=False)
    child = multiprocessing.get_context("fork").Process(target=_send, args=(sender, measure, action))
    child.start()
    sender.close()
    while not receiver.poll(0.1):
        if _spent(child.pid or 0) > seconds:
            child.kill()
    try:
        took, answer = receiver.recv()
        return took, answer, True
    except EOFError:
        return seconds, None, False
    finally:
        child.join()


def _send(sender: Any, measure: Callable[..., Any], action: Callable[[], Any]) -> None:
    sender.send(measure(action))


def _spent(process: int) -> float:
    """Return the CPU seconds that a running process has used."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def shared_hetionet() -> Columns | None:
    """Return the Hetionet subset, both ways along each edge, or None where it is absent."""
    edges, nodes = HETIONET / "edges-5k.sif.gz", HETIONET / "nodes.tsv.gz"
    if not edges.exists():
        return None
    with gzip.open(nodes, "rt", encoding="utf-8", newline="") as file:
        category = {
            row["id"]: row["kind"] for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        }
    with gzip.open(edges, "rt", encoding="utf-8", newline="") as file:
        rows = [(r["source"], r["metaedge"], r["target"]) for r in csv.DictReader(file, delimiter="\t")]
    rows += [(target, name, source) for source, name, target in rows]
    sign = ["+" if name.split(">")[0][1] == "u" else "-" if name[1] == "d" else "?" for _, name, _ in rows]
    subject, predicate, target = (list(column) for column in zip(*rows, strict=True))
    return Columns(subject, predicate, target, sign, [1.0] * len(rows), category)


EDGES_A_PAPER = 8
"""Edges that a generated paper states: of one subject two or three, as papers do."""


def witnesses_of(graph: Columns) -> list[list[str]]:
    """Return generated papers of each edge, one to three, so that coherence has something to go by."""
    chance = np.random.default_rng(1)
    papers = max(len(graph.subject) // EDGES_A_PAPER, 1)
    own = np.repeat(chance.integers(0, papers, len(graph.subject) // 2 + 1), 2)[: len(graph.subject)]
    others = chance.integers(0, papers, (len(graph.subject), 2))
    count = chance.integers(0, 3, len(graph.subject)).tolist()
    return [
        [f"paper {first}", *(f"paper {other}" for other in more[:number])]
        for first, more, number in zip(own.tolist(), others.tolist(), count, strict=True)
    ]


def network_of(graph: Columns) -> Network:
    return Network.from_edges(
        graph.subject,
        graph.predicate,
        graph.object,
        sign=graph.sign,
        belief=graph.belief,
        category=graph.category,
        witnesses=witnesses_of(graph),
    )


def networkx_of(graph: Columns) -> Any:
    """The graph as a networkx user builds it: a directed multigraph with attributes."""
    import networkx

    built = networkx.MultiDiGraph()
    built.add_nodes_from((name, {"category": kind}) for name, kind in graph.category.items())
    built.add_edges_from(
        (s, o, {"predicate": p, "sign": sign, "belief": belief})
        for s, p, o, sign, belief in zip(
            graph.subject, graph.predicate, graph.object, graph.sign, graph.belief, strict=True
        )
    )
    return built


def grown(action: Callable[[], Any]) -> tuple[float, float, Any]:
    """Return CPU seconds, the memory in bytes that the answer takes (resident set), and the answer."""
    before = _resident()
    took, answer = cpu(action)
    return took, _resident() - before, answer


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="utf-8").split()[1])
    return pages * float(resource.getpagesize())


def alone(action: Callable[[], Any]) -> tuple[float, float]:
    """Return CPU seconds and memory of building something, in a process of its own.

    What takes less than five seconds is built three times; the least time counts, and the first one's memory.
    """
    _, answer, _ = limited(partial(_built, action), 600, lambda build: (0.0, build()))
    return answer


def _built(action: Callable[[], Any]) -> tuple[float, float]:
    took, memory, _ = grown(action)
    if took < 5:
        took = min(took, cpu(action)[0], cpu(action)[0])
    return took, memory


def weights(network: Network) -> np.ndarray:
    """-ln of belief and damped degrees: what the search minimises, for the other programs."""
    edges = network.edges
    return 0.4 * np.log(edges.out_degree.astype(float) * edges.in_degree) - np.log(edges.belief)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--pairs", type=int, default=7, help="random pairs for the other programs")
    options.add_argument("--own-pairs", type=int, default=200, help="random pairs for ours alone")
    options.add_argument(
        "--limit", type=float, default=LIMIT, help="CPU seconds for each measurement of others"
    )
    options.add_argument("--largest", type=int, default=SIZES[-1], help="most edges of the growth series")
    options.add_argument("--picture", type=Path, default=Path("growth.svg"), help="where the growth is drawn")
    chosen = options.parse_args()
    compare("generated graph of Hetionet's sizes", hetionet_like(), chosen)
    if (shared := shared_hetionet()) is not None:
        compare("Hetionet subset, edges both ways", shared, chosen)
    else:
        print("\n../shared/data/hetionet is absent: the subset was not measured")
    growth([size for size in SIZES if size <= chosen.largest], chosen.picture)


def compare(name: str, graph: Columns, chosen: argparse.Namespace) -> None:
    """Print all comparisons on one graph."""
    print(f"\n== {name}: {len(graph.category):,} nodes, {len(graph.subject):,} edges", flush=True)
    building(graph)
    network = network_of(graph)
    names = list(graph.category)
    pairs = connected_pairs(network, names, names, chosen.own_pairs, hops=4)
    k_best(network, pairs, chosen)
    every_path(network, connected_pairs(network, names, names, chosen.own_pairs, hops=3), chosen)
    print("the same, of pairs drawn by their number of edges (hubs more often):")
    busy = connected_pairs(network, graph.subject, graph.object, chosen.own_pairs, hops=3)
    every_path(network, busy, chosen)


def building(graph: Columns) -> None:
    """Print time and memory of building, and the time of opening a saved network."""
    ours, ours_bytes = alone(lambda: network_of(graph))
    theirs, theirs_bytes = alone(lambda: networkx_of(graph))
    print(
        f"build: ours {ours:.2f} s, {ours_bytes / 1e6:.0f} MB;"
        f" networkx {theirs:.2f} s, {theirs_bytes / 1e6:.0f} MB"
    )
    print(f"       {theirs / ours:.1f} times less CPU, {theirs_bytes / ours_bytes:.1f} times less memory")
    with tempfile.TemporaryDirectory() as folder:
        network_of(graph).save(Path(folder) / "network")
        times = [cpu(lambda: Network.open(Path(folder) / "network"))[0] for _ in range(9)]
    print(f"open a saved one: {statistics.median(times) * 1e3:.1f} ms", flush=True)


def connected_pairs(
    network: Network, sources: list[str], targets: list[str], count: int, *, hops: int
) -> list[tuple[str, str]]:
    """Return random pairs between which there is a path; unconnected ones would be too easy for us."""
    chance = random.Random(hops)  # noqa: S311 -- no secret
    pairs: list[tuple[str, str]] = []
    while len(pairs) < count:
        source, target = chance.choice(sources), chance.choice(targets)
        if source != target and network.paths(source, target, max_hops=hops, k=1):
            pairs.append((source, target))
    return pairs


def k_best(network: Network, pairs: list[tuple[str, str]], chosen: argparse.Namespace) -> None:
    """Print the ten best signed paths of at most four edges against k shortest paths of others."""
    import igraph
    import networkx

    weight = weights(network)
    ours: dict[tuple[str, str], float] = {}
    for number, pair in enumerate(pairs):
        ask = partial(network.paths, *pair, max_hops=4, k=10, sign="+-?"[number % 3])
        ours[pair] = fastest(ask)[0]
    plain = [fastest(partial(network.paths, *pair, max_hops=4, k=10))[0] for pair in pairs[: chosen.pairs]]
    print(
        f"k = 10, signed, at most 4 edges, {len(pairs)} connected pairs: "
        f"median {statistics.median(ours.values()) * 1e3:.1f} ms, worst {max(ours.values()) * 1e3:.0f} ms; "
        f"without asking for a sign {statistics.median(plain) * 1e3:.1f} ms"
    )
    simple = networkx.DiGraph()
    for s, o, w in zip(
        network.edges.subject.tolist(), network.edges.object.tolist(), weight.tolist(), strict=True
    ):
        if not simple.has_edge(s, o) or simple[s][o]["weight"] > w:
            simple.add_edge(s, o, weight=w)
    by_igraph = igraph.Graph(
        n=len(network.nodes),
        edges=np.column_stack([network.edges.subject, network.edges.object]),
        directed=True,
    )
    weight_list = weight.tolist()
    others: dict[str, Callable[[int, int], Any]] = {
        "networkx shortest_simple_paths": lambda s, t: list(
            islice(networkx.shortest_simple_paths(simple, s, t, weight="weight"), 10)
        ),
        "igraph get_k_shortest_paths": lambda s, t: by_igraph.get_k_shortest_paths(
            s, t, k=10, weights=weight_list, output="epath"
        ),
    }
    _side_by_side(network, others, {pair: ours[pair] for pair in pairs[: chosen.pairs]}, limit=chosen.limit)


def every_path(network: Network, pairs: list[tuple[str, str]], chosen: argparse.Namespace) -> None:
    """Print all paths of at most three edges against other programs, and whether the counts are equal."""
    import igraph
    import networkx
    import rustworkx

    ours, quick, counts, apart = {}, {}, {}, {}
    compiled = compiled_network(network)
    for pair in pairs:
        ours[pair], found = fastest(partial(network.paths, *pair, max_hops=3, k=None))
        counts[pair] = len(found)
        apart[pair] = len({path.nodes for path in found})
        if compiled is not None:
            quick[pair], again = fastest(partial(compiled.paths, *pair, max_hops=3, k=None))
            assert len(again) == counts[pair]
    print(
        f"all paths of at most 3 edges, {len(pairs)} connected pairs, "
        f"median {statistics.median(counts.values()):.0f} paths:"
    )
    for name, times in (("numpy alone", ours), ("compiled", quick)):
        if times:
            print(
                f"  ours, {name:<26} median {statistics.median(times.values()) * 1e3:.3f} ms, "
                f"worst {max(times.values()) * 1e3:.1f} ms"
            )
    ends = list(zip(network.edges.subject.tolist(), network.edges.object.tolist(), strict=True))
    multi = networkx.MultiDiGraph(ends)
    by_igraph = igraph.Graph(n=len(network.nodes), edges=ends, directed=True)
    by_rust = rustworkx.PyDiGraph(multigraph=True)
    by_rust.add_nodes_from(range(len(network.nodes)))
    by_rust.add_edges_from_no_data(ends)
    slow: dict[str, Callable[[int, int], Any]] = {
        "networkx all_simple_edge_paths": lambda s, t: sum(
            1 for _ in networkx.all_simple_edge_paths(multi, s, t, cutoff=3)
        ),
    }
    others: dict[str, Callable[[int, int], Any]] = {
        "rustworkx all_simple_paths": lambda s, t: len(rustworkx.all_simple_paths(by_rust, s, t, cutoff=4)),
    }
    # igraph gives paths of nodes, some several times where edges are parallel: the distinct ones count
    nodes_only: dict[str, Callable[[int, int], Any]] = {
        "igraph get_all_simple_paths": lambda s, t: len(
            set(map(tuple, by_igraph.get_all_simple_paths(s, t, maxlen=3)))
        ),
    }
    few, more = pairs[: chosen.pairs], pairs[: MORE * chosen.pairs]
    _side_by_side(network, slow, {p: ours[p] for p in few}, counts, quick, limit=chosen.limit)
    _side_by_side(network, others, {p: ours[p] for p in more}, counts, quick, limit=chosen.limit)
    _side_by_side(network, nodes_only, {p: ours[p] for p in more}, apart, quick, limit=chosen.limit)


def compiled_network(network: Network) -> Network | None:
    """Return the network with compiled code, made ready, or None where numba is not installed."""
    try:
        compiled = network.compiled()
    except MissingPart:
        print("numba is not installed: compiled code is not measured")
        return None
    compiled.paths(network.nodes[0], network.nodes[1], max_hops=3, k=None)
    return compiled


def _side_by_side(
    network: Network,
    others: dict[str, Callable[[int, int], Any]],
    ours: dict[tuple[str, str], float],
    counts: dict[tuple[str, str], int] | None = None,
    quick: dict[tuple[str, str], float] | None = None,
    *,
    limit: float,
) -> None:
    """Print how long others take, as a multiple of ours, and of ours with compiled code (``quick``)."""
    for name, ask in others.items():
        ratios, by_compiled, times, stopped, equal = [], [], [], 0, 0
        for pair, own in ours.items():
            ends = [network.node_index(node) for node in pair]
            took, answer, ended = limited(partial(ask, *ends), limit)
            ratios.append(took / max(own, 1e-6))
            by_compiled += [took / max(quick[pair], 1e-6)] if quick else []
            times.append(took)
            stopped += not ended
            equal += counts is not None and ended and answer == counts[pair]
        note = f"; {stopped} of {len(ours)} stopped at {limit:.0f} s" if stopped else ""
        agree = f"; equal counts for {equal} of {len(ours)}" if counts is not None else ""
        faster = (
            f"; {statistics.median(by_compiled):,.1f} times compiled (least {min(by_compiled):,.1f})"
            if by_compiled
            else ""
        )
        print(
            f"  {name:<32} median {statistics.median(times) * 1e3:>11.3f} ms: "
            f"{statistics.median(ratios):>8,.1f} times ours "
            f"(least {min(ratios):,.1f}){faster}{agree}{note}",
            flush=True,
        )


def growth(sizes: list[int], picture: Path) -> None:
    """Print and draw how building and asking grow with the number of edges."""
    print("\n== growth (heavy-tailed, ten edges a node)")
    rows = []
    for size in sizes:
        graph = of_size(size)
        built, network = cpu(partial(network_of, graph))
        names = [network.nodes[i] for i in range(len(network.nodes))]
        chance = random.Random(size)  # noqa: S311 -- no secret
        pairs = [tuple(chance.sample(names, 2)) for _ in range(20)]
        three, four = (
            statistics.median(cpu(partial(network.paths, *pair, max_hops=hops))[0] for pair in pairs)
            for hops in (3, 4)
        )
        rows.append((size, built, three, four))
        print(
            f"{size:>11,} edges: build {built:8.3f} s, k = 10 at 3 edges {three * 1e3:8.2f} ms, "
            f"at 4 edges {four * 1e3:8.2f} ms, "
            f"{network.nbytes / size:.0f} bytes an edge",
            flush=True,
        )
    lines = ("build", "k = 10, at most 3 edges", "k = 10, at most 4 edges")
    picture.write_text(drawn(rows, lines, counted="edges"), encoding="utf-8")
    print(f"drawn in {picture}")


if __name__ == "__main__":
    sys.exit(main())
