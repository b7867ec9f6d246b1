"""Fixtures of the tests of stores."""

from __future__ import annotations

from pathlib import Path

import pytest

import msc_graph
from msc_graph.stores.disk.building import import_source
from msc_graph.stores.importing.source import ImportOptions
from tests.helpers.small_stores import HEADER, OTHER, ROWS


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Two small files in the layout of miRTarBase 9 (mouse); what the rows say is made up."""
    folder = tmp_path_factory.mktemp("files")
    made = {}
    for name, rows in (("first", ROWS), ("second", OTHER)):
        made[name] = folder / f"{name}.csv"
        made[name].write_text(HEADER + rows, encoding="utf-8")
    return made


@pytest.fixture(scope="session")
def store(files: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with two sources that share nodes; tests must not change it."""
    folder = tmp_path_factory.mktemp("stores") / "both"
    for name, file in files.items():
        import_source("mirtarbase", [file], store=folder, options=ImportOptions(name=name, date="2026-01-01"))
    return folder


@pytest.fixture(scope="session")
def one(files: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with one source, ``one``, from the first file, with all parts; tests change copies."""
    folder = tmp_path_factory.mktemp("stores") / "one"
    import_source("mirtarbase", [files["first"]], store=folder, options=ImportOptions(name="one"))
    with msc_graph.open(folder) as graph:
        assert len(graph.network) and len(graph.store)
    return folder
