"""Statements: the edges of a network with each statement once, however many predicates word it.

Edges of one subject, object, sign and family of predicates state the same. Together they are one edge with
all their papers. Degrees are counted by family, so that the choice of a word moves no rank.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from msc_graph.pathfinding.arrays import Arrays, EdgeArrays
from msc_graph.pathfinding.lists import Lists
from msc_graph.pathfinding.sorting import degrees, row_starts, stable_order

PAPERS = 5
"""How many papers give half of what papers can give. Measured by `benchmarks.recovery`: with 3 and with 10,
fewer mechanisms come first."""
LARGEST_WITNESS = 100
"""Most statements of one paper or record that are taken to belong together; beyond it is a screen, or a list.

Our choice: the largest record of DrugMechDB has fewer than 50 links, a curated paper fewer than 20.
"""


@dataclass(frozen=True, slots=True, eq=False)
class Backing:
    """What stands behind edges beside their columns, one row an edge; None where it is not told.

    ``family`` are codes of families of predicates (None: each predicate is one). ``belief`` and ``papers``
    (how many support it) are those of the whole statement that an edge words, so equal in all its edges.
    ``witnesses`` are codes of the papers, records and chains that state the edge, ``contexts`` codes among
    ``context_names``.
    """

    family: NDArray[np.int32] | None = None
    belief: NDArray[np.float64] | None = None
    papers: NDArray[np.int32] | None = None
    witnesses: Lists | None = None
    contexts: Lists | None = None
    context_names: tuple[str, ...] = ()

    def take(self, rows: NDArray[Any]) -> Backing:
        """Return what stands behind some edges, in their order."""
        return Backing(
            family=None if self.family is None else self.family[rows],
            belief=None if self.belief is None else self.belief[rows],
            papers=None if self.papers is None else self.papers[rows],
            witnesses=_taken(self.witnesses, rows),
            contexts=_taken(self.contexts, rows),
            context_names=self.context_names,
        )


def with_statements(network: Arrays, backing: Backing) -> Arrays:
    """Return the network with its ``contexts`` and ``statements``; ``backing`` is in the edges' order."""
    network = replace(network, contexts=backing.contexts, context_names=backing.context_names)
    family = network.edges.predicate if backing.family is None else backing.family
    order, start = _grouped(network.edges, family)
    if len(start) == len(order) and (np.diff(order) == 1).all() and backing.family is None:
        alone = replace(network, edges=replace(network.edges, support=_support(network.edges, backing)))
        return replace(network, statements=_witnessed(alone, backing.witnesses))
    leader = _leaders(network.edges, order, start)
    edges, backing_of = network.edges, backing.take(leader)
    subject, object_ = edges.subject[leader], edges.object[leader]
    families = int(family.max()) + 1 if len(family) else 1
    ends = degrees(subject, object_, family[leader], len(network.nodes), families)
    columns = {name: getattr(edges, name)[leader] for name in EdgeArrays.__slots__}
    if backing.belief is not None:
        columns["belief"] = backing.belief[leader]
    chosen = EdgeArrays(**columns | {"out_degree": ends[0], "in_degree": ends[1]})
    size = len(network.nodes)
    group = np.repeat(np.arange(len(start)), np.diff(start, append=len(order)))
    statements = replace(
        network,
        edges=replace(chosen, support=_support(chosen, backing_of)),
        leaving=row_starts(subject, size),
        entering=row_starts(object_, size),
        by_object=stable_order(object_).astype(np.int32),
        worded=Lists(np.append(start, len(order)), edges.row[order]),
        wording=edges.predicate[order],
        contexts=_united(backing.contexts, order, group, len(start)),
    )
    witnesses = _united(backing.witnesses, order, group, len(start))
    return replace(network, statements=_witnessed(statements, witnesses))


