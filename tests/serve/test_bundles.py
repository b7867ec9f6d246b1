"""What the pages load is what `web/` builds, byte by byte, and comes with its licences."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

import msc_graph.serve

WEB = Path(__file__).parents[2] / "web"
STATIC = Path(msc_graph.serve.__file__).parent / "static"
BUILT = {"editor.js", "explorer.js", "LICENSES.txt"}


def test_a_build_gives_the_committed_bytes(tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None or not (WEB / "node_modules").exists():
        pytest.skip("needs node, and the packages that 'make web' installs")
    subprocess.run([node, WEB / "build.js", tmp_path], check=True, timeout=60)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        name: (STATIC / name).read_bytes() for name in BUILT
    }, "run 'make web' and commit what it wrote"


def test_the_lock_file_names_no_host() -> None:
    assert "://" not in (WEB / "package-lock.json").read_text(encoding="utf-8")


def test_every_package_within_has_its_licence() -> None:
    told = (STATIC / "LICENSES.txt").read_text(encoding="utf-8")
    for name in ("cytoscape ", "@dagrejs/graphlib ", "@codemirror/view ", "codemirror-lang-sparql "):
        assert f"\n{name}" in f"\n{told}"
    assert told.count("Permission is hereby granted") == told.count("(MIT)")
