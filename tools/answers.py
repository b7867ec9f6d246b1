"""The answers of the example calls, as they are stored: ``python -m tools.answers [NAME ...]``.

The command writes ``tests/answers/NAME.csv`` (identifiers, not labels), or ``NAME.nt`` for a CONSTRUCT, anew
for the queries named, or for all of them; ``make answers`` does the same. Read the difference before you
commit it: a stored answer is an assertion that it is right.
"""

from __future__ import annotations

import sys
from pathlib import Path

from msc_graph import KnowledgeGraph, load
from msc_graph.query.results import QueryResult, TriplesResult

ANSWERS = Path(__file__).parents[1] / "tests" / "answers"


def written(answer: QueryResult | TriplesResult) -> tuple[str, str]:
    """Return the extension and the text under which an answer is stored."""
    if isinstance(answer, QueryResult):
        return ".csv", answer.render("csv", ids=True)
    return ".nt", answer.serialize("nt").decode()


def store(graph: KnowledgeGraph, names: list[str]) -> None:
    """Write the answers of the queries called ``names``, and remove those of queries that are gone."""
    ANSWERS.mkdir(exist_ok=True)
    for name in names or list(graph.queries):
        extension, text = written(graph.ask(name, graph.queries[name].call))
        (ANSWERS / f"{name}{extension}").write_text(text, encoding="utf-8", newline="\n")
    for path in ANSWERS.iterdir():
        if path.stem not in graph.queries:
            path.unlink()


if __name__ == "__main__":
    with load() as curated:
        store(curated, sys.argv[1:])
