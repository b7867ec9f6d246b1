"""The page of all saved queries, ``docs/queries.md``: ``python -m tests.store_docs``, or ``make docs``."""

from __future__ import annotations

from pathlib import Path

from msc_graph.checks import PROFILE, read_profile
from msc_graph.locate import locate
from msc_graph.query_docs import catalogue_page
from tests.query_cases import CATALOGUE, CHECKS

PAGE = Path(__file__).parents[1] / "docs" / "queries.md"


def page() -> str:
    """Return the page as the headers make it."""
    return catalogue_page(CATALOGUE, CHECKS, read_profile(locate("queries/checks") / PROFILE, CHECKS))


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
