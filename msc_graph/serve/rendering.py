"""Templates and what they need: links, labels, the words of a language."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse

from msc_graph._version import __version__
from msc_graph.languages import LANGUAGES
from msc_graph.messages.catalogue import in_language
from msc_graph.messages.pages import PAGES
from msc_graph.serve.graph import Served

NAMES = {"en": "English", "zh": "中文"}
"""What a language calls itself."""
HERE = Path(__file__).parent
_IN_BRACKETS = re.compile(r"\[([^\[\]]+)\]")
_CURIE = re.compile(r"[A-Za-z][\w.]*:[^\s,;\[\]]+")
_OWN = ("claim", "mechanism", "reference")
_PUBLISHED = {"PMID": "https://pubmed.ncbi.nlm.nih.gov/{}/", "DOI": "https://doi.org/{}"}


@cache
def environment() -> Environment:
    """Return the templates; every value is escaped, and a name that is not there is an error."""
    return Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def static_files() -> Mapping[str, tuple[str, bytes]]:
    """Return the files that pages load, by name: the digest in their address, and their content."""
    found = {}
    for path in sorted((HERE / "static").iterdir()):
        content = path.read_bytes()
        found[path.name] = hashlib.sha256(content).hexdigest()[:12], content
    return found


def static_address(name: str) -> str:
    """Return the address of a file, which changes with its content."""
    return f"/static/{static_files()[name][0]}/{name}"


@dataclass(frozen=True, slots=True)
class Page:
    """What all pages know: the request, the language, and how to link."""

    request: Request
    served: Served
    lang: str

    def at(self, path: str, **parameters: str) -> str:
        """Return an address in the page's language."""
        return f"{path}?{urlencode({'lang': self.lang, **parameters})}"

    def node(self, curie: str) -> str:
        """Return the address of a thing's page."""
        return self.at(f"/node/{quote(curie, safe=':')}")

    def linked(self, text: str) -> Markup:
        """Return a text with the identifiers that stand in it in square brackets as links."""
        pieces, last = [], 0
        for found in _IN_BRACKETS.finditer(text):
            pieces += [escape(text[last : found.start()]), Markup("["), self._each(found[1]), Markup("]")]
            last = found.end()
        return Markup("").join([*pieces, escape(text[last:])])

    def _each(self, text: str) -> Markup:
        pieces, last = [], 0
        for found in _CURIE.finditer(text):
            pieces += [escape(text[last : found.start()]), self.reference(found[0])]
            last = found.end()
        return Markup("").join([*pieces, escape(text[last:])])

    def reference(self, curie: str) -> Markup:
        """Return a link: to PubMed or to a DOI, else to the thing's page where it has one."""
        prefix, _, local = curie.partition(":")
        if prefix in _PUBLISHED:
            address = _PUBLISHED[prefix].format(quote(local, safe="/.()-;"))
            return Markup('<a href="{}" rel="noreferrer">{}</a>').format(address, curie)
        if self.has_page(curie):
            return Markup('<a href="{}">{}</a>').format(self.node(curie), curie)
        return escape(curie)

    def has_page(self, curie: str) -> bool:
        """Return whether a thing of the graph, or a claim, a mechanism, a document has this identifier."""
        return curie.partition(":")[0] in _OWN or self.served.graph.names.get(curie) is not None

    def render(self, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        """Return a page."""
        content = (
            environment()
            .get_template(template)
            .render(
                {
                    "lang": self.lang,
                    "say": in_language(PAGES, self.lang),
                    "style": static_address("style.css"),
                    "static": static_address,
                    "at": self.at,
                    "node": self.node,
                    "linked": self.linked,
                    "reference": self.reference,
                    "other": self._in_other_language(),
                    "other_name": next(name for lang, name in NAMES.items() if lang != self.lang),
                    "version": __version__,
                    "build": self.served.build,
                    "elsewhere": (),
                    **values,
                }
            )
        )
        headers = {"Vary": "Accept, Accept-Language", "Cache-Control": "no-cache"}
        return HTMLResponse(content, status, headers=headers)

    def _in_other_language(self) -> str:
        other = next(lang for lang in LANGUAGES if lang != self.lang)
        return str(self.request.url.include_query_params(lang=other).replace(scheme="", netloc=""))

    def download(self, kind: str) -> str:
        """Return the address of what this page shows, as a file of a kind."""
        url = self.request.url
        path = re.sub(r"\.\w+$", "", url.path) if "/queries/" not in url.path else url.path
        query = f"?{url.query}" if url.query else ""
        return f"{path}.{kind}{query}"


Labels = Callable[[str], str]
