"""Any RDF file: assertions with evidence where it has them, else each triple of two things as a statement.

Assertions are told by their subject, predicate and object: of this project's own model, of Biolink, of OBAN
(http://purl.org/oban/) or of RDF's reification (RDF 1.1 Semantics, appendix D). Of those that are not of
this project's model, Biolink's slots are read as from edges of KGX; other triples are reported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial
from itertools import chain
from pathlib import Path
from typing import Any, Literal

import polars as pl
from pyoxigraph import BlankNode, NamedNode, Quad

from msc_graph.errors import UsageError
from msc_graph.messages.imports import EventKind
from msc_graph.rdf.reading import LINE_FORMATS, rdf_format_of, stream_rdf_quads
from msc_graph.sources import biolink
from msc_graph.sources.batch import TAG, Batch, Reading, SourceFormat
from msc_graph.sources.cleaning import is_chinese, says_no_name
from msc_graph.sources.formats.mapping_file import DeclaredPredicate
from msc_graph.sources.formats.rdf_mapping import EXAMPLE, OPTIONS, RdfMapping, rdf_mapping
from msc_graph.sources.formats.rdf_own import CHECKED, EVIDENCE_CODES, OwnWords
from msc_graph.sources.identifiers import identifiers_of
from msc_graph.sources.report import EXAMPLES
from msc_graph.vocabulary.curies import compress
from msc_graph.vocabulary.namespaces import IMPORTED, MSC, OWL, RDF_TYPE, RDFS, SKOS
from msc_graph.vocabulary.ontology import vocabulary
from msc_graph.vocabulary.spellings import tidy

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_OBAN = "http://purl.org/oban/association_has_"
_BIOLINK = "https://w3id.org/biolink/vocab/"
_OBO = "http://purl.obolibrary.org/obo/"
_OBO_IN_OWL = "http://www.geneontology.org/formats/oboInOwl#"
_DC, _DCTERMS = "http://purl.org/dc/elements/1.1/", "http://purl.org/dc/terms/"

_ASSERTED = tuple(
    tuple(f"{namespace}{part}" for part in ("subject", "predicate", "object"))
    for namespace in (MSC, _BIOLINK, _OBAN, _RDF)
)
_REFERENCES = (f"{_BIOLINK}publications", f"{_DC}source", f"{_DCTERMS}source")

_OWN_PARTS = {
    "owner": {
        "verdict": f"{MSC}verdict",
        "sign": f"{MSC}sign",
        "species": f"{MSC}species",
        "cell": f"{MSC}recipientCell",
    },
    "item": {
        "reference": f"{MSC}reference",
        "evidence_type": f"{MSC}evidenceType",
        "direction": f"{MSC}direction",
        "seen_in": f"{MSC}species",
        "locator": f"{MSC}locator",
        "knowledge_level": f"{MSC}knowledgeLevel",
        "agent_type": f"{MSC}agentType",
    },
    "reference": {"pmid": f"{MSC}pmid", "doi": f"{MSC}doi"},
}
"""What is read of assertions in our model, of their pieces of evidence and of their references, by column."""

_OF_ASSERTIONS = frozenset(
    {
        *(f"{MSC}{name}" for name in ("hasEvidence", "correctedBy")),
        *chain.from_iterable(parts.values() for parts in _OWN_PARTS.values()),
    }
)
"""Properties that say nothing without the assertion or the evidence that they are part of."""

_SEVERAL = ("species", "cell", "seen_in")
"""Parts of which an assertion may have several: each is a statement of its own."""

_AGGREGATOR = "aggregator_knowledge_source"
_SLOTS = (*biolink.QUALIFIERS, "negated", "knowledge_level", "agent_type")
_SOURCES = ("primary_knowledge_source", "knowledge_source")
_CONTEXTS = {"species_context_qualifier": "NCBITaxon:", "anatomical_context_qualifier": "CL:"}
_SAID = ("id", "name", "category", "type", "relation", "provided_by", "logical_interpretation")
# Slots of Biolink's associations: read, and those that say nothing which the graph keeps elsewhere.

_LABELS = (f"{RDFS}label", f"{SKOS}prefLabel", f"{_BIOLINK}name")
_SYNONYMS = (f"{SKOS}altLabel", f"{_BIOLINK}synonym", f"{_OBO_IN_OWL}hasExactSynonym")
_DEFINITIONS = (f"{SKOS}definition", f"{_OBO}IAO_0000115", f"{_BIOLINK}description", f"{_DCTERMS}description")
_SAME = (
    f"{SKOS}exactMatch",
    f"{OWL}sameAs",
    f"{OWL}equivalentClass",
    f"{_BIOLINK}same_as",
    f"{_BIOLINK}xref",
)
_TYPES = (RDF_TYPE, f"{_BIOLINK}category")
_DESCRIBING = {*_LABELS, *_SYNONYMS, *_DEFINITIONS, *_SAME, *_TYPES}
_SAID_OF_FILES = (
    OWL,
    _DCTERMS,
    _DC,
    _OBO_IN_OWL,
    "http://www.w3.org/ns/shacl#",
    "http://xmlns.com/foaf/0.1/",
)
# Namespaces whose triples describe files, terms or people: they are no statements of a graph.
_NO_STATEMENTS = {
    f"{RDFS}{name}" for name in ("comment", "seeAlso", "isDefinedBy", "domain", "range", "subPropertyOf")
}

_NAMED = "^(?:PMID|DOI|PMC|https?):"
# How references begin that are written as literals: others, such as "note: mine", are no identifiers.

_MEMBER = f"{RDFS}member"
# What a container's numbered predicates rdf:_1, rdf:_2 ... all mean (RDF Schema 1.1, section 5.1.5).

_ROWS = 100_000
_IRI, _BLANK, _LITERAL = 0, 1, 2
_TEXTS = {
    *_LABELS,
    *_SYNONYMS,
    *_DEFINITIONS,
    *_REFERENCES,
    *(f"{_BIOLINK}{name}" for name in (*_SLOTS, *_SOURCES, *_CONTEXTS, _AGGREGATOR)),
    *(f"{MSC}{name}" for name in ("sign", "locator", "aggregator", "knowledgeLevel", "agentType")),
}
# Predicates whose literals are wanted.

_NOWHERE = ".imported.invalid"
# A host of its own for the relative IRIs of a source, which no ".." leaves. Source: RFC 2606, section 2.

_SYNTAX = (OWL, f"{_RDF}first", f"{_RDF}rest", "http://www.w3.org/ns/shacl#")
# How predicates and classes of blank nodes begin that are no things: class expressions, lists, shapes.


def read(paths: Sequence[Path], reading: Reading) -> Iterator[Batch]:
    """Yield the nodes and statements of the files, each by itself.

    A file may be of any size but for JSON-LD (`msc_graph.rdf.reading.stream_rdf_quads`): its triples are kept
    as three numbers each, every term once.

    Blank nodes that are subject or object of a statement get an identifier (RDF 1.1 Concepts, section 3.5,
    "skolemization"): ``blank:SOURCE/FILE-N``, the N-th blank node of the source's file of that number. The
    same files give the same ones, and no other source shares them. Those that only spell OWL (class
    expressions, lists, annotated axioms) or SHACL are no things of a graph; their triples are left out.

    Relative IRIs become names of the source, ``SOURCE:NAME``: where the file lies is not told. What our own
    namespace lacks, or its slots cannot hold, is refused (`OwnWords`).

    Raises:
        UnknownFormat: the ending of a file is none of those that are read.
        UsageError: bad rows are to be left out, but a file's format has no rows.
        FileRefused: a file is damaged or unsafe, with its line.
    """
    mapping = rdf_mapping(reading.options)
    for number, path in enumerate(paths, 1):
        bad_line = None
        if reading.report.keep_going:
            if rdf_format_of(path) not in LINE_FORMATS:
                raise UsageError(
                    f"{path}: --keep-going leaves out bad lines of N-Triples (.nt) and N-Quads (.nq);"
                    " in other RDF formats a statement has no line of its own. Mend the file, or import it"
                    " without --keep-going."
                )
            bad_line = partial(_bad_line, path, reading)
        place = f"http://{reading.source}{_NOWHERE}/"
        quads = stream_rdf_quads(path, progress=reading.progress, bad_line=bad_line, base=f"{place}document")
        own = OwnWords(path, mapping.predicates)
        triples = _Triples(quads, own, (place, f"{IMPORTED}{reading.source}/"))
        blank = f"blank:{reading.source}/{number}-"
        yield from _Graph(triples, reading, blank, mapping).batches()


def _bad_line(path: Path, reading: Reading, line: int, problem: str, text: bytes) -> None:
    reading.report.bad_row(path, line, problem, text=text)


class _Triples:
    """Triples as numbers, in ``frame``: subject ``s``, predicate ``p``, object ``o`` and what the object is.

    ``s`` and ``o`` number terms: IRIs, texts of wanted literals (else null), blank nodes as ``_:1``, ``_:2``
    in the order in which they come. ``p`` numbers `predicates`; ``kind`` is that of the object (`_IRI`,
    `_BLANK`, `_LITERAL`), ``language`` a literal's tag; ``blank``: the subject is one.
    """

    def __init__(self, quads: Iterable[Quad], own: OwnWords, moved: tuple[str, str]) -> None:
        """Take all of the quads; named graphs are put together.

        IRIs begin with the second of ``moved`` where they began with the first.
        """
        self.own, self._moved = own, moved
        self._kind = pl.Categorical(pl.Categories.random())
        self._alive = pl.Series([], dtype=self._kind)  # polars forgets categories that no series has
        self.predicates: dict[str, int] = {}
        self._blanks: dict[str, str] = {}
        frames = [self._frame([])]
        rows: list[tuple[Any, ...]] = []
        for quad in quads:
            rows.append(self._row(quad.subject, self._iri(quad.predicate), quad.object))
            if len(rows) == _ROWS:
                frames.append(self._frame(rows))
                rows = []
        frames.append(self._frame(rows))
        self.frame = pl.concat(frames)

    def _row(self, subject: Any, predicate: str, value: Any) -> tuple[Any, ...]:
        predicate = _MEMBER if predicate.startswith(f"{_RDF}_") else predicate
        self.own.check(predicate, value)
        if predicate in CHECKED:
            value = self.own.value(predicate, value)
        code = self.predicates.setdefault(predicate, len(self.predicates))
        blank = isinstance(subject, BlankNode)
        name = self._blank(subject) if blank else self._iri(subject)
        if isinstance(value, NamedNode):
            return name, code, self._iri(value), _IRI, None, blank
        if isinstance(value, BlankNode):
            return name, code, self._blank(value), _BLANK, None, blank
        text = value.value if predicate in _TEXTS or predicate in _properties() else None
        return name, code, text, _LITERAL, value.language or "", blank

    def _iri(self, node: NamedNode) -> str:
        begin, instead = self._moved
        return instead + node.value.removeprefix(begin) if node.value.startswith(begin) else str(node.value)

    def _blank(self, node: BlankNode) -> str:
        return self._blanks.setdefault(node.value, f"_:{len(self._blanks) + 1}")

    def _frame(self, rows: Sequence[tuple[Any, ...]]) -> pl.DataFrame:
        schema = {
            "s": pl.String(),
            "p": pl.UInt32(),
            "o": pl.String(),
            "kind": pl.UInt8(),
            "language": pl.Categorical(),
            "blank": pl.Boolean(),
        }
        frame = pl.DataFrame(rows, schema=schema, orient="row")
        return frame.with_columns(pl.col("s", "o").cast(self._kind).to_physical())

    def of(self, *predicates: str) -> pl.Expr:
        """Return whether a triple has one of the predicates."""
        return pl.col("p").is_in([self.predicates[name] for name in predicates if name in self.predicates])

    def among(self, wanted: Callable[[str], bool]) -> pl.Expr:
        """Return whether a triple's predicate is wanted."""
        return self.of(*filter(wanted, list(self.predicates)))

    def texts(self, codes: pl.Series) -> pl.Series:
        """Return the terms that numbers stand for."""
        return codes.cat.to(self._kind).cast(pl.String)

    def codes(self, texts: Iterable[str]) -> pl.Series:
        """Return the numbers of terms."""
        return pl.Series(sorted(texts), dtype=pl.String).cast(self._kind).to_physical()

    def mapped(self, codes: pl.Series, change: Callable[[str], str | None]) -> pl.Series:
        """Return each term changed; every term is changed once."""
        distinct = codes.drop_nulls().unique()
        if not distinct.len():
            return pl.Series(codes.name, [None] * codes.len(), dtype=pl.String)
        changed = pl.Series([change(text) for text in self.texts(distinct)], dtype=pl.String)
        return codes.replace_strict(distinct, changed, default=None, return_dtype=pl.String)


