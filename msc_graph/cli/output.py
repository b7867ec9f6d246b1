"""What every command shows, and where: whole or an error, harmless to a terminal, and how far the work is.

Results go to standard output or into a file, everything else to standard error.
"""

from __future__ import annotations

import errno
import io
import os
import re
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, BinaryIO, NoReturn

import click

from msc_graph.cli.language import spoken
from msc_graph.errors import FileRefused, UnknownFormat, UsageError, without_secrets
from msc_graph.system.surrogates import writable
from msc_graph.tables.values import harmless

if TYPE_CHECKING:
    from msc_graph.messages.catalogue import Messages

NO, INTERRUPTED, BROKEN_PIPE, TERMINATED = 1, 130, 141, 143
"""Exit codes: the answer is "no"; and, 128 and the number of the signal, stopped by Ctrl-C; nobody reads on;
stopped by the system or by another program."""

TABLES = ("table", "csv", "tsv", "json", "md")
"""Forms of every table."""

READ_BY_PEOPLE = ("text", "explain", "table", "md")
"""Formats of words in a language; the others are for programs, and tables in them the same in each."""

SHOW_EVERY = 0.5
"""Seconds between two looks at how far the work is, and before the first: our choice."""

Progress = Callable[[str, int, int], None]
"""Is told the step (a key of `msc_graph.messages.commands.STEPS`), how much of it is done, and of how much
(0: nobody knows)."""

_STANDARD_INPUT, _STANDARD_OUTPUT = "standard input", "standard output"

# results


def emit(text: str, output: Path | None, format_name: str = "text") -> None:
    """Write a result whole to a file, or to standard output.

    A terminal gets nothing that harms it. What people read may reach one later, so there is nothing of that
    in it wherever it goes, and it is in the encoding of the stream; other formats are written into files and
    pipes as they are, in UTF-8.

    Raises:
        OSError: it cannot be written whole; the error names the place.
    """
    stream, text = sys.stdout, writable(text)
    shown = format_name in READ_BY_PEOPLE or (output is None and stream is not None and stream.isatty())
    if shown:
        text = harmless(text)
    if output is None:
        _to_standard_output(text.encode(*(_encoding_of(stream) if shown else ("utf-8",))))
        return
    from msc_graph.system.atomic import atomic_text

    with named(output), atomic_text(output) as file:
        file.write(text)
    note_written(output)


def emit_json(value: Any, output: Path | None) -> None:
    """Write a value as JSON; see `emit`."""
    emit(json_text(value), output, "json")


def emit_bytes(content: bytes, format_name: str, output: Path | None) -> None:
    """Write a result that is no text to a file, or to standard output.

    Raises:
        UsageError: no file is named, and standard output is a terminal.
        OSError: it cannot be written whole; the error names the place.
    """
    from msc_graph.system.atomic import atomic_binary

    if output is None and sys.stdout is not None and sys.stdout.isatty():
        raise UsageError(f"{format_name} is no text: say with --output where to write it")
    if output is None:
        _to_standard_output(content)
        return
    with named(output), atomic_binary(output) as file:
        file.write(content)
    note_written(output)


def emit_file(path: Path) -> None:
    """Copy a file to standard output, as it is.

    Raises:
        OSError: it cannot be written whole; the error names the place.
    """
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            _to_standard_output(piece)


def _encoding_of(stream: Any) -> tuple[str, str]:
    """Return how a stream writes text; what its encoding cannot show is replaced, never a crash."""
    errors = getattr(stream, "errors", None) or "replace"
    return getattr(stream, "encoding", None) or "utf-8", "replace" if errors == "strict" else errors


def _to_standard_output(data: bytes) -> None:
    """Write all of it: what writes without a buffer takes a part at a time and says so only by its count."""
    stream = sys.stdout
    if stream is None:
        raise closed_output()
    with named(_STANDARD_OUTPUT):
        stream.flush()
        rest = memoryview(data)
        while rest:
            rest = rest[stream.buffer.write(rest) :]
        stream.buffer.flush()


def closed_output() -> OSError:
    """Return what is told where the caller has closed standard output."""
    return OSError(errno.EBADF, "it is closed", _STANDARD_OUTPUT)


def standard_input() -> BinaryIO:
    """Return what is piped into the command; raise ``OSError`` where the caller has closed it."""
    if sys.stdin is None:
        raise OSError(errno.EBADF, "it is closed", _STANDARD_INPUT)
    return sys.stdin.buffer


@contextmanager
def named(place: Path | str) -> Iterator[None]:
    """Return a context whose errors of the system name the place that is written to."""
    try:
        yield
    except OSError as error:
        where = error.filename or str(place)
        raise OSError(error.errno, error.strerror or str(error), where) from error


def json_text(value: Any) -> str:
    """Return a value as JSON, indented, with a line break at its end."""
    import json

    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def known(format_name: str, names: Sequence[str]) -> None:
    """Do nothing for a format of these names; raise ``UnknownFormat``, which lists them, for another."""
    if format_name not in names:
        raise UnknownFormat(format_name, names)


def emit_table(
    columns: Messages, rows: Iterable[Sequence[str]], format_name: str, lang: str, output: Path | None
) -> None:
    """Show plain rows; what people read has its headings in their language, the rest has the keys."""
    from msc_graph.messages.catalogue import in_language
    from msc_graph.tables.table import Table

    headings = in_language(columns, lang).values() if format_name in READ_BY_PEOPLE else columns
    text = Table.of(headings, rows).render(
        format_name, width=width_of(output), lang=lang, safe=safe_is_wanted()
    )
    emit(text, output, format_name)


