"""Nodes for the names in a file: each name looked up once, and what was not found told once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol
from unicodedata import normalize

import polars as pl

from msc_graph.errors import FileRefused, UsageError
from msc_graph.messages.imports import EventKind
from msc_graph.model.names import UNRESOLVED
from msc_graph.sources.batch import Reading
from msc_graph.sources.grounding.joint import BY_GRAPH
from msc_graph.sources.grounding.names import KINDS
from msc_graph.sources.grounding.species import HUMAN, KNOWN, find_species, species_ids
from msc_graph.sources.identifiers import without_marks
from msc_graph.sources.report import EXAMPLES

_MONTH = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec"
    r"|mrz|m[äa]r|mai|okt|dez|mars|avr|août|déc|ene|abr|ago|dic|mag|lug|set|ott|dic|out|fev)\.?"
)
"""Months as spreadsheets shorten them in English, German, French, Spanish, Italian and Portuguese."""
_DATE = (
    rf"(?i)^(?:\d{{1,2}}[-/. ]{{1,2}}{_MONTH}(?:[-/. ]\d{{2,4}})?|{_MONTH}[-/. ]\d{{1,4}}"
    r"|\d{4}-\d{2}-\d{2}(?:[ T].*)?|\d{1,2}/\d{1,2}/\d{2,4}|\d{1,2}月\d{1,2}日|[34]\d{4}(?:\.0+)?)$"
)
"""What spreadsheets make of MARCHF1, SEPTIN2 or DEC1 (Ziemann and others 2016, Genome Biology 17:177).

