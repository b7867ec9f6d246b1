"""Finding nodes by any name: CURIE, label or synonym, in any language, spelled in any usual way."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import IntEnum
from typing import Any

from msc_graph.errors import AmbiguousName, Offer, UnknownNode, UsageError, must_be_text
from msc_graph.languages import LANGUAGES
from msc_graph.model.graph import GraphNode
from msc_graph.system.told import told
from msc_graph.tables.table import Table
from msc_graph.vocabulary.curies import is_iri, prefixes
from msc_graph.vocabulary.namespaces import MSC
from msc_graph.vocabulary.ontology import vocabulary
from msc_graph.vocabulary.spellings import referred

GREEK = {
    "α": "alpha",
    "β": "beta",
    "γ": "gamma",
    "δ": "delta",
    "ε": "epsilon",
    "ζ": "zeta",
    "η": "eta",
    "θ": "theta",
    "κ": "kappa",
    "λ": "lambda",
    "μ": "mu",
    "τ": "tau",
    "ω": "omega",
}
"""Greek letters as names spell them out."""
_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015\u2212_/,.'’()\[\]]+")
_MIRNA = re.compile(r"^(?:[a-z]{3})?(?:microrna|mirna|微小?rna|r?mir)(?=\d)")
_SPECIES_LET = re.compile(r"^[a-z]{3}(?=let7)")
_SPECIES = re.compile(
    r"\W*(?!pre|pri|mir)([a-z]{3})[\W_]*(?:mir(?:na)?|microrna|微小?rna|let)[\W_]*\d",
    re.IGNORECASE,
)
"""The three letters of a species before a microRNA's name (Ambros et al. 2003, doi:10.1261/rna.2183803)."""
_MISSPELT = {"has": "hsa"}
"""What spelling checkers make of the letters of a species."""
UNRESOLVED = "unresolved:"
"""Prefix of what a source calls by a name only, which nothing resolved."""
_SPECIES_OF_REGISTRY = {"HGNC": "hsa", "MGI": "mmu", "RGD": "rno", "ZFIN": "dre"}
"""Registries that name the genes of one species only."""
_NAMED_OF_SPECIES = re.compile(rf"{UNRESOLVED}\w+-({'|'.join(_SPECIES_OF_REGISTRY.values())})-")
"""How what is known by name only is identified, where the source said of which species it is."""
_FAMILY = re.compile(r"(?:mir|let)\d+")
_ARM = re.compile(r"[35]p$|\*$")
_FUZZY_CUTOFF = 0.72
"""Least similarity (difflib ratio, 0 to 1) of a near miss: our choice, for one wrong letter."""
_SHORT = ("白介素", "白细胞介素")
"""What everybody shortens of the Chinese name of the interleukins, and the whole of it."""
_HAN = re.compile(r"[\u4e00-\u9fff]{2}")
_HAN_CUTOFF = 0.5
"""The same of a name in Chinese, which must share two characters in a row: each says as much as a word."""


_ACCESSIONS = (
    (re.compile(r"(ENSG\d{11})(?:\.\d+)?"), "ENSEMBL"),
    (re.compile(r"([OPQ]\d[A-Z\d]{3}\d|[A-NR-Z]\d(?:[A-Z][A-Z\d]{2}\d){1,2})"), "UniProtKB"),
)
"""Accessions whose form says of which registry they are: Ensembl's human genes, with or without version, and
UniProt's (https://www.uniprot.org/help/accession_numbers)."""


class Quality(IntEnum):
    """How well a node's name fits what was asked, best first when sorted in reverse."""

    NEAR = 1
    WITHIN = 2
    WORD = 3
    PREFIX = 4
    SYNONYM = 5
    LABEL = 6
    IDENTIFIER = 7


@dataclass(frozen=True, slots=True)
class Match:
    """A node found by name: the name that fitted, and how well."""

    node: GraphNode
    name: str
    quality: Quality

    def __repr__(self) -> str:
        return told(self, f"{self.node.label} [{self.node.id}]", self.quality.name.lower())

    def _repr_html_(self) -> str:
        return self.node._repr_html_()

    @property
    def exact(self) -> bool:
        """Whether the whole name fitted, apart from letter case and punctuation."""
        return self.quality >= Quality.SYNONYM


