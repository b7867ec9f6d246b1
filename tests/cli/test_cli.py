from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from msc_graph import KnowledgeGraph, __version__
from msc_graph.cli.main import _progress_bar, cli
from msc_graph.errors import MissingPart

SHAPES = Path(__file__).parents[1] / "shapes"
FINE, NO, USAGE, INPUT, MISSING = 0, 1, 2, 3, 4
TABLES = ("table", "csv", "tsv", "json", "md")
HEAVY = (
    "rdflib",
    "oxrdflib",
    "networkx",
    "pyshacl",
    "owlready2",
    "pandas",
    "numpy",
    "curies",
    "pydantic",
    "rich",
)

Call = Callable[..., Result]


@pytest.fixture
def call(curated: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Run the command line in this process, on the graph that is loaded already."""
    monkeypatch.setattr("msc_graph.knowledge_graph.load", lambda: curated)
    monkeypatch.setattr(curated, "close", lambda: None)  # the process for queries is used again

    def run(*arguments: str | Path, given: str | bytes | None = None) -> Result:
        result = CliRunner().invoke(cli, [str(argument) for argument in arguments], input=given)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return run


def program(*arguments: str, encoding: str = "utf-8") -> subprocess.CompletedProcess[bytes]:
    """Run the command line as a process of its own, with this encoding of its streams."""
    return subprocess.run(
        [sys.executable, "-m", "msc_graph", *arguments],
        capture_output=True,
        check=False,
        timeout=60,
        env={**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"},
    )


def rows_of(result: Result) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(result.stdout)))


# info, find, show


def test_info_counts_as_text_and_as_json(call: Call) -> None:
    text, found = call("info").stdout, json.loads(call("info", "--format", "json").stdout)
    assert found["mechanisms"] == 85
    for word in (
        f"{found['triples']:,}",
        "partially supported",
        "microRNA",
        "  curated ",
        "licenses/by/4.0",
    ):
        assert word in text


def test_find_prints_nodes_best_first(call: Call) -> None:
    found = rows_of(call("find", "角膜", "--format", "csv"))
    assert [row["id"] for row in found][:2] == ["MESH:D065306", "msc:corneal_regeneration"]
    assert found[0] == {
        "id": "MESH:D065306",
        "label": "corneal injury",
        "kind": "disease",
        "matched": "角膜损伤",
        "how": "prefix",
    }
    assert rows_of(call("find", "pdcd4", "--format", "csv", "--lang", "zh"))[0]["kind"] == "基因"


def test_find_narrows_by_class_and_number(call: Call) -> None:
    found = json.loads(
        call("find", "macrophage", "--category", "Macrophage", "--limit", "2", "--format", "json").stdout
    )
    assert len(found) == 2
    assert all("macrophage" in row["kind"].casefold() for row in found)


def test_find_without_an_answer_is_a_no(call: Call) -> None:
    result = call("find", "zzzzqqqq", "--format", "csv")
    assert (result.exit_code, result.stdout) == (NO, "id,label,kind,matched,how\n")
    assert "zzzzqqqq" in result.stderr


def test_show_prints_a_trial_in_chinese_with_the_disputed_claim(call: Call) -> None:
    text = call("show", "NCT04388982", "--lang", "zh").stdout
    for piece in ("临床试验", "有争议的说法", "归属错误", "claim:S3-14-X1", "Ruijin Hospital"):
        assert piece in text


@pytest.mark.parametrize("name", ["PDCD4", "S3-05", "C03", "PMID:37859748"])
def test_show_gives_the_same_as_json(call: Call, curated: KnowledgeGraph, name: str) -> None:
    document = json.loads(call("show", name, "--format", "json").stdout)
    assert document == json.loads(json.dumps(curated.describe(name).to_dict()))


# query, check


def test_query_without_a_name_lists_all_of_them(call: Call, curated: KnowledgeGraph) -> None:
    for lang in ("en", "zh"):
        found = rows_of(call("query", "--format", "csv", "--lang", lang))
        assert [(row["tag"], row["query"]) for row in found] == sorted(
            (query.tags[0], name) for name, query in curated.queries.items()
        )
        assert all(row["summary"] == curated.queries[row["query"]].summary[lang] for row in found)


def test_query_shows_its_text(call: Call, curated: KnowledgeGraph) -> None:
    assert call("query", "trials", "--show").stdout == curated.queries["trials"].text


def test_article_claims_is_a_table_of_233(call: Call) -> None:
    found = rows_of(call("query", "article-claims", "--format", "csv", "--ids"))
    assert len(found) == 233
    assert list(found[0]) == ["claim", "subject", "predicate", "object", "scope", "verdict", "correction"]
    assert found[0]["subject"] == "msc:msc_exosome"
    assert rows_of(call("query", "article-claims", "--format", "csv"))[0]["subject"] != "msc:msc_exosome"
    assert (
        rows_of(call("query", "article-claims", "--format", "csv", "--lang", "zh"))[0]["verdict"]
        == "得到支持"
    )


def test_a_query_takes_parameters(call: Call) -> None:
    answers = [
        call("query", "cargo-for-disease", "-p", f"disease={name}", "--format", "csv").stdout
        for name in ("corneal injury", "角膜损伤", "MESH:D065306")
    ]
    assert len(set(answers)) == 1
    assert "miR-21-5p" in answers[0]


@pytest.mark.parametrize("command", [["query", "trials"], ["query"], ["find", "cornea"], ["check"]])
@pytest.mark.parametrize("format_name", TABLES)
def test_every_table_has_every_format(call: Call, command: list[str], format_name: str) -> None:
    result = call(*command, "--format", format_name)
    assert result.exit_code == FINE
    assert result.stdout.endswith("\n")
    assert re.fullmatch(r"\d+ checks: .*\n" if command == ["check"] else "", result.stderr)
    if format_name == "json":
        assert json.loads(result.stdout)


def test_check_lists_what_the_checks_find(call: Call, curated: KnowledgeGraph) -> None:
    found = rows_of(call("check", "--format", "csv", "--ids"))
    assert len(found) == sum(len(answer) for answer in curated.check().answers.values())
    assert {row["check"] for row in found} <= set(curated.checks)
    named = rows_of(call("check", "--format", "csv"))
    labels = curated.labels()
    expected = [f"{labels[row['entity']]} [{row['entity']}]" for row in found if row["entity"] in labels]
    assert [row["entity"] for row in named if row["entity"].endswith("]")] == expected


# sparql

GENES = "SELECT ?gene WHERE { ?gene a msc:Gene } ORDER BY ?gene LIMIT 3"


def test_sparql_takes_a_text_a_file_or_the_standard_input(call: Call, tmp_path: Path) -> None:
    file = tmp_path / "问题.rq"
    file.write_text(GENES, encoding="utf-8-sig")
    answers = [
        call("sparql", GENES, "--format", "csv", "--ids"),
        call("sparql", "--file", file, "--format", "csv", "--ids"),
        call("sparql", "--file", "-", "--format", "csv", "--ids", given=GENES),
    ]
    assert {answer.stdout for answer in answers} == {answers[0].stdout}
    assert [row["gene"].partition(":")[0] for row in rows_of(answers[0])] == ["HGNC"] * 3


def test_an_answer_in_triples_is_turtle_or_another_rdf_format(call: Call) -> None:
    query = "CONSTRUCT { HGNC:8763 a ?c } WHERE { HGNC:8763 a ?c FILTER(?c = msc:Gene) }"
    assert "HGNC:8763 a msc:Gene" in call("sparql", query).stdout
    assert call("sparql", query, "--format", "ntriples").stdout.count("\n") == 1
    refused = call("sparql", query, "--format", "csv")
    assert refused.exit_code == USAGE
    assert "Known formats: turtle, ntriples" in refused.stderr
    assert "kgx" not in refused.stderr


def test_ask_is_answered_in_words(call: Call) -> None:
    assert "true" in call("sparql", "ASK { ?s a msc:Gene }").stdout
    assert "false" in call("sparql", "ASK { ?s a msc:NoSuchThing }").stdout


# paths


def test_paths_prints_the_mechanism(call: Call, curated: KnowledgeGraph) -> None:
    result = call("paths", "miR-21-5p", "corneal injury", "--format", "json", "-k", "2")
    assert result.exit_code == FINE
    assert json.loads(result.stdout) == curated.paths("miR-21-5p", "corneal injury", k=2).to_dict()
    text = call("paths", "miR-21-5p", "角膜损伤", "--lang", "zh").stdout
    assert "降低目标" in text
    assert "DOI:10.1155/2022/1252557" in text


def test_no_path_is_a_no(call: Call) -> None:
    result = call("paths", "corneal injury", "miR-21-5p", "--format", "json")
    assert result.exit_code == NO
    assert json.loads(result.stdout)["verdict"] == "none"


# validate


def test_validate_says_yes_to_a_sound_file(call: Call, tmp_path: Path) -> None:
    sound = tmp_path / "sound.ttl"
    parts = (SHAPES / "context.ttl", SHAPES / "assertion-sign.pass.ttl")
    sound.write_text("\n".join(part.read_text(encoding="utf-8") for part in parts), encoding="utf-8")
    result = call("validate", sound)
    assert (result.exit_code, result.stderr) == (FINE, "")
    assert "conforms" in result.stdout


def test_validate_says_no_with_the_findings(call: Call) -> None:
    result = call("validate", SHAPES / "assertion-sign.fail.ttl", "--format", "json", "--lang", "zh")
    assert result.exit_code == NO
    document = json.loads(result.stdout)
    assert document["lang"] == "zh"
    assert "assertion-sign" in {finding["shape"] for finding in document["findings"]}


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["pyshacl", "fast"])
def test_validate_conforms_on_the_curated_graph(call: Call, engine: str) -> None:
    result = call("validate", "--engine", engine)
    assert (result.exit_code, result.stderr) == (FINE, ""), result.stdout


# export and --output


@pytest.mark.parametrize("name", ["graph.nt", "graph.graphml", "graph.tsv", "graph.parquet"])
def test_export_writes_and_says_what(call: Call, tmp_path: Path, name: str) -> None:
    result = call("export", tmp_path / name)
    assert result.exit_code == FINE
    assert result.stdout.splitlines() == [
        f"wrote {path}" for path in sorted(tmp_path.iterdir(), reverse=True)
    ]
    assert all(path.stat().st_size for path in tmp_path.iterdir())


@pytest.mark.parametrize(
    "part",
    [
        ["--around", "miR-21-5p"],
        ["--around", "miR-21-5p", "--hops", "2"],
        ["--paths", "miR-21-5p", "corneal injury", "-k", "2", "--max-hops", "4"],
        ["--query", "cargo-for-disease", "-p", "disease=corneal injury"],
    ],
)
def test_export_writes_a_part(call: Call, tmp_path: Path, part: list[str]) -> None:
    result = call("export", tmp_path / "graph.graphml", *part)
    assert (result.exit_code, result.stderr) == (FINE, "")
    assert 0 < (tmp_path / "graph.graphml").read_text(encoding="utf-8").count("<node ") < 300


def test_export_of_nothing_says_so(call: Call, tmp_path: Path) -> None:
    result = call("export", tmp_path / "graph.ttl", "--paths", "corneal injury", "miR-21-5p")
    assert result.exit_code == NO
    assert "no path leads from 'corneal injury'" in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("total", "shown"), [(10, False), (1_000_000, True)])
def test_a_bar_is_drawn_for_a_large_graph_on_a_terminal(
    total: int, shown: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = io.StringIO()
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    with _progress_bar("writing") as progress:
        assert progress is not None
        progress(total, total)
    assert ("writing" in terminal.getvalue()) is shown


def test_no_bar_is_drawn_into_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr", io.StringIO())
    with _progress_bar("writing") as progress:
        assert progress is None


@pytest.mark.parametrize(
    "command",
    [
        ["info"],
        ["find", "cornea"],
        ["show", "PDCD4", "--lang", "zh"],
        ["query", "trials", "--format", "md"],
        ["sparql", GENES],
        ["paths", "miR-21-5p", "corneal injury"],
        ["validate", str(SHAPES / "assertion-sign.fail.ttl")],
        ["check"],
    ],
    ids=lambda command: command[0],
)
def test_output_takes_what_the_terminal_would_show_and_is_the_same_twice(
    call: Call, tmp_path: Path, command: list[str]
) -> None:
    file = tmp_path / "输出.txt"
    file.write_text("older and longer " * 10_000, encoding="utf-8")
    shown = call(*command)
    saved = call(*command, "--output", file)
    assert saved.stdout == ""
    assert saved.stderr == f"wrote {file}\n{shown.stderr}"
    assert saved.exit_code == shown.exit_code
    assert file.read_bytes() == shown.stdout.encode()
    assert [path.name for path in tmp_path.iterdir()] == [file.name]
    call(*command, "--output", file)
    assert file.read_bytes() == shown.stdout.encode()


def test_an_answer_that_fails_leaves_the_older_file_as_it_was(call: Call, tmp_path: Path) -> None:
    file = tmp_path / "answer.csv"
    file.write_text("older", encoding="utf-8")
    assert call("sparql", "SELECT nonsense", "--output", file).exit_code == USAGE
    assert call("show", "no such thing", "--output", file).exit_code == INPUT
    assert file.read_text(encoding="utf-8") == "older"


# exit codes


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        # the call is wrong
        ([], USAGE, "Usage"),
        (["nosuch"], USAGE, "nosuch"),
        (["info", "--nosuch"], USAGE, "--nosuch"),
        (["info", "--format", "xml"], USAGE, "table, json"),
        (["show", "PDCD4", "--lang", "de"], USAGE, "'en', 'zh'"),
        (["find"], USAGE, "TEXT"),
        (["find", ""], USAGE, "empty"),
        (["find", "cornea", "--limit", "0"], USAGE, "at least 1"),
        (["find", "cornea", "--limit", "many"], USAGE, "integer"),
        (["find", "cornea", "--category", "Diseas"], USAGE, "'Disease'"),
        (["find", "cornea", "--format", "jsn"], USAGE, "'json'"),
        (["query", "article-claim"], USAGE, "'article-claims'"),
        (["query", "trials", "-p", "lang"], USAGE, "key=value"),
        (["query", "trials", "-p", "=zh"], USAGE, "key=value"),
        (["query", "trials", "-p", "lang=zh", "-p", "lang=en"], USAGE, "twice"),
        (["query", "trials", "-p", "disease=x"], USAGE, "no such parameter"),
        (["query", "cargo-for-disease"], USAGE, "disease"),
        (["query", "trials", "--format", "xlsx"], USAGE, "--output"),
        (["query", "trials", "--format", "xlxs"], USAGE, "csv"),
        (["query", "trials", "--timeout", "-1"], USAGE, "range"),
        (["query", "trials", "--timeout", "nan"], USAGE, "seconds"),
        (["sparql"], USAGE, "--file"),
        (["sparql", "ASK {}", "--file", "x.rq"], USAGE, "--file"),
        (["sparql", ""], USAGE, "query"),
        (["sparql", "SELECT nonsense"], USAGE, "line 1"),
        (["sparql", "ASK { SERVICE <http://127.0.0.1/> {} }"], USAGE, "refused"),
        (["sparql", "ASK { ?s nope:p ?o }"], USAGE, "Prefix not found: nope."),
        (["sparql", "DROP ALL"], USAGE, "read-only"),
        (["sparql", "ASK {}", "--timeout", "0"], USAGE, "range"),
        (["sparql", "ASK {}", "--timeout", "nan"], USAGE, "seconds"),
        (["sparql", "ASK {}", "--format", "xlsx"], USAGE, "xlsx"),
        (["paths", "PDCD4", "PDCD4"], USAGE, "same node"),
        (["paths", "PDCD4"], USAGE, "TARGET"),
        (["paths", "miR-21-5p", "PDCD4", "--max-hops", "9"], USAGE, "max_hops"),
        (["paths", "miR-21-5p", "PDCD4", "-k", "0"], USAGE, "k is 0"),
        (["paths", "miR-21-5p", "PDCD4", "--sign", "up"], USAGE, "'up'"),
        (["paths", "miR-21-5p", "PDCD4", "--min-belief", "2"], USAGE, "min_belief"),
        (["paths", "miR-21-5p", "PDCD4", "--hub-damping", "-1"], USAGE, "hub_damping"),
        (["paths", "miR-21-5p", "PDCD4", "--format", "cvs"], USAGE, "csv"),
        (["export"], USAGE, "FILE"),
        (["export", "graph.xyz"], USAGE, ".graphml"),
        (["export", "graph"], USAGE, ".graphml"),
        (["export", "graph.ttl", "--format", "turtel"], USAGE, "turtle"),
        (["export", "graph.ttl", "--hops", "2"], USAGE, "--around"),
        (["export", "graph.ttl", "-k", "2"], USAGE, "--paths"),
        (["export", "graph.ttl", "-p", "disease=x"], USAGE, "--query"),
        (["export", "graph.ttl", "--around", "PDCD4", "--hops", "0"], USAGE, "hops is 0"),
        (["export", "graph.ttl", "--around", "PDCD4", "--query", "article-claims"], USAGE, "one part"),
        (["export", "graph.ttl", "--query", "article-claimz"], USAGE, "article-claims"),
        (["validate", "graph.xyz"], USAGE, ".ttl"),
        (["validate", "--timeout", "5"], USAGE, "is for a FILE"),
        (["validate", "--engine", "slow"], USAGE, "slow"),
        (["validate", "--format", "xml"], USAGE, "table, json"),
        # the input is bad or missing
        (["show", "cornea injuries everywhere"], INPUT, "no node is called"),
        (["show", "0001525"], INPUT, "MAXO:0001525"),
        (["show", ""], INPUT, "no node is called"),
        (["paths", "miR-21-5p", "dry eey"], INPUT, "no node is called"),
        (["query", "cargo-for-disease", "-p", "disease=PDCD4"], INPUT, "no node is called"),
        (["query", "cargo-for-disease", "-p", "disease="], INPUT, "no node is called"),
        (["sparql", "--file", "missing.rq"], INPUT, "missing.rq"),
        (["validate", "missing.ttl"], INPUT, "missing.ttl"),
        (["export", "no-such-folder/graph.ttl"], INPUT, "no-such-folder"),
        (["export", "graph.ttl", "--around", "dry eey"], INPUT, "no node is called"),
        (["info", "--output", "no-such-folder/info.txt"], INPUT, "no-such-folder"),
    ],
)
def test_a_wrong_call_has_its_exit_code_and_a_message_on_standard_error(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], code: int, message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = call(*arguments)
    assert (result.exit_code, result.stdout) == (code, "")
    assert message in result.stderr
    assert "Traceback" not in result.stderr
    assert not list(tmp_path.iterdir())


def test_a_missing_optional_part_is_a_4(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def lacks_something() -> None:
        raise MissingPart("the part", "pip install it")

    monkeypatch.setattr("msc_graph.knowledge_graph.load", lacks_something)
    result = call("info")
    assert (result.exit_code, result.stdout) == (MISSING, "")
    assert "pip install it" in result.stderr


# strange input


@pytest.mark.parametrize("name", ["x" * 10_000, "\x1b[31mred\x07", "\x00", "\u202egnp", "a\nb", "𝔭𝔡𝔠𝔡5"])
def test_a_strange_name_is_not_found_and_does_no_harm(call: Call, name: str) -> None:
    for arguments in (["show", name], ["paths", name, "PDCD4"]):
        result = call(*arguments)
        assert (result.exit_code, result.stdout) == (INPUT, "")
        assert not set(result.stderr.rstrip("\n")) & set("\x00\x07\x1b\n\u202e")
    assert call("find", name).exit_code in (FINE, NO)


def test_a_query_that_is_too_long_is_refused(call: Call) -> None:
    assert call("sparql", "ASK { ?s ?p ?o }" + " " * 70_000).exit_code == USAGE


def test_a_file_that_is_no_text_is_refused(call: Call, tmp_path: Path) -> None:
    file = tmp_path / "picture.rq"
    file.write_bytes(b"\xff\xfe\x00\x89")
    for result in (call("sparql", "--file", file), call("sparql", "--file", "-", given=b"\xff\xfe")):
        assert result.exit_code == INPUT
        assert "UTF-8" in result.stderr


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (["sparql", "--file"], INPUT),
        (["validate"], USAGE),
        (["export"], USAGE),
        (["export", "--format", "turtle"], INPUT),
        (["info", "--output"], USAGE),
    ],
)
def test_a_folder_is_not_a_file(call: Call, tmp_path: Path, command: list[str], code: int) -> None:
    result = call(*command, tmp_path)
    assert (result.exit_code, result.stdout) == (code, "")
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the administrator may write anywhere"
)
def test_a_folder_that_may_not_be_written_is_named(call: Call, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    result = call("info", "--output", tmp_path / "info.txt")
    tmp_path.chmod(0o700)
    assert result.exit_code == INPUT
    assert "info.txt" in result.stderr


def test_a_system_that_refuses_to_write_is_reported(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", "graph.nt")

    monkeypatch.setattr("msc_graph.exports.export", refuse)
    result = call("export", tmp_path / "graph.nt")
    assert (result.exit_code, result.stdout) == (INPUT, "")
    assert result.stderr == "msc-graph: graph.nt: Permission denied\n"


# as a process of its own


@pytest.mark.parametrize("command", sorted(cli.commands))
def test_every_command_has_help_that_names_its_options(call: Call, command: str) -> None:
    result = call(command, "--help")
    assert result.exit_code == FINE
    assert cli.commands[command].help
    for parameter in cli.commands[command].params:
        if isinstance(parameter, click.Option):
            assert parameter.help
            assert parameter.opts[0] in result.stdout
    assert command in call("--help").stdout


def test_the_version_is_the_package_s() -> None:
    assert __version__.encode() in program("--version").stdout


@pytest.mark.parametrize("encoding", ["gbk", "cp1252"])
@pytest.mark.parametrize(
    "arguments",
    [
        ["find", "角膜"],
        ["show", "HGNC:11766"],
        ["show", "NCT02138331", "--lang", "zh"],
        ["show", "cornea\u00b2\u03b2 \u2713"],
    ],
    ids=["Chinese", "Greek", "both", "error"],
)
def test_a_terminal_that_cannot_show_every_character_still_gets_an_answer(
    encoding: str, arguments: list[str]
) -> None:
    done = program(*arguments, encoding=encoding)
    assert b"Traceback" not in done.stderr
    assert done.returncode in (FINE, INPUT)
    (done.stdout + done.stderr).decode(encoding)
    if encoding == "gbk" and arguments[0] == "find":
        assert "角膜损伤" in done.stdout.decode("gbk")


def test_a_reader_that_stops_early_gets_no_complaint() -> None:
    command = [sys.executable, "-m", "msc_graph", "query", "article-claims"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.read(1)
        process.stdout.close()
        assert process.stderr.read() == b""


@pytest.mark.parametrize(
    "statement", ["import msc_graph", "import msc_graph.cli.main; msc_graph.cli.main.main()"]
)
def test_starting_imports_nothing_heavy(statement: str) -> None:
    code = f"import atexit, sys; atexit.register(lambda: print(*sys.modules, file=sys.stderr)); {statement}"
    done = subprocess.run(
        [sys.executable, "-c", code, "--help"], capture_output=True, check=True, timeout=60, text=True
    )
    assert not set(HEAVY) & set(done.stderr.split())
