"""The terms of an ontology: OBO text, an OBO graph as JSON, or a list of terms as JSON; compressed or not.

Sources: OBO Flat File Format 1.4, https://owlcollab.github.io/oboformat/doc/obo-syntax.html; OBO graphs,
https://github.com/geneontology/obographs; Relation Ontology for the numbers of relations.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from msc_graph.errors import FileRefused
from msc_graph.sources.readers.json_files import check_text
from msc_graph.system.compressed import unfolded_name
from msc_graph.system.text import whole_text

MAX_BYTES = 1_000_000_000
"""Most bytes of an unpacked file: several times the largest of these (GO's JSON, about 100 MB)."""

_RELATIONS: Mapping[str, str] = {
    "is_a": "is_a",
    "BFO_0000050": "part_of",
    "RO_0002211": "regulates",
    "RO_0002212": "negatively_regulates",
    "RO_0002213": "positively_regulates",
}
"""Relations of OBO graphs, and what OBO text calls them."""

_KEPT = frozenset(_RELATIONS.values())
_OBO = "http://purl.obolibrary.org/obo/"


@dataclass(slots=True)
class Term:
    """A term in force: CURIE, name, namespace (``"biological_process"``), other identifiers, relations.

    ``relations`` maps ``"is_a"``, ``"part_of"``, ``"regulates"``, ``"positively_regulates"`` and
    ``"negatively_regulates"`` to CURIEs, in the order of the file.
    """

    id: str
    name: str = ""
    namespace: str = ""
    others: list[str] = field(default_factory=list)
    relations: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Terms:
    """Terms by their CURIEs; ``current`` leads an identifier that was merged into another to that one."""

    by_id: Mapping[str, Term]
    current: Mapping[str, str]
    version: str


def is_ontology(path: Path) -> bool:
    """Return whether a file is called as files of terms are: ``go.json``, ``go.obo``, compressed or not."""
    return unfolded_name(path).suffix.lower() in (".json", ".obo")


def read_terms(path: Path) -> Terms:
    """Return the terms of a file; obsolete ones are left out.

    Raises:
        FileRefused: there is no such file; it is damaged, or holds no terms in one of the three forms.
    """
    text = whole_text(path, most=MAX_BYTES)
    with laid_out(path, "Fetch it again."):
        if re.match(r"\s*(?:\{|\[(?!\w+\]))", text):
            terms, version = _of_json(path, text)
        else:
            terms, version = _of_obo(text), _obo_version(text)
        by_id = {term.id: term for term in terms}
    if not by_id:
        problem = "there are no terms in it. Give an ontology as JSON or OBO, such as go.json or go.obo."
        raise FileRefused(path, problem)
    current = {other: term.id for term in by_id.values() for other in term.others if other not in by_id}
    return Terms(by_id, current, version)


@contextmanager
def laid_out(path: Path, advice: str) -> Iterator[None]:
    """Return a context in which an ontology whose parts are of other kinds than they should be is refused.

    Raises:
        FileRefused: a list stands in the place of a text, a number in that of an object, and the like.
    """
    try:
        yield
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        problem = f"its terms are not laid out as those of an ontology ({error}). {advice}"
        raise FileRefused(path, problem) from error


def _of_json(path: Path, text: str) -> tuple[Iterable[Term], str]:
    try:
        document = json.loads(text)
        check_text(text, document)
    except (ValueError, RecursionError) as error:
        raise FileRefused(path, "it is not JSON, or it is cut off. Fetch it again.") from error
    if isinstance(document, list):
        return _listed(document), ""
    graphs = document.get("graphs") if isinstance(document, dict) else None
    if not isinstance(graphs, list):
        raise FileRefused(path, "it is neither an OBO graph ('graphs') nor a list of terms.")
    version = next((str((graph.get("meta") or {}).get("version", "")) for graph in graphs), "")
    return _of_graphs(graphs), _day(version)


def _listed(document: list[Any]) -> Iterator[Term]:
    for item in document:
        if isinstance(item, dict) and ":" in str(item.get("id", "")):
            relations = {
                name: [*map(str, found)]
                for name, found in (item.get("relations") or {}).items()
                if name in _KEPT
            }
            name, space = str(item.get("name") or ""), str(item.get("namespace") or "")
            yield Term(str(item["id"]), name, space, [*map(str, item.get("alt_ids") or ())], relations)


def _of_graphs(graphs: list[Any]) -> Iterator[Term]:
    terms: dict[str, Term] = {}
    for node in (node for graph in graphs for node in graph.get("nodes", ())):
        meta = node.get("meta") or {}
        iri = str(node.get("id", ""))
        if not iri.startswith(_OBO) or meta.get("deprecated") or not node.get("lbl"):
            continue
        term = terms.setdefault(iri, Term(_curie(iri), str(node["lbl"])))
        for said in meta.get("basicPropertyValues", ()):
            if str(said.get("pred")).endswith("#hasOBONamespace"):
                term.namespace = str(said.get("val"))
            elif str(said.get("pred")).endswith("#hasAlternativeId"):
                term.others.append(str(said.get("val")))
    for edge in (edge for graph in graphs for edge in graph.get("edges", ())):
        relation = _RELATIONS.get(str(edge.get("pred")).removeprefix(_OBO))
        if relation and edge.get("sub") in terms:
            terms[edge["sub"]].relations.setdefault(relation, []).append(_curie(str(edge.get("obj"))))
    yield from terms.values()


def _curie(iri: str) -> str:
    return iri.removeprefix(_OBO).replace("_", ":", 1)


def _of_obo(text: str) -> Iterator[Term]:
    for stanza in re.split(r"^(?=\[)", text, flags=re.MULTILINE)[1:]:
        if not stanza.startswith("[Term]") or re.search(r"^is_obsolete:\s*true", stanza, re.MULTILINE):
            continue
        term = Term("")
        for tag, value in re.findall(r"^(\w+):[ \t]*(.*?)[ \t]*\r?$", stanza, flags=re.MULTILINE):
            bare = value.partition(" ! ")[0].partition(" {")[0].strip()
            match tag:
                case "id" | "name" | "namespace":
                    setattr(term, tag, bare if tag != "name" else value)
                case "alt_id":
                    term.others.append(bare)
                case "is_a":
                    term.relations.setdefault("is_a", []).append(bare)
                case "relationship":
                    relation, _, other = bare.partition(" ")
                    if relation in _KEPT:
                        term.relations.setdefault(relation, []).append(other.strip())
        if term.id:
            yield term


def _obo_version(text: str) -> str:
    found = re.search(r"^data-version:\s*(\S+)", text, re.MULTILINE)
    return _day(found[1]) if found else ""


def _day(version: str) -> str:
    """Return the day in a version (``releases/2024-01-17``), or the version where it has none."""
    found = re.search(r"\d{4}-\d{2}-\d{2}", version)
    return found[0] if found else version
