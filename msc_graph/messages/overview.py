"""What the overview of a graph says, in English and Chinese."""

from __future__ import annotations

from msc_graph.messages.catalogue import Messages

OVERVIEW: Messages = {
    "nodes": ("nodes", "节点"),
    "assertions": ("assertions", "陈述"),
    "assertion": ("assertion", "陈述"),
    "edges": ("edges", "边"),
    "disputed": ("disputed", "有争议的边"),
    "evidence": ("evidence", "证据"),
    "references": ("references", "文献"),
    "mechanisms": ("mechanisms", "机制"),
    "trials": ("trials", "临床试验"),
    "triples": ("triples", "三元组"),
    "bytes": ("bytes", "磁盘字节数"),
    "assertion_kinds": ("assertion kinds", "陈述类型"),
    "verdicts": ("verdicts", "判定"),
    "categories": ("categories", "类别"),
    "sources": ("sources", "来源"),
    "more": ("and {count} more", "另有 {count} 项"),
    "licence not stated": ("licence not stated", "未注明许可"),
}
