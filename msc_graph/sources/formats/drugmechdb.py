"""DrugMechDB: mechanisms by which drugs act on diseases, each a small node-link graph with its references.

Read are JSON Lines with a mechanism a line (checked against 2,353 of them), and DrugMechDB's own list of
mechanisms as YAML or JSON (``indication_paths.yaml``; the layout is that of its submission guide,
https://github.com/SuLab/DrugMechDB, and could not be checked against the file).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from msc_graph.errors import FileRefused, MissingPart
from msc_graph.messages.imports import EventKind
from msc_graph.sources.batch import Batch, Reading, SourceFormat
from msc_graph.sources.biolink import OPEN
from msc_graph.sources.identifiers import CURIE, FORBIDDEN, PREFIXED, with_references
from msc_graph.sources.readers.json_files import JsonItem, listed, listed_items, read_json_lines
from msc_graph.system.compressed import byte_source, unfolded_name
from msc_graph.system.text import whole_text
from msc_graph.system.yaml_files import words_loader
from msc_graph.vocabulary.curies import expand
from msc_graph.vocabulary.ontology import vocabulary

MECHANISMS = 20_000
"""Mechanisms of a batch, about 150,000 links."""

_PREFIXES = {
    "UniProt": "UniProtKB",
    "DB": "DRUGBANK",
    "taxonomy": "NCBITaxon",
    "reactome": "REACT",
    "Pfam": "PFAM",
    "TIGR": "TIGRFAM",
}
"""DrugMechDB's prefixes that are spelled otherwise in Biolink and here."""

_CATEGORIES = {
    "BiologicalProcess": "BiologicalProcess",
    "MolecularActivity": "BiologicalProcess",
    "Protein": "Protein",
    "Disease": "Disease",
    "PhenotypicFeature": "Condition",
    "Drug": "Drug",
    "ChemicalSubstance": "MolecularEntity",
    "GeneFamily": "MolecularGroup",
    "MacromolecularComplex": "MolecularEntity",
    "OrganismTaxon": "Species",
    "GrossAnatomicalStructure": "AnatomicalStructure",
    "CellularComponent": "CellularStructure",
    "Pathway": "Pathway",
    "Cell": "CellType",
}


class Link(NamedTuple):
    """What a key of a link means: role and sign; ``turned`` is the key that says it the other way round."""

    role: str
    sign: str | None
    turned: str = ""


_RAISES, _LOWERS, _CHANGES = Link("causal", "+"), Link("causal", "-"), Link("causal", "?")
_HOLDS, _PLACE, _CONTEXT = Link("structural", "+"), Link("structural", "?"), Link("contextual", None)

LINKS: Mapping[str, Link] = {
    "positively regulates": _RAISES,
    "positively correlated with": _RAISES,
    "increases activity of": _RAISES,
    "increases abundance of": _RAISES,
    "increases stability of": _RAISES,
    "causes": _RAISES,
    "contributes to": _RAISES,
    "predisposes": _RAISES,
    "precedes": _RAISES,
    "produces": _RAISES,
    "negatively regulates": _LOWERS,
    "negatively correlated with": _LOWERS,
    "decreases activity of": _LOWERS,
    "decreases abundance of": _LOWERS,
    "increases degradation of": _LOWERS,
    "decreases response to": _LOWERS,
    "disrupts": _LOWERS,
    "prevents": _LOWERS,
    "treats": _LOWERS,
    "ameliorates": _LOWERS,
    "regulates": _CHANGES,
    "correlated with": _CHANGES,
    "affects": _CHANGES,
    "affects risk for": _CHANGES,
    "molecularly interacts with": _CHANGES,
    "directly interacts with": _CHANGES,
    "increases transport of": _CHANGES,
    "decreases uptake of": _CHANGES,
    "participates in": _HOLDS,
    "actively involved in": _HOLDS,
    "capable of": _HOLDS,
    "has participant": _HOLDS,
    "has output": _HOLDS,
    "has metabolite": _HOLDS,
    "has active ingredient": _HOLDS,
    "has part": _HOLDS,
    "part of": _HOLDS,
    "derives into": _HOLDS,
    "manifestation of": _HOLDS,
    "has phenotype": _HOLDS,
    "phenotype of": _HOLDS,
    "occurs in": _PLACE,
    "located in": _PLACE,
    "location of": _PLACE,
    "in taxon": _PLACE,
    "in complex with": _PLACE,
    "expressed in": _PLACE,
    "expresses": _PLACE,
    "derives from": _PLACE,
    "subclass of": _CONTEXT,
    "superclass of": _CONTEXT,
    "chemically similar to": _CONTEXT,
    "contraindicated for": _CONTEXT,
    "caused by": Link("causal", "+", "causes"),
    "disrupted by": Link("causal", "-", "disrupts"),
    "affected by": Link("causal", "?", "affects"),
    "produced by": Link("causal", "+", "produces"),
    "is metabolite of": Link("structural", "+", "has metabolite"),
}
"""Role and sign of every key in the mechanisms at hand.

Signs are those of the words. A correlation is taken for a step, as DrugMechDB writes its mechanisms with it;
where something is or is held passes no sign that could be known. A key in the passive voice is stated the
other way round, as its subject does not change its object.
"""


