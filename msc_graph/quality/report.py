"""Findings and reports: what a validation says, in words that a curator can act on."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields

from msc_graph.errors import UnknownFormat
from msc_graph.languages import LANGUAGES
from msc_graph.messages.catalogue import in_language
from msc_graph.messages.quality import QUALITY
from msc_graph.system.checked import checked
from msc_graph.system.told import counted, told
from msc_graph.tables.table import Table
from msc_graph.tables.values import one_line
from msc_graph.vocabulary.curies import compress
from msc_graph.vocabulary.namespaces import CURATED_GRAPH

SEVERITIES = ("violation", "warning", "info")
"""How bad a finding is, worst first (SHACL, section 2.1.4). Only violations keep a graph from conforming."""

_CURATED = compress(CURATED_GRAPH)


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that one thing in the graph breaks.

    ``shape`` is the name of the shape (``"assertion-evidence"``), ``severity`` one of `SEVERITIES`, ``focus``
    the CURIE of the thing that breaks the rule, ``path`` the property (``"msc:predicate/msc:sign"``) and
    ``value`` the CURIE or text that is wrong; path and value are empty where the rule has none, such as when
    something is missing. Labels are in the report's language, else in English, else empty. ``rule`` says what
    should hold and ``fix`` what to do. ``source`` tells who says so: the imported sources, or CURIEs of other
    named graphs, in order and with a comma between them; it is empty for a file and for the default graph.
    """

    shape: str
    severity: str
    focus: str
    focus_label: str
    path: str
    value: str
    value_label: str
    rule: str
    fix: str
    source: str = ""

    def _repr_html_(self) -> str:
        return _piece(("", ""), list(asdict(self).items()), [], "en")


def _piece(columns: Sequence[str], rows: Sequence[Sequence[str]], notes: Sequence[str], lang: str) -> str:
    """Return rows of a report as a piece of HTML."""
    from msc_graph.pages.rendering import piece

    cells = [[(text, text) for text in row] for row in rows]
    return piece("table", lang, title="", notes=notes, columns=columns, cells=cells)


@checked
@dataclass(frozen=True, slots=True)
class ValidationReport:
    """All findings, worst first, then by shape, thing, path and value.

    ``focus_nodes`` is the number of nodes that at least one shape looked at, ``targets`` the same for each
    shape that has targets (by name, sorted), and ``lang`` the language of the words.
    """

    findings: tuple[Finding, ...]
    focus_nodes: int
    targets: Mapping[str, int]
    lang: str

    @property
    def conforms(self) -> bool:
        """Whether something was checked and no violation was found; a warning does not count."""
        return self.focus_nodes > 0 and not self.counts["violation"]

    @property
    def counts(self) -> dict[str, int]:
        """The number of findings by severity, worst first, with 0 where there are none."""
        found = Counter(finding.severity for finding in self.findings)
        return {severity: found[severity] for severity in SEVERITIES}

    @property
    def by_shape(self) -> dict[str, tuple[Finding, ...]]:
        """The findings by the name of their shape, both in the report's order."""
        groups: dict[str, list[Finding]] = {}
        for finding in self.findings:
            groups.setdefault(finding.shape, []).append(finding)
        return {shape: tuple(group) for shape, group in groups.items()}

    @property
    def summary(self) -> str:
        """One line in the report's language: whether the graph conforms, the counts, the nodes checked."""
        words = in_language(QUALITY, self.lang)
        if not self.focus_nodes:
            return words["nothing"]
        verdict = words["conforms" if self.conforms else "fails"]
        counts = [f"{words[name]}: {count}" for name, count in self.counts.items() if count]
        said = [*counts, words["nodes"] + f": {self.focus_nodes}"]
        if self.lang == LANGUAGES[0]:
            return f"{verdict} ({', '.join(said)})."
        return f"{verdict}（{'，'.join(said)}）。".replace(": ", "：")

    def __repr__(self) -> str:
        return told(
            self,
            *(f"{number:,} {severity}" for severity, number in self.counts.items()),
            counted(self.focus_nodes, "node") + " looked at",
            first=self.findings[0].shape if self.findings else None,
        )

    def render(self, format_name: str = "table") -> str:
        """Return the report as text that ends with a line break.

        Args:
            format_name: ``"table"`` (for reading), ``"json"``, ``"csv"``, ``"tsv"`` or ``"md"``.

        Raises:
            UnknownFormat: another format; the known ones are listed.
        """
        if format_name == "table":
            return "".join(f"{line}\n" for line in self._lines())
        if format_name == "json":
            return json.dumps(self._as_dict(), ensure_ascii=False, indent=2) + "\n"
        if format_name in ("csv", "tsv", "md"):
            return self._rows(format_name)
        raise UnknownFormat(format_name, ("table", "json", "csv", "tsv", "md"))

    def _repr_html_(self) -> str:
        columns = [field.name for field in fields(Finding)]
        rows = [tuple(asdict(finding).values()) for finding in self.findings]
        return _piece(columns, rows, [self.summary], self.lang)

    def _lines(self) -> Iterator[str]:
        words = in_language(QUALITY, self.lang)
        yield self.summary
        for shape, group in self.by_shape.items():
            first = group[0]
            yield ""
            yield f"{shape} ({words[first.severity]}: {len(group)})"
            yield f"  {words['rule']}: {first.rule}"
            yield f"  {words['fix']}: {first.fix}"
            for finding in group:
                value = " ".join(filter(None, [finding.value, _in_brackets(finding.value_label)]))
                source = "" if finding.source in ("", _CURATED) else f"[{finding.source}]"
                parts = [finding.focus, _in_brackets(finding.focus_label), finding.path, value, source]
                yield one_line("  - " + "  ".join(filter(None, parts)))

    def _rows(self, format_name: str) -> str:
        columns = (field.name for field in fields(Finding))
        rows = (tuple(asdict(finding).values()) for finding in self.findings)
        return Table.of(columns, rows).render(format_name)

    def _as_dict(self) -> dict[str, object]:
        return {
            "conforms": self.conforms,
            "focus_nodes": self.focus_nodes,
            "counts": self.counts,
            "targets": dict(self.targets),
            "lang": self.lang,
            "findings": [asdict(finding) for finding in self.findings],
        }


def report_from_json(text: str | bytes) -> ValidationReport:
    """Return the report that ``render("json")`` wrote."""
    raw = json.loads(text)
    findings = tuple(Finding(**finding) for finding in raw["findings"])
    return ValidationReport(findings, raw["focus_nodes"], raw["targets"], raw["lang"])


def _in_brackets(text: str) -> str:
    return f"({text})" if text else ""
