"""KGX: nodes and edges of the Biolink model, as text (TSV, CSV, JSON Lines, JSON, tar archives) or Parquet.

Of an edge are kept: subject, predicate and object; the sign that its qualifiers tell; publications,
evidence codes, knowledge sources, knowledge level and agent type, as evidence; whether it is negated; species
and cell. Where it holds in several species or cells it is a statement in each, with all of its publications.
Of a node: name, categories, synonyms, cross-references, description, and its taxon as a statement. What other
columns say is left out, and the report names them. Files that this project exported come back with their own
predicates and signs (``original_predicate``, ``sign``).

Source: KGX format specification, https://github.com/biolink/kgx/blob/master/specification/kgx-format.md
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, count, groupby, islice
from pathlib import Path
from typing import Any

import polars as pl

from msc_graph.errors import FileRefused
from msc_graph.messages.imports import EventKind
from msc_graph.sources import biolink
from msc_graph.sources.batch import STATEMENT_COLUMNS, Batch, Reading, SourceFormat
from msc_graph.sources.cells import NAMELESS, NOTHING, is_nothing, members, value_of
from msc_graph.sources.grounding.species import species_ids
from msc_graph.sources.identifiers import CURIE, compact, with_identifiers, with_references
from msc_graph.sources.readers.json_files import JsonItem, read_json_arrays, read_json_lines
from msc_graph.sources.readers.text_files import LINE, TEXT, Table, drop_bad, open_table
from msc_graph.sources.report import EXAMPLES
from msc_graph.system.compressed import (
    ByteSource,
    archive_members,
    byte_source,
    is_archive,
    unfolded_name,
)
from msc_graph.system.surrogates import has_lone_surrogate
from msc_graph.vocabulary.signs import Sign

_XREFS = ["xref", "same_as", "equivalent_identifiers"]
_TAXA = ["taxon", "in_taxon"]
_NODE_LISTS = ["category", "synonym", *_XREFS, *_TAXA]
_NODE = ["id", "name", "description", *_NODE_LISTS]
_SOURCES = ("primary_knowledge_source", "knowledge_source")
_CONTEXTS = {"species_context_qualifier": "NCBITaxon:", "anatomical_context_qualifier": "CL:"}
_STATED = ["knowledge_level", "agent_type", "original_predicate", "sign"]
_EDGE_LISTS = ["publications", "has_evidence", "aggregator_knowledge_source", *_CONTEXTS]
_EDGE = ["subject", "predicate", "object", "negated", *_SOURCES, *biolink.QUALIFIERS, *_STATED, *_EDGE_LISTS]
_LISTS = {*_NODE_LISTS, *_EDGE_LISTS, *_SOURCES}
_TRIPLE = ("subject", "predicate", "object")
_LIST = pl.List(pl.String())
_SILENT = {
    "id",
    "relation",
    "category",
    "provided_by",
    "logical_interpretation",
}
# Columns of edges that say nothing which the graph keeps elsewhere; the others are told of in the report.

_ROWS = 50_000
_MARK = "\x1f"  # the unit separator of ASCII, which no value has
_REFERENCED = "ECO:0000033"
# A statement for which a database names papers is an author's or curator's statement with a traceable source.

_ENDINGS = {".tsv": "\t", ".txt": "\t", ".csv": ","}


def read(paths: Sequence[Path], reading: Reading) -> Iterator[Batch]:
    """Yield the nodes and edges of the files, in their order.

    Raises:
        FileRefused: a file is neither nodes nor edges, or damaged, with its line.
        BadRow: a row has an id without prefix, lacks one, or cannot be read.
    """
    for path in paths:
        if _ending(path) == ".parquet":
            yield from _parquet(path, reading)
        elif not path.is_file() or not is_archive(path):
            yield from _batches(byte_source(path, reading.progress), reading)
        else:
            for member in archive_members(path, reading.progress):
                yield from _batches(member, reading)


def _batches(source: ByteSource, reading: Reading) -> Iterator[Batch]:
    ending = _ending(source.path)
    if ending in _ENDINGS:
        yield from _table(open_table(source, reading, delimiter=None, quoted=ending == ".csv"), reading)
    elif ending in (".jsonl", ".ndjson"):
        yield from _items(read_json_lines(source, reading), source.path, reading)
    elif ending == ".json":
        others: dict[str, Any] = {}
        yield from _items(read_json_arrays(source, reading, ("nodes", "edges"), others), source.path, reading)
        if left := [name for name, value in others.items() if value is None]:
            reading.report.note(EventKind.COLUMN_NOT_KEPT, *left)
    else:
        rdf = " RDF files are read with the format rdf." if ending in (".ttl", ".nt", ".owl") else ""
        problem = (
            f"a KGX file ends in .tsv, .csv, .jsonl, .json or .parquet (or .gz, .tar.gz behind a text).{rdf}"
        )
        raise FileRefused(source.path, problem)


def _ending(path: Path) -> str:
    return unfolded_name(path).suffix.lower()


# --- where the rows come from


def _table(table: Table, reading: Reading) -> Iterator[Batch]:
    """Yield the rows of a table; its header says whether they are nodes or edges."""
    if problem := _doubled(table.columns):
        raise FileRefused(table.path, problem, line=1)
    slots = _slots(tuple(table.columns))
    columns = [slots.get(name, name) for name in table.columns]
    _note_columns(columns, _EDGE if is_edges(columns, table.path) else _NODE, reading)
    for frame in table.frames():
        yield batch_of(frame.rename(slots), table.path, reading)


def is_edges(columns: Sequence[str], path: Path) -> bool:
    """Return whether a table with these columns holds edges, else nodes.

    Raises:
        FileRefused: it holds neither.
    """
    edges = set(_TRIPLE) <= set(columns)
    if not edges and ("id" not in columns or "subject" in columns):
        found = ", ".join(map(repr, columns[:20]))
        problem = (
            "it is no table of KGX: nodes have a column 'id', edges have 'subject', 'predicate' and 'object';"
            f" it has {found}."
        )
        raise FileRefused(path, problem, line=1)
    return edges


def batch_of(frame: pl.DataFrame, path: Path, reading: Reading) -> Batch:
    """Return what the rows of a table say, which hold edges or nodes.

    Lists are lists, or texts with ``|`` between the values. Beside the columns of KGX, the frame has `LINE`
    and, where the rows cannot be read once more, `TEXT`.

    Raises: as of `read`.
    """
    edges = is_edges(frame.columns, path)
    wanted = _EDGE if edges else _NODE
    known = [LINE, *({TEXT} & set(frame.columns))]
    for name in _SINGLE:
        if isinstance(frame.schema.get(name), pl.List):
            problem = _IS_A_LIST.format(name)
            frame = drop_bad(frame, pl.col(name).list.len() > 1, problem, reading, path, column=name)
    for name in _LISTS & set(frame.columns):
        if frame.schema[name] == pl.String():
            frame = frame.with_columns(frame[name].replace(_written_lists(frame[name])))
    typed = [_typed(name, frame.schema[name]) for name in wanted if name in frame.columns]
    return (_edges if edges else _nodes)(_completed(frame.select(*known, *typed), wanted), path, reading)


def _typed(name: str, kind: pl.DataType) -> pl.Expr:
    """Return a column as texts, or as lists of texts."""
    if name in _LISTS:
        return (
            pl.col(name).cast(_LIST)
            if isinstance(kind, pl.List)
            else pl.col(name).cast(pl.String).str.replace_all("|", _MARK, literal=True).str.split(_MARK)
        )
    first = pl.col(name).list.first() if isinstance(kind, pl.List) else pl.col(name)
    return first.cast(pl.String)


def _written_lists(texts: pl.Series) -> dict[str, str]:
    """Return, for the texts that are a written list, its members with marks between them."""
    texts = texts.filter(texts.str.contains(r"^\s*(?:\[|c\()").fill_null(False)).unique()
    return {text: _MARK.join(found) for text in texts if (found := members(text))}


def _parquet(path: Path, reading: Reading) -> Iterator[Batch]:
    """Yield the rows of a Parquet file.

    Raises:
        FileRefused: it is damaged, or holds neither nodes nor edges.
    """
    try:
        whole = pl.scan_parquet(path.read_bytes() if has_lone_surrogate(str(path)) else path)
        whole = whole.rename(_slots(tuple(whole.collect_schema().names())))
        columns = whole.collect_schema().names()
        edges = is_edges(columns, path)
        _note_columns(columns, _EDGE if edges else _NODE, reading)
        for begin in count(0, _ROWS):
            rows = whole.slice(begin, _ROWS).collect()
            if rows.is_empty():
                return
            yield batch_of(numbered(rows, begin + 1), path, reading)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise FileRefused(path, f"it cannot be read as Parquet ({error}).") from error


def numbered(rows: pl.DataFrame, first: int) -> pl.DataFrame:
    """Return rows of no text file with `LINE`, counted from ``first``, and what they are about as `TEXT`."""
    shown = [
        pl.col(name).list.join("|") if isinstance(rows.schema[name], pl.List) else pl.col(name)
        for name in ("id", *_TRIPLE)
        if name in rows.columns
    ]
    about = pl.concat_str(shown, separator=" ", ignore_nulls=True)
    return rows.with_row_index(LINE, first).with_columns(pl.col(LINE).cast(pl.Int64), about.alias(TEXT))


def _items(items: Iterator[JsonItem], path: Path, reading: Reading) -> Iterator[Batch]:
    """Yield the rows of JSON values: edges are those with a subject, where no array says it."""
    good = _objects(items, path, reading)
    told: set[str] = set()
    for is_edge, group in groupby(good, key=lambda item: item.array == "edges" or "subject" in item.value):
        wanted = _EDGE if is_edge else _NODE
        convert = _edges if is_edge else _nodes
        for rows in iter(lambda group=group: list(islice(group, _ROWS)), []):  # type: ignore[misc]
            names = dict.fromkeys(chain.from_iterable(item.value for item in rows))
            _note_columns([name for name in names if name not in told], wanted, reading)
            told.update(names)
            yield convert(_frame(rows, wanted), path, reading)


def _objects(items: Iterator[JsonItem], path: Path, reading: Reading) -> Iterator[JsonItem]:
    for item in items:
        if isinstance(item.value, dict) and (slots := _slots(tuple(item.value))):
            item = item._replace(value={slots.get(name, name): told for name, told in item.value.items()})
        problem = _problem(item.value) or _doubled(item.value)
        if problem:
            reading.report.bad_row(path, item.line, problem, text=item.text)
        else:
            yield item


_NEEDED = ("id", *_TRIPLE)
_SINGLE = [name for name in ("id", *_EDGE) if name not in _LISTS]
"""Slots whose value is one: a list there would be several things, or none."""


def _problem(value: Any) -> str:
    if not isinstance(value, dict):
        return "it is no JSON object."
    for name in (*_NODE, *_EDGE):
        told = value.get(name)
        if isinstance(told, dict) or (isinstance(told, list) and any(map(_is_nested, told))):
            return f"its {name!r} is no text and no list of texts."
        if name in _SINGLE and isinstance(told, list) and (len(told) > 1 or (name in _NEEDED and not told)):
            return _IS_A_LIST.format(name)
    return ""


_IS_A_LIST = "its {!r} is a list; one value is needed. Write an edge for each."


def _is_nested(value: Any) -> bool:
    return isinstance(value, dict | list)


def _frame(rows: Sequence[JsonItem], wanted: Sequence[str]) -> pl.DataFrame:
    """Return the wanted members of JSON objects; polars makes lists of joined texts faster than of lists."""
    values = [item.value for item in rows]
    names = [name for name in wanted if any(name in value for value in values)]
    lines = pl.Series(LINE, [item.line for item in rows], pl.Int64)
    texts = pl.Series(TEXT, [item.text for item in rows], pl.String)
    if not names:
        return _completed(pl.DataFrame([lines, texts]), wanted)
    columns = {name: [_text(value.get(name)) for value in values] for name in names}
    frame = pl.DataFrame(columns, schema=dict.fromkeys(names, pl.String()))
    frame = frame.with_columns(frame[name].replace(_written_lists(frame[name])) for name in _LISTS & {*names})
    frame = _with_other_names(frame, names)
    frame = frame.with_columns(
        pl.col(name).str.split(_MARK)
        if name in _LISTS
        else pl.col(name).str.replace_all(_MARK, "; ", literal=True)
        if name == "description"
        else pl.col(name).str.split(_MARK).list.first()
        for name in frame.columns
    )
    return _completed(frame.with_columns(lines, texts), wanted)


def _text(value: Any) -> str | None:
    """Return a value as text, the members of a list with a mark between them; null and NaN are nothing."""
    if isinstance(value, list):
        return _MARK.join(text for member in value if (text := _text(member))) or None
    if value is None or value == "" or value != value:
        return None
    return value.replace(_MARK, "\x1e") if isinstance(value, str) else str(value)


def _with_other_names(frame: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """Return the frame with all but the first of a node's names among its synonyms."""
    if "name" not in names or not frame["name"].str.contains(_MARK, literal=True).any():
        return frame
    given = pl.col("synonym") if "synonym" in names else pl.lit(None, pl.String)
    others = pl.col("name").str.split(_MARK).list.slice(1).list.join(_MARK).replace("", None)
    return frame.with_columns(synonym=pl.concat_str(given, others, separator=_MARK, ignore_nulls=True))


