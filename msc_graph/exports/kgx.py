"""KGX tables: the graph in the words of the Biolink model, for the tools of the Translator world.

Format: https://github.com/biolink/kgx/blob/master/specification/kgx-format.md (a table of nodes, a table of
edges).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TextIO

from msc_graph.belief import Direction, EvidenceItem
from msc_graph.exports.attributes import Value
from msc_graph.locate import locate
from msc_graph.property_graph import GraphEdge, GraphNode, PropertyGraph
from msc_graph.vocabulary import PredicateRole, Sign

KNOWLEDGE_SOURCE = "infores:msc-graph"
CITATION_PENDING = "msc:citation_pending"
"""The evidence type that names no published paper yet, so that it gives no publication either."""

FALLBACK_CATEGORY = "biolink:NamedThing"
FALLBACK_PREDICATE = "biolink:related_to"
FALLBACK_CAUSE = "biolink:affects"
CAUSES = "biolink:causes"
"""What an edge with `FALLBACK_CAUSE` says as a whole sentence: the subject causes the qualified change."""
_DIRECTIONS = {Sign.POSITIVE: "increased", Sign.NEGATIVE: "decreased"}
_INFERENCES = frozenset({"ECO:0000205"})
"""Evidence types that are worked out rather than seen: curator inference."""
_NOT_A_PREDICATE = frozenset(
    f"biolink:{slot}"
    for slot in ("clinical_trial_conditions", "has_attribute", "has_procedure", "has_study_results")
)
"""Biolink slots outside the hierarchy of ``related_to``, the only terms that an edge may have as predicate.

Source: ``predicate type`` in https://github.com/biolink/biolink-model/blob/master/biolink-model.yaml
"""
_NEVER = re.compile(
    "biolink:(treats|treated_by|ameliorates_condition|preventative_for_condition|beneficial_in_models_for)"
)
"""No vesicle product is approved, so nothing that leaves this project says that one treats a disease.

In Biolink, to ameliorate or to prevent a condition is to treat it (both have the mixin ``treats``), and
"beneficial in models" holds for evidence from models only, which an edge alone does not tell.
Source: https://biolink.github.io/biolink-model/treats/
"""

_SAFE_MATCHES = ("skos:exactMatch", "skos:broadMatch", "skos:closeMatch")
"""Mappings whose target may stand for our term, best first; a narrower term would claim too much.

