"""Tables of names, made once from the files that a user downloaded from HGNC, miRBase, MONDO, DOID and MeSH.

A folder of tables holds a few Parquet files and ``grounding.json``, which names them. The files carry their
checksum in their name and are written first; the JSON is replaced last, so that a folder is either as before
or complete.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from msc_graph.errors import FileRefused, UsageError
from msc_graph.sources.batch import Reading
from msc_graph.sources.grounding.keys import microrna_keys, name_keys
from msc_graph.sources.readers.text_files import LINE, open_table
from msc_graph.sources.report import ImportReport
from msc_graph.system.atomic import atomic_binary, atomic_text
from msc_graph.system.text import whole_text

INDEX = "grounding.json"
LAYOUT = 1
"""Number of the layout of the folder; one of another number must be prepared again."""

MAX_BYTES = 2_000_000_000
"""Most bytes of an unpacked file: many times the largest of these downloads (MONDO's JSON, about 100 MB)."""

NAME_COLUMNS: Mapping[str, pl.DataType] = {
    "name": pl.String(),
    "key": pl.String(),
    "species": pl.String(),
    "id": pl.String(),
    "how": pl.String(),
    "exact_level": pl.Int8(),
    "level": pl.Int8(),
}
"""A meaning of a name a row: ``level`` is the place of the meaning when the name is compared by its key,
``exact_level`` when letter by letter (null: not at all); the least counts."""


def prepare(
    folder: Path | str,
    *,
    hgnc: Path | str | None = None,
    mirbase: Path | str | None = None,
    mondo: Path | str | None = None,
    doid: Path | str | None = None,
    mesh: Path | str | None = None,
) -> dict[str, Any]:
    """Make the tables of the given files in ``folder``, and return what its ``grounding.json`` says.

    Tables of kinds for which no file is given stay as they were. Files may be gzipped.

    Args:
        folder: made if it is not there.
        hgnc: ``hgnc_complete_set.txt``, or a table of HGNC's custom downloads.
        mirbase: ``aliases.txt``: an accession, a tab, its names, each with ``;``, the current one last.
        mondo: ``mondo.json`` (OBO graph), or a list of terms with ``id``, ``name``, ``synonyms``, ``xrefs``.
        doid: the same of the Disease Ontology; needs ``mondo``.
        mesh: MeSH descriptors: number, name, synonyms and tree numbers between ``|``; needs ``mondo``.

    Raises:
        UsageError: no file is given, or ``doid`` or ``mesh`` without ``mondo``.
        FileRefused, BadRow: a file cannot be read or is not what it should be; the folder is then as before.
    """
    if (doid or mesh) and not mondo:
        raise UsageError("names of DOID and MeSH are led to MONDO: give the MONDO file as well (--mondo)")
    made: dict[str, tuple[Iterable[Path | str | None], Callable[[], tuple[pl.DataFrame, pl.DataFrame]]]] = {}
    if hgnc:
        made["gene"] = ([hgnc], lambda: _genes(Path(hgnc)))
    if mirbase:
        made["microrna"] = ([mirbase], lambda: _micrornas(Path(mirbase)))
    if mondo:
        others = {"DOID": doid, "MESH": mesh}
        made["disease"] = ([mondo, doid, mesh], lambda: _diseases(Path(mondo), others))
    if not made:
        raise UsageError("no file was given: name at least one of --hgnc, --mirbase, --mondo")
    folder = Path(folder)
    kinds: dict[str, Any] = read_index(folder)["kinds"] if (folder / INDEX).exists() else {}
    read = {kind: tables() for kind, (_, tables) in made.items()}
    folder.mkdir(parents=True, exist_ok=True)
    for kind, (names, same) in read.items():
        files = made[kind][0]
        kinds[kind] = {
            "prepared": datetime.now(UTC).isoformat(timespec="seconds"),
            "files": [_checked(Path(file)) for file in files if file],
            "names": _write(folder, f"{kind}-names", names),
            "same": _write(folder, f"{kind}-same", same),
        }
    index: dict[str, Any] = {"layout": LAYOUT, "kinds": dict(sorted(kinds.items()))}
    with atomic_text(folder / INDEX) as file:
        json.dump(index, file, ensure_ascii=False, indent=1)
        file.write("\n")
    _clean(folder, index)
    return index


def read_index(folder: Path) -> dict[str, Any]:
    """Return what ``grounding.json`` of a folder says.

    Raises:
        FileRefused: there is none, or it is of another layout.
    """
    path = folder / INDEX
    try:
        index = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        problem = "there are no tables of names. Make them with 'msc-graph ground prepare'."
        raise FileRefused(folder, problem) from error
    except (ValueError, OSError) as error:
        raise FileRefused(path, f"not the index of tables of names: {error}") from error
    if not isinstance(index, dict) or index.get("layout") != LAYOUT:
        raise FileRefused(path, "made by another version. Run 'msc-graph ground prepare' again.")
    return index


def _write(folder: Path, stem: str, table: pl.DataFrame) -> dict[str, Any]:
    buffer = io.BytesIO()
    table.write_parquet(buffer, compression="zstd", statistics=False)
    content = buffer.getvalue()
    checksum = hashlib.sha256(content).hexdigest()
    name = f"{stem}-{checksum[:12]}.parquet"
    with atomic_binary(folder / name) as file:
        file.write(content)
    return {"file": name, "rows": table.height, "sha256": checksum}


def _clean(folder: Path, index: Mapping[str, Any]) -> None:
    """Remove the tables of an earlier preparation."""
    kept = {kind[part]["file"] for kind in index["kinds"].values() for part in ("names", "same")}
    for kind in index["kinds"]:
        for old in folder.glob(f"{kind}-*.parquet"):
            if old.name not in kept:
                old.unlink(missing_ok=True)


def _checked(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        checksum = hashlib.file_digest(file, "sha256").hexdigest()
    return {"file": path.name, "bytes": path.stat().st_size, "sha256": checksum}


def _text(path: Path) -> str:
    return whole_text(path, most=MAX_BYTES)


def _rows(path: Path, row: str, what: str) -> Iterator[list[str]]:
    """Yield the cells of the lines of a table without header; empty lines are skipped.

    Args:
        path: the file.
        row: how a line begins, as a regular expression.
        what: what the file should be, for the user.

    Raises:
        FileRefused: a line begins otherwise; or as of `whole_text`.
    """
    begins = re.compile(row)
    for number, line in enumerate(_text(path).split("\n"), 1):
        if not line.strip():
            continue
        if not begins.match(line):
            raise FileRefused(path, f"this is not {what}.", line=number)
        yield line.rstrip("\r").split("\t")


def _lists(column: str) -> pl.Expr:
    """Return the values of a cell of HGNC: ``a|b`` in the full set, ``a, b`` in custom downloads."""
    text = pl.col(column).fill_null("")
    parts = (
        pl.when(text.str.contains("|", literal=True))
        .then(text.str.split("|"))
        .otherwise(text.str.split(", "))
    )
    return parts.list.eval(pl.element().str.strip_chars(' "')).list.eval(
        pl.element().filter(pl.element() != "")
    )


_HGNC_HEADERS = {
    "id": ("hgnc_id", "HGNC ID"),
    "label": ("symbol", "Approved symbol"),
    "title": ("name", "Approved name"),
    "status": ("status", "Status"),
    "aliases": ("alias_symbol", "Alias symbols"),
    "previous": ("prev_symbol", "Previous symbols"),
    "ncbi": ("entrez_id", "NCBI Gene ID(supplied by NCBI)", "NCBI Gene ID"),
    "uniprot": ("uniprot_ids", "UniProt ID(supplied by UniProt)", "UniProt accession"),
    "ensembl": ("ensembl_gene_id", "Ensembl gene ID"),
}
_HGNC_NEEDED = ("id", "label", "aliases", "previous")


def _genes(path: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Names of genes: a symbol in force goes before an alias or a previous symbol, as HGNC has it."""
    opened = open_table(path, Reading(ImportReport()), quoted=True)
    found = {
        column: next((name for name in names if name in opened.columns), None)
        for column, names in _HGNC_HEADERS.items()
    }
    if missing := [" or ".join(_HGNC_HEADERS[column]) for column in _HGNC_NEEDED if not found[column]]:
        problem = f"this is not HGNC's complete set: it has no column {', no column '.join(missing)}."
        raise FileRefused(path, problem, line=1)
    schema = dict.fromkeys(opened.columns, pl.String())
    table = pl.concat([pl.DataFrame(schema=schema), *(frame.drop(LINE) for frame in opened.frames())])
    table = table.select(
        (pl.col(name) if name else pl.lit(None, pl.String)).alias(column) for column, name in found.items()
    )
    in_force = table.filter(pl.col("status").is_null() | (pl.col("status") == "Approved"))
    withdrawn = table.filter(pl.col("status") == "Symbol Withdrawn").with_columns(
        now=pl.col("title").str.extract_all(r"HGNC:\d+").list.unique(maintain_order=True)
    )
    replaced = withdrawn.filter(pl.col("now").list.len() == 1).with_columns(now=pl.col("now").list.first())
    replaced = replaced.filter(pl.col("now").is_in(in_force["id"].implode()))
    meanings = [
        _meanings(in_force.select("id", name="label"), "name", 0),
        *(
            _meanings(in_force.select("id", name=_lists(column)).explode("name"), how, 1)
            for column, how in (("aliases", "alias"), ("previous", "previous"))
        ),
        _meanings(replaced.select("now", name="label").rename({"now": "id"}), "previous", 1),
    ]
    names = _with_keys(pl.concat(meanings), name_keys)
    same = pl.concat(
        [
            in_force.select("id", other=_prefixed("NCBIGene", _lists("ncbi"))).explode("other"),
            in_force.select("id", other=_prefixed("UniProtKB", _lists("uniprot"))).explode("other"),
            in_force.select("id", other=_prefixed("ENSEMBL", _lists("ensembl"))).explode("other"),
            replaced.select(pl.col("now").alias("id"), other="id"),
        ]
    )
    return names, _labelled(in_force.select("id", "label"), _one_to_one(same))


def _prefixed(prefix: str, values: pl.Expr) -> pl.Expr:
    return values.list.eval(pl.lit(f"{prefix}:") + pl.element())


def _meanings(rows: pl.DataFrame, how: str, level: int) -> pl.DataFrame:
    return rows.filter(pl.col("name").is_not_null() & (pl.col("name") != "")).select(
        "name",
        "id",
        how=pl.lit(how),
        exact_level=pl.lit(level, pl.Int8),
        level=pl.lit(level, pl.Int8),
    )


def _with_keys(meanings: pl.DataFrame, keys: Callable[[pl.Series], pl.Series]) -> pl.DataFrame:
    return (
        meanings.with_columns(species=pl.lit(""), key=keys(meanings["name"]))
        .select(*NAME_COLUMNS)
        .unique(["name", "id", "level"], keep="first", maintain_order=True)
        .sort("key", "level", "name", "id", "how")
    )


def _one_to_one(same: pl.DataFrame) -> pl.DataFrame:
    """Keep the identifiers that stand for one thing only."""
    same = same.filter(pl.col("other").is_not_null()).unique(maintain_order=True)
    return same.filter(pl.col("other").is_unique())


def _labelled(labels: pl.DataFrame, same: pl.DataFrame) -> pl.DataFrame:
    """Return every known identifier (``other``) with the one it stands for and its label."""
    itself = labels.select("id", other="id")
    return (
        pl.concat([itself, same])
        .join(labels, on="id", how="left")
        .unique("other", keep="first")
        .sort("other")
    )


# --- microRNAs ---

_ARM = r"-[35]p(?:\.\d)?$|\*$"
_BASE = r"^(.*?[0-9]+[a-z]*)(?:-[0-9]+)?(?:-[35]p(?:\.\d)?|\*)$"
"""The stem of a name with an arm: ``miR-125b`` of ``miR-125b-1-3p`` (miRBase's rules of naming: the number of
the locus stands before the arm, the arm is -5p or -3p, in older names a star marks the rarer one)."""


def _micrornas(path: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Names of microRNAs.

    Letter by letter, a name means what miRBase registered under it. Shortened (without species, other letter
    case), a mature sequence goes before a precursor of the same letters; a name without arm that is no
    current name stands for every arm of its stem and for the precursor.
    """
    table = _aliases(path).with_columns(mature=pl.col("id").str.starts_with("mirbase.mature:"))
    current = table.filter("current").select("id", "mature", label="name")
    bases = (
        table.filter("current", "mature")
        .with_columns(base=pl.col("name").str.extract(_BASE))
        .filter(pl.col("base").is_not_null())
    )
    stems = bases.select(pl.col("base").alias("name"), "id", **_OPEN)
    loci = current.filter(~pl.col("mature")).select(
        pl.col("label").str.extract(_LOCUS).alias("name"), "id", **_OPEN
    )
    meanings = pl.concat([_registered(table, bases), stems, loci.filter(pl.col("name").is_not_null())])
    same = pl.DataFrame(schema={"id": pl.String, "other": pl.String})
    return _with_species(meanings), _labelled(current.select("id", "label"), same)


_LOCUS = r"^(.*-(?:mir|let|lin)-[0-9]+[a-z]*)-[0-9]+$"
"""The name that the copies of a precursor share: ``hsa-mir-125b`` of ``hsa-mir-125b-1``."""

_OPEN = {
    "how": pl.lit("name"),
    "exact_level": pl.lit(None, pl.Int8),
    "level": pl.lit(2, pl.Int8),
}
"""A name that nothing is registered under, and that several things share."""


def _registered(table: pl.DataFrame, bases: pl.DataFrame) -> pl.DataFrame:
    """Return what miRBase registered under each name, with the level at which a shortened form means it.

    0: the current name of a mature sequence; 1: an earlier name of one; 2: a precursor, or an earlier name
    without arm where the stem has both arms today; 3: an earlier name of a precursor.
    """
    arms = bases.group_by("base").agg(arms=pl.col("id").n_unique())
    now = table.join(bases.select("id", "base"), on="id", how="left").join(arms, on="base", how="left")
    open_arm = ~pl.col("name").str.contains(_ARM) & (pl.col("arms").fill_null(0) > 1)
    level = (
        pl.when(~pl.col("mature"))
        .then(pl.when("current").then(2).otherwise(3))
        .when("current")
        .then(0)
        .when(open_arm)
        .then(2)
        .otherwise(1)
        .cast(pl.Int8)
    )
    return now.select(
        "name",
        "id",
        how=pl.when("current").then(pl.lit("name")).otherwise(pl.lit("previous")),
        exact_level=pl.when("current").then(0).otherwise(1).cast(pl.Int8),
        level=level,
    )


def _with_species(meanings: pl.DataFrame) -> pl.DataFrame:
    """Return meanings of full names with miRBase's code of the species, and the key of what follows it."""
    parts = meanings["name"].str.splitn("-", 2).struct.unnest()
    return (
        meanings.with_columns(
            species=parts["field_0"].str.to_lowercase(),
            key=microrna_keys(parts["field_1"].fill_null("").rename("key")),
        )
        .select(*NAME_COLUMNS)
        .unique(["name", "id", "level"], keep="first", maintain_order=True)
        .sort("key", "species", "level", "name", "id", "how")
    )


def _aliases(path: Path) -> pl.DataFrame:
    """Return accession (as CURIE), name and whether it is the current one (the last)."""
    what = "miRBase's aliases.txt, which has an accession (MI0000077), a tab and names on each line"
    cells = [cells[:2] for cells in _rows(path, r"MI(MAT)?\d+\t[^\t]*[^\s;]", what)]
    table = pl.DataFrame(cells, schema={"accession": pl.String, "names": pl.String}, orient="row")
    prefix = pl.when(pl.col("accession").str.starts_with("MIMAT")).then(pl.lit("mirbase.mature:"))
    rows: pl.DataFrame = table.select(
        id=prefix.otherwise(pl.lit("mirbase:")) + pl.col("accession"),
        name=pl.col("names").str.strip_chars(";").str.split(";"),
    )
    rows = rows.with_columns(last=pl.col("name").list.last()).explode("name")
    named = rows.select("id", pl.col("name").str.strip_chars(), current=pl.col("name") == pl.col("last"))
    return named.filter(pl.col("name") != "")


# --- diseases ---


def _diseases(mondo: Path, others: Mapping[str, Path | str | None]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Names of diseases: MONDO's names, then its exact synonyms, then names of DOID and MeSH."""
    terms = _terms(mondo, "MONDO")
    labels = pl.DataFrame([(t["id"], t["name"]) for t in terms], schema=["id", "label"], orient="row")
    same = _one_to_one(
        pl.DataFrame(
            [(t["id"], other) for t in terms for other in t["same"]],
            schema={"id": pl.String, "other": pl.String},
            orient="row",
        )
    )
    meanings = [_term_meanings(terms, 0)]
    known = dict(zip(same["other"], same["id"], strict=True))
    extra = []
    for prefix, path in others.items():
        if path is None:
            continue
        found = list(_mesh(Path(path)) if prefix == "MESH" else _terms(Path(path), prefix))
        for term in found:
            extra += [(known.get(term["id"], term["id"]), other) for other in term["same_here"]]
            if term["id"] not in known:
                extra.append((term["id"], term["id"]))
            term["label"], term["id"] = term["name"], known.get(term["id"], term["id"])
        meanings.append(_term_meanings(found, 2))
        own = pl.DataFrame([(t["id"], t["label"]) for t in found], schema=["id", "label"], orient="row")
        labels = pl.concat([labels, own]).unique("id", keep="first", maintain_order=True)
    more = pl.DataFrame(extra, schema={"id": pl.String, "other": pl.String}, orient="row")
    same = pl.concat([same, more]).unique("other", keep="first", maintain_order=True)
    return _with_keys(pl.concat(meanings), name_keys), _labelled(labels, same)


def _term_meanings(terms: list[dict[str, Any]], level: int) -> pl.DataFrame:
    rows = [(t["name"], t["id"], "name" if level == 0 else "alias", level) for t in terms]
    rows += [(name, t["id"], "alias", level + 1) for t in terms for name in t["synonyms"]]
    table = pl.DataFrame(
        rows,
        schema={"name": pl.String, "id": pl.String, "how": pl.String, "level": pl.Int8},
        orient="row",
    )
    return table.select("name", "id", "how", exact_level="level", level="level").filter(pl.col("name") != "")


def _terms(path: Path, prefix: str) -> list[dict[str, Any]]:
    """Return identifier, name, exact synonyms, and what is the same elsewhere and here, of each term."""
    expected = f"Give {prefix} as JSON: an OBO graph such as {prefix.lower()}.json, or a list of terms."
    try:
        document = json.loads(_text(path))
    except json.JSONDecodeError as error:
        problem = f"from here on this is not JSON, or it is cut off. {expected}"
        raise FileRefused(path, problem, line=error.lineno, column=error.colno) from error
    except RecursionError as error:
        raise FileRefused(path, f"its values are nested too deep. {expected}") from error
    if isinstance(document, dict) and "graphs" in document:
        found = list(_obo_graph_terms(document, prefix))
    elif isinstance(document, list) and all(isinstance(t, dict) and "id" in t for t in document):
        found = list(_listed_terms(document, prefix))
    else:
        raise FileRefused(path, f"it is neither an OBO graph ('graphs') nor a list of terms. {expected}")
    if not found:
        raise FileRefused(path, f"there is no term of {prefix} in it. {expected}")
    return found


def _listed_terms(terms: list[dict[str, Any]], prefix: str) -> Iterator[dict[str, Any]]:
    """Terms as a list; its cross-references do not say whether they are exact.

    One is taken for exact where neither side has another of that vocabulary. A term of another ontology is
    passed over.
    """
    own = [term for term in terms if str(term["id"]).rpartition(":")[0] in ("", prefix)]
    for term in own:
        refs = [(str(r.get("namespace")), str(r.get("id"))) for r in term.get("xrefs", ())]
        same = [
            f"{space}:{number}"
            for space, number in refs
            if space in ("DOID", "MESH") and [r[0] for r in refs].count(space) == 1
        ]
        name = term.get("name") or ""
        if name and not name.startswith("obsolete "):
            yield {
                "id": _curie(prefix, term["id"]),
                "name": name,
                "synonyms": [str(s) for s in term.get("synonyms", ())],
                "same": same,
                "same_here": [_curie(prefix, other) for other in term.get("alt_ids", ())],
            }


def _curie(prefix: str, number: str) -> str:
    return f"{prefix}:{str(number).removeprefix(prefix + ':')}"


_EXACT_MATCH = "http://www.w3.org/2004/02/skos/core#exactMatch"
_SAME_PLACES = {
    "http://purl.obolibrary.org/obo/DOID_": "DOID:",
    "http://identifiers.org/mesh/": "MESH:",
    "http://id.nlm.nih.gov/mesh/": "MESH:",
}


def _obo_graph_terms(document: dict[str, Any], prefix: str) -> Iterator[dict[str, Any]]:
    """Terms of an OBO graph (https://github.com/geneontology/obographs); MONDO marks exact matches in it."""
    start = f"http://purl.obolibrary.org/obo/{prefix}_"
    for node in (node for graph in document["graphs"] for node in graph.get("nodes", ())):
        meta = node.get("meta") or {}
        if not str(node.get("id", "")).startswith(start) or not node.get("lbl") or meta.get("deprecated"):
            continue
        matches = [
            p.get("val", "") for p in meta.get("basicPropertyValues", ()) if p.get("pred") == _EXACT_MATCH
        ]
        yield {
            "id": f"{prefix}:{node['id'].removeprefix(start)}",
            "name": node["lbl"],
            "synonyms": [
                s.get("val", "") for s in meta.get("synonyms", ()) if s.get("pred") == "hasExactSynonym"
            ],
            "same": [
                short + value.removeprefix(long)
                for value in matches
                for long, short in _SAME_PLACES.items()
                if value.startswith(long)
            ],
            "same_here": [],
        }


def _mesh(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the diseases (trees C and F03) among MeSH's descriptors."""
    what = (
        "a table of MeSH's descriptors, with number (D003920), name, synonyms and tree numbers between tabs"
    )
    for number, name, synonyms, trees, *_ in _rows(path, r"[A-Z]\d{6,9}\t[^\t]+\t[^\t]*\t", what):
        if any(tree.startswith(("C", "F03")) for tree in trees.split("|")):
            yield {
                "id": f"MESH:{number}",
                "name": name,
                "synonyms": [s for s in synonyms.split("|") if s],
                "same_here": [],
            }
