"""Mechanisms in other forms: JSON, table, graph of their union."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from typing import Any

from msc_graph.exports.graphml import write_graphml
from msc_graph.languages import LANGUAGES
from msc_graph.mechanisms.evidence import MechanismPath, MechanismPaths
from msc_graph.mechanisms.labels import SIGN_NAMES, clash_kinds, local_names, references, verdict_text
from msc_graph.mechanisms.verdicts import Strength
from msc_graph.messages.catalogue import in_language
from msc_graph.messages.mechanisms import PATHS, PROVENANCE
from msc_graph.model.graph import GraphEdge, GraphNode
from msc_graph.model.property_graph import PropertyGraph
from msc_graph.model.strength import belief_word
from msc_graph.pathfinding.paths import Pivot
from msc_graph.pathfinding.sums import TargetNet
from msc_graph.tables.table import Table
from msc_graph.vocabulary.signs import Sign


def as_dict(found: MechanismPaths, lang: str) -> dict[str, Any]:
    """Return the result as plain values; the field names are a contract (``docs/architecture.md``)."""
    return {
        "source": node_dict(found.source, lang),
        "target": node_dict(found.target, lang),
        "kinds": [node_dict(found.node(kind), lang) for kind in found.kinds],
        "max_hops": found.max_hops,
        "k": found.k,
        "sign": found.sign.value if found.sign else None,
        "complete": found.complete,
        "stopped": found.stopped or None,
        "verdict": found.verdict,
        "settled": found.settled,
        "share": found.share,
        "strength": _strength_dict(found.strength),
        "contested_from": found.found.question.contested,
        "evidence": _net_dict(found.evidence),
        "net": _net_dict(found.net),
        "net_complete": found.net_complete,
        "targets": [_target_dict(one, found, lang) for one in found.targets],
        "disputed": [_fields_of(dispute) for dispute in found.disputes(lang)],
        "paths": [
            _path_dict(path, lang) | {"kind_of": list(found.kind_of(path.nodes[-1].id))} for path in found
        ],
        "pivots": [_pivot_dict(pivot) for pivot in found.pivots],
        "why_none": [
            {"changes": [_fields_of(change) for change in one.changes], "nodes": list(one.nodes)}
            for one in found.why_none
        ],
    }


def _target_dict(one: TargetNet, found: MechanismPaths, lang: str) -> dict[str, Any]:
    return {
        "target": node_dict(found.node(one.target), lang),
        "kind_of": list(found.kind_of(one.target)),
        "verdict": one.verdict,
        "settled": one.settled,
        "share": one.share,
        "evidence": _net_dict(one.evidence),
        "net": _net_dict(one.net),
    }


def _fields_of(value: Any) -> dict[str, Any]:
    """Return the fields of a value, its tuples as lists."""
    return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}


def _strength_dict(strength: Strength | None) -> dict[str, Any] | None:
    return None if strength is None else _fields_of(strength)


def _net_dict(net: Mapping[Sign, float]) -> dict[str, float]:
    return {name: net[sign] for name, sign in SIGN_NAMES.items() if sign in net}


def node_dict(node: GraphNode, lang: str) -> dict[str, str]:
    """Return a node as plain values."""
    return {"id": node.id, "label": node.label_in(lang), "category": node.category}


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _path_dict(path: MechanismPath, lang: str) -> dict[str, Any]:
    return {
        "nodes": [node_dict(node, lang) for node in path.nodes],
        "edges": [
            {
                **_edge_dict(edge),
                "wording": [worded.predicate for worded in wording],
                "both": both,
                **({} if forward else {"walked": "backwards"}),
            }
            for edge, wording, both, forward in zip(
                path.edges, path.wording, path.both, path.forward, strict=True
            )
        ],
        "sign": path.sign.value,
        "score": path.score,
        "contribution": path.contribution,
        "belief": path.belief,
        "provenance": path.provenance,
        "published": list(path.published),
        "sources": list(path.sources),
        "verification": dict(path.verification),
        "pending": list(path.pending),
        "clashes": [_fields_of(clash) for clash in path.clashes],
    }


def _edge_dict(edge: GraphEdge) -> dict[str, Any]:
    return {
        "subject": edge.subject,
        "predicate": edge.predicate,
        "object": edge.object,
        "sign": edge.sign.value,
        "belief": edge.belief,
        "strength": belief_word(edge),
        "verdict": edge.verdict,
        "assertions": list(edge.assertions),
        "evidence": [
            {"reference": item.reference, "type": item.type, "direction": str(item.direction)}
            for item in edge.evidence
        ],
    }


def _pivot_dict(pivot: Pivot) -> dict[str, Any]:
    edge = pivot.edge
    return {
        "subject": edge.subject,
        "predicate": edge.predicate,
        "object": edge.object,
        "sign": edge.sign.value,
        "change": pivot.change,
        "verdict": pivot.verdict,
        "leaning": pivot.leaning,
    }


COLUMNS = (
    "path",
    "path_sign",
    "score",
    "path_belief",
    "provenance",
    "published",
    "pending",
    "clash",
    "step",
    "subject",
    "predicate",
    "object",
    "sign",
    "verdict",
    "strength",
    "belief",
    "references",
    "subject_id",
    "predicate_id",
    "object_id",
)
"""Columns of the table: ``path`` and ``step`` count from 1; beliefs and score are 0 to 1; ids are CURIEs."""
COLUMNS_ZH = (
    "通路", "通路方向", "得分", "通路可信度", "来源", "已发表", "待核实", "情境不一致", "步",
    "主体", "谓词", "客体", "方向", "判定", "强度", "可信度", "文献",
)  # fmt: skip
"""Headings of the table for people who read Chinese, who need no identifiers."""


_CODES = ("provenance", "clash", "strength")
"""Columns of words that are the same in every language, so that programs may compare them."""


def for_people(table: Table, lang: str) -> Table:
    """Return the table without its identifiers, with headings and codes in a language."""
    headings = (COLUMNS[: len(COLUMNS_ZH)], COLUMNS_ZH)[LANGUAGES.index(lang)]
    english, theirs = in_language(PATHS, LANGUAGES[0]), in_language(PATHS, lang)
    words = {**{english[key]: theirs[key] for key in english}, **in_language(PROVENANCE, lang)}
    places = {COLUMNS.index(name) for name in _CODES}
    rows = (
        [
            "; ".join(words.get(part, part) for part in str(value).split("; ")) if place in places else value
            for place, value in enumerate(row[: len(headings)])
        ]
        for row in table
    )
    return Table.of(headings, rows)


def as_table(found: MechanismPaths, lang: str) -> Table:
    """Return one row a step, in the order of the paths: labels in a language, codes as in English."""
    return Table.of(COLUMNS, _rows(found, lang))


def _rows(found: MechanismPaths, lang: str) -> Iterator[tuple[Any, ...]]:
    words = in_language(PATHS, LANGUAGES[0])
    for number, path in enumerate(found, start=1):
        whole = (number, path.sign.value, path.score, path.belief, path.provenance)
        marks = (local_names(path.published), local_names(path.pending), clash_kinds(path, LANGUAGES[0]))
        for step, edge in enumerate(path.edges, start=1):
            yield (
                *whole,
                *marks,
                step,
                found.label(edge.subject, lang),
                edge.label_in(lang),
                found.label(edge.object, lang),
                edge.sign.value,
                verdict_text(edge, found, lang),
                words[belief_word(edge)],
                edge.belief,
                " ".join(references(edge, found, lang)),
                edge.subject,
                edge.predicate,
                edge.object,
            )


def union(found: Iterable[MechanismPath], *, citations: Mapping[str, str]) -> PropertyGraph:
    """Return the nodes and edges of all paths, each once, in the order of a property graph."""
    paths = list(found)
    nodes = {node.id: node for path in paths for node in path.nodes}
    edges = {edge.id: edge for path in paths for wording in path.wording for edge in wording}
    return PropertyGraph(
        nodes=tuple(nodes[name] for name in sorted(nodes)),
        edges=tuple(sorted(edges.values(), key=lambda e: (e.subject, e.predicate, e.object, e.id))),
        citations=citations,
    )


def as_graphml(graph: PropertyGraph, *, node_values: Mapping[str, Mapping[str, float]] | None = None) -> str:
    """Return the union of the paths as GraphML; ``node_values`` are further numbers of nodes, by name."""
    file = io.BytesIO()
    write_graphml(graph, file, node_values=node_values)
    return file.getvalue().decode()
