"""Random property graphs, with every text that a file format could trip over."""

from __future__ import annotations

from hypothesis import strategies as st

from msc_graph.model.belief import Direction, EvidenceItem
from msc_graph.model.graph import GraphEdge, GraphNode
from msc_graph.model.property_graph import PropertyGraph
from msc_graph.vocabulary.signs import PredicateRole, Sign

AWKWARD = (
    "", "|", "a|b", "\t", "\r\n", "\n", "<b>&amp;</b>", "]]>", '"quoted"', "'", "外泌体", "😀", "\u2028",
    "\x85", "\x7f", "null", "NaN", "a,b", "_x002F_", "\\", " ",
)  # fmt: skip
WRITABLE = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=5
) | st.sampled_from(AWKWARD)
"""Texts that XML can hold."""
ANY = WRITABLE | st.sampled_from(["\x00", "bell \x07", "\ufffe", "\uffff", "\x1f"])

CURIES = st.sampled_from(
    ["HGNC:1", "DOI:10.1/a(b)", "msc:外", "msc:😀", "a b:c", "msc:_x002F_", "PMID:1", "x:&<"]
)
PREDICATES = st.sampled_from(["msc:targets", "msc:regulates", "msc:publishedBy"])
REFERENCES = ("reference:one", "reference:two", "reference:three")
CITATIONS = {"reference:one": "PMID:1", "reference:two": "DOI:10.1/|", "reference:three": "reference:three"}
BELIEFS = st.floats(0, 1) | st.sampled_from([0.0, 1.0, 1e-7, 5e-7, 1.5e-6, 0.1 + 0.2, 0.0000125, 0.1234565])
EVIDENCE = st.lists(
    st.builds(
        EvidenceItem,
        reference=st.sampled_from(REFERENCES),
        type=st.sampled_from(["ECO:0000049", "ECO:0000205", "msc:citation_pending"]),
        direction=st.sampled_from(list(Direction)),
    ),
    max_size=3,
).map(tuple)


def property_graphs(texts: st.SearchStrategy[str]) -> st.SearchStrategy[PropertyGraph]:
    """Graphs of up to six nodes and six edges whose texts are ``texts``; endpoints need not be nodes."""
    lists = st.lists(texts, max_size=3).map(tuple)
    nodes = st.builds(
        GraphNode,
        id=CURIES,
        category=st.sampled_from(["MicroRNA", "Gene", "Node", "Unheard"]) | texts,
        label=texts,
        label_zh=texts,
        synonyms=lists,
        xrefs=lists,
        definition=texts,
    )
    edges = st.builds(
        GraphEdge,
        id=st.integers(0, 99).map("msc:edge-{:02}".format),
        subject=CURIES,
        predicate=PREDICATES | texts,
        object=CURIES,
        label=texts,
        label_zh=texts,
        role=st.sampled_from(PredicateRole),
        sign=st.sampled_from(Sign),
        belief=BELIEFS,
        verdict=texts,
        endorsed=st.booleans(),
        scope=texts,
        assertions=lists,
        evidence=EVIDENCE,
        references=lists,
        mechanisms=lists,
        species=lists,
        cells=lists,
    )
    return st.builds(
        lambda nodes, edges: PropertyGraph(tuple(nodes), tuple(edges), CITATIONS),
        st.lists(nodes, max_size=6),
        st.lists(edges, max_size=6),
    )
