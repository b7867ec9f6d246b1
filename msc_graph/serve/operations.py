"""The one table of operations: what can be asked of the graph, with typed parameters.

The JSON API, its OpenAPI document and whatever else offers the graph to programs are made from `OPERATIONS`.
The values that an operation gives have the shapes that the command line prints with ``--format json``.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_type_hints

from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model

from msc_graph.errors import (
    FileRefused,
    InputError,
    QueryTimeout,
    QueryTooLarge,
    UsageError,
)
from msc_graph.exports.formats import format_for
from msc_graph.languages import LANGUAGES
from msc_graph.messages.catalogue import message
from msc_graph.messages.operations import PARAMETERS, SUMMARIES
from msc_graph.serve.parameters import check_names, filled, once_each
from msc_graph.system.limits import Deadline
from msc_graph.vocabulary.namespaces import MSC

if TYPE_CHECKING:
    from msc_graph.knowledge_graph import KnowledgeGraph
    from msc_graph.mechanisms import Mechanisms
    from msc_graph.mechanisms.reported import ProfileReport

Lang = Literal["en", "zh"]
Name = Annotated[str, Field(min_length=1, max_length=400)]
Hops = Annotated[int, Field(ge=1, le=8)]
Names = Annotated[list[str], Field(max_length=20)]
Category = Annotated[str, Field(max_length=100)]
Seconds = 20.0
"""Seconds after which a search gives the best found by then."""


def find(
    graph: KnowledgeGraph,
    text: Name,
    category: Category = "",
    limit: Annotated[int, Field(ge=1, le=200)] = 10,
    lang: Lang = "en",
) -> list[dict[str, str]]:
    """Find nodes by identifier, label or synonym, in English or Chinese, best first."""
    return [
        {
            "id": match.node.id,
            "label": match.node.label_in(lang),
            "kind": graph.vocabulary.label(f"{MSC}{match.node.category}", lang),
            "matched": match.name,
            "how": match.quality.name.lower(),
        }
        for match in graph.find(text, category=category or None, limit=limit)
    ]


def suggest(
    graph: KnowledgeGraph,
    q: Annotated[str, Field(max_length=400)],
    category: Category = "",
    limit: Annotated[int, Field(ge=1, le=50)] = 10,
    lang: Lang = "en",
) -> list[dict[str, str]]:
    """Suggest names of nodes while one is typed: the value to take, its label, kind and identifier."""
    return [
        {"value": hit["label"] if hit["how"] != "identifier" else hit["id"], **hit}
        for hit in find(graph, q, category, limit, lang)
    ]


def show(
    graph: KnowledgeGraph,
    name: Name,
    limit: Annotated[int, Field(ge=1, le=1_000)] = 200,
    lang: Lang = "en",
) -> dict[str, Any]:
    """Tell everything known of a node, a claim (S3-05), a mechanism (C03), a trial or a document."""
    return graph.describe(name, lang=lang, limit=limit).to_dict()


def paths(
    graph: KnowledgeGraph,
    source: Name,
    target: Name,
    max_hops: Hops = 5,
    k: Annotated[int, Field(ge=1, le=100)] = 10,
    sign: Literal["", "+", "-", "?"] = "",
    via: Names = [],  # noqa: B006 -- read only
    avoid: Names = [],  # noqa: B006
    predicate: Annotated[list[str], Field(max_length=20)] = [],  # noqa: B006
    through: Annotated[str, Field(max_length=400)] = "",
    min_belief: Annotated[float, Field(ge=0, le=1)] = 0.0,
    directed: bool = True,
    narrower: bool = True,
    lang: Lang = "en",
) -> dict[str, Any]:
    """Find mechanisms: the best signed paths from one thing to another, with their evidence."""
    found = searched(
        graph,
        source,
        target,
        max_hops,
        k,
        sign,
        via,
        avoid,
        predicate,
        through,
        min_belief,
        directed,
        narrower,
    )
    return found.to_dict(lang)


def searched(
    graph: KnowledgeGraph,
    source: str,
    target: str,
    max_hops: int,
    k: int,
    sign: str,
    via: list[str],
    avoid: list[str],
    predicate: list[str],
    through: str,
    min_belief: float,
    directed: bool,
    narrower: bool = True,
) -> Mechanisms:
    """Return the `Mechanisms` that the operation `paths` asks for."""
    return graph.paths(
        source, target, max_hops=max_hops, k=k, sign=sign or None, via=via, avoid=avoid,
        predicates=predicate or None, through=through or None, min_belief=min_belief, directed=directed,
        narrower=narrower, timeout=Seconds,
    )  # fmt: skip


def rank(
    graph: KnowledgeGraph,
    source: Name,
    target: Name,
    max_hops: Hops = 4,
    limit: Annotated[int, Field(ge=1, le=500)] = 20,
    narrower: bool = True,
    lang: Lang = "en",
) -> dict[str, Any]:
    """Rank the nodes of a category by net signed score: diseases for a cargo, or cargo for a disease."""
    found = graph.rank(source, target, limit=limit, max_hops=max_hops, narrower=narrower, timeout=Seconds)
    return found.to_dict(lang)


def profile(
    graph: KnowledgeGraph,
    table: dict[str, Annotated[float, Field(allow_inf_nan=False)]],
    max_hops: Hops = 4,
    limit: Annotated[int, Field(ge=1, le=500)] = 50,
    narrower: bool = True,
    lang: Lang = "en",
) -> dict[str, Any]:
    """Tell what a measured profile of cargo would push, which way, and whether by chance."""
    found = graph.profile(table, limit=limit, max_hops=max_hops, narrower=narrower, timeout=Seconds)
    return found.to_dict(lang)


MOST_UPLOADED = 5_000_000
"""Bytes that a measured profile may have."""


def profile_of_file(graph: KnowledgeGraph, name: str, content: bytes, **options: Any) -> ProfileReport:
    """Return what a profile in a file called ``name`` would push; the file is gone once it has been read.

    Raises:
        InputError: it is no such table, or no name in it is known.
    """
    from tempfile import TemporaryDirectory

    suffix = ".xlsx" if name.lower().endswith(".xlsx") else ".txt"
    with TemporaryDirectory(prefix="msc-graph-") as folder:
        path = Path(folder) / f"profile{suffix}"
        path.write_bytes(content)
        try:
            return graph.profile(path, timeout=Seconds, **options)
        except FileRefused as error:
            raise InputError(str(error).replace(str(path), name)) from error


MOST_EXPORTED = 64 * 1024 * 1024
"""Bytes that an export may have, as any answer."""
ONE_FILE = ("turtle", "ntriples", "nquads", "trig", "jsonld", "rdfxml", "graphml", "html")
"""Formats that are one file; the others are several."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A file as an answer."""

    content: bytes
    media_type: str
    extension: str


