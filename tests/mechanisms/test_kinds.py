"""A question about a condition is answered by its narrower ones too, and the answer says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from msc_graph import KnowledgeGraph, load
from msc_graph.errors import UsageError
from msc_graph.mechanisms import render
from msc_graph.mechanisms.kinds import stops_of
from msc_graph.mechanisms.reports import profile_dict, profile_rows, rank_dict, rank_rows
from msc_graph.vocabulary.signs import Sign

GVHD, CHRONIC = "MONDO:0013730", "MONDO:0020547"
STROKE, ISCHEMIC = "MONDO:0005098", "MONDO:1060198"
EXOSOME = "msc:msc_exosome"


def test_the_published_mechanism_of_a_narrower_condition_answers_and_says_so(curated: KnowledgeGraph) -> None:
    wide, narrow = (curated.paths("MSC exosome", end, k=3) for end in (GVHD, CHRONIC))
    assert [path.edges for path in wide] == [path.edges for path in narrow]
    assert wide[0].published == ("mechanism:C83",) and (wide.verdict, wide.net) == (
        narrow.verdict,
        narrow.net,
    )
    document = wide.to_dict()
    assert document["target"]["id"] == GVHD
    assert [kind["id"] for kind in document["kinds"]] == [CHRONIC]
    assert {tuple(path["kind_of"]) for path in document["paths"]} == {(GVHD,)}
    (target,) = document["targets"]
    assert (target["target"]["id"], target["kind_of"]) == (CHRONIC, [GVHD])
    said = "chronic graft versus host disease, a kind of graft versus host disease"
    for text in (render(wide, "en"), wide.explain("en").casefold()):
        assert f"ends in {said}" in text
        assert "no path ends in graft versus host disease itself" in text
    assert "止于慢性移植物抗宿主病（属于移植物抗宿主病）" in render(wide, "zh")
    assert "a kind of" not in render(narrow, "en") and not narrow.kinds


def test_narrower_conditions_can_be_left_out(curated: KnowledgeGraph) -> None:
    assert not curated.paths("MSC exosome", GVHD, narrower=False)
    both, alone = (curated.paths("MSC exosome", STROKE, narrower=narrower) for narrower in (True, False))
    assert {path.nodes[-1].id for path in alone} == {STROKE}
    assert {path.nodes[-1].id for path in both} == {STROKE, ISCHEMIC}
    assert "no path ends in" not in render(both, "en")
    assert [one.target for one in both.targets if both.kind_of(one.target)] == [ISCHEMIC]


@pytest.mark.parametrize("wide", [STROKE, "HP:0100806", "MONDO:0005070", "msc:skin_wound", "MONDO:0015796"])
def test_the_net_is_that_of_the_condition_and_its_kinds_each_path_once(
    curated: KnowledgeGraph, wide: str
) -> None:
    found = curated.paths("MSC exosome", wide, k=None)
    stops = stops_of(found.kinds)
    one_by_one = [curated.network.paths(EXOSOME, end, k=None, stops=stops) for end in (wide, *found.kinds)]
    for sign in Sign:
        assert found.net[sign] == pytest.approx(sum(paths.net[sign] for paths in one_by_one))
    assert sorted(path.nodes for path in found.found) == sorted(
        path.nodes for paths in one_by_one for path in paths
    )


def test_cargo_is_ranked_for_a_condition_and_its_kinds(curated: KnowledgeGraph) -> None:
    found, alone = (curated.rank("MicroRNA", STROKE, limit=50, narrower=asked) for asked in (True, False))
    nodes = {row.node for row in found}
    assert {row.node for row in alone} < nodes and found.side == alone.side == "source"
    assert nodes == {
        row.node for end in (STROKE, ISCHEMIC) for row in curated.rank("MicroRNA", [end], limit=50)
    }
    lookup = curated.lookup()
    for row, told in zip(found, rank_dict(found, lookup, "en")["rows"], strict=True):
        assert told["kinds"] == [end for end in row.ends if end == ISCHEMIC]
        own = [curated.paths(row.node, end, narrower=False) for end in row.ends]
        assert all(own)
    assert any("ischemic stroke" in row for row in rank_rows(found, lookup, "en"))
    assert any("--no-narrower" in note for note in found.notes("en"))
    assert not any("--no-narrower" in note for note in alone.notes("en"))


def test_several_conditions_are_ranked_beside_their_kinds(curated: KnowledgeGraph) -> None:
    found = curated.rank("MSC exosome", [GVHD, STROKE])
    assert found.side == "target" and {row.node for row in found} == {STROKE, CHRONIC, ISCHEMIC}
    with pytest.raises(UsageError, match="a ranking needs a category or several nodes"):
        curated.rank("miR-21-5p", STROKE)


def test_conditions_of_a_ranked_category_stand_for_themselves_and_name_their_kinds(
    curated: KnowledgeGraph,
) -> None:
    found = curated.rank("MSC exosome", "Disease", limit=100)
    rows = {row.node: row for row in found}
    assert rows[STROKE].narrower == (ISCHEMIC,) and ISCHEMIC in rows and not rows[ISCHEMIC].narrower
    own = curated.paths("MSC exosome", STROKE, narrower=False)
    assert rows[STROKE].negative == pytest.approx(own.net[Sign.NEGATIVE])
    told = {row["id"]: row["kinds"] for row in found.to_dict()["rows"]}
    assert told[STROKE] == [ISCHEMIC]
    assert any("rows of their own" in note for note in found.notes("en"))
    assert any("自成一行" in note for note in found.notes("zh"))
    short = curated.rank("MSC exosome", "Disease", limit=len(found) - 1)
    assert [row.narrower for row in short] == [row.narrower for row in found][:-1]
    alone = curated.rank("MSC exosome", "Disease", limit=100, narrower=False)
    assert not any(row.narrower for row in alone)
    assert not any("rows of their own" in note for note in alone.notes("en"))


def test_a_profile_pushes_the_kinds_of_a_condition_that_is_named(curated: KnowledgeGraph) -> None:
    measured = {"miR-17-5p": 2.0, "miR-133b": 1.0}
    found = curated.profile(measured, [STROKE], permutations=10)
    told = {row["id"]: row["kind_of"] for row in profile_dict(found, curated.lookup(), "en")["rows"]}
    assert told == {STROKE: [], ISCHEMIC: [STROKE]}
    assert any("ischemic stroke" in row for row in profile_rows(found, curated.lookup(), "en"))
    alone = curated.profile(measured, [STROKE], permutations=10, narrower=False)
    assert [row.node for row in alone] == [STROKE]
    assert not curated.profile(measured, "Disease", permutations=10).kinds


def test_what_is_known_of_a_narrower_condition_stands_under_the_wider_one(curated: KnowledgeGraph) -> None:
    described = curated.describe("stroke")
    trials = {trial.id: trial.kind for trial in described.trials}
    assert trials == {"clinicaltrials:NCT03384433": "ischemic stroke"}
    mechanisms = {one.id: one.kind for one in described.mechanisms}
    assert mechanisms["mechanism:C90"] == "" and mechanisms["mechanism:C58"] == "ischemic stroke"
    assert not any(one.kind for one in curated.describe("ischemic stroke").mechanisms)


NODES = (
    "id\tcategory\tname\nMONDO:1\tbiolink:Disease\twide disease\nMONDO:2\tbiolink:Disease\tnarrow disease\n"
    "MONDO:3\tbiolink:Disease\tnarrowest disease\nCHEBI:9\tbiolink:SmallMolecule\tremedy\n"
)
EDGES = (
    "subject\tpredicate\tobject\tpublications\nMONDO:2\tbiolink:subclass_of\tMONDO:1\t\n"
    "MONDO:3\tbiolink:subclass_of\tMONDO:2\t\nCHEBI:9\tbiolink:ameliorates_condition\tMONDO:3\tPMID:1\n"
)


def test_an_imported_hierarchy_counts_once_as_the_curated_one_does(tmp_path: Path) -> None:
    files = [tmp_path / "small_nodes.tsv", tmp_path / "small_edges.tsv"]
    for file, text in zip(files, (NODES, EDGES), strict=True):
        file.write_text(text, encoding="utf-8")
    with load() as kg:
        kg.add(files, "kgx", name="small")
        wide, narrow = kg.paths("remedy", "wide disease"), kg.paths("remedy", "narrowest disease")
        assert list(wide.kinds) == ["MONDO:2", "MONDO:3"]
        assert [path.nodes for path in wide] == [path.nodes for path in narrow] and wide.net == narrow.net
        assert wide.to_dict()["paths"][0]["kind_of"] == ["MONDO:1"]
        walked = kg.paths("remedy", "wide disease", narrower=False)
        assert [node.id for node in walked[0].nodes] == ["CHEBI:9", "MONDO:3", "MONDO:2", "MONDO:1"]
