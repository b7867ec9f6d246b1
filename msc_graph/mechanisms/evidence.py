"""Paths with the evidence and context of the graph they were found in: the value that every form reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from msc_graph.languages import LANGUAGES
from msc_graph.mechanisms.disputes import Dispute, Disputes
from msc_graph.mechanisms.kinds import Kinds
from msc_graph.mechanisms.verdicts import (
    CLAIMED,
    LOOKED_AT,
    PENDING,
    RECALLED,
    Strength,
    can_contest,
    strength_of,
)
from msc_graph.model.belief import Direction
from msc_graph.model.graph import Graph, GraphEdge, GraphNode
from msc_graph.model.property_graph import joint_scope
from msc_graph.model.strength import belief_word
from msc_graph.pathfinding.network import Network
from msc_graph.pathfinding.paths import Edge, Path, Paths, Pivot, best_of
from msc_graph.pathfinding.question import Question
from msc_graph.pathfinding.search import Deadline
from msc_graph.pathfinding.sums import TargetNet
from msc_graph.pathfinding.why import Relaxation, relaxations
from msc_graph.system.checked import checked
from msc_graph.system.told import counted, told
from msc_graph.vocabulary.namespaces import MSC
from msc_graph.vocabulary.ontology import Vocabulary
from msc_graph.vocabulary.signs import PredicateRole, Sign


@dataclass(frozen=True, slots=True)
class Clash:
    """Two steps of a path that were seen in different surroundings, with nothing in common.

    ``kind`` is ``"species"`` or ``"cell"``; ``first`` and ``second`` are the numbers of the steps, counted
    from 1, and ``before`` and ``after`` the CURIEs that they state.
    """

    kind: str
    first: int
    second: int
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MechanismPath:
    """A path of edges that repeats no node, with all that is known of its nodes and edges.

    ``score`` is what orders paths, ``contribution`` what the path adds to the net score, ``belief`` the
    product of the edges' beliefs; all above 0, at most 1. An edge that several edges of the graph word has
    the assertions, evidence and belief of all of them; ``wording`` holds these, and ``both`` tells of each
    step whether the opposite sign is reported too. ``published`` holds the mechanisms that all its edges
    share, ``sources`` the papers and records that state all of them, ``verification`` how far the study
    behind each mechanism was seen: ``"verified"``, ``"title-verified"``, or ``"memory"`` (recalled, citation
    pending). ``clashes`` tells where its context does not fit together,
    ``forward`` of each edge whether the path walks it in its direction; ``against`` are papers of its edges
    that only refute one of them.
    """

    nodes: tuple[GraphNode, ...]
    edges: tuple[GraphEdge, ...]
    sign: Sign
    score: float
    belief: float
    published: tuple[str, ...] = ()
    clashes: tuple[Clash, ...] = ()
    forward: tuple[bool, ...] = ()
    verification: Mapping[str, str] = field(default_factory=dict)
    contribution: float = 0.0
    wording: tuple[tuple[GraphEdge, ...], ...] = ()
    both: tuple[bool, ...] = ()
    sources: tuple[str, ...] = ()
    against: frozenset[str] = frozenset()

    def _repr_html_(self) -> str:
        from msc_graph.mechanisms.cards import card_values
        from msc_graph.pages.rendering import piece

        return piece("path", path=self, **card_values(self.nodes, "en"))

    def __repr__(self) -> str:
        return told(
            self,
            " → ".join(node.label for node in self.nodes),
            f"sign {self.sign.value}",
            f"score {self.score:.3g}",
        )

    @property
    def pending(self) -> tuple[str, ...]:
        """The chains and the claims (CURIEs) of it that are only recalled: their citation is pending."""
        chains = [chain for chain in self.published if self.verification.get(chain) == RECALLED]
        recalled = [edge for edge in self.edges if belief_word(edge) == "recalled"]
        return (*chains, *sorted({claim for edge in recalled for claim in edge.assertions}))

    @property
    def provenance(self) -> str:
        """``"published"`` when one chain holds all edges, ``"one source"`` when one paper or record does.

        Else ``"stitched"`` from several.
        """
        if self.published:
            return "published"
        return "one source" if self.sources else "stitched"


class _Step(NamedTuple):
    """What words a step, these as one edge, and the papers that only refute it."""

    wording: tuple[GraphEdge, ...]
    edge: GraphEdge
    against: frozenset[str]


class Lookup:
    """Finds the node and the edge of the graph behind what a network holds."""

    def __init__(
        self,
        network: Network,
        graph: Graph | None = None,
        vocabulary: Vocabulary | None = None,
        disputes: Disputes | None = None,
    ) -> None:
        """Look things up in ``graph``; without one, a name is all that is known of a node.

        ``vocabulary`` tells the labels of categories; without it their names stand for them. ``disputes``
        knows the disputed claims; without it none is told.
        """
        self.network, self.graph, self.vocabulary, self.disputes = network, graph, vocabulary, disputes
        self._nodes = graph.by_id() if graph else {}
        self._named: dict[str, GraphNode] = {}
        self._steps: dict[Edge, _Step] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        return Lookup, (self.network, self.graph, self.vocabulary, self.disputes)

    def node(self, name: str) -> GraphNode:
        """Return the node with this identifier; it is looked up once."""
        if name not in self._named:
            self._named[name] = self._looked_up(name)
        return self._named[name]

    def _looked_up(self, name: str) -> GraphNode:
        if name in self._nodes:
            return self._nodes[name]
        place = self.network.nodes.find(name)
        kind = self.network.categories[self.network.category_of[place]] if place >= 0 else ""
        return GraphNode(name, kind, name)

    def disputed(self, source: str, target: str) -> tuple[str, ...]:
        """Return the disputed claims (CURIEs) about two nodes."""
        return self.disputes.claims(source, target) if self.disputes else ()

    def disputed_among(self, question: Question, kinds: Kinds) -> tuple[str, ...]:
        """Return the disputed claims (CURIEs, sorted) about one source and all targets, or about one target.

        A target counts together with its ``kinds``. Empty where several sources lead to several targets. That
        no path leads from the one to the other does not matter.
        """
        sources, targets = (
            [self.network.nodes[int(end)] for end in ends] for ends in (question.sources, question.targets)
        )
        found: set[str] = set()
        if self.disputes and len(sources) == 1:
            found.update(claim for one in targets for claim in self.disputes.claims(sources[0], one))
        elif self.disputes and len(targets) - len(kinds) == 1:
            found.update(claim for one in targets for claim in self.disputes.leading_to(one, sources))
        return tuple(sorted(found))

    def is_disease(self, category: str) -> bool:
        """Return whether a category is that of diseases, or below it."""
        return "Disease" in (category, *self.network.ancestors.get(category, ()))

    def category_label(self, category: str, lang: str) -> str:
        """Return the label of a category for readers of ``lang``, else its name."""
        return (
            self.vocabulary.label(f"{MSC}{category}", lang).removeprefix("msc:")
            if self.vocabulary
            else category
        )

    def verdict_label(self, edge: GraphEdge, lang: str) -> str:
        """Return the verdict on an edge in ``lang``, else as the graph names it; empty when not judged."""
        return self._verdicts.get(edge.verdict, {}).get(lang, edge.verdict)

    @cached_property
    def _verdicts(self) -> dict[str, dict[str, str]]:
        """The labels by language of each verdict, by its English one."""
        words = self.vocabulary
        if words is None:
            return {}
        return {
            words.label(iri): {lang: words.label(iri, lang) for lang in LANGUAGES} for iri in words.verdicts
        }

    @cached_property
    def claimed(self) -> frozenset[str]:
        """The mechanisms that the article alone claims: no paper that was seen or is recalled holds them."""
        told = self.graph.verification if self.graph else {}
        return frozenset(mechanism for mechanism, seen in told.items() if seen == CLAIMED)

    def verification(self, mechanisms: Iterable[str]) -> dict[str, str]:
        """Return how far the study behind each mechanism was seen, where that is known."""
        told = self.graph.verification if self.graph else {}
        return {mechanism: told[mechanism] for mechanism in mechanisms if mechanism in told}

    def paths(self, paths: Iterable[Path]) -> list[MechanismPath]:
        """Return paths of the network with all that is known of their nodes and edges."""
        listed = list(paths)
        if expect := getattr(self.graph, "expect", None):  # it lies elsewhere, and is asked once for all
            rows = {row for path in listed for edge in path.edges for row in edge.rows or (edge.row,)}
            expect({node for path in listed for node in path.nodes}, rows)
        return [self.path(path) for path in listed]

    def path(self, path: Path) -> MechanismPath:
        """Return a path of the network with all that is known of its nodes and edges."""
        steps = [self._step(edge) for edge in path.edges]
        edges = tuple(step.edge for step in steps)
        shared = sorted(set.intersection(*(set(edge.mechanisms) for edge in edges)) - self.claimed)
        sources = set.intersection(*(set(edge.witnesses) for edge in edges)) - {PENDING}
        return MechanismPath(
            nodes=tuple(self.node(node) for node in path.nodes),
            edges=edges,
            sign=path.sign,
            score=path.score,
            belief=path.belief,
            published=tuple(shared),
            clashes=clashes(edges),
            forward=tuple(edge.forward for edge in path.edges),
            verification=self.verification(shared),
            contribution=path.contribution,
            wording=tuple(step.wording for step in steps),
            both=tuple(edge.both for edge in path.edges),
            sources=tuple(sorted(sources)),
            against=frozenset().union(*(step.against for step in steps)),
        )

    def _step(self, edge: Edge) -> _Step:
        """Return what is known of a step; it is looked up once, however many paths take it."""
        if edge not in self._steps:
            wording = self.wording(edge)
            whole = united(wording, edge.belief)
            self._steps[edge] = _Step(wording, whole, self.against(whole))
        return self._steps[edge]

    def against(self, edge: GraphEdge) -> frozenset[str]:
        """Return the papers of an edge that refute it and do not support it too."""
        refuting = {item.reference for item in edge.evidence if item.direction is Direction.REFUTES}
        if not refuting or self.graph is None:
            return frozenset()
        refuting -= {item.reference for item in edge.evidence if item.direction is Direction.SUPPORTS}
        return frozenset(self.graph.citations.get(reference, reference) for reference in refuting)

    def edge(self, edge: Edge) -> GraphEdge:
        """Return the edge of the graph that an edge of the network stands for, or all that word it as one."""
        return united(self.wording(edge), edge.belief)

    def wording(self, edge: Edge) -> tuple[GraphEdge, ...]:
        """Return the edges of the graph that word an edge of the network, the leading one first."""
        if self.graph is None:
            return (self._bare(edge),)
        return tuple(self.graph.edges[row] for row in edge.rows or (edge.row,))

    def _bare(self, edge: Edge) -> GraphEdge:
        """Return what is known of an edge without a graph."""
        return GraphEdge(
            id=f"edge-{edge.row}",
            subject=edge.subject,
            predicate=edge.predicate,
            object=edge.object,
            label=edge.predicate,
            label_zh="",
            role=PredicateRole.CAUSAL,
            sign=edge.sign,
            belief=edge.belief,
            verdict="",
            endorsed=True,
            scope="",
            assertions=(),
            evidence=(),
            references=(edge.source,) if edge.source else (),
        )


def united(wording: Sequence[GraphEdge], belief: float) -> GraphEdge:
    """Return edges that state the same as one, under the predicate of the first; its label has all words."""
    first = wording[0]
    if len(wording) == 1:
        return first

    lists = (
        *("assertions", "evidence", "references", "mechanisms", "species", "cells"),
        *("witnesses", "doubted"),
    )
    every: dict[str, Any] = {
        name: tuple(sorted({value for edge in wording for value in getattr(edge, name)})) for name in lists
    }
    return replace(
        first,
        belief=belief,
        label=" / ".join(dict.fromkeys(edge.label for edge in wording)),
        label_zh=" / ".join(dict.fromkeys(edge.label_zh for edge in wording if edge.label_zh)),
        scope=joint_scope(scope for edge in wording for scope in edge.scope.split("|") if scope),
        **every,
    )


@checked
class MechanismPaths(Sequence[MechanismPath]):
    """The best paths from ``source`` to ``target``, best first; empty when there is none.

    ``complete`` is False when time or room ran out, and the paths are the best found so far. ``net`` sums the
    scores of all paths of the question, not only of the ``k`` kept, by sign; ``net_complete`` is False when
    they are too many to be summed. ``verdict`` is exact all the same, but where time was up. Where there are
    several targets, both speak of all of them together, and ``targets`` of each by itself. Where one ``sign``
    was asked for, all of these speak of the paths of that sign alone. A condition counts together with its
    ``kinds``: verdict and net speak of all of them, ``targets`` of each that is reached.
    """

    def __init__(
        self,
        found: Paths,
        lookup: Lookup,
        *,
        source: GraphNode,
        target: GraphNode,
        kinds: Kinds,
        asked: Mapping[str, Any],
        published_only: bool = False,
    ) -> None:
        """Keep what was found.

        Args:
            found: the paths of the network.
            lookup: the graph behind it.
            source: what stands for the start in words: a node, or a name for several.
            target: the same for the end.
            kinds: narrower conditions that stand for the target too, each with those that it is a kind of.
            asked: ``source``, ``target`` (identifiers) and the options of the search.
            published_only: whether paths that no published chain holds were left out.
        """
        self.published_only = published_only
        self.found, self.source, self.target, self.kinds = found, source, target, kinds
        self.max_hops, self.k, self.sign = found.question.max_hops, found.question.k, found.question.sign
        self.complete, self.stopped = found.complete, found.stopped
        self.lookup, self._asked = lookup, dict(asked)

    def __len__(self) -> int:
        return len(self.found)

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return self.lookup.paths(self.found[index])
        return self.lookup.paths([self.found[index]])[0]

    def __iter__(self) -> Iterator[MechanismPath]:
        return iter(self.lookup.paths(self.found))

    def __repr__(self) -> str:
        return told(
            self,
            f"{counted(len(self), 'path')} from {self.source.label} to {self.target.label}",
            first=" → ".join(node.label for node in self[0].nodes) if len(self) else None,
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, MechanismPaths) and self._compared() == other._compared()

    def __hash__(self) -> int:
        return hash((self.source.id, self.target.id, len(self)))

    def _compared(self) -> tuple[Any, ...]:
        return self.source, self.target, self._asked, self.published_only, self.stopped, self.net, self.paths

    @property
    def paths(self) -> tuple[MechanismPath, ...]:
        """The paths, best first."""
        return tuple(self)

    @property
    def assertions(self) -> frozenset[str]:
        """The assertions (CURIEs) on which the edges of all paths rest."""
        return frozenset(name for path in self for edge in path.edges for name in edge.assertions)

    @cached_property
    def verdict(self) -> str:
        """``"positive"``, ``"negative"``, ``"contested"``, ``"unknown"`` or ``"none"`` (no path).

        Contested where the weaker side has at least the share of the evidence that the question states
        (``contested``, 20 % by default), and one of its ten best paths has contexts that fit together.
        """
        return self._settled.verdict

    @cached_property
    def _settled(self) -> Settled:
        if self.several_targets:
            return Settled(self.found.verdict)
        return settled(self.lookup, self.found.question, Sums(self.found.verdict, self.evidence, self.net))

    @property
    def settled(self) -> bool:
        """Whether the contexts behind ``verdict`` were looked at; where time was up, it rests on sums."""
        return self._settled.looked_at

    @property
    def share(self) -> float | None:
        """How much of the evidence of known sign leans one way, 0.5 to 1; None where no sign is known."""
        return self.found.share

    @property
    def undirected(self) -> float:
        """How much of the score is of paths whose sign is unknown, 0 to 1; 0 without a path."""
        whole = sum(self.net.values())
        return self.net[Sign.UNKNOWN] / whole if whole else 0.0

    @cached_property
    def strength(self) -> Strength | None:
        """How well the side that the verdict names is backed; None for several targets or without a path."""
        if self.several_targets or self.verdict == "none":
            return None
        return strength_of(best_paths(self.lookup, self.found.question, self._side))

    @property
    def _side(self) -> Sign:
        if self.verdict == "unknown":
            return Sign.UNKNOWN
        return greater_side(self.evidence)

    @property
    def net(self) -> dict[Sign, float]:
        """The sum of scores by sign, over all paths of the question."""
        return self.found.net

    @property
    def evidence(self) -> dict[Sign, float]:
        """What the verdict is made of, by known sign; see `msc_graph.pathfinding.paths.Paths.evidence`."""
        return self.found.evidence

    @property
    def net_complete(self) -> bool:
        """Whether ``net`` covers all paths."""
        return self.found.net_complete

    @property
    def net_stopped(self) -> str:
        """What kept ``net`` from being whole: ``"time"``, ``"room"`` or ``""`` for nothing."""
        return self.found.totals.stopped

    @property
    def several_targets(self) -> bool:
        """Whether the question names several targets, or a category; a condition with its kinds is one."""
        return len(self.found.question.targets) - len(self.kinds) > 1

    @property
    def targets(self) -> tuple[TargetNet, ...]:
        """Verdict and net of each target that is reached, the largest net first; see `Paths.targets`."""
        return self._targets

    @cached_property
    def _targets(self) -> tuple[TargetNet, ...]:
        alone = len(self.found.question.targets) == 1
        return tuple(
            replace(one, verdict=known.verdict, settled=known.looked_at)
            for one in self.found.targets
            for known in [self._settled if alone else settled_at(self.lookup, self.found.question, one)]
        )

    @cached_property
    def disputed(self) -> tuple[str, ...]:
        """The disputed claims (CURIEs, sorted) about the ends; see `Lookup.disputed_among`."""
        return self.lookup.disputed_among(self.found.question, self.kinds)

    def kind_of(self, node: str) -> tuple[str, ...]:
        """Return the conditions asked for that a node is only a kind of; empty for any other node."""
        return self.kinds.get(node, ())

    def disputes(self, lang: str = "en") -> tuple[Dispute, ...]:
        """Return the disputed claims about a pair in words, with what is right instead."""
        known = self.lookup.disputes
        return tuple(known.told(claim, lang) for claim in self.disputed) if known else ()

    @property
    def on_disease(self) -> bool:
        """Whether all targets are diseases: there "worsens" and "relieves" are said."""
        return self.lookup.is_disease(self.target.category)

    def node(self, name: str) -> GraphNode:
        """Return what is known of the node with this identifier."""
        return self.lookup.node(name)

    @property
    def pivots(self) -> tuple[Pivot, ...]:
        """The edges whose removal or reversal changes the outcome of a contested pair; see `Paths.pivots`."""
        return self.found.pivots if self.hangs_on_steps else ()

    @property
    def hangs_on_steps(self) -> bool:
        """Whether the outcome may hang on single steps: it is that of one contested pair."""
        return self.verdict == "contested" and not self.several_targets

    @property
    def why_none(self) -> tuple[Relaxation, ...]:
        """The smallest changes of the question that find something; empty unless nothing was found.

        All changes of the smallest number of options are given. Empty too when no change helps at all, and
        where only a part of the graph was brought for the question as it was asked.
        """
        return self._relaxed[0]

    @property
    def all_tried(self) -> bool:
        """Whether time was enough to look for all that ``why_none`` could give."""
        return self._relaxed[1]

    @cached_property
    def _relaxed(self) -> tuple[tuple[Relaxation, ...], bool]:
        whole = self.complete and self.lookup.network.cut is None
        if not whole or self or self.left_out:
            return (), True
        return relaxations(self.lookup.network, self._asked, self.found.question.allowance)

    @property
    def left_out(self) -> bool:
        """Whether there are paths, but none is given: no published chain holds one."""
        return self.published_only and not self and self.verdict != "none"

    def verdict_label(self, edge: GraphEdge, lang: str) -> str:
        """Return the verdict on an edge in ``lang``; empty when it was not judged."""
        return self.lookup.verdict_label(edge, lang)

    def label(self, curie: str, lang: str = "en") -> str:
        """Return the label of a node in ``lang``, else in English, else its identifier."""
        return self.lookup.node(curie).label_in(lang)


def best_paths(lookup: Lookup, question: Question, sign: Sign) -> list[MechanismPath]:
    """Return the `LOOKED_AT` best paths of one sign."""
    return lookup.paths(best_of(question, sign, LOOKED_AT))


def greater_side(evidence: Mapping[Sign, float]) -> Sign:
    """Return the sign of the greater of the two known sides; positive where they are equal."""
    return Sign.POSITIVE if evidence[Sign.POSITIVE] >= evidence[Sign.NEGATIVE] else Sign.NEGATIVE


@dataclass(frozen=True, slots=True)
class Sums:
    """What the paths of a pair add up to before their contexts are looked at: a verdict, and sums by sign."""

    verdict: str
    evidence: Mapping[Sign, float]
    net: Mapping[Sign, float]


@dataclass(frozen=True, slots=True)
class Settled:
    """A ``verdict``, and whether the contexts of the best paths were looked at: False where time was up."""

    verdict: str
    looked_at: bool = True


def settled(lookup: Lookup, question: Question, sums: Sums) -> Settled:
    """Return the verdict on a question of one pair of ends, once its best paths are looked at.

    The weaker side makes a verdict contested where the contexts of one of its best paths fit together. Where
    one source or chain states such a path whole, its part of the score is enough, as of the evidence else.
    The direction is unknown where a source or chain states just that, and only steps put together say one.
    Where time is up before, the verdict is that of the sums.
    """
    if question.sign is not None or sums.verdict not in ("positive", "negative", "contested"):
        return Settled(sums.verdict)
    deadline = Deadline.of(question)
    verdict = sums.verdict if deadline.over() else _looked_at(lookup, question, sums)
    return Settled(sums.verdict, looked_at=False) if deadline.over() else Settled(verdict)


def _looked_at(lookup: Lookup, question: Question, sums: Sums) -> str:
    """Return what the contexts of the best paths make of a verdict; see `settled`."""
    greater = greater_side(sums.evidence)
    if _undirected(lookup, question, sums.net, greater):
        return "unknown"
    weaker = Sign.NEGATIVE if greater is Sign.POSITIVE else Sign.POSITIVE
    said = "positive" if greater is Sign.POSITIVE else "negative"
    if sums.verdict != "contested" and not _heard(sums.net, weaker, question.contested):
        return said
    best = best_paths(lookup, question, weaker)
    if sums.verdict != "contested":
        best = [path for path in best if path.provenance != "stitched"]
    return "contested" if best and can_contest(best) else said


def _undirected(lookup: Lookup, question: Question, net: Mapping[Sign, float], greater: Sign) -> bool:
    """Return whether one source states the best path without a direction, and those have 80 % of the score.

    80 %: all but the share that contests a verdict. A direction must come from stitched steps alone.
    """
    if not 0 < net[Sign.UNKNOWN] >= (1 - question.contested) * sum(net.values()):
        return False
    best = lookup.paths(best_of(question, Sign.UNKNOWN, 1))
    if not best or best[0].provenance == "stitched" or best[0].clashes:
        return False
    return all(path.provenance == "stitched" for path in best_paths(lookup, question, greater))


def _heard(net: Mapping[Sign, float], side: Sign, least: float) -> bool:
    """Return whether a side has at least a share of the score of known sign."""
    return 0 < net[side] >= least * (net[Sign.POSITIVE] + net[Sign.NEGATIVE])


def settled_at(lookup: Lookup, question: Question, one: TargetNet) -> Settled:
    """Return the verdict on one of several targets, once its best paths are looked at."""
    target = np.array([lookup.network.node_index(one.target)], np.int32)
    sums = Sums(one.verdict, one.evidence, one.net)
    return settled(lookup, replace(question, targets=target), sums)


def clashes(edges: Sequence[GraphEdge]) -> tuple[Clash, ...]:
    """Return where the species or the recipient cell changes: each step against the last that states one."""
    found = []
    for kind, states in (("species", [e.species for e in edges]), ("cell", [e.cells for e in edges])):
        last: tuple[int, tuple[str, ...]] | None = None
        for number, stated in enumerate(states, start=1):
            if last and stated and not set(last[1]) & set(stated):
                found.append(Clash(kind, last[0], number, last[1], stated))
            last = (number, stated) if stated else last
    return tuple(found)
