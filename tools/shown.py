"""The commands and the Python that the documentation shows: run, with what they say written below them.

In a page, a block of ``console`` holds commands after ``$``; where lines follow one, they are its output. A
block of ``pycon`` is a session of Python with its output, one of ``python`` is run. A name after the language
of a block makes it a file in the folder where all of the page is run. ``make docs`` writes the pages anew.
"""

from __future__ import annotations

import io
import re
import shlex
import subprocess
from collections.abc import Iterator
from contextlib import chdir, redirect_stdout
from doctest import DocTestParser
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from click.testing import CliRunner

from msc_graph import KnowledgeGraph, load
from msc_graph.cli.main import cli

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/guide/*.md")])
"""The pages whose commands are run."""

PICTURES = {"docs/mechanism.svg": "en", "docs/zh/mechanism.svg": "zh"}
"""Pictures of one question, each with its language."""

_BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.M | re.S)
_PIPED = re.compile(r"\$ (msc-graph .*?)(?: \| ((?:head|grep|tail) .*))?")


def commands(page: str) -> Iterator[str]:
    """Yield the commands that a page shows, without what follows a pipe."""
    for language, _, body in _BLOCK.findall(page):
        if language == "console":
            yield from (line for line in body.splitlines() if line.startswith("$ "))


def refreshed(page: str, graph: KnowledgeGraph) -> str:
    """Return a page with the output of now; its files are made in the current folder.

    Args:
        page: the page.
        graph: the curated graph, which the commands are given; Python loads its own.

    Raises:
        ValueError: a command ends with an error.
    """
    values: dict[str, Any] = {}

    def block(match: re.Match[str]) -> str:
        language, name, body = match.groups()
        if name:
            Path(name).parent.mkdir(exist_ok=True)
            Path(name).write_text(body, encoding="utf-8", newline="\n")
        elif language == "console":
            with patch.object(graph, "close"), patch("msc_graph.knowledge_graph.load", lambda: graph):
                body = _console(body)
        elif language == "pycon":
            body = _session(body, values)
        elif language == "python":
            exec(compile(body, "page", "exec"), values)  # noqa: S102 -- our own example
        return f"```{language}{f' {name}' if name else ''}\n{body}```"

    return _BLOCK.sub(block, page)


def _console(body: str) -> str:
    lines: list[str] = []
    for group in re.split(r"^(?=\$ )", body, flags=re.M)[1:]:
        command, *shown = group.splitlines()
        said = _said(command)
        lines += [command, *(said.splitlines() if shown else ())]
    return "".join(f"{line}\n" for line in lines)


def _said(command: str) -> str:
    """Return what a command writes to standard output, through its pipe."""
    found = _PIPED.fullmatch(command)
    if found is None:
        raise ValueError(f"{command}: only msc-graph is shown, with head, grep or tail behind it")
    call, pipe = found.groups()
    result = CliRunner(env={"COLUMNS": "80"}).invoke(cli, shlex.split(call)[1:], prog_name="msc-graph")
    if result.exit_code:
        raise ValueError(f"{command}: ended with {result.exit_code}: {result.output}") from result.exception
    if not pipe:
        return result.stdout
    return subprocess.run(  # noqa: S603 -- our own example
        shlex.split(pipe), input=result.stdout, capture_output=True, check=True, text=True, encoding="utf-8"
    ).stdout


def _session(body: str, values: dict[str, Any]) -> str:
    """Return a session of Python as it goes now."""
    lines: list[str] = []
    for example in DocTestParser().get_examples(body):
        lines += [
            f"{'>>>' if not at else '...'} {line}" for at, line in enumerate(example.source.splitlines())
        ]
        said = io.StringIO()
        with redirect_stdout(said):
            exec(compile(example.source, "page", "single"), values)  # noqa: S102 -- our own example
        lines += said.getvalue().splitlines()
    return "".join(f"{line.rstrip()}\n" for line in lines)


def picture(lang: str, graph: KnowledgeGraph) -> str:
    """Return the picture that the README shows, in a language."""
    return graph.paths("miR-21-5p", "corneal injury", k=4).to_svg(lang)


def write() -> None:
    """Write the output of now into all pages, and the pictures."""
    with load() as graph:
        for name, lang in PICTURES.items():
            (ROOT / name).write_text(picture(lang, graph), encoding="utf-8", newline="\n")
        for page in PAGES:
            with TemporaryDirectory() as folder, chdir(folder):
                downloads(Path(folder))
                text = refreshed(page.read_text(encoding="utf-8"), graph)
            page.write_text(text, encoding="utf-8", newline="\n")


def downloads(folder: Path) -> None:
    """Make small stand-ins for the files that a page says to download, in their layouts."""
    from tests.helpers.source_tables import HGNC, MIRBASE, MONDO

    (folder / "hgnc_complete_set.txt").write_text(HGNC, encoding="utf-8")
    (folder / "aliases.txt").write_text(MIRBASE, encoding="utf-8")
    (folder / "mondo.json").write_text(MONDO, encoding="utf-8")
    (folder / "hsa_MTI.csv").write_text(_MIRTARBASE, encoding="utf-8")


_MIRTARBASE = """\
miRTarBase ID,miRNA,Species (miRNA),Target Gene,Target Gene (Entrez Gene ID),Species (Target Gene),\
Experiments,Support Type,References (PMID)
MIRT1,hsa-miR-21-5p,Homo sapiens,PDCD4,27250,Homo sapiens,\
Luciferase reporter assay//qRT-PCR,Functional MTI,17991735
"""
