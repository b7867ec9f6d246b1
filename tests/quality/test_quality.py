from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDFS

from msc_graph.errors import FileRefused, UnknownFormat, UsageError, ValidationFailed, ValidationTimeout
from msc_graph.quality import validation_process
from msc_graph.quality.pyshacl_engine import validate
from msc_graph.quality.report import Finding, ValidationReport, report_from_json
from msc_graph.quality.shipped import ontology_graph
from msc_graph.quality.validation import ENGINES, validate_file
from msc_graph.rdf.reading import read_rdf_file
from msc_graph.system.memory import ran_out
from msc_graph.system.pipes import frame
from msc_graph.vocabulary.namespaces import MSC, XSD

FIXTURES = Path(__file__).parents[1] / "shapes"
CONTEXT = FIXTURES / "context.ttl"
SIGN_RULE = (
    "The sign of an assertion is the sign of its predicate;"
    " an assertion with a contextual predicate has none."
)
SIGN_FIX = (
    "Take the sign from the predicate; if the effect runs the other way, choose the opposite predicate."
)


def msc(name: str) -> URIRef:
    return URIRef(MSC + name)


def fixture(name: str) -> Graph:
    return read_rdf_file(CONTEXT) + read_rdf_file(FIXTURES / name)


@pytest.fixture(scope="module")
def broken_report() -> ValidationReport:
    return validate(fixture("assertion-sign.fail.ttl"))


# findings


def test_a_finding_says_what_is_wrong_where_and_what_to_do(broken_report: ValidationReport) -> None:
    assert broken_report.findings[0] == Finding(
        shape="assertion-sign",
        severity="violation",
        focus="claim:one",
        focus_label="the vesicle promotes repair",
        path="msc:predicate/msc:sign",
        value="+",
        value_label="",
        rule=SIGN_RULE,
        fix=SIGN_FIX,
    )


def test_findings_speak_the_language_that_is_asked_for() -> None:
    finding = validate(fixture("assertion-subject.fail.ttl"), lang="zh").findings[0]
    assert finding.rule == "每条陈述有且只有一个主语，且该主语是图中的节点。"
    assert finding.fix.startswith("指明一个主语")
    assert finding.focus_label == "the vesicle promotes repair"  # there is no Chinese label


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("evidence-assertion", "^msc:hasEvidence"),
        ("graft-versus-host-disease", "msc:isKindOf|msc:belongsToCategory"),
        ("correction-reference", "msc:hasEvidence/msc:reference"),
        ("node-english-label", "rdfs:label"),
        ("micro-rna", ""),
        ("endorsed-assertion-has-triple", "msc:promotes"),
    ],
)
def test_the_property_path_is_written_as_in_sparql(name: str, path: str) -> None:
    assert {finding.path for finding in validate(fixture(f"{name}.fail.ttl")).findings} == {path}


def test_a_rule_about_the_whole_graph_names_the_assertion_that_breaks_it() -> None:
    findings = validate(fixture("endorsed-assertion-has-triple.fail.ttl")).findings
    assert [(finding.focus, finding.value) for finding in findings] == [("claim:one", "")]


def test_a_warning_is_reported_and_still_conforms() -> None:
    report = validate(fixture("protein.fail.ttl"))
    assert report.conforms
    assert report.counts == {"violation": 0, "warning": 1, "info": 0}


def test_violations_come_before_warnings_and_the_order_is_fixed() -> None:
    data = fixture("protein.fail.ttl") + read_rdf_file(FIXTURES / "trial-phase.fail.ttl")
    report = validate(data)
    assert [finding.severity for finding in report.findings] == ["violation", "warning"]
    assert validate(data) == report


# graphs that are not ours


def test_a_graph_without_anything_to_check_does_not_conform_silently() -> None:
    data = Graph()
    data.add((URIRef("http://example.org/a"), RDFS.label, Literal("a")))
    report = validate(data)
    assert (report.focus_nodes, report.findings, report.conforms) == (0, (), False)
    assert report.summary.startswith("Nothing was checked")


