"""Arguments from Python: of the kind that the signature says, or refused before anything runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from inspect import Parameter, signature
from types import FunctionType
from typing import Any, TypeVar

from msc_graph.errors import (
    UsageError,
    must_be_function,
    must_be_path,
    must_be_text,
    must_be_true_or_false,
)

_Class = TypeVar("_Class", bound=type)


def checked(answer: _Class) -> _Class:
    """Return a class whose public methods refuse what is not of the kind that their signatures say.

    Only plain kinds are looked at, as the signature writes them (`_CHECKS`): texts, truth values, paths,
    functions, mappings, things to go through. What else an argument must be, the method itself says. A scalar
    of numpy is handed on as `plain` makes it. The annotations of the class must be texts, as
    ``from __future__ import annotations`` leaves them. A call takes some microseconds more, and raises
    ``UsageError`` before anything runs.
    """
    for name, method in list(vars(answer).items()):
        if name.startswith("_"):
            continue
        if isinstance(method, FunctionType):
            setattr(answer, name, _looked_at(method))
        elif isinstance(method, classmethod):
            setattr(answer, name, classmethod(_looked_at(method.__func__)))
    return answer


def _looked_at(call: Callable[..., Any]) -> Callable[..., Any]:
    parameters = list(signature(call).parameters.values())
    checks = {p.name: check for p in parameters if (check := _check_of(p)) is not None}
    positional = [p.name for p in parameters if p.kind is not Parameter.KEYWORD_ONLY]

    @wraps(call)
    def first_looked_at(*arguments: Any, **named: Any) -> Any:
        arguments = tuple(map(plain, arguments))
        named = {name: plain(value) for name, value in named.items()}
        for name, value in (*zip(positional, arguments, strict=False), *named.items()):
            if name in checks:
                checks[name](value, name)
        return call(*arguments, **named)

    return first_looked_at


def plain(value: Any) -> Any:
    """Return a scalar of numpy as a value of Python; anything else as it is."""
    if type(value).__module__ != "numpy" or getattr(value, "ndim", 1) != 0:
        return value
    return value.item()


def _check_of(parameter: Parameter) -> Callable[[Any, str], object] | None:
    """Return what looks at an argument; None where its kind is not a plain one."""
    kind = str(parameter.annotation)
    check = _CHECKS.get(kind.removesuffix(" | None").partition("[")[0])
    if check is None or parameter.kind in (Parameter.VAR_POSITIONAL, Parameter.VAR_KEYWORD):
        return None
    return _or_none(check) if kind.endswith(" | None") else check


def _or_none(check: Callable[[Any, str], object]) -> Callable[[Any, str], object]:
    return lambda value, name: None if value is None else check(value, name)


def _must_be(fits: Callable[[Any], bool], what: str) -> Callable[[Any, str], None]:
    def check(value: Any, name: str) -> None:
        if not fits(value):
            raise UsageError(f"{name} is of the kind {type(value).__name__}, but it must be {what}")

    return check


_CHECKS: dict[str, Callable[[Any, str], object]] = {
    "str": must_be_text,
    **dict.fromkeys(("Path | str", "FilePath | str"), must_be_path),
    **dict.fromkeys(("Callable", "Progress", "ImportProgress", "Link"), must_be_function),
    "bool": must_be_true_or_false,
    "Mapping": _must_be(lambda value: isinstance(value, Mapping), "a mapping"),
    "Iterable": _must_be(lambda v: isinstance(v, Iterable) and not isinstance(v, str | bytes), "a list"),
    "Graph": _must_be(lambda value: hasattr(value, "around"), "a graph"),
    "GraphEdge": _must_be(lambda value: hasattr(value, "verdict"), "an edge of a graph"),
}
"""What looks at an argument, by how its kind is written."""