class Matches(list[Match]):
    """The nodes that were found, best first; a table in a notebook."""

    def _repr_html_(self) -> str:
        rows = ((m.node.id, m.node.label, m.node.label_zh, m.node.category, m.name, m.quality) for m in self)
        columns = ("id", "label", "label_zh", "category", "name", "quality")
        return Table.of(columns, [(*row, quality.name.lower()) for *row, quality in rows])._repr_html_()


def unwrapped(value: Any) -> Any:
    """Return what a caller gave for a name, or several, with identifiers in place of nodes and of matches.

    A text stays as it is, a list or tuple becomes a tuple, and what is neither is left to who wants a name.
    """
    if isinstance(value, Match):
        return value.node.id
    if isinstance(value, GraphNode):
        return value.id
    return tuple(map(unwrapped, value)) if isinstance(value, list | tuple) else value


def must_be_name(value: object, what: str) -> str:
    """Return the text that names a node: the value, or the identifier of the node or match that it is.

    Raises:
        UsageError: it is none of these; ``what`` says what it stands for.
    """
    return must_be_text(unwrapped(value), what)


def two_names(ends: Any) -> tuple[Any, Any]:
    """Return two ends; ``UsageError`` where that is something else."""
    if not isinstance(ends, tuple | list) or len(ends) != 2:
        raise UsageError("paths lead from one name to another: give two names")
    return ends[0], ends[1]


def fold(name: str) -> str:
    """Return ``name`` in the form in which names are compared.

    Letter case, width, accents, spaces, hyphens, Greek letters and marks that are not seen do not count, nor
    do the spellings of a microRNA, nor the short Chinese name of the interleukins. Two numbers in a row stay
    apart, so that miR-21-5p does not begin like miR-215.

    >>> fold("hsa-miR-21-5p") == fold("miRNA-21-5p") == fold("MIR 21 5P")
    True
    >>> fold("TGF-β") == fold("TGF beta")
    True
    """
    text = name.casefold() if name.isascii() else _plain(name)
    text = _SEPARATORS.sub(_joint, text)
    return _SPECIES_LET.sub("", _MIRNA.sub("mir", text))


def _plain(name: str) -> str:
    """Return a text in lower case, without widths, accents and unseen marks, short forms spelled out."""
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    text = text.replace(*_SHORT)
    return "".join(GREEK.get(mark, mark) for mark in _seen(text) if not unicodedata.combining(mark))


def _seen(text: str) -> str:
    """Return a text without marks that are not seen (Unicode's Cf): of direction, soft hyphens."""
    return "".join(mark for mark in text if unicodedata.category(mark) != "Cf")


def species_of(name: str) -> str:
    """Return the letters that name the species of a microRNA, in lower case; empty where none are given.

    >>> species_of("mmu-miR-21a-5p"), species_of("miR-21-5p")
    ('mmu', '')
    """
    found = _SPECIES.match(name if name.isascii() else _seen(unicodedata.normalize("NFKC", name)))
    return found[1].casefold() if found else ""


def respelt(name: str) -> str:
    """Return a microRNA's name with the letters that a spelling checker changed put right, else as it is."""
    letters = species_of(name)
    return name.strip().replace(name.strip()[:3], _MISSPELT[letters], 1) if letters in _MISSPELT else name


def accession(name: str) -> str:
    """Return the CURIE of an accession whose form says of which registry it is, "" for any other name.

    >>> accession("ENSG00000171862.18"), accession("P60484"), accession("5728")
    ('ENSEMBL:ENSG00000171862', 'UniProtKB:P60484', '')
    """
    fits = ((form.fullmatch(name.strip()), registry) for form, registry in _ACCESSIONS)
    return next((f"{registry}:{found[1]}" for found, registry in fits if found), "")


def lacks_arm(name: str, node: GraphNode) -> bool:
    """Return whether a microRNA's name leaves open which arm of the precursor it is, where the node is one.

    >>> lacks_arm("hsa-miR-22", GraphNode("mirbase.mature:MIMAT0000077", "MicroRNA", "miR-22-3p"))
    True
    >>> lacks_arm("hsa-miR-320a", GraphNode("mirbase.mature:MIMAT0000510", "MicroRNA", "miR-320a"))
    False
    """
    key = fold(name)
    return bool(_FAMILY.match(key) and _ARM.search(fold(node.label)) and not _ARM.search(key))


