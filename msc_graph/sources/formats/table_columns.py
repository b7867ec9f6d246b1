"""The columns of a table as its mapping names them: by their names, or by their numbers."""

from __future__ import annotations

from collections.abc import Sequence

from msc_graph.errors import FileRefused, did_you_mean, nearest
from msc_graph.languages import LANGUAGES
from msc_graph.sources.grounding.species import KNOWN
from msc_graph.sources.readers.text_files import Table
from msc_graph.system.digits import whole_number
from msc_graph.vocabulary.curies import compress
from msc_graph.vocabulary.namespaces import MSC
from msc_graph.vocabulary.ontology import vocabulary


def column_of(table: Table, name: str) -> str | None:
    """Return the column that a name or number (from 1) means; None where it means none.

    A name goes before a number, one that is spelled just so before the only one in other letter case.
    """
    if name in table.columns:
        return name
    alike = [column for column in table.columns if column.casefold() == name.casefold()]
    if len(alike) == 1:
        return alike[0]
    number = whole_number(name) or 0
    return table.columns[number - 1] if 0 < number <= len(table.columns) else None


def needed_column(table: Table, name: str) -> str:
    """Return the column that a name or number means.

    Raises:
        FileRefused: it means none; what is there is named.
    """
    found = column_of(table, name)
    if found is None:
        if name.isdecimal():
            problem = f"there is no column {_excerpt(name)}: it has {len(table.columns)} columns."
            raise FileRefused(table.path, problem, line=1)
        if table.columns[0].startswith("#"):
            problem = f"there is no column {name!r}; its first line is {table.columns[0]!r}."
            hint = " If lines that begin so are comments, say -p comment=#."
            raise FileRefused(table.path, problem + hint, line=1)
        table.require([name])
    return found or name


def _excerpt(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"


_VALUES = {
    "subject_category": "the name of a class, such as Gene",
    "object_category": "the name of a class, such as Gene",
    "species": "human or NCBITaxon:9606",
    "direction": "supports or refutes",
    "sign": "'+', '-' or '?'",
    "evidence_type": "a CURIE such as ECO:0000049",
    "cell": "a CURIE such as CL:0000235",
    "reference": "a CURIE such as PMID:12345",
}
"""What holds for all rows where an option names no column."""


def _known(option: str) -> list[str]:
    """Return the words that an option takes as its value for all rows."""
    words = vocabulary()
    if option.endswith("_category"):
        names = [iri.removeprefix(MSC) for iri in words.node_classes if iri.startswith(MSC)]
        return [*names, *words.class_labels(LANGUAGES[1]).values()]
    if option == "predicate":
        return [*map(compress, words.predicates), *words.predicate_labels(LANGUAGES[1]).values()]
    if option == "species":
        return [name for species in KNOWN for name in (species.common, species.latin)]
    return ["supports", "refutes"] if option == "direction" else []


def _offer(option: str, value: str, columns: Sequence[str]) -> str:
    """Return a sentence that offers what is like a value."""
    return did_you_mean(nearest(value, [*_known(option), *columns]))


def no_column(table: Table, option: str, value: str) -> FileRefused:
    """Return the error for an option that is neither a column nor a constant."""
    columns = ", ".join(map(repr, table.columns))
    takes = f" Such a value is {_VALUES[option]}." if option in _VALUES else ""
    problem = (
        f"option {f'{option}={_excerpt(value)}'!r} is neither a column nor a value that holds for all rows."
        f"{_offer(option, value, table.columns)}{takes} The columns are {columns}."
    )
    return FileRefused(table.path, problem, line=1)
