"""The mapping of a table: which column, or which constant, stands for which part of a statement."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from msc_graph.errors import FileRefused, UsageError, did_you_mean, nearest, no_such_file
from msc_graph.sources.grounding.names import KINDS
from msc_graph.vocabulary.namespaces import MSC
from msc_graph.vocabulary.ontology import vocabulary

MAX_BYTES = 256 * 1024
"""Largest file of a mapping. Our choice."""

MAX_DEPTH = 20
"""Deepest nesting of brackets in a mapping. Our choice."""

OPTIONS: Mapping[str, tuple[str, str]] = {
    "mapping": (
        "a YAML file with any of these options; 'predicates' and 'signs' stand only there",
        "含有这些选项的 YAML 文件；'predicates' 和 'signs' 只能写在其中",
    ),
    "subject": ("column of the subject (needed)", "主语所在的列（必需）"),
    "predicate": (
        "column of the predicate, or a CURIE that holds for all rows (needed)",
        "谓词所在的列，或适用于所有行的 CURIE（必需）",
    ),
    "object": ("column of the object (needed)", "宾语所在的列（必需）"),
    "sign": ("column of the sign, or +, - or ? for all rows", "正负号所在的列，或适用于所有行的 +、- 或 ?"),
    "reference": (
        "column of references (PMID, DOI; several separated by | ; or ,), or one for all rows",
        "参考文献所在的列（PMID、DOI；多个以 |、; 或 , 分隔），或适用于所有行的一个",
    ),
    "evidence_type": (
        "column of the evidence type, or a CURIE for all rows, such as ECO:0000181",
        "证据类型所在的列，或适用于所有行的 CURIE，如 ECO:0000181",
    ),
    "direction": (
        "column that says supports or refutes, or one of these for all rows",
        "写有 supports（支持）或 refutes（反驳）的列，或适用于所有行的其中之一",
    ),
    "species": (
        "column of the species, or one for all rows (human, Mus musculus, NCBITaxon:10090)",
        "物种所在的列，或适用于所有行的物种（human、Mus musculus、NCBITaxon:10090）",
    ),
    "cell": (
        "column of the cell type (CURIEs of CL), or one for all rows",
        "细胞类型所在的列（CL 的 CURIE），或适用于所有行的一个",
    ),
    "locator": ("column that says where in the reference", "写明在文献中何处的列"),
    "subject_kind": (
        f"the subjects are names, to be looked up in the tables of: {', '.join(KINDS)}",
        f"主语是名称，在此类对照表中查找：{', '.join(KINDS)}",
    ),
    "object_kind": ("the same for the objects", "宾语的同一选项"),
    "subject_prefix": (
        "prefix of the subjects' identifiers, where the column leaves it out (NCBIGene)",
        "列中省略的主语标识符前缀（NCBIGene）",
    ),
    "object_prefix": ("the same for the objects", "宾语的同一选项"),
    "subject_category": (
        "column of the subjects' class, or a class for all rows (Gene)",
        "主语类别所在的列，或适用于所有行的类（Gene）",
    ),
    "object_category": ("the same for the objects", "宾语的同一选项"),
    "subject_label": ("column of the subjects' names", "主语名称所在的列"),
    "object_label": ("the same for the objects", "宾语的同一选项"),
    "delimiter": (
        "tab, comma, semicolon, bar or another character (default: the likely one)",
        "tab、comma、semicolon、bar 或其他字符（默认：最可能的一个）",
    ),
    "quoted": (
        "yes or no: whether cells may stand in quotes (default: yes, unless tabs separate the cells)",
        "yes 或 no：单元格是否可以加引号（默认 yes，以制表符分隔时为 no）",
    ),
}
"""What ``-p NAME=VALUE`` takes, in English and Chinese."""

EXAMPLE = """\
# mapping.yaml, for a table with the columns mirna, gene, relation, effect, paper and figure:
# msc-graph import table mine.tsv --store my-store --name mine -p mapping=mapping.yaml
subject: mirna
subject_category: MicroRNA
object: gene
object_category: Gene
predicate: relation
predicates:
  represses: msc:targets
  "seen with": {id: "mylab:seen_with", role: contextual, label: seen with}
