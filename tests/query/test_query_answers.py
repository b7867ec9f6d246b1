"""The example call of every saved query gives its stored answer, on Oxigraph and on rdflib alike.

``make answers`` stores the answers anew; see ``tools/answers.py``.
"""

from __future__ import annotations

import re
from collections import Counter

import pytest
import rdflib
from pyoxigraph import RdfFormat

from msc_graph import KnowledgeGraph
from msc_graph.query.rdflib_engine import RdflibEngine
from msc_graph.query.results import QueryResult, Term, TriplesResult
from tests.helpers.query_cases import CATALOGUE
from tools.answers import ANSWERS, written

pytestmark = pytest.mark.filterwarnings("ignore:Dataset:DeprecationWarning")  # rdflib calls its own old names

SECTIONS = {"introduction", *(f"section {number}" for number in range(1, 9))}
COMPETENCY = {f"competency question {number}" for number in range(1, 11)}


@pytest.fixture(scope="module")
def rdflib_engine(curated: KnowledgeGraph) -> RdflibEngine:
    """The curated graph in rdflib's own memory store, all its graphs together as the default graph."""
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(data=curated.store.dump(format=RdfFormat.N_QUADS), format="nquads")
    return RdflibEngine(dataset)


@pytest.mark.parametrize("name", CATALOGUE)
def test_the_example_call_gives_the_stored_answer(curated: KnowledgeGraph, name: str) -> None:
    extension, text = written(curated.ask(name, CATALOGUE[name].call))
    assert text == (ANSWERS / f"{name}{extension}").read_text(encoding="utf-8")
    assert text.count("\n") > 1


def test_no_answer_is_left_over() -> None:
    assert {path.stem for path in ANSWERS.iterdir()} == set(CATALOGUE)


def test_every_section_and_competency_question_is_answered() -> None:
    answered = {item for query in CATALOGUE.values() for item in query.answers}
    assert answered == SECTIONS | COMPETENCY | {"coverage"}
    assert len(CATALOGUE) >= 40
    assert all(query.answers for query in CATALOGUE.values())


def test_some_example_calls_name_a_node_in_chinese() -> None:
    calls = [value for query in CATALOGUE.values() for value in query.call.values()]
    assert sum(bool(re.search(r"[\u4e00-\u9fff]", value)) for value in calls) >= 5


def test_some_queries_give_graphs(curated: KnowledgeGraph) -> None:
    graphs = [name for name, query in CATALOGUE.items() if query.template.columns is None]
    assert len(graphs) >= 3
    for name in graphs:
        assert isinstance(curated.ask(name, CATALOGUE[name].call), TriplesResult)


def _comparable(term: Term | None) -> str:
    """Return a term so that numbers of equal value are equal, be they decimal or double."""
    found = re.fullmatch(r'"([-+0-9.eE]+)"\^\^<http://www\.w3\.org/2001/XMLSchema#(?!date)\w+>', str(term))
    return f"{float(found[1]):.9g}" if found else str(term)


@pytest.mark.slow
@pytest.mark.parametrize("name", CATALOGUE)
def test_rdflib_gives_the_same_answer(
    curated: KnowledgeGraph, rdflib_engine: RdflibEngine, name: str
) -> None:
    call = CATALOGUE[name].call
    ours, theirs = curated.ask(name, call), curated.ask(name, call, engine=rdflib_engine)
    if isinstance(ours, TriplesResult):
        assert ours == theirs
        return
    assert isinstance(theirs, QueryResult)
    assert ours.columns == theirs.columns
    rows, other_rows = ([tuple(map(_comparable, row)) for row in answer.terms] for answer in (ours, theirs))
    assert Counter(rows) == Counter(other_rows)
    assert rows == other_rows
