"""What a recipe says: sources with their files, licences and expectations, tables of names, questions."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from msc_graph.errors import FileRefused, UsageError, did_you_mean, looks_like_address, nearest, no_such_file
from msc_graph.languages import LANGUAGES
from msc_graph.sources.formats.table_mapping import table_mapping
from msc_graph.sources.registry import FORMATS, source_format
from msc_graph.stores.importing.source import RESERVED, may_name
from msc_graph.system.digits import whole_number
from msc_graph.system.packaged import locate
from msc_graph.system.yaml_files import TRUTHS, YamlMapping, decimal_number, read_yaml

VERSION = 1
"""Version of the form of recipes; the first line of each says it."""

Wanted = tuple[str, ...]
"""A file by its names or globs: the first that is there is taken."""

TABLES = ("hgnc", "mirbase", "mondo", "doid", "mesh")
"""What tables of names can be made of; see `msc_graph.sources.grounding.tables.prepare`."""

_FILES = ("mapping", "ontology")
"""Parameters that name a file, also where they are written as texts."""

_TOP = ("recipe", "title", "title_zh", "tables", "retracted", "sources", "questions")
_SOURCE = (
    "name format files parameters from licence citation title version date optional keep_going expect"
).split()
_EXPECT = ("rows", "grounded")
_QUESTION = ("from", "to", "hops", "lean", "mediators")
LEANS = ("raises", "lowers")
"""What a question may expect."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """What must hold of a source: rows from ``least`` to ``most``, and the share of its nodes grounded."""

    least: int = 0
    most: int | None = None
    grounded: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipeSource:
    """A source of a recipe.

    Each of ``files`` is needed; ``parameters`` are those of the format, ``parameter_files`` those that name a
    file. ``origin`` says where to get the files, ``citation`` how to cite the source; texts may be empty. An
    ``optional`` source is left out where its files are missing. ``keep_going`` leaves bad rows out.
    """

    name: str
    format: str
    files: tuple[Wanted, ...]
    parameters: Mapping[str, str] = field(default_factory=dict)
    parameter_files: Mapping[str, Wanted] = field(default_factory=dict)
    origin: str = ""
    licence: str = ""
    citation: str = ""
    title: str = ""
    version: str = ""
    date: str = ""
    optional: bool = False
    keep_going: bool = False
    expect: Expectation = Expectation()


@dataclass(frozen=True, slots=True)
class Question:
    """A question that is asked at the end: how ``start`` could act on ``end`` within ``hops`` steps.

    ``lean`` is one of `LEANS`, or empty; ``mediators`` are names of nodes, one of which should be on the ten
    best paths.
    """

    start: str
    end: str
    hops: int = 3
    lean: str = ""
    mediators: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recipe:
    """A recipe as it was read from ``path``; ``titles`` in English and Chinese."""

    path: Path
    titles: tuple[str, str]
    sources: tuple[RecipeSource, ...]
    tables: Mapping[str, Wanted] = field(default_factory=dict)
    retracted: Wanted = ()
    questions: tuple[Question, ...] = ()

    def title(self, lang: str) -> str:
        """Return the title in a language; empty where there is none."""
        return self.titles[LANGUAGES.index(lang)]


def shipped() -> tuple[str, ...]:
    """Return the names of the recipes that come with the package, sorted."""
    return tuple(sorted(path.stem for path in locate("recipes").glob("*.yaml")))


def read_recipe(name: Path | str) -> Recipe:
    """Return the recipe in a file, or the one of that name that comes with the package.

    Raises:
        FileRefused: there is none, or it says something that it cannot; with the line.
    """
    path = Path(name)
    if str(name) in shipped() and not path.is_file():
        path = locate("recipes") / f"{name}.yaml"
    elif looks_like_address(path):
        raise no_such_file(path)
    elif not path.exists() and not path.suffix:
        known = shipped()
        raise FileRefused(
            path,
            f"there is no such file, and no recipe of that name.{did_you_mean(nearest(str(name), known))}"
            f" Those that come with msc-graph: {', '.join(known)}.",
        )
    return _Reader(path).recipe(read_yaml(path))


class _Reader:
    """Turns what a file holds into a recipe; every complaint says the line."""

    def __init__(self, path: Path) -> None:
        """Keep the path, for the complaints."""
        self.path = path

    def recipe(self, given: YamlMapping) -> Recipe:
        """Return the whole."""
        self._names(given, _TOP)
        if whole_number(given.get("recipe")) != VERSION:
            self._refuse(f"it should begin with 'recipe: {VERSION}', the version of its form.", given)
        tables = self._mapping(given, "tables")
        self._names(tables, TABLES)
        title = self._text(given, "title")
        sources = tuple(self.source(each) for each in self._list(given, "sources"))
        if not sources:
            self._refuse("it has no 'sources'; list at least one.", given)
        self._once(given, [source.name for source in sources])
        return Recipe(
            path=self.path,
            titles=(title, self._text(given, "title_zh") or title),
            sources=sources,
            tables={name: self._wanted(tables, name) for name in tables},
            retracted=self._wanted(given, "retracted") if "retracted" in given else (),
            questions=tuple(self.question(each) for each in self._list(given, "questions")),
        )

    def source(self, given: YamlMapping) -> RecipeSource:
        """Return one source."""
        self._names(given, _SOURCE)
        for name in ("name", "format", "files"):
            if name not in given:
                self._refuse(f"a source needs {name!r}.", given)
        name, form = self._text(given, "name"), self._text(given, "format")
        if not may_name(name):
            self._refuse(
                f"{name!r} is no name of a source: take lower-case letters, digits, '.', '_' or '-', and none"
                f" of {', '.join(RESERVED)}.",
                given,
                "name",
            )
        if form not in FORMATS:
            near = did_you_mean(nearest(form, FORMATS))
            self._refuse(
                f"unknown format {form!r}.{near} Known formats: {', '.join(FORMATS)}.", given, "format"
            )
        plain, files = self._parameters(given, form)
        wanted = tuple(self._each(given, "files"))
        if not wanted:
            self._refuse("'files' names no file.", given, "files")
        self._check_date(given)
        self._check_table(given, form, plain, files)
        return RecipeSource(
            name=name,
            format=form,
            files=wanted,
            parameters=plain,
            parameter_files=files,
            origin=self._text(given, "from"),
            expect=self._expectation(self._mapping(given, "expect")),
            optional=self._yes(given, "optional"),
            keep_going=self._yes(given, "keep_going"),
            **{name: self._text(given, name) for name in ("licence", "citation", "title", "version", "date")},
        )

    def _check_date(self, given: YamlMapping) -> None:
        said = self._text(given, "date")
        try:
            right = not said or date.fromisoformat(said).isoformat() == said
        except ValueError:
            right = False
        if not right:
            self._refuse(f"a date is written as 2026-11-22, not {said!r}.", given, "date")

    def _check_table(
        self, given: YamlMapping, form: str, plain: Mapping[str, str], files: Mapping[str, Wanted]
    ) -> None:
        """Refuse parameters of a table that say too little, or what cannot be, without its mapping file."""
        if form == "table" and "mapping" not in files:
            try:
                table_mapping(plain)
            except UsageError as error:
                self._refuse(str(error), given, "parameters")

    def question(self, given: YamlMapping) -> Question:
        """Return one question."""
        self._names(given, _QUESTION)
        start, end, lean = (self._text(given, name) for name in ("from", "to", "lean"))
        hops = whole_number(given.get("hops", "3"))
        if not start or not end:
            self._refuse("a question needs 'from' and 'to', names of nodes.", given)
        if hops is None or not 1 <= hops <= 8:
            self._refuse(f"'hops' is a whole number from 1 to 8, not {given['hops']!r}.", given, "hops")
        if lean and lean not in LEANS:
            self._refuse(f"'lean' is {' or '.join(LEANS)}, not {lean!r}.", given, "lean")
        mediators = given.get("mediators", [])
        if not isinstance(mediators, list) or not all(isinstance(name, str) for name in mediators):
            self._refuse("'mediators' is a list of names.", given, "mediators")
        return Question(start, end, hops, lean, tuple(mediators))

    def _parameters(self, given: YamlMapping, form: str) -> tuple[dict[str, str], dict[str, Wanted]]:
        """Return the parameters that are texts, and those that name a file (``{file: NAME}``)."""
        parameters, options = self._mapping(given, "parameters"), source_format(form).options
        self._names(parameters, options)
        plain: dict[str, str] = {}
        files: dict[str, Wanted] = {}
        for name, value in parameters.items():
            if isinstance(value, YamlMapping):
                self._names(value, ("file",))
                files[name] = self._wanted(value, "file")
            else:
                plain[name] = self._text(parameters, name)
                if name in _FILES:
                    self._alternatives(plain[name], parameters, name)
        return plain, files

    def _expectation(self, given: YamlMapping) -> Expectation:
        self._names(given, _EXPECT)
        said, grounded = given.get("rows", "0"), decimal_number(given.get("grounded", "0"))
        said = said if isinstance(said, list) else [said, None]
        rows = [whole_number(number) for number in said]
        wrong = [text for text, number in zip(said, rows, strict=True) if number is None and text is not None]
        if len(rows) != 2 or wrong or (rows[1] is not None and (rows[0] or 0) > rows[1]):
            self._refuse("'rows' is the least number of them, or [least, most].", given, "rows")
        if grounded is None or grounded > 1:
            self._refuse(f"'grounded' is a share from 0 to 1, not {given['grounded']!r}.", given, "grounded")
        return Expectation(rows[0] or 0, rows[1], grounded)

    # values

    def _each(self, given: YamlMapping, name: str) -> Iterator[Wanted]:
        """Yield the files of a list; a list in the place of one file names alternatives."""
        listed = given[name]
        for item in listed if isinstance(listed, list) else [listed]:
            yield self._alternatives(item, given, name)

    def _wanted(self, given: YamlMapping, name: str) -> Wanted:
        return self._alternatives(given[name], given, name)

    def _alternatives(self, item: Any, given: YamlMapping, name: str) -> Wanted:
        names = item if isinstance(item, list) else [item]
        for text in names:
            if not isinstance(text, str) or not text.strip():
                self._refuse(f"{name!r}: {text!r} is no name of a file.", given, name)
            if text.startswith("/") or ".." in Path(text).parts:
                self._refuse(
                    f"{name!r}: {text!r} leaves the folder of files; give the name alone.", given, name
                )
        if not names:
            self._refuse(f"{name!r} names no file.", given, name)
        return tuple(names)

    def _text(self, given: YamlMapping, name: str) -> str:
        value = given.get(name, "")
        if value is None or isinstance(value, (dict, list)):
            self._refuse(f"the value of {name!r} should be text.", given, name)
        return str(value)

    def _yes(self, given: YamlMapping, name: str) -> bool:
        value = given.get(name, "false")
        if not isinstance(value, str) or value not in TRUTHS:
            self._refuse(f"{name!r} is true or false, not {value!r}.", given, name)
        return TRUTHS[value]

    def _mapping(self, given: YamlMapping, name: str) -> YamlMapping:
        value = given.get(name)
        if value is None:
            value = YamlMapping()
            value.lines, value.line = {}, given.lines.get(name, given.line)
        if not isinstance(value, YamlMapping):
            self._refuse(f"{name!r} should hold 'name: value' lines.", given, name)
        return value

    def _list(self, given: YamlMapping, name: str) -> list[YamlMapping]:
        value = given.get(name) or []
        if not isinstance(value, list) or not all(isinstance(each, YamlMapping) for each in value):
            self._refuse(f"{name!r} should be a list of 'name: value' lines, each with a dash.", given, name)
        return list(value)

    # complaints

    def _names(self, given: YamlMapping, known: Collection[str]) -> None:
        for name in given:
            if name not in known:
                near = did_you_mean(nearest(str(name), known))
                self._refuse(f"unknown name {name!r}.{near} Known here: {', '.join(known)}.", given, name)

    def _once(self, given: YamlMapping, names: list[str]) -> None:
        for name in names:
            if names.count(name) > 1:
                self._refuse(
                    f"two sources are called {name!r}; give each a name of its own.", given, "sources"
                )

    def _refuse(self, problem: str, given: YamlMapping, name: Any = None) -> NoReturn:
        raise FileRefused(self.path, problem, line=given.lines.get(name, given.line))
