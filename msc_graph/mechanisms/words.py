"""Mechanisms in words, English and Chinese: for the terminal, and as sentences to paste."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msc_graph.mechanisms.disputes import Dispute
from msc_graph.mechanisms.evidence import Clash, MechanismPath, MechanismPaths, greater_side
from msc_graph.mechanisms.labels import SIGN_NAMES, chain, references, share_text, verdict_text
from msc_graph.mechanisms.verdicts import Strength
from msc_graph.messages.catalogue import in_language, message
from msc_graph.messages.mechanisms import PATHS
from msc_graph.model.graph import GraphEdge
from msc_graph.model.strength import belief_word
from msc_graph.pathfinding.paths import PIVOT_LIMIT, Pivot
from msc_graph.pathfinding.question import CONTEXTS, listed_names
from msc_graph.pathfinding.sums import LIST_LIMIT
from msc_graph.pathfinding.verdicts import share_of
from msc_graph.pathfinding.why import Change, Relaxation

MOST_PIVOTS = 8
"""How many pivot edges the texts show; all of them are in the result."""
MOST_TARGETS = 8
"""How many of several targets the texts show; all of them are in the result."""
MOST_SOURCES = 4
"""How many of the sources that state a whole path its head names; its steps have them all."""


def render(found: MechanismPaths, lang: str) -> str:
    """Return the paths for a terminal, ending with a line break: each with steps, verdicts and references."""
    words = in_language(PATHS, lang)
    lines = [f"{found.source.label_in(lang)} => {found.target.label_in(lang)}"]
    if not found:
        return "\n".join([*lines, *_none_lines(found, lang), *_dispute_lines(found, lang)]) + "\n"
    lines += stopped_words(found, lang)
    lines.append(f"{words['verdict']}: {verdict_of(found, lang)}")
    lines += notes(found, lang)
    lines += [*_target_lines(found, lang), *_pivot_lines(found, lang)]
    for number, path in enumerate(found, start=1):
        lines += ["", *_path_lines(number, path, found, lang)]
    if disputes := _dispute_lines(found, lang):
        lines += ["", *disputes]
    return "\n".join([*lines, "", words["legend"]]) + "\n"


def headline(found: MechanismPaths, lang: str) -> str:
    """Return source, target and verdict in one line."""
    verdict = verdict_of(found, lang)
    return f"{found.source.label_in(lang)} => {found.target.label_in(lang)}: {verdict}"


def explanation(found: MechanismPaths, lang: str) -> str:
    """Return sentences in Markdown, each step with its verdict, belief and references."""
    words = in_language(PATHS, lang)
    ends = {"source": found.source.label_in(lang), "target": found.target.label_in(lang)}
    net = _capital(_net(found, lang))
    lines = [words["sentence"].format(**ends, verdict=verdict_of(found, lang), net=net)]
    if not found:
        reasons = "\n".join(_none_lines(found, lang)[1:]).replace("  - ", "- ")
        disputed = "\n".join(_dispute_lines(found, lang))
        return "\n\n".join(filter(None, [*lines, reasons, disputed])) + "\n"
    said = (*stopped_words(found, lang), *_said_of_verdicts(found, lang))
    lines += [_capital(line) + words["end"] for line in said]
    if targets := _target_lines(found, lang):
        lines.append(_capital("\n".join(targets).replace("  - ", "- ")))
    if pivots := _pivot_lines(found, lang):
        lines.append(_capital("\n".join(pivots).replace("  - ", "- ")))
    for number, path in enumerate(found, start=1):
        lines.append(_paragraph(number, path, found, lang))
    if disputes := _dispute_lines(found, lang):
        lines.append(_capital("\n".join(disputes)))
    return "\n\n".join(lines) + "\n"


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def notes(found: MechanismPaths, lang: str) -> list[str]:
    """Return what goes with the verdict of an answer that has paths: the net scores, and what limits them."""
    return [_net(found, lang), *_said_of_verdicts(found, lang)]


def asides(found: MechanismPaths, lang: str) -> list[tuple[str, list[str]]]:
    """Return what else is said of an answer, each under a title: its targets, and the steps it hangs on."""
    lists = [lines for lines in (_target_lines(found, lang), _pivot_lines(found, lang)) if lines]
    return [(title, [line.removeprefix("  - ") for line in rest]) for title, *rest in lists]


def path_head(path: MechanismPath, found: MechanismPaths, lang: str) -> str:
    """Return what a path does, its score and belief, and where it is published."""
    words = _said(found, lang)
    return (
        f"{words[path.sign.value]}; {words['score']} {path.score:.4g}; "
        f"{words['belief']} {path.belief:.3g}; {_provenance(path, lang)}"
    )


def path_notes(path: MechanismPath, found: MechanismPaths, lang: str) -> list[str]:
    """Return where the contexts of a path's steps do not fit together."""
    return [_clash(clash, found, lang) for clash in path.clashes]