def _schema(names: Iterable[str]) -> dict[str, pl.DataType]:
    return {name: pl.List(pl.String()) if name in _LISTS else pl.String() for name in names}


def _completed(frame: pl.DataFrame, wanted: Iterable[str]) -> pl.DataFrame:
    missing = {name: kind for name, kind in _schema(wanted).items() if name not in frame.columns}
    return frame.with_columns(pl.lit(None, dtype=kind).alias(name) for name, kind in missing.items())


@lru_cache(maxsize=1000)
def _slots(names: tuple[str, ...]) -> Mapping[str, str]:
    """Return the slots of columns that are named in other letters, or with what programs add.

    >>> _slots(("subject", "Negated", "biolink:object", "negated:boolean"))
    {'Negated': 'negated', 'biolink:object': 'object'}
    """
    found: dict[str, str] = {}
    for name in names:
        slot = _ADDED.sub("", name.strip().casefold())
        if slot in _KNOWN and slot not in names and slot not in found.values():
            found[name] = slot
    return found


def _doubled(names: Iterable[str]) -> str:
    """Return what is wrong where two names mean one slot that decides what is stated; empty where none do."""
    met: dict[str, str] = {}
    for name in names:
        slot = _ADDED.sub("", name.strip().casefold())
        if slot in _DECISIVE and met.setdefault(slot, name) != name:
            return f"{met[slot]!r} and {name!r} are one slot, {slot!r}. Keep one of them."
    return ""


