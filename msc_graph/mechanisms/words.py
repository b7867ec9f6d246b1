"""Mechanisms in words, English and Chinese: for the terminal, and as sentences to paste."""

from __future__ import annotations

from collections.abc import Iterator

from msc_graph.mechanisms.answer import Clash, MechanismPath, Mechanisms, label_of
from msc_graph.mechanisms.forms import SIGN_NAMES, chain, predicate_label, verdict_label
from msc_graph.model.property_graph import GraphEdge
from msc_graph.pathfinding.paths import LIST_LIMIT, Pivot
from msc_graph.pathfinding.why import Change, Relaxation

_WORDS = {
    "en": {
        "verdict": "verdict",
        "net": "net scores: raises {positive:.4g}, lowers {negative:.4g}, unknown {unknown:.4g}",
        "net_time": " (at least: the time limit stopped the summing)",
        "net_room": " (at least: there are more than {limit:,} paths to sum)",
        "none": "no mechanism of at most {max_hops} steps leads there",
        "none_time": "no mechanism of at most {max_hops} steps was found in the time given; allow more",
        "stopped_time": "incomplete: the time limit stopped the search; these are the best found by then",
        "stopped_room": "incomplete: the search stopped at {limit:,} paths; these are the best found by then",
        "together": "over {count} targets together: {verdict}",
        "several": "over several targets together: {verdict}",
        "contested_together": "contested: some mechanisms raise a target, others lower one",
        "each": "each target by itself:",
        "target": "{target}: {verdict} (raises {positive:.4g}, lowers {negative:.4g}, unknown {unknown:.4g})",
        "more": "and {count} more",
        "one_sign": "verdict and net speak only of the paths asked for: those whose net effect is {sign}",
        "positive": "raises the target",
        "negative": "lowers the target",
        "contested": "contested: some mechanisms raise the target, others lower it",
        "unknown": "direction unknown",
        "+": "raises",
        "-": "lowers",
        "?": "unknown direction",
        "published": "published as",
        "stitched": "stitched together from several sources",
        "score": "score",
        "belief": "belief",
        "legend": "--> raises, --| lowers, --? direction unknown; <-- |-- ?-- walked against the direction",
        "pivots": "on these steps the outcome hangs:",
        "removal": "without it",
        "reversal": "with its sign turned",
        "pivot": "{edge}: {change} {verdict}",
        "leans_positive": "contested, leaning to raise",
        "leans_negative": "contested, leaning to lower",
        "leans_balanced": "contested, balanced",
        "to_positive": "raises",
        "to_negative": "lowers",
        "to_unknown": "direction unknown",
        "to_none": "no path",
        "to_contested": "contested",
        "memory": "recalled, citation pending",
        "title-verified": "only the title of the paper was checked",
        "article claim only": "claimed by the article only",
        "why": "what would find something:",
        "why_not": "no change of the question would find anything",
        "species": "species",
        "cell": "recipient cell",
        "clash": "context differs ({kind}): step {first} in {before}, step {second} in {after}",
        "max_hops": "up to {after} steps",
        "directed": "ignoring the direction of edges",
        "sign": "any sign instead of {before}",
        "min_belief": "without the least belief {before}",
        "through": "without the pattern {before}",
        "predicates": "without the choice of predicates",
        "contextual": "with contextual predicates too",
        "via": "without having to visit {before}",
        "avoid": "without avoiding {before}",
        "gives": "gives",
        "and": " and ",
        "sentence": "**{source}** on **{target}**: {verdict}. {net}.",
        "path": "{number}. {sign} (score {score:.4g}, belief {belief:.3g}, {provenance}):",
        "step": "{subject} {predicate} {object} ({verdict}, belief {belief:.2f}; {references})",
        "no_reference": "no reference",
        "not_judged": "not judged",
        "sep": "; ",
        "end": ".",
    },
    "zh": {
        "verdict": "判定",
        "net": "净得分：升高 {positive:.4g}，降低 {negative:.4g}，方向未知 {unknown:.4g}",
        "net_time": "（下限：时间已到，未能全部求和）",
        "net_room": "（下限：通路超过 {limit:,} 条，未能全部求和）",
        "none": "在 {max_hops} 步内没有通路",
        "none_time": "时间已到，尚未找到 {max_hops} 步以内的通路；请放宽时间限制",
        "stopped_time": "不完整：时间已到，以下是目前找到的最佳通路",
        "stopped_room": "不完整：找到 {limit:,} 条通路后停止，以下是其中最佳的通路",
        "together": "{count} 个目标合计：{verdict}",
        "several": "多个目标合计：{verdict}",
        "contested_together": "有争议：有的通路升高某一目标，有的降低某一目标",
        "each": "各目标分别为：",
        "target": "{target}：{verdict}（升高 {positive:.4g}，降低 {negative:.4g}，方向未知 {unknown:.4g}）",
        "more": "另有 {count} 个",
        "one_sign": "判定与净得分仅针对所要求的通路，即净效应为“{sign}”的通路",
        "positive": "升高目标",
        "negative": "降低目标",
        "contested": "有争议：既有升高也有降低的通路",
        "unknown": "方向未知",
        "+": "升高",
        "-": "降低",
        "?": "方向未知",
        "published": "已发表机制",
        "stitched": "由多个来源拼接",
        "score": "得分",
        "belief": "可信度",
        "legend": "--> 升高, --| 降低, --? 方向未知; <-- |-- ?-- 逆着边的方向",
        "pivots": "结果取决于以下步骤：",
        "removal": "去掉后",
        "reversal": "正负号反转后",
        "pivot": "{edge}：{change}{verdict}",
        "leans_positive": "仍有争议，偏向升高",
        "leans_negative": "仍有争议，偏向降低",
        "leans_balanced": "仍有争议，两相抵",
        "to_positive": "升高",
        "to_negative": "降低",
        "to_unknown": "方向未知",
        "to_none": "没有通路",
        "to_contested": "有争议",
        "memory": "凭记忆，文献待核实",
        "title-verified": "仅核对了文献标题",
        "article claim only": "仅见于原文章",
        "why": "这样放宽即可找到：",
        "why_not": "怎样放宽都找不到",
        "species": "物种",
        "cell": "受体细胞",
        "clash": "情境不一致（{kind}）：第 {first} 步为 {before}，第 {second} 步为 {after}",
        "max_hops": "至多 {after} 步",
        "directed": "不计边的方向",
        "sign": "不限正负号（原为 {before}）",
        "min_belief": "不设最低可信度（原为 {before}）",
        "through": "不限类别模式（原为 {before}）",
        "predicates": "不限谓词",
        "contextual": "也用背景谓词",
        "via": "不必经过 {before}",
        "avoid": "不避开 {before}",
        "gives": "得到",
        "and": "，并",
        "sentence": "**{source}** 对 **{target}**：{verdict}。{net}。",
        "path": "{number}. {sign}（得分 {score:.4g}，可信度 {belief:.3g}，{provenance}）：",
        "step": "{subject} {predicate} {object}（{verdict}，可信度 {belief:.2f}；{references}）",
        "no_reference": "无文献",
        "not_judged": "未判定",
        "sep": "；",
        "end": "。",
    },
}
MOST_PIVOTS = 8
"""How many pivot edges the texts show; all of them are in the result."""
MOST_TARGETS = 8
"""How many of several targets the texts show; all of them are in the result."""


