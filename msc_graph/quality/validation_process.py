"""The process that validates a user's file: started by `msc_graph.quality.validation`, never by hand.

It reads N-Triples from its standard input and writes the report as JSON to its standard output. Its
arguments are the language and the time limit in seconds; it ends itself soon after the limit, should its
parent be gone.
"""

from __future__ import annotations

import faulthandler
import sys

from pyoxigraph import RdfFormat, parse

from msc_graph.quality.validation import validate
from msc_graph.rdf.reading import graph_from_quads

GRACE = 5.0
"""Seconds past the time limit after which the process ends itself."""


def main(lang: str, timeout: float) -> None:
    """Validate the triples on the standard input and write the report."""
    faulthandler.dump_traceback_later(timeout + GRACE, exit=True)
    data = graph_from_quads(parse(sys.stdin.buffer, format=RdfFormat.N_TRIPLES))
    report = validate(data, lang=lang)
    sys.stdout.buffer.write(report.render("json").encode("utf-8"))


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
