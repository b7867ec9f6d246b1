"""The command ``reason``: what follows, why a statement holds, whether all of it is sound.

`why`, `inference` and `consistency` return the text and whether the answer is yes.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from msc_graph.cli import options
from msc_graph.cli.command import Command, was_given
from msc_graph.cli.output import NO, emit, json_text, known
from msc_graph.cli.values import Read
from msc_graph.errors import UsageError
from msc_graph.messages.catalogue import message
from msc_graph.system.limits import JAVA_MEMORY

if TYPE_CHECKING:
    from pyoxigraph import Quad

    from msc_graph.knowledge_graph import KnowledgeGraph
    from msc_graph.reasoning.explain import Explainer, Explanation
    from msc_graph.reasoning.inference import Inference

_RDF = ("turtle", "ntriples")


@click.command(cls=Command)
@click.argument("file", required=False, type=Read())
@click.option(
    "--why",
    "asked",
    nargs=3,
    metavar="SUBJECT PREDICATE OBJECT",
)
@click.option("--full", is_flag=True)
@click.option(
    "--consistency",
    "sound",
    is_flag=True,
)
@click.option(
    "--reasoner",
    type=click.Choice(["hermit", "pellet", "both"], case_sensitive=False),
    default="hermit",
    show_default=True,
)
@options.time_limit(300.0)
@click.option(
    "--memory",
    type=click.IntRange(*JAVA_MEMORY),
    default=2000,
    show_default=True,
    metavar="MB",
)
@options.options(options.lang, options.format_option("text", "json", *_RDF), options.output, options.store)
def reason(
    file: Path | None,
    asked: tuple[str, str, str] | None,
    full: bool,
    sound: bool,
    lang: str,
    format_name: str,
    output: Path | None,
    **java: Any,
) -> None:
    """Infer what follows from the graph or an OWL FILE; or tell why, or whether it is sound."""
    known(format_name, ("text", "json") if asked or sound else ("text", "json", *_RDF))
    if asked and sound:
        raise UsageError("--why and --consistency are two questions: ask them in two calls")
    if full and not asked:
        raise UsageError("--full is for --why: add that, or leave --full out")
    for option in () if sound else java:
        if was_given(option):
            raise UsageError(f"--{option} is for --consistency: add that, or leave --{option} out")
    subject = options.graph(whole=True) if file is None else file
    if asked:
        text, fine = why(subject, asked, lang, format_name, full=full)
    elif sound:
        text, fine = consistency(subject, lang=lang, format_name=format_name, **java)
    else:
        text, fine = inference(subject, lang, format_name)
    emit(text, output, format_name)
    if not fine:
        raise SystemExit(NO)


def why(
    subject: KnowledgeGraph | Path,
    asked: tuple[str, str, str],
    lang: str,
    format_name: str,
    *,
    full: bool = False,
) -> tuple[str, bool]:
    """Return why a statement holds in the graph or a file; the answer is no when it does not follow.

    ``full`` gives every step between the statement and the facts; JSON always does.
    """
    from msc_graph.messages.reasoning import word
    from msc_graph.reasoning.explain import brief, render

    if isinstance(subject, Path):
        found, missing = _why_in_file(subject, asked, lang)
    else:
        found = subject.why(*asked, lang=lang)
        missing = f"{' '.join(asked)}{word('colon', lang)}{word('nothing', lang)}"
    if found is None:
        return (json_text({"steps": []}) if format_name == "json" else f"{missing}\n"), False
    if format_name == "json":
        return json_text(found.to_dict()), True
    return (render if full else brief)(found, lang), True


def _why_in_file(path: Path, asked: tuple[str, str, str], lang: str) -> tuple[Explanation | None, str]:
    """Return why a statement holds in a file, and what to say when it does not."""
    from msc_graph.messages.reasoning import word
    from msc_graph.reasoning.ask import FileNames
    from msc_graph.reasoning.files import prefixes_of_file, quads_of_file

    quads = quads_of_file(path)
    statement = FileNames(path, quads, prefixes_of_file(path)).statement(*asked)
    _, explainer = _of_file(quads, lang)
    missing = f"{explainer.text(statement)}{word('colon', lang)}{word('nothing in file', lang)}"
    return explainer.explain(statement), missing


def _of_file(quads: list[Quad], lang: str) -> tuple[Inference, Explainer]:
    from msc_graph.reasoning.explain import Explainer
    from msc_graph.reasoning.files import store_of
    from msc_graph.reasoning.inference import infer
    from msc_graph.reasoning.order import in_order
    from msc_graph.vocabulary.ontology import vocabulary

    result = infer(in_order(quads))
    return result, Explainer(store_of(quads), vocabulary(), result, {}, lang)


def inference(subject: KnowledgeGraph | Path, lang: str, format_name: str) -> tuple[str, bool]:
    """Return what follows from the graph or a file; the answer is no when there are contradictions."""
    result, explainer = _inferred(subject, lang)
    if format_name in _RDF:
        return _triples(result, format_name), not result.contradictions
    wrong = [explainer.contradiction(found) for found in result.contradictions]
    if format_name == "json":
        return json_text(_plain(result, wrong)), not wrong
    return "\n".join(_lines(result, explainer, wrong, lang)) + "\n", not wrong


def _inferred(subject: KnowledgeGraph | Path, lang: str) -> tuple[Inference, Explainer]:
    if isinstance(subject, Path):
        from msc_graph.reasoning.files import quads_of_file

        return _of_file(quads_of_file(subject), lang)
    from msc_graph.reasoning.explain import Explainer

    result = subject.follows()
    return result, Explainer(subject.store, subject.vocabulary, result, subject.rules, lang)


def _triples(result: Inference, format_name: str) -> str:
    from pyoxigraph import Triple

    from msc_graph.query.results import TriplesResult
    from msc_graph.vocabulary.curies import prefixes

    triples = sorted({Triple(*statement) for statement in result.inferred()}, key=str)
    return TriplesResult(tuple(triples)).serialize(format_name, prefixes=dict(prefixes())).decode()


def _plain(result: Inference, wrong: list[Explanation]) -> dict[str, Any]:
    return {
        "asserted": result.asserted,
        "inferred": len(result),
        "rules": result.by_rule,
        "ignored": dict(sorted(result.ignored.items())),
        "contradictions": [found.to_dict() for found in wrong],
    }


def _lines(result: Inference, explainer: Explainer, wrong: list[Explanation], lang: str) -> Iterator[str]:
    from msc_graph.messages.reasoning import REPORT, word
    from msc_graph.reasoning.explain import render

    yield f"{result.asserted:>9,} {message(REPORT, 'asserted', lang)}"
    yield f"{len(result):>9,} {message(REPORT, 'inferred', lang)}"
    if result.by_rule:
        yield ""
        yield message(REPORT, "rules", lang)
    for rule, count in result.by_rule.items():
        yield f"{count:>9,} {rule}: {explainer.rule_text(rule)}"
    if result.ignored:
        yield ""
        yield message(REPORT, "ignored", lang)
        for construct, count in sorted(result.ignored.items()):
            yield f"{count:>9,} {construct}"
    yield ""
    if not wrong:
        yield word("consistent", lang)
        return
    yield f"{message(REPORT, 'contradictions', lang)} ({len(wrong)})"
    for found in wrong:
        yield from render(found, lang).splitlines()


def consistency(
    subject: KnowledgeGraph | Path, *, reasoner: str, timeout: float, memory: int, lang: str, format_name: str
) -> tuple[str, bool]:
    """Return whether a complete reasoner finds the graph or the file consistent, and why not."""
    from msc_graph.reasoning import consistency as room

    if isinstance(subject, Path):
        from msc_graph.reasoning.files import quads_of_file, store_of
        from msc_graph.vocabulary.ontology import vocabulary

        quads = quads_of_file(subject)
        limits: dict[str, Any] = {"reasoner": reasoner, "timeout": timeout, "memory": memory}
        report = room.check(store_of(quads), vocabulary(), **limits, lang=lang, stated=quads)
    else:
        report = subject.consistency(reasoner=reasoner, timeout=timeout, memory=memory, lang=lang)
    fine = report.consistent and not report.unsatisfiable
    return (json_text(report.to_dict()) if format_name == "json" else room.render(report, lang)), fine
