"""The extension decides the format, and one that does not fit is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from msc_graph.cli.formats import EXTENSIONS, settled
from msc_graph.errors import UnknownFormat, UsageError
from msc_graph.exports.formats import FORMATS
from tests.helpers.command_line import FINE, USAGE, Call, rows_of

FORMS = ("text", "json", "explain", "table", "csv", "tsv", "md", "graphml", "turtle", "svg", "html")


@pytest.mark.parametrize("extension", sorted({e for names in EXTENSIONS for e in [names]}))
def test_an_extension_gives_one_of_its_formats(extension: str) -> None:
    meant = [form for form in EXTENSIONS[extension] if form in FORMS]
    for name in (f"a{extension}", f"a{extension.upper()}", f"a.b{extension}"):
        if meant:
            assert settled("text", False, Path(name), FORMS) in meant
        else:
            with pytest.raises(UnknownFormat):
                settled("text", False, Path(name), FORMS)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("extension", ["", *EXTENSIONS, ".dat"])
def test_a_format_that_is_named_must_fit(form: str, extension: str) -> None:
    file = Path(f"result{extension}")
    if form in EXTENSIONS.get(extension, (form,)):
        assert settled(form, True, file, FORMS) == form
    else:
        with pytest.raises(UsageError, match=rf"\{extension} is the extension of"):
            settled(form, True, file, FORMS)


def test_every_export_format_is_known_by_its_extensions() -> None:
    assert all(form.name in EXTENSIONS[extension] for form in FORMATS for extension in form.extensions)


@pytest.mark.parametrize("name", ["x.csv", "X.CSV", "x.json", "x.md", "x.tsv", "x.txt", "x"])
def test_a_file_holds_what_its_extension_says(call: Call, tmp_path: Path, name: str) -> None:
    assert call("find", "角膜", "-o", tmp_path / name).exit_code == FINE
    form = (Path(name).suffix.lower().removeprefix(".") or "table").replace("txt", "table")
    assert (tmp_path / name).read_text(encoding="utf-8") == call("find", "角膜", "--format", form).stdout


@pytest.mark.parametrize("name", ["x.ttl", "x.nq", "x.jsonld", "x.rdf", "x.graphml"])
def test_triples_go_into_a_file_by_its_extension(call: Call, tmp_path: Path, name: str) -> None:
    query = "CONSTRUCT { HGNC:8763 a ?c } WHERE { HGNC:8763 a ?c FILTER(?c = msc:Gene) }"
    (form,) = EXTENSIONS[Path(name).suffix]
    assert call("sparql", query, "-o", tmp_path / name).exit_code == FINE
    assert (tmp_path / name).read_text(encoding="utf-8") == call("sparql", query, "--format", form).stdout


@pytest.mark.parametrize(
    ("command", "name"),
    [
        (["paths", "miR-21-5p", "PDCD4"], "x.png"),
        (["rank", "miR-21-5p", "Disease"], "x.PDF"),
        (["rank", "miR-21-5p", "Disease"], "x.svg"),
        (["profile", "-", "Disease"], "x.png"),
    ],
)
def test_a_picture_is_drawn_beside_the_result(
    call: Call, tmp_path: Path, command: list[str], name: str
) -> None:
    refused = call(*command, "-o", str(tmp_path / name))
    assert refused.exit_code == 2 and f"--picture {name}" in refused.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["find", "cornea", "-o", "x.png"], "unknown format '.png'"),
        (["show", "PDCD4", "-o", "x.csv"], "unknown format '.csv'"),
        (["paths", "miR-21-5p", "PDCD4", "-o", "x.xlsx"], "unknown format '.xlsx'"),
        (["find", "cornea", "-o", "x.csv", "--format", "json"], "x.csv would hold json"),
        (["rank", "miR-21-5p", "Disease", "-o", "x.json", "--format", "csv"], "x.json would hold csv"),
        (["export", "x.ttl", "--format", "nquads"], "x.ttl would hold nquads"),
        (["paths", "miR-21-5p", "PDCD4", "--picture", "x.gif"], "svg, png, pdf"),
    ],
)
def test_a_format_that_does_not_fit_is_refused_before_any_work(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = call(*arguments)
    assert (result.exit_code, result.stdout) == (USAGE, "")
    assert message in result.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("command", [["find", "cornea"], ["paths", "miR-21-5p", "PDCD4"], ["info"]])
def test_a_dash_is_standard_output(call: Call, tmp_path: Path, command: list[str]) -> None:
    assert call(*command, "-o", "-").stdout == call(*command).stdout


@pytest.mark.parametrize("form", ["turtle", "ttl", "nquads", "graphml"])
def test_export_to_a_dash_is_what_the_file_would_hold(call: Call, tmp_path: Path, form: str) -> None:
    part = ("--around", "miR-21-5p")
    call("export", tmp_path / "part", "--format", form, *part)
    shown = call("export", "-", "--format", form, *part)
    assert (shown.exit_code, shown.stdout_bytes) == (FINE, (tmp_path / "part").read_bytes())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--format", "kgx-tsv"], "two files"),
        (["--format", "parquet"], "two files"),
        ([], "say with --format"),
    ],
)
def test_what_is_no_stream_does_not_go_to_standard_output(
    call: Call, arguments: list[str], message: str
) -> None:
    result = call("export", "-", *arguments)
    assert (result.exit_code, result.stdout) == (USAGE, "")
    assert message in result.stderr


def test_a_file_holds_all_rows_of_a_ranking_and_a_screen_the_first(call: Call, tmp_path: Path) -> None:
    question = ("rank", "MSC exosome", "Disease")
    screen = json.loads(call(*question, "--format", "json").stdout)
    assert len(screen["rows"]) == 20 < screen["found"]
    assert len(rows_of(call(*question, "--format", "csv"))) == screen["found"]
    call(*question, "-o", tmp_path / "all.json")
    assert len(json.loads((tmp_path / "all.json").read_text(encoding="utf-8"))["rows"]) == screen["found"]
    assert len(rows_of(call(*question, "--format", "csv", "--limit", "3"))) == 3
