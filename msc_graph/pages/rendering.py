"""Templates put into pages: whole ones that open from disk without any request, and pieces for a notebook."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from msc_graph._version import __version__
from msc_graph.pages.links import Links

HERE = Path(__file__).parent
STYLE = HERE / "style.css"
"""The one style of all pages."""
TAGS = {"en": "en", "zh": "zh-Hans"}
"""What a language is called in HTML (BCP 47): without a script, Chinese may get letters of Japanese shape."""


@cache
def environment(*folders: Path) -> Environment:
    """Return the templates of some folders and those that all share.

    Every value is escaped, and a name that is not there is an error.
    """
    return Environment(
        loader=FileSystemLoader([*folders, HERE / "templates"]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def style() -> str:
    """Return the style of all pages."""
    return STYLE.read_text(encoding="utf-8")


@cache
def style_of_pieces() -> str:
    """Return the style for what stands in ``.msc-graph`` alone, without rules for media.

    >>> "body" in style_of_pieces()
    False
    """
    flat = re.sub(r"@[^{]+\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", style())
    rules = re.findall(r"([^{}]+)\{([^{}]*)\}", flat)
    return "".join(f"{_within(selectors)}{{{body}}}" for selectors, body in rules if _within(selectors))


def _within(selectors: str) -> str:
    """Return selectors that hold within a piece alone; none for parts of a page that a piece has not."""
    each = [one.strip() for one in selectors.split(",")]
    whole = {":root": ".msc-graph", "body": ".msc-graph"}
    outside = ("header", "footer", "nav", "form", ".skip", "main", "#")
    return ",".join(whole.get(one, f".msc-graph {one}") for one in each if not one.startswith(outside))


def nowhere(curie: str) -> str:  # noqa: ARG001 -- it has the form of `Links.address`
    """Return no address: outside the server a thing has no page."""
    return ""


def filled(template: str, links: Links, values: Mapping[str, Any]) -> Markup:
    """Return a template of this room with values in it."""
    made = environment().get_template(template).render(links=links, **values)
    return Markup(made)  # noqa: S704 -- what the template escaped


def piece(template: str, lang: str, **values: Any) -> str:
    """Return a piece of HTML for a notebook, with its style; texts are escaped.

    Args:
        template: one of ``templates/content``, without folder and ending.
        lang: the language of its words.
        **values: what the template shows.
    """
    return styled(filled(f"content/{template}.html", Links(nowhere), {"lang": lang, **values}), lang)


def styled(content: str, lang: str = "en") -> str:
    """Return some HTML with the style of all pages, for a notebook."""
    return f'<div class="msc-graph" lang="{TAGS[lang]}"><style>{style_of_pieces()}</style>{content}</div>'


def whole(template: str, lang: str, title: str, **values: Any) -> str:
    """Return a whole page that asks for nothing else: it opens from disk, and can be printed.

    Args:
        template: one of ``templates/content``, without folder and ending.
        lang: the language of its words.
        title: what the window is called.
        **values: what the template shows; ``say`` are the words.
    """
    own = {"lang": lang, "tag": TAGS[lang], "title": title, "style": Markup(style()), "version": __version__}  # noqa: S704 -- our own
    return filled("file.html", Links(nowhere), {**own, "content": f"content/{template}.html", **values})
