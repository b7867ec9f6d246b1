"""``msc-graph import``, ``sources`` and ``info`` in both languages. The files are of our own making."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner, Result

from msc_graph import open as open_store
from msc_graph.cli.main import cli
from msc_graph.query.results import QueryResult
from msc_graph.sources.formats.table_options import EXAMPLE, EXAMPLE_ZH, OPTIONS
from msc_graph.sources.registry import FORMATS
from tests.helpers.command_line import FINE
from tests.helpers.source_tables import tables
from tests.sources.test_source_mirtarbase import MOUSE, REST

GUIDE = (Path(__file__).parents[2] / "docs" / "guide" / "your-data.md").read_text(encoding="utf-8")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
PAIRS = ("-p", "subject=s", "-p", "predicate=p", "-p", "object=o")
MICE = """\
MIRT1,mmu-miR-155-5p,Mus musculus,PDCD4,27250,Mus musculus,Western blot,Functional MTI,1
MIRT1,mmu-miR-155-5p,Mus musculus,PDCD4,27250,Mus musculus,qRT-PCR,Functional MTI,2
MIRT2,hsa-miR-21-5p,Homo sapiens,PDCD4,27250,Homo sapiens,qRT-PCR,Functional MTI,3
MIRT3,mmu-miR-9999,Mus musculus,Sp1x,,Mus musculus,qRT-PCR,Functional MTI,4
"""


def run(*arguments: object, code: int = 0) -> Result:
    result = CliRunner().invoke(cli, list(map(str, arguments)), prog_name="msc-graph")
    assert result.exit_code == code, result.output
    return result


@pytest.fixture(scope="module")
def mice(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A store with one source, and its file."""
    folder = tmp_path_factory.mktemp("mice")
    file = folder / "mmu.csv"
    file.write_text(MOUSE + REST + "\n" + MICE, encoding="utf-8")
    tables(folder)
    run("import", "mirtarbase", file, "--store", folder / "s", "--tables", folder / "tables")
    return folder / "s", file


def again(mice: tuple[Path, Path], *options: str) -> str:
    store, file = mice
    return run(
        "import", "mirtarbase", file, "--store", store, "--tables", file.parent / "tables", *options
    ).stdout


@pytest.mark.parametrize(("lang", "shown"), [("en", "any RDF file"), ("zh", "任意 RDF 文件")])
def test_without_a_format_the_formats_are_listed(lang: str, shown: str) -> None:
    text = run("import", "--lang", lang).stdout
    assert [line.split()[0] for line in text.splitlines()[:-1]] == list(FORMATS)
    assert shown in text
    listed = json.loads(run("import", "--lang", lang, "--format", "json").stdout)
    assert {"name": "rdf", "title": shown} in listed


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_format_is_explained_without_a_store(lang: str) -> None:
    for name in FORMATS:
        assert run("import", name, "--explain", "--lang", lang).stdout.startswith(f"{name}: ")
    text = run("import", "table", "--explain", "--lang", lang).stdout
    assert re.findall(r"-p (\w+)=", text)[: len(OPTIONS)] == list(OPTIONS)
    example = EXAMPLE if lang == "en" else EXAMPLE_ZH
    assert text.endswith(example)
    assert bool(CHINESE.search(example.partition("\n")[0])) == (lang == "zh")
    assert bool(CHINESE.search(text)) == (lang == "zh")
    explained = json.loads(run("import", "table", "--explain", "--format", "json", "--lang", lang).stdout)
    assert list(explained["parameters"]) == list(OPTIONS)
    assert explained["example"] == example


def test_an_import_needs_a_store_and_each_parameter_once(tmp_path: Path) -> None:
    file = tmp_path / "t.tsv"
    file.write_text("s\tp\to\n", encoding="utf-8")
    assert "--store DIR" in run("import", "table", file, code=2).stderr
    twice = run("import", "table", file, "--store", tmp_path / "s", *PAIRS, "-p", "subject=o", code=2)
    assert "parameter 'subject' is given twice" in twice.stderr
    assert "key=value, not 'x'" in run("import", "table", file, "--store", "s", "-p", "x", code=2).stderr


