"""Every message is there in every language, and no other room keeps languages apart by itself."""

from __future__ import annotations

import ast
import pkgutil
import re
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from string import Formatter
from types import ModuleType
from typing import Any

import pytest

import msc_graph
from msc_graph import messages
from msc_graph.languages import LANGUAGES
from msc_graph.messages.catalogue import Messages

PACKAGE = Path(msc_graph.__path__[0])
CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef“”]")
ROOMS = [
    import_module(f"{messages.__name__}.{module.name}") for module in pkgutil.iter_modules(messages.__path__)
]
ELSEWHERE = [
    path
    for path in sorted(PACKAGE.rglob("*.py"))
    if path.parent.name != "messages" and path != PACKAGE / "languages.py"
]


def tables(room: ModuleType) -> Iterator[tuple[str, Messages]]:
    """Yield the tables of a room with their names, all dictionaries of texts."""
    for name, value in vars(room).items():
        if isinstance(value, dict) and not name.startswith("__"):
            if any(isinstance(entry, tuple | str | dict) for entry in value.values()):
                yield name, value


MESSAGES = {
    f"{room.__name__.rpartition('.')[2]}.{name}.{key}": texts
    for room in ROOMS
    for name, table in tables(room)
    for key, texts in table.items()
}


def placeholders(text: str) -> list[tuple[str, str, str | None]]:
    found = ((name, spec or "", how) for _, name, spec, how in Formatter().parse(text) if name is not None)
    return sorted(set(found))


def there(texts: object) -> bool:
    """Whether a message is a tuple of one text for each language."""
    if not isinstance(texts, tuple) or len(texts) != len(LANGUAGES):
        return False
    return all(isinstance(text, str) and text for text in texts)


def same_values(texts: tuple[str, str]) -> bool:
    """Whether the texts of a message take the same values, each by its name."""
    first, *others = map(placeholders, texts)
    return all(other == first for other in others) and all(name for name, _, _ in first)


def in_their_language(texts: tuple[str, str]) -> bool:
    """Whether the first text has no Chinese, but the word that leads to it, and the second has some."""
    english, chinese = texts
    said = "".join(literal for literal, _, _, _ in Formatter().parse(chinese)).strip()
    return (not re.search(r"[\u4e00-\u9fff]", english) or english == "中文") and (
        not said or bool(CHINESE.search(chinese)) or chinese == english
    )


@pytest.mark.parametrize("good", [there, same_values, in_their_language])
def test_every_message_is_good(good: Callable[[Any], bool]) -> None:
    assert len(MESSAGES) > 900
    assert not {place: texts for place, texts in MESSAGES.items() if not good(texts)}


@pytest.mark.parametrize(
    ("good", "texts"),
    [
        (there, ("one",)), (there, ("one", "")), (there, ["one", "一"]), (same_values, ("{a}", "{b}")),
        (same_values, ("{}", "{}")), (same_values, ("{a:,}", "{a}")), (in_their_language, ("一", "一")),
        (in_their_language, ("one", "two {a}")),
    ],
)  # fmt: skip
def test_a_bad_message_is_found(good: Callable[[Any], bool], texts: Any) -> None:
    assert not good(texts)


def languages_apart(path: Path) -> Iterator[int]:
    """Yield the lines of a file that choose by language: ``lang == "zh"``, or a table for each language."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            named = {ast.unparse(side).rpartition(".")[2].strip("_") for side in sides}
            constants = {side.value for side in sides if isinstance(side, ast.Constant)}
            if "lang" in named and constants & set(LANGUAGES):
                yield node.lineno
        elif isinstance(node, ast.Dict):
            keys = {key.value for key in node.keys if isinstance(key, ast.Constant)}
            if keys == set(LANGUAGES) and all(isinstance(value, ast.Dict) for value in node.values):
                yield node.lineno


def test_languages_are_told_apart_in_messages_only() -> None:
    places = [f"{path.relative_to(PACKAGE)}:{line}" for path in ELSEWHERE for line in languages_apart(path)]
    assert not places, "\n".join(places)
