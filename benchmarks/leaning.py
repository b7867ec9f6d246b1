"""Which way do paths lean, and is that right? Asked of pairs whose sign the Gene Ontology states.

The recipe ``sample`` is built from ../shared/data. Curators of GO annotate genes of microRNAs to the positive
or negative regulation of a process. No path from a mature sequence runs through its own gene, so that these
signs take no part in the answers. Of a gene's mature sequences the one with most papers on its targets is
asked, with paths of at most three steps. Pairs that GO states with both signs are left out.

Told of the evidence, of which verdicts are made, and of the net score: the mean of the shares of raised and
of lowered pairs whose sign is right; how many lean at least 80 % one way; and the same mean of these.
"""

from __future__ import annotations

import statistics
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import msc_graph
from msc_graph.recipes.build import build
from msc_graph.recipes.recipe import read_recipe
from msc_graph.vocabulary.signs import Sign

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
HOPS, FIRM = 3, 0.8
KNOWN = (Sign.POSITIVE, Sign.NEGATIVE)
REGULATES = ("biolink:acts_upstream_of_positive_effect", "biolink:acts_upstream_of_negative_effect")


class Asked(NamedTuple):
    """A mature microRNA, a process, and the sign that GO states."""

    microrna: str
    process: str
    sign: Sign


class Lean(NamedTuple):
    """The stated sign, the side that has more, and its share."""

    stated: Sign
    side: Sign
    share: float


def pairs(kg: msc_graph.KnowledgeGraph) -> Iterator[Asked]:
    """Yield the pairs to ask, in order."""
    papers: defaultdict[str, int] = defaultdict(int)
    products: defaultdict[str, list[str]] = defaultdict(list)
    stated: defaultdict[tuple[str, str], set[Sign]] = defaultdict(set)
    for edge in kg.property_graph().edges:
        if edge.predicate == "biolink:has_gene_product":
            products[edge.subject].append(edge.object)
        elif edge.predicate in REGULATES:
            stated[edge.subject, edge.object].add(edge.sign)
        elif edge.subject.startswith("mirbase.mature:"):
            papers[edge.subject] += len(edge.references)
    for (gene, process), signs in sorted(stated.items()):
        if gene in products and len(signs) == 1 and not signs - set(KNOWN):
            microrna = max(sorted(products[gene]), key=lambda name: papers[name])
            yield Asked(microrna, process, *signs)


def lean(stated: Sign, sums: Mapping[Sign, float]) -> Lean | None:
    """Return how sums by sign lean; None where no sign is known."""
    whole = sum(sums[sign] for sign in KNOWN)
    side = max(KNOWN, key=lambda sign: sums[sign])
    return Lean(stated, side, sums[side] / whole) if whole > 0 else None


def right(leans: list[Lean]) -> float:
    """Return the mean, over both signs, of the share that is right."""
    by_sign = [[one.side is one.stated for one in leans if one.stated is sign] for sign in KNOWN]
    return statistics.mean(statistics.mean(found) for found in by_sign if found)


def told(name: str, leans: list[Lean]) -> str:
    firm = [one for one in leans if one.share >= FIRM]
    part = f"at least 80 % one way {len(firm) / len(leans):.2f}, of these right {right(firm):.3f}"
    return f"{name:<9} right {right(leans):.3f} of {len(leans)}; {part}"


def main() -> None:
    if not DATA.exists():
        print("../shared/data is absent: leaning was not measured")
        return
    with tempfile.TemporaryDirectory() as folder:
        build(read_recipe("sample"), DATA, Path(folder) / "store")
        evidence, net, verdicts = [], [], []
        with msc_graph.open(Path(folder) / "store") as kg:
            for asked in pairs(kg):
                found = kg.paths(asked.microrna, asked.process, max_hops=HOPS, k=1)
                evidence.append(lean(asked.sign, found.evidence))
                net.append(lean(asked.sign, found.net))
                verdicts.append(found.verdict)
    answered = [verdict for verdict in verdicts if verdict != "none"]
    print(f"{len(verdicts)} pairs, {len(answered)} with a path; contested {answered.count('contested')}")
    print(told("evidence", [one for one in evidence if one]))
    print(told("net score", [one for one in net if one]))


if __name__ == "__main__":
    main()
