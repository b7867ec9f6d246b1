"""The commands ``import`` and ``sources``: third-party files into a store on disk, and what is in it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from msc_graph.errors import FileRefused, UsageError

if TYPE_CHECKING:
    from msc_graph.disk.importing import ImportResult, Progress
    from msc_graph.errors import BadRow

_WORDS = {
    "there": ("nothing to do: this source is in the store already", "无需操作：该来源已在库中"),
    "done": ("imported", "已导入"),
    "nodes": ("nodes", "节点"),
    "assertions": ("assertions", "陈述"),
    "evidence": ("pieces of evidence", "证据"),
    "references": ("references", "参考文献"),
    "licence": ("licence", "许可"),
    "none": ("not stated", "未说明"),
    "bad": ("rows left out", "跳过的行"),
    "removed": ("removed", "已移除"),
    "empty": ("no imported sources", "没有导入的来源"),
    "steps": (
        {
            "reading": "reading",
            "sorting": "sorting",
            "loading": "loading",
            "joining": "joining",
            "network": "network",
        },
        {"reading": "读取", "sorting": "整理", "loading": "装载", "joining": "合并", "network": "建网络"},
    ),
}


def _word(key: str, lang: str) -> Any:
    return _WORDS[key][lang == "zh"]


_lang = click.option(
    "--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Language of messages."
)


def _folder(_: click.Context, __: click.Parameter, value: Path) -> Path:
    if value.parts and value.parts[0] in ("http:", "https:"):
        raise click.BadParameter("an endpoint is only read; name a folder.")
    return value


_store = click.option(
    "--store",
    type=click.Path(file_okay=False, path_type=Path),
    callback=_folder,
    required=True,
    envvar="MSC_GRAPH_STORE",
    help="Folder of the store; it is made where there is none.  [env: MSC_GRAPH_STORE]",
)


@click.command("import")
@click.argument("format_name", metavar="FORMAT")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@_store
@click.option("--name", default="", help="Name of the source, and of its named graph.")
@click.option("--title", default="", help="What the source is called in full.")
@click.option("--version", default="", help="Version of the source.")
@click.option("--licence", default="", help="Licence of the source.")
@click.option(
    "--date", default="", metavar="YYYY-MM-DD", help="Date of the source; else that of its newest file."
)
@click.option(
    "-p", "--parameter", "parameters", multiple=True, metavar="KEY=VALUE", help="A parameter of the format."
)
@click.option("--explain", is_flag=True, help="Print the parameters of FORMAT.")
@click.option(
    "--tables",
    type=click.Path(path_type=Path),
    help="Folder that 'msc-graph ground' prepared, to turn names into identifiers.",
)
@click.option(
    "--retracted",
    type=click.Path(path_type=Path),
    help="File of PMIDs of retracted papers, which are marked.",
)
@click.option("--replace", is_flag=True, help="Put this source in the place of the one of its name.")
@click.option(
    "--keep-going",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write rows that cannot be used to this file, and import the rest. Of RDF: lines of .nt and .nq.",
)
@_lang
@click.option(
    "--format", "shown_as", type=click.Choice(["text", "json"]), default="text", help="Form of the report."
)
def import_(
    format_name: str,
    files: tuple[Path, ...],
    store: Path,
    parameters: tuple[str, ...],
    explain: bool,
    tables: Path | None,
    retracted: Path | None,
    keep_going: Path | None,
    lang: str,
    shown_as: str,
    **about: Any,
) -> None:
    """Import files into a store on disk.

    FORMAT is kgx, hetionet, mirtarbase, clinicaltrials, drugmechdb, vesiclepedia, exocarta, evmirna, rdf or
    table. The store holds the curated graph too. It changes only when all is done; importing the same files
    again changes nothing. What could not be used or understood is told at the end.
    """
    from msc_graph.disk.importing import ImportOptions, import_source
    from msc_graph.sources.formats import source_format

    if explain:
        form = source_format(format_name)
        click.echo(f"{form.name}: {form.title}")
        for name, meaning in form.options.items():
            click.echo(f"  -p {name}=...  {meaning}")
        return
    if keep_going is not None and not keep_going.absolute().parent.is_dir():
        raise FileRefused(keep_going, "its folder is not there; make it first")
    options = ImportOptions(
        parameters=dict(_pair(text) for text in parameters),
        grounding=_grounding(tables),
        retracted=_retracted(retracted),
        keep_going=keep_going is not None,
        **about,
    )
    with _bar(lang) as progress:
        result = import_source(format_name, files, store=store, options=options, progress=progress)
    if keep_going is not None and result.report.bad_rows:
        rows = sorted(result.report.bad_rows, key=lambda row: (str(row.path), row.line))
        _write_bad_rows(rows, keep_going)
    _show(result, lang, shown_as)


def _pair(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals or not key:
        raise UsageError(f"a parameter is given as key=value, not {text!r}")
    return key, value


def _grounding(folder: Path | None) -> Any:
    if folder is None:
        return None
    from msc_graph.sources.grounding import Grounding

    return Grounding.open(folder)


def _retracted(file: Path | None) -> frozenset[str]:
    """Return the PMIDs in a file: whole numbers at the start of a line, with or without ``PMID:``."""
    import gzip
    import re

    if file is None:
        return frozenset()
    opened = gzip.open if file.suffix == ".gz" else open
    try:
        with opened(file, "rt", encoding="utf-8") as lines:
            numbers = [re.match(r"(?:PMID:?\s*)?([1-9]\d{0,8})(?!\d)", line.strip()) for line in lines]
    except (UnicodeDecodeError, gzip.BadGzipFile, EOFError) as error:
        raise FileRefused(file, f"this is no list of PMIDs ({error})") from error
    found = frozenset(f"PMID:{match[1]}" for match in numbers if match)
    if not found:
        raise FileRefused(file, "there is no PMID in it; write one on each line")
    return found


def _write_bad_rows(rows: list[BadRow], file: Path) -> None:
    from msc_graph.atomic import atomic_text

    with atomic_text(file) as text:
        text.write("file\tline\tcolumn\tproblem\ttext\n")
        for row in rows:
            cells = (str(row.path), str(row.line), row.column, row.problem, row.text)
            text.write("\t".join(cell.replace("\t", " ").replace("\n", " ") for cell in cells) + "\n")
    click.echo(f"wrote {file}", err=True)


@contextmanager
def _bar(lang: str) -> Iterator[Progress]:
    """Show how far an import is, on a terminal only."""
    if not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as shown:
        task = shown.add_task("", total=None)

        def told(step: str, done: int, total: int) -> None:
            shown.update(task, description=_word("steps", lang)[step], completed=done, total=total or None)

        yield told


def _show(result: ImportResult, lang: str, shown_as: str) -> None:
    from dataclasses import asdict

    source = result.source
    if shown_as == "json":
        click.echo(json.dumps({"changed": result.changed, **asdict(source)}, ensure_ascii=False, indent=2))
        return
    click.echo(f"{source.name}: {_word('done' if result.changed else 'there', lang)}")
    for name in ("nodes", "assertions", "evidence", "references"):
        click.echo(f"  {getattr(source, name):>12,} {_word(name, lang)}")
    click.echo(f"  {_word('licence', lang)}: {source.licence or _word('none', lang)}")
    for event in source.report["events"]:
        examples = ", ".join(event["examples"])
        more = ", ..." if event["count"] > len(event["examples"]) else ""
        click.echo(f"  {event['count']:>12,} {event['what']}" + (f": {examples}{more}" if examples else ""))
    if source.report["bad_rows"]:
        click.echo(f"  {source.report['bad_rows']:>12,} {_word('bad', lang)}")


@click.command()
@_store
@click.option("--remove", metavar="NAME", help="Take this source out of the store.")
@click.option(
    "--format",
    "format_name",
    default="table",
    show_default=True,
    metavar="table|csv|tsv|json|md",
    help="Form of the result.",
)
@_lang
def sources(store: Path, remove: str | None, format_name: str, lang: str) -> None:
    """List the sources of a store, or remove one."""
    import msc_graph
    from msc_graph.cli import rows_text
    from msc_graph.disk.importing import remove_source

    if remove is not None:
        with _bar(lang) as progress:
            gone = remove_source(remove, store=store, progress=progress)
        click.echo(f"{gone.name}: {_word('removed', lang)}", err=True)
    columns = (
        "name",
        "format",
        "version",
        "licence",
        "date",
        "nodes",
        "assertions",
        "evidence",
        "references",
    )
    with msc_graph.open(store) as graph:
        found = [{column: source[column] for column in columns} for source in graph.info()["sources"]]
    listed = [[str(value) for value in source.values()] for source in found]
    if format_name == "json":
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    click.echo(rows_text(columns, listed, format_name), nl=False)