_DECISIVE = (*_TRIPLE, "negated", "sign", *biolink.QUALIFIERS)
_KNOWN = {*_NODE, *_EDGE}
_ADDED = re.compile(r"^biolink:|:(?:string|boolean|float|int)(?:\[\])?$")
"""The prefix of the model, and the types that tables for Neo4j have."""


def _note_columns(columns: Iterable[str], wanted: Sequence[str], reading: Reading) -> None:
    left = [name for name in columns if name not in wanted and name not in _SILENT]
    if left:
        reading.report.note(EventKind.COLUMN_NOT_KEPT, *left)


# --- nodes


def _nodes(frame: pl.DataFrame, path: Path, reading: Reading) -> Batch:
    frame = with_identifiers(frame, ("id",), reading, path)
    given = pl.col("category").list.join("|", ignore_nulls=True).fill_null("")
    given = given.str.replace_all(r"\s*[;,]\s*", "|")
    for text in frame.select(given).to_series().unique(maintain_order=True):
        if problem := biolink.not_our_class(text):
            frame = drop_bad(frame, given == text, problem, reading, path, column="category")
    categories = frame.select(given).to_series()
    classes = {text: _class(text) for text in categories.unique().to_list()}
    for text, name in classes.items():
        if name is None and not set(map(biolink.category_name, text.split("|"))) <= {*biolink.ABSTRACT, ""}:
            count = int((categories == text).sum())
            reading.report.note(EventKind.CATEGORY_WITHOUT_CLASS, text, count=count)
    named = pl.Series(list(classes.values()), dtype=pl.String).fill_null("Node")
    taxa = _taxa(frame, reading)
    return Batch(
        nodes=frame.select(
            "id",
            category=categories.replace_strict(pl.Series(list(classes), dtype=pl.String), named),
            label=pl.col("name").str.strip_chars(),
            synonyms=_values("synonym"),
            xrefs=_cut(pl.concat_list(*(_values(name).fill_null([]) for name in _XREFS))).list.eval(
                pl.element().filter(pl.element().str.contains(CURIE) & ~pl.element().str.contains(_BEHIND))
            ),
            definition=pl.when(~is_nothing("description")).then(pl.col("description").str.strip_chars()),
        ),
        statements=taxa if taxa.height else None,
    )


