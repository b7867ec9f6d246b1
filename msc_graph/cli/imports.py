"""The commands ``import`` and ``sources``: third-party files into a store on disk, and what is in it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from msc_graph.errors import FileRefused, UsageError

if TYPE_CHECKING:
    from msc_graph.errors import BadRow
    from msc_graph.sources.batch import SourceFormat
    from msc_graph.sources.report import LeftOut
    from msc_graph.stores.disk.building import ImportResult, Progress

_Command = TypeVar("_Command", bound=Callable[..., Any])
_WORDS = {
    "there": ("nothing to do: this source is in the store already", "无需操作：该来源已在库中"),
    "done": ("imported", "已导入"),
    "nodes": ("[node|nodes]", "节点"),
    "assertions": ("[assertion|assertions]", "陈述"),
    "evidence": ("[piece|pieces] of evidence", "证据"),
    "references": ("[reference|references]", "参考文献"),
    "licence": ("licence: ", "许可："),
    "none": ("not stated", "未说明"),
    "such as": (" ({})", "（{}）"),
    "bad": ("[row|rows] left out", "跳过的行"),
    "wrote": ("wrote {}", "已写入 {}"),
    "left out": (("trial", "reason", "title"), ("试验", "原因", "标题")),
    "explain": (
        "'msc-graph import FORMAT --explain' prints the parameters of one.",
        "'msc-graph import 格式 --explain' 显示某一格式的参数。",
    ),
    "no parameters": ("no parameters", "没有参数"),
    "example": ("A file of these parameters:", "写有这些参数的文件示例："),
    "removed": ("removed", "已移除"),
    "empty": ("no imported sources", "没有导入的来源"),
    "columns": (
        ("name", "format", "version", "licence", "date", "nodes", "assertions", "evidence", "references"),
        ("名称", "格式", "版本", "许可", "日期", "节点", "陈述", "证据", "参考文献"),
    ),
    "steps": (
        {
            "reading": "reading",
            "sorting": "sorting",
            "loading": "loading",
            "packing": "packing",
            "joining": "joining",
            "network": "network",
        },
        {
            "reading": "读取",
            "sorting": "整理",
            "loading": "装载",
            "packing": "压实",
            "joining": "合并",
            "network": "建网络",
        },
    ),
}


_LONGEST = 60
"""Most characters of an example in the report as text. Our choice."""


def _word(key: str, lang: str) -> Any:
    return _WORDS[key][lang == "zh"]


_lang = click.option(
    "--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Language of messages."
)


def _folder(_: click.Context, __: click.Parameter, value: Path | None) -> Path | None:
    if value is not None and value.parts and value.parts[0] in ("http:", "https:"):
        raise click.BadParameter("an endpoint is only read; name a folder.")
    return value


def _store(help: str, *, required: bool) -> Callable[[_Command], _Command]:
    return click.option(
        "--store",
        type=click.Path(file_okay=False, path_type=Path),
        callback=_folder,
        required=required,
        envvar="MSC_GRAPH_STORE",
        help=f"{help}  [env: MSC_GRAPH_STORE]",
    )


@click.command("import")
@click.argument("format_name", metavar="FORMAT", required=False)
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@_store("Folder of the store; it is made where there is none.", required=False)
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
@click.option("--explain", is_flag=True, help="Print the parameters of FORMAT; no store is needed.")
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
    help="Write rows that cannot be used to this file, as they stand, and import the rest. Of RDF: lines"
    " of .nt and .nq.",
)
@click.option(
    "--left-out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write each trial that is left out, and why, to this file.",
)
@_lang
@click.option(
    "--format", "shown_as", type=click.Choice(["text", "json"]), default="text", help="Form of the report."
)
def import_(
    format_name: str | None,
    files: tuple[Path, ...],
    store: Path | None,
    parameters: tuple[str, ...],
    explain: bool,
    tables: Path | None,
    retracted: Path | None,
    keep_going: Path | None,
    left_out: Path | None,
    lang: str,
    shown_as: str,
    **about: Any,
) -> None:
    """Import files into a store on disk.

    FORMAT is kgx, hetionet, mirtarbase, clinicaltrials, drugmechdb, vesiclepedia, exocarta, evmirna, rdf or
    table; without one, the formats are listed. The store holds the curated graph too. It changes only when
    all is done; importing the same files again changes nothing. What could not be used or understood is told
    at the end.
    """
    from msc_graph.cli.main import parameter_values
    from msc_graph.stores.disk.building import ImportOptions, import_source

    if format_name is None:
        _list_formats(lang, shown_as)
        return
    if explain:
        _explain(format_name, lang, shown_as)
        return
    if store is None:
        raise UsageError("say into which folder to import: --store DIR, or set MSC_GRAPH_STORE")
    values = parameter_values(parameters)
    read = [*files, *filter(None, (retracted, values.get("mapping")))]
    for written in filter(None, (keep_going, left_out)):
        _check_place(written, read, [store, *filter(None, [tables])])
    options = ImportOptions(
        parameters=values,
        grounding=_grounding(tables),
        retracted=_retracted(retracted),
        keep_going=keep_going is not None,
        **about,
    )
    with _bar(lang) as progress:
        result = import_source(format_name, files, store=store, options=options, progress=progress)
    if keep_going is not None:
        rows = sorted(result.report.bad_rows, key=lambda row: (str(row.path), row.line))
        _write_bad_rows(rows, keep_going, lang)
    if left_out is not None:
        _write_left_out(result.report.left_out, left_out, lang)
    _show(result, lang, shown_as)


def _check_place(file: Path, read: Sequence[Path | str], folders: Sequence[Path]) -> None:
    """Refuse to write where that would destroy what is read, or part of a store."""
    if not file.absolute().parent.is_dir():
        raise FileRefused(file, "its folder is not there; make it first")
    for other in map(Path, read):
        if file.exists() and other.exists() and file.samefile(other):
            raise FileRefused(file, "this file is read by the import; name another one to write to")
    for folder in folders:
        if file.resolve().is_relative_to(folder.resolve()):
            raise FileRefused(file, f"it would lie in {folder}, which msc-graph keeps; name another place")


def _list_formats(lang: str, shown_as: str) -> None:
    from msc_graph.sources.registry import FORMATS, source_format

    titles = {name: _title(source_format(name), lang) for name in FORMATS}
    if shown_as == "json":
        click.echo(_json([{"name": name, "title": title} for name, title in titles.items()]), nl=False)
        return
    width = max(map(len, titles))
    for name, title in titles.items():
        click.echo(f"{name:<{width}}  {title}")
    click.echo(_word("explain", lang))


def _explain(format_name: str, lang: str, shown_as: str) -> None:
    """Show what a format is and the parameters that it takes."""
    from msc_graph.sources.registry import source_format

    form = source_format(format_name)
    meanings = {name: meaning[lang == "zh"] for name, meaning in form.options.items()}
    if shown_as == "json":
        about = {"name": form.name, "title": _title(form, lang), "parameters": meanings}
        click.echo(_json({**about, "example": form.example}), nl=False)
        return
    click.echo(f"{form.name}: {_title(form, lang)}")
    for name, meaning in meanings.items():
        click.echo(f"  -p {name}=...  {meaning}")
    if not meanings:
        click.echo(f"  {_word('no parameters', lang)}")
    if form.example:
        click.echo(f"\n{_word('example', lang)}\n\n{form.example}", nl=False)


def _title(form: SourceFormat, lang: str) -> str:
    return form.title_zh if lang == "zh" else form.title


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _grounding(folder: Path | None) -> Any:
    if folder is None:
        return None
    from msc_graph.sources.grounding.lookup import Grounding

    return Grounding.open(folder)


def _retracted(file: Path | None) -> frozenset[str]:
    from msc_graph.quality.checks import read_retracted

    return frozenset(f"PMID:{number}" for number in read_retracted(file)) if file else frozenset()


def _write_bad_rows(rows: Sequence[BadRow], file: Path, lang: str) -> None:
    """Write a table of the rows, each on one line; `msc_graph.sources.report.escaped` says how."""
    from msc_graph.sources.report import escaped
    from msc_graph.system.atomic import atomic_text

    with atomic_text(file) as text:
        text.write("file\tline\tcolumn\tproblem\ttext\n")
        for row in rows:
            cells = map(escaped, (str(row.path), str(row.line), row.column, row.problem))
            text.write("\t".join((*cells, row.text)) + "\n")
    click.echo(_word("wrote", lang).format(file), err=True)


def _write_left_out(left_out: Sequence[LeftOut], file: Path, lang: str) -> None:
    from msc_graph.messages.imports import WORDS
    from msc_graph.sources.report import escaped
    from msc_graph.system.atomic import atomic_text

    with atomic_text(file) as text:
        text.write("\t".join(_word("left out", lang)) + "\n")
        for item, reason, title in left_out:
            text.write("\t".join((item, WORDS[reason][lang == "zh"], escaped(title))) + "\n")
    click.echo(_word("wrote", lang).format(file), err=True)


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

    from msc_graph.messages.imports import worded
    from msc_graph.sources.registry import licence_in

    source, report = result.source, worded(result.source.report, lang)
    if shown_as == "json":
        click.echo(_json({"changed": result.changed, **asdict(source), "report": report}), nl=False)
        return
    click.echo(f"{source.name}: {_word('done' if result.changed else 'there', lang)}")
    for name in ("nodes", "assertions", "evidence", "references"):
        click.echo(_counted(getattr(source, name), _word(name, lang)))
    licence = licence_in(lang, source.licence, source.format) or _word("none", lang)
    click.echo(f"  {_word('licence', lang)}{licence}")
    for event in report["events"]:
        examples = [_short(example) for example in event["examples"]]
        if examples and (event["count"] or 0) > len(examples):
            examples.append("...")
        told = _word("such as", lang).format("; ".join(examples)) if examples else ""
        click.echo(_counted(event["count"], event["what"]) + told)
    if report["bad_rows"]:
        click.echo(_counted(report["bad_rows"], _word("bad", lang)))


def _short(example: str) -> str:
    """Return an example that is not too long for a line; JSON has the whole of it."""
    return example if len(example) <= _LONGEST else f"{example[: _LONGEST - 3]}..."


def _counted(count: int | None, what: str) -> str:
    """Return a line of the report; what has no count begins where the others do."""
    from msc_graph.messages.imports import inflected

    return f"  {'' if count is None else format(count, ','):>12} {inflected(what, count)}"


@click.command()
@_store("Folder of the store.", required=True)
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
    from msc_graph.cli.main import rows_text
    from msc_graph.sources.registry import licence_in
    from msc_graph.stores.disk.building import remove_source

    if remove is not None:
        with _bar(lang) as progress:
            gone = remove_source(remove, store=store, progress=progress)
        click.echo(f"{gone.name}: {_word('removed', lang)}", err=True)
    columns = _word("columns", "en")
    with msc_graph.open(store) as graph:
        found = [{column: source[column] for column in columns} for source in graph.info()["sources"]]
    if format_name == "json":
        click.echo(_json(found), nl=False)
        return
    if lang == "zh" and format_name in ("table", "md"):
        columns = _word("columns", lang)
        for source in found:
            source["licence"] = licence_in(lang, source["licence"], source["format"])
    listed = [[str(value) for value in source.values()] for source in found]
    click.echo(rows_text(columns, listed, format_name, lang=lang), nl=False)
