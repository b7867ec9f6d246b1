"""What is asked of a network: the options of a search, checked and turned into positions and codes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any

import numpy as np
from numpy.typing import NDArray

from msc_graph.errors import UsageError, must_be_one_of, must_be_true_or_false
from msc_graph.languages import LANGUAGES
from msc_graph.pathfinding.arrays import HUB_DAMPING, Arrays, Indexes, offered
from msc_graph.pathfinding.pattern import Pattern, compile_pattern
from msc_graph.pathfinding.statements import said_of, worded_by
from msc_graph.pathfinding.verdicts import CONTESTED_FROM
from msc_graph.vocabulary.ontology import Vocabulary, vocabulary
from msc_graph.vocabulary.signs import Sign

MAX_HOPS = 5
"""Default longest path, in edges."""
MAX_HOPS_LIMIT = 8
"""Longest path that may be asked for, in edges: our choice; longer chains explain nothing."""
MAX_DAMPING = 10.0
MOST_AT_ONCE = 2_000_000
"""Most edges that are looked at, and most paths made, at once: our choice, for less than 200 MB."""
COHERENT, DWPC = SCORINGS = ("coherent", "dwpc")
"""How paths may be ordered; the first is the default."""
ORDER_DAMPING = 0.2
"""Default exponent of the degree product in the coherent order.