_BEHIND = rf"(?i)^[^/]*:(?:{'|'.join(map(re.escape, NAMELESS))})$"
"""A prefix before what programs write for a missing number: nodes that share one have nothing in common."""


def _taxa(frame: pl.DataFrame, reading: Reading) -> pl.DataFrame:
    """Return a statement for each taxon of a node."""
    listed = pl.concat_list(*(_values(name).fill_null([]) for name in _TAXA)).list.unique(maintain_order=True)
    rows = frame.select(subject="id", given=listed).explode("given", empty_as_null=True).drop_nulls()
    taxon = pl.when(pl.col("given").str.contains(CURIE)).then("given").otherwise(species_ids(rows["given"]))
    rows = rows.with_columns(taxon.alias("object"))
    unknown = rows.filter(pl.col("object").is_null())["given"]
    if unknown.len():
        first = unknown.unique(maintain_order=True).head(EXAMPLES)
        reading.report.note(EventKind.SPECIES_LEFT_OUT, *first, count=unknown.len())
    rows = rows.drop_nulls().unique(["subject", "object"], maintain_order=True)
    found = compact(rows["object"])
    return rows.select("subject", pl.lit("biolink:in_taxon").alias("predicate"), found.alias("object"))


_BETWEEN = r"\s*[|;,]\s*([A-Za-z][\w.]*:)"
"""What stands between identifiers in one text."""