SAFE = "msc_graph.safe"
"""Where a command's context keeps whether ``--safe`` was given."""


def safe_is_wanted() -> bool:
    """Return whether CSV and TSV may hold nothing that a spreadsheet takes for a formula (``--safe``)."""
    context = click.get_current_context(silent=True)
    return context is not None and bool(context.meta.get(SAFE))


def width_of(output: Path | None) -> int | None:
    """Return the width of the terminal, or None where the text goes to a file or a pipe, which get all."""
    import shutil

    if output is not None or sys.stdout is None or not sys.stdout.isatty():
        return None
    return shutil.get_terminal_size().columns


# messages


def note(*lines: str) -> None:
    """Say something beside the result; where nobody listens, that is no error."""
    for line in lines:
        _beside(f"{harmless(without_secrets(line))}\n")


class _Heard(io.FileIO):
    """A stream that takes what is written also where it cannot be: a full disk, a reader who is gone."""

    def write(self, data: Any) -> int:
        """Write what can be written, and say that it was all."""
        with suppress(OSError):
            return super().write(data)
        return len(data)


def heard(stream: Any) -> Any:
    """Return a stream of messages that never fails, where it would end the command (120 is Python's code).

    A terminal stays as it is: Windows writes to it in a way of its own.
    """
    if stream is None or stream.isatty():
        return stream
    try:
        raw = _Heard(stream.fileno(), "w", closefd=False)
    except (AttributeError, OSError, ValueError):  # closed, or no file
        return stream
    return io.TextIOWrapper(io.BufferedWriter(raw), stream.encoding, stream.errors, line_buffering=True)


def _beside(text: str) -> None:
    """Write to standard error in its own encoding; click takes ASCII for a mistake and writes UTF-8."""
    with suppress(OSError):
        if sys.stderr is not None:
            sys.stderr.write(text)
            sys.stderr.flush()


def note_written(place: Path) -> None:
    """Say where a result is."""
    note(said("wrote", place=place))


def said(key: str, **values: Any) -> str:
    """Return a message of `msc_graph.messages.commands.STOPPED` in the language of the call."""
    from msc_graph.messages.catalogue import message
    from msc_graph.messages.commands import STOPPED

    return message(STOPPED, key, spoken(), **values)


def in_words(text: str) -> str:
    """Return what a part of the package tells, in the language of the call."""
    from msc_graph.messages.errors import told_in

    return told_in(spoken(), text)


def stop(message: str, code: int) -> NoReturn:
    """Say why there is no result, or no more of it, and end with this exit code."""
    note(f"msc-graph: {message}")
    raise SystemExit(code)


def stop_for(error: OSError) -> NoReturn:
    """End because the system refused something; quietly where nobody reads the result any more."""
    if error.errno is None and error.filename is None:  # a library's own, which names the place in its text
        stop(in_words(str(error)), FileRefused.exit_code)
    place = error.filename or _STANDARD_OUTPUT
    if place == _STANDARD_OUTPUT:
        _forget_standard_output()
    if isinstance(error, BrokenPipeError) and place == _STANDARD_OUTPUT:
        raise SystemExit(BROKEN_PIPE)
    if place in (_STANDARD_INPUT, _STANDARD_OUTPUT):
        place = said(str(place))
    if isinstance(error, FileNotFoundError):
        stop(said("no such file", place=place), FileRefused.exit_code)
    if isinstance(error, IsADirectoryError):
        stop(said("a folder", place=place), FileRefused.exit_code)
    why = re.sub(r" \((?:os error|while attempting) .*\)$", "", error.strerror or str(error))
    stop(said("refused", place=place, why=in_words(why)), FileRefused.exit_code)


def _forget_standard_output() -> None:
    """Send what is still in the stream's buffer nowhere: it would fail once more when Python ends."""
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def warned(kind: type[Warning]) -> Iterator[None]:
    """Return a context that shows warnings of a kind as messages, each on a line of standard error."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", kind)
        yield
    note(*(in_words(str(warning.message)) for warning in caught))


# how far the work is


@contextmanager
def progress(lang: str = "en") -> Iterator[Progress | None]:
    """Return a context that gives the one display of how far the work is; None where there is no terminal."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield None
        return
    display = _Display(lang)
    try:
        yield display.show
    finally:
        display.wipe()


class _Display:
    """One line on a terminal, written anew at most every `SHOW_EVERY` seconds, wiped at the end."""

    def __init__(self, lang: str) -> None:
        self.lang, self.last, self.width = lang, monotonic(), 0

    def show(self, step: str, done: int, total: int) -> None:
        if monotonic() - self.last < SHOW_EVERY:
            return
        self.last = monotonic()
        from msc_graph.messages.catalogue import message
        from msc_graph.messages.commands import STEPS

        number = f" {done:,}" if done else ""
        share = f" / {total:,} ({done / total:.0%})" if total else ""
        self._write(f"{message(STEPS, step, self.lang)}{number}{share}")

    def wipe(self) -> None:
        if self.width:
            self._write("")
            _beside("\r")

    def _write(self, line: str) -> None:
        """Write over the line before; a wide letter takes two places, so twice its length is wiped."""
        _beside(f"\r{line:<{self.width}}")
        self.width = 2 * len(line)
