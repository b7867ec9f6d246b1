"""Rankings and profiles as rows, JSON and text, with labels in a language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from msc_graph.mechanisms.evidence import Lookup, MechanismPath, label_of
from msc_graph.mechanisms.labels import chain, share_text
from msc_graph.mechanisms.picture import drawn
from msc_graph.messages.catalogue import in_language
from msc_graph.messages.mechanisms import HEADINGS, REPORTS
from msc_graph.pathfinding.paths import Path
from msc_graph.pathfinding.profile import Profile, Pushed
from msc_graph.pathfinding.ranking import Ranked, Ranking
from msc_graph.pathfinding.sums import LIST_LIMIT
from msc_graph.vocabulary.signs import Sign

RANK_COLUMNS = (
    "id",
    "label",
    "net",
    "positive",
    "negative",
    "unknown",
    "verdict",
    "share",
    "published",
    "paths",
    "best",
)
DRAWN = 15
"""How many paths the picture of a ranking or a profile shows: our choice; more cannot be read."""
PROFILE_COLUMNS = ("id", "label", "score", "share", "direction", "z", "p", "q", "through")


def in_words(
    columns: Sequence[str], rows: Iterable[Sequence[str]], lang: str
) -> tuple[Sequence[str], Iterable[Sequence[str]]]:
    """Return the columns and rows of a ranking or a profile with headings in a language."""
    words = in_language(HEADINGS, lang)
    return [words[name] for name in columns], rows


def rank_rows(ranking: Ranking, lookup: Lookup, lang: str, *, spoken: bool = False) -> list[tuple[str, ...]]:
    """Return one row a ranked node, in order; the columns are `RANK_COLUMNS`.

    ``spoken`` says verdicts in words, not by their names.
    """
    return [
        (
            row.node,
            label_of(lookup.node(row.node), lang),
            *(f"{value:.4g}" for value in (row.net, row.positive, row.negative, row.unknown)),
            verdict_word(row.verdict, _end(ranking, row, lookup), lookup, lang) if spoken else row.verdict,
            "" if row.share is None else share_text(row.share) if spoken else f"{row.share:.4g}",
            " ".join(name.partition(":")[2] for name in row.published),
            str(row.paths),
            walked(row.best, lookup, lang),
        )
        for row in ranking
    ]


def _end(ranking: Ranking, row: Ranked, lookup: Lookup) -> str:
    """Return the category of what the verdict of a row speaks of."""
    if ranking.side == "target":
        return lookup.node(row.node).category
    network, targets = lookup.network, ranking.question.targets
    kinds = {network.categories[network.category_of[int(target)]] for target in targets}
    return kinds.pop() if len(kinds) == 1 else ""


def verdict_word(verdict: str, category: str, lookup: Lookup, lang: str) -> str:
    """Return a verdict on a node of a category in words: a disease is worsened or relieved."""
    words = in_language(REPORTS, lang)
    disease = words.get(f"{verdict}_disease") if lookup.is_disease(category) else None
    return disease or words[verdict]


def profile_rows(found: Profile, lookup: Lookup, lang: str) -> list[tuple[str, ...]]:
    """Return one row a target, in order; the columns are `PROFILE_COLUMNS`."""
    return [
        (
            row.node,
            label_of(lookup.node(row.node), lang),
            f"{row.score:.4g}",
            f"{row.share:.3g}",
            _direction(row, lookup, lang),
            f"{row.z:.3g}",
            f"{row.p:.4g}",
            f"{row.q:.4g}",
            "; ".join(walked(part.best, lookup, lang) for part in row.through),
        )
        for row in found
    ]


def _direction(row: Pushed, lookup: Lookup, lang: str) -> str:
    if not row.score:
        return "-"
    verdict = "positive" if row.score > 0 else "negative"
    return verdict_word(verdict, lookup.node(row.node).category, lookup, lang)


def rank_dict(ranking: Ranking, lookup: Lookup, lang: str) -> dict[str, Any]:
    """Return a ranking as plain values."""
    rows = [
        {
            "id": row.node,
            "label": label_of(lookup.node(row.node), lang),
            **{name: getattr(row, name) for name in RANK_COLUMNS[2:-1]},
            "published": list(row.published),
            "best": _path_dict(row.best),
        }
        for row in ranking
    ]
    return {
        "ranked": ranking.side,
        "found": ranking.found,
        "complete": ranking.complete,
        "contested_from": ranking.question.contested,
        "rows": rows,
    }


def profile_dict(found: Profile, lookup: Lookup, lang: str) -> dict[str, Any]:
    """Return a profile as plain values."""
    return {
        "found": found.found,
        "complete": found.complete,
        "permutations": found.permutations,
        "matched": dict(found.matched),
        "unmatched": [{"name": name, "reason": reason} for name, reason in found.unmatched],
        "rows": [
            {
                "id": row.node,
                "label": label_of(lookup.node(row.node), lang),
                "score": row.score,
                "share": row.share,
                "z": row.z,
                "p": row.p,
                "q": row.q,
                "through": [
                    {"id": part.node, "value": part.value, "share": part.share, "best": _path_dict(part.best)}
                    for part in row.through
                ],
            }
            for row in found
        ],
    }


def _path_dict(path: Path) -> dict[str, Any]:
    return {
        "nodes": list(path.nodes),
        "edges": [
            {
                "subject": e.subject,
                "predicate": e.predicate,
                "object": e.object,
                "sign": e.sign.value,
                "belief": e.belief,
            }
            for e in path.edges
        ],
        "sign": path.sign.value,
        "score": path.score,
        "belief": path.belief,
    }


def walked(path: Path, lookup: Lookup, lang: str) -> str:
    """Return a path as labels with signed arrows between them."""
    return chain(_told(path, lookup), lang)


def _told(path: Path, lookup: Lookup) -> MechanismPath:
    return MechanismPath(
        nodes=tuple(lookup.node(node) for node in path.nodes),
        edges=tuple(lookup.edge(edge) for edge in path.edges),
        sign=Sign(path.sign),
        score=path.score,
        belief=path.belief,
        forward=tuple(edge.forward for edge in path.edges),
    )


def picture(paths: Iterable[Path], lookup: Lookup, title: str, lang: str) -> str:
    """Return the best of some paths as one SVG document; `DRAWN` at most, each once."""
    best = sorted(dict.fromkeys(paths), key=lambda path: -path.score)[:DRAWN]
    return drawn([_told(path, lookup) for path in best], title, lang)


def rank_notes(ranking: Ranking, lang: str) -> Iterable[str]:
    """Yield what there is to say beside the table of a ranking."""
    words = in_language(REPORTS, lang)
    yield words["shown"].format(shown=len(ranking), found=ranking.found) if ranking else words["nothing"]
    if ranking:
        yield words["published_first"]
    if ranking.stopped:
        yield words[f"stopped_{ranking.stopped}"].format(limit=LIST_LIMIT)


def profile_notes(found: Profile, lang: str) -> Iterable[str]:
    """Yield what there is to say beside the table of a profile."""
    words = in_language(REPORTS, lang)
    yield words["shown"].format(shown=len(found), found=found.found) if found.rows else words["nothing"]
    yield words["shuffles"].format(number=found.permutations)
    if found.unmatched:
        yield words["unmatched"].format(names=", ".join(name for name, _ in found.unmatched))
    if found.stopped:
        yield words[f"stopped_{found.stopped}"].format(limit=LIST_LIMIT)
