"""What the building of a recipe says: its plan and its report."""

from __future__ import annotations

from msc_graph.messages.catalogue import Messages

STATES: Messages = {
    "new": ("new", "新增"),
    "changed": ("changed", "有变化"),
    "unchanged": ("unchanged", "无变化"),
    "missing": ("missing", "缺失"),
    "left out": ("left out: optional, not there", "略去：可选，未找到"),
    "removed": (
        "to be removed: its files, or its place in the recipe, are gone",
        "将移除：文件已无，或配方中已无",
    ),
}
"""What a build would do with a source."""

PLAN: Messages = {
    "source": ("source", "来源"),
    "state": ("state", "状态"),
    "files": ("files", "文件"),
    "bytes": ("bytes", "字节"),
    "licence": ("licence", "许可"),
    "from": ("where to get it", "获取途径"),
}
"""The columns of a plan."""

NOTES: Messages = {
    "missing": ("missing: {names}", "缺失：{names}"),
    "several": (
        "several files are called so; the newest is taken: {names}",
        "有多个同名文件，采用最新者：{names}",
    ),
    "seconds": ("about {seconds} s of computing", "约需计算 {seconds} 秒"),
    "nothing": ("nothing to do: the store is as the recipe wants it", "无需操作：库已与配方一致"),
    "built": ("{edges} edges of {sources} sources in {folder}", "{folder}：{sources} 个来源，{edges} 条边"),
    "tables": ("tables of names", "名称对照表"),
    "retracted": ("retracted papers", "撤稿论文"),
    "or": (" or ", " 或 "),
}
"""What a plan and a build say beside their tables."""

REPORT: Messages = {
    "title": ("What was built", "构建结果"),
    "totals": (
        "{nodes} nodes, {edges} edges, {sources} sources; revision {revision}.",
        "{nodes} 个节点，{edges} 条边，{sources} 个来源；版本 {revision}。",
    ),
    "sources": ("Sources", "来源"),
    "left out": ("What was changed or left out", "更改与略去的内容"),
    "nothing left out": ("Nothing.", "无。"),
    "joined": ("How the sources meet the curated graph", "各来源与审编图谱的衔接"),
    "reached": (
        "Curated nodes with edges of other sources, by class, of all of them:",
        "从其他来源获得边的审编节点（按类别，占全部）：",
    ),
    "opposites": ("Pairs that two sources sign oppositely", "两个来源符号相反的配对"),
    "curated": ("the curated graph", "审编图谱"),
    "no opposites": ("None.", "无。"),
    "questions": ("Questions", "提问"),
    "licences": ("Licences and citations", "许可与引用"),
    "not stated": ("not stated", "未说明"),
}
"""Headings and sentences of a report."""

COLUMNS: Messages = {
    "source": ("source", "来源"),
    "version": ("version", "版本"),
    "date": ("date", "日期"),
    "rows": ("rows used", "采用行数"),
    "assertions": ("assertions", "陈述"),
    "nodes": ("nodes", "节点"),
    "grounded": ("nodes grounded", "已识别节点"),
    "joined": ("assertions that touch curated nodes", "涉及审编节点的陈述"),
    "what": ("what", "内容"),
    "count": ("number", "数量"),
    "examples": ("such as", "例如"),
    "class": ("class", "类别"),
    "reached": ("reached", "已衔接"),
    "all": ("of", "总数"),
    "raises": ("says raised", "称其升高"),
    "lowers": ("says lowered", "称其降低"),
    "pairs": ("pairs", "配对数"),
    "answer": ("answer", "回答"),
    "expected": ("expected", "预期"),
    "mediator": ("first path through a named mediator", "首条经指定中介的通路"),
    "licence": ("licence", "许可"),
    "from": ("from", "来自"),
    "citation": ("citation", "引用"),
}
"""The columns of a report's tables."""

EXPECTED: Messages = {
    "raises": ("raises", "升高"),
    "lowers": ("lowers", "降低"),
    "as expected": ("{lean}: yes", "{lean}：相符"),
    "not as expected": ("{lean}: NO", "{lean}：不符"),
    "place": ("{place} of {paths}", "第 {place} 条（共 {paths} 条）"),
    "no place": ("none of {paths}", "{paths} 条中均无"),
}
"""Whether an answer is as the recipe expects."""
