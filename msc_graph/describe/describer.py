"""Everything the graph knows of one thing, as values and as text: what ``msc-graph show`` prints."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from msc_graph.errors import UnknownNode
from msc_graph.model.belief import Direction
from msc_graph.model.graph import Graph, GraphEdge
from msc_graph.model.names import NameIndex
from msc_graph.vocabulary.curies import compress, node_iri
from msc_graph.vocabulary.namespaces import (
    CLAIM,
    DCTERMS,
    INFERRED_GRAPH,
    MECHANISM,
    MSC,
    RDF_TYPE,
    RDFS,
    REFERENCE,
    SKOS,
    TRIAL_PREFIX,
    XSD,
)
from msc_graph.vocabulary.ontology import Vocabulary
from msc_graph.vocabulary.signs import Sign

if TYPE_CHECKING:
    from pyoxigraph import Store

_WORDS = {
    "kind": ("kind", "类别"),
    "other": ("in Chinese", "英文名"),
    "name": ("also called", "别名"),
    "year": ("year", "年份"),
    "same": ("same as", "等同于"),
    "close": ("close to", "近似于"),
    "definition": ("definition", "定义"),
    "out": ("What it does", "作用与关系"),
    "in": ("What points to it", "被指向的关系"),
    "disputed": ("Disputed claims", "有争议的说法"),
    "steps": ("Steps", "步骤"),
    "supports": ("Assertions that it supports", "它支持的陈述"),
    "refutes": ("Assertions that it refutes", "它反驳的陈述"),
    "more": ("and {} more", "另有 {} 条"),
    "at least": ("at least {:,}", "至少 {:,}"),
    "evidence": ("Evidence", "证据"),
    "verdict": ("verdict", "判定"),
    "belief": ("belief", "可信度"),
    "against": ("against", "反对"),
    "retracted": ("RETRACTED:", "已撤稿："),
    "right": ("instead", "更正"),
    "why": ("why", "理由"),
    "none known": ("what is right instead is not known", "正确说法未知"),
    "yes": ("yes", "是"),
    "no": ("no", "否"),
}

CHINESE = {
    "verification": {
        "verified": "已核实",
        "title only": "仅核对标题",
        "title-verified": "仅核对标题",
        "pending": "待核实",
        "memory": "凭记忆，待核实",
        "article claim only": "仅见于原文章",
    },
    "cargoState": {"delivered": "递送", "depleted": "减少"},
    "derivation": {"stated": "来源所述", "inferred sign": "符号为推断"},
    "modality": {
        "asserted": "断言",
        "hedged": "有保留",
        "normative": "主张应当如此",
        "question": "提问",
        "rhetorical": "修辞",
        "speculative": "推测",
    },
    "basis": {
        "retrieved source": "已查阅的来源",
        "memory citation": "凭记忆引用",
        "domain knowledge only": "仅凭领域知识",
    },
    "enrollmentType": {"actual": "实际", "anticipated": "预计"},
    "status": {
        "Active, not recruiting": "进行中，不再招募",
        "Approved for marketing": "已获批上市",
        "Available": "可申请使用",
        "Completed": "已完成",
        "Enrolling by invitation": "仅限受邀者入组",
        "No longer available": "不再提供",
        "Not yet recruiting": "尚未招募",
        "Recruiting": "招募中",
        "Suspended": "已暂停",
        "Temporarily not available": "暂不提供",
        "Terminated": "已终止",
        "Unknown status": "状态不明",
        "Withdrawn": "已撤回",
        "Withheld": "未公开",
    },
    "phase": {
        "Early Phase 1": "早期1期",
        "Phase 1": "1期",
        "Phase 2": "2期",
        "Phase 3": "3期",
        "Phase 4": "4期",
        "Not applicable": "不适用",
        "Expanded access": "扩大使用",
    },
    "knowledgeLevel": {
        "knowledge_assertion": "知识断言",
        "logical_entailment": "逻辑推论",
        "prediction": "预测",
        "statistical_association": "统计关联",
        "observation": "观察",
        "not_provided": "知识类型未说明",
    },
    "agentType": {
        "manual_agent": "人工",
        "automated_agent": "程序",
        "data_analysis_pipeline": "数据分析流程",
        "computational_model": "计算模型",
        "text_mining_agent": "文本挖掘",
        "image_processing_agent": "图像处理",
        "manual_validation_of_automated_agent": "程序产生、人工核验",
        "not_provided": "陈述者未说明",
    },
}
"""Chinese words for the closed lists of the tables, by property; a word that is missing stays English."""

_SHOWN = 10
"""How many of a document's assertions the text shows; JSON has as many as of other statements."""

