"""Labels of what a path is made of: predicates, signs, and the path itself in one line."""

from __future__ import annotations

from itertools import pairwise

from msc_graph.mechanisms.evidence import MechanismPath, label_of
from msc_graph.model.graph import GraphEdge
from msc_graph.vocabulary.signs import Sign

SIGN_NAMES = {"positive": Sign.POSITIVE, "negative": Sign.NEGATIVE, "unknown": Sign.UNKNOWN}


def predicate_label(edge: GraphEdge, lang: str) -> str:
    """Return the label of the predicate in ``lang``, else the English one."""
    return (edge.label_zh if lang == "zh" else "") or edge.label


_ARROWS = {Sign.POSITIVE: "-->", Sign.NEGATIVE: "--|", Sign.UNKNOWN: "--?"}
_BACK_ARROWS = {Sign.POSITIVE: "<--", Sign.NEGATIVE: "|--", Sign.UNKNOWN: "?--"}


def chain(path: MechanismPath, lang: str) -> str:
    """Return a path as labels with signed arrows between them, in the order in which it is walked."""
    text = label_of(path.nodes[0], lang)
    steps = zip(path.edges, path.forward, pairwise(path.nodes), strict=True)
    for edge, forward, (_, node) in steps:
        arrows = _ARROWS if forward else _BACK_ARROWS
        text += f" {arrows[edge.sign]} {label_of(node, lang)}"
    return text
