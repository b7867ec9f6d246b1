"""The command line: parse the call, ask the library, show the result.

Results go to standard output, everything else to standard error. Exit codes: 0 fine, 1 the answer is "no"
(does not conform, no path, nothing found), 2 wrong usage, 3 bad or missing input, or output that cannot be
written, 4 missing optional part, 130 stopped by Ctrl-C, 141 nobody reads the result to its end, 143
stopped by another program.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import click

from msc_graph._version import __version__
from msc_graph.cli.command import Helpful, write_options, write_paragraphs, write_usage
from msc_graph.cli.language import language_of, remember_language, spoken
from msc_graph.cli.output import INTERRUPTED, TERMINATED, closed_output, heard, note, stop, stop_for
from msc_graph.cli.typed import BLANK
from msc_graph.cli.values import is_connected
from msc_graph.errors import MscGraphError, did_you_mean, nearest, without_secrets
from msc_graph.languages import LANGUAGES
from msc_graph.messages.catalogue import message
from msc_graph.messages.commands import STOPPED, SUMMARIES
from msc_graph.vocabulary.unseen import narrow

COMMANDS = {
    "build": "build",
    "check": "check",
    "export": "export",
    "find": "find",
    "ground": "ground",
    "import": "imports",
    "info": "find",
    "mcp": "mcp",
    "paths": "paths",
    "profile": "paths",
    "query": "query",
    "rank": "paths",
    "reason": "reason",
    "serve": "serve",
    "show": "find",
    "sources": "imports",
    "sparql": "query",
    "validate": "check",
}
"""The commands, each with the file of this folder that is loaded when it is called."""


class Group(Helpful, click.Group):
    """Loads a command when it is called, and shows each of the package's own errors as one message."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands, in order."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Return a command, None where there is none of that name."""
        if name not in COMMANDS:
            return None
        module = import_module(f"msc_graph.cli.{COMMANDS[name]}")
        command: click.Command = getattr(module, "import_" if name == "import" else name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that is called; one that is none is told with those that are most like it."""
        name, *more = narrow(args[0]).split() if BLANK in args[0] else [narrow(args[0])]
        if name not in COMMANDS and not name.startswith("-"):
            problem = f"No such command {args[0]!r}.{did_you_mean(nearest(name, COMMANDS))}"
            raise click.UsageError(problem, ctx)
        return super().resolve_command(ctx, [name, *more, *args[1:]])

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the call, and its language before all else."""
        remember_language(ctx, language_of(args))
        with _told(spoken(ctx)), _spoken(spoken(ctx)):
            return super().parse_args(ctx, args)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write how msc-graph is called."""
        write_usage(self, ctx, formatter)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what msc-graph is for."""
        from msc_graph.messages.help import WORDS

        write_paragraphs(message(WORDS, "about", spoken(ctx)), formatter)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, and what each command does, without loading one."""
        from msc_graph.messages.help import WORDS

        write_options(self, ctx, formatter)
        lang = spoken(ctx)
        with formatter.section(message(WORDS, "commands", lang)):
            formatter.write_dl([(name, message(SUMMARIES, name, lang)) for name in sorted(COMMANDS)])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that is called."""
        with _told(spoken(ctx)), _spoken(spoken(ctx)), _store_looked_at(ctx):
            return super().invoke(ctx)

    def main(self, args: Sequence[str] | None = None, *arguments: Any, **more: Any) -> Any:
        """Run the command line, also where it only prints its help."""
        with _told(language_of(sys.argv[1:] if args is None else args)):
            return super().main(args, *arguments, **more)


class WrongCall(click.UsageError):
    """What is wrong with how a command was called, in the language of the call."""

    def __init__(self, error: click.UsageError, lang: str) -> None:
        super().__init__(error.format_message(), error.ctx)
        self.lang = lang

    def show(self, file: Any = None) -> None:
        """Say it on standard error, after how the command is called."""
        said = self.message
        if self.lang != LANGUAGES[0]:
            from msc_graph.messages.errors import in_chinese

            said = in_chinese(said) or said
        call = self.ctx.command_path if self.ctx else "msc-graph"
        usage = f"{self.ctx.get_usage()}\n" if self.ctx else ""
        note(f"{usage}{message(STOPPED, 'wrong call', self.lang, call=call, said=said)}")


@contextmanager
def _spoken(lang: str) -> Iterator[None]:
    """Return a context in which what is wrong with a call is told as all else is, in its language."""
    try:
        yield
    except click.UsageError as error:
        error.message = without_secrets(error.message)  # type: ignore[misc]
        if isinstance(error, WrongCall | click.exceptions.NoArgsIsHelpError):
            raise
        raise WrongCall(error, lang) from error


@contextmanager
def _store_looked_at(ctx: click.Context) -> Iterator[None]:
    """Return a context that tells damaged files of the store in use in the place of what they led to."""
    try:
        yield
    except Exception as error:
        place = ctx.find_root().obj
        if place and not is_connected(place) and not isinstance(error, MscGraphError | click.exceptions.Exit):
            from msc_graph.stores.disk.store import verify_store

            verify_store(place)
        raise


@contextmanager
def _told(lang: str) -> Iterator[None]:
    """Return a context that turns errors into messages with an exit code."""
    try:
        yield
    except KeyboardInterrupt:
        stop(message(STOPPED, "interrupted", lang), INTERRUPTED)
    except MscGraphError as error:
        from msc_graph.messages.errors import worded

        stop(worded(error, lang), error.exit_code)
    except OSError as error:
        stop_for(error)
    except click.exceptions.Exit:  # a help or a version was shown
        if sys.stdout is None:
            stop_for(closed_output())
        raise


@click.group(
    cls=Group, context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "MSC_GRAPH"}
)
@click.version_option(__version__, prog_name="msc-graph")
def cli() -> None:
    """Ask a fact-checked knowledge graph of mesenchymal stem cell exosome biology."""


def _terminated(*_: Any) -> None:
    """End as Ctrl-C does, so that nothing half written is left behind."""
    raise SystemExit(TERMINATED)


def main() -> None:
    """Run the command line; what a terminal's encoding cannot show is replaced, never a crash.

    numpy's linear algebra gets one thread, unless the user says otherwise: to start one for each core takes
    longer than a question, and the last digits of a sum would depend on the machine.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, _terminated)
    sys.stderr = heard(sys.stderr)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        cli(prog_name="msc-graph")
    except SystemExit as end:
        if end.code == INTERRUPTED:  # a second Ctrl-C would interrupt how Python ends
            signal.signal(signal.SIGINT, signal.SIG_IGN)
        raise