def export(
    graph: KnowledgeGraph,
    format: Literal[ONE_FILE] = "turtle",  # type: ignore[valid-type]
    around: Annotated[str, Field(max_length=400)] = "",
    hops: Annotated[int, Field(ge=1, le=4)] = 1,
    lang: Lang = "en",
) -> Exported:
    """Give the graph, or the surroundings of a node, as a file."""
    from tempfile import TemporaryDirectory

    form, deadline = format_for("", format), Deadline.after(Seconds)
    with TemporaryDirectory(prefix="msc-graph-") as folder:

        def within_limits(done: int, total: int) -> None:
            if deadline.passed:
                raise QueryTimeout(deadline.seconds)
            if sum(each.stat().st_size for each in Path(folder).iterdir()) > MOST_EXPORTED:
                raise QueryTooLarge(f"the limit of {MOST_EXPORTED:,} bytes")

        path = Path(folder) / f"graph{form.extensions[0]}"
        wide = hops if around or hops > 1 else None
        graph.export(path, around=around or None, hops=wide, progress=within_limits, lang=lang)
        within_limits(1, 1)
        return Exported(path.read_bytes(), form.media_type, form.extensions[0])


def queries(graph: KnowledgeGraph, lang: Lang = "en") -> list[dict[str, Any]]:
    """List the saved questions with their parameters."""
    return [
        {
            "name": query.name,
            "summary": query.summary[lang],
            "tags": list(query.tags),
            "parameters": [
                {"name": p.name, "type": p.type.value, "meaning": p.meaning[lang], "example": p.example}
                for p in query.parameters
            ],
        }
        for query in sorted(graph.queries.values(), key=lambda query: (query.tags[:1], query.name))
    ]


def why(
    graph: KnowledgeGraph, subject: Name, predicate: Name, object: Name, lang: Lang = "en"
) -> dict[str, Any]:
    """Tell why a conclusion of the reasoner holds, down to assertions and references."""
    found = graph.why(subject, predicate, object, lang=lang)
    return found.to_dict() if found is not None else {"steps": []}


