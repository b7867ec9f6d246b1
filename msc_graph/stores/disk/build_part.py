"""What one source adds to the graph of a store: its nodes, and its edges as columns of numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from msc_graph.model.belief import EvidenceItem
from msc_graph.model.graph import VERDICTS, Graph, GraphPart, is_paper
from msc_graph.model.property_graph import published_id
from msc_graph.pathfinding.lists import Lists, distinct
from msc_graph.sources.batch import NODE_COLUMNS, without_tags
from msc_graph.stores.disk.columns import ASSERTION, DECLARED, EVIDENCE, NONE, PIECE, PREDICATE, Table
from msc_graph.stores.disk.segments import open_nodes
from msc_graph.vocabulary.curies import expand
from msc_graph.vocabulary.ontology import Vocabulary

SIGNS = {"+": 1, "-": -1, "?": 0, "": 0}


class CodedTexts(NamedTuple):
    """Texts as numbers: ``codes`` are places in ``words``, which are sorted and distinct."""

    words: Sequence[str]
    codes: NDArray[Any]

    @classmethod
    def of(cls, texts: Sequence[str]) -> CodedTexts:
        """Return texts as numbers."""
        column = pl.Series(texts, dtype=pl.String)
        words = column.unique().sort()
        return cls(words.to_list(), _places_in(words, column))

    def renamed(self, names: Sequence[str]) -> CodedTexts:
        """Return the texts with other words in the place of theirs; several may become one."""
        other = CodedTexts.of(names)
        return CodedTexts(other.words, other.codes[self.codes])

    def used(self) -> CodedTexts:
        """Return the texts without the words that none of them is."""
        used = np.bincount(self.codes, minlength=len(self.words)) > 0
        words = [self.words[place] for place in np.flatnonzero(used).tolist()]
        return CodedTexts(words, (np.cumsum(used) - 1)[self.codes])


def united(columns: Sequence[CodedTexts]) -> CodedTexts:
    """Return columns of texts one below the other as one."""
    listed = [column.used() for column in columns]
    texts = [pl.Series(column.words, dtype=pl.String) for column in listed]
    words = pl.concat(texts).unique().sort()
    codes = [_places_in(words, each)[column.codes] for each, column in zip(texts, listed, strict=True)]
    return CodedTexts(words.to_list(), np.concatenate(codes))


def _places_in(words: pl.Series, texts: pl.Series) -> NDArray[np.int64]:
    """Return the place of each text among ``words``, which are sorted and distinct."""
    return texts.cast(pl.Enum(words)).to_physical().to_numpy().astype(np.int64)


class CodedLists(NamedTuple):
    """Lists of texts as lists of numbers: places in ``words``, which are sorted and distinct."""

    words: Sequence[str]
    lists: Lists


@dataclass(frozen=True, slots=True)
class Edges:
    """Edges as columns, one row each.

    ``subject`` and ``object`` are rows of the nodes of a part, ``predicate`` of its predicates, ``scope`` a
    place in its scopes; ``sign`` is 1, -1 or 0, ``verdict`` a place in `VERDICTS`. ``assertions`` and
    ``evidence`` are lists of rows of these, what follows are lists of texts.
    """

    subject: NDArray[Any]
    predicate: NDArray[Any]
    object: NDArray[Any]
    sign: NDArray[Any]
    belief: NDArray[np.float64]
    verdict: NDArray[np.uint8]
    disputed: NDArray[np.bool_]
    scope: NDArray[Any]
    assertions: Lists
    evidence: Lists
    mechanisms: CodedLists
    species: CodedLists
    cells: CodedLists

    def __len__(self) -> int:
        return len(self.subject)


@dataclass(frozen=True, slots=True)
class BuildPart:
    """What one source adds.

    ``nodes`` has the columns `NODE_COLUMNS`, is sorted by id, and has a row for each end of an edge at least;
    ``predicates`` has the columns `PREDICATE`, ``evidence`` those of `EVIDENCE`. ``assertion_names`` are
    CURIEs, or None where they are the source's name and number; ``verification`` is that of
    `msc_graph.model.graph.Graph`.
    """

    name: str
    nodes: pl.DataFrame
    predicates: pl.DataFrame
    scopes: Sequence[str]
    edges: Edges
    evidence: Mapping[str, CodedTexts]
    assertion_count: int
    assertion_names: Sequence[str] | None = None
    verification: Mapping[str, str] = field(default_factory=dict)


def curated_part(graph: Graph, words: Vocabulary) -> BuildPart:
    """Return the curated graph (with its disputed edges) as a part."""
    edges = list(graph.edges)
    items = sorted({item for edge in edges for item in edge.evidence})
    names = sorted({name for edge in edges for name in edge.assertions})
    nodes, predicates = _with_ends(node_frame(graph), edges), _curated_predicates(graph)
    scopes = CodedTexts.of([edge.scope for edge in edges])
    return BuildPart(
        "curated",
        nodes,
        predicates,
        scopes.words,
        _curated_edges(edges, words, nodes["id"], predicates["id"], scopes.codes, items, names),
        _curated_evidence(items, graph.citations),
        len(names),
        names,
        graph.verification,
    )


def _with_ends(nodes: pl.DataFrame, edges: Sequence[Any]) -> pl.DataFrame:
    """Return the nodes, sorted, and a row without facts for each end of an edge that is none of them."""
    ends = {end for edge in edges for end in (edge.subject, edge.object)} - set(nodes["id"])
    bare = pl.DataFrame({"id": sorted(ends)}, schema={"id": pl.String})
    return pl.concat([nodes, bare], how="diagonal").sort("id")


def _curated_edges(
    edges: Sequence[Any],
    words: Vocabulary,
    ids: pl.Series,
    predicates: pl.Series,
    scope: NDArray[Any],
    items: Sequence[EvidenceItem],
    names: Sequence[str],
) -> Edges:
    """Return the edges; their evidence and assertions are places in ``items`` and ``names``."""
    node, predicate, item, assertion = map(_places, (ids, predicates, items, names))
    verdicts = {words.label(expand(verdict)): place for place, verdict in enumerate(VERDICTS)}
    return Edges(
        subject=np.array([node[edge.subject] for edge in edges], np.uint32),
        predicate=np.array([predicate[edge.predicate] for edge in edges], np.uint32),
        object=np.array([node[edge.object] for edge in edges], np.uint32),
        sign=np.array([SIGNS[edge.sign.value] for edge in edges], np.int8),
        belief=np.array([edge.belief for edge in edges], np.float64),
        verdict=np.array([verdicts[edge.verdict] for edge in edges], np.uint8),
        disputed=np.array([not edge.endorsed for edge in edges], bool),
        scope=scope,
        assertions=Lists.of([assertion[name] for name in edge.assertions] for edge in edges),
        evidence=Lists.of([item[each] for each in edge.evidence] for edge in edges),
        mechanisms=_coded_lists([edge.mechanisms for edge in edges]),
        species=_coded_lists([edge.species for edge in edges]),
        cells=_coded_lists([edge.cells for edge in edges]),
    )


def _places(things: Iterable[Any]) -> dict[Any, int]:
    return {thing: place for place, thing in enumerate(things)}


def _coded_lists(rows: Sequence[Sequence[str]]) -> CodedLists:
    words = sorted({text for row in rows for text in row})
    place = _places(words)
    return CodedLists(words, Lists.of([place[text] for text in row] for row in rows))


def _curated_evidence(items: Sequence[EvidenceItem], citations: Mapping[str, str]) -> dict[str, CodedTexts]:
    rows = [(i.reference, i.type, i.direction.value, citations[i.reference], "") for i in items]
    return {name: CodedTexts.of([row[place] for row in rows]) for place, name in enumerate(EVIDENCE)}


def _curated_predicates(graph: Graph) -> pl.DataFrame:
    roles = sorted({(e.predicate, e.role.value, e.sign.value, e.label, e.label_zh) for e in graph.edges})
    frame = pl.DataFrame(roles, schema=dict.fromkeys(PREDICATE, pl.String), orient="row")
    return frame.unique("id", keep="first", maintain_order=True)


def node_frame(graph: GraphPart) -> pl.DataFrame:
    """Return the nodes of a graph in the columns of a source's."""
    columns = {name: [_plain(getattr(node, name, None)) for node in graph.nodes] for name in NODE_COLUMNS}
    return pl.DataFrame(columns, schema=dict(NODE_COLUMNS))


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