def render(found: Mechanisms, lang: str) -> str:
    """Return the paths for a terminal, ending with a line break: each with steps, verdicts and references."""
    words = _WORDS[lang]
    lines = [f"{label_of(found.source, lang)} => {label_of(found.target, lang)}"]
    if not found:
        return "\n".join([*lines, *_none_lines(found, lang)]) + "\n"
    lines += _stopped(found, lang)
    lines.append(f"{words['verdict']}: {_verdict_of(found, lang)}")
    lines += [_net(found, lang), *_one_sign(found, lang), *_target_lines(found, lang)]
    lines += _pivot_lines(found, lang)
    for number, path in enumerate(found, start=1):
        lines += ["", *_path_lines(number, path, found, lang)]
    return "\n".join([*lines, "", words["legend"]]) + "\n"


def headline(found: Mechanisms, lang: str) -> str:
    """Return source, target and verdict in one line."""
    verdict = _verdict_of(found, lang)
    return f"{label_of(found.source, lang)} => {label_of(found.target, lang)}: {verdict}"


def explanation(found: Mechanisms, lang: str) -> str:
    """Return sentences in Markdown, each step with its verdict, belief and references."""
    words = _WORDS[lang]
    ends = {"source": label_of(found.source, lang), "target": label_of(found.target, lang)}
    lines = [words["sentence"].format(**ends, verdict=_verdict_of(found, lang), net=_net(found, lang))]
    if not found:
        reasons = "\n".join(_none_lines(found, lang)[1:]).replace("  - ", "- ")
        return "\n\n".join(filter(None, [*lines, reasons])) + "\n"
    lines += [line + words["end"] for line in (*_stopped(found, lang), *_one_sign(found, lang))]
    if targets := _target_lines(found, lang):
        lines.append("\n".join(targets).replace("  - ", "- "))
    if pivots := _pivot_lines(found, lang):
        lines.append("\n".join(pivots).replace("  - ", "- "))
    for number, path in enumerate(found, start=1):
        lines.append(_paragraph(number, path, found, lang))
    return "\n\n".join(lines) + "\n"


