"""Graphs to measure on: one with the kinds and sizes of Hetionet, and ones of any size."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

NODE_COUNTS = {
    "Gene": 20945,
    "Biological Process": 11381,
    "Side Effect": 5734,
    "Molecular Function": 2884,
    "Pathway": 1822,
    "Compound": 1552,
    "Cellular Component": 1391,
    "Symptom": 438,
    "Anatomy": 402,
    "Pharmacologic Class": 345,
    "Disease": 137,
}
"""Source of these and of the edges: Himmelstein et al. 2017, doi:10.7554/eLife.26726, tables 1 and 2."""
EDGE_COUNTS = {
    ("Anatomy", "downregulates", "Gene"): 102240,
    ("Anatomy", "expresses", "Gene"): 526407,
    ("Anatomy", "upregulates", "Gene"): 97848,
    ("Compound", "resembles", "Compound"): 6486,
    ("Compound", "causes", "Side Effect"): 138944,
    ("Compound", "binds", "Gene"): 11571,
    ("Compound", "downregulates", "Gene"): 21102,
    ("Compound", "palliates", "Disease"): 390,
    ("Compound", "treats", "Disease"): 755,
    ("Compound", "upregulates", "Gene"): 18756,
    ("Disease", "associates", "Gene"): 12623,
    ("Disease", "downregulates", "Gene"): 7623,
    ("Disease", "localizes", "Anatomy"): 3602,
    ("Disease", "presents", "Symptom"): 3357,
    ("Disease", "resembles", "Disease"): 543,
    ("Disease", "upregulates", "Gene"): 7731,
    ("Gene", "participates", "Biological Process"): 559504,
    ("Gene", "participates in", "Cellular Component"): 73566,
    ("Gene", "covaries", "Gene"): 61690,
    ("Gene", "interacts", "Gene"): 147164,
    ("Gene", "regulates", "Gene"): 265672,
    ("Gene", "has function", "Molecular Function"): 97222,
    ("Gene", "takes part in", "Pathway"): 84372,
    ("Pharmacologic Class", "includes", "Compound"): 1029,
}
_SIGNS = {"downregulates": "-", "upregulates": "+", "treats": "-", "palliates": "-", "causes": "+"}


@dataclass(frozen=True, slots=True)
class Columns:
    """A graph as columns, the form in which a user has it."""

    subject: list[str]
    predicate: list[str]
    object: list[str]
    sign: list[str]
    belief: list[float]
    category: dict[str, str]


def hetionet_like(seed: int = 0) -> Columns:
    """Return a graph of Hetionet's kinds and sizes, with heavy-tailed degrees.

    An edge without a direction of its own gets one by chance, so that most pairs of nodes are connected.
    """
    chance = np.random.default_rng(seed)
    category = {f"{kind}::{i}": kind for kind, count in NODE_COUNTS.items() for i in range(count)}
    names = {
        kind: np.array([n for n, k in category.items() if k == kind], dtype=object) for kind in NODE_COUNTS
    }
    ends: list[tuple[np.ndarray, np.ndarray]] = []
    predicate: list[str] = []
    sign: list[str] = []
    for (subject, name, target), count in EDGE_COUNTS.items():
        pair = (
            names[subject][_heavy(chance, len(names[subject]), count)],
            names[target][_heavy(chance, len(names[target]), count)],
        )
        turned = chance.random(count) < (0.5 if name != "regulates" else 0)
        ends.append((np.where(turned, pair[1], pair[0]), np.where(turned, pair[0], pair[1])))
        predicate += [name] * count
        sign += (
            [_SIGNS.get(name, "?")] * count
            if name != "regulates"
            else list(chance.choice(["+", "-"], count).tolist())
        )
    return Columns(
        np.concatenate([a for a, _ in ends]).tolist(),
        predicate,
        np.concatenate([b for _, b in ends]).tolist(),
        sign,
        (1 - chance.random(len(predicate)) * 0.9).tolist(),
        category,
    )


def _heavy(chance: np.random.Generator, size: int, count: int) -> np.ndarray:
    """Return ``count`` positions below ``size``; the weight of a rank falls like 1 / (rank + 10)^0.7."""
    weight = (np.arange(size) + 10.0) ** -0.7
    rank = np.searchsorted(np.cumsum(weight) / weight.sum(), chance.random(count))
    return chance.permutation(size)[np.minimum(rank, size - 1)]


def of_size(edges: int, seed: int = 0) -> Columns:
    """Return a heavy-tailed graph with ``edges`` edges, a tenth as many nodes, ten predicates, all signs."""
    chance = np.random.default_rng(seed)
    nodes = max(edges // 10, 10)
    names = np.array([f"node:{i}" for i in range(nodes)], dtype=object)
    return Columns(
        names[_heavy(chance, nodes, edges)].tolist(),
        [f"predicate{i}" for i in chance.integers(0, 10, edges).tolist()],
        names[_heavy(chance, nodes, edges)].tolist(),
        np.array(["+", "-", "?"], dtype=object)[chance.integers(0, 3, edges)].tolist(),
        (1 - chance.random(edges) * 0.9).tolist(),
        {},
    )
