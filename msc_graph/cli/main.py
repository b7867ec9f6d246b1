"""The command line: parse the call, ask the library once, show the result.

Results go to standard output, everything else to standard error. Exit codes: 0 fine, 1 the answer is "no"
(does not conform, no path, nothing found), 2 wrong usage, 3 bad or missing input, 4 missing optional part.
"""

from __future__ import annotations

import json
import sys
import warnings
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click
from click.core import ParameterSource

from msc_graph._version import __version__
from msc_graph.errors import FileRefused, MscGraphError, NoEdges, UnknownFormat, UsageError

if TYPE_CHECKING:
    from msc_graph.knowledge_graph import KnowledgeGraph
    from msc_graph.mechanisms import Mechanisms

NO = 1
"""Exit code for the answer "no"."""

_TABLES = ("table", "csv", "tsv", "json", "md")
_FILES = ("xlsx", "parquet", "turtle", "ntriples", "graphml")
_Command = TypeVar("_Command", bound=Callable[..., Any])


class _Group(click.Group):
    """Shows the package's own errors as one message and their exit code; its commands take ``--store``."""

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        """Add a command, with ``--store`` unless it has an option of that name itself."""
        if not any("--store" in parameter.opts for parameter in cmd.params):
            cmd.params.append(
                click.Option(
                    ["--store"],
                    metavar="DIR|URL",
                    envvar="MSC_GRAPH_STORE",
                    expose_value=False,
                    callback=_remember,
                    help="Use the graph in this folder, or behind this SPARQL endpoint, not the curated one."
                    "  [env: MSC_GRAPH_STORE]",
                )
            )
        super().add_command(cmd, name)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except MscGraphError as error:
            _stop(str(error), error.exit_code)
        except FileNotFoundError as error:
            _stop(f"{error.filename}: there is no such file or folder", FileRefused.exit_code)
        except OSError as error:
            _stop(f"{error.filename or 'output'}: {error.strerror or error}", FileRefused.exit_code)


def _remember(ctx: click.Context, _: click.Parameter, value: str | None) -> None:
    """Keep the store that the user named for `_graph`."""
    ctx.find_root().obj = value


def _stop(message: str, code: int) -> NoReturn:
    click.echo(f"msc-graph: {message}", err=True)
    raise SystemExit(code)


def main() -> None:
    """Run the command line; what a terminal's encoding cannot show is replaced, never a crash."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    cli(prog_name="msc-graph")


def _options(*options: Callable[[_Command], _Command]) -> Callable[[_Command], _Command]:
    def decorate(command: _Command) -> _Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


_lang = click.option(
    "--lang",
    type=click.Choice(["en", "zh"]),
    default="en",
    show_default=True,
    help="Language of labels and messages.",
)


def _place(_: click.Context, __: click.Parameter, value: Path | None) -> Path | None:
    """Refuse a file in a folder that is not there, before any work is done."""
    if value is not None and not value.absolute().parent.is_dir():
        raise FileRefused(value, f"there is no folder {value.parent}; make it first, or name another")
    return value


_output = click.option(
    "--output",
    "-o",
    type=click.Path(dir_okay=False, path_type=Path),
    callback=_place,
    help="Write to this file instead of the terminal.",
)
_ids = click.option("--ids", is_flag=True, help="Show identifiers instead of labels.")
_SECONDS = click.FloatRange(min=0.001, max=86_400)
"""Time limits that make sense: a millisecond to a day; "not a number" is none."""


_LEAST_JAVA_MEMORY, _MOST_JAVA_MEMORY = 64, 1_048_576
"""Limits of Java's memory that make sense, in MiB: with less it hardly starts; 1 TiB is more than any has."""


def _seconds(_: click.Context, __: click.Parameter, value: float | None) -> float | None:
    if value is not None and value != value:
        raise click.BadParameter("nan is no number of seconds.")
    return value


def _time_limit(default: float | None, help: str) -> Callable[[_Command], _Command]:
    return click.option(
        "--timeout",
        type=_SECONDS,
        callback=_seconds,
        default=default,
        show_default=default is not None,
        help=help,
    )


_timeout = _time_limit(30.0, "Seconds after which to stop.")


def _format(*names: str, help: str = "Form of the result.") -> Callable[[_Command], _Command]:
    return click.option(
        "--format",
        "format_name",
        default=names[0],
        show_default=True,
        metavar="|".join(names),
        help=help,
    )


