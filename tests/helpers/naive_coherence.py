"""The naive version of the coherent order: statements by hand, every path, every factor, sorted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from math import log, prod

from tests.helpers.naive_paths import Row, naive_sign, walks


@dataclass(frozen=True)
class Said:
    """An edge with what stands behind it; ``papers`` are those of its statement."""

    row: Row
    witnesses: frozenset[str] = frozenset()
    contexts: frozenset[str] = frozenset()
    papers: int | None = None


@dataclass(frozen=True)
class Found:
    """A path over statements (rows that lead them), its sign and score."""

    nodes: tuple[str, ...]
    rows: tuple[Row, ...]
    sign: str
    score: float


@dataclass
class Statements:
    """Each statement once: its leading row (with a belief of all), and what stands behind it."""

    said: Sequence[Said]
    family: dict[str, str]
    lead: list[Row] = field(default_factory=list)
    witnesses: dict[int, frozenset[str]] = field(default_factory=dict)
    contexts: dict[int, frozenset[str]] = field(default_factory=dict)
    papers: dict[int, int | None] = field(default_factory=dict)
    hierarchical: str = ""

    def __post_init__(self) -> None:
        def key(one: Said) -> tuple[str, ...]:
            row = one.row
            return row.subject, row.object, self.family_of(row), row.sign

        usable = sorted((one for one in self.said if one.row.subject != one.row.object), key=key)
        groups = [list(group) for _, group in groupby(usable, key)]
        stated: dict[str, int] = {}
        for group in groups:
            for name in frozenset().union(*(one.witnesses for one in group)):
                stated[name] = stated.get(name, 0) + 1
        for group in groups:
            best = min(group, key=lambda one: (-one.row.belief, one.row.predicate, one.row.number))
            number = best.row.number
            self.lead.append(best.row)
            names = frozenset().union(*(one.witnesses for one in group))
            self.witnesses[number] = frozenset(name for name in names if 2 <= stated[name] <= 100)
            self.contexts[number] = frozenset().union(*(one.contexts for one in group))
            self.papers[number] = best.papers

    def family_of(self, row: Row) -> str:
        return self.family.get(row.predicate, row.predicate)

    def support(self, row: Row) -> float:
        papers = self.papers[row.number]
        if papers is None:
            return row.belief
        return float((row.belief * (max(papers, 1) / (max(papers, 1) + 5))) ** 0.5)

    def degrees(self, row: Row) -> int:
        mine = self.family_of(row)
        pairs = {(one.subject, one.object) for one in self.lead if self.family_of(one) == mine}
        out = sum(1 for s, _ in pairs if s == row.subject)
        return out * sum(1 for _, o in pairs if o == row.object)

    def factor(self, rows: Sequence[Row], coherence: float, clash: float) -> float:
        product = 1.0
        for step in range(1, len(rows)):
            together = rows[max(step - 2, 0) : step + 1]
            if frozenset.intersection(*(self.witnesses[row.number] for row in together)):
                continue
            if rows[step].predicate in self.hierarchical:
                continue
            product *= coherence
            if any(self.clashing(rows[step - 1], rows[step], kind) for kind in ("species", "cell")):
                product *= clash
        return product

    def clashing(self, before: Row, after: Row, kind: str) -> bool:
        one, other = (
            {name for name in self.contexts[row.number] if name.startswith(kind + ":")}
            for row in (before, after)
        )
        return bool(one and other and not one & other)


def coherent_paths(
    said: Sequence[Said],
    family: dict[str, str],
    sources: Sequence[str],
    targets: Sequence[str],
    *,
    max_hops: int,
    sign: str | None = None,
    directed: bool = True,
    damping: float = 0.2,
    coherence: float = 0.03,
    clash: float = 0.5,
    hierarchical: str = "",
) -> list[Found]:
    """Return the best path along each row of nodes, in the documented order."""
    statements = Statements(said, family, hierarchical=hierarchical)
    found = []
    for source in sorted(set(sources)):
        for nodes, rows in walks(statements.lead, (source,), (), max_hops, directed=directed):
            if nodes[-1] not in targets or sign not in (None, naive_sign(rows)):
                continue
            score = prod(statements.support(row) * statements.degrees(row) ** -damping for row in rows)
            score *= statements.factor(rows, coherence, clash)
            found.append(Found(nodes, rows, naive_sign(rows), score))
    return _once(_in_order(found, statements))


def _in_order(found: list[Found], statements: Statements) -> list[Found]:
    found = sorted(found, key=lambda path: -path.score)
    numbered, number = [], 0
    for before, path in zip([None, *found], found, strict=False):
        number += before is not None and log(before.score) - log(path.score) > 1e-11
        steps = (
            path.nodes[0],
            *(_step(node, row, statements) for node, row in zip(path.nodes[1:], path.rows, strict=True)),
        )
        numbered.append((number, len(path.rows), steps, path))
    return [entry[3] for entry in sorted(numbered, key=lambda entry: entry[:3])]


def _step(node: str, row: Row, statements: Statements) -> tuple[str | int, ...]:
    return node, row.subject, row.object, statements.family_of(row), "-?+".index(row.sign)


def _once(found: list[Found]) -> list[Found]:
    seen: set[tuple[str, ...]] = set()
    return [path for path in found if not (path.nodes in seen or seen.add(path.nodes))]  # type: ignore[func-returns-value]