def _cut(listed: pl.Expr, between: str = _BETWEEN) -> pl.Expr:
    """Return lists whose texts are cut at what stands between identifiers."""
    mark = f"{_MARK}${{1}}" if "(" in between else _MARK
    pieces = pl.element().str.replace_all(between, mark).str.split(_MARK).explode().str.strip_chars()
    return listed.list.eval(pieces.filter(pieces != "").unique(maintain_order=True))


def _values(name: str) -> pl.Expr:
    """Return the values of a list without empty and equal ones; names may be called as nothing is."""
    stripped = pl.element().str.strip_chars()
    is_value = stripped != "" if name == "synonym" else ~stripped.str.to_lowercase().is_in(NOTHING)
    return pl.col(name).list.eval(stripped.filter(is_value).unique(maintain_order=True))


def _class(categories: str) -> str | None:
    return biolink.class_of(categories.split("|"))


# --- edges


def _edges(frame: pl.DataFrame, path: Path, reading: Reading) -> Batch:
    frame = frame.with_columns(_predicates(frame["predicate"]))
    frame = with_identifiers(frame, _TRIPLE, reading, path)
    for name in frame["predicate"].unique(maintain_order=True).to_list():
        if problem := biolink.not_ours(name):
            wrong = pl.col("predicate") == name
            frame = drop_bad(frame, wrong, problem, reading, path, column="predicate")
    frame = _without_strange_types(frame, path, reading)
    frame = frame.with_columns(biolink.directions(frame["negated"]).alias("direction"))
    problem = "'negated' is yes or no (true, false, 1, 0), not {}."
    frame = drop_bad(frame, pl.col("direction").is_null(), problem, reading, path, column="negated")
    frame = frame.with_columns(pl.col(_STATED).str.strip_chars())
    frame = frame.with_columns(map(value_of, ("knowledge_level", "agent_type", "original_predicate")))
    tell_directions(frame, reading)
    frame = _own_words(frame, reading)
    for context, prefix in _CONTEXTS.items():
        frame = _in_each(frame, context, prefix, reading)
    frame = _with_publications(frame, reading)
    frame = frame.with_columns(
        sign=pl.coalesce(biolink.signs(frame), "sign"),
        evidence_type=_evidence_types(frame["has_evidence"], frame["published"], reading),
        species="species_context_qualifier",
        cell="anatomical_context_qualifier",
        aggregator=_cut(_values("aggregator_knowledge_source")).list.join("|").replace("", None),
    )
    columns = [name for name in STATEMENT_COLUMNS if name in frame.columns]
    return Batch(statements=frame.select(columns), predicates=_undeclared(frame["predicate"]))


