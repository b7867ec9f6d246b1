"""How far an assertion may be believed, from the papers that support and refute it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from math import fsum, prod
from typing import NamedTuple

from msc_graph.errors import InputError, did_you_mean, nearest

DOUBTED = "msc:paper_under_concern"
"""The type of all evidence from a document under an expression of concern, or retracted: it weighs least."""


OUTWEIGHS = 3
"""From how many times the weight of papers on the other side what refutes counts less than in full.

Our choice: two papers for and one against are still a dispute. `benchmarks.leaning` is right as often with 1.
"""


class Direction(StrEnum):
    """Whether a piece of evidence speaks for its assertion or against it."""

    SUPPORTS = "supports"
    REFUTES = "refutes"


class EvidenceItem(NamedTuple):
    """One paper's word on an assertion.

    ``reference`` identifies the paper, ``type`` the kind of evidence (a key of the weights).
    """

    reference: str
    type: str
    direction: Direction


def belief(
    evidence: Iterable[EvidenceItem],
    *,
    support_weight: Mapping[str, float],
    refute_weight: Mapping[str, float],
) -> float:
    """Return the belief in an assertion, 0 to 1, not rounded.

    It is (1 - prod(1 - p)) x (1 - w x (1 - prod(1 - q))): what supports it, less what refutes it. ``w`` is 1,
    less only where the papers for it have more than `OUTWEIGHS` times the weight of those against it, the
    weight of a paper being the p of its type on either side: then that many times their share. So one paper
    against thirty of its kind takes a tenth of what one against one does. Of several items of one paper in
    one direction only the strongest counts. The order of the items does not matter, not even for the last
    bit. Without a supporting paper it is 0.

    Args:
        evidence: the items; may be empty.
        support_weight: p of each evidence type, 0 to 1: how likely one such paper alone is to be right.
        refute_weight: q of each evidence type, 0 to 1: how likely one such paper alone overturns it.

    Raises:
        InputError: an item's type has no weight.

    >>> papers = [EvidenceItem(key, "in vitro", Direction.SUPPORTS) for key in ("first", "second", "second")]
    >>> belief(papers, support_weight={"in vitro": 0.5}, refute_weight={"in vitro": 0.3})
    0.75

    Source: the noisy-or of independent causes (Pearl 1988, "Probabilistic Reasoning in Intelligent Systems",
    chapter 4); the weights are this project's own ordinal judgement and live in the ontology.
    """
    for_it: dict[str, float] = {}
    against_it: dict[str, float] = {}
    refuting: dict[str, float] = {}
    for item in evidence:
        supports = Direction(item.direction) is Direction.SUPPORTS
        _keep(for_it if supports else against_it, item, support_weight)
        if not supports:
            _keep(refuting, item, refute_weight)
    support, against = (fsum(papers.values()) for papers in (for_it, against_it))
    share = OUTWEIGHS * against / support if support > OUTWEIGHS * against else 1.0
    return (1.0 - _none_holds(for_it)) * (1.0 - share * (1.0 - _none_holds(refuting)))


def _keep(papers: dict[str, float], item: EvidenceItem, weights: Mapping[str, float]) -> None:
    """Keep the weight of an item for its paper, if none is greater."""
    papers[item.reference] = max(papers.get(item.reference, 0.0), _weight(item.type, weights))


def _none_holds(papers: Mapping[str, float]) -> float:
    """Return the probability that no paper is right; sorted factors make the product independent of order."""
    return prod(sorted(1.0 - weight for weight in papers.values()))


def _weight(evidence_type: str, weights: Mapping[str, float]) -> float:
    if evidence_type not in weights:
        candidates = nearest(evidence_type, weights)
        raise InputError(f"evidence type {evidence_type!r} has no weight.{did_you_mean(candidates)}")
    return weights[evidence_type]