def _net(found: Mechanisms, lang: str) -> str:
    words = _WORDS[lang]
    net = words["net"].format(**{name: found.net[sign] for name, sign in SIGN_NAMES.items()})
    return net + words[f"net_{found.net_stopped}"].format(limit=LIST_LIMIT) if found.net_stopped else net


def _stopped(found: Mechanisms, lang: str) -> list[str]:
    """Return what kept the search from its end, or nothing."""
    return [_WORDS[lang][f"stopped_{found.stopped}"].format(limit=LIST_LIMIT)] if found.stopped else []


def _one_sign(found: Mechanisms, lang: str) -> list[str]:
    words = _WORDS[lang]
    return [words["one_sign"].format(sign=words[found.sign.value])] if found.sign else []


def _verdict_of(found: Mechanisms, lang: str) -> str:
    """Return the verdict in words; over several targets it says so."""
    words = _WORDS[lang]
    if not found:
        name = "none_time" if found.stopped == "time" else "none"
        return words[name].format(max_hops=found.max_hops)
    if not found.several_targets:
        return words[found.verdict]
    verdict = words.get(f"{found.verdict}_together", words[found.verdict])
    whole = found.net_complete and found.targets
    return words["together" if whole else "several"].format(verdict=verdict, count=len(found.targets))


def _target_lines(found: Mechanisms, lang: str) -> list[str]:
    """Return the verdict on each of several targets, those with the largest net."""
    if not found.several_targets or not found.targets:
        return []
    words, targets = _WORDS[lang], found.targets
    lines = [
        words["target"].format(
            target=found.label(one.target, lang),
            verdict=words[f"to_{one.verdict}"],
            **{name: one.net[sign] for name, sign in SIGN_NAMES.items()},
        )
        for one in targets[:MOST_TARGETS]
    ]
    if len(targets) > MOST_TARGETS:
        lines.append(words["more"].format(count=len(targets) - MOST_TARGETS))
    return [words["each"], *(f"  - {line}" for line in lines)]


def _paragraph(number: int, path: MechanismPath, found: Mechanisms, lang: str) -> str:
    words = _WORDS[lang]
    head = words["path"].format(
        number=number,
        sign=words[path.sign.value],
        score=path.score,
        belief=path.belief,
        provenance=_provenance(path, lang),
    )
    steps = words["sep"].join(_step(edge, found, lang) for edge in path.edges) + words["end"]
    notes = "".join(f" {_clash(clash, found, lang)}{words['end']}" for clash in path.clashes)
    return f"{head} {steps}{notes}"


