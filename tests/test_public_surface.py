from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
import types
from collections.abc import Iterator
from pathlib import Path

import pytest

import msc_graph

PACKAGE = Path(msc_graph.__file__).parent
SOURCES = sorted(PACKAGE.rglob("*.py"))
MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages([str(PACKAGE)], "msc_graph.")
    if not module.name.endswith("__main__")
)
PROMISED = {
    "find": ["text", "category", "limit"],
    "node": ["name", "category"],
    "query": ["name", "parameters"],
    "sparql": ["query", "timeout", "inferred"],
    "paths": (
        ["source", "target", "max_hops", "k", "sign", "via", "avoid", "predicates", "through"]
        + ["min_belief", "hub_damping", "directed", "timeout", "contested", "scoring", "species", "cell"]
        + ["scope", "evidence", "strict", "narrower", "published_only", "progress", "constants"]
    ),
    "validate": ["lang", "engine"],
    "check": ["retracted", "lang"],
    "export": (
        ["path", "format", "around", "hops", "paths", "k", "max_hops", "query", "parameters"]
        + ["connected", "progress", "lang"]
    ),
    "add": ["files", "format", "options", "progress", "more"],
    "to_rdflib": [],
    "to_networkx": ["disputed"],
    "to_owlready": [],
    "info": [],
    "describe": ["name", "lang", "limit"],
}
MAY_STAND_WITHOUT_A_NAME = {"path", "text", "name", "query", "source", "target", "files", "format"}


def test_all_is_what_is_public() -> None:
    submodules = {module.name for module in pkgutil.iter_modules([str(PACKAGE)])}
    names = {name for name in vars(msc_graph) if not name.startswith("_")}
    assert names - submodules - {"annotations", "TYPE_CHECKING", "Any"} <= set(msc_graph.__all__)
    assert msc_graph.__all__ == sorted(msc_graph.__all__)
    assert [name for name in msc_graph.__all__ if getattr(msc_graph, name) is None] == []


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nosuch"):
        _ = msc_graph.nosuch


def test_the_version_is_a_number() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", msc_graph.__version__)


@pytest.mark.parametrize("name", sorted(PROMISED))
def test_a_promised_method_takes_what_it_promises(name: str) -> None:
    parameters = list(inspect.signature(getattr(msc_graph.KnowledgeGraph, name)).parameters.values())[1:]
    assert [parameter.name for parameter in parameters] == PROMISED[name]
    for parameter in parameters:
        if parameter.kind is parameter.POSITIONAL_OR_KEYWORD:
            assert parameter.name in MAY_STAND_WITHOUT_A_NAME, "options are given by name"


def test_load_takes_nothing() -> None:
    assert not inspect.signature(msc_graph.load).parameters


def test_everything_public_has_a_docstring() -> None:
    modules = {name: importlib.import_module(name) for name in MODULES}
    things = {**modules, **{place: thing for module in modules.values() for place, thing in public(module)}}
    assert not [place for place, thing in things.items() if not (thing.__doc__ or "").strip()]


def public(module: types.ModuleType) -> Iterator[tuple[str, object]]:
    """Every public function, class, method and property that a module defines."""
    for name, thing in vars(module).items():
        if name.startswith("_") or getattr(thing, "__module__", None) != module.__name__:
            continue
        if inspect.isclass(thing) or inspect.isfunction(thing):
            yield f"{module.__name__}.{name}", thing
        if inspect.isclass(thing):
            for member, value in vars(thing).items():
                if not member.startswith("_") and (callable(value) or isinstance(value, property)):
                    yield f"{module.__name__}.{name}.{member}", value


@pytest.fixture(scope="module")
def nodes() -> dict[Path, list[ast.AST]]:
    """All nodes of the syntax tree of each file."""
    return {path: list(ast.walk(ast.parse(path.read_text(encoding="utf-8")))) for path in SOURCES}


def test_the_library_prints_nothing(nodes: dict[Path, list[ast.AST]]) -> None:
    calls = [(path, node.func) for path in nodes for node in nodes[path] if isinstance(node, ast.Call)]
    assert not [path for path, call in calls if isinstance(call, ast.Name) and call.id == "print"]


def test_only_the_command_line_speaks_to_the_terminal(nodes: dict[Path, list[ast.AST]]) -> None:
    speaking = {path.parent.name for path in nodes if "click" in imported(nodes[path])}
    assert speaking == {"cli"}


def imported(nodes: list[ast.AST]) -> set[str]:
    """The names of the packages that a file imports anywhere."""
    found = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found
