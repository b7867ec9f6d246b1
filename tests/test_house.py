"""The law of the house: who may import whom.

Rooms stand on floors. An import points to a lower floor or stays in its room, wherever it stands: at the top
of a file, in a function, for types only, or by name. No file reaches another that reaches it. What begins
with an underscore stays in its file. ``docs/architecture.md`` says why.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import networkx as nx

import msc_graph
from msc_graph.cli import main
from msc_graph.sources import registry

PACKAGE = Path(msc_graph.__file__).parent

FLOORS = (
    {"errors", "_version"},
    {"languages", "system"},
    {"pages"},
    {"tables", "vocabulary"},
    {"model", "rdf", "messages"},
    {"pathfinding", "curation", "describe"},
    {"exports", "sources"},
    {"query"},
    {"stores", "mechanisms", "quality", "reasoning"},
    {"knowledge_graph"},
    {"recipes", "serve"},
    {"__init__"},
    {"cli"},
    {"__main__"},
)
"""The rooms, lowest floor first; what stands loose beside the packages is a room of one file."""

FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}

LOADED_BY_NAME = {
    "msc_graph/__init__.py": {
        f"msc_graph.{home}"
        for home in (*(home for home, _ in msc_graph._HOMES.values()), "errors", "mechanisms")
    },
    "msc_graph/cli/main.py": {f"msc_graph.cli.{file}" for file in main.COMMANDS.values()},
    "msc_graph/sources/registry.py": {
        f"msc_graph.sources.formats.{module}" for module in registry._MODULES.values()
    },
}
"""What files load with ``import_module``, read from the tables that they load by."""


def name_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


FILES = {name_of(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def room_of(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


@cache
def tree(module: str) -> ast.Module:
    """Return the syntax tree of a file of the package."""
    return ast.parse(FILES[module].read_text(encoding="utf-8"))


def imports(module: str) -> Iterator[tuple[str, str]]:
    """Yield the modules that a file of the package imports, each with the name taken ("": all of it)."""
    path = FILES[module]
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names if alias.name in FILES)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: imports are absolute"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                if whole in FILES:
                    yield whole, ""
                elif node.module in FILES:
                    yield str(node.module), alias.name
    yield from (
        (loaded, "") for loaded in LOADED_BY_NAME.get(path.relative_to(PACKAGE.parent).as_posix(), ())
    )


@cache
def arrows() -> frozenset[tuple[str, str]]:
    return frozenset((module, taken) for module in FILES for taken, _ in imports(module) if taken != module)


def test_every_room_has_a_floor() -> None:
    assert {room_of(module) for module in FILES} == set(FLOOR)


def test_imports_point_down() -> None:
    wrong = sorted(
        f"{module} -> {taken}"
        for module, taken in arrows()
        if room_of(module) != room_of(taken) and FLOOR[room_of(module)] <= FLOOR[room_of(taken)]
    )
    assert not wrong, "\n".join(wrong)


def test_no_file_reaches_one_that_reaches_it() -> None:
    knots = [sorted(knot) for knot in nx.strongly_connected_components(nx.DiGraph(arrows())) if len(knot) > 1]
    assert not knots, "\n".join(map(str, knots))


def test_names_with_an_underscore_stay_in_their_file() -> None:
    taken = {(module, name) for module in FILES for _, name in imports(module) if name.startswith("_")}
    assert not {(module, name) for module, name in taken if name != "__version__"}


def loads_by_name(module: str) -> bool:
    """Whether a file calls ``import_module`` or ``__import__``."""
    calls = (ast.unparse(node.func) for node in ast.walk(tree(module)) if isinstance(node, ast.Call))
    return any(call.rpartition(".")[2] in ("import_module", "__import__") for call in calls)


def test_modules_loaded_by_name_stand_in_a_table() -> None:
    loading = {
        FILES[module].relative_to(PACKAGE.parent).as_posix() for module in FILES if loads_by_name(module)
    }
    assert loading == set(LOADED_BY_NAME)


LOOSE = {"__init__", "__main__", "_version", "errors", "knowledge_graph", "languages"}
"""What stands beside the rooms: the front door, and what every room may use."""

LONGEST_FUNCTION, LONGEST_COMMANDS = 40, 400


def test_nothing_stands_loose_but_what_every_room_uses() -> None:
    assert {path.stem for path in PACKAGE.glob("*.py")} == LOOSE


def test_no_file_of_commands_is_long() -> None:
    lines = {
        path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in PACKAGE.glob("cli/*.py")
    }
    assert not {name: count for name, count in lines.items() if count > LONGEST_COMMANDS}


def functions(module: str) -> Iterator[tuple[str, int]]:
    """Yield the functions of a file with their lines, docstring aside, but the loops that numba compiles."""
    calls = [node for node in ast.walk(tree(module)) if isinstance(node, ast.Call)]
    compiled = {ast.unparse(call.args[0]) for call in calls if ast.unparse(call.func) == "_compiled"}
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name not in compiled:
            body = node.body[1:] if ast.get_docstring(node) is not None else node.body
            if body:
                yield node.name, (body[-1].end_lineno or 0) - body[0].lineno + 1


def test_no_function_is_long() -> None:
    assert not [
        (module, name, lines)
        for module in FILES
        for name, lines in functions(module)
        if lines > LONGEST_FUNCTION
    ]