def _graph() -> KnowledgeGraph:
    """Return the graph that the user named with ``--store``, else the curated one."""
    import msc_graph

    place = click.get_current_context().find_root().obj
    if not place:
        return msc_graph.load()
    return msc_graph.connect(place) if place.startswith(("http://", "https://")) else msc_graph.open(place)


def _emit(text: str, output: Path | None) -> None:
    if output is None:
        click.echo(text, nl=False)
        return
    from msc_graph.system.atomic import atomic_text

    with atomic_text(output) as file:
        file.write(text)
    click.echo(f"wrote {output}", err=True)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _known(format_name: str, names: Sequence[str]) -> None:
    if format_name not in names:
        raise UnknownFormat(format_name, names)


def rows_text(
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    format_name: str,
    width: int | None = None,
    lang: str = "en",
) -> str:
    """Return plain rows in one of the table formats; JSON is a list of objects."""
    from msc_graph.tables.table import Table

    _known(format_name, _TABLES)
    return Table.of(columns, rows).render(format_name, width=width, lang=lang)


@click.group(
    cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "MSC_GRAPH"}
)
@click.version_option(__version__, prog_name="msc-graph")
def cli() -> None:
    """Ask a fact-checked knowledge graph of mesenchymal stem cell exosome biology.

    It says what is claimed, by whom, how good the evidence is, and what is right instead.
    """


@cli.command()
@_options(_lang, _format("table", "json"), _output)
def info(lang: str, format_name: str, output: Path | None) -> None:
    """Tell what is in the graph: counts by kind, verdict and class."""
    from msc_graph.describe.overview import render
    from msc_graph.messages.imports import reported

    _known(format_name, ("table", "json"))
    graph = _graph()
    facts = graph.info()
    facts["sources"] = reported(facts["sources"], lang)
    _emit(_json(facts) if format_name == "json" else render(facts, graph.vocabulary, lang), output)


@cli.command()
@click.argument("text")
@click.option(
    "--category", metavar="CLASS", help="Only nodes of this class or its subclasses, such as Disease."
)
@click.option("--limit", type=int, default=10, show_default=True, help="How many nodes at most.")
@_options(_lang, _format(*_TABLES), _output)
def find(
    text: str, category: str | None, limit: int, lang: str, format_name: str, output: Path | None
) -> None:
    """Find nodes by identifier, label or synonym, in English or Chinese; near misses are offered."""
    from msc_graph.vocabulary.namespaces import MSC

    _known(format_name, _TABLES)
    graph = _graph()
    matches = graph.find(text, category=category, limit=limit)
    rows = []
    for match in matches:
        label = (match.node.label_zh if lang == "zh" else "") or match.node.label
        kind = graph.vocabulary.label(f"{MSC}{match.node.category}", lang)
        rows.append((match.node.id, label, kind, match.name, match.quality.name.lower()))
    _emit(rows_text(("id", "label", "kind", "matched", "how"), rows, format_name, lang=lang), output)
    if not matches:
        _stop(f"no node has a name like {text!r}", NO)


@cli.command()
@click.argument("name")
@click.option(
    "--limit", type=int, default=1_000, show_default=True, help="How many statements of a kind at most."
)
@_options(_lang, _format("text", "json"), _output)
def show(name: str, limit: int, lang: str, format_name: str, output: Path | None) -> None:
    """Print everything known of a node, a claim (S3-05), a mechanism (C03) or a document (PMID:37859748)."""
    from msc_graph.describe.describer import render

    _known(format_name, ("text", "json"))
    description = _graph().describe(name, lang=lang, limit=limit)
    _emit(_json(description.to_dict()) if format_name == "json" else render(description, lang), output)