Source: SKOS, section 10, https://www.w3.org/TR/skos-reference/#mapping
"""

QUALIFIERS = (
    "qualified_predicate",
    "subject_aspect_qualifier",
    "subject_direction_qualifier",
    "object_aspect_qualifier",
    "object_direction_qualifier",
    "causal_mechanism_qualifier",
)
NODE_COLUMNS = ("id", "category", "name", "description", "synonym", "xref", "provided_by")
EDGE_COLUMNS = (
    "id",
    "subject",
    "predicate",
    "object",
    "category",
    *QUALIFIERS,
    "primary_knowledge_source",
    "knowledge_level",
    "agent_type",
    "publications",
    "original_predicate",
    "sign",
    "belief",
    "verdict",
    "scope",
)

_QUALIFIER = re.compile(r"(\w+)=([\w:]+)")
_SEPARATORS = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class BiolinkTerm:
    """What one of our terms is called in Biolink; a predicate may need qualifiers to say the same."""

    id: str
    qualifiers: Mapping[str, str] = field(default_factory=dict)


def kgx_paths(path: Path | str) -> tuple[Path, Path]:
    """Return the files of nodes and edges that ``path`` stands for.

    >>> [str(part) for part in kgx_paths("graph.tsv")]
    ['graph_nodes.tsv', 'graph_edges.tsv']
    """
    path = Path(path)
    stem = path.stem if path.suffix.casefold() == ".tsv" else path.name
    return path.with_name(f"{stem}_nodes.tsv"), path.with_name(f"{stem}_edges.tsv")


def write_kgx(
    graph: PropertyGraph, nodes: TextIO, edges: TextIO, *, terms: Mapping[str, BiolinkTerm] | None = None
) -> None:
    r"""Write ``graph`` as two KGX tables (UTF-8, tabs, lists joined by ``|``, no quoting).

    A class without a safe Biolink mapping becomes `FALLBACK_CATEGORY`; a causal predicate `FALLBACK_CAUSE`
    with the direction that its sign tells, any other `FALLBACK_PREDICATE`; ``original_predicate`` keeps ours.
    Publications are those that support the edge. Control characters, and ``|`` within a member of a list,
    become a space: the format has no escape.

    Args:
        graph: what to write.
        nodes: open for writing text.
        edges: open for writing text.
        terms: Biolink terms by our CURIE; by default those of ``ontology/mappings.sssom.tsv``.
    """
    known = biolink_terms() if terms is None else terms
    _write(nodes, NODE_COLUMNS, (_node_row(node, known) for node in graph.nodes))
    _write(edges, EDGE_COLUMNS, (_edge_row(edge, known, graph.citations) for edge in graph.edges))


@cache
def biolink_terms() -> Mapping[str, BiolinkTerm]:
    """Return the Biolink terms of our classes and predicates, from the mappings in the package."""
    return read_biolink_terms(locate("ontology/mappings.sssom.tsv").read_text(encoding="utf-8").splitlines())


def read_biolink_terms(lines: Iterable[str]) -> dict[str, BiolinkTerm]:
    """Return the best safe Biolink term of each subject of an SSSOM table, by the subject's CURIE.

    Exact matches come before broad and close ones; narrow matches are not used, nor is any term that says or
    implies "treats", or that is no predicate. The comment of a mapping holds its qualifiers as
    ``name=value``.

    Source: SSSOM, https://mapping-commons.github.io/sssom/
    """
    table = (line.rstrip("\r\n").split("\t") for line in lines if not line.startswith("#"))
    header = next(table, [])
    best: dict[str, tuple[int, BiolinkTerm]] = {}
    for cells in table:
        row = dict(zip(header, cells, strict=False))
        target = row.get("object_id", "")
        if row.get("predicate_id") not in _SAFE_MATCHES or not target.startswith("biolink:"):
            continue
        if target in _NOT_A_PREDICATE:
            continue
        rank = _SAFE_MATCHES.index(row["predicate_id"])
        if not _NEVER.match(target) and rank < best.get(row["subject_id"], (len(_SAFE_MATCHES),))[0]:
            best[row["subject_id"]] = rank, BiolinkTerm(target, _qualifiers(row.get("comment", "")))
    return {subject: term for subject, (_, term) in best.items()}


def _qualifiers(comment: str) -> dict[str, str]:
    return {name: value for name, value in _QUALIFIER.findall(comment) if name in QUALIFIERS}


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
        "primary_knowledge_source": KNOWLEDGE_SOURCE,
        "knowledge_level": "logical_entailment" if _inferred(edge) else "knowledge_assertion",
        "agent_type": "manual_agent",
        "publications": tuple(sorted(publications)),
        "original_predicate": edge.predicate,
        "sign": edge.sign.value,
        "belief": round(edge.belief, 6),
        "verdict": edge.verdict,
        "scope": edge.scope,
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
    """Return whether no evidence was seen for the edge: all of it was worked out."""
    return all(item.type in _INFERENCES for item in edge.evidence)


def _published(item: EvidenceItem) -> bool:
    return item.direction is Direction.SUPPORTS and item.type != CITATION_PENDING


def _write(file: TextIO, columns: Sequence[str], rows: Iterable[Mapping[str, Value]]) -> None:
    file.write("\t".join(columns) + "\n")
    file.writelines("\t".join(_cell(row.get(name, "")) for name in columns) + "\n" for row in rows)


def _cell(value: Value) -> str:
    members = (member.replace("|", " ") for member in value) if isinstance(value, tuple) else (str(value),)
    return "|".join(_SEPARATORS.sub(" ", member) for member in members)
