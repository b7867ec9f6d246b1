from __future__ import annotations

import csv
import json
import shlex
from typing import Any

import pytest

from msc_graph import KnowledgeGraph
from msc_graph.curation.reader import curated_folder
from msc_graph.curation.tables import split
from msc_graph.describe.describer import Describer
from msc_graph.describe.description import DescribedStatement, Description, Related
from msc_graph.describe.text import render
from msc_graph.errors import AmbiguousName, UnknownNode, UsageError
from msc_graph.languages import LANGUAGES
from msc_graph.messages.values import VALUES
from msc_graph.query.results import QueryResult
from tests.helpers.command_line import FINE, NO, run

CLOSED_LISTS = [
    ("references", "verification", "verification"),
    ("mechanisms", "verification", "verification"),
    ("mechanisms", "cargo_state", "cargoState"),
    ("mechanism_steps", "derivation", "derivation"),
    ("claims", "modality", "modality"),
    ("claims", "basis", "basis"),
    ("trials", "enrollment_type", "enrollmentType"),
    ("trials", "status", "status"),
    ("trials", "phase", "phase"),
]

# a trial with a claim that is wrong


@pytest.fixture(scope="module")
def trial(curated: KnowledgeGraph) -> Description:
    return curated.describe("NCT04388982", lang="zh")


def test_a_trial_shows_what_the_registry_says_in_chinese_words(trial: Description) -> None:
    facts = dict(trial.facts)
    assert (trial.id, trial.category) == ("clinicaltrials:NCT04388982", "临床试验")
    assert facts["分期"] == "1期; 2期"
    assert facts["招募状态"] == "状态不明"
    assert facts["入组人数"] == "9"
    assert facts["主办方"] == "Ruijin Hospital"
    assert facts["已公布结果"] == "否"
    assert "NCT04388982 研究疾病 阿尔茨海默病" in {statement.text for statement in trial.outgoing}


def test_a_wrong_claim_about_a_trial_stands_apart_beside_what_is_right(trial: Description) -> None:
    (claim,) = trial.disputed
    assert claim.ids == ("claim:S3-14",)
    assert claim.verdict == "归属错误"
    assert "48周" in claim.reason
    assert any("claim:S3-14-X1" in correction for correction in claim.corrections)
    assert claim.references == ("reference:Article",)
    assert set(claim.against) == {"PMID:37859748", "reference:NCT04388982"}
    assert "claim:S3-14" not in {a for s in (*trial.outgoing, *trial.incoming) for a in s.ids}


def test_the_text_of_a_trial_has_its_parts_in_order(trial: Description) -> None:
    text = render(trial, "zh")
    places = [text.index(part) for part in ("分期: 1期; 2期", "有争议的说法", "更正: ", "作用与关系")]
    assert places == sorted(places)
    assert text.endswith("\n")


# assertions, mechanisms, nodes


@pytest.mark.parametrize(
    "name", ["S3-05", "claim:S3-05", "s3-05", "CLAIM:s3-05", "https://w3id.org/msc-graph/assertion/S3-05"]
)
def test_an_assertion_shows_verdict_reason_evidence_and_corrections(
    curated: KnowledgeGraph, name: str
) -> None:
    found = curated.describe(name)
    facts = dict(found.facts)
    assert found.id == "claim:S3-05"
    assert found.label == "NCT04491240 reports outcome 83% survival"
    assert facts["verdict"] == "misattributed [msc:misattributed]"
    assert "claim:S3-05-X1" in facts["instead"]
    assert "claim:S3-05-X2" in facts["instead"]
    assert "no death in any arm" in found.definition
    assert [line.partition(";")[0] for line in found.evidence] == ["refutes", "supports"]
    assert "why: The posted results" in render(found, "en")


