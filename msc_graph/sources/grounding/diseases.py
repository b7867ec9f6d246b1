"""Names of diseases: those of MONDO, and names of DOID and MeSH that are led to it."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NoReturn

import polars as pl

from msc_graph.errors import FileRefused
from msc_graph.sources.grounding.downloads import rows_of, text_of
from msc_graph.sources.grounding.foreign_terms import (
    ALTERNATIVE,
    EXACT_MATCH,
    OBO,
    Node,
    is_sssom,
    owl_nodes,
    rdf_form,
    sssom_nodes,
)
from msc_graph.sources.grounding.keys import name_keys
from msc_graph.sources.grounding.meanings import Meanings, labelled, with_keys
from msc_graph.sources.readers.json_files import check_text
from msc_graph.sources.readers.obo_terms import laid_out
from msc_graph.system.compressed import byte_source
from msc_graph.vocabulary.spellings import tidy

VOCABULARIES = ("DOID", "MESH", "OMIM", "OMIMPS", "ORPHA", "UMLS")
"""Whose identifiers become MONDO's, by MONDO's own cross-references."""


def read_diseases(mondo: Path, others: Mapping[str, Path | str | None]) -> Meanings:
    """Return names of diseases: MONDO's, its exact synonyms, then names of ``others`` (DOID, MESH).

    Raises:
        FileRefused: a file is not of its layout, or damaged.
    """
    terms = _terms(mondo, "MONDO")
    labels = _table([(t["id"], t["name"]) for t in terms], "label")
    same = _equivalents(terms)
    found = [_term_meanings(terms, 0)]
    unique = same.filter(pl.col("other").is_unique())
    known = dict(zip(unique["other"], unique["id"], strict=True))
    for prefix, path in others.items():
        if path is None:
            continue
        own = list(_mesh(Path(path)) if prefix == "MESH" else _terms(Path(path), prefix))
        said = set(same["other"])
        more = [(known.get(t["id"], t["id"]), other) for t in own for other in t["same_here"]]
        same = pl.concat([same, _table([row for row in more if row[1] not in said], "other")])
        for term in own:
            term["id"] = known.get(term["id"], term["id"])
        found.append(_term_meanings(own, 2))
        labels = pl.concat([labels, _table([(t["id"], t["name"]) for t in own], "label")])
    labels = labels.unique("id", keep="first", maintain_order=True)
    return Meanings(with_keys(pl.concat(found), name_keys), labelled(labels, same))


def _table(rows: list[tuple[str, str]], column: str) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={"id": pl.String, column: pl.String}, orient="row")


def _equivalents(terms: list[dict[str, Any]]) -> pl.DataFrame:
    """Return ``id`` for each identifier elsewhere (``other``): the equivalent terms, else the referring.

    Several rows for one identifier are several meanings.
    """
    schema = {"id": pl.String, "other": pl.String, "level": pl.Int8}
    rows = [(t["id"], other, level) for t in terms for other, level in t["same"].items()]
    table = pl.DataFrame(rows, schema=schema, orient="row")
    return table.filter(pl.col("level") == pl.col("level").min().over("other")).select("id", "other")


def _term_meanings(terms: list[dict[str, Any]], level: int) -> pl.DataFrame:
    rows = [(t["name"], t["id"], "name" if level == 0 else "alias", level) for t in terms]
    rows += [(name, t["id"], "alias", level + 1) for t in terms for name in t["synonyms"]]
    table = pl.DataFrame(
        rows,
        schema={"name": pl.String, "id": pl.String, "how": pl.String, "level": pl.Int8},
        orient="row",
    )
    return table.select("name", "id", "how", exact_level="level", level="level").filter(pl.col("name") != "")


def _terms(path: Path, prefix: str) -> list[dict[str, Any]]:
    """Return identifier, name, exact synonyms, and what is the same elsewhere and here, of each term."""
    name = prefix.lower()
    expected = (
        f"Give {prefix} as {name}.json (an OBO graph), {name}.obo, {name}.owl or {name}.sssom.tsv, or as a"
        " list of terms in JSON."
    )
    with laid_out(path, expected):
        if (nodes := _nodes(path, prefix)) is not None:
            found = list(_obo_graph_terms({"graphs": [{"nodes": nodes}]}, prefix, nameless=is_sssom(path)))
        else:
            found = list(_of_text(path, text_of(path), prefix, expected))
    return found or _no_term(path, prefix, expected)


def _of_text(path: Path, text: str, prefix: str, expected: str) -> Iterator[dict[str, Any]]:
    """Return the terms of OBO text, an OBO graph, or a list."""
    if text.startswith(_OBO):
        return _obo_terms(text, prefix)
    try:
        document = json.loads(text)
        check_text(text, document)
    except json.JSONDecodeError as error:
        problem = f"from here on this is not JSON, or it is cut off. {expected}"
        raise FileRefused(path, problem, line=error.lineno, column=error.colno) from error
    except RecursionError as error:
        raise FileRefused(path, f"its values are nested too deep. {expected}") from error
    if isinstance(document, dict) and "graphs" in document:
        return _obo_graph_terms(document, prefix)
    if isinstance(document, list) and all(isinstance(t, dict) and "id" in t for t in document):
        return _listed_terms(document, prefix)
    raise FileRefused(path, f"it is neither an OBO graph ('graphs') nor a list of terms. {expected}")


def _nodes(path: Path, prefix: str) -> list[Node] | None:
    """Return the nodes of an ontology in OWL, or of mappings; None where a file is neither."""
    form = rdf_form(next(byte_source(path).blocks(), b"").removeprefix(codecs.BOM_UTF8).lstrip())
    if form is not None:
        return owl_nodes(path, form, prefix)
    return sssom_nodes(path, prefix) if is_sssom(path) else None


def _no_term(path: Path, prefix: str, expected: str) -> NoReturn:
    raise FileRefused(path, f"there is no term of {prefix} in it. {expected}")


_OBO = "format-version:"
"""How an OBO file begins (OBO Flat File Format 1.4, section 3)."""


def _obo_terms(text: str, prefix: str) -> Iterator[dict[str, Any]]:
    """Yield terms of an OBO file; marks of a cross-reference stand in braces behind it."""
    for stanza in text.split("\n[Term]")[1:]:
        lines = [line.partition(":") for line in stanza.partition("\n[")[0].splitlines()]
        said = [(tag, value.strip()) for tag, _, value in lines]
        one = dict(reversed(said))
        if not one.get("id", "").startswith(f"{prefix}:") or one.get("is_obsolete") == "true":
            continue
        exact = [value.split()[1] for tag, value in said if tag == "property_value" and _SAME.match(value)]
        refs = [value for tag, value in said if tag == "xref"]
        meta = {
            "basicPropertyValues": [{"pred": EXACT_MATCH, "val": other.strip('"')} for other in exact],
            "xrefs": [{"val": ref.split()[0], "xrefs": _MARK.findall(ref)} for ref in refs],
        }
        yield {
            "id": one["id"],
            "name": one.get("name", ""),
            "synonyms": [
                found[1] for tag, value in said if (found := _EXACT.match(value)) and tag == "synonym"
            ],
            "same": _same_as(meta),
            "same_here": [value.split()[0] for tag, value in said if tag == "alt_id"],
        }


_SAME = re.compile(r"(?:skos:)?exactMatch \S")
_MARK = re.compile(r'source="([^"]+)"')
_EXACT = re.compile(r'"((?:[^"\\]|\\.)*)" EXACT')

_EQUIVALENT, _REFERRED = 0, 1


def _listed_terms(terms: list[dict[str, Any]], prefix: str) -> Iterator[dict[str, Any]]:
    """Yield terms of a list; its cross-references do not say whether they are exact.

    A term of another ontology is passed over.
    """
    for term in terms:
        name = str(term.get("name") or "")
        own = str(term["id"]).rpartition(":")[0] in ("", prefix)
        if not own or not name or name.startswith("obsolete "):
            continue
        refs = (f"{r.get('namespace')}:{r.get('id')}" for r in term.get("xrefs", ()))
        yield {
            "id": _curie(prefix, term["id"]),
            "name": name,
            "synonyms": [str(s) for s in term.get("synonyms", ())],
            "same": dict.fromkeys(_of_vocabularies(refs), _REFERRED),
            "same_here": [_curie(prefix, other) for other in term.get("alt_ids", ())],
        }


def _curie(prefix: str, number: str) -> str:
    return f"{prefix}:{str(number).removeprefix(prefix + ':')}"


def _of_vocabularies(names: Iterable[str]) -> list[str]:
    """Return the identifiers of `VOCABULARIES` among the names, as the graph writes them."""
    return [found for name in names if (found := tidy(name)).partition(":")[0] in VOCABULARIES]


_EQUIVALENT_TO = "MONDO:equivalentTo"
"""How MONDO marks the cross-references that mean the same."""


def _obo_graph_terms(
    document: dict[str, Any], prefix: str, *, nameless: bool = False
) -> Iterator[dict[str, Any]]:
    """Yield terms of an OBO graph (https://github.com/geneontology/obographs), ``nameless`` ones too."""
    start = f"{OBO}{prefix}_"
    for node in (node for graph in document["graphs"] for node in graph.get("nodes", ())):
        meta = node.get("meta") or {}
        if not str(node.get("id", "")).startswith(start) or meta.get("deprecated"):
            continue
        if not (node.get("lbl") or nameless):
            continue
        yield {
            "id": f"{prefix}:{node['id'].removeprefix(start)}",
            "name": str(node["lbl"] or ""),
            "synonyms": [
                str(s.get("val", "")) for s in meta.get("synonyms", ()) if s.get("pred") == "hasExactSynonym"
            ],
            "same": _same_as(meta),
            "same_here": [
                str(value.get("val", ""))
                for value in meta.get("basicPropertyValues", ())
                if value.get("pred") == ALTERNATIVE
            ],
        }


def _same_as(meta: Mapping[str, Any]) -> dict[str, int]:
    """Return what a term is equivalent to, or refers to: exact matches and marked cross-references first.

    A cross-reference that MONDO marks otherwise, as of a broader or narrower thing, is left out.
    """
    values = meta.get("basicPropertyValues", ())
    exact = [str(value.get("val", "")) for value in values if value.get("pred") == EXACT_MATCH]
    plain = []
    for ref in meta.get("xrefs", ()):
        marks = [*ref.get("xrefs", ()), *(ref.get("meta") or {}).get("xrefs", ())]
        said = [mark if isinstance(mark, str) else str(mark.get("val", "")) for mark in marks]
        if _EQUIVALENT_TO in said:
            exact.append(str(ref.get("val", "")))
        elif not any(mark.startswith("MONDO:") for mark in said):
            plain.append(str(ref.get("val", "")))
    found = dict.fromkeys(_of_vocabularies(exact), _EQUIVALENT)
    return {**dict.fromkeys(_of_vocabularies(plain), _REFERRED), **found}


def _mesh(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the diseases (trees C and F03) among MeSH's descriptors."""
    what = (
        "a table of MeSH's descriptors, with number (D003920), name, synonyms and tree numbers between tabs"
    )
    for number, name, synonyms, trees, *_ in rows_of(path, r"[A-Z]\d{6,9}\t[^\t]+\t[^\t]*\t", what):
        if any(tree.startswith(("C", "F03")) for tree in trees.split("|")):
            yield {
                "id": f"MESH:{number}",
                "name": name,
                "synonyms": [s for s in synonyms.split("|") if s],
                "same_here": [],
            }
