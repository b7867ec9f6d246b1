"""The mapping of a table: which column, or which constant, stands for which part of a statement."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from msc_graph.errors import UsageError, did_you_mean, nearest
from msc_graph.sources.formats.mapping_file import (
    DeclaredPredicate,
    check_names,
    classes_of,
    declared_predicates,
    read_mapping,
    short,
    signs_of,
    words_of,
    wrong_in,
)
from msc_graph.sources.formats.table_options import ONLY_YAML, OPTIONS
from msc_graph.sources.grounding.names import KINDS
from msc_graph.sources.readers.layouts import Shape
from msc_graph.system.digits import whole_number

MIXED = "mixed"
"""The kind of names of which some are genes and others microRNAs."""

DIRECTIONS = ("supports", "refutes")

_DELIMITERS = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "bar": "|"}


@dataclass(frozen=True, slots=True)
class End:
    """How the subject, or the object, is given: see `OPTIONS`."""

    column: str
    kind: str = ""
    prefix: str = ""
    category: str = ""
    label: str = ""


Condition = Mapping[str, tuple[str, ...]]
"""Values by column: one is in the cell, begins it (``"DOID:*"``), or compares with it (``">= 4"``)."""


@dataclass(frozen=True, slots=True)
class TableMapping:
    """The options of a table, checked; texts are names of columns or constants, empty where not given."""

    subject: End
    object: End
    predicate: str
    sign: str = ""
    raises: str = ""
    lowers: str = ""
    reference: str = ""
    evidence_type: str = ""
    direction: str = ""
    species: str = ""
    cell: str = ""
    locator: str = ""
    shape: Shape = Shape()
    predicates: tuple[DeclaredPredicate, ...] = ()
    signs: Mapping[str, str] = field(default_factory=dict)
    directions: Mapping[str, str] = field(default_factory=dict)
    evidence_types: Mapping[str, str] = field(default_factory=dict)
    classes: Mapping[str, str] = field(default_factory=dict)
    prefixes: Mapping[str, str] = field(default_factory=dict)
    where: Condition = field(default_factory=dict)
    drop: Condition = field(default_factory=dict)


def table_mapping(options: Mapping[str, str]) -> TableMapping:
    """Return the mapping that options give; those on the command line go before those of the YAML file.

    Raises:
        UsageError: an option is unknown (near ones are offered), missing, or has a value that it cannot have.
        FileRefused: the YAML file is missing, too large or malformed, with its line, or its words are wrong.
    """
    check_names(options, OPTIONS, "a table")
    given: dict[str, Any] = {}
    if "mapping" in options:
        given = read_mapping(
            options["mapping"],
            [n for n in OPTIONS if n not in ("mapping", "columns")],
            ONLY_YAML,
            ["columns"],
        )
    given |= {name: value for name, value in options.items() if name != "mapping"}
    missing = [name for name in ("subject", "predicate", "object") if not given.get(name)]
    if missing:
        raise UsageError(
            f"a table needs to know its {', '.join(missing)}: -p {missing[0]}=COLUMN, or in a mapping file."
        )
    if bool(given.get("raises")) != bool(given.get("lowers")) or (given.get("raises") and given.get("sign")):
        raise UsageError("'raises' and 'lowers' go together, in place of 'sign'.")
    with wrong_in(options.get("mapping", "")):
        words = _words(given)
    made = ("subject", "object", "shape", *ONLY_YAML)
    plain = {f.name for f in fields(TableMapping)} - set(made)
    return TableMapping(
        subject=_end("subject", given),
        object=_end("object", given),
        shape=_shape(given),
        **words,
        **{name: given[name] for name in plain if name in given},
    )


def _words(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a mapping says of the words in columns."""
    said = {name: given.get(name, {}) for name in ONLY_YAML}
    return {
        "predicates": tuple(declared_predicates(said["predicates"])),
        "signs": signs_of(said["signs"]),
        "directions": words_of("directions", said["directions"], DIRECTIONS),
        "evidence_types": words_of("evidence_types", said["evidence_types"]),
        "classes": classes_of(said["classes"]),
        "prefixes": words_of("prefixes", said["prefixes"]),
        "where": _condition("where", said["where"]),
        "drop": _condition("drop", said["drop"]),
    }


COMPARISON = re.compile(r"(>=|<=|>|<)\s*([-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?)")
_COMPARED = re.compile(r"[<>]=?\s*[-+.]*\d")
"""How values begin that compare, as against <LOD."""
TRUTHS: Mapping[bool, tuple[str, ...]] = {True: ("yes", "true", "on"), False: ("no", "false", "off")}
"""Words of YAML and spreadsheets for truth values, in lower case."""


def _condition(option: str, given: Mapping[Any, Any]) -> Condition:
    found = {}
    for column, values in given.items():
        several = values if isinstance(values, list) else [values]
        if not several or not all(isinstance(value, str | int | float) for value in several):
            raise UsageError(f"{option}: {column!r} has a value or a list of values, not {short(values)}.")
        for value in several:
            if _COMPARED.match(str(value)) and not COMPARISON.fullmatch(str(value)):
                raise UsageError(
                    f"{option}: {value!r} compares with no number. Write it as in >=0.5 or <1e-3."
                )
        found[str(column)] = tuple("" if value is None else str(value) for value in several)
    return found


def _end(name: str, given: Mapping[str, str]) -> End:
    kind = given.get(f"{name}_kind", "")
    kinds = (*KINDS, MIXED)
    if kind and kind not in kinds:
        raise UsageError(
            f"{name}_kind is one of {', '.join(kinds)}, not {kind!r}.{did_you_mean(nearest(kind, kinds))}"
        )
    if kind and given.get(f"{name}_prefix"):
        raise UsageError(f"{name}_kind is for names and {name}_prefix for identifiers; give one of them.")
    return End(
        column=given[name],
        kind=kind,
        prefix=given.get(f"{name}_prefix", "").removesuffix(":"),
        category=given.get(f"{name}_category", ""),
        label=given.get(f"{name}_label", ""),
    )


def _shape(given: Mapping[str, Any]) -> Shape:
    columns = given.get("columns", ())
    if isinstance(columns, str):
        columns = map(str.strip, columns.split("," if "," in columns else "，"))
    names = list(columns)
    if not all(isinstance(name, str) and name for name in names) or len(set(names)) < len(names):
        raise UsageError("'columns' lists the names of the columns, each once.")
    header = str(given.get("header", "")).strip()
    header = "no" if header.casefold() in TRUTHS[False] else header
    if header and header != "no" and not whole_number(header):
        raise UsageError(f"header is 'no' or the number of a line, not {header!r}.")
    if names and header not in ("", "no"):
        raise UsageError(
            "'columns' names the columns of a file without header; give one of 'columns', 'header'."
        )
    line = 0 if names or header == "no" else whole_number(header)
    return Shape(
        delimiter=_delimiter(given.get("delimiter", "")),
        quoted=_yes_or_no(given.get("quoted", "")),
        comment=given.get("comment", ""),
        header=line,
        columns=tuple(names),
    )


def _delimiter(text: str) -> str | None:
    found = _DELIMITERS.get(text, text)
    if len(found) > 1 or (found and (found in '"\n\r' or not found.isascii())):
        raise UsageError(
            f"delimiter is one ASCII character or one of {', '.join(_DELIMITERS)}, not {text!r}."
        )
    return found or None


def _yes_or_no(text: str) -> bool | None:
    said = [truth for truth, words in TRUTHS.items() if text.casefold() in words]
    if text and not said:
        raise UsageError(f"quoted is yes or no, not {text!r}.")
    return said[0] if said else None
