from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msc_graph.errors import InputError
from msc_graph.model.belief import OUTWEIGHS, Direction, EvidenceItem, belief

SUPPORT = {"clinical": 0.8, "in vitro": 0.5, "pending": 0.05, "certain": 1.0, "worthless": 0.0}
REFUTE = {"clinical": 0.6, "in vitro": 0.3, "pending": 0.0, "certain": 1.0, "worthless": 0.0}

items = st.builds(
    EvidenceItem, st.sampled_from("abcdef"), st.sampled_from(sorted(SUPPORT)), st.sampled_from(Direction)
)
evidence = st.lists(items, max_size=12)


def of(*items: EvidenceItem) -> float:
    return belief(items, support_weight=SUPPORT, refute_weight=REFUTE)


def naive(items: list[EvidenceItem]) -> float:
    """The formula, one paper after the other."""
    doubt, standing = 1.0, 1.0
    sides = {"supports": 0.0, "refutes": 0.0}
    for paper in {item.reference for item in items}:
        mine = [item for item in items if item.reference == paper]
        doubt *= 1 - max((SUPPORT[i.type] for i in mine if i.direction == "supports"), default=0.0)
        standing *= 1 - max((REFUTE[i.type] for i in mine if i.direction == "refutes"), default=0.0)
        for side in sides:
            sides[side] += max((SUPPORT[i.type] for i in mine if i.direction == side), default=0.0)
    if not sides["supports"]:
        return 0.0
    return (1 - doubt) * (1 - min(1, OUTWEIGHS * sides["refutes"] / sides["supports"]) * (1 - standing))


def supports(reference: str, type_: str) -> EvidenceItem:
    return EvidenceItem(reference, type_, Direction.SUPPORTS)


def refutes(reference: str, type_: str) -> EvidenceItem:
    return EvidenceItem(reference, type_, Direction.REFUTES)


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ((), 0.0),
        ((supports("a", "in vitro"),), 0.5),
        ((supports("a", "in vitro"), supports("a", "in vitro")), 0.5),
        ((supports("a", "in vitro"), supports("b", "in vitro")), 0.75),
        ((supports("a", "pending"), supports("a", "clinical")), 0.8),
        ((supports("a", "in vitro"), refutes("b", "in vitro")), 0.35),
        ((supports("a", "in vitro"), refutes("b", "clinical")), 0.2),
        ((*(supports(name, "in vitro") for name in "abc"), refutes("d", "in vitro")), 0.7 * 0.875),
        ((*(supports(name, "in vitro") for name in "abcdef"), refutes("g", "in vitro")), 0.85 * (1 - 0.5**6)),
        ((refutes("b", "clinical"),), 0.0),
        ((supports("a", "certain"), refutes("b", "pending")), 1.0),
    ],
)
def test_examples(items: tuple[EvidenceItem, ...], expected: float) -> None:
    assert of(*items) == pytest.approx(expected, abs=1e-15)


@given(evidence)
def test_agrees_with_the_naive_version(items: list[EvidenceItem]) -> None:
    assert of(*items) == pytest.approx(naive(items), abs=1e-12)


@given(evidence)
def test_is_a_probability(items: list[EvidenceItem]) -> None:
    assert 0.0 <= of(*items) <= 1.0


@given(evidence, st.randoms(use_true_random=False))
def test_order_does_not_change_a_single_bit(items: list[EvidenceItem], shuffler: random.Random) -> None:
    shuffled = items.copy()
    shuffler.shuffle(shuffled)
    assert of(*shuffled) == of(*items)


@given(evidence, items)
def test_more_support_never_lowers_and_more_refutation_never_raises(
    items: list[EvidenceItem], another: EvidenceItem
) -> None:
    change = of(*items, another) - of(*items)
    assert change >= -1e-12 if another.direction is Direction.SUPPORTS else change <= 1e-12


def test_an_unknown_type_is_an_error_with_candidates() -> None:
    with pytest.raises(InputError, match="'in vito'.*'in vitro'"):
        of(supports("a", "in vito"))