# imported


def source_part(
    name: str, folder: Path, words: Vocabulary, citations: Mapping[str, str] | None = None
) -> BuildPart:
    """Return the source in ``folder`` as a part; ``citations`` are those of the curated references."""
    assertions = Table(folder, "assertions", ASSERTION)
    nodes = without_tags(open_nodes(folder))
    return BuildPart(
        name,
        nodes,
        _imported_predicates(folder, words),
        [""],
        _imported_edges(assertions, nodes["id"]),
        _imported_evidence(Table(folder, "evidence", PIECE), citations or {}),
        assertions.height,
    )


def _imported_predicates(folder: Path, words: Vocabulary) -> pl.DataFrame:
    """Return the predicates; the Chinese label of one that the ontology declares is the ontology's."""
    declared = Table(folder, "predicates", DECLARED)
    rows = [declared.row(place) for place in range(declared.height)]
    labels = {row["id"]: words.labels.get((expand(row["id"]), "zh"), "") for row in rows if row["known"]}
    listed = [{**row, "label_zh": labels.get(row["id"], "")} for row in rows]
    return pl.DataFrame(listed, schema=dict.fromkeys(PREDICATE, pl.String))


def _imported_edges(assertions: Table, ids: pl.Series) -> Edges:
    """Return an edge for each assertion."""
    size = assertions.height
    every = np.arange(size + 1)
    return Edges(
        subject=assertions["subject"],
        predicate=assertions["predicate"],
        object=assertions["object"],
        sign=assertions["sign"],
        belief=assertions["belief"],
        verdict=assertions["verdict"],
        disputed=assertions["endorsed"] == 0,
        scope=np.zeros(size, np.uint8),
        assertions=Lists(every, every[:-1].astype(np.int32)),
        evidence=Lists(assertions.starts("evidence"), assertions["evidence"].astype(np.int32)),
        mechanisms=CodedLists([], Lists(np.zeros(size + 1, np.int64), np.zeros(0, np.int32))),
        species=_one_or_none(assertions["species"], ids),
        cells=_one_or_none(assertions["cell"], ids),
    )


