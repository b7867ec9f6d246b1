"""The network of a store, built from its tables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from msc_graph.model.graph import is_paper
from msc_graph.pathfinding.arrays import SIGN_OF_CODE, category_ancestors
from msc_graph.pathfinding.backing import scopes_of
from msc_graph.pathfinding.building import from_codes
from msc_graph.pathfinding.lists import Lists, numbered
from msc_graph.pathfinding.network import Network
from msc_graph.pathfinding.sorting import changes, order_by
from msc_graph.pathfinding.statements import Backing
from msc_graph.stores.disk.columns import EDGE, EVIDENCE, NODE, PREDICATE, Coded, Table
from msc_graph.stores.importing.encoding import beliefs, evidence_weights
from msc_graph.vocabulary.curies import compress
from msc_graph.vocabulary.ontology import Vocabulary
from msc_graph.vocabulary.signs import PredicateRole

_Rows = NDArray[Any]
"""Whole numbers of 32 or 64 bits: positions of edges, or codes."""


def build_network(folder: Path, words: Vocabulary) -> Network:
    """Return the network of a store's graph, built from its files.

    No column is held here while the network is made: what has been put in order is then let go.
    """
    take = _columns(folder, words).pop
    arrays = from_codes(
        take("subject"),
        take("predicate"),
        take("object"),
        sign=take("sign"),
        belief=take("belief"),
        rows=take("rows"),
        nodes=take("nodes"),
        predicates=take("predicates"),
        categories=take("categories"),
        category_of=take("category_of"),
        contextual=take("contextual"),
        hierarchical=map(compress, words.hierarchical),
        ancestors=category_ancestors(words),
        backing=take("backing"),
    )
    return Network.of(arrays)


def _columns(folder: Path, words: Vocabulary) -> dict[str, Any]:
    """Return what `from_codes` needs of a graph's tables, which are closed again: mapped files count too."""
    edges = Table(folder, "edges", EDGE)
    rows = np.flatnonzero(edges["belief"] > 0)
    nodes = Table(folder, "nodes", NODE)
    predicates = Table(folder, "predicates", PREDICATE)
    contextual = PredicateRole.CONTEXTUAL.value
    categories = sorted({*nodes["category"].words, ""})
    category_of = np.array([categories.index(name) for name in nodes["category"].words], np.int16)
    return {
        "subject": edges["subject"][rows].astype(np.int32),
        "predicate": edges["predicate"][rows].astype(np.int16),
        "object": edges["object"][rows].astype(np.int32),
        "sign": edges["sign"][rows].astype(np.int8),
        "belief": np.asarray(edges["belief"][rows]),
        "rows": rows.astype(np.int32),
        "nodes": nodes["id"],
        "predicates": predicates["id"][:],
        "categories": categories,
        "category_of": category_of[np.asarray(nodes["category"].codes)],
        "contextual": {
            name
            for name, role in zip(predicates["id"], predicates["role"], strict=True)
            if role == contextual
        },
        "backing": _Behind(folder, edges, rows, words).backing(predicates),
    }


