"""The options that commands share, each declared once, and what a command does before it runs.

A command is a ``click.command(cls=Command)``: it settles the format, and refuses outputs that would destroy
what is read.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource

from msc_graph.cli.formats import EXTENSIONS, settled
from msc_graph.cli.output import SAFE
from msc_graph.errors import FileRefused, UnknownFormat, UsageError
from msc_graph.languages import LANGUAGES

if TYPE_CHECKING:
    from msc_graph.knowledge_graph import KnowledgeGraph
    from msc_graph.query.catalogue import SavedQuery

_Function = TypeVar("_Function", bound=Callable[..., Any])
PICTURES = ("svg", "png", "pdf")
"""Formats of pictures, by their extensions."""

Decorator = Callable[[_Function], _Function]


# files and folders


class Read(click.Path):
    """A file that the command reads."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)


class Written(click.Path):
    """A file that the command writes; it replaces what is there."""

    def __init__(self, *, dir_okay: bool = False) -> None:
        super().__init__(dir_okay=dir_okay, path_type=Path)


class Kept(click.Path):
    """A folder that belongs to msc-graph: no output lies in it."""

    def __init__(self, *, file_okay: bool = False) -> None:
        super().__init__(file_okay=file_okay, path_type=Path)


class Command(click.Command):
    """A command whose outputs are safe and whose format is settled before it starts to work.

    ``formless`` are the flags with which it shows what has one form only.
    """

    def __init__(self, *arguments: Any, formless: Collection[str] = (), **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.formless = tuple(formless)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command, unless an output would destroy what is read, or does not fit its format."""
        _check_outputs(
            list(_values(ctx, Written)), [*_values(ctx, Read), *_named_files(ctx)], list(_folders(ctx))
        )
        if "output" in ctx.params and not any(ctx.params[flag] for flag in self.formless):
            name, given = ctx.params["format_name"], was_given("format_name")
            ctx.params["format_name"] = settled(name, given, ctx.params["output"], self._forms())
        return super().invoke(ctx)

    def _forms(self) -> tuple[str, ...]:
        (form,) = (parameter.type for parameter in self.params if isinstance(parameter.type, FormatName))
        return form.forms + form.more


def was_given(name: str) -> bool:
    """Return whether the user gave this parameter of the current command: in the call or the environment."""
    source = click.get_current_context().get_parameter_source(name)
    return source in (ParameterSource.COMMANDLINE, ParameterSource.ENVIRONMENT)


def _values(ctx: click.Context, kind: type[click.Path]) -> Iterator[Path]:
    for parameter in ctx.command.params:
        if isinstance(parameter.type, kind):
            value = ctx.params.get(parameter.name or "")
            yield from filter(None, value if isinstance(value, tuple) else [value])


def _named_files(ctx: click.Context) -> Iterator[Path]:
    """Yield the files that parameters of a query or a format name (``-p mapping=FILE``)."""
    for pair in ctx.params.get("parameters", ()):
        file = Path(pair.partition("=")[2])
        if len(pair) < 4096 and "\0" not in pair and file.is_file():
            yield file


def _folders(ctx: click.Context) -> Iterator[Path]:
    yield from _values(ctx, Kept)
    place = ctx.find_root().obj
    if place and not is_address(place):
        yield Path(place)


def _check_outputs(outputs: Sequence[Path], inputs: Sequence[Path], folders: Sequence[Path]) -> None:
    """Refuse to write where that would destroy what is read, part of a store, or another output."""
    for number, file in enumerate(outputs):
        if any(_same(file, other) for other in outputs[:number]):
            raise FileRefused(file, "two results would be written here; name another file for one of them")
        if any(_same(file, other) for other in inputs):
            raise FileRefused(file, "this file is read; name another one to write to")
        for folder in folders:
            if file.resolve().is_relative_to(folder.resolve()):
                raise FileRefused(
                    file, f"it would lie in {folder}, which msc-graph keeps; name another place"
                )


def _same(one: Path, other: Path) -> bool:
    """Return whether two paths are one file, also by links."""
    if one.resolve() == other.resolve():
        return True
    return one.is_file() and other.is_file() and one.samefile(other)


def _place(_: click.Context, __: click.Parameter, value: Path | None) -> Path | None:
    """Return where to write, None for standard output; refuse a file in a folder that is not there."""
    if value is None or str(value) == "-":
        return None
    if not value.absolute().parent.is_dir():
        raise FileRefused(value, f"there is no folder {value.parent}; make it first, or name another")
    return value


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


class FormatName(click.ParamType):  # type: ignore[type-arg]
    """One of some names of formats; others are refused with the list and the nearest ones.

    ``forms`` are the names, the first for people to read; ``more`` are those that only some answers take.
    """

    name = "format"

    def __init__(self, forms: Sequence[str], more: Sequence[str] = ()) -> None:
        self.forms, self.more = tuple(forms), tuple(more)

    def convert(self, value: Any, _: click.Parameter | None, __: click.Context | None) -> str:
        """Return the name that is meant, itself or its extension; raise ``UnknownFormat`` for another."""
        names = (value, *EXTENSIONS.get(f".{value}".lower(), ()))
        meant = next((name for name in names if name in self.forms + self.more), None)
        if meant is None:
            raise UnknownFormat(value, self.forms + self.more)
        return str(meant)


def options(*decorators: Decorator[Any]) -> Decorator[Any]:
    """Return a decorator that adds options in this order."""

    def decorate(command: _Function) -> _Function:
        for decorator in reversed(decorators):
            command = decorator(command)
        return command

    return decorate


def format_option(*names: str, more: Sequence[str] = (), help: str = "Form of the result.") -> Decorator[Any]:
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
        help=help,
    )
    return options(form, _safe) if "csv" in names else form


def _remember_safe(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    ctx.meta[SAFE] = value


_safe = click.option(
    "--safe",
    is_flag=True,
    expose_value=False,
    callback=_remember_safe,
    help="In CSV and TSV, write no cell that a spreadsheet would take for a formula.",
)


def _seconds(_: click.Context, __: click.Parameter, value: float | None) -> float | None:
    if value is not None and value != value:
        raise click.BadParameter("nan is no number of seconds.")
    return value


def time_limit(default: float | None, help: str) -> Decorator[Any]:
    """Return ``--timeout``, in seconds: a millisecond to a day; "not a number" is none."""
    return click.option(
        "--timeout",
        type=click.FloatRange(min=0.001, max=86_400),
        callback=_seconds,
        default=default,
        show_default=default is not None,
        help=help,
    )


def parameter_option(of: str) -> Decorator[Any]:
    """Return ``-p KEY=VALUE``, a parameter of a query or of a format."""
    return click.option(
        "-p",
        "--parameter",
        "parameters",
        multiple=True,
        metavar="KEY=VALUE",
        help=f"A parameter of {of}.",
    )


def file_option(*names: str, help: str) -> Decorator[Any]:
    """Return an option that names a file to read."""
    return click.option(*names, type=Read(), metavar="FILE", help=help)


def side_option(*names: str, help: str) -> Decorator[Any]:
    """Return an option that names a file to write beside the result."""
    return click.option(*names, type=Written(), callback=beside, metavar="FILE", help=help)


timeout = time_limit(30.0, "Seconds after which to stop.")
lang = click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    default=LANGUAGES[0],
    show_default=True,
    envvar="MSC_GRAPH_LANG",
    help="Language of labels and messages.  [env: MSC_GRAPH_LANG]",
)
output = click.option(
    "--output",
    "-o",
    type=Written(),
    callback=_place,
    help="Write to this file instead of the terminal; its extension tells the format.",
)
ids = click.option("--ids", is_flag=True, help="Show identifiers instead of labels.")
picture = click.option(
    "--picture",
    type=Written(),
    callback=_drawn,
    help="Also draw the paths into this file (.svg, .png, .pdf).",
)


# the graph


def is_address(place: str) -> bool:
    """Return whether a place is the address of an endpoint, not a folder; schemes have no letter case."""
    return place.lower().startswith(("http://", "https://"))


def _remember(ctx: click.Context, _: click.Parameter, value: str | None) -> None:
    """Keep the store that the user named for `graph`."""
    ctx.find_root().obj = value


store = click.option(
    "--store",
    metavar="DIR|URL",
    envvar="MSC_GRAPH_STORE",
    expose_value=False,
    callback=_remember,
    help="Use the graph in this folder, or behind this SPARQL endpoint, not the curated one."
    "  [env: MSC_GRAPH_STORE]",
)


def _folder(_: click.Context, __: click.Parameter, value: Path | None) -> Path | None:
    if value is not None and value.parts and is_address(f"{value.parts[0]}//"):
        raise click.BadParameter("an endpoint is only read; name a folder.")
    return value


def store_folder(help: str, *, required: bool) -> Decorator[Any]:
    """Return ``--store`` for what changes a store, or lists it: a folder, no address."""
    return click.option(
        "--store",
        type=Kept(),
        callback=_folder,
        required=required,
        envvar="MSC_GRAPH_STORE",
        help=f"{help}  [env: MSC_GRAPH_STORE]",
    )


def graph(*, whole: bool = False) -> KnowledgeGraph:
    """Return the graph that the user named with ``--store``, else the curated one.

    ``whole``: most of it will be read, which is faster in memory.
    """
    import msc_graph
    from msc_graph.knowledge_graph import load_prepared

    place = click.get_current_context().find_root().obj
    if not place:
        return msc_graph.load() if whole else load_prepared()
    return msc_graph.connect(place) if is_address(place) else msc_graph.open(place)


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
    return {"lang": lang, **values} if "lang" in saved.parameter_names else values
