"""The options that commands share, each declared once; `msc_graph.messages.help` says what they do."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from msc_graph.cli.language import LanguageOption, spoken
from msc_graph.cli.output import SAFE, Progress, progress
from msc_graph.cli.values import (
    FormatName,
    Kept,
    KeptThere,
    Read,
    Written,
    is_address,
    is_connected,
)
from msc_graph.errors import UnknownFormat, UsageError, must_be_no_address
from msc_graph.languages import LANGUAGES
from msc_graph.system.atomic import literal

if TYPE_CHECKING:
    from msc_graph.knowledge_graph import KnowledgeGraph
    from msc_graph.query.catalogue import SavedQuery

_Function = TypeVar("_Function", bound=Callable[..., Any])
PICTURES = ("svg", "png", "pdf")
"""Formats of pictures, by their extensions."""

Decorator = Callable[[_Function], _Function]


def _place(_: click.Context, __: click.Parameter, value: Path | None) -> Path | None:
    """Return where to write, None for standard output."""
    return None if str(value) == "-" else value


def beside(context: click.Context, option: click.Parameter, value: Path | None) -> Path | None:
    """Check a file that is written beside the result, which may have standard output for itself."""
    if value is not None and str(value) == "-":
        raise click.BadParameter("standard output has the result; name a file.", context, option)
    return _place(context, option, value)


def _drawn(context: click.Context, option: click.Parameter, value: Path | None) -> Path | None:
    """Refuse a picture of another format, or whose folder is not there, before any work is done."""
    kind = value.suffix.lower().removeprefix(".") if value is not None else "svg"
    if str(value) != "-" and kind not in PICTURES:
        raise UnknownFormat(kind or str(value), PICTURES)
    return beside(context, option, value)


# the options


def options(*decorators: Decorator[Any]) -> Decorator[Any]:
    """Return a decorator that adds options in this order."""

    def decorate(command: _Function) -> _Function:
        for decorator in reversed(decorators):
            command = decorator(command)
        return command

    return decorate


def format_option(*names: str, more: Sequence[str] = ()) -> Decorator[Any]:
    """Return ``--format``, and ``--safe`` where it may be CSV.

    The first name is what a terminal gets, ``more`` what some answers take.
    """
    form = click.option(
        "--format",
        "format_name",
        type=FormatName(names, more),
        default=names[0],
        show_default=True,
        metavar="|".join(names),
    )
    return options(form, _safe) if "csv" in names else form


def _remember_safe(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    ctx.meta[SAFE] = value


_safe = click.option(
    "--safe",
    is_flag=True,
    expose_value=False,
    callback=_remember_safe,
)


def _seconds(_: click.Context, __: click.Parameter, value: float | None) -> float | None:
    if value is not None and value != value:
        raise click.BadParameter("nan is no number of seconds.")
    return value


def time_limit(default: float | None) -> Decorator[Any]:
    """Return ``--timeout``, in seconds: a millisecond to a day; "not a number" is none."""
    return click.option(
        "--timeout",
        type=click.FloatRange(min=0.001, max=86_400),
        callback=_seconds,
        default=default,
        show_default=default is not None,
    )


def file_option(*names: str) -> Decorator[Any]:
    """Return an option that names a file to read."""
    return click.option(*names, type=Read(), metavar="FILE")


def side_option(*names: str) -> Decorator[Any]:
    """Return an option that names a file to write beside the result."""
    return click.option(*names, type=Written(), callback=beside, metavar="FILE")


parameters = click.option("-p", "--parameter", "parameters", multiple=True, metavar="KEY=VALUE")
"""A parameter of a query or of a format."""

timeout = time_limit(30.0)
lang = click.option(
    "--lang",
    cls=LanguageOption,
    type=click.Choice(LANGUAGES, case_sensitive=False),
    default=LANGUAGES[0],
    show_default=True,
    envvar="MSC_GRAPH_LANG",
)
output = click.option(
    "--output",
    "-o",
    type=Written(),
    callback=_place,
)
ids = click.option("--ids", is_flag=True)
picture = click.option(
    "--picture",
    type=Written(),
    callback=_drawn,
)


# the graph


def _remember(ctx: click.Context, _: click.Parameter, value: str | None) -> None:
    """Keep the store that the user named for `graph`."""
    ctx.find_root().obj = literal(value)


store = click.option(
    "--store",
    metavar="DIR|URL",
    envvar="MSC_GRAPH_STORE",
    expose_value=False,
    callback=_remember,
)


LIMITS = f"{__name__}.limits"


def _limited(context: click.Context, option: click.Parameter, value: str | None) -> None:
    """Keep the limits that the user named for `graph`: ``"nodes=100000,hub=1000"``."""
    if value is None:
        return
    from dataclasses import fields

    from msc_graph.pathfinding.expansion import Limits

    known = {field.name: float if field.name == "seconds" else int for field in fields(Limits)}
    given: dict[str, Any] = {}
    for pair in value.split(","):
        name, _, number = pair.strip().partition("=")
        if name in given:
            raise UsageError(f"the parameter {name!r} is given more than once")
        try:
            given[name] = known[name](number)
        except (KeyError, ValueError):
            raise click.BadParameter(
                f"{pair!r} is none of {', '.join(f'{known}=N' for known in known)}.", context, option
            ) from None
    context.meta[LIMITS] = Limits(**given)


limits = click.option("--limits", metavar="NAME=N,...", expose_value=False, callback=_limited)


def _folder(_: click.Context, __: click.Parameter, value: Path | str | None) -> Path | str | None:
    if isinstance(value, Path) and value.parts and is_address(f"{value.parts[0]}//"):
        raise click.BadParameter("an endpoint is only read; name a folder.")
    if isinstance(value, Path):
        must_be_no_address(value)
    return value


def store_folder(*, required: bool, cluster: bool = False) -> Decorator[Any]:
    """Return ``--store`` for what changes a store, or lists it: a folder, or with ``cluster`` one."""
    return click.option(
        "--store",
        type=KeptThere() if cluster else Kept(),
        callback=_folder,
        required=required,
        envvar="MSC_GRAPH_STORE",
    )


def graph(*, whole: bool = False) -> KnowledgeGraph:
    """Return the graph that the user named with ``--store``, else the curated one.

    ``whole``: most of it will be read, which is faster in memory.
    """
    import msc_graph
    from msc_graph.knowledge_graph import load_prepared

    context = click.get_current_context()
    place = context.find_root().obj
    if LIMITS in context.meta and not (place and is_connected(place)):
        raise UsageError("--limits is for a graph in the adjacency form or behind an endpoint; leave it out")
    if place is None:
        return msc_graph.load() if whole else load_prepared()
    if is_connected(place):
        return msc_graph.connect(place, limits=context.meta.get(LIMITS))
    graph = msc_graph.open(place, shown=_shown)
    context.call_on_close(graph.close)
    return graph


def _shown() -> AbstractContextManager[Progress | None]:
    """Return a context that shows how far the work on a store is."""
    return progress(spoken(click.get_current_context(silent=True)))


# parameters


def parameter_values(pairs: Iterable[str], *, many: Collection[str] = ()) -> dict[str, Any]:
    """Return the values by parameter; those of ``many`` values may be given again and again.

    Raises:
        UsageError: a pair is not ``key=value``, or a parameter of one value is given twice.
    """
    values: dict[str, Any] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or not key:
            raise UsageError(f"a parameter is given as key=value, not {pair!r}")
        if key in many:
            values.setdefault(key, []).append(value)
        elif key in values:
            raise UsageError(f"parameter {key!r} is given twice")
        else:
            values[key] = value
    return values


def query_values(saved: SavedQuery, pairs: Iterable[str], lang: str) -> dict[str, Any]:
    """Return the values of a saved query's parameters; it answers in ``lang`` unless told otherwise."""
    values = parameter_values(pairs, many={given.name for given in saved.parameters if given.many})
    return saved.spoken(values, lang)
