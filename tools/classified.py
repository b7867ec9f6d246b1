"""What the reasoner classified that nobody asserted: the page ``docs/classified.md``.

Write it anew with ``python -m tools.classified > docs/classified.md``.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from msc_graph.languages import LANGUAGES
from msc_graph.vocabulary.curies import compress
from msc_graph.vocabulary.namespaces import MSC, OWL, RDF_TYPE

if TYPE_CHECKING:
    from msc_graph.knowledge_graph import KnowledgeGraph

_HEAD = """# What the reasoner classified

Members of the defined classes of the ontology in the curated graph. Nobody asserted these: they follow from
the definitions and the facts. Ask why with `msc-graph reason --why NAME a CLASS`, for example
`msc-graph reason --why miR-21-5p a MicroRNACargo`.

A test keeps this page current. It is written by
`python -m tools.classified > docs/classified.md`.
"""

_COUNTED_ONLY = ("EndorsedAssertion", "DisputedClaim")
# Assertions: too many to list, and `msc-graph query disputed-claims` lists the interesting ones.


def page(graph: KnowledgeGraph) -> str:
    """Return the page for a graph, which is not changed; classes and members are sorted by name."""
    return "\n".join(_lines(graph)) + "\n"


def classified(graph: KnowledgeGraph) -> dict[str, list[str]]:
    """Return the CURIEs of the inferred members of every defined class, by the class's name, both sorted."""
    from pyoxigraph import NamedNode

    defined = {
        quad.subject.value
        for quad in graph.store.quads_for_pattern(None, NamedNode(f"{OWL}equivalentClass"), None, None)
        if isinstance(quad.subject, NamedNode)
    }
    members: defaultdict[str, list[str]] = defaultdict(list)
    for subject, predicate, value in graph.follows().inferred():
        if predicate.value == RDF_TYPE and isinstance(value, NamedNode) and value.value in defined:
            members[value.value.removeprefix(MSC)].append(compress(subject.value))
    return {name: sorted(members[name]) for name in sorted(iri.removeprefix(MSC) for iri in defined)}


def _lines(graph: KnowledgeGraph) -> Iterator[str]:
    labels = [graph.labels(lang) for lang in LANGUAGES]
    yield _HEAD
    for name, members in classified(graph).items():
        titles = " / ".join(graph.vocabulary.label(MSC + name, lang) for lang in LANGUAGES)
        yield f"## {name} ({len(members)})"
        yield ""
        yield f"{titles}"
        yield ""
        if name in _COUNTED_ONLY:
            yield "Assertions, which are not listed here."
        elif not members:
            yield "None."
        else:
            for member in sorted(members, key=lambda m: (labels[0].get(m, m).casefold(), m)):
                english, chinese = (by_curie.get(member, member) for by_curie in labels)
                other = f" / {chinese}" if chinese != english else ""
                yield f"- {english}{other} (`{member}`)"
        yield ""


def main() -> None:
    """Write the page to the standard output."""
    from msc_graph.knowledge_graph import load

    with load() as graph:
        sys.stdout.buffer.write(page(graph).rstrip("\n").encode("utf-8") + b"\n")


if __name__ == "__main__":
    main()
