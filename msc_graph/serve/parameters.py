"""What a request says in its address: parameters, and the language of its answer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from starlette.requests import Request

from msc_graph.errors import UsageError, did_you_mean, nearest
from msc_graph.languages import LANGUAGES, check_language
from msc_graph.serve.negotiation import chosen, weighted

if TYPE_CHECKING:
    from msc_graph.query.catalogue import SavedQuery


def given(request: Request) -> dict[str, list[str]]:
    """Return the parameters of the address, each with its values.

    Raises:
        UsageError: they cannot be read.
    """
    try:
        return parse_qs(request.url.query, keep_blank_values=True, errors="strict", max_num_fields=200)
    except (ValueError, UnicodeDecodeError) as error:
        raise UsageError(f"the parameters of the address cannot be read ({error})") from error


def filled(parameters: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Return the parameters without empty values, as forms send them for fields that nobody filled in."""
    kept = {name: [text for text in texts if text] for name, texts in parameters.items()}
    return {name: texts for name, texts in kept.items() if texts}


def check_names(operation: str, given: Iterable[str], known: Iterable[str]) -> None:
    """Refuse the first name that is no parameter of an operation.

    Raises:
        UsageError: it says what the parameters are.
    """
    known = list(known)
    for name in given:
        if name not in known:
            raise UsageError(
                f"{operation} has no parameter {name!r}.{did_you_mean(nearest(name, known))}"
                f" Its parameters: {', '.join(known)}."
            )


def asked_of(request: Request, page: str, *known: str, many: Iterable[str] = ()) -> dict[str, list[str]]:
    """Return the parameters of an address that are not empty, of a page that knows these and ``lang``.

    Raises:
        UsageError: they cannot be read, one is unknown, or one that is not of the ``many`` comes twice.
    """
    asked = given(request)
    check_names(page, asked, dict.fromkeys((*known, *many, "lang")))
    once_each(asked, asked.keys() - {*many})
    if lang := asked.get("lang", [""])[0]:
        check_language(lang)
    return filled(asked)


def asked_of_question(request: Request, saved: SavedQuery, *known: str) -> dict[str, list[str]]:
    """Return the parameters of an address as `asked_of`, of a saved question that also knows these."""
    many = [p.name for p in saved.parameters if p.many]
    once = [p.name for p in saved.parameters if not p.many]
    return asked_of(request, saved.name, *once, *known, many=many)


def once_each(parameters: Mapping[str, Sequence[object]], single: Collection[str]) -> None:
    """Raise `UsageError` where one of some parameters is given more than once."""
    for name, texts in parameters.items():
        if len(texts) > 1 and name in single:
            raise UsageError(f"the parameter {name} is given more than once")


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
    tags = weighted(", ".join(request.headers.getlist("accept-language")))
    named: dict[str, float] = {}
    for tag, weight in tags.items():
        if (primary := tag.partition("-")[0]) in LANGUAGES:
            named[primary] = max(weight, named.get(primary, 0.0))
    weights = {**named, **{lang: tags.get("*", 0.0) for lang in LANGUAGES if lang not in named}}
    best = max(weights, key=weights.__getitem__)
    return best if weights[best] else LANGUAGES[0]


def wants_page(request: Request) -> bool:
    """Return whether the client asks for a page, as browsers do; not by a header that is malformed."""
    offered = {"json": "application/json", "html": "text/html"}
    try:
        return chosen(request.headers.get("accept", ""), offered) == "html"
    except UsageError:
        return False
