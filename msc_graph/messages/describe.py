"""What the description of a thing says, in English and Chinese."""

from __future__ import annotations

from msc_graph.messages.catalogue import Messages

DESCRIBE: Messages = {
    "kind": ("kind", "类别"),
    "other": ("in Chinese", "英文名"),
    "name": ("also called", "别名"),
    "year": ("year", "年份"),
    "same": ("same as", "等同于"),
    "close": ("close to", "近似于"),
    "definition": ("definition", "定义"),
    "out": ("What it does", "作用与关系"),
    "in": ("What points to it", "被指向的关系"),
    "disputed": ("Disputed claims", "有争议的说法"),
    "steps": ("Steps", "步骤"),
    "supports": ("Assertions that it supports", "它支持的陈述"),
    "refutes": ("Assertions that it refutes", "它反驳的陈述"),
    "more": ("and {count} more", "另有 {count} 条"),
    "at least": ("at least {count:,}", "至少 {count:,}"),
    "evidence": ("Evidence", "证据"),
    "verdict": ("verdict", "判定"),
    "belief": ("belief", "可信度"),
    "not endorsed": ("not endorsed (evidence alone: {belief})", "不予认可（仅凭证据为 {belief}）"),
    "evidence alone": ("what the evidence alone gives; not endorsed", "仅凭证据；不予认可"),
    "against": ("against", "反对"),
    "retracted": ("RETRACTED:", "已撤稿："),
    "concern": ("EXPRESSION OF CONCERN:", "关注声明："),
    "right": ("instead", "更正"),
    "why": ("why", "理由"),
    "none known": ("what is right instead is not known", "正确说法未知"),
    "mechanisms": ("Mechanisms", "机制"),
    "trials": ("Clinical studies", "临床研究"),
    "starts": ("starts here", "始于此"),
    "ends": ("ends here", "止于此"),
    "passes": ("passes here", "经过此处"),
    "of kind": ("of a kind of it, {kind}", "属于其下位疾病：{kind}"),
    "go on": ("Go on with", "继续查询"),
    "yes": ("yes", "是"),
    "no": ("no", "否"),
}
"""Words between what is known of a thing."""
