"""Mechanisms as a piece of HTML, for a notebook."""

from __future__ import annotations

from html import escape

from msc_graph.mechanisms.evidence import MechanismPath, MechanismPaths
from msc_graph.mechanisms.labels import chain, references
from msc_graph.mechanisms.picture import as_svg
from msc_graph.mechanisms.words import headline

HTML_PATHS = 50
"""Most paths that a notebook's picture and table show; a person reads no more. Our choice."""


def as_html(found: MechanismPaths, lang: str) -> str:
    """Return picture and table for a notebook, at most `HTML_PATHS` paths, all texts escaped."""
    heading = f"<p>{escape(headline(found, lang))}</p>"
    if not found:
        return heading
    body = "".join(_html_row(number, path, lang) for number, path in enumerate(found[:HTML_PATHS], start=1))
    more = len(found) - HTML_PATHS
    left = f"<p>{more} more</p>" if more > 0 else ""
    head = "".join(f"<th>{name}</th>" for name in ("", "sign", "score", "belief", "path", "references"))
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f"{heading}{as_svg(found, lang)}{table}{left}"


def _html_row(number: int, path: MechanismPath, lang: str) -> str:
    cells = (
        str(number),
        path.sign.value,
        f"{path.score:.4g}",
        f"{path.belief:.3g}",
        chain(path, lang),
        ", ".join(sorted({paper for edge in path.edges for paper in references(edge, lang)})),
    )
    return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"
