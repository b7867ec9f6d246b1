"""The command ``ground``: tables of names prepared from downloads, and names looked up in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from msc_graph.errors import FileRefused, UsageError

if TYPE_CHECKING:
    import polars as pl

    from msc_graph.sources.grounding import Grounding

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
        _prepare(tables, files)
        return
    if files:
        raise UsageError(f"--{next(iter(files))} goes with 'msc-graph ground prepare'")
    if options["from"]:
        names += _names_in(options["from"])
    if not names:
        raise UsageError("give names to look up, or --from FILE; or 'prepare' to make tables")
    if options["kind"] is None:
        raise UsageError(f"say what the names are of: --kind {'|'.join(_KINDS)}")
    found = _looked_up(names, tables, options)
    _show(found, names, lang, options["format_name"], options["output"])


def _prepare(folder: Path, files: dict[str, Path]) -> None:
    from msc_graph.sources.grounding_tables import prepare

    index = prepare(folder, **files)
    for kind, tables in index["kinds"].items():
        made_of = ", ".join(file["file"] for file in tables["files"])
        click.echo(f"{kind}: {tables['names']['rows']} names ({made_of})")
    click.echo(f"wrote {folder}", err=True)


def _names_in(file: Path) -> tuple[str, ...]:
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise FileRefused(file, f"it is not UTF-8: {error}") from error
    return tuple(line.strip() for line in lines if line.strip())


def _looked_up(names: Sequence[str], folder: Path, options: dict[str, Any]) -> pl.DataFrame:
    import polars as pl

    from msc_graph.sources.grounding import Grounding

    tables: Grounding = Grounding.open(folder)
    return tables.ground(
        pl.Series(names), options["kind"], species=options["species"], armless=options["armless"]
    )


def _show(
    found: pl.DataFrame, names: Sequence[str], lang: str, format_name: str, output: Path | None
) -> None:
    """Show a row for each name, in the order in which they were given."""
    from msc_graph.cli import NO, _emit, _json, _known, rows_text

    _known(format_name, _FORMATS)
    by_name = {row["name"]: row for row in found.iter_rows(named=True)}
    rows = [by_name[name] for name in dict.fromkeys(names)]
    if format_name == "json":
        _emit(_json(rows), output)
    else:
        chinese = lang == "zh" and format_name in ("table", "md")
        columns = [_WORDS[column] for column in _COLUMNS] if chinese else _COLUMNS
        _emit(rows_text(columns, [_cells(row, chinese) for row in rows], format_name), output)
    if not any(row["id"] for row in rows):
        raise SystemExit(NO)


def _cells(row: dict[str, Any], chinese: bool) -> list[str]:
    how = _HOW_ZH[row["how"]] if chinese else row["how"]
    return [row["name"], row["id"] or "", row["label"] or "", how, "|".join(row["candidates"])]