class _Behind:
    """What stands behind the edges of a store: what `msc_graph.pathfinding.backing` says of a graph."""

    def __init__(self, folder: Path, edges: Table, rows: _Rows, words: Vocabulary) -> None:
        self._edges, self._rows, self._words = edges, rows, words
        self._scopes = json.loads((folder / "graph.json").read_text(encoding="utf-8"))["scopes"]
        self._items = Table(folder, "evidence", EVIDENCE)
        self._evidence = self._lists("evidence")
        codes, names = self._coded(self._items["direction"])
        self._supports = codes == (names.index("supports") if "supports" in names else -1)

    def backing(self, predicates: Table) -> Backing:
        """Return what stands behind each edge."""
        family = self._families(predicates)
        same, first = self._statements(family)
        names, contexts = self._contexts()
        return Backing(
            family=family,
            belief=self._beliefs(same, first),
            papers=self._papers(same),
            witnesses=self._witnesses(),
            contexts=contexts,
            context_names=names,
        )

    @staticmethod
    def _coded(column: Coded) -> tuple[_Rows, tuple[str, ...]]:
        """Return the number of each text of a column, and the texts."""
        return np.asarray(column.codes).astype(np.int32), tuple(column.words)

    def _lists(self, column: str) -> Lists:
        """Return a column of lists of numbers."""
        return self._taken(self._edges.starts(column), self._edges[column])

    def _taken(self, starts: NDArray[Any], codes: NDArray[Any]) -> Lists:
        """Return the lists of the edges that take part."""
        lists = Lists(np.asarray(starts), codes.astype(np.int32))
        return lists if len(lists) == len(self._rows) else lists.take(self._rows)

    def _families(self, predicates: Table) -> NDArray[np.int32]:
        """Return the family of each edge as a number."""
        kind = self._edges["predicate"][self._rows].astype(np.int64) * 3 + self._edges["sign"][self._rows] + 1
        used, place = np.unique(kind, return_inverse=True)
        names = [
            self._words.family(
                predicates["id"][int(one) // 3],
                PredicateRole(predicates["role"][int(one) // 3]),
                SIGN_OF_CODE[int(one) % 3 - 1],
            )
            for one in used
        ]
        return numbered(names)[place]

    def _statements(self, family: NDArray[np.int32]) -> tuple[_Rows, _Rows]:
        """Return the number of the statement that each edge words, and the first edge of each statement."""
        subject, object_, sign = (self._edges[name][self._rows] for name in ("subject", "object", "sign"))
        keys = (subject, object_, family, sign + 1)
        order = order_by(*keys)
        new = changes(*(key[order] for key in keys))
        same = np.empty(len(order), np.int32)
        same[order] = np.cumsum(new, dtype=np.int32) - 1
        return same, order[new]

    def _beliefs(self, same: _Rows, first: _Rows) -> NDArray[np.float64]:
        """Return the belief in the statement of each edge, over the united evidence where it has several."""
        belief = self._edges["belief"][self._rows][first]
        several = np.bincount(same, minlength=len(first)) > 1
        if several.any():
            rows = np.flatnonzero(several[same])
            group = (np.cumsum(several) - 1)[same[rows]]
            place, item = self._evidence.expanded(rows)
            united = Lists.of_pairs(group[place], item, int(several.sum()))
            frame = pl.DataFrame({"owner": united.row, "item": united.code}).group_by("owner").agg("item")
            lists = frame.sort("owner")["item"].cast(pl.List(pl.UInt32))
            columns = ("citation", "evidence_type", "direction")
            items = self._items.frame(columns=columns).rename({"citation": "reference"})
            belief = belief.copy()
            belief[several] = beliefs(lists, evidence_weights(items, self._words))["belief"].to_numpy()
        found: NDArray[np.float64] = belief[same]
        return found

    def _papers(self, same: _Rows) -> NDArray[np.int32]:
        """Return how many references support the statement of each edge."""
        reference, _ = self._coded(self._items["reference"])
        place, item = self._evidence.row, self._evidence.code
        supports = self._supports[item]
        size = int(same.max()) + 1 if len(same) else 0
        united = Lists.of_pairs(same[place[supports]], reference[item[supports]], size)
        return np.diff(united.start).astype(np.int32)[same]

    def _witnesses(self) -> Lists:
        """Return the papers, records and chains that state each edge."""
        citation, citations = self._coded(self._items["citation"])
        record, records = self._coded(self._items["record"])
        paper = np.array([is_paper(name) for name in citations], bool)
        told = np.array([name != "" for name in records], bool)
        tells = self._supports & (paper[citation] | told[record])
        code = np.unique(citation.astype(np.int64) * len(records) + record, return_inverse=True)[1]
        place, item = self._evidence.row, self._evidence.code
        kept = tells[item]
        chains, chain = self._texts("mechanisms")
        chain += int(code.max()) + 1 if len(code) else 0
        return Lists.of_pairs(
            np.concatenate([place[kept], chains]),
            np.concatenate([code[item[kept]], chain]),
            len(self._rows),
        )

    def _texts(self, column: str) -> tuple[_Rows, _Rows]:
        """Return the edge and the number of each text in a column of lists of texts."""
        place, code, _ = self._named(column)
        return place, code

    def _named(self, column: str) -> tuple[_Rows, _Rows, tuple[str, ...]]:
        """Return the edge and the number of each text in a column of lists of texts, and the texts."""
        codes, names = self._coded(self._edges[column])
        lists = self._taken(self._edges.starts(column), codes)
        return lists.row, lists.code, names

    def _contexts(self) -> tuple[tuple[str, ...], Lists]:
        """Return the names of all contexts, and those of each edge."""
        parts = [
            ("species", *self._named("species")),
            ("cell", *self._named("cells")),
            ("chain", *self._named("mechanisms")),
            ("scope", *self._scoped()),
            ("evidence", *self._types()),
        ]
        names: list[str] = []
        places, codes = [], []
        for kind, place, code, texts in parts:
            places.append(place)
            codes.append(code + len(names))
            names += [f"{kind}:{text}" for text in texts]
        return tuple(names), Lists.of_pairs(np.concatenate(places), np.concatenate(codes), len(self._rows))

    def _scoped(self) -> tuple[_Rows, _Rows, tuple[str, ...]]:
        """Return the edge and the number of each scope, and the scopes."""
        scopes = [scopes_of(joint) for joint in self._scopes]
        names = tuple(sorted({name for one in scopes for name in one}))
        of_joint = Lists.of([[names.index(name) for name in one] for one in scopes])
        place, code = of_joint.expanded(self._edges["scope"][self._rows].astype(np.int64))
        return place, code, names

    def _types(self) -> tuple[_Rows, _Rows, tuple[str, ...]]:
        """Return the edge and the number of each type of supporting evidence, and the types."""
        code, names = self._coded(self._items["evidence_type"])
        place, item = self._evidence.row, self._evidence.code
        supports = self._supports[item]
        return place[supports], code[item[supports]], names
