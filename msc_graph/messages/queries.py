"""What is said of saved queries and answers, in English and Chinese."""

from __future__ import annotations

from msc_graph.messages.catalogue import Messages

WORDS: Messages = {
    "why": ("Why", "意义"),
    "answers": ("Answers", "回答"),
    "tags": ("Tags", "标签"),
    "parameters": ("Parameters", "参数"),
    "columns": ("Columns", "列"),
    "example": ("Example", "示例"),
    "graph": (
        "Gives a graph: choose an RDF format, or graphml.",
        "结果为图：请选择RDF格式或graphml。",
    ),
    "unit": ("unit", "单位"),
    "list": ("a list; `--long`: one row each", "列表；`--long` 则每行一个"),
    "needed": ("needed", "必填"),
    "default": ("default", "默认"),
    "label": ("a label or synonym will do", "可用标签或同义词"),
    "for": ("for example", "例如"),
    "many": ("any number of values", "可给任意多个值"),
    "values": ("a value that the graph has, in any letter case", "取图中已有的值，不分大小写"),
    "only below": (
        "nothing is stated to be a {name} itself, only its subclasses are:"
        " write ?x a/rdfs:subClassOf* {name} in place of ?x a {name}",
        "没有任何事物直接标为 {name}，只标为其子类：请把 ?x a {name} 写成 ?x a/rdfs:subClassOf* {name}",
    ),
    "no rows": ("the answer is empty: nothing in the graph fits", "结果为空：图中没有符合的内容"),
    "problem": ("Problem", "问题"),
    "reason": ("Reason", "理由"),
    "remedy": ("Remedy", "处理"),
}
