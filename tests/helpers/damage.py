"""Damaged versions of a graph, the same for the same seed: what a curator, importer or bug may do to one."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from msc_graph.vocabulary.namespaces import (
    CURATED_GRAPH,
    DCTERMS,
    GRAPH,
    INFERRED_GRAPH,
    MSC,
    RDF_TYPE,
    RDFS,
    SKOS,
    XSD,
)
from msc_graph.vocabulary.ontology import vocabulary

Term = NamedNode | BlankNode | Literal | Triple

_Quads = dict[Quad, None]

_CURATED = NamedNode(CURATED_GRAPH)
_TYPE = NamedNode(RDF_TYPE)
_LABEL = NamedNode(f"{RDFS}label")
_OTHERS = [NamedNode(f"{DCTERMS}identifier"), NamedNode(f"{SKOS}exactMatch"), _LABEL, _TYPE]
_OURS = (
    *("subject", "predicate", "object", "verdict", "scope", "sign", "hasEvidence", "belief", "cargoState"),
    *("correctedBy", "correctionStatus", "reference", "evidenceType", "direction", "locator", "mechanism"),
    *("derivation", "cargo", "sourceCell", "disease", "netSign", "hasStep", "verification", "pmid", "doi"),
    *("phase", "status", "investigates", "minimum", "maximum", "unit", "isKindOf", "belongsToCategory"),
)
_PREDICATES = [*(NamedNode(MSC + name) for name in _OURS), *_OTHERS]
_ODD: list[Term] = [
    Literal("odd"),
    Literal("odd", language="en"),
    Literal("-7", datatype=NamedNode(f"{XSD}integer")),
    Literal("1.5", datatype=NamedNode(f"{XSD}double")),
    Literal("0.5", datatype=NamedNode(f"{XSD}decimal")),
    Literal("high", datatype=NamedNode(f"{XSD}double")),
    Literal("NaN", datatype=NamedNode(f"{XSD}double")),
    Literal("2020", datatype=NamedNode(f"{XSD}gYear")),
    Literal("+"),
    NamedNode(f"{MSC}supported"),
    NamedNode(f"{MSC}nothing_known"),
    NamedNode("http://example.org/elsewhere"),
    BlankNode("odd"),
]
_FORBIDDEN = [
    NamedNode("http://purl.obolibrary.org/obo/RO_0002606"),
    NamedNode("https://w3id.org/biolink/vocab/treats"),
    NamedNode(f"{MSC}undeclaredWord"),
]


def damaged(quads: Iterable[Quad], seed: int, *, faults: int = 25) -> list[Quad]:
    """Return the quads with that many faults, chosen by the seed; the schema's own triples stay."""
    chance = random.Random(seed)  # noqa: S311 -- not for secrets
    result = dict.fromkeys(sorted(quads, key=str))  # a set with an order
    for _ in range(faults):
        curated = [quad for quad in result if quad.graph_name == _CURATED]
        chance.choice(_FAULTS)(chance, result, curated)
    return list(result)


def _some(chance: random.Random, curated: list[Quad]) -> Quad:
    """Return a statement, each predicate being as likely as another."""
    predicate = chance.choice(_PREDICATES)
    return chance.choice([quad for quad in curated if quad.predicate == predicate] or curated)


def drop(chance: random.Random, result: _Quads, curated: list[Quad]) -> None:
    """Take away a statement."""
    result.pop(_some(chance, curated), None)


def drop_all(chance: random.Random, result: _Quads, curated: list[Quad]) -> None:
    """Take away all that one property says of a thing."""
    like = _some(chance, curated)
    for quad in curated:
        if (quad.subject, quad.predicate) == (like.subject, like.predicate):
            result.pop(quad, None)


def change(chance: random.Random, result: _Quads, curated: list[Quad]) -> None:
    """Put an odd value in the place of a right one."""
    old = _some(chance, curated)
    result.pop(old, None)
    result[Quad(old.subject, old.predicate, chance.choice(_ODD), _CURATED)] = None


def double(chance: random.Random, result: _Quads, curated: list[Quad]) -> None:
    """Say a second thing where one was said, as another thing has it or an odd one."""
    like = _some(chance, curated)
    value = chance.choice([_some(chance, curated).object, *_ODD])
    same = [quad.object for quad in curated if quad.predicate == like.predicate]
    result[Quad(like.subject, like.predicate, chance.choice([value, *same]), _CURATED)] = None


def reclass(chance: random.Random, result: _Quads, curated: list[Quad]) -> None:
    """Give a thing another class."""
    old = chance.choice([quad for quad in curated if quad.predicate == _TYPE])
    result.pop(old, None)
    result[Quad(old.subject, _TYPE, NamedNode(chance.choice(sorted(vocabulary().parents))), _CURATED)] = None


def assert_directly(chance: random.Random, result: _Quads, curated: list[Quad]) -> None:
    """Add a triple that no assertion stands behind, perhaps a forbidden one."""
    predicate = chance.choice([*map(NamedNode, sorted(vocabulary().predicates)), *_FORBIDDEN])
    result[Quad(_some(chance, curated).subject, predicate, _some(chance, curated).object, _CURATED)] = None


def take_back(chance: random.Random, result: _Quads, curated: list[Quad]) -> None:
    """Take away a direct triple whose assertion stays."""
    roles = vocabulary().predicates
    if direct := [quad for quad in curated if quad.predicate.value in roles]:
        result.pop(chance.choice(direct), None)


def make_blank(chance: random.Random, result: _Quads, curated: list[Quad]) -> None:
    """Turn a named thing into a blank node, wherever it stands."""
    name, blank = _some(chance, curated).subject, BlankNode(f"b{chance.randrange(9)}")
    for quad in curated:
        if name in (quad.subject, quad.object):
            subject = blank if quad.subject == name else quad.subject
            value = blank if quad.object == name else quad.object
            result.pop(quad, None)
            result[Quad(subject, quad.predicate, value, _CURATED)] = None


def copy_elsewhere(chance: random.Random, result: _Quads, curated: list[Quad]) -> None:
    """Say the same in other graphs: a source's, the one without a name, or the inferred one."""
    graphs = (NamedNode(f"{GRAPH}source"), NamedNode(INFERRED_GRAPH))
    for quad in chance.sample(curated, min(20, len(curated))):
        result[Quad(quad.subject, quad.predicate, quad.object, chance.choice(graphs))] = None
        result[Quad(quad.subject, quad.predicate, quad.object)] = None


def infer_oddly(chance: random.Random, result: _Quads, curated: list[Quad]) -> None:
    """Put something odd into the inferred graph, which is not validated."""
    old = _some(chance, curated)
    result[Quad(old.subject, old.predicate, chance.choice(_ODD), NamedNode(INFERRED_GRAPH))] = None


_FAULTS: list[Callable[[random.Random, _Quads, list[Quad]], None]] = [
    *(drop, drop_all, change, change, double, double, reclass, assert_directly, take_back),
    *(make_blank, copy_elsewhere, infer_oddly),
]
