from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from msc_graph import KnowledgeGraph
from msc_graph.errors import AmbiguousName, UnknownNode, UsageError
from msc_graph.messages.errors import worded
from msc_graph.model.graph import GraphNode
from msc_graph.model.names import NameIndex, Quality, fold, species_of

MIR_21 = GraphNode(
    "mirbase.mature:MIMAT0000076", "MicroRNA", "miR-21-5p", "微小RNA-21-5p", ("hsa-miR-21-5p",)
)
MIR_210 = GraphNode("mirbase.mature:MIMAT0000267", "MicroRNA", "miR-210-3p")
MIR_215 = GraphNode("msc:mir_215", "MicroRNA", "miR-215-5p")
TGF = GraphNode("HGNC:11766", "Gene", "TGFB1", synonyms=("TGF-β1", "transforming growth factor beta 1"))
DRY_EYE = GraphNode("msc:dry_eye", "Disease", "dry eye", "干眼", xrefs=("MESH:D015352",))
EYE = GraphNode("UBERON:0000970", "AnatomicalStructure", "eye", "眼")
EYELID = GraphNode("msc:eyelid", "AnatomicalStructure", "eyelid", "眼睑")
POPEYE = GraphNode("msc:popeye", "Gene", "POPEYE")
TWINS = (GraphNode("msc:one", "Gene", "twin"), GraphNode("msc:two", "Protein", "Twin"))
NODES = (MIR_21, MIR_210, MIR_215, TGF, DRY_EYE, EYE, EYELID, POPEYE, *TWINS)


@pytest.fixture(scope="module")
def index() -> NameIndex:
    return NameIndex(NODES)


def found(index: NameIndex, text: str) -> list[tuple[str, Quality]]:
    return [(match.node.id, match.quality) for match in index.find(text)]


# how names are compared


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("PDCD4", "pdcd4"),
        ("hsa-miR-21-5p", "miRNA-21-5p"),
        ("hsa miR 21 5p", "microRNA-21-5p"),
        ("mmu-miR-21-5p", "MIR 21 5P"),
        ("hsa-let-7b-5p", "let7b-5p"),
        ("TGF-β", "TGF beta"),
        ("NF-κB", "nf kappa b"),
        ("IFN-Γ", "IFN gamma"),
        ("M2 macrophage", "M2-macrophage"),
        ("Sjögren", "sjogren"),
        ("ＰＤＣＤ４", "PDCD4"),
        ("miR\u201121\u20115p", "miR-21-5p"),
        ("30–150 nm", "30-150 nm"),
        ("CD63 (surface)", "cd63 surface"),
        ("Crohn’s", "Crohn's"),
        ("\ufeffmi\u00adR-21-5p\u200e", "miR-21-5p"),
        ("角膜\u200b损伤", "角膜损伤"),
    ],
)
def test_spellings_of_one_name_are_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("miR-21-5p", "miR-215-p"),
        ("miR-21-5p", "miR-21-3p"),
        ("miR-125-5p", "miR-12-55p"),
        ("M1", "M2"),
        ("TNF-α", "TNF-β"),
        ("Mirror", "rror"),
        ("let-7a", "let-7b"),
    ],
)
def test_different_names_stay_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize("name", ["ｍｍｕ－ｍｉＲ－２１－５ｐ", "\ufeffmmu-miR-21-5p", "mmu\u200b-miR-21-5p"])
def test_a_species_is_seen_in_any_width_and_behind_marks_that_are_not(name: str) -> None:
    assert (fold(name), species_of(name)) == (fold("miR-21-5p"), "mmu")


@given(st.text())
@example("hsa mir 21")
@example("mir-mir21")
@example("β̈")
def test_folding_twice_changes_nothing(name: str) -> None:
    assert fold(fold(name)) == fold(name)


