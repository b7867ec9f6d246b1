"""Labels of what a path is made of: predicates, signs, and the path itself in one line."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from msc_graph.mechanisms.evidence import MechanismPath, MechanismPaths
from msc_graph.messages.catalogue import message
from msc_graph.messages.mechanisms import PATHS
from msc_graph.model.graph import GraphEdge
from msc_graph.model.strength import belief_word
from msc_graph.vocabulary.signs import Sign

SIGN_NAMES = {"positive": Sign.POSITIVE, "negative": Sign.NEGATIVE, "unknown": Sign.UNKNOWN}


def references(edge: GraphEdge, found: MechanismPaths, lang: str) -> list[str]:
    """Return the papers of an edge, sorted; of one that its journal doubts, or that refutes, that is said."""
    against = found.lookup.against(edge)
    papers = (
        message(PATHS, "against", lang, paper=paper) if paper in against else paper
        for paper in edge.references
    )
    return [
        message(PATHS, "doubted", lang, paper=told) if paper in edge.doubted else told
        for paper, told in zip(edge.references, papers, strict=True)
    ]


def verdict_text(edge: GraphEdge, found: MechanismPaths, lang: str) -> str:
    """Return the verdict on an edge; one that is only recalled says so in its place."""
    if belief_word(edge) == "recalled":
        return message(PATHS, "only_recalled", lang)
    return found.verdict_label(edge, lang) or message(PATHS, "not_judged", lang)


def local_names(names: Iterable[str]) -> str:
    """Return CURIEs without their prefix, as they are called in a table."""
    return " ".join(name.partition(":")[2] for name in names)


def clash_kinds(path: MechanismPath, lang: str) -> str:
    """Return in what the contexts of a path clash: species, recipient cell, both, or nothing."""
    return "; ".join(
        message(PATHS, kind, lang) for kind in dict.fromkeys(clash.kind for clash in path.clashes)
    )


def share_text(share: float) -> str:
    """Return a share of the score in percent; what only rounds to all of it is above 99 %.

    >>> share_text(0.984), share_text(0.9996), share_text(1.0)
    ('98 %', '>99 %', '100 %')
    """
    return ">99 %" if 0.995 <= share < 1 else f"{100 * share:.0f} %"


_ARROWS = {Sign.POSITIVE: "-->", Sign.NEGATIVE: "--|", Sign.UNKNOWN: "--?"}
_BACK_ARROWS = {Sign.POSITIVE: "<--", Sign.NEGATIVE: "|--", Sign.UNKNOWN: "?--"}


def first_step(path: MechanismPath, lang: str) -> str:
    """Return where a path goes first, with its arrow: ``--| PTEN``."""
    arrows = _ARROWS if path.forward[0] else _BACK_ARROWS
    return f"{arrows[path.edges[0].sign]} {path.nodes[1].label_in(lang)}"


def chain(path: MechanismPath, lang: str) -> str:
    """Return a path as labels with signed arrows between them, in the order in which it is walked."""
    text = path.nodes[0].label_in(lang)
    steps = zip(path.edges, path.forward, pairwise(path.nodes), strict=True)
    for edge, forward, (_, node) in steps:
        arrows = _ARROWS if forward else _BACK_ARROWS
        text += f" {arrows[edge.sign]} {node.label_in(lang)}"
    return text
