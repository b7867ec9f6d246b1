"""Compare SHACL engines: pyshacl, our fast one, and four packages that are not installed with this project.

Make an environment of its own for them and run all that is in docs/validation-engines.md, about 20 minutes::

    python -m venv /tmp/engines
    /tmp/engines/bin/pip install -c constraints.txt -e . shacl pyshifty shacl-rust pyrudof
    /tmp/engines/bin/python -m benchmarks.shacl_candidates

Each engine runs in a process of its own, which is stopped after `TIMEOUT` seconds. Results are compared as
bags of (focus node, constraint component, source shape, path, value, severity); blank nodes and complex paths
count as the same.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import rdflib
from pyoxigraph import RdfFormat, Store, parse, serialize
from rdflib.namespace import RDF, SH
from rdflib.plugins.serializers.nt import _quoteLiteral

ROOT = Path(__file__).parents[1]
SUITE = ROOT.parent / "shared/data/w3c/shacl/tests"
MF = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SHT = rdflib.Namespace("http://www.w3.org/ns/shacl-test#")
TIMEOUT = 1800
SEEDS = range(4)
SIZES = (1, 10, 100)
PYSHACL_UP_TO = 1
"""Largest size that pyshacl is measured at here; ``benchmarks.validation`` also takes it to 10."""
rdflib.NORMALIZE_LITERALS = False
Row = tuple[str, str, str, str, str, str]

# The engines: each takes data and shapes as N-Triples and returns rows.


def with_pyshacl(data: str, shapes: str) -> list[Row]:
    import pyshacl

    texts = [graph_of(text) for text in (data, shapes)]
    _, report, text = pyshacl.validate(texts[0], shacl_graph=texts[1])
    if isinstance(report, Exception):
        raise RuntimeError(text)
    return list(rows_of_report(report))


def with_fast(data: str, shapes: str) -> list[Row]:
    from msc_graph.quality.fast import StoreTriples, check

    store = Store()
    store.bulk_load(data.encode(), format=RdfFormat.N_TRIPLES)
    triples = StoreTriples(store)
    checked = check(triples, triples, graph_of(shapes))
    return [
        row(r.focus, r.component, r.shape.n3(), r.path and r.path.n3(), r.value, str(r.severity))
        for r in checked.results
    ]


def with_shacl(data: str, shapes: str) -> list[Row]:
    import shacl

    report = shacl.Shapes.from_text(shapes, format="ntriples").validate_text(data, format="ntriples")
    return list(rows_of_report(graph_of(report.serialize("ntriples"))))


def with_shifty(data: str, shapes: str) -> list[Row]:
    import shifty

    report = shifty.validate(data, shapes)[1]  # also holds the data around each value, here expected reports
    reports = report.subjects(RDF.type, SH.ValidationReport)
    return list(rows_of_node(report, next(node for node in reports if node.n3() not in data)))


def with_shacl_rust(data: str, shapes: str) -> list[Row]:
    import shacl_rust

    report = shacl_rust.validate(data, shapes, data_format="nt", shapes_format="nt")
    return [
        row(
            r["focusNode"],
            r["sourceConstraintComponent"],
            r.get("sourceShape"),
            r.get("resultPath"),
            r.get("value"),
            r["severity"],
        )
        for r in report["results"]
    ]


def with_rudof(data: str, shapes: str) -> list[Row]:
    import pyrudof

    rudof = pyrudof.Rudof(pyrudof.RudofConfig())
    rudof.read_data(data, format=pyrudof.RDFFormat.NTriples)
    rudof.read_shacl(shapes, format=pyrudof.ShaclFormat.NTriples)
    rudof.validate_shacl()
    text = rudof.serialize_shacl_validation_results(format=pyrudof.ResultShaclValidationFormat.NTriples)
    return list(rows_of_report(graph_of(text)))


ENGINES: dict[str, Callable[[str, str], list[Row]]] = {
    "pyshacl": with_pyshacl,
    "msc-graph fast": with_fast,
    "shacl": with_shacl,
    "pyshifty": with_shifty,
    "shacl-rust": with_shacl_rust,
    "pyrudof": with_rudof,
}


def graph_of(text: str) -> rdflib.Graph:
    """Return N-Triples as an rdflib graph with the literals as they are written."""
    from msc_graph.rdf.reading import graph_from_quads

    return graph_from_quads(parse(text.encode(), format=RdfFormat.N_TRIPLES))


def rows_of_report(report: rdflib.Graph) -> Iterator[Row]:
    """Yield the results of a report, without those that only explain others."""
    for node in report.objects(None, SH.result):
        names = (
            "focusNode",
            "sourceConstraintComponent",
            "sourceShape",
            "resultPath",
            "value",
            "resultSeverity",
        )
        terms = [report.value(node, SH[name]) for name in names]
        yield row(*(None if term is None else as_ntriples(term) for term in terms))


def as_ntriples(term: Any) -> str:
    """Return an rdflib term as N-Triples writes it, which says the datatype of a number."""
    return _quoteLiteral(term) if isinstance(term, rdflib.Literal) else str(term.n3())


def row(*terms: object) -> Row:
    """Return a result that can be compared; names of SHACL without the namespace."""
    focus, component, shape, path, value, severity = (_plain(term) for term in terms)
    plain = path.startswith(("http", "urn")) and not set(path) & set("<> ")
    return (focus, component, shape, path if plain or not path else "_", value, severity)


def _plain(term: object) -> str:
    text = "" if term is None else str(term)
    if text.startswith("_:") or (text and text[0] == "[") or text.startswith("("):
        return "_"
    text = text.removeprefix("<").removesuffix(">").removeprefix(str(SH))
    if text.startswith('"'):
        text = text.removesuffix("^^<http://www.w3.org/2001/XMLSchema#string>")
    return text


# W3C suite


def w3c_tests() -> Iterator[tuple[str, str, str, Counter[Row] | None, bool]]:
    """Yield name, data, shapes and the expected rows, or None where the test must fail."""
    for path in sorted(SUITE.rglob("*.ttl")):
        graph = graph_of(text_of(path))
        for test in graph.subjects(RDF.type, SHT.Validate):
            action, result = graph.value(test, MF.action), graph.value(test, MF.result)
            texts = []
            for kind in (SHT.dataGraph, SHT.shapesGraph):
                source = graph.value(action, kind)
                place = Path(str(source).removeprefix("file://"))
                texts.append(text_of(place))
            expected = None if result == SHT.Failure else Counter(rows_of_node(graph, result))
            yield (
                f"{path.parent.relative_to(SUITE)}/{path.stem}",
                texts[0],
                texts[1],
                expected,
                "core" in path.parts,
            )


def text_of(path: Path) -> str:
    """Return a Turtle file as N-Triples."""
    triples = (quad.triple for quad in parse(path=path, format=RdfFormat.TURTLE, base_iri=path.as_uri()))
    text = serialize(triples, format=RdfFormat.N_TRIPLES)
    assert text is not None
    return text.decode()


def rows_of_node(graph: rdflib.Graph, report: Any) -> Iterator[Row]:
    part = rdflib.Graph()
    for node in graph.objects(report, SH.result):
        part += graph.triples((node, None, None))
        part.add((report, SH.result, node))
    yield from rows_of_report(part)


def run_w3c(engine: str) -> dict[str, Any]:
    """Return which tests an engine passes."""
    passed: dict[str, list[str]] = {"core": [], "sparql": []}
    failed: dict[str, str] = {}
    for name, data, shapes, expected, core in w3c_tests():
        try:
            found: Counter[Row] | None = Counter(ENGINES[engine](data, shapes))
        except BaseException as error:  # noqa: BLE001 -- a panic in Rust is no Exception
            found, said = None, f"{type(error).__name__}: {str(error)[:80]}"
        else:
            said = "differs"
        if found == expected:
            passed["core" if core else "sparql"].append(name)
        else:
            failed[name] = said
    return {"passed": passed, "failed": failed}


# our shapes


def our_shapes() -> str:
    from msc_graph.quality.validation import shapes_graph

    return shapes_graph().serialize(format="nt")


def our_graphs(only: str | None = None) -> Iterator[tuple[str, str]]:
    """Yield name and N-Triples (with the ontology) of the curated graph, the fixtures, damaged versions."""
    from msc_graph import load
    from msc_graph.rdf.reading import read_rdf_quads

    sys.path.insert(0, str(ROOT))
    from tests.helpers.damage import damaged

    ontology = read_rdf_quads(ROOT / "ontology/msc-graph.ttl")
    context = read_rdf_quads(ROOT / "tests/shapes/context.ttl")
    with load() as graph:
        curated = list(graph.store)
    yield "curated", as_text(curated)
    for path in sorted((ROOT / "tests/shapes").glob("*.fail.ttl")):
        yield f"fixture {path.stem}", as_text([*ontology, *context, *read_rdf_quads(path)])
    for seed in SEEDS:
        yield f"damaged {seed}", as_text(damaged(curated, seed))


def as_text(quads: Any) -> str:
    from msc_graph.vocabulary.namespaces import INFERRED_GRAPH

    lines = (q.triple for q in quads if getattr(q.graph_name, "value", "") != INFERRED_GRAPH)
    text = serialize(dict.fromkeys(lines), format=RdfFormat.N_TRIPLES)
    assert text is not None
    return text.decode()


def run_ours(engine: str) -> dict[str, Any]:
    """Return the rows that an engine finds with our shapes, by graph."""
    shapes, answers = our_shapes(), {}
    for name, data in our_graphs():
        try:
            answers[name] = sorted(ENGINES[engine](data, shapes))
        except BaseException as error:  # noqa: BLE001
            answers[name] = [f"{type(error).__name__}: {str(error)[:200]}"]
    return answers


def run_speed(engine: str, size: str) -> dict[str, Any]:
    """Return CPU seconds and peak memory of one validation, data read from N-Triples included."""
    from benchmarks.validation import copies
    from msc_graph import load

    place = Path(tempfile.gettempdir()) / f"msc-graph-{size}.nt"
    if not place.exists():
        with load() as graph:
            place.write_text(as_text(copies(list(graph.store), int(size))), encoding="utf-8")
    data, shapes = place.read_text(encoding="utf-8"), our_shapes()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    rows = len(ENGINES[engine](data, shapes))
    cpu = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"rows": rows, "cpu": cpu, "peak": peak / 1024, "before": before / 1024}


# all together


def apart(kind: str, *arguments: str) -> Any:
    """Return the answer of one part, from a process of its own; a text where it failed."""
    command = [sys.executable, "-m", "benchmarks.shacl_candidates", kind, *arguments]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT, cwd=ROOT)
    except subprocess.TimeoutExpired:
        return f"not done after {TIMEOUT} s"
    if done.returncode:
        return f"ended with {done.returncode}: {done.stderr.strip().splitlines()[-1:]}"
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    """Print all three comparisons."""
    names = list(ENGINES)
    total = Counter("core" if core else "sparql" for *_, core in w3c_tests())
    print(f"W3C suite: {total['core']} tests of the core, {total['sparql']} of SPARQL")
    for name in names:
        found = apart("w3c", name)
        if isinstance(found, str):
            print(f"  {name:<16} {found}")
            continue
        passed = found["passed"]
        print(f"  {name:<16} core {len(passed['core'])}, SPARQL {len(passed['sparql'])}", flush=True)
        print(f"  {'':<16} fails {json.dumps(found['failed'])}")
    print("our shapes: graphs with the same results as pyshacl")
    reference = apart("ours", "pyshacl")
    for name in names[1:]:
        found = apart("ours", name)
        if isinstance(found, str):
            print(f"  {name:<16} {found}")
            continue
        differing = [graph for graph, rows in reference.items() if found[graph] != rows]
        print(f"  {name:<16} {len(reference) - len(differing)} of {len(reference)}", flush=True)
        for graph in differing[:8]:
            one, two = (Counter(map(str, side[graph])) for side in (reference, found))
            missing, extra = list((one - two).elements()), list((two - one).elements())
            print(f"  {'':<18} {graph}: {len(missing)} missing {missing[:1]}, {len(extra)} extra {extra[:1]}")
    print("speed on our shapes: CPU seconds and peak MiB, N-Triples read included")
    for size in SIZES:
        for name in names:
            if name == "pyshacl" and size > PYSHACL_UP_TO:
                print(f"  {size:>4}x {name:<16} not run")
                continue
            print(f"  {size:>4}x {name:<16} {apart('speed', name, str(size))}", flush=True)


if __name__ == "__main__":
    parts = {"w3c": run_w3c, "ours": run_ours, "speed": run_speed}
    if len(sys.argv) > 1:
        print(json.dumps(parts[sys.argv[1]](*sys.argv[2:])))
    else:
        main()
