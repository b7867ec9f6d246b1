"""An endpoint that lies gives an error in time, never a wrong answer, and leaves nothing running."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest

import msc_graph
from msc_graph import KnowledgeGraph
from msc_graph.errors import MscGraphError
from tests.helpers.lying_server import Lie, instead, lying, of_head, of_rows, of_terms, packed
from tests.stores.test_endpoint import NODES, store_of

SAID = "+", "supported", {("a", "supports", "i")}, "", "", "", ""
STORE = store_of([(one, "promotes", other, *SAID) for one in NODES[:3] for other in NODES[2:]])
SECONDS = 5.0


def another(row: dict[str, Any]) -> dict[str, Any]:
    return {name: dict(term) for name, term in row.items()}


LIES: dict[str, Lie] = {
    "a row left out": of_rows(lambda rows: rows.pop()),
    "the first row left out": of_rows(lambda rows: rows.pop(0)),
    "a row twice": of_rows(lambda rows: rows.append(another(rows[0]))),
    "no rows": of_rows(list.clear),
    "a count of one less": of_rows(
        lambda rows: [
            row["rows"].update(value=str(int(row["rows"]["value"]) - 1)) for row in rows if "rows" in row
        ]
    ),
    "a count that is no number": of_rows(
        lambda rows: [row["rows"].update(value="many") for row in rows if "rows" in row]
    ),
    "two counts": of_rows(lambda rows: rows.extend([another(row) for row in rows if "rows" in row])),
    "texts for things": of_terms(lambda term: term.update(type="literal")),
    "things for texts": of_terms(lambda term: term.update(type="uri", value="a:a"), "x"),
    "other things than asked about": of_terms(lambda term: term.update(type="uri", value="a:a"), "n"),
    "columns in another order": of_head(list.reverse),
    "a column that was not asked for": of_head(lambda names: names.append("more")),
    "a column twice": of_head(lambda names: names.append(names[0])),
    "an IRI that is none": of_terms(lambda term: term.update(type="uri", value="no iri")),
    "a value of 20 megabytes": of_rows(
        lambda rows: rows.append({name: {"type": "literal", "value": "x" * (20 << 20)} for name in rows[0]})
    ),
    "JSON that is cut": lambda said: setattr(said, "body", said.body[:-3]),
    "a page": instead(b"<html>Welcome</html>", content_type="text/html"),
    "a page that says it is JSON": instead(b"<html>Welcome</html>"),
    "nothing, successfully": instead(b""),
    "another kind of answer": instead(b'{"head": {}, "boolean": true}'),
    "a place in our files": instead(b"", 302, location="file:///etc/passwd"),
    "a place elsewhere": instead(b"", 307, location="http://127.0.0.1:9/"),
    "a place that is itself": instead(b"", 302, location="/query"),
    "away for an hour": instead(b"", 503, retry_after="3600"),
    "away for ever": instead(b"", 503, retry_after="0"),
    "rows left out, in a header": lambda said: said.headers.update({"X-SPARQL-MaxRows": "5"}),
    "a gigabyte in a megabyte": packed,
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
@pytest.mark.parametrize("after", [0, 9], ids=["at once", "in the middle"])
def test_a_lie_is_an_error_in_time(lie: Lie, after: int) -> None:
    """At once: of what is asked first; in the middle: where edges and counts come."""
    before, begin = threading.active_count(), time.monotonic()
    with lying(STORE, lie, after=after) as url:
        graph = msc_graph.connect(url, timeout=SECONDS)
        with pytest.raises(MscGraphError):
            graph.paths(NODES[0], NODES[-1], max_hops=3)
    assert time.monotonic() - begin < 10 * SECONDS
    while threading.active_count() > before and time.monotonic() - begin < 60:
        time.sleep(0.02)
    assert threading.active_count() <= before


def test_the_truth_is_an_answer() -> None:
    with lying(STORE, lambda said: None) as url, msc_graph.connect(url) as graph:
        here = KnowledgeGraph(STORE).paths(NODES[0], NODES[-1], max_hops=3)
        assert graph.paths(NODES[0], NODES[-1], max_hops=3).to_dict() == here.to_dict()
        assert len(here) == 2
