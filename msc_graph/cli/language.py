"""The language of a call: what an option asks for, else the environment, else English."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence

import click

from msc_graph.cli.typed import as_meant
from msc_graph.languages import LANGUAGES

_LANGUAGE = "msc_graph.language"
_LANG = {"--lang": click.Option(["--lang"], type=click.Choice(LANGUAGES))}


def language_of(arguments: Sequence[str]) -> str:
    """Return the language that a call asks for, by option, else by environment; it may be wrong otherwise.

    >>> language_of(["find", "--lang", "zh"]), language_of(["find", "--lang=zh"])
    ('zh', 'zh')
    """
    arguments = as_meant(arguments, _LANG)
    named = [after for before, after in zip(arguments, arguments[1:], strict=False) if before == "--lang"]
    named += [word.partition("=")[2] for word in arguments if word.startswith("--lang=")]
    named.append(_of_locale(os.environ.get("MSC_GRAPH_LANG", "")))
    return next((name for name in named if name in LANGUAGES), LANGUAGES[0])


def _of_locale(name: str) -> str:
    """Return the language of a locale.

    >>> _of_locale("zh_CN.UTF-8"), _of_locale("EN-us"), _of_locale("")
    ('zh', 'en', '')
    """
    return re.split(r"[_.@-]", name.strip())[0].lower()


class LanguageOption(click.Option):
    """An option whose value is a language; the environment may name a locale, such as ``zh_CN.UTF-8``."""

    def resolve_envvar_value(self, ctx: click.Context) -> str | None:
        """Return the language that the environment sets; None where it sets none."""
        named = super().resolve_envvar_value(ctx)
        if not named:
            return None
        if (language := _of_locale(named)) not in LANGUAGES:
            problem = f"{named!r} is not one of {', '.join(map(repr, LANGUAGES))}."
            raise click.BadParameter(problem, ctx, param_hint=str(self.envvar))
        return language


def remember_language(ctx: click.Context, lang: str) -> None:
    """Keep the language of a call for all that it says."""
    ctx.meta[_LANGUAGE] = lang


def spoken(ctx: click.Context | None = None) -> str:
    """Return the language of the current call."""
    ctx = ctx or click.get_current_context(silent=True)
    return str(ctx.meta.get(_LANGUAGE, LANGUAGES[0])) if ctx else LANGUAGES[0]
