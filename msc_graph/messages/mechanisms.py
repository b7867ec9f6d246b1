"""What is said of mechanisms, rankings and profiles, English and Chinese side by side."""

from __future__ import annotations

from msc_graph.messages.catalogue import Messages

PATHS: Messages = {
    "verdict": ("verdict", "判定"),
    "net": (
        "net scores: raises {positive:.4g}, lowers {negative:.4g}, unknown {unknown:.4g}",
        "净得分：升高 {positive:.4g}，降低 {negative:.4g}，方向未知 {unknown:.4g}",
    ),
    "net_time": (" (at least: the time limit stopped the summing)", "（下限：时间已到，未能全部求和）"),
    "net_room": (
        " (at least: there are more than {limit:,} paths to sum)",
        "（下限：通路超过 {limit:,} 条，未能全部求和）",
    ),
    "none": ("no mechanism of at most {max_hops} steps leads there", "在 {max_hops} 步内没有通路"),
    "none_time": (
        "no mechanism of at most {max_hops} steps was found in the time given; allow more",
        "时间已到，尚未找到 {max_hops} 步以内的通路；请放宽时间限制",
    ),
    "stopped_time": (
        "incomplete: the time limit stopped the search; these are the best found by then",
        "不完整：时间已到，以下是目前找到的最佳通路",
    ),
    "stopped_room": (
        "incomplete: the search stopped at {limit:,} paths; these are the best found by then",
        "不完整：找到 {limit:,} 条通路后停止，以下是其中最佳的通路",
    ),
    "together": ("over {count} targets together: {verdict}", "{count} 个目标合计：{verdict}"),
    "several": ("over several targets together: {verdict}", "多个目标合计：{verdict}"),
    "contested_together": (
        "contested: some mechanisms raise a target, others lower one",
        "有争议：有的通路升高某一目标，有的降低某一目标",
    ),
    "each": ("each target by itself:", "各目标分别为："),
    "target": (
        "{target}: {verdict} (raises {positive:.4g}, lowers {negative:.4g}, unknown {unknown:.4g})",
        "{target}：{verdict}（升高 {positive:.4g}，降低 {negative:.4g}，方向未知 {unknown:.4g}）",
    ),
    "more": ("and {count} more", "另有 {count} 个"),
    "one_sign": (
        "verdict and net speak only of the paths asked for: those whose net effect is {sign}",
        "判定与净得分仅针对所要求的通路，即净效应为“{sign}”的通路",
    ),
    "positive": ("raises the target", "升高目标"),
    "negative": ("lowers the target", "降低目标"),
    "contested": (
        "contested: some mechanisms raise the target, others lower it",
        "有争议：既有升高也有降低的通路",
    ),
    "unknown": ("direction unknown", "方向未知"),
    "+": ("raises", "升高"),
    "-": ("lowers", "降低"),
    "?": ("unknown direction", "方向未知"),
    "published": ("published as", "已发表机制"),
    "stitched": ("stitched together from several sources", "由多个来源拼接"),
    "score": ("score", "得分"),
    "belief": ("belief", "可信度"),
    "legend": (
        "--> raises, --| lowers, --? direction unknown; <-- |-- ?-- walked against the direction",
        "--> 升高, --| 降低, --? 方向未知; <-- |-- ?-- 逆着边的方向",
    ),
    "pivots": ("on these steps the outcome hangs:", "结果取决于以下步骤："),
    "removal": ("without it", "去掉后"),
    "reversal": ("with its sign turned", "正负号反转后"),
    "pivot": ("{edge}: {change} {verdict}", "{edge}：{change}{verdict}"),
    "leans_positive": ("contested, leaning to raise", "仍有争议，偏向升高"),
    "leans_negative": ("contested, leaning to lower", "仍有争议，偏向降低"),
    "leans_balanced": ("contested, balanced", "仍有争议，两相抵"),
    "to_positive": ("raises", "升高"),
    "to_negative": ("lowers", "降低"),
    "to_unknown": ("direction unknown", "方向未知"),
    "to_none": ("no path", "没有通路"),
    "to_contested": ("contested", "有争议"),
    "memory": ("recalled, citation pending", "凭记忆，文献待核实"),
    "title-verified": ("only the title of the paper was checked", "仅核对了文献标题"),
    "article claim only": ("claimed by the article only", "仅见于原文章"),
    "why": ("what would find something:", "这样放宽即可找到："),
    "why_not": ("no change of the question would find anything", "怎样放宽都找不到"),
    "species": ("species", "物种"),
    "cell": ("recipient cell", "受体细胞"),
    "clash": (
        "context differs ({kind}): step {first} in {before}, step {second} in {after}",
        "情境不一致（{kind}）：第 {first} 步为 {before}，第 {second} 步为 {after}",
    ),
    "max_hops": ("up to {after} steps", "至多 {after} 步"),
    "directed": ("ignoring the direction of edges", "不计边的方向"),
    "sign": ("any sign instead of {before}", "不限正负号（原为 {before}）"),
    "min_belief": ("without the least belief {before}", "不设最低可信度（原为 {before}）"),
    "through": ("without the pattern {before}", "不限类别模式（原为 {before}）"),
    "predicates": ("without the choice of predicates", "不限谓词"),
    "contextual": ("with contextual predicates too", "也用背景谓词"),
    "via": ("without having to visit {before}", "不必经过 {before}"),
    "avoid": ("without avoiding {before}", "不避开 {before}"),
    "gives": ("gives", "得到"),
    "and": (" and ", "，并"),
    "sentence": (
        "**{source}** on **{target}**: {verdict}. {net}.",
        "**{source}** 对 **{target}**：{verdict}。{net}。",
    ),
    "path": (
        "{number}. {sign} (score {score:.4g}, belief {belief:.3g}, {provenance}):",
        "{number}. {sign}（得分 {score:.4g}，可信度 {belief:.3g}，{provenance}）：",
    ),
    "step": (
        "{subject} {predicate} {object} ({verdict}, belief {belief:.2f}; {references})",
        "{subject} {predicate} {object}（{verdict}，可信度 {belief:.2f}；{references}）",
    ),
    "no_reference": ("no reference", "无文献"),
    "not_judged": ("not judged", "未判定"),
    "sep": ("; ", "；"),
    "end": (".", "。"),
}
"""Of paths, for the terminal and as sentences."""

