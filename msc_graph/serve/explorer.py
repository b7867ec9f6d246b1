"""The explorer: some nodes, the statements among them, and which neighbours are not shown yet.

The address holds all of it, so every view can be shared; the page has it as a list and a table, and a script
draws the same as a picture that can be moved.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from msc_graph.errors import UnknownFormat, UsageError
from msc_graph.exports.attributes import COLORS, OTHER_COLOR, SIGN_COLORS
from msc_graph.knowledge_graph import KnowledgeGraph
from msc_graph.messages.catalogue import in_language
from msc_graph.messages.pages import PAGES
from msc_graph.model.graph import GraphEdge, GraphNode
from msc_graph.serve.handlers import MEDIA, elsewhere, page_of, quoted, shown
from msc_graph.serve.parameters import asked_of
from msc_graph.serve.rendering import Page
from msc_graph.tables.table import Table
from msc_graph.vocabulary.curies import node_iri
from msc_graph.vocabulary.namespaces import MSC
from msc_graph.vocabulary.signs import PredicateRole, Sign

if TYPE_CHECKING:
    from msc_graph.mechanisms.evidence import MechanismPath

MOST_NODES = 150
"""Nodes that are shown at most; more are neither seen nor quick to draw."""
AT_ONCE = 12
"""Neighbours on each side that one step adds at most, best belief first."""
FORMATS = ("json", "csv", "svg", "png", "graphml")
_ASKED = ("node", "add", "expand", "drop", "hide", "pin")
HIDEABLE = ("+", "-", "?", "context", "disputed")
"""Kinds of statements that can be hidden: by sign, those that are no cause, and disputed ones."""


@dataclass(frozen=True, slots=True)
class State:
    """What the address says: nodes by identifier, where some are pinned (``ID@x,y``), and what is hidden."""

    nodes: tuple[str, ...]
    pins: tuple[str, ...]
    hidden: tuple[str, ...]

    def parameters(self) -> list[tuple[str, str]]:
        """Return the state as parameters of an address."""
        named = (("node", self.nodes), ("pin", self.pins), ("hide", self.hidden))
        return [(name, value) for name, values in named for value in values]


@dataclass(frozen=True, slots=True)
class Group:
    """Neighbours of a node that are not shown: how many one predicate of one sign leads to, and which way."""

    outgoing: bool
    predicate: str
    label: str
    sign: str
    count: int


@dataclass(frozen=True, slots=True)
class View:
    """What is shown: nodes in the order of the address, statements among them, and groups of further ones.

    ``more`` is the number of neighbours that are not shown, ``groups`` who they are, both by node.
    """

    nodes: tuple[GraphNode, ...]
    edges: tuple[GraphEdge, ...]
    more: Mapping[str, int]
    groups: Mapping[str, tuple[Group, ...]]


def state_of(graph: KnowledgeGraph, parameters: Mapping[str, list[str]]) -> State:
    """Return the state that an address asks for, after what it adds, expands and drops.

    Raises:
        UnknownNode, AmbiguousName: a name fits nothing, or several nodes.
        UsageError: too many nodes, or something unknown to hide.
    """
    names = [*parameters.get("node", ()), *parameters.get("add", ())]
    nodes = dict.fromkeys(graph.node(name).id for name in names)
    for asked in parameters.get("expand", ()):
        nodes |= dict.fromkeys(_neighbours(graph, asked, frozenset(nodes)))
    for name in parameters.get("drop", ()):
        nodes.pop(name, None)
    hidden = tuple(dict.fromkeys(parameters.get("hide", ())))
    if len(nodes) > MOST_NODES:
        raise UsageError(f"the explorer shows at most {MOST_NODES} nodes, not {len(nodes)}. Drop some first.")
    if unknown := set(hidden) - set(HIDEABLE):
        raise UsageError(f"cannot hide {', '.join(sorted(unknown))}; known: {', '.join(HIDEABLE)}")
    pins = tuple(pin for pin in parameters.get("pin", ()) if pin.rpartition("@")[0] in nodes)
    return State(tuple(nodes), pins, hidden)


def view_of(graph: KnowledgeGraph, state: State, lang: str) -> View:
    """Return what a state shows, with labels in a language."""
    known = graph.property_graph(disputed=True).by_id()
    inside = frozenset(state.nodes)
    edges: dict[str, GraphEdge] = {}
    more, groups = {}, {}
    for name in state.nodes:
        outside = []
        for edge in _statements(graph, name):
            if edge.subject in inside and edge.object in inside:
                edges[edge.id] = edge
            else:
                outside.append(edge)
        more[name] = len({_other(edge, name) for edge in outside})
        groups[name] = tuple(_grouped(outside, name, lang))
    return View(
        nodes=tuple(known[name] for name in state.nodes),
        edges=tuple(edge for edge in edges.values() if kinds_of(edge).isdisjoint(state.hidden)),
        more=more,
        groups=groups,
    )


def kinds_of(edge: GraphEdge) -> frozenset[str]:
    """Return of which kinds of `HIDEABLE` a statement is."""
    sign = "context" if edge.role is PredicateRole.CONTEXTUAL else edge.sign.value
    return frozenset({sign} if edge.endorsed else {sign, "disputed"})


def _statements(graph: KnowledgeGraph, name: str) -> Iterator[GraphEdge]:
    """Yield the statements about a node, disputed ones last."""
    around = graph.property_graph(disputed=True).around(name)
    yield from (*around.outgoing, *around.incoming, *around.disputed)


def _other(edge: GraphEdge, name: str) -> str:
    return edge.object if edge.subject == name else edge.subject


def _neighbours(graph: KnowledgeGraph, asked: str, inside: frozenset[str]) -> list[str]:
    """Return the neighbours to add: of a node, or (``ID out|in PREDICATE SIGN``) those of one group."""
    given_, *group = asked.split(" ")
    name = graph.node(given_).id
    found: dict[str, list[str]] = {"out": [], "in": []}
    for edge in sorted(_statements(graph, name), key=lambda edge: -edge.belief):
        way, other = ("out" if edge.subject == name else "in"), _other(edge, name)
        if group in ([], [way, edge.predicate, edge.sign.value]) and other not in inside:
            found[way].append(other)
    return [other for side in found.values() for other in list(dict.fromkeys(side))[:AT_ONCE]]


def _grouped(edges: Sequence[GraphEdge], name: str, lang: str) -> Iterator[Group]:
    """Yield the groups of some statements, the largest first; those that start at the node lead."""
    labels = {edge.predicate: edge.label_in(lang) for edge in edges}
    counts = Counter((edge.subject == name, edge.predicate, edge.sign.value) for edge in edges)
    for (outgoing, predicate, sign), count in sorted(counts.items(), key=lambda one: (-one[0][0], -one[1])):
        yield Group(outgoing, predicate, labels[predicate], sign, count)


def as_dict(graph: KnowledgeGraph, view: View, lang: str) -> dict[str, Any]:
    """Return a view as plain values."""
    return {
        "nodes": [
            {
                "id": node.id,
                "label": node.label_in(lang),
                "category": graph.vocabulary.label(f"{MSC}{node.category}", lang),
                "color": COLORS.get(node.category, OTHER_COLOR),
                "more": view.more[node.id],
            }
            for node in view.nodes
        ],
        "edges": [
            {
                "id": edge.id,
                "subject": edge.subject,
                "predicate": edge.predicate,
                "object": edge.object,
                "label": edge.label_in(lang),
                "sign": edge.sign.value,
                "color": SIGN_COLORS[edge.sign],
                "belief": round(edge.belief, 4),
                "disputed": not edge.endorsed,
                "references": list(edge.references),
                "assertions": list(edge.assertions),
            }
            for edge in view.edges
        ],
    }


_COLUMNS = ("subject", "predicate", "object", "sign", "belief", "disputed", "references", "assertions")


def as_file(graph: KnowledgeGraph, view: View, kind: str, lang: str) -> bytes:
    """Return a view as a file of one of `FORMATS`. Raises `MissingPart` for a PNG that cannot be drawn."""
    if kind == "csv":
        rows = [[edge[name] for name in _COLUMNS] for edge in as_dict(graph, view, lang)["edges"]]
        return Table.of(_COLUMNS, rows).render("csv").encode()
    if kind == "graphml":
        from msc_graph.mechanisms.forms import as_graphml, union

        return as_graphml(union(_as_paths(view), citations=graph.property_graph().citations)).encode()
    from msc_graph.mechanisms.picture import drawn, rendered

    title = in_language(PAGES, lang)["explore"]
    picture = drawn(list(_as_paths(view)), title, lang)
    return rendered(picture, kind) if kind == "png" else picture.encode()


def _as_paths(view: View) -> Iterator[MechanismPath]:
    """Yield every node and every statement as a path of its own, as pictures and GraphML take them."""
    from msc_graph.mechanisms.evidence import MechanismPath

    nodes = {node.id: node for node in view.nodes}
    for node in view.nodes:
        yield MechanismPath((node,), (), Sign.POSITIVE, 1.0, 1.0)
    for edge in view.edges:
        ends = (nodes[edge.subject], nodes[edge.object])
        yield MechanismPath(ends, (edge,), edge.sign, edge.belief, edge.belief, wording=((edge,),))


@shown
async def explore(request: Request) -> Response:
    """Show the explorer; or give what it shows as a file by extension.

    An address that adds, expands or drops something leads to the address of what is then shown.
    """
    page, parameters = page_of(request), asked_of(request, "explore", many=_ASKED)
    kind = request.path_params.get("kind", "")
    if kind and kind not in FORMATS:
        raise UnknownFormat(kind, FORMATS)
    graph = page.served.graph
    state = await page.served.in_thread(lambda: state_of(graph, parameters))
    query = urlencode([("lang", page.lang), *state.parameters()])
    if not kind and {"add", "expand", "drop"} & parameters.keys():
        return RedirectResponse(f"/explore?{query}", HTTPStatus.SEE_OTHER)
    view = await page.served.in_thread(lambda: view_of(graph, state, page.lang))
    if kind == "json":
        return JSONResponse(await page.served.in_thread(lambda: as_dict(graph, view, page.lang)))
    if kind:
        content = await page.served.in_thread(lambda: as_file(graph, view, kind, page.lang))
        return Response(content, media_type=_MEDIA.get(kind) or MEDIA[kind])
    return await page.served.in_thread(lambda: _page(page, state, view, query))


_MEDIA = {"png": "image/png"}
_CAN_DRAW = find_spec("cairosvg") is not None
"""Whether a PNG can be had, as far as is known without trying."""


def _page(page: Page, state: State, view: View, query: str) -> Response:
    """Return the page of a view."""
    told = as_dict(page.served.graph, view, page.lang)
    say = in_language(PAGES, page.lang)
    return page.render(
        "explore.html",
        state=state,
        told=told,
        view=view,
        labels={node["id"]: node["label"] for node in told["nodes"]},
        verdicts={edge.id: page.served.graph.lookup().verdict_label(edge, page.lang) for edge in view.edges},
        hideable=[(kind, say[f"hide_{key}"]) for kind, key in zip(HIDEABLE, _HIDE_WORDS, strict=True)],
        starts=[(text, page.at("/explore") + "&" + urlencode(_named(names))) for text, names in _starts(say)],
        downloads=[(kind, f"/explore.{kind}?{query}") for kind in FORMATS if kind != "png" or _CAN_DRAW],
        elsewhere=_elsewhere(page, state, query) if view.nodes else (),
    )


def _elsewhere(page: Page, state: State, query: str) -> list[tuple[str, str]]:
    """Return how else the endorsed statements among the nodes of a state are got."""
    names = " ".join(f"<{node_iri(node)}>" for node in state.nodes)
    text = f"SELECT * {{ VALUES ?s {{ {names} }} VALUES ?o {{ {names} }} ?s ?p ?o }}"
    return elsewhere(page, f"/explore.json?{query}", ("sparql", text), f"sparql({quoted(text)})")


_HIDE_WORDS = ("raises", "lowers", "unknown", "context", "disputed")


def _named(names: Sequence[str]) -> list[tuple[str, str]]:
    return [("node", name) for name in names]


def _starts(say: Mapping[str, str]) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield what one may start from: a text, and nodes by name."""
    yield say["explore_cornea"], ("miR-21-5p", "PTEN", "corneal injury")
    yield say["explore_exosome"], ("MSC exosome", "macrophage polarization")
