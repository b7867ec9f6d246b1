"""The command ``ground``: tables of names prepared from downloads, and names looked up in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from msc_graph.cli import options
from msc_graph.cli.command import Command
from msc_graph.cli.output import NO, READ_BY_PEOPLE, TABLES, emit, emit_json, emit_table, note, note_written
from msc_graph.cli.values import Kept
from msc_graph.errors import UsageError
from msc_graph.messages.catalogue import message
from msc_graph.messages.commands import GROUND, GROUNDED, KINDS, NOT_FOUND, PREPARED
from msc_graph.system.surrogates import writable

if TYPE_CHECKING:
    from msc_graph.sources.grounding.lookup import Grounding

_KINDS = ("gene", "microrna", "disease")
_PREPARED_FROM = ("hgnc", "mirbase", "mondo", "doid", "mesh")


@click.command(cls=Command)
@click.argument("names", nargs=-1)
@click.option(
    "--tables",
    type=Kept(),
    required=True,
)
@click.option("--kind", type=click.Choice(_KINDS, case_sensitive=False))
@click.option("--species", default="")
@click.option(
    "--armless",
    type=click.Choice(["ambiguous", "previous"], case_sensitive=False),
    default="ambiguous",
    show_default=True,
)
@options.file_option("--from")
@options.file_option("--hgnc")
@options.file_option("--mirbase")
@options.file_option("--mondo")
@options.file_option("--doid")
@options.file_option("--mesh")
@options.options(options.lang, options.format_option(*TABLES), options.output)
def ground(
    names: tuple[str, ...], tables: Path, lang: str, format_name: str, output: Path | None, **given: Any
) -> None:
    """Turn NAMES of genes, microRNAs or diseases into identifiers."""
    files = {name: given[name] for name in _PREPARED_FROM if given[name]}
    if names[:1] == ("prepare",):
        if len(names) > 1 or given["from"]:
            raise UsageError("'prepare' makes tables; look names up in a second call")
        _prepare(tables, files, lang)
        return
    if files:
        raise UsageError(f"--{next(iter(files))} goes with 'msc-graph ground prepare'")
    if given["from"]:
        names += _names_in(given["from"])
    if not names:
        raise UsageError("give names to look up, or --from FILE; or 'prepare' to make tables")
    if given["kind"] is None:
        raise UsageError(f"say what the names are of: --kind {'|'.join(_KINDS)}")
    from msc_graph.sources.grounding.lookup import Grounding

    grounding = Grounding.open(tables)
    found = _looked_up(list(map(writable, names)), grounding, given)
    note(*_misspelt(found, grounding, given, lang))
    _show(found, grounding, lang, format_name, output)


def _prepare(folder: Path, files: dict[str, Path], lang: str) -> None:
    from msc_graph.sources.grounding.tables import prepare

    index = prepare(folder, **files)
    lines = []
    for kind, tables in index["kinds"].items():
        files_used = ", ".join(file["file"] for file in tables["files"])
        values = {"kind": message(KINDS, kind, lang), "rows": tables["names"]["rows"], "files": files_used}
        lines.append(message(PREPARED, "names", lang, **values) + "\n")
    emit("".join(lines), None)
    note_written(folder)


def _names_in(file: Path) -> tuple[str, ...]:
    from msc_graph.system.text import whole_text

    return tuple(line.strip() for line in whole_text(file).split("\n") if line.strip())


def _looked_up(names: Sequence[str], tables: Grounding, asked: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the answer for each name, in the order in which they were given, each once."""
    import polars as pl

    found = tables.ground(pl.Series(names), asked["kind"], species=asked["species"], armless=asked["armless"])
    by_name = {row["name"]: row for row in found.iter_rows(named=True)}
    return [by_name[name] for name in dict.fromkeys(names)]


def _misspelt(
    rows: Sequence[dict[str, Any]], tables: Grounding, asked: dict[str, Any], lang: str
) -> Iterator[str]:
    """Yield what was meant by each name that is unknown because a spelling checker changed its species."""
    from msc_graph.model.names import respelt

    unknown = [row["name"] for row in rows if row["how"] == "unknown"]
    if meant := {other: name for name in unknown if (other := respelt(name)) != name}:
        for row in _looked_up(list(meant), tables, asked):
            if row["id"]:
                yield message(NOT_FOUND, "misspelt", lang, name=meant[row["name"]], meant=row["name"])


def _show(
    rows: Sequence[dict[str, Any]], tables: Grounding, lang: str, format_name: str, output: Path | None
) -> None:
    """Show the answers; in a table to read, each candidate has a line of its own, with its current name."""
    if format_name == "json":
        emit_json(rows, output)
    elif format_name in READ_BY_PEOPLE:
        emit_table(GROUND, _lines(rows, tables, lang), format_name, lang, output)
    else:
        lines = [[*_cells(row, "en"), "|".join(row["candidates"])] for row in rows]
        emit_table(GROUND, lines, format_name, lang, output)
    if not any(row["id"] for row in rows):
        raise SystemExit(NO)


def _lines(rows: Sequence[dict[str, Any]], tables: Grounding, lang: str) -> list[list[str]]:
    import polars as pl

    ids = list(dict.fromkeys(candidate for row in rows for candidate in row["candidates"]))
    labels = dict(zip(ids, tables.labels(pl.Series(ids, dtype=pl.String)), strict=True))
    lines = []
    for row in rows:
        first, *others = [f"{found} {labels[found] or ''}".strip() for found in row["candidates"]] or [""]
        lines.append([*_cells(row, lang), first])
        lines += [["", "", "", "", other] for other in others]
    return lines


def _cells(row: dict[str, Any], lang: str) -> list[str]:
    return [row["name"], row["id"] or "", row["label"] or "", message(GROUNDED, row["how"], lang)]