def _grouped(edges: EdgeArrays, family: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the order by subject, object, family and sign, and the places where a new statement begins."""
    keys = (edges.sign + 1, family, edges.object, edges.subject)
    order = np.arange(len(edges))
    for key in keys:
        order = order[stable_order(key[order])]
    new = np.ones(len(order), bool)
    new[1:] = np.logical_or.reduce([np.diff(key[order]) != 0 for key in keys])
    return order, np.flatnonzero(new)


def _leaders(edges: EdgeArrays, order: NDArray[np.int64], start: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return of each statement the edge that is believed most, the first of equal ones."""
    sizes = np.diff(start, append=len(order))
    several = np.flatnonzero(np.repeat(sizes > 1, sizes))
    group = np.repeat(np.arange(len(start)), sizes)[several]
    ranked = several[np.lexsort((-edges.belief[order[several]], group))]
    leader = order[start]
    leader[sizes > 1] = order[ranked[np.searchsorted(group, np.flatnonzero(sizes > 1))]]
    return leader


def _support(edges: EdgeArrays, backing: Backing) -> NDArray[np.float64]:
    """Return sqrt(belief x papers / (papers + `PAPERS`)); the belief where no papers are told."""
    if backing.papers is None:
        return edges.belief
    papers = np.maximum(backing.papers, 1)
    support: NDArray[np.float64] = np.sqrt(edges.belief * (papers / (papers + PAPERS)))
    return support


def _united(
    lists: Lists | None, order: NDArray[np.int64], group: NDArray[np.int64], groups: int
) -> Lists | None:
    """Return the lists of the edges of each statement, united."""
    if lists is None:
        return None
    taken = lists.take(order)
    return Lists.of_pairs(np.repeat(group, np.diff(taken.start)), taken.code, groups)


def _witnessed(statements: Arrays, witnesses: Lists | None) -> Arrays:
    """Return the statements with those witnesses that state two of them at least, and no screens."""
    if witnesses is None:
        return statements
    stated = np.bincount(witnesses.code) if len(witnesses.code) else np.zeros(1, np.int64)
    tells = (stated >= 2) & (stated <= LARGEST_WITNESS)
    return replace(statements, witnesses=witnesses.only(tells[witnesses.code]))


def worded_by(statements: Arrays, allowed: NDArray[np.bool_]) -> Arrays:
    """Return the statements that an allowed predicate words, under the first such predicate."""
    if statements.worded is None or statements.wording is None:
        return statements
    good = allowed[statements.wording]
    rows = statements.worded.row[good]
    kept, first = np.unique(rows, return_index=True)
    predicate = statements.edges.predicate.copy()
    predicate[kept] = statements.wording[good][first]
    leads = allowed[statements.edges.predicate]
    predicate[leads] = statements.edges.predicate[leads]
    edges = replace(statements.edges, predicate=predicate)
    return replace(statements, edges=edges, compiled_arrays=None)


def said_of(network: Arrays, wanted: Mapping[str, Sequence[str]], *, strict: bool) -> Arrays:
    """Return the network with the edges only that are said of one of the wanted values of each kind.

    Args:
        network: edges or statements.
        wanted: of each kind of context (``"species"``) the values of which one is needed.
        strict: leave out, too, what states nothing of that kind.
    """
    keep = np.ones(len(network), bool)
    for kind, values in wanted.items():
        keep &= _matching(network, kind, values, strict=strict)
    return network if keep.all() else only(network, np.flatnonzero(keep))


def _matching(network: Arrays, kind: str, values: Sequence[str], *, strict: bool) -> NDArray[np.bool_]:
    if network.contexts is None:
        return np.full(len(network), not strict)
    of_kind = np.array([name.startswith(f"{kind}:") for name in network.context_names], bool)
    chosen = np.isin(np.array(network.context_names, object), [f"{kind}:{value}" for value in values])
    stated, good = (_any(network.contexts, mask) for mask in (of_kind, chosen))
    return good if strict else good | ~stated


def _any(lists: Lists, mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return of each row whether one of its numbers is in the mask."""
    found = np.zeros(len(lists), bool)
    if len(mask):
        found[lists.row[mask[lists.code]]] = True
    return found


def only(network: Arrays, edge: NDArray[np.int64]) -> Arrays:
    """Return the network with some of its edges, by ascending position; degrees stay those of the whole."""
    columns = {name: getattr(network.edges, name)[edge] for name in EdgeArrays.__slots__}
    edges, size = EdgeArrays(**columns), len(network.nodes)
    return replace(
        network,
        edges=edges,
        leaving=row_starts(edges.subject, size),
        entering=row_starts(edges.object, size),
        by_object=stable_order(edges.object).astype(np.int32),
        statements=None,
        wording=_wording_of(network, edge),
        compiled_arrays=None,
        worded=_taken(network.worded, edge),
        witnesses=_taken(network.witnesses, edge),
        contexts=_taken(network.contexts, edge),
    )


def _taken(lists: Lists | None, rows: NDArray[np.int64]) -> Lists | None:
    return None if lists is None else lists.take(rows)


def _wording_of(network: Arrays, edge: NDArray[np.int64]) -> NDArray[np.int16] | None:
    if network.worded is None or network.wording is None:
        return None
    return Lists(network.worded.start, network.wording.astype(np.int32)).take(edge).code.astype(np.int16)


def wording_of(network: Arrays, edge: int) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Return the rows of the input behind an edge or a statement, and their predicates, each once.

    The leading ones come first.
    """
    lead, predicate = int(network.edges.row[edge]), network.predicates[network.edges.predicate[edge]]
    if network.worded is None or network.wording is None:
        return (lead,), (predicate,)
    place = slice(network.worded.start[edge], network.worded.start[edge + 1])
    rows = dict.fromkeys((lead, *network.worded.code[place].tolist()))
    names = dict.fromkeys((predicate, *(network.predicates[code] for code in network.wording[place])))
    return tuple(rows), tuple(names)
