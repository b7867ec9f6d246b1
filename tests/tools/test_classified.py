"""The page that lists what the reasoner classified is current."""

from __future__ import annotations

from pathlib import Path

from msc_graph import KnowledgeGraph
from msc_graph.query.results import QueryResult
from tools.classified import classified, page

PAGE = Path(__file__).parents[2] / "docs" / "classified.md"


def test_the_page_is_what_the_reasoner_says(curated: KnowledgeGraph) -> None:
    """Mend it with: python -m tools.classified > docs/classified.md."""
    assert PAGE.read_text(encoding="utf-8") == page(curated).rstrip("\n") + "\n"


def test_what_is_listed_was_not_asserted(curated: KnowledgeGraph) -> None:
    for name, members in classified(curated).items():
        if members and not members[0].startswith("claim:"):
            asserted = curated.sparql(f"ASK {{ VALUES ?x {{ {' '.join(members[:50])} }} ?x a msc:{name} }}")
            assert isinstance(asserted, QueryResult)
            assert not asserted.rows[0][0], name
