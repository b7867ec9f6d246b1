"""Signs multiply as they should, CURIEs and IRIs are each other's inverse, the ontology's words are whole."""

from __future__ import annotations

import curies
import pytest
from hypothesis import given
from hypothesis import strategies as st

from msc_graph.curation.reader import read_facts
from msc_graph.errors import InputError
from msc_graph.languages import LANGUAGES
from msc_graph.vocabulary.curies import compress, expand, node_iri, prefixes
from msc_graph.vocabulary.namespaces import IMPORTED, MSC
from msc_graph.vocabulary.ontology import vocabulary
from msc_graph.vocabulary.signs import PredicateRole, Sign

SIGNS = st.sampled_from(Sign)


@given(SIGNS, SIGNS, SIGNS)
def test_signs_are_a_commutative_monoid(a: Sign, b: Sign, c: Sign) -> None:
    assert (a * b) * c == a * (b * c)
    assert a * b == b * a
    assert a * Sign.POSITIVE == a


@given(SIGNS)
def test_an_unknown_sign_absorbs(sign: Sign) -> None:
    assert sign * Sign.UNKNOWN is Sign.UNKNOWN


def test_two_negatives_are_positive() -> None:
    assert Sign.NEGATIVE * Sign.NEGATIVE is Sign.POSITIVE
    assert Sign.NEGATIVE * Sign.POSITIVE is Sign.NEGATIVE


@given(st.lists(SIGNS, max_size=12))
def test_the_sign_of_a_path_counts_its_negative_edges(signs: list[Sign]) -> None:
    if Sign.UNKNOWN in signs:
        expected = Sign.UNKNOWN
    else:
        expected = Sign.NEGATIVE if signs.count(Sign.NEGATIVE) % 2 else Sign.POSITIVE
    assert Sign.product(signs) is expected


def test_every_identifier_survives_the_way_to_an_iri_and_back() -> None:
    facts = read_facts()
    curies = {*facts.nodes}
    curies |= {match for node in facts.nodes.values() for match in node.exact_matches + node.close_matches}
    curies |= {f"PMID:{r.pmid}" for r in facts.references.values() if r.pmid}
    curies |= {f"DOI:{r.doi}" for r in facts.references.values() if r.doi}
    curies |= {f"reference:{key}" for key in facts.references} | {f"claim:{key}" for key in facts.assertions}
    curies |= {f"mechanism:{key}" for key in facts.mechanisms}
    assert [curie for curie in sorted(curies) if compress(expand(curie)) != curie] == []


@given(st.sampled_from(sorted(prefixes())), st.from_regex(r"\A[A-Za-z0-9][A-Za-z0-9_.-]{0,11}\Z"))
def test_expanded_curies_compress_to_themselves(prefix: str, local: str) -> None:
    assert compress(expand(f"{prefix}:{local}")) == f"{prefix}:{local}"


@given(st.sampled_from(sorted(prefixes().values())), st.integers(0, 12), st.text(max_size=12))
def test_the_longest_namespace_is_compressed_as_the_package_curies_does(
    namespace: str, cut: int, local: str
) -> None:
    """A namespace itself is no thing of it, and stays what it is."""
    iri = namespace[: len(namespace) - cut] + local
    if not iri.startswith(IMPORTED) and iri not in prefixes().values():
        assert compress(iri) == (_REFERENCE.compress(iri) or iri)


@pytest.mark.parametrize("namespace", [*prefixes().values(), IMPORTED, f"{IMPORTED}mine/"])
def test_a_namespace_is_no_thing_of_itself(namespace: str) -> None:
    assert not compress(namespace).endswith(":")
    assert node_iri(compress(namespace)) == namespace


_REFERENCE = curies.Converter.from_prefix_map(dict(prefixes()))


def test_an_iri_stays_as_it_is() -> None:
    assert expand("https://example.org/x") == "https://example.org/x"
    assert compress("https://example.org/x") == "https://example.org/x"


@pytest.mark.parametrize(
    ("curie", "suggestion"),
    [("hgnc:8763", "'HGNC'"), ("mirbase.matur:MIMAT0000076", "'mirbase.mature'"), ("GOO:0006915", "'GO'")],
)
def test_an_undeclared_prefix_is_an_error_with_near_ones(curie: str, suggestion: str) -> None:
    with pytest.raises(InputError, match="no declared prefix") as caught:
        expand(curie)
    assert suggestion in str(caught.value)


@pytest.mark.parametrize("text", ["PDCD4", "", ":", "nothing-like:1"])
def test_what_is_no_curie_is_an_error(text: str) -> None:
    with pytest.raises(InputError, match="no declared prefix"):
        expand(text)


