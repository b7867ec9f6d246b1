"""Tables of a source as N-Quads, made column by column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import quote

import polars as pl

from msc_graph.rdf.graphs import ABOUT, graph_iri
from msc_graph.sources.batch import TAG
from msc_graph.stores.importing.encoding import SourceTables, undescribed
from msc_graph.vocabulary.curies import expand, is_iri, node_iri, prefixes
from msc_graph.vocabulary.namespaces import (
    CLAIM,
    EVIDENCE,
    IMPORTED,
    MSC,
    OWL,
    RDF_TYPE,
    RDFS,
    SKOS,
    XSD,
)
from msc_graph.vocabulary.ontology import vocabulary

CHUNK = 90_000
"""Assertions in a piece of text: about 200 MB, of which a store needs some 1.1 GB while it sorts them. With
50,000, and 0.8 GB, all takes a seventh more time."""
_TEXTS = {"locator": "locator", "knowledge_level": "knowledgeLevel", "agent_type": "agentType"}
_CONTEXT = {"species": "species", "cell": "recipientCell"}
_SIGNS = {1: "+", -1: "-", 0: "?"}


def pieces(
    tables: SourceTables,
    source: str,
    *,
    about: Mapping[str, str],
    before: pl.Series,
    retracted: frozenset[str] = frozenset(),
    named: bool = True,
) -> Iterator[str]:
    """Yield the N-Quads of a source in pieces of at most `CHUNK` things.

    Args:
        tables: the source.
        source: its name.
        about: title, version, licence, date, checksum and address of the source; empty ones are left out.
        before: ids of the nodes that other sources describe already: they keep their class, label and
            properties.
        retracted: PMIDs (``"PMID:1"``) of retracted papers.
        named: in the source's own named graph, else in the default graph.
    """
    graph = f" <{graph_iri(source)}> .\n" if named else " .\n"
    iris = iri_terms(tables.terms)
    yield from _about(source, about, graph)
    yield from _predicates(tables.predicates, graph)
    nodes = undescribed(tables.nodes, before)
    for start in range(0, nodes.height, CHUNK):
        yield _nodes(nodes.slice(start, CHUNK), before, graph)
    properties = tables.properties
    if before.len():
        properties = properties.filter(~pl.col("node").is_in(before.implode()))
    for start in range(0, properties.height, CHUNK):
        yield _properties(properties.slice(start, CHUNK), graph)
    references = tables.evidence["reference"].unique().sort()
    for start in range(0, references.len(), CHUNK):
        yield _references(references.slice(start, CHUNK), source, graph, retracted)
    for start in range(0, tables.evidence.height, CHUNK):
        yield _evidence(tables.evidence.slice(start, CHUNK), start, source, graph)
    for start in range(0, tables.assertions.height, CHUNK):
        yield _assertions(tables, tables.assertions.slice(start, CHUNK), start, source, iris, graph)


def iri_terms(curies: pl.Series) -> pl.Series:
    """Return CURIEs or IRIs as they stand in N-Quads, between angle brackets; see `vocabulary.node_iri`."""
    frame = pl.DataFrame({"curie": curies}).with_columns(
        prefix=pl.col("curie").str.extract(r"^([^:]*):"), local=pl.col("curie").str.replace(r"^[^:]*:", "")
    )
    known = prefixes()
    spaces = {
        prefix: known.get(prefix, f"{IMPORTED}{prefix}/") for prefix in frame["prefix"].unique().drop_nulls()
    }
    namespace = frame["prefix"].replace_strict(spaces, default="", return_dtype=pl.String)
    plain = curies.str.contains(r"^[A-Za-z0-9._-]+:[A-Za-z0-9._~/@!$&'()*+,;=:-]+$")
    plain &= ~frame["local"].str.starts_with("//")
    plain &= ~frame["prefix"].is_in([prefix for prefix in spaces if is_iri(f"{prefix}:")])
    text = pl.select(pl.concat_str([namespace, frame["local"]])).to_series()
    odd = (~plain).arg_true()
    if odd.len():
        text = text.scatter(odd, pl.Series([node_iri(name) for name in curies[odd]], dtype=pl.String))
    return pl.select(pl.concat_str([pl.lit("<"), text, pl.lit(">")])).to_series()


def _iri(text: str) -> str:
    return f"<{text}>"


def _joined(frame: pl.DataFrame, *parts: pl.Expr | str) -> str:
    """Return the parts of every row as one text; a text among them is a constant, not a column."""
    if not frame.height:
        return ""
    texts = [pl.lit(part) if isinstance(part, str) else part for part in parts]
    found = frame.select(pl.concat_str(texts).str.join("").alias("text")).item()
    return found if isinstance(found, str) else ""


def _literal(column: str) -> pl.Expr:
    """Return a column as quoted literals (RDF 1.1 N-Quads, production STRING_LITERAL_QUOTE)."""
    text = pl.col(column)
    for mark, written in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r")):
        text = text.str.replace_all(mark, written, literal=True)
    return pl.concat_str([pl.lit('"'), text, pl.lit('"')])


def _tagged(frame: pl.DataFrame, column: str, tag: str) -> pl.DataFrame:
    """Return the frame with the texts of a column as ``text``; ``tag`` is their own, else the given one."""
    parts = pl.col(column).str.splitn(TAG, 2).struct
    own = pl.lit("@") + parts.field("field_1")
    return frame.with_columns(text=parts.field("field_0"), tag=pl.coalesce(own, pl.lit(tag)))


_TAGGED = (_literal("text"), pl.col("tag"))


def _about(source: str, about: Mapping[str, str], graph: str) -> Iterator[str]:
    subject = _iri(graph_iri(source))
    yield f"{subject} <{RDF_TYPE}> <{MSC}ImportedSource>{graph}"
    for name, predicate in ABOUT.items():
        if value := about.get(name):
            text = pl.DataFrame({"value": [value]}).select(_literal("value")).item()
            tag = "@en" if name == "title" else f"^^<{XSD}date>" if name == "date" else ""
            yield f"{subject} <{predicate}> {text}{tag}{graph}"


def _predicates(predicates: pl.DataFrame, graph: str) -> Iterator[str]:
    """Yield what the source's own predicates are; those of the ontology are declared there."""
    own = predicates.filter(~pl.col("known"))
    for name, role, sign, label in own.select("id", "role", "sign", "label").iter_rows():
        subject = _iri(node_iri(name))
        text = pl.DataFrame({"value": [label]}).select(_literal("value")).item()
        yield f"{subject} <{RDF_TYPE}> <{OWL}ObjectProperty>{graph}"
        yield f"{subject} <{RDFS}label> {text}@en{graph}"
        yield f"{subject} <{MSC}predicateRole> <{MSC}{role}>{graph}"
        if sign:
            yield f'{subject} <{MSC}sign> "{sign}"{graph}'


