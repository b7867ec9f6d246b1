"""Reading and asking saved queries on the small graph, for several test modules."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from msc_graph.errors import UnknownNode
from msc_graph.query.binding import bind_values
from msc_graph.query.catalogue import SavedQuery, load_catalogue, read_query
from msc_graph.query.engines import OxigraphEngine, run_saved
from msc_graph.query.results import QueryResult
from msc_graph.system.packaged import locate
from tests.helpers.query_graph import PREFIXES, expand, query_store

MSC = PREFIXES["msc"]
CATALOGUE = load_catalogue(locate("queries"))
CHECKS = load_catalogue(locate("queries/checks"))
SHIPPED = [*CATALOGUE.values(), *CHECKS.values()]

HEADER = """\
#+ summary: Which?
#+ summary_zh: 哪些？
#+ motivation: Because.
#+ motivation_zh: 因为。
#+ params:
#+   - name: word
#+     type: literal
#+     example: x
#+     meaning: a word
#+ columns:
#+   out: what came in
"""
ECHO = HEADER + "SELECT ?out WHERE { BIND(?_word AS ?out) } ORDER BY ?out\n"
BARE = "#+ summary: s\n#+ summary_zh: 总\n#+ motivation: m\n#+ motivation_zh: 因\n"


def resolve(name: str, category: str | None) -> str:
    """Return the CURIE of a node of the small graph; "bad" gives one that is no IRI."""
    del category
    known = {"miR-X": "msc:mir_x", "disease Z": "msc:disease_z", "疾病Z": "msc:disease_z", "bad": "msc:a b"}
    if name not in known:
        raise UnknownNode(name, tuple(known))
    return known[name]


def ask(query: SavedQuery, *, long: bool = False, **values: object) -> tuple[dict[str, object], ...]:
    """Return the rows of a saved query on the small graph, as dictionaries; ``long``: lists as rows."""
    terms = bind_values(query, values, resolve=resolve, expand=expand)
    answer = run_saved(OxigraphEngine(query_store()), query, terms)
    assert isinstance(answer, QueryResult)
    answer = answer.long() if long else answer
    plain = replace(answer, compress=lambda iri: iri.removeprefix(MSC))
    return tuple(dict(row) for row in plain.as_dicts())


def saved(folder: Path, text: str, name: str = "echo.rq", *, trusted: bool = True) -> SavedQuery:
    """Write a query to a folder and read it back."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read_query(path, trusted=trusted)