def test_prefixes_are_sorted_and_their_namespaces_differ() -> None:
    declared = prefixes()
    assert list(declared) == sorted(declared)
    assert len(set(declared.values())) == len(declared)
    assert [iri for iri in declared.values() if not iri.startswith(("http://", "https://"))] == []
    assert declared["msc"] == MSC


def test_roles_and_signs_agree() -> None:
    """A causal or structural predicate has a sign; a contextual one has none; structure is never unsure."""
    for predicate in vocabulary().predicates.values():
        contextual = predicate.role is PredicateRole.CONTEXTUAL
        assert (predicate.sign is None) == contextual, predicate.iri
        if predicate.role is PredicateRole.STRUCTURAL:
            assert predicate.sign is not Sign.UNKNOWN, predicate.iri


@pytest.mark.parametrize(
    ("name", "role", "sign"),
    [
        ("targets", PredicateRole.CAUSAL, Sign.NEGATIVE),
        ("ameliorates", PredicateRole.CAUSAL, Sign.NEGATIVE),
        ("promotes", PredicateRole.CAUSAL, Sign.POSITIVE),
        ("regulates", PredicateRole.CAUSAL, Sign.UNKNOWN),
        ("containsCargo", PredicateRole.STRUCTURAL, Sign.POSITIVE),
        ("isDepletedOf", PredicateRole.STRUCTURAL, Sign.NEGATIVE),
        ("isKindOf", PredicateRole.CONTEXTUAL, None),
    ],
)
def test_declared_roles_and_signs(name: str, role: PredicateRole, sign: Sign | None) -> None:
    predicate = vocabulary().predicates[MSC + name]
    assert (predicate.role, predicate.sign) == (role, sign)


def test_nothing_treats() -> None:
    assert f"{MSC}treats" not in vocabulary().predicates


def test_domains_and_ranges_are_classes_of_the_ontology() -> None:
    words = vocabulary()
    used = {iri for predicate in words.predicates.values() for iri in (predicate.domain, predicate.range)}
    assert sorted(used - set(words.parents)) == []


def test_classes_and_predicates_have_labels_in_both_languages() -> None:
    words = vocabulary()
    terms = {*words.node_classes, *words.predicates, *words.verdicts, *words.support_weight}
    assert [(t, lang) for t in sorted(terms) for lang in LANGUAGES if (t, lang) not in words.labels] == []


def test_label_falls_back_to_english_then_to_the_curie() -> None:
    words = vocabulary()
    assert words.label(f"{MSC}targets", "de") == words.label(f"{MSC}targets")
    assert words.label(f"{MSC}no_such_thing") == "msc:no_such_thing"


def test_a_class_is_its_own_ancestor_and_that_of_its_subclasses() -> None:
    words = vocabulary()
    assert words.is_a(f"{MSC}Gene", f"{MSC}Gene")
    assert words.is_a(f"{MSC}MSCExosome", f"{MSC}ExtracellularVesicle")
    assert not words.is_a(f"{MSC}ExtracellularVesicle", f"{MSC}MSCExosome")
    assert not words.is_a(f"{MSC}ExcludedTrial", f"{MSC}ClinicalTrial")
    assert list(words.node_classes) == sorted(words.node_classes)


def test_evidence_weights_are_probabilities_and_pending_citations_weigh_least() -> None:
    words = vocabulary()
    assert words.support_weight.keys() == words.refute_weight.keys()
    for weights in (words.support_weight, words.refute_weight):
        assert all(0 <= weight < 1 for weight in weights.values())
        assert min(weights, key=lambda iri: weights[iri]) == f"{MSC}citation_pending"
    by_strength = sorted(words.support_weight, key=lambda iri: words.support_weight[iri])
    assert by_strength == sorted(
        words.refute_weight, key=lambda iri: (words.refute_weight[iri], words.support_weight[iri])
    )
    assert all(words.refute_weight[iri] < weight for iri, weight in words.support_weight.items())


def test_supported_and_partially_supported_are_the_endorsed_verdicts() -> None:
    words = vocabulary()
    assert {words.label(iri) for iri in words.endorsed} == {"supported", "partially supported"}
    assert {words.label(iri) for iri in words.verdicts - words.endorsed} == {
        "overclaimed",
        "misattributed",
        "unverifiable",
        "refuted",
    }


def test_every_class_and_predicate_goes_by_its_names_and_its_labels() -> None:
    words = vocabulary()
    for iri in words.node_classes:
        for name in (compress(iri), iri.removeprefix(MSC), *(words.label(iri, lang) for lang in LANGUAGES)):
            assert words.class_called(name) == iri.removeprefix(MSC)
    for iri in words.predicates:
        curie = compress(iri)
        assert words.predicates_called(curie) == (curie,)
        for lang in LANGUAGES:
            assert curie in words.predicates_called(words.label(iri, lang))
