"""Answers of a network in a form that can be compared with those of another."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

from msc_graph import KnowledgeGraph
from msc_graph.mechanisms import Network

OPTIONS: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "max_hops": st.integers(1, 4),
        "directed": st.booleans(),
        "scoring": st.sampled_from(["coherent", "coherent", "dwpc"]),
        "sign": st.sampled_from([None, None, "+", "-"]),
        "min_belief": st.sampled_from([0.0, 0.0, 0.3]),
        "predicates": st.sampled_from([None, None, "p", "!q"]),
        "avoid": st.sampled_from([(), (), ("e",)]),
        "species": st.sampled_from([(), (), ("h",), ("h", "m")]),
        "cell": st.sampled_from([(), (), ("x",)]),
        "strict": st.booleans(),
        "k": st.sampled_from([3, 10, None]),
    }
)
"""Options of a search in `tests.helpers.random_statements`."""


def answer(
    network: Network, ends: tuple[str, str], options: dict[str, Any]
) -> tuple[tuple[Any, ...], list[float]]:
    """Return paths, verdict and what stopped the search; and all scores and nets."""
    found = network.paths(*ends, **options)
    told = [
        (path.nodes, path.sign, [(e.subject, e.wording, e.object, e.forward, e.both) for e in path.edges])
        for path in found
    ]
    scores = [value for path in found for value in (path.score, path.belief, path.contribution)]
    nets = [value for one in found.targets for value in one.net.values()]
    return (told, found.verdict, found.stopped), scores + nets


def told(graph: KnowledgeGraph, source: str, target: str, options: dict[str, Any]) -> dict[str, Any]:
    """Return what is answered, but for what only triples and the whole graph tell, to nine digits."""
    answered = graph.paths(source, target, **options).to_dict()
    rest = {name: value for name, value in answered.items() if name not in ("disputed", "why_none")}
    exact: dict[str, Any] = json.loads(json.dumps(rest), parse_float=lambda text: float(f"{float(text):.9g}"))
    return exact
