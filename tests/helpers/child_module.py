"""What a child process of ours may do, run by `tests/system/test_child.py` as a module."""

from __future__ import annotations

import importlib
import subprocess
import sys
import time

from msc_graph.system.pipes import end_with_parent, private_streams, read_frame


def main(what: str) -> None:
    requests, answers = private_streams()
    payload = read_frame(requests)[1]
    sys.stdout.write("printed, and no part of the answer\n")
    sys.stdout.flush()
    if what == "echo":
        answers.write(payload[::-1])
    elif what == "complain":
        sys.stderr.write("x" * 5000 + "\nlast line\n")
        raise SystemExit(7)
    elif what == "family":
        end_with_parent(requests)
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        answers.write(f"{child.pid}\n".encode())
        answers.flush()
        time.sleep(600)
    elif what == "import":
        importlib.import_module("trap_of_the_current_folder")
    answers.flush()


if __name__ == "__main__":
    main(sys.argv[1])