@pytest.mark.parametrize("where", ["explain", "guide"])
def test_the_shown_mapping_is_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    monkeypatch.chdir(tmp_path)
    (guide,) = re.findall(r"```yaml mapping.yaml\n(.*?)```", GUIDE, re.S)
    example = EXAMPLE if where == "explain" else guide
    Path("mapping.yaml").write_text(example, encoding="utf-8")
    columns, command = (line.removeprefix("# ") for line in example.splitlines()[:2])
    header = re.findall(r"\w+", columns.partition("columns ")[2].replace(" and ", " "))
    rows = (
        "mirbase.mature:MIMAT0000069 HGNC:8763 represses falls PMID:18320040 F1".split(),
        ["mirbase.mature:MIMAT0000070", "HGNC:16952", "seen with", "", "30197023", "F2"],
    )
    lines = ["\t".join(row[: len(header)]) + "\n" for row in (header, *rows)]
    Path("mine.tsv").write_text("".join(lines), encoding="utf-8")
    run(*shlex.split(command)[1:])
    with open_store("my-store") as graph:
        (edge,) = (edge for edge in graph.property_graph().edges if "claim:mine/1" in edge.assertions)
        assert (edge.subject, edge.predicate, edge.sign.value) == (rows[0][0], "msc:targets", "-")
        assert "PMID:18320040" in edge.references
        report = graph.info()["sources"][1]["report"]
        assert [event["event"] for event in report["events"]] == [
            "predicate-as-context",
            "date-of-newest-file",
        ]
        assert report["bad_rows"] == 0


def test_a_report_is_told_in_the_language_that_is_asked_for(mice: tuple[Path, Path]) -> None:
    english, chinese = again(mice).splitlines(), again(mice, "--lang", "zh").splitlines()
    assert len(english) == len(chinese) > 8
    assert all(CHINESE.search(line) for line in chinese)
    assert not any(CHINESE.search(line) for line in english)
    assert any(line.split()[:5] == "2 rows of another species".split() for line in english)
    assert "1 microRNA not found in the tables: kept by name (mmu-miR-9999)" in map(str.strip, english)
    assert "  许可：供学术使用；其他用途请询问作者" in chinese


def test_each_fact_is_told_once_and_what_has_no_count_has_no_number(mice: tuple[Path, Path]) -> None:
    told = again(mice).splitlines()
    names = [line for line in told if "mmu-miR-9999" in line]
    assert len(names) == 1
    (date,) = [line for line in told if "that of the newest file is taken" in line]
    assert not date.strip()[0].isdigit()
    assert not any(line.split()[0] == "0" for line in told[1:])


def test_json_keeps_identifiers_beside_the_words(mice: tuple[Path, Path]) -> None:
    for lang in ("en", "zh"):
        events = json.loads(again(mice, "--format", "json", "--lang", lang))["report"]["events"]
        human = next(event for event in events if event["event"] == "gene-of-humans")
        assert human["count"] == 2
        assert human["examples"] == ["PDCD4 (NCBIGene:27250, Mus musculus)"]
        assert bool(CHINESE.search(human["what"])) == (lang == "zh")
        facts = json.loads(run("info", "--store", mice[0], "--format", "json", "--lang", lang).stdout)
        assert facts["sources"][1]["report"]["events"] == events


def test_a_count_of_one_is_singular(tmp_path: Path) -> None:
    file = tmp_path / "t.tsv"
    file.write_text("s\tp\to\nA:1\tmsc:targets\tB:1\n", encoding="utf-8")
    said = run("import", "table", file, "--store", tmp_path / "s", *PAIRS, "--date", "2026-01-01").stdout
    assert [line.split(maxsplit=1) for line in said.splitlines()[1:5]] == [
        ["2", "nodes"],
        ["1", "assertion"],
        ["1", "piece of evidence"],
        ["1", "reference"],
    ]
    assert "newest file" not in said
    assert "1 assertion, licence not stated" in run("info", "--store", tmp_path / "s").stdout


def test_sources_and_info_are_in_chinese_too(mice: tuple[Path, Path]) -> None:
    store, _ = mice
    table = run("sources", "--store", store, "--lang", "zh").stdout
    assert re.findall(r"\w+", table.splitlines()[1]) == "名称 格式 版本 许可 日期 节点 陈述 证据 文献".split()
    assert "供学术使用" in table
    assert "for academic use" in run("sources", "--store", store, "--lang", "zh", "--format", "csv").stdout
    text = run("info", "--store", store, "--lang", "zh").stdout
    assert "供学术使用" in text
    assert "\n来源\n" in text


def test_bad_rows_are_written_as_they_stand(tmp_path: Path) -> None:
    file = tmp_path / "bad.csv"
    file.write_bytes(b's,p,o\nA:1,a:b,B:1\n"C\t1","a:b",B:2\nx,\xff,\n')
    left = tmp_path / "left.tsv"
    call = ("import", "table", file, "--store", tmp_path / "s", *PAIRS, "--keep-going", left)
    assert "2 rows left out" in run(*call).stdout
    assert left.read_text(encoding="utf-8").splitlines() == [
        "file\tline\tcolumn\tproblem\ttext",
        f"{file.name}\t3\ts\t'C\\\\t1' has no prefix. Write a CURIE such as HGNC:8763, or a whole IRI."
        " Where these are names, say -p subject_kind=gene (or microrna, mixed, disease)."
        '\t"C\\t1","a:b",B:2',
        f"{file.name}\t4\t\tits byte 3 (0xff) is not valid UTF-8. Save the file as UTF-8.\tx,\\xff,",
    ]
    file.write_bytes(b"s,p,o\nA:1,a:b,B:1\n")
    run(*call, "--replace")
    assert left.read_text(encoding="utf-8") == "file\tline\tcolumn\tproblem\ttext\n"


