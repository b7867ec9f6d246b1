"""What the command line says itself, beside the answers of the rooms."""

from __future__ import annotations

from msc_graph.messages.catalogue import Messages

SUMMARIES: Messages = {
    "build": ("Build a store from a recipe and downloads.", "按配方与下载的文件建库。"),
    "check": ("List what the quality checks find.", "列出质量检查的发现。"),
    "export": ("Write the graph, or a part of it, to a file.", "把整个图或其一部分写入文件。"),
    "find": ("Find nodes by identifier, label or synonym.", "按标识符、名称或同义词查找节点。"),
    "ground": (
        "Turn names of genes, microRNAs, diseases into identifiers.",
        "把基因、微小RNA、疾病的名称换成标识符。",
    ),
    "import": ("Import files into a store on disk.", "把文件导入磁盘上的库。"),
    "info": ("Count what is in the graph.", "图中有什么：按种类计数。"),
    "mcp": ("Answer an assistant (Model Context Protocol).", "为人工智能助手提供工具（MCP）。"),
    "paths": ("Find signed mechanisms between two things.", "查找两者之间带正负号的机制通路。"),
    "profile": ("Tell what a measured cargo profile would push.", "所测内容物谱会推动什么、朝哪个方向。"),
    "query": ("Run a saved question, or list them.", "运行预存的提问，或将其列出。"),
    "rank": (
        "Rank diseases for a cargo, or cargo for a disease.",
        "为内容物给疾病排名，或为疾病给内容物排名。",
    ),
    "reason": ("Tell what follows, why it holds, or if it is sound.", "推出什么、为何成立、是否自洽。"),
    "serve": ("Serve the graph: pages, JSON API, SPARQL endpoint.", "提供网页、JSON 接口和 SPARQL 端点。"),
    "show": ("Show all that is known of one thing.", "显示关于一个事物的全部所知。"),
    "sources": ("List the sources of a store, or remove one.", "列出库中的来源，或移除一个。"),
    "sparql": ("Run a SPARQL query of your own.", "运行自己写的 SPARQL 查询。"),
    "validate": ("Check the graph, or a file, against the shapes.", "按形状（SHACL）检查图或文件。"),
}
"""What each command does, short enough for one line of a terminal."""

STEPS: Messages = {
    "mcp": ("Answer an assistant (Model Context Protocol).", "为人工智能助手提供工具（MCP）。"),
    "paths": ("paths", "通路"),
    "shuffling": ("shuffling", "重排"),
    "writing": ("writing", "写入"),
    "reading": ("reading", "读取"),
    "sorting": ("sorting", "整理"),
    "loading": ("loading", "装载"),
    "packing": ("packing", "压实"),
    "joining": ("joining", "合并"),
    "network": ("network", "建网络"),
    "waiting": ("waiting for another process", "等待另一进程"),
}
"""The steps of long work."""


IMPORT: Messages = {
    "there": ("nothing to do: this source is in the store already", "无需操作：该来源已在库中"),
    "done": ("imported", "已导入"),
    "nodes": ("[node|nodes]", "节点"),
    "assertions": ("[assertion|assertions]", "陈述"),
    "evidence": ("[piece|pieces] of evidence", "证据"),
    "references": ("[reference|references]", "文献"),
    "edges": ("[edge|edges]", "边"),
    "licence": ("licence: ", "许可："),
    "none": ("not stated", "未说明"),
    "such as": (" ({examples})", "（{examples}）"),
    "bad": ("[row|rows] left out", "跳过的行"),
    "explain": (
        "'msc-graph import FORMAT --explain' prints the parameters of one.",
        "'msc-graph import 格式 --explain' 显示某一格式的参数。",
    ),
    "no parameters": ("no parameters", "没有参数"),
    "example": ("A file of these parameters:", "写有这些参数的文件示例："),
    "removed": ("removed", "已移除"),
    "verified": ("Every file of the store is as it was written.", "库中所有文件均与写入时一致。"),
}
"""The reports of ``import`` and ``sources``; ``[one|several]`` is chosen by the count."""

FOUND: Messages = {
    "id": ("id", "标识符"),
    "label": ("label", "名称"),
    "kind": ("kind", "种类"),
    "matched": ("matched", "匹配的名称"),
    "how": ("how", "匹配方式"),
}
"""The columns of nodes found."""

