"""Random edges with families, papers, witnesses and contexts, for properties of the coherent order."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from msc_graph.mechanisms import Network
from tests.helpers.naive_coherence import Said
from tests.helpers.naive_paths import Row

NODES = "abcdef"
FAMILY = {"p": "change", "q": "change", "r": "hold"}
CONTEXTS = ["species:h", "species:m", "cell:x", "cell:y", "scope:EV"]

edges = st.lists(
    st.tuples(
        st.sampled_from(NODES),
        st.sampled_from("pqr"),
        st.sampled_from(NODES),
        st.sampled_from("+-?"),
        st.sampled_from([1.0, 1.0, 0.5, 0.25]),
        st.frozensets(st.sampled_from("uvwxyz"), max_size=3),
        st.frozensets(st.sampled_from(CONTEXTS), max_size=2),
    ),
    min_size=6,
    max_size=26,
)


KNOWN: list[tuple[Any, ...]] = [
    *((node, "p", node, "?", 1.0, frozenset(), frozenset()) for node in NODES),
    *(("y", name, "z", "?", 1.0, frozenset(), frozenset(CONTEXTS)) for name in "qr"),
]
"""Edges aside from all others, by which every node, predicate and context is known."""


def said_of(rows: list[tuple[Any, ...]], *, papers: bool) -> list[Said]:
    """Return the edges; the papers of a statement are counted from its ends, so that its edges agree."""
    return [
        Said(Row(number, *row[:5]), row[5], row[6], (ord(row[0]) + 3 * ord(row[2])) % 13 if papers else None)
        for number, row in enumerate(rows)
    ]


def network_of(said: list[Said], family: dict[str, str] = FAMILY, hierarchical: str = "") -> Network:
    rows = [one.row for one in said]
    return Network.from_edges(
        [row.subject for row in rows],
        [row.predicate for row in rows],
        [row.object for row in rows],
        sign=[row.sign for row in rows],
        belief=[row.belief for row in rows],
        category=dict.fromkeys(NODES, "Gene"),
        family=family,
        hierarchical=tuple(hierarchical),
        papers=None if any(one.papers is None for one in said) else [int(one.papers or 0) for one in said],
        witnesses=[sorted(one.witnesses) for one in said],
        contexts=[sorted(one.contexts) for one in said],
    )
