"""KnowledgeGraph: the one front door over the rooms. Each method calls one room."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msc_graph.errors import UsageError, did_you_mean, nearest
from msc_graph.vocabulary import LANGUAGES, MSC, TRIAL_PREFIX, Sign, Vocabulary, prefixes, vocabulary

if TYPE_CHECKING:
    import networkx
    import owlready2
    import rdflib
    from pyoxigraph import Store

    from msc_graph.checks import CheckReport
    from msc_graph.describe import Description
    from msc_graph.engines import Engine
    from msc_graph.findings import ValidationReport
    from msc_graph.mechanisms import Mechanisms, PlainNetwork
    from msc_graph.names import Match, NameIndex
    from msc_graph.property_graph import GraphNode, PropertyGraph
    from msc_graph.results import QueryResult, TriplesResult
    from msc_graph.saved_queries import SavedQuery
    from msc_graph.sparql import QueryWorker


def load() -> KnowledgeGraph:
    """Return the curated graph that ships with the package.

    Raises:
        CurationError: the tables hold mistakes (only where somebody has edited them).

    >>> kg = load()
    >>> kg.node("miR-150-5p").id
    'mirbase.mature:MIMAT0000451'
    """
    from msc_graph.curation import read_facts
    from msc_graph.store import build_store

    return KnowledgeGraph(build_store(read_facts()))


class KnowledgeGraph:
    """A knowledge graph in a triple store, and everything that can be asked of it.

    Free-text queries run in a process of their own, which `close` ends; a graph can be used in a ``with``
    block.
    """

    def __init__(self, store: Store, *, words: Vocabulary | None = None) -> None:
        """Wrap a store whose named graphs together are the graph.

        Args:
            store: the triples; it is not copied.
            words: the ontology's declarations; None for those of the ontology in the package.
        """
        self.store = store
        self.vocabulary = words or vocabulary()
        self._graphs: dict[bool, PropertyGraph] = {}
        self._worker: QueryWorker | None = None

    def __enter__(self) -> KnowledgeGraph:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process that evaluates free-text queries, if one is running."""
        if self._worker is not None:
            self._worker.close()
            self._worker = None

    # names

    @cached_property
    def names(self) -> NameIndex:
        """The index of all names of all nodes."""
        from msc_graph.names import NameIndex

        return NameIndex(self.property_graph().nodes)

    def find(self, text: str, *, category: str | None = None, limit: int = 10) -> list[Match]:
        """Return up to ``limit`` nodes by CURIE, label or synonym in any language, best first; may be empty.

        Args:
            text: what to look for; letter case, hyphens and the spellings of a microRNA do not count.
            category: only nodes of this class or its subclasses (``"Disease"``); None for all.
            limit: at least 1.

        Raises:
            UsageError: the category is unknown, or the limit is below 1.
        """
        if limit < 1:
            raise UsageError(f"limit is {limit}, but it must be at least 1")
        return self.names.find(text, categories=self._categories(category), limit=limit)

    def node(self, name: str, *, category: str | None = None) -> GraphNode:
        """Return the one node that ``name`` (CURIE, label or synonym) means.

        Raises:
            UnknownNode: no node has that name; near ones are offered.
            AmbiguousName: several have it; they are listed.
            UsageError: the category is unknown.

        >>> load().node("hsa-miR-21-5p").label
        'miR-21-5p'
        """
        return self.names.one(name, categories=self._categories(category))

    def describe(self, name: str, *, lang: str = "en") -> Description:
        """Return everything known of a node, an assertion (``"S3-05"``) or a mechanism (``"C03"``).

        Raises:
            UnknownNode, AmbiguousName: the name fits nothing, or several nodes.
            UsageError: the language is unknown.
        """
        from msc_graph.describe import Describer

        _check_language(lang)
        graph = self.property_graph(disputed=True)
        return Describer(self.store, self.vocabulary, graph, self.names, lang).describe(name)

    def labels(self, lang: str = "en") -> Mapping[str, str]:
        """Return the label of every node, assertion, mechanism and document by CURIE, in ``lang`` or English.

        Trials go by their number: their titles are too long for a table.
        """
        from pyoxigraph import Literal, NamedNode

        from msc_graph.vocabulary import RDFS, compress

        _check_language(lang)
        found: dict[str, str] = {}
        for quad in self.store.quads_for_pattern(None, NamedNode(f"{RDFS}label"), None, None):
            label = quad.object
            if not isinstance(quad.subject, NamedNode) or not isinstance(label, Literal):
                continue
            curie = compress(quad.subject.value)
            if curie.startswith(TRIAL_PREFIX):
                found[curie] = curie.removeprefix(TRIAL_PREFIX)
            elif label.language == lang or curie not in found:
                found[curie] = label.value
        return found

    def _categories(self, category: str | None) -> frozenset[str] | None:
        if category is None:
            return None
        known = {iri.removeprefix(MSC): iri for iri in self.vocabulary.node_classes if iri.startswith(MSC)}
        if category not in known:
            offer = did_you_mean(nearest(category, known))
            raise UsageError(f"unknown category {category!r}.{offer}")
        return frozenset(name for name, iri in known.items() if self.vocabulary.is_a(iri, known[category]))

    # questions

    def sparql(self, query: str, *, timeout: float = 30.0) -> QueryResult | TriplesResult:
        """Return the answer to a free-text SPARQL query; it is read-only and cannot leave the graph.

        SELECT and ASK give a `QueryResult`, CONSTRUCT and DESCRIBE a `TriplesResult`. All named graphs
        together are the default graph; the project's prefixes need not be declared.

        Args:
            query: SPARQL 1.1, at most 64 KiB, without SERVICE.
            timeout: seconds after which the query is stopped.

        Raises:
            QueryRefused, QueryFailed, QueryTimeout, QueryTooLarge: see `msc_graph.errors`.
        """
        from msc_graph.sparql import run

        return run(query, worker=self._query_worker(), timeout=timeout)

    def _query_worker(self) -> QueryWorker:
        from msc_graph.sparql import QueryWorker

        if self._worker is None:
            self._worker = QueryWorker(self.store, prefixes=prefixes())
        return self._worker

    @cached_property
    def queries(self) -> Mapping[str, SavedQuery]:
        """The saved queries by name: those that ship with the package, and those of ``add_queries``."""
        from msc_graph.locate import locate
        from msc_graph.saved_queries import load_catalogue

        return load_catalogue(locate("queries"))

    @cached_property
    def checks(self) -> Mapping[str, SavedQuery]:
        """The quality checks that ship with the package, by name."""
        from msc_graph.locate import locate
        from msc_graph.saved_queries import load_catalogue

        return load_catalogue(locate("queries/checks"))

    def add_queries(self, folder: Path | str) -> None:
        """Add the ``*.rq`` files of a folder of your own to the saved queries.

        They are checked like the shipped ones, guarded like free text, and run in a process that can be
        killed.

        Raises:
            QueryHeaderError: a file is malformed, or has the name of a query that is there already.
            FileNotFoundError: there is no such folder.
        """
        from msc_graph.saved_queries import load_catalogue, merged

        path = Path(folder)
        if not path.is_dir():
            raise FileNotFoundError(2, "no such folder", str(path))
        self.queries = merged(self.queries, load_catalogue(path, trusted=False))

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
            engine: what evaluates it (see `msc_graph.engines`); None for this graph's own store.
            timeout: seconds after which a query of ``add_queries`` is stopped.

        Raises:
            EndpointFailed: the engine is an endpoint that gives no answer. Others: as ``query``.
        """
        from msc_graph.engines import run_saved
        from msc_graph.query_binding import bind_values
        from msc_graph.saved_queries import find_query

        saved = find_query(self.queries, name)
        terms = bind_values(saved, parameters, resolve=self.resolve)
        return run_saved(engine or self._engine(trusted=saved.trusted, timeout=timeout), saved, terms)

    def resolve(self, name: str, category: str | None = None) -> str:
        """Return the CURIE of the node that ``name`` means; raises what ``node`` raises."""
        return self.node(name, category=category).id

    def _engine(self, *, trusted: bool, timeout: float = 30.0) -> Engine:
        from msc_graph.engines import OxigraphEngine, WorkerEngine

        return OxigraphEngine(self.store) if trusted else WorkerEngine(self._query_worker(), timeout)

    def check(self, *, retracted: Iterable[str] = ()) -> CheckReport:
        """Return what the quality checks find, the most serious findings first.

        Args:
            retracted: PubMed numbers of retracted articles, to look for among the references.

        Raises:
            QueryParameterError: one of them is no PubMed number.
        """
        from msc_graph.checks import run_checks

        return run_checks(self.checks, self._engine(trusted=True), retracted=retracted)

    def paths(
        self,
        source: str,
        target: str,
        *,
        max_hops: int = 5,
        k: int = 10,
        sign: str | None = None,
        min_belief: float = 0.0,
        hub_damping: float = 0.4,
    ) -> Mechanisms:
        """Return the ``k`` best signed mechanisms from ``source`` to ``target``.

        Args:
            source: any name of a node.
            target: any name of another node.
            max_hops: longest path in edges, 1 to 8.
            k: how many paths to keep, at least 1.
            sign: ``"+"``, ``"-"`` or ``"?"`` for paths of that net effect; None for all.
            min_belief: leave out edges believed less than this, 0 to 1.
            hub_damping: exponent of the degree product, at least 0.

        Raises:
            UnknownNode, AmbiguousName: a name fits nothing, or several nodes.
            UsageError: a limit or the sign is out of range, or both names mean one node.

        >>> load().paths("miR-21-5p", "corneal injury").verdict
        'negative'
        """
        wanted = _sign(sign)
        return self._network.paths(
            self.node(source),
            self.node(target),
            max_hops=max_hops,
            k=k,
            sign=wanted,
            min_belief=min_belief,
            hub_damping=hub_damping,
        )

    @cached_property
    def _network(self) -> PlainNetwork:
        from msc_graph.mechanisms import PlainNetwork

        return PlainNetwork(self.property_graph())

    # quality

    def validate(self, *, lang: str = "en") -> ValidationReport:
        """Return what the SHACL shapes find in the graph, messages in ``lang``."""
        from msc_graph.quality import validate_store

        _check_language(lang)
        return validate_store(self.store, lang=lang)

    # other forms

    def property_graph(self, *, disputed: bool = False) -> PropertyGraph:
        """Return the graph as nodes and edges; with ``disputed`` also the edges of claims not endorsed."""
        from msc_graph.property_graph import property_graph

        if disputed not in self._graphs:
            self._graphs[disputed] = property_graph(self.store, self.vocabulary, disputed=disputed)
        return self._graphs[disputed]

    def export(self, path: Path | str, *, format: str | None = None) -> tuple[Path, ...]:
        """Write the graph to ``path`` and return the files written; the extension tells the format.

        Raises:
            UnknownFormat: neither ``format`` nor the extension is known; the known ones are listed.
            UnwritableValue: the format cannot hold a value.
            OSError: the place cannot be written.
        """
        from msc_graph.exports import export

        return export(path, store=self.store, vocabulary=self.vocabulary, format=format)

    def to_rdflib(self) -> rdflib.Dataset:
        """Return an rdflib dataset over the same store, all named graphs together as its default graph."""
        import rdflib
        from oxrdflib import OxigraphStore

        dataset = rdflib.Dataset(store=OxigraphStore(store=self.store), default_union=True)
        for prefix, namespace in prefixes().items():
            dataset.bind(prefix, namespace)
        return dataset

    def to_networkx(self, *, disputed: bool = False) -> networkx.MultiDiGraph:
        """Return a networkx graph: nodes by CURIE, one edge a statement, attributes as in GraphML."""
        from msc_graph.exports import to_networkx

        return to_networkx(self.property_graph(disputed=disputed))

    def to_owlready(self) -> owlready2.World:
        """Return an owlready2 world of its own that holds the whole graph, schema and facts.

        Nothing is fetched: the ontology has no imports, and only triples of this store go in.
        """
        from msc_graph.owl import to_world

        return to_world(self.store)

    def info(self) -> dict[str, Any]:
        """Return what is in the graph: counts by kind, verdict and category, and the sources."""
        from msc_graph.overview import overview

        return overview(self.store, self.vocabulary)


def _check_language(lang: str) -> None:
    if lang not in LANGUAGES:
        raise UsageError(f"unknown language {lang!r}; the languages are {', '.join(LANGUAGES)}")


def _sign(text: str | None) -> Sign | None:
    if text is None:
        return None
    try:
        return Sign(text)
    except ValueError:
        raise UsageError(f"a sign is '+', '-' or '?', not {text!r}") from None
