"""Two SPARQL constraints of our shapes, answered faster than by running their queries on a large store.

As Oxigraph plans them, one compares every triple with every assertion and the other puts every triple into a
table. A plan here belongs to one exact text: where a shape's query was edited, its digest fits no plan, and
the query itself is run. `tests/test_quality_engines.py` compares the answers, and fails for a plan without a
query.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import TYPE_CHECKING, TypeAlias

from pyoxigraph import Literal, NamedNode

from msc_graph.vocabulary import MSC, RDF_TYPE

if TYPE_CHECKING:
    from msc_graph.quality_fast import StoreTriples
    from msc_graph.quality_shapes import Term

_TYPE = NamedNode(RDF_TYPE)
_TRUE = Literal(True)
_SUBJECT, _PREDICATE, _OBJECT, _VERDICT, _ENDORSED = (
    NamedNode(MSC + name) for name in ("subject", "predicate", "object", "verdict", "endorsed")
)
_ROLE = NamedNode(f"{MSC}predicateRole")


def plan(query: str) -> Plan | None:
    """Return what answers a query by other means, each solution once; None where nothing is known."""
    return PLANS.get(digest(query))


def digest(query: str) -> str:
    """Return what a plan knows a query by: the start of the SHA-256 of its words."""
    return sha256(" ".join(query.split()).encode()).hexdigest()[:16]


def triples_without_assertion(triples: StoreTriples) -> Iterator[dict[str, Term]]:
    """Yield ``value`` and ``path`` of the triples behind which no endorsed assertion stands.

    Goes from subject to subject, so that no more is held than what is said of one.
    """
    endorsed = set(triples.subjects(_ENDORSED, _TRUE))
    roles = set(triples.column(f"SELECT DISTINCT ?path WHERE {{ ?path {_ROLE} ?role }}"))
    for subject in triples.column(f"SELECT DISTINCT ?s WHERE {{ ?path {_ROLE} ?role . ?s ?path ?o }}"):
        said = {statement for statement in triples.statements(subject) if statement[0] in roles}
        for assertion in triples.subjects(_SUBJECT, subject):
            if not endorsed.isdisjoint(triples.objects(assertion, _VERDICT)):
                paths = triples.objects(assertion, _PREDICATE)
                values = triples.objects(assertion, _OBJECT)
                said -= {(path, value) for path in paths for value in values}
        for path in {path for path, _ in said}:
            yield {"value": subject, "path": path}


def undeclared_predicates(triples: StoreTriples) -> Iterator[dict[str, Term]]:
    """Yield ``value`` and ``path`` of the triples whose predicate, one of ours, is no declared property."""
    for path in triples.column("SELECT DISTINCT ?path WHERE { ?s ?path ?o }"):
        kinds = triples.types(path) if path.value.startswith(MSC) else ()
        if path.value.startswith(MSC) and not any(_is_property(kind) for kind in kinds):
            for subject in triples.column(f"SELECT DISTINCT ?s WHERE {{ ?s {path} ?o }}"):
                yield {"value": subject, "path": path}


def _is_property(kind: Term) -> bool:
    return isinstance(kind, NamedNode) and kind.value.endswith("Property")


Plan: TypeAlias = "Callable[[StoreTriples], Iterator[dict[str, Term]]]"
PLANS: dict[str, Plan] = {
    "ca534bbc7c06aa7d": triples_without_assertion,
    "8db24b4116fa1537": undeclared_predicates,
}
"""By the digest of the query that each answers."""
