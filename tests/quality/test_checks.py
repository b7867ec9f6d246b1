"""Each quality check has a fixture that trips it, and the shipped graph has no error."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from pyoxigraph import RdfFormat, Store

from msc_graph import KnowledgeGraph
from msc_graph.cli.main import cli
from msc_graph.curation.as_rdf import schema_quads
from msc_graph.errors import FileRefused, QueryParameterError
from msc_graph.quality.checks import (
    PROFILE,
    CheckReport,
    Level,
    pubmed_number,
    read_profile,
    read_retracted,
    run_checks,
)
from msc_graph.query.engines import OxigraphEngine
from msc_graph.query.results import QueryResult
from msc_graph.system.packaged import locate
from msc_graph.vocabulary.curies import prefixes
from tests.conftest import SHARED
from tests.helpers.query_cases import CHECKS

FIXTURES = Path(__file__).parents[1] / "checks"
MARK = "# Made up. The check finds: "


def graph_of(text: str) -> Store:
    """Return a store with the schema and the facts in ``text``, TriG without prefixes."""
    declared = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in prefixes().items())
    store = Store()
    store.bulk_extend(schema_quads())
    store.load(declared + text, format=RdfFormat.TRIG)
    return store


def report_on(text: str) -> CheckReport:
    return run_checks(CHECKS, OxigraphEngine(graph_of(text)), retracted=["111"])


def test_every_check_has_a_fixture_and_a_level() -> None:
    assert {path.stem for path in FIXTURES.iterdir()} == set(CHECKS)
    assert list(read_profile(locate("queries/checks") / PROFILE, CHECKS)) == list(CHECKS)


def test_no_check_finds_anything_in_the_schema_alone() -> None:
    assert report_on("").findings == ()


@pytest.mark.parametrize("name", CHECKS)
def test_the_fixture_trips_its_check(name: str) -> None:
    text = (FIXTURES / f"{name}.trig").read_text(encoding="utf-8")
    (expected,) = [line.removeprefix(MARK) for line in text.splitlines() if line.startswith(MARK)]
    report = report_on(text)
    assert [" ".join(finding.texts) for finding in report.findings if finding.check == name] == [expected]
    assert report.passed == all(finding.level is not Level.ERROR for finding in report.findings)


def test_the_shipped_graph_has_no_error(curated: KnowledgeGraph) -> None:
    report = curated.check()
    assert report.passed
    assert report.count(Level.ERROR) == 0
    assert report.count(Level.INFO) > 100
    levels = [finding.level for finding in report.findings]
    assert levels == sorted(levels, key=list(Level).index)


def test_net_signs_agree_with_a_walk_over_the_steps(curated: KnowledgeGraph) -> None:
    """The check says nothing of a mechanism that it cannot follow, so every mechanism must have a path."""
    rows = curated.sparql(
        "SELECT ?m ?cell ?disease ?s ?o"
        " WHERE { ?m msc:sourceCell ?cell ; msc:disease ?disease ; msc:hasStep ?e ."
        " ?e msc:subject ?s ; msc:object ?o ; msc:sign ?sign }"
    )
    steps: dict[object, set[tuple[object, object]]] = {}
    ends: dict[object, tuple[object, object]] = {}
    for mechanism, cell, disease, subject, target in rows:
        steps.setdefault(mechanism, set()).add((subject, target))
        ends[mechanism] = (cell, disease)
    for mechanism, (cell, disease) in ends.items():
        lengths, layer = set(), {cell}
        for length in range(1, 12):
            layer = {target for subject, target in steps[mechanism] if subject in layer}
            lengths |= {length} if disease in layer else set()
        assert lengths, mechanism
        assert max(lengths) <= 6, f"{mechanism}: lengthen the paths in net-sign-disagrees.rq"


@pytest.mark.shared_data
def test_no_reference_is_retracted(curated: KnowledgeGraph) -> None:
    numbers = read_retracted(SHARED / "data" / "grounding" / "pubmed_retractions.tsv.gz")
    assert len(numbers) > 10_000
    assert not curated.check(retracted=numbers).answers["retracted-reference"]


@pytest.mark.parametrize(
    "given", ["1> } #", None, float("nan"), 1.5, True, "10.1155/2022/1252557", "16,762,633"]
)
def test_a_retracted_number_must_be_one(given: Any, curated: KnowledgeGraph) -> None:
    with pytest.raises(QueryParameterError, match="is no PubMed number"):
        curated.check(retracted=[given])


SPELLED = ["{}", "PMID:{}", "pmid: {}", "{}.0", "0{}", "https://pubmed.ncbi.nlm.nih.gov/{}/"]


def test_a_retracted_paper_is_found_however_its_number_is_spelled(
    curated: KnowledgeGraph, tmp_path: Path
) -> None:
    cited = curated.sparql("SELECT ?p WHERE { ?r msc:pmid ?p } ORDER BY ?p LIMIT 1")
    assert isinstance(cited, QueryResult)
    number = str(cited.as_dicts()[0]["p"]).removeprefix("PMID:")
    texts = [spelled.format(number) for spelled in SPELLED]
    values: list[str | float] = [*texts, int(number), float(number), np.float64(number)]
    assert {pubmed_number(value) for value in values} == {number}
    assert len(curated.check(retracted=values).answers["retracted-reference"]) == 1
    (tmp_path / "list.txt").write_text("pmid,note\n" + "".join(f"{text},x\n" for text in texts), "utf-8")
    assert read_retracted(tmp_path / "list.txt") == [number] * len(texts)


@pytest.mark.parametrize("line", ["16,762,633", "10.1155/2022/1252557", '"16,762,633",x', "1.5", "PMC123"])
@pytest.mark.parametrize("above", ["", "111\n"])
def test_a_line_that_is_no_pubmed_number_is_refused(above: str, line: str, tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text(f"{above}{line}\n", encoding="utf-8")
    with pytest.raises(FileRefused, match="PubMed number"):
        read_retracted(tmp_path / "list.txt")


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a\terror\n", 2, "no level for b"),
        ("a\terror\nc\terror\n", 2, "no check 'c'"),
        ("a\terror\na\tinfo\n", 2, "second time"),
        ("a\tbad\n", 1, "error, warning, info, not 'bad'"),
        ("a error\n", 1, "no check 'a error'"),
    ],
)
def test_profile_mistakes(tmp_path: Path, text: str, line: int, message: str) -> None:
    path = tmp_path / PROFILE
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FileRefused, match=message) as caught:
        read_profile(path, ["a", "b"])
    assert caught.value.line in {line, None}


def test_retracted_numbers_are_read(tmp_path: Path) -> None:
    plain, packed = tmp_path / "a.txt", tmp_path / "b.tsv.gz"
    plain.write_text("pmid\tnote\n# remark\n111\tx\n\nPMID: 222\n", encoding="utf-8")
    packed.write_bytes(gzip.compress(b"333\n"))
    assert read_retracted(plain) == ["111", "222"]
    assert read_retracted(packed) == ["333"]
    plain.write_text("111\nnothing\n", encoding="utf-8")
    with pytest.raises(FileRefused, match="PubMed number"):
        read_retracted(plain)


def test_command_ends_with_1_on_an_error_only(
    monkeypatch: pytest.MonkeyPatch, curated: KnowledgeGraph, tmp_path: Path
) -> None:
    monkeypatch.setattr("msc_graph.cli.options.graph", lambda **_: curated)
    fine = CliRunner().invoke(cli, ["check", "--level", "warning", "--format", "csv"])
    assert fine.exit_code == 0
    assert fine.stdout.startswith("level,check,entity,property,value\nwarning,dangling-step,")
    assert f"{len(curated.checks)} checks: 0 error" in fine.stderr
    cited = curated.sparql("SELECT ?p WHERE { ?r msc:pmid ?p } ORDER BY ?p LIMIT 1")
    assert isinstance(cited, QueryResult)
    (tmp_path / "list.txt").write_text(f"{cited.as_dicts()[0]['p']}\n", encoding="utf-8")
    bad = CliRunner().invoke(cli, ["check", "--retracted", str(tmp_path / "list.txt")])
    assert bad.exit_code == 1
    assert re.search(r"\| error +\| retracted-reference +\|", bad.stdout)


def test_a_list_without_any_number_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "retracted.txt"
    path.write_text("abc\n", encoding="utf-8")
    with pytest.raises(FileRefused, match="holds no PubMed number"):
        read_retracted(path)