def _without_strange_types(frame: pl.DataFrame, path: Path, reading: Reading) -> pl.DataFrame:
    """Return the edges but those with an evidence type of ours that there is not: typing errors."""
    given = pl.col("has_evidence").list.join("|", ignore_nulls=True).fill_null("")
    for text in frame.select(given).to_series().unique(maintain_order=True):
        if problem := biolink.not_our_type(text):
            frame = drop_bad(frame, given == text, problem, reading, path, column="has_evidence")
    return frame


def tell_directions(frame: pl.DataFrame, reading: Reading) -> None:
    """Report the words of direction qualifiers that the model does not have: their signs are lost."""
    for name in ("object_direction_qualifier", "subject_direction_qualifier"):
        odd = frame[name].filter(biolink.unread_directions(frame[name]))
        shown = odd.unique(maintain_order=True).head(EXAMPLES)
        reading.report.note(EventKind.DIRECTION_UNREAD, *shown, count=odd.len())


def _predicates(predicates: pl.Series) -> pl.Series:
    texts = predicates.drop_nulls().unique().to_list()
    return predicates.replace({text: biolink.predicate_curie(text) for text in texts})


def _own_words(frame: pl.DataFrame, reading: Reading) -> pl.DataFrame:
    """Return the frame with this project's own predicates and signs, where an export of it wrote them."""
    own = [name for name in biolink.declared() if name.startswith("msc:")]
    for column, known in (("original_predicate", own), ("sign", [*Sign])):
        if not frame[column].is_null().all():
            is_ours = frame[column].is_in(known)
            if not (is_ours | frame[column].is_null()).all():
                reading.report.note(EventKind.COLUMN_NOT_KEPT, column)
            frame = frame.with_columns(pl.when(is_ours).then(column).alias(column))
    return frame.with_columns(predicate=pl.coalesce("original_predicate", "predicate"))