@cli.command()
@click.argument("name", required=False)
@click.option(
    "-p", "--parameter", "parameters", multiple=True, metavar="KEY=VALUE", help="A parameter of the query."
)
@click.option("--show", "show_text", is_flag=True, help="Print the SPARQL instead of running it.")
@click.option("--explain", "explained", is_flag=True, help="Print what the query asks and how to call it.")
@click.option(
    "--queries",
    "folder",
    type=click.Path(path_type=Path),
    envvar="MSC_GRAPH_QUERIES",
    help="A folder of your own queries, used beside the shipped ones.  [env: MSC_GRAPH_QUERIES]",
)
@click.option("--endpoint", metavar="URL", help="Ask this SPARQL endpoint instead of the built-in graph.")
@click.option(
    "--lint", "lint", type=click.Path(path_type=Path), metavar="DIR", help="Check the queries of a folder."
)
@click.option("--catalogue", metavar="TARGET_URL", help="Print all queries as RDF, for that endpoint.")
@_options(_timeout, _lang, _ids, _format(*_TABLES, *_FILES), _output)
def query(
    name: str | None,
    parameters: tuple[str, ...],
    show_text: bool,
    explained: bool,
    folder: Path | None,
    endpoint: str | None,
    lint: Path | None,
    catalogue: str | None,
    timeout: float,
    lang: str,
    ids: bool,
    format_name: str,
    output: Path | None,
) -> None:
    """Run a saved query; without a name, list them by tag.

    A CONSTRUCT query gives RDF (turtle, ntriples, nquads, trig, jsonld, rdfxml) or graphml.
    """
    if lint is not None:
        _lint(lint)
        return
    with _graph() as graph:
        if folder is not None:
            graph.add_queries(folder)
        if catalogue is not None:
            _emit_catalogue(graph, catalogue, format_name, output)
        elif name is None and (parameters or show_text or explained):
            raise UsageError("name the query that -p, --show or --explain is meant for")
        elif name is None:
            _emit_listing(graph, lang, format_name, output)
        elif show_text or explained:
            _emit_query(graph, name, lang, show_text, output)
        else:
            _run_query(graph, name, parameters, (endpoint, timeout), (lang, ids, format_name, output))


def _lint(folder: Path) -> None:
    """Print the problems of a folder of queries; exit code 1 when there are some."""
    from msc_graph.query.lint import lint_folder

    problems = lint_folder(folder)
    for problem in problems:
        click.echo(str(problem))
    if problems:
        _stop(f"{len(problems)} problem{'s' * (len(problems) != 1)} in {folder}", NO)
    click.echo(f"{folder}: no problem", err=True)


def _emit_catalogue(graph: KnowledgeGraph, target: str, format_name: str, output: Path | None) -> None:
    from msc_graph.query.as_rdf import catalogue_triples

    triples = catalogue_triples(graph.queries, resolve=graph.resolve, target=target)
    _emit_answer(triples, graph, "en", format_name, ids=False, output=output)


def _emit_listing(graph: KnowledgeGraph, lang: str, format_name: str, output: Path | None) -> None:
    """List the queries by their first tag, then by name."""
    rows = sorted(
        (q.tags[0] if q.tags else "", q.name, q.summary[lang], ", ".join(q.parameter_names))
        for q in graph.queries.values()
    )
    columns = ("tag", "query", "summary", "parameters")
    _emit(rows_text(columns, rows, format_name, _width(output), lang), output)


def _emit_query(graph: KnowledgeGraph, name: str, lang: str, show_text: bool, output: Path | None) -> None:
    from msc_graph.query.catalogue import find_query
    from msc_graph.query.docs import explain

    saved = find_query(graph.queries, name)
    _emit(saved.text if show_text else explain(saved, lang), output)


def _run_query(
    graph: KnowledgeGraph,
    name: str,
    parameters: tuple[str, ...],
    where: tuple[str | None, float],
    shown: tuple[str, bool, str, Path | None],
) -> None:
    from msc_graph.query.catalogue import find_query
    from msc_graph.query.engines import EndpointEngine

    saved = find_query(graph.queries, name)
    endpoint, timeout = where
    lang, ids, format_name, output = shown
    many = {parameter.name for parameter in saved.parameters if parameter.many}
    values = parameter_values(parameters, many=many)
    if "lang" in saved.parameter_names:
        values.setdefault("lang", lang)
    engine = EndpointEngine(endpoint, timeout) if endpoint else None
    result = graph.ask(name, values, engine=engine, timeout=timeout)
    _emit_answer(result, graph, lang, format_name, ids=ids, output=output)


def parameter_values(pairs: Iterable[str], *, many: Collection[str] = ()) -> dict[str, Any]:
    """Return the values by parameter; those of ``many`` values may be given again and again."""
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


