"""ClinicalTrials.gov. The small studies are of our own making, in both layouts."""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path
from typing import Any

import pytest

import msc_graph
from msc_graph.errors import BadRow, FileRefused
from msc_graph.messages.imports import EventKind
from msc_graph.query.results import QueryResult
from msc_graph.sources.batch import Batch
from msc_graph.sources.formats.clinicaltrials import (
    CELLS_ONLY,
    MEDIUM,
    MENTIONED,
    NEITHER,
    OTHER_SOURCE,
    OUTSIDE,
    Trial,
    trial_of,
    why_left_out,
)
from msc_graph.stores.disk.building import import_source, remove_source
from msc_graph.stores.importing.encoding import Encoder, Known
from msc_graph.stores.importing.source import ImportOptions
from msc_graph.vocabulary.ontology import vocabulary
from tests.conftest import SHARED
from tests.helpers.source_tables import read_source, tables

TRIALS = SHARED / "data/trials"
CURATED = Path(__file__).resolve().parents[2] / "ontology/curated/trials.tsv"


def of_2022(**fields: Any) -> dict[str, Any]:
    record = {
        "NCTId": ["NCT00000001"],
        "BriefTitle": ["MSC Exosomes in Diabetes"],
        "OfficialTitle": ["Exosomes of Mesenchymal Stem Cells in Diabetes"],
        "Acronym": ["EXODIA"],
        "Condition": ["Type 1 Diabetes", "Sore Feet"],
        "ConditionMeshId": ["D000003922"],
        "ConditionMeshTerm": ["Diabetes Mellitus, Type 1"],
        "InterventionName": ["MSC-Exos", "Placebo"],
        "Phase": ["Phase 1", "Phase 2"],
        "EnrollmentCount": ["30"],
        "EnrollmentType": ["Anticipated"],
        "PrimaryOutcomeMeasure": ["Insulin dose", "Adverse events"],
        "CompletionDate": ["June 2021"],
        "ResultsFirstPostDate": ["July 2022"],
        "VersionHolder": ["October 07, 2022"],
        "OverallStatus": ["Completed"],
        "LeadSponsorName": ["A hospital"],
        "LocationCountry": ["China", "China"],
        "StartDate": ["May 2020"],
    }
    return {**record, **{name: [v] if isinstance(v, str) else v for name, v in fields.items()}}


def of_api_2() -> dict[str, Any]:
    """The same study as a study of version 2 of the API."""
    return {
        "protocolSection": {
            "identificationModule": {
                "nctId": "NCT00000001",
                "briefTitle": "MSC Exosomes in Diabetes",
                "officialTitle": "Exosomes of Mesenchymal Stem Cells in Diabetes",
                "acronym": "EXODIA",
            },
            "statusModule": {
                "overallStatus": "COMPLETED",
                "startDateStruct": {"date": "May 2020"},
                "completionDateStruct": {"date": "June 2021"},
            },
            "outcomesModule": {
                "primaryOutcomes": [{"measure": "Insulin dose"}, {"measure": "Adverse events"}]
            },
            "sponsorCollaboratorsModule": {"leadSponsor": {"name": "A hospital"}},
            "conditionsModule": {"conditions": ["Type 1 Diabetes", "Sore Feet"]},
            "designModule": {
                "phases": ["PHASE1", "PHASE2"],
                "enrollmentInfo": {"count": 30, "type": "ESTIMATED"},
            },
            "armsInterventionsModule": {
                "interventions": [{"type": "DRUG", "name": "MSC-Exos"}, {"type": "DRUG", "name": "Placebo"}]
            },
            "contactsLocationsModule": {"locations": [{"country": "China"}, {"country": "China"}]},
        },
        "derivedSection": {
            "conditionBrowseModule": {"meshes": [{"id": "D003922", "term": "Diabetes Mellitus, Type 1"}]},
            "miscInfoModule": {"versionHolder": "2022-10-07"},
        },
        "hasResults": True,
    }


