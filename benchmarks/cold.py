"""Print what one question costs in a process of its own, and a validation, as ratios to what others take.

Run it with ``python -m benchmarks.cold``. All commands take turns, so that a slow moment of the machine hits
each; CPU time is what the operating system charges to the finished process and its children, and the median
is printed. Beside ours stand: bare Python, importing click (which any command line of ours needs), pyoxigraph
alone (it opens our packed triples and asks one question), networkx (it reads our GraphML and finds one path),
rdflib (it reads our N-Quads and asks one question), and pyshacl, through us.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from msc_graph import load

ROUNDS = 9
SLOW_ROUNDS = 1
"""Rounds of what takes several seconds."""

QUERY = "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p ORDER BY ?p"
QUESTIONS = {
    "find": ["find", "miR-21"],
    "show": ["show", "S3-05"],
    "paths": ["paths", "miR-21-5p", "corneal injury", "-k", "3"],
    "rank": ["rank", "miR-21-5p", "any Disease"],
    "query": ["query", "corneal-repair"],
    "sparql": ["sparql", QUERY],
}
ANCHORS = {
    "python": "pass",
    "click": "import click",
    "pyoxigraph": (
        "import pyoxigraph, sys\n"
        "store = pyoxigraph.Store.read_only(sys.argv[1] + '/triples')\n"
        f"list(store.query({QUERY!r}, use_default_graph_as_union=True))"
    ),
    "networkx": (
        "import networkx, sys\n"
        "graph = networkx.read_graphml(sys.argv[1] + '/graph.graphml')\n"
        "networkx.shortest_path(graph, 'mirbase.mature:MIMAT0000076', 'HGNC:8763')"
    ),
    "rdflib": (
        "import rdflib, sys\n"
        "data = rdflib.Dataset(default_union=True)\n"
        "data.parse(sys.argv[1] + '/graph.nq', format='nquads')\n"
        f"list(data.query({QUERY!r}))"
    ),
}
SLOW = ("rdflib",)
PYSHACL = "validate --engine pyshacl"
AIM, VALIDATION_AIM = 0.30, 1.5
"""CPU seconds that a cold question and a validation of the curated graph may take."""


def cpu(command: list[str]) -> float:
    """Return the CPU seconds of one run."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode in (0, 1), command  # 1 is an answer, too
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def medians(commands: dict[str, list[str]], rounds: int) -> dict[str, float]:
    """Return the median CPU seconds of each command; they take turns."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            times[name].append(cpu(command))
    return {name: statistics.median(found) for name, found in times.items()}


def ours(arguments: list[str]) -> list[str]:
    return [sys.executable, "-m", "msc_graph", *arguments]


def write(folder: Path) -> None:
    """Write what the others read, in their own formats."""
    from pyoxigraph import Store

    with load() as graph:
        graph.export(folder / "graph.graphml")
        graph.export(folder / "graph.nq")
        store = Store(folder / "triples")
        store.bulk_extend(graph.store)
        store.flush()


def measured() -> dict[str, float]:
    """Return the CPU seconds of all, the others first."""
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder))
        others = {name: [sys.executable, "-c", text, folder] for name, text in ANCHORS.items()}
        asked = {name: ours(arguments) for name, arguments in QUESTIONS.items()}
        quick = {name: command for name, command in others.items() if name not in SLOW}
        found = medians(
            {**quick, "--help": ours(["--help"]), **asked, "validate": ours(["validate"])}, ROUNDS
        )
        slow = {name: others[name] for name in SLOW}
        return found | medians({**slow, PYSHACL: ours(PYSHACL.split())}, SLOW_ROUNDS)


def main() -> None:
    """Measure and print; the last lines say whether the aims are met."""
    first = cpu(ours(QUESTIONS["find"]))
    print(
        f"the first question of all, which makes the prepared files where they are missing: {first:.2f} s\n"
    )
    found = measured()
    print(
        f"{'CPU seconds in a cold process':<30} {'s':>7}" + "".join(f"{f'/ {name}':>14}" for name in ANCHORS)
    )
    for name, seconds in found.items():
        ratios = "".join(f"{seconds / max(found[other], 0.005):>14.2f}" for other in ANCHORS)
        print(f"{name:<30} {seconds:>7.3f}{ratios}")
    met = sum(found[name] <= AIM for name in QUESTIONS)
    print(f"\nquestions within {AIM} s: {met} of {len(QUESTIONS)}")
    print(f"validate within {VALIDATION_AIM} s: {found['validate'] <= VALIDATION_AIM};", end=" ")
    print(f"pyshacl takes {found[PYSHACL] / found['validate']:.1f} times as long")


if __name__ == "__main__":
    main()
