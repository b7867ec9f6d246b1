"""Print how long the command line takes to start, as a ratio to bare Python; `make bench` runs this first.

Then follow the saved queries, see ``benchmarks.saved_queries``.

Each command runs several times in turn with bare Python, so that a slow moment of the machine hits both. CPU
time is what the operating system charges to the finished process; the median is printed.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time

from benchmarks import saved_queries

ROUNDS = 9
BARE = [sys.executable, "-c", "pass"]
COMMANDS = {
    "msc-graph --help": ["--help"],
    "msc-graph --version": ["--version"],
    "msc-graph info": ["info"],
    "msc-graph find PDCD4": ["find", "PDCD4"],
    "msc-graph query article-claims": ["query", "article-claims", "--format", "csv"],
}


def measure(command: list[str]) -> tuple[float, float]:
    """Return the CPU and the wall seconds of one run."""
    before, start = os.times(), time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after, end = os.times(), time.perf_counter()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return cpu, end - start


def main() -> None:
    """Measure and print one line a command."""
    print(f"{'command':<32} {'CPU s':>8} {'wall s':>8} {'CPU ratio to bare Python':>26}")
    for name, arguments in COMMANDS.items():
        ours, bare = [], []
        for _ in range(ROUNDS):
            bare.append(measure(BARE))
            ours.append(measure([sys.executable, "-m", "msc_graph", *arguments]))
        cpu, wall = (statistics.median(run[i] for run in ours) for i in (0, 1))
        ratio = statistics.median(a[0] / max(b[0], 0.01) for a, b in zip(ours, bare, strict=True))
        print(f"{name:<32} {cpu:>8.3f} {wall:>8.3f} {ratio:>26.1f}")
    saved_queries.main()


if __name__ == "__main__":
    main()