def of_species(node: GraphNode, species: str) -> bool:
    """Return whether a node may be of a species: one of its names or identifiers says so, or none does."""
    said = {species_of(name) for name in (node.label, *node.synonyms)} | _species_of_ids(node)
    said -= {""}
    return not species or not said or species in said


def _species_of_ids(node: GraphNode) -> set[str]:
    """Return the letters of the species that the identifiers of a node say; of a curated one "hsa"."""
    named = _NAMED_OF_SPECIES.match(node.id)
    said = {_SPECIES_OF_REGISTRY.get(name.partition(":")[0], "") for name in (node.id, *node.xrefs)}
    return (said | {named[1] if named else ""}) - {""}


def _joint(separator: re.Match[str]) -> str:
    """Return what is left of a separator: a hyphen between two numbers, else nothing."""
    start, end = separator.span()
    before, after = separator.string[start - 1 : start], separator.string[end : end + 1]
    return "-" if before.isdigit() and after.isdigit() else ""


def folded_names(node: GraphNode) -> Iterator[tuple[str, Match]]:
    """Yield the names of a node, folded, each once; the best quality of equal ones."""
    seen = {""}
    for quality, names in (
        (Quality.IDENTIFIER, (node.id, node.id.partition(":")[2])),
        (Quality.LABEL, (node.label, node.label_zh)),
        (Quality.SYNONYM, (*node.synonyms, *node.xrefs)),
    ):
        for name in names:
            if (key := fold(name)) not in seen:
                seen.add(key)
                yield key, Match(node, name, quality)