LISTED = 1_000
"""Most statements of each kind that are described unless more are asked for: a node or a database may have
millions, and each takes about half a millisecond."""
_COUNTED = 10_000
"""Most assertions of a document that are counted and sorted; of more, the first met are taken."""

_SKIPPED = {
    RDF_TYPE,
    f"{RDFS}label",
    f"{SKOS}altLabel",
    f"{SKOS}definition",
    f"{SKOS}exactMatch",
    f"{SKOS}closeMatch",
}
_STATEMENT_PARTS = {
    f"{MSC}{name}" for name in ("hasEvidence", "hasStep", "correctedBy", "rationale", "correctionStatus")
}


def word(key: str, lang: str) -> str:
    """Return an interface word in ``lang`` (``"en"`` or ``"zh"``)."""
    english, chinese = _WORDS[key]
    return chinese if lang == "zh" else english


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement about the thing: a sentence with its verdict, belief (0 to 1) and references.

    ``references`` support it, ``against`` refute it; ``retracted`` are those of both that an import marked as
    withdrawn. ``corrections`` holds what is right instead, in words,
    and is empty unless the statement is disputed.
    """

    ids: tuple[str, ...]
    text: str
    sign: str
    verdict: str
    belief: float
    references: tuple[str, ...]
    against: tuple[str, ...] = ()
    reason: str = ""
    corrections: tuple[str, ...] = ()
    retracted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Description:
    """All that is known of a node, an assertion, a mechanism or a document, in one language.

    ``other_label`` is the label in the other language, empty where it is the same or not known; ``facts``
    are pairs of a field's name and its value, sorted by name; ``supports`` and ``refutes`` are the assertions
    that a document is evidence for and against. Every list may be empty, and may be cut short: ``totals``
    tells how many statements there are in each list that has some, and ``at_least`` names those lists of
    which more exist than were counted.
    """

    id: str
    label: str
    category: str
    other_label: str = ""
    definition: str = ""
    synonyms: tuple[str, ...] = ()
    same_as: tuple[str, ...] = ()
    close_to: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    outgoing: tuple[Statement, ...] = ()
    incoming: tuple[Statement, ...] = ()
    disputed: tuple[Statement, ...] = ()
    steps: tuple[Statement, ...] = ()
    evidence: tuple[str, ...] = ()
    supports: tuple[Statement, ...] = ()
    refutes: tuple[Statement, ...] = ()
    totals: Mapping[str, int] = field(default_factory=dict)
    at_least: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the description as plain values, for JSON."""
        return asdict(self)


