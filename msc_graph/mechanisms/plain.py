"""Signed paths from a cause to an effect: a plain, exact version on networkx.

It looks at every simple path up to a number of steps, so it suits the curated graph, not a large one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import prod
from typing import TYPE_CHECKING, Any

from msc_graph.errors import UsageError
from msc_graph.property_graph import GraphEdge, GraphNode, PropertyGraph
from msc_graph.vocabulary import PredicateRole, Sign

if TYPE_CHECKING:
    from networkx import MultiDiGraph

HUB_DAMPING = 0.4
"""Default exponent w of the degree product.

Source: Himmelstein & Baranzini 2015, doi:10.1371/journal.pcbi.1004259 (path-degree product, w = 0.4).
"""

MAX_HOPS_LIMIT = 8
"""Longest path that this version looks for, in edges; beyond it, enumeration explodes."""


@dataclass(frozen=True, slots=True)
class MechanismPath:
    """A path of edges that repeats no node.

    ``score`` is the product of the edges' beliefs and of their damped degrees; ``belief`` the product of the
    beliefs alone; ``published`` holds the mechanisms that all its edges share.
    """

    nodes: tuple[GraphNode, ...]
    edges: tuple[GraphEdge, ...]
    sign: Sign
    score: float
    belief: float
    published: tuple[str, ...]

    @property
    def provenance(self) -> str:
        """``"published"`` when one paper's chain holds all edges, else ``"stitched"`` from several."""
        return "published" if self.published else "stitched"


@dataclass(frozen=True, slots=True)
class Mechanisms(Sequence[MechanismPath]):
    """The best paths from ``source`` to ``target``, best first; empty when there is none.

    ``net`` sums the scores of all paths found, not only of the ``k`` kept, by sign.
    """

    source: GraphNode
    target: GraphNode
    max_hops: int
    k: int
    paths: tuple[MechanismPath, ...]
    net: dict[Sign, float]

    def __len__(self) -> int:
        return len(self.paths)

    def __getitem__(self, index: Any) -> Any:
        return self.paths[index]

    def __iter__(self) -> Iterator[MechanismPath]:
        return iter(self.paths)

    @property
    def verdict(self) -> str:
        """``"positive"``, ``"negative"``, ``"contested"`` (both), ``"unknown"`` or ``"none"`` (no path)."""
        signs = {sign for sign, score in self.net.items() if score > 0}
        known = signs - {Sign.UNKNOWN}
        if not signs:
            return "none"
        if not known:
            return "unknown"
        if len(known) == 2:
            return "contested"
        return "positive" if Sign.POSITIVE in known else "negative"

    def to_dict(self, lang: str = "en") -> dict[str, Any]:
        """Return the result as plain values; the field names are a contract (``docs/architecture.md``)."""
        return {
            "source": _node_dict(self.source, lang),
            "target": _node_dict(self.target, lang),
            "max_hops": self.max_hops,
            "k": self.k,
            "complete": True,
            "verdict": self.verdict,
            "net": {
                "positive": self.net[Sign.POSITIVE],
                "negative": self.net[Sign.NEGATIVE],
                "unknown": self.net[Sign.UNKNOWN],
            },
            "paths": [
                {
                    "nodes": [_node_dict(node, lang) for node in path.nodes],
                    "edges": [_edge_dict(edge) for edge in path.edges],
                    "sign": path.sign.value,
                    "score": path.score,
                    "belief": path.belief,
                    "provenance": path.provenance,
                }
                for path in self.paths
            ],
        }


