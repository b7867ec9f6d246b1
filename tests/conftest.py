"""Fixtures that all tests share."""

from __future__ import annotations

import gc
import os
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from msc_graph import KnowledgeGraph, load
from tests.helpers import made_once

# The same examples on every run: a failure is there again tomorrow, and nobody's commit fails by chance.
# ``--hypothesis-profile=wide`` looks for others, for as long as it takes.
settings.register_profile("same", derandomize=True, deadline=None, database=None, max_examples=50)
settings.register_profile("wide", deadline=None, database=None, max_examples=2000)
settings.load_profile("same")

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A cache folder for these tests alone, which all their workers share; what is made once is made here.

    Nothing waits until a file has reached the disk: no file of a test is to outlive a loss of power.
    """
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "cache"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder))
        patch.setattr(os, "fsync", lambda _: None)
        made_once.use(patch, base / "curated")
        yield


@pytest.fixture(scope="session")
def curated() -> Iterator[KnowledgeGraph]:
    """The curated graph, built once; tests must not change its store."""
    with load() as graph:
        yield graph


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Look for garbage only after collection, and never in what it made: that is a quarter of its time."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let more inputs be mutated than continuous integration has time for: ``--fuzz 100000``."""
    parser.addoption("--fuzz", type=int, default=5000, help="how many mutated inputs; about 40 a second")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip, with the reason, the tests that need the third-party data where it is absent."""
    if (SHARED / "data").is_dir():
        return
    skip = pytest.mark.skip(reason="needs the third-party data in ../shared/data, which is not here")
    for item in items:
        if item.get_closest_marker("shared_data"):
            item.add_marker(skip)
