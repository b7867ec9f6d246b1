"""The command ``export``: the graph, or a part of it, as a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from msc_graph.cli import options
from msc_graph.cli.command import Command
from msc_graph.cli.formats import check_extension
from msc_graph.cli.output import (
    NO,
    Progress,
    emit_file,
    named,
    note_written,
    progress,
    said,
    stop,
    warned,
)
from msc_graph.cli.values import Written
from msc_graph.errors import NoEdges, UsageError


@click.command(cls=Command)
@click.argument("file", type=Written(dir_okay=True))
@click.option("--format", "format_name")
@click.option("--around", metavar="NODE")
@click.option("--hops", type=int)
@click.option("--paths", nargs=2, metavar="A B")
@click.option("-k", type=int)
@click.option("--max-hops", type=int)
@click.option(
    "--query",
    metavar="NAME",
)
@click.option("--connected", is_flag=True, default=None)
@options.parameters
@options.options(options.lang, options.store)
def export(file: Path, format_name: str | None, parameters: tuple[str, ...], lang: str, **part: Any) -> None:
    """Write the graph to FILE, or a part of it; FILE may be - for standard output, with --format."""
    _check_belongs(part, parameters)
    if str(file) == "-":
        from tempfile import TemporaryDirectory

        with TemporaryDirectory() as folder:
            (written,) = _export(_file_for(format_name, Path(folder)), None, part, parameters, lang)
            emit_file(written)
        return
    if format_name is not None:
        check_extension(_name_of(format_name), file)
    paths = _export(file, format_name, part, parameters, lang)
    for path in paths:
        note_written(path)


def _export(
    file: Path, format_name: str | None, part: dict[str, Any], parameters: tuple[str, ...], lang: str
) -> list[Path]:
    """Write the file and return what was written, some formats being several; end when there is nothing."""
    from msc_graph.query.catalogue import find_query

    with options.graph(whole=True) as graph, warned(NoEdges), named(file), progress(lang) as shown:
        values = None
        if part["query"] is not None:
            values = options.query_values(find_query(graph.queries, part["query"]), parameters, lang)
        given = {name: value for name, value in part.items() if value is not None}
        written = graph.export(
            file, format=format_name, parameters=values, progress=_writing(shown), lang=lang, **given
        )
    if not written:
        stop(_nothing(part), NO)
    return list(written)


def _writing(shown: Progress | None) -> Callable[[int, int], None] | None:
    return (lambda done, total: shown("writing", done, total)) if shown else None


def _name_of(format_name: str) -> str:
    from msc_graph.exports.formats import format_for

    return format_for("", format_name).name


def _file_for(format_name: str | None, folder: Path) -> Path:
    """Return a file of the format in a folder; some formats are several files, or no stream of bytes."""
    from msc_graph.exports.formats import format_for

    if format_name is None:
        raise UsageError("say with --format what to write to standard output")
    form = format_for("", format_name)
    if form.name in ("kgx-tsv", "parquet"):
        raise UsageError(f"{form.name} is two files: name a place for them instead of -")
    return folder / f"graph{form.extensions[0]}"


def _check_belongs(part: dict[str, Any], parameters: tuple[str, ...]) -> None:
    """Refuse options that would have no effect."""
    belongings = (
        ("--hops", part["hops"], "around"),
        ("-k", part["k"], "paths"),
        ("--max-hops", part["max_hops"], "paths"),
        ("-p", parameters or None, "query"),
    )
    for option, value, whole in belongings:
        if value is not None and part[whole] is None:
            raise UsageError(f"{option} goes with --{whole}")


def _nothing(part: dict[str, Any]) -> str:
    if part["paths"] is not None:
        source, target = part["paths"]
        return said("no path", source=source, target=target)
    if part["query"] is not None:
        return said("nothing named", query=part["query"])
    return said("nothing near", node=part["around"]) if part["around"] is not None else said("no edges")
