"""Which form of an answer a client gets: by the extension of the address, else by its Accept header."""

from __future__ import annotations

import re
from collections.abc import Mapping

import mimeparse

from msc_graph.errors import MscGraphError, UsageError

TABLES: Mapping[str, str] = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
}
"""Formats of SELECT and ASK by extension. Source: SPARQL 1.1 Query Results JSON, XML, CSV and TSV Formats."""
GRAPHS: Mapping[str, str] = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "jsonld": "application/ld+json",
}
"""Formats of CONSTRUCT and DESCRIBE by extension."""
HTML = "text/html"
ALIASES: Mapping[str, str] = {
    "application/json": TABLES["json"],
    "application/xml": TABLES["xml"],
    "text/xml": TABLES["xml"],
    "application/x-turtle": GRAPHS["ttl"],
}
"""Names that clients use for formats that have another one."""


class NotAcceptable(MscGraphError):
    """No form that the client accepts is one that there is."""

    id = "not-acceptable"


def weighted(header: str) -> dict[str, float]:
    """Return what a header such as Accept-Language lists, in small letters, each with its weight.

    What has no weight, or none that there is, weighs 1. Source: RFC 9110, section 12.4.2.

    >>> weighted("zh-CN, en;q=0.5, *;q=0")
    {'zh-cn': 1.0, 'en': 0.5, '*': 0.0}
    """
    liked: dict[str, float] = {}
    for each in header.lower().split(","):
        name, *parameters = (part.strip() for part in each.split(";"))
        said = next((weight[1] for text in parameters if (weight := _WEIGHT.fullmatch(text))), "1")
        liked[name] = float(said)
    return liked


_WEIGHT = re.compile(r"q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)")


def chosen(accept: str, offered: Mapping[str, str], aliases: Mapping[str, str] | None = None) -> str | None:
    """Return the extension of the form that an Accept header likes best, None where it likes none.

    Of forms that are liked equally the first offered wins; an empty header likes all (RFC 9110, 12.5.1).

    >>> chosen("text/csv;q=0.5, */*;q=0.1", TABLES), chosen("", TABLES), chosen("image/png", TABLES)
    ('csv', 'json', None)
    """
    known = {media: extension for extension, media in offered.items()}
    for alias, media in (aliases or {}).items():
        if media in known:
            known[alias] = known[media]
    order = [*offered.values(), *(alias for alias in known if alias not in offered.values())]
    try:
        best = mimeparse.best_match(order[::-1], accept or "*/*")
    except mimeparse.MimeTypeParseException as error:
        raise UsageError(f"the header Accept: {accept!r} is malformed ({error})") from error
    return known.get(best)