HOW: Messages = {
    "identifier": ("identifier", "标识符"),
    "label": ("label", "名称"),
    "synonym": ("synonym", "同义词"),
    "prefix": ("prefix", "开头相同"),
    "word": ("word", "含此词"),
    "within": ("within", "含此段文字"),
    "near": ("near", "相近"),
}
"""How a name fits what was sought."""

NOT_FOUND: Messages = {
    "name": (
        "no node has a name like {text!r}; 'msc-graph info' tells what the graph holds",
        "没有名称与 {text!r} 相近的节点；'msc-graph info' 显示图中有什么",
    ),
    "misspelt": (
        "{name}: did you mean {meant}? Spelling checkers make has of hsa.",
        "{name}：您是指 {meant} 吗？拼写检查会把 hsa 改成 has。",
    ),
}

LEVELS: Messages = {"error": ("error", "错误"), "warning": ("warning", "警告"), "info": ("info", "提示")}
"""How serious what a check finds is."""

CHECKS: Messages = {
    "counted": ("{number} checks: {counts}", "{number} 项检查：{counts}"),
    "and": (", ", "，"),
}

STOPPED: Messages = {
    "wrote": ("wrote {place}", "已写入 {place}"),
    "standard input": ("standard input", "标准输入"),
    "standard output": ("standard output", "标准输出"),
    "interrupted": ("stopped", "已中止"),
    "no such file": ("{place}: there is no such file or folder", "{place}：没有这个文件或文件夹"),
    "refused": ("{place}: {why}", "{place}：{why}"),
    "a folder": ("{place}: this is a folder; name a file", "{place}：这是一个文件夹；请给出文件名"),
    "no problem": ("{place}: no problem", "{place}：没有问题"),
    "problems": ("{place}: problems found: {count}", "{place}：发现 {count} 个问题"),
    "no path": (
        "there is nothing to write: no path leads from {source!r} to {target!r}",
        "没有可写的内容：没有通路从 {source!r} 通向 {target!r}",
    ),
    "nothing named": (
        "there is nothing to write: the answer to {query!r} names no node of the graph",
        "没有可写的内容：{query!r} 的回答没有提到图中的节点",
    ),
    "wrong call": (
        "Try '{call} --help' for help.\n\nError: {said}",
        "用 '{call} --help' 查看帮助。\n\n错误：{said}",
    ),
    "no edges": ("no edge is endorsed: there is nothing to write", "没有获认可的边：无可写出"),
    "nothing near": (
        "there is nothing to write: nothing is near {node!r}",
        "没有可写的内容：{node!r} 附近什么也没有",
    ),
}
"""What is said beside a result, or in its place."""

CHECKED: Messages = {
    "level": ("level", "级别"),
    "check": ("check", "检查"),
    "entity": ("entity", "对象"),
    "property": ("property", "属性"),
    "value": ("value", "值"),
}
"""The columns of what the checks find."""

QUERIES: Messages = {
    "tag": ("tag", "标签"),
    "query": ("query", "提问"),
    "summary": ("summary", "问什么"),
    "parameters": ("parameters", "参数"),
}
"""The columns of the list of saved questions."""

LEFT_OUT: Messages = {"trial": ("trial", "试验"), "reason": ("reason", "原因"), "title": ("title", "标题")}
"""The columns of the trials that an import leaves out."""

SOURCES: Messages = {
    "name": ("name", "名称"),
    "format": ("format", "格式"),
    "version": ("version", "版本"),
    "licence": ("licence", "许可"),
    "date": ("date", "日期"),
    "nodes": ("nodes", "节点"),
    "assertions": ("assertions", "陈述"),
    "evidence": ("evidence", "证据"),
    "references": ("references", "文献"),
}
"""The columns of the sources of a store."""

GROUND: Messages = {
    "name": ("name", "名称"),
    "id": ("id", "标识符"),
    "label": ("label", "现用名"),
    "how": ("how", "依据"),
    "candidates": ("candidates", "候选"),
}
"""The columns of names looked up."""

GROUNDED: Messages = {
    "name": ("name", "现用名"),
    "identifier": ("identifier", "标识符"),
    "alias": ("alias", "别名"),
    "previous": ("previous", "旧名"),
    "unknown": ("unknown", "未找到"),
    "ambiguous": ("ambiguous", "有歧义"),
}
"""How a name was found."""

KINDS: Messages = {
    "gene": ("gene", "基因"),
    "microrna": ("microrna", "微小RNA"),
    "disease": ("disease", "疾病"),
}
"""What names are of."""

PREPARED: Messages = {"names": ("{kind}: {rows} names ({files})", "{kind}：{rows} 个名称（{files}）")}
