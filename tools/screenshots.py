"""The pictures of pages in the guide: ``python -m tools.screenshots``, where chromium is installed."""

from __future__ import annotations

from pathlib import Path

import msc_graph
from tests.helpers.browser import Watched, browser
from tests.helpers.http_server import running

_DOCS = Path(__file__).parents[1] / "docs"
FOLDERS = {"en": _DOCS / "guide" / "pictures", "zh": _DOCS / "zh" / "guide" / "pictures"}
SHOTS = {
    "claim": ("/node/claim:S3-05", 600),
    "explorer": (
        "/explore?node=miR-21-5p&node=PTEN&node=GO:0061581&node=GO:0043491&node=MESH:D065306",
        900,
    ),
}
"""Addresses and heights in pixels, by name of the picture."""


def main() -> None:
    """Write the pictures of both languages."""
    with browser() as chromium, msc_graph.load() as graph, running(graph) as server:
        for name, (address, height) in SHOTS.items():
            for lang, folder in FOLDERS.items():
                context = chromium.new_context(
                    viewport={"width": 1200, "height": height}, reduced_motion="reduce"
                )
                page = Watched(context.new_page(), server.address).visit(
                    address, lang, ready="explore" in address
                )
                folder.mkdir(exist_ok=True)
                page.screenshot(path=folder / f"{name}.png")
                context.close()


if __name__ == "__main__":
    main()
