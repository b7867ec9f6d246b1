"""What the legend of a picture says."""

from __future__ import annotations

from msc_graph.messages.catalogue import Messages

LEGEND: Messages = {
    "raises": ("raises", "升高"),
    "lowers": ("lowers", "降低"),
    "unknown": ("direction unknown", "方向未知"),
    "belief": ("belief {belief}", "可信度 {belief}"),
}
