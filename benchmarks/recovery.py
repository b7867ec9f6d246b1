"""Mechanism recovery: is the published mechanism among the best paths when its own record is silent?

From DrugMechDB (../shared/data/drugmechdb) pairs of a drug and a disease are drawn, twice as many as are
asked for. The links of their records go into a store one by one, without paper and without each other, all
other records as they are: as many pairs are silent without being asked, so that silence tells nothing. The
ten best paths of at most six steps are asked for each pair. A hit is a path all of whose steps are links of a
record of the pair. Beside it stand networkx' shortest simple paths on the same edges.

``--held-out SEED ...`` draws anew, of the pairs that the first draw did not ask: the constants were chosen on
that one. ``--curated`` asks the same of the curated graph: from the cargo of a mechanism to its disease, four
times, each time a quarter of the mechanisms, with as many again silent and the others told.

``--tune`` asks with every choice of the constants, too, and tells what folds by drug choose: the constants
that are best on four fifths of the drugs, and what they reach on the last.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import itertools
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import networkx

import msc_graph
from msc_graph.mechanisms import Network
from msc_graph.model.graph import Graph
from msc_graph.model.property_graph import PropertyGraph
from msc_graph.system.packaged import locate

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "drugmechdb" / "paths.jsonl.gz"
SEED, PAIRS, HOPS, SHOWN, FOLDS = 20261129, 400, 6, 10, 5
PREFIXES = {
    "UniProt": "UniProtKB",
    "DB": "DRUGBANK",
    "taxonomy": "NCBITaxon",
    "reactome": "REACT",
    "Pfam": "PFAM",
    "TIGR": "TIGRFAM",
}
GRID = [
    {"order_damping": damping, "coherence": coherence}
    for damping in (0.0, 0.1, 0.2, 0.3, 0.4)
    for coherence in (0.01, 0.03, 0.1, 0.3, 1.0)
]
"""The constants that are tried."""
Pair = tuple[str, str]
Link = tuple[str, str]


class Asked(NamedTuple):
    """A pair that is asked, and the links of its records, both ways."""

    drug: str
    disease: str
    links: set[Link]


class Score(NamedTuple):
    """Shares of pairs that are hit first and among the ten best, and the mean of 1 / rank."""

    first: float
    ten: float
    mean: float

    def __str__(self) -> str:
        return f"hit@1 {self.first:.3f}, hit@10 {self.ten:.3f}, MRR {self.mean:.3f}"


def curie(identifier: str) -> str:
    prefix, _, local = identifier.partition(":")
    return f"{PREFIXES.get(prefix, prefix)}:{local}"


def pair_of(record: Mapping[str, Any]) -> Pair:
    graph = record["graph"]
    return graph.get("drug_mesh") or graph.get("drugbank") or "", graph.get("disease_mesh") or ""


def split(
    records: list[dict[str, Any]], count: int, seed: int = SEED, known: Collection[Pair] = ()
) -> tuple[set[Pair], set[Pair]]:
    """Return the pairs to ask, none of them ``known``, and those whose records are silent."""
    pairs = sorted({p for r in records if all(p := pair_of(r)) and p[0].startswith("MESH")} - set(known))
    chance = random.Random(seed)  # noqa: S311 -- no secret
    chance.shuffle(pairs)
    return set(pairs[:count]), set(pairs[: 2 * count])


def silenced(records: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return each link of the records as a record of its own, named after nothing but the link."""
    nodes = {node["id"]: node for record in records for node in record["nodes"]}
    links = sorted({(link["source"], link["target"], link["key"]) for r in records for link in r["links"]})
    return [
        {
            "directed": True,
            "multigraph": True,
            "graph": {
                "_id": f"LINK_{number}",
                "drug": nodes[source]["name"],
                "drug_mesh": source,
                "disease": nodes[target]["name"],
                "disease_mesh": target,
            },
            "links": [{"key": key, "source": source, "target": target}],
            "nodes": [nodes[source], nodes[target]],
            "references": [],
        }
        for number, (source, target, key) in enumerate(links)
    ]