def test_what_cannot_be_proved_says_that_nothing_better_is_known(curated: KnowledgeGraph) -> None:
    answer = curated.query("article-claims")
    assert isinstance(answer, QueryResult)
    rows = answer.as_dicts()
    uncorrected = [row["claim"] for row in rows if row["verdict"] == "unverifiable" and not row["correction"]]
    assert uncorrected
    for claim in uncorrected:
        assert dict(curated.describe(str(claim)).facts)["instead"] == "what is right instead is not known"


@pytest.mark.parametrize("name", ["C03", "mechanism:C03", "c03"])
def test_a_mechanism_shows_its_steps_in_order_with_their_own_references(
    curated: KnowledgeGraph, name: str
) -> None:
    found = curated.describe(name)
    assert dict(found.facts)["net sign"] == "-"
    assert [step.ids for step in found.steps] == [(f"claim:C03-E{number}",) for number in range(1, 10)]
    assert found.steps[2].text == "miR-21-5p targets PTEN"
    assert found.steps[2].sign == "-"
    assert "DOI:10.1155/2022/1252557" in found.steps[2].references
    assert all(0 < step.belief < 1 for step in found.steps)


def test_the_tenth_step_comes_after_the_ninth(curated: KnowledgeGraph) -> None:
    found = curated.describe("C01")
    assert [step.ids[0] for step in found.steps] == [
        f"claim:C01-E{n}" for n in range(1, len(found.steps) + 1)
    ]
    assert len(found.steps) >= 10


def test_a_gene_shows_who_is_wrongly_said_to_act_on_it(curated: KnowledgeGraph) -> None:
    found = curated.describe("PDCD4")
    assert (found.id, found.category) == ("HGNC:8763", "gene")
    assert any("miR-21-5p" in statement.text for statement in found.incoming)
    texts = {statement.text: statement for statement in found.disputed}
    claim = texts["miR-150-5p targets PDCD4"]
    assert "claim:S2-18" in claim.ids
    assert claim.verdict == "unverifiable"
    assert claim.corrections
    assert not any("miR-150-5p" in statement.text for statement in found.incoming)


@pytest.mark.parametrize("name", ["hsa-miR-150-5p", "MIMAT0000451", "mirbase.mature:MIMAT0000451"])
def test_a_node_is_described_by_any_of_its_names(curated: KnowledgeGraph, name: str) -> None:
    assert curated.describe(name).id == "mirbase.mature:MIMAT0000451"


def test_the_label_in_the_other_language_is_no_synonym(curated: KnowledgeGraph) -> None:
    english, chinese = (curated.describe("corneal injury", lang=lang) for lang in LANGUAGES)
    assert (english.label, english.other_label) == ("corneal injury", "角膜损伤")
    assert (chinese.label, chinese.other_label) == ("角膜损伤", "corneal injury")
    assert not {"corneal injury", "角膜损伤"} & {*english.synonyms, *chinese.synonyms}
    assert "\n  in Chinese: 角膜损伤\n" in render(english, "en")
    assert "\n  英文名: corneal injury\n" in render(chinese, "zh")
    assert curated.describe("PDCD4").other_label == ""


def test_closed_lists_have_chinese_words(curated: KnowledgeGraph) -> None:
    mechanism = curated.describe("C03", lang="zh")
    values = {value for _, value in mechanism.facts}
    assert {"递送", "已核实"} <= values
    claim = {value for _, value in curated.describe("S3-05", lang="zh").facts}
    assert {"断言", "已查阅的来源"} <= claim


@pytest.mark.parametrize(("table", "column", "name"), CLOSED_LISTS)
def test_every_word_of_a_closed_list_has_a_chinese_one(table: str, column: str, name: str) -> None:
    path = curated_folder() / f"{table}.tsv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    words = {word for row in rows for word in split(row[column])}
    assert words
    assert {f"{name}: {word}" for word in words} <= VALUES.keys()


# documents