def judged(edge: GraphEdge, found: MechanismPaths, lang: str) -> str:
    """Return the verdict on an edge, and the belief in it."""
    return f"{verdict_text(edge, found, lang)}; {_belief(edge, in_language(PATHS, lang))}"


def _dispute_lines(found: MechanismPaths, lang: str) -> list[str]:
    several = found.several_targets or len(found.found.question.sources) > 1
    return dispute_lines(found.disputes(lang), lang, several=several)


def dispute_lines(disputes: Sequence[Dispute], lang: str, *, several: bool = False) -> list[str]:
    """Return disputed statements about a pair, or ``several``: the verdict, why, and what is right instead.

    Empty where there is none.
    """
    words, lines = in_language(PATHS, lang), []
    for dispute in disputes:
        local = dispute.claim.partition(":")[2]
        told = words["dispute"].format(statement=dispute.statement, verdict=dispute.verdict, claim=local)
        right = words["dispute_right"].format(corrections="; ".join(dispute.corrections))
        lines += [
            f"- {told}",
            *([f"  {words['dispute_why'].format(reason=dispute.reason)}"] if dispute.reason else []),
            f"  {right if dispute.corrections else words['dispute_open']}",
        ]
    return [words["disputed_several" if several else "disputed"], *lines] if lines else []


def _net(found: MechanismPaths, lang: str) -> str:
    words = _said(found, lang)
    net = words["net"].format(**{name: found.net[sign] for name, sign in SIGN_NAMES.items()})
    return net + words[f"net_{found.net_stopped}"].format(limit=LIST_LIMIT) if found.net_stopped else net


def stopped_words(found: MechanismPaths, lang: str) -> list[str]:
    """Return a sentence on what kept the search from its end; none where it came there."""
    return [message(PATHS, f"stopped_{found.stopped}", lang, count=len(found))] if found.stopped else []


def _said_of_verdicts(found: MechanismPaths, lang: str) -> list[str]:
    """Return of what paths the verdicts speak, and which rest on sums alone."""
    return [*_one_sign(found, lang), *_kinds_alone(found, lang), *_unsettled(found, lang)]


def _unsettled(found: MechanismPaths, lang: str) -> list[str]:
    count = sum(not one.settled for one in found.targets)
    lines = [] if found.settled else [message(PATHS, "unsettled", lang)]
    several = len(found.targets) > 1 and count
    return [*lines, *([message(PATHS, "unsettled_targets", lang, count=count)] if several else [])]


def _one_sign(found: MechanismPaths, lang: str) -> list[str]:
    words = _said(found, lang)
    return [words["one_sign"].format(sign=words[found.sign.value])] if found.sign else []


def verdict_of(found: MechanismPaths, lang: str) -> str:
    """Return the verdict in words; over several targets it says so."""
    words = _said(found, lang)
    if not found and not found.left_out:
        name = {"": "none", "time": "none_time"}.get(found.stopped, "none_cut")
        return words[name].format(max_hops=found.max_hops)
    if not found.several_targets:
        verdict = _with_undirected(_with_share(words[found.verdict], found, words), found, words)
        return _with_strength(verdict, found.strength, words)
    verdict = words.get(f"{found.verdict}_together", words[found.verdict])
    whole = found.net_complete and found.targets
    return words["together" if whole else "several"].format(verdict=verdict, count=len(found.targets))


def _with_share(verdict: str, found: MechanismPaths, words: Mapping[str, str]) -> str:
    """Return a verdict with the share of the evidence that leans its way; of a contested one, the greater.

    Where the score leans the other way, that is said too.
    """
    if found.share is None or found.sign is not None or found.verdict == "unknown":
        return verdict
    side, lean = greater_side(found.evidence), greater_side(found.net)
    key = "share_contested" if found.verdict == "contested" else "share"
    said = words[key].format(verdict=verdict, share=share_text(found.share), side=words[side.value])
    if lean is side:
        return said
    against = share_text(share_of(found.net) or 0.0)
    return words["sum_against"].format(verdict=said, share=against, side=words[lean.value])


def _with_undirected(verdict: str, found: MechanismPaths, words: Mapping[str, str]) -> str:
    """Return a verdict with the share of the score that has no direction, once that could contest one."""
    if found.sign or found.verdict == "unknown" or found.undirected < found.found.question.contested:
        return verdict
    return words["undirected"].format(verdict=verdict, share=share_text(found.undirected))