@given(st.from_regex(r"[A-Za-z0-9]{1,6}([- ][A-Za-z0-9]{1,6}){0,3}", fullmatch=True))
def test_case_and_kind_of_separator_do_not_count(name: str) -> None:
    spellings = {
        name,
        name.upper(),
        name.lower(),
        name.replace("-", " "),
        name.replace(" ", "-"),
        f" {name} ",
    }
    assert len({fold(spelling) for spelling in spellings}) == 1


# the order of what is found


def test_whole_names_come_before_beginnings_before_words_before_parts(index: NameIndex) -> None:
    assert found(index, "eye") == [
        (EYE.id, Quality.LABEL),
        (EYELID.id, Quality.PREFIX),
        (DRY_EYE.id, Quality.WORD),
        (POPEYE.id, Quality.WITHIN),
    ]


def test_an_identifier_comes_before_a_label_before_a_synonym() -> None:
    by_synonym = GraphNode("msc:a", "Gene", "first", synonyms=("X1",))
    by_label = GraphNode("msc:b", "Gene", "X1")
    by_identifier = GraphNode("msc:X1", "Gene", "third")
    nodes = NameIndex([by_synonym, by_label, by_identifier])
    assert found(nodes, "x1") == [
        ("msc:X1", Quality.IDENTIFIER),
        ("msc:b", Quality.LABEL),
        ("msc:a", Quality.SYNONYM),
    ]
    assert nodes.one("X1") == by_identifier
    assert nodes.one("X1", categories=frozenset({"Gene"})) == by_identifier


def test_near_misses_are_offered_only_when_nothing_fits(index: NameIndex) -> None:
    assert found(index, "dry eey") == [(DRY_EYE.id, Quality.NEAR)]
    assert Quality.NEAR not in {quality for _, quality in found(index, "dry ey")}


@pytest.mark.parametrize("text", ["", "   ", "-", "q", "zzzzqqqq", "\x00\x1b", "x" * 10_000])
def test_what_no_name_fits_finds_nothing(index: NameIndex, text: str) -> None:
    assert index.find(text) == []


@pytest.mark.parametrize("text", ["miR-21", "mir21", "miRNA-21", "hsa-miR-21"])
def test_the_number_of_a_microrna_is_not_the_beginning_of_another(index: NameIndex, text: str) -> None:
    assert found(index, text) == [(MIR_21.id, Quality.PREFIX)]


def test_a_registry_number_is_found_by_its_beginning(curated: KnowledgeGraph) -> None:
    assert [m.node.id for m in curated.find("NCT0438")] == ["clinicaltrials:NCT04388982"]


def test_mir_215_is_not_the_beginning_of_mir_21_5p(index: NameIndex) -> None:
    assert [node for node, _ in found(index, "miR-215")] == [MIR_215.id]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("TGF-β1", TGF.id),
        ("tgf beta 1", TGF.id),
        ("干眼", DRY_EYE.id),
        ("眼", EYE.id),
        ("MESH:D015352", DRY_EYE.id),
        ("D015352", DRY_EYE.id),
        ("MIMAT0000076", MIR_21.id),
        ("hgnc:11766", TGF.id),
    ],
)
def test_any_name_finds_its_node_first(index: NameIndex, text: str, expected: str) -> None:
    assert found(index, text)[0][0] == expected


def test_a_node_is_found_once_by_its_best_name(index: NameIndex) -> None:
    (match,) = index.find("growth factor")
    assert (match.node, match.name, match.exact) == (TGF, "transforming growth factor beta 1", False)


def test_one_ascii_letter_is_too_little_but_one_chinese_character_is_a_word(index: NameIndex) -> None:
    assert found(index, "e") == []
    assert [node for node, _ in found(index, "睑")] == [EYELID.id]


def test_categories_narrow_the_search_and_make_a_name_clear(index: NameIndex) -> None:
    genes = frozenset({"Gene"})
    assert [match.node.id for match in index.find("eye", categories=genes)] == [POPEYE.id]
    assert [match.node.id for match in index.find("popey", categories=frozenset({"Disease"}))] == []
    assert index.one("twin", categories=genes) == TWINS[0]