def _emit_answer(
    result: Any, graph: KnowledgeGraph, lang: str, format_name: str, *, ids: bool, output: Path | None
) -> None:
    """Show the answer of a query: a table for SELECT and ASK, RDF or GraphML for CONSTRUCT and DESCRIBE."""
    from msc_graph.exports.rdf import SERIALIZERS
    from msc_graph.query.results import TriplesResult
    from msc_graph.tables.table import FILE_FORMATS
    from msc_graph.vocabulary.curies import prefixes

    if isinstance(result, TriplesResult):
        rdf_format = "turtle" if format_name == "table" else format_name
        try:
            text = result.serialize(rdf_format, prefixes=dict(prefixes())).decode()
        except UnknownFormat as error:
            raise UnknownFormat(format_name, (*SERIALIZERS, "graphml")) from error
        _emit(text, output)
        return
    labels = graph.labels(lang)

    def label(curie: str) -> str:
        return labels.get(curie, curie)

    if format_name in FILE_FORMATS:
        _emit_bytes(result.to_bytes(format_name, labels=label, ids=ids), format_name, output)
        return
    _emit(result.render(format_name, labels=label, ids=ids, width=_width(output), lang=lang), output)


def _emit_bytes(content: bytes, format_name: str, output: Path | None) -> None:
    from msc_graph.system.atomic import atomic_binary

    if output is None:
        raise UsageError(f"{format_name} is no text: say with --output where to write it")
    with atomic_binary(output) as file:
        file.write(content)
    click.echo(f"wrote {output}", err=True)


def _width(output: Path | None) -> int | None:
    """Return the width of the terminal, or None where the text goes to a file or a pipe, which get all."""
    import shutil

    if output is not None or not sys.stdout.isatty():
        return None
    return shutil.get_terminal_size().columns


@cli.command()
@click.argument("text", required=False)
@click.option(
    "--file",
    "-f",
    "path",
    type=click.Path(path_type=Path),
    help="Read the query from this file; - for standard input.",
)
@_options(
    _timeout,
    _lang,
    _ids,
    _format(
        *_TABLES, *_FILES, help="Form of a table; CONSTRUCT and DESCRIBE give turtle or another RDF format."
    ),
    _output,
)
def sparql(
    text: str | None,
    path: Path | None,
    timeout: float,
    lang: str,
    ids: bool,
    format_name: str,
    output: Path | None,
) -> None:
    """Run a SPARQL query of your own; it is read-only and stays inside the graph.

    The project's prefixes (msc:, GO:, HGNC: ...) need not be declared.
    """
    if (text is None) == (path is None):
        raise UsageError("give the query as an argument, or with --file")
    if path is not None:
        text = _read_text(path)
    with _graph() as graph:
        result = graph.sparql(text or "", timeout=timeout)
        _emit_answer(result, graph, lang, format_name, ids=ids, output=output)


def _read_text(path: Path) -> str:
    """Return the text of a file, or of standard input where the path is ``-``."""
    try:
        data = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileRefused(path, "the file is not UTF-8 text") from error


_search = _options(
    click.option(
        "--max-hops", type=int, default=5, show_default=True, help="Longest path, in steps, 1 to 8."
    ),
    click.option("--sign", metavar="+|-|?", help="Only paths of this net effect."),
    click.option(
        "--via", multiple=True, metavar="NODE", help="A node that every path visits; may be repeated."
    ),
    click.option(
        "--avoid", multiple=True, metavar="NODE", help="A node that no path visits; may be repeated."
    ),
    click.option(
        "--predicate",
        "predicates",
        multiple=True,
        metavar="NAME",
        help="Use this predicate only; !NAME forbids one, +NAME adds a contextual one. May be repeated.",
    ),
    click.option(
        "--through",
        metavar="PATTERN",
        help="Categories along the way, such as 'MicroRNA > Gene > BiologicalProcess+ > Disease'.",
    ),
    click.option(
        "--min-belief",
        type=float,
        default=0.0,
        show_default=True,
        help="Leave out edges believed less, 0 to 1.",
    ),
    click.option(
        "--hub-damping",
        type=float,
        default=0.4,
        show_default=True,
        help="How much hubs count less; 0 for not at all.",
    ),
    click.option(
        "--directed/--undirected", default=True, help="Follow the direction of edges, or walk them both ways."
    ),
    _time_limit(None, "Seconds after which to give the best found so far."),
)


