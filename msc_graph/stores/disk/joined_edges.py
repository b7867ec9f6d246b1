"""The edges of all sources of a store as one table: rows that say the same are one edge.

Of the rows of an edge the assertions, the evidence and the contexts are united. Columns are made, written and
let go one after the other, so that memory holds a few of them at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from msc_graph.model.property_graph import joint_scope
from msc_graph.pathfinding.lists import Lists
from msc_graph.pathfinding.sorting import changes, order_by
from msc_graph.stores.disk.build_part import BuildPart, CodedLists, CodedTexts, united
from msc_graph.stores.disk.columns import save_coded, save_lists, save_numbers
from msc_graph.stores.importing.encoding import beliefs, evidence_weights
from msc_graph.vocabulary.ontology import Vocabulary

_OTHERS = 16
"""More than there are verdicts: added to those of imported rows, they come after all of curated ones."""


@dataclass(frozen=True)
class _Groups:
    """The rows of all parts, put in ``order``; those that are one edge come one after the other.

    ``start``: where in that order each edge begins.
    """

    order: NDArray[np.int64]
    start: NDArray[np.int64]

    @classmethod
    def of(cls, keys: Mapping[str, NDArray[Any]]) -> _Groups:
        """Put the rows in the order of the ``keys``; those that agree in all of them are one edge."""
        columns = [column + 1 if name == "sign" else column for name, column in keys.items()]
        order = order_by(*columns)
        return cls(order, np.flatnonzero(changes(*(column[order] for column in columns))))

    @cached_property
    def first(self) -> NDArray[np.int64]:
        """The first row of each edge."""
        return self.order[self.start]

    @cached_property
    def sizes(self) -> NDArray[np.int64]:
        """The number of rows of each edge."""
        return np.diff(self.start, append=len(self.order))

    def united(self, lists: Lists) -> Lists:
        """Return the lists of the rows of each edge as one."""
        if len(self.start) == len(self.order):
            return lists.take(self.order)
        edge = np.repeat(np.arange(len(self.start)), self.sizes)
        place, code = lists.expanded(self.order)
        return Lists.of_pairs(edge[place], code, len(self.start))


def write_edges(
    parts: Sequence[BuildPart],
    folder: Path,
    nodes: pl.Series,
    predicates: pl.Series,
    evidence: Mapping[str, CodedTexts],
    words: Vocabulary,
) -> tuple[list[str], dict[str, int]]:
    """Write the tables ``edges`` and ``disputed``; return the names of scopes, and how high each table is.

    Args:
        parts: the curated graph first.
        folder: where the tables are written.
        nodes: the ids of all nodes, sorted.
        predicates: those of all predicates, sorted.
        evidence: the columns of all evidence, part by part.
        words: weights of evidence.
    """
    keys = _keys(parts, nodes, predicates)
    groups = _Groups.of(keys)
    disputed = int(np.count_nonzero(keys["disputed"][groups.first]))
    tables = {
        "edges": slice(0, (size := len(groups.start)) - disputed),
        "disputed": slice(size - disputed, size),
    }
    items = groups.united(_stacked(parts, "evidence", [len(part.evidence["record"].codes) for part in parts]))
    scopes, scope = _scopes(parts, groups)
    numbers = {
        **{name: column[groups.first] for name, column in keys.items() if name != "disputed"},
        "belief": _beliefs(parts, groups, items, evidence, words),
        "verdict": _verdicts(parts, groups),
        "scope": scope,
    }
    assertions = groups.united(_stacked(parts, "assertions", [part.assertion_count for part in parts]))
    for table, rows in tables.items():
        for name, column in numbers.items():
            save_numbers(column[rows], folder / f"{table}.{name}")
        for name, lists in (("evidence", items), ("assertions", assertions)):
            chosen = lists.part(rows)
            save_lists(chosen.start, folder / f"{table}.{name}")
            save_numbers(chosen.code.astype(np.uint32), folder / f"{table}.{name}")
    del numbers, items, assertions
    for name in ("mechanisms", "species", "cells"):
        texts = _texts(parts, name)
        lists = groups.united(texts.lists)
        for table, rows in tables.items():
            chosen = lists.part(rows)
            save_lists(chosen.start, folder / f"{table}.{name}")
            save_coded(*CodedTexts(texts.words, chosen.code).used(), folder / f"{table}.{name}")
    return scopes, {name: rows.stop - rows.start for name, rows in tables.items()}


def _keys(parts: Sequence[BuildPart], nodes: pl.Series, predicates: pl.Series) -> dict[str, NDArray[Any]]:
    """Return the columns in which the rows of an edge agree, in the order in which edges are sorted.

    Disputed ones come last.
    """
    node = [_rows(part.nodes["id"], nodes) for part in parts]
    predicate = [_rows(part.predicates["id"], predicates) for part in parts]
    columns = {
        "disputed": [part.edges.disputed for part in parts],
        "subject": [place[part.edges.subject] for part, place in zip(parts, node, strict=True)],
        "predicate": [place[part.edges.predicate] for part, place in zip(parts, predicate, strict=True)],
        "object": [place[part.edges.object] for part, place in zip(parts, node, strict=True)],
        "sign": [part.edges.sign for part in parts],
    }
    return {name: np.concatenate(blocks) for name, blocks in columns.items()}


def _rows(names: pl.Series, among: pl.Series) -> NDArray[np.uint32]:
    """Return the places of some names among others, which are sorted and hold them."""
    return among.search_sorted(names).to_numpy().astype(np.uint32)


def _stacked(parts: Sequence[BuildPart], name: str, sizes: Sequence[int]) -> Lists:
    """Return a column of lists of rows of something of which each part has so many."""
    return _below([getattr(part.edges, name) for part in parts], starts_of(sizes))


def starts_of(sizes: Iterable[int]) -> list[int]:
    """Return where each of some blocks begins, and the end of the last."""
    return list(accumulate(sizes, initial=0))


def _below(lists: Sequence[Lists], added: Iterable[int]) -> Lists:
    """Return lists one below the other; to the numbers of each block one is added."""
    ends = starts_of(len(each.code) for each in lists)
    starts = [each.start[:-1] + end for each, end in zip(lists, ends, strict=False)]
    codes = [each.code + np.int32(more) for each, more in zip(lists, added, strict=False)]
    return Lists(np.concatenate([*starts, [ends[-1]]]), np.concatenate(codes))


def _texts(parts: Sequence[BuildPart], name: str) -> CodedLists:
    """Return a column of lists of texts of all parts."""
    columns: list[CodedLists] = [getattr(part.edges, name) for part in parts]
    coded = united([CodedTexts(column.words, column.lists.code) for column in columns])
    starts = _below([column.lists for column in columns], [0] * len(columns)).start
    return CodedLists(coded.words, Lists(starts, coded.codes.astype(np.int32)))


def _scopes(parts: Sequence[BuildPart], groups: _Groups) -> tuple[list[str], NDArray[np.uint8]]:
    """Return the names of all scopes, joint ones last, and the place of that of each edge."""
    coded = united([CodedTexts(part.scopes, part.edges.scope) for part in parts])
    ordered = coded.codes[groups.order].astype(np.uint8)
    found, last = (reduce(ordered, groups.start) for reduce in (np.minimum.reduceat, np.maximum.reduceat))
    joint = {}
    for edge in np.flatnonzero(found != last).tolist():
        codes = ordered[groups.start[edge] :][: groups.sizes[edge]].tolist()
        joint[edge] = joint_scope(s for code in sorted({*codes}) for s in coded.words[code].split("|") if s)
    scopes = [*coded.words, *sorted(set(joint.values()) - set(coded.words))]
    for edge, name in joint.items():
        found[edge] = scopes.index(name)
    return scopes, found


def _verdicts(parts: Sequence[BuildPart], groups: _Groups) -> NDArray[np.uint8]:
    """Return the verdict of each edge: the best one, but that of a curated row where there is one."""
    curated, *imported = (part.edges.verdict for part in parts)
    ranked = np.concatenate([curated, *(each + np.uint8(_OTHERS) for each in imported)])
    best: NDArray[np.uint8] = np.minimum.reduceat(ranked[groups.order], groups.start) % _OTHERS
    return best


def _beliefs(
    parts: Sequence[BuildPart],
    groups: _Groups,
    items: Lists,
    evidence: Mapping[str, CodedTexts],
    words: Vocabulary,
) -> NDArray[np.float64]:
    """Return the belief in each edge, over the united evidence where it has several rows."""
    found = np.concatenate([part.edges.belief for part in parts])[groups.first]
    several = np.flatnonzero(groups.sizes > 1)
    if len(several):
        place, item = items.expanded(several)
        used, number = np.unique(item, return_inverse=True)
        frame = pl.DataFrame(
            {
                name: pl.Series(column.words, dtype=pl.String).gather(column.codes[used])
                for name, column in evidence.items()
            }
        )
        weights = evidence_weights(frame.select("evidence_type", "direction", reference="citation"), words)
        lists = (
            pl.DataFrame({"edge": place, "item": number}).group_by("edge", maintain_order=True).agg("item")
        )
        found[several] = beliefs(lists["item"].cast(pl.List(pl.UInt32)), weights)["belief"].to_numpy()
    return found
