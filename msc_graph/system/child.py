"""Modules of this package that run as processes of their own, and can be killed at any moment without harm.

A child is run by the interpreter that runs us and finds what we find, but not the folder we happen to be in.
It leads a group of processes, which is killed as a whole; it opens no window; what it writes to its standard
error is kept as its last words. `msc_graph.system.pipes` is its own side of it.
"""

from __future__ import annotations

import math
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import IO, BinaryIO, cast

_KEPT = 2000
"""Characters that are kept of a child's last words."""


class Child:
    """One running module of ours and the pipes to it; it ends with this object at the latest."""

    def __init__(self, module: str, *arguments: str) -> None:
        """Start ``module`` (its dotted name) with these arguments."""
        self._errors: IO[bytes] = tempfile.TemporaryFile()
        self._process = process = subprocess.Popen(  # noqa: S603 -- our own module, our own interpreter
            [sys.executable, "-P", "-m", module, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env={**os.environ, "PYTHONPATH": import_path()},
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._watch = _Watch(partial(_kill, process))
        self.stdin = cast("BinaryIO", process.stdin)
        self.stdout = cast("BinaryIO", process.stdout)
        self._last_words = ""
        self._finalizer = weakref.finalize(self, _end, process, self._errors, self._watch)

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    @property
    def status(self) -> int | None:
        """The exit status; negative for a signal, None while the process runs."""
        return self._process.returncode

    @property
    def last_words(self) -> str:
        """What a stopped child wrote to its standard error, without the middle of a long one."""
        return self._last_words

    @property
    def last_line(self) -> str:
        """The last line of the last words; empty when there is none."""
        return (self._last_words.strip().splitlines() or [""])[-1]

    @contextmanager
    def killed_after(self, seconds: float) -> Iterator[threading.Event]:
        """Kill the child unless the block ends in time; the event tells whether that happened."""
        expired = self._watch.begin(seconds)
        try:
            yield expired
        finally:
            self._watch.end()

    def answer(self, request: bytes, seconds: float) -> bytes:
        """Return all that a child writes after it was given ``request``; it is gone afterwards.

        The pipe to it stays open meanwhile, so that the child can tell that we are there.

        Raises:
            TimeoutError: it did not end in time and was killed.
        """
        try:
            with self.killed_after(seconds) as expired:
                with suppress(BrokenPipeError):
                    self.stdin.write(request)
                    self.stdin.flush()
                content = self.stdout.read()
                self._process.wait()
                _kill_group(self._process)
        finally:
            self.stop()
        if expired.is_set():
            raise TimeoutError(f"stopped after {seconds:g} seconds")
        return content

    def stop(self) -> None:
        """Kill the child with all that it started, keep its last words, and free everything."""
        self._watch.close()
        _kill(self._process)
        self._process.wait()
        if not self._errors.closed:
            self._errors.seek(0)
            self._last_words = _ends_of(self._errors.read().decode(errors="replace"))
        self._finalizer()


def _ends_of(text: str) -> str:
    """Return a text, or the halves of `_KEPT` from its start and its end: what happened, what came of it."""
    half = _KEPT // 2
    return text if len(text) <= _KEPT else f"{text[:half]}\n...\n{text[-half:]}"


def import_path() -> str:
    """Return where a child finds this package and what it needs, as PYTHONPATH: absolute folders only."""
    return os.pathsep.join(entry for entry in sys.path if entry and os.path.isabs(entry))  # noqa: PTH117


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a process and all that it started; nothing when it was waited for already."""
    if process.returncode is not None:  # its number may be another's by now
        return
    if not _kill_group(process) and process.poll() is None:  # Windows: taskkill ends the tree
        taskkill = shutil.which("taskkill") or "taskkill"
        subprocess.run([taskkill, "/F", "/T", "/PID", str(process.pid)], check=False, capture_output=True)  # noqa: S603
    process.kill()


def _kill_group(process: subprocess.Popen[bytes]) -> bool:
    """Kill the group that a process leads, or led a moment ago; False where a system has no groups."""
    if not hasattr(os, "killpg"):
        return False
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    return True


def _end(process: subprocess.Popen[bytes], errors: IO[bytes], watch: _Watch) -> None:
    """Kill a process and close what belongs to it; also runs when the interpreter ends."""
    watch.close()
    _kill(process)
    process.wait()
    for stream in (process.stdin, process.stdout, errors):
        with suppress(OSError):  # a pipe whose reader is gone cannot be flushed
            if stream is not None:
                stream.close()


class _Watch:
    """A thread that kills a process at a deadline.

    It lives as long as the process, because to start a thread for each question would take longer than many
    questions do. It is woken only for a deadline that comes before the moment for which it sleeps.
    """

    def __init__(self, kill: Callable[[], None]) -> None:
        self._kill = kill
        self._changed = threading.Condition()
        self._deadline, self._sleeps_until = math.inf, -math.inf
        self._expired = threading.Event()
        self._closed = False
        threading.Thread(target=self._run, daemon=True).start()

    def begin(self, seconds: float) -> threading.Event:
        """Set the deadline; the event will tell whether it passed before ``end``."""
        with self._changed:
            self._expired = threading.Event()
            self._deadline = time.monotonic() + seconds
            if self._deadline < self._sleeps_until:
                self._changed.notify()
            return self._expired

    def end(self) -> None:
        """Take the deadline back."""
        with self._changed:
            self._deadline = math.inf

    def close(self) -> None:
        """End the thread."""
        with self._changed:
            self._closed = True
            self._changed.notify()

    def _run(self) -> None:
        with self._changed:
            while not self._closed:
                if time.monotonic() >= self._deadline:
                    self._expired.set()
                    self._kill()
                    self._deadline = math.inf
                self._sleeps_until = self._deadline
                left = self._deadline - time.monotonic()
                self._changed.wait(min(left, threading.TIMEOUT_MAX) if left < math.inf else None)