Best on three draws of pairs in trials; `benchmarks.recovery --tune` finds 0.2 to 0.4 as good as each other.
"""
COHERENCE = 0.03
"""Default factor of a step that nothing states together with the two before it; 0.01 to 0.1 are as good."""
CLASH = 0.5
"""Default further factor where such a step has species or cells of its own: our choice; it cannot be measured
on DrugMechDB, which states neither."""
LEAST_FACTOR = 1e-6
ANY = "any "
"""How a text that names a category instead of a node begins: ``"any Disease"``."""

Names = str | Sequence[str]


@dataclass(frozen=True, slots=True)
class Options:
    """The options of a search as they were given; `asked` checks them.

    Args:
        max_hops: longest path in edges, 1 to 8.
        k: how many paths, at least 1; None for all.
        sign: ``"+"``, ``"-"`` or ``"?"``: only paths of that net effect; None for all.
        via: nodes that every path must visit.
        avoid: nodes that no path may visit.
        predicates: names that alone are allowed; ``"!name"`` forbids one, ``"+name"`` adds a contextual one.
        through: expression over the categories along the path (`msc_graph.pathfinding.pattern`).
        min_belief: leave out edges believed less, 0 to 1.
        hub_damping: exponent of the degree product in what sums add up, 0 to 10; 0 does not damp hubs.
        scoring: ``"coherent"`` reads each statement once and orders paths by support, damped degrees of
            families and coherence; ``"dwpc"`` takes every edge for itself, by belief and degrees of
            predicates (Himmelstein & Baranzini 2015, doi:10.1371/journal.pcbi.1004259).
        order_damping: exponent of the degree product in the coherent order, 0 to 10.
        coherence: factor, above 0 to 1, for a step that nothing states together with the two before it.
        clash: further factor, above 0 to 1, where such a step has species or cells of its own.
        species: CURIEs of which an edge must state one; an edge that states none passes.
        cell: the same for recipient cells.
        scope: ``"EV"`` or ``"MSC"``, likewise.
        evidence: types of supporting evidence, likewise.
        strict: leave out, too, edges that state no species, cell, scope or evidence where one is asked for.
        stops: nodes that no path goes beyond: one that comes to such a node ends there.
        directed: False lets a path walk edges against their direction too; the edge keeps its sign.
        timeout: seconds that paths, sums and verdicts may take together; what was found by then is returned.
            None for no limit.
        contested: least share of the weaker side from which on a verdict is contested, 0 to 0.5.
    """

    max_hops: int = MAX_HOPS
    k: int | None = 10
    sign: str | Sign | None = None
    via: Names = ()
    avoid: Names = ()
    predicates: Names | None = None
    through: str | None = None
    min_belief: float = 0.0
    hub_damping: float = HUB_DAMPING
    directed: bool = True
    timeout: float | None = None
    contested: float = CONTESTED_FROM
    scoring: str = COHERENT
    order_damping: float = ORDER_DAMPING
    coherence: float = COHERENCE
    clash: float = CLASH
    species: Names = ()
    cell: Names = ()
    scope: Names = ()
    evidence: Names = ()
    strict: bool = False
    stops: Names = ()


@dataclass(slots=True, eq=False)
class Allowance:
    """The seconds that are ``left`` for all work on a question together; None for no limit.

    Sums are worked out when they are asked for: what passes before that, while nothing works, is not spent.
    """

    left: float | None
    _since: float = 0.0

    def resume(self) -> None:
        """Begin a piece of work."""
        self._since = monotonic()

    def spend(self) -> None:
        """Take off what passed since a piece of work began or spent last."""
        if self.left is not None:
            now = monotonic()
            self.left, self._since = self.left - (now - self._since), now

    @property
    def spent(self) -> bool:
        """Whether nothing is left."""
        return self.left is not None and self.left <= 0


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """A checked search: nodes as positions, predicates as a mask over codes.

    ``network`` is what is read: statements or edges, of the contexts asked for. ``order_damping`` is the
    exponent of the order, ``hub_damping`` that of the sums; ``coherence`` and ``clash`` are 1 where the order
    knows none. Questions made of this one by `dataclasses.replace` share its ``allowance``.
    """

    network: Arrays
    sources: Indexes
    targets: Indexes
    max_hops: int
    k: int | None
    sign: Sign | None
    via: tuple[int, ...]
    avoid: tuple[int, ...]
    predicate_allowed: NDArray[np.bool_]
    pattern: Pattern | None
    min_belief: float
    hub_damping: float
    directed: bool
    allowance: Allowance
    contested: float = CONTESTED_FROM
    scoring: str = COHERENT
    order_damping: float = ORDER_DAMPING
    coherence: float = COHERENCE
    clash: float = CLASH
    stops: tuple[int, ...] = ()


def asked(network: Arrays, source: Any, target: Any, options: Options) -> Question:
    """Return the checked question; ``network`` is what `reading` gave.

    Raises:
        UnknownNode: an identifier is not in the network.
        UsageError: an option is out of range or malformed, or source and target are the same node.
    """
    _check_limits(options)
    coherent = options.scoring == COHERENT
    sources, targets = node_set(network, source, "source"), node_set(network, target, "target")
    if len(sources) == len(targets) == 1 and sources[0] == targets[0]:
        raise UsageError(
            f"source and target are the same node, {network.nodes[int(sources[0])]}; name two nodes"
        )
    via, avoid = _places(network, options.via, "via"), _places(network, options.avoid, "avoid")
    _check_avoided(network, sources, targets, via, avoid)
    if len(via) > options.max_hops + 1:
        raise UsageError(
            f"{len(via)} nodes are to be visited, but a path of {options.max_hops} edges has fewer"
        )
    return Question(
        network=network,
        sources=sources,
        targets=targets,
        max_hops=options.max_hops,
        k=options.k,
        sign=sign_of(options.sign),
        via=via,
        avoid=avoid,
        predicate_allowed=allowed_predicates(network, options.predicates),
        pattern=None
        if options.through is None
        else compile_pattern(options.through, network.category_codes, len(network.categories)),
        min_belief=float(options.min_belief),
        hub_damping=float(options.hub_damping),
        directed=options.directed,
        allowance=Allowance(options.timeout),
        contested=float(options.contested),
        scoring=options.scoring,
        order_damping=float(options.order_damping if coherent else options.hub_damping),
        coherence=float(options.coherence) if coherent else 1.0,
        clash=float(options.clash) if coherent else 1.0,
        stops=_places(network, options.stops, "stops"),
    )


def _places(network: Arrays, names: Names, option: str) -> tuple[int, ...]:
    """Return the positions, ascending, of the nodes that an option names."""
    return tuple(sorted({network.node_index(name) for name in listed_names(names, f"'{option}'")}))


CONTEXTS = {"species": "species", "cell": "cells", "scope": "scopes", "evidence": "types of evidence"}
"""The kinds of context that can be asked for, and what they are called."""


def reading(network: Arrays, options: Options) -> Arrays:
    """Return what a question reads: statements or edges, of the contexts asked for.

    Raises:
        UsageError: the scoring or a context is unknown; near ones are offered.
    """
    must_be_one_of(options.scoring, "scoring", SCORINGS)
    must_be_true_or_false(options.strict, "strict")
    if options.scoring == COHERENT and network.statements is not None:
        network = network.statements
    if options.predicates is not None:
        network = worded_by(network, allowed_predicates(network, options.predicates))
    wanted = {
        kind: names for kind in CONTEXTS if (names := listed_names(getattr(options, kind), f"'{kind}'"))
    }
    for kind, names in wanted.items():
        _check_contexts(network, kind, names)
    return said_of(network, wanted, strict=options.strict) if wanted else network


def _check_contexts(network: Arrays, kind: str, names: Iterable[str]) -> None:
    known = [name.partition(":")[2] for name in network.context_names if name.startswith(f"{kind}:")]
    for name in names:
        if name not in known:
            offer = offered(name, known, CONTEXTS[kind], usual=known, labels={})
            raise UsageError(f"no edge states the {kind} {name!r}.{offer}")


def _check_limits(options: Options) -> None:
    check_range("max_hops", options.max_hops, 1, MAX_HOPS_LIMIT, whole=True)
    if options.k is not None:
        check_range("k", options.k, 1, 1_000_000, whole=True)
    check_range("min_belief", options.min_belief, 0, 1)
    check_range("hub_damping", options.hub_damping, 0, MAX_DAMPING)
    check_range("contested", options.contested, 0, 0.5)
    check_range("order_damping", options.order_damping, 0, MAX_DAMPING)
    for name in ("coherence", "clash"):
        check_range(name, getattr(options, name), LEAST_FACTOR, 1)
    if options.timeout is not None:
        check_range("timeout", options.timeout, 0, 1_000_000)
    if not isinstance(options.directed, bool | np.bool_):
        raise UsageError(f"directed is {options.directed!r}, but it must be True or False")


def check_range(name: str, value: Any, low: float, high: float, *, whole: bool = False) -> None:
    """Refuse a value that is no (whole) number or lies outside ``low`` to ``high``.

    Raises:
        UsageError: as said; the text names the limits.
    """
    kinds = (int, np.integer) if whole else (int, float, np.number)
    if isinstance(value, bool) or not isinstance(value, kinds) or not low <= value <= high:
        number = "a whole number" if whole else "a number"
        raise UsageError(f"{name} is {value!r}, but it must be {number} between {low} and {high}")


def _check_avoided(
    network: Arrays, sources: Indexes, targets: Indexes, via: tuple[int, ...], avoid: tuple[int, ...]
) -> None:
    fixed = set(via)
    for ends in (sources, targets):
        fixed |= {int(ends[0])} if len(ends) == 1 else set()
    if clash := sorted(fixed & set(avoid)):
        raise UsageError(
            f"{network.nodes[clash[0]]} is to be avoided, but also source, target or to be visited"
        )


def listed_names(names: Any, what: str) -> list[str]:
    """Return one name or several as a list.

    Raises:
        UsageError: it is neither; ``what`` says which option it stands for.
    """
    listed: list[Any] = [names]
    if not isinstance(names, str) and isinstance(names, Iterable):
        listed = list(names)
    if not all(isinstance(name, str) for name in listed):
        raise UsageError(f"{what} is {names!r}, but it must be a name, or a list of names")
    return listed


def names_category(network: Arrays, names: Any) -> bool:
    """Return whether a text names a category, as ``"any Disease"`` does, and not a node."""
    return isinstance(names, str) and names.casefold().startswith(ANY) and network.nodes.find(names) < 0


def node_set(network: Arrays, names: Any, what: str) -> Indexes:
    """Return the positions, ascending, of one node, several nodes, or the members of ``"any Category"``.

    Raises:
        UnknownNode, UsageError: there is no such node or category, or nothing is named.
    """
    if isinstance(names, str):
        if names_category(network, names):
            return network.members(names[len(ANY) :].strip())
        return np.array([network.node_index(names)], np.int32)
    listed = listed_names(names, f"the {what}")
    if not listed:
        raise UsageError(f"the {what} names no node; name one, several, or a category as 'any Disease'")
    return np.array(sorted({network.node_index(name) for name in listed}), np.int32)


def sign_of(text: str | Sign | None) -> Sign | None:
    """Return the sign that a text means; None stays None.

    Raises:
        UsageError: it is none of ``"+"``, ``"-"`` and ``"?"``.
    """
    if text is None or isinstance(text, Sign):
        return text
    try:
        return Sign(text)
    except (ValueError, TypeError):
        raise UsageError(f"a sign is '+', '-' or '?', not {text!r}") from None


def allowed_predicates(network: Arrays, names: Names | None) -> NDArray[np.bool_]:
    """Return which predicates may take part.

    A plain name allows it and no unnamed one; ``!name`` forbids one; ``+name`` adds one to the usual ones. A
    name may come without its prefix. Without plain names all but the contextual predicates are allowed.

    Raises:
        UsageError: a predicate is unknown; near ones are offered, or all.
    """
    if names is None:
        return network.usual_predicates
    chosen = listed_names(names, "'predicates'")
    if not chosen:
        raise UsageError("'predicates' is empty; name the predicates to allow, or leave it out")
    usual = not any(name[:1] not in ("!", "+") for name in chosen)
    allowed = np.array([usual and name not in network.contextual for name in network.predicates], bool)
    for name in chosen:
        mark, plain = (name[0], name[1:]) if name[:1] in ("!", "+") else ("", name)
        for code in predicate_codes(network, plain):
            allowed[code] = mark != "!"
    return allowed


def predicate_codes(network: Arrays, name: str, words: Vocabulary | None = None) -> list[int]:
    """Return the codes of the predicates with this name, or with it after their prefix, or with this label.

    ``words`` are what declares the labels; None for the ontology in the package.

    Raises:
        UsageError: there is none; near ones are offered, or all.
    """
    if not name:
        raise UsageError("a predicate without a name; give one, such as 'promotes'")
    found = [code for code, known in enumerate(network.predicates) if known == name]
    found = found or [code for code, known in enumerate(network.predicates) if local_name(known) == name]
    if not found:
        called = (words or vocabulary()).predicates_called(name)
        found = [code for code, known in enumerate(network.predicates) if known in called]
    if not found:
        known = [local_name(predicate) for predicate in network.predicates]
        usual = [predicate for predicate, takes in zip(known, network.usual_predicates, strict=True) if takes]
        labels = vocabulary().predicate_labels(LANGUAGES[1])
        offer = offered(local_name(name), known, "predicates", usual=usual, labels=labels)
        raise UsageError(f"unknown predicate {name!r}.{offer}", chinese=labels)
    return found


def local_name(curie: str) -> str:
    """Return a CURIE without its prefix."""
    return curie.rpartition(":")[2]