def test_no_more_than_the_limit_are_found(index: NameIndex) -> None:
    assert [match.node.id for match in index.find("eye", limit=2)] == [EYE.id, EYELID.id]


# one node


def test_an_unknown_name_offers_near_ones(index: NameIndex) -> None:
    with pytest.raises(UnknownNode) as caught:
        index.one("dry eey")
    assert caught.value.candidates == ("msc:dry_eye (dry eye)",)
    assert "msc:dry_eye" in str(caught.value)


@pytest.mark.parametrize("name", ["ENSG00000171862", "ENSG00000171862.18", " P60484 ", "PTEN"])
def test_an_accession_that_says_its_registry_needs_no_prefix(curated: KnowledgeGraph, name: str) -> None:
    assert curated.node(name).id == "HGNC:9588"
    best = curated.find(name)[0]
    assert best.node.id == "HGNC:9588" and best.exact


@pytest.mark.parametrize("name", ["白介素6", "白介素-6", "白细胞介素 6", "IL-6"])
def test_interleukins_go_by_their_short_name(curated: KnowledgeGraph, name: str) -> None:
    assert curated.node(name).id == "HGNC:6018"


@pytest.mark.parametrize("name", ["5728", "ENSMUSG00000013663", "p60484", "ENSG00000171862.x"])
def test_what_only_looks_like_an_accession_is_none(curated: KnowledgeGraph, name: str) -> None:
    with pytest.raises(UnknownNode):
        curated.node(name)


@pytest.mark.parametrize(("name", "meant"), [("白胞介素6", "HGNC:6018"), ("interlukin-6", "HGNC:6018")])
def test_of_near_misses_the_most_alike_comes_first(curated: KnowledgeGraph, name: str, meant: str) -> None:
    found = curated.find(name)
    assert found[0].node.id == meant and len(found) > 1


def test_the_beginning_of_a_name_is_not_the_name(index: NameIndex) -> None:
    with pytest.raises(UnknownNode) as caught:
        index.one("miR-21")
    assert caught.value.candidates == ("mirbase.mature:MIMAT0000076 (miR-21-5p)",)


def test_an_ambiguous_name_lists_all_it_may_mean(index: NameIndex) -> None:
    with pytest.raises(AmbiguousName) as caught:
        index.one("TWIN")
    assert caught.value.candidates == ("msc:one (twin), gene", "msc:two (Twin), protein")


def test_a_known_node_wins_over_what_a_source_has_by_that_name_only() -> None:
    known = GraphNode("HGNC:1", "Gene", "first", synonyms=("PUMA",))
    lost = GraphNode("unresolved:gene-puma", "Gene", "puma")
    nodes = NameIndex([known, lost])
    assert nodes.one("puma") == nodes.one("PUMA") == known
    assert nodes.one("unresolved:gene-puma") == lost
    assert nodes.nameless("puma") == [lost]
    assert nodes.nameless("first") == [] == NameIndex([lost]).nameless("puma")


@pytest.mark.parametrize(
    ("name", "open_"),
    [("miR-21", True), ("hsa-mir-21", True), ("miR-21-5p", False), ("MIMAT0000076", False), ("PTEN", False)],
)
def test_a_name_that_leaves_the_arm_open_is_known(name: str, open_: bool) -> None:
    arm = GraphNode("mirbase.mature:MIMAT0000076", "MicroRNA", "miR-21-5p", synonyms=("miR-21",))
    whole = GraphNode("mirbase.mature:MIMAT0000770", "MicroRNA", "miR-133b")
    nodes = NameIndex([arm, whole, GraphNode("HGNC:9588", "Gene", "PTEN")])
    assert nodes.open_arm(name) == (arm if open_ else None)
    assert nodes.open_arm("miR-133b") is None is nodes.open_arm("miR-9")