class Describer:
    """Describes things of one graph in one language."""

    def __init__(
        self,
        store: Store,
        vocabulary: Vocabulary,
        graph: Graph,
        names: NameIndex,
        lang: str,
        limit: int = LISTED,
    ) -> None:
        """Keep what descriptions are made from; ``graph`` holds the disputed edges too.

        At most ``limit`` statements of each kind are described.
        """
        self._store = store
        self._words = vocabulary
        self._graph = graph
        self._names = names
        self._lang = lang
        self._limit = limit

    def describe(self, name: str) -> Description:
        """Return the description of whatever ``name`` means.

        Letter case does not count, except in the keys and DOIs of documents that only imported sources name.

        Args:
            name: any name of a node; the id of an assertion (``S3-05``) or a mechanism (``C03``); the key,
                PMID or DOI of a document (``reference:Liu2022cornea``, ``PMID:37859748``); or an IRI.

        Raises:
            UnknownNode, AmbiguousName: the name fits nothing, or several nodes.
        """
        name = compress(name) if name.startswith(("http://", "https://")) else name
        iri = self._own.get(name.casefold()) or self._imported(name) or self._by_name(name)
        if iri.startswith(CLAIM):
            return self._assertion(iri)
        if iri.startswith(MECHANISM):
            return self._mechanism(iri)
        return self._reference(iri) if iri.startswith(REFERENCE) else self._node(iri)

    def _by_name(self, name: str) -> str:
        """Return the IRI of a node by name, else of the document with this key: a trial's number is both."""
        try:
            return node_iri(self._names.one(name).id)
        except UnknownNode:
            key = f"reference:{name}"
            document = self._own.get(key.casefold()) or self._imported(key)
            if document is None:
                raise
            return document

    @cached_property
    def _own(self) -> Mapping[str, str]:
        """The assertions, mechanisms and documents that no import made, by folded name.

        Names are the CURIE, the part after the colon (not of documents), PMID and DOI.
        """
        documents: dict[str, str] = {}
        records: dict[str, str] = {}
        for iri in self._typed_by_us():
            curie = compress(iri).casefold()
            if iri.startswith(REFERENCE):
                published = (*self._objects(iri, f"{MSC}pmid"), *self._objects(iri, f"{MSC}doi"))
                documents |= {curie: iri, **{compress(each).casefold(): iri for each in published}}
            else:
                records[curie] = records[curie.partition(":")[2]] = iri
        return documents | records

    def _imported(self, name: str) -> str | None:
        """Return the IRI of an imported assertion, mechanism or document, or None; nothing is searched."""
        if any("\ud800" <= mark <= "\udfff" for mark in name):  # half a character: in no IRI
            return None
        prefix, colon, local = name.partition(":")
        kinds = (prefix.casefold(),) if colon else ("claim", "mechanism")
        key = local if colon else name
        spellings = tuple(dict.fromkeys((key, key.casefold())))
        for iri in (node_iri(f"{kind}:{spelling}") for kind in kinds for spelling in spellings):
            if iri.startswith((CLAIM, MECHANISM, REFERENCE)) and self._objects(iri, RDF_TYPE):
                return iri
        for spelling in spellings if colon else ():
            published = node_iri(f"{prefix.upper()}:{spelling}")
            found = (iri for name in ("pmid", "doi") for iri in self._each_subject(MSC + name, published))
            if papers := [iri for iri in found if iri.startswith(REFERENCE)]:
                return min(papers)
        return None

    # kinds of things

    def _node(self, iri: str) -> Description:
        edges = self._graph.around(compress(iri))
        sizes = {name: len(getattr(edges, name)) for name in ("outgoing", "incoming", "disputed")}
        return Description(
            **self._common(iri),
            outgoing=tuple(map(self._statement, edges.outgoing[: self._limit])),
            incoming=tuple(map(self._statement, edges.incoming[: self._limit])),
            disputed=tuple(map(self._disputed, edges.disputed[: self._limit])),
            totals={name: size for name, size in sizes.items() if size},
        )

    def _reference(self, iri: str) -> Description:
        node = self._node(iri)
        totals, at_least = dict(node.totals), []
        listed: dict[str, tuple[Statement, ...]] = {}
        found = self._assertions_of(iri)
        for name, direction in (("supports", Direction.SUPPORTS), ("refutes", Direction.REFUTES)):
            assertions = sorted(found[direction], key=_natural)
            if len(assertions) > (most := max(self._limit, _COUNTED)):
                at_least.append(name)
            if assertions:
                totals[name] = min(len(assertions), most)
            listed[name] = tuple(map(self._judged, assertions[: self._limit]))
        return replace(
            node,
            supports=listed["supports"],
            refutes=listed["refutes"],
            totals=totals,
            at_least=tuple(at_least),
        )

    def _assertions_of(self, reference: str) -> Mapping[Direction, set[str]]:
        """Return what a document supports and refutes: all, or one more than are counted."""
        most = max(self._limit, _COUNTED) + 1
        found: dict[Direction, set[str]] = {direction: set() for direction in Direction}
        for item in self._each_subject(f"{MSC}reference", reference):
            (direction,) = self._objects(item, f"{MSC}direction")
            assertions = found[Direction(direction.removeprefix(MSC))]
            for assertion in self._each_subject(f"{MSC}hasEvidence", item):
                if len(assertions) == most:
                    break
                assertions.add(assertion)
            if all(len(each) == most for each in found.values()):
                break
        return found

    def _assertion(self, iri: str) -> Description:
        common = self._common(iri)
        corrections = self._corrections(iri)
        if corrections:
            common["facts"] = (*common["facts"], (word("right", self._lang), "; ".join(corrections)))
        reason = self._text(iri, f"{MSC}rationale")
        return Description(**{**common, "definition": reason}, evidence=self._evidence(iri))

    def _mechanism(self, iri: str) -> Description:
        names = map(compress, sorted(self._objects(iri, f"{MSC}hasStep"), key=_natural))
        steps = [(name, edge) for name in names if (edge := self._graph.edge_of(name)) is not None]
        return Description(
            **self._common(iri),
            steps=tuple(self._step(name, edge) for name, edge in steps[: self._limit]),
            totals={"steps": len(steps)} if steps else {},
        )

    def _common(self, iri: str) -> dict[str, Any]:
        return {
            "id": compress(iri),
            "label": self._label(iri),
            "category": self._category(iri),
            "other_label": self._other_label(iri),
            "definition": self._text(iri, f"{SKOS}definition"),
            "synonyms": self._synonyms(iri),
            "same_as": self._curies(iri, f"{SKOS}exactMatch"),
            "close_to": self._curies(iri, f"{SKOS}closeMatch"),
            "facts": tuple(sorted(self._facts(iri))),
        }

    # statements

    def _statement(self, edge: GraphEdge) -> Statement:
        label = edge.label_zh if self._lang == "zh" and edge.label_zh else edge.label
        text = f"{self._short(edge.subject)} {label} {self._short(edge.object)}"
        verdict = f"{MSC}{edge.verdict.replace(' ', '_')}"
        papers = [self._papers(edge, direction) for direction in (Direction.SUPPORTS, Direction.REFUTES)]
        return Statement(
            ids=edge.assertions,
            text=text,
            sign=edge.sign.value,
            verdict=self._words.label(verdict, self._lang),
            belief=edge.belief,
            references=papers[0],
            against=papers[1],
            retracted=self._withdrawn(edge),
        )

    def _withdrawn(self, edge: GraphEdge) -> tuple[str, ...]:
        """Return the published ids of its papers that an import marked as retracted."""
        marked = {i.reference for i in edge.evidence if self._text(node_iri(i.reference), f"{MSC}retracted")}
        return tuple(sorted({self._graph.citations[reference] for reference in marked}))

    def _papers(self, edge: GraphEdge, direction: Direction) -> tuple[str, ...]:
        papers = {self._graph.citations[i.reference] for i in edge.evidence if i.direction is direction}
        return tuple(sorted(papers))

    def _short(self, curie: str) -> str:
        """Return the label of a node, or its number where it is a trial: their titles are long."""
        trial = curie.removeprefix(TRIAL_PREFIX)
        return trial if trial != curie else self._label(node_iri(curie))

    def _judged(self, iri: str) -> Statement:
        """Return an assertion in its own words, with its verdict and belief; its papers are left out."""
        return Statement(
            ids=(compress(iri),),
            text=self._label(iri),
            sign=self._text(iri, f"{MSC}sign") or Sign.UNKNOWN.value,
            verdict="; ".join(self._words.label(v, self._lang) for v in self._objects(iri, f"{MSC}verdict")),
            belief=float(self._text(iri, f"{MSC}belief") or 0),
            references=(),
        )

    def _step(self, assertion: str, edge: GraphEdge) -> Statement:
        """Return one step with its own belief and references, not those of all papers on the same edge."""
        iri = node_iri(assertion)
        merged = self._statement(edge)
        verdict = self._objects(iri, f"{MSC}verdict")
        return Statement(
            ids=(assertion,),
            text=merged.text,
            sign=merged.sign,
            verdict=self._words.label(verdict[0], self._lang) if verdict else merged.verdict,
            belief=float(self._text(iri, f"{MSC}belief") or 0),
            references=tuple(sorted({self._citation(r) for r in self._references(iri)})),
        )

    def _disputed(self, edge: GraphEdge) -> Statement:
        plain = self._statement(edge)
        reasons = [text for a in edge.assertions if (text := self._text(node_iri(a), f"{MSC}rationale"))]
        corrections = [text for a in edge.assertions for text in self._corrections(node_iri(a))]
        return Statement(
            **{
                **_fields(plain),
                "reason": " ".join(reasons),
                "corrections": tuple(dict.fromkeys(corrections)),
            }
        )

    def _corrections(self, iri: str) -> tuple[str, ...]:
        """Return what is right instead, each with its references; a note where that is not known."""
        found = []
        for correction in self._objects(iri, f"{MSC}correctedBy"):
            references = sorted({self._citation(r) for r in self._references(correction)})
            found.append(f"{self._label(correction)} [{compress(correction)}; {', '.join(references)}]")
        if self._text(iri, f"{MSC}correctionStatus"):
            found.append(word("none known", self._lang))
        return tuple(found)

    def _evidence(self, iri: str) -> tuple[str, ...]:
        lines = []
        for item in self._objects(iri, f"{MSC}hasEvidence"):
            (reference,) = self._objects(item, f"{MSC}reference")
            parts = [
                self._label(self._objects(item, f"{MSC}direction")[0]),
                self._label(self._objects(item, f"{MSC}evidenceType")[0]),
                f"{self._label(reference)} [{self._citation(reference)}]",
                self._text(item, f"{MSC}locator"),
                ", ".join(self._objects(item, f"{MSC}aggregator")),
                *(
                    self._worded(name, self._text(item, MSC + name))
                    for name in ("knowledgeLevel", "agentType")
                ),
                self._text(item, f"{MSC}note"),
            ]
            lines.append("; ".join(part for part in parts if part))
        return tuple(sorted(lines))

    # reading the store

    def _quads(self, iri: str, predicate: str | None = None) -> Iterator[tuple[str, Any]]:
        from pyoxigraph import NamedNode

        wanted = NamedNode(predicate) if predicate else None
        inferred = NamedNode(INFERRED_GRAPH)
        for quad in self._store.quads_for_pattern(NamedNode(iri), wanted, None, None):
            if quad.graph_name != inferred:
                yield quad.predicate.value, quad.object

    def _each_subject(self, predicate: str, iri: str) -> Iterator[str]:
        from pyoxigraph import NamedNode

        quads = self._store.quads_for_pattern(None, NamedNode(predicate), NamedNode(iri), None)
        return (quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode))

    def _typed_by_us(self) -> set[str]:
        """Return the assertions, mechanisms and documents that no import gave a class."""
        from pyoxigraph import NamedNode

        from msc_graph.rdf.graphs import own_graphs

        graphs = own_graphs(self._store)
        typed = (self._store.quads_for_pattern(None, NamedNode(RDF_TYPE), None, graph) for graph in graphs)
        subjects = {
            quad.subject.value for quads in typed for quad in quads if isinstance(quad.subject, NamedNode)
        }
        return {iri for iri in subjects if iri.startswith((CLAIM, MECHANISM, REFERENCE))}

    def _objects(self, iri: str, predicate: str) -> list[str]:
        """Return the distinct objects in order: several sources may say the same."""
        return sorted({obj.value for _, obj in self._quads(iri, predicate)})

    def _references(self, assertion: str) -> list[str]:
        return [
            r
            for item in self._objects(assertion, f"{MSC}hasEvidence")
            for r in self._objects(item, f"{MSC}reference")
        ]

    def _citation(self, reference: str) -> str:
        published = self._objects(reference, f"{MSC}pmid") or self._objects(reference, f"{MSC}doi")
        return compress(published[0] if published else reference)

    def _curies(self, iri: str, predicate: str) -> tuple[str, ...]:
        return tuple(compress(value) for value in self._objects(iri, predicate))

    def _text(self, iri: str, predicate: str) -> str:
        """Return the literal in the wanted language, else in any."""
        literals = [obj for _, obj in self._quads(iri, predicate)]
        literals.sort(key=lambda obj: (obj.language != self._lang, obj.language or "", obj.value))
        return str(literals[0].value) if literals else ""

    def _label(self, iri: str) -> str:
        return self._text(iri, f"{RDFS}label") or self._in_words(iri) or compress(iri)

    def _in_words(self, iri: str) -> str:
        """Return what an assertion without a label says; an empty text for anything else."""
        if not iri.startswith(CLAIM):
            return ""
        parts = [self._objects(iri, MSC + name) for name in ("subject", "predicate", "object")]
        if not all(parts):
            return ""
        subject, predicate, object_ = (values[0] for values in parts)
        label = self._words.label(predicate, self._lang)
        return f"{self._short(compress(subject))} {label} {self._short(compress(object_))}"

    def _other_label(self, iri: str) -> str:
        labels = {obj.value for _, obj in self._quads(iri, f"{RDFS}label") if obj.language != self._lang}
        return ", ".join(sorted(labels - {self._label(iri)}))

    def _synonyms(self, iri: str) -> tuple[str, ...]:
        labels = {obj.value for _, obj in self._quads(iri, f"{RDFS}label")}
        return tuple(sorted({obj.value for _, obj in self._quads(iri, f"{SKOS}altLabel")} - labels))

    def _category(self, iri: str) -> str:
        classes = [c for c in self._objects(iri, RDF_TYPE) if c.startswith(MSC)]
        return self._words.label(classes[0], self._lang) if classes else ""

    def _facts(self, iri: str) -> Iterator[tuple[str, str]]:
        """Yield the fields that are neither names, nor statements, nor evidence."""
        seen: dict[str, set[str]] = {}
        for predicate, obj in self._quads(iri):
            if predicate in _SKIPPED | _STATEMENT_PARTS or predicate in self._words.predicates:
                continue
            seen.setdefault(predicate, set()).add(self._value(predicate, obj))
        for predicate, values in seen.items():
            if predicate == f"{DCTERMS}identifier":
                continue
            year = predicate == f"{DCTERMS}issued"
            name = word("year", self._lang) if year else self._words.label(predicate, self._lang)
            yield name, "; ".join(sorted(values))

    def _value(self, predicate: str, obj: Any) -> str:
        from pyoxigraph import Literal

        if isinstance(obj, Literal) and obj.datatype.value == f"{XSD}double":
            return f"{float(obj.value):.2f}"
        if not isinstance(obj, Literal):
            label = self._label(obj.value)
            curie = compress(obj.value)
            return label if label == curie else f"{label} [{curie}]"
        if obj.value in ("true", "false"):
            return word("yes" if obj.value == "true" else "no", self._lang)
        return self._worded(predicate.removeprefix(MSC), obj.value)

    def _worded(self, name: str, value: str) -> str:
        """Return a value of a closed list in the wanted language."""
        return CHINESE.get(name, {}).get(value, value) if self._lang == "zh" else value


