"""What a request says in its address: parameters, and the language of its answer."""

from __future__ import annotations

from urllib.parse import parse_qs

from starlette.requests import Request

from msc_graph.errors import UsageError
from msc_graph.languages import LANGUAGES, check_language
from msc_graph.serve.negotiation import chosen


def given(request: Request) -> dict[str, list[str]]:
    """Return the parameters of the address that are not empty, each with its values.

    Raises:
        UsageError: they cannot be read.
    """
    try:
        return parse_qs(request.url.query, errors="strict", max_num_fields=200)
    except (ValueError, UnicodeDecodeError) as error:
        raise UsageError(f"the parameters of the address cannot be read ({error})") from error


def one(parameters: dict[str, list[str]], name: str, otherwise: str = "") -> str:
    """Return the first value of a parameter, without blanks around it."""
    return parameters.get(name, [otherwise])[0].strip()


def language(request: Request) -> str:
    """Return the language that ``lang`` names, else the one of `LANGUAGES` that the client likes best.

    Raises:
        UsageError: ``lang`` names one that there is not.
    """
    if lang := request.query_params.get("lang", ""):
        check_language(lang)
    return liked(request)


def liked(request: Request) -> str:
    """Return what `language` does, passing over a ``lang`` that names a language that there is not."""
    if (lang := request.query_params.get("lang", "")) in LANGUAGES:
        return lang
    for tag in request.headers.get("accept-language", "").replace(" ", "").split(","):
        if (primary := tag.partition(";")[0].partition("-")[0].casefold()) in LANGUAGES:
            return primary
    return LANGUAGES[0]


def wants_page(request: Request) -> bool:
    """Return whether the client asks for a page, as browsers do."""
    offered = {"json": "application/json", "html": "text/html"}
    return chosen(request.headers.get("accept", ""), offered) == "html"