def test_an_empty_graph_does_not_conform() -> None:
    assert not validate(Graph()).conforms


def test_nothing_of_the_ontology_is_reported_with_the_data_of_a_user() -> None:
    report = validate(fixture("gene.pass.ttl"))
    assert 0 < report.focus_nodes < 20
    assert report.targets["predicate-sign"] == 0


def test_the_data_and_the_ontology_are_left_as_they_were() -> None:
    data, ontology = fixture("gene.fail.ttl"), len(ontology_graph())
    size = len(data)
    validate(data)
    assert (len(data), len(ontology_graph())) == (size, ontology)


def test_shapes_of_ones_own_can_be_used() -> None:
    shapes = Graph().parse(
        data="""
        @prefix sh: <http://www.w3.org/ns/shacl#> . @prefix msc: <https://w3id.org/msc-graph/> .
        <http://example.org/short> a sh:NodeShape ; sh:targetClass msc:Gene ; sh:maxLength 3 .""",
        format="turtle",
    )
    findings = validate(fixture("gene.pass.ttl"), shapes=shapes).findings
    assert {finding.shape for finding in findings} == {"http://example.org/short"}
    assert all(finding.rule and not finding.fix for finding in findings)


def test_a_shape_that_the_validator_refuses_is_told_in_our_words() -> None:
    shapes = Graph().parse(
        data="""
        @prefix sh: <http://www.w3.org/ns/shacl#> . @prefix msc: <https://w3id.org/msc-graph/> .
        <http://example.org/bad> a sh:NodeShape ; sh:targetClass msc:Gene ; sh:minLength 1, 2 .""",
        format="turtle",
    )
    with pytest.raises(ValidationFailed, match="the validation failed"):
        validate(fixture("gene.pass.ttl"), shapes=shapes)


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(UsageError, match="the languages are en, zh"):
        validate(Graph(), lang="fr")
    with pytest.raises(UsageError, match="the languages are en, zh"):
        validate_file(CONTEXT, lang="fr")


# files


@pytest.mark.parametrize("engine", ENGINES)
def test_a_file_is_validated_in_a_process_of_its_own_with_the_same_answer(
    tmp_path: Path, engine: str
) -> None:
    data = fixture("assertion-sign.fail.ttl")
    data.serialize(tmp_path / "mine.ttl", format="turtle", encoding="utf-8")
    assert validate_file(tmp_path / "mine.ttl", lang="zh", engine=engine) == validate(data, lang="zh")


@pytest.mark.parametrize("engine", ENGINES)
def test_classes_far_below_each_other_are_walked(tmp_path: Path, engine: str) -> None:
    ex, sub = "http://example.org/", "http://www.w3.org/2000/01/rdf-schema#subClassOf"
    chain = [f"<{ex}{n}> <{sub}> <{ex}{n + 1}> .\n" for n in range(1_500)]
    top = f"<{ex}1500> <{sub}> <{MSC}Gene> . <{ex}g> a <{ex}0> .\n"
    (tmp_path / "deep.ttl").write_text("".join(chain) + top, encoding="utf-8")
    assert "gene" in validate_file(tmp_path / "deep.ttl", engine=engine).by_shape


@pytest.mark.parametrize("engine", ENGINES)
def test_a_belief_that_is_no_number_breaks_its_range(tmp_path: Path, engine: str) -> None:
    said = f'<http://example.org/a> a <{MSC}Assertion> ; <{MSC}belief> "NaN"^^<{XSD}double> .'
    (tmp_path / "nan.ttl").write_text(said, encoding="utf-8")
    assert "assertion-belief" in validate_file(tmp_path / "nan.ttl", engine=engine).by_shape


def test_what_has_no_label_is_called_the_same_each_time(tmp_path: Path) -> None:
    (tmp_path / "blank.ttl").write_text(f"[] a <{MSC}Gene> . _:mine a <{MSC}Gene> .", encoding="utf-8")
    first, again = (validate_file(tmp_path / "blank.ttl").render("csv") for _ in range(2))
    assert first == again
    assert "_:unlabelled1" in first and "_:mine" in first