def _svg(context: click.Context, option: click.Parameter, value: Path | None) -> Path | None:
    """Refuse a picture that is no SVG, or whose folder is not there, before any work is done."""
    if value is not None and value.suffix.lower() != ".svg":
        raise UnknownFormat(value.suffix.removeprefix(".") or value.name, ("svg",))
    return _place(context, option, value)


_picture = click.option(
    "--picture",
    type=click.Path(dir_okay=False, path_type=Path),
    callback=_svg,
    help="Also draw the paths into this SVG file.",
)
_PATH_FORMATS = ("text", "json", "explain", "table", "csv", "tsv", "md", "graphml", "turtle", "svg", "html")


def _search_options(options: dict[str, Any]) -> dict[str, Any]:
    return options | {"predicates": options["predicates"] or None}


@cli.command()
@click.argument("source")
@click.argument("target")
@_search
@click.option("-k", type=int, default=10, show_default=True, help="How many paths to show.")
@click.option("--all", "everything", is_flag=True, help="Show all paths.")
@_options(_picture, _lang, _format(*_PATH_FORMATS), _output)
def paths(
    source: str,
    target: str,
    k: int,
    everything: bool,
    picture: Path | None,
    lang: str,
    format_name: str,
    output: Path | None,
    **options: Any,
) -> None:
    """Find signed mechanisms from SOURCE to TARGET, best first, with verdict and references.

    SOURCE and TARGET are any name of a node, or a category as "any Disease".
    """
    _known(format_name, _PATH_FORMATS)
    given = click.get_current_context().get_parameter_source("k")
    if everything and given is ParameterSource.COMMANDLINE:
        raise UsageError("-k and --all contradict each other; give one of them")
    with _counting() as progress:
        found = _graph().paths(
            source, target, k=None if everything else k, progress=progress, **_search_options(options)
        )
    _emit(_path_text(found, lang, format_name), output)
    _draw(found, picture, lang)
    if not found:
        raise SystemExit(NO)


def _path_text(found: Mechanisms, lang: str, format_name: str) -> str:
    """Return mechanisms in one of the formats of ``paths``."""
    from dataclasses import replace

    from msc_graph.mechanisms import render
    from msc_graph.mechanisms.forms import COLUMNS_ZH

    forms: dict[str, Callable[[], str]] = {
        "text": lambda: render(found, lang),
        "json": lambda: _json(found.to_dict(lang)),
        "explain": lambda: found.explain(lang),
        "graphml": found.to_graphml,
        "turtle": found.to_rdf,
        "svg": lambda: found.to_svg(lang),
        "html": lambda: found.to_html(lang) + "\n",
    }
    if format_name in forms:
        return forms[format_name]()
    table = found.to_table(lang)
    if lang == "zh" and format_name in ("table", "md"):
        table = replace(table, columns=COLUMNS_ZH)
    return table.render(format_name, lang=lang)


def _draw(found: Mechanisms, picture: Path | None, lang: str) -> None:
    if picture is not None:
        _emit(found.to_svg(lang), picture)


@cli.command()
@click.argument("source")
@click.argument("target")
@_search
@click.option("--limit", type=int, default=20, show_default=True, help="How many nodes to show.")
@_options(_picture, _lang, _format(*_TABLES), _output)
def rank(
    source: str,
    target: str,
    limit: int,
    picture: Path | None,
    lang: str,
    format_name: str,
    output: Path | None,
    **options: Any,
) -> None:
    """Rank the nodes of a category by net signed score: diseases for a cargo, or cargo for a disease.

    One of SOURCE and TARGET is a node, the other a category, such as Disease or MicroRNA.
    """
    from msc_graph.mechanisms import reports
    from msc_graph.mechanisms.evidence import Lookup

    _known(format_name, _TABLES)
    graph, options = _graph(), _search_options(options)
    with _counting() as progress:
        ranking = graph.rank(source, target, limit=limit, progress=progress, **options)
    lookup = Lookup(graph.network, graph.property_graph())
    if format_name == "json":
        _emit(_json(reports.rank_dict(ranking, lookup, lang)), output)
    else:
        _emit_report(
            reports.RANK_COLUMNS, reports.rank_rows(ranking, lookup, lang), lang, format_name, output
        )
    _note(reports.rank_notes(ranking, lang))
    if not ranking:
        raise SystemExit(NO)
    if picture is not None:
        named = [row.node for row in ranking]
        ends = (source, named) if ranking.side == "target" else (named, target)
        _draw(graph.paths(*ends, k=_DRAWN, **options), picture, lang)