def _in_each(frame: pl.DataFrame, column: str, prefix: str, reading: Reading) -> pl.DataFrame:
    """Return a row for each value of a qualifier that names where an edge holds."""
    if frame[column].is_null().all():
        return frame.with_columns(pl.lit(None, pl.String).alias(column))
    frame = frame.with_columns(_cut(_values(column), r"[|;,]\s*"))
    form = rf"^{prefix}[0-9]+$"
    kept = pl.col(column).list.eval(pl.element().filter(pl.element().str.contains(form)))
    odd = frame[column].list.len().fill_null(0) != frame.select(kept.list.len().fill_null(0)).to_series()
    if odd.any():
        examples = frame.filter(odd)[column].list.join("|").head(EXAMPLES)
        context = "cell" if prefix == "CL:" else "taxon"
        reading.report.note(EventKind.CONTEXT_LEFT_OUT, *examples, count=int(odd.sum()), context=context)
    return frame.with_columns(kept.alias(column)).explode(column, empty_as_null=True)


def _with_publications(frame: pl.DataFrame, reading: Reading) -> pl.DataFrame:
    """Return a row for each publication of an edge, as ``reference``; the database stands in ``locator``.

    Where no publication is given, the reference is the knowledge source, if that is an identifier.
    """
    frame = frame.with_row_index(_EDGE_NUMBER).with_columns(
        publication=_values("publications").list.unique(maintain_order=True),
        source=pl.coalesce(_cut(_values(name)) for name in _SOURCES),
    )
    for listed in ("source", "publication"):
        frame = frame.explode(listed, empty_as_null=True)
    frame = with_references(frame, "publication", reading, listed=_EDGE_NUMBER)
    is_identifier = pl.col("reference").is_not_null()
    is_source = pl.col("source").str.starts_with("infores:") & pl.col("source").str.contains(CURIE)
    source_id = pl.when(is_source).then("source")
    return frame.with_columns(
        published=is_identifier,
        reference=pl.when(is_identifier).then("reference").otherwise(source_id),
        locator=pl.when(is_identifier)
        .then("source")
        .otherwise(pl.coalesce("unread", pl.when(source_id.is_null()).then("source"))),
    )


_EDGE_NUMBER = "number of the edge"


def _evidence_types(codes: pl.Series, published: pl.Series, reading: Reading) -> pl.Series:
    """Return the type of each row: the first code that is weighed or has a near one that is."""
    texts = codes.list.join("|", ignore_nulls=True).fill_null("")
    types = {text: biolink.evidence_type(text) for text in texts.unique().to_list()}
    for text, found in types.items():
        if text and found != text.split("|")[0]:
            count = int((texts == text).sum())
            reading.report.note(EventKind.EVIDENCE_CODE_NOT_WEIGHED, text, count=count)
    found_types = pl.Series(list(types.values()), dtype=pl.String)
    known = texts.replace_strict(pl.Series(list(types), dtype=pl.String), found_types)
    default = pl.when(published).then(pl.lit(_REFERENCED)).otherwise(pl.lit("msc:database_record"))
    return pl.select(pl.coalesce(known, default)).to_series()


def _undeclared(predicates: pl.Series) -> pl.DataFrame | None:
    new = [name for name in predicates.unique().sort().to_list() if name not in biolink.declared()]
    if not new:
        return None
    labels = [name.rpartition(":")[2].replace("_", " ") for name in new]
    return pl.DataFrame({"id": new, "role": "contextual", "label": labels})


FORMATS = {
    "kgx": SourceFormat(
        name="kgx",
        read=read,
        title="KGX: nodes and edges of the Biolink model (TSV, CSV, JSON Lines, JSON, tar archives, Parquet)",
        title_zh="KGX：Biolink 模型的节点和边（TSV、CSV、JSON Lines、JSON 及其 tar 包，Parquet）",
        url="https://github.com/biolink/kgx",
    )
}