sign: effect
signs: {falls: "-", rises: "+"}
reference: paper
evidence_type: ECO:0000049
species: human
locator: figure
"""
"""A whole file for ``-p mapping=FILE``."""

_DELIMITERS = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "bar": "|"}
_ONLY_YAML = ("predicates", "signs")
_ROLES = ("causal", "structural", "contextual")
_SIGNS = ("+", "-", "?")


@dataclass(frozen=True, slots=True)
class DeclaredPredicate:
    """What a mapping says of a predicate: how the column spells it, its CURIE, role, sign and label."""

    spelling: str
    id: str
    role: str = ""
    sign: str | None = None
    label: str | None = None


@dataclass(frozen=True, slots=True)
class End:
    """How the subject, or the object, is given: see `OPTIONS`."""

    column: str
    kind: str = ""
    prefix: str = ""
    category: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class TableMapping:
    """The options of a table, checked; texts are names of columns or constants, empty where not given."""

    subject: End
    object: End
    predicate: str
    sign: str = ""
    reference: str = ""
    evidence_type: str = ""
    direction: str = ""
    species: str = ""
    cell: str = ""
    locator: str = ""
    delimiter: str | None = None
    quoted: bool | None = None
    predicates: tuple[DeclaredPredicate, ...] = ()
    signs: Mapping[str, str] = field(default_factory=dict)


def table_mapping(options: Mapping[str, str]) -> TableMapping:
    """Return the mapping that options give; those on the command line go before those of the YAML file.

    Raises:
        UsageError: an option is unknown (near ones are offered), missing, or has a value that it cannot have.
        FileRefused: the YAML file is missing, too large or malformed, with its line.
    """
    _check_names(options, OPTIONS)
    given: dict[str, Any] = {}
    if "mapping" in options:
        given = _yaml(Path(options["mapping"]))
    given |= {name: value for name, value in options.items() if name != "mapping"}
    missing = [name for name in ("subject", "predicate", "object") if not given.get(name)]
    if missing:
        raise UsageError(
            f"a table needs to know its {', '.join(missing)}: -p {missing[0]}=COLUMN, or in a mapping file."
        )
    plain = {f.name for f in fields(TableMapping)} & set(OPTIONS) - {
        "subject",
        "object",
        "delimiter",
        "quoted",
    }
    return TableMapping(
        subject=_end("subject", given),
        object=_end("object", given),
        delimiter=_delimiter(given.get("delimiter", "")),
        quoted=_yes_or_no(given.get("quoted", "")),
        predicates=tuple(_predicates(given.get("predicates", {}))),
        signs=_signs(given.get("signs", {})),
        **{name: given[name] for name in plain if name in given},
    )


def _check_names(given: Mapping[str, Any], known: Mapping[str, Any] | tuple[str, ...]) -> None:
    for name in given:
        if name not in known:
            candidates = did_you_mean(nearest(str(name), known))
            raise UsageError(
                f"a table has no option {name!r}.{candidates} Its options are {', '.join(known)}."
            )


def _yaml(path: Path) -> dict[str, Any]:
    import yaml

    if not path.is_file():
        raise no_such_file(path)
    if path.stat().st_size > MAX_BYTES:
        raise FileRefused(path, f"it is larger than {MAX_BYTES} bytes, which no mapping is.")
    try:
        text = path.read_text(encoding="utf-8")
        _check_depth(path, text)
        _check_aliases(path, text)
        given = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise FileRefused(path, f"it is not valid YAML: {error.problem}.", line=line) from error
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise FileRefused(path, "it is not valid YAML in UTF-8.") from error
    except (ValueError, OverflowError) as error:  # dates and numbers that are none
        raise FileRefused(path, "it holds a date or a number that is none; put it in quotes.") from error
    if not isinstance(given, dict):
        raise FileRefused(path, "it should hold 'option: value' lines.")
    _check_names(given, (*(name for name in OPTIONS if name != "mapping"), *_ONLY_YAML))
    for name, value in given.items():
        if name not in _ONLY_YAML and not isinstance(value, str):
            raise FileRefused(path, f"the value of {name!r} should be text; put it in quotes.")
        if name in _ONLY_YAML and not isinstance(value, dict):
            raise FileRefused(path, f"{name!r} should hold a line for each spelling in the column.")
    return given


def _check_aliases(path: Path, text: str) -> None:
    """Refuse aliases: a few of them unfold to more than fits in memory, and no mapping needs one."""
    import yaml

    for event in yaml.parse(text):
        if isinstance(event, yaml.AliasEvent):
            line = event.start_mark.line + 1
            raise FileRefused(path, f"it has an alias (*{event.anchor}); write the value again.", line=line)


def _short(value: Any) -> str:
    """Return a value as it is shown in a message: at most 60 characters."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:59]}…"


