"""What a verdict rests on: published chains, single sources, steps put together, contexts that clash."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

LOOKED_AT = 10
"""How many of the best paths of a side are looked at."""
BELIEVED = 0.3
"""Belief from which on one source for all steps is moderate support; imports call that much "supported"."""
PENDING = "reference:citation-pending"
"""Stands where a paper is known to exist, but was not found: no paper that could be counted."""
_PAPERS = ("PMID:", "DOI:")
STRENGTHS = ("strong", "moderate", "weak", "recalled")


class Backed(Protocol):
    """What is read of a path: its chains, how far these were seen, its clashes, edges and belief."""

    @property
    def published(self) -> tuple[str, ...]:
        """The published chains that hold all of its edges."""

    @property
    def verification(self) -> Mapping[str, str]:
        """How far the study behind each chain was seen."""

    @property
    def sources(self) -> Sequence[str]:
        """The papers and records that state all of its edges."""

    @property
    def clashes(self) -> Sequence[Any]:
        """Where its contexts do not fit together."""

    @property
    def edges(self) -> Sequence[Any]:
        """Its edges, each with ``references``."""

    @property
    def against(self) -> frozenset[str]:
        """The papers of its edges that only refute."""

    @property
    def belief(self) -> float:
        """The product of the beliefs in its edges."""


@dataclass(frozen=True, slots=True)
class Strength:
    """How well the side that a verdict names is backed by its ten best paths.

    ``word`` is ``"strong"`` (a published chain whose study was verified), ``"moderate"`` (of one only the
    title was, or one source states all steps, believed at least `BELIEVED`), ``"recalled"`` (a chain known
    from memory alone) or ``"weak"``. ``basis`` says by what: ``"published"``,
    ``"one source"`` or ``"stitched"``. ``chains`` are the published chains, ``references`` the papers (PMID,
    DOI) behind these paths, where there is none their other references; ``clash`` tells whether the contexts
    of each of them clash. ``sources`` are the papers and records of which each states all steps of the best
    path, where the basis is one source. ``against`` are the papers that only refute steps of these paths.
    """

    word: str
    basis: str
    chains: tuple[str, ...]
    references: tuple[str, ...]
    clash: bool
    sources: tuple[str, ...] = ()
    against: tuple[str, ...] = ()

    @property
    def papers(self) -> int:
        """How many of the references have a PMID or a DOI: all, or none."""
        return sum(name.startswith(_PAPERS) for name in self.references)


def strength_of(paths: Sequence[Backed]) -> Strength | None:
    """Return how well the best paths of a side are backed; None without a path.

    The best kind of backing counts: chains verified, then one source, then chains recalled, then the rest.
    """
    if not paths:
        return None
    verified, titled, recalled = (_chained(paths, seen) for seen in _SEEN)
    united = [path for path in paths if path.sources and path.belief >= BELIEVED and not path.clashes]
    for word, basis, backing in (
        ("strong", "published", verified),
        ("moderate", "published", titled),
        ("moderate", "one source", united[:1]),
        ("recalled", "published", recalled),
    ):
        if backing:
            return _strength(word, basis, backing)
    return _strength("weak", "one source" if paths[0].sources else "stitched", paths[:1])


CLAIMED = "article claim only"
"""How far a chain was seen that the article alone claims: it is not published."""
RECALLED = "memory"
"""How far the study behind a chain was seen that is only recalled."""
_SEEN = ("verified", "title-verified", RECALLED)


def _chained(paths: Sequence[Backed], seen: str) -> list[Backed]:
    """Return the paths that a chain holds whose study was seen so far."""
    return [path for path in paths if any(_seen(path, chain) == seen for chain in path.published)]


def _seen(path: Backed, chain: str) -> str:
    return path.verification.get(chain, "verified")


def _strength(word: str, basis: str, paths: Sequence[Backed]) -> Strength:
    against = {name for path in paths for name in path.against}
    named = {name for path in paths for edge in path.edges for name in edge.references} - {PENDING} - against
    references = {name for name in named if name.startswith(_PAPERS)} or named
    chains = {chain for path in paths for chain in path.published}
    return Strength(
        word=word,
        basis=basis,
        chains=tuple(sorted(chains)),
        references=tuple(sorted(references)),
        clash=all(path.clashes for path in paths),
        sources=tuple(paths[0].sources) if basis == "one source" else (),
        against=tuple(sorted(against)),
    )


def can_contest(paths: Sequence[Backed]) -> bool:
    """Return whether a side can make a verdict contested: one of its best paths has contexts that fit."""
    return any(not path.clashes for path in paths)