def validate(graph: KnowledgeGraph, lang: Lang = "en") -> dict[str, Any]:
    """Run the SHACL shapes on the graph."""
    report = graph.validate(lang=lang)
    return {"conforms": report.conforms, "findings": [dict(vars_of(finding)) for finding in report.findings]}


def vars_of(value: Any) -> Mapping[str, str]:
    """Return the fields of a finding as texts."""
    return {name: str(getattr(value, name)) for name in value.__dataclass_fields__}


def info(graph: KnowledgeGraph) -> Mapping[str, Any]:
    """Tell what is in the graph: counts by kind, verdict and class, and the sources."""
    return graph.info()


@dataclass(frozen=True)
class Operation:
    """One operation: a function of the graph and of typed parameters.

    Where ``posted``, its parameters are the body of a POST, not those of an address.
    """

    name: str
    run: Callable[..., Any]
    posted: bool = False

    def summary(self, lang: str) -> str:
        """Return what it does, in a sentence."""
        return message(SUMMARIES, self.name, lang)

    def signature(self, lang: str) -> list[inspect.Parameter]:
        """Return its parameters with their types, bounds and meanings; the graph is none of them."""
        hints = get_type_hints(
            self.run, globalns={**globals(), "KnowledgeGraph": object}, include_extras=True
        )
        return [
            p.replace(
                annotation=Annotated[hints[p.name], Field(description=meaning(self.name, p.name, lang))]
            )
            for p in list(inspect.signature(self.run).parameters.values())[1:]
        ]

    def schema(self, lang: str) -> dict[str, Any]:
        """Return the JSON schema of its parameters, with their meanings in a language."""
        return _model(self.name, self.signature(lang)).model_json_schema()

    @cached_property
    def model(self) -> type[BaseModel]:
        """Its parameters as a model that checks them."""
        return _model(self.name, self.signature(LANGUAGES[0]))

    def parameters(self, given: Mapping[str, list[str]]) -> dict[str, Any]:
        """Return the parameters of a query string, checked.

        Raises:
            UsageError: one is unknown, missing, given twice, or out of range; it says what is allowed.
        """
        fields = self.model.model_fields
        listed = {name for name, field in fields.items() if "list" in str(field.annotation)}
        check_names(self.name, given, fields)
        once_each(given, fields.keys() - listed)
        return self.checked(
            {name: texts if name in listed else texts[0] for name, texts in filled(given).items()}
        )

    def checked(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the parameters, checked. Raises `UsageError` as `parameters`."""
        check_names(self.name, values, self.model.model_fields)
        try:
            return dict(self.model.model_validate(values))
        except ValidationError as error:
            raise UsageError(told(error)) from error


def told(error: ValidationError) -> str:
    """Return what is wrong with parameters, the first five, without the words of the checker."""
    return "; ".join(
        f"the parameter {'.'.join(map(str, one['loc']))}: {one['msg'][0].lower()}{one['msg'][1:]}"
        for one in error.errors()[:5]
    )


def meaning(operation: str, parameter: str, lang: str) -> str:
    """Return what a parameter of an operation means."""
    own = f"{operation}.{parameter}"
    return message(PARAMETERS, own if own in PARAMETERS else parameter, lang)


def _model(name: str, parameters: list[inspect.Parameter]) -> type[BaseModel]:
    fields: dict[str, Any] = {
        p.name: (p.annotation, ... if p.default is p.empty else p.default) for p in parameters
    }
    return create_model(name, __config__=ConfigDict(extra="forbid"), **fields)


OPERATIONS = {
    run.__name__: Operation(run.__name__, run, posted=run is profile)
    for run in (find, suggest, show, paths, rank, profile, queries, why, export, validate, info)
}
"""All operations by name; ``query`` and ``sparql`` have shapes of their own and stand beside them."""

EXAMPLES: Mapping[str, Mapping[str, Any]] = {
    "find": {"text": "cornea"},
    "suggest": {"q": "corn"},
    "show": {"name": "S3-05"},
    "paths": {"source": "miR-21-5p", "target": "corneal injury", "k": 3},
    "rank": {"source": "miR-21-5p", "target": "Disease", "limit": 5},
    "profile": {"table": {"miR-21-5p": 2.5, "miR-146a-5p": 1.8}, "limit": 5},
    "why": {"subject": "miR-21-5p", "predicate": "a", "object": "MicroRNA"},
    "export": {"format": "graphml", "around": "PTEN"},
}
"""A call of each operation that needs parameters."""