def test_the_spelling_tells_a_microrna_from_its_gene() -> None:
    gene = GraphNode("HGNC:31868", "Gene", "MIR375")
    mature = GraphNode("mirbase.mature:MIMAT0000728", "MicroRNA", "hsa-miR-375")
    nodes = NameIndex([gene, mature])
    assert nodes.one("miR-375") == nodes.one("hsa-miR-375") == mature
    assert nodes.one("MIR375") == gene
    with pytest.raises(AmbiguousName, match="MIR375\\), gene; .*hsa-miR-375\\), microRNA. Say which"):
        nodes.one("mir375")


def test_a_microrna_by_its_curated_name_is_no_gene_that_came_later() -> None:
    mature = GraphNode("mirbase.mature:MIMAT0000076", "MicroRNA", "miR-21-5p", synonyms=("miR-21",))
    gene = GraphNode("HGNC:31586", "Gene", "MIR21")
    assert NameIndex([mature, gene]).one("miR-21") == mature


def test_get_takes_a_curie_only(index: NameIndex) -> None:
    assert index.get("UBERON:0000970") == EYE
    assert index.get("eye") is None


# the curated graph


def test_every_node_is_found_first_by_its_own_identifier(curated: KnowledgeGraph) -> None:
    for node in curated.property_graph().nodes:
        assert curated.node(node.id) == node
        assert curated.find(node.id, limit=1)[0].node == node


def test_every_label_gives_its_node_or_names_it_among_the_candidates(curated: KnowledgeGraph) -> None:
    for node in curated.property_graph().nodes:
        for label in filter(None, (node.label, node.label_zh)):
            try:
                assert curated.node(label) == node
            except AmbiguousName as error:
                assert f"{node.id} ({node.label})" in error.candidates


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("角膜", ["UBERON:0000964", "MESH:D065306", "msc:corneal_regeneration", "CL:0000575", "GO:0061581"]),
        ("pdcd4", ["HGNC:8763"]),
        ("程序性细胞死亡因子4", ["HGNC:8763"]),
        ("miR-21", ["mirbase.mature:MIMAT0000076"]),
        ("NCT04388982", ["clinicaltrials:NCT04388982"]),
    ],
)
def test_the_curated_graph_answers_as_a_user_expects(
    curated: KnowledgeGraph, text: str, expected: list[str]
) -> None:
    assert [match.node.id for match in curated.find(text)] == expected


def test_a_category_includes_its_subclasses(curated: KnowledgeGraph) -> None:
    categories = {match.node.category for match in curated.find("cell", category="CellType", limit=1000)}
    assert {"CellType", "MesenchymalStemCell"} <= categories
    assert all(
        curated.vocabulary.is_a(
            f"https://w3id.org/msc-graph/{category}", "https://w3id.org/msc-graph/CellType"
        )
        for category in categories
    )


def test_an_unknown_category_offers_the_nearest(curated: KnowledgeGraph) -> None:
    with pytest.raises(UsageError, match="'Disease'"):
        curated.find("cornea", category="Diseas")
    with pytest.raises(UsageError, match="MicroRNA"):
        curated.node("miR-21-5p", category="micro-rna")


@pytest.mark.parametrize("category", ["疾病", "disease", "Disease", "DISEASE"])
def test_a_category_goes_by_its_labels_too(curated: KnowledgeGraph, category: str) -> None:
    assert [match.node.label for match in curated.find("角膜", category=category)] == ["corneal injury"]


def test_letters_that_a_spelling_checker_changed_are_offered_right(curated: KnowledgeGraph) -> None:
    found = curated.find("has-miR-21-5p")
    assert [(match.node.label, match.quality) for match in found] == [("miR-21-5p", Quality.NEAR)]
    with pytest.raises(UnknownNode, match=r"Did you mean 'mirbase.mature:MIMAT0000076 \(miR-21-5p\)'"):
        curated.node("has-miR-21-5p")


