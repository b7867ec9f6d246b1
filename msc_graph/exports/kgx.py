"""KGX tables: the graph in the words of the Biolink model, for the tools of the Translator world.

Format: https://github.com/biolink/kgx/blob/master/specification/kgx-format.md (a table of nodes, a table of
edges).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import BinaryIO

import numpy as np
import polars as pl

from msc_graph.exports.frame_text import number_text
from msc_graph.model.graph import GraphPart
from msc_graph.system.packaged import locate
from msc_graph.vocabulary.signs import PredicateRole, Sign

KNOWLEDGE_SOURCE = "infores:msc-graph"

NOT_PROVIDED = "not_provided"
"""What Biolink says of an imported edge: its source, and not we, knows how it came to be."""
FALLBACK_CATEGORY = "biolink:NamedThing"
FALLBACK_PREDICATE = "biolink:related_to"
FALLBACK_CAUSE = "biolink:affects"
CAUSES = "biolink:causes"
"""What an edge with `FALLBACK_CAUSE` says as a whole sentence: the subject causes the qualified change."""
_DIRECTIONS = {Sign.POSITIVE.value: "increased", Sign.NEGATIVE.value: "decreased"}
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
    "species_context_qualifier",
    "anatomical_context_qualifier",
    "primary_knowledge_source",
    "knowledge_level",
    "agent_type",
    "publications",
    "original_predicate",
    "sign",
    "belief",
    "verdict",
    "scope",
    "doubted",
)

_QUALIFIER = re.compile(r"(\w+)=([\w:]+)")
_SEPARATORS = "[\x00-\x1f\x7f\x85\u2028\u2029]+"
"""What some reader takes for the end of a line or of a cell, and other control characters."""


@dataclass(frozen=True, slots=True)
class BiolinkTerm:
    """What one of our terms is called in Biolink; a predicate may need qualifiers to say the same."""

    id: str
    qualifiers: Mapping[str, str] = field(default_factory=dict)


def write_kgx(
    graph: GraphPart,
    nodes: BinaryIO,
    edges: BinaryIO,
    *,
    terms: Mapping[str, BiolinkTerm] | None = None,
    written: Callable[[int], object] = int,
) -> None:
    r"""Write ``graph`` as two KGX tables (UTF-8, tabs, lists joined by ``|``, no quoting).

    A class without a safe Biolink mapping becomes `FALLBACK_CATEGORY`; a causal predicate `FALLBACK_CAUSE`
    with the direction that its sign tells, any other `FALLBACK_PREDICATE`; ``original_predicate`` keeps ours.
    Publications are those that support the edge. Control characters, and ``|`` within a member of a list,
    become a space: the format has no escape. Memory does not depend on how many nodes and edges there are.

    Args:
        graph: what to write.
        nodes: open for writing bytes.
        edges: open for writing bytes.
        terms: Biolink terms by our CURIE; by default those of ``ontology/mappings.sssom.tsv``.
        written: is told after each chunk how many nodes or edges it had.
    """
    known = biolink_terms() if terms is None else terms
    nodes.write(("\t".join(NODE_COLUMNS) + "\n").encode())
    for frame in graph.node_frames():
        _write(nodes, _node_table(frame, known))
        written(len(frame))
    edges.write(("\t".join(EDGE_COLUMNS) + "\n").encode())
    for frame in graph.edge_frames():
        _write(edges, _edge_table(frame, known))
        written(len(frame))


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


def _node_table(nodes: pl.DataFrame, terms: Mapping[str, BiolinkTerm]) -> pl.DataFrame:
    categories = {ours: f"msc:{ours}" for ours in nodes["category"].unique()}
    biolink = {ours: terms[name].id for ours, name in categories.items() if name in terms}
    return nodes.select(
        "id",
        pl.col("category").replace_strict(biolink, default=FALLBACK_CATEGORY, return_dtype=pl.String),
        name=_cell("label"),
        description=_cell("definition"),
        synonym=_list_cell(nodes["synonyms"]),
        xref=_list_cell(nodes["xrefs"]),
        provided_by=pl.lit(KNOWLEDGE_SOURCE),
    )


def _edge_table(edges: pl.DataFrame, terms: Mapping[str, BiolinkTerm]) -> pl.DataFrame:
    said = _in_biolink(edges, terms)
    source = pl.col("assertions").list.first().str.extract("^claim:([^/]+)/")
    imported = pl.when(source.is_not_null()).then(pl.concat_str(pl.lit("graph:"), source))
    return edges.select(
        _cell("id"),
        _cell("subject"),
        said["biolink_predicate"].alias("predicate"),
        _cell("object"),
        pl.lit("biolink:Association").alias("category"),
        *(said[qualifier] for qualifier in QUALIFIERS),
        _list_cell(edges["species"]).alias("species_context_qualifier"),
        _list_cell(edges["cells"]).alias("anatomical_context_qualifier"),
        pl.coalesce(imported, pl.lit(KNOWLEDGE_SOURCE)).alias("primary_knowledge_source"),
        pl.when(imported.is_not_null())
        .then(pl.lit(NOT_PROVIDED))
        .when("inferred")
        .then(pl.lit("logical_entailment"))
        .otherwise(pl.lit("knowledge_assertion"))
        .alias("knowledge_level"),
        pl.when(imported.is_not_null())
        .then(pl.lit(NOT_PROVIDED))
        .otherwise(pl.lit("manual_agent"))
        .alias("agent_type"),
        _list_cell(edges["publications"]),
        _cell("predicate").alias("original_predicate"),
        "sign",
        _rounded(edges["belief"]).alias("belief"),
        _cell("verdict"),
        _cell("scope"),
        _list_cell(edges["doubted"]),
    )


def _in_biolink(edges: pl.DataFrame, terms: Mapping[str, BiolinkTerm]) -> pl.DataFrame:
    """Return the Biolink predicate and the qualifiers of each edge; they depend on very few columns."""
    columns = ["predicate", "role", "sign"]
    distinct = edges.select(columns).unique()
    said = []
    for predicate, role, sign in distinct.iter_rows():
        term = terms.get(predicate)
        if term is None and predicate.startswith("biolink:"):
            term = BiolinkTerm(predicate, {})
        term = term or _fallback(role, sign)
        said.append({"biolink_predicate": term.id, **_causes(term, sign), **term.qualifiers})
    names = ("biolink_predicate", *QUALIFIERS)
    words = pl.DataFrame(
        {name: [row.get(name, "") for row in said] for name in names}, schema=dict.fromkeys(names, pl.String)
    )
    table = pl.concat([distinct, words], how="horizontal")
    return edges.select(columns).join(table, on=columns, how="left", maintain_order="left")


def _fallback(role: str, sign: str) -> BiolinkTerm:
    if role != PredicateRole.CAUSAL.value:
        return BiolinkTerm(FALLBACK_PREDICATE)
    direction = _DIRECTIONS.get(sign)
    return BiolinkTerm(FALLBACK_CAUSE, {"object_direction_qualifier": direction} if direction else {})


def _causes(predicate: BiolinkTerm, sign: str) -> dict[str, str]:
    signed = predicate.id == FALLBACK_CAUSE and sign in _DIRECTIONS
    return {"qualified_predicate": CAUSES} if signed else {}


def _rounded(beliefs: pl.Series) -> pl.Series:
    """Return numbers as text, rounded as Python rounds them to six places: by their exact value.

    Rounding the number a million times as large is the same, but for what then lies close to a half.
    """
    scaled = beliefs.to_numpy() * 1e6
    whole = np.floor(scaled + 0.5)
    texts = number_text(pl.Series(whole / 1e6))
    sure = (np.abs(scaled - whole) < 0.499) & (whole < 1e9)
    odd = np.flatnonzero(~sure)
    return (
        texts.scatter(odd, [str(round(belief, 6)) for belief in beliefs.gather(odd)]) if len(odd) else texts
    )


def _cell(column: str) -> pl.Expr:
    return pl.col(column).str.replace_all(_SEPARATORS, " ")


def _list_cell(lists: pl.Series) -> pl.Series:
    """Return lists as text; a ``|`` within a member would look like two members."""
    members = lists.explode()
    if members.str.contains("|", literal=True).any():
        lists = lists.list.eval(pl.element().str.replace_all("|", " ", literal=True))
    return lists.list.join("|").str.replace_all(_SEPARATORS, " ")


def _write(file: BinaryIO, table: pl.DataFrame) -> None:
    file.flush()  # to a file of the system polars writes past Python's buffer
    table.write_csv(file, include_header=False, separator="\t", quote_style="never")
