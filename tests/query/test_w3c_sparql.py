"""The W3C SPARQL 1.1 query evaluation tests, asked through our own entry for free text.

Every test that does not pass is in ``KNOWN`` with its reason: blocked on purpose, or a limit of the engine.
Source: https://www.w3.org/2009/sparql/docs/tests/.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from msc_graph.query.sandbox import QueryWorker, run
from tests.conftest import SHARED
from tests.helpers.w3c_suite import EvaluationTest, canonical, dataset, evaluation_tests, expected


def by_data(test: EvaluationTest) -> tuple[object, ...]:
    """Return what puts tests on the same data side by side, so that they share a worker."""
    return test.data, test.graphs, test.name


SUITE = SHARED / "data" / "w3c" / "sparql11"
TESTS = sorted(evaluation_tests(SUITE), key=by_data) if SUITE.is_dir() else []

_ENTAILMENT = "engine's limit: Oxigraph evaluates without an entailment regime"
_BLOCKED = "blocked on purpose: a query may not call another endpoint"
_PATHS = "engine's limit: Oxigraph leaves out the zero-length path of a constant that is not in the data"
_CONCAT = "engine's limit: Oxigraph's GROUP_CONCAT keeps the language that all texts share"
_GRAPHS = "engine's limit: Oxigraph does not bind ?g by GRAPH where the group in it needs no triple"
_ENTAILED = (
    *(f"sparqldl-{number}" for number in ("02", "03", "10", "11", "12", "13")),
    *(
        "paper-sparqldl-Q1",
        "paper-sparqldl-Q1-rdfs",
        "paper-sparqldl-Q2",
        "paper-sparqldl-Q3",
        "paper-sparqldl-Q4",
    ),
    *(f"parent{number}" for number in (3, 4, 5, 6, 7, 8, 9, 10)),
    *("rdf01", *(f"rdfs{number:02}" for number in (1, 2, 3, 4, 5, 6, 7, 9, 10, 11))),
    *("rif01", "rif03", "rif04", "rif06", *(f"simple{number}" for number in range(1, 9))),
)
KNOWN = {
    **{f"entailment/{name}": _ENTAILMENT for name in _ENTAILED},
    **{f"service/service{name}": _BLOCKED for name in ("1", "2", "3", "4a", "5", "6", "7")},
    **{
        f"property-path/{name}": _PATHS
        for name in (
            *(
                "zero_or_more_set_end",
                "zero_or_more_set_start",
                "zero_or_one_set_end",
                "zero_or_one_set_start",
            ),
        )
    },
    "aggregates/agg-groupconcat-04": _CONCAT,
    "aggregates/agg-groupconcat-06": _CONCAT,
    "aggregates/agg-empty-group-count-graph": _GRAPHS,
    "bindings/graph": _GRAPHS,
    "negation/graph-minus": _GRAPHS,
    "exists/exists-graph-variable": "by design: all graphs are our default graph, the test wants them apart",
    "functions/bnode01": "engine's limit: Oxigraph gives one blank node for one label over all rows",
    "csv-tsv-res/tsv03": "engine's limit: Oxigraph keeps xsd:negativeInteger as another datatype",
}

pytestmark = [pytest.mark.shared_data, pytest.mark.slow]


class Workers:
    """One worker at a time, kept as long as the data stay the same."""

    def __init__(self) -> None:
        self.data: object = None
        self.worker: QueryWorker | None = None

    def on(self, test: EvaluationTest) -> QueryWorker:
        if self.worker is None or self.data != (test.data, test.graphs):
            self.close()
            self.data, self.worker = (test.data, test.graphs), QueryWorker(dataset(test))
        return self.worker

    def close(self) -> None:
        if self.worker is not None:
            self.worker.close()
            self.worker = None


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    found = Workers()
    yield found
    found.close()


@pytest.mark.parametrize("test", TESTS, ids=lambda test: test.name)
def test_evaluation(test: EvaluationTest, workers: Workers, request: pytest.FixtureRequest) -> None:
    if test.name in KNOWN:
        request.applymarker(pytest.mark.xfail(reason=KNOWN[test.name]))
    text = f"BASE <{test.query.as_uri()}>\n{test.query.read_text(encoding='utf-8')}"
    assert canonical(run(text, worker=workers.on(test), timeout=20)) == canonical(expected(test))


def test_the_suite_is_whole_and_the_known_failures_are_in_it() -> None:
    assert len(TESTS) > 250
    assert set(KNOWN) <= {test.name for test in TESTS}
