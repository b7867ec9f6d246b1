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
from msc_graph.pathfinding.sorting import changes, degrees, order_by, row_starts, stable_order

PAPERS = 5
"""How many papers give half of what papers can give. Measured by `benchmarks.recovery`: with 3 and with 10,
fewer mechanisms come first."""
LARGEST_WITNESS = 100
"""Most statements of one paper or record that are taken to belong together; beyond it is a screen, or a list.

Our choice: the largest record of DrugMechDB has fewer than 50 links, a curated paper fewer than 20.
"""
_AT_ONCE = 1_000_000
"""Of how many statements the lists are united at once: our choice, for some tens of megabytes."""

_Places = NDArray[Any]


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


def with_statements(network: Arrays, backing: Backing, order: _Places) -> Arrays:
    """Return the network with its ``contexts`` and ``statements``.

    ``order`` tells of each edge which row of ``backing`` stands behind it.
    """
    network = replace(network, contexts=_taken(backing.contexts, order), context_names=backing.context_names)
    family = network.edges.predicate if backing.family is None else backing.family[order]
    papers = None if backing.papers is None else backing.papers[order]
    row, start = _grouped(network.edges, family)
    if len(start) == len(row) and (np.diff(row) == 1).all() and backing.family is None:
        edges = replace(network.edges, support=_support(network.edges.belief, papers))
        stated = replace(network, edges=edges)
        return replace(network, statements=_witnessed(stated, _taken(backing.witnesses, order)))
    leader = _leaders(network.edges, row, start)
    belief = network.edges.belief[leader] if backing.belief is None else backing.belief[order[leader]]
    edges = replace(
        network.edges.take(leader),
        belief=belief,
        support=_support(belief, None if papers is None else papers[leader]),
    )
    ends = degrees(edges.subject, edges.object, family[leader], len(network.nodes), _codes(family))
    size = len(network.nodes)
    stated = replace(
        network,
        edges=replace(edges, out_degree=ends[0], in_degree=ends[1]),
        leaving=row_starts(edges.subject, size),
        entering=row_starts(edges.object, size),
        by_object=stable_order(edges.object).astype(np.int32),
        worded=Lists(np.append(start, len(row)), network.edges.row[row]),
        wording=network.edges.predicate[row],
        contexts=_united(network.contexts, row, start),
    )
    witnesses = _united(backing.witnesses, order[row], start)
    return replace(network, statements=_witnessed(stated, witnesses))


def _codes(column: NDArray[Any]) -> int:
    return int(column.max(initial=0)) + 1


def _grouped(edges: EdgeArrays, family: NDArray[Any]) -> tuple[_Places, _Places]:
    """Return the order by subject, object, family and sign, and the places where a new statement begins."""
    keys = (edges.subject, edges.object, family, edges.sign + 1)
    order = order_by(*keys).astype(np.int32)
    return order, np.flatnonzero(changes(*(key[order] for key in keys)))


def _leaders(edges: EdgeArrays, order: _Places, start: _Places) -> _Places:
    """Return of each statement the edge that is believed most, the first of equal ones."""
    sizes = np.diff(start, append=len(order))
    several = np.flatnonzero(np.repeat(sizes > 1, sizes))
    group = np.repeat(np.arange(len(start)), sizes)[several]
    ranked = several[np.lexsort((-edges.belief[order[several]], group))]
    leader = order[start]
    leader[sizes > 1] = order[ranked[np.searchsorted(group, np.flatnonzero(sizes > 1))]]
    return leader


def _support(belief: NDArray[np.float64], papers: NDArray[np.int32] | None) -> NDArray[np.float64]:
    """Return sqrt(belief x papers / (papers + `PAPERS`)); the belief where no papers are told."""
    if papers is None:
        return belief
    papers = np.maximum(papers, 1)
    support: NDArray[np.float64] = np.sqrt(belief * (papers / (papers + PAPERS)))
    return support


def _united(lists: Lists | None, order: _Places, start: _Places) -> Lists | None:
    """Return the lists of the edges of each statement, united; some statements at once, for the memory."""
    if lists is None:
        return None
    pieces, bounds = [], np.append(start, len(order))
    for begin in range(0, len(start), _AT_ONCE):
        places = bounds[begin : begin + _AT_ONCE + 1]
        taken = lists.take(order[places[0] : places[-1]])
        statement = np.repeat(np.arange(len(places) - 1, dtype=np.int32), np.diff(places))
        pieces.append(Lists.of_pairs(np.repeat(statement, np.diff(taken.start)), taken.code, len(places) - 1))
    return Lists.one_after_another(pieces)


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
    edges, size = network.edges.take(edge), len(network.nodes)
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
        met=None,
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