def written(folder: Path, name: str, *records: Any) -> Path:
    """The records in one of the ways in which they come."""
    path = folder / name
    texts = {
        "lines.jsonl": "".join(json.dumps(r) + "\n" for r in records),
        "list.json": json.dumps(records, indent=1),
        "page.json": json.dumps({"totalCount": 1, "studies": records}, indent=1),
        "one.json": json.dumps(records[0], indent=1),
        "dense.json": json.dumps(records[0]),
    }
    path.write_text(texts[name], encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["lines.jsonl", "list.json", "page.json", "one.json", "dense.json"])
@pytest.mark.parametrize("record", [of_2022(), of_api_2()], ids=["2022", "API 2"])
def test_both_layouts_give_the_same_statements(tmp_path: Path, name: str, record: dict[str, Any]) -> None:
    grounding = tables(tmp_path)
    source = read_source("clinicaltrials", written(tmp_path, name, record), grounding=grounding)
    trial = "clinicaltrials:NCT00000001"
    assert set(source.statements["subject"]) == set(source.statements["reference"]) == {trial}
    assert set(source.statements["evidence_type"]) == {"ECO:0000180"}
    labels = {row["id"]: row["label"] for row in source.nodes.iter_rows(named=True)}
    found = [(p, o, labels[o]) for _, p, o, *_ in source.statements.iter_rows()]
    assert [(p, label) for p, o, label in found] == [
        ("msc:investigates", "type 1 diabetes mellitus"),
        ("msc:investigates", "Sore Feet"),
        ("msc:testsIntervention", "MSC-Exos"),
        ("msc:testsIntervention", "Placebo"),
        ("msc:hasStatus", "Completed"),
        ("msc:conductedIn", "China"),
    ]
    assert found[0][1] == "MONDO:0005147"  # the registry's own MeSH term, another name, adds nothing
    node = source.node(trial)
    assert (node["category"], node["label"]) == ("ClinicalTrial", "MSC Exosomes in Diabetes")
    assert {row[0] for row in source.properties.iter_rows()} == {trial}
    assert [row[1:] for row in source.properties.iter_rows() if row[2]] == [
        ("dcterms:identifier", "NCT00000001"),
        ("msc:officialTitle", "Exosomes of Mesenchymal Stem Cells in Diabetes"),
        ("msc:phase", "Phase 1"),
        ("msc:phase", "Phase 2"),
        ("msc:status", "Completed"),
        ("msc:leadSponsor", "A hospital"),
        ("msc:enrollment", "30"),
        ("msc:enrollmentType", "anticipated"),
        ("msc:startDate", "May 2020"),
        ("msc:completionDate", "June 2021"),
        ("msc:country", "China"),
        ("msc:conditionAsRegistered", "Type 1 Diabetes"),
        ("msc:conditionAsRegistered", "Sore Feet"),
        ("msc:intervention", "MSC-Exos"),
        ("msc:intervention", "Placebo"),
        ("msc:primaryOutcome", "Insulin dose"),
        ("msc:primaryOutcome", "Adverse events"),
        ("msc:hasPostedResults", "true"),
        ("msc:snapshotDate", "2022-10-07"),
    ]
    assert source.node("unresolved:disease-sore_feet-" + found[1][1][-8:])["grounding"] == "unknown"
    assert source.event(EventKind.NAME_NOT_FOUND) == (1, ["Sore Feet"])
    assert source.predicates.is_empty()  # the ontology declares them all


