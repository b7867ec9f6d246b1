"""Fixtures that all tests share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from msc_graph import KnowledgeGraph, load

# The same examples on every run: a failure is there again tomorrow, and nobody's commit fails by chance.
settings.register_profile("same", derandomize=True, deadline=None, database=None)
settings.load_profile("same")

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A cache folder for these tests alone, which all their workers share."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "cache"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder))
        yield


@pytest.fixture(scope="session")
def curated() -> Iterator[KnowledgeGraph]:
    """The curated graph, built once; tests must not change its store."""
    with load() as graph:
        yield graph


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let more inputs be mutated than continuous integration has time for: ``--fuzz 100000``."""
    parser.addoption("--fuzz", type=int, default=5000, help="how many mutated inputs; about 100 a second")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip, with the reason, the tests that need the third-party data where it is absent."""
    if (SHARED / "data").is_dir():
        return
    skip = pytest.mark.skip(reason="needs the third-party data in ../shared/data, which is not here")
    for item in items:
        if item.get_closest_marker("shared_data"):
            item.add_marker(skip)