A number of five digits is a day of 1982 to 2036 as they count days.
"""
_SAFE = re.compile(r"[^A-Za-z0-9_.-]")
_CODES = [species.code for species in KNOWN]
_OWN_SPECIES = re.compile(
    r"(?!pre|pri)[a-z]{3,4}[0-9]?[-_. ](?i:mir|let|lin|lsy|microrna|mirna|bantam)|MI(?:MAT)?[0-9]"
)
"""How microRNAs begin whose name says of which species they are, and accessions of miRBase."""

ARMLESS_OPTION = {
    "armless": (
        "what a microRNA's name without arm (miR-21) means: 'ambiguous' (default), or 'previous', the one"
        " mature sequence that miRBase registered under that name",
        "不带臂的微小RNA名称（miR-21）的含义：'ambiguous'（默认，视为有歧义），或 'previous'，即 miRBase"
        " 曾以该名称登记的唯一成熟序列",
    )
}


def unresolved_id(kind: str, name: str) -> str:
    """Return the identifier of something of which only the name is known; the same name, the same identifier.

    >>> unresolved_id("microrna", "hsa-miR-9999")
    'unresolved:microrna-hsa-miR-9999'
    """
    text = _SAFE.sub("_", name)
    mark = "" if text == name else "-" + hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{UNRESOLVED}{kind}-{text}{mark}"


def same_name(name: str) -> str:
    """Return a name in words as it is compared where no table knows it: letter case and spaces do not count.

    Nor does how an accent is written (Unicode Standard Annex 15: canonically equivalent texts are one).

    >>> same_name("Heart  FAILURE ")
    'heart failure'
    """
    return " ".join(normalize("NFC", name).casefold().split())


class Names:
    """The names of one kind and species in a source, looked up as they come."""

    def __init__(
        self,
        reading: Reading,
        kind: str,
        category: str,
        *,
        species: str = "",
        armless: str = "ambiguous",
    ) -> None:
        """Keep where to look; ``category`` is the class of the nodes."""
        self._reading, self._kind, self._category = reading, kind, category
        self._species, self._armless = species, armless
        self._seen = pl.DataFrame(schema={"name": pl.String, "id": pl.String})
        self._spelled: dict[str, str] = {}

    def ids(self, names: pl.Series) -> tuple[pl.Series, pl.DataFrame]:
        """Return the identifier of each name, and the nodes for names that were not met before.

        Of a disease that is known by name only, the first spelling is the label and the others are synonyms;
        letters of genes and microRNAs mean something in upper and lower case.
        """
        names = without_marks(names, self._reading)
        fresh = names.drop_nulls().unique(maintain_order=True)
        fresh = fresh.filter(~fresh.is_in(self._seen["name"].implode()))
        nodes = self._nodes(fresh)
        self._seen = pl.concat([self._seen, nodes.select("name", "id")])
        found = pl.DataFrame({"name": names}).join(self._seen, on="name", how="left", maintain_order="left")
        return found["id"], nodes.drop("name")

    def _nodes(self, names: pl.Series) -> pl.DataFrame:
        frame = pl.DataFrame({"name": names.rename("name").cast(pl.String)})
        known = self._reading.grounding
        if known is not None and self._kind in KINDS and self._may_be_known():
            frame = known.ground(frame["name"], self._kind, species=self._species, armless=self._armless)
            self._tell(frame, has_table=self._kind in known.kinds)
        else:
            self._reading.report.note(EventKind.NAME_WITHOUT_TABLE, *names, kind=self._kind)
            frame = frame.with_columns(
                id=pl.lit(None, pl.String), label=pl.lit(None, pl.String), how=pl.lit("unknown")
            )
        keys = [self._key(name) for name in frame["name"]]
        fallback = pl.Series([unresolved_id(self._kind, key) for key in keys], dtype=pl.String)
        label = pl.coalesce("label", pl.Series(map(self._label, keys, frame["name"]), dtype=pl.String))
        return frame.select(
            "name",
            id=pl.coalesce("id", fallback),
            category=pl.lit(self._category),
            label=label,
            synonyms=pl.when(label != pl.col("name"))
            .then(pl.concat_list("name"))
            .otherwise(pl.lit([], pl.List(pl.String))),
            grounding=pl.when(pl.col("how").is_in(["unknown", "ambiguous"])).then("how"),
        )

    def _key(self, name: str) -> str:
        """Return what tells names that no table knows apart: the name, with its species before it."""
        name = same_name(name) if self._kind == "disease" else normalize("NFC", name)
        has_own = self._kind == "microrna" and _OWN_SPECIES.match(name)
        return f"{self._species}-{name}" if self._species and not has_own else name

    def _label(self, key: str, name: str) -> str:
        """Return the label of what no table knows: of a microRNA the full name, else the first spelling."""
        full = self._kind == "microrna" and self._species in _CODES
        return self._spelled.setdefault(key, key if full else name)

    def _may_be_known(self) -> bool:
        return self._kind == "disease" or not self._species or find_species(self._species) is not None

    def _tell(self, frame: pl.DataFrame, *, has_table: bool) -> None:
        """Report what was not found, may mean several things, or was found otherwise than by its name."""
        open_arm = pl.lit(self._kind == "microrna") & (pl.col("how") == BY_GRAPH) & _leaves_arm_open()
        frame = frame.with_columns(how=pl.when(open_arm).then(pl.lit(_ARM_TAKEN)).otherwise("how"))
        for how, kind in (
            (BY_GRAPH, EventKind.NAME_IN_GRAPH),
            (_ARM_TAKEN, EventKind.ARM_TAKEN),
            ("unknown", EventKind.NAME_NOT_FOUND if has_table else EventKind.NAME_WITHOUT_TABLE),
            ("ambiguous", EventKind.NAME_AMBIGUOUS),
            ("alias", EventKind.NAME_BY_ALIAS),
            ("previous", EventKind.NAME_BY_EARLIER_NAME),
        ):
            rows = frame.filter(how=how).select("name", "label", "candidates")
            for name, label, candidates in rows.iter_rows():
                several = f": {', '.join(candidates[:4])}" if candidates else ""
                meaning = f" -> {label}" if label else several
                self._reading.report.note(kind, f"{name}{meaning}", kind=self._kind)


_ARM_TAKEN = "arm"
_ARM = r"(?i)[35]p(?:\.\d)?$"


def _leaves_arm_open() -> pl.Expr:
    """Return whether a name is one of a microRNA without its arm, by which the graph calls it."""
    is_number = pl.col("name").str.contains(r"(?i)MIMAT\d+")
    return pl.col("label").str.contains(_ARM) & ~pl.col("name").str.contains(_ARM) & ~is_number


class SpeciesNames:
    """The names of one kind in a source, each looked up in the species that the source gives for it."""

    def __init__(self, reading: Reading, kind: str, category: str, armless: str = "ambiguous") -> None:
        """Keep where to look; `Names` says what the arguments mean."""
        self._reading, self._kind, self._category, self._armless = reading, kind, category, armless
        self._names: dict[str, Names] = {}

    def ids(self, names: pl.Series, species: pl.Series) -> tuple[pl.Series, pl.DataFrame]:
        """Return the identifier of each name, and the nodes for names that were not met before.

        ``species`` is as third-party files write it, null where it is not said; of a species that is not
        known here no name is looked up, unless the name itself begins with miRBase's code.
        """
        names = without_marks(names, self._reading)
        codes = {text: _code(text) for text in species.drop_nulls().unique()}
        code = species.replace_strict(codes, default="", return_dtype=pl.String)
        frame = pl.DataFrame({"name": names, "code": code}).with_row_index()
        if self._kind == "microrna":
            told = [name for name in names.drop_nulls().unique() if _OWN_SPECIES.match(name)]
            own = ~pl.col("code").is_in(_CODES) & pl.col("name").is_in(told)
            frame = frame.with_columns(code=pl.when(own).then(pl.lit("")).otherwise("code"))
        parts, nodes = [], []
        for (code_of,), part in frame.group_by("code", maintain_order=True):
            ids, fresh = self._of(str(code_of)).ids(part["name"])
            nodes.append(fresh)
            parts.append(part.select("index", id=ids))
        if not parts:
            return pl.Series([], dtype=pl.String), pl.DataFrame(schema={"id": pl.String})
        return pl.concat(parts).sort("index")["id"], pl.concat(nodes)

    def _of(self, code: str) -> Names:
        if code not in self._names:
            names = Names(self._reading, self._kind, self._category, species=code, armless=self._armless)
            self._names[code] = names
        return self._names[code]


def _code(species: str) -> str:
    """Return the code of a species; of one that is not known, its name as an identifier may hold it."""
    found = find_species(species)
    return found.code if found else _SAFE.sub("_", species.strip())


class MicroRNAs(SpeciesNames):
    """The microRNAs of a source, looked up in the species that the source gives for each."""

    def __init__(self, reading: Reading, armless: str) -> None:
        """Keep where to look."""
        super().__init__(reading, "microrna", "MicroRNA", armless)


_MICRORNA = r"^(?:[a-z]{3,4}-)?(?:miR|mir|let)-?\d|^(?i:[a-z]{3,4}-mir-|microrna|mirna|mir-)"
"""Names of microRNAs among those of genes: HGNC has their genes as ``MIR21``."""


class GenesOrMicroRNAs:
    """Names of which some are microRNAs, by their form, and the others genes; by species."""

    def __init__(self, reading: Reading) -> None:
        """Keep where to look."""
        self._genes = SpeciesNames(reading, "gene", "Gene")
        self._micrornas = SpeciesNames(reading, "microrna", "MicroRNA")

    def ids(self, names: pl.Series, species: pl.Series) -> tuple[pl.Series, pl.DataFrame]:
        """Return the identifier of each name, and the nodes for names that were not met before."""
        is_microrna = names.str.contains(_MICRORNA)

        def among(which: pl.Series) -> pl.Series:
            return pl.select(pl.when(which).then(names)).to_series()

        genes, nodes = self._genes.ids(among(~is_microrna), species)
        micrornas, more = self._micrornas.ids(among(is_microrna), species)
        return pl.select(pl.coalesce(genes, micrornas)).to_series(), pl.concat([nodes, more], how="diagonal")


class Genes:
    """The genes of a source by their NCBI Gene numbers, with symbols as labels."""

    def __init__(self, reading: Reading) -> None:
        """Keep where to look."""
        self._reading = reading
        self._human = Names(reading, "gene", "Gene", species=HUMAN.code)
        self._marks: dict[str, str] = {}
        self._seen: set[str] = set()

    def ids(
        self, numbers: pl.Series, symbols: pl.Series, species: pl.Series
    ) -> tuple[pl.Series, pl.DataFrame]:
        """Return the identifier for each number (HGNC's, if the tables know it), and nodes not met before.

        Where there is no number, a human symbol is looked up; others, and those not found, stay unresolved.
        """
        symbols = self._without_dates(without_marks(symbols, self._reading), numbers)
        given = (pl.lit("NCBIGene:") + numbers).alias("given")
        frame = pl.select(given, symbols.alias("symbol"), species.alias("species"))
        tables = self._reading.grounding
        by_number = tables.canonical(frame["given"]) if tables else frame["given"]
        frame = frame.with_columns(id=by_number)
        self._tell_of_humans(frame)
        if by_number.null_count():
            frame = self._by_symbol(frame)
        fresh = frame.drop_nulls("id").unique("id", keep="first", maintain_order=True)
        fresh = fresh.filter(~pl.col("id").is_in(list(self._seen)))
        self._seen.update(fresh["id"])
        nothing = pl.Series([None] * fresh.height, dtype=pl.String)
        current = tables.labels(fresh["id"]) if tables else nothing
        fresh = fresh.with_columns(label=pl.coalesce(current, "symbol", "id"))
        empty = pl.lit([], pl.List(pl.String))
        nodes = fresh.select(
            "id",
            category=pl.lit("Gene"),
            label="label",
            synonyms=pl.when(pl.col("symbol") != pl.col("label"))
            .then(pl.concat_list("symbol"))
            .otherwise(empty),
            xrefs=pl.when(pl.col("given") != pl.col("id")).then(pl.concat_list("given")).otherwise(empty),
            grounding=pl.col("id").replace_strict(self._marks, default=None, return_dtype=pl.String),
        )
        return frame["id"], nodes

    def _without_dates(self, symbols: pl.Series, numbers: pl.Series) -> pl.Series:
        """Return the symbols but those that became dates, where a number says which gene is meant."""
        wrong = symbols.str.contains(_DATE).fill_null(False)
        if not wrong.any():
            return symbols
        first = symbols.filter(wrong).unique(maintain_order=True).head(EXAMPLES)
        self._reading.report.note(EventKind.GENE_AS_DATE, *first, count=int(wrong.sum()))
        return pl.select(pl.when(wrong & numbers.is_not_null()).then(None).otherwise(symbols)).to_series()

    def _tell_of_humans(self, frame: pl.DataFrame) -> None:
        """Report human genes, as HGNC has them, of which the source says that they are of another species."""
        human = [name for name in frame["species"].unique().drop_nulls() if find_species(name) is HUMAN]
        wrong = frame.filter(pl.col("id").str.starts_with("HGNC:") & ~pl.col("species").is_in(human))
        if wrong.height:
            shown = wrong.select(pl.format("{} ({}, {})", "symbol", "given", "species")).to_series()
            first = shown.drop_nulls().unique(maintain_order=True).head(EXAMPLES)
            self._reading.report.note(EventKind.GENE_OF_HUMANS, *first, count=wrong.height)

    def _by_symbol(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Fill in identifiers by symbol: human ones from the tables, others as unresolved."""
        bare = frame.filter(pl.col("id").is_null() & pl.col("symbol").is_not_null())
        self._reading.report.note(
            EventKind.GENE_WITHOUT_NUMBER,
            *bare["symbol"].unique(maintain_order=True).head(EXAMPLES),
            count=bare.height,
        )
        made = []
        for (latin,), part in bare.group_by("species", maintain_order=True):
            found = find_species(str(latin or ""))
            symbols = part["symbol"].unique(maintain_order=True)
            if found is HUMAN:
                ids, nodes = self._human.ids(symbols)
                self._marks.update(
                    nodes.filter(pl.col("grounding").is_not_null()).select("id", "grounding").rows()
                )
            else:
                start = f"{found.code}-" if found else ""
                ids = pl.Series(
                    [unresolved_id("gene", start + symbol) for symbol in symbols], dtype=pl.String
                )
                fresh = symbols.filter(~ids.is_in(list(self._marks)))
                self._reading.report.note(EventKind.NAME_WITHOUT_TABLE, *fresh, kind="gene")
                self._marks.update(dict.fromkeys(ids, "unknown"))
            latin_name = pl.lit(latin, pl.String)
            made.append(pl.select(symbol=symbols, species=latin_name, by_name=ids))
        if not made:
            return frame
        named = pl.concat(made)
        frame = frame.join(
            named, on=["symbol", "species"], how="left", nulls_equal=True, maintain_order="left"
        )
        return frame.with_columns(id=pl.coalesce("id", "by_name")).drop("by_name")


def taxon_ids(species: pl.Series, reading: Reading) -> pl.Series:
    """Return the CURIE of each species; those without one are reported, and those beside a first one."""
    taxa = species_ids(species)
    several = species.filter(taxa.is_not_null() & species.str.contains(r"[|;,]\s*[^\s|;,]"))
    first = several.unique(maintain_order=True).head(EXAMPLES)
    reading.report.note(EventKind.FIRST_SPECIES_TAKEN, *first, count=len(several))
    unknown = species.filter(taxa.is_null() & species.is_not_null())
    if len(unknown):
        reading.report.note(
            EventKind.SPECIES_UNKNOWN,
            *unknown.unique(maintain_order=True).head(EXAMPLES),
            count=len(unknown),
        )
    return taxa


class TableLike(Protocol):
    """A delimited file or a sheet."""

    path: Path
    columns: list[str]

    def require(self, columns: Sequence[str]) -> None:
        """Raise ``FileRefused`` unless the table has these columns."""

    def frames(self) -> Iterator[pl.DataFrame]:
        """Yield the rows as text."""


def column_of(
    table: TableLike, spellings: Mapping[str, Sequence[str]], optional: Iterable[str] = ()
) -> dict[str, str]:
    """Return the table's own name for each column that is wanted; letter case and punctuation do not count.

    Args:
        table: an open table.
        spellings: the usual headers of each column.
        optional: columns that may lack; they are then not in the answer.

    Raises:
        FileRefused: a column lacks.
    """
    there = {_bare(column): column for column in table.columns}
    found = {
        name: there[_bare(spelling)]
        for name, usual in spellings.items()
        for spelling in reversed(usual)
        if _bare(spelling) in there
    }
    wanted = {name: usual[0] for name, usual in spellings.items() if name not in optional}
    missing = [header for name, header in wanted.items() if name not in found]
    if missing:
        table.require(missing)
        raise FileRefused(table.path, f"the header lacks {', '.join(missing)}", line=1)
    return found


def _bare(header: str) -> str:
    return re.sub(r"[^a-z0-9]", "", header.casefold())


def choice(reading: Reading, option: str, choices: Sequence[str]) -> str:
    """Return the value of an option, the first of the choices where it was not given.

    Raises:
        UsageError: another value.
    """
    value = reading.options.get(option, choices[0])
    if value not in choices:
        raise UsageError(f"{option} is {' or '.join(map(repr, choices))}, not {value!r}")
    return value
