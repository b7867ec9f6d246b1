"""What is said of mechanisms, rankings and profiles, English and Chinese side by side."""

from __future__ import annotations

from msc_graph.messages.catalogue import Messages

PATHS: Messages = {
    "verdict": ("verdict", "判定"),
    "net": (
        "net scores: raises {positive:.4g}, lowers {negative:.4g}, unknown {unknown:.4g}",
        "净得分：升高 {positive:.4g}，降低 {negative:.4g}，方向未知 {unknown:.4g}",
    ),
    "net_disease": (
        "net scores: worsens {positive:.4g}, relieves {negative:.4g}, unknown {unknown:.4g}",
        "净得分：加重 {positive:.4g}，缓解 {negative:.4g}，方向未知 {unknown:.4g}",
    ),
    "net_time": (" (at least: the time limit stopped the summing)", "（下限：时间已到，未能全部求和）"),
    "net_room": (
        " (at least: there are more than {limit:,} paths to sum)",
        "（下限：通路超过 {limit:,} 条，未能全部求和）",
    ),
    "net_nodes": (" (at least: the limit of nodes was reached)", "（下限：已达节点数上限）"),
    "net_rows": (" (at least: the limit of edges was reached)", "（下限：已达边数上限）"),
    "net_hubs": (" (without nodes of more edges than the hub limit)", "（不含边数超过枢纽上限的节点）"),
    "none_cut": (
        "no mechanism of at most {max_hops} steps was found within the limits (--limits); allow more",
        "在所设限度（--limits）内未找到 {max_hops} 步以内的通路；请放宽",
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
        "incomplete: there are too many paths to give all; these are the best of those found: {count:,}",
        "不完整：通路过多，未全部给出，以下是已找到的最佳通路：{count:,} 条",
    ),
    "stopped_nodes": (
        "incomplete: the limit of nodes was reached; these are the best among the edges brought by then",
        "不完整：已达节点数上限，以下是已取回的边中的最佳通路",
    ),
    "stopped_rows": (
        "incomplete: the limit of edges was reached; these are the best among the edges brought by then",
        "不完整：已达边数上限，以下是已取回的边中的最佳通路",
    ),
    "stopped_hubs": (
        "complete but for paths through nodes that have more edges than the hub limit",
        "除经过边数超过枢纽上限的节点者外，通路完整",
    ),
    "drawn": (
        "{title} (the best {drawn} of {count:,} paths)",
        "{title}（{count:,} 条通路中最佳的 {drawn} 条）",
    ),
    "together": ("over {count} targets together: {verdict}", "{count} 个目标合计：{verdict}"),
    "several": ("over several targets together: {verdict}", "多个目标合计：{verdict}"),
    "contested_together": (
        "contested: some mechanisms raise a target, others lower one",
        "有争议：有的通路升高某一目标，有的降低某一目标",
    ),
    "each": ("each target by itself:", "各目标分别为："),
    "kind_of": ("{kind}, a kind of {wider}", "{kind}（属于{wider}）"),
    "wider_sep": (" and ", "、"),
    "ends_in": ("ends in {end}", "止于{end}"),
    "unsettled": (
        "the verdict rests on sums alone: the time was up before the contexts of its paths were looked at",
        "时间已到，未核对各通路的情境，判定仅依据总和",
    ),
    "unsettled_targets": (
        "verdicts that rest on sums alone, as the time was up before contexts were looked at: {count}",
        "时间已到，有 {count} 个目标未核对通路的情境，其判定仅依据总和",
    ),
    "kinds_alone": (
        "no path ends in {target} itself; verdict and paths are of its kinds",
        "没有通路止于{target}本身；判定与通路均针对其下位疾病",
    ),
    "target": (
        "{target}: {verdict} (raises {positive:.4g}, lowers {negative:.4g}, unknown {unknown:.4g})",
        "{target}：{verdict}（升高 {positive:.4g}，降低 {negative:.4g}，方向未知 {unknown:.4g}）",
    ),
    "target_disease": (
        "{target}: {verdict} (worsens {positive:.4g}, relieves {negative:.4g}, unknown {unknown:.4g})",
        "{target}：{verdict}（加重 {positive:.4g}，缓解 {negative:.4g}，方向未知 {unknown:.4g}）",
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
    "positive_disease": ("worsens the disease", "加重疾病"),
    "negative_disease": ("relieves the disease", "缓解疾病"),
    "contested_disease": (
        "contested: some mechanisms worsen the disease, others relieve it",
        "有争议：既有加重也有缓解疾病的通路",
    ),
    "contested_together_disease": (
        "contested: some mechanisms worsen a disease, others relieve one",
        "有争议：有的通路加重某一疾病，有的缓解某一疾病",
    ),
    "share": ("{verdict}, {share} of the evidence", "{verdict}，占证据的 {share}"),
    "share_contested": ("{verdict}; {share} of the evidence {side}", "{verdict}；证据的 {share} {side}"),
    "sum_against": ("{verdict}, but {share} of the score {side}", "{verdict}，而得分的 {share} {side}"),
    "undirected": (
        "{verdict}; {share} of the score is of unknown direction",
        "{verdict}；得分的 {share} 方向未知",
    ),
    "strength": ("{verdict}; {word}: {basis}", "{verdict}；{word}：{basis}"),
    "strong": ("strong", "强"),
    "moderate": ("moderate", "中等"),
    "weak": ("weak", "弱"),
    "recalled": ("recalled", "凭记忆"),
    "chain": ("one published chain", "一条已发表的机制链"),
    "chains": ("{count} published chains", "{count} 条已发表的机制链"),
    "one source": ("one source states all steps", "同一来源陈述全部步骤"),
    "sources": ("{count} sources each state all steps", "{count} 个来源各自陈述全部步骤"),
    "put together": ("steps from several sources put together", "由多个来源的步骤拼接"),
    "paper": ("{basis}, 1 paper", "{basis}，1 篇文献"),
    "papers": ("{basis}, {count} papers", "{basis}，{count} 篇文献"),
    "paper_against": ("{basis}; 1 paper against", "{basis}；1 篇文献反对"),
    "papers_against": ("{basis}; {count} papers against", "{basis}；{count} 篇文献反对"),
    "reference": ("{basis}, 1 reference without PMID or DOI", "{basis}，1 个无 PMID 或 DOI 的来源"),
    "references": (
        "{basis}, {count} references without PMID or DOI",
        "{basis}，{count} 个无 PMID 或 DOI 的来源",
    ),
    "no_paper": ("{basis}, no paper at hand", "{basis}，无可查文献"),
    "clashing": ("{basis}, contexts clash", "{basis}，情境不一致"),
    "unknown": ("direction unknown", "方向未知"),
    "+": ("raises", "升高"),
    "-": ("lowers", "降低"),
    "?": ("unknown direction", "方向未知"),
    "+_disease": ("worsens", "加重"),
    "-_disease": ("relieves", "缓解"),
    "published": ("published as", "已发表机制"),
    "stitched": ("stitched together from several sources", "由多个来源拼接"),
    "source": ("stated by {sources}", "出处：{sources}"),
    "source_of_all": ("one source states all steps: {sources}", "同一来源陈述全部步骤：{sources}"),
    "both": ("the opposite is reported too", "也有相反的报道"),
    "score": ("score", "得分"),
    "belief": ("belief", "可信度"),
    "legend": (
        "--> raises, --| lowers, --? direction unknown; <-- |-- ?-- walked against the direction",
        "--> 升高, --| 降低, --? 方向未知; <-- |-- ?-- 逆着边的方向",
    ),
    "disputed": ("disputed statements about this pair:", "关于这一对的有争议说法："),
    "disputed_several": ("disputed statements about these pairs:", "关于这些配对的有争议说法："),
    "dispute": (
        "{statement}: {verdict}; see msc-graph show {claim}",
        "{statement}：{verdict}；见 msc-graph show {claim}",
    ),
    "dispute_why": ("why: {reason}", "理由：{reason}"),
    "dispute_right": ("instead: {corrections}", "更正：{corrections}"),
    "dispute_open": ("what is right instead is not known", "正确说法未知"),
    "pivots_time": (
        "on which steps the outcome hangs was not looked at to the end: the time was up",
        "时间已到，未查完结果取决于哪些步骤",
    ),
    "pivots_room": (
        "on which steps the outcome hangs was not looked at: there are more than {limit:,} paths",
        "通路超过 {limit:,} 条，未查结果取决于哪些步骤",
    ),
    "pivots": ("on these steps the outcome hangs:", "结果取决于以下步骤："),
    "removal": ("without it", "去掉后"),
    "reversal": ("with its sign turned", "正负号反转后"),
    "pivot": ("{edge}: {change} {verdict}", "{edge}：{change}{verdict}"),
    "leans_positive": ("contested, leaning to raise", "仍有争议，偏向升高"),
    "leans_negative": ("contested, leaning to lower", "仍有争议，偏向降低"),
    "leans_positive_disease": ("contested, leaning to worsen", "仍有争议，偏向加重"),
    "leans_negative_disease": ("contested, leaning to relieve", "仍有争议，偏向缓解"),
    "leans_balanced": ("contested, balanced", "仍有争议，两相抵"),
    "to_positive_disease": ("worsens", "加重"),
    "to_negative_disease": ("relieves", "缓解"),
    "to_positive": ("raises", "升高"),
    "to_negative": ("lowers", "降低"),
    "to_unknown": ("direction unknown", "方向未知"),
    "to_none": ("no path", "没有通路"),
    "to_contested": ("contested", "有争议"),
    "memory": ("recalled, citation pending", "凭记忆，文献待核实"),
    "title-verified": ("only the title of the paper was checked", "仅核对了文献标题"),
    "why": ("what would find something:", "这样放宽即可找到："),
    "no_published": (
        "no published chain leads there; without --published-only the paths put together are shown",
        "没有已发表的机制链通向那里；不加 --published-only 则显示拼接的通路",
    ),
    "why_time": (
        "whether a change of the question would find something was not looked at to the end: the time was up",
        "时间已到，未查完怎样放宽才能找到",
    ),
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
    "any_species": ("in any species instead of {before}", "不限物种（原为 {before}）"),
    "any_cell": ("in any recipient cell instead of {before}", "不限受体细胞（原为 {before}）"),
    "any_scope": (
        "in any scope instead of {before}",
        "不限适用对象（原为 {before}）",
    ),
    "any_evidence": (
        "with any type of evidence instead of {before}",
        "不限证据类型（原为 {before}）",
    ),
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
        "{number}. {sign} (score {score:.4g}, belief {belief:.3g}, {provenance}): ",
        "{number}. {sign}（得分 {score:.4g}，可信度 {belief:.3g}，{provenance}）：",
    ),
    "step": (
        "{subject} {predicate} {object} ({verdict}, {belief}; {references})",
        "{subject} {predicate} {object}（{verdict}，{belief}；{references}）",
    ),
    "no_reference": ("no reference", "无文献"),
    "only_recalled": ("recalled, not verified", "凭记忆，未核实"),
    "doubted": ("{paper} (under an expression of concern)", "{paper}（有关注声明）"),
    "against": ("{paper} (against)", "{paper}（反对）"),
    "not_judged": ("not judged", "未判定"),
    "sep": ("; ", "；"),
    "end": (".", "。"),
    "told": ("{text}. ", "{text}。"),
}
"""Of paths, for the terminal and as sentences."""