class PlainNetwork:
    """The endorsed causal and structural edges of a graph, and the degrees that damp its hubs.

    Contextual edges (occurs in, is a kind of) never take part in a mechanism, self-loops neither.
    """

    def __init__(self, graph: PropertyGraph) -> None:
        """Keep the edges that may take part in a mechanism."""
        self._nodes = {node.id: node for node in graph.nodes}
        self._edges = [
            edge
            for edge in graph.edges
            if edge.endorsed and edge.role is not PredicateRole.CONTEXTUAL and edge.subject != edge.object
        ]

    @cached_property
    def _graph(self) -> MultiDiGraph:
        from networkx import MultiDiGraph

        graph = MultiDiGraph()
        graph.add_nodes_from(self._nodes)
        for edge in self._edges:
            graph.add_edge(edge.subject, edge.object, key=edge.id, edge=edge)
        return graph

    @cached_property
    def _degrees(self) -> tuple[Counter[tuple[str, str]], Counter[tuple[str, str]]]:
        """Out-degree of a node by predicate, in-degree of a node by predicate."""
        out = Counter((edge.predicate, edge.subject) for edge in self._edges)
        into = Counter((edge.predicate, edge.object) for edge in self._edges)
        return out, into

    def paths(
        self,
        source: GraphNode,
        target: GraphNode,
        *,
        max_hops: int = 5,
        k: int = 10,
        sign: Sign | None = None,
        min_belief: float = 0.0,
        hub_damping: float = HUB_DAMPING,
    ) -> Mechanisms:
        """Return the ``k`` best of all simple paths from ``source`` to ``target``.

        Equal scores stand in the order of length, then of the nodes' and edges' identifiers.

        Args:
            source: where the mechanism starts.
            target: where it ends; not the source.
            max_hops: longest path, in edges, 1 to 8.
            k: how many paths to keep, at least 1.
            sign: keep only paths of this net sign; None for all.
            min_belief: leave out edges believed less than this, 0 to 1.
            hub_damping: exponent w of the degree product, at least 0 (0: hubs are not damped).

        Raises:
            UsageError: a limit is out of range, or source and target are the same.
        """
        _check(source, target, max_hops=max_hops, k=k, min_belief=min_belief, hub_damping=hub_damping)
        found = [
            path
            for edges in self._simple_paths(source.id, target.id, max_hops)
            if all(edge.belief >= min_belief for edge in edges)
            and (path := self._path(edges, hub_damping))
            and sign in (None, path.sign)
        ]
        found.sort(key=lambda path: (-path.score, len(path.edges), [(e.object, e.id) for e in path.edges]))
        net = {s: sum(path.score for path in found if path.sign is s) for s in Sign}
        return Mechanisms(source, target, max_hops, k, tuple(found[:k]), net)

    def _simple_paths(self, source: str, target: str, max_hops: int) -> Iterator[tuple[GraphEdge, ...]]:
        from networkx import all_simple_edge_paths

        for path in all_simple_edge_paths(self._graph, source, target, cutoff=max_hops):
            yield tuple(self._graph.edges[step]["edge"] for step in path)

    def _path(self, edges: tuple[GraphEdge, ...], hub_damping: float) -> MechanismPath:
        out, into = self._degrees
        belief = prod(edge.belief for edge in edges)
        damping = prod(
            float(out[edge.predicate, edge.subject] * into[edge.predicate, edge.object]) ** -hub_damping
            for edge in edges
        )
        shared = set.intersection(*(set(edge.mechanisms) for edge in edges))
        return MechanismPath(
            nodes=tuple(self._nodes[n] for n in (edges[0].subject, *(edge.object for edge in edges))),
            edges=edges,
            sign=Sign.product(edge.sign for edge in edges),
            score=belief * damping,
            belief=belief,
            published=tuple(sorted(shared)),
        )


def _check(
    source: GraphNode, target: GraphNode, *, max_hops: int, k: int, min_belief: float, hub_damping: float
) -> None:
    if source.id == target.id:
        raise UsageError(f"source and target are the same node, {source.id} ({source.label}); name two nodes")
    for name, value, low, high in (
        ("max_hops", max_hops, 1, MAX_HOPS_LIMIT),
        ("k", k, 1, 1_000_000),
        ("min_belief", min_belief, 0, 1),
        ("hub_damping", hub_damping, 0, 10),
    ):
        if not low <= value <= high:
            raise UsageError(f"{name} is {value}, but it must lie between {low} and {high}")


def _node_dict(node: GraphNode, lang: str) -> dict[str, str]:
    return {"id": node.id, "label": _label(node, lang), "category": node.category}


