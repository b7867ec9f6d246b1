"""What the legend of a picture says."""

from __future__ import annotations

from msc_graph.messages.catalogue import Messages

LEGEND: Messages = {
    "raises": ("raises", "升高"),
    "lowers": ("lowers", "降低"),
    "unknown": ("direction unknown", "方向未知"),
    "belief": ("belief {belief}", "可信度 {belief}"),
}
VOLCANO: Messages = {
    "title": ("Targets of the profile, by z and p", "实测谱的作用目标，按 z 与 p 排列"),
    "across": ("z: lowered to the left, raised to the right", "z：左侧为降低，右侧为升高"),
    "up": ("unlikely by chance: −log10 p", "偶然出现的可能性小：−log10 p"),
}