def render(description: Description, lang: str) -> str:
    """Return a description as lines of text that end with a line break."""
    return "\n".join(_lines(description, lang)) + "\n"


def _lines(description: Description, lang: str) -> Iterator[str]:
    yield f"{description.label}  [{description.id}]"
    head: Sequence[tuple[str, str]] = (
        (word("kind", lang), description.category),
        (word("other", lang), description.other_label),
        (word("name", lang), ", ".join(description.synonyms)),
        (word("same", lang), ", ".join(description.same_as)),
        (word("close", lang), ", ".join(description.close_to)),
        (word("definition" if not description.evidence else "why", lang), description.definition),
        *description.facts,
    )
    for name, value in head:
        if value:
            yield f"  {name}: {value}"
    for key, name, shown in (
        ("steps", "steps", None),
        ("out", "outgoing", None),
        ("in", "incoming", None),
        ("disputed", "disputed", None),
        ("supports", "supports", _SHOWN),
        ("refutes", "refutes", _SHOWN),
    ):
        if total := description.totals.get(name, 0):
            statements = getattr(description, name)[:shown]
            amount = "{:,}" if name not in description.at_least else word("at least", lang)
            yield ""
            yield f"{word(key, lang)} ({amount.format(total)})"
            for statement in statements:
                yield from _statement_lines(statement, lang)
            if rest := total - len(statements):
                yield f"  - {word('more', lang).format(amount.format(rest))}"
    if description.evidence:
        yield ""
        yield f"{word('evidence', lang)} ({len(description.evidence)})"
        for line in description.evidence:
            yield f"  - {line}"


