"""What the operations that programs ask for, and their parameters, are said to be."""

from __future__ import annotations

from msc_graph.messages.catalogue import Messages

SUMMARIES: Messages = {
    "find": (
        "Find things by identifier, label or synonym, in English or Chinese, best first.",
        "按标识符、名称或同义词（中文或英文）查找事物，最相符的在前。",
    ),
    "suggest": (
        "Suggest names while one is typed: the value to take, its label, kind and identifier.",
        "输入时给出名称建议：可用的值、名称、类别和标识符。",
    ),
    "show": (
        "Tell all that is known of a thing: a node, a claim (S3-05), a mechanism (C03), a trial, a paper.",
        "给出某一事物的全部已知内容：节点、说法（S3-05）、机制（C03）、试验或论文。",
    ),
    "paths": (
        "Find mechanisms from a cause to an effect: signed steps, each with verdict, belief and references.",
        "查找从原因到效应的机制：带符号的步骤，各有判定、可信度和文献。",
    ),
    "rank": (
        "Rank the things of a category by net score: diseases for a cargo (target Disease), or the reverse.",
        "按净得分为某一类别的事物排名：某一内容物对应的疾病（目标为 Disease），或反之。",
    ),
    "profile": (
        "Tell what a measured profile of cargo would push, which way, and whether by chance.",
        "给出实测内容物谱会作用于什么、方向如何、是否出于偶然。",
    ),
    "queries": ("List the saved questions with their parameters.", "列出已保存的问题及其参数。"),
    "why": (
        "Tell why a conclusion of the reasoner holds, down to assertions and references.",
        "说明推理结论为何成立，直至陈述和文献。",
    ),
    "export": (
        "Give the graph, or the surroundings of a thing, as a file.",
        "以文件形式给出图谱或某一事物的周围。",
    ),
    "validate": ("Run the SHACL shapes on the graph.", "对图谱运行 SHACL 形状检查。"),
    "info": (
        "Tell what is in the graph: counts by kind, verdict and class, and the sources.",
        "给出图谱的内容：按种类、判定和类别的计数，以及来源。",
    ),
    "query": (
        "Answer a saved question; without a name, list the questions with their parameters.",
        "回答已保存的问题；没有名称时列出问题及其参数。",
    ),
    "sparql": (
        "Answer a query in SPARQL 1.1, read-only, within a time limit; msc: and the like need no PREFIX.",
        "回答 SPARQL 1.1 查询（只读，有时限）；msc: 等前缀无需声明。",
    ),
}
"""What each operation does, by its name."""

PARAMETERS: Messages = {
    "lang": ("language of labels and words", "名称和文字的语言"),
    "text": ("any name of a thing: identifier, label or synonym", "事物的任一名称：标识符、名称或同义词"),
    "name": ("any name of a thing: identifier, label or synonym", "事物的任一名称：标识符、名称或同义词"),
    "category": (
        "only things of this class, such as Disease; empty for all",
        "只要此类的事物，如 Disease；空为全部",
    ),
    "limit": ("how many at most", "至多多少个"),
    "show.limit": ("how many statements of a kind at most", "每种陈述至多多少条"),
    "q": ("the beginning of a name, or a part of it", "名称的开头或一部分"),
    "source": (
        "where paths start: a name, or a category such as 'any MicroRNA'",
        "通路的起点：名称，或类别，如 'any MicroRNA'",
    ),
    "target": (
        "where paths end: a name, or a category such as 'any Disease'",
        "通路的终点：名称，或类别，如 'any Disease'",
    ),
    "max_hops": ("longest path, in edges", "通路最多有多少条边"),
    "k": ("how many paths", "多少条通路"),
    "sign": ("only paths of this sign; empty for all", "只要此符号的通路；空为全部"),
    "via": ("names that a path must pass", "通路必须经过的名称"),
    "avoid": ("names that no path may pass", "通路不得经过的名称"),
    "paths.predicate": (
        "only these predicates; !name forbids, +name adds",
        "只用这些谓词；!名称 为禁用，+名称 为添加",
    ),
    "through": ("categories along the way, joined by >", "沿途的类别，以 > 连接"),
    "min_belief": ("least belief of an edge", "边的最低可信度"),
    "directed": ("whether edges are walked in their direction only", "是否只沿边的方向行走"),
    "narrower": (
        "whether narrower conditions count for the one asked about; paths say so",
        "更窄的病症是否算作所问的病症；通路会注明",
    ),
    "table": (
        "what was measured: a value, such as a log2 fold change, by name of a cargo",
        "实测内容：按内容物名称给出数值，如 log2 变化倍数",
    ),
    "file": (
        "a table as DESeq2, edgeR or a spreadsheet writes it (CSV, TSV, XLSX)",
        "DESeq2、edgeR 或电子表格写出的表格（CSV、TSV、XLSX）",
    ),
    "subject": ("the thing that the conclusion is about", "结论所说的事物"),
    "predicate": ("what is said of it", "所说的关系"),
    "object": ("the other end", "另一端"),
    "format": ("the format of the file", "文件的格式"),
    "around": (
        "only this thing and its neighbours; empty for the whole graph",
        "只要此事物及其邻居；空为整个图谱",
    ),
    "hops": ("how far neighbours may be, in edges", "邻居最远多少条边"),
    "labels": ("whether identifiers are replaced by labels", "是否以名称代替标识符"),
    "long": ("whether each value of a list has a row of its own", "列表中的每个值是否各占一行"),
    "query": ("the query, in SPARQL 1.1", "SPARQL 1.1 查询"),
    "sparql.text": (
        "SPARQL 1.1; the resource schema lists the terms",
        "SPARQL 1.1；资源 schema 列出可用的词",
    ),
    "query.name": ("name of the question; empty for the list", "问题的名称；空则列出"),
    "parameters": ("values of the question's parameters, by name", "问题各参数的值，按名称给出"),
    "default-graph-uri": ("graphs that are the default graph together", "共同作为默认图的图"),
    "named-graph-uri": ("graphs that may be named in the query", "查询中可以命名的图"),
    "sparql.format": (
        "the format of the answer; else the header Accept says it",
        "结果的格式；否则由 Accept 头决定",
    ),
}
"""What each parameter means, by its name; by that of the operation and its own where it differs there."""

ASSISTANT: Messages = {
    "tool": ("the tool {name}", "工具 {name}"),
    "cut": ("(cut: ask for less)", "（已截断：请缩小提问）"),
    "nothing": ("nothing has a name like {text!r}", "没有名称与 {text!r} 相近的事物"),
}
"""What an assistant is told beside the answers."""