@pytest.mark.parametrize(
    ("given", "study_type", "phases"),
    [
        (["Not Applicable"], "Interventional", ("Not applicable",)),
        (["NA"], "INTERVENTIONAL", ("Not applicable",)),
        (["EARLY_PHASE1"], "INTERVENTIONAL", ("Early Phase 1",)),
        (["PHASE2", "PHASE3"], "INTERVENTIONAL", ("Phase 2", "Phase 3")),
        ([], "Observational", ("Not applicable",)),
        ([], "EXPANDED_ACCESS", ("Expanded access",)),
        ([], "Interventional", ()),  # the registry says nothing
    ],
)
def test_phases_are_written_as_the_shapes_want_them(
    given: list[str], study_type: str, phases: tuple[str, ...]
) -> None:
    old = trial_of(of_2022(Phase=given, StudyType=study_type))
    study = of_api_2()
    study["protocolSection"]["designModule"] |= {"phases": given, "studyType": study_type}
    new = trial_of(study)
    assert isinstance(old, Trial)
    assert isinstance(new, Trial)
    assert old.phases == new.phases == phases


def test_a_name_in_two_spellings_is_one_thing(tmp_path: Path) -> None:
    first = of_2022(Condition=["Heart  Failure", "Sore Feet"], InterventionName=["Placebo"])
    second = of_2022(
        NCTId="NCT00000002", Condition=["heart failure", "Heart Failure"], InterventionName=["placebo "]
    )
    source = read_source("clinicaltrials", written(tmp_path, "lines.jsonl", first, second))
    encoder = Encoder("t", evidence_type="ECO:0000180", words=vocabulary(), known=Known({}, {}))
    encoder.add(Batch(source.nodes, source.statements, source.predicates, source.properties))
    nodes = {row["label"]: row["synonyms"] for row in encoder.tables().nodes.iter_rows(named=True)}
    assert nodes["Heart  Failure"] == ["Heart Failure", "heart failure"]
    assert nodes["Placebo"] == ["placebo"]
    assert not {"heart failure", "Heart Failure", "placebo"} & set(nodes)


def test_without_tables_a_condition_spelled_like_its_mesh_term_is_that_term(tmp_path: Path) -> None:
    record = of_2022(Condition=["diabetes mellitus, type 1", "Sore Feet"])
    source = read_source("clinicaltrials", written(tmp_path, "lines.jsonl", record))
    found = source.statements.filter(predicate="msc:investigates")["object"].to_list()
    assert [name[:23] for name in found] == ["unresolved:disease-sore", "MESH:D003922"]
    assert source.node("MESH:D003922")["label"] == "Diabetes Mellitus, Type 1"


def test_imported_trials_conform_are_shown_and_leave_again(tmp_path: Path) -> None:
    """Replacing, removing and importing again give the triples that they should, in this order of sources.

    The first record is in the layout of API 2, the second in that of 2022.
    """
    store, other = tmp_path / "store", tmp_path / "other"
    other.mkdir()
    file = written(tmp_path, "lines.jsonl", of_api_2())
    changed = written(other, "lines.jsonl", of_2022(OverallStatus="Terminated"))
    assert import_source("clinicaltrials", [file], store=store).changed
    assert not import_source("clinicaltrials", [file], store=store).changed
    with msc_graph.open(store) as graph:
        graph.export(tmp_path / "near.nq", around="NCT00000001")
        assert 'phase> "Phase 1"' in (tmp_path / "near.nq").read_text(encoding="utf-8")
    import_source("clinicaltrials", [changed], store=store, options=ImportOptions(name="later"))
    asked = (
        "SELECT ?t ?s WHERE { ?t msc:phase 'Phase 1' ; msc:status ?s ; msc:enrollment ?n FILTER(?n = 30) }"
    )

    def answer() -> list[tuple[object, ...]]:
        with msc_graph.open(store) as graph:
            found = graph.sparql(asked)
            assert isinstance(found, QueryResult)
            return [row for row in found.rows if row[0] == "clinicaltrials:NCT00000001"]

    assert answer() == [("clinicaltrials:NCT00000001", "Completed")]  # the first source describes it
    with msc_graph.open(store) as graph:
        assert graph.validate().conforms
        facts = dict(graph.describe("NCT00000001", lang="zh").facts)
        assert (facts["分期"], facts["招募状态"], facts["入组人数"]) == ("1期; 2期", "已完成", "30")
    remove_source("clinicaltrials", store=store)
    assert answer() == [("clinicaltrials:NCT00000001", "Terminated")]
    import_source("clinicaltrials", [file], store=store, options=ImportOptions(name="later", replace=True))
    assert answer() == [("clinicaltrials:NCT00000001", "Completed")]


