"""What every command does before it runs, and how it tells what it is: in the language of its user."""

from __future__ import annotations

import os
import re
import shlex
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from msc_graph.cli.formats import settled
from msc_graph.cli.language import spoken
from msc_graph.cli.output import emit
from msc_graph.cli.typed import as_meant, in_ascii, refuse_untold, wide_blank, without_quotes
from msc_graph.cli.values import FormatName, Kept, Read, Written, is_address, is_kept
from msc_graph.errors import FileRefused
from msc_graph.system.atomic import followed

_ENDS = ("--from", "--to", "--source", "--target")
"""Options that people look for where two ends are given without one."""
_COLUMNS = {"name_column", "value_column"}
"""Options whose values name columns of a file."""
_OPTION_WIDTH, _TEXT_WIDTH = 44, 74
"""Columns of a terminal for what an option does, and for a paragraph."""


class Helpful(click.Command):
    """A command whose help is written as its results are: whole, and in the encoding of the stream."""

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return ``--help``."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.callback = _show_help
        return option


def _show_help(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        emit(f"{ctx.get_help()}\n", None)
        ctx.exit()


class Command(Helpful):
    """A command that speaks its user's language, and settles format and outputs before it starts to work.

    ``formless`` are the flags with which it shows what has one form only.
    """

    def __init__(self, *arguments: Any, formless: Collection[str] = (), **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.formless = tuple(formless)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the call as it is meant, in which an option of one value stands once, and none is empty."""
        args = as_meant(args, {name: option for option in self.get_params(ctx) for name in option.opts})
        values, rest, order = self._parsed(ctx, args)
        files = values.get("files")
        if (pair := self._bare_pair([*rest, *(files if isinstance(files, tuple) else ())])) is not None:
            problem = f"Got unexpected extra argument ({pair}). Put -p before it: -p {shlex.quote(pair)}."
            raise click.UsageError(problem, ctx)
        for option, count in Counter(order).items():
            refuse_untold(ctx, option, values[str(option.name)])
            single = isinstance(option, click.Option) and not (
                option.multiple or option.count or option.is_flag
            )
            if single and count > 1:
                raise click.UsageError(f"Option {option.opts[0]!r} is given more than once.", ctx)
        ctx.allow_extra_args = True  # told here, with what to do
        try:
            extra = super().parse_args(ctx, list(args))
        except click.MissingParameter as error:
            raise click.UsageError(error.format_message() + wide_blank(args), ctx) from error
        if "files" not in ctx.params:  # whose columns may have wide names
            texts = {one.name for one in self.params if one.type is click.STRING} - _COLUMNS
            ctx.params |= {name: in_ascii(ctx.params[name]) for name in texts & ctx.params.keys()}
        if extra:
            problem = f"Got unexpected extra argument{'s' * (len(extra) > 1)} ({' '.join(extra)})."
            raise click.UsageError(problem + without_quotes(args, extra), ctx)
        return extra

    def _parsed(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[dict[str, Any], list[str], list[click.Parameter]]:
        """Return the values by parameter, the words that are left, and the parameters in their order."""
        try:
            return self.make_parser(ctx).parse_args(args=list(args))
        except click.NoSuchOption as error:
            problem = error.format_message()
            if not error.option_name.startswith("--"):
                problem += " Put -- before a name that begins with a hyphen."
            elif error.option_name in _ENDS and "SOURCE" in (ends := self._arguments()):
                problem = (
                    f"No such option {error.option_name!r}. Give {' and '.join(ends)} without an option."
                )
            raise click.UsageError(problem, ctx) from error

    def _arguments(self) -> list[str]:
        return [str(one.human_readable_name) for one in self.params if isinstance(one, click.Argument)]

    def _bare_pair(self, words: Sequence[str]) -> str | None:
        """Return the first word that is no file, but the value of a parameter without its ``-p``."""
        if all(parameter.name != "parameters" for parameter in self.params):
            return None
        pairs = (word for word in words if re.match(r"[A-Za-z]\w*=", word))
        return next((pair for pair in pairs if not os.path.exists(pair)), None)  # noqa: PTH110 -- never raises

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command, unless an output would destroy what is read, or does not fit its format."""
        check_outputs(
            list(_values(ctx, Written)), [*_values(ctx, Read), *_named_files(ctx)], list(_folders(ctx))
        )
        if "output" in ctx.params and not any(ctx.params[flag] for flag in self.formless):
            name, given = ctx.params["format_name"], was_given("format_name")
            file, draws = ctx.params["output"], "picture" in ctx.params
            ctx.params["format_name"] = settled(name, given, file, self._forms(), draws=draws)
        return super().invoke(ctx)

    def _forms(self) -> tuple[str, ...]:
        (form,) = (parameter.type for parameter in self.params if isinstance(parameter.type, FormatName))
        return form.forms + form.more

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write how the command is called."""
        write_usage(self, ctx, formatter)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the command does."""
        from msc_graph.messages.catalogue import message
        from msc_graph.messages.help import COMMANDS

        write_paragraphs(message(COMMANDS, self.name or "", spoken(ctx)), formatter)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what each option does."""
        write_options(self, ctx, formatter)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write a call of the command."""
        from msc_graph.messages.catalogue import message
        from msc_graph.messages.help import EXAMPLES, WORDS

        lang = spoken(ctx)
        name = self.name or ""
        if name in EXAMPLES:
            with formatter.section(message(WORDS, "example", lang)):
                formatter.write_text(f"\b\n{message(EXAMPLES, name, lang)}")


def write_usage(command: click.Command, ctx: click.Context, formatter: click.HelpFormatter) -> None:
    """Write how a command is called, in the language of the call."""
    from msc_graph.messages.catalogue import message
    from msc_graph.messages.help import WORDS

    pieces = " ".join(command.collect_usage_pieces(ctx))
    formatter.write_usage(ctx.command_path, pieces, prefix=message(WORDS, "usage", spoken(ctx)))


def write_paragraphs(text: str, formatter: click.HelpFormatter) -> None:
    """Write paragraphs, apart by an empty line."""
    folded = "\n\n".join(_folded(paragraph, _TEXT_WIDTH) for paragraph in text.split("\n\n"))
    formatter.write_paragraph()
    with formatter.indentation():
        formatter.write_text(folded)


def write_options(command: click.Command, ctx: click.Context, formatter: click.HelpFormatter) -> None:
    """Write what each option of a command does, in the language of the call."""
    from msc_graph.messages.catalogue import message
    from msc_graph.messages.help import OPTIONS, WORDS

    lang, records = spoken(ctx), []
    for parameter in command.get_params(ctx):
        if isinstance(parameter, click.Option):
            key = help_key(command, parameter)
            parameter.help = message(OPTIONS, key, lang) if key in OPTIONS else parameter.help or ""
            if record := parameter.get_help_record(ctx):
                said = _with_extras(parameter.help, record[1], lang)
                records.append((record[0], _folded(said, _OPTION_WIDTH)))
    with formatter.section(message(WORDS, "options", lang)):
        formatter.write_dl(records)


def _with_extras(text: str, shown: str, lang: str) -> str:
    """Return the help of an option as click shows it, what click puts behind the ``text`` in a language."""
    from msc_graph.messages.catalogue import in_language
    from msc_graph.messages.help import EXTRAS

    extras = shown.removeprefix(text)
    for english, said in in_language(EXTRAS, lang).items():
        extras = extras.replace(english, said)
    return text + extras


def help_key(command: click.Command, option: click.Option) -> str:
    """Return under which key the help of an option stands: its own in this command, else the shared one."""
    from msc_graph.messages.help import OPTIONS

    name = next((name for name in option.opts if name.startswith("--")), option.opts[0])
    own = f"{command.name} {name}"
    return own if own in OPTIONS else name


def _folded(text: str, width: int) -> str:
    r"""Return a text whose lines are at most so wide, folded at blanks and between wide letters.

    Click folds at blanks only and takes each letter for one column of a terminal, so what has wide letters is
    folded here; click leaves alone what begins with a line of ``\b``.
    """
    from unicodedata import east_asian_width

    if not any(east_asian_width(letter) in "WF" for letter in text):
        return text
    lines, used = [""], 0
    for piece in re.findall(r"\[[^]]*\]|[\x21-\x7e]+|.", text):
        columns = sum(2 if east_asian_width(letter) in "WF" else 1 for letter in piece)
        if used + columns > width and piece not in "，。；：、）”":
            lines.append("")
            used = 0
        lines[-1] += piece
        used += columns
    return "\n".join(["\b", *(line.strip() for line in lines)])


def was_given(name: str) -> bool:
    """Return whether the user gave this parameter of the current command: in the call or the environment."""
    source = click.get_current_context().get_parameter_source(name)
    return source in (ParameterSource.COMMANDLINE, ParameterSource.ENVIRONMENT)


def _values(ctx: click.Context, kind: type[click.Path]) -> Iterator[Path]:
    for parameter in ctx.command.params:
        if isinstance(parameter.type, kind):
            value = ctx.params.get(parameter.name or "")
            listed = value if isinstance(value, tuple) else [value]
            yield from (file for file in listed if isinstance(file, Path))


def _named_files(ctx: click.Context) -> Iterator[Path]:
    """Yield the files that parameters of a query or a format name (``-p mapping=FILE``)."""
    for pair in ctx.params.get("parameters", ()):
        file = Path(pair.partition("=")[2])
        if len(pair) < 4096 and "\0" not in pair and file.is_file():
            yield file


def _folders(ctx: click.Context) -> Iterator[Path]:
    yield from _values(ctx, Kept)
    place = ctx.find_root().obj
    if place and not is_address(place):
        yield Path(place)


def check_outputs(outputs: Sequence[Path], inputs: Sequence[Path], folders: Sequence[Path]) -> None:
    """Refuse to write where that would destroy what is read, part of a store, or another output."""
    for number, file in enumerate(outputs):
        if any(_same(file, other) for other in outputs[:number]):
            raise FileRefused(file, "two results would be written here; name another file for one of them")
        if any(_same(file, other) or _replaced(file, other) for other in inputs):
            raise FileRefused(file, "this file is read; name another one to write to")
        for folder in (*folders, *_ours(file)):
            if followed(file).is_relative_to(followed(folder)):
                raise FileRefused(
                    file, f"it would lie in {folder}, which msc-graph keeps; name another place"
                )


def _ours(file: Path) -> Iterator[Path]:
    """Yield the stores above a file, whichever is asked, and msc-graph's cache."""
    from msc_graph.system.cache import cache_folder

    yield from (folder for folder in followed(file).parents if is_kept(folder))
    if (cache := cache_folder()) is not None:
        yield cache / "msc-graph"


def _replaced(file: Path, folder: Path) -> bool:
    """Return whether a file is there, in a folder that is read."""
    return folder.is_dir() and file.exists() and followed(file).is_relative_to(followed(folder))


def _same(one: Path, other: Path) -> bool:
    """Return whether two paths are one file, also by links."""
    if followed(one) == followed(other):
        return True
    return one.is_file() and other.is_file() and one.samefile(other)
