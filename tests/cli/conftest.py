"""The command line on the graph that is loaded already."""

from __future__ import annotations

import pytest

from msc_graph import KnowledgeGraph
from tests.helpers.command_line import Call, run


@pytest.fixture
def call(curated: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Run the command line in this process, on the graph that is loaded already."""
    monkeypatch.setattr("msc_graph.knowledge_graph.load", lambda: curated)
    monkeypatch.setattr(curated, "close", lambda: None)  # the process for queries is used again
    return run
