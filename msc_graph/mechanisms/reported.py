"""Rankings and profiles with the graph behind them, in every form."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from msc_graph.languages import check_language
from msc_graph.mechanisms.evidence import Lookup
from msc_graph.mechanisms.profile import Behind, Profile, profile
from msc_graph.mechanisms.ranking import ranked
from msc_graph.mechanisms.words import dispute_lines
from msc_graph.messages.catalogue import message
from msc_graph.messages.pages import PAGES
from msc_graph.model.graph import GraphNode
from msc_graph.pathfinding.arrays import Arrays
from msc_graph.pathfinding.paths import Path
from msc_graph.pathfinding.ranking import Ranking
from msc_graph.system.checked import checked
from msc_graph.tables.table import Table

if TYPE_CHECKING:
    from msc_graph.mechanisms.picture import Link


@checked
class RankReport(Ranking):
    """A ranking in every form; ``lookup`` finds the nodes and edges behind it."""

    def __init__(self, found: Ranking, lookup: Lookup) -> None:
        """Keep a ranking and the graph behind it."""
        super().__init__(
            found.rows,
            side=found.side,
            found=found.found,
            stopped=found.stopped,
            question=found.question,
            kinds=found.kinds,
        )
        self.lookup = lookup

    def to_dict(self, lang: str = "en") -> dict[str, Any]:
        """Return the ranking as plain values."""
        from msc_graph.mechanisms.reports import rank_dict

        check_language(lang)
        return rank_dict(self, self.lookup, lang)

    def to_table(self, lang: str = "en", *, spoken: bool = False) -> Table:
        """Return one row a node, in order; columns are `msc_graph.mechanisms.reports.RANK_COLUMNS`.

        ``spoken`` is for people: headings and verdicts in words, numbers rounded.
        """
        from msc_graph.mechanisms.reports import RANK_COLUMNS, in_words, is_on_disease, rank_rows

        check_language(lang)
        rows = rank_rows(self, self.lookup, lang, spoken=spoken)
        if not spoken:
            return Table.of(RANK_COLUMNS, rows)
        return Table.of(*in_words(RANK_COLUMNS, rows, lang, on_disease=is_on_disease(self, self.lookup)))

    def notes(self, lang: str = "en") -> list[str]:
        """Return what there is to say beside the table, disputed claims last."""
        from msc_graph.mechanisms.reports import rank_disputes, rank_notes

        return [
            *rank_notes(self, lang),
            *dispute_lines(rank_disputes(self, self.lookup, lang), lang, several=True),
        ]

    def best(self) -> Iterator[Path]:
        """Return the best paths behind the rows."""
        return (row.best for row in self)

    def shown(self, lang: str = "en", link: Link | None = None) -> dict[str, Any]:
        """Return what the template ``ranking`` shows; ``link`` gives the addresses of nodes' pages."""
        from msc_graph.mechanisms.html import ranking_values

        check_language(lang)
        return ranking_values(self, self.lookup, lang, link)

    def to_html(self, lang: str = "en", *, title: str = "") -> str:
        """Return a whole page that opens from disk: what is to be said, the table, the best paths drawn."""
        from msc_graph.pages.rendering import whole

        return whole("ranking", **{**self.shown(lang), "title": title or message(PAGES, "rank", lang)})

    def _repr_html_(self) -> str:
        from msc_graph.pages.rendering import piece

        return piece("ranking", **self.shown())

    def __getstate__(self) -> dict[str, Any]:
        self.notes()  # looks up the disputed claims, so that they are kept
        return self.__dict__


@checked
@dataclass(frozen=True, slots=True, repr=False)
class ProfileReport(Profile):
    """What a profile would push, in every form; ``lookup`` finds the nodes and edges behind it."""

    lookup: Lookup = field(repr=False, compare=False, kw_only=True)

    def to_dict(self, lang: str = "en") -> dict[str, Any]:
        """Return the profile as plain values."""
        from msc_graph.mechanisms.reports import profile_dict

        check_language(lang)
        return profile_dict(self, self.lookup, lang)

    def to_table(self, lang: str = "en", *, spoken: bool = False) -> Table:
        """Return one row a target, in order; columns are `msc_graph.mechanisms.reports.PROFILE_COLUMNS`.

        ``spoken`` is for people: headings and verdicts in words, numbers rounded.
        """
        from msc_graph.mechanisms.reports import PROFILE_COLUMNS, in_words, profile_rows

        check_language(lang)
        rows = profile_rows(self, self.lookup, lang, spoken=spoken)
        return Table.of(*(in_words(PROFILE_COLUMNS, rows, lang) if spoken else (PROFILE_COLUMNS, rows)))

    def notes(self, lang: str = "en") -> list[str]:
        """Return what there is to say beside the table, disputed claims last."""
        from msc_graph.mechanisms.reports import profile_disputes, profile_notes

        return [
            *profile_notes(self, lang),
            *dispute_lines(profile_disputes(self, self.lookup, lang), lang, several=True),
        ]

    def best(self) -> Iterator[Path]:
        """Return the best paths behind the rows."""
        return (part.best for row in self for part in row.through)

    def shown(self, lang: str = "en", link: Link | None = None) -> dict[str, Any]:
        """Return what the template ``ranking`` shows; ``link`` gives the addresses of nodes' pages."""
        from msc_graph.mechanisms.html import profile_values

        check_language(lang)
        return profile_values(self, self.lookup, lang, link)

    def to_html(self, lang: str = "en", *, title: str = "") -> str:
        """Return a whole page that opens from disk: pictures, the table, and what became of the names."""
        from msc_graph.pages.rendering import whole

        return whole("ranking", **{**self.shown(lang), "title": title or message(PAGES, "profile", lang)})

    def _repr_html_(self) -> str:
        from msc_graph.pages.rendering import piece

        return piece("ranking", **self.shown())

    def __reduce__(self) -> tuple[Any, ...]:
        self.notes()  # looks up the disputed claims, so that they are kept
        return _with_graph, (self.lookup, *_parts(self))


def rank_report(lookup: Lookup, source: Any, target: Any, **options: Any) -> RankReport:
    """Return a ranking with the graph behind it; arguments and errors as of `ranked`."""
    return RankReport(ranked(lookup, source, target, **options), lookup)


def profile_report(
    frame: Arrays,
    behind: Behind,
    table: Any,
    target: str | Sequence[str],
    *,
    one: Callable[[str], GraphNode],
    **options: Any,
) -> ProfileReport:
    """Return what a profile would push with the graph behind it; arguments and errors as of `profile`."""
    found, lookup = profile(frame, behind, table, target, one=one, **options)
    return _with_graph(lookup, *_parts(found))


def _parts(found: Profile) -> tuple[Any, ...]:
    return tuple(getattr(found, part.name) for part in fields(Profile))


def _with_graph(lookup: Lookup, *parts: Any) -> ProfileReport:
    return ProfileReport(*parts, lookup=lookup)