class NameIndex:
    """All names of a set of nodes, ready to be searched."""

    def __init__(self, nodes: Iterable[GraphNode]) -> None:
        """Index the identifiers, labels, synonyms and cross-references of ``nodes``."""
        self._nodes: dict[str, GraphNode] = {}
        self._exact: dict[str, dict[str, Match]] = defaultdict(dict)
        self._names: list[tuple[str, Match]] = []
        for node in nodes:
            self._nodes[node.id] = node
            for key, match in folded_names(node):
                self._exact[key][node.id] = match
                self._names.append((key, match))

    def _whole(self, key: str, name: str) -> Iterable[Match]:
        """Return the matches whose folded name is ``key``, which is that of ``name``."""
        return self._exact.get(key, {}).values()

    def _holding(self, key: str) -> Iterable[tuple[str, Match]]:
        """Return at least all folded names that hold ``key``, with their matches."""
        return self._names

    def _similar(self, key: str) -> Iterable[tuple[str, Match]]:
        """Return the folded names among which near misses of ``key`` are looked for."""
        return self._names

    def find(self, text: str, *, categories: frozenset[str] | None = None, limit: int = 10) -> list[Match]:
        """Return up to ``limit`` nodes whose names fit ``text``, best first, each once; empty when none does.

        Whole names come before beginnings, beginnings before words and parts; near misses are offered only
        when nothing fits, of a microRNA only those of its number: another number is another molecule, and so
        is another species, the most alike first. Equally good matches stand in the order of name length,
        then label.

        Args:
            text: what to look for; an empty text finds nothing.
            categories: only nodes of these classes (local names); None for all.
            limit: at least 1.
        """
        key, species = fold(text), species_of(text)
        if not key:
            return []
        found = [fit for name, match in self._holding(key) if (fit := _fit(key, name, match, text))]
        if not any(match.exact for match in found):
            found += self._referred(text)
        found = [m for m in found if categories is None or m.node.category in categories]
        found = sorted(found, key=_order) or self._near(key, categories)
        found = [match for match in found if of_species(match.node, species)]
        if not found and (meant := respelt(text)) != text:
            exact = (match for match in self.find(meant, categories=categories) if match.exact)
            found = [replace(match, quality=Quality.NEAR) for match in exact]
        best: dict[str, Match] = {}
        for match in found:
            best.setdefault(match.node.id, match)
        return list(best.values())[:limit]

    def _referred(self, name: str) -> list[Match]:
        """Return the matches of what an accession, or another spelling of an identifier, refers to."""
        curie = accession(name) or referred(name)
        return list(self._whole(fold(curie), curie)) if curie else []

    def _near(self, key: str, categories: frozenset[str] | None) -> list[Match]:
        """Return near misses of a folded name, the most alike first."""
        matcher = SequenceMatcher(autojunk=False)
        matcher.set_seq2(key)
        near, family = [], _family(key)
        cutoff = _HAN_CUTOFF if _HAN.search(key) else _FUZZY_CUTOFF
        for name, match in self._similar(key):
            if categories is not None and match.node.category not in categories:
                continue
            if family and _family(name) != family:
                continue
            matcher.set_seq1(name)
            if matcher.real_quick_ratio() < cutoff or matcher.quick_ratio() < cutoff:
                continue
            if cutoff == _HAN_CUTOFF and matcher.find_longest_match().size < 2:
                continue
            if (ratio := matcher.ratio()) >= cutoff:
                near.append((ratio, Match(match.node, match.name, Quality.NEAR)))
        near.sort(key=lambda pair: (-pair[0], _order(pair[1])))
        return [match for _, match in near]

    def one(self, name: str, *, categories: frozenset[str] | None = None, offers: bool = True) -> GraphNode:
        """Return the one node that ``name`` means.

        An identifier beats all else, and a name that is only alike is none of another species' thing, where
        there is another. What is known beats what a source has by its name only (`nameless`); then a name
        that is spelled just so beats one that is only alike, and a label beats a synonym. The letters of a
        species before a microRNA's name need not be written: ``miR-375`` is ``hsa-miR-375``, and not its gene
        ``MIR375``. A name without species is that of the human thing, where one is called so, and of the
        mature sequence, unless it says ``mir``. An `accession` that nothing is called by is what refers to
        it.

        Raises:
            UnknownNode: no whole name fits; near ones are offered, if ``offers``: a few milliseconds.
            AmbiguousName: several nodes fit equally well; they are listed.
        """
        every = self._meanings(name)
        whole = [match for match in every if categories is None or match.node.category in categories]
        matches = [match for match in whole if of_species(match.node, species_of(name))]
        if whole and not matches and respelt(name) == name:
            others = ", ".join(_offer(match) for match in sorted(whole, key=_order))
            raise UnknownNode(name, more=f" Of another species there is {others}.")
        if not matches:
            near = self.find(name, categories=categories, limit=3) if offers else []
            if every and not near and categories:
                raise UnknownNode(
                    name, others=_with_class(sorted(every, key=_order)), wanted=_class_of(categories)
                )
            raise UnknownNode(name, [_offer(m) for m in near])
        best = max(_standing(match, name) for match in matches)
        winners = sorted((match for match in matches if _standing(match, name) == best), key=_order)
        if len(winners) > 1:
            raise AmbiguousName(name, _offers(winners))
        return winners[0].node

    def _meanings(self, name: str) -> list[Match]:
        return list(self._whole(fold(name), name)) or self._referred(name)

    def nameless(self, name: str) -> list[GraphNode]:
        """Return the nodes that a source has under that name only, where `one` gives a known node instead."""
        every = self._whole(fold(name), name)
        matches = [match for match in every if of_species(match.node, species_of(name))]
        others = [match for match in matches if match.node.id.startswith(UNRESOLVED)]
        best = max(matches, key=lambda match: _standing(match, name), default=None)
        return [] if best in others else [match.node for match in sorted(others, key=_order)]

    def open_arm(self, name: str) -> GraphNode | None:
        """Return the arm of a microRNA that `one` gives for a name without any; None for all other names."""
        if not _FAMILY.match(fold(name)) or not self.is_exact(name):
            return None
        node = self.one(name)
        return node if lacks_arm(name, node) else None

    def is_exact(self, name: str) -> bool:
        """Return whether ``name`` is a whole name of at least one node."""
        return any(of_species(match.node, species_of(name)) for match in self._meanings(name))

    def get(self, node_id: str) -> GraphNode | None:
        """Return the node with this CURIE, or None."""
        return self._nodes.get(node_id)


def _family(key: str) -> str:
    """Return the folded name of a microRNA up to its number, empty for other names."""
    found = _FAMILY.match(key)
    return found[0] if found else ""