def stored(records: list[dict[str, Any]], silent: set[Pair], folder: Path) -> msc_graph.KnowledgeGraph:
    """Return a store of the records, those of the silent pairs taken apart."""
    told = [record for record in records if pair_of(record) not in silent]
    apart = silenced([record for record in records if pair_of(record) in silent])
    files = []
    for name, rows in (("told", told), ("apart", apart)):
        files.append(folder / f"{name}.jsonl")
        files[-1].write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    command = [sys.executable, "-m", "msc_graph", "import", "drugmechdb", *map(str, files)]
    subprocess.run([*command, "--store", str(folder / "store")], check=True, stdout=subprocess.DEVNULL)  # noqa: S603
    return msc_graph.open(folder / "store")


def walked(part: Graph) -> networkx.DiGraph:
    """Return the edges that are walked as networkx has them."""
    graph = networkx.DiGraph()
    for edge in part.edges:
        if edge.endorsed and edge.role.name != "CONTEXTUAL":
            graph.add_edge(edge.subject, edge.object)
    return graph


def asked_pairs(records: list[dict[str, Any]], test: set[Pair], graph: networkx.DiGraph) -> list[Asked]:
    links: dict[Pair, set[Link]] = {}
    for record in records:
        for link in record["links"]:
            ends = curie(link["source"]), curie(link["target"])
            links.setdefault(pair_of(record), set()).update({ends, ends[::-1]})
    pairs = [Asked(curie(drug), curie(disease), links[drug, disease]) for drug, disease in sorted(test)]
    return [pair for pair in pairs if pair.drug in graph and pair.disease in graph]


def rank(paths: Sequence[Sequence[str]], links: set[Link]) -> int:
    """Return the place of the first hit, from 1; 0 for none."""
    return next((n for n, p in enumerate(paths, 1) if all(s in links for s in itertools.pairwise(p))), 0)


def ours(kg: msc_graph.KnowledgeGraph, pairs: Sequence[Asked], **options: Any) -> list[int]:
    found = []
    for pair in pairs:
        paths = kg.paths(pair.drug, pair.disease, max_hops=HOPS, k=SHOWN, **options).found
        found.append(rank([path.nodes for path in paths], pair.links))
    return found


def theirs(graph: networkx.DiGraph, pairs: Sequence[Asked]) -> list[int]:
    found = []
    for pair in pairs:
        try:
            paths = list(
                itertools.islice(networkx.shortest_simple_paths(graph, pair.drug, pair.disease), SHOWN)
            )
        except networkx.NetworkXNoPath:
            paths = []
        found.append(rank(paths, pair.links))
    return found


def score(ranks: Sequence[int]) -> Score:
    size = len(ranks)
    return Score(
        sum(r == 1 for r in ranks) / size,
        sum(r > 0 for r in ranks) / size,
        sum(1 / r for r in ranks if r) / size,
    )


def tune(kg: msc_graph.KnowledgeGraph, pairs: Sequence[Asked]) -> None:
    """Print what each choice of the constants reaches, and what folds by drug choose and reach."""
    ranks = []
    for constants in GRID:
        ranks.append(ours(kg, pairs, **constants))
        print(
            f"  damping {constants['order_damping']}, coherence {constants['coherence']}: {score(ranks[-1])}"
        )
    drugs = sorted({pair.drug for pair in pairs})
    random.Random(SEED).shuffle(drugs)  # noqa: S311 -- no secret
    fold = {drug: place % FOLDS for place, drug in enumerate(drugs)}
    held: list[int] = []
    for number in range(FOLDS):
        rest = [place for place, pair in enumerate(pairs) if fold[pair.drug] != number]
        here = [place for place, pair in enumerate(pairs) if fold[pair.drug] == number]
        best = max(range(len(GRID)), key=lambda one: score([ranks[one][place] for place in rest]).mean)
        held += [ranks[best][place] for place in here]
        print(f"  fold {number + 1}: {GRID[best]}")
    print(f"chosen by folds of drugs: {score(held)}")