_DRAWN = 15
"""How many paths the picture of a ranking or a profile shows: our choice; more cannot be read."""


def _emit_report(
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    lang: str,
    format_name: str,
    output: Path | None,
) -> None:
    """Show a ranking or a profile; what people read has headings and verdicts in their language."""
    from msc_graph.mechanisms.reports import in_words

    if format_name in ("table", "md"):
        columns, rows = in_words(columns, rows, lang)
    _emit(rows_text(columns, rows, format_name, _width(output), lang), output)


@contextmanager
def _counting() -> Iterator[Callable[[int], None] | None]:
    """Give what shows on a terminal how many paths were found so far, twice a second at most."""
    if not sys.stderr.isatty():
        yield None
        return
    last = monotonic()

    def show(count: int) -> None:
        nonlocal last
        if monotonic() - last >= _SHOW_EVERY:
            last = monotonic()
            click.echo(f"\r{count:,} paths", nl=False, err=True)

    yield show
    click.echo("\r" + " " * 24 + "\r", nl=False, err=True)


_SHOW_EVERY = 0.5
"""Seconds between two counts on the terminal: our choice."""


def _note(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line, err=True)


@cli.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("target", nargs=-1)
@_search
@click.option("--limit", type=int, default=20, show_default=True, help="How many targets to show.")
@click.option("--permutations", type=int, default=1000, show_default=True, help="Shuffles for the p-value.")
@click.option("--seed", type=int, default=0, show_default=True, help="Start of the random numbers.")
@click.option("--name-column", help="Header of the names, if it is not a usual one.")
@click.option("--value-column", help="Header of the values, if it is not a usual one.")
@_options(_picture, _lang, _format(*_TABLES), _output)
def profile(
    file: Path,
    target: tuple[str, ...],
    picture: Path | None,
    lang: str,
    format_name: str,
    output: Path | None,
    **options: Any,
) -> None:
    """Tell what a measured cargo profile would push, which way, through what.

    FILE is a CSV or TSV of miRNA or protein names with abundance or log fold change; TARGET is one or more
    categories (Disease and BiologicalProcess, if none is given).
    """
    from msc_graph.mechanisms import reports
    from msc_graph.mechanisms.evidence import Lookup

    _known(format_name, _TABLES)
    graph, options = _graph(), _search_options(options)
    with click.progressbar(
        length=options["permutations"], label="shuffling", file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as bar:
        found = graph.profile(
            file,
            target or ("Disease", "BiologicalProcess"),
            progress=lambda done, _: bar.update(done - bar.pos),
            **options,
        )
    lookup = Lookup(graph.network, graph.property_graph())
    if format_name == "json":
        _emit(_json(reports.profile_dict(found, lookup, lang)), output)
    else:
        _emit_report(
            reports.PROFILE_COLUMNS, reports.profile_rows(found, lookup, lang), lang, format_name, output
        )
    _note(reports.profile_notes(found, lang))
    if not found.rows:
        raise SystemExit(NO)
    if picture is not None:
        ends = sorted({part.node for row in found for part in row.through}), [row.node for row in found]
        search = {name: options[name] for name in _SEARCH_NAMES}
        _draw(graph.paths(*ends, k=_DRAWN, **search), picture, lang)


_SEARCH_NAMES = (
    "max_hops",
    "sign",
    "via",
    "avoid",
    "predicates",
    "through",
    "min_belief",
    "hub_damping",
    "directed",
    "timeout",
)


@cli.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@_time_limit(120.0, "Seconds after which to stop on a FILE.")
@click.option(
    "--engine",
    type=click.Choice(["fast", "pyshacl"]),
    default="fast",
    show_default=True,
    help="What checks; both say the same. pyshacl is the reference.",
)
@_options(_lang, _format("table", "json", "csv"), _output)
def validate(
    file: Path | None, timeout: float, engine: str, lang: str, format_name: str, output: Path | None
) -> None:
    """Check the graph, or an RDF FILE of yours, against the SHACL shapes."""
    from msc_graph.quality.validation import validate_file

    _known(format_name, ("table", "json", "csv"))
    given = click.get_current_context().get_parameter_source
    if file is None and given("timeout") is ParameterSource.COMMANDLINE:
        raise UsageError("--timeout is for a FILE of yours; the graph itself is checked without a limit")
    if file is None:
        report = _graph().validate(lang=lang, engine=engine)
    else:
        report = validate_file(file, lang=lang, timeout=timeout, engine=engine)
    _emit(report.render(format_name), output)
    if not report.conforms:
        raise SystemExit(NO)


@cli.command()
@click.option(
    "--retracted",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="PubMed numbers of retracted articles, one a line (.gz too), to look for among the references.",
)
@click.option(
    "--level",
    type=click.Choice(["error", "warning", "info"]),
    default="info",
    show_default=True,
    help="Least serious findings to list.",
)
@_options(_lang, _ids, _format(*_TABLES), _output)
def check(
    retracted: Path | None, level: str, lang: str, ids: bool, format_name: str, output: Path | None
) -> None:
    """List what the quality checks find; exit code 1 when a finding is an error."""
    from msc_graph.quality.checks import Level, read_retracted

    _known(format_name, _TABLES)
    graph = _graph()
    report = graph.check(retracted=read_retracted(retracted) if retracted else ())
    labels = {} if ids else graph.labels(lang)
    listed = list(Level)[: list(Level).index(Level(level)) + 1]
    rows = [
        (finding.level.value, finding.check, f"{labels[entity]} [{entity}]" if entity in labels else entity)
        + tuple(labels.get(text, text) for text in rest)
        for finding in report.findings
        if finding.level in listed
        for entity, *rest in [finding.texts]
    ]
    columns = ("level", "check", "entity", "property", "value")
    _emit(rows_text(columns, rows, format_name, _width(output), lang), output)
    counts = ", ".join(f"{report.count(kind)} {kind.value}" for kind in Level)
    click.echo(f"{len(report.answers)} checks: {counts}", err=True)
    if not report.passed:
        raise SystemExit(NO)


@cli.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option(
    "--why",
    nargs=3,
    metavar="SUBJECT PREDICATE OBJECT",
    help="Tell why a statement holds, to its references.",
)
@click.option("--consistency", is_flag=True, help="Ask HermiT or Pellet whether the graph holds together.")
@click.option(
    "--reasoner",
    type=click.Choice(["hermit", "pellet", "both"]),
    default="hermit",
    show_default=True,
    help="Which one --consistency asks.",
)
@_time_limit(300.0, "Seconds for --consistency.")
@click.option(
    "--memory",
    type=click.IntRange(min=_LEAST_JAVA_MEMORY, max=_MOST_JAVA_MEMORY),
    default=2000,
    show_default=True,
    metavar="MB",
    help="Most memory that Java may take for --consistency.",
)
@_options(_lang, _format("text", "json", "turtle", "ntriples"), _output)
def reason(
    file: Path | None,
    why: tuple[str, str, str] | None,
    consistency: bool,
    reasoner: str,
    timeout: float,
    memory: int,
    lang: str,
    format_name: str,
    output: Path | None,
) -> None:
    """Infer what follows from the graph, or from an OWL FILE of yours; or tell why, or whether it is sound.

    Without options it counts what follows and lists contradictions; --format turtle writes the triples. In a
    FILE, --why takes labels, the last parts of IRIs, prefixed names or IRIs; the rules of msc-graph itself
    are not applied to it.
    """
    from msc_graph.cli import reason as show

    _known(format_name, ("text", "json") if why or consistency else ("text", "json", "turtle", "ntriples"))
    if why and consistency:
        raise UsageError("--why and --consistency are two questions: ask them in two calls")
    if not consistency:
        _refuse_without_consistency("reasoner", "timeout", "memory")
    if why:
        text, fine = show.why(_subject(file), why, lang, format_name)
    elif consistency:
        text, fine = show.consistency(
            _subject(file),
            reasoner=reasoner,
            timeout=timeout,
            memory=memory,
            lang=lang,
            format_name=format_name,
        )
    else:
        text, fine = show.inference(_subject(file), lang, format_name)
    _emit(text, output)
    if not fine:
        raise SystemExit(NO)


def _refuse_without_consistency(*options: str) -> None:
    """Refuse options that would have no effect."""
    context = click.get_current_context()
    for option in options:
        if context.get_parameter_source(option) is ParameterSource.COMMANDLINE:
            raise UsageError(f"--{option} is for --consistency: add that, or leave --{option} out")


def _subject(file: Path | None) -> KnowledgeGraph | Path:
    return _graph() if file is None else file


@cli.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--format", "format_name", help="Name of the format; else the file's extension tells it.")
@click.option("--around", metavar="NODE", help="Only this node, what is near it, and the edges among them.")
@click.option("--hops", type=int, help="With --around: how many edges away is near.  [default: 1]")
@click.option("--paths", nargs=2, metavar="A B", help="Only the best paths from A to B.")
@click.option("-k", type=int, help="With --paths: how many paths.  [default: 10]")
@click.option("--max-hops", type=int, help="With --paths: longest path, in steps, 1 to 8.  [default: 5]")
@click.option(
    "--query",
    metavar="NAME",
    help="Only the nodes, assertions and mechanisms that this saved query names.",
)
@click.option(
    "-p", "--parameter", "parameters", multiple=True, metavar="KEY=VALUE", help="A parameter of --query."
)
def export(
    file: Path,
    format_name: str | None,
    around: str | None,
    hops: int | None,
    paths: tuple[str, str] | None,
    k: int | None,
    max_hops: int | None,
    query: str | None,
    parameters: tuple[str, ...],
) -> None:
    """Write the graph to FILE, or a part of it.

    Formats: Turtle, N-Triples, N-Quads, TriG, JSON-LD, RDF/XML; nodes and edges as GraphML, KGX TSV, Parquet.
    """
    _belongs("--hops", hops, "--around", around)
    _belongs("-k", k, "--paths", paths)
    _belongs("--max-hops", max_hops, "--paths", paths)
    _belongs("-p", parameters or None, "--query", query)
    numbers = {"hops": hops, "k": k, "max_hops": max_hops}
    with _graph() as graph, _told(NoEdges), _progress_bar("writing") as progress:
        written = graph.export(
            file,
            format=format_name,
            around=around,
            paths=paths,
            query=query,
            parameters=_query_values(graph, query, parameters) if query else None,
            progress=progress,
            **{name: number for name, number in numbers.items() if number is not None},
        )
    if not written:
        _stop(f"there is nothing to write: {_empty(around, paths, query)}", NO)
    for path in written:
        click.echo(f"wrote {path}")


def _belongs(option: str, value: object, to: str, whole: object) -> None:
    if value is not None and whole is None:
        raise UsageError(f"{option} goes with {to}")


def _query_values(graph: KnowledgeGraph, query: str, parameters: tuple[str, ...]) -> dict[str, Any]:
    from msc_graph.query.catalogue import find_query

    saved = find_query(graph.queries, query)
    values = parameter_values(parameters, many={given.name for given in saved.parameters if given.many})
    return {"lang": "en", **values} if "lang" in saved.parameter_names else values


def _empty(around: str | None, paths: tuple[str, str] | None, query: str | None) -> str:
    if paths is not None:
        return f"no path leads from {paths[0]!r} to {paths[1]!r}"
    return f"the answer to {query!r} names no node of the graph" if query else f"nothing is near {around!r}"


@contextmanager
def _told(kind: type[Warning]) -> Iterator[None]:
    """Return a context that shows warnings of a kind as messages, each on a line of standard error."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", kind)
        yield
    for warning in caught:
        click.echo(str(warning.message), err=True)


LARGE = 200_000
"""Nodes and edges, or triples, from which on it is worth while to show how far things are: about a second."""


@contextmanager
def _progress_bar(what: str) -> Iterator[Callable[[int, int], None] | None]:
    """Return a context that gives a progress callback, which draws a bar for large graphs on a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = TextColumn(what), BarColumn(), TaskProgressColumn(), TimeRemainingColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None, visible=False)

        def show(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, visible=total >= LARGE)

        yield show


def _add_commands_of_other_modules() -> None:
    from msc_graph.cli.ground import ground
    from msc_graph.cli.imports import import_, sources

    cli.add_command(import_)
    cli.add_command(sources)
    click.Group.add_command(cli, ground)  # it asks no graph, so it takes no --store


_add_commands_of_other_modules()
