"""What is made from the headers: help, the page, RDF; and the lint of a folder of one's own."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest
import yaml
from click.testing import CliRunner, Result
from pyoxigraph import Literal, NamedNode, RdfFormat, Store, parse

from msc_graph import KnowledgeGraph
from msc_graph.cli.main import cli
from msc_graph.errors import FileRefused, UsageError
from msc_graph.query.as_rdf import QUERY, SCHEMA, catalogue_triples
from msc_graph.query.catalogue import SavedQuery
from msc_graph.query.docs import example_call, explain
from msc_graph.query.lint import lint_folder
from msc_graph.query.results import QueryResult
from msc_graph.vocabulary.curies import prefixes
from msc_graph.vocabulary.namespaces import RDF_TYPE, RDFS, SH
from tests.helpers.query_cases import BARE, CATALOGUE, ECHO, SHIPPED, saved

Run: TypeAlias = Callable[..., Result]

TARGET = "https://example.org/sparql"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, curated: KnowledgeGraph) -> Run:
    """Run a command on the shared graph."""
    monkeypatch.setattr("msc_graph.cli.options.graph", lambda **_: KnowledgeGraph(curated.store))

    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(cli, ["query", *arguments])

    return invoke


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("query", SHIPPED, ids=lambda query: query.name)
def test_the_help_of_a_query_names_everything(query: SavedQuery, lang: str) -> None:
    text = explain(query, lang)
    for part in (
        query.summary[lang],
        *(f"`{name}`" for name in (*query.parameter_names, *query.column_names)),
    ):
        assert part in text


@pytest.mark.parametrize("name", ["cargo-for-disease", "signed-paths-to-process", "what-changes", "trials"])
def test_the_example_call_runs_as_shown(name: str, run: Run) -> None:
    program, command, *arguments = shlex.split(example_call(CATALOGUE[name]))
    assert (program, command) == ("msc-graph", "query")
    assert run(*arguments).exit_code == 0


@pytest.mark.parametrize("query", SHIPPED, ids=lambda query: query.name)
def test_grlc_reads_the_header(query: SavedQuery) -> None:
    """grlc takes the ``#+`` lines for YAML; ours must be, and say the same there."""
    lines = [line.removeprefix("#+ ") for line in query.text.splitlines() if line.startswith("#+ ")]
    header = yaml.safe_load("\n".join(lines))
    assert header["summary"] == query.summary["en"]
    assert tuple(header["tags"]) == query.tags
    assert [entry["name"] for entry in header.get("params", [])] == list(query.parameter_names)
    assert header.get("columns", {}) == {column.name: column.meaning["en"] for column in query.columns}


@pytest.fixture(scope="module")
def catalogue(curated: KnowledgeGraph) -> Store:
    store = Store()
    triples = catalogue_triples(CATALOGUE, resolve=curated.resolve, target=TARGET)
    store.extend(parse(triples.serialize("turtle"), format=RdfFormat.TURTLE))
    return store


class TestRdf:
    @pytest.mark.parametrize("name", CATALOGUE)
    def test_each_query_keeps_the_conventions(
        self, catalogue: Store, curated: KnowledgeGraph, name: str
    ) -> None:
        """One text, a comment in English, keywords, one target; the text runs and gives the stored answer."""
        found: dict[str, list[Literal | NamedNode]] = {}
        for quad in catalogue.quads_for_pattern(NamedNode(QUERY + name), None, None, None):
            found.setdefault(quad.predicate.value, []).append(quad.object)  # type: ignore[arg-type]
        kind = "select" if CATALOGUE[name].template.columns else "construct"
        (text,) = found[f"{SH}{kind}"]
        assert {node.value.removeprefix(SH) for node in found[RDF_TYPE]} == {
            "SPARQLExecutable",
            f"SPARQL{kind.capitalize()}Executable",
        }
        assert {comment.language for comment in found[f"{RDFS}comment"]} == {"en", "zh"}  # type: ignore[union-attr]
        assert found[f"{SCHEMA}keywords"]
        assert found[f"{SCHEMA}target"] == [NamedNode(TARGET)]
        assert "?_" not in text.value
        (declaring,) = found[f"{SH}prefixes"]
        assert isinstance(declaring, NamedNode)
        declared = list(catalogue.quads_for_pattern(declaring, NamedNode(f"{SH}declare"), None, None))
        assert len(declared) == len(prefixes())
        if kind == "select":
            answer = curated.backend.engine(trusted=True, timeout=30.0).answer(text.value)
            asked = curated.ask(name, CATALOGUE[name].call)
            assert isinstance(asked, QueryResult) and answer == asked.long()

    @pytest.mark.parametrize("target", ["file:///x", "http://a b/", ""])
    def test_the_target_is_an_address(self, curated: KnowledgeGraph, target: str) -> None:
        with pytest.raises(UsageError):
            catalogue_triples({}, resolve=curated.resolve, target=target)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("SELECT ?s { }", 1, "header is missing"),
        (ECHO.replace("ORDER BY ?out", ""), 1, "no ORDER BY"),
        (BARE + "SELECT * { ?s ?p ?o } ORDER BY ?s", 1, "name the columns"),
        (BARE + "ASK { ?s ?p }", 5, "query failed"),
        (BARE + "ASK { SERVICE <http://a/> { } }", 5, "SERVICE is refused"),
        (BARE + "INSERT DATA { <a:a> <a:b> <a:c> }", 5, "read-only"),
        (ECHO.replace("type: literal", "type: integer"), 1, "example call does not fit"),
    ],
)
def test_lint_says_what_and_where(tmp_path: Path, text: str, line: int, message: str) -> None:
    (tmp_path / "good.rq").write_text(ECHO, encoding="utf-8")
    (tmp_path / "poor.rq").write_text(text, encoding="utf-8")
    (problem,) = lint_folder(tmp_path)
    assert (problem.path.name, problem.line) == ("poor.rq", line)
    assert message in problem.message
    assert str(problem).startswith(f"{tmp_path / 'poor.rq'}:{line}: ")


