"""What a validation report says."""

from __future__ import annotations

from msc_graph.messages.catalogue import Messages

QUALITY: Messages = {
    "conforms": ("The graph conforms", "图通过了全部形状检查"),
    "fails": ("The graph does not conform", "图未通过形状检查"),
    "nothing": (
        "Nothing was checked: no node of the graph matches any shape. Is this the right file?",
        "没有检查任何内容：图中没有节点与任何形状匹配。文件选对了吗？",
    ),
    "nodes": ("nodes checked", "检查的节点"),
    "rule": ("rule", "规则"),
    "fix": ("fix", "改法"),
    "violation": ("violations", "违规"),
    "warning": ("warnings", "警告"),
    "info": ("notes", "提示"),
}