def read(files: Sequence[Path], reading: Reading) -> Iterator[Batch]:
    """Yield the links of the mechanisms, a statement for each reference of the mechanism.

    DrugMechDB gives references for a mechanism as a whole; the locator names the mechanism.
    """
    predicates: set[str] = set()
    for file in files:
        items = _items(file, reading)
        while items is not None:
            part = _Part(reading, file)
            done = True
            for number, item in enumerate(items, 1):
                part.add(item)
                if number == MECHANISMS:
                    done = False
                    break
            yield part.batch(predicates)
            if done:
                break


def _items(file: Path, reading: Reading) -> Iterator[JsonItem]:
    """Yield the mechanisms with the lines on which they begin."""
    if unfolded_name(file).suffix.lower() in (".yaml", ".yml"):
        return _yaml_items(file, whole_text(file, reading.progress))
    start = next(byte_source(file).blocks(), b"").lstrip(b"\xef\xbb\xbf \t\r\n")
    if start[:1] == b"[":
        return listed_items(file, whole_text(file, reading.progress))
    if re.match(rb"\{[ \t\r]*\n", start):
        problem = (
            "a JSON object over several lines; wanted are JSON Lines (a mechanism a line), a list or YAML."
        )
        raise FileRefused(file, problem, line=1)
    return read_json_lines(file, reading)


def _yaml_items(file: Path, text: str) -> Iterator[JsonItem]:
    try:
        import yaml
    except ImportError as error:
        raise MissingPart("pyyaml, which reads YAML,", "pip install pyyaml") from error
    loader = words_loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader), file)(text)
    try:
        root = loader.get_single_node()
        if not isinstance(root, yaml.SequenceNode):
            raise FileRefused(file, "a list of mechanisms is expected", line=1)
        for node in root.value:
            start, end = node.start_mark, node.end_mark
            yield JsonItem(start.line + 1, loader.construct_document(node), text[start.index : end.index])
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = f"it is not valid YAML: {getattr(error, 'problem', None) or error}"
        raise FileRefused(file, problem, line=mark.line + 1 if mark else None) from error
    finally:
        loader.dispose()


