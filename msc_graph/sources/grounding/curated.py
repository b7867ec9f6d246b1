"""Names and identifiers of the curated graph: what the graph itself knows when a source is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache

import polars as pl

from msc_graph.curation.facts import Node
from msc_graph.curation.reader import curated_folder, read_facts
from msc_graph.sources.grounding.keys import name_keys
from msc_graph.sources.grounding.meanings import (
    LINK_COLUMNS,
    Meanings,
    labelled,
    meanings,
    with_keys,
    with_species,
)
from msc_graph.sources.grounding.names import KINDS, NameTables

_CODE = "hsa-"
"""Curated microRNAs are those of humans; their labels leave the species out."""


class GraphNames(NameTables):
    """Labels, synonyms and exact matches of the curated genes, microRNAs and diseases."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        """Take the nodes of a graph; those of other kinds only give their exact matches."""
        ids = {node.id for node in nodes}
        times = Counter(other for node in nodes for other in node.exact_matches)
        self.same: Mapping[str, str] = {
            other: node.id
            for node in nodes
            for other in node.exact_matches
            if times[other] == 1 and other not in ids
        }
        """The node for each identifier that is declared to be exactly the same, and as no other node."""
        genes = [node for node in nodes if node.id.startswith("HGNC:")]
        micrornas = [node for node in nodes if node.category == "MicroRNA"]
        diseases = [node for node in nodes if node.category == "Disease"]
        self._parts = {
            "gene": Meanings(_plain_names(genes), _identifiers(genes), _genes_of(micrornas)),
            "microrna": Meanings(_microrna_names(micrornas), _identifiers(micrornas)),
            "disease": Meanings(_plain_names(diseases), _identifiers(diseases)),
        }

    @property
    def kinds(self) -> tuple[str, ...]:
        """All: the graph has nodes of each kind."""
        return KINDS

    def part(self, kind: str, part: str) -> pl.DataFrame:
        """Return a table of a kind."""
        table: pl.DataFrame = getattr(self._parts[kind], part)
        return table


def graph_names() -> GraphNames:
    """Return the names of the curated graph; made anew when its tables were edited."""
    state = (curated_folder() / "nodes.tsv").stat()
    return _graph_names(str(curated_folder()), state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=1)
def _graph_names(folder: str, changed: int, size: int) -> GraphNames:
    return GraphNames(list(read_facts().nodes.values()))


def _named(nodes: Sequence[Node], before: str = "") -> pl.DataFrame:
    """Return the meanings of labels and synonyms in both languages, with ``before`` in front of each."""

    def rows(names: list[tuple[str, str]]) -> pl.DataFrame:
        table = pl.DataFrame(names, schema={"id": pl.String, "name": pl.String}, orient="row")
        return table.filter(pl.col("name") != "").with_columns(name=pl.lit(before) + pl.col("name"))

    labels = [(node.id, label) for node in nodes for label in (node.label_en, node.label_zh)]
    synonyms = [(node.id, name) for node in nodes for name in (*node.synonyms_en, *node.synonyms_zh)]
    return pl.concat([meanings(rows(labels), "name", 0), meanings(rows(synonyms), "alias", 1)])


def _plain_names(nodes: Sequence[Node]) -> pl.DataFrame:
    return with_keys(_named(nodes), name_keys)


def _microrna_names(nodes: Sequence[Node]) -> pl.DataFrame:
    return with_species(_named(nodes, _CODE))


def _identifiers(nodes: Sequence[Node]) -> pl.DataFrame:
    labels = pl.DataFrame(
        [(node.id, node.label_en) for node in nodes],
        schema={"id": pl.String, "label": pl.String},
        orient="row",
    )
    others = [(node.id, other) for node in nodes for other in node.exact_matches]
    return labelled(labels, pl.DataFrame(others, schema={"id": pl.String, "other": pl.String}, orient="row"))


def _genes_of(micrornas: Sequence[Node]) -> pl.DataFrame:
    """Return the genes of mature sequences, which are close matches of these."""
    rows = [
        (other, "mature", node.id)
        for node in micrornas
        for other in node.close_matches
        if other.startswith(("HGNC:", "NCBIGene:"))
    ]
    return pl.DataFrame(rows, schema=dict(LINK_COLUMNS), orient="row")
