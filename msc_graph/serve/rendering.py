"""Templates and what they need: links, labels, the words of a language."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse

from msc_graph._version import __version__
from msc_graph.languages import LANGUAGES
from msc_graph.messages.catalogue import in_language, message
from msc_graph.messages.pages import PAGES
from msc_graph.pages.links import Links
from msc_graph.pages.rendering import STYLE, environment
from msc_graph.serve.graph import Served

NAMES = {"en": "English", "zh": "中文"}
"""What a language calls itself."""
HERE = Path(__file__).parent
_OWN = ("claim", "mechanism", "reference")


@cache
def static_files() -> Mapping[str, tuple[str, bytes]]:
    """Return the files that pages load, by name: the digest in their address, and their content."""
    found = {}
    for path in (STYLE, *sorted((HERE / "static").glob("*.*"))):
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

    def say(self, key: str, **values: str) -> str:
        """Return a text of the pages in the page's language."""
        return message(PAGES, key, self.lang, **values)

    def at(self, path: str, **parameters: str | list[str]) -> str:
        """Return an address in the page's language."""
        return f"{path}?{urlencode({'lang': self.lang, **parameters}, doseq=True)}"

    def node(self, curie: str) -> str:
        """Return the address of a thing's page."""
        return self.at(f"/node/{quote(curie, safe=':')}")

    def link(self, curie: str) -> str:
        """Return the address of a thing's page, "" for what has none."""
        return self.node(curie) if self.has_page(curie) else ""

    @property
    def links(self) -> Links:
        """What makes links to pages of the server."""
        labels = cache(lambda: self.served.graph.labels(self.lang))
        return Links(self.link, lambda curie: labels().get(curie, curie))

    def has_page(self, curie: str) -> bool:
        """Return whether a thing of the graph, or a claim, a mechanism, a document has this identifier."""
        return curie.partition(":")[0] in _OWN or self.served.graph.names.get(curie) is not None

    def render(self, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        """Return a page."""
        content = (
            environment(HERE / "templates")
            .get_template(template)
            .render(
                {
                    "lang": self.lang,
                    "say": in_language(PAGES, self.lang),
                    "style": static_address("style.css"),
                    "static": static_address,
                    "at": self.at,
                    "node": self.node,
                    "links": self.links,
                    "other": self._in_other_language(),
                    "other_name": next(name for lang, name in NAMES.items() if lang != self.lang),
                    "version": __version__,
                    "build": self.served.build,
                    "download": self.download,
                    "elsewhere": (),
                    **values,
                }
            )
        )
        headers = {"Vary": "Accept, Accept-Language", "Cache-Control": "no-cache"}
        return HTMLResponse(content, status, headers=headers)

    def _in_other_language(self) -> str:
        other = next(lang for lang in LANGUAGES if lang != self.lang)
        return f"{self._path}?{self.request.url.include_query_params(lang=other).query}"

    @property
    def _path(self) -> str:
        """The path of this page as a link, which no browser takes for the name of a host.

        Source: RFC 3986, section 4.2 (``//``); a browser reads a backslash as a slash.
        """
        path = "/" + quote(self.request.scope["path"].removeprefix("/"), safe="/:")
        return f"/.{path}" if path.startswith("//") else path

    def download(self, kind: str, **more: str) -> str:
        """Return the address of what this page shows, as a file of a kind."""
        given = [*parse_qsl(self.request.url.query), *more.items()]
        asked = given if any(name == "lang" for name, _ in given) else [("lang", self.lang), *given]
        return f"{self._path.rstrip('/')}.{kind}?{urlencode(asked)}"