def _with_strength(verdict: str, strength: Strength | None, words: Mapping[str, str]) -> str:
    """Return a verdict with what stands behind it: chains, sources, papers, clashing contexts."""
    if strength is None:
        return verdict
    count, what = len(strength.references), "paper" if strength.papers else "reference"
    number = f"{what}s" if count > 1 else what if count else "no_paper"
    basis = words[number].format(basis=_basis(strength, words), count=count)
    if strength.clash:
        basis = words["clashing"].format(basis=basis)
    if against := len(strength.against):
        basis = words["papers_against" if against > 1 else "paper_against"].format(basis=basis, count=against)
    return words["strength"].format(verdict=verdict, word=words[strength.word], basis=basis)


def _basis(strength: Strength, words: Mapping[str, str]) -> str:
    if strength.basis == "published":
        number = len(strength.chains)
        return words["chains" if number > 1 else "chain"].format(count=number)
    if len(strength.sources) > 1:
        return words["sources"].format(count=len(strength.sources))
    return words["put together" if strength.basis == "stitched" else strength.basis]


def _said(found: MechanismPaths, lang: str) -> dict[str, str]:
    """Return the messages; what a path does to a disease has words of its own."""
    words = in_language(PATHS, lang)
    if found.on_disease:
        words |= {key.removesuffix("_disease"): text for key, text in words.items() if "_disease" in key}
    return words


def _target_lines(found: MechanismPaths, lang: str) -> list[str]:
    """Return the verdict on each of several targets, those with the largest net, and on each kind reached."""
    words, targets = _said(found, lang), found.targets
    if not (found.several_targets and targets) and not any(found.kind_of(one.target) for one in targets):
        return []
    lines = [
        words["target"].format(
            target=_end(one.target, found, lang),
            verdict=words[f"to_{one.verdict}"],
            **{name: one.net[sign] for name, sign in SIGN_NAMES.items()},
        )
        for one in targets[:MOST_TARGETS]
    ]
    if len(targets) > MOST_TARGETS:
        lines.append(words["more"].format(count=len(targets) - MOST_TARGETS))
    return [words["each"], *(f"  - {line}" for line in lines)]


def _end(node: str, found: MechanismPaths, lang: str) -> str:
    """Return the label of an end; of a kind of what was asked for also what it is a kind of."""
    label, above = found.label(node, lang), found.kind_of(node)
    wider = message(PATHS, "wider_sep", lang).join(found.label(one, lang) for one in above)
    return message(PATHS, "kind_of", lang, kind=label, wider=wider) if above else label


def _kinds_alone(found: MechanismPaths, lang: str) -> list[str]:
    """Return that no path ends in the condition itself, where only its kinds are reached; else nothing."""
    reached = [one.target for one in found.targets] if found.kinds and found else []
    if found.several_targets or not reached or found.target.id in reached:
        return []
    return [message(PATHS, "kinds_alone", lang, target=found.target.label_in(lang))]


def _paragraph(number: int, path: MechanismPath, found: MechanismPaths, lang: str) -> str:
    words = _said(found, lang)
    head = words["path"].format(
        number=number,
        sign=_capital(words[path.sign.value]),
        score=path.score,
        belief=path.belief,
        provenance=_provenance(path, lang),
    )
    steps = words["sep"].join(_step(edge, found, lang) for edge in path.edges)
    said = [_clash(clash, found, lang) for clash in path.clashes]
    if found.kind_of(path.nodes[-1].id):
        said.insert(0, words["ends_in"].format(end=_end(path.nodes[-1].id, found, lang)))
    told = (words["told"].format(text=text) for text in (steps, *map(_capital, said)))
    return f"{head}{''.join(told)}".rstrip()


def _step(edge: GraphEdge, found: MechanismPaths, lang: str) -> str:
    words = in_language(PATHS, lang)
    return words["step"].format(
        subject=found.label(edge.subject, lang),
        predicate=edge.label_in(lang),
        object=found.label(edge.object, lang),
        verdict=verdict_text(edge, found, lang),
        belief=_belief(edge, words),
        references=", ".join(references(edge, found, lang)) or words["no_reference"],
    )


def _belief(edge: GraphEdge, words: Mapping[str, str]) -> str:
    """Return the belief in an edge, in a word with the number behind it; a recalled one says so already."""
    if belief_word(edge) == "recalled":
        return f"{words['belief']} {edge.belief:.2f}"
    return f"{words[belief_word(edge)]} ({words['belief']} {edge.belief:.2f})"