def test_a_curated_trial_keeps_its_curated_properties(tmp_path: Path) -> None:
    file = written(tmp_path, "lines.jsonl", of_2022(NCTId="NCT03384433", OverallStatus="Suspended"))
    import_source("clinicaltrials", [file], store=tmp_path / "store")
    with msc_graph.open(tmp_path / "store") as graph:
        assert dict(graph.describe("NCT03384433").facts)["recruitment status"] == "Recruiting"
        assert graph.validate().conforms


def test_a_name_found_in_the_tables_is_not_stated_again_by_its_mesh_term(tmp_path: Path) -> None:
    record = of_2022(Condition="Type 1 Diabetes", ConditionMeshTerm="Type 1 diabetes")
    source = read_source("clinicaltrials", written(tmp_path, "one.json", record), grounding=tables(tmp_path))
    stated = source.statements.filter(predicate="msc:investigates").select("object", "locator")
    assert stated.rows() == [("MONDO:0005147", "condition as registered: Type 1 Diabetes")]


EXCLUDED = ("NCT04223622", "NCT05243368", "NCT03562715")
"""Curated as excluded records; they are in the snapshot."""


def test_records_that_the_curators_excluded_are_studies(tmp_path: Path) -> None:
    file = written(tmp_path, "lines.jsonl", *(of_2022(NCTId=nct, BriefTitle="MSC") for nct in EXCLUDED))
    with msc_graph.load() as graph:
        trials = graph.info()["trials"]
        graph.add(file, "clinicaltrials", parameters={"all": "yes"})
        assert graph.node(EXCLUDED[0]).category == "ExcludedTrial"
        assert graph.info()["trials"] == trials
        edges = graph.property_graph().edges
        assert sum(edge.subject == f"clinicaltrials:{EXCLUDED[0]}" for edge in edges) == 6
        assert graph.validate().conforms


@pytest.mark.shared_data
def test_the_whole_snapshot_conforms(tmp_path: Path) -> None:
    """A close match is no condition: the process scar formation is not the Cicatrix of a trial."""
    options = ImportOptions(parameters={"all": "yes"})
    import_source("clinicaltrials", [TRIALS / "msc_trials.jsonl.gz"], store=tmp_path / "s", options=options)
    with msc_graph.open(tmp_path / "s") as graph:
        assert {graph.node(nct).category for nct in EXCLUDED} == {"ExcludedTrial"}
        assert not graph.validate().findings


def trial(**fields: Any) -> Trial:
    found = trial_of({"NCTId": ["NCT00000001"], **{n: [v] for n, v in fields.items()}})
    assert isinstance(found, Trial)
    return found


REASONS = [
    ({"BriefTitle": "Mesenchymal stem cells in GVHD"}, CELLS_ONLY),
    ({"BriefTitle": "Aspirin"}, NEITHER),
    ({"BriefTitle": "MSC conditioned medium for wounds"}, MEDIUM),
    ({"BriefTitle": "MSC in stroke", "DetailedDescription": "MSC act by exosomes"}, MENTIONED),
    ({"BriefTitle": "Diet", "OfficialTitle": "Diet with MSC-derived exosomes"}, MENTIONED),
    ({"BriefTitle": "Exosomes of ginger in mucositis"}, OTHER_SOURCE),
    ({"BriefTitle": "MSC exosomes on explants of cartilage"}, OUTSIDE),
    ({"BriefTitle": "MSC", "InterventionDescription": "EVs", "BriefSummary": "extracellular vesicles"}, ""),
    ({"BriefTitle": "Ex vivo expanded MSC: exosomes"}, ""),
    ({"BriefTitle": "MSC", "InterventionDescription": "EV at day 3"}, CELLS_ONLY),  # not spelled out
]


