"""Mechanisms as a piece of HTML, for a notebook."""

from __future__ import annotations

import re
from html import escape

from msc_graph.mechanisms.evidence import MechanismPath, MechanismPaths
from msc_graph.mechanisms.labels import chain, references
from msc_graph.mechanisms.picture import as_svg
from msc_graph.mechanisms.words import headline
from msc_graph.messages.catalogue import in_language
from msc_graph.messages.mechanisms import HTML
from msc_graph.vocabulary.curies import expand

_COLUMNS = ("sign", "score", "belief", "path", "references")
_PAPER = re.compile(r"(?:PMID|DOI):\S+")

HTML_PATHS = 50
"""Most paths that a notebook's picture and table show; a person reads no more. Our choice."""


def page(body: str, title: str, lang: str) -> str:
    """Return a piece of HTML as a whole page, whose letters any browser knows."""
    head = f'<meta charset="utf-8"><title>{escape(title)}</title>'
    return f'<!DOCTYPE html>\n<html lang="{lang}"><head>{head}</head><body>{body}</body></html>\n'


def as_html(found: MechanismPaths, lang: str) -> str:
    """Return picture and table for a notebook, at most `HTML_PATHS` paths, all texts escaped."""
    heading = f"<p>{escape(headline(found, lang))}</p>"
    if not found:
        return heading
    body = "".join(_html_row(number, path, lang) for number, path in enumerate(found[:HTML_PATHS], start=1))
    more = len(found) - HTML_PATHS
    words = in_language(HTML, lang)
    left = f"<p>{words['more'].format(count=more)}</p>" if more > 0 else ""
    head = "<th></th>" + "".join(f"<th>{words[name]}</th>" for name in _COLUMNS)
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f"{heading}{as_svg(found, lang)}{table}{left}"


def _html_row(number: int, path: MechanismPath, lang: str) -> str:
    papers = sorted({paper for edge in path.edges for paper in references(edge, lang)})
    figures = (str(number), path.sign.value, f"{path.score:.4g}", f"{path.belief:.3g}", chain(path, lang))
    cells = (*map(escape, figures), ", ".join(map(_linked, papers)))
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _linked(reference: str) -> str:
    """Return a reference, as a link where it begins with the identifier of a paper."""
    found = _PAPER.match(reference)
    if found is None:
        return escape(reference)
    return f'<a href="{escape(expand(found[0]))}">{escape(found[0])}</a>{escape(reference[found.end() :])}'