def test_a_name_of_another_class_is_told_with_both_classes(curated: KnowledgeGraph) -> None:
    with pytest.raises(UnknownNode) as caught:
        curated.node("PTEN", category="Disease")
    english, chinese = (worded(caught.value, lang) for lang in ("en", "zh"))
    assert english == str(caught.value)
    assert english == "'PTEN' is HGNC:9588 (PTEN), gene, and one of the class disease is needed."
    assert chinese == "'PTEN' 是 HGNC:9588 (PTEN)，基因，而这里需要疾病。"


@pytest.mark.parametrize("limit", [0, -1])
def test_a_limit_below_one_is_refused(curated: KnowledgeGraph, limit: int) -> None:
    with pytest.raises(UsageError, match="at least 1"):
        curated.find("cornea", limit=limit)


# species and numbers of microRNAs


@pytest.mark.parametrize(
    "name",
    [
        "mmu-miR-21-5p",
        "rno-miR-21-5p",
        "MMU miR 21 5p",
        "xyz-mir-21-5p",
        "mmu\u2011miR\u201121-5p",
        "mmu.miR.21.5p",
        "mmu-microRNA-21-5p",
        "mmumiR-21-5p",
        "(mmu) miR-21-5p",
        "mmu-微小RNA-21-5p",
    ],  # fmt: skip
)
def test_a_microrna_of_another_species_is_another_molecule(index: NameIndex, name: str) -> None:
    assert index.find(name) == [] and not index.is_exact(name)
    with pytest.raises(UnknownNode, match=r"Of another species there is mirbase\.mature:MIMAT0000076"):
        index.one(name)


@pytest.mark.parametrize("name", ["hsa-miR-21-5p", "HSA miR-21-5p", "miR-21-5p", "MIR215P", "hsamir21-5p"])
def test_its_own_species_and_none_find_it(index: NameIndex, name: str) -> None:
    assert [match.node for match in index.find(name)][:1] == ([MIR_21] if name != "MIR215P" else [MIR_215])


def test_a_node_of_no_stated_species_is_found_by_any(index: NameIndex) -> None:
    assert index.one("mmu-miR-215-5p") == MIR_215


@pytest.mark.parametrize("name", ["miR-22", "miR-155", "hsa-miR-155-5p", "miR-2105-5p", "let-7a"])
def test_one_digit_off_is_no_near_miss_of_a_microrna(index: NameIndex, name: str) -> None:
    assert index.find(name) == []


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("糖尿病肾病", {"1型糖尿病", "2型糖尿病"}),
        ("角膜创伤", {"角膜损伤"}),
        ("帕金森", set()),
        ("帕金森病", set()),
    ],
)
def test_a_chinese_name_that_no_node_has_offers_what_is_near_and_invents_nothing(
    curated: KnowledgeGraph, name: str, near: set[str]
) -> None:
    matches = curated.find(name)
    assert {match.quality for match in matches} <= {Quality.NEAR}
    assert near <= {match.node.label_zh for match in matches}
    assert bool(near) == bool(matches)
    with pytest.raises(UnknownNode):
        curated.node(name)


def test_the_other_arm_is_a_near_miss(index: NameIndex) -> None:
    assert [match.node for match in index.find("miR-21-3p")] == [MIR_21]


# names of several species


