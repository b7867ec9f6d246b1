"""The files that travel with the code are found, in a checkout and in an installed package."""

from __future__ import annotations

from pathlib import Path

import pytest

from msc_graph.system import packaged as module
from msc_graph.system.packaged import locate

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    "name", ["ontology", "ontology/msc-graph.ttl", "ontology/curated", "shapes", "queries"]
)
def test_finds_what_lies_at_the_top_of_a_checkout(name: str) -> None:
    assert locate(name) == ROOT / name


def test_an_installed_package_uses_the_copy_inside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "site-packages" / "msc_graph"
    inside = package / "_data" / "shapes"
    inside.mkdir(parents=True)
    (tmp_path / "site-packages" / "shapes").mkdir()  # another package's folder of the same name
    monkeypatch.setattr(module, "_PACKAGE", package)
    assert locate("shapes") == inside


def test_a_damaged_installation_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PACKAGE", tmp_path / "msc_graph")
    with pytest.raises(FileNotFoundError, match="'ontology'.*install it again"):
        locate("ontology")