REPORTS: Messages = {
    "positive": ("raises", "升高"),
    "negative": ("lowers", "降低"),
    "positive_disease": ("worsens", "加重"),
    "negative_disease": ("relieves", "缓解"),
    "contested": ("contested", "有争议"),
    "unknown": ("direction unknown", "方向未知"),
    "none": ("no path", "没有通路"),
    "published_first": (
        "rows with a published chain first; share: how much of the evidence of known direction leans so",
        "有已发表机制链者在前；占比：方向已知的证据中偏向该方向的部分",
    ),
    "caveats": (
        "pending: chains and steps that are only recalled; clash: the best path joins other species or cells",
        "待核实：仅凭记忆的机制链与步骤；情境不一致：最佳通路所涉物种或细胞不同",
    ),
    "unsettled": (
        "verdicts may rest on sums alone: the contexts of paths were looked at while there was time",
        "判定可能仅依据总和：在时限内才核对通路的情境",
    ),
    "stopped_time": (
        "incomplete: the time limit stopped the summing; the sums are lower bounds",
        "不完整：时间已到，总和为下限",
    ),
    "stopped_room": (
        "incomplete: there are more than {limit:,} paths; the sums are lower bounds",
        "不完整：通路超过 {limit:,} 条，总和为下限",
    ),
    "stopped_nodes": ("incomplete: the limit of nodes was reached", "不完整：已达节点数上限"),
    "stopped_rows": ("incomplete: the limit of edges was reached", "不完整：已达边数上限"),
    "stopped_hubs": (
        "complete but for paths through nodes that have more edges than the hub limit",
        "除经过边数超过枢纽上限的节点者外，结果完整",
    ),
    "matches": (
        "{matched} of {names} names matched, {amount} of the measured amount",
        "{names} 个名称中匹配 {matched} 个，占测得量的 {amount}",
    ),
    "named": ("{matched} of {names} names matched", "{names} 个名称中匹配 {matched} 个"),
    "all_zero": (
        "every value is 0, so that nothing is pushed; say which column holds the values with --value-column,"
        " or give names alone",
        "数值全为 0，没有任何推动作用；请用 --value-column 指明数值列，或只给名称",
    ),
    "folded": (
        "{count} mouse or rat microRNAs taken for the human ones of the same name",
        "{count} 个小鼠或大鼠 microRNA 按同名的人 microRNA 处理",
    ),
    "of_mice": (
        "spelled as genes of mice or rats, taken for the human ones: {names}",
        "写法为小鼠或大鼠基因，按人的基因处理：{names}",
    ),
    "combined": (
        "several values of one node became one ({rule}): {names}",
        "同一节点的多个数值已合并（{rule}）：{names}",
    ),
    "left_out": ("{count} rows left out: {reasons}", "略去 {count} 行：{reasons}"),
    "one_left_out": ("1 row left out: {reasons}", "略去 1 行：{reasons}"),
    "no_arm": (
        "the name leaves the arm open; the graph has {label} (--any-arm takes it)",
        "名称未注明臂；图中有 {label}（--any-arm 可采用）",
    ),
    "no_arms": (
        "no arm named: {names} (--any-arm takes what the graph has)",
        "未注明臂：{names}（--any-arm 可采用图中的臂）",
    ),
    "unmatched": ("not in the graph: {names}", "图中没有：{names}"),
    "ambiguous_names": ("ambiguous: {names}", "有歧义：{names}"),
    "and_more": ("{names} and {count} more", "{names} 等，另有 {count} 个"),
    "no_name": ("no name", "没有名称"),
    "above_header": ("stands above the header", "在表头之上"),
    "missing": ("no value", "没有数值"),
    "infinite": ("value not finite", "数值不是有限数"),
    "fold change": (
        "the values are fold changes; their logarithm to base 2 was used",
        "数值为差异倍数，已取以 2 为底的对数",
    ),
    "names only": ("names without values: each counts 1", "只有名称没有数值：每个计为 1"),
    "score_said": (
        "score: sum of value x net of the paths, divided by the sum of the sizes of the values;"
        " share: part of all scores; z: standard deviations from the mean of the shuffles",
        "得分：数值乘以通路净得分之和，除以数值绝对值之和；占比：占全部得分的份额；z：与重排均值相差的标准差数",
    ),
    "shown": ("{shown} of {found} shown", "共 {found} 个，显示 {shown} 个"),
    "shuffles": (
        "p by {number} shuffles within category and like degree; q by Benjamini-Hochberg",
        "p 值由 {number} 次在同类且度相近的节点间重排得出；q 值按 Benjamini-Hochberg 校正",
    ),
    "nothing": ("nothing is reached", "没有到达任何节点"),
    "nothing_yet": (
        "nothing was summed to its end within the limit; allow more",
        "在所设限度内没有任何一项求和完毕；请放宽",
    ),
    "kinds_count": (
        "kinds: narrower conditions that count for the one asked about (--no-narrower leaves them out)",
        "下位疾病：计入所问疾病的下位疾病（--no-narrower 则不计）",
    ),
    "kinds_apart": (
        "kinds: narrower conditions with rows of their own; a question about one condition counts its kinds",
        "下位疾病：自成一行的下位疾病；问及单个疾病时，它们计入该疾病",
    ),
    "arm": ("{name!r} names no arm: it is taken for {known}", "{name!r} 未写明臂：按 {known} 理解"),
    "nameless": (
        "{name!r} is taken for {known}; a source has something by that name only ({other}), whose edges stand"
        " apart",
        "{name!r} 按 {known} 理解；另有来源仅以此名称收录的节点（{other}），其边不计在内",
    ),
    "other_way": (
        "the other way round something is: msc-graph rank {target!r} {source!r}",
        "反方向有结果：msc-graph rank {target!r} {source!r}",
    ),
}
"""Of rankings and profiles, beside their tables."""

