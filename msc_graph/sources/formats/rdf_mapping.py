"""What a mapping says of the words of RDF files: predicates, classes, signs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from msc_graph.errors import UsageError
from msc_graph.sources import biolink
from msc_graph.sources.formats.mapping_file import (
    DeclaredPredicate,
    classes_of,
    declared_predicates,
    read_mapping,
    signs_of,
    wrong_in,
)
from msc_graph.vocabulary.curies import compress

OPTIONS: Mapping[str, tuple[str, str]] = {
    "mapping": (
        "a YAML file that says what 'predicates', 'classes' and 'signs' mean, by CURIE or whole IRI",
        "YAML 文件，按 CURIE 或完整 IRI 说明 'predicates'、'classes' 和 'signs' 的含义",
    )
}

EXAMPLE = """\
# mapping.yaml
predicates:
  "http://www.biopax.org/release/biopax-level3.owl#controlled": {id: biolink:regulates, sign: "?"}
  "mylab:silences": {id: "mylab:silences", role: causal, sign: "-", label: silences}
classes:
  "http://www.biopax.org/release/biopax-level3.owl#Protein": Protein
signs: {decreased: "-", increased: "+"}
"""
"""A whole file for ``-p mapping=FILE``."""


SIGNS: Mapping[str, str] = {sign: sign for sign in ("+", "-", "?")}


@dataclass(frozen=True, slots=True)
class RdfMapping:
    """Predicates and classes (local names) by CURIE or IRI, and signs by the texts of literals."""

    predicates: Mapping[str, DeclaredPredicate] = field(default_factory=dict)
    classes: Mapping[str, str] = field(default_factory=dict)
    signs: Mapping[str, str] = field(default_factory=lambda: SIGNS)

    def predicate(self, iri: str) -> DeclaredPredicate | None:
        """Return what is said of a predicate, None where nothing is."""
        return self.predicates.get(iri) or self.predicates.get(compress(iri))

    def class_of(self, iris: list[str]) -> str | None:
        """Return the class of a thing of these classes: the first of which one is said."""
        said = (self.classes.get(iri) or self.classes.get(compress(iri)) for iri in iris)
        return next((name for name in said if name), None)


def rdf_mapping(options: Mapping[str, str]) -> RdfMapping:
    """Return the mapping that an option names; an empty one where none does.

    Raises:
        FileRefused: there is no such file, or it says what cannot be.
    """
    if "mapping" not in options:
        return RdfMapping()
    given = read_mapping(options["mapping"], (), ("predicates", "classes", "signs"))
    with wrong_in(options["mapping"]):
        predicates = declared_predicates(given.get("predicates", {}))
        for predicate in predicates:
            if problem := biolink.not_ours(predicate.id):
                raise UsageError(f"predicates: {problem}")
        return RdfMapping(
            {predicate.spelling: predicate for predicate in predicates},
            classes_of(given.get("classes", {})),
            {**SIGNS, **signs_of(given.get("signs", {}))},
        )