@pytest.mark.parametrize(
    "name",
    [
        "reference:Liu2022cornea",
        "liu2022cornea",
        "DOI:10.1155/2022/1252557",
        "doi:10.1155/2022/1252557",
        "doi: 10.1155/2022/1252557",
        "10.1155/2022/1252557",
        "https://doi.org/10.1155/2022/1252557",
    ],
)
def test_a_document_shows_what_it_supports(curated: KnowledgeGraph, name: str) -> None:
    found = curated.describe(name)
    facts = dict(found.facts)
    assert (found.id, found.category) == ("reference:Liu2022cornea", "journal article")
    assert (facts["year"], facts["verification"]) == ("2022", "verified")
    assert "DOI:10.1155/2022/1252557" in facts.values()
    assert ("claim:C03-E3",) in {statement.ids for statement in found.supports}
    assert all(statement.verdict and 0 < statement.belief < 1 for statement in found.supports)
    lines = render(found, "en").splitlines()
    assert f"Assertions that it supports ({len(found.supports)})" in lines
    assert lines[-1] == f"  - and {len(found.supports) - 10} more"


@pytest.mark.parametrize(
    "name",
    ["PMID: 37859748", "pmid37859748", "PubMed 37859748", "https://pubmed.ncbi.nlm.nih.gov/37859748/",
     "https://www.ncbi.nlm.nih.gov/pubmed/37859748"],
)  # fmt: skip
def test_a_paper_goes_by_its_number_in_pubmed(curated: KnowledgeGraph, name: str) -> None:
    assert curated.describe(name).id == curated.describe("PMID:37859748").id


def test_a_document_shows_what_it_refutes(curated: KnowledgeGraph) -> None:
    found = curated.describe("PMID:37859748", lang="zh")
    assert found.id == "reference:Xie2023"
    (refuted,) = (statement for statement in found.refutes if statement.ids == ("claim:S3-14",))
    assert refuted.verdict == "归属错误"
    assert ("claim:S3-14-X1",) in {statement.ids for statement in found.supports}
    assert "它反驳的陈述" in render(found, "zh")


def test_a_document_of_which_something_is_said_shows_that_too(curated: KnowledgeGraph) -> None:
    article = curated.describe("Article")
    assert article.id == "reference:Article"
    assert article.outgoing
    assert len(article.supports) > 200


# names that are none


@pytest.mark.parametrize("name", ["", "no such thing", "S9-99", "claim:", "C03\x00", "<x>", "\ud800", "a b"])
def test_a_name_that_fits_nothing_is_an_error(curated: KnowledgeGraph, name: str) -> None:
    with pytest.raises(UnknownNode):
        curated.describe(name)


def test_a_name_of_several_nodes_is_an_error(curated: KnowledgeGraph) -> None:
    with pytest.raises(AmbiguousName):
        curated.describe("0001525")


def test_an_unknown_language_is_an_error(curated: KnowledgeGraph) -> None:
    with pytest.raises(UsageError, match="en, zh"):
        curated.describe("PDCD4", lang="de")


# all of them


@pytest.mark.parametrize("lang", LANGUAGES)
def test_everything_in_the_graph_can_be_described(curated: KnowledgeGraph, lang: str) -> None:
    graph = curated.property_graph(disputed=True)
    describer = Describer(curated.store, curated.vocabulary, graph, curated.names, lang)
    mechanisms = {mechanism for edge in graph.edges for mechanism in edge.mechanisms}
    assertions = {assertion for edge in graph.edges for assertion in edge.assertions}
    documents = set(graph.citations) - {node.id for node in graph.nodes}
    nodes = (node.id for node in graph.nodes)
    for name in (*nodes, *sorted(mechanisms), *sorted(assertions), *sorted(documents)):
        found = describer.describe(name)
        assert found.id == name
        assert found.label
        assert found.category, name
        document = json.loads(json.dumps(found.to_dict()))
        totals = document.pop("totals")
        assert (
            Description(**{key: _revived(value) for key, value in document.items()}, totals=totals) == found
        )
        assert all(totals.get(key, 0) == len(getattr(found, key)) for key in LISTS)
        assert render(found, lang).startswith(f"{found.label}  [{name}]\n")


