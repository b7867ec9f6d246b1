"""Mechanisms, rankings and profiles as HTML: what a page, a file and a notebook show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from msc_graph.mechanisms import words
from msc_graph.mechanisms.cards import card_values
from msc_graph.mechanisms.evidence import Lookup, MechanismPaths
from msc_graph.mechanisms.labels import local_names
from msc_graph.mechanisms.picture import Link, as_svg
from msc_graph.mechanisms.reports import (
    PROFILE_COLUMNS,
    RANK_COLUMNS,
    disputed_at,
    disputed_of,
    in_words,
    is_on_disease,
    pending_of,
    picture,
    profile_disputes,
    profile_notes,
    profile_rows,
    rank_disputes,
    rank_notes,
    rank_rows,
)
from msc_graph.mechanisms.volcano import volcano
from msc_graph.messages.catalogue import in_language
from msc_graph.messages.pages import PAGES
from msc_graph.pathfinding.paths import Path
from msc_graph.tables.table import Table

if TYPE_CHECKING:
    from msc_graph.mechanisms.profile import Profile
    from msc_graph.pathfinding.ranking import Ranking

MOST_PATHS = 50
"""Most paths that are shown as cards; a person reads no more. Our choice."""


def paths_values(found: MechanismPaths, lang: str, link: Link | None = None) -> dict[str, Any]:
    """Return what the template ``paths`` shows; ``link`` gives the addresses to which the picture leads."""
    return {
        **card_values((node for path in found[:MOST_PATHS] for node in path.nodes), lang),
        "found": found,
        "shown": found[:MOST_PATHS],
        "source": found.source.label_in(lang),
        "target": found.target.label_in(lang),
        "svg": Markup(as_svg(found, lang, link)) if found else "",  # noqa: S704 -- escaped there
        "text": words.render(found, lang),
        "verdict": words.verdict_of(found, lang),
        "notes": words.notes(found, lang) if found else [],
        "asides": words.asides(found, lang) if found else [],
        "disputes": found.disputes(lang),
        "head": partial(words.path_head, found=found, lang=lang),
        "path_notes": partial(words.path_notes, found=found, lang=lang),
        "judged": partial(words.judged, found=found, lang=lang),
    }


def ranking_values(ranking: Ranking, lookup: Lookup, lang: str, link: Link | None = None) -> dict[str, Any]:
    """Return what the template ``ranking`` shows of a ranking."""
    rows = rank_rows(ranking, lookup, lang, spoken=True)
    on_disease = is_on_disease(ranking, lookup)
    table = Table.of(*in_words(RANK_COLUMNS, rows, lang, on_disease=on_disease))
    meant = [
        {
            "published": _local(row.published),
            "pending": _local(pending_of(row.published, [row.best], lookup)),
            "kinds": [(end, lookup.node(end).label_in(lang)) for end in row.ends if end in ranking.kinds],
            "disputed": _local(disputed_of(ranking, row, lookup)),
        }
        for row in ranking
    ]
    best = (row.best for row in ranking)
    return {
        **_listed(RANK_COLUMNS, table, meant, lang),
        "notes": list(rank_notes(ranking, lang)),
        "disputes": rank_disputes(ranking, lookup, lang),
        "svg": _drawn(best, lookup, lang, link) if ranking else "",
        "drawing": "",
    }


def profile_values(found: Profile, lookup: Lookup, lang: str, link: Link | None = None) -> dict[str, Any]:
    """Return what the template ``ranking`` shows of a profile."""
    table = Table.of(*in_words(PROFILE_COLUMNS, profile_rows(found, lookup, lang, spoken=True), lang))
    meant = [
        {
            "published": _local(row.published),
            "pending": _local(pending_of(row.published, [part.best for part in row.through], lookup)),
            "disputed": _local(disputed_at(found, row.node, lookup)),
        }
        for row in found
    ]
    best = (part.best for row in found for part in row.through)
    return {
        **_listed(PROFILE_COLUMNS, table, meant, lang),
        "notes": list(profile_notes(found, lang)),
        "disputes": profile_disputes(found, lookup, lang),
        "svg": _drawn(best, lookup, lang, link) if found.rows else "",
        "drawing": Markup(volcano(found, lookup, lang, link)) if found.rows else "",  # noqa: S704 -- as above
    }


def _local(things: Iterable[str]) -> list[tuple[str, str]]:
    return [(thing, local_names([thing])) for thing in things]


def _listed(
    names: Sequence[str],
    table: Table,
    meant: Sequence[Mapping[str, Sequence[tuple[str, str]]]],
    lang: str,
) -> dict[str, Any]:
    """Return a table as the template ``ranking`` shows it: no identifiers, no columns without any text.

    Args:
        names: what the columns are called in files.
        table: what is shown, its first two columns the identifier and the label of a row.
        meant: the things (CURIEs) that cells of some columns name, each with its name, a mapping a row.
        lang: the language.
    """
    kept = [place for place in range(2, len(names)) if any(row[place] for row in table.written)]
    return {
        "lang": lang,
        "say": in_language(PAGES, lang),
        "title": "",
        "table": table,
        "columns": [table.columns[place] for place in (1, *kept)],
        "rows": [
            (row[0], row[1], [(row[place], things.get(names[place], ())) for place in kept])
            for row, things in zip(table.written, meant, strict=True)
        ],
    }


def _drawn(paths: Iterable[Path], lookup: Lookup, lang: str, link: Link | None) -> Markup:
    return Markup(picture(paths, lookup, "", lang, link))  # noqa: S704 -- as above
