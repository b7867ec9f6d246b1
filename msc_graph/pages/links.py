"""Identifiers in texts as links: to PubMed, to a DOI, or to the page of a thing where there is one."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from textwrap import shorten
from urllib.parse import quote

from markupsafe import Markup, escape

_IN_BRACKETS = re.compile(r"\[([^\[\]]+)\]")
_CURIE = re.compile(r"[A-Za-z][\w.]*:[^\s,;\[\]]+")
_PUBLISHED = {
    "PMID": "https://pubmed.ncbi.nlm.nih.gov/{}/",
    "DOI": "https://doi.org/{}",
    "clinicaltrials": "https://clinicaltrials.gov/study/{}",
}
LONGEST = 60
"""Letters of a document's name that are shown at most."""


@dataclass(frozen=True, slots=True)
class Links:
    """Makes links; ``address`` gives that of a thing's page by CURIE, "" where there is none.

    ``label`` gives the name of a document by CURIE.
    """

    address: Callable[[str], str]
    label: Callable[[str], str] = str

    def named(self, curie: str, text: str = "") -> Markup:
        """Return a text (the identifier, where none is given) as a link to the thing's page."""
        shown, address = text or curie, self.address(curie)
        return Markup('<a href="{}">{}</a>').format(address, shown) if address else escape(shown)

    def reference(self, curie: str) -> Markup:
        """Return a document as a link: by its identifier where it is published, else by its name."""
        if curie.startswith("reference:"):
            return self.named(curie, shorten(self.label(curie), LONGEST, placeholder=" …"))
        return self._identifier(curie)

    def _identifier(self, curie: str) -> Markup:
        """Return an identifier as a link: to the thing's page, else to where it is published."""
        prefix, _, local = curie.partition(":")
        if prefix not in _PUBLISHED or (prefix == "clinicaltrials" and self.address(curie)):
            return self.named(curie)
        address = _PUBLISHED[prefix].format(quote(local, safe="/.()-;"))
        return Markup('<a href="{}" rel="noreferrer">{}</a>').format(address, curie)

    def linked(self, text: str) -> Markup:
        """Return a text with the identifiers that stand in it in square brackets as links."""
        pieces, last = [], 0
        for found in _IN_BRACKETS.finditer(text):
            pieces += [escape(text[last : found.start()]), Markup("["), self.mentioned(found[1]), Markup("]")]
            last = found.end()
        return Markup("").join([*pieces, escape(text[last:])])

    def mentioned(self, text: str) -> Markup:
        """Return a text with all identifiers that stand in it as links."""
        pieces, last = [], 0
        for found in _CURIE.finditer(text):
            pieces += [escape(text[last : found.start()]), self._identifier(found[0])]
            last = found.end()
        return Markup("").join([*pieces, escape(text[last:])])