LISTS = ("mechanisms", "trials", "steps", "outgoing", "incoming", "disputed", "supports", "refutes")


def _revived(value: Any) -> Any:
    """Turn what JSON made of a description's parts back into tuples and statements."""
    if isinstance(value, list):
        return tuple(_revived(member) for member in value)
    if isinstance(value, dict):
        kind = DescribedStatement if "text" in value else Related
        return kind(**{key: _revived(member) for key, member in value.items()})
    return value


# the hub


def test_a_disease_tells_its_mechanisms_trials_and_what_to_ask_next(curated: KnowledgeGraph) -> None:
    found = curated.describe("corneal injury")
    assert ("mechanism:C03", "ends", "verified") in {(m.id, m.part, m.note) for m in found.mechanisms}
    assert 'msc-graph rank MicroRNA "corneal injury"' in found.go_on
    [trial] = [one for one in curated.describe("dry eye", lang="zh").trials if one.label == "NCT04213248"]
    assert trial.id == "clinicaltrials:NCT04213248" and trial.note


def test_a_cargo_starts_its_mechanisms_and_a_target_stands_within(curated: KnowledgeGraph) -> None:
    parts = {one.id: one.part for one in curated.describe("miR-21-5p").mechanisms}
    assert parts["mechanism:C03"] == "starts"
    assert {one.part for one in curated.describe("PDCD4").mechanisms} == {"passes"}


def test_a_judged_statement_begins_with_its_verdict_and_reason(curated: KnowledgeGraph) -> None:
    lines = render(curated.describe("S3-05"), "en").splitlines()
    fields = [line.strip().partition(":")[0] for line in lines if line.startswith("  ")]
    assert fields[2:6] == ["verdict", "belief", "why", "instead"]


def test_what_is_not_simply_supported_says_why_and_what_is_recalled_says_so(curated: KnowledgeGraph) -> None:
    found = curated.describe("PDCD4")
    [recalled] = found.outgoing
    assert recalled.strength == "recalled"
    assert "recalled, not verified" in render(found, "en") and "supported; strong (belief" in render(
        found, "en"
    )
    partly = [one for one in curated.describe("MSC exosome").outgoing if one.verdict == "partially supported"]
    assert partly and all(one.reason for one in partly)


def test_a_disease_tells_what_is_disputed_in_its_mechanisms(curated: KnowledgeGraph) -> None:
    found = curated.describe("corneal injury")
    assert {"claim:S2-18", "claim:S2-19"} <= {name for one in found.disputed for name in one.ids}
    assert all(one.reason and one.corrections for one in found.disputed)
    verdicts = {one.id: one.verdict for one in found.mechanisms}
    assert (verdicts["mechanism:C10"], verdicts["mechanism:C03"]) == ("unverifiable", "")
    assert "article claim only; unverifiable" in render(found, "en")


def test_what_to_ask_next_of_a_disease_has_an_answer(curated: KnowledgeGraph) -> None:
    ending = {edge.object for edge in curated.property_graph().edges if edge.mechanisms}
    diseases = [node for node in curated.property_graph().nodes if node.category == "Disease"]
    for disease in (node for node in diseases if node.id in ending):
        [kind] = {command.split()[2] for command in curated.describe(disease.id).go_on if " rank " in command}
        assert curated.rank(kind, disease.id, limit=1), (kind, disease.label)


def test_every_command_to_go_on_with_runs(curated: KnowledgeGraph) -> None:
    for name in ("corneal injury", "miR-21-5p", "PDCD4", "NCT04388982"):
        for command in curated.describe(name).go_on:
            assert run(*shlex.split(command)[1:]).exit_code in (FINE, NO), command