OTHERS = (
    GraphNode("mirbase.mature:MIMAT0003528", "MicroRNA", "bta-miR-21-5p"),
    GraphNode("mirbase.mature:MIMAT0002165", "MicroRNA", "ssc-miR-21"),
    GraphNode("mirbase.mature:MIMAT0000158", "MicroRNA", "mmu-miR-146a-5p"),
    GraphNode("mirbase:MI0000077", "MicroRNA", "hsa-mir-21"),
    GraphNode("NCBIGene:281993", "Gene", "PTEN"),
    GraphNode("NCBIGene:407170", "Gene", "IL6"),
    GraphNode("UniProtKB:P26892", "Protein", "IL6"),
    GraphNode("MGI:109583", "Gene", "Pten"),
    GraphNode("https://example.org/a", "Gene", "IL6", xrefs=("UniProtKB:P60484",)),
    GraphNode("mylab:injury", "Disease", "corneal injury"),
)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        *dict.fromkeys(("miR-21-5p", "miR-21", "hsa-miR-21", "MIR21", "hsa-miR-21-5p"), MIR_21.id).items(),
        ("miR-146a-5p", "mirbase.mature:MIMAT0000449"),
        *dict.fromkeys(("PTEN", "pten", "P60484", "UniProtKB:P60484"), "HGNC:9588").items(),
        ("corneal injury", "MESH:D065306"),
        *dict.fromkeys(("IL6", "IL-6"), "HGNC:6018").items(),
        ("bta-miR-21-5p", "mirbase.mature:MIMAT0003528"),
        ("ssc-miR-21", "mirbase.mature:MIMAT0002165"),
        ("hsa-mir-21", "mirbase:MI0000077"),
        ("Pten", "MGI:109583"),
        ("NCBIGene:407170", "NCBIGene:407170"),
    ],
)
def test_data_of_other_species_take_no_human_name(curated: KnowledgeGraph, name: str, meant: str) -> None:
    """A pig's miR-21 took the human name over, a cow's gene the symbol, and both made others ambiguous."""
    index = NameIndex([*curated.property_graph(disputed=True).nodes, *OTHERS])
    assert index.one(name).id == meant


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        *dict.fromkeys(("NLRP3", "nlrp3"), "unresolved:gene-hsa-NLRP3").items(),
        ("Nlrp3", "NCBIGene:216799"),
        ("PYCARD", "unresolved:gene-hsa-PYCARD"),
        ("miR-8885-5p", "unresolved:microrna-hsa-miR-8885-5p"),
        ("rno-miR-8885-5p", "mirbase.mature:MIMAT0035743"),
    ],
)
def test_what_is_known_of_another_species_takes_no_human_name(name: str, meant: str) -> None:
    index = NameIndex(
        [
            GraphNode("NCBIGene:216799", "Gene", "Nlrp3"),
            GraphNode("unresolved:gene-hsa-NLRP3", "Gene", "NLRP3"),
            GraphNode("unresolved:gene-rno-PYCARD", "Gene", "PYCARD"),
            GraphNode("unresolved:gene-hsa-PYCARD", "Gene", "PYCARD"),
            GraphNode("mirbase.mature:MIMAT0035743", "MicroRNA", "rno-miR-8885-5p"),
            GraphNode("unresolved:microrna-hsa-miR-8885-5p", "MicroRNA", "hsa-miR-8885-5p"),
        ]
    )
    assert index.one(name).id == meant
    assert not meant.startswith("unresolved:") or index.nameless(name) == []


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        *dict.fromkeys(
            (
                "HGNC:HGNC:8763", "HGNC:08763", "https://identifiers.org/hgnc:8763", "GeneID:27250",
                "http://identifiers.org/hgnc/HGNC:8763", "https://identifiers.org/ncbigene:27250",
                "https://www.ncbi.nlm.nih.gov/gene/27250", "UniProt:Q53EL6", "UniProtKB:Q53EL6-1",
                "ENSEMBL:ENSG00000150593.12", "http://purl.uniprot.org/uniprot/Q53EL6",
            ),
            "HGNC:8763",
        ).items(),
        ("MONDO_0005068", "MONDO:0005068"),
        ("https://purl.obolibrary.org/obo/MONDO_0005068", "MONDO:0005068"),
        ("https://w3id.org/msc-graph/msc_exosome", "msc:msc_exosome"),
        ("miRBase:MIMAT0000076", MIR_21.id),
        ("https://www.mirbase.org/mature/MIMAT0000076", MIR_21.id),
    ],
)  # fmt: skip
def test_an_identifier_is_known_in_the_spellings_of_import(
    curated: KnowledgeGraph, name: str, meant: str
) -> None:
    assert curated.node(name).id == meant
    best = curated.find(name)[0]
    assert (best.node.id, best.exact) == (meant, True)