@pytest.mark.parametrize(
    ("lang", "reason"), [("en", "cells, not vesicles"), ("zh", "给予的是细胞，不是囊泡")]
)
def test_what_was_left_out_is_written_whenever_it_is_asked_for(
    tmp_path: Path, lang: str, reason: str
) -> None:
    trials = tmp_path / "trials.jsonl"
    record = {"NCTId": ["NCT00000002"], "BriefTitle": ["MSC"], "InterventionName": ["MSC"]}
    trials.write_text(json.dumps(record) + "\n{}\n", encoding="utf-8")
    bad, left = tmp_path / "bad.tsv", tmp_path / "left.tsv"
    call = (
        "import",
        "clinicaltrials",
        trials,
        "--store",
        tmp_path / "s",
        "--keep-going",
        bad,
        "--lang",
        lang,
    )
    for _ in range(2):
        run(*call, "--left-out", left)
        assert left.read_text(encoding="utf-8").splitlines()[1:] == [f"NCT00000002\t{reason}\tMSC"]
        assert bad.read_text(encoding="utf-8").splitlines()[1].startswith(f"{trials.name}\t2\t")
        bad.unlink()
        left.unlink()


@pytest.mark.parametrize("option", ["--keep-going", "--left-out"])
@pytest.mark.parametrize("name", ["in.tsv", "retracted.txt", "map.yaml", "s/bad.tsv", "none/bad.tsv"])
def test_nothing_that_is_read_is_written_over(tmp_path: Path, option: str, name: str) -> None:
    (tmp_path / "s").mkdir()
    for file, content in (
        ("in.tsv", "s\tp\to\nA:1\tmsc:targets\tB:1\n"),
        ("retracted.txt", "1\n"),
        ("map.yaml", "subject: s\npredicate: p\nobject: o\n"),
    ):
        (tmp_path / file).write_text(content, encoding="utf-8")
    before = {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    call = ("import", "table", tmp_path / "in.tsv", "--store", tmp_path / "s", option, tmp_path / name)
    given = ("-p", f"mapping={tmp_path / 'map.yaml'}", "--retracted", tmp_path / "retracted.txt")
    refused = run(*call, *given, code=3)
    assert name.partition("/")[2] in refused.stderr
    assert {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == before
    assert not any((tmp_path / "s").iterdir())


@pytest.mark.parametrize("date", ["20261122", "2026-W47-7", "2026-11-31", "today"])
def test_a_date_has_one_form(tmp_path: Path, date: str) -> None:
    file = tmp_path / "in.tsv"
    file.write_text("s\tp\to\nA:1\tmsc:targets\tB:1\n", encoding="utf-8")
    call = ("import", "table", file, "--store", tmp_path / "s", *PAIRS, "--date", date)
    assert "a date is written as 2026-11-22" in run(*call, code=2).stderr


def test_saved_questions_about_a_thing_answer_from_imported_statements_too(mice: tuple[Path, Path]) -> None:
    mirna, gene = "mirbase.mature:MIMAT0000076", "HGNC:8763"
    with open_store(mice[0]) as graph:

        def rows(name: str, **parameters: object) -> list[dict[str, Any]]:
            answer = graph.query(name, **parameters)
            assert isinstance(answer, QueryResult)
            return answer.as_dicts()

        about = {row["claim"]: row for row in rows("assertions-about-node", node=gene)}
        [claim] = [name for name, row in about.items() if row["subject"] == mirna and "/" in name]
        assert claim.startswith("mirtarbase/")
        assert claim in str(rows("targets-of-cargo", cargo=mirna))
        for answer in (
            rows("cargo-for-target", target=gene),
            rows("what-changes", node=gene, sign="-"),
            rows("claims-citing-reference", reference="PMID:3"),
        ):
            assert claim in {row["claim"] for row in answer}
        [evidence] = rows("evidence-for-assertion", claim=claim)
        assert evidence["pmid"] == "PMID:3"


def test_a_tilde_that_no_shell_took_is_a_letter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(home := tmp_path / "home"))
    home.mkdir()
    Path("~").mkdir()
    pl.DataFrame(
        {"subject": ["HGNC:1"], "predicate": ["biolink:related_to"], "object": ["HGNC:2"]}
    ).write_parquet(tmp_path / "~" / "a_edges.parquet")
    assert run("import", "kgx", "~/a_edges.parquet", "--store", "~/store").exit_code == FINE
    assert run("sources", "--store", "~/store").exit_code == FINE
    assert run("export", "~/part.parquet", "--around", "HGNC:1", "--store", "~/store").exit_code == FINE
    assert len(list(Path("~").iterdir())) == 4 and not list(home.iterdir())
