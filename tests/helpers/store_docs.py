"""The page of all saved queries, ``docs/queries.md``: ``make docs``."""

from __future__ import annotations

from pathlib import Path

from msc_graph.quality.checks import PROFILE, read_profile
from msc_graph.query.docs import catalogue_page
from msc_graph.system.packaged import locate
from tests.helpers.query_cases import CATALOGUE, CHECKS

PAGE = Path(__file__).parents[2] / "docs" / "queries.md"


def page() -> str:
    """Return the page as the headers make it."""
    return catalogue_page(CATALOGUE, CHECKS, read_profile(locate("queries/checks") / PROFILE, CHECKS))


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