REPORTS: Messages = {
    "raises": ("raises", "升高"),
    "lowers": ("lowers", "降低"),
    "stopped_time": (
        "incomplete: the time limit stopped the summing; the sums are lower bounds",
        "不完整：时间已到，总和为下限",
    ),
    "stopped_room": (
        "incomplete: there are more than {limit:,} paths; the sums are lower bounds",
        "不完整：通路超过 {limit:,} 条，总和为下限",
    ),
    "unmatched": ("not in the graph: {names}", "图中没有：{names}"),
    "shown": ("{shown} of {found} shown", "共 {found} 个，显示 {shown} 个"),
    "shuffles": (
        "p by {number} shuffles within category and like degree; q by Benjamini-Hochberg",
        "p 值由 {number} 次在同类且度相近的节点间重排得出；q 值按 Benjamini-Hochberg 校正",
    ),
    "nothing": ("nothing is reached", "没有到达任何节点"),
}
"""Of rankings and profiles, beside their tables."""

HEADINGS: Messages = {
    "id": ("id", "标识"),
    "label": ("label", "名称"),
    "net": ("net", "净得分"),
    "positive": ("positive", "升高"),
    "negative": ("negative", "降低"),
    "unknown": ("unknown", "方向未知"),
    "verdict": ("verdict", "判定"),
    "paths": ("paths", "通路数"),
    "best": ("best", "最佳通路"),
    "score": ("score", "得分"),
    "direction": ("direction", "方向"),
    "p": ("p", "p 值"),
    "q": ("q", "q 值"),
    "through": ("through", "经由"),
    "contested": ("contested", "有争议"),
    "none": ("none", "没有通路"),
}
"""Columns of rankings and profiles, and the verdicts in their cells."""