class _Part:
    """Mechanisms on their way to a batch."""

    def __init__(self, reading: Reading, file: Path) -> None:
        self._reading, self._file = reading, file
        self._nodes: dict[str, dict[str, Any]] = {}
        self._links: list[tuple[str, str, str, str | None, str]] = []
        self._keys: dict[str, str] = {}
        self._unknown: Counter[str] = Counter()
        self._turned: Counter[str] = Counter()

    def add(self, item: JsonItem) -> None:
        """Take a mechanism, or report what is wrong with it."""
        if problem := _problem(item.value):
            self._reading.report.bad_row(self._file, item.line, problem, text=item.text)
            return
        mechanism = item.value
        name = str(mechanism["graph"].get("_id") or mechanism.get("_id") or f"line {item.line}")
        for node in mechanism["nodes"]:
            self._add_node(node)
        cited = _references(mechanism.get("references") or mechanism.get("reference"))
        if not cited:
            self._reading.report.note(EventKind.MECHANISM_WITHOUT_REFERENCE, name)
        for link in mechanism["links"]:
            own = _references([e.get("reference") for e in listed(link.get("evidence"))])
            self._add_link(link, own or cited, name)

    def _add_node(self, node: Mapping[str, Any]) -> None:
        curie, category = _curie(node["id"]), _CATEGORIES.get(str(node.get("label")))
        note = self._reading.report.note
        if category is None:
            note(EventKind.NODE_OF_UNKNOWN_TYPE, f"{node['id']} {node.get('label')}")
        if str(node["id"]).startswith("DB:") and not re.match(r"^DB:DB\d{5}$", str(node["id"])):
            note(EventKind.DRUGBANK_NUMBER, str(node["id"]))
        known = self._nodes.setdefault(
            curie,
            {
                "id": curie,
                "category": category,
                "label": str(node.get("name") or curie),
                "synonyms": [],
                "xrefs": [],
            },
        )
        if known["category"] != category:
            note(EventKind.NODE_WITH_TWO_TYPES, f"{curie} {known['category']}, {category}")
        names = [str(node.get("name") or ""), *map(str, listed(node.get("alt_names")))]
        others = [_curie(other) for other in listed(node.get("alt_ids"))]
        known["synonyms"] += [n for n in names if n and n not in (known["label"], *known["synonyms"])]
        known["xrefs"] += [other for other in others if other not in (curie, *known["xrefs"])]

    def _add_link(self, link: Mapping[str, Any], references: list[str], name: str) -> None:
        key, source, target = (
            " ".join(str(link["key"]).split()),
            _curie(link["source"]),
            _curie(link["target"]),
        )
        meaning = meaning_of(key)
        if key not in LINKS:
            self._unknown[key] += 1
        if meaning.turned:
            self._turned[key] += 1
            key, source, target = meaning.turned, target, source
        predicate = self._keys.setdefault(key, predicate_of(key))
        for reference in references or (None,):
            self._links.append((source, predicate, target, reference, f"DrugMechDB {name}"))

    def batch(self, predicates: set[str]) -> Batch:
        """Return the tables; predicates that were given before are left out."""
        for counts, kind in (
            (self._unknown, EventKind.LINK_KEY_UNKNOWN),
            (self._turned, EventKind.LINK_IN_PASSIVE),
        ):
            if counts:
                self._reading.report.note(kind, *counts, count=counts.total())
        fresh = {key: curie for key, curie in self._keys.items() if curie not in predicates}
        fresh = {key: curie for key, curie in fresh.items() if not curie.startswith("biolink:")}
        predicates.update(fresh.values())
        statements = pl.DataFrame(
            self._links,
            schema={
                "subject": pl.String,
                "predicate": pl.String,
                "object": pl.String,
                "reference": pl.String,
                "locator": pl.String,
            },
            orient="row",
        )
        statements = with_references(statements, "reference", self._reading).with_columns(
            locator=pl.concat_str("locator", "unread", separator="; ", ignore_nulls=True)
        )
        nodes = pl.DataFrame(list(self._nodes.values()), schema=_NODES, orient="row")
        return Batch(
            *_canonical(nodes, statements.drop("unread"), self._reading),
            pl.DataFrame(
                [(curie, meaning_of(key).role, meaning_of(key).sign, key) for key, curie in fresh.items()],
                schema={"id": pl.String, "role": pl.String, "sign": pl.String, "label": pl.String},
                orient="row",
            ),
        )


_NODES: dict[str, pl.DataType] = {
    "id": pl.String(),
    "category": pl.String(),
    "label": pl.String(),
    "synonyms": pl.List(pl.String()),
    "xrefs": pl.List(pl.String()),
}


