"""A mapping in a YAML file: read with care, or one that is shipped; and what it says of words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from msc_graph.errors import FileRefused, UsageError, did_you_mean, nearest, no_such_file
from msc_graph.languages import LANGUAGES
from msc_graph.system.packaged import locate
from msc_graph.system.yaml_files import read_yaml
from msc_graph.vocabulary.namespaces import MSC
from msc_graph.vocabulary.ontology import vocabulary

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


def shipped_mappings() -> dict[str, Path]:
    """Return the mappings that are shipped, by name, sorted."""
    return dict(sorted((path.stem, path) for path in locate("mappings").glob("*.yaml")))


def mapping_file(name: str) -> Path:
    """Return the file of a mapping: a path, or the name of a shipped one.

    Raises:
        FileRefused: there is no such file; near names of shipped ones are offered.
    """
    path, shipped = Path(name), shipped_mappings()
    if path.is_file():
        return path
    if name in shipped:
        return shipped[name]
    if path.exists() or path.suffix or len(path.parts) > 1:
        raise no_such_file(path)
    near = did_you_mean(nearest(name, shipped))
    problem = (
        f"there is no such file, and no mapping of that name is shipped.{near} Shipped: {', '.join(shipped)}."
    )
    raise FileRefused(path, problem)


def read_mapping(
    name: str, texts: Iterable[str], maps: Iterable[str], lists: Iterable[str] = ()
) -> dict[str, Any]:
    """Return what a mapping file says.

    Args:
        name: a path, or the name of a shipped mapping.
        texts: its options that are texts.
        maps: its options that hold a line for each word.
        lists: its options that are a list of texts, or a text.

    Raises:
        FileRefused: it is missing, too large or malformed, with its line; or an option is unknown, and near
            ones are offered.
    """
    path = mapping_file(name)
    given: dict[str, Any] = dict(read_yaml(path))
    texts, maps, lists = tuple(texts), tuple(maps), tuple(lists)
    with wrong_in(name):
        check_names(given, (*texts, *maps, *lists), "a mapping")
    for option, value in given.items():
        if option in texts and not isinstance(value, str):
            raise FileRefused(path, f"the value of {option!r} should be text; put it in quotes.")
        if option in lists and not isinstance(value, str | list):
            raise FileRefused(path, f"{option!r} should be a list.")
        if option in maps and not isinstance(value, dict):
            raise FileRefused(path, f"{option!r} should hold a line for each spelling in the column.")
    return given


@contextmanager
def wrong_in(name: str) -> Iterator[None]:
    """Return a context in which a ``UsageError`` is of the mapping of this name; "" leaves it as it is."""
    try:
        yield
    except UsageError as error:
        if not name:
            raise
        raise FileRefused(mapping_file(name), str(error)) from error


def check_names(given: Mapping[str, Any], known: Iterable[str], what: str) -> None:
    """Raise ``UsageError``, with near ones, where an option of ``what`` is none."""
    names = tuple(known)
    for name in given:
        if name not in names:
            near = did_you_mean(nearest(str(name), names))
            raise UsageError(f"{what} has no option {name!r}.{near} Its options are {', '.join(names)}.")


def short(value: Any) -> str:
    """Return a value as it is shown in a message: at most 60 characters."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:59]}…"


def declared_predicates(given: Mapping[Any, Any]) -> list[DeclaredPredicate]:
    """Return what a mapping says of predicates: a CURIE or a label for each spelling, or a map with ``id``.

    Raises:
        UsageError: one lacks its CURIE, or has another role or sign.
    """
    found = []
    for spelling, said in given.items():
        if isinstance(said, str):
            said = {"id": said}
        if isinstance(said, dict) and isinstance(name := said.get("id"), str) and ":" not in name:
            said = {**said, "id": next(iter(vocabulary().predicates_called(name)), name)}
        texts = [said.get(name, "") for name in ("id", "label")] if isinstance(said, dict) else [None]
        if not all(isinstance(text, str) for text in texts) or ":" not in str(texts[0]):
            near = did_you_mean(nearest(str(texts[0]), vocabulary().predicate_labels(LANGUAGES[1]).values()))
            raise UsageError(
                f"predicates: {spelling!r} needs an 'id', a CURIE such as biolink:regulates;"
                f" it may have a 'label', a text.{near}"
            )
        check_names(said, ("id", "role", "sign", "label"), "a predicate")
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


def signs_of(given: Mapping[Any, Any]) -> dict[str, str]:
    """Return the signs by their spelling in the column.

    Raises:
        UsageError: one is another than ``+``, ``-`` or ``?``.
    """
    for spelling, sign in given.items():
        if not _is_one_of(sign, _SIGNS):
            raise UsageError(f"signs: {spelling!r} is '+', '-' or '?' (in quotes), not {short(sign)}.")
    return {str(spelling): sign for spelling, sign in given.items()}


def classes_of(given: Mapping[Any, Any]) -> dict[str, str]:
    """Return the class of each word of a column, which may be given by its label; raises as `words_of`."""
    called = vocabulary().class_called
    named = {word: isinstance(name, str) and called(name) or name for word, name in given.items()}
    labels = vocabulary().class_labels(LANGUAGES[1]).values()
    return words_of("classes", named, class_names(), labels)


def words_of(
    option: str, given: Mapping[Any, Any], allowed: Iterable[str] = (), labels: Iterable[str] = ()
) -> dict[str, str]:
    """Return the meaning of each word of a column; of ``allowed`` ones, if any are given.

    Near ones are offered, ``labels`` of them, too.

    Raises:
        UsageError: a meaning is no text, or another.
    """
    known = tuple(allowed)
    for spelling, meaning in given.items():
        if not isinstance(meaning, str) or (known and meaning not in known):
            expected = ", ".join(known) if len(known) < 10 else "a class of the ontology"
            offers = [*known, *labels] if isinstance(meaning, str) and known else []
            near = did_you_mean(nearest(meaning, offers)) if offers else ""
            raise UsageError(
                f"{option}: {spelling!r} means {expected or 'a text, in quotes'}, not {short(meaning)}.{near}"
            )
    return {str(spelling): meaning for spelling, meaning in given.items()}


def class_names() -> tuple[str, ...]:
    """Return the names of the classes that a node may have."""
    return tuple(iri.removeprefix(MSC) for iri in vocabulary().node_classes if iri.startswith(MSC))
