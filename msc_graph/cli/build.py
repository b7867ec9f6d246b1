"""The command ``build``: a recipe and a folder of downloads into a store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from msc_graph.cli import options
from msc_graph.cli.command import Command, check_outputs
from msc_graph.cli.output import READ_BY_PEOPLE, emit, emit_json, emit_table, note, progress
from msc_graph.cli.values import Kept
from msc_graph.errors import UsageError
from msc_graph.messages.catalogue import message
from msc_graph.messages.recipes import NOTES, PLAN, STATES

if TYPE_CHECKING:
    from msc_graph.recipes.plan import Plan
    from msc_graph.recipes.recipe import Recipe


@click.command(cls=Command)
@click.argument("recipe", required=False)
@click.option("--files", "folder", type=Kept())
@options.store_folder(required=False)
@click.option("--plan", "only_plan", is_flag=True)
@options.file_option("--locked")
@options.options(options.lang, options.format_option("text", "json"), options.output)
def build(
    recipe: str | None,
    folder: Path | None,
    store: Path | None,
    only_plan: bool,
    locked: Path | None,
    lang: str,
    format_name: str,
    output: Path | None,
) -> None:
    """Build a store from a RECIPE and a folder of downloads."""
    from msc_graph.recipes.finding import files_beside
    from msc_graph.recipes.recipe import read_recipe, shipped

    if recipe is None:
        emit("".join(_listed(name, lang) for name in shipped()), output)
        return
    wanted = read_recipe(recipe)
    if output is not None:
        check_outputs([output], [wanted.path, *files_beside(wanted)], [])
    if folder is not None and only_plan:
        _show_plan(wanted, folder, store, lang, format_name, output)
        return
    if folder is None or store is None:
        raise UsageError("say where the downloads lie (--files DIR), and where the store goes (--store DIR)")
    _build(wanted, folder, store, locked, lang, format_name, output)


def _listed(name: str, lang: str) -> str:
    from msc_graph.recipes.recipe import read_recipe

    return f"{name:<8}  {read_recipe(name).title(lang)}\n"


def _show_plan(
    recipe: Recipe, folder: Path, store: Path | None, lang: str, format_name: str, output: Path | None
) -> None:
    from msc_graph.recipes.plan import plan_build

    plan = plan_build(recipe, folder, store)
    form = "table" if format_name == "text" else format_name
    emit_table(PLAN, _plan_rows(plan, lang, form), form, lang, output)
    for line in _plan_notes(plan, lang):
        note(line)
    plan.check()


def _plan_rows(plan: Plan, lang: str, format_name: str) -> Iterator[tuple[str, ...]]:
    from msc_graph.recipes.plan import names_of
    from msc_graph.sources.registry import licence_in, source_format

    for source in plan.sources:
        said = source.found.source if source.found else None
        state = source.state.value
        yield (
            source.name,
            message(STATES, state, lang) if format_name in READ_BY_PEOPLE else state,
            names_of(source.found.there) if source.found else "",
            f"{source.bytes}",
            licence_in(lang, said.licence or source_format(said.format).licence, said.format) if said else "",
            said.origin if said else "",
        )


def _plan_notes(plan: Plan, lang: str) -> Iterator[str]:
    either = message(NOTES, "or", lang)
    missing = [either.join(names) for s in plan.sources if s.found for names in s.found.missing]
    missing += [either.join(names) for names in plan.lacking.values()]
    if missing:
        yield message(NOTES, "missing", lang, names=", ".join(missing))
    if several := plan.files.several:
        yield message(NOTES, "several", lang, names=", ".join(str(file.path) for file in several))
    if plan.nothing_to_do:
        yield message(NOTES, "nothing", lang)
    else:
        yield message(NOTES, "seconds", lang, seconds=max(1, round(plan.seconds)))


def _build(
    recipe: Recipe,
    folder: Path,
    store: Path,
    locked: Path | None,
    lang: str,
    format_name: str,
    output: Path | None,
) -> None:
    """Build, and show the report; the folder of the store keeps it in all its forms."""
    import msc_graph
    from msc_graph.recipes.build import build as built_of
    from msc_graph.recipes.report import keep, report_of
    from msc_graph.stores.importing.source import quiet

    with progress(lang) as shown:
        built = built_of(recipe, folder, store, locked=locked, progress=shown or quiet)
    if built.plan.nothing_to_do:
        note(message(NOTES, "nothing", lang))
    with msc_graph.open(store) as graph:
        report = report_of(built, graph)
    keep(report, store)
    if format_name == "json":
        emit_json(report.facts, output)
    else:
        emit(report.markdown(lang), output, "md")
