"""KnowledgeGraph: the one front door over the rooms. Each method calls one room."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from msc_graph.errors import (
    UsageError,
    did_you_mean,
    must_be_no_address,
    must_be_path,
    must_be_text,
    must_be_whole,
    nearest,
)
from msc_graph.languages import check_language
from msc_graph.model.names import must_be_name, two_names
from msc_graph.system.checked import checked
from msc_graph.system.told import told
from msc_graph.vocabulary.curies import node_iri, prefixes
from msc_graph.vocabulary.namespaces import MSC

if TYPE_CHECKING:
    import networkx
    import owlready2
    import rdflib
    from pyoxigraph import Store, Triple

    from msc_graph.describe.description import Description
    from msc_graph.describe.identity import Identity
    from msc_graph.errors import InputError
    from msc_graph.exports.parts import Part
    from msc_graph.exports.progress import Progress
    from msc_graph.mechanisms import Mechanisms, Network
    from msc_graph.mechanisms.disputes import Disputes
    from msc_graph.mechanisms.ends import Ends, Nameable
    from msc_graph.mechanisms.evidence import Lookup
    from msc_graph.mechanisms.reported import ProfileReport, RankReport
    from msc_graph.model.graph import Graph, GraphNode
    from msc_graph.model.names import Matches, NameIndex
    from msc_graph.pathfinding.degree_weighted import PathCount
    from msc_graph.pathfinding.expansion import Limits
    from msc_graph.quality.checks import CheckReport
    from msc_graph.quality.report import ValidationReport
    from msc_graph.query.binding import BoundTerm
    from msc_graph.query.catalogue import SavedQuery
    from msc_graph.query.engines import Engine
    from msc_graph.query.results import QueryResult, TriplesResult
    from msc_graph.reasoning.consistency import ConsistencyReport
    from msc_graph.reasoning.explain import Explanation
    from msc_graph.reasoning.inference import Inference
    from msc_graph.reasoning.rules import Rule
    from msc_graph.stores.backend import Backend
    from msc_graph.stores.disk.store import Shown
    from msc_graph.stores.importing.source import ImportOptions, ImportResult
    from msc_graph.stores.importing.source import Progress as ImportProgress
    from msc_graph.stores.memory import MemoryBackend
    from msc_graph.vocabulary.ontology import Vocabulary


def load() -> KnowledgeGraph:
    """Return the curated graph that ships with the package.

    Raises:
        CurationError: the tables hold mistakes (only where somebody has edited them).

    >>> kg = load()
    >>> kg.node("miR-150-5p").id
    'mirbase.mature:MIMAT0000451'
    """
    from msc_graph.stores.memory import curated

    return KnowledgeGraph(backend=curated())


def load_prepared() -> KnowledgeGraph:
    """Return the curated graph, read-only, from files that are made once and kept in the user's cache folder.

    A new process answers its first question from them three times as fast. Who asks much, or reads most of
    the graph, is served faster by `load`.

    Raises:
        CurationError: the tables hold mistakes (only where somebody has edited them).
    """
    from msc_graph.stores.prepared import prepared

    return KnowledgeGraph(backend=prepared())


def open_store(folder: Path | str, *, shown: Shown | None = None) -> KnowledgeGraph:
    """Return the graph in a folder that `msc-graph import` made.

    The graph of all its sources together, and its triples, are made when something first needs them.

    Args:
        folder: the folder.
        shown: makes a context that gives what is told how far such work is; None for nobody.

    Raises:
        StoreRefused: the folder is no store, or it is damaged.
        UsageError: it is an address; see `connect`.
    """
    from msc_graph.stores.disk.store import DiskBackend

    place = must_be_path(folder, "the store")
    must_be_no_address(place)
    backend = DiskBackend(place)
    if shown is not None:
        backend.shown = shown
    return KnowledgeGraph(backend=backend)


def connect(
    place: Path | str, *, adjacency: str | None = None, timeout: float = 30.0, limits: Limits | None = None
) -> KnowledgeGraph:
    """Return the graph behind a SPARQL 1.1 endpoint, or one in the adjacency form; it is read where it lies.

    Args:
        place: an address that begins with ``http://`` or ``https://``; a folder that
            ``export(..., format="adjacency")`` wrote; or ``sc://`` and the host of a Spark Connect server.
        adjacency: where the form lies, as the Spark cluster calls it; it may stand in the address, too, as
            ``";adjacency=..."``.
        timeout: seconds that one request to an endpoint may take.
        limits: how much of the graph a question about paths may bring here; None for the usual.

    Raises:
        UsageError: the address is none of the web, or does not say where the form lies.
        StoreRefused: the folder is no adjacency form, or it is damaged.
        EngineFailed: the Spark server does not answer.
        MissingPart: a folder needs DuckDB (the extra ``duckdb``), a cluster Spark's client (``spark``).
    """
    if limits is not None:
        from msc_graph.pathfinding.expansion import Limits as Kind

        if not isinstance(limits, Kind):
            raise UsageError(f"limits are Limits, not of the kind {type(limits).__name__}")
    if isinstance(place, str) and not place:
        raise UsageError("the address is empty; name an endpoint, or a folder in the adjacency form")
    if str(must_be_path(place, "the place")).lower().startswith("sc://"):
        from msc_graph.stores.adjacency.backend import AdjacencyBackend
        from msc_graph.stores.adjacency.spark import SparkTables, address_and_place, shown

        tables = SparkTables(*address_and_place(str(place), adjacency))
        return KnowledgeGraph(backend=AdjacencyBackend(tables, shown(str(place)), limits))
    if "://" not in str(must_be_path(place, "the place")):
        from msc_graph.stores.adjacency.backend import AdjacencyBackend
        from msc_graph.stores.adjacency.duck import DuckTables

        return KnowledgeGraph(backend=AdjacencyBackend(DuckTables(place), str(place), limits))
    from msc_graph.stores.remote import RemoteBackend

    return KnowledgeGraph(backend=RemoteBackend(str(place), timeout=timeout, limits=limits))


class _WorkedOut:
    """What is worked out from the triples of one backend, once, when it is first asked for."""

    def __init__(self, backend: Backend) -> None:
        """Keep the backend; another one means other triples."""
        self.backend = backend
        self.reasoned: MemoryBackend | None = None

    @cached_property
    def identity(self) -> Identity:
        """Which thing a name means."""
        return self.backend.identity

    @cached_property
    def disputes(self) -> Disputes | None:
        """The disputed claims, by pair; None where the graph is not told as triples."""
        from msc_graph.mechanisms.disputes import Disputes

        where = self.backend
        return Disputes(where.facts, where.vocabulary, where.disputed) if where.has_triples else None


@checked
class KnowledgeGraph:
    """A knowledge graph, wherever it lies, and everything that can be asked of it.

    Free-text queries run in a process of their own, which `close` ends; a graph can be used in a ``with``
    block.
    """

    def __init__(
        self, store: Store | None = None, *, words: Vocabulary | None = None, backend: Backend | None = None
    ) -> None:
        """Wrap a store in memory, or what lies elsewhere.

        Args:
            store: triples whose named graphs together are the graph; not copied. None for no triples.
            words: what the ontology of that store declares; None for the ontology in the package.
            backend: where the graph lies, in place of ``store`` (see `msc_graph.stores.backend`).
        """
        self.backend: Backend = backend or _in_memory(store, words)
        self._inference: Inference | None = None
        self._derived = _WorkedOut(self.backend)
        self._broken_queries: dict[str, InputError] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return told(self, type(self.backend).__name__)

    def __copy__(self) -> Self:
        """Return a graph that has everything in common with this one."""
        twin = object.__new__(type(self))
        vars(twin).update(vars(self))
        return twin

    def __reduce__(self) -> str:
        """Raise ``UsageError``: triples, files and processes cannot be pickled."""
        raise UsageError(
            "a graph cannot be pickled: open it where it is needed, with load(), open_store(folder) or"
            " connect(place); its network and its property_graph() can be pickled"
        )

    def close(self) -> None:
        """End the process that evaluates free-text queries, if one is running; let go of a store on disk."""
        self.backend.close()
        if (reasoned := self._derived.reasoned) is not None:
            reasoned.close()

    @property
    def store(self) -> Store:
        """The triples; of an endpoint, those of a copy."""
        return self.backend.store

    @property
    def vocabulary(self) -> Vocabulary:
        """What the ontology declares, and the predicates that imported sources declare."""
        return self.backend.vocabulary

    # names

    @property
    def names(self) -> NameIndex:
        """The index of all names of all nodes."""
        return self.backend.names

    def find(self, text: Nameable, *, category: str | None = None, limit: int = 10) -> Matches:
        """Return up to ``limit`` nodes by CURIE, label or synonym in any language, best first; may be empty.

        Args:
            text: what to look for; letter case, hyphens and the spellings of a microRNA do not count.
            category: only nodes of this class or its subclasses (``"Disease"``); None for all.
            limit: at least 1.

        Raises:
            UsageError: the text is empty, the category is unknown, or the limit is below 1.
        """
        text = must_be_name(text, "the name")
        if not text.strip():
            raise UsageError("give a name to look for; an empty text means no node")
        limit = must_be_whole(limit, "limit", least=1)
        from msc_graph.model.names import Matches

        return Matches(self.names.find(text, categories=self._categories(category), limit=limit))

    def node(self, name: Nameable, *, category: str | None = None) -> GraphNode:
        """Return the one node that ``name`` (CURIE, label or synonym) means.

        Raises:
            UnknownNode: no node has that name; near ones are offered.
            AmbiguousName: several have it; they are listed.
            UsageError: the category is unknown.

        >>> load().node("hsa-miR-21-5p").label
        'miR-21-5p'
        """
        return self.names.one(must_be_name(name, "the name"), categories=self._categories(category))

    def describe(self, name: Nameable, *, lang: str = "en", limit: int = 1_000) -> Description:
        """Return everything known of a node, an assertion (``"S3-05"``), mechanism (``"C03"``) or document.

        A document goes by its key, PMID or DOI (``"reference:Liu2022cornea"``, ``"PMID:37859748"``).

        Args:
            name: what to describe.
            lang: ``"en"`` or ``"zh"``.
            limit: how many statements of each kind at most, at least 1; ``totals`` of the answer tells how
                many there are.

        Raises:
            UnknownNode, AmbiguousName: the name fits nothing, or several nodes.
            UsageError: the language is unknown, or the limit is below 1.
        """
        from msc_graph.describe.describer import Describer

        check_language(lang)
        name = must_be_name(name, "the name")
        limit = must_be_whole(limit, "limit", least=1)
        graph = self.backend.surroundings
        identity = self._worked_out().identity
        return Describer(
            self.backend.facts, self.vocabulary, graph, self.names, lang, limit, identity
        ).describe(name)

    show = describe
    """What the command line calls ``show``."""

    def _worked_out(self) -> _WorkedOut:
        """Return what was worked out from the triples that the graph has now."""
        if self._derived.backend is not self.backend:
            self._derived = _WorkedOut(self.backend)
        return self._derived

    def labels(self, lang: str = "en") -> Mapping[str, str]:
        """Return the label of every node, assertion, mechanism and document by CURIE, in ``lang`` or English.

        Trials go by their number: their titles are too long for a table.
        """
        from msc_graph.stores.labels import StoreLabels

        check_language(lang)
        return StoreLabels(self.backend.facts, lang)

    def _categories(self, category: str | None) -> frozenset[str] | None:
        if category is None:
            return None
        known = {iri.removeprefix(MSC): iri for iri in self.vocabulary.node_classes if iri.startswith(MSC)}
        wanted = self.vocabulary.class_called(must_be_text(category, "the category"))
        if wanted is None:
            chinese = self.vocabulary.class_labels("zh").values()
            near = nearest(category, known if category.isascii() else chinese)
            offer = did_you_mean(near) or f" Known ones: {', '.join(sorted(known))}."
            raise UsageError(f"unknown category {category!r}.{offer}")
        return frozenset(name for name, iri in known.items() if self.vocabulary.is_a(iri, known[wanted]))

    # questions

    def sparql(
        self, query: str, *, timeout: float = 30.0, inferred: bool = False
    ) -> QueryResult | TriplesResult:
        """Return the answer to a free-text SPARQL query; it is read-only and cannot leave the graph.

        SELECT and ASK give a `QueryResult`, CONSTRUCT and DESCRIBE a `TriplesResult`. All named graphs
        together are the default graph; the project's prefixes need not be declared.

        Args:
            query: SPARQL 1.1, at most 64 KiB, without SERVICE.
            timeout: seconds after which the query is stopped.
            inferred: whether what follows from the graph counts too, as after `reason`; worked out once, and
                the graph stays as it is.

        Raises:
            QueryRefused, QueryFailed, QueryTimeout, QueryTooLarge, EndpointFailed: see `msc_graph.errors`.
            UsageError: what follows is asked for, and the graph is too large, or not told as triples.

        >>> cargo = "SELECT (COUNT(?x) > 50 AS ?many) { ?x a msc:Cargo }"
        >>> [load().sparql(cargo, inferred=inferred).rows for inferred in (False, True)]
        [((False,),), ((True,),)]
        """
        backend = self._reasoned() if inferred else self.backend
        return self._named_by_us(backend.sparql(query, timeout=timeout))

    def _reasoned(self) -> MemoryBackend:
        """Return a copy of the graph that holds what follows from it."""
        from pyoxigraph import Store

        from msc_graph.reasoning.inference import inferred_quads
        from msc_graph.stores.memory import MemoryBackend

        known = self._worked_out()
        if known.reasoned is None:
            store = Store()
            store.bulk_extend(self.backend.for_reasoning())
            store.bulk_extend(inferred_quads(self.follows()))
            known.reasoned = MemoryBackend(store, self.vocabulary)
        return known.reasoned

    @cached_property
    def queries(self) -> Mapping[str, SavedQuery]:
        """The saved queries by name: those that ship with the package, and those of ``add_queries``."""
        from msc_graph.query.catalogue import load_catalogue
        from msc_graph.system.packaged import locate

        return load_catalogue(locate("queries"))

    @cached_property
    def checks(self) -> Mapping[str, SavedQuery]:
        """The quality checks that ship with the package, by name."""
        from msc_graph.query.catalogue import load_catalogue
        from msc_graph.system.packaged import locate

        return load_catalogue(locate("queries/checks"))

    def add_queries(self, folder: Path | str) -> tuple[InputError, ...]:
        """Add the ``*.rq`` files of a folder of your own to the saved queries.

        They are checked like the shipped ones, guarded like free text, and run in a process that can be
        killed. A file that cannot be used, or has the name of a query that is there already, is left out;
        what is wrong with it is returned, and raised when that query is asked for.

        Raises:
            FileRefused: there is no such folder, or it is something else.
            UsageError: the folder is no text and no path.
        """
        from msc_graph.query.catalogue import with_own

        broken: dict[str, InputError] = {}
        self.queries = with_own(self.queries, Path(must_be_path(folder, "the folder")), broken)
        self._broken_queries.update(broken)
        return tuple(broken.values())

    def query(self, name: str, **parameters: Any) -> QueryResult | TriplesResult:
        """Return the answer to a saved query; a node parameter takes any name of the node.

        Raises:
            UnknownQuery, QueryParameterError, UnknownNode, AmbiguousName: see `msc_graph.errors`.
            QueryRefused, QueryTimeout, QueryTooLarge: only for a query of ``add_queries``.

        >>> len(load().query("article-claims"))
        233
        """
        return self.ask(name, parameters)

    def ask(
        self,
        name: str,
        parameters: Mapping[str, object],
        *,
        engine: Engine | None = None,
        timeout: float = 30.0,
    ) -> QueryResult | TriplesResult:
        """Return the answer to a saved query, as ``query`` does, evaluated where you say.

        Args:
            name: the query's name.
            parameters: values by parameter's name; names of nodes are looked up in this graph.
            engine: what evaluates it (see `msc_graph.query.engines`); None for this graph's own store.
            timeout: seconds after which a query of ``add_queries`` is stopped.

        Raises:
            EndpointFailed: the engine is an endpoint that gives no answer. Others: as ``query``.
            UsageError: the parameters are no mapping, the engine is none, or the time limit makes no sense.
        """
        from msc_graph.system.limits import check_seconds

        if engine is not None and not callable(getattr(engine, "answer", None)):
            raise UsageError(f"an engine answers queries, which {type(engine).__name__} does not")
        check_seconds(timeout)
        return self._answer(*self._bound(name, parameters, engine), engine=engine, timeout=timeout)

    def query_text(self, name: str, parameters: Mapping[str, object]) -> str:
        """Return the SPARQL of a saved query with its parameters put in, as `ask` has it evaluated.

        Raises what `ask` raises before it evaluates.

        >>> "<https://identifiers.org/hgnc/8763>" in load().query_text("hubs", {})
        False
        """
        from msc_graph.query.engines import bound_text

        return bound_text(*self._bound(name, parameters))

    def _bound(
        self, name: str, parameters: Mapping[str, object], engine: Engine | None = None
    ) -> tuple[SavedQuery, Mapping[str, BoundTerm]]:
        """Return a saved query and the terms that its parameters mean."""
        from msc_graph.query.binding import bind_values
        from msc_graph.query.catalogue import find_query
        from msc_graph.query.engines import known_values

        saved = find_query(self.queries, must_be_text(name, "the query"), self._broken_queries)
        known = partial(known_values, engine or self.backend.engine(trusted=True, timeout=30.0))
        recorded = None if engine else lambda iri: self.backend.identity.record(iri)
        return saved, bind_values(saved, parameters, resolve=self.resolve, known=known, recorded=recorded)

    def _answer(
        self,
        saved: SavedQuery,
        terms: Mapping[str, BoundTerm],
        *,
        engine: Engine | None = None,
        timeout: float = 30.0,
    ) -> QueryResult | TriplesResult:
        from msc_graph.query.engines import run_saved

        engine = engine or self.backend.engine(trusted=saved.trusted, timeout=timeout)
        return self._named_by_us(run_saved(engine, saved, terms))

    def _named_by_us(self, answer: QueryResult | TriplesResult) -> QueryResult | TriplesResult:
        """Return an answer that finds the labels of what stands in it here."""
        from msc_graph.query.results import QueryResult

        return replace(answer, named=self.labels) if isinstance(answer, QueryResult) else answer

    def resolve(self, name: Nameable, category: str | None = None) -> str:
        """Return the CURIE of the node that ``name`` means, or its IRI where the prefix is an imported one.

        Raises what ``node`` raises.
        """
        found = self.node(name, category=category).id
        return found if found.partition(":")[0] in prefixes() else node_iri(found)

    def check(self, *, retracted: Iterable[str | float] = (), lang: str = "en") -> CheckReport:
        """Return what the quality checks find, the most serious findings first.

        Args:
            retracted: PubMed numbers of retracted articles, to look for among the references.
            lang: ``"en"`` or ``"zh"``, of the reasons that findings quote.

        Raises:
            QueryParameterError: one of them is no PubMed number.
            UsageError: they are no list, or the language is unknown.
        """
        from msc_graph.quality.checks import run_checks

        check_language(lang)
        engine = self.backend.engine(trusted=True, timeout=600.0)
        return run_checks(self.checks, engine, retracted=retracted, lang=lang)

    def paths(
        self,
        source: Nameable | Sequence[Nameable],
        target: Nameable | Sequence[Nameable],
        *,
        max_hops: int = 5,
        k: int | None = 10,
        sign: str | None = None,
        via: Nameable | Sequence[Nameable] = (),
        avoid: Nameable | Sequence[Nameable] = (),
        predicates: str | Sequence[str] | None = None,
        through: str | None = None,
        min_belief: float = 0.0,
        hub_damping: float = 0.4,
        directed: bool = True,
        timeout: float | None = None,
        contested: float = 0.2,
        scoring: str = "coherent",
        species: Nameable | Sequence[Nameable] = (),
        cell: Nameable | Sequence[Nameable] = (),
        scope: str | Sequence[str] = (),
        evidence: str | Sequence[str] = (),
        strict: bool = False,
        narrower: bool = True,
        published_only: bool = False,
        progress: Callable[[int], None] | None = None,
        **constants: float,
    ) -> Mechanisms:
        """Return the ``k`` best signed mechanisms from ``source`` to ``target``, best first; may be empty.

        Args:
            source: any name of a node, several names, or a category as ``"any Disease"``.
            target: the same.
            max_hops: longest path in edges, 1 to 8.
            k: how many paths to keep, at least 1; None for all, of more than 50,000 the best of those found.
            sign: ``"+"``, ``"-"`` or ``"?"`` for paths of that net effect; None for all.
            via: names of nodes that every path visits.
            avoid: names of nodes that no path visits.
            predicates: the predicates to use, by name or label; ``"!name"`` forbids one, ``"+name"`` adds a
                contextual one.
            through: categories along the way, such as ``"MicroRNA > Gene > BiologicalProcess+ > Disease"``.
            min_belief: leave out edges believed less than this, 0 to 1.
            hub_damping: exponent of the degree product in the net score, 0 to 10.
            directed: False lets paths walk edges against their direction too.
            timeout: seconds after which the best found so far is returned, ``complete`` False.
            contested: least share of the weaker side from which on a verdict is contested, 0 to 0.5.
            scoring: ``"coherent"`` orders by what states steps together, published chains first;
                ``"dwpc"`` by belief and degrees of predicates, every edge for itself.
            species: names of species, of which each step must state one, or none at all.
            cell: names of recipient cells, likewise.
            scope: ``"EV"`` or ``"MSC"``, likewise.
            evidence: types of supporting evidence (``"ECO:0000181"`` or a label of it), likewise.
            strict: leave out, too, steps that state none of what is asked for.
            narrower: whether what ends in a narrower condition (chronic graft versus host disease) answers a
                question about the wider one too; such paths say so.
            published_only: whether to give only paths that a published chain holds; verdict and net stay
                those of all.
            progress: called, while all paths are listed, with how many were found so far.
            **constants: ``order_damping``, ``coherence`` and ``clash`` of the coherent order; see
                `msc_graph.pathfinding.question.Options`.

        Raises:
            UnknownNode, AmbiguousName: a name fits nothing, or several nodes.
            UsageError: an option is malformed or out of range, or both names mean one node.

        >>> load().paths("miR-21-5p", "corneal injury").verdict
        'negative'
        """
        from msc_graph.mechanisms import mechanisms
        from msc_graph.mechanisms.kinds import with_kinds

        names = self._ends
        ends = names.end(source), names.end(target)
        kinds = names.kinds(ends[1], ends[0]) if narrower else {}
        options: dict[str, Any] = {
            "max_hops": max_hops,
            "k": k,
            "sign": sign,
            "via": via,
            "avoid": avoid,
            "predicates": predicates,
            "through": through,
            "min_belief": min_belief,
            "hub_damping": hub_damping,
            "directed": directed,
            "timeout": timeout,
            "contested": contested,
            "scoring": scoring,
            "species": species,
            "cell": cell,
            "scope": scope,
            "evidence": evidence,
            "strict": strict,
            **constants,
        }
        options = names.options(options)
        behind = self._behind(ends[0], with_kinds(ends[1], kinds), options)
        options |= {"kinds": kinds, "published_only": published_only, "progress": progress}
        return mechanisms(behind, ends[0], ends[1], **options)

    def _behind(self, source: Any, target: Any, options: Mapping[str, Any], *, whole: bool = False) -> Lookup:
        """Return what a question about paths is answered from, with what finds the evidence behind it."""
        from msc_graph.mechanisms.evidence import Lookup

        part = self.backend.part(source, target, options, whole=whole)
        return Lookup(part.network, part.graph, self.vocabulary, self.disputes)

    @property
    def disputes(self) -> Disputes | None:
        """The disputed claims of the graph, to be looked up by pair; None where it is not told as triples."""
        return self._worked_out().disputes

    def lookup(self, answer: object = None) -> Lookup:
        """Return what finds the nodes, edges, labels and disputed claims behind a ranking or a profile."""
        from msc_graph.mechanisms.evidence import Lookup

        behind = getattr(answer, "lookup", None)
        return behind if isinstance(behind, Lookup) else self._behind((), (), {})

    def rank(
        self,
        source: Nameable | Sequence[Nameable],
        target: Nameable | Sequence[Nameable],
        *,
        limit: int = 20,
        narrower: bool = True,
        **options: Any,
    ) -> RankReport:
        """Return the nodes of a category, those with a published chain first, each group by net signed score.

        ``rank("miR-21-5p", "Disease")`` ranks diseases for a cargo, ``rank("MicroRNA", "corneal injury")``
        cargo for a disease. Empty when nothing is reached.

        Args:
            source: any name of a node, several names, or a category.
            target: the same; one of the two is a category or several nodes.
            limit: how many nodes to give, at least 1.
            narrower: whether what leads to a narrower condition counts for the one asked about; where targets
                are ranked each is a row of its own, and rows name the narrower ones.
            **options: those of `paths`, but ``k``; ``published_only`` leaves out what no published chain
                leads to; ``progress`` is called with the number of paths summed.

        Raises:
            UnknownNode, AmbiguousName, UsageError: as of `paths`.

        >>> load().rank("miR-21-5p", "Disease", limit=1)[0].verdict
        'negative'
        """
        from msc_graph.mechanisms.kinds import with_kinds
        from msc_graph.mechanisms.reported import rank_report

        ends = self._ends
        group = ends.ranked(source, target)
        kinds = ends.kinds(group[1], group[0]) if narrower else {}
        options = ends.options(options)
        behind = self._behind(group[0], with_kinds(group[1], kinds), options)
        told = ends.narrower if narrower else None
        return rank_report(behind, *group, kinds=kinds, limit=limit, narrower=told, **options)

    def profile(
        self,
        table: Any,
        target: Nameable | Sequence[Nameable] = ("Disease", "BiologicalProcess"),
        *,
        name_column: str | None = None,
        value_column: str | None = None,
        narrower: bool = True,
        **options: Any,
    ) -> ProfileReport:
        """Return what a measured cargo profile would push, which way, through what, and whether by chance.

        Args:
            table: a file (CSV, TSV, as R writes it, a list of names, an XLSX workbook), a pandas or polars
                frame or series, a mapping of names to values, pairs, or names alone, which count 1 each.
            target: a category or several, or names of nodes.
            name_column: header of the names; None to find it.
            value_column: header of the values; None to find it.
            narrower: whether the narrower conditions of one that is named are targets too.
            **options: ``duplicates``, ``orthologs``, ``any_arm`` of `msc_graph.mechanisms.profile.profile`,
                ``limit``, ``permutations``, ``seed``, ``sort``, ``published_only``, ``progress`` of
                `msc_graph.pathfinding.profile.scored`, and those of `paths`, but ``k``.

        Raises:
            FileRefused, InputError: it is no such table (the line is named), or no name is known.
            MissingPart: it is a workbook, and openpyxl is not installed.
            UsageError: an option is wrong, or the category is unknown.
        """
        from msc_graph.mechanisms.reported import profile_report
        from msc_graph.pathfinding.question import ANY

        for column in (name_column, value_column):
            if column is not None:
                must_be_text(column, "a column")
        options = self._ends.options(options)

        def behind(measured: Sequence[str], ends: Sequence[str]) -> Lookup:
            kinds = sorted({node.category for name in measured if (node := self.names.get(name))})
            pool = [*measured, *(f"{ANY}{kind}" for kind in kinds if kind)]
            return self._behind(pool, ends, options, whole=True)

        return profile_report(
            self.backend.frame,
            behind,
            table,
            self._ends.categories(target),
            one=self.node,
            plain=partial(self.names.one, offers=False),
            name_column=name_column,
            value_column=value_column,
            kinds_of=self._ends.kinds if narrower else None,
            **options,
        )

    def dwpc(self, source: Nameable, target: Nameable, metapath: str, *, w: float = 0.4) -> PathCount:
        """Return the degree-weighted path count of a metapath between two nodes, and its signed form.

        Args:
            source: any name of a node.
            target: any name of another node.
            metapath: such as ``"MicroRNA -downregulates-> Gene > BiologicalProcess > Disease"``; see
                `msc_graph.pathfinding.degree_weighted`.
            w: damping exponent, 0 to 10.

        Raises:
            UnknownNode, AmbiguousName, UsageError: a name or the metapath is wrong.

        >>> load().dwpc("miR-21-5p", "corneal injury", "MicroRNA > Gene > BiologicalProcess > Disease").paths
        2
        """
        from msc_graph.pathfinding.degree_weighted import dwpc

        ends = self.node(source).id, self.node(target).id
        return dwpc(self.network, *ends, metapath, w=w, words=self.vocabulary)

    @property
    def _ends(self) -> Ends:
        from msc_graph.mechanisms.ends import Ends

        return Ends(self.names, self.backend.frame, self.vocabulary, self.backend.hierarchy)

    @property
    def network(self) -> Network:
        """The endorsed edges as arrays, on which paths are searched."""
        return self.backend.network

    # quality

    def validate(self, *, lang: str = "en", engine: str = "fast") -> ValidationReport:
        """Return what the SHACL shapes find in the graph, messages in ``lang``.

        ``engine`` is ``"fast"`` or ``"pyshacl"``, both with the same report; see
        `msc_graph.quality.validation.validate_store`.
        """
        from msc_graph.quality.validation import validate_store

        return validate_store(self.store, lang=lang, engine=engine)

    # reasoning

    def reason(self) -> Inference:
        """Return what follows from the graph, and put it into ``graph:inferred``, apart from the asserted.

        The axioms of the ontology and the rules in ``queries/rules`` are run to a fixpoint. Whatever
        ``graph:inferred`` held before is replaced, so that a second call changes nothing. A store on disk
        stays as it is.

        Raises:
            UsageError: the graph is behind an endpoint, or it is too large; nothing was changed.
            QueryHeaderError, QueryFailed: a rule is malformed (only where somebody has edited it).

        >>> result = load().reason()
        >>> len(result) > 6000, result.contradictions
        (True, ())
        """
        from msc_graph.reasoning.inference import inferred_quads

        self._inference = None
        self.backend.materialise(lambda: inferred_quads(self.follows()))
        return self.follows()

    def why(
        self, subject: Nameable, predicate: str, object: Nameable, *, lang: str = "en"
    ) -> Explanation | None:
        """Return why a statement holds, down to assertions and references; None when it does not follow.

        Args:
            subject: any name of a node, the CURIE, local name or label of a class or predicate, or the id of
                an assertion (``"S3-05"``) or a mechanism (``"C03"``).
            predicate: its CURIE, local name or label, such as ``"touchesProcess"``; ``"a"`` for its class.
            object: as ``subject``.
            lang: ``"en"`` or ``"zh"``.

        Raises:
            UnknownNode, AmbiguousName: a name fits nothing, or several nodes.
            UsageError: the predicate or the language is unknown.

        >>> because = load().why("miR-21-5p", "a", "MicroRNACargo")
        >>> because.rule, any(leaf.references for leaf in because.leaves())
        ('cax-sco', True)
        """
        from msc_graph.reasoning.ask import statements
        from msc_graph.reasoning.explain import Explainer

        check_language(lang)
        parts = {"subject": subject, "predicate": predicate, "object": object}
        texts = [must_be_name(value, f"the {part}") for part, value in parts.items()]
        records = [curie for curie in self.labels() if curie.startswith(("claim:", "mechanism:"))]
        asked = statements(*texts, words=self.vocabulary, names=self.names, records=records)
        explainer = Explainer(self.store, self.vocabulary, self.follows(), self.rules, lang)
        return next(filter(None, map(explainer.explain, asked)), None)

    def consistency(
        self, *, reasoner: str = "hermit", timeout: float = 300.0, memory: int = 2000, lang: str = "en"
    ) -> ConsistencyReport:
        """Return whether the graph is consistent in OWL 2 DL, and why not, with the curated facts to mend.

        Args:
            reasoner: ``"hermit"``, ``"pellet"`` or ``"both"``; reasons always come from Pellet.
            timeout: seconds for the whole call, more than 0; whatever it starts is ended with it.
            memory: most heap that Java may take, in MiB, 64 to 1,048,576.
            lang: ``"en"`` or ``"zh"``, for the reasons.

        Raises:
            MissingPart: there is no Java; the message says what to install.
            ReasoningTimeout, ReasoningFailed: see `msc_graph.errors`.
            UsageError: the reasoner or the language is unknown, or a limit makes no sense.
        """
        from msc_graph.reasoning.consistency import check

        check_language(lang)
        return check(
            self.store, self.vocabulary, reasoner=reasoner, timeout=timeout, memory=memory, lang=lang
        )

    @cached_property
    def rules(self) -> Mapping[str, Rule]:
        """The inference rules that ship with the package, by name."""
        from msc_graph.reasoning.rules import load_rules

        return load_rules()

    def follows(self) -> Inference:
        """Return what follows from the graph, as `reason` does, but without changing the store.

        It is worked out once; `reason` works it out anew.

        Raises:
            UsageError: the graph is too large.
        """
        from msc_graph.reasoning.inference import infer_store

        if self._inference is None:
            self._inference = infer_store(self.backend.for_reasoning(), self.rules.values())
        return self._inference

    # other sources

    def add(
        self,
        files: Path | str | Sequence[Path | str],
        format: str,
        *,
        options: ImportOptions | None = None,
        progress: ImportProgress | None = None,
        **more: Any,
    ) -> ImportResult:
        """Import third-party files into this graph, as a source with a named graph of its own.

        Args:
            files: one path, or all paths of the source.
            format: ``"kgx"``, ``"mirtarbase"``, ``"table"`` ...: see `msc_graph.sources.registry`.
            options: what to know about the source: see `msc_graph.stores.importing.source.ImportOptions`.
            progress: told the step, what is done, and the total (0: not known).
            **more: single options, such as ``name="mine"`` or ``replace=True``.

        Raises:
            UnknownFormat, UsageError, FileRefused, BadRow, InputError: nothing was added. A graph behind an
                endpoint is read-only.
        """
        from msc_graph.stores.importing.source import listed, options_of, quiet

        result, self.backend = self.backend.add(
            must_be_text(format, "the format"), listed(files), options_of(options, more), progress or quiet
        )
        if result.changed:
            self._inference = None
        return result

    # other forms

    def property_graph(self, *, disputed: bool = False) -> Graph:
        """Return the graph as nodes and edges; with ``disputed`` also the edges of claims not endorsed."""
        return self.backend.property_graph(disputed=disputed)

    def export(
        self,
        path: Path | str,
        *,
        format: str | None = None,
        around: Nameable | None = None,
        hops: int | None = None,
        paths: tuple[Nameable, Nameable] | None = None,
        k: int | None = None,
        max_hops: int | None = None,
        query: str | None = None,
        parameters: Mapping[str, object] | None = None,
        connected: bool = False,
        progress: Progress | None = None,
        lang: str = "en",
    ) -> tuple[Path, ...]:
        """Write the graph, or a part of it, to ``path`` and return the files written.

        At most one of ``around``, ``paths``, ``query`` and ``connected`` says which part; when that is empty,
        nothing is written, no file returned. In RDF a part brings assertions, evidence and references. The
        triples of a CONSTRUCT query go into RDF and GraphML as they are.

        Args:
            path: where to write; its extension tells the format.
            format: the name of a format; wins over the extension.
            around: any name of a node: it, the nodes at most ``hops`` edges away (either direction), and the
                edges among them.
            hops: at least 1; None for 1.
            paths: any names of two nodes: the ``k`` best paths of at most ``max_hops`` edges between them.
            k: how many paths, at least 1; None for 10.
            max_hops: longest path in edges, 1 to 8; None for 5.
            query: name of a saved query: the nodes that it and its answer name and the edges among them, and
                the edges whose assertions it names; a mechanism stands for its steps, unless assertions are
                named. In RDF also the assertions that are not endorsed.
            parameters: of that query.
            connected: whether to leave out nodes that no endorsed edge meets.
            progress: is called with what is done and the total, in the same unit.
            lang: ``"en"`` or ``"zh"``, for a page (``.html``); a page shows a node with its neighbours (or
                whatever `describe` takes), paths, or the answer of a query, and opens from disk.

        Raises:
            UnknownFormat: neither ``format`` nor the extension is known; the known ones are listed.
            UsageError: more than one part is asked for, an option is out of range or its part is not asked
                for, or the format has no form for the triples of a CONSTRUCT query.
            UnknownNode, AmbiguousName: a name fits nothing, or several nodes.
            UnknownQuery, QueryParameterError: see `query`.
            UnwritableValue: the format cannot hold a value.
            OSError: the place cannot be written.

        Warns:
            NoEdges: the part has nodes, but nothing that the format would show between them.
        """
        from msc_graph.exports.export import export_graph, export_part, export_text, export_triples
        from msc_graph.exports.formats import PAGE, format_for
        from msc_graph.exports.parts import check_part

        form = format_for(must_be_path(path, "the file"), format)
        asked = {"around": around, "paths": paths, "query": query, "connected": connected or None}
        check_part(asked, {"hops": hops, "k": k, "max_hops": max_hops, "parameters": parameters or None})
        chosen: dict[str, Any] = {
            "around": around,
            "paths": paths,
            "query": query,
            "parameters": parameters or {},
            "hops": 1 if hops is None else hops,
            "k": 10 if k is None else k,
            "max_hops": 5 if max_hops is None else max_hops,
        }
        if form is PAGE:
            page = self._page(lang, **chosen)
            return export_text(path, page) if page else ()
        if not any(part is not None for part in asked.values()):
            return export_graph(
                path,
                form,
                graph=self.property_graph,
                store=lambda: self.store,
                network=lambda: self.network,
                progress=progress,
            )
        part = self._part(**chosen)
        if not part:
            return ()
        if isinstance(part, tuple):
            return export_triples(path, form, part)
        where = self.backend
        return export_part(
            path, form, part, store=lambda: where.facts_apart, is_node=where.is_node, progress=progress
        )

    def _part(
        self,
        around: Nameable | None,
        paths: tuple[Nameable, Nameable] | None,
        query: str | None,
        parameters: Mapping[str, object],
        *,
        hops: int,
        k: int,
        max_hops: int,
    ) -> Part | tuple[Triple, ...]:
        """Return the part that `export` was asked for; where nothing is named, all that edges meet."""
        from msc_graph.exports.parts import along, connected

        if around is not None:
            return self.backend.near(self.node(around).id, must_be_whole(hops, "hops", least=1))
        if paths is not None:
            found = self.paths(*two_names(paths), k=k, max_hops=max_hops)
            return along(found.assertions, found.lookup.graph or self.property_graph())
        return connected(self.property_graph()) if query is None else self._named(query, parameters)

    def _page(
        self,
        lang: str,
        around: Nameable | None,
        paths: tuple[Nameable, Nameable] | None,
        query: str | None,
        parameters: Mapping[str, object],
        *,
        hops: int,
        k: int,
        max_hops: int,
    ) -> str:
        """Return a part of the graph as a whole page; empty where nothing is found."""
        check_language(lang)
        if around is not None and hops == 1:
            return self._page_of(around, lang)
        if paths is not None:
            found = self.paths(*two_names(paths), k=k, max_hops=max_hops)
            return found.to_html(lang) if found else ""
        if query is not None:
            saved, terms = self._bound(query, parameters)
            answer = self._answer(saved, terms)
            return answer.to_html(lang, title=saved.summary[lang]) if answer else ""
        raise UsageError(
            "a page shows a part of the graph: a node with its neighbours (one hop), paths between two nodes,"
            " or the answer of a saved query"
        )

    def _page_of(self, name: Nameable, lang: str) -> str:
        """Return what is known of a thing as a whole page, with its neighbours drawn."""
        from msc_graph.mechanisms.picture import neighbours

        described, graph = self.describe(name, lang=lang), self.property_graph(disputed=True)
        svg = neighbours(graph, described.id, lang) if described.id in graph.by_id() else ""
        return described.to_html(svg=svg, ends=described.ends(graph))

    def _named(self, query: str, parameters: Mapping[str, object]) -> Part | tuple[Triple, ...]:
        """Return the part that a saved query and its answer name, or the triples that it makes."""
        from msc_graph.exports.parts import named
        from msc_graph.query.results import TriplesResult

        saved, terms = self._bound(query, parameters)
        answer = self._answer(saved, terms)
        if isinstance(answer, TriplesResult):
            return answer.triples
        graph = self.property_graph()
        return named(answer.terms, terms.values(), store=self.store, network=self.network, graph=graph)

    def to_rdflib(self) -> rdflib.Dataset:
        """Return an rdflib dataset over the same store, all named graphs together as its default graph."""
        from msc_graph.exports.rdflib_view import to_rdflib

        return to_rdflib(self.store)

    def to_networkx(self, *, disputed: bool = False) -> networkx.MultiDiGraph:
        """Return a networkx graph: nodes by CURIE, one edge a statement, attributes as in GraphML.

        What the file joins by ``|`` is a tuple here, which networkx's own writers refuse: `export` writes
        GraphML, and for other files join the tuples first.
        """
        from msc_graph.exports.networkx_view import to_networkx

        return to_networkx(self.property_graph(disputed=disputed))

    def to_owlready(self) -> owlready2.World:
        """Return an owlready2 world of its own that holds the whole graph, schema and facts.

        Nothing is fetched: the ontology has no imports, and only triples of this store go in.
        """
        from msc_graph.exports.owlready import to_world

        return to_world(self.store)

    def info(self) -> dict[str, Any]:
        """Return what is in the graph, counted as `msc_graph.describe.overview.counted` says.

        A store on disk also tells its ``bytes`` and its ``revision``.
        """
        return self.backend.info()


def _in_memory(store: Store | None, words: Vocabulary | None) -> Backend:
    from pyoxigraph import Store

    from msc_graph.stores.memory import MemoryBackend
    from msc_graph.vocabulary.ontology import vocabulary

    return MemoryBackend(Store() if store is None else store, words or vocabulary())
