"""The command ``ground``: tables of names prepared from downloads, and names looked up in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from msc_graph.errors import UsageError

if TYPE_CHECKING:
    from msc_graph.sources.grounding.lookup import Grounding

_Command = TypeVar("_Command", bound=Callable[..., Any])
_KINDS = ("gene", "microrna", "disease")
_FORMATS = ("table", "csv", "tsv", "json", "md")
_COLUMNS = ("name", "id", "label", "how", "candidates")
_WORDS = {
    "name": "名称",
    "id": "标识符",
    "label": "现用名",
    "how": "依据",
    "candidates": "候选",
    "identifier": "标识符",
    "alias": "别名",
    "previous": "旧名",
    "unknown": "未找到",
    "ambiguous": "有歧义",
}
_KIND_ZH = {"gene": "基因", "microrna": "微小RNA", "disease": "疾病"}
_HOW_ZH = {**_WORDS, "name": "现用名"}


def _file(option: str, text: str) -> Callable[[_Command], _Command]:
    return click.option(option, type=click.Path(dir_okay=False, path_type=Path), help=text)


@click.command("ground")
@click.argument("names", nargs=-1)
@click.option(
    "--tables",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Folder of the tables; 'prepare' makes it.",
)
@click.option("--kind", type=click.Choice(_KINDS), help="What the names are of.")
@click.option(
    "--species", default="", help="Species of the names: human, Mus musculus, hsa, NCBITaxon:10090..."
)
@click.option(
    "--armless",
    type=click.Choice(["ambiguous", "previous"]),
    default="ambiguous",
    show_default=True,
    help="What miR-21 means: several things, or what miRBase once registered under that name.",
)
@_file("--from", "Look up the names in this file, one a line.")
@_file("--hgnc", "prepare: HGNC's complete set, or a custom download (TSV).")
@_file("--mirbase", "prepare: miRBase's aliases.txt.")
@_file("--mondo", "prepare: MONDO as JSON.")
@_file("--doid", "prepare: the Disease Ontology as JSON; with --mondo.")
@_file("--mesh", "prepare: MeSH descriptors (number, name, synonyms, trees); with --mondo.")
@click.option("--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Language.")
@click.option(
    "--format", "format_name", default="table", show_default=True, metavar="|".join(_FORMATS), help="Form."
)
@click.option(
    "--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file instead."
)
def ground(names: tuple[str, ...], tables: Path, lang: str, **options: Any) -> None:
    """Turn NAMES of genes, microRNAs or diseases into identifiers.

    First prepare tables, once, from files that you downloaded (gzipped or not), with
    'msc-graph ground prepare --tables DIR --hgnc FILE --mirbase FILE --mondo FILE'.

    What is ambiguous says so, with its candidates; nothing is guessed.
    """
    files = {name: options[name] for name in ("hgnc", "mirbase", "mondo", "doid", "mesh") if options[name]}
    if names[:1] == ("prepare",):
        if len(names) > 1 or options["from"]:
            raise UsageError("'prepare' makes tables; look names up in a second call")
        _prepare(tables, files, lang)
        return
    if files:
        raise UsageError(f"--{next(iter(files))} goes with 'msc-graph ground prepare'")
    if options["from"]:
        names += _names_in(options["from"])
    if not names:
        raise UsageError("give names to look up, or --from FILE; or 'prepare' to make tables")
    if options["kind"] is None:
        raise UsageError(f"say what the names are of: --kind {'|'.join(_KINDS)}")
    from msc_graph.sources.grounding.lookup import Grounding

    grounding = Grounding.open(tables)
    found = _looked_up(names, grounding, options)
    _show(found, grounding, lang, options["format_name"], options["output"])


def _prepare(folder: Path, files: dict[str, Path], lang: str) -> None:
    from msc_graph.sources.grounding.tables import prepare

    index = prepare(folder, **files)
    for kind, tables in index["kinds"].items():
        made_of = ", ".join(file["file"] for file in tables["files"])
        rows = tables["names"]["rows"]
        if lang == "zh":
            click.echo(f"{_KIND_ZH[kind]}：{rows} 个名称（{made_of}）")
        else:
            click.echo(f"{kind}: {rows} names ({made_of})")
    click.echo(f"wrote {folder}", err=True)


def _names_in(file: Path) -> tuple[str, ...]:
    from msc_graph.system.text import whole_text

    return tuple(line.strip() for line in whole_text(file).split("\n") if line.strip())


def _looked_up(names: Sequence[str], tables: Grounding, options: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the answer for each name, in the order in which they were given, each once."""
    import polars as pl

    found = tables.ground(
        pl.Series(names), options["kind"], species=options["species"], armless=options["armless"]
    )
    by_name = {row["name"]: row for row in found.iter_rows(named=True)}
    return [by_name[name] for name in dict.fromkeys(names)]


def _show(
    rows: Sequence[dict[str, Any]], tables: Grounding, lang: str, format_name: str, output: Path | None
) -> None:
    """Show the answers; in a table to read, each candidate has a line of its own, with its current name."""
    from msc_graph.cli.main import NO, _emit, _json, _known, _width, rows_text

    _known(format_name, _FORMATS)
    if format_name == "json":
        _emit(_json(rows), output)
    elif format_name in ("table", "md"):
        columns = [_WORDS[column] for column in _COLUMNS] if lang == "zh" else _COLUMNS
        lines = _lines(rows, tables, lang)
        _emit(rows_text(columns, lines, format_name, _width(output), lang), output)
    else:
        lines = [[*_cells(row, "en"), "|".join(row["candidates"])] for row in rows]
        _emit(rows_text(_COLUMNS, lines, format_name), output)
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
    how = _HOW_ZH[row["how"]] if lang == "zh" else row["how"]
    return [row["name"], row["id"] or "", row["label"] or "", how]
