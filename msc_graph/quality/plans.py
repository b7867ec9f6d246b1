"""The SPARQL constraints of our shapes on the whole graph, answered faster than by running their queries.

As Oxigraph plans them, one looks up four properties of each assertion in turn, one compares every triple
with every assertion and one puts every triple into a table. A plan here belongs to one exact text: where a
shape's query was edited, its digest fits no plan, and the query itself is run; the log says so.
`tests/quality/test_engines_agree.py` compares the answers, and fails for a plan without a query.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from logging import getLogger
from typing import TYPE_CHECKING, cast

from pyoxigraph import BlankNode, NamedNode

from msc_graph.vocabulary.namespaces import MSC

if TYPE_CHECKING:
    from msc_graph.quality.shapes import Term
    from msc_graph.quality.triples import Plan, StoreTriples

_LOG = getLogger(__name__)
_SUBJECT, _PREDICATE, _OBJECT, _VERDICT, _IS_ENDORSED, _ROLE = (
    NamedNode(MSC + name)
    for name in ("subject", "predicate", "object", "verdict", "endorsed", "predicateRole")
)
_ENDORSED = (
    f"?verdict {_IS_ENDORSED} true . ?value {_VERDICT} ?verdict ;"
    f" {_SUBJECT} ?subject ; {_PREDICATE} ?path ; {_OBJECT} ?object ."
)
"""An endorsed assertion."""
_PATHS = f"?value ?path {{{{ {{}} ?value {_PREDICATE} ?path }}}}"
_PARTS = (
    f"?value {{ ?verdict {_IS_ENDORSED} true . ?value {_VERDICT} ?verdict }}",
    f"?value ?subject {{ ?value {_SUBJECT} ?subject }}",
    f"?value ?object {{ ?value {_OBJECT} ?object }}",
)
"""The same, a SELECT for each property; `_PATHS` lacks the condition on ``?path``."""


def plan_for(query: str) -> Plan | None:
    """Return what answers a query by other means; None, and a line in the log, where nothing is known."""
    plan = PLANS.get(digest(query))
    if plan is None:
        _LOG.info("no plan fits this query; it runs as it stands: %s", " ".join(query.split()))
    return plan


def digest(query: str) -> str:
    """Return what a plan knows a query by: the start of the SHA-256 of its words."""
    return sha256(" ".join(query.split()).encode()).hexdigest()[:16]


def assertions_without_triple(triples: StoreTriples) -> Iterator[dict[str, Term]]:
    """Yield ``value`` and ``path`` of the endorsed assertions whose triple is missing."""
    found: set[tuple[Term, Term]] = set()
    for subject, missing in _unmatched(triples).asserted.items():
        rows = triples.rows(f"SELECT ?subject ?value ?path ?object {{ {_ENDORSED} }}", {"subject": subject})
        found.update((value, path) for _, value, path, object_ in rows if (path, object_) in missing)
    yield from ({"value": value, "path": path} for value, path in found)


def triples_without_assertion(triples: StoreTriples) -> Iterator[dict[str, Term]]:
    """Yield ``value`` and ``path`` of the triples behind which no endorsed assertion stands."""
    roles = set(triples.column(f"SELECT ?path {{ ?path {_ROLE} ?role }}"))
    for subject, unmatched in _unmatched(triples).stated.items():
        yield from ({"value": subject, "path": path} for path in {path for path, _ in unmatched} & roles)


GROUP = 500_000
"""Assertions that are compared with their triples at once. Our choice: they take some 500 MB."""


@dataclass(frozen=True, slots=True)
class _Unmatched:
    """Predicates and objects, by subject: of endorsed assertions without triple, and the other way round."""

    asserted: dict[Term, set[tuple[Term, Term]]] = field(default_factory=dict)
    stated: dict[Term, set[tuple[Term, Term]]] = field(default_factory=dict)


def _unmatched(triples: StoreTriples) -> _Unmatched:
    """Return what two questions ask for; it is worked out once."""
    return cast("_Unmatched", triples.once(_compare))


def _compare(triples: StoreTriples) -> _Unmatched:
    """Put asserted and stated triples side by side, a group of predicates at a time.

    The properties of an assertion are joined by hashing: each is read in one go, where to look up one
    assertion after the other takes twice as long and more.
    """
    found = _Unmatched()
    for some in _groups(triples):
        asserted = " ".join(f"{{ SELECT {part} }}" for part in (_PATHS.format(some), *_PARTS))
        query = f"""
            SELECT ?subject ?path ?object (MAX(?asserted) AS ?kind) {{
                {{ {asserted} BIND(true AS ?asserted) }}
                UNION {{ {some} ?subject ?path ?object BIND(false AS ?asserted) }}
            }} GROUP BY ?subject ?path ?object HAVING (MAX(?asserted) = MIN(?asserted))"""
        for subject, path, object_, asserted in triples.rows(query):
            side = found.asserted if asserted.value == "true" else found.stated
            side.setdefault(subject, set()).add((path, object_))
    return found


def _groups(triples: StoreTriples) -> Iterator[str]:
    """Yield conditions on ``?path``, each for predicates with at most `GROUP` assertions or for a larger one.

    Together they take all predicates of assertions and all that have a role.
    """
    counts = dict.fromkeys(triples.column(f"SELECT ?path {{ ?path {_ROLE} ?role }}"), 0)
    said = f"SELECT ?path (COUNT(*) AS ?count) {{ ?value {_PREDICATE} ?path }} GROUP BY ?path"
    counts |= {path: int(count.value) for path, count in triples.rows(said)}
    group: list[Term] = []
    room = GROUP
    for path in sorted(counts, key=lambda path: (-counts[path], str(path))):
        if isinstance(path, BlankNode):  # has no name to list it by
            continue
        if group and counts[path] > room:
            yield _listed(group)
            group, room = [], GROUP
        group.append(path)
        room -= counts[path]
    yield _listed(group)
    if any(isinstance(path, BlankNode) for path in counts):
        yield "FILTER isBlank(?path)"


def _listed(paths: list[Term]) -> str:
    return f"VALUES ?path {{ {' '.join(map(str, paths))} }}"


def undeclared_predicates(triples: StoreTriples) -> Iterator[dict[str, Term]]:
    """Yield ``value`` and ``path`` of the triples whose predicate, one of ours, is no declared property."""
    for path in triples.column("SELECT DISTINCT ?path WHERE { ?s ?path ?o }"):
        kinds = triples.types(path) if path.value.startswith(MSC) else ()
        if path.value.startswith(MSC) and not any(_is_property(kind) for kind in kinds):
            for subject in triples.column(f"SELECT DISTINCT ?s WHERE {{ ?s {path} ?o }}"):
                yield {"value": subject, "path": path}


def _is_property(kind: Term) -> bool:
    return isinstance(kind, NamedNode) and kind.value.endswith("Property")


PLANS: dict[str, Plan] = {
    "bf2b6b05a0aa9b99": assertions_without_triple,
    "ca534bbc7c06aa7d": triples_without_assertion,
    "8db24b4116fa1537": undeclared_predicates,
}
"""By the digest of the query that each answers."""
