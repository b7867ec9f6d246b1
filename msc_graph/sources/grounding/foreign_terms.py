"""Ontologies in OWL and mappings in SSSOM, as the nodes of an OBO graph.

Sources: OWL 2, mapping to RDF graphs, section 3.2 (annotations of axioms); the OBO to OWL mapping
(``hasExactSynonym``, ``hasDbXref``, ``hasAlternativeId``); SSSOM, https://w3id.org/sssom.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import dropwhile, groupby, islice, takewhile
from pathlib import Path
from typing import Any

import polars as pl
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat

from msc_graph.errors import FileRefused
from msc_graph.rdf.reading import stream_rdf_quads
from msc_graph.sources.batch import Reading
from msc_graph.sources.readers.layouts import Shape, head_of, open_shaped
from msc_graph.sources.report import ImportReport
from msc_graph.system.compressed import unfolded_name
from msc_graph.vocabulary.namespaces import OWL, RDFS, SKOS
from msc_graph.vocabulary.spellings import tidy

OBO = "http://purl.obolibrary.org/obo/"
IN_OWL = "http://www.geneontology.org/formats/oboInOwl#"
EXACT_MATCH = f"{SKOS}exactMatch"
ALTERNATIVE = f"{IN_OWL}hasAlternativeId"

Node = dict[str, Any]

_TURTLE = (b"@prefix", b"@base", b"PREFIX")
_XML = (b"<?xml", b"<rdf:RDF", b"<!--", b"<!DOCTYPE")


def rdf_form(start: bytes) -> RdfFormat | None:
    """Return how an ontology in OWL is written, by its first bytes; None where it is none."""
    if start.startswith(_XML):
        return RdfFormat.RDF_XML
    return RdfFormat.TURTLE if start.startswith(_TURTLE) else None


def owl_nodes(path: Path, form: RdfFormat, prefix: str) -> list[Node]:
    """Return the terms of an ontology with identifiers of ``prefix``, in the order of the file.

    The annotations of a cross-reference are those that stand together, as programs write them.

    Raises:
        FileRefused: the file is damaged or unsafe.
    """
    start = f"{OBO}{prefix}_"
    nodes: dict[str, Node] = {}
    marks: dict[tuple[str, str], list[str]] = {}
    for subject, quads in groupby(stream_rdf_quads(path, rdf_format=form), key=lambda quad: quad.subject):
        if isinstance(subject, BlankNode):
            marks |= _marked(quads, start)
        elif isinstance(subject, NamedNode) and subject.value.startswith(start):
            _describe(nodes.setdefault(subject.value, _node(subject.value)), quads)
    for node in nodes.values():
        for ref in node["meta"]["xrefs"]:
            ref["xrefs"] = marks.get((node["id"], ref["val"]), [])
    return list(nodes.values())


def _node(iri: str) -> Node:
    return {"id": iri, "lbl": "", "meta": {"synonyms": [], "basicPropertyValues": [], "xrefs": []}}


def _describe(node: Node, quads: Iterator[Quad]) -> None:
    """Add what the quads of a term say; texts of other languages than English are left out."""
    meta = node["meta"]
    for quad in quads:
        predicate, value = quad.predicate.value, quad.object
        if isinstance(value, Literal) and (value.language or "en").partition("-")[0] != "en":
            continue
        text = value.value if isinstance(value, NamedNode | Literal) else ""
        if predicate == f"{RDFS}label":
            node["lbl"] = node["lbl"] or text
        elif predicate == f"{IN_OWL}hasExactSynonym":
            meta["synonyms"].append({"pred": "hasExactSynonym", "val": text})
        elif predicate in (EXACT_MATCH, ALTERNATIVE):
            meta["basicPropertyValues"].append({"pred": predicate, "val": text})
        elif predicate == f"{IN_OWL}hasDbXref":
            meta["xrefs"].append({"val": text})
        elif predicate == f"{OWL}deprecated" and text == "true":
            meta["deprecated"] = True


def _marked(quads: Iterator[Quad], start: str) -> dict[tuple[str, str], list[str]]:
    """Return the marks of a cross-reference, by its term and itself; none of quads about something else."""
    said: dict[str, list[str]] = {}
    for quad in quads:
        if isinstance(quad.object, NamedNode | Literal):
            said.setdefault(quad.predicate.value, []).append(quad.object.value)
    term, about, ref = (
        said.get(f"{OWL}annotated{part}", [""])[0] for part in ("Source", "Property", "Target")
    )
    if about != f"{IN_OWL}hasDbXref" or not term.startswith(start):
        return {}
    return {(term, ref): said.get(f"{IN_OWL}source", [])}


# SSSOM

_NEEDED = ("subject_id", "predicate_id", "object_id")
_LABELS = ("subject_label", "object_label", "predicate_modifier")
_EXACT = ("skos:exactMatch", "owl:equivalentClass", "owl:sameAs", EXACT_MATCH)
_LOOSE = ("oboInOwl:hasDbXref", "oio:hasDbXref", f"{IN_OWL}hasDbXref")


def is_sssom(path: Path) -> bool:
    """Return whether a file has the header of a table of mappings, below its comment lines.

    Raises:
        FileRefused: its name says that it is one (``.sssom.tsv``), but columns are lacking.
    """
    lacking = [name for name in _NEEDED if name not in _header(path)]
    if lacking and unfolded_name(path).name.lower().endswith(".sssom.tsv"):
        columns = ", ".join(lacking)
        raise FileRefused(path, f"it is no SSSOM table: between tabs, its header lacks {columns}.", line=1)
    return not lacking


def _header(path: Path) -> Sequence[str]:
    try:
        return [name.strip('"') for name in head_of(path, "#").row.split("\t")]
    except FileRefused:
        return []


_PREFIX = re.compile(r"""["']?([^\s"':]+)["']?:\s*["']?(https?://[^\s"']+)["']?""")


def _prefixes(path: Path) -> dict[str, str]:
    """Return the namespaces of the prefixes that a table of mappings declares (``curie_map``) at its top."""
    below = dropwhile(lambda line: line != "curie_map:", head_of(path, "#").comments)
    declared = takewhile(bool, map(_PREFIX.fullmatch, islice(below, 1, None)))
    return {match[1]: match[2] for match in declared if match}


def sssom_nodes(path: Path, prefix: str) -> list[Node]:
    """Return the terms of ``prefix`` that mappings name, on either side, with what is the same as each.

    A mapping that is broader, narrower or close says nothing, nor does one that is denied. A term need not
    have a label.

    Raises:
        FileRefused, BadRow: the file is damaged, or no mapping to or from ``prefix`` in it is exact.
    """
    table = open_shaped(path, Shape("\t", comment="#"), Reading(ImportReport()))
    nodes: dict[str, Node] = {}
    declared, named = _prefixes(path), False

    def term_of(name: str) -> str:
        before, _, local = name.partition(":")
        return tidy(declared[before] + local if before in declared else name)

    for frame in table.frames():
        lacking = [pl.lit(None, pl.String).alias(name) for name in _LABELS if name not in frame.columns]
        for subject, predicate, other, label, other_label, modifier in (
            frame.with_columns(lacking).select(*_NEEDED, *_LABELS).iter_rows()
        ):
            ends = (term_of(subject or ""), label or ""), (term_of(other or ""), other_label or "")
            for (term, name), (two, alias) in (ends, ends[::-1]):
                if not term.startswith(f"{prefix}:"):
                    continue
                named = True
                if modifier is None and predicate in (*_EXACT, *_LOOSE):
                    iri = f"{OBO}{term.replace(':', '_', 1)}"
                    _map(nodes.setdefault(iri, _node(iri)), name, alias, two, exact=predicate in _EXACT)
    if named and not nodes:
        raise FileRefused(
            path, f"no mapping of {prefix} in it is exact: broader, close and denied ones say nothing."
        )
    return list(nodes.values())


def _map(node: Node, name: str, alias: str, other: str, *, exact: bool) -> None:
    """Add a mapping to another identifier; what is exactly the same is also called as that is."""
    meta = node["meta"]
    node["lbl"] = node["lbl"] or name
    if exact:
        meta["basicPropertyValues"].append({"pred": EXACT_MATCH, "val": other})
        if alias and alias != name:
            meta["synonyms"].append({"pred": "hasExactSynonym", "val": alias})
    else:
        meta["xrefs"].append({"val": other})