def _fit(key: str, name: str, match: Match, text: str) -> Match | None:
    """Return the match with the quality at which ``key`` fits ``name``, or None.

    The number 21 is no part of 210, except in a registry's identifier, which may be given by its beginning.
    """
    if name == key:
        return match
    if key not in name or (len(key) < 2 and key.isascii()):
        return None
    numbers_stay_whole = match.quality is not Quality.IDENTIFIER or match.node.id.startswith("msc:")
    before = r"(?<!\d)" * (numbers_stay_whole and key[0].isdigit())
    after = r"(?!\d)" * (numbers_stay_whole and key[-1].isdigit())
    place = re.search(before + re.escape(key) + after, name)
    if place is None:
        return None
    if place.start() == 0:
        quality = Quality.PREFIX
    elif re.search(rf"(?<![^\W_]){re.escape(text.strip().casefold())}", match.name.casefold()):
        quality = Quality.WORD
    else:
        quality = Quality.WITHIN
    return Match(match.node, match.name, quality)


def _order(match: Match) -> tuple[int, int, str, str]:
    return (-match.quality, len(match.name), match.node.label.casefold(), match.node.id)


def _standing(match: Match, name: str) -> tuple[bool, bool, int, bool, bool, int]:
    """Return how good a claim on a name is; the greatest wins.

    What has an identifier of a declared namespace goes before what a file calls by its own.
    """
    identifier = match.quality is Quality.IDENTIFIER
    registered = not is_iri(match.node.id) and match.node.id.partition(":")[0] in prefixes()
    known = 0 if match.node.id.startswith(UNRESOLVED) else 1 + registered
    spelled = name.strip() in (match.name, _bare(match.name))
    own = not _is_other_species(match.node, name) and (spelled or not _is_foreign(match.node))
    meant = bool(species_of(name)) or not _may_be_foreign(match.node) or (spelled and not name.isupper())
    if match.node.id.startswith(_PRECURSOR):
        meant = "mir" in name
    return identifier, own, known, meant, spelled, match.quality


_PRECURSOR = "mirbase:"
_ANY_SPECIES = ("NCBIGene", "ENSEMBL", "UniProtKB")
"""Registries of genes and proteins of all species."""


def _may_be_foreign(node: GraphNode) -> bool:
    """Return whether a gene or protein is in no register of human ones."""
    registries = {name.partition(":")[0] for name in (node.id, *node.xrefs)}
    return _is_foreign(node) or ("HGNC" not in registries and not registries.isdisjoint(_ANY_SPECIES))


def _is_foreign(node: GraphNode) -> bool:
    """Return whether a gene's identifiers, or the letters of its symbol, are those of another species."""
    said, genes = _species_of_ids(node), (*_ANY_SPECIES, *_SPECIES_OF_REGISTRY)
    of_mice = node.label == node.label.capitalize() and node.id.startswith(genes)
    return "hsa" not in said and (bool(said) or of_mice)


def _is_other_species(node: GraphNode, name: str) -> bool:
    """Return whether a microRNA is of another species than humans, where a name does not say which."""
    said = {species_of(text) for text in (node.label, *node.synonyms)} - {""}
    return not species_of(name) and bool(said) and "hsa" not in said


def _bare(name: str) -> str:
    """Return a microRNA's name without the letters of its species; other names as they are."""
    return name[len(letters) + 1 :] if (letters := species_of(name)) else name


def _offers(matches: list[Match]) -> list[Offer]:
    """Return the offer of each match, with its class where they are of several."""
    several = len({match.node.category for match in matches}) > 1
    return _with_class(matches) if several else list(map(_offer, matches))


def _with_class(matches: Iterable[Match]) -> list[Offer]:
    """Return the offer of each match, with the label of its class."""
    told = []
    for match in matches:
        offer, kind = _offer(match), _label_of(match.node.category)
        told.append(Offer(f"{offer}, {kind}", f"{offer.zh}，{kind.zh}"))
    return told


def _class_of(categories: frozenset[str]) -> Offer:
    """Return the label of the class that the others are below of."""
    is_a = vocabulary().is_a
    top = (one for one in categories if all(is_a(f"{MSC}{other}", f"{MSC}{one}") for other in categories))
    return _label_of(next(top, min(categories)))


def _label_of(category: str) -> Offer:
    """Return the label of a class in both languages."""
    return Offer(*(vocabulary().label(f"{MSC}{category}", lang) for lang in LANGUAGES))


def _offer(match: Match) -> Offer:
    node = match.node
    return Offer(f"{node.id} ({node.label})", f"{node.id} ({node.label_in('zh')})")