def _edge_dict(edge: GraphEdge) -> dict[str, Any]:
    return {
        "subject": edge.subject,
        "predicate": edge.predicate,
        "object": edge.object,
        "sign": edge.sign.value,
        "belief": edge.belief,
        "assertions": list(edge.assertions),
        "evidence": [
            {"reference": item.reference, "type": item.type, "direction": str(item.direction)}
            for item in edge.evidence
        ],
    }


_ARROWS = {Sign.POSITIVE: "-->", Sign.NEGATIVE: "--|", Sign.UNKNOWN: "--?"}
_WORDS = {
    "en": {
        "verdict": "verdict",
        "net": "net scores: raises {positive:.4g}, lowers {negative:.4g}, unknown {unknown:.4g}",
        "none": "no mechanism of at most {max_hops} steps leads there",
        "positive": "raises the target",
        "negative": "lowers the target",
        "contested": "contested: some mechanisms raise the target, others lower it",
        "unknown": "direction unknown",
        "+": "raises",
        "-": "lowers",
        "?": "unknown direction",
        "published": "published as",
        "stitched": "stitched together from several sources",
        "score": "score",
        "belief": "belief",
        "legend": "--> raises, --| lowers, --? direction unknown",
    },
    "zh": {
        "verdict": "判定",
        "net": "净得分:升高 {positive:.4g},降低 {negative:.4g},方向未知 {unknown:.4g}",
        "none": "在 {max_hops} 步内没有通路",
        "positive": "升高目标",
        "negative": "降低目标",
        "contested": "有争议:既有升高也有降低的通路",
        "unknown": "方向未知",
        "+": "升高",
        "-": "降低",
        "?": "方向未知",
        "published": "已发表机制",
        "stitched": "由多个来源拼接",
        "score": "得分",
        "belief": "可信度",
        "legend": "--> 升高, --| 降低, --? 方向未知",
    },
}


def render(mechanisms: Mechanisms, lang: str) -> str:
    """Return the paths as text that ends with a line break: each with its steps, verdicts and references."""
    words = _WORDS[lang]
    start, end = (_label(node, lang) for node in (mechanisms.source, mechanisms.target))
    lines = [f"{start} => {end}"]
    if not mechanisms.paths:
        return "\n".join([*lines, words["none"].format(max_hops=mechanisms.max_hops)]) + "\n"
    net = {"positive": Sign.POSITIVE, "negative": Sign.NEGATIVE, "unknown": Sign.UNKNOWN}
    lines.append(f"{words['verdict']}: {words[mechanisms.verdict]}")
    lines.append(words["net"].format(**{name: mechanisms.net[sign] for name, sign in net.items()}))
    for number, path in enumerate(mechanisms.paths, start=1):
        lines += ["", *_path_lines(number, path, lang)]
    return "\n".join([*lines, "", words["legend"]]) + "\n"


def _path_lines(number: int, path: MechanismPath, lang: str) -> Iterator[str]:
    words = _WORDS[lang]
    source = f"{words['published']} {', '.join(path.published)}" if path.published else words["stitched"]
    yield (
        f"{number}. {words[path.sign.value]}; {words['score']} {path.score:.4g}; "
        f"{words['belief']} {path.belief:.3g}; {source}"
    )
    chain = _label(path.nodes[0], lang)
    for edge, node in zip(path.edges, path.nodes[1:], strict=True):
        chain += f" {_ARROWS[edge.sign]} {_label(node, lang)}"
    yield f"   {chain}"
    for edge, (subject, target) in zip(path.edges, pairwise(path.nodes), strict=True):
        predicate = edge.label_zh if lang == "zh" and edge.label_zh else edge.label
        yield f"   - {_label(subject, lang)} {predicate} {_label(target, lang)}"
        yield f"     {edge.verdict}; {words['belief']} {edge.belief:.2f}; {', '.join(edge.references)}"


def _label(node: GraphNode, lang: str) -> str:
    return (node.label_zh if lang == "zh" else "") or node.label