def test_a_validator_that_gives_up_is_told_in_its_own_words_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(validation_process, "__name__", "tests.helpers.giving_up")
    with pytest.raises(ValidationFailed, match=r"^the validation failed: a shape is odd$"):
        validate_file(CONTEXT)


def test_a_validation_that_takes_too_long_is_stopped() -> None:
    with pytest.raises(ValidationTimeout, match=r"after 0\.01 seconds"):
        validate_file(CONTEXT, timeout=0.01)


def test_a_process_that_dies_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(validation_process, "__name__", "tests.helpers.dying")
    with pytest.raises(ValidationFailed, match="status -11"):
        validate_file(CONTEXT)


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux")
def test_a_validation_that_needs_too_much_memory_is_stopped() -> None:
    """The process of a validation with no more memory than it has taken to start."""
    code = "import msc_graph.quality.validation_process as w; w.MEMORY = 32 << 20; w.main('fast', 'en', 60)"
    data = b"".join(b"<http://e/%d> <http://e/p> <http://e/%d> .\n" % (n, n + 1) for n in range(300_000))
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", code], stdin=pipe, stdout=pipe, stderr=pipe) as process:
        assert process.stdin and process.stderr
        process.stdin.write(frame(validation_process.TRIPLES, data))
        process.stdin.flush()
        assert process.wait(60) != 0
        assert ran_out(process.stderr.read().decode(errors="replace"))


def test_a_validation_without_memory_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(validation_process, "__name__", "tests.helpers.out_of_memory")
    with pytest.raises(ValidationFailed, match="needs more than 4096 MiB of memory"):
        validate_file(CONTEXT)


def test_the_process_ends_itself_when_nobody_does_it() -> None:
    code = "import msc_graph.quality.validation_process as w; w.GRACE = 0; w.main('fast', 'en', 0.2)"
    process = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL)
    with process:
        assert process.wait(timeout=30) != 0  # its input never ends, yet it does


def test_a_file_that_cannot_be_read_is_refused_before_a_process_starts(tmp_path: Path) -> None:
    (tmp_path / "bad.ttl").write_text("<", encoding="utf-8")
    with pytest.raises(FileRefused):
        validate_file(tmp_path / "bad.ttl")


# renderings


def test_the_report_reads_well(broken_report: ValidationReport) -> None:
    assert broken_report.render().splitlines() == [
        f"The graph does not conform (violations: 2, nodes checked: {broken_report.focus_nodes}).",
        "",
        "assertion-sign (violations: 2)",
        f"  rule: {SIGN_RULE}",
        f"  fix: {SIGN_FIX}",
        "  - claim:one  (the vesicle promotes repair)  msc:predicate/msc:sign  +",
        "  - claim:one  (the vesicle promotes repair)  msc:predicate/msc:sign  -",
    ]


def test_a_label_cannot_paint_the_terminal() -> None:
    data = fixture("gene.fail.ttl")
    data.set((msc("pdcd4"), RDFS.label, Literal("\x1b[31mred\nline", lang="en")))
    lines = validate(data).render().splitlines()
    assert any("?[31mred line" in line for line in lines)


def test_the_report_in_json_reads_back(broken_report: ValidationReport) -> None:
    text = broken_report.render("json")
    assert report_from_json(text) == broken_report
    assert json.loads(text)["conforms"] is False


@pytest.mark.parametrize("format_name", ["csv", "tsv", "md"])
def test_the_report_has_a_line_for_each_finding(format_name: str, broken_report: ValidationReport) -> None:
    lines = broken_report.render(format_name).splitlines()
    assert sum("claim:one" in line for line in lines) == 2
    assert "focus_label" in lines[0].replace("\\", "")


def test_an_unknown_rendering_lists_the_known_ones(broken_report: ValidationReport) -> None:
    with pytest.raises(UnknownFormat, match="table, json, csv, tsv, md"):
        broken_report.render("xlsx")