STATES: Messages = {
    "matched": ("matched", "已匹配"),
    "folded": ("taken for the human one", "按人的同名分子"),
    "ambiguous": ("ambiguous", "有歧义"),
    "no_arm": ("no arm named", "未注明臂"),
    "unknown": ("not in the graph", "图中没有"),
    "left_out": ("left out", "略去"),
}
"""What became of a measured name."""

HEADINGS: Messages = {
    "id": ("id", "标识符"),
    "label": ("label", "名称"),
    "net": ("net", "净得分"),
    "positive": ("positive", "升高"),
    "negative": ("negative", "降低"),
    "unknown": ("unknown", "方向未知"),
    "verdict": ("verdict", "判定"),
    "paths": ("paths", "通路数"),
    "disputed": ("disputed", "有争议的说法"),
    "best": ("best", "最佳通路"),
    "score": ("score", "得分"),
    "direction": ("direction", "方向"),
    "p": ("p", "p 值"),
    "q": ("q", "q 值"),
    "through": ("through", "经由"),
    "measured": ("measured", "测得值"),
    "share": ("share", "占比"),
    "published": ("published", "已发表"),
    "kinds": ("kinds", "下位疾病"),
    "pending": ("pending", "待核实"),
    "clash": ("clash", "情境不一致"),
    "positive_disease": ("worsens", "加重"),
    "negative_disease": ("relieves", "缓解"),
    "z": ("z", "z 值"),
    "line": ("line", "行"),
    "name": ("name", "测得名称"),
    "value": ("value", "数值"),
    "state": ("state", "状态"),
    "reason": ("reason", "原因"),
}
"""Columns of rankings and profiles."""

PROVENANCE: Messages = {
    "published": ("published", "已发表"),
    "one source": ("one source", "同一来源"),
    "stitched": ("stitched", "拼接"),
}
"""What stands behind a path as a whole, in a table."""