def test_lint_of_nothing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match=r"no \*\.rq file is there"):
        lint_folder(tmp_path)
    with pytest.raises(FileRefused, match="there is no such folder"):
        lint_folder(tmp_path / "none")


class TestCommand:
    def test_listing_is_by_tag(self, run: Run) -> None:
        lines = run("--format", "csv").stdout.splitlines()
        assert lines[0] == "tag,query,summary,parameters"
        assert len(lines) == len(CATALOGUE) + 1
        assert lines[1:] == sorted(lines[1:])

    def test_show_and_explain(self, run: Run) -> None:
        assert run("trials", "--show").stdout == CATALOGUE["trials"].text
        assert run("trials", "--explain", "--lang", "zh").stdout == explain(CATALOGUE["trials"], "zh")

    def test_own_folder_by_option_and_by_environment(
        self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        saved(tmp_path, ECHO, "mine.rq")
        shown = run("mine", "-p", "word=a b", "--queries", str(tmp_path), "--format", "csv")
        assert shown.stdout == "out\na b\n"
        monkeypatch.setenv("MSC_GRAPH_QUERIES", str(tmp_path))
        assert run("mine", "-p", "word=x", "--format", "csv").stdout == "out\nx\n"
        assert run("trials", "--format", "csv").exit_code == 0

    def test_a_query_of_ones_own_is_stopped_at_the_limit(self, run: Run, tmp_path: Path) -> None:
        endless = "ASK { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(?a = ?l && ?a != ?l) }"
        saved(tmp_path, BARE + endless, "endless.rq")
        stopped = run("endless", "--queries", str(tmp_path), "--timeout", "0.3")
        assert stopped.exit_code == 3
        assert "stopped after 0.3 seconds" in stopped.stderr

    def test_lint(self, run: Run, tmp_path: Path) -> None:
        saved(tmp_path, ECHO, "mine.rq")
        assert run("--lint", str(tmp_path)).exit_code == 0
        (tmp_path / "poor.rq").write_text("ASK { }", encoding="utf-8")
        poor = run("--lint", str(tmp_path))
        assert poor.exit_code == 1
        assert "poor.rq:1: the header is missing" in poor.stdout

    def test_files(self, run: Run, tmp_path: Path) -> None:
        for name in ("xlsx", "parquet"):
            path = tmp_path / f"a.{name}"
            assert run("trials", "--format", name, "-o", str(path)).exit_code == 0
            assert path.stat().st_size > 1000
        assert run("trials", "--format", "xlsx").exit_code == 0

    def test_a_construct_goes_to_rdf_and_graphml(self, run: Run) -> None:
        import networkx

        call = ("mechanism-as-graph", "-p", "mechanism=C03", "--format")
        assert "msc:targets" in run(*call, "turtle").stdout
        graph = networkx.parse_graphml(run(*call, "graphml").stdout)
        assert graph.nodes["HGNC:9588"].items() >= {("category", "Gene"), ("label", "PTEN")}
        edges = {(start, end, data["predicate"]) for start, end, data in graph.edges(data=True)}
        assert ("mirbase.mature:MIMAT0000076", "HGNC:9588", "msc:targets") in edges

    def test_catalogue_as_rdf(self, run: Run) -> None:
        assert "sh:SPARQLExecutable" in run("--catalogue", TARGET).stdout
        assert run("--catalogue", "nowhere").exit_code == 2
