"""The process that asks HermiT or Pellet: started by `msc_graph.reasoning.consistency`, never by hand.

It reads one frame with N-Triples from its standard input and writes one line of JSON. It and the Java that
owlready2 starts for it are one process group, which ends itself when the standard input closes: whatever
becomes of the parent, nothing is left behind.
"""

from __future__ import annotations

import contextlib
import json
import sys
import tempfile
from io import BytesIO
from typing import Any

from msc_graph.system.pipes import end_with_parent, private_streams, read_frame

TRIPLES = b"N"
"""The kind of the frame that holds the triples."""


def main(reasoner: str, java: str, memory: int) -> None:
    """Answer one question; ``memory`` is the most that Java's heap may take, in MiB."""
    requests, answers = private_streams()
    data = read_frame(requests)[1]
    end_with_parent(requests)
    with tempfile.TemporaryDirectory() as folder:
        tempfile.tempdir = folder
        answer = _answer(reasoner, java, memory, data)
    with contextlib.suppress(BrokenPipeError):
        answers.write(json.dumps(answer).encode())
        answers.flush()


def _answer(reasoner: str, java: str, memory: int, data: bytes) -> dict[str, Any]:
    """Return what the reasoner says of the triples, which go into a private world."""
    import owlready2
    from owlready2 import reasoning

    owlready2.JAVA_EXE = java
    reasoning.JAVA_MEMORY = memory
    world = owlready2.World()
    world.get_ontology("http://example.org/checked#").load(fileobj=BytesIO(data), only_local=True)
    try:
        if reasoner == "pellet":
            owlready2.sync_reasoner_pellet(world, debug=2)
        else:
            owlready2.sync_reasoner_hermit(world, debug=0)
    except owlready2.OwlReadyInconsistentOntologyError as error:
        return {"consistent": False, "explanation": str(error), "unsatisfiable": []}
    except owlready2.OwlReadyJavaError as error:
        return {"failed": str(error)}
    except Exception as error:  # owlready2 fails on what it cannot make Python classes of
        return {"failed": f"{type(error).__name__}: {error}".splitlines()[0]}
    unsatisfiable = sorted({c.iri for c in world.inconsistent_classes() if hasattr(c, "iri")})
    return {
        "consistent": True,
        "explanation": "",
        "unsatisfiable": [iri for iri in unsatisfiable if not iri.endswith("#Nothing")],
    }


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