def _nodes(nodes: pl.DataFrame, before: pl.Series, graph: str) -> str:
    frame = nodes.with_columns(iri_terms(nodes["id"]).alias("iri"))
    new = frame.filter(~pl.col("id").is_in(before.implode())) if before.len() else frame
    new = new.with_columns(pl.col("category").fill_null("Node"))
    iri = pl.col("iri")
    texts = [_joined(new, iri, f" <{RDF_TYPE}> <{MSC}", pl.col("category"), ">", graph)]
    for column, predicate, tag in (
        ("label", f"{RDFS}label", "@en"),
        ("label_zh", f"{RDFS}label", "@zh"),
        ("definition", f"{SKOS}definition", "@en"),
        ("grounding", f"{MSC}grounding", ""),
    ):
        some = frame.filter(pl.col(column).is_not_null() & (pl.col(column) != ""))
        texts.append(_joined(_tagged(some, column, tag), iri, f" <{predicate}> ", *_TAGGED, graph))
    synonyms = frame.select("iri", "synonyms").explode("synonyms").drop_nulls()
    synonyms = _tagged(synonyms, "synonyms", "@en")
    texts.append(_joined(synonyms, iri, f" <{SKOS}altLabel> ", *_TAGGED, graph))
    xrefs = frame.select("iri", "xrefs").explode("xrefs").drop_nulls()
    if xrefs.height:
        xrefs = xrefs.with_columns(iri_terms(xrefs["xrefs"]).alias("xrefs"))
        texts.append(_joined(xrefs, iri, f" <{SKOS}exactMatch> ", pl.col("xrefs"), graph))
    return "".join(texts)


def _properties(properties: pl.DataFrame, graph: str) -> str:
    """Return the values of nodes, each with the datatype of its property."""
    datatypes = {name: vocabulary().datatypes[expand(name)] for name in properties["property"].unique()}
    tags = {name: "" if kind == f"{XSD}string" else f"^^<{kind}>" for name, kind in datatypes.items()}
    frame = properties.with_columns(
        iri_terms(properties["node"]).alias("node"),
        iri_terms(properties["property"]).alias("property"),
        tag=pl.col("property").replace_strict(tags, default="", return_dtype=pl.String),
    )
    parts = pl.col("node"), " ", pl.col("property"), " ", _literal("value"), pl.col("tag"), graph
    return _joined(frame, *parts)


def _references(references: pl.Series, source: str, graph: str, retracted: frozenset[str]) -> str:
    """Return the papers of a source, and the source itself as a document."""
    own = f"reference:source/{source}"
    frame = pl.DataFrame({"id": references, "iri": iri_terms(references)}).with_columns(
        published=pl.col("id").str.replace("^reference:", "").str.replace("_", ":", literal=True)
    )
    iri = pl.col("iri")
    database = frame.filter(pl.col("id") == own)
    papers = frame.filter(pl.col("id").str.starts_with("reference:PMID_"))
    dois = frame.filter(pl.col("id").str.starts_with("reference:DOI_"))
    curated = ~(pl.col("published").str.contains(":", literal=True)) & (pl.col("id") != own)
    others = frame.filter(pl.col("id") != own).filter(~curated)
    texts = [
        _joined(database, iri, f" <{RDF_TYPE}> <{MSC}Database>{graph}"),
        _joined(database, iri, f' <{RDFS}label> "{source}"@en{graph}'),
        _joined(others, iri, f" <{RDF_TYPE}> <{MSC}Document>{graph}"),
        _joined(others, iri, f" <{RDFS}label> ", _literal("published"), f"@en{graph}"),
    ]
    for rows, name in ((papers, "pmid"), (dois, "doi")):
        if rows.height:
            rows = rows.with_columns(iri_terms(rows["published"]).alias("published_iri"))
            texts.append(_joined(rows, iri, f" <{MSC}{name}> ", pl.col("published_iri"), graph))
    withdrawn = papers.filter(pl.col("published").is_in(list(retracted)))
    texts.append(_joined(withdrawn, iri, f' <{MSC}retracted> "true"^^<{XSD}boolean>{graph}'))
    return "".join(texts)