def _one_or_none(nodes: NDArray[np.uint32], ids: pl.Series) -> CodedLists:
    """Return lists of the names of nodes: one, or none for `NONE`."""
    there = nodes != NONE
    used = distinct(nodes[there])
    starts = np.zeros(len(nodes) + 1, np.int64)
    np.cumsum(there, out=starts[1:])
    return CodedLists(
        ids.gather(used).to_list(),
        Lists(starts, np.searchsorted(used, nodes[there]).astype(np.int32)),
    )


def _imported_evidence(pieces: Table, citations: Mapping[str, str]) -> dict[str, CodedTexts]:
    """Return the columns of `EVIDENCE`: no record is told of a paper, whose id says it all."""
    coded = {name: CodedTexts(pieces[name].words[:], np.asarray(pieces[name].codes)) for name in PIECE[:4]}
    reference = coded["reference"]
    citation = reference.renamed([citations.get(each) or published_id(each) for each in reference.words])
    paper = np.array([is_paper(each) for each in citation.words], bool)
    texts, place = coded["locator"].words, coded["locator"].codes.astype(np.int64)
    if texts[:1] != [""]:
        texts, place = ["", *texts], place + 1
    return {
        **{name: coded[name] for name in EVIDENCE[:3]},
        "citation": citation,
        "record": CodedTexts(texts, np.where(paper[citation.codes], 0, place)),
    }