def curated_links(kg: msc_graph.KnowledgeGraph) -> dict[str, set[Link]]:
    """Return the endorsed edges of each mechanism of the curated graph that are walked."""
    links: dict[str, set[Link]] = {}
    for edge in kg.property_graph().edges:
        if edge.endorsed and edge.belief > 0 and edge.role.name != "CONTEXTUAL":
            for mechanism in edge.mechanisms:
                links.setdefault(mechanism, set()).add((edge.subject, edge.object))
    return links


def without(kg: msc_graph.KnowledgeGraph, silent: set[str]) -> PropertyGraph:
    """Return the curated graph with the edges of silent mechanisms told by the other mechanisms alone."""
    graph, edges = kg.property_graph(), []
    for edge in graph.edges:
        left = tuple(name for name in edge.mechanisms if name not in silent)
        apart = len(left) < len(edge.mechanisms)
        edges.append(replace(edge, mechanisms=left, witnesses=left) if apart else edge)
    return PropertyGraph(graph.nodes, tuple(edges), {})


def measure_curated() -> None:
    """Print what is recovered of the mechanisms of the curated graph."""
    kg = msc_graph.load()
    links, rows = curated_links(kg), locate("ontology") / "curated" / "mechanisms.tsv"
    with rows.open(encoding="utf-8") as table:
        ends = {
            f"mechanism:{r['id']}": (r["cargo"], r["disease"]) for r in csv.DictReader(table, delimiter="\t")
        }
    coherent, shortest = [], []
    for seed in range(4):
        names = sorted(links)
        random.Random(seed).shuffle(names)  # noqa: S311 -- no secret
        quarter = len(names) // 4
        part = without(kg, set(names[: 2 * quarter]))
        network = Network.from_graph(part, kg.vocabulary)
        graph = walked(part)
        for name in names[:quarter]:
            source, target = ends[name]
            own = networkx.DiGraph(links[name])
            if source in own and target in own and networkx.has_path(own, source, target):
                found = network.paths(source, target, max_hops=HOPS, k=SHOWN)
                coherent.append(rank([path.nodes for path in found], links[name]))
                shortest += theirs(graph, [Asked(source, target, links[name])])
    print(f"curated graph, {len(coherent)} questions")
    print(f"ours:      {score(coherent)}")
    print(f"networkx:  {score(shortest)}")


def measure(records: list[dict[str, Any]], test: set[Pair], silent: set[Pair], *, constants: bool) -> None:
    """Print what is recovered of the pairs to ask; ``constants`` tries all choices of these, too."""
    with tempfile.TemporaryDirectory() as folder:
        kg = stored(records, silent, Path(folder))
        graph = walked(kg.property_graph())
        pairs = asked_pairs(records, test, graph)
        start = time.process_time()
        found = ours(kg, pairs)
        took = (time.process_time() - start) / len(pairs)
        print(f"{len(pairs)} pairs, {took * 1e3:.1f} ms CPU a question")
        print(f"ours:      {score(found)}")
        print(f"ours dwpc: {score(ours(kg, pairs, scoring='dwpc'))}")
        print(f"networkx:  {score(theirs(graph, pairs))}", flush=True)
        if constants:
            tune(kg, pairs)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--pairs", type=int, default=PAIRS, help="how many pairs are asked")
    options.add_argument("--held-out", type=int, nargs="+", default=[], metavar="SEED", help="other draws")
    options.add_argument("--curated", action="store_true", help="ask the curated graph")
    options.add_argument("--tune", action="store_true", help="try all constants, by folds of drugs")
    chosen = options.parse_args()
    if chosen.curated:
        measure_curated()
        return
    if not DATA.exists():
        print("../shared/data/drugmechdb is absent: recovery was not measured")
        return
    records = [json.loads(line) for line in gzip.open(DATA, "rt", encoding="utf-8")]
    first = split(records, chosen.pairs)
    if not chosen.held_out:
        measure(records, *first, constants=chosen.tune)
    for seed in chosen.held_out:
        print(f"held out, seed {seed}:")
        measure(records, *split(records, chosen.pairs, seed, first[0]), constants=chosen.tune)


if __name__ == "__main__":
    main()
