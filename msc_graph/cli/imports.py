"""The commands ``import`` and ``sources``: third-party files into a store on disk, and what is in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from msc_graph.cli import options
from msc_graph.cli.command import Command, was_given
from msc_graph.cli.output import (
    READ_BY_PEOPLE,
    TABLES,
    Progress,
    emit,
    emit_json,
    emit_table,
    json_text,
    note,
    progress,
)
from msc_graph.cli.values import Kept, ReadThere
from msc_graph.errors import UsageError
from msc_graph.languages import LANGUAGES
from msc_graph.messages.catalogue import in_language, message
from msc_graph.messages.commands import IMPORT, LEFT_OUT, SOURCES

if TYPE_CHECKING:
    from msc_graph.errors import BadRow
    from msc_graph.sources.batch import SourceFormat
    from msc_graph.sources.report import LeftOut
    from msc_graph.stores.importing.source import ImportResult

_LONGEST = 60
"""Most characters of an example in the report as text. Our choice."""
_ON_CLUSTER = {"source_format", "files", "store", "name", "lang", "format_name", "explain"}
"""What may be said of an import on a cluster."""


@click.command("import", cls=Command)
@click.argument("source_format", metavar="FORMAT", required=False)
@click.argument("files", nargs=-1, type=ReadThere())
@options.store_folder(required=False, cluster=True)
@click.option("--name", default="")
@click.option("--title", default="")
@click.option("--version", default="")
@click.option("--licence", default="")
@click.option("--date", default="", metavar="YYYY-MM-DD")
@options.parameters
@click.option("--explain", is_flag=True)
@click.option(
    "--tables",
    type=Kept(file_okay=True),
)
@options.file_option("--retracted")
@click.option("--replace", is_flag=True)
@options.side_option(
    "--keep-going",
)
@options.side_option("--left-out")
@click.option("--triples", is_flag=True)
@options.options(options.lang, options.format_option("text", "json"))
def import_(
    source_format: str | None,
    files: tuple[Path | str, ...],
    store: Path | str | None,
    parameters: tuple[str, ...],
    explain: bool,
    tables: Path | None,
    retracted: Path | None,
    keep_going: Path | None,
    left_out: Path | None,
    triples: bool,
    lang: str,
    format_name: str,
    **about: Any,
) -> None:
    """Import files into a store on disk."""
    if source_format is None:
        emit(_formats(lang, format_name), None, format_name)
        return
    if explain:
        emit(_explained(source_format, lang, format_name), None, format_name)
        return
    if store is None:
        raise UsageError("say into which folder to import: --store DIR, or set MSC_GRAPH_STORE")
    if isinstance(store, str):
        emit(_made_there(source_format, files, store, about["name"], lang, format_name), None, format_name)
        return
    from msc_graph.quality.checks import retracted_papers

    asked = {
        "parameters": options.parameter_values(parameters),
        "grounding": _grounding(tables),
        "retracted": retracted_papers(retracted),
        "keep_going": keep_going is not None,
        **about,
    }
    with progress(lang) as shown:
        result = _imported(source_format, list(map(Path, files)), store, asked, shown)
    emit(_report(result, lang, format_name), None, format_name)
    if keep_going is not None:
        rows = sorted(result.report.bad_rows, key=lambda row: (str(row.path), row.line))
        _write_bad_rows(rows, keep_going)
    if left_out is not None:
        _write_left_out(result.report.left_out, left_out, lang)
    if triples:
        _make_triples(store, lang)


def _made_there(
    source_format: str, files: Sequence[Path | str], address: str, name: str, lang: str, format_name: str
) -> str:
    """Have a cluster make the adjacency form that an address names, and return how much is in it."""
    from msc_graph.stores.adjacency.building import build_adjacency
    from msc_graph.stores.adjacency.spark import address_and_place

    if source_format != "kgx":
        raise UsageError(f"a cluster imports kgx, not {source_format}: import that into a folder")
    for parameter in click.get_current_context().command.params:
        if parameter.name not in _ON_CLUSTER and was_given(str(parameter.name)):
            raise UsageError(
                f"{parameter.opts[0]} is not for a cluster: leave it out, or import into a folder"
            )
    server, place = address_and_place(address, None)
    counts = build_adjacency(server, list(map(str, files)), place, source=name)
    if format_name == "json":
        return json_text({"place": place, **counts})
    lines = [_counted(count, message(IMPORT, what, lang)) for what, count in counts.items()]
    return "\n".join([f"{place}: {message(IMPORT, 'done', lang)}", *lines, ""])


def _imported(
    source_format: str, files: Sequence[Path], store: Path, asked: dict[str, Any], shown: Progress | None
) -> ImportResult:
    from msc_graph.stores.disk.building import import_source
    from msc_graph.stores.importing.source import ImportOptions, quiet

    return import_source(
        source_format, files, store=store, options=ImportOptions(**asked), progress=shown or quiet
    )


def _make_triples(store: Path, lang: str) -> None:
    """Make now what a question would make: the joined graph, and the triples."""
    import msc_graph

    with msc_graph.open(store, shown=lambda: progress(lang)) as graph:
        assert graph.network is not None and graph.store is not None  # noqa: S101 -- they are made when asked for


def _formats(lang: str, format_name: str) -> str:
    from msc_graph.sources.registry import FORMATS, source_format

    titles = {name: _title(source_format(name), lang) for name in FORMATS}
    if format_name == "json":
        return json_text([{"name": name, "title": title} for name, title in titles.items()])
    width = max(map(len, titles))
    listed = "".join(f"{name:<{width}}  {title}\n" for name, title in titles.items())
    return f"{listed}{message(IMPORT, 'explain', lang)}\n"


def _explained(name: str, lang: str, format_name: str) -> str:
    """Return what a format is and the parameters that it takes."""
    from msc_graph.sources.registry import source_format

    form = source_format(name)
    example = (form.example, form.example_zh or form.example)[LANGUAGES.index(lang)]
    meanings = {name: meaning[LANGUAGES.index(lang)] for name, meaning in form.options.items()}
    if format_name == "json":
        about = {"name": form.name, "title": _title(form, lang), "parameters": meanings}
        return json_text({**about, "example": example})
    lines = [f"{form.name}: {_title(form, lang)}"]
    lines += [f"  -p {name}=...  {meaning}" for name, meaning in meanings.items()]
    if not meanings:
        lines.append(f"  {message(IMPORT, 'no parameters', lang)}")
    if example:
        lines += ["", message(IMPORT, "example", lang), "", example.removesuffix("\n")]
    return "".join(f"{line}\n" for line in lines)


def _title(form: SourceFormat, lang: str) -> str:
    return (form.title, form.title_zh)[LANGUAGES.index(lang)]


def _grounding(folder: Path | None) -> Any:
    if folder is None:
        return None
    from msc_graph.sources.grounding.lookup import Grounding

    return Grounding.open(folder)


def _write_bad_rows(rows: Sequence[BadRow], file: Path) -> None:
    """Write a table of the rows, each on one line, with the name of its file; `escaped` says how."""
    from msc_graph.sources.report import escaped

    lines = ["file\tline\tcolumn\tproblem\ttext\n"]
    for row in rows:
        cells = map(escaped, (row.path.name, str(row.line), row.column, row.problem))
        lines.append("\t".join((*cells, row.text)) + "\n")
    emit("".join(lines), file, "tsv")


def _write_left_out(left_out: Sequence[LeftOut], file: Path, lang: str) -> None:
    from msc_graph.messages.imports import WORDS
    from msc_graph.sources.report import escaped

    lines = ["\t".join(in_language(LEFT_OUT, lang).values()) + "\n"]
    for item, reason, title in left_out:
        lines.append("\t".join((item, message(WORDS, reason, lang), escaped(title))) + "\n")
    emit("".join(lines), file, "tsv")


def _report(result: ImportResult, lang: str, format_name: str) -> str:
    from dataclasses import asdict

    from msc_graph.messages.imports import worded

    report = worded(result.source.report, lang)
    if format_name == "json":
        return json_text({"changed": result.changed, **asdict(result.source), "report": report})
    return "".join(f"{line}\n" for line in _report_lines(result, report, lang))


def _report_lines(result: ImportResult, report: dict[str, Any], lang: str) -> Iterator[str]:
    from msc_graph.sources.registry import licence_in

    source = result.source
    yield f"{source.name}: {message(IMPORT, 'done' if result.changed else 'there', lang)}"
    for name in ("nodes", "assertions", "evidence", "references"):
        yield _counted(getattr(source, name), message(IMPORT, name, lang))
    licence = licence_in(lang, source.licence, source.format) or message(IMPORT, "none", lang)
    yield f"  {message(IMPORT, 'licence', lang)}{licence}"
    for event in report["events"]:
        yield _counted(event["count"], event["what"]) + _examples(event, lang)
    if report["bad_rows"]:
        yield _counted(report["bad_rows"], message(IMPORT, "bad", lang))


def _examples(event: dict[str, Any], lang: str) -> str:
    examples = [_short(example) for example in event["examples"]]
    if examples and (event["count"] or 0) > len(examples):
        examples.append("...")
    return message(IMPORT, "such as", lang, examples="; ".join(examples)) if examples else ""


def _short(example: str) -> str:
    """Return an example that is not too long for a line; JSON has the whole of it."""
    return example if len(example) <= _LONGEST else f"{example[: _LONGEST - 3]}..."


def _counted(count: int | None, what: str) -> str:
    """Return a line of the report; what has no count begins where the others do."""
    from msc_graph.messages.imports import inflected

    return f"  {'' if count is None else format(count, ','):>12} {inflected(what, count)}"


@click.command(cls=Command)
@options.store_folder(required=True)
@click.option("--remove", metavar="NAME")
@click.option("--verify", is_flag=True)
@options.options(options.lang, options.format_option(*TABLES), options.output)
def sources(
    store: Path, remove: str | None, verify: bool, format_name: str, lang: str, output: Path | None
) -> None:
    """List the sources of a store, or remove one."""
    import msc_graph
    from msc_graph.stores.disk.building import remove_source
    from msc_graph.stores.disk.store import verify_store
    from msc_graph.stores.importing.source import quiet

    if verify:
        verify_store(store)
        note(message(IMPORT, "verified", lang))
    if remove is not None:
        with progress(lang) as shown:
            gone = remove_source(remove, store=store, progress=shown or quiet)
        note(f"{gone.name}: {message(IMPORT, 'removed', lang)}")
    with msc_graph.open(store) as graph:
        found = [{column: source[column] for column in SOURCES} for source in graph.info()["sources"]]
    if format_name == "json":
        emit_json(found, output)
    else:
        emit_table(SOURCES, _source_rows(found, lang, format_name), format_name, lang, output)


def _source_rows(found: list[dict[str, Any]], lang: str, format_name: str) -> Iterator[list[str]]:
    """Yield a row a source; what people read has licences in their language."""
    from msc_graph.sources.registry import licence_in

    for source in found:
        shown = dict(source)
        if format_name in READ_BY_PEOPLE:
            shown["licence"] = licence_in(lang, source["licence"], source["format"])
        yield [str(shown[column]) for column in SOURCES]