def _canonical(
    nodes: pl.DataFrame, statements: pl.DataFrame, reading: Reading
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the tables with identifiers as the curated graph has them, as far as the user's tables know."""
    tables = reading.grounding
    if tables is None:
        return nodes, statements
    moved = nodes.with_columns(now=tables.canonical(nodes["id"]))
    changed = pl.col("now") != pl.col("id")
    nodes = moved.select(
        pl.col("now").alias("id"),
        category=pl.when(changed & pl.col("now").str.starts_with("HGNC:"))
        .then(pl.lit("Gene"))
        .otherwise("category"),
        label="label",
        synonyms="synonyms",
        xrefs=pl.when(changed).then(pl.concat_list("xrefs", "id")).otherwise("xrefs"),
    )
    return nodes, statements.with_columns(
        subject=tables.canonical(statements["subject"]), object=tables.canonical(statements["object"])
    )


def meaning_of(key: str) -> Link:
    """Return role and sign of a link's key; of one that is not in the table, by its first word.

    >>> meaning_of("decreases activity of").sign, meaning_of("increases splicing of").sign
    ('-', '+')
    >>> meaning_of("is near to").role
    'contextual'
    """
    if key in LINKS:
        return LINKS[key]
    first = key.partition(" ")[0]
    if first in ("increases", "positively"):
        return _RAISES
    if first in ("decreases", "negatively"):
        return _LOWERS
    return _CONTEXT


def predicate_of(key: str) -> str:
    """Return the CURIE of a key's predicate.

    It is Biolink's where the ontology declares that with the same role and sign; else one of the import, as
    DrugMechDB uses some words for steps that the ontology counts as context.

    >>> predicate_of("decreases activity of"), predicate_of("positively correlated with")
    ('biolink:decreases_activity_of', 'imported:positively_correlated_with')
    """
    meaning, name = meaning_of(key), key.replace(" ", "_")
    declared = vocabulary().predicates.get(expand(f"biolink:{name}"))
    if declared is None:
        return f"imported:{name}"
    sign = declared.sign.value if declared.sign else None
    open_ = f"biolink:{name}" in OPEN and meaning.sign == "+"
    same = declared.role.value == meaning.role and (open_ or sign == meaning.sign)
    return f"{'biolink' if same else 'imported'}:{name}"


def _curie(identifier: Any) -> str:
    prefix, _, local = str(identifier).strip().partition(":")
    return f"{_PREFIXES.get(prefix, prefix)}:{local}"


def _references(given: Any) -> list[str]:
    """Return references as they are written, each once."""
    texts = (str(text).strip() for text in listed(given))
    return [text for text in dict.fromkeys(texts) if text]


def _problem(value: Any) -> str:
    """Return what is wrong with a mechanism, empty where nothing is."""
    if not isinstance(value, dict):
        return "a mechanism is an object with the members 'graph', 'nodes' and 'links'"
    for name, kind in (("graph", dict), ("nodes", list), ("links", list)):
        if not isinstance(value.get(name), kind):
            return f"the mechanism has no {name!r} ({'an object' if kind is dict else 'a list'} is needed)"
    ids = set()
    for node in value["nodes"]:
        given = node.get("id") if isinstance(node, dict) else node
        text = given.strip() if isinstance(given, str) else ""
        if not isinstance(node, dict) or not re.match(PREFIXED, text):
            return f"the identifier of a node has no prefix: {given!r}"
        if not re.match(CURIE, text):
            return FORBIDDEN.replace("{}", repr(given))
        for name in ("alt_names", "alt_ids"):
            if not _are_texts(node.get(name)):
                return f"the {name!r} of a node are no list of texts: {node[name]!r}"
        ids.add(node["id"])
    for name in ("references", "reference"):
        if not _are_texts(value.get(name)):
            return f"its {name!r} are no list of texts: {value[name]!r}"
    for link in value["links"]:
        parts = [link.get(part) for part in ("key", "source", "target")] if isinstance(link, dict) else [None]
        if not all(part and isinstance(part, str) for part in parts):
            return "a link has no 'key', 'source' or 'target'"
        seen = listed(link.get("evidence"))
        if not all(isinstance(each, dict) and _are_texts(each.get("reference")) for each in seen):
            return f"the 'evidence' of a link is no list of objects with a 'reference': {seen!r}"
        for end in ("source", "target"):
            if link[end] not in ids:
                return f"the {end} of a link is none of the nodes: {link[end]!r}"
    return ""


def _are_texts(value: Any) -> bool:
    """Return whether a value is a text, a number, a list of these, or nothing."""
    return all(isinstance(each, str | int) and not isinstance(each, bool) for each in listed(value))


FORMATS = {
    "drugmechdb": SourceFormat(
        name="drugmechdb",
        read=read,
        title="DrugMechDB, mechanisms of drugs (JSON Lines, or its YAML or JSON list)",
        title_zh="DrugMechDB，药物作用机制（JSON Lines，或其 YAML、JSON 列表）",
        source="drugmechdb",
        source_title="DrugMechDB",
        licence="CC0-1.0",
        url="https://github.com/SuLab/DrugMechDB",
    )
}
