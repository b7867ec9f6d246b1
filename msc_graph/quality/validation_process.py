"""The process that validates a user's file: started by `msc_graph.quality.validation`, never by hand.

It reads one frame with N-Triples from its standard input and writes the report as JSON to its standard
output. Its arguments are the engine, the language and the time limit in seconds; it ends with its parent,
and soon after the limit.
"""

from __future__ import annotations

import faulthandler
import sys
from collections.abc import Callable, Iterator, Mapping

from pyoxigraph import Quad, RdfFormat, parse

from msc_graph.errors import ValidationFailed
from msc_graph.quality import fast, pyshacl_engine
from msc_graph.quality.report import ValidationReport
from msc_graph.rdf.terms import graph_from_quads
from msc_graph.system.memory import address_space, limit_memory
from msc_graph.system.pipes import end_with_parent, private_streams, read_frame

TRIPLES = b"N"
"""The kind of the frame that holds the triples."""

MEMORY = 4 * 1024**3
"""Bytes that a validation may take, where the system can limit that. Our choice: a million triples take 1."""

GRACE = 5.0
"""Seconds past the time limit after which the process ends itself."""


def main(engine: str, lang: str, timeout: float) -> None:
    """Validate the triples on the standard input and write the report."""
    faulthandler.dump_traceback_later(timeout + GRACE, exit=True)
    requests, answers = private_streams()
    data = read_frame(requests)[1]
    end_with_parent(requests)
    limit_memory(address_space() + MEMORY)
    try:
        report = _ENGINES[engine](parse(data, format=RdfFormat.N_TRIPLES), lang)
    except ValidationFailed as error:
        sys.exit(error.problem)
    with answers:
        answers.write(report.render("json").encode("utf-8"))


def _fast(triples: Iterator[Quad], lang: str) -> ValidationReport:
    return fast.validate_quads(triples, lang=lang)


def _pyshacl(triples: Iterator[Quad], lang: str) -> ValidationReport:
    return pyshacl_engine.validate(graph_from_quads(triples), lang=lang)


_ENGINES: Mapping[str, Callable[[Iterator[Quad], str], ValidationReport]] = {
    "fast": _fast,
    "pyshacl": _pyshacl,
}


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]))
