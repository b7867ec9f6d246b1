"""Fixtures of the tests of curation."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from msc_graph.curation.reader import curated_folder
from tests.helpers.curated_tables import Tables


@pytest.fixture
def tables(tmp_path: Path) -> Tables:
    folder = tmp_path / "curated"
    shutil.copytree(curated_folder(), folder)
    return Tables(folder)
