"""How far an assertion may be believed, from the papers that support and refute it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from math import prod
from typing import NamedTuple

from msc_graph.errors import InputError, did_you_mean, nearest

DOUBTED = "msc:paper_under_concern"
"""The type of all evidence from a document under an expression of concern, or retracted: it weighs least."""


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
    """Return the belief in an assertion, 0 to 1, not rounded: (1 - prod(1 - p)) x prod(1 - q).

    Papers count, not sentences: of several items of one paper in one direction only the strongest counts. The
    order of the items does not matter, not even for the last bit. Without a supporting paper it is 0.

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
    supporting: dict[str, float] = {}
    refuting: dict[str, float] = {}
    for item in evidence:
        supports = Direction(item.direction) is Direction.SUPPORTS
        papers, weights = (supporting, support_weight) if supports else (refuting, refute_weight)
        papers[item.reference] = max(papers.get(item.reference, 0.0), _weight(item.type, weights))
    return (1.0 - _none_holds(supporting)) * _none_holds(refuting)


def _none_holds(papers: Mapping[str, float]) -> float:
    """Return the probability that no paper is right; sorted factors make the product independent of order."""
    return prod(sorted(1.0 - weight for weight in papers.values()))


def _weight(evidence_type: str, weights: Mapping[str, float]) -> float:
    if evidence_type not in weights:
        candidates = nearest(evidence_type, weights)
        raise InputError(f"evidence type {evidence_type!r} has no weight.{did_you_mean(candidates)}")
    return weights[evidence_type]
