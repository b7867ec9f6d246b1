"""The command line in tests: exit codes, a call in this process, a process of its own."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from click.testing import CliRunner, Result

from msc_graph.cli.main import cli

FINE, NO, USAGE, INPUT, MISSING, INTERRUPTED, BROKEN_PIPE, TERMINATED = 0, 1, 2, 3, 4, 130, 141, 143
TABLES = ("table", "csv", "tsv", "json", "md")
SHAPES = Path(__file__).parents[1] / "shapes"
GENES = "SELECT ?gene WHERE { ?gene a msc:Gene } ORDER BY ?gene LIMIT 3"

Call = Callable[..., Result]


def run(*arguments: str | Path, given: str | bytes | None = None) -> Result:
    """Run the command line in this process; only an exit ends it, never another exception."""
    result = CliRunner().invoke(cli, [str(argument) for argument in arguments], input=given)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def program(
    *arguments: str, encoding: str = "utf-8", **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """Run the command line as a process of its own, with this encoding of its streams."""
    return subprocess.run(
        [sys.executable, "-m", "msc_graph", *arguments],
        capture_output=True,
        check=False,
        timeout=300,
        env={**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0", **environment},
    )


def rows_of(result: Result) -> list[dict[str, str]]:
    """Return the rows of an answer in CSV."""
    return list(csv.DictReader(io.StringIO(result.stdout)))
