"""Sums over all paths at Hetionet's size: CPU seconds and memory of a pair, a ranking, a profile.

A generated graph of 2.25 million edges with 4.5 million witnesses, and one of 20,000 nodes and a million
random edges, are built and saved; each question is then asked by a process of its own that opens the saved
network. Memory is the greatest resident size of that process, and how much of what it holds at the end are
pages of the mapped network. Edges are walked both ways unless it says otherwise.

    python -m benchmarks.sums
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.generated import Columns, hetionet_like
from benchmarks.mechanisms import network_of
from msc_graph.mechanisms import Network
from msc_graph.pathfinding.profile import scored
from msc_graph.pathfinding.ranking import rank

PAIRS = 3
RANDOM_NODES, RANDOM_EDGES = 20_000, 1_000_000
MEASURED = 300
_BOTH_WAYS: dict[str, Any] = {"max_hops": 5, "directed": False}


def random_graph(nodes: int = RANDOM_NODES, edges: int = RANDOM_EDGES, seed: int = 0) -> Columns:
    """Return a graph whose edges join any two nodes alike, a third of each sign."""
    chance = np.random.default_rng(seed)
    names = np.array([f"node:{i}" for i in range(nodes)], object)
    ends = [names[chance.integers(0, nodes, edges)].tolist() for _ in range(2)]
    sign = np.array(["+", "-", "?"], object)[chance.integers(0, 3, edges)].tolist()
    return Columns(ends[0], ["p"] * edges, ends[1], sign, (1 - chance.random(edges) * 0.9).tolist(), {})


def _cpu(action: Callable[[], Any]) -> tuple[float, Any]:
    start = time.process_time()
    answer = action()
    return time.process_time() - start, answer


def _nodes(network: Network, kind: str) -> list[str]:
    return [name for name in network.nodes if name.startswith(f"{kind}:")]


# what is asked, each in a process of its own


def ask_pair(network: Network, source: str, target: str) -> list[str]:
    """The ten best paths of pairs at five edges, then net, verdict and targets."""
    ends = list(zip(_nodes(network, source), reversed(_nodes(network, target)), strict=False))
    lines = []
    for pair in ends[:PAIRS]:
        found_in, paths = _cpu(lambda pair=pair: network.paths(*pair, **_BOTH_WAYS))
        summed_in, _ = _cpu(lambda paths=paths: (paths.net, paths.verdict, paths.targets))
        number, whole = sum(paths.totals.numbers.values()), "exact" if paths.net_complete else "incomplete"
        lines.append(f"ten best {found_in:.2f} s, sums of {number:,} paths {summed_in:.2f} s, {whole}")
    return lines


def ask_ranking(network: Network) -> list[str]:
    """All diseases for compounds, five edges."""
    lines = []
    for compound in _nodes(network, "Compound")[:3]:
        took, rows = _cpu(lambda compound=compound: rank(network, compound, "any Disease", **_BOTH_WAYS))
        lines.append(f"{rows.found} diseases {took:.2f} s, {'exact' if rows.complete else 'incomplete'}")
    return lines


def ask_profile(network: Network) -> list[str]:
    """300 random genes against all diseases, three edges, 1,000 shuffles."""
    chance = random.Random(1)  # noqa: S311 -- no secret
    values = {gene: chance.gauss(0, 1) for gene in chance.sample(_nodes(network, "Gene"), MEASURED)}
    diseases, lines = _nodes(network, "Disease"), []
    for directed in (True, False):
        took, scores = _cpu(
            lambda directed=directed: scored(network, values, diseases, max_hops=3, directed=directed)
        )
        way = "along the edges" if directed else "both ways"
        lines.append(f"{scores.found} diseases, {way} {took:.2f} s, {scores.stopped or 'exact'}")
    return lines


_QUESTIONS: dict[str, Callable[..., list[str]]] = {
    "pair": ask_pair,
    "ranking": ask_ranking,
    "profile": ask_profile,
}


def _answer(folder: str, question: str, *arguments: str) -> None:
    lines = _QUESTIONS[question](Network.open(folder), *arguments)
    status = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    size = {line.split(":")[0]: int(line.split()[1]) / 1024 for line in status if line.endswith(" kB")}
    mapped = size["RssFile"] + size["RssShmem"]  # the second, where temporary files lie in memory
    print(
        json.dumps([*lines, f"{size['VmHWM']:.0f} MB at most; at the end {mapped:.0f} MB are mapped files"])
    )


def _asked(folder: Path, question: str, *arguments: str) -> None:
    call = [sys.executable, "-m", "benchmarks.sums", str(folder), question, *arguments]
    done = subprocess.run(call, stdout=subprocess.PIPE, check=True)  # noqa: S603 -- our own module
    for line in json.loads(done.stdout):
        print(f"  {question}: {line}", flush=True)


def measure() -> None:
    """Print all figures."""
    with tempfile.TemporaryDirectory() as name:
        kinds, alike = Path(name) / "kinds", Path(name) / "alike"
        print("2.25 million edges of Hetionet's sizes", flush=True)
        network_of(hetionet_like()).save(kinds)
        _asked(kinds, "pair", "Compound", "Disease")
        _asked(kinds, "ranking")
        _asked(kinds, "profile")
        print(f"{RANDOM_NODES:,} nodes, {RANDOM_EDGES:,} random edges", flush=True)
        network_of(random_graph()).save(alike)
        _asked(alike, "pair", "node", "node")


if __name__ == "__main__":
    _answer(*sys.argv[1:]) if len(sys.argv) > 1 else measure()