def _check_depth(path: Path, text: str) -> None:
    """Refuse brackets nested deeper than a mapping has them: PyYAML's time grows with their square."""
    depth = 0
    for bracket in re.findall(r"[\[{\]}]", text):
        depth += 1 if bracket in "[{" else -1
        if depth > MAX_DEPTH:
            raise FileRefused(path, f"its brackets are nested more than {MAX_DEPTH} deep.")


def _end(name: str, given: Mapping[str, str]) -> End:
    kind = given.get(f"{name}_kind", "")
    if kind and kind not in KINDS:
        raise UsageError(
            f"{name}_kind is one of {', '.join(KINDS)}, not {kind!r}.{did_you_mean(nearest(kind, KINDS))}"
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


def _delimiter(text: str) -> str | None:
    found = _DELIMITERS.get(text, text)
    if len(found) > 1 or (found and (found in '"\n\r' or not found.isascii())):
        raise UsageError(
            f"delimiter is one ASCII character or one of {', '.join(_DELIMITERS)}, not {text!r}."
        )
    return found or None


def _yes_or_no(text: str) -> bool | None:
    if text not in ("", "yes", "no"):
        raise UsageError(f"quoted is yes or no, not {text!r}.")
    return text == "yes" if text else None


def _signs(given: Mapping[Any, Any]) -> dict[str, str]:
    for spelling, sign in given.items():
        if not isinstance(sign, str) or sign not in _SIGNS:
            raise UsageError(f"signs: {spelling!r} is '+', '-' or '?' (in quotes), not {_short(sign)}.")
    return {str(spelling): sign for spelling, sign in given.items()}


def _predicates(given: Mapping[Any, Any]) -> list[DeclaredPredicate]:
    found = []
    for spelling, said in given.items():
        if isinstance(said, str):
            said = {"id": said}
        texts = [said.get(name, "") for name in ("id", "label")] if isinstance(said, dict) else [None]
        if not all(isinstance(text, str) for text in texts) or ":" not in str(texts[0]):
            raise UsageError(
                f"predicates: {spelling!r} needs an 'id', a CURIE such as biolink:regulates;"
                " it may have a 'label', a text."
            )
        _check_names(said, ("id", "role", "sign", "label"))
        role, sign = said.get("role", ""), said.get("sign")
        if not _is_one_of(role, ("", *_ROLES)) or not (sign is None or _is_one_of(sign, _SIGNS)):
            raise UsageError(
                f"predicates: {spelling!r} has a role ({', '.join(_ROLES)}) and a sign '+', '-' or '?'."
            )
        if role == "contextual" and sign:
            raise UsageError(f"predicates: {spelling!r} is contextual and so has no sign.")
        found.append(DeclaredPredicate(str(spelling), said["id"], role, sign, said.get("label")))
    return found


def _is_one_of(value: Any, words: tuple[str, ...]) -> bool:
    return isinstance(value, str) and value in words


def class_names() -> tuple[str, ...]:
    """Return the names of the classes that a node may have."""
    return tuple(iri.removeprefix(MSC) for iri in vocabulary().node_classes if iri.startswith(MSC))
