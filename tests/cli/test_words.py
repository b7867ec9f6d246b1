"""Words of explanations: articles, spaces, class expressions, and chains however long."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from msc_graph import KnowledgeGraph
from msc_graph.cli import reason as show
from msc_graph.messages.reasoning import joined, with_article
from msc_graph.reasoning.explain import Explainer, render
from msc_graph.reasoning.files import store_of
from msc_graph.reasoning.inference import infer
from msc_graph.reasoning.statements import Statement
from msc_graph.vocabulary.ontology import vocabulary

PREFIXES = """@prefix : <http://e/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . """


@pytest.mark.parametrize(
    "phrase",
    [
        *("a gene", "an extracellular vesicle", "an endorsed assertion", "an M1 macrophage", "a microRNA"),
        *(
            "an MSC exosome",
            "an mRNA",
            "a DNA",
            "an RNA",
            "a unit",
            "a European trial",
            "an uncle",
            "an hour",
        ),
        *("a user", "a one-way street", "a http://e/Eater", "an IL-6 priming", "a B cell", "an NK cell"),
        *("a thing that eats", "an organ", "a UTR", "an unclear effect", "a T cell", "an 8-hour trial"),
    ],
)
def test_a_noun_gets_the_article_that_is_spoken(phrase: str) -> None:
    noun = phrase.partition(" ")[2]
    assert with_article(noun) == phrase


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        (["外泌体", "携带", "miR-21-5p"], "外泌体携带 miR-21-5p"),
        (["NCT1", "属于", "临床研究"], "NCT1 属于临床研究"),
        (["“", "靶向", "”蕴含“", "下调", "”"], "“靶向”蕴含“下调”"),
        (["claim:S1", "：", "判定", " ", "得到支持"], "claim:S1：判定 得到支持"),
        (["a", "", "b"], "a b"),
    ],
)
def test_chinese_has_a_space_only_where_it_meets_another_script(parts: list[str], sentence: str) -> None:
    assert joined(parts) == sentence


def test_no_explanation_of_the_curated_graph_has_a_wrong_article_or_a_doubled_one(
    curated: KnowledgeGraph,
) -> None:
    result = curated.follows()
    explainer = Explainer(curated.store, curated.vocabulary, result, curated.rules, "en")
    texts = {explainer.text(statement) for statement in result.inferred()}
    assert len(texts) > 6000
    wrong = (
        " a a ",
        " an a ",
        " a an ",
        " a endors",
        " a extra",
        " a assert",
        " a article",
        " a engin",
        " a evid",
    )
    assert [text for text in texts if any(part in text for part in wrong)] == []


def why(turtle: str, subject: str, kind: str) -> str:
    quads = list(parse(PREFIXES + turtle, format=RdfFormat.TURTLE))
    result = infer(quads)
    explainer = Explainer(store_of(quads), vocabulary(), result, {}, "en")
    triple = next(parse(f"{PREFIXES} :{subject} a :{kind} .", format=RdfFormat.TURTLE)).triple
    found = explainer.explain(Statement(*triple))
    assert found is not None
    return render(found, "en")


def test_an_explanation_of_thousands_of_steps_is_told_in_full() -> None:
    links = "".join(f":n{number} :next :n{number + 1} ." for number in range(2000))
    definition = ":T owl:equivalentClass [ owl:onProperty :next ; owl:someValuesFrom :T ] . :n2000 a :T ."
    assert why(links + definition, "n0", "T").count("http://e/next") > 4000


def test_a_class_that_is_made_of_itself_is_told_too() -> None:
    assert "(these and http://e/B)" in why("_:c owl:intersectionOf ( _:c :B ) . :x a _:c .", "x", "B")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_an_empty_file_is_told_without_empty_headings(lang: str, tmp_path: Path) -> None:
    path = tmp_path / "empty.ttl"
    path.write_text("", encoding="utf-8")
    text, fine = show.inference(path, lang, "text")
    assert fine
    assert "0 " in text
    assert "\n\n\n" not in text
    assert not any(heading in text for heading in ("By rule", "按规则"))
