"""What a build brought, told: per source, what met the curated graph, what is opposed, and answers."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msc_graph.errors import InputError
from msc_graph.languages import LANGUAGES
from msc_graph.mechanisms.evidence import greater_side
from msc_graph.mechanisms.words import headline
from msc_graph.messages.catalogue import in_language, message
from msc_graph.messages.imports import worded
from msc_graph.messages.recipes import COLUMNS, EXPECTED, REPORT
from msc_graph.recipes.opposites import opposites
from msc_graph.sources.registry import licence_in
from msc_graph.stores.disk.by_source import ends, folders_of, signed_pairs
from msc_graph.system.atomic import atomic_text
from msc_graph.tables.table import Table
from msc_graph.tables.writers import markdown_heading
from msc_graph.vocabulary.namespaces import MSC
from msc_graph.vocabulary.signs import Sign

if TYPE_CHECKING:
    from msc_graph.knowledge_graph import KnowledgeGraph
    from msc_graph.model.graph import Graph
    from msc_graph.recipes.build import Built
    from msc_graph.recipes.recipe import Question

CURATED = "curated"
"""What the curated graph is called among the sources of a store."""

_LEAN = {"raises": Sign.POSITIVE, "lowers": Sign.NEGATIVE}
_PATHS = 10
"""How many paths of a question are looked at for a mediator."""


@dataclass(frozen=True)
class BuildReport:
    """The facts of a report; the same store and recipe give the same bytes.

    ``facts`` has ``title`` (by language), ``revision``, ``nodes``, ``edges``, ``sources`` (each with what was
    counted, its licence, origin and citation, and the events of its import), ``reached`` (by class: curated
    nodes with edges of other sources, and all of them), ``opposites`` (`msc_graph.recipes.opposites`) and
    ``questions`` with their answers.
    """

    facts: Mapping[str, Any]

    def markdown(self, lang: str) -> str:
        """Return the report as Markdown in a language."""
        words = in_language(REPORT, lang)
        totals = {name: f"{self.facts[name]:,}" for name in ("nodes", "edges")}
        parts = [
            markdown_heading(self.facts["title"][lang] or words["title"]),
            words["totals"].format(
                sources=len(self.facts["sources"]), revision=self.facts["revision"], **totals
            ),
            f"## {words['sources']}",
            self._sources(lang),
            f"## {words['joined']}",
            words["reached"],
            self._reached(lang),
            f"## {words['left out']}",
            self._left_out(lang) or words["nothing left out"],
            f"## {words['opposites']}",
            self._opposites(lang) or words["no opposites"],
        ]
        if self.facts["questions"]:
            parts += [f"## {words['questions']}", self._questions(lang)]
        parts += [f"## {words['licences']}", self.notice(lang)]
        return "\n\n".join(part.rstrip("\n") for part in parts) + "\n"

    def notice(self, lang: str = LANGUAGES[0]) -> str:
        """Return the licences and citations of all sources, as a table in Markdown."""
        unknown = message(REPORT, "not stated", lang)
        rows = [
            [
                source["title"],
                licence_in(lang, source["licence"], source["format"]) or unknown,
                source["from"] or unknown,
                source["citation"] or unknown,
            ]
            for source in self.facts["sources"]
        ]
        return _table(("source", "licence", "from", "citation"), rows, lang)

    def _sources(self, lang: str) -> str:
        names = ("source", "version", "date", "rows", "assertions", "nodes", "grounded", "joined")
        rows = [
            [
                source["title"],
                source["version"],
                source["date"],
                *(f"{source[name]:,}" for name in ("rows", "assertions", "nodes")),
                f"{source['grounded']:.1%}",
                f"{source['joined']['assertions']:,}",
            ]
            for source in self.facts["sources"]
        ]
        return _table(names, rows, lang)

    def _reached(self, lang: str) -> str:
        rows = [
            [each["label"][lang], f"{each['reached']:,}", f"{each['all']:,}"]
            for each in self.facts["reached"]
        ]
        return _table(("class", "reached", "all"), rows, lang)

    def _left_out(self, lang: str) -> str:
        rows = [
            [
                source["title"],
                event["what"],
                "" if event["count"] is None else f"{event['count']:,}",
                "; ".join(event["examples"]),
            ]
            for source in self.facts["sources"]
            for event in worded(source["report"], lang)["events"]
        ]
        return _table(("source", "what", "count", "examples"), rows, lang) if rows else ""

    def _opposites(self, lang: str) -> str:
        rows = [
            [
                *(self._source_of(each[side], lang) for side in ("raises", "lowers")),
                f"{each['pairs']:,}",
                "; ".join(" → ".join(end[lang] for end in pair) for pair in each["examples"]),
            ]
            for each in self.facts["opposites"]
        ]
        return _table(("raises", "lowers", "pairs", "examples"), rows, lang) if rows else ""

    def _source_of(self, title: str, lang: str) -> str:
        return message(REPORT, CURATED, lang) if title == CURATED else title

    def _questions(self, lang: str) -> str:
        rows = [
            [each["answer"][lang], _expected(each, lang), _place(each, lang)]
            for each in self.facts["questions"]
        ]
        return _table(("answer", "expected", "mediator"), rows, lang)


def keep(report: BuildReport, store: Path | str) -> None:
    """Write a report beside the builds of a store: as JSON, as Markdown in each language, and its NOTICE."""
    files = {f"report.{lang}.md": report.markdown(lang) for lang in LANGUAGES}
    files |= {"report.json": json.dumps(report.facts, ensure_ascii=False, indent=1) + "\n"}
    for name, text in {**files, "NOTICE.md": report.notice()}.items():
        with atomic_text(Path(store) / name) as file:
            file.write(text)


def report_of(built: Built, graph: KnowledgeGraph) -> BuildReport:
    """Return the report of a build; ``graph`` is the store that it made, open."""
    told = _Told(built, graph)
    return BuildReport(
        {
            "title": dict(zip(LANGUAGES, built.plan.recipe.titles, strict=True)),
            "revision": told.info["revision"],
            "nodes": told.info["nodes"],
            "edges": told.info["edges"],
            "sources": told.sources(),
            "reached": told.reached(),
            "opposites": told.opposites(),
            "questions": [told.answered(question) for question in built.plan.recipe.questions],
        }
    )


class _Told:
    """Asks the store what the report tells."""

    def __init__(self, built: Built, graph: KnowledgeGraph) -> None:
        """Keep the build and its graph."""
        self.built, self.graph = built, graph

    @cached_property
    def info(self) -> dict[str, Any]:
        """What is in the store."""
        return self.graph.info()

    @cached_property
    def curated(self) -> Graph:
        """The curated graph alone, with its disputed edges."""
        from msc_graph.knowledge_graph import load

        return load().property_graph(disputed=True)

    def sources(self) -> list[dict[str, Any]]:
        """Return what is known of each source of the recipe."""
        stored = {source["name"]: source for source in self.info["sources"]}
        found = []
        for source in self.built.plan.recipe.sources:
            if (counts := self.built.counts.get(source.name)) is None:
                continue
            facts = {name: stored[source.name][name] for name in ("title", "version", "licence", "report")}
            said = {"from": source.origin, "citation": source.citation}
            found.append({"name": source.name, "format": source.format, **facts, **said, **counts})
        return found

    def reached(self) -> list[dict[str, Any]]:
        """Return, by class, how many curated nodes have edges of other sources."""
        nodes = self.curated.nodes
        touched = set(ends(self.built.store)) & {node.id for node in nodes}
        every = Counter(node.category for node in nodes)
        met = Counter(node.category for node in nodes if node.id in touched)
        words = self.graph.vocabulary
        return [
            {
                "class": kind,
                "label": {lang: words.label(f"{MSC}{kind}", lang) for lang in LANGUAGES},
                "reached": number,
                "all": every[kind],
            }
            for kind, number in sorted(met.items())
        ]

    def opposites(self) -> list[dict[str, Any]]:
        """Return the pairs that two sources sign oppositely; the examples with labels by language."""
        found = opposites(signed_pairs(folders_of(self.built.store), self.curated))
        titles = {source["name"]: source["title"] or source["name"] for source in self.info["sources"]}
        return [
            {
                **each,
                "raises": titles.get(each["raises"], each["raises"]),
                "lowers": titles.get(each["lowers"], each["lowers"]),
                "examples": [[self._labels(end) for end in pair] for pair in each["examples"]],
            }
            for each in found
        ]

    def _labels(self, curie: str) -> dict[str, str]:
        node = self.graph.node(curie)
        return {"id": node.id, **{lang: node.label_in(lang) for lang in LANGUAGES}}

    def answered(self, question: Question) -> dict[str, Any]:
        """Return a question with its answer; one that names no node of this store says so."""
        asked = {"from": question.start, "to": question.end, "hops": question.hops, "lean": question.lean}
        try:
            found = self.graph.paths(question.start, question.end, max_hops=question.hops, k=_PATHS)
            mediators = {self.graph.node(name).id for name in question.mediators}
        except InputError as error:
            said = f"{question.start} → {question.end}: {error}"
            right = False if question.lean else None
            return {**asked, "answer": dict.fromkeys(LANGUAGES, said), "right": right, "place": None}
        leans = greater_side(found.evidence) if any(found.evidence.values()) else None
        places = [
            place for place, path in enumerate(found, start=1) if mediators & {node.id for node in path.nodes}
        ]
        return {
            **asked,
            "answer": {lang: headline(found, lang) for lang in LANGUAGES},
            "verdict": found.verdict,
            "share": found.share,
            "right": leans is _LEAN[question.lean] if question.lean else None,
            "mediators": list(question.mediators),
            "place": places[0] if places else None,
            "paths": len(found),
        }


def _expected(answer: Mapping[str, Any], lang: str) -> str:
    if answer["right"] is None:
        return ""
    lean = message(EXPECTED, answer["lean"], lang)
    return message(EXPECTED, "as expected" if answer["right"] else "not as expected", lang, lean=lean)


def _place(answer: Mapping[str, Any], lang: str) -> str:
    if not answer.get("mediators"):
        return ""
    key = "no place" if answer["place"] is None else "place"
    return message(EXPECTED, key, lang, place=answer["place"], paths=answer["paths"])


def _table(columns: tuple[str, ...], rows: list[list[str]], lang: str) -> str:
    names = in_language({name: COLUMNS[name] for name in columns}, lang).values()
    return Table.of(names, rows).render("md")
