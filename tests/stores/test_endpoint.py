"""A graph behind an endpoint is asked for what a question needs, and answers as the graph in memory does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, Store

import msc_graph
from msc_graph import KnowledgeGraph
from msc_graph.errors import UnknownNode
from msc_graph.pathfinding import statements
from msc_graph.pathfinding.expansion import Limits
from msc_graph.stores.endpoint import asking, counts
from msc_graph.stores.endpoint.asking import Asker, Question
from msc_graph.stores.memory import MemoryBackend
from msc_graph.stores.remote import RemoteBackend
from msc_graph.vocabulary.curies import node_iri
from msc_graph.vocabulary.namespaces import CLAIM, EVIDENCE, MSC, RDF_TYPE, RDFS, REFERENCE
from msc_graph.vocabulary.ontology import vocabulary
from tests.helpers.answers import OPTIONS, answer, told
from tests.helpers.http_server import running
from tests.helpers.sparql_server import serving

PAIRS: list[tuple[str, str, dict[str, Any]]] = [
    ("miR-21-5p", "corneal injury", {"max_hops": 4}),
    ("any MicroRNA", "sepsis", {"max_hops": 2}),
]


@pytest.fixture(scope="module")
def remote(curated: KnowledgeGraph) -> Iterator[KnowledgeGraph]:
    with serving(curated.store) as address, msc_graph.connect(f"{address}/query") as graph:
        yield graph


@pytest.mark.parametrize(("source", "target", "options"), PAIRS)
def test_the_curated_graph_answers_alike(
    source: str, target: str, options: dict[str, Any], remote: KnowledgeGraph, curated: KnowledgeGraph
) -> None:
    assert told(remote, source, target, options) == told(curated, source, target, options)


def test_rankings_are_alike(remote: KnowledgeGraph, curated: KnowledgeGraph) -> None:
    there, here = (graph.rank("miR-21-5p", "Disease", max_hops=2) for graph in (remote, curated))
    assert [(row.node, row.verdict, row.paths) for row in there] == [
        (row.node, row.verdict, row.paths) for row in here
    ]
    assert [row.net for row in there] == pytest.approx([row.net for row in here], rel=1e-9)


# random graphs

NODES = [f"HGNC:{letter}" for letter in "123456"]
WORDS = (
    "promotes",
    "activates",
    "inhibits",
    "affects",
    "regulates",
    "hasPart",
    "isSubtypeOf",
    "touchesProcess",
)
"""Two of one family, three that leave their sign open or not, two structural ones of which one leads to
something wider, and a contextual one."""
SPECIES, CELL = {"h": "NCBITaxon:9606", "m": "NCBITaxon:10090"}, {"x": "CL:0000057"}
claims = st.lists(
    st.tuples(
        st.sampled_from(NODES),
        st.sampled_from(WORDS),
        st.sampled_from(NODES),
        st.sampled_from("+-?"),
        st.sampled_from(["supported", "supported", "partially_supported", "refuted"]),
        st.frozensets(
            st.tuples(
                st.sampled_from("abc"),
                st.sampled_from(["supports", "supports", "refutes"]),
                st.sampled_from("ij"),
            ),
            max_size=3,
        ),
        st.sampled_from(["", "", "M1", "M2"]),
        st.sampled_from(["", "EV", "MSC"]),
        st.frozensets(st.sampled_from("hm"), max_size=2),
        st.sampled_from(["", "", "x"]),
    ),
    min_size=5,
    max_size=20,
)


def store_of(rows: list[tuple[Any, ...]]) -> Store:
    """Return a graph of claims: papers a and b have a number, what c holds is told apart by its locators."""
    store = Store()

    def say(subject: str, predicate: str, value: str | Literal) -> None:
        term = NamedNode(value) if isinstance(value, str) else value
        store.add(Quad(NamedNode(subject), NamedNode(predicate), term))

    for node in NODES:
        say(node_iri(node), RDF_TYPE, f"{MSC}Gene")
        say(node_iri(node), f"{RDFS}label", Literal(f"gene {node[-1]}", language="en"))
    for name in "ab":
        say(f"{REFERENCE}{name}", f"{MSC}pmid", node_iri(f"PMID:{ord(name)}"))
    say(f"{REFERENCE}c", f"{MSC}doi", "https://example.org/database")
    for number, row in enumerate(rows):
        subject, predicate, object_, sign, verdict, evidence, chain, scope, species, cell = row
        claim = f"{CLAIM}{number}"
        say(claim, f"{MSC}subject", node_iri(subject))
        say(claim, f"{MSC}predicate", MSC + predicate)
        say(claim, f"{MSC}object", node_iri(object_))
        say(claim, f"{MSC}verdict", MSC + verdict)
        say(claim, f"{MSC}sign", Literal(sign))
        if chain:
            say(claim, f"{MSC}mechanism", node_iri(f"mechanism:{chain}"))
        if scope:
            say(claim, f"{MSC}scope", Literal(scope))
        for one in species:
            say(claim, f"{MSC}species", node_iri(SPECIES[one]))
        if cell:
            say(claim, f"{MSC}recipientCell", node_iri(CELL[cell]))
        for place, (reference, direction, locator) in enumerate(sorted(evidence)):
            item = f"{EVIDENCE}{number}-{place}"
            say(claim, f"{MSC}hasEvidence", item)
            say(item, f"{MSC}reference", f"{REFERENCE}{reference}")
            say(item, f"{MSC}evidenceType", node_iri("ECO:0000181"))
            say(item, f"{MSC}direction", MSC + direction)
            say(item, f"{MSC}locator", Literal(f"row {locator}"))
    return store


@pytest.fixture(scope="module")
def shelf() -> Iterator[tuple[Store, str]]:
    """A store to be filled, and the address at which it is served."""
    store = Store()
    with serving(store) as address:
        yield store, f"{address}/query"


ENDS = st.tuples(st.sampled_from(NODES[:2]), st.sampled_from(NODES[2:4]))
CHOICES = OPTIONS.map(
    lambda options: (
        options
        | {
            "predicates": {"p": "msc:affects", "!q": "!msc:activates"}.get(str(options["predicates"])),
            "avoid": NODES[4:5] if options["avoid"] else (),
            "species": [SPECIES[one] for one in options["species"]],
            "cell": [CELL[one] for one in options["cell"]],
        }
    )
)
ITSELF = [
    (NODES[0], word, NODES[0], "?", "supported", {("a", "supports", "i")}, "", "", "hm", "x")
    for word in WORDS
]
"""Every predicate and context is known, by edges that lead nowhere."""


@settings(max_examples=8, deadline=None)
@given(
    claims, ENDS, CHOICES, st.sampled_from([2, 200]), st.sampled_from([2, 100]), st.sampled_from([9, 5000])
)
def test_random_graphs_answer_alike(
    shelf: tuple[Store, str],
    rows: list[tuple[Any, ...]],
    ends: tuple[str, str],
    options: dict[str, Any],
    batch: int,
    screen: int,
    page: int,
) -> None:
    """Also where things are asked about two by two, in short pages, and three claims make a screen."""
    store, url = shelf
    store.clear()
    store.extend(store_of([*rows, *ITSELF]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asking, "BATCH", batch)
        patch.setattr(asking, "PAGE", page)
        for module in (statements, counts):
            patch.setattr(module, "LARGEST_WITNESS", screen)
        network = MemoryBackend(store, vocabulary()).network
        part = RemoteBackend(url).part(*ends, options)
        (there, figures), (here, expected) = (answer(one, ends, options) for one in (part.network, network))
    assert there == here
    assert figures == pytest.approx(expected, rel=1e-9)


# what servers leave out

TYPES = Question(("x",), f"?x <{RDF_TYPE}> ?n")


@pytest.mark.parametrize("most", [1000, 100, 7])
def test_rows_that_a_server_leaves_out_are_asked_for_again(curated: KnowledgeGraph, most: int) -> None:
    classes = [NamedNode(f"{MSC}{name}") for name in ("MicroRNA", "Disease", "Gene")]
    wanted = {
        quad.subject
        for kind in classes
        for quad in curated.store.quads_for_pattern(None, NamedNode(RDF_TYPE), kind, None)
    }
    with serving(curated.store, most=most) as address:
        found = Asker(f"{address}/query", 30.0).about(TYPES, classes)
    assert {row[0] for row in found} == wanted
    assert len(wanted) > 100


@pytest.mark.parametrize(
    ("limits", "told"),
    [
        (Limits(), ""),
        (Limits(rows=2), "rows"),
        (Limits(nodes=1), "nodes"),
        (Limits(hub=1), "hubs"),
        (Limits(seconds=0.001), "time"),
    ],
)
def test_a_limit_that_cuts_is_told(shelf: tuple[Store, str], limits: Limits, told: str) -> None:
    store, url = shelf
    said = "+", "supported", {("a", "supports", "i")}, "", "", "", ""
    steps = zip(NODES, NODES[1:], strict=False)
    store.clear()
    store.extend(store_of([(one, "promotes", other, *said) for one, other in steps]))
    part = RemoteBackend(url, limits=limits).part(NODES[0], NODES[-1], {"max_hops": 5})
    assert part.network.cut == told


def test_names_are_found(remote: KnowledgeGraph, curated: KnowledgeGraph) -> None:
    for name in (
        "hsa-miR-21-5p",
        "角膜损伤",
        "TGF beta",
        "pten",
        "Corneal Injury",
        "NF-kB",
        "MIR 146A 5P",
        "P60484",
    ):
        assert remote.find(name)[0] == curated.find(name)[0]
        assert remote.node(name) == curated.node(name)
    assert remote.find("corneal") == curated.find("corneal")
    with pytest.raises(UnknownNode, match="miR-21-5p"):
        remote.node("miR-21-5")


def test_our_own_server_is_an_endpoint(curated: KnowledgeGraph) -> None:
    with running(curated) as server, msc_graph.connect(f"{server.address}/sparql") as graph:
        pair = "miR-21-5p", "corneal injury", {"max_hops": 3}
        assert told(graph, *pair) == told(curated, *pair)