def _step(edge: GraphEdge, found: Mechanisms, lang: str) -> str:
    words = _WORDS[lang]
    return words["step"].format(
        subject=found.label(edge.subject, lang),
        predicate=predicate_label(edge, lang),
        object=found.label(edge.object, lang),
        verdict=_verdict(edge, lang),
        belief=edge.belief,
        references=", ".join(edge.references) or words["no_reference"],
    )


def _verdict(edge: GraphEdge, lang: str) -> str:
    return verdict_label(edge, lang) or _WORDS[lang]["not_judged"]


def _provenance(path: MechanismPath, lang: str) -> str:
    words = _WORDS[lang]
    if not path.published:
        return words["stitched"]
    return f"{words['published']} {', '.join(_chain_name(name, path, lang) for name in path.published)}"


def _chain_name(mechanism: str, path: MechanismPath, lang: str) -> str:
    """Return a published mechanism; where its study was not seen, that is said."""
    words, seen = _WORDS[lang], path.verification.get(mechanism, "verified")
    return f"{mechanism} ({words[seen]})" if seen in words else mechanism


def _path_lines(number: int, path: MechanismPath, found: Mechanisms, lang: str) -> Iterator[str]:
    words = _WORDS[lang]
    yield (
        f"{number}. {words[path.sign.value]}; {words['score']} {path.score:.4g}; "
        f"{words['belief']} {path.belief:.3g}; {_provenance(path, lang)}"
    )
    yield f"   {chain(path, lang)}"
    for edge in path.edges:
        subject, target = found.label(edge.subject, lang), found.label(edge.object, lang)
        references = ", ".join(edge.references) or words["no_reference"]
        yield f"   - {subject} {predicate_label(edge, lang)} {target}"
        yield f"     {_verdict(edge, lang)}; {words['belief']} {edge.belief:.2f}; {references}"
    for clash in path.clashes:
        yield f"   ! {_clash(clash, found, lang)}"


def _clash(clash: Clash, found: Mechanisms, lang: str) -> str:
    words = _WORDS[lang]
    before, after = (
        ", ".join(found.label(name, lang) for name in names) for names in (clash.before, clash.after)
    )
    return words["clash"].format(
        kind=words[clash.kind], first=clash.first, second=clash.second, before=before, after=after
    )


def _pivot_lines(found: Mechanisms, lang: str) -> list[str]:
    pivots = found.pivots[:MOST_PIVOTS]
    return (
        [_WORDS[lang]["pivots"], *(f"  - {_pivot(pivot, found, lang)}" for pivot in pivots)] if pivots else []
    )


def _pivot(pivot: Pivot, found: Mechanisms, lang: str) -> str:
    words = _WORDS[lang]
    edge = pivot.edge
    arrow = {"+": "-->", "-": "--|", "?": "--?"}[edge.sign.value]
    outcome = f"leans_{pivot.leaning}" if pivot.verdict == "contested" else f"to_{pivot.verdict}"
    return words["pivot"].format(
        edge=f"{found.label(edge.subject, lang)} {arrow} {found.label(edge.object, lang)}",
        change=words[pivot.change],
        verdict=words[outcome],
    )


def _none_lines(found: Mechanisms, lang: str) -> list[str]:
    words = _WORDS[lang]
    lines = [_verdict_of(found, lang)]
    if not found.complete:
        return lines
    if not found.why_none:
        return [*lines, words["why_not"]]
    return [*lines, words["why"], *(f"  - {_relaxation(r, found, lang)}" for r in found.why_none)]


def _relaxation(relaxation: Relaxation, found: Mechanisms, lang: str) -> str:
    words = _WORDS[lang]
    changes = words["and"].join(_change(change, found, lang) for change in relaxation.changes)
    nodes = " - ".join(found.label(node, lang) for node in relaxation.nodes)
    return f"{changes} {words['gives']}: {nodes}"


def _change(change: Change, found: Mechanisms, lang: str) -> str:
    key = "contextual" if change.option == "predicates" and change.before is None else change.option
    before = found.label(change.before, lang) if change.option in ("via", "avoid") else change.before
    return _WORDS[lang][key].format(before=before, after=change.after)