@pytest.mark.parametrize(("fields", "reason"), REASONS)
def test_the_reason_for_leaving_a_trial_out(fields: dict[str, str], reason: str) -> None:
    assert why_left_out(trial(**fields)) == reason


def test_trials_left_out_are_told_listed_and_kept_when_asked(tmp_path: Path) -> None:
    other = of_2022(NCTId="NCT00000002", BriefTitle="MSC", OfficialTitle="MSC", InterventionName="MSC")
    file = written(tmp_path, "lines.jsonl", of_2022(), other, of_2022())
    source = read_source("clinicaltrials", file)
    assert source.event(EventKind.TRIAL_LEFT_OUT, reason=CELLS_ONLY) == (1, ["NCT00000002 MSC"])
    assert source.event(EventKind.TRIAL_REPEATED) == (1, ["NCT00000001"])
    assert source.report.left_out == [("NCT00000002", CELLS_ONLY, "MSC")]
    everything = read_source("clinicaltrials", file, options={"all": "yes"})
    assert everything.node("clinicaltrials:NCT00000002")["category"] == "ClinicalStudy"


@pytest.mark.parametrize(
    ("content", "kind", "message"),
    [
        (b'{"NCTId": ["NCT1"]}\n', BadRow, ":1:.*eight digits: 'NCT1'"),
        (b'{"NCTId": ["NCT00000001"]}\n{"a": 1}\n', BadRow, ":2:.*neither 'protocolSection'"),
        (b'[{"NCTId": ["NCT00000001"]},\n{"NCTId": ', FileRefused, ":2: it is not valid JSON"),
        (b'{\n "NCTId": ["NCT00000001"],\n', FileRefused, "not valid JSON"),
        (b'{"NCTId": ["\xff"]}\n', BadRow, ":1:.*UTF-8"),
        (b"", FileRefused, "empty"),
        (gzip.compress(b'{"NCTId": ["NCT00000001"]}\n' * 9, mtime=0)[:-10], FileRefused, "cut off"),
    ],
)
def test_bad_files_are_told_with_their_line(
    tmp_path: Path, content: bytes, kind: type[Exception], message: str
) -> None:
    file = tmp_path / "x.json"
    file.write_bytes(content)
    with pytest.raises(kind, match=message):
        read_source("clinicaltrials", file)


@pytest.mark.shared_data
def test_the_filter_agrees_with_the_curated_trials() -> None:
    """All 21 curated trials and 3 excluded ones that are in the snapshot; one trial is missing there."""
    with CURATED.open(encoding="utf-8") as file:
        curated = {row["nct"]: row["included"] == "yes" for row in csv.DictReader(file, delimiter="\t")}
    records = [json.loads(p.read_bytes()) for p in sorted((TRIALS / "ev").glob("*.json"))]
    with gzip.open(TRIALS / "msc_trials.jsonl.gz", "rt", encoding="utf-8") as lines:
        records += [json.loads(line) for line in lines]
    ours: dict[str, bool] = {}
    for record in records:
        found = trial_of(record)
        assert isinstance(found, Trial)
        kept = not why_left_out(found)
        assert ours.setdefault(found.nct, kept) == kept
    assert len(ours) == 1516
    assert sum(nct in curated for nct in ours) == 24
    wrong = {nct for nct, kept in ours.items() if kept != curated.get(nct, False)}
    assert wrong == set()


@pytest.mark.shared_data
def test_the_snapshot_is_read_with_a_reason_for_each_trial_left_out() -> None:
    source = read_source("clinicaltrials", TRIALS / "msc_trials.jsonl.gz")
    assert source.nodes.filter(category="ClinicalTrial").height == 21
    assert len(source.report.left_out) == 1516 - 21
    told = [event.count or 0 for event in source.report.events if event.kind is EventKind.TRIAL_LEFT_OUT]
    assert sum(told) == 1516 - 21