def _provenance(path: MechanismPath, lang: str) -> str:
    words = in_language(PATHS, lang)
    if path.published:
        return f"{words['published']} {', '.join(_chain_name(name, path, lang) for name in path.published)}"
    sources = ", ".join(path.sources[:MOST_SOURCES]) or words["no_reference"]
    if (more := len(path.sources) - MOST_SOURCES) > 0:
        sources += f" {words['more'].format(count=more)}"
    if len(path.edges) == 1:
        return words["source"].format(sources=sources)
    return words["source_of_all"].format(sources=sources) if path.sources else words["stitched"]


def _chain_name(mechanism: str, path: MechanismPath, lang: str) -> str:
    """Return a published mechanism; where its study was not seen, that is said."""
    words, seen = in_language(PATHS, lang), path.verification.get(mechanism, "verified")
    return f"{mechanism} ({words[seen]})" if seen in words else mechanism


def _path_lines(number: int, path: MechanismPath, found: MechanismPaths, lang: str) -> Iterator[str]:
    words = _said(found, lang)
    yield f"{number}. {path_head(path, found, lang)}"
    yield f"   {chain(path, lang)}"
    if found.kind_of(path.nodes[-1].id):
        yield f"   {message(PATHS, 'ends_in', lang, end=_end(path.nodes[-1].id, found, lang))}"
    for edge, both in zip(path.edges, path.both, strict=True):
        subject, target = found.label(edge.subject, lang), found.label(edge.object, lang)
        cited = ", ".join(references(edge, found, lang)) or words["no_reference"]
        said = f" ({words['both']})" if both else ""
        yield f"   - {subject} {edge.label_in(lang)} {target}{said}"
        yield f"     {judged(edge, found, lang)}; {cited}"
    yield from (f"   ! {note}" for note in path_notes(path, found, lang))


def _clash(clash: Clash, found: MechanismPaths, lang: str) -> str:
    words = in_language(PATHS, lang)
    before, after = (
        ", ".join(found.label(name, lang) for name in names) for names in (clash.before, clash.after)
    )
    return words["clash"].format(
        kind=words[clash.kind], first=clash.first, second=clash.second, before=before, after=after
    )


def _pivot_lines(found: MechanismPaths, lang: str) -> list[str]:
    if found.hangs_on_steps and (stopped := found.found.pivots_stopped):
        return [message(PATHS, f"pivots_{stopped}", lang, limit=PIVOT_LIMIT)]
    lines = [f"  - {_pivot(pivot, found, lang)}" for pivot in found.pivots[:MOST_PIVOTS]]
    return [message(PATHS, "pivots", lang), *lines] if lines else []


def _pivot(pivot: Pivot, found: MechanismPaths, lang: str) -> str:
    words = _said(found, lang)
    edge = pivot.edge
    arrow = {"+": "-->", "-": "--|", "?": "--?"}[edge.sign.value]
    outcome = f"leans_{pivot.leaning}" if pivot.verdict == "contested" else f"to_{pivot.verdict}"
    return words["pivot"].format(
        edge=f"{found.label(edge.subject, lang)} {arrow} {found.label(edge.object, lang)}",
        change=words[pivot.change],
        verdict=words[outcome],
    )


def _none_lines(found: MechanismPaths, lang: str) -> list[str]:
    words = in_language(PATHS, lang)
    lines = [verdict_of(found, lang)]
    if found.left_out:
        return [f"{words['verdict']}: {lines[0]}", _net(found, lang), words["no_published"]]
    if not found.complete:
        return lines
    if not found.why_none:
        return [*lines, words["why_not" if found.all_tried else "why_time"]]
    return [*lines, words["why"], *(f"  - {relaxed(r, found, lang)}" for r in found.why_none)]


def relaxed(relaxation: Relaxation, found: MechanismPaths, lang: str) -> str:
    """Return a change of the question that finds something, in words, with what it finds."""
    words = in_language(PATHS, lang)
    changes = words["and"].join(_change(change, found, lang) for change in relaxation.changes)
    nodes = " - ".join(found.label(node, lang) for node in relaxation.nodes)
    return f"{changes} {words['gives']}: {nodes}"


def _change(change: Change, found: MechanismPaths, lang: str) -> str:
    key, before = change.option, change.before
    if key == "predicates" and before is None:
        key = "contextual"
    elif key in ("via", "avoid"):
        before = found.label(before, lang)
    elif key in CONTEXTS:
        before = ", ".join(found.label(name, lang) for name in listed_names(before, key))
        key = f"any_{key}"
    return message(PATHS, key, lang, before=before, after=change.after)
