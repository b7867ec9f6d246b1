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
BETWEEN = "; "
"""What stands between the values of a list in one cell."""
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

    def cell(self, text: str, curie: str) -> Markup:
        """Return the cell of a table with links; of a list (between semicolons) each value has its own.

        An empty ``curie`` has no link; one that is the text itself is shown as a document is.
        """
        texts, curies = text.split(BETWEEN), curie.split(BETWEEN)
        if len(texts) != len(curies):
            texts, curies = [text], [curie]
        return Markup("; ").join(map(self._linked, texts, curies))

    def _linked(self, text: str, curie: str) -> Markup:
        if not curie:
            return escape(text)
        return self.reference(curie) if text == curie else self._identifier(curie, text)

    def _identifier(self, curie: str, text: str = "") -> Markup:
        """Return an identifier, or a text in its place, as a link to its page or to where it is published."""
        prefix, _, local = curie.partition(":")
        if prefix not in _PUBLISHED or (prefix == "clinicaltrials" and self.address(curie)):
            return self.named(curie, text)
        address = _PUBLISHED[prefix].format(quote(local, safe="/.()-;"))
        return Markup('<a href="{}" rel="noreferrer">{}</a>').format(address, text or curie)

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
