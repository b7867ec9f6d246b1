"""The process that asks HermiT or Pellet: started by `msc_graph.reasoning.consistency`, never by hand.

It reads N-Triples from its standard input up to a line that is empty, and writes one line of JSON. It and the
Java that owlready2 starts for it are one process group, which ends itself when the standard input closes:
whatever becomes of the parent, nothing is left behind.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
import tempfile
import threading
from io import BytesIO
from typing import Any

END = b"\n"
"""The line that ends the triples."""


def main(reasoner: str, java: str, memory: int) -> None:
    """Answer one question; ``memory`` is the most that Java's heap may take, in MiB."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    data = b"".join(iter(sys.stdin.buffer.readline, END))
    threading.Thread(target=_die_with_parent, daemon=True).start()
    with tempfile.TemporaryDirectory() as folder:
        tempfile.tempdir = folder
        answer = _answer(reasoner, java, memory, data)
    with contextlib.suppress(BrokenPipeError):
        answers.write(json.dumps(answer).encode())
        answers.flush()


def _die_with_parent() -> None:
    """End the whole process group when the standard input closes."""
    while sys.stdin.buffer.read(1):
        pass
    if hasattr(os, "killpg") and os.getpgrp() == os.getpid():
        os.killpg(os.getpgrp(), signal.SIGKILL)
    os._exit(1)


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
    unsatisfiable = sorted({c.iri for c in world.inconsistent_classes() if hasattr(c, "iri")})
    return {
        "consistent": True,
        "explanation": "",
        "unsatisfiable": [iri for iri in unsatisfiable if not iri.endswith("#Nothing")],
    }


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
