"""Rankings and profiles as rows, JSON and text, with labels in a language."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from msc_graph.languages import LANGUAGES
from msc_graph.mechanisms.disputes import Dispute
from msc_graph.mechanisms.evidence import Lookup
from msc_graph.mechanisms.kinds import Kinds
from msc_graph.mechanisms.labels import SIGN_NAMES, chain, first_step, local_names, share_text
from msc_graph.mechanisms.verdicts import RECALLED
from msc_graph.messages.catalogue import in_language
from msc_graph.messages.errors import worded
from msc_graph.messages.mechanisms import HEADINGS, PATHS, REPORTS, STATES
from msc_graph.pathfinding.paths import Path
from msc_graph.pathfinding.sums import LIST_LIMIT
from msc_graph.tables.table import Table
from msc_graph.tables.values import Value

if TYPE_CHECKING:
    from msc_graph.mechanisms.measured_names import Match
    from msc_graph.mechanisms.profile import Profile
    from msc_graph.pathfinding.profile import Contribution, Pushed
    from msc_graph.pathfinding.ranking import Ranked, Ranking

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
    "pending",
    "clash",
    "kinds",
    "disputed",
    "paths",
    "best",
)
DRAWN = 15
"""How many paths the picture of a ranking or a profile shows: our choice; more cannot be read."""
PROFILE_COLUMNS = (
    "id",
    "label",
    "score",
    "share",
    "direction",
    "z",
    "p",
    "q",
    "published",
    "pending",
    "clash",
    "kinds",
    "disputed",
    "measured",
    "through",
)


def in_words(
    columns: Sequence[str], rows: Iterable[Sequence[Value]], lang: str, *, on_disease: bool = False
) -> tuple[Sequence[str], Iterable[Sequence[Value]]]:
    """Return the columns and rows of a ranking or a profile with headings in a language.

    ``on_disease`` says worsens and relieves.
    """
    words = in_language(HEADINGS, lang)
    return [(words.get(f"{name}_disease") if on_disease else None) or words[name] for name in columns], rows


def is_on_disease(ranking: Ranking, lookup: Lookup) -> bool:
    """Return whether the verdicts of all rows speak of diseases."""
    return all(lookup.is_disease(_end(ranking, row, lookup)) for row in ranking)


def rank_rows(
    ranking: Ranking, lookup: Lookup, lang: str, *, spoken: bool = False
) -> list[tuple[Value, ...]]:
    """Return one row a ranked node, in order; the columns are `RANK_COLUMNS`.

    ``spoken`` is for people: verdicts in words, numbers rounded.
    """
    return [
        (
            row.node,
            lookup.node(row.node).label_in(lang),
            *_numbers((row.net, row.positive, row.negative, row.unknown), spoken),
            verdict_word(row.verdict, _end(ranking, row, lookup), lookup, lang) if spoken else row.verdict,
            _share(row, spoken),
            *_marks(row.published, [row.best], lookup, _of_codes(lang, spoken)),
            "; ".join(lookup.node(kind).label_in(lang) for kind in kinds_of(ranking, row)),
            local_names(disputed_of(ranking, row, lookup)),
            row.paths,
            walked(row.best, lookup, lang),
        )
        for row in ranking
    ]


def _of_codes(lang: str, spoken: bool) -> str:
    """Return the language of words that programs compare: for people theirs, in files English."""
    return lang if spoken else LANGUAGES[0]


def _share(row: Ranked, spoken: bool) -> Value:
    """Return the share of a row; in words nothing where the verdict names no side."""
    if not spoken or row.share is None:
        return row.share
    return "" if row.verdict == "unknown" else share_text(row.share)


def pending_of(published: Iterable[str], best: Iterable[Path], lookup: Lookup) -> list[str]:
    """Return what of a row is only recalled (CURIEs): chains, and claims of its best paths."""
    seen = lookup.verification(published)
    chains = [chain for chain in published if seen.get(chain) == RECALLED]
    return list(dict.fromkeys([*chains, *(name for path in best for name in lookup.path(path).pending)]))


def _marks(published: Sequence[str], best: Sequence[Path], lookup: Lookup, lang: str) -> tuple[str, str, str]:
    """Return the cells ``published``, ``pending`` and ``clash`` of a row with its best paths."""
    words = in_language(PATHS, lang)
    clash = "; ".join(words[kind] for kind in _clashing(best, lookup))
    return local_names(published), local_names(pending_of(published, best, lookup)), clash


def _clashing(best: Iterable[Path], lookup: Lookup) -> list[str]:
    """Return in what the contexts of best paths clash: ``"species"``, ``"cell"``, both, or nothing."""
    return sorted({clash.kind for path in best for clash in lookup.path(path).clashes})


def _kind_labels(ends: Iterable[str], kinds: Kinds, lookup: Lookup, lang: str) -> str:
    """Return the ends that are only a kind of a condition asked for."""
    return "; ".join(lookup.node(end).label_in(lang) for end in ends if end in kinds)


def kinds_of(ranking: Ranking, row: Ranked) -> tuple[str, ...]:
    """Return the narrower conditions that count for a source's row, or that have rows beside a target's."""
    if ranking.side == "target":
        return row.narrower
    return tuple(end for end in row.ends if end in ranking.kinds)


def disputed_of(ranking: Ranking, row: Ranked, lookup: Lookup) -> tuple[str, ...]:
    """Return the disputed claims (CURIEs, sorted) about a ranked node and the nodes at the other end."""
    question, nodes = ranking.question, lookup.network.nodes
    others = question.sources if ranking.side == "target" else question.targets
    names = [nodes[int(other)] for other in others]
    pairs = [(name, row.node) if ranking.side == "target" else (row.node, name) for name in names]
    return tuple(sorted({claim for pair in pairs for claim in lookup.disputed(*pair)}))


def disputed_at(found: Profile, target: str, lookup: Lookup) -> tuple[str, ...]:
    """Return the disputed claims (CURIEs, sorted) about a target and any of the measured nodes."""
    claims = {claim for node in found.matching.values for claim in lookup.disputed(node, target)}
    return tuple(sorted(claims))


def _numbers(values: Iterable[float], spoken: bool) -> Iterator[Value]:
    return (f"{value:.4g}" if spoken else value for value in values)


def _end(ranking: Ranking, row: Ranked, lookup: Lookup) -> str:
    """Return the category of what the verdict of a row speaks of."""
    if ranking.side == "target":
        return lookup.node(row.node).category
    network, targets = lookup.network, ranking.question.targets
    categories = {network.categories[network.category_of[int(target)]] for target in targets}
    if all(map(lookup.is_disease, categories)):
        return "Disease"
    return categories.pop() if len(categories) == 1 else ""


def verdict_word(verdict: str, category: str, lookup: Lookup, lang: str) -> str:
    """Return a verdict on a node of a category in words: a disease is worsened or relieved."""
    words = in_language(REPORTS, lang)
    disease = words.get(f"{verdict}_disease") if lookup.is_disease(category) else None
    return disease or words[verdict]


def profile_rows(
    found: Profile, lookup: Lookup, lang: str, *, spoken: bool = False
) -> list[tuple[Value, ...]]:
    """Return one row a target, in order; the columns are `PROFILE_COLUMNS`. ``spoken`` as of `rank_rows`."""
    return [
        (
            row.node,
            lookup.node(row.node).label_in(lang),
            *_numbers((row.score, row.share), spoken),
            _direction(row, lookup, _of_codes(lang, spoken)),
            *_numbers((row.z, row.p, row.q), spoken),
            *_marks(row.published, [part.best for part in row.through], lookup, _of_codes(lang, spoken)),
            _kind_labels((row.node,), found.kinds, lookup, lang),
            local_names(disputed_at(found, row.node, lookup)),
            "; ".join(_measured(part, lookup, lang) for part in row.through),
            "; ".join(_way(part.best, lookup, lang, spoken) for part in row.through),
        )
        for row in found
    ]


def _way(path: Path, lookup: Lookup, lang: str, spoken: bool) -> str:
    """Return the way of a path in a cell: whole, or for people, who see several in a row, its first step."""
    return first_step(lookup.path(path), lang) if spoken else walked(path, lookup, lang)


def _measured(part: Contribution, lookup: Lookup, lang: str) -> str:
    return f"{lookup.node(part.node).label_in(lang)} {part.value:.4g}"


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
            "label": lookup.node(row.node).label_in(lang),
            **{name: getattr(row, name) for name in ("net", *SIGN_NAMES, "verdict", "share", "paths")},
            "published": list(row.published),
            "pending": pending_of(row.published, [row.best], lookup),
            "clash": _clashing([row.best], lookup),
            "kinds": list(kinds_of(ranking, row)),
            "disputed": list(disputed_of(ranking, row, lookup)),
            "best": _path_dict(row.best),
        }
        for row in ranking
    ]
    return {
        "ranked": ranking.side,
        "found": ranking.found,
        "complete": ranking.complete,
        "contested_from": ranking.question.contested,
        "disputed": [asdict(told) for told in rank_disputes(ranking, lookup, lang)],
        "rows": rows,
    }


def rank_disputes(ranking: Ranking, lookup: Lookup, lang: str) -> list[Dispute]:
    """Return the disputed claims about the rows of a ranking in words, each once, sorted.

    Where one thing was asked about, so are those about it and what has no row, for no path leads there.
    """
    claims = {claim for row in ranking for claim in disputed_of(ranking, row, lookup)}
    return _told(claims.union(lookup.disputed_among(ranking.question, ranking.kinds)), lookup, lang)


def profile_disputes(found: Profile, lookup: Lookup, lang: str) -> list[Dispute]:
    """Return the disputed claims about the rows and the named targets of a profile, each once, sorted."""
    targets = dict.fromkeys((*(row.node for row in found), *found.named))
    return _told((claim for one in targets for claim in disputed_at(found, one, lookup)), lookup, lang)


def _told(claims: Iterable[str], lookup: Lookup, lang: str) -> list[Dispute]:
    known = lookup.disputes
    return [known.told(claim, lang) for claim in sorted(set(claims))] if known else []


def profile_dict(found: Profile, lookup: Lookup, lang: str) -> dict[str, Any]:
    """Return a profile as plain values."""
    words = in_language(REPORTS, lang)
    return {
        "found": found.found,
        "complete": found.complete,
        "permutations": found.permutations,
        "kind": found.kind,
        "matched": dict(found.matched),
        "unmatched": [
            {"name": row.name, "state": row.state, "reason": _reason(row, words, lang)}
            for row in found.matching.rows
            if not row.node
        ],
        "amount_share": found.matching.amount_share,
        "duplicates": found.matching.duplicates,
        "disputed": [asdict(told) for told in profile_disputes(found, lookup, lang)],
        "rows": [
            {
                "id": row.node,
                "label": lookup.node(row.node).label_in(lang),
                "score": row.score,
                "share": row.share,
                "z": row.z,
                "p": row.p,
                "q": row.q,
                "published": list(row.published),
                "pending": pending_of(row.published, [part.best for part in row.through], lookup),
                "clash": _clashing([part.best for part in row.through], lookup),
                "kind_of": list(found.kinds.get(row.node, ())),
                "disputed": list(disputed_at(found, row.node, lookup)),
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
    return chain(lookup.path(path), lang)


def picture(
    paths: Iterable[Path], lookup: Lookup, title: str, lang: str, link: Callable[[str], str] | None = None
) -> str:
    """Return the best of some paths as one SVG document; `DRAWN` at most, each once.

    With ``link``, which gives the address of a node's page, each box is a link.
    """
    from msc_graph.mechanisms.picture import drawn

    best = sorted(dict.fromkeys(paths), key=lambda path: -path.score)[:DRAWN]
    return drawn([lookup.path(path) for path in best], title, lang, link)


def rank_notes(ranking: Ranking, lang: str) -> Iterator[str]:
    """Yield what there is to say beside the table of a ranking, but the disputed claims."""
    words = in_language(REPORTS, lang)
    yield _shown(len(ranking), ranking.found, ranking.stopped, words)
    if ranking:
        yield words["published_first"]
        yield words["caveats"]
    if any(kinds_of(ranking, row) for row in ranking):
        yield words["kinds_apart" if ranking.side == "target" else "kinds_count"]
    if ranking.stopped:
        yield words[f"stopped_{ranking.stopped}"].format(limit=LIST_LIMIT)
    if ranking.stopped == "time" and ranking:
        yield words["unsettled"]


def _shown(
    shown: int, found: int, stopped: str, words: Mapping[str, str], *, nothing: str = "nothing"
) -> str:
    if shown:
        return words["shown"].format(shown=shown, found=found)
    return words["nothing_yet" if stopped else nothing]


def profile_notes(found: Profile, lang: str) -> Iterator[str]:
    """Yield what there is to say beside the table of a profile, but the disputed claims."""
    words = in_language(REPORTS, lang)
    nothing = "nothing" if any(found.matching.values.values()) else "all_zero"
    yield _shown(len(found), found.found, found.stopped, words, nothing=nothing)
    yield from _match_notes(found, words)
    yield words["shuffles"].format(number=found.permutations)
    yield words["score_said"]
    yield words["caveats"]
    yield from _kinds_note(found.kinds, words)
    if found.stopped:
        yield words[f"stopped_{found.stopped}"].format(limit=LIST_LIMIT)


def _kinds_note(kinds: Kinds, words: Mapping[str, str]) -> Iterator[str]:
    """Yield that narrower conditions count, where some do."""
    if kinds:
        yield words["kinds_count"]


def _match_notes(found: Profile, words: Mapping[str, str]) -> Iterator[str]:
    """Yield what became of the measured names, in a line each kind."""
    matching = found.matching
    matched, names = matching.names_share
    amount = share_text(matching.amount_share)
    yield words["matches" if matching.measured else "named"].format(
        matched=matched, names=names, amount=amount
    )
    if found.kind in ("fold change", "names only"):
        yield words[found.kind]
    by_state: defaultdict[str, list[Match]] = defaultdict(list)
    for row in matching.rows:
        by_state[row.state].append(row)
    if folded := by_state["folded"]:
        yield words["folded"].format(count=len(folded))
    if matching.of_mice:
        yield words["of_mice"].format(names=_listed(matching.of_mice, words))
    if several := matching.several:
        groups = [" = ".join(some) for some in several.values()]
        yield words["combined"].format(rule=matching.duplicates, names=_listed(groups, words))
    for state, key in (("unknown", "unmatched"), ("ambiguous", "ambiguous_names"), ("no_arm", "no_arms")):
        if rows := by_state[state]:
            yield words[key].format(names=_listed([row.name for row in rows], words))
    if left := by_state["left_out"]:
        counts = Counter(row.reason for row in left)
        reasons = ", ".join(f"{words[reason]} ({count})" for reason, count in sorted(counts.items()))
        yield words["left_out" if len(left) > 1 else "one_left_out"].format(count=len(left), reasons=reasons)


MOST_LISTED = 12
"""Most names that a note lists; all of them are in the table of matches."""


def _listed(names: Sequence[str], words: Mapping[str, str]) -> str:
    listed = ", ".join(names[:MOST_LISTED])
    more = len(names) - MOST_LISTED
    return words["and_more"].format(names=listed, count=more) if more > 0 else listed


def profile_graphml(found: Profile, lookup: Lookup) -> str:
    """Return the best paths of a profile as GraphML; nodes carry what was measured and worked out."""
    from msc_graph.mechanisms.forms import as_graphml, union

    paths = [lookup.path(part.best) for row in found for part in row.through]
    values = {
        name: {row.node: float(getattr(row, name)) for row in found}
        for name in ("score", "share", "z", "p", "q")
    }
    graph = union(paths, citations=lookup.graph.citations if lookup.graph else {})
    return as_graphml(graph, node_values={"measured": found.matching.values, **values})


MATCH_COLUMNS = ("line", "name", "value", "state", "id", "label", "reason")


def match_table(found: Profile, lookup: Lookup, lang: str) -> Table:
    """Return what became of each measured row, in order; the columns are `MATCH_COLUMNS`."""
    words, states = in_language(REPORTS, lang), in_language(STATES, LANGUAGES[0])
    rows = [
        (
            row.line,
            row.name,
            row.value,
            states[row.state],
            row.node,
            lookup.node(row.node).label_in(lang) if row.node else "",
            _reason(row, words, lang),
        )
        for row in found.matching.rows
    ]
    return Table.of(MATCH_COLUMNS, rows)


def _reason(row: Match, words: Mapping[str, str], lang: str) -> str:
    if row.error is not None:
        return worded(row.error, lang)
    if row.state == "no_arm":
        return words["no_arm"].format(label=row.reason)
    return words[row.reason] if row.state == "left_out" else row.reason
