"""GraphML and KGX written row by row, with nothing clever: what the fast writers are compared with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import TextIO, TypeVar

from msc_graph.errors import UnwritableValue
from msc_graph.exports.attributes import EDGE_ATTRIBUTES, NODE_ATTRIBUTES, Attribute, Value
from msc_graph.exports.graphml import name_token
from msc_graph.exports.kgx import (
    CAUSES,
    EDGE_COLUMNS,
    FALLBACK_CATEGORY,
    FALLBACK_CAUSE,
    FALLBACK_PREDICATE,
    KNOWLEDGE_SOURCE,
    NODE_COLUMNS,
    BiolinkTerm,
)
from msc_graph.exports.xml_text import illegal_character
from msc_graph.model.belief import Direction, EvidenceItem
from msc_graph.model.graph import GraphEdge, GraphNode
from msc_graph.model.property_graph import PropertyGraph
from msc_graph.vocabulary.signs import PredicateRole, Sign

_Owner = TypeVar("_Owner", GraphNode, GraphEdge)
_HEAD = """\
<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
"""
_DIRECTIONS = {Sign.POSITIVE: "increased", Sign.NEGATIVE: "decreased"}
_INFERENCES = frozenset({"ECO:0000205"})
_SEPARATORS = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")


def write_graphml(graph: PropertyGraph, file: TextIO) -> None:
    file.write(_HEAD)
    file.writelines(_keys("node", NODE_ATTRIBUTES))
    file.writelines(_keys("edge", EDGE_ATTRIBUTES))
    file.write('  <graph id="msc-graph" edgedefault="directed">\n')
    for node in graph.nodes:
        file.write(f'    <node id="{name_token(node.id)}">\n')
        file.writelines(_data("node", node, NODE_ATTRIBUTES))
        file.write("    </node>\n")
    for edge in graph.edges:
        ends = f'source="{name_token(edge.subject)}" target="{name_token(edge.object)}"'
        file.write(f'    <edge id="{name_token(edge.id)}" {ends}>\n')
        file.writelines(_data("edge", edge, EDGE_ATTRIBUTES))
        file.write("    </edge>\n")
    file.write("  </graph>\n</graphml>\n")


def flat(value: Value) -> str:
    return "|".join(value) if isinstance(value, tuple) else str(value)


def _keys(domain: str, attributes: Iterable[Attribute[_Owner]]) -> Iterator[str]:
    for attribute in attributes:
        name = attribute.name
        yield (
            f'  <key id="{domain}_{name}" for="{domain}" attr.name="{name}" attr.type="{attribute.type}"/>\n'
        )


def _data(domain: str, owner: _Owner, attributes: Iterable[Attribute[_Owner]]) -> Iterator[str]:
    for attribute in attributes:
        text = flat(attribute.of(owner))
        if character := illegal_character(text):
            problem = f"XML has no place for {character}."
            raise UnwritableValue("graphml", f"the {attribute.name} of {owner.id}", problem)
        if text:
            content = escape(text, quote=False).replace("\r", "&#13;")
            yield f'      <data key="{domain}_{attribute.name}">{content}</data>\n'


def write_kgx(
    graph: PropertyGraph, nodes: TextIO, edges: TextIO, *, terms: Mapping[str, BiolinkTerm]
) -> None:
    _write(nodes, NODE_COLUMNS, (_node_row(node, terms) for node in graph.nodes))
    _write(edges, EDGE_COLUMNS, (_edge_row(edge, terms, graph.citations) for edge in graph.edges))


def _node_row(node: GraphNode, terms: Mapping[str, BiolinkTerm]) -> dict[str, Value]:
    category = terms.get(f"msc:{node.category}", BiolinkTerm(FALLBACK_CATEGORY))
    return {
        "id": node.id,
        "category": category.id,
        "name": node.label,
        "description": node.definition,
        "synonym": node.synonyms,
        "xref": node.xrefs,
        "provided_by": KNOWLEDGE_SOURCE,
    }


def _edge_row(
    edge: GraphEdge, terms: Mapping[str, BiolinkTerm], citations: Mapping[str, str]
) -> dict[str, Value]:
    predicate = terms.get(edge.predicate) or _fallback(edge)
    publications = {citations[item.reference] for item in edge.evidence if _published(item)}
    return {
        "id": edge.id,
        "subject": edge.subject,
        "predicate": predicate.id,
        "object": edge.object,
        "category": "biolink:Association",
        **_causes(predicate, edge),
        **predicate.qualifiers,
        "species_context_qualifier": edge.species,
        "anatomical_context_qualifier": edge.cells,
        "primary_knowledge_source": KNOWLEDGE_SOURCE,
        "knowledge_level": "logical_entailment" if _inferred(edge) else "knowledge_assertion",
        "agent_type": "manual_agent",
        "publications": tuple(sorted(publications)),
        "original_predicate": edge.predicate,
        "sign": ""
        if edge.role is PredicateRole.CONTEXTUAL and edge.sign is Sign.UNKNOWN
        else edge.sign.value,
        "belief": round(edge.belief, 6),
        "verdict": edge.verdict,
        "scope": edge.scope,
        "doubted": edge.doubted,
    }


def _fallback(edge: GraphEdge) -> BiolinkTerm:
    if edge.role is not PredicateRole.CAUSAL:
        return BiolinkTerm(FALLBACK_PREDICATE)
    direction = _DIRECTIONS.get(edge.sign)
    return BiolinkTerm(FALLBACK_CAUSE, {"object_direction_qualifier": direction} if direction else {})


def _causes(predicate: BiolinkTerm, edge: GraphEdge) -> dict[str, str]:
    signed = predicate.id == FALLBACK_CAUSE and edge.sign in _DIRECTIONS
    return {"qualified_predicate": CAUSES} if signed else {}


def _inferred(edge: GraphEdge) -> bool:
    return all(item.type in _INFERENCES for item in edge.evidence)


def _published(item: EvidenceItem) -> bool:
    return item.direction is Direction.SUPPORTS and item.type != "msc:citation_pending"


def _write(file: TextIO, columns: Sequence[str], rows: Iterable[Mapping[str, Value]]) -> None:
    file.write("\t".join(columns) + "\n")
    file.writelines("\t".join(_cell(row.get(name, "")) for name in columns) + "\n" for row in rows)


def _cell(value: Value) -> str:
    members = (member.replace("|", " ") for member in value) if isinstance(value, tuple) else (str(value),)
    return "|".join(_SEPARATORS.sub(" ", member) for member in members)
