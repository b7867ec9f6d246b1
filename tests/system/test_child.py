"""The one launcher of child processes, and how they end."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from msc_graph.errors import UsageError
from msc_graph.system.child import Child, import_path
from msc_graph.system.limits import Deadline, check_seconds
from msc_graph.system.pipes import frame
from tests.helpers import child_module
from tests.helpers.processes import ends

MODULE = child_module.__name__
posix = pytest.mark.skipif(os.name != "posix", reason="POSIX signals and process groups")


def family(child: Child) -> int:
    """Return the number of the process that the child started."""
    child.stdin.write(frame(b"Q"))
    child.stdin.flush()
    return int(child.stdout.readline())


def test_an_answer_is_what_the_child_wrote_and_not_what_it_printed() -> None:
    child = Child(MODULE, "echo")
    assert child.answer(frame(b"Q", b"abc" * 100_000), 120) == b"cba" * 100_000
    assert child.status == 0
    assert child.last_line == "printed, and no part of the answer"


def test_last_words_are_kept_in_part() -> None:
    child = Child(MODULE, "complain")
    assert child.answer(frame(b"Q"), 120) == b""
    assert child.status == 7
    assert child.last_line == "last line"
    assert child.last_words.startswith("printed, and no part of the answer\nxxx")
    assert len(child.last_words) <= 2010


@posix
def test_at_the_time_limit_the_child_is_killed_with_all_that_it_started() -> None:
    child = Child(MODULE, "family")
    grandchild = family(child)
    with pytest.raises(TimeoutError, match=r"0\.1 seconds"):
        child.answer(b"", 0.1)
    assert child.status == -signal.SIGKILL
    assert ends(grandchild)


@posix
def test_a_child_ends_with_the_object_that_stands_for_it() -> None:
    child = Child(MODULE, "family")
    pid, grandchild = child.pid, family(child)
    assert child.alive
    del child
    gc.collect()
    assert ends(pid)
    assert ends(grandchild)


@posix
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
def test_a_child_ends_with_its_parent_however_that_dies(how: signal.Signals) -> None:
    heeds = "" if how is signal.SIGKILL else f"signal.signal({how:d}, signal.SIG_DFL)\n"  # unlike nohup
    program = (
        "import signal, sys\n"
        "from msc_graph.system.child import Child\n"
        "from msc_graph.system.pipes import frame\n"
        f"{heeds}"
        f"child = Child({MODULE!r}, 'family')\n"
        "child.stdin.write(frame(b'Q')); child.stdin.flush()\n"
        "print(child.pid, child.stdout.readline().decode().strip(), flush=True)\n"
        "sys.stdin.read()\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": import_path()},
    )
    assert parent.stdout is not None
    with parent:
        pids = [int(text) for text in parent.stdout.readline().split()]
        assert len(pids) == 2
        parent.send_signal(how)
        parent.wait(60)
        assert all(ends(pid) for pid in pids)


def test_the_current_folder_is_no_place_to_import_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "trap_of_the_current_folder.py").write_text("", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", ["", ".", *sys.path])
    child = Child(MODULE, "import")
    assert child.answer(frame(b"Q"), 120) == b""
    assert "No module named 'trap_of_the_current_folder'" in child.last_line


@pytest.mark.parametrize("seconds", [0, -1, float("nan"), float("inf"), "5", None, True, 10**20])
def test_time_limits_that_make_no_sense_are_usage_errors(seconds: object) -> None:
    with pytest.raises(UsageError, match="positive number of seconds"):
        check_seconds(seconds)
    with pytest.raises(UsageError):
        Deadline.after(seconds)


def test_a_deadline_passes() -> None:
    assert not Deadline.after(3600).passed
    assert 0 < Deadline.after(3600).left <= 3600
    past = Deadline(1.0, 0.0)
    assert past.passed
    assert past.left == 0
