"""The built wheel, installed in a new environment and used from another folder."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).resolve().parents[1]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("build", reason="needs build: pip install 'msc-graph[dev]'")
    folder = tmp_path_factory.mktemp("dist")
    # Without hatchling in this environment, build fetches it from the package index.
    isolation = ["--no-isolation"] if importlib.util.find_spec("hatchling") else []
    run([sys.executable, "-m", "build", "--wheel", *isolation, "--outdir", folder, ROOT], cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of a new environment that has the wheel, and the dependencies of this one."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False, symlinks=os.name != "nt")
    place = {"base": str(folder), "platbase": str(folder)}
    packages = Path(sysconfig.get_path("purelib", "venv", vars=place))
    ours = [str(Path(entry).resolve()) for entry in sys.path if entry.endswith("site-packages")]
    (packages / "dependencies.pth").write_text("\n".join(ours), encoding="utf-8")
    run(
        [
            sys.executable,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-deps",
            "--no-index",
            "--target",
            packages,
            wheel,
        ]
    )
    return Path(sysconfig.get_path("scripts", "venv", vars=place)) / (
        "python.exe" if os.name == "nt" else "python"
    )


def run(command: list[str | Path], cwd: Path | None = None) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    environment |= {"PYTHONUTF8": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()
    return done.stdout.decode("utf-8")


def test_the_wheel_carries_ontology_shapes_and_queries(wheel: Path) -> None:
    held = {name for name in ZipFile(wheel).namelist() if name.startswith("msc_graph/_data/")}
    expected = {
        f"msc_graph/_data/{path.relative_to(ROOT).as_posix()}"
        for folder in ("ontology", "shapes", "queries", "recipes", "mappings")
        for path in (ROOT / folder).rglob("*")
        if path.is_file()
    }
    assert held == expected
    assert "msc_graph/_data/ontology/msc-graph.ttl" in held


def test_the_wheel_carries_what_the_pages_load(wheel: Path) -> None:
    files = {path.relative_to(ROOT) for path in (ROOT / "msc_graph").rglob("*.*")}
    made = "__pycache__"  # by Python, and by numba
    needed = {path.as_posix() for path in files if (ROOT / path).is_file() and made not in path.parts}
    assert needed <= set(ZipFile(wheel).namelist())
    assert "msc_graph/serve/static/editor.js" in needed


def test_the_wheel_carries_the_package_and_nothing_else(wheel: Path) -> None:
    names = ZipFile(wheel).namelist()
    assert {name.split("/")[0].partition("-")[0] for name in names} == {"msc_graph"}
    assert "msc_graph/py.typed" in names
    assert not [name for name in names if name.endswith(".pyc")]


def test_the_installed_package_is_the_wheel_s_and_works_elsewhere(installed: Path, tmp_path: Path) -> None:
    where = run([installed, "-c", "import msc_graph; print(msc_graph.__file__)"], cwd=tmp_path).strip()
    assert Path(where).is_relative_to(installed.parents[1])

    def ask(*arguments: str) -> str:
        return run([installed, "-m", "msc_graph", *arguments], cwd=tmp_path)

    assert json.loads(ask("info", "--format", "json"))["mechanisms"] == 92
    assert "MESH:D065306" in ask("find", "角膜")
    assert ask("query", "article-claims", "--format", "csv").count("\n") == 234
    assert "true" in ask("sparql", "ASK { HGNC:8763 a msc:Gene }")
    ask("export", "graph.graphml")
    assert [path.name for path in tmp_path.iterdir()] == ["graph.graphml"]


def test_the_command_is_an_entry_point_of_the_wheel(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith("entry_points.txt")]
        assert "msc-graph = msc_graph.__main__:main" in archive.read(name).decode()