def _statement_lines(statement: Statement, lang: str) -> Iterator[str]:
    sign = "" if statement.sign == "?" else f" ({statement.sign})"
    yield f"  - {statement.text}{sign}"
    details = [
        statement.verdict,
        f"{word('belief', lang)} {statement.belief:.2f}",
        ", ".join(statement.references),
        f"{word('against', lang)} {', '.join(statement.against)}" if statement.against else "",
        f"{word('retracted', lang)} {', '.join(statement.retracted)}" if statement.retracted else "",
        _some(statement.ids),
    ]
    yield f"      {'; '.join(detail for detail in details if detail)}"
    if statement.reason:
        yield f"      {word('why', lang)}: {statement.reason}"
    for correction in statement.corrections:
        yield f"      {word('right', lang)}: {correction}"


def _some(ids: Iterable[str], *, shown: int = 4) -> str:
    """Return the first identifiers, and how many more there are."""
    names = list(ids)
    rest = len(names) - shown
    return ", ".join(names[:shown]) + (f" (+{rest})" if rest > 0 else "")


def _fields(statement: Statement) -> Mapping[str, Any]:
    return {name: getattr(statement, name) for name in Statement.__dataclass_fields__}


def _natural(text: str) -> list[tuple[int, str]]:
    """Return a sort key in which numbers count as numbers: E2 before E10."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", text) if part]