def _numbered(start: int, size: int, base: str) -> pl.Series:
    numbers = pl.int_range(start + 1, start + size + 1, eager=True).cast(pl.String)
    return pl.select(pl.concat_str([pl.lit(f"<{base}"), numbers, pl.lit(">")])).to_series()


def _evidence(evidence: pl.DataFrame, start: int, source: str, graph: str) -> str:
    frame = evidence.with_columns(
        _numbered(start, evidence.height, f"{EVIDENCE}{quote(source, safe='')}/").alias("iri"),
        iri_terms(evidence["reference"]).alias("reference"),
        iri_terms(evidence["evidence_type"]).alias("evidence_type"),
    )
    iri = pl.col("iri")
    texts = [
        _joined(frame.filter(pl.col(name).is_not_null()), iri, f" <{MSC}{said}> ", _literal(name), graph)
        for name, said in _TEXTS.items()
    ]
    several = frame.select("iri", pl.col("aggregator").str.split("|")).explode("aggregator").drop_nulls()
    texts.append(_joined(several, iri, f" <{MSC}aggregator> ", _literal("aggregator"), graph))
    said = _joined(
        frame,
        iri, f" <{RDF_TYPE}> <{MSC}Evidence>{graph}",
        iri, f" <{MSC}reference> ", pl.col("reference"), graph,
        iri, f" <{MSC}evidenceType> ", pl.col("evidence_type"), graph,
        iri, f" <{MSC}direction> <{MSC}", pl.col("direction"), f">{graph}",
    )  # fmt: skip
    return said + "".join(texts)


def _assertions(
    tables: SourceTables, rows: pl.DataFrame, start: int, source: str, iris: pl.Series, graph: str
) -> str:
    predicate_iris = iri_terms(tables.predicates["id"])
    base = quote(source, safe="")
    frame = pl.DataFrame(
        {
            "iri": _numbered(start, rows.height, f"{CLAIM}{base}/"),
            "subject": iris.gather(rows["subject"]),
            "predicate": predicate_iris.gather(rows["predicate"]),
            "object": iris.gather(rows["object"]),
            "sign": rows["sign"].replace_strict(_SIGNS, return_dtype=pl.String),
            "verdict": rows["verdict"].str.replace("msc:", "", literal=True),
            "belief": rows["belief"].cast(pl.String),
            "endorsed": rows["endorsed"],
            "contextual": (tables.predicates["role"] == "contextual").gather(rows["predicate"]),
        }
    )
    iri, subject, predicate, object_ = (pl.col(name) for name in ("iri", "subject", "predicate", "object"))
    texts = [
        _joined(
            frame,
            iri, f" <{RDF_TYPE}> <{MSC}ImportedStatement>{graph}",
            iri, f" <{MSC}subject> ", subject, graph,
            iri, f" <{MSC}predicate> ", predicate, graph,
            iri, f" <{MSC}object> ", object_, graph,
            iri, f" <{MSC}verdict> <{MSC}", pl.col("verdict"), f">{graph}",
            iri, f' <{MSC}belief> "', pl.col("belief"), f'"^^<{XSD}double>{graph}',
        ),
        _joined(
            frame.filter(~pl.col("contextual") | (pl.col("sign") != "?")),
            iri, f' <{MSC}sign> "', pl.col("sign"), f'"{graph}',
        ),
        _joined(frame.filter("endorsed"), subject, " ", predicate, " ", object_, graph),
    ]  # fmt: skip
    links = pl.DataFrame({"iri": frame["iri"], "item": rows["evidence"]}).explode("item")
    links = links.with_columns((pl.col("item").cast(pl.UInt64) + 1).cast(pl.String))
    texts.append(_joined(links, iri, f" <{MSC}hasEvidence> <{EVIDENCE}{base}/", pl.col("item"), f">{graph}"))
    texts += (_context(name, frame["iri"], rows[name], iris, graph) for name in ("species", "cell"))
    return "".join(texts)


def _context(name: str, assertions: pl.Series, values: pl.Series, iris: pl.Series, graph: str) -> str:
    """Return in which species or cell the assertions were seen, where that is told."""
    some = pl.DataFrame({"iri": assertions, "value": values}).drop_nulls()
    if not some.height:
        return ""
    some = some.with_columns(iris.gather(some["value"]).alias("value"))
    return _joined(some, pl.col("iri"), f" <{MSC}{_CONTEXT[name]}> ", pl.col("value"), graph)
