"""Rows of a source to tables: every name once, every assertion once, every piece of evidence once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import polars as pl

from msc_graph.errors import InputError, did_you_mean, nearest
from msc_graph.model.belief import OUTWEIGHS
from msc_graph.sources.batch import (
    NODE_COLUMNS,
    PREDICATE_COLUMNS,
    PROPERTY_COLUMNS,
    STATEMENT_COLUMNS,
    TAG,
    Batch,
)
from msc_graph.sources.biolink import OPEN, is_gene
from msc_graph.vocabulary.curies import compress
from msc_graph.vocabulary.namespaces import MSC, XSD
from msc_graph.vocabulary.ontology import Vocabulary
from msc_graph.vocabulary.signs import PredicateRole, Sign

SUPPORTED_FROM = 0.3
"""Least weight of evidence that makes an imported statement "supported"; below it is "partially supported".

So is one whose belief is below it, because papers speak against. Our own judgement: everything but weak
screens, statements without a source and what is only recalled.
"""

_TERMS = ("subject", "object", "species", "cell")
_KEY = ("subject", "predicate", "object", "sign", "species", "cell")
_PROVENANCE = ("aggregator", "knowledge_level", "agent_type")
_ITEM = ("reference", "evidence_type", "direction", "locator", *_PROVENANCE)
_MANY = ("synonyms", "xrefs")
_ASSERTIONS_AT_ONCE = 500_000
"""How many assertions are grouped at once: our choice, for some hundred megabytes."""


@dataclass(frozen=True, slots=True)
class SourceTables:
    """A source as tables; numbers in a table are rows of another one.

    ``terms``: CURIEs of nodes, sorted. ``nodes``: `NODE_COLUMNS`, sorted by id, a row for each term at least.
    ``properties``: `PROPERTY_COLUMNS` (CURIEs and texts), sorted and distinct. ``predicates``: those in use,
    with role, sign and label. ``evidence``: ``reference``, ``evidence_type``, ``direction``, ``locator``,
    ``aggregator``, ``knowledge_level``, ``agent_type`` (CURIEs and texts; null: none), sorted and distinct.
    ``assertions``: ``subject``, ``object`` (rows of ``terms``), ``predicate`` (row of ``predicates``),
    ``sign`` (1, -1, 0), ``species``, ``cell`` (rows of ``terms``, or null), ``evidence`` (sorted rows of
    ``evidence``), ``belief``, ``verdict`` (a CURIE), ``endorsed``; in the order of their names.
    """

    terms: pl.Series
    nodes: pl.DataFrame
    properties: pl.DataFrame
    predicates: pl.DataFrame
    evidence: pl.DataFrame
    assertions: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Known:
    """What the graph knows already: other names, classes and definitions of nodes, papers by PMID and DOI."""

    same: Mapping[str, str]
    references: Mapping[str, str]
    nodes: Mapping[str, str] = field(default_factory=dict)
    definitions: Mapping[str, str] = field(default_factory=dict)


class Encoder:
    """Collects the batches of a source in little memory; `tables` gives the result."""

    def __init__(self, source: str, *, evidence_type: str, words: Vocabulary, known: Known) -> None:
        """Start empty.

        Args:
            source: the source's name; statements without a reference refer to the source itself.
            evidence_type: that of rows which give none.
            words: predicates, evidence types and classes.
            known: what the graph knows already.
        """
        self.source, self.evidence_type, self.words, self.known = source, evidence_type, words, known
        self._kinds = {name: pl.Categorical(pl.Categories.random()) for name in ("term", "word", "locator")}
        # polars forgets the categories of a type as soon as no series has it
        self._alive = [pl.Series([], dtype=kind) for kind in self._kinds.values()]
        self._statements: list[pl.DataFrame] = []
        self._nodes: list[pl.DataFrame] = []
        self.reclassed: tuple[str, ...] = ()
        """Nodes of which the batches state several classes, once `tables` was called."""
        self.against: tuple[int, tuple[str, ...]] = 0, ()
        """How many rows have another sign than their predicate, and which, once `tables` was called."""
        self._properties: list[pl.DataFrame] = [pl.DataFrame(schema=dict(PROPERTY_COLUMNS))]
        self._predicates: list[pl.DataFrame] = []

    def add(self, batch: Batch) -> None:
        """Take the rows of a batch.

        Raises:
            InputError: a column is unknown, or a needed one is missing or has gaps.
        """
        if batch.statements is not None and batch.statements.height:
            rows = _shaped(
                batch.statements,
                STATEMENT_COLUMNS,
                needed=("subject", "predicate", "object"),
                what="statement",
            )
            said = {name: pl.when(pl.col(name) != "").then(name) for name in STATEMENT_COLUMNS}
            self._statements.append(
                rows.select(
                    text.cast(self._kind(name)).to_physical().alias(name) for name, text in said.items()
                )
            )
        if batch.nodes is not None and batch.nodes.height:
            self._nodes.append(_shaped(batch.nodes, NODE_COLUMNS, needed=("id",), what="node"))
        if batch.properties is not None and batch.properties.height:
            needed = tuple(PROPERTY_COLUMNS)
            self._properties.append(
                _shaped(batch.properties, PROPERTY_COLUMNS, needed=needed, what="property")
            )
        if batch.predicates is not None and batch.predicates.height:
            needed = tuple(PREDICATE_COLUMNS)[:2]
            self._predicates.append(
                _shaped(batch.predicates, PREDICATE_COLUMNS, needed=needed, what="predicate")
            )

    def _kind(self, name: str) -> pl.DataType:
        if name in _TERMS:
            return self._kinds["term"]
        return self._kinds["locator" if name == "locator" else "word"]

    def tables(self) -> SourceTables:
        """Return all that was added as tables, everything once.

        Raises: InputError: an identifier is no CURIE or IRI, or a sign, direction, role, class, evidence type
                or property is unknown, or a value is not of its property's datatype; it is named.
        """
        rows = pl.concat(self._statements) if self._statements else _empty(STATEMENT_COLUMNS)
        self._statements = []
        declared = self._declared()
        words_in = [name for name in STATEMENT_COLUMNS if self._kind(name) is self._kinds["word"]]
        rows, terms = _dense(rows, _TERMS, self._kinds["term"])
        rows, words = _dense(rows, words_in, self._kinds["word"])
        rows, locators = _dense(rows, ("locator",), self._kinds["locator"])
        names = {"term": self._terms(terms), "locator": locators, "word": words}
        predicates, signs = self._used_predicates(rows["predicate"], words, declared)
        coded, tables = self._coded(rows, names, predicates, signs)
        del rows
        nodes = self._merged_nodes(tables["term"])
        self._check_own_names(nodes)
        properties = self._all_properties()
        terms = tables["term"]
        evidence, assertions = self._assertions(coded, tables)
        return SourceTables(
            terms=terms,
            nodes=nodes,
            properties=properties,
            predicates=predicates,
            evidence=evidence,
            assertions=assertions,
        )

    # names

    def _terms(self, texts: pl.Series) -> pl.Series:
        """Return the CURIE that the graph uses for each name."""
        _check_identifiers(texts, self.source)
        if not self.known.same:
            return texts
        return texts.replace(list(self.known.same), list(self.known.same.values()))

    def _check_own_names(self, nodes: pl.DataFrame) -> None:
        """Refuse names of our own namespace that are no nodes of the graph, and that nothing describes."""
        bare = pl.col("label").is_null() & pl.col("category").is_null()
        named = nodes.filter(bare, pl.col("id").str.starts_with("msc:"))["id"]
        for name in named.filter(~named.is_in(list(self.known.nodes))) if self.known.nodes else ():
            near = did_you_mean(
                nearest(name, [known for known in self.known.nodes if known.startswith("msc:")])
            )
            raise InputError(
                f"{name!r} is no node of the graph, and the source says neither its class nor its name.{near}"
            )

    def _declared(self) -> dict[str, tuple[str, str, str]]:
        """Return role, sign and label of each predicate that the source itself declares."""
        found: dict[str, tuple[str, str, str]] = {}
        roles = [role.value for role in PredicateRole]
        for frame in self._predicates:
            for predicate, role, sign, label in frame.iter_rows():
                if role not in roles:
                    raise InputError(
                        f"predicate {predicate!r}: a role is one of {', '.join(roles)}, not {role!r}"
                    )
                _check_sign(sign, f"predicate {predicate!r}")
                found.setdefault(predicate, (role, sign or "", label or ""))
        return found

    def _used_predicates(
        self, column: pl.Series, words: pl.Series, declared: Mapping[str, tuple[str, str, str]]
    ) -> tuple[pl.DataFrame, dict[str, str]]:
        """Return the predicates in use with role, sign and label, sorted, and the sign of each."""
        known = {compress(iri): predicate for iri, predicate in self.words.predicates.items()}
        used = sorted(words.gather(column.unique().drop_nulls()))
        rows = []
        for name in used:
            if name in known:
                sign = known[name].sign
                label = self.words.label(known[name].iri)
                rows.append((name, known[name].role.value, sign.value if sign else "", label, True))
            elif name.startswith("msc:"):
                offer = did_you_mean(nearest(name, known))
                raise InputError(f"{name!r} is no predicate of the graph.{offer}")
            else:
                role, sign_text, label = declared.get(name, (PredicateRole.CONTEXTUAL.value, "", ""))
                rows.append((name, role, sign_text, label or _words_of(name), False))
        frame = pl.DataFrame(
            rows,
            schema={
                "id": pl.String,
                "role": pl.String,
                "sign": pl.String,
                "label": pl.String,
                "known": pl.Boolean,
            },
            orient="row",
        )
        return frame, dict(zip(frame["id"], frame["sign"], strict=True))

    def _coded(
        self,
        rows: pl.DataFrame,
        names: Mapping[str, pl.Series],
        predicates: pl.DataFrame,
        signs: Mapping[str, str],
    ) -> tuple[pl.DataFrame, dict[str, pl.Series]]:
        """Return the rows with defaults filled in and codes in the order of the names, and the names."""
        words = names["word"]
        references = self._references(words, rows["reference"])
        types = self._types(words, rows["evidence_type"])
        nodes = pl.concat(
            [*(frame["id"] for frame in self._nodes), *(frame["node"] for frame in self._properties)]
        )
        terms, term_codes = _ranked(names["term"], also=self._terms(nodes.unique()))
        locators, locator_codes = _ranked(names["locator"])
        texts, text_codes = _ranked(words)
        reference_names, reference_codes = _ranked(references, also=pl.Series([self._own_reference]))
        type_names, type_codes = _ranked(types, also=pl.Series([self.evidence_type]))
        own = _position(reference_names, self._own_reference)
        own_type = _position(type_names, self.evidence_type)
        code_of = {name: code for code, name in enumerate(predicates["id"])}
        predicate = _taken(_numbers([code_of.get(word, 0) for word in words]), rows["predicate"], 0)
        refutes = self._refuting(words, rows["direction"])
        coded = pl.DataFrame(
            {
                "subject": _taken(term_codes, rows["subject"], 0),
                "predicate": predicate,
                "object": _taken(term_codes, rows["object"], 0),
                "sign": self._signs(
                    words, rows["sign"], predicate, predicates, signs, self._of_genes(rows, names["term"])
                ),
                "species": _nullable(term_codes, rows["species"]),
                "cell": _nullable(term_codes, rows["cell"]),
                "reference": _taken(reference_codes, rows["reference"], own),
                "evidence_type": _taken(type_codes, rows["evidence_type"], own_type),
                "direction": _taken(refutes, rows["direction"], 0).astype(np.uint8),
                "locator": _nullable(locator_codes, rows["locator"]),
                **{name: _nullable(text_codes, rows[name]) for name in _PROVENANCE},
            }
        )
        return coded, {
            "term": terms,
            "locator": locators,
            "reference": reference_names,
            "evidence_type": type_names,
            **dict.fromkeys(_PROVENANCE, texts),
        }

    def _signs(
        self,
        words: pl.Series,
        given: pl.Series,
        predicate: np.ndarray,
        predicates: pl.DataFrame,
        signs: Mapping[str, str],
        of_genes: np.ndarray,
    ) -> np.ndarray:
        """Return the sign of each row: that of its predicate, or what is given where that leaves it open.

        What causes something raises it, unless it is a gene, a protein or a variant: its loss may be meant.
        """
        fallback = _numbers([_SIGN_CODE[signs[name]] for name in predicates["id"]], np.int8)
        contextual = predicates["known"] & (predicates["role"] == PredicateRole.CONTEXTUAL.value)
        fixed = (predicates["sign"].is_in(["+", "-"]) | contextual).to_numpy()
        own = _taken(self._sign_codes(words, given), given, 2).astype(np.int8)
        against = fixed[predicate] & ((own == 1) | (own == -1)) & (own != fallback[predicate])
        names = predicates["id"].gather(np.unique(predicate[against]))
        self.against = int(against.sum()), tuple(names)
        causes = predicates["id"].is_in(list(OPEN)).to_numpy()[predicate] & ~of_genes
        unsaid = np.where(causes, 1, fallback[predicate])
        return np.where(fixed[predicate] | (own == 2), unsaid, own).astype(np.int8)

    def _of_genes(self, rows: pl.DataFrame, terms: pl.Series) -> np.ndarray:
        """Return whether the subject of each row is a gene, a protein or a variant.

        The class that the source gives it decides; where it gives none, the prefix of the identifier.
        """
        genes = [name for name in self.words.node_classes if self._is_gene_class(name)]
        said = pl.concat([frame.select("id", "category") for frame in self._nodes] or [_CLASSED])
        said = said.filter(pl.col("category").fill_null("").is_in(["", "Node"]).not_())
        said = said.with_columns(
            self._terms(said["id"]).alias("id"),
            pl.col("category").is_in([compress(name).removeprefix("msc:") for name in genes]).alias("gene"),
        )
        classed = said.group_by("id").agg(pl.col("gene").any())
        found = pl.DataFrame({"id": terms}).join(classed, on="id", how="left", maintain_order="left")
        of_gene = found["gene"].fill_null(is_gene(terms)).fill_null(value=False)
        return _taken(_numbers(of_gene.to_list(), np.uint8), rows["subject"], 0).astype(bool)

    def _is_gene_class(self, iri: str) -> bool:
        return any(self.words.is_a(iri, f"{MSC}{name}") for name in ("GeneOrProduct", "SequenceVariant"))

    @property
    def _own_reference(self) -> str:
        return own_reference(self.source)

    def _references(self, words: pl.Series, column: pl.Series) -> pl.Series:
        """Return for each word the reference's CURIE in the graph, where the word is used as one."""
        used = _used(words, column)
        _check_identifiers(words.filter(used).sort(), self.source)
        return reference_curies(words, self.known.references).zip_with(used, pl.Series([""]))

    def _types(self, words: pl.Series, column: pl.Series) -> pl.Series:
        weights = {compress(iri) for iri in self.words.support_weight}
        used = _used(words, column)
        for name in sorted({*words.filter(used), self.evidence_type}):
            if name not in weights:
                offer = did_you_mean(nearest(name, weights))
                raise InputError(f"the ontology has no weight for the evidence type {name!r}.{offer}")
        return words.zip_with(used, pl.Series([""]))

    def _sign_codes(self, words: pl.Series, column: pl.Series) -> np.ndarray:
        codes = np.full(words.len(), 2, np.int8)
        for place in column.unique().drop_nulls():
            _check_sign(words[place], f"source {self.source!r}")
            codes[place] = _SIGN_CODE[words[place]]
        return codes

    def _refuting(self, words: pl.Series, column: pl.Series) -> np.ndarray:
        codes = np.zeros(words.len(), np.uint8)
        for place in column.unique().drop_nulls():
            name = words[place]
            if name not in ("supports", "refutes"):
                raise InputError(
                    f"source {self.source!r}: evidence 'supports' or 'refutes', but a row has {name!r}"
                )
            codes[place] = name == "refutes"
        return codes

    # nodes

    def _merged_nodes(self, terms: pl.Series) -> pl.DataFrame:
        """Return one row for each term: of several rows the first value that is there; lists united."""
        every = pl.DataFrame({"id": terms}, schema={"id": pl.String})
        if not self._nodes:
            return _shaped(every, NODE_COLUMNS, needed=("id",), what="node")
        rows = pl.concat(self._nodes)
        rows = rows.with_columns(
            self._terms(rows["id"]).alias("id"),
            *(pl.col(name).replace("", None) for name in NODE_COLUMNS if name not in ("id", *_MANY)),
        )
        self._check_categories(rows["category"])
        classes = rows.group_by("id").agg(pl.col("category").drop_nulls().unique().len())
        self.reclassed = tuple(classes.filter(pl.col("category") > 1)["id"].sort())
        return united_nodes(pl.concat([rows, _shaped(every, NODE_COLUMNS, needed=("id",), what="node")]))

    def _all_properties(self) -> pl.DataFrame:
        """Return every value of every node once."""
        rows = pl.concat(self._properties).filter(pl.col("value") != "")
        rows = rows.with_columns(self._terms(rows["node"]).alias("node")).unique().sort(*PROPERTY_COLUMNS)
        known = {compress(iri): datatype for iri, datatype in self.words.datatypes.items()}
        for (name,), part in rows.group_by("property", maintain_order=True):
            if name not in known:
                offer = did_you_mean(nearest(str(name), known))
                raise InputError(f"the ontology has no property {name!r} with values of its own.{offer}")
            wrong = part.filter(~pl.col("value").str.contains(_WRITTEN.get(known[str(name)], "")))
            for node, _, value in wrong.head(1).iter_rows():
                kind = known[str(name)].removeprefix(XSD)
                raise InputError(f"source {self.source!r}: {node} has {name} {value!r}, which is no {kind}")
        return rows

    def _check_categories(self, column: pl.Series) -> None:
        known = {compress(iri).removeprefix("msc:") for iri in self.words.node_classes}
        for name in column.unique().drop_nulls().sort():
            if name not in known:
                raise InputError(
                    f"the ontology has no class {name!r} of nodes.{did_you_mean(nearest(name, known))}"
                )

    # assertions

    def _assertions(
        self, coded: pl.DataFrame, names: Mapping[str, pl.Series]
    ) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Return the pieces of evidence and the assertions, each once, in the order of their names."""
        given = [name for name in _ITEM if name in _ITEM[:3] or coded[name].null_count() < coded.height]
        items = coded.select(given).unique().sort(given, nulls_last=False).with_row_index("item")
        links = coded.join(items, on=given, how="left", nulls_equal=True).select(*_KEY, "item")
        links = links.sort(*_KEY, "item", nulls_last=False)
        links = links.filter(_fresh(*_KEY, "item"))
        evidence = items.select(
            names["reference"].gather(items["reference"]).alias("reference"),
            names["evidence_type"].gather(items["evidence_type"]).alias("evidence_type"),
            pl.when(pl.col("direction") == 1)
            .then(pl.lit("refutes"))
            .otherwise(pl.lit("supports"))
            .alias("direction"),
            *(
                names[name].gather(items[name]).alias(name)
                if name in given
                else pl.lit(None, pl.String).alias(name)
                for name in _ITEM[3:]
            ),
        )
        grouped = _grouped(links)
        del links
        weights = evidence_weights(evidence, self.words)
        believed = beliefs(grouped["evidence"], weights)
        grouped = grouped.with_columns(
            believed["belief"],
            pl.when(believed.select(pl.min_horizontal("belief", "support") >= SUPPORTED_FROM).to_series())
            .then(pl.lit("msc:supported"))
            .when(believed["support"] > 0)
            .then(pl.lit("msc:partially_supported"))
            .otherwise(pl.lit("msc:refuted"))
            .alias("verdict"),
            (believed["support"] > 0).alias("endorsed"),
        )
        return evidence, grouped


def _fresh(*columns: str) -> pl.Expr:
    """Return where any of the columns differs from the row before; the first row does."""
    return pl.any_horizontal(pl.col(name).ne_missing(pl.col(name).shift()) for name in columns)


def _grouped(links: pl.DataFrame) -> pl.DataFrame:
    """Return each assertion with its pieces of evidence, of links in order; some at once, for the memory."""
    starts = links.select(_fresh(*_KEY).arg_true()).to_series().gather_every(_ASSERTIONS_AT_ONCE)
    pieces = [links[start:end] for start, end in pairwise([*starts, links.height])] or [links]
    return pl.concat(
        piece.group_by(_KEY, maintain_order=True).agg(pl.col("item").alias("evidence")) for piece in pieces
    )


def own_reference(source: str) -> str:
    """Return the CURIE of the reference that stands for a source itself."""
    return f"reference:source/{source}"


def reference_curies(published: pl.Series, known: Mapping[str, str]) -> pl.Series:
    """Return the CURIE of the reference with each PMID, DOI or address; those of the graph are ``known``.

    >>> reference_curies(pl.Series(["PMID:18042700", "PMID:1"]), {"PMID:1": "reference:A"}).to_list()
    ['reference:PMID_18042700', 'reference:A']
    """
    curies = {**known, **{name: name for name in published.filter(published.str.starts_with("reference:"))}}
    made = "reference:" + published.str.replace(":", "_", literal=True)
    return published.replace_strict(list(curies), list(curies.values()), default=made, return_dtype=pl.String)


_WRITTEN = {
    f"{XSD}integer": r"^[+-]?[0-9]+$",
    f"{XSD}decimal": r"^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)$",
    f"{XSD}double": r"^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?$",
    f"{XSD}boolean": r"^(true|false)$",
    f"{XSD}date": r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
}
"""How values are written: the datatypes of the ontology; W3C XML Schema 1.1, part 2, section 3."""

_CLASSED = pl.DataFrame(schema={"id": pl.String, "category": pl.String})
_SIGN_CODE = {"+": 1, "-": -1, "?": 0, "": 0}


def _check_sign(sign: str | None, where: str) -> None:
    if sign is not None and sign not in [*Sign]:
        raise InputError(f"{where}: a sign is '+', '-' or '?', not {sign!r}")


def _words_of(predicate: str) -> str:
    """Return a label for an undeclared predicate: its local name in words."""
    return predicate.rpartition(":")[2].rpartition("/")[2].replace("_", " ") or predicate


def _shaped(
    frame: pl.DataFrame, columns: Mapping[str, pl.DataType], *, needed: Iterable[str], what: str
) -> pl.DataFrame:
    """Return the columns in their order and types, missing ones as nulls."""
    unknown = [name for name in frame.columns if name not in columns]
    if unknown:
        raise InputError(
            f"a table of {what}s has no column {unknown[0]!r}; its columns are {', '.join(columns)}"
        )
    gaps = [name for name in needed if name not in frame.columns or frame[name].null_count()]
    if gaps:
        raise InputError(f"a {what} has no {gaps[0]}")
    return frame.select(
        (pl.col(name) if name in frame.columns else pl.lit(None)).cast(kind).alias(name)
        for name, kind in columns.items()
    )


def _empty(columns: Mapping[str, pl.DataType]) -> pl.DataFrame:
    return pl.DataFrame(schema=dict.fromkeys(columns, pl.UInt32()))


def _dense(rows: pl.DataFrame, columns: Iterable[str], kind: pl.DataType) -> tuple[pl.DataFrame, pl.Series]:
    """Return the rows with the codes of some columns numbered from 0, and the texts that they stand for."""
    chosen = list(columns)
    codes = pl.concat([rows[name].unique() for name in chosen]).drop_nulls().unique().sort()
    texts = codes.cat.to(kind).cast(pl.String)
    number = np.zeros(int(codes[-1]) + 1 if codes.len() else 1, np.uint32)
    number[codes.to_numpy()] = np.arange(codes.len(), dtype=np.uint32)
    return rows.with_columns(_nullable(number, rows[name]).alias(name) for name in chosen), texts


def _ranked(texts: pl.Series, *, also: pl.Series | None = None) -> tuple[pl.Series, np.ndarray]:
    """Return the distinct texts sorted, and for each of ``texts`` its position among them."""
    every = texts if also is None else pl.concat([texts, also])
    distinct = every.drop_nulls().unique().sort()
    distinct = distinct.filter(distinct != "")
    table = pl.DataFrame({"text": distinct}).with_row_index("code")
    codes = pl.DataFrame({"text": texts}).join(table, on="text", how="left", maintain_order="left")["code"]
    return distinct, codes.fill_null(0).to_numpy()


def _used(words: pl.Series, column: pl.Series) -> pl.Series:
    """Return which words stand in a column of their places."""
    flags = np.zeros(words.len(), bool)
    flags[column.unique().drop_nulls().to_numpy()] = True
    return pl.Series(flags)


def _position(texts: pl.Series, wanted: str) -> int:
    return int(texts.search_sorted(wanted))


def _numbers(values: list[int] | list[bool], kind: type = np.uint32) -> np.ndarray:
    return np.array(values, kind)


def _taken(codes: np.ndarray, column: pl.Series, default: int) -> np.ndarray:
    """Return the code of each row, ``default`` where the row has none."""
    if not column.null_count():
        return codes[column.to_numpy()] if len(codes) else np.zeros(0, codes.dtype)
    filled = column.fill_null(0).to_numpy()
    found = codes[filled] if len(codes) else np.zeros(len(filled), codes.dtype)
    return np.where(column.is_null().to_numpy(), default, found).astype(codes.dtype)


def _nullable(codes: np.ndarray, column: pl.Series) -> pl.Series:
    if column.null_count() == column.len():
        return pl.Series([None] * 0, dtype=pl.UInt32).extend_constant(None, column.len())
    taken = pl.Series(_taken(codes, column, 0), dtype=pl.UInt32)
    return pl.select(pl.when(column.is_not_null()).then(taken)).to_series()


def _check_identifiers(texts: pl.Series, source: str) -> None:
    """Refuse what is neither a CURIE nor an IRI (W3C CURIE Syntax 1.0; RFC 3987)."""
    bad = texts.filter(~texts.str.contains(r"^[A-Za-z_][A-Za-z0-9_.\-]*:[^\x00-\x20\x7f]"))
    if bad.len():
        raise InputError(
            f"source {source!r}: {bad[0]!r} is no identifier; write a CURIE such as HGNC:8763, or a whole IRI"
        )


def united_nodes(rows: pl.DataFrame) -> pl.DataFrame:
    """Return one row an id, sorted: of several values the first, of lists all members, sorted.

    Of several labels the others become synonyms: what a thing is called is not lost.
    """
    single = [name for name in NODE_COLUMNS if name not in ("id", *_MANY)]
    alone = rows.filter(pl.col("id").is_unique())
    several = rows.filter(~pl.col("id").is_unique())
    if several.height:
        labels, chinese = pl.col("label").drop_nulls(), pl.col("label_zh").drop_nulls()
        others = labels.filter(labels != labels.first())
        others = others.append(_tagged_zh(chinese.filter(chinese != chinese.first())))
        merged = several.group_by("id", maintain_order=True).agg(
            *(pl.col(name).drop_nulls().first() for name in single),
            pl.col("synonyms").explode().append(others).drop_nulls().unique().sort(),
            pl.col("xrefs").explode().drop_nulls().unique().sort(),
        )
        alone = pl.concat([alone, merged.select(rows.columns)])
    return alone.with_columns(pl.col(name).list.unique().list.sort() for name in _MANY).sort("id")


def _tagged_zh(texts: pl.Expr) -> pl.Expr:
    """Return Chinese texts as synonyms: with their language behind them."""
    return pl.when(texts.str.contains(TAG, literal=True)).then(texts).otherwise(texts + f"{TAG}zh")


def undescribed(nodes: pl.DataFrame, described: pl.Series) -> pl.DataFrame:
    """Return nodes as a later source adds to them: of those described before, only names, xrefs and synonyms.

    Whoever describes a node first gives its class, labels and definition; other labels become synonyms.
    """
    before = (
        nodes["id"].is_in(described.implode())
        if described.len()
        else pl.repeat(False, nodes.height, eager=True)
    )
    if not before.any():
        return nodes
    first = nodes.filter(before)
    label = (
        first.select(pl.concat_list("label", _tagged_zh(pl.col("label_zh")))).to_series().list.drop_nulls()
    )
    again = first.with_columns(
        pl.concat_list(pl.col("synonyms").fill_null([]), label).list.unique().list.sort().alias("synonyms"),
        *(
            pl.lit(None, pl.String).alias(name)
            for name in ("category", "label", "label_zh", "definition", "grounding")
        ),
    )
    return pl.concat([nodes.filter(~before), again]).sort("id")


def described(nodes: pl.DataFrame) -> pl.Series:
    """Return the ids of the nodes that a source says something of, and does not only name."""
    said = (pl.col(name).is_not_null() for name in ("label", "label_zh", "category"))
    return nodes.filter(pl.any_horizontal(said))["id"]


# belief


def evidence_weights(evidence: pl.DataFrame, words: Vocabulary) -> pl.DataFrame:
    """Return ``paper`` (a number), ``refutes``, ``weight`` and ``refuting`` of each piece of evidence.

    ``weight`` is how much it supports, or would; ``refuting`` how much it refutes, 0 for what supports.
    """
    support = {compress(iri): weight for iri, weight in words.support_weight.items()}
    refute = {compress(iri): weight for iri, weight in words.refute_weight.items()}
    refutes, kinds = evidence["direction"] == "refutes", evidence["evidence_type"]
    return pl.DataFrame(
        {
            "paper": evidence["reference"].rank("dense"),
            "refutes": refutes,
            "weight": kinds.replace_strict(support, return_dtype=pl.Float64),
            "refuting": kinds.replace_strict(refute, return_dtype=pl.Float64) * refutes.cast(pl.Float64),
        }
    )


def beliefs(evidence: pl.Series, weights: pl.DataFrame) -> pl.DataFrame:
    """Return ``belief`` and ``support`` (the strongest supporting weight) for lists of rows of ``weights``.

    The belief is that of `msc_graph.model.belief.belief`: of each paper the strongest evidence in each
    direction counts. Where all lists have one piece it is the same, to the last bit, without grouping.
    """
    links = pl.DataFrame(
        {"owner": pl.int_range(evidence.len(), dtype=pl.UInt32, eager=True), "item": evidence}
    )
    links = links.explode("item")
    items = links["item"]
    links = links.select(
        "owner", *(weights[name].gather(items) for name in ("paper", "refutes", "weight", "refuting"))
    )
    if links.height == evidence.len():  # a piece each
        support = pl.when("refutes").then(0.0).otherwise("weight")
        return links.select((1.0 - (1.0 - support)).alias("belief"), support.alias("support"))
    links = links.group_by("owner", "paper", "refutes").agg(pl.col("weight").max(), pl.col("refuting").max())
    links = links.sort("owner", "refutes", "weight", "refuting", descending=[False, False, True, True])
    for_it, against = ~pl.col("refutes"), pl.col("refutes")
    found = links.group_by("owner", maintain_order=True).agg(
        (1.0 - pl.col("weight")).filter(for_it).product().alias("none holds"),
        (1.0 - pl.col("refuting")).filter(against).sort().product().alias("none refutes"),
        pl.col("weight").filter(for_it).sort().sum().alias("for"),
        pl.col("weight").filter(against).sort().sum().alias("against"),
        pl.col("weight").filter(for_it).max().fill_null(0.0).alias("support"),
    )
    against_it = OUTWEIGHS * pl.col("against")
    share = pl.when(pl.col("for") > against_it).then(against_it / pl.col("for")).otherwise(1.0)
    believed = (1.0 - pl.col("none holds")) * (1.0 - share * (1.0 - pl.col("none refutes")))
    return found.select(believed.alias("belief"), "support")