class _Graph:
    """The triples of a file, sorted into assertions, descriptions of nodes, and plain statements."""

    def __init__(self, triples: _Triples, reading: Reading, blank: str, mapping: RdfMapping) -> None:
        self._t, self._reading, self._blank, self._mapping = triples, reading, blank, mapping
        every = triples.frame
        self._owners = every.filter(triples.of(*(parts[0] for parts in _ASSERTED)))["s"].unique(
            maintain_order=True
        )
        parts = every.filter(triples.of(f"{MSC}hasEvidence", f"{MSC}reference"), pl.col("kind") != _LITERAL)
        held = pl.concat([self._owners, parts["o"]]).unique().implode()
        self._own = bool(every.filter(triples.of(f"{MSC}subject")).height)
        self._asserted = every.filter(pl.col("s").is_in(held))
        self._rest = self._without_syntax(every.filter(~pl.col("s").is_in(held)), held)
        describing = triples.of(*_DESCRIBING)
        self._described = self._rest.filter(describing)
        self._values = self._rest.filter(triples.among(_properties().__contains__), kind=_LITERAL)
        linking = ~describing & ~triples.among(_about_files) & (pl.col("kind") != _LITERAL)
        told = triples.among(self._is_of_records) & pl.col("s").is_in(self._records().implode())
        self._plain = self._rest.filter(linking & ~told).select("s", "p", "o")
        self._leave(EventKind.TRIPLE_OF_RECORD, linking & told)
        self._leave(EventKind.TRIPLE_ABOUT_TERMS, ~describing & triples.among(_about_files))
        self._leave(
            EventKind.TRIPLE_WITH_LITERAL,
            ~describing
            & ~triples.among(lambda name: _about_files(name) or name in _properties())
            & (pl.col("kind") == _LITERAL),
        )

    def _records(self) -> pl.Series:
        """Return what has a class of ours that is none of things, such as that of paths."""
        typed = self._described.filter(self._t.of(RDF_TYPE), kind=_IRI)
        kinds = self._t.mapped(typed["o"], lambda iri: None if _is_node([iri]) else iri)
        return typed["s"].filter(kinds.str.starts_with(MSC).fill_null(False))

    def _is_of_records(self, predicate: str) -> bool:
        """Return whether a property of ours tells of a path or a mechanism, and relates no nodes."""
        ours = predicate.startswith(MSC) and predicate not in vocabulary().predicates
        return ours and predicate not in _OF_ASSERTIONS and self._mapping.predicate(predicate) is None

    def _without_syntax(self, rows: pl.DataFrame, held: pl.Series) -> pl.DataFrame:
        """Return the triples but those of blank nodes that are no things, or that held something else."""
        t = self._t
        typed = rows.filter(t.of(RDF_TYPE), kind=_IRI)
        is_syntax = t.mapped(typed["o"], lambda iri: "yes" if iri.startswith(_SYNTAX) else None).is_not_null()
        said = rows.filter(t.among(lambda name: name.startswith(_SYNTAX)))["s"]
        syntax = pl.concat([said, typed["s"].filter(is_syntax), held.explode()]).unique().implode()
        bad = (pl.col("blank") & pl.col("s").is_in(syntax)) | (
            (pl.col("kind") == _BLANK) & pl.col("o").is_in(syntax)
        )
        self._tell(
            EventKind.TRIPLE_OF_BLANK_NODE,
            rows.filter(bad & ~(t.of(*_DESCRIBING) & ~pl.col("blank"))),
        )
        return rows.filter(~bad)

    def _leave(self, kind: EventKind, rows: pl.Expr) -> None:
        self._tell(kind, self._rest.filter(rows))

    def _tell(self, kind: EventKind, rows: pl.DataFrame) -> None:
        if rows.height:
            names = list(self._t.predicates)
            first = rows["p"].unique(maintain_order=True).head(EXAMPLES)
            self._reading.report.note(kind, *(compress(names[code]) for code in first), count=rows.height)

    def batches(self) -> Iterator[Batch]:
        """Yield statements, then nodes, some at a time."""
        asserted = self._triples_of_owners()
        plain = self._plain
        if self._own:
            if plain.height:
                self._reading.report.note(EventKind.TRIPLE_BESIDE_ASSERTIONS, count=plain.height)
            plain = plain.clear()
        self._check_plain(plain)
        plain = plain.with_columns(p=self._terms_of(plain["p"]))
        rows = pl.concat([self._own_rows(asserted), self._other_rows(asserted), plain], how="diagonal")
        ends = pl.concat([rows["s"], rows["o"]]).unique()
        self._tell_blanks(ends)
        labels = self._in_language(_LABELS, ("en", ""))
        yield Batch(predicates=self._undeclared(rows["p"].unique(), labels))
        for part in rows.iter_slices(_ROWS):
            yield Batch(statements=self._statements(part))
        for part in self._nodes(labels, ends).iter_slices(_ROWS):
            yield Batch(nodes=part)
        yield Batch(properties=self._node_values(ends))

    def _check_plain(self, plain: pl.DataFrame) -> None:
        """Refuse plain statements with properties of ours that are none of two things."""
        names = list(self._t.predicates)
        first = plain.unique("p", keep="first", maintain_order=True)
        for code, subject in zip(first["p"], self._t.texts(first["s"]), strict=True):
            if names[code].startswith(MSC) and self._mapping.predicate(names[code]) is None:
                self._t.own.alone(names[code], subject)

    def _terms_of(self, predicates: pl.Series) -> pl.Series:
        """Return the numbers of predicates as terms."""
        names = list(self._t.predicates)
        distinct = predicates.unique()
        terms = pl.Series([names[code] for code in distinct], dtype=pl.String)
        codes = terms.cast(self._t._kind).to_physical()
        return predicates.replace_strict(distinct, codes, return_dtype=pl.UInt32)

    def _tell_blanks(self, ends: pl.Series) -> None:
        blanks = self._t.frame.filter("blank")["s"].unique()
        objects = self._t.frame.filter(kind=_BLANK)["o"].unique()
        count = ends.is_in(pl.concat([blanks, objects]).unique().implode()).sum()
        if count:
            self._reading.report.note(EventKind.BLANK_NODE_NAMED, count=int(count))

    def _curie(self, name: str) -> str:
        return self._blank + name[2:] if name.startswith("_:") else tidy(name)

    def _statements(self, rows: pl.DataFrame) -> pl.DataFrame:
        t = self._t
        signs = t.mapped(rows["p"], self._sign_of)
        if "sign" in rows.columns:
            signs = pl.select(pl.coalesce(rows["sign"], signs)).to_series()
        return rows.drop("s", "p", "o").with_columns(
            signs.alias("sign"),
            t.mapped(rows["s"], self._curie).alias("subject"),
            t.mapped(rows["p"], self._predicate_of).alias("predicate"),
            t.mapped(rows["o"], self._curie).alias("object"),
        )

    def _undeclared(self, predicates: pl.Series, labels: pl.DataFrame) -> pl.DataFrame | None:
        found = pl.DataFrame({"id": self._t.mapped(predicates, self._predicate_of), "s": predicates})
        new = (
            found.filter(~pl.col("id").is_in(list(biolink.declared())))
            .sort("id")
            .unique("id", maintain_order=True)
        )
        if not new.height:
            return None
        local = pl.Series([_local(name).replace("_", " ") for name in new["id"]], dtype=pl.String)
        said = new.join(labels, on="s", how="left", maintain_order="left")["text"]
        label = pl.select(pl.coalesce(self._t.texts(said), local)).to_series()
        said_of = {found.id: found for found in self._mapping.predicates.values()}
        known = [said_of.get(name, DeclaredPredicate(name, name)) for name in new["id"]]
        own = pl.Series([found.label for found in known], dtype=pl.String)
        return pl.DataFrame(
            {
                "id": new["id"],
                "role": [found.role or "contextual" for found in known],
                "sign": pl.Series([found.sign for found in known], dtype=pl.String),
                "label": pl.select(pl.coalesce(own, label)).to_series(),
            }
        )

    def _predicate_of(self, iri: str) -> str:
        said = self._mapping.predicate(iri)
        return said.id if said else biolink.PREDICATES.get(iri) or compress(iri)

    def _sign_of(self, iri: str) -> str | None:
        said = self._mapping.predicate(iri)
        return said.sign if said else None

    # assertions

    def _triples_of_owners(self) -> pl.DataFrame:
        """Return ``owner``, ``s``, ``p`` and ``o`` of the assertions that have all three, by owner."""
        found = []
        for parts in _ASSERTED:
            subject, predicate, value = (self._first(part) for part in parts)
            both = subject.join(predicate, on="owner", suffix="_p").join(value, on="owner", suffix="_o")
            found.append(both.select("owner", s="value", p="value_p", o="value_o"))
        whole = pl.concat(found).unique("owner", keep="first", maintain_order=True)
        half = self._owners.filter(~self._owners.is_in(whole["owner"].implode()))
        if half.len():
            self._reading.report.note(
                EventKind.ASSERTION_INCOMPLETE, *self._t.texts(half.head(EXAMPLES)), count=half.len()
            )
        return whole.with_columns(name=self._t.texts(whole["owner"])).sort("name").drop("name")

    def _first(self, part: str) -> pl.DataFrame:
        """Return ``owner`` and ``value`` where a part has one value, and that is an IRI."""
        rows = self._asserted.filter(self._t.of(part)).unique(["s", "o"], keep="first", maintain_order=True)
        rows = rows.unique("s", keep="none", maintain_order=True)
        return rows.filter(kind=_IRI).select(owner="s", value="o")

    def _with(self, rows: pl.DataFrame, key: str, **parts: str) -> pl.DataFrame:
        """Add the value of each part that is an IRI (of ``sign``...: a literal), or null.

        A row for each species and cell of several; of texts the first; several values of others are refused.
        """
        for name, part in parts.items():
            kind = _LITERAL if part in _TEXTS else _IRI
            found = self._asserted.filter(self._t.of(part), kind=kind).unique(["s", "o"], maintain_order=True)
            if part in CHECKED and name not in _SEVERAL:
                self._check_one(part, found.filter(pl.col("s").is_in(rows[key].implode())))
            if name not in _SEVERAL:
                found = found.unique("s", keep="first", maintain_order=True)
            values = found.select(pl.col("s").alias(key), pl.col("o").alias(name))
            rows = rows.join(values, on=key, how="left", maintain_order="left_right")
        return rows

    def _check_one(self, part: str, found: pl.DataFrame) -> None:
        for (owner,), several in found.filter(~pl.col("s").is_unique()).group_by("s", maintain_order=True):
            name, *_ = self._t.texts(pl.Series([owner], dtype=pl.UInt32))
            self._t.own.once(part, self._curie(name), self._t.texts(several["o"]).sort())

    def _rows_in(self, triples: pl.DataFrame, model: str) -> pl.DataFrame:
        """Return the assertions that are, or are not, in our model: ``"ours"`` or ``"other"``."""
        mine = self._asserted.filter(self._t.of(f"{MSC}subject")).select(owner="s").unique()
        how: Literal["semi", "anti"] = "semi" if model == "ours" else "anti"
        return triples.join(mine, on="owner", how=how, maintain_order="left")

    def _own_rows(self, triples: pl.DataFrame) -> pl.DataFrame:
        """Return a row for each piece of evidence of the assertions in our model."""
        rows = self._rows_in(triples, "ours")
        owners = rows["owner"]
        rows = self._without_support_of_wrong_claims(self._with_evidence(rows))
        self._tell_owners(
            EventKind.ASSERTION_WITHOUT_EVIDENCE, owners.filter(~owners.is_in(rows["owner"].implode()))
        )
        return self._own_columns(self._with_aggregators(rows))

    def _with_evidence(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Add what assertions in our model say, a row for each piece of evidence."""
        t = self._t
        links = self._asserted.filter(t.of(f"{MSC}hasEvidence")).select(owner="s", item="o")
        rows = rows.join(links, on="owner", maintain_order="left")
        for key, parts in _OWN_PARTS.items():
            rows = self._with(rows, key, **parts)
        negated = self._slot("negated").unique("owner", maintain_order=True)
        rows = rows.join(negated, on="owner", how="left", maintain_order="left")
        said = biolink.directions(rows["negated"])
        self._tell_owners(EventKind.NEGATION_UNREAD, rows.filter(said.is_null())["owner"].unique())
        against = t.mapped(rows["direction"], lambda iri: "yes" if iri == f"{MSC}refutes" else None)
        refutes = against.is_not_null() | (said == "refutes").fill_null(False)
        return rows.with_columns(refutes=refutes).filter(said.is_not_null())

    def _without_support_of_wrong_claims(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Keep of a claim that was judged wrong only what speaks against it.

        Its verdict is no part of an imported statement, and what its source said of it is no reason to
        believe it.
        """
        wrong = self._t.mapped(rows["verdict"], lambda iri: "yes" if iri in _disputed() else None)
        kept = wrong.is_null() | rows["refutes"]
        self._tell_owners(EventKind.SUPPORT_OF_WRONG_CLAIM, rows.filter(~kept)["owner"])
        return rows.filter(kept)

    def _tell_owners(self, kind: EventKind, owners: pl.Series) -> None:
        shown = self._t.mapped(owners.head(EXAMPLES), self._curie)
        self._reading.report.note(kind, *shown, count=owners.len())

    def _with_aggregators(self, rows: pl.DataFrame) -> pl.DataFrame:
        aggregators = self._asserted.filter(self._t.of(f"{MSC}aggregator"), kind=_LITERAL)
        named = aggregators.select(item="s", aggregator=self._t.texts(aggregators["o"])).group_by("item")
        joined = named.agg(pl.col("aggregator").sort().str.join("|"))
        return rows.join(joined, on="item", how="left", maintain_order="left")

    def _own_columns(self, rows: pl.DataFrame) -> pl.DataFrame:
        t = self._t
        texts = {name: t.texts(rows[name]) for name in ("sign", "locator", "knowledge_level", "agent_type")}
        named = rows.select(
            "evidence_type",
            "cell",
            reference=pl.coalesce("pmid", "doi", "reference"),
            species=pl.coalesce("species", "seen_in"),
        )
        coded = {name: t.mapped(named[name], self._curie) for name in named.columns}
        tidy = identifiers_of(coded["reference"]).unique("text", keep="first")
        coded["reference"] = coded["reference"].replace(tidy["text"], tidy["reference"])
        return rows.select(
            "s",
            "p",
            "o",
            "aggregator",
            direction=pl.when("refutes").then(pl.lit("refutes")).otherwise(pl.lit("supports")),
            **coded,
            **texts,
        ).with_columns(
            pl.col("sign").replace_strict(self._mapping.signs, default=None, return_dtype=pl.String)
        )

    def _other_rows(self, triples: pl.DataFrame) -> pl.DataFrame:
        """Return a row for each reference of the assertions in other models."""
        t = self._t
        rows = self._rows_in(triples, "other")
        references = self._references_of(rows)
        coded = self._asserted.filter(t.of(*EVIDENCE_CODES), kind=_IRI)
        coded = coded.select(owner="s", codes=t.mapped(coded["o"], compress))
        codes = coded.group_by("owner", maintain_order=True).agg(pl.col("codes").str.join("|"))
        rows = rows.join(references, on="owner", how="left", maintain_order="left")
        rows = rows.join(codes, on="owner", how="left", maintain_order="left")
        rows = self._with_directions(self._with_slots(rows))
        types = {text: biolink.evidence_type(text) or None for text in rows["codes"].drop_nulls().unique()}
        default = pl.when(pl.col("reference").is_not_null()).then(pl.lit("ECO:0000033"))
        return rows.select(
            "s",
            "p",
            "o",
            "reference",
            evidence_type=pl.coalesce(
                pl.col("codes").replace_strict(types, default=None, return_dtype=pl.String), default
            ),
            sign=biolink.signs(rows.with_columns(predicate=t.mapped(rows["p"], self._predicate_of))),
            direction="direction",
            species="species_context_qualifier",
            cell="anatomical_context_qualifier",
            locator=pl.coalesce(_SOURCES),
            aggregator=_AGGREGATOR,
            knowledge_level="knowledge_level",
            agent_type="agent_type",
        )

    def _with_directions(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Return the assertions of which is said whether they are negated, or nothing; others are told."""
        rows = rows.with_columns(biolink.directions(rows["negated"]).alias("direction"))
        self._tell_owners(EventKind.NEGATION_UNREAD, rows.filter(pl.col("direction").is_null())["owner"])
        return rows.filter(pl.col("direction").is_not_null())

    def _references_of(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Return ``owner`` and ``reference`` of assertions in other models; what is no identifier is told."""
        t = self._t
        given = self._asserted.filter(t.of(*_REFERENCES)).rename({"s": "owner"})
        given = given.join(rows.select("owner", subject="s"), on="owner", maintain_order="left")
        written = pl.when(kind=_IRI).then(t.mapped(given["o"], self._curie)).otherwise(t.texts(given["o"]))
        given = given.with_columns(written=written)
        found = identifiers_of(given["written"])
        is_name = pl.col("reference").str.contains(_NAMED) | (pl.col("kind") == _IRI)
        given = given.join(
            found, left_on="written", right_on="text", how="left", maintain_order="left_right"
        ).with_columns(reference=pl.when(is_name).then("reference"))
        odd = given.filter(pl.col("reference").is_null()).unique("owner", maintain_order=True)
        self._tell_owners(EventKind.REFERENCE_LEFT_OUT, odd["subject"])
        return given.select("owner", "reference").drop_nulls().unique(maintain_order=True)

    def _with_slots(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Add what Biolink's slots say of an association; what other predicates say is reported."""
        t = self._t
        for name in (*_SLOTS, *_SOURCES):
            several = self._slot(name).unique(maintain_order=True).group_by("owner", maintain_order=True)
            values = several.agg(pl.col(name).str.join("|"))  # which of them is meant is not known
            rows = rows.join(values, on="owner", how="left", maintain_order="left")
        for name, prefix in _CONTEXTS.items():
            values = self._slot(name).filter(pl.col(name).str.starts_with(prefix)).unique(maintain_order=True)
            rows = rows.join(values, on="owner", how="left", maintain_order="left_right")
        through = self._slot(_AGGREGATOR).unique().group_by("owner")
        joined = through.agg(pl.col(_AGGREGATOR).sort().str.join("|"))
        rows = rows.join(joined, on="owner", how="left", maintain_order="left")
        others = self._asserted.filter(
            pl.col("s").is_in(rows["owner"].implode()), ~t.among(_is_read_of_assertions)
        )
        self._tell(EventKind.SLOT_LEFT_OUT, others)
        return rows

    def _slot(self, name: str) -> pl.DataFrame:
        """Return ``owner`` and the values of a slot, in a column called as it: literals, or names of IRIs."""
        t = self._t
        rows = self._asserted.filter(t.of(f"{_BIOLINK}{name}"), pl.col("kind") != _BLANK)
        is_word = name in _SLOTS and name != "qualified_predicate"
        word = t.mapped(rows["o"], lambda iri: _local(compress(iri)) if is_word else compress(iri))
        value = pl.when(kind=_IRI).then(word).otherwise(t.texts(rows["o"]))
        return rows.select(pl.col("s").alias("owner"), value.alias(name)).drop_nulls()

    # nodes

    def _in_language(self, parts: Sequence[str], languages: Sequence[str] | None) -> pl.DataFrame:
        """Return ``s`` and the number of its ``text``, as `msc_graph.languages.best` would choose it.

        Of the first language that has one; for None in order of language. A better property comes first.
        """
        t = self._t
        rank = {t.predicates[part]: place for place, part in enumerate(parts) if part in t.predicates}
        rows = self._described.filter(t.of(*parts), kind=_LITERAL).with_columns(
            part=pl.col("p").replace_strict(rank, default=None, return_dtype=pl.UInt8)
        )
        spoken = pl.lit(0)
        if languages is not None:
            first = pl.col("language").cast(pl.String).str.split("-").list.first().str.to_lowercase()
            rows = rows.filter(first.is_in(list(languages)))
            places = {language: place for place, language in enumerate(languages)}
            spoken = first.replace_strict(places, return_dtype=pl.UInt8)
        rows = rows.with_columns(
            spoken=spoken, tag=pl.col("language").cast(pl.String), words=t.texts(rows["o"])
        )
        rows = rows.filter(~says_no_name(pl.col("words"))).sort("spoken", "tag", "part", "words")
        return rows.unique("s", keep="first", maintain_order=True).select("s", "tag", text="o")

    def _nodes(self, labels: pl.DataFrame, ends: pl.Series) -> pl.DataFrame:
        """Return the described things that are nodes, in the order of the file."""
        t = self._t
        used = pl.col("s").is_in(ends.implode())
        kept = self._described.filter(used | ~pl.col("blank") & (not self._own))
        nodes = kept.select("s").unique(maintain_order=True)
        nodes = nodes.join(self._kinds(kept), on="s", how="left", maintain_order="left")
        words = t.mapped(nodes["s"], lambda iri: iri if iri in vocabulary().predicates else None)
        nodes = nodes.filter(pl.col("is_node").fill_null(True) & words.is_null())
        for name, parts, languages in (
            ("any", _LABELS, None),
            ("label_zh", _LABELS, ("zh",)),
            ("definition", _DEFINITIONS, ("en", "")),
        ):
            texts = self._in_language(parts, languages).rename({"text": name, "tag": f"{name}_tag"})
            nodes = nodes.join(texts, on="s", how="left", maintain_order="left")
        nodes = nodes.join(labels, on="s", how="left", maintain_order="left")
        nodes = nodes.with_columns(
            label=pl.coalesce("text", "any"),
            label_tag=pl.when(pl.col("text").is_not_null()).then("tag").otherwise("any_tag"),
        )
        synonyms = self._other_names(kept, nodes)
        same = kept.filter(t.of(*_SAME), kind=_IRI)
        for name, rows, values in (
            ("synonyms", synonyms, self._tagged(synonyms["o"], synonyms["language"], "en")),
            ("xrefs", same, t.mapped(same["o"], compress)),
        ):
            listed = rows.select("s", values.alias(name)).group_by("s").agg(pl.col(name).unique().sort())
            nodes = nodes.join(listed, on="s", how="left", maintain_order="left")
        return nodes.select(
            t.mapped(nodes["s"], self._curie).alias("id"),
            "category",
            self._tagged(nodes["label"], nodes["label_tag"], "en").alias("label"),
            self._tagged(nodes["label_zh"], nodes["label_zh_tag"], "zh").alias("label_zh"),
            t.texts(nodes["definition"]).alias("definition"),
            *(pl.col(name).fill_null([]) for name in ("synonyms", "xrefs")),
        )

    def _other_names(self, kept: pl.DataFrame, nodes: pl.DataFrame) -> pl.DataFrame:
        """Return the labels and synonyms that are not the label of a node in English or Chinese."""
        rows = kept.filter(self._t.of(*_SYNONYMS, *_LABELS), kind=_LITERAL)
        rows = rows.join(nodes.select("s", "label", "label_tag", "label_zh"), on="s")
        language = pl.col("language").cast(pl.String)
        foreign = ~language.is_in(["", "en"]) & language.ne_missing(pl.col("label_tag"))
        return rows.filter(
            pl.col("o").ne_missing(pl.col("label")) | foreign.fill_null(False),
            pl.col("o").ne_missing(pl.col("label_zh")),
        )

    def _tagged(self, texts: pl.Series, tags: pl.Series, usual: str) -> pl.Series:
        """Return texts with their language tags behind them where those are not the usual one."""
        frame = pl.DataFrame({"text": self._t.texts(texts), "tag": tags.cast(pl.String)})
        plain = pl.col("tag").is_null() | (pl.col("tag") == "")
        mistakable = is_chinese(pl.col("text")) if usual == "en" else pl.lit(False)
        plain |= (pl.col("tag") == usual) & ~mistakable
        tagged = pl.concat_str("text", pl.lit(TAG), "tag")
        return frame.select(pl.when(plain).then("text").otherwise(tagged)).to_series()

    def _kinds(self, described: pl.DataFrame) -> pl.DataFrame:
        """Return ``s``, ``is_node`` and ``category`` of what has a class; few sets of classes are met."""
        t = self._t
        typed = described.filter(t.of(*_TYPES), kind=_IRI)
        sets = typed.group_by("s", maintain_order=True).agg(pl.col("o").unique().sort().cast(pl.String))
        sets = sets.select("s", classes=pl.col("o").list.join(" "))
        counts = sets["classes"].value_counts()
        met = []
        for classes, count in counts.sort("classes").iter_rows():
            codes = pl.Series(classes.split(), dtype=pl.String).cast(pl.UInt32)
            types = sorted(t.texts(codes))
            met.append((classes, _is_node(types), self._category(types, count)))
        schema = {"classes": pl.String, "is_node": pl.Boolean, "category": pl.String}
        return sets.join(pl.DataFrame(met, schema=schema, orient="row"), on="classes", how="left")

    def _category(self, types: Sequence[str], count: int) -> str | None:
        ours = [iri for iri in types if iri in set(vocabulary().node_classes)]
        if ours:
            depth = vocabulary().ancestors
            return max(ours, key=lambda iri: len(depth(iri))).removeprefix(MSC)
        if said := self._mapping.class_of(list(types)):
            return said
        found = biolink.class_of(iri.removeprefix(_BIOLINK) for iri in types if iri.startswith(_BIOLINK))
        known = vocabulary().parents
        others = [iri for iri in types if not iri.startswith((OWL, _RDF, RDFS, _BIOLINK))]
        unknown = [compress(iri) for iri in others if not iri.startswith(MSC) or iri not in known]
        if found is None and unknown:
            self._reading.report.note(EventKind.CATEGORY_WITHOUT_CLASS, unknown[0], count=count)
        return found

    def _node_values(self, ends: pl.Series) -> pl.DataFrame:
        """Return the literals of nodes of statements, for which this project has properties, as such."""
        t = self._t
        names = list(t.predicates)
        used = pl.col("s").is_in(ends.implode())
        rows = self._values.filter(used)
        ours = rows.filter(t.among(lambda name: name.startswith(MSC)))["s"].unique().implode()
        kept = pl.col("s").is_in(ours)
        self._tell(EventKind.TRIPLE_WITH_LITERAL, pl.concat([self._values.filter(~used), rows.filter(~kept)]))
        rows = rows.filter(kept)
        return pl.DataFrame(
            {
                "node": t.mapped(rows["s"], self._curie),
                "property": pl.Series([compress(names[code]) for code in rows["p"]], dtype=pl.String),
                "value": t.texts(rows["o"]),
            }
        )


def _about_files(predicate: str) -> bool:
    """Return whether a predicate describes terms or files."""
    return predicate not in _properties() and (
        predicate.startswith(_SAID_OF_FILES) or predicate in _NO_STATEMENTS
    )


@cache
def _is_read_of_assertions(predicate: str) -> bool:
    """Return whether what a predicate says of an assertion is read, or is nothing to keep."""
    slots = (*_SLOTS, *_SOURCES, *_CONTEXTS, _AGGREGATOR, *_SAID)
    known = {
        *chain(*_ASSERTED),
        *_REFERENCES,
        *EVIDENCE_CODES,
        *_TYPES,
        *_LABELS,
        *(f"{_BIOLINK}{s}" for s in slots),
    }
    return predicate in known


def _is_node(types: Sequence[str]) -> bool:
    """Return whether a described thing is one of the graph, not a property, a file or a record of ours."""
    ours = {kind for kind in types if kind.startswith(MSC) and kind in vocabulary().parents}
    if ours and ours.isdisjoint(vocabulary().node_classes):
        return False
    return not any(kind.startswith((OWL, _RDF)) and kind not in _THINGS for kind in types)


_THINGS = {f"{OWL}Class", f"{OWL}NamedIndividual", f"{OWL}Thing"}


@cache
def _properties() -> frozenset[str]:
    """Return the properties of this project whose values are literals, and the identifiers of its things."""
    return frozenset(iri for iri in vocabulary().datatypes if iri.startswith((MSC, f"{_DCTERMS}identifier")))


@cache
def _disputed() -> frozenset[str]:
    return vocabulary().verdicts - vocabulary().endorsed


def _local(curie: str) -> str:
    for mark in "#/:":
        if mark in curie:
            return curie.rpartition(mark)[2]
    return curie


FORMATS = {
    "rdf": SourceFormat(
        name="rdf",
        read=read,
        title="any RDF file",
        title_zh="任意 RDF 文件",
        options=OPTIONS,
        example=EXAMPLE,
    )
}
