"""Rows of sources as tables, N-Quads and mapped columns, against naive versions."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any, cast

import numpy as np
import polars as pl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, RdfFormat, Store, parse

from msc_graph.errors import InputError, StoreRefused
from msc_graph.model.belief import Direction, EvidenceItem, belief
from msc_graph.model.names import Quality, fold
from msc_graph.model.property_graph import property_graph
from msc_graph.pathfinding.string_table import StringTable
from msc_graph.sources.batch import PROPERTY_COLUMNS, STATEMENT_COLUMNS, Batch
from msc_graph.stores.disk.build_part import CodedTexts, united
from msc_graph.stores.disk.columns import NAME, Table, holding, save_table
from msc_graph.stores.disk.joining import names_of
from msc_graph.stores.importing import encoding
from msc_graph.stores.importing.encoding import Encoder, Known, SourceTables, beliefs, evidence_weights
from msc_graph.stores.importing.nquads import iri_terms, pieces
from msc_graph.vocabulary.curies import compress, node_iri
from msc_graph.vocabulary.namespaces import DCTERMS, MSC, RDFS, XSD
from msc_graph.vocabulary.ontology import vocabulary

WORDS = vocabulary()
TYPES = sorted(compress(iri) for iri in WORDS.support_weight)
NOTHING = Known(same={}, references={})
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
LOCAL = st.text(
    st.characters(codec="utf-8", exclude_characters="\x7f", min_codepoint=0x21), min_size=1, max_size=6
)
CURIE = st.builds("{}:{}".format, st.sampled_from(["HGNC", "GO", "my.db", "X"]), LOCAL)
ROW = st.fixed_dictionaries(
    {
        "subject": CURIE,
        "predicate": st.sampled_from(["msc:targets", "msc:upregulates", "biolink:affects", "my:raises"]),
        "object": CURIE,
        "sign": st.sampled_from([None, "+", "-", "?"]),
        "reference": st.sampled_from([None, "PMID:1", "PMID:2", "DOI:10.1/x y", "https://a.example/b"]),
        "evidence_type": st.sampled_from([None, *TYPES]),
        "direction": st.sampled_from([None, "supports", "refutes"]),
        "species": st.sampled_from([None, "NCBITaxon:9606", "NCBITaxon:10090"]),
        "cell": st.sampled_from([None, "CL:0000134"]),
        "locator": st.one_of(st.none(), TEXT.filter(bool)),
        "aggregator": st.sampled_from([None, "infores:a", "infores:b|infores:c"]),
        "knowledge_level": st.sampled_from([None, "prediction"]),
        "agent_type": st.sampled_from([None, "manual_agent"]),
    }
)


def encoded(rows: list[dict[str, Any]], *, parts: int = 1, known: Known = NOTHING) -> SourceTables:
    encoder = Encoder("mine", evidence_type="msc:database_record", words=WORDS, known=known)
    for start in range(parts):
        chosen = rows[start::parts]
        if chosen:
            encoder.add(Batch(statements=pl.DataFrame(chosen, schema=dict(STATEMENT_COLUMNS), orient="row")))
    return encoder.tables()


def naive(rows: list[dict[str, Any]]) -> dict[tuple[Any, ...], set[tuple[Any, ...]]]:
    """Evidence by assertion, one row after the other."""
    fixed = {
        compress(iri): predicate.sign.value
        for iri, predicate in WORDS.predicates.items()
        if predicate.sign and predicate.sign.value in "+-"
    }
    found: defaultdict[tuple[Any, ...], set[tuple[Any, ...]]] = defaultdict(set)
    for row in rows:
        sign = fixed.get(row["predicate"]) or row["sign"] or "?"
        key = (row["subject"], row["predicate"], row["object"], sign, row["species"], row["cell"])
        reference = row["reference"].replace(":", "_", 1) if row["reference"] else "source/mine"
        kind = row["evidence_type"] or "msc:database_record"
        item = (f"reference:{reference}", kind, row["direction"] or "supports", row["locator"])
        found[key].add((*item, row["aggregator"], row["knowledge_level"], row["agent_type"]))
    return found


def shown(tables: SourceTables) -> dict[tuple[Any, ...], set[tuple[Any, ...]]]:
    terms, predicates = tables.terms.to_list(), tables.predicates["id"].to_list()
    items = tables.evidence.rows()
    return {
        (
            terms[row["subject"]],
            predicates[row["predicate"]],
            terms[row["object"]],
            {1: "+", -1: "-", 0: "?"}[row["sign"]],
            None if row["species"] is None else terms[row["species"]],
            None if row["cell"] is None else terms[row["cell"]],
        ): {items[item] for item in row["evidence"]}
        for row in tables.assertions.iter_rows(named=True)
    }


@settings(max_examples=30)
@given(st.lists(ROW, min_size=1, max_size=30), st.integers(1, 4), st.sampled_from([1, 2, 500_000]))
def test_no_evidence_is_lost_or_doubled(rows: list[dict[str, Any]], parts: int, at_once: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encoding, "_ASSERTIONS_AT_ONCE", at_once)
        tables = encoded(rows, parts=parts)
    expected = naive(rows)
    assert shown(tables) == expected
    assert tables.assertions.height == len(expected)
    assert tables.assertions["evidence"].list.len().sum() == sum(map(len, expected.values()))


@settings(max_examples=30)
@given(st.lists(ROW, min_size=1, max_size=20), st.randoms())
def test_the_order_of_rows_does_not_matter(rows: list[dict[str, Any]], random: Any) -> None:
    shuffled = random.sample(rows, len(rows))
    one, two = encoded(rows), encoded(shuffled, parts=2)
    for name in ("nodes", "predicates", "evidence", "assertions"):
        assert getattr(one, name).equals(getattr(two, name)), name


@settings(max_examples=30)
@given(st.lists(ROW, min_size=1, max_size=20))
def test_beliefs_are_those_of_the_formula(rows: list[dict[str, Any]]) -> None:
    tables = encoded(rows)
    support = {compress(iri): weight for iri, weight in WORDS.support_weight.items()}
    refute = {compress(iri): weight for iri, weight in WORDS.refute_weight.items()}
    items = tables.evidence.rows()
    for row in tables.assertions.iter_rows(named=True):
        evidence = [EvidenceItem(items[i][0], items[i][1], Direction(items[i][2])) for i in row["evidence"]]
        expected = belief(evidence, support_weight=support, refute_weight=refute)
        assert row["belief"] == pytest.approx(expected, abs=1e-12)
        assert row["endorsed"] == any(item.direction is Direction.SUPPORTS for item in evidence)


@settings(max_examples=20, phases=[Phase.generate])
@given(st.lists(ROW, min_size=1, max_size=12))
def test_triples_say_what_the_tables_say(rows: list[dict[str, Any]]) -> None:
    tables = encoded(rows)
    text = "".join(pieces(tables, "mine", about={"title": 'a "b"\n\\'}, before=pl.Series(dtype=pl.String)))
    store = Store()
    store.load(text.encode(), RdfFormat.N_QUADS)
    graph = property_graph(store, WORDS, disputed=True)
    united: defaultdict[tuple[Any, ...], set[tuple[Any, ...]]] = defaultdict(set)
    for (subject, predicate, obj, sign, _, _), items in naive(rows).items():
        ends = (compress(node_iri(subject)), predicate, compress(node_iri(obj)))
        endorsed = any(item[2] == "supports" for item in items)
        united[(*ends, sign, endorsed)] |= {
            (compress(node_iri(reference)), kind, direction) for reference, kind, direction, *_ in items
        }
    found = {
        (e.subject, e.predicate, e.object, e.sign.value, e.endorsed): {
            (item.reference, item.type, item.direction.value) for item in e.evidence
        }
        for e in graph.edges
    }
    assert found == united


@settings(max_examples=30)
@given(TEXT, TEXT.filter(bool))
def test_texts_survive_nquads(label: str, locator: str) -> None:
    node = pl.DataFrame(
        {"id": ["X:1"], "label": [label or "x"], "synonyms": [[locator]], "definition": [label]}
    )
    row = {"subject": "X:1", "predicate": "msc:targets", "object": "X:2", "locator": locator}
    encoder = Encoder("mine", evidence_type="msc:database_record", words=WORDS, known=NOTHING)
    encoder.add(Batch(nodes=node, statements=pl.DataFrame([row])))
    text = "".join(pieces(encoder.tables(), "mine", about={}, before=pl.Series(dtype=pl.String)))
    quads = list(parse(text.encode(), RdfFormat.N_QUADS))
    literals = {(q.predicate.value, q.object.value) for q in quads if isinstance(q.object, Literal)}
    assert (f"{RDFS}label", label or "x") in literals
    assert (f"{MSC}locator", locator) in literals


@given(st.lists(CURIE, min_size=1, max_size=10))
def test_iris_are_those_of_the_vocabulary(curies: list[str]) -> None:
    assert iri_terms(pl.Series(curies)).to_list() == [f"<{node_iri(curie)}>" for curie in curies]
    for curie in curies:
        NamedNode(node_iri(curie))


def test_an_undeclared_prefix_comes_back() -> None:
    assert compress(node_iri("MYDB:7")) == "MYDB:7"
    assert compress(node_iri("MYDB:a b|c")) == "MYDB:a b|c"


def test_known_names_and_papers_are_used() -> None:
    row = {"subject": "NCBIGene:27250", "predicate": "msc:targets", "object": "X:1", "reference": "PMID:1"}
    known = Known(same={"NCBIGene:27250": "HGNC:8763"}, references={"PMID:1": "reference:Liu2022"})
    tables = encoded([row], known=known)
    assert tables.terms.to_list() == ["HGNC:8763", "X:1"]
    assert tables.evidence["reference"].to_list() == ["reference:Liu2022"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"subject": "no prefix"}, "'no prefix' is no identifier"),
        ({"object": "a:"}, "'a:' is no identifier"),
        ({"sign": "up"}, "a sign is '\\+', '-' or '\\?', not 'up'"),
        ({"direction": "against"}, "but a row has 'against'"),
        ({"evidence_type": "ECO:000018"}, "no weight for the evidence type 'ECO:000018'. Did you mean"),
        ({"reference": "12345"}, "'12345' is no identifier"),
        ({"object": None}, "a statement has no object"),
    ],
)
def test_what_no_graph_can_hold_is_refused(change: dict[str, Any], says: str) -> None:
    row = {"subject": "X:1", "predicate": "msc:targets", "object": "X:2"} | change
    with pytest.raises(InputError, match=says):
        encoded([dict.fromkeys(STATEMENT_COLUMNS) | row])


def test_unknown_columns_classes_and_roles_are_refused() -> None:
    encoder = Encoder("mine", evidence_type="msc:database_record", words=WORDS, known=NOTHING)
    with pytest.raises(InputError, match="no column 'name'"):
        encoder.add(Batch(nodes=pl.DataFrame({"id": ["X:1"], "name": ["x"]})))
    encoder.add(Batch(nodes=pl.DataFrame({"id": ["X:1"], "category": ["Gen"]})))
    with pytest.raises(InputError, match="no class 'Gen' of nodes. Did you mean 'Gene'"):
        encoder.tables()
    encoder = Encoder("mine", evidence_type="msc:database_record", words=WORDS, known=NOTHING)
    encoder.add(Batch(predicates=pl.DataFrame({"id": ["my:p"], "role": ["casual"]})))
    with pytest.raises(InputError, match="a role is one of causal, structural, contextual, not 'casual'"):
        encoder.tables()


def with_properties(*rows: tuple[str, str, str], known: Known = NOTHING) -> SourceTables:
    encoder = Encoder("mine", evidence_type="msc:database_record", words=WORDS, known=known)
    for row in rows:
        frame = pl.DataFrame([row], schema=dict(PROPERTY_COLUMNS), orient="row")
        encoder.add(Batch(properties=frame))
    return encoder.tables()


def quads_of(tables: SourceTables, before: list[str]) -> set[tuple[str, str, str]]:
    text = "".join(pieces(tables, "mine", about={}, before=pl.Series(before, dtype=pl.String)))
    quads = parse(text.encode(), RdfFormat.N_QUADS)
    return {
        (q.predicate.value, q.object.value, q.object.datatype.value)
        for q in quads
        if isinstance(q.object, Literal) and q.subject == NamedNode("https://clinicaltrials.gov/study/NCT1")
    }


def test_properties_are_literals_of_their_datatypes_once() -> None:
    trial = "clinicaltrials:NCT1"
    tables = with_properties(
        (trial, "msc:enrollment", "30"),
        (trial, "msc:phase", 'Phase "1"'),
        ("same:1", "msc:phase", "Phase 2"),
        (trial, "msc:phase", "Phase 2"),
        (trial, "msc:hasPostedResults", "true"),
        (trial, "msc:snapshotDate", "2022-10-07"),
        (trial, "dcterms:identifier", "NCT1"),
        (trial, "msc:status", ""),
        known=Known(same={"same:1": trial}, references={}),
    )
    assert tables.nodes["id"].to_list() == [trial]
    assert quads_of(tables, []) == {
        (f"{MSC}enrollment", "30", f"{XSD}integer"),
        (f"{MSC}phase", 'Phase "1"', f"{XSD}string"),
        (f"{MSC}phase", "Phase 2", f"{XSD}string"),
        (f"{MSC}hasPostedResults", "true", f"{XSD}boolean"),
        (f"{MSC}snapshotDate", "2022-10-07", f"{XSD}date"),
        (f"{DCTERMS}identifier", "NCT1", f"{XSD}string"),
    }
    assert quads_of(tables, [trial]) == set()  # whoever describes a node first gives its properties


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("msc:phases", "Phase 1", "no property 'msc:phases' .* Did you mean 'msc:phase'"),
        ("msc:enrollment", "many", "X:1 has msc:enrollment 'many', which is no integer"),
        ("msc:hasPostedResults", "yes", "'yes', which is no boolean"),
        ("msc:snapshotDate", "7 October", "'7 October', which is no date"),
    ],
)
def test_properties_that_no_graph_can_hold_are_refused(name: str, value: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        with_properties(("X:1", name, value))


def test_an_empty_source_is_an_empty_graph() -> None:
    tables = encoded([])
    assert (tables.terms.len(), tables.assertions.height, tables.evidence.height) == (0, 0, 0)
    assert list(
        parse("".join(pieces(tables, "mine", about={}, before=tables.terms)).encode(), RdfFormat.N_QUADS)
    )


# columns

LISTS = st.lists(TEXT, max_size=3)


@given(
    st.lists(st.tuples(TEXT, st.integers(0, 9), LISTS, st.lists(st.integers(0, 9), max_size=3)), max_size=9)
)
def test_tables_come_back(tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[Any, ...]]) -> None:
    folder = tmp_path_factory.mktemp("table")
    schema = {
        "text": pl.String,
        "number": pl.Int32,
        "texts": pl.List(pl.String),
        "numbers": pl.List(pl.UInt8),
    }
    frame = pl.DataFrame(rows, schema=cast("Any", schema), orient="row")
    save_table(frame, folder, "t")
    table = Table(folder, "t", schema)
    assert table.height == frame.height
    assert table.frame().equals(frame)
    some = np.arange(table.height)[::-2]
    assert table.frame(some, ("numbers", "text")).equals(frame[some.tolist()].select("numbers", "text"))
    assert [table.row(place) for place in range(table.height)] == frame.to_dicts()


@given(st.lists(TEXT, max_size=12), TEXT.filter(bool))
def test_texts_that_hold_a_piece_are_found(texts: list[str], wanted: str) -> None:
    table = StringTable.of(texts)
    assert list(holding(table, wanted)) == [i for i, text in enumerate(texts) if wanted in text]


def test_columns_of_unequal_length_are_refused(tmp_path: Path) -> None:
    save_table(pl.DataFrame({"a": [1, 2]}), tmp_path, "t")
    save_table(pl.DataFrame({"b": [1]}), tmp_path, "t")
    with pytest.raises(StoreRefused, match="different lengths"):
        Table(tmp_path, "t", ("a", "b"))


def test_belief_of_many_papers_by_hand() -> None:
    evidence = pl.DataFrame(
        {
            "reference": ["a", "a", "b", "c"],
            "evidence_type": ["ECO:0000181", "ECO:0000179", "ECO:0000181", "ECO:0000180"],
            "direction": ["supports", "supports", "supports", "refutes"],
        }
    )
    found = beliefs(pl.Series([[0, 1, 2, 3]]), evidence_weights(evidence, WORDS))
    assert found["belief"].item() == pytest.approx((1 - 0.4 * 0.5) * 0.4)


def test_the_belief_of_one_piece_is_the_same_beside_assertions_with_several() -> None:
    kinds = [compress(iri) for iri in WORDS.support_weight]
    items = [(kind, direction) for kind in kinds for direction in Direction]
    evidence = pl.DataFrame(
        {
            "reference": [f"r{number}" for number in range(len(items))],
            "evidence_type": [kind for kind, _ in items],
            "direction": [direction.value for _, direction in items],
        }
    )
    alone, weights = [[number] for number in range(len(items))], evidence_weights(evidence, WORDS)
    found = beliefs(pl.Series(alone), weights)
    assert found.equals(beliefs(pl.Series([*alone, [0, 1]]), weights)[:-1])
    words = {
        name: {compress(iri): weight for iri, weight in getattr(WORDS, name).items()}
        for name in ("support_weight", "refute_weight")
    }
    assert found["belief"].to_list() == [belief([EvidenceItem("r", *item)], **words) for item in items]


@given(st.lists(TEXT, min_size=1, max_size=5))
def test_a_long_row_of_texts_is_decoded_as_each_alone(texts: list[str]) -> None:
    names = sorted({f"{text}{number}" for text in texts for number in range(600)})
    table = StringTable.of(names)
    assert table[:] == [table[place] for place in range(len(names))] == names
    assert table[7:-9] == names[7:-9]
    assert StringTable.of(table) is table


@given(st.lists(st.lists(TEXT), min_size=1, max_size=4))
def test_columns_of_texts_as_numbers_are_those_texts(columns: list[list[str]]) -> None:
    coded = [CodedTexts.of(texts) for texts in columns]
    for texts, column in zip(columns, coded, strict=True):
        assert list(column.words) == sorted(set(texts))
        assert [column.words[code] for code in column.codes] == texts
    every = united(coded)
    texts = [text for column in columns for text in column]
    assert list(every.words) == sorted(set(texts))
    assert [every.words[code] for code in every.codes] == texts


NAMES_OF_NODES = {
    **{"id": CURIE, "label": TEXT, "label_zh": st.sampled_from(["", "微小RNA-21", "肿瘤"])},
    **{"synonyms": st.lists(st.one_of(TEXT, st.sampled_from(["miR-21", "hsa-mir-21", "MIR 21", "TGF-β"])))},
    "xrefs": st.lists(CURIE),
}


@given(
    st.lists(st.fixed_dictionaries(NAMES_OF_NODES), min_size=1, max_size=4, unique_by=lambda node: node["id"])
)
def test_names_of_nodes_are_those_of_a_loop(nodes: list[dict[str, Any]]) -> None:
    naive = []
    for row, node in enumerate(nodes):
        seen = set()
        for quality, texts in (
            (Quality.IDENTIFIER, (node["id"], node["id"].partition(":")[2])),
            (Quality.LABEL, (node["label"], node["label_zh"])),
            (Quality.SYNONYM, (*node["synonyms"], *node["xrefs"])),
        ):
            for text in texts:
                if (key := fold(text)) and key not in seen:
                    seen.add(key)
                    naive.append((key, text, row, int(quality)))
    lists = {"synonyms": pl.List(pl.String), "xrefs": pl.List(pl.String)}
    found = names_of(pl.DataFrame(nodes, schema_overrides=lists))
    assert found.columns == list(NAME)
    assert found.rows() == sorted(naive, key=lambda row: (row[0], row[2], row[1]))
